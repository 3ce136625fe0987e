"""Counts in prose: of what a number is the count, and what came of those counted.

``5 of 32 compile attempts failed, 3 of them for lack of Triton``: the noun after a
number says what it counts, its clause whether the failed or the good ones.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from .counted_nouns import NOUN, NOUNS, noun_at
from .fates import FAILED, FAILED_IN, REASON, TIMED_OUT, UNFAILED, WENT_WELL
from .number_words import NUMBER_WORD
from .numbers import Written
from .words import FAILURES

_OF_WHOLE = re.compile(
    rf"\s*\(?(?:out )?of (?:the |all |its |these |those )*(?:\d[\d,]*|{NUMBER_WORD})\b"
    r"|/\d+(?![\d/.])",
    re.I,
)
#: What stands in parentheses between a share and what it is of: 84% (27 of 32) of the.
_ASIDE = re.compile(r"\s*\([^()]{1,40}\)")
#: A number in other words, in parentheses: 5 attempts (15.6%) failed.
RESTATED = re.compile(
    r" ?\((?:about |roughly |~|i\.e\.,? |or )?\d[\d.,]*(?:\s?%|/\d+| of \d+)"
    r"(?: of [^()]{1,40})?\)"
)
_OF_AFTER = re.compile(r"\)\s*of (?:the |all )*", re.I)
#: Two of one noun: 197 successful and 77 failed calls.
_AND_OTHERS = re.compile(
    rf"(\s*\**(?:[a-z]+ful|failed|ok|good|completed|broken|finished))"
    rf" (?:and|but|against|versus|vs\.?|plus) \**(?:\d+|{NUMBER_WORD})",
    re.I,
)
_POINTS = re.compile(r"-(?:point|configuration|config)s?\b", re.I)
_ENTRIES = re.compile(r"\s*\**\s*entries\b", re.I)
_OF_FILES = re.compile(r"\b(?:files?|json|csv|markdown|types?|formats?)\b", re.I)
_OF_BACKENDS = re.compile(r"\b(?:backends?|eager|baselines?|compil\w+)\b", re.I)
_OF_THEM = re.compile(
    r"\s*(?:more |others? )?(?:of (?:them|these|those|which)\b|(?:were |was |have |had "
    r"|did not |could not )?(?:did not\b|ended\b|went\b|fail\w*|timed out|succeed\w*"
    r"|complet\w*|crash\w*"
    r"|finish\w*|compil\w*)\b"
    r"(?! (?!(?:and|but|or|while|whereas)\b)[a-z]+)"
    r"|(?:(?:starts?|begins?|ends?) with|ends? in|contains?|mentions?|carr(?:y|ies))"
    r" [\"'“‘`]"
    r"|(?:all )?(?:occur(?:s|red)?|happen(?:s|ed)?|took place|arose)"
    r" (?:on|in|with|at|for)\b"
    r"|(?:went|ended|came|ran) (?:through|well|fine"
    r"|(?:in|with) (?:an? )?(?:failures?|errors?|success))\b)",
    re.I,
)
_PART_OF = re.compile(r" \(?(?:out )?of (?:the |all )?")
_OF_ALL = re.compile(r"\s*of (?:the |all |its |these )*", re.I)
_OF_ALL_BEFORE = re.compile(r"\bof (?:the |all |its |these )*(?=\S)", re.I)
_RATE = re.compile(
    r"\b(?:(?P<failed>failure|error)|success|completion) rate"
    r"(?: (?:of|for) (?P<of>[\w .:`-]{3,45}?))?"
    r"\W*(?:is|was|of|:|=)?\W*\Z",
    re.I,
)
_RATE_OF = re.compile(
    r"\b(?:(?P<failed>failure|error)|success|completion) rate\b", re.I
)
_TIMES = re.compile(
    r"(?:(?<=twice)|(?<=thrice)|(?<=once)|\s*times)\b"
    r"(?! (?:as(?! well)|more|less|the|\w+er)\b)",
    re.I,
)
_DONE = (
    (
        "compile_attempts",
        re.compile(r"\b(?:built|compil(?:ed|es?)|builds?|traced|exported)\b", re.I),
    ),
    ("calls", re.compile(r"\b(?:called|asked|prompted|queried)\b", re.I)),
    ("compile_attempts", re.compile(r"\b(?:fail(?:s|ed)|succeed(?:s|ed))\b", re.I)),
)
#: A line that names what its number counts: "Failed configurations: 2".
_LABEL = re.compile(
    r"(?:^|[-*+>|.]\s)[^:.;|\d]{0,60}\b(?:(?P<timeouts>timeouts?)"
    r"|(?P<failures>(?:compile |compilation )?failures?)|(?P<successes>successes)|"
    + "|".join(f"(?P<{name}>{words})" for name, words in NOUNS)
    + r")\b(?! per\b)[^:.;|\d]{0,50}(?::\**|\**:|=)\s*(?:\*\*)?\Z",
    re.I,
)
_OWN_NOUN = re.compile(r"\s+(?!times\b)[a-z]{3,}s\b")
_COLON = re.compile(r"[:=]\**\s*(?:\*\*)?\Z")
#: What is left of what was counted before: the remaining 29 are Markdown.
_REST = re.compile(r"\b(?:remaining|others?|rest(?: of)?(?: are)?)\W{0,3}\Z", re.I)
#: Some of what was counted before, told by a name: 28 of them CSV.
_OF_THEM_ARE = re.compile(
    r" of (?:them|these|those|which)(?: are| were| in| as)? [`*]*(?=\w+[`*]*(?: files?"
    r"| documents?)?(?: \(|,|;|\.| and\b|\s*\Z))"
)
#: A name, which is blank, and what is told of it: torch_tensorrt in two.
_NAME_IN = re.compile(r"\s{2,}(?:in|for|on|with) (?:about |only |just )?\Z")
_ENDED = re.compile(r"\s*(?:[.,;)]|and\b|\Z)")
#: So many of a name, which is blank: 3 × torch.compile.
_EACH = re.compile(r"\d+ ?[×x] ?\s{2,}")
#: All of what was counted before: for a total of 101.
_TOTAL = re.compile(
    r"\b(?:totals?(?: of)?|altogether|together|in all|in sum)\W*(?:is |makes |of )?\Z",
    re.I,
)
#: What opens what is told of some of them: of these, 27 succeeded.
_LED_THEM = re.compile(
    r"(?:^|[.;,] )\W{0,3}(?:of|among) (?:these|them|those|which),? \Z", re.I
)
_COMPILES = re.compile(r"\bcompil(?:es?|ed|ing)\b[^.;]{0,30}\Z")
_RATE_FOR = re.compile(r" (?:for|of|among|across) (?:the |all )*")
#: Runs that failed or succeeded are calls.
_RUNS = re.compile(r" runs\b(?! (?:of|per|each)\b)")
_ENTRY = "compile_entries"
_COMPILED = re.compile(r" (?:were |have )?compiled\b")
_CASES = re.compile(r" cases?\b")
_BUILDS = re.compile(
    r"\b(?:buil[dt]\w*|compil\w*|trac(?:ed|ing)|export(?:ed|ing))\b", re.I
)
#: A name, which is blank, that a number of a list is told of: 9 (jit), 8 (ONNX).
_TOLD_OF = re.compile(r" \(\s{2,}\)")
_LISTS = re.compile(r":\W*\d")
_BY_EACH = re.compile(r" (?:by|per|for each) [a-z]+(?=\W{0,3}:)", re.I)
#: A number with nothing but a name behind it, which is blank: six the conv model.
_BEFORE_NAME = re.compile(
    r",? (?:(?:were|was|are|is|came|come|stem|belongs?|went|concern(?:s|ed)?"
    r"|affect(?:s|ed)?|involve[sd]?|hit) (?:down )?)?(?:reports |documents )?"
    r"(?:(?:the|for|with|on|by|of|in|from|to|under|due to) )*(?:were |was )?\s{2,}"
)
_BESIDE = re.compile(
    r"(?:/\d+)?[^.;:()\d]*(?:\(|, (?:i\.e\.|or|that is|which (?:is|makes|means)"
    r"|a (?:rate|share) of|equivalent to|corresponding to|representing),? )"
    r"(?:about |roughly |~|i\.e\.,? )?"
)
_COMPILATIONS = re.compile(
    r"\b(?:compilations?|compiles|builds|exports|traces)\Z", re.I
)
_TIMED = re.compile(r"\b(?:took|takes?|measured|timed|averag\w+|lasted)\b", re.I)
_EDGE = re.compile(r"[,;(—]|:\s|\*\*:| (?:and|but|while|whereas) ")


class Counted(NamedTuple):
    """What a number counts: its metric and, where said, what came of it.

    Its clause, from `since` to `until`, goes on to a reason that follows it; `whole`:
    it is the 32 of "5 of 32"; `them`: it is a part of what was counted before; `rate`:
    a share of its own attempts.
    """

    metric: str
    status: str
    error: str
    since: int
    until: int
    whole: bool = False
    them: bool = False
    rate: bool = False


def counted(
    text: str,
    numbers: Sequence[Written],
    index: int,
    unnamed: str = "",
    previous: "Counted | None" = None,
) -> Counted | None:
    """Say what a number of a sentence counts; None where no known noun tells.

    Parameters
    ----------
    text, numbers
        A sentence and its numbers.
    index
        Which of them.
    unnamed
        The text with blanks for the names in it, which have digits and colons.
    previous
        What the number before it counted.
    """
    number = numbers[index]
    if (
        previous
        and number.unit in (None, "ratio")
        and (each := _EACH.match(unnamed or text, number.start))
    ):  # (3 × torch.compile, 2 × TensorRT)
        upto = next((n.start for n in numbers[index + 1 :]), len(text))
        return previous._replace(since=each.start(), until=upto, whole=False)
    restated = [m.span() for m in RESTATED.finditer(text)]
    if restated and not any(a < number.start < b for a, b in restated):
        text = RESTATED.sub(lambda m: " " * len(m[0]), text)
        numbers = [
            each._replace(excluded=each.excluded or "restated")
            if any(a < each.start < b for a, b in restated)
            else each
            for each in numbers
        ]
    if number.unit == "percent":
        found = _share(text, numbers, index, previous)
        beside = text[numbers[index - 1].end : number.start] if index else ""
        if not found and previous and previous.status and _BESIDE.fullmatch(beside):
            return previous._replace(whole=False)  # 5 attempts failed (15.6%)
        return found
    if number.unit is not None or number.value != int(number.value):
        return None
    before = text[: number.start]
    whole = _OF_WHOLE.match(text, number.end)
    at = whole.end() if whole else number.end
    metric, end = noun_at(text, at)
    if not metric and (others := _AND_OTHERS.match(text, at)):
        metric, end = noun_at(text, others.end())[0], others.end(1)
    if not metric and (entries := _ENTRIES.match(text, at)):
        of = "files" if _OF_FILES.search(text) else ""
        of = of or ("compile_entries" if _OF_BACKENDS.search(text) else "")
        metric, end = of, entries.end()
    if metric == "configurations" and _COMPILES.search(before):
        metric = "compile_attempts"
    if points := _POINTS.match(text, number.end):
        metric, end = "configurations", points.end()
    error = kept = ""
    told = previous and unnamed and _NAME_IN.search(unnamed, 0, number.start)
    if not metric and told and previous and _ENDED.match(text, at):
        metric, end, kept = previous.metric, at, previous.status
    fate = FAILED.search(text) or WENT_WELL.search(text)
    if not metric and fate and _RUNS.match(text, at):
        metric, end = "calls", at
    if not metric and fate and _CASES.match(text, at) and _BUILDS.search(text):
        metric, end = "compile_attempts", at
    told = previous and unnamed and _TOLD_OF.match(unnamed, at)
    if not metric and told and previous and _LISTS.search(before):
        metric, end, kept = previous.metric, at, previous.status
    led = previous and _LED_THEM.search(before)
    held = previous is not None and previous.metric == "files" and bool(fate)
    if not metric and led and previous and not held:
        metric, end = previous.metric, at  # of these, 27 were successful
    them = not metric and _OF_THEM.match(text, at) is not None
    if not metric and whole and (of := _OF_AFTER.match(text, at)):
        metric = noun_at(text, of.end())[0]
    if not metric and (them or whole):
        metric, end = _before(text, numbers, index, bool(fate)), at
    if not metric and them and previous:
        metric = previous.metric
    if not metric and whole and not previous and _RATE.search(before):
        metric = "compile_attempts"
    said = unnamed or text
    rest = _REST.search(before) is not None or _OF_THEM_ARE.match(text, at) is not None
    follows = previous and (previous.metric != "files" or rest) and said != text
    fails = previous and previous.metric in FAILURES
    if not metric and previous and fails and REASON.match(text, at + 1):
        metric, end, kept = previous.metric, at, "failed"  # 3 for want of Triton
    if not metric and previous and follows and _BEFORE_NAME.match(said, at):
        metric, end = previous.metric, at  # fifteen compilations of a, six of b
        kept = previous.status
    between = text[numbers[index - 1].end : number.start] if index else ""
    part = whole or (index and _PART_OF.fullmatch(between))
    if not metric and part and previous:
        metric = previous.metric
    if not metric and previous and _TOTAL.search(before):
        return Counted(previous.metric, "", "", number.start, at, True)
    times = None if metric else _TIMES.match(text, at)
    if times:
        metric = next((name for name, did in _DONE if did.search(before)), "")
        end = times.end()
    line = (unnamed or text)[max(0, number.start - 160) : number.start]
    line = _BY_EACH.sub(lambda m: " " * len(m[0]), line)
    told = not metric and _COLON.search(before[-8:])
    told = told and not _OWN_NOUN.match(text, at)  # Banter generation: 43 words
    label = _LABEL.search(line) if told else None
    if label:
        error = "timed out" if label["timeouts"] else ""
        named = next((name for name, _ in NOUNS if label[name]), "")
        metric = named or ("calls" if label["timeouts"] else "compile_attempts")
        if label["successes"]:
            metric, kept = previous.metric if previous else metric, "ok"
        end = number.end
    if not metric:
        return None
    start = max((m.end() for m in _EDGE.finditer(before)), default=0)
    if index and not numbers[index - 1].excluded:  # 5 failures in 32 attempts
        _, last = noun_at(text, numbers[index - 1].end)
        start = max(start, last) if last <= number.start else start
    stop = min((m.start() for m in _EDGE.finditer(text, end)), default=len(text))
    since = max(0, number.start - 160) + label.start() if label else start
    clause = UNFAILED.sub("succeeded", text[since:stop])
    is_whole = index > 0 and bool(
        re.fullmatch(_OF_WHOLE, text[numbers[index - 1].end : number.end])
    )
    if is_whole:
        noun = text[number.end : end]
        fate = "failed" if FAILED.search(noun) else ""
        fate = fate or ("ok" if WENT_WELL.search(noun) else "")
        return Counted(metric, fate, "", number.end, end, True)
    if TIMED_OUT.search(clause):
        error = "timed out"
    status = "ok" if WENT_WELL.search(clause) else ""
    if them and _COMPILED.match(text, at):
        status = "ok"  # of which 27 compiled
    if not status and _COMPILATIONS.search(text[:end]) and _TIMED.search(clause):
        status = "ok"  # what has a time came to an end
    if error or FAILED.search(clause) or (label and label["failures"]):
        status = "failed"
    if not status and whole and end == at and FAILED.search(before):
        status = "failed"  # failed: 15.6% (5 of 32)
    if not status and whole and previous and not previous.whole:
        status = previous.status  # failures: 3 of 9, 2 of 6
    if not status and whole and (rate := _RATE_OF.search(before)):
        status = "failed" if rate["failed"] else "ok"
    if not status and kept:
        status = kept
    if not status and times and FAILED.search(before):
        status = "failed"  # conv failed once, mlp two times
    if not status and them and index and REASON.search(clause):
        status = "failed"
    last = whole.end() if whole else number.end
    if not status and whole and _COLON.search(before[-8:]):  # failed builds: 3 of 9
        status = "failed" if FAILED.search(before) else ""
        status = status or ("ok" if WENT_WELL.search(before) else "")
    after = next(
        (n.start for n in numbers[index + 1 :] if not n.excluded and n.start >= last),
        len(text),
    )
    if not whole:
        stop = min(stop, after)
    reason = REASON.search(text, end)
    if status == "failed" and reason and reason.start() <= stop + 2:
        stop = after
    return Counted(metric, status, error, since, stop, them=them)


def _share(
    text: str, numbers: Sequence[Written], index: int, previous: Counted | None
) -> Counted | None:
    """Say what a percentage is a share of: 84% of all compile attempts succeeded."""
    number = numbers[index]
    aside = _ASIDE.match(text, number.end)
    at = aside.end() if aside else number.end
    of = _OF_WHOLE.match(text, at) or _OF_ALL.match(text, at)
    metric, end = noun_at(text, of.end()) if of else ("", number.end)
    if re.search(r" (?:in|out of) |^every ", number.token, re.I):  # nine in ten calls
        metric, end = noun_at(text, number.end)
    before = text[: number.start]
    if not metric and _OF_THEM.match(text, number.end):
        led = _OF_ALL_BEFORE.search(before)
        metric = noun_at(text, led.end())[0] if led else ""
        end = number.end
    if not metric and (rate := _RATE.search(before)):
        calls = ":" in (rate["of"] or "").rstrip(": ")  # a model with its tag
        metric = _before(text, numbers, index)
        told = previous.metric if previous and previous.metric in FAILURES else ""
        if behind := _RATE_FOR.match(text, number.end):
            told = noun_at(text, behind.end())[0] or told  # 28% for model calls
            metric = told or metric
        metric = metric or told or ("calls" if calls else "compile_attempts")
        return Counted(metric, "failed" if rate["failed"] else "ok", "",
                       number.start, number.end, rate=True)  # fmt: skip
    if not metric:
        return None
    stop = min((m.start() for m in _EDGE.finditer(text, end)), default=len(text))
    clause = text[number.start : stop]
    status = "failed" if FAILED.search(clause) else ""
    status = status or ("ok" if WENT_WELL.search(clause) else "")
    if not status and of and FAILED_IN.search(before):
        status = "failed"  # failed in half of its attempts
    if not status and (said := _RATE_OF.search(before)):
        status = "failed" if said["failed"] else "ok"
    since = 0 if not of else number.start
    return Counted(metric, status, "", since, stop) if status else None


def _before(
    text: str, numbers: Sequence[Written], index: int, fate: bool = False
) -> str:
    """Name what the number before counts: 3 of them are of what it counts.

    No files where something came of them: 41 entries in 9 files, of which 5 failed.
    """
    for other in reversed(numbers[:index]):
        if other.excluded or other.unit is not None:
            continue
        whole = _OF_WHOLE.match(text, other.end)
        metric, _ = noun_at(text, whole.end() if whole else other.end)
        if metric and not (fate and metric == "files"):
            return "compile_attempts" if fate and metric == _ENTRY else metric
    nouns = list(NOUN.finditer(text, 0, numbers[index].start))
    return str(nouns[-1].lastgroup) if nouns else ""

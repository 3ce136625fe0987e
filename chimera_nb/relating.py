"""Comparison words in prose: what each compares, by the names around it alone."""

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from .changing import SWAPS, Subject, changed, ends_of, pair, sped_up
from .compare_words import RELATION, comparing, rank_of
from .comparisons import BOTH_ENDS
from .names import Name, is_reference
from .wording import asks_for_end
from .words import STATISTIC


class Related(NamedTuple):
    """A comparison word and what it compares.

    `form` is that of `compare_words.Comparing`, or end (it says which end of a range
    the number beside it is), ends (the best against the worst). `label` is the one
    whose names a superlative ranks; empty where no word says it. `within` is where an
    extreme is one: the slowest build on the CPU.
    """

    match: re.Match[str]
    form: str
    sense: str
    rank: int
    subject: Subject
    operands: tuple[Subject, ...] = ()
    label: str = ""
    within: Subject = MappingProxyType({})


_EXTREME = frozenset("maximum maximal max peak minimum minimal min".split())  # noqa: SIM905
_VAGUE = frozenset(("more", "less", "fewer", "above", "below", "behind"))
_OF_CALLS = re.compile(
    r"(?:(?!\bto\b)[^.;,(]){0,60}?\b(?:configurations?|configs?|calls?|runs"
    r"|prompts?(?! suites?)"
    r"|(?:builds?|exports?|starts?)(?! times?))\b",
    re.I,
)
#: Nothing runs it faster than jit: jit is the fastest.
_NONE_IS = re.compile(r"^\W*(?:no|nothing|none|nobody|nowhere)\b", re.I)
#: No backend beats it.
_NONE_DOES = re.compile(
    r"\b(?:no|none|nothing)(?: (?:of the others|[a-z]+)){0,3} (?:is |was |runs? )?\Z",
    re.I,
)
_IT = re.compile(r" (?:than )?(?:it|this|that)\b", re.I)
_RANKED = tuple(
    (label, re.compile(rf"\W*(?:[\w-]+ )?(?:{nouns})\b", re.I))
    for label, nouns in (
        ("backend", "backends?|runtimes?|engines?|compilers?"),
        ("model", "models?|networks?|architectures?"),
        ("quantization", "quanti[sz]ations?|quants?|quanti[sz]ation levels?"),
        ("device", "devices?|processors?|hardware"),
        ("type", "(?:file )?types?|(?:file )?formats?"),
    )
)
#: A value of all, and who has it: 40 s (mlp).
_REACHED_BY = re.compile(r"\(|\b(?:by|from)\b|, ")
_AFTER_NUMBER = re.compile(r"\d\S*\s?[a-zµ/]{0,9}\s\Z", re.I)
_NUMBER = re.compile(r"(?<![\w.])[~≈]?\d")
#: What stands right before a statistic that is ranked: the second highest minimum.
_RANKING = re.compile(
    r"\b(?:highest|lowest|largest|smallest|longest|shortest|greatest|fastest|slowest|best"
    r"|worst|least|most)\s+\Z",
    re.I,
)
_NEXT_IN_LIST = re.compile(r"[,;]\s+(?:and |while |whereas )?(?:the )?\Z", re.I)
_SHORT_OF = re.compile(r"(?: (?:common|frequent))?(?: (?:is|was|being))?:? [`*]*", re.I)
#: One of all there were, and who it was: the slowest build on the CPU was conv's.
_EVENT = re.compile(
    r"\s+(?:single |individual )?(?:compilation|compile|build|export|trace|call"
    r"|generation|request)\b(?! (?:times?|durations?|latenc|speed|rate|throughput))"
    r"[^.;:]{0,60}?"
    r"\b(?:was|is|belongs|came)\b",
    re.I,
)
_SPEEDUP = re.compile(r"\s+(?:mean |measured )?speed-?up\b", re.I)
#: Exporting is quickest for the mlp: among the models.
_BEST_FOR = re.compile(r" for (?:the )?[`*]{0,2}")
_DOING = re.compile(
    r"\b(?:[a-z]{3,}ing|export|trace|build)\b[^.;,]{0,40} (?:is|was) \Z", re.I
)
_CLAUSES = re.compile(r"[,;] | (?:and|while|whereas|but) ")
_SHOWS = re.compile(
    r"\b(?:has|have|had|shows?|gives?|offers?|is|was|reach(?:es|ed)|achieves?|delivers?|posts?)"
    r"\s+(?:by far )?the\s*\Z",
    re.I,
)
_CASE = re.compile(r"[- ]cases?\b", re.I)
_HAS_MEAN = re.compile(r"\s+(?:mean|average|median)\b", re.I)
_IS_THAT = re.compile(r"\b(?:is|was|belongs|goes|falls)\b", re.I)
#: The least throughput is 35 tok/s: of the one that is spoken of.
_OF_OWN = re.compile(r"[\w /()-]{0,40}?\s*(?:\b(?:is|was|of|at)|[:=])\W*\d", re.I)
_ALL_OTHERS = re.compile(
    r"[^.;,]{0,20}\b(?:than|of|over|to)?\s*(?:all|any|every|each)\b(?: of)?(?: the)? ?"
    r"(?:others?|other|rest|compiled|alternatives?|competitors?|variants?)\b",
    re.I,
)
_QUANTITY = re.compile(
    r"\b(?:latenc|throughput|rate|time|speed|tok|perform|usage|size|accurac)", re.I
)
_MORE_THAN = re.compile(
    r"[^.;]{0,60}\bthan\b(?! (?:\d|half|twice|double"
    r"|a (?:third|quarter|fifth|tenth|dozen)|one|two|three|four|five|six|seven"
    r"|eight|nine|ten)\b)(?! \d)"
)
_THAN = re.compile(
    r"\b(?:than|as opposed to|compared (?:to|with)|relative to|versus|vs\.?|against)\b"
)


def relations_in(
    sentence: str,
    names: Sequence[Name],
    baseline: str = "",
    other: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[Related]:
    """Yield the comparison words of a sentence, each with what it compares.

    Parameters
    ----------
    sentence, names
        Its text, and the names in it.
    baseline
        The backend that others are compared with where none is named.
    other
        Of each of two devices the other one.
    """
    ends = BOTH_ENDS.search(sentence)
    for match in RELATION.finditer(sentence):
        if any(n.start < match.end() and match.start() < n.end for n in names):
            continue
        word, use = match[0].lower(), comparing(match)
        if word in _VAGUE and not _is_compared(sentence, match):
            continue
        before = [name for name in names if name.end <= match.start()]
        after = [name for name in names if name.start >= match.end()]
        if use.form in ("superlative", "place"):
            yield from _superlative(sentence, match, names, ends is not None)
            continue
        if ends and use.form in ("adjective", "verb"):
            best = ends[0].lower().startswith(("fastest", "best", "highest"))
            sense = use.sense if best else _OPPOSITE[use.sense]
            yield Related(match, "ends", sense, 0, _subject(names))
            continue
        if use.form in ("adjective", "verb") and _ALL_OTHERS.match(
            sentence, match.end()
        ):
            yield Related(
                match, "superlative", use.sense, 1, _subject([*before, *after])
            )
            continue
        led = sentence[: match.start()]
        beaten = _NONE_DOES.search(led) and _IT.match(sentence, match.end())
        if use.form in ("verb", "adjective") and before and beaten:
            yield Related(match, "superlative", use.sense, 1, _subject(before))
            continue
        compares = use.form in ("verb", "adjective")
        if compares and after and _NONE_IS.search(sentence):
            yield Related(match, "superlative", use.sense, 1, _subject(after + before))
            continue
        operands: tuple[Subject, ...] = ()
        if word.startswith("boost") and not _QUANTITY.search(sentence, match.end()):
            use = use._replace(sense="better")  # it boosts the transformer
        if use.form == "verb":
            operands = changed(sentence, match, names, before, after, baseline)
            operands = operands or sped_up(sentence, match, names, before, other)
        elif use.form == "adjective":
            operands = _two(sentence, match.end(), names)
            if not operands and SWAPS.search(sentence[: match.start()]):
                operands = ends_of(names)  # swap eager for onnx, and it gets faster
        elif use.form in ("sure", "same"):
            operands = ends_of(names)
        yield Related(match, use.form, use.sense, 0, _subject(before + after), operands)


_OPPOSITE = {"better": "worse", "worse": "better", "greater": "smaller",
             "smaller": "greater"}  # fmt: skip


def _superlative(
    sentence: str, match: re.Match[str], names: Sequence[Name], both_ends: bool
) -> Iterator[Related]:
    use, rank = comparing(match), rank_of(sentence, match)
    before = [name for name in names if name.end <= match.start()]
    before = [n for n in before if not is_reference(sentence, n)] or before
    if _NEXT_IN_LIST.search(sentence, 0, match.start()):
        told = [n for n in names if n.start >= match.end()
                and _SHORT_OF.fullmatch(sentence[match.end() : n.start])]  # fmt: skip
        before = [] if told else before  # JSON is the most common, the rarest CSV
    after = [name for name in names if name.start >= match.end()]
    settings = any(
        re.fullmatch(r"num_\w+|temperature|top_[pk]", n.label) for n in names
    )
    if not rank or (both_ends and not settings):
        return
    of_own = _OF_OWN.match(sentence, match.end()) and any(
        STATISTIC[end].search(match[0]) for end in ("min", "max")
    )
    if before and of_own:
        yield Related(match, "end", use.sense, rank, _subject(before))
        return
    event = _EVENT.match(sentence, match.end())
    at = event.end() if event else 0
    if _SPEEDUP.match(sentence, match.end()):
        number = _NUMBER.search(sentence, match.end())
        at = number.start() if number else 0
    told = {(n.label, n.value) for n in names if n.start >= at}
    if at and not before and len(told) == len({label for label, _ in told}):
        who = _subject([n for n in names if n.start >= at])
        where = _subject([n for n in names if n.end <= at])
        if {"model", "backend", "device"} & set(who):
            yield Related(match, "extreme", use.sense, rank, who, within=where)
            return
    of_calls = _OF_CALLS.match(sentence[match.end() :]) is not None
    if before and _HAS_MEAN.match(sentence, match.end()):
        of_calls = False  # has the lowest mean throughput of the runs
    asks = bool(after) and asks_for_end(sentence[: after[0].start])
    if before and _SHOWS.search(sentence[: match.start()]):
        asks = False  # q5 has the lowest throughput of the bench
    if asks and _IS_THAT.search(sentence[match.end() : after[0].start]):
        asks = False  # the lowest build time is that of g++
    if not settings and (of_calls or asks):
        yield Related(match, "end", use.sense, rank, _subject(names))
        return
    clause = max((m.end() for m in _CLAUSES.finditer(sentence, 0, match.start())),
                 default=0)  # fmt: skip
    own = [name for name in before if name.start >= clause]
    subject = dict(_subject([*own, *before]))
    if after and not before:
        subject = {after[0].label: after[0].value}
    for name in after:
        subject.setdefault(name.label, name.value)
    label = next((of for of, noun in _RANKED if noun.match(sentence, match.end())), "")
    led = _BEST_FOR.match(sentence, match.end())
    if led and _DOING.search(sentence, 0, match.start()):
        label = next((n.label for n in after if n.start == led.end()), label)
    if _CASE.match(sentence, match.end()):
        return  # in the worst case: a maximum, of nobody's rank
    shows = _SHOWS.search(sentence[: match.start()])
    ranks = shows and _HAS_MEAN.match(sentence, match.end()) and any(
        name.label in ("model", "backend") for name in before
    )  # fmt: skip
    if match[0].lower() in _EXTREME and not ranks:
        number = _NUMBER.search(sentence, match.end())
        if _AFTER_NUMBER.search(sentence[: match.start()]):
            return  # 0.4 ms min
        nobody = not (before or after)
        if nobody or number is None or _RANKING.search(sentence[: match.start()]):
            return  # the lowest maximum, or no value of it
        of_all = not before and bool(
            after and _REACHED_BY.search(sentence[number.start() : after[0].start])
        )
        form = "extreme" if of_all else "end"
        yield Related(match, form, use.sense, rank, subject, label=label)
        return
    yield Related(match, "superlative", use.sense, rank, subject, label=label)


def _subject(names: Sequence[Name]) -> dict[str, str]:
    subject: dict[str, str] = {}
    for name in names:
        subject.setdefault(name.label, name.value)
    return subject


def _is_compared(sentence: str, match: re.Match[str]) -> bool:
    after = sentence[match.end() :]
    if match[0].lower() in ("more", "less", "fewer"):
        return bool(_MORE_THAN.match(after))
    return not re.match(r"\s*(?:about |~)?\d", after)


def _two(sentence: str, at: int, names: Sequence[Name]) -> tuple[Subject, ...]:
    """Find the pair of one label that stands on both sides of the word, or of than."""
    than = None if sentence[:at].endswith(" as") else _THAN.search(sentence[at:])
    at += than.start() if than else 0
    before = [n for n in names if n.end <= at]
    topics = [n for n in before if not is_reference(sentence, n)]
    for name in reversed(topics or before):
        for other in names:
            if (
                other.start >= at
                and other.label == name.label
                and other.value != name.value
            ):
                return pair(names, name, other)
    others = [n for n in before if n not in topics]
    for name in reversed(topics):  # set against eager, ONNX is quicker
        for other in others:
            if other.label == name.label and other.value != name.value:
                return pair(names, name, other)
    return ()

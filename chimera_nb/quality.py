"""Quality: whether an answer reads as the report that was asked for."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any, NamedTuple

_PREAMBLE = re.compile(
    r"(?:okay|ok|sure|certainly|absolutely|of course|great|understood|got it)\b[,.! ]"
    r"|here(?:['’]s| is| are)\b|below (?:is|are)\b|as an ai\b"
    r"|i(?:['’]d| would| will|['’]ll| have|['’]ve)? (?:be )?(?:happy|glad|analy\w+)\b"
    r"|let['’]?s\b|let me\b"
    r"|(?:the )?following is\b|this is (?:the|a|your) (?:report|summary|analysis)\b"
    r"|[^|#*`\n]{0,80}\b(?:report|summary|analysis) (?:below|you asked)[^\n]{0,80}:\Z",
    re.IGNORECASE,
)
_OFFER = re.compile(
    r"\b(?:(?:would|do) you (?:like|want|need|have)|(?:shall|should|can|could|may) i\b"
    r"|let me know|feel free|i hope (?:this|that)|to help me)\b[^\n]*",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(
    r"\[(?:insert|your|add|todo|tbd|tba|placeholder|enter|specify|fill|replace|provide"
    r"|describe|mention|list|date|today|current|name|author|company|organi[sz]ation"
    r"|number|value|version|link|metric|percentage|unit|title|xx+|x+\.x+)\b"
    r"[^\]\n=]{0,80}\](?![(\[:])"
    r"|\{\{[^{}\n]{0,80}\}\}|<(?:insert|your|add|enter)\b[^<>\n]{0,80}>"
    r"|\bX+\.X+\b|\bXX+\b(?= ?(?:%|[mµ]?s\b|tok))",
    re.IGNORECASE,
)
_FENCE = re.compile(r"`[^`\n]*`")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffd]")
_DANGLING = re.compile(
    r"(?:[,(\[–—]|\b(?:the|a|an|and|or|of|to|in|on|for|with|by|at|is|are|was|were|than"
    r"|that|which|as|from|but|its|their))\Z"
)
_FOREIGN = re.compile(r"[^\W\d_\u0000-\u024f\u0370-\u03ff]")
_LONGEST = 80
#: So many placeholders are listed.
_MOST = 20


class _Span(NamedTuple):
    start: int
    end: int


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with an answer, and where.

    `line` and `column` count from 1; `words` are the words that stand there. What is
    missing has no place.
    """

    code: str
    message: str
    line: int | None = None
    column: int | None = None
    words: str = ""

    def __str__(self) -> str:
        place = f", line {self.line}" if self.line else ""
        words = f": “{self.words}”" if self.words else ""
        return f"{self.code.replace('_', ' ')} ({self.message}{words}{place})"


@dataclass(frozen=True)
class Quality:
    """Whether an answer passed, and what is wrong with it."""

    passed: bool
    problems: tuple[Problem, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the object that ``run.json`` holds."""
        return {
            "passed": self.passed,
            "problems": [asdict(each) for each in self.problems],
        }


def is_looping(text: str) -> bool:
    """Say whether the end of a text repeats itself; looks at its tail only."""
    return _loop_at_end(text) is not None


def _loop_at_end(text: str) -> _Span | None:
    """Find what the end of a text repeats, by the last 1,200 characters."""
    text = text.rstrip()
    begin = max(0, len(text) - 1200)
    tail = text[begin:]
    for period in range(1, min(200, len(tail) // 4) + 1):
        span = max(4 * period, 60)
        if span > len(tail):
            break
        end = tail[-span:]
        if end[period:] == end[:-period] and re.search(r"\w", end):
            start = len(tail) - span
            while start and tail[start - 1] == tail[start - 1 + period]:
                start -= 1
            return _Span(begin + start, begin + start + period)
    found = list(re.finditer(r"\w+", tail.lower()))
    if len(found) < 60:
        return None
    words = [match[0] for match in found]
    trigrams = list(zip(words, words[1:], words[2:], strict=False))
    most, times = Counter(trigrams).most_common(1)[0]
    if times * 3 <= 0.3 * len(words):
        return None
    at = trigrams.index(most)
    return _Span(begin + found[at].start(), begin + found[at + 2].end())


def _loop(text: str) -> _Span | None:
    """Find what a text repeats: at its end, or one line five times."""
    lines = [
        _Span(match.start(), match.end())
        for match in re.finditer(r"[^\s][^\r\n]*[^\s]", text)
        if match.end() - match.start() > 20
    ]
    said = [text[line.start : line.end] for line in lines]
    most = Counter(said).most_common(1)
    if most and most[0][1] >= 5:
        return lines[said.index(most[0][0])]
    return _loop_at_end(text)


def _strange(text: str, language: str | None) -> str | None:
    if len(_CONTROL.findall(text)) > 0.005 * len(text):
        return "the answer holds control or replacement characters"
    plain = _FENCE.sub(" ", text)
    tokens = [
        each
        for each in plain.split()
        if not re.search(r"[\d|_/]", each) and not re.fullmatch(r"(\W)\1*", each)
    ]
    letters = sum(char.isalpha() for token in tokens for char in token)
    if letters < 50:
        return None
    if letters < 0.6 * sum(map(len, tokens)):
        return "the answer is not made of words"
    words = [each.strip(".,:;!?()*#\"'`-") for each in tokens]
    odd = sum(bool(re.search(r"[^\w'’\-–—&+.:=]", each)) for each in words)
    if odd > 0.25 * len(words):
        return "the answer is not made of words"
    if language is None:
        return None
    found = _language_of(" ".join(words)[:5000])
    if found != language:
        return f"the answer reads as {found!r}, not {language!r}"
    return None


def _language_of(text: str) -> str:
    from py3langid.langid import classify

    return str(classify(text)[0])


def _paragraphs(text: str) -> Iterator[_Span]:
    for match in re.finditer(r"(?:[^\r\n]*\S[^\r\n]*(?:\r?\n|\Z))+", text):
        yield _Span(match.start(), match.end())


def _foreign(text: str, language: str) -> _Span | None:
    """Find the first paragraph that is in another language, as far as one can tell."""
    for span in _paragraphs(text):
        part = _FENCE.sub(" ", text[span.start : span.end])
        letters = sum(map(str.isalpha, part))
        if letters >= 40 and _language_of(part) != language:
            return span
    return None


def _other_script(text: str) -> _Span | None:
    """Find the first paragraph that is mostly written in another script than Latin."""
    for span in _paragraphs(text):
        part = _FENCE.sub(" ", text[span.start : span.end])
        letters = sum(map(str.isalpha, part))
        if letters >= 10 and len(_FOREIGN.findall(part)) > 0.5 * letters:
            return span
    return None


def judge_quality(
    text: str,
    *,
    sections: Iterable[str] = (),
    done_reason: str | None = None,
    language: str | None = "en",
) -> Quality:
    """Judge an answer's form: language, loops, cut-offs, sections, chatter.

    Parameters
    ----------
    text
        Markdown.
    sections
        Headings that it must have.
    done_reason
        Why a model ended it: "length" where it was cut.
    language
        The code of the language that it must be in; None for any.

    Returns
    -------
    Quality
        Each problem with its line, column and words.
    """
    if not text.strip():
        return Quality(False, (Problem("empty", "the answer is empty"),))
    problems = [
        *_of_language(text, language),
        *_of_shape(text, sections, done_reason),
        *_of_manners(text),
    ]
    return Quality(not problems, tuple(problems))


def _of_language(text: str, language: str | None) -> Iterator[Problem]:
    if language == "en" and (where := _other_script(text)):
        said = "the answer, or a part of it, is in another script"
        yield _problem("not_language", said, text, where)
    elif strange := _strange(text, language):
        where = _foreign(text, language) if language and "reads as" in strange else None
        yield _problem("not_language", strange, text, where or _Span(0, len(text)))


def _of_shape(
    text: str, sections: Iterable[str], done_reason: str | None
) -> Iterator[Problem]:
    if loop := _loop(text):
        yield _problem("loop", "the answer repeats itself", text, loop)
    lines = text.splitlines()
    end = len(text.rstrip())
    last = _Span(max(text.rfind("\n", 0, end) + 1, end - _LONGEST), end)
    if done_reason == "length":
        yield _problem("cut_off", "the answer was cut off", text, last)
    elif why := _unfinished(text[:end]):
        yield _problem("cut_off", f"the answer ends in {why}", text, last)
    titles = [
        each.strip("#* :\t").lower()
        for each in lines
        if each.strip().startswith(("#", "**"))
    ]
    for section in sections:
        if not any(section.lower() in title for title in titles):
            yield Problem("missing_section", f"no section {section!r}")


def _unfinished(text: str) -> str:
    """Say in what a text breaks off; empty where it does not."""
    fences = re.findall(r"^ {0,3}(`{3,}|~{3,})", text, re.MULTILINE)
    if len(fences) % 2:
        return "code that was not closed"
    last = text[text.rfind("\n") + 1 :].strip()
    if last.startswith("|") and not last.endswith("|"):
        return "the middle of a table's row"
    return "the middle of a sentence" if _DANGLING.search(last) else ""


def _of_manners(text: str) -> Iterator[Problem]:
    full = [
        _Span(match.start(), match.end())
        for match in re.finditer(r"[^\s][^\r\n]*", text)
        if not text.startswith(("```", "~~~"), match.start())
    ]
    first = full[0] if full else _Span(0, 0)
    if _PREAMBLE.match(text[first.start : first.end].strip()):
        yield _problem("preamble", "the answer starts with chatter", text, first)
    offers = [
        _Span(match.start(), match.end()) for match in _OFFER.finditer(text)
        if full and match.start() >= full[max(0, len(full) - 8)].start
    ]  # fmt: skip
    last = full[-1] if full else first
    asks = re.search(r"\?\W*\Z", text[last.start : last.end]) is not None
    if offers or asks:
        what = "a question" if asks else "an offer"
        where = offers[0] if offers else last
        yield _problem("closing_question", f"the answer ends in {what}", text, where)
    quiet = re.sub(
        r"^ {0,3}(`{3,}|~{3,}).*?(?:^ {0,3}\1|\Z)|`[^`\n]*`",
        lambda match: " " * len(match[0]), text, flags=re.DOTALL | re.MULTILINE,
    )  # fmt: skip
    for match in islice(_PLACEHOLDER.finditer(quiet), _MOST):
        where = _Span(match.start(), match.end())
        yield _problem("placeholder", "a placeholder was left", text, where)


def _problem(code: str, message: str, text: str, where: _Span) -> Problem:
    """Make a problem of what stands at a place."""
    part = text[where.start : where.end]
    start = where.start + len(part) - len(part.lstrip())
    before = text[:start]
    line = len(f"{before}.".splitlines())
    column = len(f"{before}.".splitlines()[-1])
    words = " ".join(part.split())
    words = words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…"
    return Problem(code, message, line, column, words)

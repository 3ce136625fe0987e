"""What a part of a text says by the words that are known: metrics, statistics."""

import re
from collections.abc import Sequence
from functools import lru_cache

from .own_words import OwnWords, own_words
from .words import (
    ANY_METRIC,
    BEST,
    GREATEST,
    LEAST,
    METRIC,
    RANKED_OF,
    STATISTIC,
    WORST,
)

_LETTER = re.compile(r"[A-Za-z]")
#: What stands between the cells of a row, and the headings of a path.
_APART = "\x1f"


@lru_cache(maxsize=512)
def _marks(
    kind: str, text: str, own: OwnWords | None
) -> tuple[tuple[int, int, str], ...]:
    """Find where words for metrics or for statistics stand in a text, once."""
    if _APART not in text:
        return _marks_of(kind, text, own)
    found, at = [], 0
    for part in text.split(_APART):
        for start, end, name in _marks_of(kind, part, own):
            found.append((start + at, end + at, name))
        at += len(part) + 1
    return tuple(found)


@lru_cache(maxsize=4096)
def _marks_of(
    kind: str, text: str, own: OwnWords | None
) -> tuple[tuple[int, int, str], ...]:
    patterns = METRIC if kind == "metric" else STATISTIC
    any_of_them = ANY_METRIC if kind == "metric" else _LETTER
    marks = tuple(
        (match.start(), match.end(), name)
        for name, pattern in (patterns.items() if any_of_them.search(text) else ())
        for match in pattern.finditer(text)
    )
    if own is None:
        return marks
    named = tuple(own.marks(text))
    if kind == "metric":
        return (*marks, *named)
    return tuple(  # the peak of "peak memory" is no statistic of something
        mark for mark in marks
        if not any(n.start <= mark[0] and mark[1] <= n.end for n in named)
    )  # fmt: skip


def _between(
    kind: str, text: str, since: int, until: int | None, but: Sequence[str]
) -> list[tuple[int, int, str]]:
    until = len(text) if until is None else until
    return [
        mark
        for mark in _marks(kind, text, own_words())
        if since <= mark[0] and mark[1] <= until and mark[2] not in but
    ]


def last_word(
    kind: str,
    text: str,
    since: int = 0,
    until: int | None = None,
    but: Sequence[str] = (),
) -> str | None:
    """Name the metric or statistic said last in a part of a text, but for some.

    Of words that overlap, the longer one counts.
    """
    found = _between(kind, text, since, until, but)
    return max(found, key=lambda m: (m[1], m[1] - m[0], m[2]))[2] if found else None


def first_word(
    kind: str,
    text: str,
    since: int = 0,
    until: int | None = None,
    but: Sequence[str] = (),
) -> str | None:
    """Name the metric or statistic said first in a part of a text, but for some."""
    found = _between(kind, text, since, until, but)
    return min(found, key=lambda m: (m[0], m[0] - m[1], m[2]))[2] if found else None


def statistics_in(text: str) -> list[str]:
    """Name the statistics of a text, in its order, each once."""
    marks = sorted(_between("statistic", text, 0, None, ()))
    return list(dict.fromkeys(name for _, _, name in marks))


def asks_for_end(before: str) -> bool:
    """Say whether a text up to a name asks for the end of a range: worst TTFT of."""
    match = RANKED_OF.search(before[-80:])
    return match is not None and first_word("metric", match[0]) is not None


def end_of_range(
    text: str, since: int, start: int, named: bool, rate: bool
) -> str | None:
    """Name the statistic that best, worst, highest or lowest mean for a number.

    Of a rate the best is the greatest, of a time the least. Where the sentence names
    who that is, the word ranks names and says nothing of the number.
    """
    if named:
        return None
    part = text[since:start] if since else text[:start]
    if GREATEST.search(part):
        return "max"
    if LEAST.search(part):
        return "min"
    if BEST.search(part):
        return "max" if rate else "min"
    if WORST.search(part):
        return "min" if rate else "max"
    return None


_IDENTIFIER = re.compile(
    r"(?<![\w.:/-])[A-Za-z][A-Za-z]*[-_.]?\d[\w.:-]*|(?<!\w)[a-z]\w*_\w+"
)
_KIND = re.compile(
    r"\b([A-Z][\w.+-]+) (?:backend|model|runtime|engine|device|provider)\b"
)
_ORDINARY = re.compile(
    r"(?:no|every|each|the|this|that|any|all|which|another|only|both|one|other|p\d\d|fp\d+"
    r"|bf16|int\d|q\d|h\d|v\d.*|utf-?\d+|\w+\.(?:csv|json|md|txt|py|ya?ml))\Z",
    re.I,
)
#: A subject by its place: of X, than X, X has; in code or bold, or with a digit.
_MARKED = r"[`*]{1,2}(?P<%s>[A-Za-z][\w.+:-]*)[`*]{1,2}"
_DIGITS = r"(?P<%s>[A-Za-z](?:[\w+:-]|\.(?=\w))*+(?<=\d))"
_IN_PLACE = re.compile(
    rf"(?:\b(?:of|for|with|on|by|than|that of)\s+(?:the )?"
    rf"(?:{_MARKED % 'a'}|{_DIGITS % 'b'})"
    r"(?='s\b|\s+(?:is|has|was|stays?|comes|takes|failed|needs?)\b|\s*[.,;]|\s*$)"
    rf"|(?:^\W*|, )(?:{_MARKED % 'c'}|{_DIGITS % 'd'})"
    r"(?='s\b|\s+(?:is|has|was|ran|takes|needs)\b))"
)


def unknown_subject(text: str, names: Sequence[tuple[int, int, str, str]]) -> str:
    """Find a subject, told by its place in a sentence, that the data does not have."""
    for match in _IN_PLACE.finditer(text):
        group = next(each for each in "abcd" if match[each])
        start, end = match.span(group)
        found = match[group]
        inside = any(a < end and start < b for a, b, *_ in names)
        said = any(
            pattern.fullmatch(found)
            for words in (METRIC, STATISTIC)
            for pattern in words.values()
        )
        if not (inside or said or _ORDINARY.match(found) or "_" in found):
            return found
    return ""


def unknown_name(
    text: str, names: Sequence[tuple[int, int, str, str]], at: int, whole: bool = False
) -> str:
    """Find what looks like a name and is none of the data's; empty where none is.

    `at` is where the text begins in the sentence that the names are of; `whole` says
    that the text is a table's first cell.
    """
    for pattern in (_KIND, _IDENTIFIER):
        for match in pattern.finditer(text):
            start, end = match.start() + at, match.end() + at
            found = match[1] if pattern is _KIND else match[0]
            inside = any(a < end and start < b for a, b, *_ in names)
            known = _ORDINARY.match(found) or first_word("metric", found) is not None
            if not inside and not known:
                return found
        if whole and pattern is _KIND:
            continue
    return ""

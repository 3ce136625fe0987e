"""Dates that say something of the data: when it was measured, or its files changed.

``The latest modification is of 14 November 2025``; ``measured from 28 September to 8
October 2025``. Every other date claims nothing: a report's own, a run's.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()  # noqa: SIM905
_MONTH = rf"(?P<m>(?:{'|'.join(_MONTHS)})[a-z]*)\.?"
_DATES = (
    re.compile(r"\b(?P<y>\d{4})-(?P<n>\d{2})(?:-(?P<d>\d{2}))?\b"),
    re.compile(
        rf"\b{_MONTH} (?P<d>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y>\d{{4}})\b", re.I
    ),
    re.compile(
        rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th|\.)? {_MONTH},? (?P<y>\d{{4}})\b", re.I
    ),
    re.compile(rf"\b{_MONTH},? (?P<y>\d{{4}})\b", re.I),
)
_LAST = r"(?P<last>latest|last|newest|most recent(?:ly)?)"
_FIRST = r"(?:first|earliest|oldest)"
#: Which day of the files, or of what they hold, the date that follows is.
_ENDS = (
    ("modified", re.compile(
        rf"\b(?:{_LAST}|{_FIRST})\b[^.;\d]{{0,30}}\b(?:modif|updat|chang|edit)\w*"
        r"[^.;\d]{0,40}\Z", re.I)),
    ("measured", re.compile(
        rf"\b(?:{_LAST}|{_FIRST}) (?:[\w-]+ ){{0,2}}(?:measurements?|runs?|benchmarks?"
        r"|tests?|calls?|recordings?|results?|samples?|data)\b[^.;\d]{0,40}\Z", re.I)),
)  # fmt: skip
_BETWEEN = re.compile(r"[,`*]*\s*(?:to|and|until|till|through|–|—|-)\s*[`*]*", re.I)
_AND = re.compile(r"\W*and\W*", re.I)
_BETWEEN_DATES = re.compile(r"\bbetween\W{1,3}\Z", re.I)
_PERIOD = re.compile(
    r"\b(?:measure\w*|record\w*|collect\w*|benchmark\w*|test(?:s|ed|ing)?|runs?|ran"
    r"|data|period|date range|span\w*|cover\w*)\b", re.I
)  # fmt: skip
#: A report's own time is none of the data.
_REPORTS = re.compile(r"\breport(?:ing|ed|'s)? (?:period|dates?|range)\b", re.I)


class Dated(NamedTuple):
    """A date of a text: where, which days it may mean, and of what it is the end."""

    start: int
    end: int
    first: date
    last: date
    of: str
    statistic: str


def dates_in(text: str) -> Iterator[Dated]:
    """Yield the dates of a sentence that say something of the data."""
    found = list(_dates(text))
    for at, (start, end, first, last) in enumerate(found):
        before = text[:start]
        follows = at + 1 < len(found) and _BETWEEN.fullmatch(
            text[end : found[at + 1][0]]
        )
        led = at > 0 and _BETWEEN.fullmatch(text[found[at - 1][1] : start])
        if led and _AND.fullmatch(text[found[at - 1][1] : start]):
            led = _BETWEEN_DATES.search(text, 0, found[at - 1][0])
        if follows and _AND.fullmatch(text[end : found[at + 1][0]]):
            follows = _BETWEEN_DATES.search(before)
        period = _PERIOD.search(text) and not _REPORTS.search(text)
        if (follows or led) and period:
            of = "modified" if re.search(r"\bmodif", text, re.I) else "measured"
            yield Dated(start, end, first, last, of, "min" if follows else "max")
            continue
        for of, words in _ENDS:
            if match := words.search(before):
                statistic = "max" if match["last"] else "min"
                yield Dated(start, end, first, last, of, statistic)
                break


def _dates(text: str) -> Iterator[tuple[int, int, date, date]]:
    taken = 0
    matches = sorted(
        (m for pattern in _DATES for m in pattern.finditer(text)),
        key=lambda m: (m.start(), -m.end()),
    )
    for match in matches:
        if match.start() < taken:
            continue
        part = match.groupdict()
        month = int(part.get("n") or 0)
        month = month or 1 + _MONTHS.index(str(part.get("m"))[:3].lower())
        year, day = int(part["y"]), int(part.get("d") or 0)
        if not (1 <= month <= 12 and 1 <= year <= 9999):
            continue
        longest = monthrange(year, month)[1]
        if day > longest:
            continue
        taken = match.end()
        yield (
            match.start(), match.end(), date(year, month, day or 1),
            date(year, month, day or longest),
        )  # fmt: skip

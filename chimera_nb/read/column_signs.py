"""What the cells and the header of a column show: names, clocks, verdicts, dates."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..units import parse_unit
from .numerals import NUMBER

if TYPE_CHECKING:
    from .columns import Column

_EPOCH = 1e8
_CLOCK = re.compile(
    r"(?:\w+ )?(?:dispatch|begin|start|end|complete|finish)(?:ed|ing)?"
    r"(?: ?(?:time|timestamp|ts|clock))?",
    re.I,
)
_FRACTION = re.compile(r"[\d+]+ ?/ ?\d+.*")
_VERDICT = re.compile(
    r"(?:\w+ )?(?:results?|outcome|check|verdict|correct(?:ness)?|verified|ok\??)", re.I
)
_PASSED = re.compile(r"pass(?:ed)?|ok|success(?:ful)?|correct|verified|valid", re.I)
_ISO = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d.*)?")
_SERIES = re.compile(
    r"(?:n|np|p|t)? ?=? ?\d+[ -]?(?:threads?|cores?|workers?|proc\w*|cpus?|gpus?|nodes?"
    r"|clients?|users?|conn\w*|ranks?|x|t)",
    re.I,
)


_MIN = re.compile(r"(.+)_min", re.I)
_BESIDE_MIN = (
    "max",
    "mean",
    "avg",
    "average",
    "median",
    "std",
    "stddev",
    "stdev",
    "p50",
)


def minima(header: Sequence[str]) -> dict[str, str]:
    """Find minima whose names end as minutes do: ``time_min`` beside ``time_max``."""
    names = {name.lower() for name in header}
    return {
        name: f"min {found[1]}"
        for name in header
        if (found := _MIN.fullmatch(name))
        and any(f"{found[1].lower()}_{word}" in names for word in _BESIDE_MIN)
    }


def names_rows(column: "Column") -> bool:
    """Names that begin with a number: sizes in front, ``1 (naive)``, ``2 - tiled``."""
    written = [c for c in column.cells if c.kind == NUMBER]
    if column.index == 0 and column.units - {""}:
        return True
    return sum("(" in c.text or bool(c.noun) for c in written) * 2 > len(column.cells)


def clock(column: "Column") -> bool:
    """Say whether a column of times holds readings of a clock, not durations."""
    if not _CLOCK.fullmatch(column.meaning.rest) or not _is_time(column.meaning.unit):
        return False
    return all(q.value > _EPOCH for c in column.cells for q in c.numbers)


def judged(column: "Column") -> bool:
    """Say whether a column of results says which rows passed."""
    if not _VERDICT.fullmatch(column.header):
        return False
    return any(_PASSED.fullmatch(cell.text) for cell in column.cells)


def dated(column: "Column") -> bool:
    """Say whether all cells are dates."""
    texts = [c.text for c in column.cells if c.text]
    return bool(texts) and all(_ISO.fullmatch(text) for text in texts)


def fractions(column: "Column") -> bool:
    """Say whether all cells are fractions: ``0/23``."""
    texts = [c.text for c in column.cells if c.text]
    return bool(texts) and all(_FRACTION.fullmatch(text) for text in texts)


def is_series(header: str) -> bool:
    """Say whether a header is one of a series of settings: ``4 threads``."""
    return bool(_SERIES.fullmatch(header))


def _is_time(unit: str) -> bool:
    known = parse_unit(unit)
    return known is not None and known.canonical == "s"

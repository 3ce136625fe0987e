"""Cells that hold several numbers: ``87.1 / 101.7`` → a cell, or a row, for each.

The header names them (``p50/p95/p99 (µs)``, ``Cold: ours / theirs``), or the row does
(``cuBLAS / torch.matmul``); an interval is its two ends. Without such names the numbers
stay together, untaken: whose they are is not known.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from .numerals import NUMBER, parse_cell, plain

Row = tuple[int, list[str]]

_SLASH = re.compile(r"\s+/\s+|(?<=\d)/(?=\d+\.\d)")
_NAMES = re.compile(r"\s*/\s*")
_WORD = r"[\w.%+\-]+"
_INTERVAL = re.compile(r"(?i)\bci\b|confidence|interval")
_ENDS = re.compile(r"\s+(?:–|—|-|to|\.\.)\s+|\s*[–—]\s*")
_MOST = 6


def spread(header: Sequence[str], body: Sequence[Row]) -> tuple[list[str], list[Row]]:
    """Give each number of a list in a cell its own column or row."""
    names, rows = list(header), list(body)
    for at in range(len(names) - 1, -1, -1):
        cells = [row[at] for _, row in rows if at < len(row)]
        named = _INTERVAL.search(names[at])
        if not named and not any("/" in cell or "&" in cell for cell in cells):
            continue
        cells = [plain(cell) for cell in cells]
        if not named and not any("/" in cell for cell in cells):
            continue
        if new := _new_names(names[at], cells):
            rows = [(line, _widened(row, at, len(new))) for line, row in rows]
            names[at : at + 1] = new
    if any(" / " in row[0] for _, row in rows if row):
        rows = [new for row in rows for new in _rows(row)]
    return names, rows


def _new_names(name: str, cells: Sequence[str]) -> list[str]:
    """Name the columns that a column of lists becomes; none where it stays one."""
    lists = [found for cell in cells if (found := _numbers(cell))]
    counts = {len(found) for found in lists}
    if not lists or len(counts) > 1 or len(lists) * 2 < sum(map(bool, cells)):
        return []
    count = counts.pop()
    if count == 2 and _INTERVAL.search(name):
        kept = re.sub(r"(?i)\b(?:confidence )?intervals?\b|\bci\b", "", name).strip()
        return [f"{kept} CI low".strip(), f"{kept} CI high".strip()]
    shown = plain(name)
    named = re.search(rf"{_WORD}(?:\s?/\s?{_WORD}){{{count - 1}}}(?!\s?/)", shown)
    if named:
        before, after = shown[: named.start()], shown[named.end() :]
        if before.strip().endswith(":") and not after:  # the unit stands before it
            before, after = "", f": {before.strip(' :')}"
        return [f"{before}{part}{after}" for part in _NAMES.split(named[0])]
    parts = _NAMES.split(shown)
    return parts if len(parts) == count and all(parts) else []


@lru_cache(maxsize=4096)
def _numbers(cell: str) -> tuple[str, ...]:
    """Split a list of numbers; a unit behind the last is that of all."""
    cell = cell.strip("[]() ") if cell[:1] in "[(" else cell
    for mark in (_SLASH, _ENDS):
        parts = mark.split(cell)
        if not 2 <= len(parts) <= _MOST:
            continue
        read = [parse_cell(part) for part in parts]
        if all(each.kind == NUMBER and not each.noun for each in read):
            unit = parts[-1].split(" ", 1)[1] if " " in parts[-1] else ""
            bare = unit and not any(each.numbers[0].unit for each in read[:-1])
            return tuple(
                f"{part} {unit}" if bare and part is not parts[-1] else part
                for part in parts
            )
    return ()


def _widened(row: Sequence[str], at: int, count: int) -> list[str]:
    cell = row[at] if at < len(row) else ""
    found = _numbers(plain(cell))
    cells = list(found) if len(found) == count else [cell] + [""] * (count - 1)
    return [*row[:at], *cells, *row[at + 1 :]]


def _rows(row: Row) -> list[Row]:
    """Split a row of two subjects, whose numbers stand in the same order."""
    line, cells = row
    names = _SLASH.split(plain(cells[0]))
    lists = {
        at: found
        for at in range(1, len(cells))
        if (found := _numbers(plain(cells[at])))
    }
    if not lists or {len(found) for found in lists.values()} != {len(names)}:
        return [row]
    return [
        (line, [name, *(_part(cells, lists, at, nth) for at in range(1, len(cells)))])
        for nth, name in enumerate(names)
    ]


def _part(
    cells: Sequence[str], lists: dict[int, tuple[str, ...]], at: int, nth: int
) -> str:
    if at in lists:
        return lists[at][nth]
    number = parse_cell(cells[at]).kind == NUMBER
    return "" if nth and number else cells[at]


__all__ = ["spread"]

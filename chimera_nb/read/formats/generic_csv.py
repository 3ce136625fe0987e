"""The generic reader of CSV: tables that people's own scripts export.

RFC 4180 and what stands beside it in practice: ``;``, tab and ``|``, comment lines and
titles above the header, headers stacked over each other with merged cells, a row of
units, no header at all, decimal commas, JSON in cells, a second table below the first.
"""

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile
from typing import Any

from ..cell_units import cell_unit
from ..document import Document
from ..numerals import MISSING, NUMBER, parse_cell
from ..records import Found, Problem, Reader, Record, is_number
from ..tables import Table, read_table
from .html_tables import stacked

Row = tuple[int, list[str]]

_COMMENT = re.compile(r"\s*(?:#(?!\w{0,20}[,;\t])|//|%|;;|--\s|sep=)")
_MOST_PROBLEMS = 20
_MOST_HEADERS = 5
_SAMPLE = 60
_UNIT_WORDS = frozenset(
    (
        "-",
        "",
        "count",
        "#",
        "n/a",
        "none",
        "unit",
        "units",
        "string",
        "text",
        "int",
        "float",
    )
)


def claims(document: Document) -> bool:
    """Say whether the first rows hold a number that is measured."""
    start = document.text[:20_000]
    if not any(mark in start for mark in ",;\t|"):
        return False
    return any(isinstance(each, Record) for each in _found(document, _SAMPLE))


def read(document: Document) -> Iterator[Found]:
    """Yield one record per row, table by table."""
    return _found(document, None)


def _found(document: Document, most: int | None) -> Iterator[Found]:
    rows, titles = _rows(document)
    for block in _blocks(rows[:most]):
        yield from _block(block, titles)


def _rows(document: Document) -> tuple[list[Row], list[str]]:
    """Split the text into rows; comment lines above the header are titles."""
    lines = document.text.splitlines(keepends=True)
    first, titles = 0, []
    while first < len(lines) and (
        not lines[first].strip() or _COMMENT.match(lines[first])
    ):
        if words := lines[first].strip().lstrip("#/%;- ").strip():
            titles.append(words)
        first += 1
    sample = [line for line in lines[first : first + 60] if line.strip()]
    whole = list(takewhile(lambda line: line.count('"') % 2 == 0, sample))
    mark = _delimiter(whole or sample)  # a cell of several lines is no row
    if not titles and mark == document.delimiter:
        return document.rows, titles
    reader = csv.reader(
        io.StringIO("".join(lines[first:]), newline=""),
        delimiter=mark,
        strict=True,
        skipinitialspace=True,
    )
    found, start = [], 1
    try:
        for cells in reader:
            if any(cells):
                found.append((first + start, cells))
            start = reader.line_num + 1
    except csv.Error as error:
        raise ValueError(f"line {first + reader.line_num}: {error}") from None
    return found, [title for title in titles if not title.startswith("sep=")]


def _delimiter(lines: Sequence[str]) -> str:
    """Choose the mark that stands equally often in most lines."""
    best, score = ",", (0.0, 0)
    for mark in (",", ";", "\t", "|"):
        counts = Counter(_count(line, mark) for line in lines)
        counts.pop(0, None)
        if counts:
            times, often = max(counts.items(), key=lambda pair: (pair[1], pair[0]))
            ranked = (often / len(lines), times)
            if (round(ranked[0], 1), mark != ",", times) > (
                round(score[0], 1),
                False,
                score[1],
            ):
                best, score = mark, ranked
    return best


def _count(line: str, mark: str) -> int:
    if '"' in line:
        line = re.sub(r'"[^"]*"', "", line)
    return line.count(mark)


def _blocks(rows: list[Row]) -> Iterator[list[Row]]:
    """Split where, after an empty line, a table of another width begins."""
    block: list[Row] = []
    last = 0
    for line, cells in rows:
        gap = line > last + 1 and block and last
        if (
            gap
            and len(block) > 1
            and _trimmed(cells) != _trimmed(block[-1][1])
            and not _has_number(cells)
        ):
            yield block
            block = []
        block.append((line, cells))
        last = line + sum(cell.count("\n") for cell in cells)
    if block:
        yield block


def _trimmed(cells: Sequence[str]) -> int:
    width = len(cells)
    while width and not cells[width - 1].strip():
        width -= 1
    return width


def _has_number(cells: Sequence[str]) -> bool:
    return any(parse_cell(cell).kind == NUMBER for cell in cells[:500])


def _block(rows: list[Row], above: list[str]) -> Iterator[Found]:
    titles = list(above)
    widths = Counter(_trimmed(cells) for _, cells in rows[:2000])
    usual = max(widths.items(), key=lambda pair: (pair[1], pair[0]))[0]
    while (
        len(rows) > 1
        and _trimmed(rows[0][1]) == 1
        and usual > 1
        and not _has_number(rows[0][1])
    ):
        titles.append(rows[0][1][0].strip())
        rows = rows[1:]
    header, body = _header(rows)
    header = _distinct(header)
    width = len(header)
    if width < 2 and not body:
        return
    kept: list[Row] = []
    problems = 0
    for line, cells in body:
        if [cell.strip() for cell in cells[:width]] == header:
            continue
        trimmed = _trimmed(cells)
        if trimmed > width or (len(cells) < width and len(cells) < usual):
            problems += 1
            if problems <= _MOST_PROBLEMS:
                yield Problem(
                    f"line {line}", f"{len(cells)} cells where the header has {width}"
                )
            continue
        kept.append((line, [*cells[:width], *[""] * (width - len(cells))]))
    if problems > _MOST_PROBLEMS:
        yield Problem(
            "", f"{problems - _MOST_PROBLEMS} more lines do not fit the header"
        )
    extra = _json_cells(header, kept)
    table = Table(
        header,
        kept,
        tuple(titles[-3:]),
        loose=True,
        extra=extra,
        caption=titles[-1] if titles else "",
    )
    yield from read_table(table)


def _header(rows: list[Row]) -> tuple[list[str], list[Row]]:
    """Split off the header rows; a table without one gets ``column 1, column 2``."""
    words = 0
    while words < min(len(rows), _MOST_HEADERS + 1) and not _has_number(rows[words][1]):
        words += 1
    if words == 0 and _counts_up(rows):
        words = 1
    if words == 0:
        width = max(len(cells) for _, cells in rows[:100])
        return [f"column {at + 1}" for at in range(width)], rows
    depth = 1
    while (
        depth < words
        and depth < _MOST_HEADERS
        and _merged(rows[depth - 1][1], rows[depth][1])
    ):
        depth += 1
    width = max(len(cells) for _, cells in rows[:depth])
    heads = [cells + [""] * (width - len(cells)) for _, cells in rows[:depth]]
    filled = [_forward(cells) for cells in heads[:-1]] + heads[-1:]
    names = stacked(filled) if depth > 1 else [cell.strip() for cell in heads[0]]
    if depth < len(rows) and _is_units(rows[depth][1], names):
        units = rows[depth][1]
        names = [
            f"{name} ({unit.strip('()[] ')})" if unit.strip("()[]- ") else name
            for name, unit in zip(
                names, units + [""] * (width - len(units)), strict=False
            )
        ]
        depth += 1
    return names, rows[depth:]


def _merged(upper: Sequence[str], lower: Sequence[str]) -> bool:
    """Say whether a row of words is a group's header over the next row of words."""
    gaps = any(not cell.strip() for cell in upper)
    return gaps and _trimmed(lower) > 1 and not _is_units(lower, upper)


def _forward(cells: Sequence[str]) -> list[str]:
    last, filled = "", []
    for cell in cells:
        last = cell.strip() or last
        filled.append(last)
    return filled


def _is_units(cells: Sequence[str], names: Sequence[str]) -> bool:
    plain = [cell.strip().strip("()[]") for cell in cells]
    units = [cell for cell in plain if cell_unit(cell)]
    rest = [cell for cell in plain if not cell_unit(cell)]
    return (
        bool(units)
        and all(cell.lower() in _UNIT_WORDS for cell in rest)
        and list(cells) != list(names)
    )


def _counts_up(rows: list[Row]) -> bool:
    """Say whether the first row is a header of counts: ``name,1,2,4,8``."""
    if len(rows) < 2 or parse_cell(rows[0][1][0]).kind in (NUMBER, MISSING):
        return False
    rest = [parse_cell(cell) for cell in rows[0][1][1:]]
    if len(rest) < 2 or any(c.kind != NUMBER or "." in c.text for c in rest):
        return False
    values = [cell.numbers[0].value for cell in rest]
    return all(a < b for a, b in pairwise(values)) and any(
        "." in cell for _, cells in rows[1:5] for cell in cells[1:]
    )


def _distinct(header: Sequence[str]) -> list[str]:
    """Tell columns of the same name apart: the second is ``time #2``."""
    seen: Counter[str] = Counter()
    names = []
    for at, name in enumerate(header):
        shown = " ".join(name.split()) or ("" if not at else f"column {at + 1}")
        seen[shown] += 1
        names.append(shown if seen[shown] == 1 else f"{shown} #{seen[shown]}")
    return names


def _json_cells(header: Sequence[str], rows: list[Row]) -> dict[int, dict[str, Any]]:
    """Take JSON objects out of cells: each becomes settings of its row."""
    extra: dict[int, dict[str, Any]] = {}
    for at in range(len(header)):
        if not any(
            len(cells) > at and cells[at].startswith("{") for _, cells in rows[:50]
        ):
            continue
        for line, cells in rows:
            if not cells[at].startswith("{"):
                continue
            try:
                content = json.loads(cells[at])
            except (json.JSONDecodeError, RecursionError):
                continue
            for key, value in content.items():
                if is_number(value) or (isinstance(value, str) and len(value) < 60):
                    extra.setdefault(line, {})[f"setting.{str(key)[:40]}"] = value
            cells[at] = ""
    return extra


READERS = (Reader("generic_csv", ("csv",), claims, read, guess=True),)

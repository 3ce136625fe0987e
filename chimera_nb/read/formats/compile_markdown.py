"""The reader of pipe tables in Markdown that report compile times and latencies.

Such tables restate what a JSON file holds, so their rows are of tier ``reported``.
Real files are squeezed: a header row glued behind a bullet, tables without a blank
line between them, text after the last cell, an empty cell for "as above".
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from ...units import parse_unit, split_unit
from ..document import Document
from ..records import Found, Number, Reader, Record

_RULE = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\s*\Z")
_LABEL = re.compile(r"(?:^|\s)- (Model|Device|DType|Generated): *(\S+)")
_NUMBER = re.compile(r"-?\d+(?:,\d{3})*(?:\.\d+)?(?:[eE]-?\d+)?\Z")
_STATISTICS = {"mean": "mean", "median": "median", "std": "std", "min": "min",
               "max": "max", "mean latency": "mean"}  # fmt: skip


class PipeTable(NamedTuple):
    """A table: its header, its body as (line number, cells), the text before it."""

    header: list[str]
    body: list[tuple[int, list[str]]]
    about: str


def pipe_tables(text: str) -> list[PipeTable]:
    """Find the pipe tables of a Markdown text, in order; fenced code is passed over."""
    lines = text.splitlines()
    tables: list[PipeTable] = []
    fenced = False
    about = ""
    at = 0
    while at < len(lines):
        line = lines[at]
        if line.lstrip().startswith(("```", "~~~")):
            fenced = not fenced
        elif not fenced and at and "|" in line and _RULE.match(line):
            width = len(_cells(line))
            before = lines[at - 1]
            header = _cells(before)[-width:]
            about = _nearest_heading(lines[:at]) or about
            body, at = _body(lines, at + 1, width)
            if len(header) == width:
                tables.append(PipeTable(header, body, about))
            continue
        at += 1
    return tables


def _body(
    lines: list[str], at: int, width: int
) -> tuple[list[tuple[int, list[str]]], int]:
    body: list[tuple[int, list[str]]] = []
    while at < len(lines) and lines[at].lstrip().startswith("|"):
        follows_rule = at + 1 < len(lines) and _RULE.match(lines[at + 1])
        if follows_rule and "|" in lines[at + 1]:
            break
        cells = _cells(lines[at])[:width]
        cells += [""] * (width - len(cells))
        if body and not cells[0]:
            cells[0] = body[-1][1][0]
        body.append((at + 1, cells))
        at += 1
    return body, at


def _cells(line: str) -> list[str]:
    line = line.strip().removeprefix("|")
    line = line[:-1] if line.endswith("|") and not line.endswith("\\|") else line
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", line)]


def _nearest_heading(lines: list[str]) -> str:
    for line in reversed(lines):
        found = re.findall(r"#{1,6} +([^#|]+)", line)
        if found:
            return str(found[-1]).split(" - ")[0].strip()
    return ""


def claims(document: Document) -> bool:
    """Say whether a table has a column of backends and one of times."""
    return any(_times(table) for table in pipe_tables(document.text))


def _times(table: PipeTable) -> bool:
    names = [name.lower() for name in table.header]
    return "backend" in names and any(map(_column, table.header))


def read(document: Document) -> Iterator[Found]:
    """Yield one record per row of the tables that have a backend column."""
    labels = {key.lower(): value for key, value in _LABEL.findall(document.text)}
    for table in filter(_times, pipe_tables(document.text)):
        columns = [_column(name) for name in table.header]
        names = [name.lower() for name in table.header]
        for line, cells in table.body:
            cell = dict(zip(names, cells, strict=True))
            if cell.get("success", "").lower() in ("no", "false"):
                continue
            own = {
                "backend": _plain(cell["backend"]),
                "model": _plain(cell.get("model", "")) or labels.get("model"),
                "device": labels.get("device") or _device(table.about),
                "dtype": labels.get("dtype"),
                "timestamp": labels.get("generated"),
            }
            numbers = [
                number
                for name, column, written in zip(
                    table.header, columns, cells, strict=True
                )
                if column and (number := _cell(name, *column, written))
            ]
            if numbers and own["backend"]:
                yield Record(
                    f"line {line}", numbers, own, tier="reported", about=table.about
                )


def _cell(
    name: str, metric: str, statistic: str, unit: str, written: str
) -> Number | None:
    plain = _plain(written).removesuffix(unit).strip().lstrip("~").replace(",", "")
    if not _NUMBER.match(plain) or float(plain) == 0:
        return None  # a time is never zero: eager compiles nothing
    place = f", column {name}"
    return Number(metric, float(plain), unit, statistic, place, plain)


def _column(name: str) -> tuple[str, str, str] | None:
    quantity, unit = split_unit(name)
    known = parse_unit(unit) if unit else None
    if unit is None or known is None or known.canonical != "s":
        return None
    quantity = quantity.lower()
    if quantity in ("compile time", "compilation time"):
        return "compile_time", "value", unit
    if quantity in _STATISTICS:
        return "latency", _STATISTICS[quantity], unit
    return None


def _plain(cell: str) -> str:
    return cell.strip("*` \t")


def _device(about: str) -> str | None:
    found = {word for word in re.findall(r"[a-z]+", about.lower())}
    named = found & {"cpu", "cuda", "gpu", "mps", "xpu", "rocm"}
    return named.pop() if len(named) == 1 else None


READERS = (Reader("compile_markdown", ("markdown",), claims, read),)

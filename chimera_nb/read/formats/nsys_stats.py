"""Summaries and traces of Nsight Systems (``nsys stats``) and of nvprof.

The columns are those that "nsys stats" documents for its reports (Nsight Systems User
Guide, "Report Scripts"): ``Time (%),Total Time (ns),Instances,Avg (ns),…,Name`` for
kernels, calls of an API, memory operations by time and by size, and NVTX ranges; older
versions write ``Time(%)``, ``Average`` and ``Std Dev``. nvprof (``--csv``) writes the
units in a row of their own below the header, and a process's ``==1234==`` above. Both
tools print the same tables with columns of spaces, under a rule of dashes.
"""

import re
from collections.abc import Iterator
from typing import Any

from ...units import parse_unit
from ..document import Document
from ..records import Found, NotTaken, Number, Problem, Reader, Record
from ._above import with_above
from ._csv_parts import (
    CsvTables,
    Part,
    lines_of,
    number,
    parse,
    pipe_lines,
    setting,
)

_COLUMN = re.compile(r"(.*?)\s*(?:\(([^()]+)\))?\Z")
_STATISTIC = {
    "total time": "total", "total": "total", "time": "total", "avg": "mean",
    "average": "mean", "mean": "mean", "med": "median", "median": "median",
    "min": "min", "minimum": "min", "max": "max", "maximum": "max",
    "stddev": "std", "std dev": "std",
    "duration": "value", "bytes": "value", "throughput": "value", "dur": "value",
    "size": "value",
}  # fmt: skip
_COUNTS = {"instances", "num calls", "operations", "count", "calls", "range instances",
           "num events"}  # fmt: skip
_NAMES = (
    "Name", "Operation", "Range", "Kernel Name", "API Name", "Kernel", "Event Name",
)  # fmt: skip
_NOT = {"start", "end", "corrid", "corr id", "correlation", "pid", "tid", "ctx", "strm"}
_UNITS = {"mbps": "MB/s", "gbps": "GB/s", "kbps": "kB/s", "percent": "%"}
_TITLE = re.compile(r"\*\*\s*(.+?)\s*:?\s*\Z|reports?[/\\](\w+)\.py|\[([\w]+)\.py\]"
                    r"|Executing '(\w+)'")  # fmt: skip


def _is_stats(header: list[str]) -> bool:
    lower = [_split(name)[0] for name in header]
    name = any(each in header for each in _NAMES)
    shares = any(each.replace(" ", "") == "Time(%)" for each in header)
    summary = shares or "total" in lower
    counted = bool(_COUNTS & set(lower))
    trace = "duration" in lower and "start" in lower and len(header) > 5
    return name and ((summary and counted) or trace)


def _split(name: str) -> tuple[str, str]:
    match = _COLUMN.match(name)
    base, unit = (match[1], match[2] or "") if match else (name, "")
    return base.strip().lower().replace("_", " "), unit.strip()


def read_part(part: Part) -> Iterator[Found]:
    """Yield one record per row of a summary or a trace."""
    title = _title(part.above)
    units: dict[str, str] = {}
    for each in lines_of(part):
        if isinstance(each, Problem):
            yield each
            continue
        line, row = each
        if not units and _is_units(list(row.values())):
            units = dict(row)
            continue
        name = next((row[n] for n in _NAMES if row.get(n)), None)
        if name is None and not any(parse(cell) is not None for cell in row.values()):
            continue
        labels: dict[str, Any] = {"benchmark": name, "config_label": title}
        numbers = list(_numbers(row, units, labels))
        if numbers:
            # all are a tool's own aggregates: a share of the time is no run
            single = any(n[3] == "value" and n.metric == "time" for n in numbers)
            tier = None if single else "aggregate"
            yield Record(f"line {line}", numbers, labels, "kernel", tier)
        if any(_split(column)[0] in _NOT for column in row):
            count = sum(_split(column)[0] in _NOT for column in row)
            yield NotTaken("clock times and ids of a trace", count)


def _is_units(cells: list[str]) -> bool:
    filled = [cell for cell in cells if cell]
    return bool(filled) and all(parse_unit(cell) or cell == "%" for cell in filled)


def _numbers(
    row: Any, units: dict[str, str], labels: dict[str, Any]
) -> Iterator[Number]:
    count = next((parse(row[c]) for c in row if _split(c)[0] in _COUNTS), None)
    for column, cell in row.items():
        base, unit = _split(column)
        unit = _UNITS.get(unit.lower(), unit or units.get(column, ""))
        written, unit = _own_unit(cell, unit)
        place = f", column {column}"
        found: Number | None = None
        if base == "time" and unit == "%":
            found = number("time_share", written, "%", "value", place)
        elif base in _COUNTS:
            found = number("calls", written, "count", "count", place)
        elif base in _NOT or column in _NAMES or not cell:
            continue
        elif base in _STATISTIC and (parsed := parse_unit(unit or _default(base))):
            metric = {"s": "time", "bytes": "memory", "bytes/s": "bandwidth"}.get(
                parsed.canonical, "value"
            )
            statistic = _STATISTIC[base]
            found = number(metric, written, unit or _default(base), statistic, place,
                           n_behind=count)  # fmt: skip
            if found and statistic == "std" and count == 1:
                note = "one instance has no spread"
                found = found._replace(value=None, status="placeholder", note=note)
        else:
            labels[f"setting.{column}"] = setting(cell)
        if found:
            yield found


def _own_unit(cell: str, unit: str) -> tuple[str, str]:
    """Split ``1.5320s`` and ``99.9%``, which nvprof prints without a units row."""
    match = re.fullmatch(r"([\d.,]+)\s*(ns|us|ms|s|min|%|[KMG]?B)", cell)
    return (match[1], match[2]) if match and not unit else (cell.rstrip("%"), unit)


def _default(base: str) -> str:
    return "ns" if base in ("total time", "time", "duration") else ""


def _title(above: list[str]) -> str | None:
    for line in reversed(above[-12:]):
        match = _TITLE.search(line)
        if match:
            return next(filter(None, match.groups()), None)
    return None


_RULE = re.compile(r"[\s#>]*(?:-{2,}(?:\s+-{2,}){2,}|\+(?:-{3,}\+){3,})\s*\Z")


def ruled_tables(document: Document) -> Iterator[Part]:
    """Find tables of spaces: a header over a rule of dashes that gives the columns."""
    lines = document.lines
    for at, line in enumerate(lines):
        if "---" not in line or not at or not lines[at - 1].strip():
            continue
        if not _RULE.match(line):
            continue
        ends = [match.end() for match in re.finditer(r"-+", line)]
        starts = [0, *(match.start() for match in re.finditer(r"-+", line))][1:]
        header = _cut(lines[at - 1], starts, ends)
        rows = []
        for below in range(at + 1, len(lines)):
            if not lines[below].strip() or _RULE.match(lines[below]):
                break
            rows.append((below + 1, _cut(lines[below], starts, ends)))
        yield Part(at, header, rows, lines[max(0, at - 13) : at - 1])


def _cut(line: str, starts: list[int], ends: list[int]) -> list[str]:
    """Cut a line at the columns; what runs past the last rule belongs to it."""
    cells = [line[start:end] for start, end in zip(starts, ends, strict=True)]
    cells[-1] = line[starts[-1] :].rstrip(" |")
    return [" ".join(cell.split()) for cell in cells]


def _claims_ruled(document: Document) -> bool:
    text = document.text
    if "Total Time" not in text and "Total (" not in text:
        return False
    taken = sum(len(p.rows) for p in ruled_tables(document) if _is_stats(p.header))
    return taken > mostly_other(document)


def _read_ruled(document: Document) -> Iterator[Found]:
    yield from with_above(document, _ruled(document))


def _ruled(document: Document) -> Iterator[Found]:
    for part in ruled_tables(document):
        if _is_stats(part.header):
            yield from read_part(part)


def mostly_other(document: Document) -> int:
    """Count what another reader would take of a Markdown file: its own tables."""
    return pipe_lines(document) if document.type == "markdown" else 0


_NVPROF = re.compile(
    r"\s*(?P<type>GPU activities:|API calls:)?\s+(?P<share>[\d.]+)%\s+(?P<time>\S+)"
    r"\s+(?P<calls>\d+)\s+(?P<avg>\S+)\s+(?P<min>\S+)\s+(?P<max>\S+)\s+(?P<name>\S.*)\Z"
)
_NVPROF_HEAD = re.compile(
    r"\s*(?:Type\s+)?Time\(%\)\s+Time\s+Calls\s+Avg\s+Min\s+Max\s+Name"
)


def _read_nvprof(document: Document) -> Iterator[Found]:
    columns = ("Time(%)", "Time", "Calls", "Avg", "Min", "Max", "Name")
    groups = ("share", "time", "calls", "avg", "min", "max", "name")
    kind = ""
    for at, line in enumerate(document.lines, start=1):
        match = _NVPROF.match(line)
        if match:
            kind = (match["type"] or kind).rstrip(":")
            cells = [match[group] for group in groups]
            cells[0] += "%"
            head = ["Type", *columns]
            yield from read_part(Part(at - 1, head, [(at, [kind, *cells])], []))
        elif _NVPROF_HEAD.match(line):
            kind = ""


def _claims_nvprof(document: Document) -> bool:
    if "Time(%)" not in document.text:
        return False
    taken = sum(_NVPROF_HEAD.match(line) is not None for line in document.lines)
    return 5 * taken > mostly_other(document)


READERS = (
    *(
        CsvTables("nsys_csv", hint, _is_stats, read_part).reader()
        for hint in ("Time&(%)", "Time(%)&Name", "Total&Operation", "Duration&Start")
    ),
    Reader("nsys_text", ("text", "markdown"), _claims_ruled, _read_ruled),
    Reader("nvprof_text", ("text", "markdown"), _claims_nvprof, _read_nvprof),
)

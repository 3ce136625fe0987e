"""The reader of what pyperf and pyperformance print.

Sources: https://pyperf.readthedocs.io ("Commands", "Analyze benchmark results") and
``pyperf/_cli.py``, ``_compare.py``: ``name: Mean +- std dev: 283 ns +- 3 ns`` is one
benchmark; ``[a] … -> [b] …: 1.07x faster`` compares two files, and so do the tables of
``compare_to --table`` and the lists under ``Slower (2):``. ``pyperf stats`` adds the
extremes and percentiles of the same values.
"""

import re
from collections.abc import Iterator
from typing import Any

from ...units import parse_unit
from ..records import Found, Number, Record
from ._text import Tool, number, readers_of

_MEAN = re.compile(
    r"[\s#/*>|-]*?(?:(?P<name>[^\s#/*>|-].*?): )?(?P<center>Mean|Median) \+- "
    r"(?P<spread>std dev|MAD): (?P<rest>.*\d.*)"
)
_LISTED = re.compile(r"\s*- (?P<name>\S.*?): (?P<rest>[\d.]+ \w+ \+- .* -> .*)")
_VALUE = re.compile(
    r"(?:\[(?P<of>[^\]]+)\] )?(?P<value>[\d.,]+) ?(?P<unit>[a-zA-Zµμ]+)"
    r"(?: \+- (?P<spread>[\d.,]+) ?(?P<spread_unit>[a-zA-Zµμ]+))?"
)
_FACTOR = re.compile(
    r"(?P<factor>[\d.]+)x (?P<word>faster|slower)(?: \((?P<delta>[+-]?[\d.]+)%\))?"
)
_GEOMEAN = re.compile(r"\s*Geometric mean: (?P<factor>[\d.]+)x (?P<word>\w+)")
_SECTION = re.compile(r"\s*### (\S.*?) ###\s*\Z")
_STATS = re.compile(
    r"\s*(?P<what>Minimum|Maximum|\d+(?:th|st|nd|rd) percentile):\s+"
    r"(?P<value>[\d.,]+) (?P<unit>\w+)"
)
_TITLE = re.compile(r"(\S+\.json(?:\.gz)?)\s*\Z")
_BARE = re.compile(r"(?!WARNING)\w(?:(?!: | \+- )[^|=]){0,60}(?<![.:,;])\Z")
_CENTERS = {"Mean": "mean", "Median": "median"}
_PERCENTILES = {"0": "min", "50": "median", "100": "max"}


def read(lines: list[str]) -> Iterator[Found]:
    """Yield one record per benchmark, comparison or row of a table."""
    section = ""
    files: list[str] = []
    columns: list[str] = []
    kept: Record | None = None
    for at, line in enumerate(lines):
        match = _MEAN.match(line) if " +- " in line else None
        match = match or (_LISTED.match(line) if " -> " in line else None)
        if match:
            name = match["name"] or section
            found = _compared(match, files if len(files) == 2 else [])
            labels = {"benchmark": name or None, "config_label": _over(lines, at)}
            kept = Record(f"line {at + 1}", list(found), labels)
            if kept.numbers:
                yield kept
        elif line.startswith("###") and (match := _SECTION.match(line)):
            section, kept = match[1], None
        elif "|" in line:
            columns, row = _row(line, columns)
            if row:
                yield Record(f"line {at + 1}", row, _row_labels(line))
        elif line.startswith(("Geometric mean", "    Geometric")) and (
            match := _GEOMEAN.match(line)
        ):
            yield Record(f"line {at + 1}", [_factor(match, "geomean")])
        elif match := _STATS.match(line):
            labels = {"benchmark": section or None}
            yield Record(f"line {at + 1}", [_stat(match)], labels)
        elif match := _TITLE.match(line):
            under = lines[at + 1] if at + 1 < len(lines) else ""
            if under and set(under) == {"="}:
                files.append(match[1])
        elif line.strip() and not line.startswith("+"):
            columns = []


def _over(lines: list[str], at: int) -> str | None:
    """Return the bare line (``docker``) that begins the block of printed lines."""
    start = at
    while start and lines[start - 1].strip():
        start -= 1
    line = lines[start].strip()
    return line if start < at and _BARE.match(line) else None


def _compared(match: re.Match[str], files: list[str]) -> Iterator[Number]:
    groups = match.groupdict()
    center = _CENTERS[groups.get("center") or "Mean"]
    sides = match["rest"].split(" -> ")
    for index, side in enumerate(sides[:2]):
        value = _VALUE.match(side.strip())
        if not value:
            continue
        labels: dict[str, Any] = {}
        if len(sides) > 1:
            given = files[index] if files else ("reference", "changed")[index]
            labels["config_label"] = value["of"] or given
        yield from _value(value, center, groups.get("spread") or "std dev", labels)
    if len(sides) > 1 and (factor := _FACTOR.search(sides[1])):
        yield _factor(factor)
        if factor["delta"]:
            labels = {"config_label": "changed vs reference"}
            yield number("time", factor["delta"], "%", "delta", ", change",
                         labels=labels)  # fmt: skip


def _value(
    match: re.Match[str], center: str, spread: str, labels: dict[str, Any]
) -> Iterator[Number]:
    of = f", {labels['config_label']}" if labels else ""
    metric = _metric(match["unit"])
    yield number(metric, match["value"], match["unit"], center, of, labels=labels)
    if match["spread"]:
        if spread == "MAD":
            labels = labels | {"config_label": "median absolute deviation"}
        statistic = "std" if spread == "std dev" else "error"
        yield number(metric, match["spread"], match["spread_unit"], statistic,
                     f"{of}, +-", labels=labels)  # fmt: skip


def _metric(unit: str) -> str:
    known = parse_unit(unit)
    return {"s": "time", "bytes": "memory"}.get(known.canonical if known else "", unit)


def _factor(match: re.Match[str], statistic: str = "value", of: str = "") -> Number:
    labels = {"config_label": ", ".join(filter(None, (of, match["word"])))}
    metric = "relative" if match["word"] == "slower" else "speedup"
    return number(metric, match["factor"], "x", statistic, f"{of}, factor",
                  labels=labels)  # fmt: skip


def _stat(match: re.Match[str]) -> Number:
    what = match["what"]
    if what[0].isdigit():
        digits = re.sub(r"\D", "", what)
        statistic = _PERCENTILES.get(digits, f"p{digits}")
    else:
        statistic = what.lower().replace("imum", "")
    return number(_metric(match["unit"]), match["value"], match["unit"], statistic,
                  f", {what}")  # fmt: skip


def _row(line: str, columns: list[str]) -> tuple[list[str], list[Number]]:
    """Read a row of ``compare_to --table``, or the table's header."""
    cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
    if cells[0] == "Benchmark":
        return cells, []
    if len(cells) != len(columns) or not line.lstrip().startswith("|"):
        return columns, []
    return columns, list(_cells(cells, columns))


def _cells(cells: list[str], columns: list[str]) -> Iterator[Number]:
    geomean = cells[0] == "Geometric mean"
    for name, cell in zip(columns[1:], cells[1:], strict=True):
        labels = {"config_label": name}
        value = _VALUE.match(cell)
        if value and not geomean and not _FACTOR.match(cell):
            yield from _value(value, "mean", "std dev", labels)
        if factor := _FACTOR.search(cell):
            yield _factor(factor, "geomean" if geomean else "value", name)


def _row_labels(line: str) -> dict[str, Any]:
    name = line.strip().strip("|").split("|")[0].strip()
    return {} if name == "Geometric mean" else {"benchmark": name}


TOOLS = (
    Tool(
        "pyperf_text", ("+- std dev: ", "+- MAD: ", "x faster", "x slower"),
        re.compile(
            r"(?:Mean|Median) \+- (?:std dev|MAD): \d|\+- std dev: \[[^\]]+\] \d"
            r"|^\| *Benchmark .*\n(?:[|+].*\n)*?\| .*\| [\d.]+ \w+: [\d.]+x "
            r"(?:faster|slower)|^- \S.*: [\d.]+ \w+ \+- .* -> .*x (?:faster|slower)",
            re.MULTILINE,
        ),
        read,
    ),
)  # fmt: skip
READERS = readers_of(*TOOLS)

"""Readers of Haskell's benchmark tools: criterion, gauge, tasty-bench.

criterion and gauge (https://github.com/haskell/criterion, ``Criterion/Analysis.hs``,
``Criterion/Types.hs``, "tutorial"): ``time`` is the slope of a regression over growing
numbers of iterations, ``mean`` and ``std dev`` are bootstrapped; behind each stands its
interval. JSON is ``["criterion", version, reports]``, CSV is in seconds. tasty-bench
(https://github.com/Bodigrim/tasty-bench, README): ``63 ns ± 3.4 ns`` is the mean ± two
standard deviations, and its CSV has picoseconds.
"""

import re
from collections.abc import Iterator
from typing import Any

from ..declared import walk_path
from ..document import Document, pointer
from ..records import Found, NotTaken, Number, Problem, Reader, Record, is_number
from ._csv_parts import CsvTables, Part, lines_of
from ._csv_parts import number as cell_number
from ._text import Tool, number, readers_of

_NAME = re.compile(r"[-\s/*#]*benchmark(?:ing|ed) (?P<name>\S.*?)(?: \.\.\.)?\s*\Z")
_LINE = re.compile(
    r"[-\s/*#]*(?P<what>time|mean|std dev)\s+(?P<value>[\d.]+) (?P<unit>[a-zµμ]+)\s+"
    r"\((?P<low>[\d.]+) (?P<low_unit>[a-zµμ]+) \.\. (?P<high>[\d.]+) "
    r"(?P<high_unit>[a-zµμ]+)\)"
)
_TWICE = "two standard deviations"
_STATISTICS = {"time": "slope", "mean": "mean", "std dev": "std"}
_TASTY = re.compile(
    r"\s*(?P<mean>[\d.]+) (?P<unit>[a-zµμ]+) ± +(?P<twice>[\d.]+) (?P<other>[a-zµμ]+)"
    r"(?:, *(?P<rest>.*))?\Z"
)
_TASTY_NAME = re.compile(
    r"(?P<indent>\s*)(?P<name>\S.*?)(?::\s+(?P<said>OK|FAIL).*)?\Z"
)
_ALLOCATED = re.compile(r"([\d.]+) ([KMGT]?B) +(allocated|copied|peak memory)")
_CHANGE = re.compile(r"([\d.]+)% (less|more) than baseline")


def read_criterion(lines: list[str]) -> Iterator[Found]:
    """Yield one record per benchmark of criterion or gauge."""
    record: Record | None = None
    fits = 0
    for at, line in enumerate(lines):
        if "benchmark" in line and (match := _NAME.match(line)):
            if record and record.numbers:
                yield record
            record = Record(f"line {at + 1}", [], {"benchmark": match["name"]})
        elif record and " .. " in line and (match := _LINE.match(line)):
            record.numbers += _interval(match)
        elif record and ("R²" in line or "variance introduced" in line):
            fits += 1
    if record and record.numbers:
        yield record
    if fits:
        yield NotTaken("how well a regression fits, what outliers add", fits)


def _interval(match: re.Match[str]) -> Iterator[Number]:
    what = match["what"]
    labels = {"config_label": what}
    for name, statistic in (("value", _STATISTICS[what]), ("low", "ci_low"),
                            ("high", "ci_high")):  # fmt: skip
        unit = match["unit" if name == "value" else f"{name}_unit"]
        place = f", {what}" + (f" {name}" if name != "value" else "")
        yield number("time", match[name], unit, statistic, place, labels=labels)


def read_tasty(lines: list[str]) -> Iterator[Found]:
    """Yield one record per benchmark of tasty-bench; groups are part of the name."""
    path: list[tuple[int, str]] = []
    for at, line in enumerate(lines):
        if "±" in line and (match := _TASTY.match(line)):
            name = ".".join(each for _, each in path)
            numbers = list(_tasty(match))
            yield Record(f"line {at + 1}", numbers, {"benchmark": name or None})
        elif not line.strip():
            path = []
        elif (match := _TASTY_NAME.match(line)) and len(line) < 200:
            indent = len(match["indent"])
            path = [each for each in path if each[0] < indent]
            path.append((indent, match["name"].rstrip(":")))


def _tasty(match: re.Match[str]) -> Iterator[Number]:
    yield number("time", match["mean"], match["unit"], "mean")
    twice = number("time", match["twice"], match["other"], "error", ", ±")
    yield twice._replace(note=_TWICE)
    rest = match["rest"] or ""
    for value, unit, what in _ALLOCATED.findall(rest):
        unit = unit if unit == "B" else f"{unit[0]}iB"
        labels = {"config_label": what}
        yield number("memory", value, unit, place=f", {what}", labels=labels)
    if change := _CHANGE.search(rest):
        sign = "-" if change[2] == "less" else ""
        labels = {"config_label": "than baseline"}
        yield number("time", sign + change[1], "%", "delta", ", change", labels=labels)


def _is_json(document: Document) -> bool:
    content = document.content
    return (
        isinstance(content, list)
        and len(content) == 3
        and content[0] in ("criterion", "gauge")
        and isinstance(content[2], list)
    )


_ESTIMATES = (
    ("reportAnalysis/anMean", "mean"), ("reportAnalysis/anStdDev", "std"),
    ("reportAnalysis/anRegress/*/regCoeffs/iters", "slope"),
)  # fmt: skip


def _read_json(document: Document) -> Iterator[Found]:
    left = 0
    for index, report in enumerate(document.content[2]):
        if not isinstance(report, dict):
            yield Problem(pointer(2, index), f"found {report!r}; want an object")
            continue
        numbers: list[Number] = []
        for path, statistic in _ESTIMATES:
            for keys, estimate in walk_path(report, path.split("/")):
                regress = walk_path(report, [*map(str, keys[:-2]), "regResponder"])
                if statistic == "slope" and next(regress, ("", ""))[1] != "time":
                    continue
                numbers += _estimate(estimate, statistic, pointer(*keys))
        measured = report.get("reportMeasured")
        left += len(measured) if isinstance(measured, list) else 0
        name = str(report.get("reportName") or "") or None
        if numbers:
            yield Record(pointer(2, index), numbers, {"benchmark": name})
    if left:
        yield NotTaken("samples of many iterations at once", left)


def _estimate(estimate: Any, statistic: str, place: str) -> Iterator[Number]:
    point = estimate.get("estPoint") if isinstance(estimate, dict) else None
    if not is_number(point):
        return
    labels = {"config_label": statistic}
    yield Number("time", point, "s", statistic, f"{place}/estPoint", labels=labels)
    error = estimate.get("estError")
    bounds = {
        "ci_low": estimate.get("estLowerBound"),
        "ci_high": estimate.get("estUpperBound"),
    }
    if isinstance(error, dict):
        low, high = error.get("confIntLDX"), error.get("confIntUDX")
        bounds["ci_low"] = point - low if is_number(low) else None
        bounds["ci_high"] = point + high if is_number(high) else None
    for name, bound in bounds.items():
        if is_number(bound):
            yield Number("time", bound, "s", name, place, labels=labels)


_COLUMNS = {
    "Mean": ("mean", "mean", "s"), "MeanLB": ("ci_low", "mean", "s"),
    "MeanUB": ("ci_high", "mean", "s"), "Stddev": ("std", "std dev", "s"),
    "StddevLB": ("ci_low", "std dev", "s"), "StddevUB": ("ci_high", "std dev", "s"),
    "Mean (ps)": ("mean", "mean", "ps"),
}  # fmt: skip


def _is_csv(header: list[str]) -> bool:
    return {"Name", "Mean", "MeanLB"} <= set(header) or {
        "Name", "Mean (ps)", "2*Stdev (ps)"
    } <= set(header)  # fmt: skip


def _read_csv(part: Part) -> Iterator[Found]:
    for each in lines_of(part):
        if isinstance(each, Problem):
            yield each
            continue
        line, row = each
        numbers: list[Number] = []
        for column, cell in row.items():
            place = f", column {column}"
            if column in _COLUMNS:
                statistic, what, unit = _COLUMNS[column]
                made = cell_number("time", cell, unit, statistic, place)
                if made:
                    numbers.append(made._replace(labels={"config_label": what}))
            elif column == "2*Stdev (ps)":
                made = cell_number("time", cell, "ps", "error", place, note=_TWICE)
                numbers += [made] if made else []
            elif column in ("Allocated", "Copied", "Peak Memory"):
                made = cell_number("memory", cell, "B", "value", place)
                if made:
                    numbers.append(made._replace(labels={"config_label": column}))
        if numbers:
            yield Record(f"line {line}", numbers, {"benchmark": row["Name"] or None})


TOOLS = (
    Tool(
        "criterion_hs", ("std dev ",),
        re.compile(r"^[-\s/*#]*mean +[\d.]+ \S+ +\([\d.]+ \S+ \.\. ", re.MULTILINE),
        read_criterion,
    ),
    Tool(
        "tasty_bench", ("±",),
        re.compile(r": +OK(?: \([\d.]+s\))?\n\s*[\d.]+ [a-zµμ]+ ± +[\d.]+ [a-zµμ]+",
                   re.MULTILINE),
        read_tasty,
    ),
)  # fmt: skip
READERS = (
    *readers_of(*TOOLS),
    Reader("criterion_hs_json", ("json",), _is_json, _read_json),
    CsvTables("haskell_csv", "Name,Mean", _is_csv, _read_csv).reader(),
)

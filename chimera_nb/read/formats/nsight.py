"""Pages of Nsight Compute (``ncu --csv --page raw`` and ``--page details``).

By its documentation (Nsight Compute CLI, "Pages") the raw page has a kernel a row and
a metric a column, with the units in a row below the header; the details page has a
metric a row. Numbers have thousands as the machine's locale groups them
(``12,80,000``). Most columns of a full raw page say what the device is, which is no
measurement. ``==PROF==`` and ``==ERROR==`` lines may stand above, or alone.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from typing import Any

from ...units import parse_unit
from ..document import Document
from ..records import Found, NotTaken, Number, Problem, Reader, Record, is_number
from ._csv_parts import CsvTables, Part, lines_of, parse, setting
from .nsys_stats import mostly_other, ruled_tables

_METRIC = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*__\w+(?:\.\w+)*\Z")
_DEVICE = re.compile(r"(?:device__|c2clink__|nvlink__|numa__|profiler__|pmsampling)")
_LAUNCH_SETTING = re.compile(
    r"launch__(?:block|grid|thread|cluster|context|stream|device|func|uses|sm_count"
    r"|preferred|sub_launch|kernel_name|graph|green|barrier|max_cluster|tpc)"
)
_UNITS = {
    "nsecond": "ns", "usecond": "us", "msecond": "ms", "second": "s", "nsec": "ns",
    "byte": "B", "Kbyte": "kB", "Mbyte": "MB", "Gbyte": "GB", "Tbyte": "TB",
    "byte/block": "B", "Kbyte/block": "kB", "byte/thread": "B", "Kbyte/thread": "kB",
    "byte/second": "B/s", "Kbyte/second": "kB/s", "Mbyte/second": "MB/s",
    "Gbyte/second": "GB/s", "Tbyte/second": "TB/s", "byte/s": "B/s", "Kbyte/s": "kB/s",
    "Mbyte/s": "MB/s", "Gbyte/s": "GB/s", "Tbyte/s": "TB/s",
    "cycle/nsecond": "GHz", "cycle/usecond": "MHz", "cycle/second": "Hz",
    "Ghz": "GHz", "Mhz": "MHz", "hz": "Hz", "%": "%",
    "inst/cycle": "x", "byte/cycle": "x", "cycle/inst": "x", "cycle": "count",
    "inst": "count", "register/thread": "count", "warp": "count", "block": "count",
    "thread": "count", "sector": "count", "request": "count", "SM": "count",
    "pass": "count", "byte/nsecond": "GB/s",
}  # fmt: skip
_SUFFIX = {"avg": "mean", "min": "min", "max": "max"}
_AS_SETTINGS = (
    "Block Size", "Grid Size", "CC", "Context", "Stream", "ID", "Invocations",
)  # fmt: skip
_SUMMARY = {"Minimum": "min", "Maximum": "max", "Average": "mean"}


def _is_raw(header: list[str]) -> bool:
    return "Kernel Name" in header and any(_METRIC.match(name) for name in header)


def _is_details(header: list[str]) -> bool:
    return "Metric Name" in header and (
        (
            "Metric Value" in header
            and bool({"Metric Unit", "Kernel Name"} & set(header))
        )
        or ("Metric Unit" in header and set(_SUMMARY) <= set(header))
    )


def _raw(part: Part) -> Iterator[Found]:
    units: Mapping[str, str] = {}
    for each in lines_of(part):
        if isinstance(each, Problem):
            yield each
            continue
        line, row = each
        if not row["Kernel Name"]:
            units = row
            continue
        labels = _labels(row)
        labels["device"] = row.get("device__attribute_display_name") or None
        numbers, left = [], 0
        for column, cell in row.items():
            if not _METRIC.match(column) or not cell:
                continue
            if _DEVICE.match(column):
                left += parse(cell) is not None
            elif _LAUNCH_SETTING.match(column) or parse(cell) is None:
                labels[f"setting.{column}"] = _plain(cell)
            else:
                unit = units.get(column, "")
                numbers.append(_number(column, cell, unit, f", column {column}"))
        if left:
            yield NotTaken("what the device is, no measurements", left)
        if numbers:
            yield Record(f"line {line}", numbers, labels, "kernel")


def _details(part: Part) -> Iterator[Found]:
    for each in lines_of(part):
        if isinstance(each, Problem):
            yield each
            continue
        line, row = each
        name = row["Metric Name"]
        if not name:  # the row of a rule, or the units row
            if row.get("Estimated Speedup"):
                yield NotTaken("a rule's estimate of a speedup, no measurement")
            continue
        numbers = []
        for column in ("Metric Value", *_SUMMARY):
            cell = row.get(column, "")
            if parse(cell) is None:
                continue
            made = _number(name, cell, row.get("Metric Unit", ""), f", column {column}")
            section = row.get("Section Name")
            more = {"config_label": ", ".join(filter(None, (section, name)))}
            statistic = _SUMMARY.get(column, made.statistic)
            numbers.append(made._replace(labels=more, statistic=statistic))
        if numbers:
            yield Record(f"line {line}", numbers, _labels(row), "kernel")


def _labels(row: Mapping[str, str]) -> dict[str, Any]:
    labels: dict[str, Any] = {
        "benchmark": row.get("Kernel Name") or None,
        "backend": row.get("Process Name") or None,
        "setting.device_index": setting(row.get("Device", "")),
    }
    for name in _AS_SETTINGS:
        if row.get(name):
            labels[f"setting.{name.lower().replace(' ', '_')}"] = _plain(row[name])
    return labels


def _plain(cell: str) -> float | int | str | None:
    value = parse(cell)
    if is_number(value) and "," in cell:
        return int(value) if value == int(value) else value
    return setting(cell)


def _number(name: str, cell: str, unit: str, place: str) -> Number:
    value = parse(cell)
    known = _UNITS.get(unit) or (unit if parse_unit(unit) else _base_unit(name))
    if not known:
        whole = value is not None and value == int(value)
        known = "count" if whole else "x"
    metric, labels = name.split("(")[0].strip(), {"config_label": name}
    if name in ("Duration", "Elapsed Time") or name.startswith("gpu__time_duration"):
        metric = "time"
    elif not _METRIC.match(name):
        metric = re.sub(r"\W+", "_", name.lower()).strip("_") or "value"
    parts = name.split(".")
    statistic = _SUFFIX.get(parts[1], "value") if len(parts) > 1 else "value"
    return Number(metric, value, known, statistic, place, cell, labels=labels)


def _base_unit(name: str) -> str:
    """Give the unit that a metric has where the page names none."""
    if name.startswith("gpu__time_duration"):
        return "ns"
    if ".pct" in name or name.endswith("_pct"):
        return "%"
    if "__bytes" in name:
        return "B/s" if ".per_second" in name else "B"
    return ""


_SECTION = re.compile(r"\s*Section: (\S.*)")
_KERNEL = re.compile(
    r"\s*(?P<name>\S.*?)(?:,? \d{4}-[\w-]+ [\d:]+)?,? "
    r"(?P<grid>\(\d+, ?\d+, ?\d+\))x(?P<block>\(\d+, ?\d+, ?\d+\)),? "
    r"Context (?P<context>\d+), Stream (?P<stream>\d+)(?:, Device (?P<device>\d+))?"
    r"(?:, CC (?P<cc>[\d.]+))?\s*\Z"
    r"|\s*(?P<old>\S.*\)), \d{4}-\w+-\d+ [\d:]+, Context \d+, Stream \d+\s*\Z"
)


def _claims_text(document: Document) -> bool:
    text = document.text
    if "Metric Value" not in text and "Metric Unit" not in text:
        return False
    if not any(_KERNEL.match(line) for line in document.lines if "Stream" in line):
        return False
    taken = text.count("Section: ") * 5
    return taken > mostly_other(document)


def _read_text(document: Document) -> Iterator[Found]:
    heads: list[tuple[int, dict[str, Any], str]] = []
    labels: dict[str, Any] = {}
    for at, line in enumerate(document.lines, start=1):
        kernel = _KERNEL.match(line) if "Stream" in line else None
        if kernel:
            labels = {
                "benchmark": kernel["name"] or kernel["old"],
                "setting.grid_size": kernel["grid"],
                "setting.block_size": kernel["block"],
                "setting.cc": kernel["cc"],
            }
        section = _SECTION.match(line) if "Section" in line else None
        if kernel or section:
            heads.append((at, labels, section[1] if section else ""))
    lines = [at for at, *_ in heads]
    for part in ruled_tables(document):
        head = bisect_right(lines, part.line) - 1
        if head >= 0 and part.header[:2] == ["Metric Name", "Metric Unit"]:
            yield from _section(part, *heads[head][1:])


def _section(part: Part, labels: dict[str, Any], section: str) -> Iterator[Found]:
    columns = [_SUMMARY.get(name, "value") for name in part.header[2:]]
    for line, (name, unit, *cells) in part.rows:
        numbers = []
        for cell, statistic in zip(cells, columns, strict=True):
            if parse(cell) is None:
                continue
            made = _number(name, cell, unit, "")
            label = ", ".join(filter(None, (section, name)))
            if statistic != "value":
                made = made._replace(statistic=statistic)
            numbers.append(made._replace(labels={"config_label": label}))
        if numbers:
            yield Record(f"line {line}", numbers, dict(labels), "kernel")


_ERROR = re.compile(r"\s*[\ufeffÿþ]*==(?:ERROR|WARNING|PROF)== ?(.*)")


def _claims_error(document: Document) -> bool:
    return _ERROR.match(document.text[:200]) is not None


def _read_error(document: Document) -> Iterator[Found]:
    lines = [m for m in map(_ERROR.match, document.lines) if m]
    said = next((m[1] for m in lines if "ERROR" in m[0]), lines[-1][1])
    raise ValueError(f"a log of the profiler without a table; it says: {said.strip()}")
    yield  # a generator as every reader is


READERS = (
    CsvTables("ncu_csv", "Metric Name&,", _is_details, _details).reader(),
    CsvTables("ncu_csv", "Kernel Name&__", _is_raw, _raw).reader(),
    Reader("ncu_text", ("text", "markdown"), _claims_text, _read_text),
    Reader("ncu_error", ("csv",), _claims_error, _read_error),
)

"""Reports of BenchmarkDotNet in CSV and Markdown.

By its documentation (github.com/dotnet/BenchmarkDotNet, "Exporters", "Columns" and
"Diagnosers"): a row a benchmark, cells with their own unit (``5,763.5 ns``), ``NA``
where the benchmark did not run, ``-`` for nothing allocated or collected, ``Error``
half of the 99.9 % interval, ``Gen0`` collections per 1000 operations, KB of 1024
bytes. The columns of a job's characteristics say mostly ``Default``. Markdown
has the machine in a block above; ``-measurements.csv`` has one measurement a row.
"""

import html
import re
from collections.abc import Iterator, Mapping
from typing import Any

from ...units import parse_unit
from ..document import Document
from ..records import Found, NotTaken, Number, Problem, Reader, Record, failed
from ._above import Above
from ._csv_parts import CsvTables, Part, has_decimal_commas, lines_of, parse, setting
from ._rest import with_rest
from ._text import clean_lines

_TIMES = {
    "mean": "mean", "error": "error", "stderr": "stderr", "stddev": "std",
    "median": "median", "min": "min", "max": "max", "q1": "p25", "q3": "p75",
    "p0": "min", "p25": "p25", "p50": "median", "p67": "p67", "p75": "p75",
    "p80": "p80", "p85": "p85", "p90": "p90", "p95": "p95", "p99": "p99", "p100": "max",
}  # fmt: skip
_OTHERS = {
    "op/s": ("ops", "1/s", "mean"), "ratio": ("relative", "x", "value"),
    "scaled": ("relative", "x", "value"), "ratiosd": ("relative", "x", "std"),
    "scaledsd": ("relative", "x", "std"), "scaled stddev": ("relative", "x", "std"),
    "gen0": ("gc_gen0", "count", "value"), "gen1": ("gc_gen1", "count", "value"),
    "gen2": ("gc_gen2", "count", "value"), "allocated": ("memory", "B", "value"),
    "allocated memory/op": ("memory", "B", "value"),
    "alloc ratio": ("memory_ratio", "x", "value"),
    "code size": ("code_size", "B", "value"),
    "allocated native memory": ("native_memory", "B", "value"),
    "native memory leak": ("native_memory_leak", "B", "value"),
    "lock contentions": ("lock_contentions", "count", "value"),
    "completed work items": ("completed_work_items", "count", "value"),
    "exceptions": ("exceptions", "count", "value"),
}  # fmt: skip
_PER_OP = re.compile(r"(?:cachemisses|branch\w+|instructionretired|totalcycles)/op")
_SKIP = {"affinity", "powerplanmode", "skewness", "kurtosis", "mvalue", "iterations",
         "rank", "logicalgroup", "baseline", "rowid"}  # fmt: skip
_BINARY = {"KB": "KiB", "MB": "MiB", "GB": "GiB", "TB": "TiB"}
_HEADER_UNIT = re.compile(r"(.+?) [\[(]([^\[\]()]+)[\])]\Z")
_CELL = re.compile(
    r"(?P<sign>[-+]?)(?P<value>\d[\d.,'’\s\u00a0\u202f]*?)\s*"
    r"(?P<unit>[a-zA-Zμµ?�Î¼%]+)?(?P<trend> (?:slower|faster|more|less))?\Z"
)
_GARBLED = {"?s": "us", "�s": "us", "Î¼s": "us", "Âµs": "us"}


def _is_report(header: list[str]) -> bool:
    names = {_name(name)[0] for name in header}
    return (
        "mean" in names
        and bool({"method", "type", "namespace"} & names)
        and bool({"error", "stddev", "ratio", "allocated", "median", "job"} & names)
    )


def _name(column: str) -> tuple[str, str]:
    match = _HEADER_UNIT.match(column)
    base, unit = (match[1], match[2]) if match else (column, "")
    base = re.sub(r"\bgen (\d)", r"gen\1", base.strip().lower())
    return re.sub(r"/1k op$", "", base), unit


def read_report(part: Part) -> Iterator[Found]:
    """Yield one record per row of a report."""
    comma = has_decimal_commas(part)
    shared, jobs = _environment(part.above)
    for each in lines_of(part):
        if isinstance(each, Problem):
            yield each
            continue
        line, row = each
        if not any(row.values()):
            continue
        labels = dict(shared)
        numbers = list(_row(row, labels, comma))
        job = str(labels.get("config_label") or "")
        runtime = jobs.get(job) or (next(iter(jobs.values())) if len(jobs) == 1 else "")
        if runtime and not labels.get("software"):
            labels["software"] = runtime
        if numbers:
            yield Record(f"line {line}", numbers, labels)


def _row(
    row: Mapping[str, str], labels: dict[str, Any], comma: bool
) -> Iterator[Number]:
    for column, cell in row.items():
        base, unit = _name(column)
        place = f", column {column}"
        if base in _TIMES:
            yield from _cell("time", unit or "ns", _TIMES[base], cell, place, comma)
        elif base in _OTHERS:
            metric, own, statistic = _OTHERS[base]
            yield from _cell(metric, unit or own, statistic, cell, place, comma)
        elif _PER_OP.fullmatch(base):
            metric = re.sub(r"\W+", "_", base)
            yield from _cell(metric, "count", "mean", cell, place, comma)
        elif base == "method":
            labels["benchmark"] = cell.strip("'") or None
        elif base == "job":
            labels["config_label"] = cell or None
        elif base == "runtime" and cell not in ("Default", ""):
            labels["software"] = cell
        elif base not in _SKIP and cell not in ("Default", "Empty", "", "?"):
            labels[f"setting.{column}"] = setting(cell)
    if "benchmark" not in labels:
        parts = (labels.get("setting.Namespace"), labels.get("setting.Type"))
        labels["benchmark"] = ".".join(str(each) for each in parts if each) or None


def _cell(
    metric: str, unit: str, statistic: str, cell: str, place: str, comma: bool
) -> Iterator[Number]:
    if cell in ("", "?", "N/A", "baseline", "NA"):
        if cell == "NA" and statistic == "mean" and metric == "time":
            error = "NA: the benchmark did not run"
            yield failed("time", "ns", error, statistic="mean", place=place, raw=cell)
        return
    if cell == "-":
        if metric == "memory" or metric.startswith(("gc_", "lock", "compl", "exc")):
            yield Number(metric, 0.0, unit, statistic, place, cell)
        return
    match = _CELL.match(cell)
    value = parse(match["value"], comma) if match else None
    if match is None or value is None:
        return
    written = _GARBLED.get(match["unit"] or "", match["unit"] or "")
    note = None
    if written == "x" and match["trend"]:
        note = f"the baseline's, {match['trend'].strip()}"
    elif written == "%":
        metric_unit, statistic = "%", "delta" if match["sign"] else statistic
        written = metric_unit
    elif unit == "B" or unit in _BINARY:
        written = _BINARY.get(written or unit, written or unit)
    elif written and not parse_unit(written):
        return
    signed = -value if match["sign"] == "-" else value
    yield Number(metric, signed, written or unit, statistic, place, cell, note=note)


_COMMENT = re.compile(r"\s*//\s*(?!\*)(\w[^=|]*?)\s*\Z")
_VERSION = re.compile(r"\W*(BenchmarkDotNet)[ =](v[\w.+-]+)")
_JOB = re.compile(r"\s*(\S.*?)\s+: (\.NET.*|Mono.*|Clr.*|Core.*|NativeAOT.*)")
_PAIR = re.compile(r"(\w+)=(.+?)(?=  +|\s*\Z|,? \w+=)")
_CPU = re.compile(r".*(?:CPU|Ryzen|Xeon|EPYC|Apple M\d|[Pp]rocessor|Cortex|AMD|Intel)")


def _environment(above: list[str]) -> tuple[dict[str, Any], dict[str, str]]:
    """Read the block above a table: the CPU, the jobs' runtimes, their settings."""
    starts = [n for n, line in enumerate(above) if _VERSION.match(line)]
    found: dict[str, Any] = {}
    jobs: dict[str, str] = {}
    for line in above[starts[-1] + 1 :] if starts else ():
        line = html.unescape(line.removeprefix("//").rstrip("\\"))
        if job := _JOB.match(line):
            if job[1].strip("[]") != "Host":
                jobs[job[1]] = job[2].split(" (")[0].split(",")[0]
        elif "machine" not in found and _CPU.match(line) and "[Host]" not in line:
            found["machine"] = line.strip()
        elif "=" in line:
            for name, value in _PAIR.findall(line):
                if name == "Runtime":
                    found["software"] = value.strip()
                elif name == "Job":
                    found["config_label"] = value.strip()
                elif name not in ("Frequency", "Resolution", "Timer"):
                    found[f"setting.{name}"] = setting(value.strip())
    return found, jobs


_RULE = re.compile(r"\s*\|?\s*:?-+:?\s*\|[\s|:-]*\Z")


_EMPHASIS = re.compile(r"\*\*|`")


def _pipe_tables(document: Document) -> Iterator[Part]:
    lines = document.lines
    last = 0
    for at, line in enumerate(lines):
        if "|" not in line or not _RULE.match(line) or not at:
            continue
        header = _split(lines[at - 1])
        if not _is_report(header) and not ("Mean" in header and _near(lines, at)):
            continue
        rows = []
        for below in range(at + 1, len(lines)):
            if "|" not in lines[below]:
                break
            rows.append((below + 1, _split(lines[below])))
        yield Part(at, header, rows, lines[last : at - 1])
        last = at


def _near(lines: list[str], at: int) -> bool:
    return any("BenchmarkDotNet" in line for line in lines[max(0, at - 25) : at])


def _split(line: str) -> list[str]:
    line = line.strip().removeprefix("//").strip()
    line = line[1:] if line.startswith("|") else line
    line = line[:-1] if line.endswith("|") else line
    return [html.unescape(_EMPHASIS.sub("", cell).strip()) for cell in line.split("|")]


def _claims_pipes(document: Document) -> bool:
    if "Mean" not in document.text:
        return False
    text = document.text
    if "BenchmarkDotNet" not in text and not ("StdDev" in text and "Method" in text):
        return False
    taken = sum(len(part.rows) + 2 for part in _pipe_tables(document))
    if taken and "BenchmarkDotNet" in text:
        return True
    pipes = sum(line.lstrip().startswith("|") for line in document.lines)
    return taken > 0 and 2 * taken >= pipes


def _read_pipes(document: Document) -> Iterator[Found]:
    above = Above(document, clean_lines(document))
    for part in _pipe_tables(document):
        comment = _COMMENT.match(part.above[-1]) if part.above else None
        for found in read_report(part):
            if isinstance(found, Record):
                above.add_to(found)
                said = str(found.labels.get("config_label") or "")
                if comment and comment[1] not in said:
                    said = ", ".join(filter(None, (said, comment[1])))
                    found.labels["config_label"] = said
            yield found


def _is_measurements(header: list[str]) -> bool:
    return "Measurement_Value" in header and "Target_Method" in header


def _measurements(part: Part) -> Iterator[Found]:
    comma, left = has_decimal_commas(part), 0
    for each in lines_of(part):
        if isinstance(each, Problem):
            yield each
            continue
        line, row = each
        stage = row.get("Measurement_IterationStage") or "Result"
        mode = row.get("Measurement_IterationMode") or "Workload"
        value = parse(row["Measurement_Value"], comma)
        if not ({"Result", "MainResult"} & {stage, mode}) or value is None:
            left += 1
            continue
        labels: dict[str, Any] = {
            "benchmark": row["Target_Method"].strip("'") or None,
            "config_label": row.get("Job_Display") or row.get("Job") or None,
            "software": row.get("Job_Runtime") or row.get("Runtime") or None,
            "setting.Type": row.get("Target_Type") or None,
            "setting.Params": row.get("Params") or None,
            "run_index": parse(row.get("Measurement_IterationIndex", "")),
        }
        raw = row["Measurement_Value"]
        number = Number("time", value, "ns", "value", ", column Measurement_Value", raw)
        yield Record(f"line {line}", [number], labels)
    if left:
        yield NotTaken("warm-ups, pilots and overheads", left)


#: Pipes first: a table of them is also one of cells, with the emphasis still on.
READERS = (
    Reader(
        "benchmarkdotnet_md", ("markdown", "text"), _claims_pipes,
        with_rest(_read_pipes),
    ),
    CsvTables("benchmarkdotnet_csv", "Method&Mean", _is_report, read_report).reader(),
    CsvTables(
        "benchmarkdotnet_csv", "Measurement_Value", _is_measurements, _measurements
    ).reader(),
)  # fmt: skip

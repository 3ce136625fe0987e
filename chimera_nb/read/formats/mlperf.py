"""MLPerf: loadgen's summary and detail logs, and tables of results.

The summary is written by loadgen/results.cc of https://github.com/mlcommons/inference
(mlperf_log_summary.txt), the detail and training logs are lines ``:::MLLOG {…}``.
A table of results, as the site exports it, has stacked headers: model (in its first
column only), scenario, unit; each system takes several rows, of which only "Avg. Result
at System Name" holds results. submission_checker.py writes one result a line instead.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from ..declared import plain
from ..document import Document, text_of
from ..records import Found, NotTaken, Number, Problem, Reader, Record, is_number
from ._terminal import numbered

_TITLE = "MLPerf Results Summary"
_ROW = re.compile(r"\s*([A-Za-z0-9][^:=]{0,80}?)\s*:\s*(\S.*?)\s*\Z")
_RANK = re.compile(r"(\d+(?:\.\d+)?)(?:th|st)? percentile (.*)\Z")
_STATISTIC = re.compile(r"(min|max|mean) (.*)\Z")
_LATENCIES = {
    "latency": "latency", "first token latency": "ttft", "time to first token": "ttft",
    "time to output token": "tpot", "time per output token": "tpot",
}  # fmt: skip
_RATES = {
    "samples per second": ("throughput", "1/s"),
    "tokens per second": ("throughput", "tok/s"),
    "completed samples per second": ("completed_throughput", "1/s"),
    "completed tokens per second": ("completed_throughput", "tok/s"),
    "scheduled samples per second": ("scheduled_throughput", "1/s"),
    "qps w/ loadgen overhead": ("throughput_with_loadgen", "1/s"),
    "qps w/o loadgen overhead": ("throughput_without_loadgen", "1/s"),
}  # fmt: skip
_LOG = re.compile(r":::MLLOG\s+(\{.*\})\s*\Z")
_UNITS = {"samples/s": "1/s", "queries/s": "1/s", "tokens/s": "tok/s", "ms": "ms",
          "latency (ms)": "ms", "latency": "ms", "streams": "count", "minutes": "min",
          "latency in milliseconds": "ms", "watts": "W", "joules": "J"}  # fmt: skip
_SUMMARY = frozenset({"Organization", "Model", "Scenario", "Result", "SystemName"})
_TAKEN = ("Result", "Units", "Model", "Scenario", "Organization", "SystemName",
          "Accuracy", "Power")  # fmt: skip
#: The label of the rows that hold results, and the columns that start a system.
_RESULTS = "Avg. Result"
_IDS = ("Public ID", "ID", "Organization", "Submitter")
_SYSTEM = ("Public ID", "ID", "Organization", "Submitter", "System Name", "System",
           "Accelerator", "Availability", "Division", "# of Accelerators",
           "# of Nodes", "Processor", "Software")  # fmt: skip


def claims(document: Document) -> bool:
    """Say whether loadgen wrote this."""
    text = document.text
    return (_TITLE in text and "Scenario :" in text) or ":::MLLOG" in text


def read(document: Document) -> Iterator[Found]:
    """Yield one record a summary, and what the detail log gives as results."""
    open_: Record | None = None
    section = ""
    for number, line in numbered(document):
        if ":::MLLOG" in line and (match := _LOG.search(line)):
            yield from _logged(match[1], number)
        elif _TITLE in line:
            if open_:
                yield _whole(open_)
            open_, section = Record(f"line {number}", []), "summary"
        elif line.strip() in ("Additional Stats", "Test Parameters Used"):
            section = line.strip()
        elif open_ and (match := _ROW.match(line)):
            _take(open_, section, match[1], match[2], number)
    if open_:
        yield _whole(open_)


def _whole(record: Record) -> Found:
    if record.numbers:
        return record
    return Problem(record.place, "found no result in this summary")


def _take(record: Record, section: str, name: str, written: str, line: int) -> None:
    value = plain(written)
    lower = " ".join(name.lower().replace("(ns)", "").split())
    labels = record.labels
    if section == "Test Parameters Used":
        labels[f"setting.{name}"] = value
    elif name == "SUT name":
        labels["machine"] = written
    elif name == "Scenario":
        labels["benchmark"] = written
    elif name == "Result is":
        labels["setting.result"] = written
        if written != "VALID":
            record.numbers = [
                each._replace(status="suspect", error=f"the result is {written}")
                for each in record.numbers
            ]
    elif isinstance(value, (int, float)) and is_number(value):
        take = _measured(lower, "(ns)" in name)
        if take:
            metric, unit, statistic = take
            bad = labels.get("setting.result", "VALID") != "VALID"
            record.numbers.append(Number(
                metric, value, unit, statistic, f", line {line}", written,
                "suspect" if bad else "ok",
                f"the result is {labels['setting.result']}" if bad else None,
            ))  # fmt: skip
        elif section == "summary":
            labels[f"setting.{name}"] = value
    elif section == "summary" and name == "Mode":
        labels["setting.Mode"] = written


def _measured(name: str, nanoseconds: bool) -> tuple[str, str, str] | None:
    if name in _RATES:
        return (*_RATES[name], "value")
    unit = "ns" if nanoseconds else "s"
    if (match := _RANK.match(name)) and match[2] in _LATENCIES:
        rank = float(match[1])
        statistic = "median" if rank == 50 else f"p{rank:g}"
        return _LATENCIES[match[2]], unit, statistic
    if (match := _STATISTIC.match(name)) and match[2] in _LATENCIES:
        return _LATENCIES[match[2]], unit, match[1]
    return None


def _logged(text: str, line: int) -> Iterator[Found]:
    """Yield the result that a line of a detail or training log holds."""
    try:
        entry = json.loads(text)
    except ValueError:
        yield Problem(f"line {line}", "no JSON after :::MLLOG")
        return
    key, value = text_of(entry.get("key")) or "", entry.get("value")
    if not is_number(value):
        return
    labels: dict[str, Any] = {}
    metadata = entry.get("metadata")
    if isinstance(metadata, dict):
        labels = {
            f"setting.{k}": v for k, v in metadata.items()
            if is_number(v) and k != "lineno"
        }  # fmt: skip
    if key == "eval_accuracy":
        yield Record(f"line {line}", [Number("accuracy", value, "ratio")], labels)
    elif key.startswith("result_"):
        name = key.removeprefix("result_").replace("_", " ")
        take = _measured(name.removesuffix(" ns"), name.endswith(" ns"))
        if take:
            number = Number(take[0], value, take[1], take[2])
            yield Record(f"line {line}", [number], labels)


def claims_csv(document: Document) -> bool:
    """Say whether this is a table of results with stacked headers."""
    text = document.text
    return (
        "Samples/s" in text or "Queries/s" in text or "Benchmark results (min" in text
    ) and _names_at(document) is not None


def _names_at(document: Document) -> int | None:
    for at, (_, row) in enumerate(document.rows[:12]):
        names = {cell.strip() for cell in row}
        if names & {"Organization", "Submitter"} and at >= 2:
            return at
    return None


def read_csv(document: Document) -> Iterator[Found]:
    """Yield one record a result; what stands under other rows is hardware."""
    at = _names_at(document) or 0
    names = [name.strip() for name in document.rows[at][1]]
    heads = [row for _, row in document.rows[:at]]
    first = next(
        (i for i, name in enumerate(names) if name.lower() in _UNITS), len(names)
    )
    ids = [at for at in range(first) if names[at] in _IDS]
    stacks = _stacks(heads, first, len(names))
    system: dict[str, str] = {}
    hardware = 0
    for line, row in document.rows[at + 1 :]:
        cells = [cell.strip() for cell in row] + [""] * (len(names) - len(row))
        if any(cells[at] for at in ids):
            system = {
                name: cell
                for name, cell in zip(names[:first], cells, strict=False)
                if name and cell
            }
        filled = [at for at in range(first, len(names)) if cells[at]]
        if _RESULTS in document.text and not any(
            cell.startswith(_RESULTS) for cell in cells[:first]
        ):
            hardware += len(filled)
            continue
        for column in filled:
            yield _result(line, column, cells[column], names[column],
                          stacks[column], system)  # fmt: skip
    if hardware:
        yield NotTaken("numbers of processors, accelerators and nodes", hardware)


def _stacks(heads: list[list[str]], first: int, width: int) -> list[list[str]]:
    """Stack the header's words over each column; a merged cell counts to its right."""
    stacks: list[list[str]] = [[] for _ in range(width)]
    for row in heads:
        last = ""
        for column in range(first, width):
            cell = row[column].strip() if column < len(row) else ""
            last = cell or last
            if last and not last.startswith("Benchmark"):
                stacks[column].append(last)
    return stacks


def _result(
    line: int, column: int, written: str, unit: str, stack: list[str],
    system: dict[str, str],
) -> Found:  # fmt: skip
    place = f"line {line}"
    value = plain(written.replace(",", ""))
    if not isinstance(value, (int, float)):
        return Problem(f"{place}, column {column + 1}", f"{written!r} is no number")
    labels: dict[str, Any] = {
        "benchmark": ", ".join(stack),
        "model": stack[-2] if len(stack) > 1 else None,
        "machine": system.get("System Name (click + for details)")
        or system.get("System Name") or system.get("System"),
        "device": system.get("Accelerator"),
    }  # fmt: skip
    labels |= {f"setting.{name}": text for name, text in system.items()
               if name.startswith(_SYSTEM)}  # fmt: skip
    kept = {key: value for key, value in labels.items() if value is not None}
    canonical = _UNITS.get(unit.lower(), unit)
    metric = {"ms": "latency", "min": "time", "W": "power", "J": "energy"}.get(
        canonical, "throughput"
    )
    where = f", column {column + 1} ({unit})"
    number = Number(metric, value, canonical, "value", where, written)
    return Record(place, [number], kept, tier="aggregate")


def read_summary(document: Document) -> Iterator[Found]:
    """Yield one record a line of submission_checker.py's summary."""
    names = document.header
    for line, row in document.rows[1:]:
        cell = dict(zip(names, (each.strip() for each in row), strict=False))
        value = plain(cell.get("Result", "").replace(",", ""))
        unit = _UNITS.get(cell.get("Units", "").lower(), cell.get("Units", ""))
        labels: dict[str, Any] = {
            "model": cell.get("Model"), "machine": cell.get("SystemName"),
            "benchmark": f"{cell.get('Model')}, {cell.get('Scenario')}",
            "setting.Organization": cell.get("Organization"),
        }  # fmt: skip
        labels |= {f"setting.{k}": plain(v) for k, v in cell.items() if k not in _TAKEN}
        kept = {key: value for key, value in labels.items() if value not in (None, "")}
        if not isinstance(value, (int, float)) or not is_number(value):
            yield Problem(
                f"line {line}", f"the result {cell.get('Result')!r} is no number"
            )
            continue
        metric = "latency" if unit == "ms" else "throughput"
        number = Number(
            metric, value, unit, place=", column Result", raw=cell["Result"]
        )
        yield Record(f"line {line}", [number], kept)


def always(document: Document) -> bool:
    """Claim whatever has the summary's columns."""
    return True


READERS = (
    Reader("mlperf", ("text",), claims, read),
    Reader("mlperf", ("csv",), always, read_summary, _SUMMARY),
    Reader("mlperf", ("csv",), claims_csv, read_csv),
)

"""CSV of tools that time small programs and functions.

- hyperfine ``--export-csv`` (github.com/sharkdp/hyperfine, src/export/csv.rs): always
  seconds; parameters of a scan are columns ``parameter_NAME``.
- Google Benchmark ``--benchmark_format=csv`` (github.com/google/benchmark,
  src/csv_reporter.cc): the context stands above the header; aggregates are rows named
  ``NAME_mean``; ``cv`` and ``RMS`` are ratios, ``BigO`` a coefficient; counters of the
  user are columns after ``error_message``.
- pytest-benchmark ``compare --csv`` (github.com/ionelmc/pytest-benchmark, csv.py):
  seconds, parameters as ``param:NAME``.
- JMH ``-rf csv`` (github.com/openjdk/jmh, XSVResultFormat): parameters as
  ``Param: NAME``; the error is half of a confidence interval; numbers may have
  decimal commas where the locale has.
- criterion.rs ``raw.csv`` (its book, "CSV output"): one sample a line, the time of
  all its iterations together.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ...units import parse_unit
from ..records import Found, NotTaken, Number, Problem, Record, failed, is_number
from ._csv_parts import (
    CsvTables,
    Part,
    has_decimal_commas,
    lines_of,
    number,
    parse,
    setting,
)

_HYPERFINE = {
    "mean": ("time", "mean"), "stddev": ("time", "std"), "median": ("time", "median"),
    "user": ("user_time", "mean"), "system": ("system_time", "mean"),
    "min": ("time", "min"), "max": ("time", "max"),
}  # fmt: skip


def _hyperfine(part: Part) -> Iterator[Found]:
    for each in lines_of(part):
        if isinstance(each, Problem):
            yield each
            continue
        line, row = each
        labels: dict[str, Any] = {"benchmark": row["command"] or None}
        for name, cell in row.items():
            if name not in _HYPERFINE and name != "command":
                key = name.removeprefix("parameter_")
                labels[f"setting.{key}"] = setting(cell)
        numbers = [
            number(metric, row[name], "s", statistic, f", column {name}")
            for name, (metric, statistic) in _HYPERFINE.items()
            if name in row
        ]
        found = [n for n in numbers if n]
        if not found:
            reason = "no times: the command did not run"
            found = [failed("time", "s", reason, statistic="mean", raw="")]
        yield Record(f"line {line}", found, labels)


def _is_hyperfine(header: list[str]) -> bool:
    return header[:1] == ["command"] and {"mean", "user", "system"} <= set(header)


_AGGREGATE = re.compile(r"(.+)_(mean|median|stddev|cv|min|max|BigO|RMS)\Z")
_GBENCH_STATISTIC = {"stddev": "std", "RMS": "cv"}
_CONTEXT = re.compile(r"\s*(?:Running (?P<exe>\S.*)|Run on (?P<cpu>\(.+\)))")


def _google(part: Part) -> Iterator[Found]:
    names = part.header
    at = names.index("name")
    shared: dict[str, Any] = {}
    for text in part.above[-40:]:
        match = _CONTEXT.match(text)
        if match:
            shared |= {"config_label": match["exe"]} if match["exe"] else {}
            shared |= {"machine": match["cpu"].strip("()")} if match["cpu"] else {}
    known = {*names[: at + 5], "label", "error_occurred", "error_message"}
    counters = [name for name in names if name not in known]
    for each in lines_of(part):
        if isinstance(each, Problem):
            yield each
            continue
        line, row = each
        yield from _google_row(line, row, shared, names[:at], counters)


def _google_row(
    line: int,
    row: Mapping[str, str],
    shared: Mapping[str, Any],
    before: list[str],
    counters: list[str],
) -> Iterator[Found]:
    match = _AGGREGATE.match(row["name"])
    # a name may really end in _mean: an aggregate has no iterations of its own
    base, suffix = (match[1], match[2]) if match else (row["name"], "")
    if suffix == "BigO":
        yield NotTaken("coefficients of a complexity, no times", 2)
        return
    labels = {**shared, "benchmark": base} | {
        f"setting.{name}": setting(row[name]) for name in before
    }
    if row.get("label"):
        own = [labels.get("config_label"), row["label"]]
        labels["config_label"] = ", ".join(filter(None, own))
    if row.get("error_occurred", "").lower() in ("true", "1"):
        error = row.get("error_message") or "error_occurred is true"
        number_ = failed("time", row["time_unit"] or "ns", error, raw=row["real_time"])
        yield Record(f"line {line}", [number_], labels)
        return
    statistic = _GBENCH_STATISTIC.get(suffix, suffix or "value")
    share = suffix in ("cv", "RMS")
    behind = parse(row["iterations"])
    behind = behind if not suffix else None
    numbers = []
    for name, metric, unit in (
        ("real_time", "time", row["time_unit"]),
        ("cpu_time", "cpu_time", row["time_unit"]),
        *((name, *_counter(name)) for name in counters),
    ):
        unit = "x" if share else unit
        if metric.endswith("time") and not parse_unit(unit):
            yield NotTaken(f"column {name}, whose unit {unit!r} is none of time")
            continue
        numbers.append(
            number(metric, row[name], unit, statistic, f", column {name}",
                   n_behind=behind)
        )  # fmt: skip
    yield Record(f"line {line}", [n for n in numbers if n], labels)


def _counter(name: str) -> tuple[str, str]:
    """Name the metric and unit of a counter that the benchmark's author added."""
    lower = name.lower().strip('"')
    if lower == "bytes_per_second":
        return "bandwidth", "bytes/s"
    if lower == "items_per_second":
        return "items_per_second", "1/s"
    unit = (
        "1/s" if lower.endswith(("_per_second", "/s", "_per_sec", "ops")) else "count"
    )
    for mark, found in (("gflop", "GFLOP/s"), ("gb/s", "GB/s"), ("gib/s", "GiB/s"),
                        ("mb/s", "MB/s"), ("mib/s", "MiB/s"), ("gbps", "GB/s"),
                        ("percent", "%"), ("ratio", "x")):  # fmt: skip
        unit = found if mark in lower else unit
    return re.sub(r"\W+", "_", lower).strip("_") or "counter", unit


def _is_google(header: list[str]) -> bool:
    if "name" not in header:
        return False
    at = header.index("name")
    return header[at + 1 : at + 5] == [
        "iterations", "real_time", "cpu_time", "time_unit",
    ]  # fmt: skip


_PYTEST = {
    "min": ("time", "s", "min"), "max": ("time", "s", "max"),
    "mean": ("time", "s", "mean"), "stddev": ("time", "s", "std"),
    "median": ("time", "s", "median"), "iqr": ("time", "s", "iqr"),
    "ops": ("ops", "1/s", "value"), "total": ("time", "s", "total"),
    "q1": ("time", "s", "p25"), "q3": ("time", "s", "p75"),
}  # fmt: skip
_PYTEST_OTHER = {"outliers", "rounds", "iterations", "iqr_outliers", "stddev_outliers",
                 "ld15iqr", "hd15iqr"}  # fmt: skip


def _pytest(part: Part) -> Iterator[Found]:
    for each in lines_of(part):
        if isinstance(each, Problem):
            yield each
            continue
        line, row = each
        labels: dict[str, Any] = {"benchmark": row["name"] or None}
        for name, cell in row.items():
            if name.startswith("param:"):
                labels[f"setting.{name[6:]}"] = setting(cell)
        rounds = parse(row.get("rounds", ""))
        numbers = [
            number(metric, row[name], unit, "mean" if name == "ops" else statistic,
                   f", column {name}", n_behind=rounds)
            for name, (metric, unit, statistic) in _PYTEST.items()
            if name in row
        ]  # fmt: skip
        yield Record(f"line {line}", [n for n in numbers if n], labels)


def _is_pytest(header: list[str]) -> bool:
    rest = {name for name in header[1:] if not name.startswith("param:")}
    return (
        header[:1] == ["name"]
        and rest <= set(_PYTEST) | _PYTEST_OTHER
        and len(rest & set(_PYTEST)) > 1
        and bool(rest & {"iqr", "outliers", "rounds", "iterations", "ops"})
    )


_JMH_MODE = {"thrpt": "ops", "avgt": "time", "sample": "time", "ss": "time"}
_JMH_PART = re.compile(r":(?:[^:]*?[·?�])?([\w. +()-]+)\Z|[·�]([\w.]+)\Z")
_JMH_PERCENTILE = re.compile(r"p(\d\.\d+)\Z")


def _jmh(part: Part) -> Iterator[Found]:
    error_column = next(n for n in part.header if n.startswith("Score Error"))
    comma = has_decimal_commas(part) or "99,9" in error_column
    for each in lines_of(part):
        if isinstance(each, Problem):
            yield each
            continue
        line, row = each
        written = row["Unit"]
        metric, unit = jmh_unit(written, row["Mode"])
        statistic = "mean"
        labels: dict[str, Any] = {"benchmark": row["Benchmark"] or None}
        labels["setting.mode"] = row["Mode"] or None
        labels["setting.threads"] = setting(row["Threads"])
        for name, cell in row.items():
            if name.startswith("Param:"):
                labels[f"setting.{name[6:].strip()}"] = setting(cell)
        second = _JMH_PART.search(row["Benchmark"])
        what = (second[1] or second[2]).strip() if second else ""
        percentile = _JMH_PERCENTILE.match(what)
        if percentile:
            statistic = _percentile(percentile[1])
        elif "." in what:
            metric = re.sub(r"\W+", "_", what).strip("_")
        if what and row["Score"].lower() in ("nan", ""):
            yield NotTaken("a profiler's output that is no number")
            continue
        count = parse(row["Samples"])
        numbers = [
            number(metric, row[name], unit, each_is, f", column {name}", comma, count)
            for name, each_is in (("Score", statistic), (error_column, "error"))
        ]
        if row["Score"].lower() in ("nan", ""):
            reason = "the score is no number"
            numbers = [
                failed(metric, unit, reason, statistic=statistic,
                       place=", column Score", raw=row["Score"])
            ]  # fmt: skip
        yield Record(f"line {line}", [n for n in numbers if n], labels)


def _percentile(text: str) -> str:
    named = {"0": "min", "50": "median", "100": "max"}
    share = f"{float(text) * 100:.6g}"
    return named.get(share, f"p{share}")


def jmh_unit(written: str, mode: str) -> tuple[str, str]:
    """Give the metric and the unit of a JMH score: ``us/op`` is a time."""
    per_op = re.fullmatch(r"(ns|us|ms|s|min|hr|h|day|#|B|bytes)/op", written)
    if per_op:
        unit = {"#": "count", "hr": "h", "B": "bytes"}.get(per_op[1], per_op[1])
        metric = "memory" if unit == "bytes" else "time" if unit != "count" else "count"
        return metric, unit
    if written.startswith("ops/"):
        return "ops", written
    if written == "MB/sec":  # the collector's profiler divides by 1024²
        return "bandwidth", "MiB/s"
    if parse_unit(written):
        return _JMH_MODE.get(mode, "value"), written
    return "value", "count" if written in ("counts", "#", "---", "") else written


def _is_jmh(header: list[str]) -> bool:
    return {"Benchmark", "Mode", "Threads", "Samples", "Score", "Unit"} <= set(
        header
    ) and any(name.startswith("Score Error") for name in header)


_CRITERION = ["group", "function", "value", "throughput_num", "throughput_type"]


def _criterion(part: Part) -> Iterator[Found]:
    column = next(n for n in part.header if n in _SAMPLE)
    for run, each in enumerate(lines_of(part)):
        if isinstance(each, Problem):
            yield each
            continue
        line, row = each
        whole, count = parse(row[column]), parse(row["iteration_count"])
        unit = row.get("unit") or "ns"
        labels = {
            "benchmark": "/".join(filter(None, (row[n] for n in _CRITERION[:3]))),
            "run_index": run,
            "setting.throughput": setting(row["throughput_num"]),
            "setting.throughput_type": row["throughput_type"] or None,
        }
        numbers = []
        place = f", column {column}"
        if is_number(whole) and is_number(count) and count > 0:
            raw = f"{row[column]} / {row['iteration_count']}"
            numbers = [
                Number("time", whole / count, unit, "value", place, raw),
                Number("time", whole, unit, "total", place, row[column],
                       n_behind=count),
            ]  # fmt: skip
        else:
            numbers = [failed("time", unit, "no time or no count of iterations",
                              place=place, raw=row[column])]  # fmt: skip
        yield Record(f"line {line}", numbers, labels)


_SAMPLE = ("sample_measured_value", "sample_time_nanos")


def _is_criterion(header: list[str]) -> bool:
    return (
        header[:5] == _CRITERION
        and "iteration_count" in header
        and any(name in header for name in _SAMPLE)
    )


READERS = tuple(
    each.reader()
    for each in (
        CsvTables("google_benchmark_csv", "real_time&time_unit", _is_google, _google),
        CsvTables("hyperfine_csv", "command&mean&user", _is_hyperfine, _hyperfine),
        CsvTables("jmh_csv", "Score Error", _is_jmh, _jmh),
        CsvTables("criterion_csv", "iteration_count", _is_criterion, _criterion),
        CsvTables("pytest_benchmark_csv", "name,&m", _is_pytest, _pytest),
    )
)

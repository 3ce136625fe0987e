"""Readers of what pgbench and YCSB print.

- pgbench (https://www.postgresql.org/docs/current/pgbench.html): a run starts at
  ``transaction type``; ``tps`` is given once without the time of connecting and, before
  PostgreSQL 14, once with it; a line ``progress`` is a part of the run.
- YCSB (https://github.com/brianfrankcooper/YCSB, "Running a Workload"): rows of
  section, what was measured with its unit, number; a histogram's bins are counted.
"""

import re
from collections.abc import Iterator
from typing import Any

from ..records import Found, NotTaken, Number, Record
from ._text import Tool, number, readers_of, snake

_P_START = re.compile(r"\s*transaction type: (\S.*?)\s*\Z")
_P_SETTING = re.compile(
    r"\s*(scaling factor|query mode|number of clients|number of threads|duration"
    r"|maximum number of tries|number of transactions per client): (\S.*?)\s*\Z"
)
_P_COUNT = re.compile(
    r"\s*number of (?:transactions actually (processed)|(failed) transactions):"
    r" (\d+)(?:/\d+)?(?: \(.*\))?\s*\Z"
)
_P_TIME = re.compile(
    r"\s*(latency average|latency stddev|initial connection time) = ([\d.]+) ms"
)
_P_TPS = re.compile(r"\s*tps = ([\d.]+)(?: \((.+)\))?\s*\Z")
_P_PART = re.compile(
    r"\s*progress: ([\d.]+) s, ([\d.]+) tps, lat ([\d.]+) ms stddev ([\d.]+|NaN)"
)
_P_TIMES = {
    "latency average": ("latency", "mean"),
    "latency stddev": ("latency", "std"),
    "initial connection time": ("connect_time", "value"),
}
_Y_ROW = re.compile(
    r"\s*\[(?P<of>[\w%-]+)\], (?P<what>[\w >%-]+?)(?:\((?P<unit>[\w/%]+)\))?,"
    r" (?P<value>[\d.]+(?:E-?\d+)?)\s*\Z"
)
_Y_LATENCY = re.compile(r"(?:(Average|Min|Max)|(\d+(?:\.\d+)?)th ?Percentile)Latency")
_Y_STATISTIC = {"Average": "mean", "Min": "min", "Max": "max"}


def read_pgbench(lines: list[str]) -> Iterator[Found]:
    """Yield a record a run, and one for each part of it that was reported."""
    record: Record | None = None
    for at, line in enumerate(lines):
        place = f", line {at + 1}"
        if part := _P_PART.match(line):
            labels = {"run_index": float(part[1]), "config_label": "progress"}
            numbers = [number("ops", part[2], "1/s", "value", place),
                       number("latency", part[3], "ms", "mean", place)]  # fmt: skip
            if part[4] != "NaN":
                numbers.append(number("latency", part[4], "ms", "std", place))
            yield Record(f"line {at + 1}", numbers, labels)
        elif start := _P_START.match(line):
            if record and record.numbers:
                yield record
            record = Record(f"line {at + 1}", [], {"benchmark": start[1]})
        elif record and (found := _P_SETTING.match(line)):
            name = snake(found[1]).removeprefix("number_of_")
            record.labels[f"setting.{name}"] = found[2]
        elif record and (count := _P_COUNT.match(line)):
            metric = "transactions" if count[1] else "failed_transactions"
            record.numbers.append(number(metric, count[3], "count", "count", place))
        elif record and (time := _P_TIME.match(line)):
            metric, said = _P_TIMES[time[1]]
            record.numbers.append(number(metric, time[2], "ms", said, place))
        elif record and (rate := _P_TPS.match(line)):
            labels = {"config_label": rate[2]} if rate[2] else {}
            record.numbers.append(
                number("ops", rate[1], "1/s", "mean", place, labels=labels)
            )
    if record and record.numbers:
        yield record


def read_ycsb(lines: list[str]) -> Iterator[Found]:
    """Yield one record per section of a run; what is overall starts a run."""
    record: Record | None = None
    run = bins = 0
    for at, line in enumerate(lines):
        row = _Y_ROW.match(line)
        if not row:
            continue
        if row["what"].strip("> ").isdigit():
            bins += 1
            continue
        if record is None or record.labels["benchmark"] != row["of"]:
            if record:
                yield record
            run += row["of"] == "OVERALL"
            labels: dict[str, Any] = {"benchmark": row["of"], "run_index": max(run, 1)}
            record = Record(f"line {at + 1}", [], labels)
        record.numbers.append(_of_ycsb(row, f", line {at + 1}"))
    if record:
        yield record
    if bins:
        yield NotTaken("bins of a histogram", bins)


def _of_ycsb(row: re.Match[str], place: str) -> Number:
    unit = {"ops/sec": "1/s", None: "count"}.get(row["unit"], row["unit"])
    if latency := _Y_LATENCY.match(row["what"]):
        said = _Y_STATISTIC.get(latency[1] or "") or f"p{latency[2]}"
        return number("latency", row["value"], unit or "us", said, place)
    metric = {"RunTime": "time", "Throughput": "ops"}.get(row["what"])
    said = {"time": "total", "ops": "mean"}.get(metric or "", "value")
    return number(metric or snake(row["what"]), row["value"], unit, said, place)


TOOLS = (
    Tool("pgbench", ("transaction type:",),
         re.compile(r"^[ \t]*(?:tps = [\d.]+|number of transactions actually)",
                    re.MULTILINE), read_pgbench),
    Tool("ycsb", ("[OVERALL], ",),
         re.compile(r"^[ \t]*\[OVERALL\], (?:RunTime|Throughput)\(", re.MULTILINE),
         read_ycsb),
)  # fmt: skip
READERS = readers_of(*TOOLS)

"""Readers of redis-benchmark, memtier, sysbench, fio and iperf3.

Sources: redis-benchmark (https://redis.io/docs/latest/operate/oss_and_stack/management/
optimization/benchmarks/), memtier_benchmark
(https://github.com/RedisLabs/memtier_benchmark), sysbench
(https://github.com/akopytov/sysbench), fio
(https://fio.readthedocs.io/en/latest/fio_doc.html#interpreting-the-output; ``k`` counts
by 1000, of ``BW=21.9MiB/s (23.0MB/s)`` the second is the first again), iperf3
(https://software.es.net/iperf/): bits per second; the intervals of a run are raw, the
lines of sender and receiver its mean.
"""

import re
from collections.abc import Iterator
from typing import Any

from ..records import Found, NotTaken, Number, Record
from ._text import Tool, number, readers_of, scaled, snake
from .load_text import percentile

_R_TITLE = re.compile(r"\s*====== (.+?) ======")
_R_DONE = re.compile(r"\s*(\d+) requests completed in ([\d.]+) seconds")
_R_SETTING = re.compile(r"\s*(\d+) (parallel clients|bytes payload)")
_R_RATE = re.compile(r"\s*(?:throughput summary: )?([\d.]+) requests per second\s*\Z")
_R_HEAD = re.compile(r"\s*avg\s+min\s+p50\s+p95\s+p99\s+max\s*\Z")
_R_QUIET = re.compile(
    r"\s*(?P<name>[A-Z][A-Z_\d]+(?: \([^)]*\))?): (?P<rate>[\d.]+) requests per second"
    r"(?P<ranks>(?:, p[\d.]+=[\d.]+ msec)*)"
)
_R_RANK = re.compile(r"p([\d.]+)=([\d.]+) msec")
_R_BIN = re.compile(r"\s*[\d.]+% <= [\d.]+ milliseconds")
_M_HEAD = re.compile(r"\s*Type\s+Ops/sec\s+Hits/sec\s+Misses/sec\s+(.*\S)")
_M_ROW = re.compile(r"\s*([A-Z]\w+)((?:\s+(?:[\d.]+|---|-nan))+)\s*\Z")
_S_SECTION = re.compile(r"\s*([A-Za-z][\w /]*?)(?: \((\w+)\))?:\s*\Z")
_S_SECTIONS = ("SQL statistics", "queries performed", "General statistics",
               "CPU speed", "Throughput", "File operations", "Latency")  # fmt: skip
_S_ROW = re.compile(
    r"\s*([A-Za-z0-9][\w /.,()-]*?):\s+([\d.]+)\s*(MiB/sec|MiB|s|ms)?"
    r"(?:\s*/\s*([\d.]+))?(?:\s*\(([\d.]+) (per sec\.|MiB/sec)\))?\s*\Z"
)
_S_MOVED = re.compile(r"\s*([\d.]+) MiB transferred \(([\d.]+) MiB/sec\)")
_S_TICK = re.compile(r"\[ *\d+s *\] thds: ")
_F_JOB = re.compile(
    r"[#\s]*(?P<name>\S.*?): \(groupid=\d+, jobs=(?P<jobs>\d+)\): err= *(?P<err>\d+)"
)
_F_RATE = re.compile(
    r"[\s#]*(?P<what>read|write|trim)\s*: IOPS=(?P<iops>[\d.]+)(?P<k>[kMG]?),"
    r" BW=(?P<bw>[\d.]+)(?P<unit>[KMGT]?i?B/s)"
)
#: fio 2 counts its KB by 1024.
_F_OLD = re.compile(
    r"[\s#]*(?P<what>read|write|trim)\s*: io=[\d.]+\w*, bw= *(?P<bw>[\d.]+)"
    r"(?P<unit>[KMGT]?B/s), iops= *(?P<iops>[\d.]+)(?P<k>[kMG]?),"
)
_F_LATENCY = re.compile(
    r"[\s#]*(?P<what>[sc]?lat|bw|iops) *(?:\( *(?P<unit>\w+(?: */s)?) *\))?\s*:"
    r" min= *(?P<min>[\d.]+k?), max= *(?P<max>[\d.]+[kM]?),(?: per= *[\d.]+%,)?"
    r" avg= *(?P<avg>[\d.]+k?), stdev= *(?P<std>[\d.]+k?)"
)
_F_PERCENTILES = re.compile(r"[\s#]*(clat|lat|slat) percentiles \((\w+)\):")
_F_POINT = re.compile(r"([\d.]+)th=\[ *(\d+)\]")
_I_ROW = re.compile(
    r"\s*\[ *(?P<id>\d+|SUM)\](?:\[\w+-\w\])? +(?P<from>[\d.]+)- *(?P<to>[\d.]+)"
    r" +sec +(?P<size>[\d.]+) (?P<unit>[KMGT]?Bytes) +(?P<rate>[\d.]+)"
    r" (?P<per>[KMGT]?bits)/sec"
    r"(?P<rest>.*)"
)
_I_LOST = re.compile(r"([\d.]+) ms +(\d+)/\s*(\d+)")
_STATISTICS = {"avg": "mean", "sum": "total", "95th percentile": "p95",
               "99th percentile": "p99"}  # fmt: skip


def read_redis(lines: list[str]) -> Iterator[Found]:
    """Yield one record per command of redis-benchmark."""
    record: Record | None = None
    bins = 0
    for at, line in enumerate(lines):
        if match := _R_TITLE.match(line):
            if record and record.numbers:
                yield record
            record = Record(f"line {at + 1}", [], {"benchmark": match[1].strip()})
        elif "requests per second" in line and (match := _R_QUIET.match(line)):
            numbers = [number("request_throughput", match["rate"], "1/s", "mean")]
            numbers += [
                number("latency", text, "ms", percentile(rank), f", p{rank}")
                for rank, text in _R_RANK.findall(match["ranks"])
            ]
            yield Record(f"line {at + 1}", numbers, {"benchmark": match["name"]})
        elif record is None:
            continue
        elif match := _R_DONE.match(line):
            record.numbers += [
                number("requests", match[1], "count", "count", ", requests"),
                number("time", match[2], "s", "total", ", completed in"),
            ]
        elif match := _R_SETTING.match(line):
            record.labels[f"setting.{snake(match[2])}"] = int(match[1][:15])
        elif match := _R_RATE.match(line):
            record.numbers.append(
                number("request_throughput", match[1], "1/s", "mean", ", throughput")
            )
        elif _R_HEAD.match(line) and at + 1 < len(lines):
            names = ("mean", "min", "median", "p95", "p99", "max")
            record.numbers += [
                number("latency", text, "ms", name, f", {name}")
                for name, text in zip(names, lines[at + 1].split(), strict=False)
            ]
        bins += bool(_R_BIN.match(line))
    if record and record.numbers:
        yield record
    if bins:
        yield NotTaken("a bin of a cumulative distribution", bins)


def read_memtier(lines: list[str]) -> Iterator[Found]:
    """Yield one record per row of memtier's table."""
    columns: list[str] = []
    for at, line in enumerate(lines):
        if match := _M_HEAD.match(line):
            rest = re.findall(r"(?:Avg\. |p[\d.]+ )?[\w/]+", match[1])
            columns = ["Ops/sec", "Hits/sec", "Misses/sec", *rest]
        elif columns and (match := _M_ROW.match(line)):
            numbers = []
            for column, text in zip(columns, match[2].split(), strict=False):
                if text == "---":
                    continue
                place = f", {column}"
                if column == "Ops/sec":
                    numbers.append(number("ops", text, "1/s", "mean", place))
                elif column == "KB/sec":
                    numbers.append(number("bandwidth", text, "KiB/s", "mean", place))
                elif column.endswith("/sec"):
                    numbers.append(number(snake(column), text, "1/s", "mean", place))
                else:
                    point = column.split()[0]
                    statistic = percentile(point[1:]) if point[0] == "p" else "mean"
                    numbers.append(number("latency", text, "ms", statistic, place))
            if numbers:
                yield Record(f"line {at + 1}", numbers, {"benchmark": match[1]})
        elif columns and not line.strip():
            columns = []


def read_sysbench(lines: list[str]) -> Iterator[Found]:
    """Yield one record per run of sysbench."""
    record: Record | None = None
    section = unit = ""
    ticks = 0
    for at, line in enumerate(lines):
        if (line.lstrip().startswith("sysbench ") and "using" in line) or (
            line.strip() == "Threads started!" and (record is None or record.numbers)
        ):  # fmt: skip
            if record and record.numbers:
                yield record
            record = Record(f"line {at + 1}", [], {})
        ticks += bool(_S_TICK.match(line))
        if match := _S_SECTION.match(line):
            section, unit = match[1], match[2] or ""
            if record is None and section in _S_SECTIONS:
                record = Record(f"line {at + 1}", [], {})
        elif record and (match := _S_MOVED.match(line)):
            record.numbers += [
                number("transferred", match[1], "MiB", "total"),
                number("bandwidth", match[2], "MiB/s", "mean"),
            ]
        elif record and line.startswith("Number of threads:"):
            record.labels["setting.threads"] = line.split(":")[1].strip()
        elif record and section and (match := _S_ROW.match(line)):
            record.numbers += _sysbench_row(match, section, unit)
    if record and record.numbers:
        yield record
    if ticks:
        yield NotTaken("a report in between", ticks)


def _sysbench_row(match: re.Match[str], section: str, unit: str) -> Iterator[Number]:
    name, text = match[1], match[2]
    label = {"config_label": f"{section}, {name}"}
    place = f", {section}: {name}"
    if section.startswith("Latency"):
        statistic = _STATISTICS.get(name, name)
        yield number("latency", text, unit or "ms", statistic, place)
        return
    if "avg/stddev" in name:
        metric = snake(name.split("(")[0])
        own = "s" if "time" in name else "count"
        yield number(metric, text, own, "mean", place, labels=label)
        if match[4]:
            yield number(metric, match[4], own, "std", place, labels=label)
        return
    own = {"MiB/sec": "MiB/s"}.get(match[3] or "", match[3] or "count")
    if name == "total time":
        yield number("time", text, "s", "total", place)
    elif name.endswith("per second") or name.endswith("/s"):
        yield number("ops", text, "1/s", "mean", place, labels=label)
    else:
        metric = "bandwidth" if own == "MiB/s" else snake(name.split(",")[0])
        statistic = "mean" if own == "MiB/s" else "count"
        yield number(metric, text, own, statistic, place, labels=label)
    if match[5] and match[6] == "per sec.":
        rate = snake(name) + "_per_s"
        yield number(rate, match[5], "1/s", "mean", place, labels=label)


def read_fio(lines: list[str]) -> Iterator[Found]:
    """Yield one record per job and direction of fio."""
    record: Record | None = None
    job: dict[str, Any] = {}
    error = ""
    points: tuple[str, str] | None = None
    for at, line in enumerate(lines):
        if "groupid=" in line and (match := _F_JOB.match(line)):
            job = {"benchmark": match["name"], "setting.jobs": int(match["jobs"][:9])}
            error = "" if match["err"] == "0" else f"err= {match['err']}"
        elif match := (
            _F_RATE.match(line) if "IOPS=" in line
            else _F_OLD.match(line) if "iops=" in line else None
        ):  # fmt: skip
            if record:
                yield _failing(record, error)
            record = Record(f"line {at + 1}", [], job | {"config_label": match["what"]})
            record.numbers += [
                Number("iops", scaled(match["iops"], match["k"]), "1/s", "mean",
                       ", IOPS", match["iops"] + match["k"]),
                number("bandwidth", match["bw"],
                       _binary(match["unit"]) if "iops=" in line else match["unit"],
                       "mean", ", BW"),
            ]  # fmt: skip
        elif record and "avg=" in line and (match := _F_LATENCY.match(line)):
            record.numbers += _fio_spread(match)
        elif record and (match := _F_PERCENTILES.match(line)):
            points = (match[1], match[2])
        elif record and points and line.lstrip(" #").startswith("|"):
            for point, text in _F_POINT.findall(line):
                made = number("latency", text, points[1], percentile(point),
                              f", {points[0]} {point}th",
                              labels={"config_label": points[0]})  # fmt: skip
                record.numbers.append(made)
        else:
            points = None
    if record:
        yield _failing(record, error)


def _failing(record: Record, error: str) -> Record:
    if error:
        record.numbers = [
            each._replace(value=None, status="failed", error=error)
            for each in record.numbers
        ]
    return record


def _binary(unit: str) -> str:
    """Return what fio 2 means by KB/s: KiB/s."""
    return re.sub(r"^([KMGT])B", r"\1iB", unit)


def _fio_spread(match: re.Match[str]) -> Iterator[Number]:
    what = match["what"]
    unit = (match["unit"] or "count").replace(" ", "")
    metric = {"bw": "bandwidth", "iops": "iops"}.get(what, "latency")
    unit = {"bandwidth": _binary(unit.removesuffix("/s") + "/s"), "iops": "1/s"}.get(
        metric, unit
    )
    names = {"min": "min", "max": "max", "avg": "mean", "std": "std"}
    for name, statistic in names.items():
        text = match[name]
        prefix = text[-1] if text[-1] in "kM" else ""
        value = scaled(text.rstrip("kM"), prefix)
        yield Number(metric, value, unit, statistic, f", {what} {name}", text,
                     labels={"config_label": what})  # fmt: skip


def read_iperf(lines: list[str]) -> Iterator[Found]:
    """Yield one record per interval and per summary of iperf3."""
    for at, line in enumerate(lines):
        match = _I_ROW.match(line) if "bits/sec" in line else None
        if not match:
            continue
        side = re.search(r"\b(sender|receiver)\b", match["rest"])
        long = float(match["to"][:9]) - float(match["from"][:9]) > 1.5
        whole = bool(side) or (match["from"] in ("0.00", "0.0") and long)
        statistic = "mean" if whole else "value"
        value = scaled(match["rate"], match["per"][:-4])
        unit = {"Bytes": "B"}.get(match["unit"], match["unit"][:1] + "iB")
        numbers = [
            Number("bandwidth", value / 8 if value is not None else None, "B/s",
                   statistic, ", Bitrate", f"{match['rate']} {match['per']}/sec"),
            number("transferred", match["size"], unit, "total", ", Transfer"),
        ]  # fmt: skip
        if lost := _I_LOST.search(match["rest"]):
            numbers += [
                number("jitter", lost[1], "ms", place=", Jitter"),
                number("lost_datagrams", lost[2], "count", "count", ", Lost"),
            ]
        elif retried := re.match(r"\s+(\d+)\b", match["rest"]):
            numbers.append(
                number("retransmits", retried[1], "count", "count", ", Retr")
            )
        labels: dict[str, Any] = {
            "config_label": ", ".join(filter(None, (
                f"[{match['id']}]", f"{match['from']}-{match['to']} sec",
                side[1] if side else ""))),
        }  # fmt: skip
        yield Record(f"line {at + 1}", numbers, labels)


TOOLS = (
    Tool("redis_benchmark", ("requests per second",),
         re.compile(r"^[ \t]*(?:\d+ requests completed in [\d.]+ seconds"
                    r"|[A-Z][A-Z_\d]+(?: \([^)]*\))?: [\d.]+ requests per second)",
                    re.MULTILINE),
         read_redis),
    Tool("memtier", ("Hits/sec",),
         re.compile(r"^[ \t]*Type +Ops/sec +Hits/sec +Misses/sec", re.MULTILINE),
         read_memtier),
    Tool("sysbench",
         ("total number of events", "queries performed"),
         re.compile(r"^[ \t]*(?:total number of events|queries performed):",
                    re.MULTILINE), read_sysbench),
    Tool("fio", ("IOPS=", "iops="),
         re.compile(r"^[ \t#]*(?:read|write|trim)\s*: (?:IOPS=[\d.]+|io=.*, iops=)",
                    re.MULTILINE),
         read_fio),
    Tool("iperf3", ("bits/sec",),
         re.compile(r"^[ \t]*\[ *(?:\d+|SUM)\](?:\[\w+-\w\])? +[\d.]+- *[\d.]+ +sec ",
                    re.MULTILINE), read_iperf),
)  # fmt: skip
READERS = readers_of(*TOOLS)

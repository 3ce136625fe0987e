"""Readers of k6 and autocannon: k6's summary as text and JSON, autocannon's boxes.

k6 (https://grafana.com/docs/k6/latest/results-output/end-of-test/): a trend has
``avg= min= med= max= p(90)= p(95)=``, a counter its sum and rate, a rate its share;
``--summary-export`` and ``handleSummary`` write the same as JSON, times in ms.
autocannon (https://github.com/mcollina/autocannon): boxes with a column per statistic.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..document import Document, pointer, text_of
from ..records import Found, Number, Reader, Record, is_number
from ._text import Tool, number, plain_number, readers_of, scaled, snake
from .load_text import percentile, took

_METRIC = re.compile(r"\s*(?:[✓✗█] )?\s*(\S.*?)\.{2,}: +(.*\S)")
_TREND = re.compile(r"(avg|min|med|max|count|p\([\d.]+\))=(\S+)")
_COUNTER = re.compile(r"([\d.]+(?: ?[kMGT]?B)?)\s+([\d.]+(?: ?[kMGT]?B)?)/s\s*\Z")
_RATE = re.compile(r"([\d.]+)%\s+(?:✓ (\d+)\s+✗ (\d+)|(\d+) out of (\d+))")
_GAUGE = re.compile(r"([\d.]+)\s+min=([\d.]+)\s+max=([\d.]+)")
_NAMES = {"http_req_duration": "latency", "http_reqs": "request_throughput"}
_STATISTICS = {"avg": "mean", "med": "median", "min": "min", "max": "max",
               "count": "count", "rate": "mean"}  # fmt: skip
_TIMED = re.compile(r"(?:duration|time|latency|waiting|blocked|connecting|receiving"
                    r"|sending|handshaking)")  # fmt: skip
_RUNNING = re.compile(r"\s*Running (\S+) test @ (\S+)")
_CONNECTIONS = re.compile(r"\s*(\d+) connections(?: with (\d+) pipelining)?")
_REQUESTS = re.compile(
    r"\s*([\d.]+)(k|M)? requests in ([\d.]+)s, ([\d.]+) ([kMGT]?B) read"
)
_ERRORS = re.compile(r"\s*([\d.]+)(k|M)? errors")
_RESPONSES = re.compile(r"\s*(\d+) 2xx responses, (\d+) non 2xx responses")
_SUMS = {"Avg": "mean", "Stdev": "std", "Max": "max", "Min": "min"}


def read_k6(lines: list[str]) -> Iterator[Found]:
    """Yield one record per summary of k6."""
    record: Record | None = None
    seen: set[str] = set()
    above = ""
    for at, line in enumerate(lines):
        if ".:" not in line or not (match := _METRIC.match(line)):
            continue
        name, rest = match[1].rstrip("."), match[2]
        if name.startswith("{"):
            name = f"{above} {name}"
        else:
            above = name
        if record is None or name in seen:
            if record and record.numbers:
                yield record
            record, seen = Record(f"line {at + 1}", [], {}), set()
        seen.add(name)
        record.numbers += [
            each._replace(place=f", {name}", labels={"config_label": name})
            for each in _k6_numbers(name, rest)
        ]
    if record and record.numbers:
        yield record


def _k6_numbers(name: str, rest: str) -> Iterator[Number]:
    metric = _NAMES.get(name.split("{")[0].strip(), snake(name.split("{")[0]))
    if match := _RATE.match(rest):
        yield number(metric, match[1], "%")
        for text, statistic in ((match[2] or match[4], "count"),):
            yield number(metric, text, "count", statistic)
    elif "=" in rest and not (match := _GAUGE.match(rest)):
        for word, text in _TREND.findall(rest):
            statistic = _STATISTICS.get(word) or percentile(word[2:-1])
            if plain_number(text) is None:
                yield took(text, statistic, metric)
            else:
                yield number(metric, text, "count", statistic)
    elif match := _GAUGE.match(rest):
        for text, statistic in zip(
            match.groups(), ("value", "min", "max"), strict=True
        ):
            yield number(metric, text, "count", statistic)
    elif match := _COUNTER.match(rest):
        total, unit = _amount(match[1])
        yield number(
            "requests" if name == "http_reqs" else metric, total, unit, "total"
        )
        rate, unit = _amount(match[2])
        yield number(metric, rate, "1/s" if unit == "count" else unit + "/s", "mean")


def _amount(text: str) -> tuple[str, str]:
    value, _, unit = text.partition(" ")
    return value, unit or "count"


def _claims_json(document: Document) -> bool:
    metrics = document.content["metrics"]
    return isinstance(metrics, dict) and any(
        isinstance(metrics.get(name), dict)
        for name in ("http_req_duration", "iteration_duration", "iterations", "vus")
    )


def _read_json(document: Document) -> Iterator[Found]:
    for name, entry in document.content["metrics"].items():
        if not isinstance(entry, dict):
            continue
        values = entry.get("values", entry)
        if isinstance(values, dict):
            numbers = list(_json_numbers(str(name), entry, values))
            if numbers:
                labels = {"config_label": text_of(name)}
                yield Record(pointer("metrics", name), numbers, labels)


def _json_numbers(
    name: str, entry: Mapping[str, Any], values: Mapping[str, Any]
) -> Iterator[Number]:
    base = name.split("{")[0]
    metric = _NAMES.get(base, snake(base))
    contains = entry.get("contains")
    unit = {"time": "ms", "data": "bytes"}.get(str(contains), "count")
    if contains is None and "avg" in values and _TIMED.search(base):
        unit = "ms"
    if contains is None and base.startswith("data_"):
        unit = "bytes"
    trend = "avg" in values or "med" in values
    for key, value in values.items():
        if not is_number(value):
            continue
        place = pointer("values", key) if "values" in entry else pointer(key)
        if trend and (key in _STATISTICS or re.fullmatch(r"p\(\d+(\.\d+)?\)", key)):
            statistic = _STATISTICS.get(key) or percentile(key[2:-1])
            own = "count" if key == "count" else unit
            yield Number(metric, value, own, statistic, place)
        elif key == "rate" and "count" not in values:
            yield Number(metric, value, "x", "value", place)
        elif key == "rate":
            rate = "bytes/s" if unit == "bytes" else "1/s"
            yield Number(metric, value, rate, "mean", place)
        elif key == "count":
            named = "requests" if base == "http_reqs" else metric
            yield Number(named, value, unit, "total", place)
        elif key in ("passes", "fails"):
            yield Number(f"{metric}_{key}", value, "count", "count", place)
        elif key == "value":
            share = "passes" in values
            yield Number(metric, value, "x" if share else unit, "value", place)
        elif key in ("min", "max"):
            yield Number(metric, value, unit, key, place)


def read_autocannon(lines: list[str]) -> Iterator[Found]:
    """Yield one record per run of autocannon."""
    record: Record | None = None
    labels: dict[str, Any] = {}
    columns: list[str] = []
    for at, line in enumerate(lines):
        if match := _RUNNING.match(line):
            if record and record.numbers:
                yield record
            labels = {"benchmark": match[2], "setting.duration": match[1]}
            record = Record(f"line {at + 1}", [], labels)
        elif match := _CONNECTIONS.match(line):
            labels["setting.connections"] = int(match[1][:9])
            if match[2]:
                labels["setting.pipelining"] = int(match[2][:9])
        elif "│" in line:
            cells = [cell.strip() for cell in line.strip().strip("│").split("│")]
            if cells[0] == "Stat":
                columns = cells[1:]
                continue
            record = record or Record(f"line {at + 1}", [], labels)
            if cells[0] in ("Latency", "Req/Sec", "Bytes/Sec") and columns:
                record.numbers += _box(cells, columns)
        elif record:
            record.numbers += _closing(line)
    if record and record.numbers:
        yield record


def _box(cells: list[str], columns: list[str]) -> Iterator[Number]:
    for column, cell in zip(columns, cells[1:], strict=False):
        if not re.fullmatch(r"[\d.]+%", column) and column not in _SUMS:
            continue
        statistic = _SUMS.get(column) or percentile(column)
        text, _, unit = cell.partition(" ")
        place = f", {cells[0]} {column}"
        if cells[0] == "Latency":
            yield number("latency", text, unit or "ms", statistic, place)
        elif cells[0] == "Req/Sec":
            yield number("request_throughput", text, "1/s", statistic, place)
        else:
            yield number("bandwidth", text, (unit or "B") + "/s", statistic, place)


def _closing(line: str) -> Iterator[Number]:
    if match := _REQUESTS.match(line):
        requests = scaled(match[1], match[2] or "")
        yield Number("requests", requests, "count", "count", ", requests",
                     match[1] + (match[2] or ""))  # fmt: skip
        yield number("time", match[3], "s", "total")
        yield number("bytes_read", match[4], match[5], "total")
    elif match := _RESPONSES.match(line):
        for text, what in ((match[1], "2xx"), (match[2], "non 2xx")):
            yield number("responses", text, "count", "count", f", {what}",
                         labels={"config_label": what})  # fmt: skip
    elif match := _ERRORS.match(line):
        yield Number("errors", scaled(match[1], match[2] or ""), "count", "count",
                     ", errors", match[1] + (match[2] or ""))  # fmt: skip


TOOLS = (
    Tool(
        "k6", ("..:",),
        re.compile(
            r"^[ \t]*(?:[✓✗█] )?\s*(?:http_req_\w+|http_reqs|iterations"
            r"|iteration_duration|data_received|vus)\.{2,}: ", re.MULTILINE,
        ),
        read_k6,
    ),
    Tool(
        "autocannon", ("Req/Sec",),
        re.compile(r"^[ \t]*│ (?:Latency|Req/Sec) +│", re.MULTILINE), read_autocannon,
    ),
)  # fmt: skip
READERS = (
    *readers_of(*TOOLS),
    Reader("k6_json", ("json",), _claims_json, _read_json, frozenset({"metrics"})),
)

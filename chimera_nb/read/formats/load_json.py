"""JSON of tools that load servers and databases: k6, Gatling, JMeter, ClickBench.

- k6 (grafana.com/docs/k6, "Custom summary", "JSON"): the data of ``handleSummary``
  (``values`` of a metric with its ``type`` and ``contains``), the flat form of
  ``--summary-export``, and the points of ``--out json``. Times are milliseconds; for a
  rate, ``value`` or ``rate`` is a share; thresholds are no measurements.
- Gatling ``stats.json`` (docs.gatling.io, "Reports"): each statistic for all, OK and KO
  requests; by default the percentiles are the 50th, 75th, 95th and 99th.
- JMeter's dashboard ``statistics.json``.
- ClickBench (github.com/ClickHouse/ClickBench, "How To Add a New Result"): ``result``
  is a list of runs for each of 43 queries in seconds, the first of them cold, null
  where a query failed.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..document import Document, object_of, pointer, text_of
from ..records import (
    Found,
    NotTaken,
    Number,
    Problem,
    Reader,
    Record,
    failed,
    is_number,
)
from ._csv_parts import parse
from .load_csv import k6_unit

#: k6 keeps times in ms; a trend of one's own says so by its name alone.
_K6_OWN_TIME = re.compile(r"(?i)duration|time|latency|delay|wait|_ms$")
_K6_STATISTIC = {"avg": "mean", "med": "median", "min": "min", "max": "max",
                 "count": "count"}  # fmt: skip
_PERCENTILE = re.compile(r"p\(?(\d+(?:\.\d+)?)\)?\Z")
_TAGS = re.compile(r"([^{]+)\{(.*)\}\Z")
_K6_OWN = {"iterations", "http_reqs", "iteration_duration", "vus", "data_sent",
           "http_req_duration", "checks", "http_req_failed"}  # fmt: skip


def _is_k6(document: Document) -> bool:
    metrics = document.content["metrics"]
    return isinstance(metrics, dict) and not _K6_OWN.isdisjoint(metrics)


def _read_k6(document: Document) -> Iterator[Found]:
    content = document.content
    yield from _k6_metrics(content["metrics"])
    duration = object_of(content, "state").get("testRunDurationMs")
    if is_number(duration):
        number = Number("run_time", duration, "ms")
        yield Record("/state/testRunDurationMs", [number], {"benchmark": "k6"})
    yield from _k6_checks(content.get("root_group"), "/root_group")


def _k6_metrics(metrics: Mapping[str, Any]) -> Iterator[Found]:
    thresholds = 0
    for name, metric in metrics.items():
        if not isinstance(metric, dict):
            yield Problem(pointer("metrics", name), f"found {metric!r}; want an object")
            continue
        thresholds += len(object_of(metric, "thresholds"))
        nested = isinstance(metric.get("values"), dict)
        values = metric["values"] if nested else metric
        place = pointer("metrics", name) + ("/values" if nested else "")
        tagged = _TAGS.match(name)
        base = tagged[1] if tagged else name
        labels = {"benchmark": base, "config_label": tagged[2] if tagged else None}
        kind = _k6_kind(base, metric, values)
        numbers = [
            _k6_number(base, kind, key, value)
            for key, value in values.items()
            if is_number(value) and key not in ("type", "contains", "thresholds")
        ]
        if numbers:
            yield Record(place, numbers, labels, None, "aggregate")
    if thresholds:
        yield NotTaken("thresholds, which are wishes", thresholds)


def _k6_kind(name: str, metric: Mapping[str, Any], values: Mapping[str, Any]) -> str:
    """Say what a metric is: a time, a size, a share, a count or another number."""
    contains = metric.get("contains")
    if contains == "time":
        return "time"
    if contains == "data":
        return "data"
    if metric.get("type") == "rate" or {"passes", "fails"} <= set(values):
        return "share"
    unit = k6_unit(name)
    if "med" in values and (unit and unit[0] == "ms"):
        return "time"
    if unit and unit[0] == "B":
        return "data"
    if "med" in values:  # a trend of one's own: only its name says what it measures
        return "time" if _K6_OWN_TIME.search(name) else "number"
    return "count"


def _k6_number(name: str, kind: str, key: str, value: float) -> Number:
    percentile = _PERCENTILE.match(key)
    statistic = _K6_STATISTIC.get(key, "value")
    if percentile:
        share = percentile[1]
        statistic = {"50": "median", "100": "max"}.get(share, f"p{share}")
    place = pointer(key)
    labels = {"config_label": key} if statistic == "value" else {}
    if kind == "share":
        if key in ("passes", "fails"):
            return Number(f"{name}_{key}", value, "count", "count", place)
        return Number(name, value, "x", "value", place, labels=labels)
    if key == "rate":
        unit = "B/s" if kind == "data" else "1/s"
        metric = "request_throughput" if name == "http_reqs" else f"{name}_rate"
        return Number(metric, value, unit, "value", place, labels=labels)
    if key == "count" and kind == "time":
        return Number(f"{name}_count", value, "count", "count", place)
    unit = {"time": "ms", "data": "B", "number": ""}.get(kind, "count")
    return Number(name, value, unit, statistic, place, labels=labels)


def _k6_checks(group: Any, place: str) -> Iterator[Found]:
    if not isinstance(group, dict):
        return
    for key in ("checks", "groups"):
        inner = group.get(key)
        pairs: Any = inner.items() if isinstance(inner, dict) else ()
        for name, each in enumerate(inner) if isinstance(inner, list) else pairs:
            at = f"{place}{pointer(key, name)}"
            if key == "groups":
                yield from _k6_checks(each, at)
            elif isinstance(each, dict):
                labels = {"benchmark": text_of(each.get("path") or each.get("name"))}
                numbers = [
                    Number(f"checks_{what}", each[what], "count", "count", f"/{what}")
                    for what in ("passes", "fails")
                    if is_number(each.get(what))
                ]
                if numbers:
                    yield Record(at, numbers, labels, None, "aggregate")


def _is_points(document: Document) -> bool:
    content = document.content
    return (
        isinstance(content, list)
        and bool(content)
        and isinstance(content[0], dict)
        and content[0].get("type") in ("Metric", "Point")
        and {"metric", "data"} <= set(content[0])
    )


def _read_points(document: Document) -> Iterator[Found]:
    contains: dict[str, str] = {}
    left = 0
    for index, each in enumerate(document.content):
        data = object_of(each, "data") if isinstance(each, dict) else {}
        name = text_of(each.get("metric")) if isinstance(each, dict) else None
        if not data or name is None:
            continue
        if each.get("type") == "Metric":
            contains[name] = str(data.get("contains"))
            continue
        found = ("ms", "") if contains.get(name) == "time" else k6_unit(name)
        if found is None or not is_number(data.get("value")):
            left += 1
            continue
        tags = object_of(data, "tags")
        labels = {f"setting.{k}": text_of(v) for k, v in tags.items() if k != "name"}
        labels |= {"benchmark": text_of(tags.get("name") or tags.get("url")),
                   "timestamp": text_of(data.get("time"))}  # fmt: skip
        error = text_of(tags.get("error") or tags.get("error_code"))
        if error is None and tags.get("expected_response") == "false":
            error = f"unexpected status {tags.get('status')}"
        number = Number(name, data["value"], found[0], "value", "/data/value")
        if error:
            number = failed(name, found[0], error, raw=repr(data["value"]))
        yield Record(document.item_place(index), [number], labels)
    if left:
        yield NotTaken("numbers of users and marks of single events", left)


_GATLING = {
    "numberOfRequests": ("requests", "count", "count"),
    "minResponseTime": ("time", "ms", "min"), "maxResponseTime": ("time", "ms", "max"),
    "meanResponseTime": ("time", "ms", "mean"),
    "standardDeviation": ("time", "ms", "std"),
    "percentiles1": ("time", "ms", "median"), "percentiles2": ("time", "ms", "p75"),
    "percentiles3": ("time", "ms", "p95"), "percentiles4": ("time", "ms", "p99"),
    "meanNumberOfRequestsPerSecond": ("request_throughput", "1/s", "mean"),
}  # fmt: skip


def _is_gatling(document: Document) -> bool:
    content = document.content
    stats = content.get("stats") if isinstance(content, dict) else None
    stats = stats if isinstance(stats, dict) else content
    return isinstance(stats, dict) and {"numberOfRequests", "meanResponseTime"} <= set(
        stats
    )


def _read_gatling(document: Document) -> Iterator[Found]:
    yield from _gatling(document.content, "", 0)


def _gatling(node: Any, place: str, depth: int) -> Iterator[Found]:
    if not isinstance(node, dict) or depth > 50:
        return
    nested = isinstance(node.get("stats"), dict)
    stats = node["stats"] if nested else node
    name = text_of(node.get("path")) or text_of(node.get("name")) or "all"
    groups = sum(str(key).startswith("group") for key in stats)
    for which in ("total", "ok", "ko"):
        numbers = []
        for key, (metric, unit, statistic) in _GATLING.items():
            value = object_of(stats, key).get(which)
            value = parse(value) if isinstance(value, str) else value
            if is_number(value):
                at = pointer(key, which)
                numbers.append(Number(metric, value, unit, statistic, at))
        labels = {"benchmark": name, "config_label": which}
        if numbers and numbers[0].metric == "requests" and not numbers[0].value:
            numbers = numbers[:1]  # no such request: zeros are no times
        if numbers:
            at = place + ("/stats" if nested else "")
            yield Record(at, numbers, labels, None, "aggregate")
    if groups:
        yield NotTaken("shares of requests by bounds of their time", groups)
    for key, inner in object_of(node, "contents").items():
        yield from _gatling(inner, f"{place}{pointer('contents', key)}", depth + 1)


_JMETER = {
    "sampleCount": ("samples", "count", "count"), "errorCount": ("errors", "count",
    "count"), "errorPct": ("error_rate", "%", "value"),
    "meanResTime": ("time", "ms", "mean"), "medianResTime": ("time", "ms", "median"),
    "minResTime": ("time", "ms", "min"), "maxResTime": ("time", "ms", "max"),
    "pct1ResTime": ("time", "ms", "p90"), "pct2ResTime": ("time", "ms", "p95"),
    "pct3ResTime": ("time", "ms", "p99"),
    "throughput": ("request_throughput", "1/s", "value"),
    "receivedKBytesPerSec": ("received_rate", "KiB/s", "value"),
    "sentKBytesPerSec": ("sent_rate", "KiB/s", "value"),
}  # fmt: skip


def _is_jmeter(document: Document) -> bool:
    content = document.content
    first = next(iter(content.values()), None) if isinstance(content, dict) else None
    return isinstance(first, dict) and {"transaction", "sampleCount"} <= set(first)


def _read_jmeter(document: Document) -> Iterator[Found]:
    for key, each in document.content.items():
        if not isinstance(each, dict):
            yield Problem(pointer(key), f"found {each!r}; want an object")
            continue
        numbers = [
            Number(metric, each[name], unit, statistic, pointer(name))
            for name, (metric, unit, statistic) in _JMETER.items()
            if is_number(each.get(name))
        ]
        if numbers:
            labels = {"benchmark": text_of(each.get("transaction")) or str(key)}
            yield Record(pointer(key), numbers, labels, None, "aggregate")


def _is_clickbench(document: Document) -> bool:
    result = document.content["result"]
    return isinstance(result, list) and bool(result) and isinstance(result[0], list)


def _read_clickbench(document: Document) -> Iterator[Found]:
    content = document.content
    shared = {
        "backend": text_of(content.get("system")),
        "machine": text_of(content.get("machine")),
        "software": text_of(content.get("version")),
        "timestamp": text_of(content.get("date")),
        "setting.cluster_size": text_of(content.get("cluster_size")),
        "setting.tuned": text_of(content.get("tuned")),
        "config_label": text_of(content.get("comment")),
    }
    whole = [
        Number(metric, content[key], unit, "value", pointer(key))
        for key, metric, unit in (
            ("load_time", "load_time", "s"), ("data_size", "data_size", "B"),
            ("total_size", "total_size", "B"), ("index_size", "index_size", "B"),
            ("concurrent_qps", "request_throughput", "1/s"),
            ("concurrent_error_ratio", "error_rate", "x"),
        )
        if is_number(content.get(key))
    ]  # fmt: skip
    if whole:
        yield Record("", whole, {**shared, "benchmark": "load"}, "system")
    for query, runs in enumerate(content["result"]):
        if not isinstance(runs, list):
            place = pointer("result", query)
            yield Problem(place, f"found {runs!r}; want a list of runs")
            continue
        labels = {**shared, "benchmark": f"Q{query}", "setting.query": query}
        for run, value in enumerate(runs):
            place = pointer("result", query, run)
            more = labels | {"run_index": run, "cold": run == 0}
            if is_number(value):
                numbers = [Number("time", value, "s")]
            else:
                error = "null: the query failed" if value is None else (
                    f"{value!r} is no time"
                )  # fmt: skip
                numbers = [failed("time", "s", error, raw=text_of(value) or "null")]
            yield Record(place, numbers, more, "system")


READERS = (
    Reader("k6_summary", ("json",), _is_k6, _read_k6, frozenset({"metrics"})),
    Reader("k6_points", ("json",), _is_points, _read_points),
    Reader("gatling", ("json",), _is_gatling, _read_gatling),
    Reader("jmeter_statistics", ("json",), _is_jmeter, _read_jmeter),
    Reader(
        "clickbench", ("json",), _is_clickbench, _read_clickbench,
        frozenset({"system", "result"}),
    ),
)  # fmt: skip

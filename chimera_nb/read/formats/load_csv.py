"""CSV of tools that load servers: JMeter, Locust, k6.

- JMeter: the results file of its listeners (User's Manual, "CSV log format":
  ``timeStamp,elapsed,label,responseCode,…,success``; milliseconds; ``success`` false is
  a failed sample) and the tables of its aggregate and summary reports.
- Locust ``--csv`` (docs.locust.io, "Retrieve test statistics in CSV format"; headers in
  locust/stats.py): ``_stats.csv``, ``_stats_history.csv``, ``_failures.csv``.
- k6 ``--out csv`` (grafana.com/docs/k6, "CSV"): one sample of one metric a row.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..records import Found, NotTaken, Number, Problem, Record, failed
from ._csv_parts import (
    CsvTables,
    Part,
    has_decimal_commas,
    lines_of,
    number,
    parse,
    setting,
)

_SAMPLES = {
    "elapsed": ("time", "ms"), "Latency": ("latency", "ms"),
    "Connect": ("connect_time", "ms"), "IdleTime": ("idle_time", "ms"),
    "bytes": ("received", "B"), "sentBytes": ("sent", "B"),
}  # fmt: skip


def _is_jtl(header: list[str]) -> bool:
    return {"timeStamp", "elapsed", "label"} <= set(header)


def _jtl(part: Part) -> Iterator[Found]:
    for run, each in enumerate(lines_of(part)):
        if isinstance(each, Problem):
            yield each
            continue
        line, row = each
        labels: dict[str, Any] = {
            "benchmark": row["label"] or None,
            "config_label": row.get("URL") or None,
            "timestamp": row["timeStamp"] or None,
            "run_index": run,
            "setting.allThreads": setting(row.get("allThreads", "")),
            "setting.responseCode": setting(row.get("responseCode", "")),
        }
        if row.get("success", "true").lower() in ("false", "0", "ko"):
            error = row.get("failureMessage") or " ".join(
                filter(None, (row.get("responseCode"), row.get("responseMessage")))
            )
            numbers = [
                failed("time", "ms", error or "success is false",
                       place=", column elapsed", raw=row["elapsed"])
            ]  # fmt: skip
        else:
            made = [
                number(metric, row[name], unit, "value", f", column {name}")
                for name, (metric, unit) in _SAMPLES.items()
                if name in row
            ]
            numbers = [each for each in made if each]
        if numbers:
            yield Record(f"line {line}", numbers, labels)


_AGGREGATE = {
    "average": ("time", "ms", "mean"), "median": ("time", "ms", "median"),
    "min": ("time", "ms", "min"), "minimum": ("time", "ms", "min"),
    "max": ("time", "ms", "max"), "maximum": ("time", "ms", "max"),
    "std. dev.": ("time", "ms", "std"), "stddev": ("time", "ms", "std"),
    "# samples": ("samples", "count", "count"),
    "samples": ("samples", "count", "count"),
    "error %": ("error_rate", "%", "value"), "ko": ("errors", "count", "count"),
    "throughput": ("request_throughput", "1/s", "value"),
    "transactions/s": ("request_throughput", "1/s", "value"),
    "received kb/sec": ("received_rate", "KiB/s", "value"),
    "kb/sec": ("received_rate", "KiB/s", "value"),
    "sent kb/sec": ("sent_rate", "KiB/s", "value"),
    "avg. bytes": ("received", "B", "mean"),
    "# muestras": ("samples", "count", "count"), "media": ("time", "ms", "mean"),
    "mediana": ("time", "ms", "median"), "mín": ("time", "ms", "min"),
    "máx": ("time", "ms", "max"), "% error": ("error_rate", "%", "value"),
    "rendimiento": ("request_throughput", "1/s", "value"),
}  # fmt: skip
_LABELS = ("Label", "sampler_label", "Request", "Etiqueta", "Libellé")
_SHORT = {
    "aggregate_report_count": "# samples", "average": "average",
    "aggregate_report_median": "median", "aggregate_report_min": "min",
    "aggregate_report_max": "max", "aggregate_report_error%": "error %",
    "aggregate_report_rate": "throughput", "aggregate_report_bandwidth": "kb/sec",
    "aggregate_report_stddev": "std. dev.",
}  # fmt: skip
_ALL = {"%": (100.0,), "x": (1.0,)}
_LINE = re.compile(r"(?:aggregate_report_)?(\d{1,2}(?:\.\d+)?)(?:%|th)[ _](?:line|pct)")


def _is_aggregate(header: list[str]) -> bool:
    names = {_SHORT.get(name.lower(), name.lower()) for name in header}
    counted = names & {"# samples", "samples", "# muestras"}
    labelled = set(_LABELS) & set(header)
    return bool(labelled and counted) and len(names & set(_AGGREGATE)) > 3


def _aggregate(part: Part) -> Iterator[Found]:
    comma = has_decimal_commas(part)
    label = next(name for name in _LABELS if name in part.header)
    for each in lines_of(part):
        if isinstance(each, Problem):
            yield each
            continue
        line, row = each
        labels: dict[str, Any] = {"benchmark": row[label] or None}
        numbers: list[Number] = []
        counts = (parse(row[n]) for n in row if "count" in n or "amples" in n)
        count = next(counts, None)
        for column, cell in row.items():
            name = _SHORT.get(column.lower(), column.lower())
            percentile = _LINE.match(name)
            taken = _AGGREGATE.get(name)
            if percentile:
                taken = ("time", "ms", f"p{percentile[1]}")
            if taken is None:
                if column != label:
                    labels[f"setting.{column}"] = setting(cell)
                continue
            rate = re.fullmatch(r"([\d.,]+)/(sec|min|hour)", cell)
            metric, unit, statistic = taken
            if rate:
                cell, unit = rate[1], {"sec": "1/s"}.get(rate[2], "")
            if metric == "error_rate" and not cell.endswith("%"):
                unit = "x" if "report_error" in column.lower() else "%"
            made = number(metric, cell.rstrip("%"), unit, statistic,
                          f", column {column}", comma, count)  # fmt: skip
            numbers += [made] if made else []
        if any(n.metric == "error_rate" and n.value in _ALL[n.unit] for n in numbers):
            numbers = _all_failed(numbers)
        if numbers:
            yield Record(f"line {line}", numbers, labels, None, "aggregate")


_LOCUST = {
    "request count": ("requests", "count", "count"),
    "failure count": ("failures", "count", "count"),
    "# requests": ("requests", "count", "count"), "# failures": ("failures", "count",
    "count"), "total request count": ("requests", "count", "count"),
    "total failure count": ("failures", "count", "count"),
    "requests/s": ("request_throughput", "1/s", "value"),
    "failures/s": ("failure_rate", "1/s", "value"),
    "average content size": ("received", "B", "mean"),
    "total average content size": ("received", "B", "mean"),
}  # fmt: skip
_RESPONSE = re.compile(
    r"(?:total )?(median|average|min|max|minimum|maximum) response time", re.I
)
_WORDS = {"average": "mean", "minimum": "min", "maximum": "max"}


def _is_locust(header: list[str]) -> bool:
    return {"Type", "Name"} <= set(header) and bool(
        {"Request Count", "Failure Count", "# requests", "Requests/s"} & set(header)
    )


def _locust(part: Part) -> Iterator[Found]:
    for each in lines_of(part):
        if isinstance(each, Problem):
            yield each
            continue
        line, row = each
        labels: dict[str, Any] = {
            "benchmark": " ".join(filter(None, (row["Type"], row["Name"]))) or None,
            "timestamp": row.get("Timestamp") or None,
        }
        count = parse(row.get("Request Count") or row.get("# requests") or "")
        numbers = [n for n in _locust_row(row, labels, count) if n]
        if count == 0:
            # no request was answered: the zeros of its times are not measured
            numbers = [n for n in numbers if n.metric in ("requests", "failures")]
        elif count and parse(_failures_of(row)) == count:
            numbers = _all_failed(numbers)
        if numbers:
            yield Record(f"line {line}", numbers, labels, None, "aggregate")


def _failures_of(row: Mapping[str, str]) -> str:
    return row.get("Failure Count") or row.get("# failures") or ""


def _all_failed(numbers: list[Number]) -> list[Number]:
    """Take the times away where not one request succeeded."""
    error = "all requests failed"
    return [
        each._replace(value=None, status="failed", error=error, n_behind=None)
        if each.metric == "time"
        else each
        for each in numbers
    ]


def _locust_row(
    row: Mapping[str, str], labels: dict[str, Any], count: float | None
) -> Iterator[Number | None]:
    for column, cell in row.items():
        place = f", column {column}"
        response = _RESPONSE.fullmatch(column)
        percent = re.fullmatch(r"(\d+(?:\.\d+)?)%", column)
        if taken := _LOCUST.get(column.lower()):
            metric, unit, statistic = taken
            yield number(metric, cell, unit, statistic, place)
        elif response:
            word = response[1].lower()
            statistic = _WORDS.get(word, word)
            yield number("time", cell, "ms", statistic, place, n_behind=count)
        elif percent:
            share = percent[1]
            statistic = {"50": "median", "100": "max"}.get(share, f"p{share}")
            yield number("time", cell, "ms", statistic, place, n_behind=count)
        elif column not in ("Type", "Name", "Timestamp"):
            labels[f"setting.{column}"] = setting(cell)


def _is_failures(header: list[str]) -> bool:
    return header[:2] in (["Method", "Name"], ["Type", "Name"]) and (
        "Occurrences" in header and "Error" in header
    )


def _failures(part: Part) -> Iterator[Found]:
    for each in lines_of(part):
        if isinstance(each, Problem):
            yield each
            continue
        line, row = each
        method = row.get("Method") or row.get("Type")
        labels = {
            "benchmark": " ".join(filter(None, (method, row["Name"]))) or None,
            "config_label": row["Error"] or None,
        }
        made = number("failures", row["Occurrences"], "count", "count",
                      ", column Occurrences")  # fmt: skip
        if made:
            yield Record(f"line {line}", [made], labels, None, "aggregate")


_K6_TIMES = re.compile(
    r"(?:http_req_(?!failed)|iteration_duration|group_duration|ws_(?:con|session_d|ping)"
    r"|grpc_req_d|browser_web_vital_(?!cls))\w*"
)
_K6_TAGS = ("group", "method", "name", "proto", "scenario", "status", "check", "url")


def k6_unit(metric: str) -> tuple[str, str] | None:
    """Give unit and kind of a k6 sample: times are ms; None for what is none."""
    if _K6_TIMES.fullmatch(metric):
        return "ms", "value"
    if metric in ("data_sent", "data_received"):
        return "B", "value"
    if metric in ("vus", "vus_max", "http_reqs", "iterations", "checks",
                  "http_req_failed", "dropped_iterations"):  # fmt: skip
        return None
    return "", "value"


def _is_k6(header: list[str]) -> bool:
    return header[:3] in (
        ["metric_name", "timestamp", "metric_value"], ["metric", "timestamp", "value"],
    )  # fmt: skip


def _k6(part: Part) -> Iterator[Found]:
    left = 0
    name, _, value = part.header[:3]
    for each in lines_of(part):
        if isinstance(each, Problem):
            yield each
            continue
        line, row = each
        found = k6_unit(row[name])
        if found is None:
            left += 1
            continue
        labels: dict[str, Any] = {
            f"setting.{tag}": row.get(tag) or None for tag in _K6_TAGS if tag != "name"
        }
        labels |= {
            "benchmark": row.get("name") or row.get("url") or row.get("scenario"),
            "timestamp": row["timestamp"] or None,
        }
        error = row.get("error") or row.get("error_code")
        if error or row.get("expected_response") == "false":
            error = error or f"unexpected status {row.get('status')}"
            made: Number | None = failed(row[name], found[0], error, raw=row[value])
        else:
            made = number(row[name], row[value], found[0], "value", f", column {value}")
        if made:
            yield Record(f"line {line}", [made], labels)
    if left:
        yield NotTaken("numbers of users and marks of single events", left)


READERS = tuple(
    each.reader()
    for each in (
        CsvTables("jmeter_samples", "timeStamp&elapsed", _is_jtl, _jtl),
        *(
            CsvTables("jmeter_report", hint, _is_aggregate, _aggregate)
            for hint in (
                "# Samples",
                "Samples&Average",
                "aggregate_report_count",
                "# Muestras",
            )
        ),
        *(
            CsvTables("locust", hint, _is_locust, _locust)
            for hint in ("Type&Name&Request", "Type&Name&# requests")
        ),
        CsvTables("locust_failures", "Occurrences", _is_failures, _failures),
        CsvTables("k6_csv", "metric&,timestamp,&value", _is_k6, _k6),
    )
)

"""The reader of inference-perf's lifecycle metrics, of a stage and of the whole.

Source: https://github.com/kubernetes-sigs/inference-perf (``docs/reports.md``,
``inference_perf/reportgen/base.py``): times are seconds, lengths are tokens, the
requested rate was chosen. What failed requests took is no measurement.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..document import Document, object_of, pointer
from ..records import Found, Number, Reader, Record, is_number
from ._wrapped import Entry, entries, holds, nearest, place_of, words_of

_PERCENTILE = re.compile(r"p(\d+(?:\.\d+)?)\Z")
_STATISTICS = {"mean": "mean", "median": "median", "min": "min", "max": "max",
               "total": "total", "std": "std", "stddev": "std"}  # fmt: skip
_TIMES = {
    "request_latency": "latency", "time_to_first_token": "ttft",
    "time_per_output_token": "tpot", "inter_token_latency": "itl",
    "normalized_time_per_output_token": "normalized_tpot",
    "schedule_delay": "schedule_delay", "schedule_accuracy": "schedule_delay",
}  # fmt: skip
_LENGTHS = {"prompt_len": "prompt_tokens", "prompt_tokens": "prompt_tokens",
            "output_len": "tokens", "output_tokens": "tokens"}  # fmt: skip
_RATES = {
    "input_tokens_per_sec": ("prompt_throughput", "tok/s"),
    "output_tokens_per_sec": ("throughput", "tok/s"),
    "total_tokens_per_sec": ("total_throughput", "tok/s"),
    "requests_per_sec": ("request_throughput", "1/s"),
    "achieved_rate": ("request_rate", "1/s"), "send_duration": ("send_time", "s"),
}  # fmt: skip


def _is_report(content: dict[str, Any]) -> bool:
    return "load_summary" in content and isinstance(content.get("successes"), dict)


def claims(document: Document) -> bool:
    """Say whether a report lies in the JSON, also inside other objects."""
    return holds(document, '"load_summary"', _is_report)


def read(document: Document) -> Iterator[Found]:
    """Yield one record a part of each report: load, successes, failures."""
    for entry in entries(document.content, _is_report):
        for part in ("load_summary", "successes", "failures"):
            numbers = list(_numbers(object_of(entry.content, part), part))
            if part == "failures":
                numbers = [_failed(each) for each in numbers]
            if numbers:
                place = place_of(document, entry.path) + pointer(part)
                labels = _labels(entry, part)
                yield Record(place, numbers, labels, "serving", "aggregate")


def _labels(entry: Entry, part: str) -> dict[str, Any]:
    rate = object_of(entry.content, "load_summary").get("requested_rate")
    labels = {
        "model": nearest(entry, "model", "model_name"),
        "benchmark": part,
        "config_label": words_of(entry, ("model", "model_name")),
        "setting.requested_rate": rate if is_number(rate) else None,
    }
    return {key: value for key, value in labels.items() if value is not None}


def _numbers(
    part: Mapping[str, Any], name: str, place: str = "", inner: bool = False
) -> Iterator[Number]:
    for key, value in part.items():
        at = place + pointer(key)
        if key == "count" and is_number(value) and not inner:
            metric = "errors" if name == "failures" else "requests"
            yield Number(metric, value, "count", "count", at)
        elif key in _RATES and is_number(value):
            metric, unit = _RATES[key]
            yield Number(metric, value, unit, "value", at)
        elif isinstance(value, dict) and key in _TIMES:
            yield from _summary(_TIMES[key], "s", value, at)
        elif isinstance(value, dict) and key in _LENGTHS:
            yield from _summary(_LENGTHS[key], "tokens", value, at)
        elif isinstance(value, dict) and not inner:
            yield from _numbers(value, name, at, inner=True)


def _summary(
    metric: str, unit: str, summary: Mapping[str, Any], place: str
) -> Iterator[Number]:
    for key, value in summary.items():
        match = _PERCENTILE.match(key)
        statistic = f"p{match[1]}" if match else _STATISTICS.get(key)
        if is_number(value) and statistic:
            statistic = "median" if statistic == "p50" else statistic
            labels = {"setting.metric": place.rpartition("/")[2]}
            yield Number(
                metric, value, unit, statistic, place + pointer(key), labels=labels
            )


def _failed(number: Number) -> Number:
    if number.statistic == "count":
        return number
    error = "of requests that failed"
    return number._replace(
        value=None, raw=repr(number.value), status="failed", error=error
    )


READERS = (Reader("inference-perf", ("json",), claims, read),)

"""Benchmarks of serving in JSON: vLLM, SGLang, TensorRT-LLM.

The keys are those of vllm/benchmarks/serve.py, latency.py and throughput.py of
https://github.com/vllm-project/vllm (``mean_ttft_ms``, ``request_throughput``; the
lists ``ttfts`` and ``itls`` and all of latency.py are seconds), of bench_serving.py,
bench_offline_throughput.py and bench_one_batch.py of
https://github.com/sgl-project/sglang, and of trtllm-bench's report in
https://github.com/NVIDIA/TensorRT-LLM. What each prints is read by `serving_text`.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..declared import plain, setting_of
from ..document import Document, text_of
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
from ._wrapped import Entry, entries, holds, nearest, place_of, words_of

_STATISTIC = re.compile(
    r"(mean|avg|average|median|std|stddev|min|max|p\d{1,2}(?:[._]\d+)?)_(\w+)_(ms|s)\Z"
)
_TIMES = {
    "ttft": "ttft", "tpot": "tpot", "itl": "itl", "e2el": "latency", "e2e": "latency",
    "e2e_latency": "latency", "latency": "latency", "request_latency": "latency",
    "ttft_latency": "ttft", "tpot_latency": "tpot",
}  # fmt: skip
_NAMES = {"avg": "mean", "average": "mean", "p50": "median", "stddev": "std"}
#: key → metric, unit, statistic
_PLAIN = {
    "duration": ("time", "s", "value"),
    "elapsed_time": ("time", "s", "value"),
    "completed": ("requests", "count", "value"),
    "successful_requests": ("requests", "count", "value"),
    "num_requests": ("requests", "count", "value"),
    "failed": ("failed_requests", "count", "value"),
    "total_input_tokens": ("prompt_tokens", "count", "value"),
    "total_output_tokens": ("tokens", "count", "value"),
    "total_output_tokens_retokenized": ("retokenized_tokens", "count", "value"),
    "total_num_tokens": ("total_tokens", "count", "value"),
    "request_throughput": ("request_throughput", "1/s", "value"),
    "requests_per_second": ("request_throughput", "1/s", "value"),
    "request_goodput": ("request_goodput", "1/s", "value"),
    "request_goodput:": ("request_goodput", "1/s", "value"),
    "input_throughput": ("prompt_throughput", "tok/s", "value"),
    "output_throughput": ("throughput", "tok/s", "value"),
    "output_throughput_retokenized": ("retokenized_throughput", "tok/s", "value"),
    "total_throughput": ("total_throughput", "tok/s", "value"),
    "total_throughput_retokenized":
        ("total_retokenized_throughput", "tok/s", "value"),
    "total_token_throughput": ("total_throughput", "tok/s", "value"),
    "tokens_per_second": ("total_throughput", "tok/s", "value"),
    "last_gen_throughput": ("last_throughput", "tok/s", "value"),
    "max_output_tokens_per_s": ("throughput", "tok/s", "max"),
    "concurrency": ("concurrency", "count", "mean"),
    "max_concurrent_requests": ("concurrency", "count", "max"),
    "accept_length": ("accept_length", "count", "mean"),
    "prefill_latency": ("prompt_time", "s", "value"),
    "prefill_throughput": ("prompt_throughput", "tok/s", "value"),
    "median_decode_latency": ("decode_time", "s", "median"),
    "median_decode_throughput": ("throughput", "tok/s", "median"),
    "total_latency": ("latency", "s", "value"),
    "overall_throughput": ("total_throughput", "tok/s", "value"),
    "avg_latency": ("latency", "s", "mean"),
    "request_throughput_req_s": ("request_throughput", "1/s", "value"),
    "system_output_throughput_tok_s": ("throughput", "tok/s", "value"),
    "system_total_throughput_tok_s": ("total_throughput", "tok/s", "value"),
    "output_throughput_per_user_tok_s": ("user_throughput", "tok/s", "value"),
    "output_throughput_per_gpu_tok_s": ("gpu_throughput", "tok/s", "value"),
    "total_latency_ms": ("time", "ms", "total"),
}  # fmt: skip
_CLAIMS = (
    frozenset({"request_throughput", "output_throughput"}),
    frozenset({"mean_ttft_ms", "duration"}),
    frozenset({"mean_ttft_ms", "backend", "num_prompts"}),
    frozenset({"median_ttft_ms", "request_throughput"}),
    frozenset({"avg_latency", "latencies", "percentiles"}),
    frozenset({"elapsed_time", "num_requests", "tokens_per_second"}),
    frozenset({"prefill_latency", "overall_throughput", "total_latency"}),
    frozenset({"request_throughput_req_s", "system_output_throughput_tok_s"}),
)
_WORDS = ("_throughput", '"avg_latency"', '"mean_ttft_ms"', '"tokens_per_second"')
_MODEL = ("model_id", "model", "model_name", "model_path", "run_name")
_LISTS = {"ttfts": ("ttft", "s"), "itls": ("itl", "s"), "latencies": ("latency", "s")}
_LENGTHS = ("input_lens", "output_lens")
_TOLD = ("generated_texts", "errors", "start_times")


def _is_entry(content: dict[str, Any]) -> bool:
    keys = content.keys()
    return any(keys >= claim for claim in _CLAIMS) and any(
        is_number(content.get(key)) for key in (*_PLAIN, "mean_ttft_ms")
    )


def claims(document: Document) -> bool:
    """Say whether a result of one of these tools lies in the JSON."""
    word = next((word for word in _WORDS if word in document.text), None)
    return word is not None and holds(document, word, _is_entry)


def read(document: Document) -> Iterator[Found]:
    """Yield one record a result."""
    for entry in entries(document.content, _is_entry):
        place = place_of(document, entry.path)
        labels, lengths = _labels(entry)
        numbers = list(_numbers(entry.content))
        if numbers:
            yield Record(place, numbers, labels, kind="llm")
        else:
            yield Problem(place, "found no number of a serving benchmark")
        if lengths:
            yield NotTaken("lengths of single requests: settings", lengths)


def metric_of(key: str) -> tuple[str, str, str] | None:
    """Return the metric, unit and statistic of a key; None: it is a setting."""
    if key in _PLAIN:
        return _PLAIN[key]
    match = _STATISTIC.match(key)
    if not match:
        return None
    statistic = match[1].replace("_", ".")
    name = _TIMES.get(match[2], match[2])
    return name, match[3], _NAMES.get(statistic, statistic)


def _numbers(content: Mapping[str, Any]) -> Iterator[Number]:
    error = None
    completed = content.get("completed", content.get("successful_requests"))
    if completed == 0 and is_number(completed):
        error = "no request was completed"
    for key, value in content.items():
        take = metric_of(key)
        if take and is_number(value):
            yield _number(*take, value, f"/{key}", error)
        elif take and isinstance(value, float):
            why = f"{key} is {value}"
            yield Number(take[0], None, take[1], take[2], f"/{key}", repr(value),
                         "failed", why)  # fmt: skip
        elif key in _LISTS and isinstance(value, list):
            yield from _runs(key, value, content.get("errors"))
        elif key.endswith("percentiles") and isinstance(value, dict):
            yield from _percentiles(key, value, content)


def _number(
    metric: str, unit: str, statistic: str, value: float, place: str, error: str | None
) -> Number:
    if error and unit != "count":
        return Number(
            metric, None, unit, statistic, place, repr(value), "failed", error
        )
    return Number(metric, value, unit, statistic, place)


def _runs(key: str, values: list[Any], errors: Any) -> Iterator[Number]:
    """Yield the single requests; one with an error has no value."""
    metric, unit = _LISTS[key]
    errors = errors if isinstance(errors, list) else []
    for at, value in enumerate(values):
        why = text_of(errors[at]) if at < len(errors) else None
        labels = {"run_index": at}
        for inner, item in enumerate(value if isinstance(value, list) else [value]):
            place = f"/{key}/{at}" + (f"/{inner}" if isinstance(value, list) else "")
            if not is_number(item):
                continue
            if why:
                yield failed(metric, unit, why[:200], place=place, raw=repr(item),
                             labels=labels)  # fmt: skip
            else:
                yield Number(metric, item, unit, place=place, labels=labels)


def _percentiles(
    key: str, values: Mapping[str, Any], content: Mapping[str, Any]
) -> Iterator[Number]:
    """Yield percentiles under their ranks: ``{"10": 1.2}`` or ``{"p10": 1.2}``."""
    unit = "ms" if "_ms" in key or "request_latency_percentiles" in key else "s"
    runs = content.get("latencies")
    for rank, value in values.items():
        name = str(rank).lower().removeprefix("p")
        if name in ("minimum", "maximum", "average"):
            name = {"minimum": "min", "maximum": "max", "average": "mean"}[name]
        elif name[:1].isdigit():
            name = "median" if name in ("50", "50.0") else f"p{name.removesuffix('.0')}"
        if is_number(value):
            n = len(runs) if isinstance(runs, list) else None
            yield Number("latency", value, unit, name, f"/{key}/{rank}", n_behind=n)


def _labels(entry: Entry) -> tuple[dict[str, Any], int]:
    content = entry.content
    labels: dict[str, Any] = {
        "model": nearest(entry, *_MODEL),
        "backend": nearest(entry, "backend", "endpoint_type"),
        "timestamp": nearest(entry, "date", "timestamp"),
        "config_label": words_of(entry, (*_MODEL, "backend", "date", "timestamp")),
    }
    lengths = 0
    for key, value in content.items():
        if key in _LENGTHS and isinstance(value, list):
            lengths += len(value)
        elif not (metric_of(key) or key in _TOLD or key in _MODEL[:2]):
            labels[f"setting.{key}"] = setting_of(value)
    return {key: value for key, value in labels.items() if value is not None}, lengths


def claims_csv(document: Document) -> bool:
    """Say whether the columns are the keys of a result, one result a line."""
    header = document.header
    latencies = sum(bool(_STATISTIC.match(name)) for name in header)
    plain_ones = {"request_throughput", "output_throughput", "total_token_throughput"}
    return latencies > 1 and bool(plain_ones & set(header))


def read_csv(document: Document) -> Iterator[Found]:
    """Yield one record a line."""
    names = document.header
    for line, cells in document.rows[1:]:
        if len(cells) != len(names):
            want = f"{len(cells)} cells where the header has {len(names)}"
            yield Problem(f"line {line}", want)
            continue
        content = {
            name: plain(cell.strip())
            for name, cell in zip(names, cells, strict=True)
            if name not in _LISTS and name not in _LENGTHS
        }
        labels, _ = _labels(Entry((), content, ()))
        numbers = [
            each._replace(place=f", column {each.place[1:]}")
            for each in _numbers(content)
        ]
        if numbers:
            yield Record(f"line {line}", numbers, labels, kind="llm")


READERS = (
    Reader("serving", ("json",), claims, read),
    Reader("serving", ("csv",), claims_csv, read_csv),
)

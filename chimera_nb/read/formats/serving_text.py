"""Benchmarks of serving as they are printed: vLLM, SGLang, TensorRT-LLM.

The block "Serving Benchmark Result" of vllm/benchmarks/serve.py
(https://github.com/vllm-project/vllm) and of SGLang's bench_serving.py is lines of
``Mean TTFT (ms):   12.3``; vLLM's latency and throughput benchmarks print lines of
their own. Units stand in the lines. A documentation's ``xxx.xx`` is no number.
"""

import re
from collections.abc import Iterator
from typing import Any

from ..declared import plain
from ..document import Document
from ..records import Found, NotTaken, Number, Reader, Record
from ._rest import with_rest
from ._terminal import Outline, numbered

_HEAD = re.compile(r"\s*=+\s*(.*Benchmark Result.*?|PERFORMANCE OVERVIEW)\s*=*\s*\Z")
_END = re.compile(r"\s*[=]{10,}\s*\Z")
_ROW = re.compile(
    r"\s*([A-Za-z][\w \-/.()+]*?)\s*(?:[(\[]([^()\[\]]{1,20})[)\]])?\s*:\s+(\S+)\s*\Z"
)
#: trtllm-bench: a title, then lines such as ``[Latency] P50    : 12.5``.
_BREAKDOWN = re.compile(r"-- (.{3,60}?) Breakdown \((ms|s)\)")
_RANKED = re.compile(
    r"\[\w+\]\s+(P\d+|MINIMUM|MAXIMUM|AVERAGE)\s*:\s*(\d+(?:\.\d+)?)\s*\Z"
)
_RANKS = {"MINIMUM": "min", "MAXIMUM": "max", "AVERAGE": "mean", "P50": "median"}
_STATISTIC = re.compile(
    r"(mean|average|avg|median|std|min|max|p\d+(?:\.\d+)?)\.?\s+(.+)\Z", re.IGNORECASE
)
_COMMAND = re.compile(
    r"((?:python\S*\s.*|^|\s)\S*(?:benchmark_serving|bench_serving|vllm bench"
    r"|trtllm-bench|benchmark_latency|benchmark_throughput|bench_one_batch"
    r"|bench_offline)\S*\s+\S.*)"
)
_MODEL = re.compile(r"(?:--model(?:[-_]path)?|--model-id)[\s=]+[\"']?([^\s\"'\\]+)|"
                    r"\bmodel='([^']+)'")  # fmt: skip
_LATENCY = re.compile(
    r"\s*(?:(Avg) latency|(\d+(?:\.\d+)?)% percentile latency):"
    r"\s+(\d+(?:\.\d+)?)\s+seconds"
)
_THROUGHPUT = re.compile(
    r"\s*Throughput:\s+(\d[\d.]*)\s+requests/s,\s+(\d[\d.]*)\s+(?:total )?tokens/s"
    r"(?:,\s+(\d[\d.]*)\s+output tokens/s)?"
)
_NAMES = {
    "ttft": "ttft", "tpot": "tpot", "itl": "itl", "e2el": "latency",
    "e2e latency": "latency", "latency": "latency", "request latency": "latency",
    "benchmark duration": "time", "successful requests": "requests",
    "failed requests": "failed_requests", "total input tokens": "prompt_tokens",
    "total generated tokens": "tokens", "request throughput": "request_throughput",
    "request goodput": "request_goodput", "input token throughput": "prompt_throughput",
    "output token throughput": "throughput", "total output throughput": "throughput",
    "total token throughput": "total_throughput", "concurrency": "concurrency",
    "peak output token throughput": "peak_throughput", "total latency": "time",
    "peak concurrent requests": "peak_concurrency",
}  # fmt: skip
_SETTINGS = ("request rate", "traffic request rate", "maximum request concurrency",
             "max request concurrency", "backend", "request rate configured",
             "number of requests", "number of concurrent requests", "model",
             "average input length", "average output length")  # fmt: skip
_UNITS = {"tok/s": "tok/s", "tokens/sec": "tok/s", "token/s": "tok/s", "req/s": "1/s",
          "req/sec": "1/s", "%": "%", "ms": "ms", "s": "s", "tps/user": "tok/s",
          "tokens/sec/user": "tok/s",
          "tokens/sec/gpu": "tok/s",
          "tps/gpu": "tok/s"}  # fmt: skip
_PLAIN = re.compile(r"\b(?:rate|length)\b")
_WIDEST = 200
_WORDS = ("Benchmark Result", "PERFORMANCE OVERVIEW", "Throughput: ", "Avg latency: ")


def claims(document: Document) -> bool:
    """Say whether one of the tools printed a result here."""
    if not any(word in document.text for word in _WORDS):
        return False
    hits = sum(
        _is_head(line) or any(True for _ in _loose(line))
        for _, line in numbered(document)
    )
    return hits > 0


def _is_head(line: str) -> bool:
    return "=" in line and len(line) < _WIDEST and bool(_HEAD.match(line))


def read(document: Document) -> Iterator[Found]:
    """Yield one record a result."""
    outline = Outline(_COMMAND)
    open_: Record | None = None
    named: str | None = None
    left = 0
    for number, line in numbered(document):
        if _is_head(line):
            if open_ and open_.numbers:
                yield _failed_where_empty(open_)
            open_ = Record(f"line {number}", [], _labels(outline, named), kind="llm")
            continue
        if open_:
            left += _take(open_, line, number)
            ended = _END.match(line) and open_.numbers
            if ended or line.startswith("```"):
                if open_.numbers:
                    yield _failed_where_empty(open_)
                open_ = None
            continue
        if "model='" in line and (match := _MODEL.search(line)) and match[2]:
            named = match[2]
        found = list(_loose(line))
        if found:
            yield Record(f"line {number}", found, _labels(outline, named), kind="llm")
        else:
            outline.feed(line)
    if open_ and open_.numbers:
        yield _failed_where_empty(open_)
    if left:
        yield NotTaken("a placeholder where a result would stand", left)


def _take(record: Record, line: str, number: int) -> int:
    """Take a line of a block into its record; returns 1 for what is no number."""
    if line.startswith(("-- ", "[")) and len(line) < _WIDEST:
        _take_ranked(record, line, number)
        return 0
    match = _ROW.match(line) if len(line) < _WIDEST else None
    if not match:
        return 0
    name, unit, written = " ".join(match[1].split()), match[2] or "", match[3]
    if not unit and name.endswith(")"):
        name, _, unit = name[:-1].rpartition("(")
        name = name.strip()
    value = plain(written.replace(",", ""))
    lower = name.lower()
    statistic = "value"
    if lower in _SETTINGS or not isinstance(value, (int, float)):
        if lower in _SETTINGS:
            key = "backend" if lower == "backend" else f"setting.{lower}"
            record.labels["model" if lower == "model" else key] = value
            return 0
        return 1
    if parts := _STATISTIC.match(lower):
        statistic, lower = parts[1], parts[2]
        statistic = {"average": "mean", "avg": "mean", "p50": "median"}.get(
            statistic, statistic
        )
    metric = _NAMES.get(lower) or re.sub(r"\W+", "_", lower).strip("_")
    canonical = _UNITS.get(unit.lower())
    if canonical is None:
        canonical = "" if _PLAIN.search(lower) else "count"
        canonical = "%" if lower.startswith("position ") else canonical
    label = {}
    if unit and unit.lower() not in _UNITS:
        words = (record.labels.get("config_label"), unit)
        label = {"config_label": ", ".join(filter(None, words))}
    where = f", line {number}"
    if value != value or abs(value) > 1e300:
        record.numbers.append(Number(metric, None, canonical, statistic, where, written,
                                     "failed", f"{name} is {written}"))  # fmt: skip
    else:
        record.numbers.append(
            Number(metric, value, canonical, statistic, where, written, labels=label)
        )
    return 0


def _take_ranked(record: Record, line: str, number: int) -> None:
    """Take a line of trtllm-bench's breakdown; its title says what it is."""
    if match := _BREAKDOWN.match(line):
        record.about = f"{match[2]} {match[1]}"
    elif record.about and (match := _RANKED.match(line)):
        unit, _, title = record.about.partition(" ")
        known = (("first", "ttft"), ("ttft", "ttft"), ("tpot", "tpot"), ("per-output",
                 "tpot"), ("latency", "latency"))  # fmt: skip
        metric = next((name for word, name in known if word in title.lower()), title)
        statistic = _RANKS.get(match[1], match[1].lower())
        record.numbers.append(
            Number(metric, float(match[2]), unit, statistic, f", line {number}",
                   match[2], labels={"config_label": title})
        )  # fmt: skip


def _failed_where_empty(record: Record) -> Record:
    """Take the values out of a result in which no request succeeded."""
    done = [each for each in record.numbers if each.metric == "requests"]
    if done and all(each.value == 0 for each in done):
        record.numbers = [
            each if each.unit == "count" else each._replace(
                value=None, status="failed", error="no request was completed")
            for each in record.numbers
        ]  # fmt: skip
    return record


def _loose(line: str) -> Iterator[Number]:
    """Yield what vLLM's latency and throughput benchmarks print, a line each."""
    if len(line) > _WIDEST:
        return
    if match := _LATENCY.match(line):
        rank = match[2]
        statistic = "mean" if match[1] else "median" if rank == "50" else f"p{rank}"
        yield Number("latency", float(match[3]), "s", statistic, raw=match[3])
    elif match := _THROUGHPUT.match(line):
        takes = (("request_throughput", "1/s"), ("total_throughput", "tok/s"),
                 ("throughput", "tok/s"))  # fmt: skip
        for raw, (metric, unit) in zip(match.groups(), takes, strict=True):
            value = plain(raw)
            if isinstance(value, (int, float)):
                yield Number(metric, value, unit, raw=raw)


def _labels(outline: Outline, named: str | None) -> dict[str, Any]:
    model = _MODEL.search(outline.command)
    labels = {
        "model": (model[1] or model[2]) if model else named,
        "config_label": outline.label,
        "setting.command": outline.command[:300] or None,
    }
    return {key: value for key, value in labels.items() if value}


READERS = (Reader("serving_text", ("text", "markdown"), claims, with_rest(read)),)

"""GuideLLM's reports, as JSON and as CSV with one or three rows of header.

From src/guidellm/benchmark of https://github.com/vllm-project/guidellm: a metric is a
distribution per status of its requests; request latency is in seconds, what ends in
``_ms`` in ms. Only the distributions of successful requests are measurements. In a cell
"Percentiles" of the CSV stand p0.1, p1, p5, p10, p25, p50, p75, p90, p95, p99, p99.9.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..declared import plain, setting_of
from ..document import Document, object_of, pointer, text_of
from ..records import Found, NotTaken, Number, Problem, Reader, Record, is_number

_RANKS = ("p0.1", "p1", "p5", "p10", "p25", "median", "p75", "p90", "p95", "p99",
          "p99.9")  # fmt: skip
_STATISTICS = {"mean": "mean", "median": "median", "std_dev": "std", "std dev": "std",
               "min": "min", "max": "max"}  # fmt: skip
_PERCENTILES = {"p001": "p0.1", "p01": "p1", "p05": "p5", "p10": "p10", "p25": "p25",
                "p75": "p75", "p90": "p90", "p95": "p95", "p99": "p99",
                "p999": "p99.9"}  # fmt: skip
_COLUMN = re.compile(r"(.+?)[ _](mean|median|std[ _]dev|\[[^\]]*\])\Z", re.IGNORECASE)
_OTHERS = ("errored", "incomplete", "total")
_GROUPS = ("Request Latency", "Time to First Token", "Server Throughput")


def metric_of(name: str) -> tuple[str, str]:
    """Return the metric and unit of a name such as ``time_to_first_token_ms``."""
    text = " ".join(re.sub(r"[_/]+", " ", name.lower()).split())
    if "time to first" in text or "ttft" in text:
        return "ttft", "ms"
    if "time per output" in text or "tpot" in text:
        return "tpot", "ms"
    if "inter token" in text or re.search(r"\bitl\b", text):
        return "itl", "ms"
    if "latency" in text:
        return "latency", "s"
    if "concurrency" in text:
        return "concurrency", "count"
    if "requests" in text and "sec" in text:
        return "request_throughput", "1/s"
    if "per second" in text or "tokens sec" in text:
        if "output" in text or "generated" in text:
            return "throughput", "tok/s"
        if "prompt" in text or "input" in text:
            return "prompt_throughput", "tok/s"
        return ("total_throughput", "tok/s") if "token" in text else ("rate", "1/s")
    for word, metric in (("prompt token", "prompt_tokens"), ("input token", "prompt_to"
                         "kens"), ("output token", "tokens")):  # fmt: skip
        if word in text and " iter" not in text:
            return metric, "count"
    return re.sub(r"\W+", "_", text), "count"


def claims(document: Document) -> bool:
    """Say whether a benchmark's metrics are distributions by status."""
    if '"successful"' not in document.text:
        return False
    content = document.content
    if not isinstance(content, dict):
        return False
    benchmarks = content.get("benchmarks")
    return (
        isinstance(benchmarks, list)
        and bool(benchmarks)
        and isinstance(benchmarks[0], dict)
        and isinstance(benchmarks[0].get("metrics"), dict)
    )


def read(document: Document) -> Iterator[Found]:
    """Yield one record a benchmark (a rate or a strategy)."""
    root = document.content
    others = 0
    for at, benchmark in enumerate(root["benchmarks"]):
        place = f"/benchmarks/{at}"
        metrics = benchmark.get("metrics") if isinstance(benchmark, dict) else None
        if not isinstance(metrics, dict):
            yield Problem(place, "want an object with metrics")
            continue
        numbers: list[Number] = []
        for path, distribution in _distributions(metrics, ()):
            numbers += _distribution(path, distribution["successful"])
            others += sum(isinstance(distribution.get(each), dict) for each in _OTHERS)
        numbers += _counts(benchmark)
        if numbers:
            yield Record(place, numbers, _labels(root, benchmark), kind="llm")
    if others:
        yield NotTaken("distributions of requests that failed, or of all", others)


def _distributions(
    content: Mapping[str, Any], path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], Mapping[str, Any]]]:
    for key, value in content.items():
        if isinstance(value, dict) and len(path) < 6:
            if isinstance(value.get("successful"), dict):
                yield (*path, key), value
            else:
                yield from _distributions(value, (*path, key))


def _distribution(path: tuple[str, ...], values: Mapping[str, Any]) -> Iterator[Number]:
    metric, unit = metric_of(path[-1] if len(path) == 1 else " ".join(path))
    n = values.get("count")
    if n == 0:
        return
    n = n if is_number(n) else None
    where = "/metrics" + pointer(*path, "successful")
    labels = {"config_label": " ".join(path).replace("_", " ")}
    for key, statistic in _STATISTICS.items():
        value = values.get(key)
        if is_number(value):
            yield Number(metric, value, unit, statistic, f"{where}/{key}", n_behind=n,
                         labels=labels)  # fmt: skip
    if n:
        count = f"{where}/count"
        yield Number("samples", n, "count", "count", count, labels=labels)
    whole = values.get("total_sum")
    if is_number(whole) and unit in ("s", "ms", "count"):
        yield Number(metric, whole, unit, "total", f"{where}/total_sum", n_behind=n,
                     labels=labels)  # fmt: skip
    for key, value in object_of(values, "percentiles").items():
        if is_number(value) and key in _PERCENTILES:
            there = f"{where}/percentiles/{key}"
            yield Number(metric, value, unit, _PERCENTILES[key], there, n_behind=n,
                         labels=labels)  # fmt: skip


def _counts(benchmark: Mapping[str, Any]) -> Iterator[Number]:
    duration = benchmark.get("duration")
    if is_number(duration):
        yield Number("time", duration, "s", place="/duration")
    totals = object_of(object_of(benchmark, "metrics"), "request_totals")
    for status, value in totals.items():
        if is_number(value):
            where = f"/metrics/request_totals/{status}"
            yield Number(f"{status}_requests", value, "count", "value", where)


def _labels(root: Mapping[str, Any], benchmark: Mapping[str, Any]) -> dict[str, Any]:
    strategy: Mapping[str, Any] = {}
    for key in ("config", "args", "scheduler"):
        strategy = strategy or object_of(object_of(benchmark, key), "strategy")
    kind = text_of(strategy.get("type_")) or text_of(benchmark.get("type_"))
    rate = next(
        (strategy[k] for k in ("rate", "streams", "max_concurrency")
         if is_number(strategy.get(k))), None)  # fmt: skip
    labels: dict[str, Any] = {
        "benchmark": kind if rate is None else f"{kind}@{rate}",
        "model": _model(benchmark, 0) or _model(root, 0),
        "timestamp": text_of(benchmark.get("start_time")),
    }
    labels |= {f"setting.{k}": setting_of(v) for k, v in strategy.items()}
    return {key: value for key, value in labels.items() if value is not None}


def _model(content: Mapping[str, Any], depth: int) -> str | None:
    """Find the model in the configuration, not in the requests."""
    for key in ("model", "backend_model"):
        if isinstance(content.get(key), str):
            return text_of(content[key])
    for key, value in content.items():
        if key not in ("requests", "metrics", "benchmarks") and isinstance(value, dict):
            found = _model(value, depth + 1) if depth < 4 else None
            if found:
                return found
    return None


def claims_csv(document: Document) -> bool:
    """Say whether the header is GuideLLM's, in three rows or in one."""
    if "uccessful" not in document.text[:100_000]:
        return False
    rows = document.rows
    if len(rows) > 3 and {"Run Info", "Benchmark"} <= set(rows[0][1]):
        return True
    if len(rows) > 3 and set(_GROUPS) <= set(rows[0][1]):
        return True
    header = document.header
    return sum(bool(_COLUMN.match(name)) and "[" in name for name in header) > 2


def read_csv(document: Document) -> Iterator[Found]:
    """Yield one record a line of data."""
    rows = document.rows
    heads = 3 if not _COLUMN.search(" ".join(document.header[-1:])) else 1
    stack: list[tuple[str, str, str]] = []
    group = ""
    width = max(len(cells) for _, cells in rows[:heads])
    for at in range(width):
        words = [row[at].strip() if at < len(row) else "" for _, row in rows[:heads]]
        group = words[0] or group
        stack.append((group, *words[1:]) if heads == 3 else _split(words[0]))  # type: ignore[arg-type]
    for line, cells in rows[heads:]:
        if len(cells) != width:
            want = f"{len(cells)} cells where the header has {width}"
            yield Problem(f"line {line}", want)
            continue
        yield from _line(line, stack, cells)


def _split(name: str) -> tuple[str, str, str]:
    match = _COLUMN.match(name)
    return (match[1], "", match[2]) if match else (name, "", "")


def _line(
    line: int, stack: list[tuple[str, str, str]], cells: list[str]
) -> Iterator[Found]:
    labels: dict[str, Any] = {}
    numbers: list[Number] = []
    done = None
    for at, ((group, name, third), cell) in enumerate(
        zip(stack, cells, strict=True), start=1
    ):
        written = cell.strip()
        whole = " ".join(filter(None, (group, name)))
        where = f", column {at} ({' / '.join(filter(None, (group, name, third)))})"
        value = plain(written)
        if group == "Request Counts" and isinstance(value, (int, float)):
            done = value if name == "Successful" else done
            numbers.append(
                Number(
                    f"{name.lower()}_requests", value, "count", "value", where, written
                )
            )
        elif whole.lower().startswith(("errored", "incomplete", "total ")):
            continue
        elif third.lower() in _STATISTICS or third.startswith(("Percentiles", "[")):
            numbers += _cell(whole, third, written, where)
        elif third == "Sec" and is_number(value) and group != "Run Info":
            metric = "time" if name == "Duration" else re.sub(r"\W+", "_", name.lower())
            statistic = "mean" if name.endswith("Avg") else "value"
            if name not in ("Warmup", "Cooldown"):
                numbers.append(Number(metric, value, "s", statistic, where, written))
        else:
            labels |= _setting(whole, written)
    if done == 0:
        numbers = [each for each in numbers if each.metric.endswith("_requests")]
    numbers = [n if n.metric.endswith("_requests") else n._replace(n_behind=done)
               for n in numbers]  # fmt: skip
    kept = {key: value for key, value in labels.items() if value is not None}
    if numbers:
        yield Record(f"line {line}", numbers, kept, kind="llm")


def _cell(name: str, third: str, written: str, where: str) -> Iterator[Number]:
    bare = name.replace("Successful ", "").replace("successful ", "")
    metric, unit = metric_of(bare)
    if name.endswith(" ms"):
        unit = "ms"
    elif name.endswith(" Sec") and "/" not in name:
        unit = "s"
    labels = {"config_label": name}
    if third.lower() in _STATISTICS:
        value = plain(written)
        if isinstance(value, (int, float)) and is_number(value):
            statistic = _STATISTICS[third.lower()]
            yield Number(metric, value, unit, statistic, where, written, labels=labels)
        return
    try:
        values = json.loads(written)
    except ValueError:
        return
    ranks: list[str] = list(_RANKS)
    if third.startswith("["):
        ranks = [_rank(each.strip()) for each in third.strip("[]").split(",")]
    if isinstance(values, list) and len(values) == len(ranks):
        for at, (rank, value) in enumerate(zip(ranks, values, strict=True)):
            if is_number(value):
                yield Number(metric, value, unit, rank, f"{where}, item {at + 1}",
                             labels=labels)  # fmt: skip


def _rank(text: str) -> str:
    if text in ("min", "max"):
        return text
    return "median" if text == "50" else f"p{text}"


def _setting(name: str, written: str) -> dict[str, Any]:
    """Take the strategy and the model; the long JSON of the run is no label."""
    if name in ("Benchmark Strategy", "Name"):
        return {"benchmark": written or None}
    if name == "Run Info Backend" or name.endswith("Backend"):
        try:
            return {
                "model": text_of(object_of({"b": json.loads(written)}, "b")["model"])
            }
        except (ValueError, KeyError):
            return {}
    if name.startswith(("Scheduler", "Timings", "Id", "Run I", "Benchmark ID")):
        return {}
    short = written and len(written) < 60 and name
    return {f"setting.{name}": plain(written)} if short else {}


READERS = (
    Reader("guidellm", ("json",), claims, read),
    Reader("guidellm", ("csv",), claims_csv, read_csv),
)

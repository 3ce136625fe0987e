"""genai-perf's and AIPerf's exports in JSON and CSV, and LLMPerf's summaries.

From the exporters of https://github.com/ai-dynamo/aiperf and of genai-perf
(https://github.com/triton-inference-server/perf_analyzer): a metric is an object of
``unit`` and statistics, or a line ``Time To First Token (ms),…`` of one of several
tables in one CSV. LLMPerf (https://github.com/ray-project/llmperf) flattens
``results_ttft_s_quantiles_p50``.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..declared import plain, setting_of
from ..document import Document, object_of, pointer, text_of
from ..records import Found, NotTaken, Number, Reader, Record, is_number
from ._rest import with_rest
from ._terminal import Outline, numbered
from ._wrapped import Entry, entries, holds, place_of, words_of

_STATISTICS = {"avg": "mean", "mean": "mean", "p50": "median", "median": "median",
               "std": "std", "stddev": "std", "min": "min", "max": "max",
               "value": "value", "sum": "total", "count": "count"}  # fmt: skip
_RANK = re.compile(r"p\d{1,2}(?:\.\d+)?\Z")
_METRICS = {
    "time_to_first_token": "ttft", "time_to_first_output_token": "ttft_output",
    "inter_token_latency": "itl", "request_latency": "latency",
    "request_throughput": "request_throughput",
    "output_token_throughput": "throughput",
    "output_token_throughput_per_user": "user_throughput",
    "total_token_throughput": "total_throughput",
    "output_sequence_length": "tokens", "input_sequence_length": "prompt_tokens",
    "request_count": "requests", "error_request_count": "failed_requests",
    "benchmark_duration": "time", "total_isl": "prompt_tokens", "total_osl": "tokens",
}  # fmt: skip
_UNITS = {"tokens/sec": "tok/s", "tokens/sec/user": "tok/s", "requests/sec": "1/s",
          "per sec": "1/s", "ms": "ms", "sec": "s", "tokens": "count",
          "requests": "count", "images/sec": "1/s", "%": "%", "w": "W", "mj": "MJ",
          "gb": "GB", "°c": "degC", "us": "us", "ns": "ns"}  # fmt: skip
_KEYS = ("request_latency", "time_to_first_token", "request_throughput",
         "output_token_throughput", "inter_token_latency")  # fmt: skip
_NAME = re.compile(r"(.+?)\s*(?:\(([^()]+)\))?\Z")
_COMMAND = re.compile(r"(\b(?:aiperf|genai-perf) (?:profile|analyze)\b.*)")
_MODEL = re.compile(r"\s(?:-m|--model(?:-names)?)[\s=]+[\"']?([^\s\"'\\]+)")
_DURATION = re.compile(r"\s*Benchmark Duration: (\d+(?:\.\d+)?) sec\b")
_LLMPERF = re.compile(
    r"results_(.+?)(?:_(s|ms))?(?:_quantiles)?_(mean|min|max|stddev|p\d+)\Z"
)
_LLMPERF_METRICS = {
    "ttft": ("ttft", ""), "inter_token_latency": ("itl", ""),
    "end_to_end_latency": ("latency", ""),
    "request_output_throughput_token_per": ("throughput", "tok/s"),
    "number_input_tokens": ("prompt_tokens", "count"),
    "number_output_tokens": ("tokens", "count"),
}  # fmt: skip
_LLMPERF_PLAIN = {
    "results_mean_output_throughput_token_per_s": ("throughput", "tok/s", "mean"),
    "results_num_completed_requests": ("requests", "count", "count"),
    "results_number_errors": ("failed_requests", "count", "count"),
    "results_num_completed_requests_per_min": ("request_throughput", "1/min", "value"),
    "results_error_rate": ("error_rate", "ratio", "value"),
}  # fmt: skip


def statistic_of(name: str) -> str | None:
    """Return the statistic of a key or column; None: it is none."""
    lower = name.strip().lower()
    return _STATISTICS.get(lower) or (lower if _RANK.match(lower) else None)


def _is_metric(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and isinstance(value.get("unit"), str)
        and any(is_number(value.get(key)) for key in ("avg", "value", "p50", "p99"))
    )


def _is_export(content: dict[str, Any]) -> bool:
    return any(_is_metric(content.get(key)) for key in _KEYS)


def claims(document: Document) -> bool:
    """Say whether metrics with a unit and statistics lie in the JSON."""
    return holds(document, '"unit"', _is_export)


def read(document: Document) -> Iterator[Found]:
    """Yield one record an export or request, each metric with its own unit."""
    warm = times = 0
    for entry in entries(document.content, _is_export):
        request = entry.holders[-1] if entry.holders else {}
        if object_of(request, "metadata").get("benchmark_phase") == "warmup":
            warm += 1
            continue
        error = text_of(object_of(request, "error").get("message"))
        numbers: list[Number] = []
        for key, value in entry.content.items():
            if _is_metric(value) and key.endswith("_timestamp"):
                times += 1
            elif _is_metric(value):
                numbers += _metric(key, value, pointer(key))
        if error:
            numbers = [
                each._replace(value=None, status="failed", error=error)
                for each in numbers
            ]
        labels = _labels(document.content, entry)
        yield Record(place_of(document, entry.path), numbers, labels, kind="llm")
    if warm:
        yield NotTaken("requests of the warm-up", warm)
    if times:
        yield NotTaken("clock times", times)


def _metric(key: str, values: Mapping[str, Any], where: str) -> Iterator[Number]:
    metric, unit = _METRICS.get(key, key), _unit(str(values["unit"]))
    count = values.get("count")
    n = count if is_number(count) and count > 0 else None
    whole = key.endswith(("_throughput", "_count", "_duration"))
    title = text_of(values.get("header"))
    labels = {"setting.metric": f"{key} ({title})" if title else key}
    for name, value in values.items():
        statistic = statistic_of(name)
        if not statistic or not is_number(value) or name == "count":
            continue
        if whole and statistic == "mean" and n in (None, 1):
            statistic = "value"
        yield Number(metric, value, unit, statistic, f"{where}/{name}", n_behind=n,
                     labels=labels)  # fmt: skip
    if n:
        yield Number("samples", n, "count", "count", f"{where}/count", labels=labels)


def _unit(written: str) -> str:
    return _UNITS.get(written.strip().lower(), written.strip())


def _labels(root: Any, entry: Entry) -> dict[str, Any]:
    content = entry.content
    config = object_of(content, "input_config") or object_of(root, "input_config") \
        if isinstance(root, dict) else {}  # fmt: skip
    endpoint = object_of(config, "endpoint")
    model = (
        config.get("model_names") or config.get("model") or endpoint.get("model_names")
    )
    if isinstance(model, list):
        model = ", ".join(str(each) for each in model)
    labels: dict[str, Any] = {
        "model": text_of(model),
        "timestamp": text_of(content.get("start_time")),
        "config_label": words_of(entry, ("start_time", "end_time")),
    }
    for source in (config, object_of(config, "loadgen"), object_of(config, "perf_"
                   "analyzer"), endpoint):  # fmt: skip
        for key, value in source.items():
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                labels[f"setting.{key}"] = setting_of(value)
    stimulus = object_of(object_of(config, "perf_analyzer"), "stimulus")
    labels |= {f"setting.{key}": setting_of(value) for key, value in stimulus.items()}
    return {key: value for key, value in labels.items() if value is not None}


def claims_csv(document: Document) -> bool:
    """Say whether a table starts with Metric and has lines such as `Name (ms)`."""
    if "Metric," not in document.text[:2000]:
        return False
    return any(
        row[0].strip() == "Metric" and (row[1:2] == ["Value"] or "avg" in row)
        for _, row in document.rows[:5]
    ) and any(
        word in document.text for word in ("Latency (ms)", "Throughput (", "Token (ms)")
    )


def read_csv(document: Document) -> Iterator[Found]:
    """Yield one record a line; a header, or a title in ===, counts from there on."""
    yield from _csv_lines(document.rows)


def claims_lines(document: Document) -> bool:
    """Say whether such a CSV stands in a text or in a code block."""
    return any(line.lstrip().startswith("Metric,avg,") for line in document.lines)


def read_lines(document: Document) -> Iterator[Found]:
    """Yield one record a line of the CSV, up to where other text follows."""
    rows: list[tuple[int, list[str]]] = []
    open_ = False
    for number, line in numbered(document):
        text = line.strip()
        open_ = text.startswith("Metric,") or (open_ and ("," in text or not text))
        if open_ and text:
            rows += [(number, row) for row in csv.reader([text])]
    yield from _csv_lines(rows)


def _csv_lines(rows: Iterable[tuple[int, list[str]]]) -> Iterator[Found]:
    names: list[str] = []
    title = ""
    for line, row in rows:
        cells = [cell.strip() for cell in row]
        if "Metric" in cells and (statistic_of(cells[-1]) or cells[-1] == "Value"):
            names = cells
        elif cells[0].startswith("===") or not any(cells[1:]):
            title = cells[0].strip("= ")
        elif names and len(cells) == len(names):
            yield from _line(line, dict(zip(names, cells, strict=True)), title)


def _line(line: int, cell: Mapping[str, str], title: str) -> Iterator[Found]:
    match = _NAME.match(cell["Metric"])
    if not match:
        return
    name, unit = match[1], _unit(match[2] or "")
    key = re.sub(r"\W+", "_", name.lower()).strip("_")
    if not match[2]:
        unit = "count"  # the only unit that the exporters leave out
    labels: dict[str, Any] = {
        "benchmark": cell["Metric"],
        "config_label": title or None,
    }
    numbers = []
    for column, written in cell.items():
        statistic = statistic_of(column)
        value = plain(written.replace(",", ""))
        if not statistic and column != "Metric":
            labels[f"setting.{column}"] = written or None
        elif statistic and isinstance(value, (int, float)) and is_number(value):
            metric = _METRICS.get(key, key)
            where = f", column {column}"
            numbers.append(Number(metric, value, unit, statistic, where, written))
    if "GPU_Name" in cell:
        labels["device"] = cell["GPU_Name"]
    kept = {key: value for key, value in labels.items() if value is not None}
    if numbers:
        yield Record(f"line {line}", numbers, kept, kind="llm")


def claims_text(document: Document) -> bool:
    """Say whether the tools' table of boxes stands here."""
    return any(_heads(line) for line in document.lines if "\u2503" in line)


def _heads(line: str) -> list[str]:
    names = [each.strip() for each in line.strip().strip("\u2503").split("\u2503")]
    return names if names[0] in ("Statistic", "Metric") and "avg" in names else []


def read_boxes(document: Document) -> Iterator[Found]:
    """Yield one record a row; a name may go on in the next line."""
    outline = Outline(_COMMAND)
    for found in _boxed(document, outline):
        if isinstance(found, Record):
            model = _MODEL.search(outline.command)
            found.labels |= {"config_label": outline.label} if outline.label else {}
            found.labels |= {"model": model[1]} if model else {}
            if outline.command:
                found.labels["setting.command"] = outline.command[:300]
        yield found


def _boxed(document: Document, outline: Outline) -> Iterator[Found]:
    names: list[str] = []
    open_: tuple[int, list[str]] | None = None
    for number, line in numbered(document):
        if "\u2503" in line:
            names = _heads(line) or names
            continue
        if match := _DURATION.match(line):
            took = Number("time", float(match[1]), "s", raw=match[1])
            yield Record(f"line {number}", [took], {}, kind="llm")
        if "\u2502" not in line and not line.startswith("CLI Command"):
            outline.feed(line)
        cells = [c.strip() for c in line.strip().strip("\u2502").split("\u2502")]
        row = cells if "\u2502" in line and len(cells) == len(names) else []
        if open_ and row and not any(row[1:]):
            open_[1][0] += " " + row[0]
            continue
        if open_:
            found = {"Metric": open_[1][0]} | dict(
                zip(names[1:], open_[1][1:], strict=True)
            )
            yield from _line(open_[0], found, "")
        open_ = (number, row) if row and any(row[1:]) else None


def _is_llmperf(content: dict[str, Any]) -> bool:
    return "results_ttft_s_mean" in content or "results_ttft_s_quantiles_p50" in content


def claims_llmperf(document: Document) -> bool:
    """Say whether the keys are LLMPerf's."""
    return holds(document, '"results_ttft_s_', _is_llmperf)


def read_llmperf(document: Document) -> Iterator[Found]:
    """Yield one record a summary."""
    for entry in entries(document.content, _is_llmperf):
        numbers: list[Number] = []
        labels: dict[str, Any] = {}
        for key, value in entry.content.items():
            match = _LLMPERF.match(key)
            if isinstance(value, str) and key.startswith("results_"):
                value = plain(value)  # some versions write numbers as text
            if not is_number(value):
                if not key.startswith("results_"):
                    labels[f"setting.{key}"] = text_of(value)
            elif key in _LLMPERF_PLAIN:
                metric, unit, statistic = _LLMPERF_PLAIN[key]
                if unit == "1/min":
                    unit, value = "1/s", value / 60
                numbers.append(Number(metric, value, unit, statistic, f"/{key}",
                                      repr(entry.content[key])))  # fmt: skip
            elif match and match[1] in _LLMPERF_METRICS:
                metric, unit = _LLMPERF_METRICS[match[1]]
                statistic = _STATISTICS.get(match[3], match[3])
                numbers.append(
                    Number(metric, value, unit or match[2] or "s", statistic, f"/{key}")
                )
            elif not key.startswith("results_"):
                labels[f"setting.{key}"] = value
        labels["model"] = labels.pop("setting.model", None)
        labels["timestamp"] = labels.pop("setting.timestamp", None)
        kept = {key: value for key, value in labels.items() if value is not None}
        yield Record(place_of(document, entry.path), numbers, kept, kind="llm")


READERS = (
    Reader("aiperf", ("json",), claims, read),
    Reader("aiperf", ("csv",), claims_csv, read_csv),
    Reader("aiperf lines", ("text", "markdown"), claims_lines, with_rest(read_lines)),
    Reader("aiperf table", ("text", "markdown"), claims_text, with_rest(read_boxes)),
    Reader("llmperf", ("json",), claims_llmperf, read_llmperf),
)

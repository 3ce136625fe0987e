"""Reports of whole models: optimum-benchmark, and PyTorch's benchmark database.

optimum-benchmark (https://github.com/huggingface/optimum-benchmark, trackers and
report.py) saves per target (``prefill``, ``decode``, ``load``) an object of trackers,
each with its ``unit``; ``stdev_`` is the deviation in percent of the mean. PyTorch's
database (https://github.com/pytorch/pytorch/wiki: how to integrate with the PyTorch OSS
benchmark database) takes records of ``benchmark``, ``model`` and ``metric`` with
``benchmark_values``; vLLM, ExecuTorch and Helion write it.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ...units import parse_unit, split_unit
from ..declared import setting_of
from ..document import Document, object_of, text_of
from ..records import Found, Number, Reader, Record, is_number
from ._wrapped import Entry, entries, holds, nearest, place_of, words_of

_STATISTICS = {"mean": "mean", "stdev": "std", "p50": "median", "p90": "p90",
               "p95": "p95", "p99": "p99", "total": "total"}  # fmt: skip
_TRACKERS = ("latency", "memory", "throughput", "energy", "efficiency")
_CONFIG = ("device", "torch_dtype", "no_weights", "attn_implementation", "quantization_"
           "scheme", "batch_size", "sequence_length", "max_new_tokens", "task",
           "library")  # fmt: skip


def _is_target(content: dict[str, Any]) -> bool:
    return any(
        isinstance(content.get(name), dict)
        and isinstance(content[name].get("unit"), str)
        and ("mean" in content[name] or "values" in content[name]
             or "max_ram" in content[name] or "value" in content[name])
        for name in _TRACKERS
    )  # fmt: skip


def claims(document: Document) -> bool:
    """Say whether targets of optimum-benchmark lie in the JSON."""
    text = document.text
    return ('"stdev_"' in text or '"max_ram"' in text) and holds(
        document, '"unit"', _is_target
    )


def read(document: Document) -> Iterator[Found]:
    """Yield one record a target."""
    config = _config_beside(document)
    for entry in entries(document.content, _is_target):
        numbers: list[Number] = []
        for name in _TRACKERS:
            numbers += _tracked(name, object_of(entry.content, name))
        root = document.content if isinstance(document.content, dict) else {}
        labels = _labels(object_of(root, "config") or config)
        labels["benchmark"] = str(entry.path[-1]) if entry.path else None
        labels["config_label"] = words_of(entry)
        kept = {key: value for key, value in labels.items() if value is not None}
        if numbers:
            yield Record(place_of(document, entry.path), numbers, kept)


def _config_beside(document: Document) -> Mapping[str, Any]:
    beside = document.beside("benchmark_config.json")
    try:
        content = beside.content if beside else None
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def _tracked(name: str, values: Mapping[str, Any]) -> Iterator[Number]:
    unit = text_of(values.get("unit")) or ""
    n = values.get("count")
    n = n if is_number(n) else None
    for key, value in values.items():
        place = f"/{name}/{key}"
        if key == "values" and isinstance(value, list):
            for at, each in enumerate(value):
                if is_number(each):
                    yield Number(name, each, unit, place=f"{place}/{at}",
                                 labels={"run_index": at})  # fmt: skip
        elif not is_number(value) or key == "count":
            continue
        elif key == "stdev_":
            yield Number(name, value, "%", "cv", place, n_behind=n)
        elif key in _STATISTICS and name == "latency":
            yield Number(name, value, unit, _STATISTICS[key], place, n_behind=n)
        elif key == "value":
            yield Number(name, value, unit, place=place)
        else:
            statistic = "max" if key.startswith("max") else "value"
            yield Number(name, value, unit, statistic, place,
                         labels={"setting.part": key})  # fmt: skip


def _labels(config: Mapping[str, Any]) -> dict[str, Any]:
    backend = object_of(config, "backend")
    labels: dict[str, Any] = {
        "model": text_of(backend.get("model")), "backend": text_of(backend.get("name")),
        "device": text_of(backend.get("device")),
        "dtype": text_of(backend.get("torch_dtype")),
    }  # fmt: skip
    scenario = object_of(config, "scenario") or object_of(config, "benchmark")
    shapes = object_of(scenario, "input_shapes")
    for source in (backend, scenario, shapes):
        for key in _CONFIG:
            labels[f"setting.{key}"] = setting_of(source.get(key))
    environment = object_of(config, "environment")
    labels["machine"] = text_of(environment.get("gpu")) or text_of(
        environment.get("cpu")
    )
    return labels


def _is_result(content: dict[str, Any]) -> bool:
    metric = content.get("metric")
    return (
        isinstance(metric, dict)
        and isinstance(metric.get("benchmark_values"), list)
        and isinstance(content.get("benchmark"), dict)
    )


def claims_database(document: Document) -> bool:
    """Say whether records of PyTorch's benchmark database lie in the JSON."""
    return holds(document, '"benchmark_values"', _is_result)


def read_database(document: Document) -> Iterator[Found]:
    """Yield one record a metric; each of its values is one run."""
    for entry in entries(document.content, _is_result):
        metric = object_of(entry.content, "metric")
        written = text_of(metric.get("name")) or "value"
        name, unit = split_unit(written)
        unit = text_of(metric.get("unit")) or unit or _unit_of(written)
        key = re.sub(r"\W+", "_", name.lower()).strip("_")
        numbers = [
            Number(key, value, unit, place=f"/metric/benchmark_values/{at}",
                   labels={"run_index": at})
            for at, value in enumerate(metric["benchmark_values"])
            if is_number(value)
        ]  # fmt: skip
        labels = _database_labels(entry) | {"setting.metric": written}
        kept = {key: value for key, value in labels.items() if value is not None}
        if numbers:
            yield Record(place_of(document, entry.path), numbers, kept)


def _unit_of(name: str) -> str:
    if "speedup" in name:
        return "x"
    last = name.rsplit("_", 1)[-1]
    return last if parse_unit(last) and last != name else ""


def _database_labels(entry: Entry) -> dict[str, Any]:
    benchmark = object_of(entry.content, "benchmark")
    model = object_of(entry.content, "model")
    runners = entry.content.get("runners")
    runner = runners[0] if isinstance(runners, list) and runners else {}
    labels: dict[str, Any] = {
        "benchmark": text_of(benchmark.get("name")),
        "model": text_of(model.get("name")),
        "dtype": text_of(benchmark.get("dtype")),
        "backend": text_of(model.get("backend")),
        "device": nearest(Entry((), object_of(benchmark, "extra_info"), ()), "device"),
        "machine": text_of(runner.get("name")) if isinstance(runner, dict) else None,
        "setting.mode": text_of(benchmark.get("mode")),
    }  # fmt: skip
    for source in (object_of(benchmark, "extra_info"), object_of(model, "extra_info"),
                   object_of(object_of(benchmark, "extra_info"), "args")):  # fmt: skip
        for key, value in source.items():
            labels[f"setting.{key}"] = setting_of(value)
    return labels


READERS = (
    Reader("optimum-benchmark", ("json",), claims, read),
    Reader("pytorch benchmark database", ("json",), claims_database, read_database),
)

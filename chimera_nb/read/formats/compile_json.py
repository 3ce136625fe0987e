"""The reader of compile benchmarks in JSON (``backends.<name>.compilation``).

One file holds one model on one device; per backend a compilation (null for eager,
which compiles nothing) and the statistics of its steady-state latency. A backend that
failed writes its latencies as 0.0: it carries no value here.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from ..document import Document, object_of, pointer, text_of
from ..records import Found, Number, Reader, Record, failed, is_number

_SHAPES = ("batch_size",)
_RUNS = ("runs", "warmup_runs")
_STATISTICS = {
    "mean_time_ms": "mean", "median_time_ms": "median", "std_time_ms": "std",
    "min_time_ms": "min", "max_time_ms": "max",
}  # fmt: skip


def claims(document: Document) -> bool:
    """Say whether the keys are those of a compile benchmark."""
    backends = document.content["backends"]
    return (
        isinstance(backends, dict)
        and bool(backends)
        and all(
            isinstance(entry, dict) and {"compilation", "benchmark"} <= set(entry)
            for entry in backends.values()
        )
    )


def read(document: Document) -> Iterator[Found]:
    """Yield one record per backend: its compile time, its latencies."""
    content = document.content
    shared = _shared(content)
    for name, entry in content["backends"].items():
        compilation = object_of(entry, "compilation")
        benchmark = object_of(entry, "benchmark")
        metadata = object_of(benchmark, "metadata")
        executed_on = _executed_on(object_of(compilation, "metadata"), metadata)
        labels = shared | {"backend": str(name), "executed_on": executed_on}
        compiled = entry["compilation"] is not None
        error = None
        if compiled and compilation.get("success") is not True:
            error = text_of(compilation.get("error")) or "the backend failed"
        else:
            error = text_of(metadata.get("error"))
        numbers = [
            _compile_time(name, compiled, compilation, metadata, error),
            *_latency(benchmark, error, shared.get("setting.runs")),
        ]
        note = _precision(shared["dtype"], object_of(compilation, "metadata"), metadata)
        yield Record(
            pointer("backends", name),
            [each._replace(note=each.note or note) for each in numbers if each],
            labels,
        )


def _shared(content: Mapping[str, Any]) -> dict[str, Any]:
    model, settings = object_of(content, "model"), object_of(content, "settings")
    environment = object_of(content, "environment")
    found = {
        "model": text_of(model.get("name")),
        "device": text_of(model.get("device")),
        "dtype": text_of(model.get("dtype")),
        "timestamp": text_of(content.get("generated_at")),
        "machine": text_of(environment.get("cpu")),
    }
    if "torch" in environment:
        found["software"] = f"torch {environment['torch']}"
    for source, names in ((model, _SHAPES), (settings, _RUNS)):
        for name in names:
            if is_number(source.get(name)):
                found[f"setting.{name}"] = source[name]
    return found


def _compile_time(
    backend: str,
    compiled: bool,
    compilation: Mapping[str, Any],
    metadata: Mapping[str, Any],
    error: str | None,
) -> Number | None:
    again = metadata.get("compile_time_s")
    other = "/benchmark/metadata/compile_time_s"
    if not compiled:
        note = "nothing is compiled here: not applicable, not zero"
        return (is_number(again) and Number(
            "compile_time", None, "s", place=other, raw=repr(again),
            status="placeholder", note=note,
        )) or None  # fmt: skip
    value = compilation.get("compile_time_s")
    place = "/compilation/compile_time_s"
    if error or not is_number(value):
        error = error or "no compile time given"
        return failed("compile_time", "s", error, place=place, raw=repr(value))
    same = is_number(again) and again == value
    return Number(
        "compile_time", float(value), "s", place=place, raw=repr(value),
        also_in=pointer("backends", backend) + other if same else "",
    )  # fmt: skip


def _latency(
    benchmark: Mapping[str, Any], error: str | None, runs: Any
) -> Iterator[Number]:
    for key, statistic in _STATISTICS.items():
        value = benchmark.get(key)
        if error:
            if key in benchmark and statistic == "mean":
                yield failed(
                    "latency", "ms", error, statistic=statistic,
                    place=f"/benchmark/{key}", raw=repr(value),
                )  # fmt: skip
        elif is_number(value):
            yield Number(
                "latency", value, "ms", statistic, f"/benchmark/{key}", n_behind=runs
            )


def _precision(dtype: str | None, *metadata: Mapping[str, Any]) -> str | None:
    """Say which precisions a backend was allowed, where not the model's alone."""
    for each in metadata:
        names = each.get("enabled_precisions")
        if not isinstance(names, list) or not names:
            continue
        allowed = [str(name).removeprefix("torch.") for name in names[:8]]
        if allowed != [str(dtype).removeprefix("torch.")]:
            said = ", ".join(allowed)
            return f"enabled precisions: {said}; the model's dtype is {dtype}"
    return None


def _executed_on(*metadata: Mapping[str, Any]) -> str | None:
    """Name the device that an ONNX provider really ran on, where the file says."""
    for each in metadata:
        providers = each.get("providers")
        if isinstance(providers, list) and providers:
            first = str(providers[0])
            return first.removesuffix("ExecutionProvider").lower()
    return None


READERS = (Reader("compile_json", ("json",), claims, read, frozenset({"backends"})),)

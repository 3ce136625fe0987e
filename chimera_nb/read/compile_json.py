"""The reader of compile benchmarks in JSON (``backends.<name>.compilation``).

One file holds one model on one device; per backend a compilation (null for eager,
which compiles nothing) and the statistics of its steady-state latency. A backend that
failed writes its latencies as 0.0: it carries no value here.
"""

import math
from collections.abc import Iterator, Mapping
from typing import Any, TypeGuard

_SHAPES = ("batch_size",)
_RUNS = ("runs", "warmup_runs")
_STATISTICS = {
    "mean_time_ms": "mean", "median_time_ms": "median", "std_time_ms": "std",
    "min_time_ms": "min", "max_time_ms": "max",
}  # fmt: skip


def claims(content: Any) -> bool:
    """Say whether the keys are those of a compile benchmark."""
    backends = content.get("backends") if isinstance(content, dict) else None
    return (
        isinstance(backends, dict)
        and bool(backends)
        and all(
            isinstance(entry, dict) and {"compilation", "benchmark"} <= set(entry)
            for entry in backends.values()
        )
    )


def rows(content: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the measurements of one file; ``place`` is a JSON pointer."""
    shared = _shared(content)
    for number, (name, entry) in enumerate(content["backends"].items()):
        labels = shared | {"backend": str(name), "record": number}
        yield from _compilation(name, entry, labels)
        yield from _latency(name, entry, labels)


def _shared(content: Mapping[str, Any]) -> dict[str, Any]:
    model, settings = _object(content, "model"), _object(content, "settings")
    environment = _object(content, "environment")
    found = {
        "model": _text(model.get("name")),
        "device": _text(model.get("device")),
        "dtype": _text(model.get("dtype")),
        "timestamp": _text(content.get("generated_at")),
        "machine": _text(environment.get("cpu")),
    }
    if "torch" in environment:
        found["software"] = f"torch {environment['torch']}"
    settings_of = [(model, _SHAPES), (settings, _RUNS)]
    for source, names in settings_of:
        for name in names:
            if isinstance(source.get(name), (int, float)):
                found[f"setting.{name}"] = source[name]
    return found


def _compilation(
    name: str, entry: Mapping[str, Any], labels: dict[str, Any]
) -> Iterator[dict[str, Any]]:
    compilation, benchmark = _object(entry, "compilation"), _object(entry, "benchmark")
    metadata = _object(benchmark, "metadata")
    row = labels | {
        "kind": "compile", "tier": "raw", "metric": "compile_time",
        "statistic": "value", "unit": "s", "raw_unit": "s",
        "place": f"/backends/{_pointer(name)}/compilation/compile_time_s",
    }  # fmt: skip
    again = metadata.get("compile_time_s")
    if entry["compilation"] is None:
        if _is_number(again):
            place = f"/backends/{_pointer(name)}/benchmark/metadata/compile_time_s"
            note = "nothing is compiled here: not applicable, not zero"
            yield row | {
                "status": "placeholder",
                "raw_value": repr(again),
                "note": note,
                "place": place,
            }
        return
    value = compilation.get("compile_time_s")
    row["raw_value"] = repr(value)
    if compilation.get("success") is not True or not _is_number(value):
        error = _text(compilation.get("error")) or "no compile time given"
        yield row | {"status": "failed", "error": error}
        return
    row["executed_on"] = _executed_on(_object(compilation, "metadata"), metadata)
    if _is_number(again) and again == value:
        row["also_in"] = f"/backends/{_pointer(name)}/benchmark/metadata/compile_time_s"
    yield row | {"status": "ok", "value": float(value)}


def _latency(
    name: str, entry: Mapping[str, Any], labels: dict[str, Any]
) -> Iterator[dict[str, Any]]:
    compilation, benchmark = _object(entry, "compilation"), _object(entry, "benchmark")
    failed = entry["compilation"] is not None and compilation.get("success") is not True
    executed_on = _executed_on(
        _object(compilation, "metadata"), _object(benchmark, "metadata")
    )
    for key, statistic in _STATISTICS.items():
        value = benchmark.get(key)
        row = labels | {
            "kind": "latency", "tier": "aggregate", "metric": "latency",
            "statistic": statistic, "unit": "s", "raw_unit": "ms",
            "raw_value": repr(value), "executed_on": executed_on,
            "place": f"/backends/{_pointer(name)}/benchmark/{key}",
            "n_behind": labels.get("setting.runs"),
        }  # fmt: skip
        if failed or _text(_object(benchmark, "metadata").get("error")):
            if key in benchmark and statistic == "mean":
                error = _text(compilation.get("error")) or "the backend failed"
                yield row | {"status": "failed", "error": error, "n_behind": None}
        elif _is_number(value):
            yield row | {"status": "ok", "value": value / 1000}


def _executed_on(*metadata: Mapping[str, Any]) -> str | None:
    """Name the device that an ONNX provider really ran on, where the file says."""
    for each in metadata:
        providers = each.get("providers")
        if isinstance(providers, list) and providers:
            first = str(providers[0])
            return first.removesuffix("ExecutionProvider").lower()
    return None


def _object(content: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = content.get(key)
    return value if isinstance(value, dict) else {}


def _is_number(value: Any) -> TypeGuard[float]:
    return (
        isinstance(value, (int, float))
        and not isinstance(value, bool)
        and abs(value) < 1e300
        and math.isfinite(value)
    )


def _text(value: Any) -> str | None:
    return " ".join(str(value).split()) if value not in (None, "") else None


def _pointer(name: str) -> str:
    """Escape a key for a JSON pointer (RFC 6901)."""
    return str(name).replace("~", "~0").replace("/", "~1")

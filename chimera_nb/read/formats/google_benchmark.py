"""JSON of Google Benchmark (``--benchmark_format=json``, ``--benchmark_out``).

https://github.com/google/benchmark, ``docs/user_guide.md`` and
``src/json_reporter.cc``. Times are in ``time_unit``; aggregates (``mean``, ``median``,
``stddev``, ``cv``) are entries of their own, before version 1.4.2 known by the ends of
their names only. ``cv`` and ``rms`` are fractions, a BigO entry holds coefficients.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from ..document import Document, object_of, text_of
from ..records import Found, Number, Reader, Record, is_number
from ._keys import key_of, metric_of
from .micro_json import objects, settings_of

_AGGREGATES = {
    "mean": "mean", "median": "median", "stddev": "std", "cv": "cv", "min": "min",
    "max": "max", "BigO": "slope", "RMS": "RMS",
}  # fmt: skip
_SETTINGS = (
    "family_index", "per_family_instance_index", "repetitions", "repetition_index",
    "threads", "iterations", "big_o", "complexity_n",
)  # fmt: skip
_TEXTS = {
    "name", "run_name", "run_type", "aggregate_name", "aggregate_unit", "time_unit",
    "label", "error_occurred", "error_message", "skipped", "skip_message",
}  # fmt: skip
_METRICS = {
    "real_time": ("time", "@"), "cpu_time": ("cpu_time", "@"),
    "real_coefficient": ("time", "@"), "cpu_coefficient": ("cpu_time", "@"),
    "rms": ("rms", "x"), "bytes_per_second": ("bandwidth", "bytes/s"),
    "items_per_second": ("items_per_second", "1/s"),
    "allocs_per_iter": ("allocations", "count"), "max_bytes_used": ("memory", "bytes"),
    "total_allocated_bytes": ("allocated_memory", "bytes"),
    "net_heap_growth": ("net_heap_growth", "bytes"),
}  # fmt: skip
_COUNTERS = {"FLOPS": "flop/s", "flops": "flop/s", "Flops": "flop/s"}


def _claims(document: Document) -> bool:
    entries = document.content["benchmarks"]
    if not isinstance(entries, list) or not isinstance(
        document.content["context"], dict
    ):
        return False
    return all(
        isinstance(entry, dict)
        and "name" in entry
        and bool({"real_time", "error_occurred", "real_coefficient", "rms", "skipped",
                  "run_type", "cpu_time"} & set(entry))
        for entry in entries[:3]
    ) and bool(entries)  # fmt: skip


def _read(document: Document) -> Iterator[Found]:
    shared = _machine(object_of(document.content, "context"))
    for place, entry, wrong in objects(document, "benchmarks"):
        if wrong:
            yield wrong
            continue
        name = text_of(entry.get("name")) or text_of(entry.get("run_name"))
        aggregate = _aggregate(entry, name or "")
        labels = dict(shared)
        labels["benchmark"] = text_of(entry.get("run_name")) or _base(name, aggregate)
        labels["config_label"] = text_of(entry.get("label"))
        labels |= settings_of({key: entry.get(key) for key in _SETTINGS})
        labels.pop("setting.family_index", None)
        labels.pop("setting.per_family_instance_index", None)
        statistic = _AGGREGATES.get(aggregate, "value") if aggregate else "value"
        custom = None
        if aggregate and aggregate not in _AGGREGATES:
            custom = {"config_label": aggregate}
        error = _error(entry)
        numbers = [
            number._replace(labels=custom) if custom else number
            for number in _numbers(entry, aggregate, statistic, error)
        ]
        tier = "aggregate" if aggregate else None
        yield Record(place, numbers, labels, tier=tier)


def _error(entry: Mapping[str, Any]) -> str | None:
    if entry.get("error_occurred"):
        return text_of(entry.get("error_message")) or "error_occurred is true"
    if entry.get("skipped"):
        return text_of(entry.get("skip_message")) or "skipped"
    return None


def _aggregate(entry: Mapping[str, Any], name: str) -> str:
    """Name the aggregate that an entry is; empty for an iteration."""
    if entry.get("run_type") == "aggregate" or entry.get("aggregate_name"):
        given = text_of(entry.get("aggregate_name"))
        return given or name.rpartition("_")[2]
    if "run_type" in entry:
        return ""
    end = name.rpartition("_")[2]
    return end if end in _AGGREGATES and "_" in name else ""


def _base(name: str | None, aggregate: str) -> str | None:
    return name.removesuffix(f"_{aggregate}") if name and aggregate else name


def _numbers(
    entry: Mapping[str, Any], aggregate: str, statistic: str, error: str | None
) -> Iterator[Number]:
    unit = text_of(entry.get("time_unit")) or "ns"
    label = text_of(entry.get("label")) or ""
    share = aggregate == "cv" or entry.get("aggregate_unit") == "percentage"
    for key, value in entry.items():
        if key in _TEXTS or key in _SETTINGS or not is_number(value):
            continue
        metric, own, of_name = (*_METRICS[key], "") if key in _METRICS else counter(key)
        own = unit if own == "@" else own
        said = "value" if statistic == "RMS" else statistic
        said = of_name if of_name and not aggregate else said
        if error:
            yield Number(metric, None, own, said, f"/{key}", repr(value), "failed",
                         error)  # fmt: skip
        else:
            words = [] if key in (metric, *_METRICS) else [label, key]
            labels = {"config_label": ", ".join(words).lstrip(", ")} if words else {}
            yield Number(metric, value, "x" if share else own, said, f"/{key}",
                         labels=labels)  # fmt: skip
    if error and "real_time" not in entry:
        yield Number("time", None, unit, "value", "", "", "failed", error)


def counter(key: str) -> tuple[str, str, str]:
    """Name a user counter: the author's own name, a unit only where it says one.

    >>> counter("p99_latency_us"), counter("hits")
    (('latency', 'us', 'p99'), ('hits', '', ''))
    """
    if key in _COUNTERS:
        return "flops", _COUNTERS[key], ""
    found = key_of(key)
    if found.unit is None:
        return key, "", ""
    return metric_of(found.metric, found.unit), found.unit, found.statistic or ""


def _machine(context: Mapping[str, Any]) -> dict[str, Any]:
    found = {
        "machine": text_of(context.get("host_name")),
        "timestamp": text_of(context.get("date")),
    }
    version = text_of(context.get("library_version"))
    if version:
        found["software"] = f"google benchmark {version}"
    known = (
        "date",
        "host_name",
        "library_version",
        "executable",
        "json_schema_version",
    )
    rest = {k: v for k, v in context.items() if k not in known and k != "load_avg"}
    return found | settings_of({k: v for k, v in rest.items() if k not in ("caches",)})


READERS = (
    Reader("google-benchmark", ("json",), _claims, _read,
           frozenset({"benchmarks", "context"})),
)  # fmt: skip

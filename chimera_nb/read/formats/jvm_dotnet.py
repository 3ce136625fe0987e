"""JSON of JMH (``-rf json``) and of BenchmarkDotNet (``JsonExporter.Full``).

JMH (https://github.com/openjdk/jmh, ``results/format/JSONResultFormat.java``): score
is the mean, scoreError half of its 99.9 % interval, rawData one value a fork and
iteration; what cannot be computed is the text "NaN". The GC profiler's ``MB/sec`` is
1024² bytes (``profile/GCProfiler.java``).

BenchmarkDotNet (https://github.com/dotnet/BenchmarkDotNet, "Exporters", and
``Exporters/Json/JsonExporterBase.cs``): nanoseconds per operation; null statistics
where the benchmark did not run.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from ..document import Document, object_of, pointer, text_of
from ..records import Found, NotTaken, Number, Problem, Reader, Record, is_number
from .micro_json import objects, settings_of

_Json = Mapping[str, Any]

# JMH ---------------------------------------------------------------------------------

_METRIC_OF_MODE = {"thrpt": "ops", "avgt": "time", "sample": "time", "ss": "time"}
_JMH_SETTINGS = (
    "mode", "threads", "forks", "warmupIterations", "warmupTime",
    "measurementIterations", "measurementTime", "measurementBatchSize", "jvmArgs",
)  # fmt: skip
_MEBIBYTES = "JMH counts MB/sec as 1024² bytes a second"


def _is_jmh(document: Document) -> bool:
    content = document.content
    first = content[0] if isinstance(content, list) and content else None
    return (
        isinstance(first, dict)
        and isinstance(first.get("benchmark"), str)
        and isinstance(first.get("primaryMetric"), dict)
    )


def _read_jmh(document: Document) -> Iterator[Found]:
    for index, entry in enumerate(document.content):
        place = document.item_place(index)
        if not isinstance(entry, dict):
            yield Problem(place, f"found {entry!r}; want an object")
            continue
        labels = _jmh_labels(entry)
        mode = str(entry.get("mode"))
        main = object_of(entry, "primaryMetric")
        metric = _METRIC_OF_MODE.get(mode, "time")
        if "ops/" in str(main.get("scoreUnit")):
            metric = "ops"
        numbers = list(_jmh_numbers(main, "/primaryMetric", metric, ""))
        second = object_of(entry, "secondaryMetrics")
        for name, inner in second.items():
            if isinstance(inner, dict):
                inside = "/secondaryMetrics" + pointer(name)
                own = name.lstrip("·").strip()
                numbers += _jmh_numbers(
                    inner, inside, own.replace(".", "_").replace(":", "_"), own
                )
        yield Record(place, numbers, labels)
        histogram = main.get("rawDataHistogram")
        if isinstance(histogram, list):
            yield NotTaken("a histogram of samples, kept as percentiles", 0)


def _jmh_labels(entry: _Json) -> dict[str, Any]:
    labels: dict[str, Any] = {"benchmark": text_of(entry.get("benchmark"))}
    software = [text_of(entry.get("vmName"))]
    software.append(text_of(entry.get("vmVersion") or entry.get("jdkVersion")))
    if entry.get("jmhVersion"):
        software.append(f"JMH {entry['jmhVersion']}")
    labels["software"] = ", ".join(each for each in software if each) or None
    labels |= settings_of({name: entry.get(name) for name in _JMH_SETTINGS})
    return labels | settings_of(entry.get("params"))


def _jmh_numbers(
    inner: _Json, inside: str, metric: str, config: str
) -> Iterator[Number]:
    written = text_of(inner.get("scoreUnit")) or ""
    unit = {"MB/sec": "MiB/s", "counts": "count", "#/op": "count", "---": "",
            "#": "count"}.get(written, written)  # fmt: skip
    note = _MEBIBYTES if unit == "MiB/s" else None
    labels = {"config_label": config} if config else {}
    raw = list(_raw(inner.get("rawData")))
    n = len(raw) or None
    for key, statistic, value in _jmh_statistics(inner):
        yield Number(metric, value, unit, statistic, f"{inside}/{key}", note=note,
                     n_behind=n, labels=labels)  # fmt: skip
    if not is_number(inner.get("score")):
        found = inner.get("score")
        yield Number(metric, None, unit, "mean", f"{inside}/score", repr(found),
                     "failed", "the score is no number", labels=labels)  # fmt: skip
    for at, (fork, iteration, value) in enumerate(raw):
        yield Number(
            metric, value, unit, "value", f"{inside}/rawData/{fork}/{iteration}",
            note=note, labels={**labels, "run_index": at},
        )  # fmt: skip


def _jmh_statistics(inner: _Json) -> Iterator[tuple[str, str, float]]:
    for key, statistic in (("score", "mean"), ("scoreError", "error")):
        if is_number(inner.get(key)):
            yield key, statistic, inner[key]
    interval = inner.get("scoreConfidence")
    if isinstance(interval, list) and len(interval) == 2:
        for at, statistic in enumerate(("ci_low", "ci_high")):
            if is_number(interval[at]):
                yield f"scoreConfidence/{at}", statistic, interval[at]
    for key, value in object_of(inner, "scorePercentiles").items():
        try:
            statistic = percentile(float(key))
        except ValueError:
            continue
        if is_number(value):
            yield f"scorePercentiles/{key}", statistic, value


def percentile(value: float) -> str:
    """Name a percentile: the 0th is the minimum, the 50th the median."""
    names = {0.0: "min", 50.0: "median", 100.0: "max"}
    return names.get(value, f"p{value:g}")


def _raw(data: Any) -> Iterator[tuple[int, int, float]]:
    for fork, values in enumerate(data if isinstance(data, list) else ()):
        for iteration, value in enumerate(values if isinstance(values, list) else ()):
            if is_number(value):
                yield fork, iteration, value


# BenchmarkDotNet ---------------------------------------------------------------------

_BDN = {
    "Min": "min", "Q1": "p25", "Median": "median", "Mean": "mean", "Q3": "p75",
    "Max": "max", "InterquartileRange": "iqr", "StandardError": "stderr",
    "StandardDeviation": "std",
}  # fmt: skip
_BDN_MEMORY = {
    "BytesAllocatedPerOperation": ("memory", "bytes"),
    "Gen0Collections": ("gen0_collections", "count"),
    "Gen1Collections": ("gen1_collections", "count"),
    "Gen2Collections": ("gen2_collections", "count"),
}  # fmt: skip


def _is_bdn(document: Document) -> bool:
    entries = document.content["Benchmarks"]
    first = entries[0] if isinstance(entries, list) and entries else None
    return (
        isinstance(first, dict)
        and bool({"Method", "FullName"} & set(first))
        and bool({"Statistics", "Memory", "Metrics"} & set(first))
    )


def _read_bdn(document: Document) -> Iterator[Found]:
    shared = _bdn_host(object_of(document.content, "HostEnvironmentInfo"))
    for place, entry, wrong in objects(document, "Benchmarks"):
        if wrong:
            yield wrong
            continue
        labels = shared | _bdn_labels(entry)
        stats = entry.get("Statistics")
        if not isinstance(stats, dict) and "Statistics" not in entry:
            yield Record(place, list(_bdn_memory(entry)), labels)
            continue
        if not isinstance(stats, dict):
            error = "no statistics: the benchmark did not run to its end"
            yield Record(place, [Number("time", None, "ns", "mean", "/Statistics", "",
                                        "failed", error)], labels)  # fmt: skip
            continue
        numbers = [*_bdn_numbers(stats), *_bdn_memory(entry)]
        numbers += _bdn_values(stats.get("OriginalValues"), entry.get("Measurements"))
        yield Record(place, numbers, labels)
        left = entry.get("Measurements")
        if isinstance(left, list) and left:
            yield NotTaken("measurements before overhead is taken off", len(left))


def _bdn_labels(entry: _Json) -> dict[str, Any]:
    full = text_of(entry.get("FullName"))
    shown = text_of(entry.get("DisplayInfo"))
    parts = (entry.get("Namespace"), entry.get("Type"), entry.get("Method"))
    labels: dict[str, Any] = {
        "benchmark": full or ".".join(str(part) for part in parts if part) or None,
        "config_label": shown or text_of(entry.get("MethodTitle")),
    }
    for part in str(entry.get("Parameters") or "").replace("&", ", ").split(", "):
        name, mark, value = part.partition("=")
        if mark and name.strip():
            labels[f"setting.{name.strip()}"] = value.strip()
    return labels


def _bdn_numbers(stats: _Json) -> Iterator[Number]:
    n = stats.get("N") if is_number(stats.get("N")) else None
    for key, statistic in _BDN.items():
        if is_number(stats.get(key)):
            yield Number("time", stats[key], "ns", statistic, f"/Statistics/{key}",
                         n_behind=n)  # fmt: skip
    interval = object_of(stats, "ConfidenceInterval")
    names = {"Margin": "error", "Lower": "ci_low", "Upper": "ci_high"}
    for key, statistic in names.items():
        if is_number(interval.get(key)):
            place = f"/Statistics/ConfidenceInterval/{key}"
            yield Number("time", interval[key], "ns", statistic, place, n_behind=n)
    for key, value in object_of(stats, "Percentiles").items():
        if is_number(value) and key[:1] == "P" and key[1:].isdigit():
            number = int(key[1:])
            if number not in (0, 25, 50, 100):
                place = f"/Statistics/Percentiles/{key}"
                yield Number("time", value, "ns", f"p{number}", place, n_behind=n)


def _bdn_memory(entry: _Json) -> Iterator[Number]:
    memory = object_of(entry, "Memory")
    for key, (metric, of) in _BDN_MEMORY.items():
        if is_number(memory.get(key)):
            yield Number(metric, memory[key], of, "mean", f"/Memory/{key}")
    metrics = entry.get("Metrics")
    for at, each in enumerate(metrics if isinstance(metrics, list) else ()):
        about = object_of(each, "Descriptor") if isinstance(each, dict) else {}
        value = each.get("Value") if about else None
        name = text_of(about.get("Id") or about.get("DisplayName"))
        if is_number(value) and name and not (memory and name == "Allocated Memory"):
            written = text_of(about.get("Unit")) or ""
            unit = "count" if written == "#" else written
            yield Number("_".join(name.lower().split()), value, unit, "mean",
                         f"/Metrics/{at}/Value")  # fmt: skip


def _bdn_values(values: Any, measurements: Any) -> Iterator[Number]:
    for at, value in enumerate(values if isinstance(values, list) else ()):
        if is_number(value):
            place = f"/Statistics/OriginalValues/{at}"
            yield Number("time", value, "ns", "value", place, labels={"run_index": at})
    if isinstance(values, list) or not isinstance(measurements, list):
        return
    for at, each in enumerate(measurements):
        if isinstance(each, dict) and each.get("IterationStage") == "Result":
            spent, calls = each.get("Nanoseconds"), each.get("Operations")
            if is_number(spent) and is_number(calls) and calls > 0:
                yield Number("time", spent / calls, "ns", "value",
                             f"/Measurements/{at}",
                             labels={"run_index": at})  # fmt: skip


def _bdn_host(host: _Json) -> dict[str, Any]:
    version = text_of(host.get("BenchmarkDotNetVersion"))
    software = [f"BenchmarkDotNet {version}" if version else None]
    software.append(text_of(host.get("RuntimeVersion")))
    processor = host.get("ProcessorName")
    if isinstance(processor, dict):
        processor = processor.get("Value")
    return {
        "machine": text_of(processor),
        "software": ", ".join(each for each in software if each) or None,
        "setting.os": text_of(host.get("OsVersion")),
    }


READERS = (
    Reader("jmh", ("json",), _is_jmh, _read_jmh),
    Reader("benchmarkdotnet", ("json",), _is_bdn, _read_bdn, frozenset({"Benchmarks"})),
)  # fmt: skip

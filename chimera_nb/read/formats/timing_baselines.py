"""Timings of any function, repeated: one timing, or runs of samples with statistics.

The structure is that of Chimeraforge's baselines: ``timing`` of one benchmark, or
``timing_stats`` with ``run_results``, beside an ``environment``. What they time is not
said to be a model, so it is ``time`` of kind ``benchmark`` and is never pooled with the
latency of models. The statistics over runs are statistics of run means.
"""

from collections.abc import Iterator, Mapping
from statistics import NormalDist, pstdev, stdev
from typing import Any

from ..document import Document, object_of, pointer, text_of
from ..records import Found, NotTaken, Number, Problem, Reader, Record, is_number
from ..times import utc_text

_KEYS = {
    "mean_ms": "mean", "stdev_ms": "std", "p50_ms": "median", "p95_ms": "p95",
    "p99_ms": "p99", "min_ms": "min", "max_ms": "max",
}  # fmt: skip
_PERCENTILES = {"p50": "median", "p95": "p95", "p99": "p99"}
_SAME = "p95 and p99 are one number: the largest of {n}"
_T95 = {2: 4.303, 3: 3.182, 4: 2.776, 5: 2.571, 6: 2.447, 7: 2.365, 8: 2.306, 9: 2.262}


def claims_one(document: Document) -> bool:
    """Say whether this is one timing."""
    timing = document.content["timing"]
    return isinstance(timing, dict) and {"mean_ms", "samples"} <= set(timing)


def claims_runs(document: Document) -> bool:
    """Say whether these are repeated timings."""
    stats = document.content["timing_stats"]
    return isinstance(stats, dict) and isinstance(stats.get("run_results"), list)


def read_one(document: Document) -> Iterator[Found]:
    """Yield the record of one timing."""
    content = document.content
    labels = _labels(content, "benchmark_name")
    numbers = list(_timing(content["timing"]))
    if numbers:
        yield Record("/timing", numbers, labels, "benchmark", "aggregate")


def read_runs(document: Document) -> Iterator[Found]:
    """Yield one record per run, then that of the statistics over the runs."""
    content = document.content
    stats = content["timing_stats"]
    labels = _labels(content, "test_name")
    means = []
    for index, run in enumerate(stats["run_results"]):
        place = pointer("timing_stats", "run_results", index)
        if not isinstance(run, dict):
            yield Problem(place, f"found {run!r}; want an object")
            continue
        numbers = list(_timing(run))
        mean = run.get("mean_ms")
        if is_number(mean) and abs(mean) < 1e100:
            means.append(float(mean))
        if numbers:
            mine = labels | {"run_index": index + 1}
            yield Record(place, numbers, mine, "benchmark", "aggregate")
    numbers = [each for each in _overall(content, stats, means) if each]
    if numbers:
        labels = labels | {"config_label": f"over {len(means)} run means"}
        yield Record("", numbers, labels, "benchmark", "aggregate")
    yield NotTaken("numbers of runs and samples, which are settings", 2)


def _labels(content: Mapping[str, Any], name: str) -> dict[str, Any]:
    there = object_of(content, "environment")
    parts = (
        ("python", there.get("python_version")), ("torch", there.get("torch_version")),
        ("CUDA", there.get("torch_cuda_version")),
        ("driver", there.get("nvidia_driver")),
        (text_of(there.get("os")) or "os", there.get("os_version")),
    )  # fmt: skip
    software = ", ".join(f"{name} {text_of(v)}" for name, v in parts if text_of(v))
    found = {
        "benchmark": text_of(content.get(name)),
        "machine": text_of(there.get("gpu_name")),
        "software": software or None,
        "timestamp": utc_text(content.get("timestamp"))
        or text_of(content.get("timestamp")),
    }  # fmt: skip
    for key in ("runs", "samples_per_run"):
        if is_number(content.get(key)):
            found[f"setting.{key}"] = content[key]
    return found


def _timing(timing: Mapping[str, Any]) -> Iterator[Number]:
    n = timing.get("samples")
    n = n if is_number(n) else None
    same = timing.get("p95_ms") == timing.get("p99_ms")
    for key, statistic in _KEYS.items():
        value = timing.get(key)
        if is_number(value):
            note = _SAME.format(n=f"{n:g} samples") if n and same else None
            yield Number(
                "time", value, "ms", statistic, f"/{key}", n_behind=n,
                note=note if statistic in ("p95", "p99") else None,
            )  # fmt: skip


def _overall(
    content: Mapping[str, Any], stats: Mapping[str, Any], means: list[float]
) -> Iterator[Number | None]:
    n = len(means) or None
    at = "/timing_stats"
    mean, std = stats.get("overall_mean_ms"), stats.get("overall_stdev_ms")
    if is_number(mean):
        yield Number("time", mean, "ms", "mean", f"{at}/overall_mean_ms", n_behind=n)
    if is_number(std):
        yield Number("time", std, "ms", "std", f"{at}/overall_stdev_ms", n_behind=n,
                     note=_divisor(std, means))  # fmt: skip
    latencies = object_of(stats, "latency_percentiles")
    for key, statistic in _PERCENTILES.items():
        value = latencies.get(key)
        if is_number(value):
            top = means and statistic != "median" and value == max(means)
            notes = "unit guessed: its neighbours are in ms"
            if top:
                notes += f"; the largest of {n} run means"
            place = f"{at}/latency_percentiles/{key}"
            yield Number("time", value, "ms", statistic, place, n_behind=n, note=notes)
    yield _twice(stats, "cv_percent", content, "coefficient_of_variation",
                 "time", "%", "cv", n)  # fmt: skip
    yield _twice(stats, "outliers_detected", content, "outliers_detected",
                 "outliers", "count", "count", n)  # fmt: skip
    interval = content.get("confidence_interval_95")
    if (
        isinstance(interval, list)
        and len(interval) == 2
        and all(map(is_number, interval))
    ):
        note = _width(interval[1] - interval[0], means)
        for index, statistic in enumerate(("ci_low", "ci_high")):
            yield Number("time", interval[index], "ms", statistic,
                         f"/confidence_interval_95/{index}", n_behind=n,
                         note=note)  # fmt: skip


def _twice(
    stats: Mapping[str, Any], key: str, content: Mapping[str, Any], again: str,
    metric: str, unit: str, statistic: str, n: int | None,
) -> Number | None:  # fmt: skip
    """Take a number that the file states twice once; suspect where the two differ."""
    first, second = stats.get(key), content.get(again)
    if not is_number(first):
        if not is_number(second):
            return None
        return Number(metric, second, unit, statistic, f"/{again}", n_behind=n)
    place = f"/timing_stats/{key}"
    if is_number(second) and second != first:
        error = f"/{again} says {second!r}"
        return Number(metric, first, unit, statistic, place, status="suspect",
                      error=error, n_behind=n)  # fmt: skip
    return Number(metric, first, unit, statistic, place, n_behind=n,
                  also_in=f"/{again}" if is_number(second) else "")  # fmt: skip


def _divisor(std: float, means: list[float]) -> str | None:
    """Say which divisor a standard deviation of run means was computed with."""
    if len(means) < 2:
        return None
    for name, value in (("ddof=0", pstdev(means)), ("ddof=1", stdev(means))):
        if abs(std - value) <= 1e-6 * abs(value):
            return f"of {len(means)} run means, {name}"
    return f"of {len(means)} run means, which give {stdev(means):.6g} (ddof=1)"


def _width(width: float, means: list[float]) -> str:
    """Say where an interval is narrower than the t interval of the run means."""
    said = "95 % interval"
    if len(means) < 3:
        return said
    t = _T95.get(len(means) - 1) or NormalDist().inv_cdf(0.975)
    right = 2 * t * stdev(means) / len(means) ** 0.5
    if width < 0.98 * right:
        said += f", narrower than Student's of the {len(means)} run means"
        said += f" ({width:.4g} instead of {right:.4g} ms wide)"
    return said


READERS = (
    Reader("timing_json", ("json",), claims_one, read_one,
           frozenset({"timing", "benchmark_name"})),
    Reader("timing_runs_json", ("json",), claims_runs, read_runs,
           frozenset({"timing_stats", "test_name"})),
)  # fmt: skip

"""`collect_facts`: a reading (and a config) → the facts that a report may state."""

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

import pandas as pd

from .config import RunConfig
from .facts import Fact, Facts
from .measurements import METRICS, STATISTICS, countable
from .read import Reading
from .statistics import break_even, summarize

#: Which labels make up the subjects of a metric, and what a failed run of it is.
_GROUPS = {
    "compile_time": (("model", "device", "backend"), "compile_failures"),
    "build_time": (("benchmark", "backend"), "build_failures"),
    "latency": (("model", "device", "backend"), None),
}
_SUMMARY = ("mean", "median", "std", "min", "max", "p90", "p95", "p99")
_SOURCES = 20


def collect_facts(reading: Reading, *, config: RunConfig | None = None) -> Facts:
    """State every number that a report on this reading may use.

    Parameters
    ----------
    reading
        What `read_benchmarks` gave.
    config
        This run's config; its own figures become facts (``config.num_ctx``).

    Returns
    -------
    Facts
        Counts of files; every statistic of every subset of labels; failures,
        break-even and speedup per model, device and backend. `Facts.lookup` computes
        further ones from the measurements.
    """
    facts = [
        *_of_files(reading),
        *_of_names(reading.measurements),
        *_of_measurements(reading),
        *_of_break_even(reading),
        *(_of_config(config) if config is not None else ()),
    ]
    labels: dict[str, tuple[str, ...]] = {}
    for name in ("benchmark", "model", "device", "backend"):
        values = reading.measurements[name].dropna().unique()
        if len(values):
            labels[name] = tuple(sorted(map(str, values)))
    labels["type"] = _types(reading.benchmark_files())

    def compute(subject: dict[str, str], metric: str, statistic: str) -> Fact | None:
        return _compute(reading, subject, metric, statistic)

    return Facts(facts, compute, labels)


def _count(
    metric: str, value: int, priority: int, subject: Mapping[str, str] | None = None
) -> Fact:
    return Fact(
        metric=metric, statistic="count", value=float(value), unit="count", n=value,
        subject=subject or {}, priority=priority,
    )  # fmt: skip


def _of_files(reading: Reading) -> Iterator[Fact]:
    files = reading.benchmark_files()
    yield _count("files", len(files), 1)
    for kind in _types(files):
        yield _count("files", int((files["type"] == kind).sum()), 2, {"type": kind})
    not_read = ~files["status"].isin(("read", "partly"))
    yield _count("files_not_read", int(not_read.sum()), 3)
    yield _count("copies", int(files["copy_of"].notna().sum()), 7)
    yield _count("conflicts", len(reading.conflicts), 4)


def _types(files: pd.DataFrame) -> tuple[str, ...]:
    """Name the types of file: the usual three, also where a folder has none of them."""
    return tuple(sorted({"csv", "json", "markdown", *files["type"]}))


def _of_names(measurements: pd.DataFrame) -> Iterator[Fact]:
    for label in ("model", "backend", "device"):
        rows = measurements[measurements["metric"] != "build_time"]
        known = rows[label].dropna().nunique()
        if known:
            yield _count(label + "s", int(known), 5)


def _of_measurements(reading: Reading) -> Iterator[Fact]:
    measurements = reading.measurements
    for metric, (labels, failures) in _GROUPS.items():
        rows = countable(measurements, metric)
        for size in range(len(labels) + 1):
            for by in combinations(labels, size):
                table = summarize(measurements, metric=metric, by=by)
                places = _places(reading, rows, by)
                for row in table.to_dict("records"):
                    subject = {name: str(row[name]) for name in by}
                    where = places.get(tuple(subject.values()), [])
                    yield from _summary(metric, row, subject, where)
                    if failures:
                        yield from _failures(metric, failures, row, subject)


def _summary(
    metric: str, row: Mapping[Any, Any], subject: dict[str, str], where: list[str]
) -> Iterator[Fact]:
    if not row["n"]:
        return
    n = int(row["n"])
    shared: dict[str, Any] = {
        "metric": metric, "n": n, "subject": subject,
        "sources": tuple(where[:_SOURCES]), "n_sources": len(where),
    }  # fmt: skip
    yield Fact(statistic="count", value=float(n), unit="count", priority=8, **shared)
    for statistic in _SUMMARY:
        value = row[statistic]
        if not pd.isna(value):
            priority = _priority(metric, statistic, tuple(subject))
            yield Fact(
                statistic=statistic,
                value=float(value),
                unit=METRICS[metric].unit,
                priority=priority,
                **shared,
            )


def _priority(metric: str, statistic: str, by: tuple[str, ...]) -> int:
    """Order facts for a small prompt: 1 goes in first."""
    if metric in ("compile_time", "build_time"):
        if not by:
            return {"mean": 1, "median": 2}.get(statistic, 4)
        if by == ("backend",) and metric == "compile_time":
            return {"mean": 2, "median": 5}.get(statistic, 6)
        if len(by) == 1:
            return {"mean": 5}.get(statistic, 8)
        return {"mean": 7}.get(statistic, 9)
    if len(by) == 3 and statistic == "mean":
        return 5
    return 8


def _failures(
    metric: str, name: str, row: Mapping[Any, Any], subject: dict[str, str]
) -> Iterator[Fact]:
    failed, ok = int(row["n_failed"]), int(row["n"])
    by = tuple(subject)
    if metric == "compile_time":
        yield _count("compile_attempts", failed + ok, 4 if not by else 9, subject)
    if failed or not by:
        small = by in ((), ("backend",))
        yield _count(name, failed, 3 if small else 9, subject)


def _places(
    reading: Reading, rows: pd.DataFrame, by: tuple[str, ...]
) -> dict[tuple[str, ...], list[str]]:
    """Group the places of measurements by their subject, in the table's order."""
    places: dict[tuple[str, ...], list[str]] = {}
    names = [rows[name].tolist() for name in by]
    words = zip(rows["source"], rows["place"].map(reading.locate), strict=True)
    for number, (source, place) in enumerate(words):
        key = tuple(str(values[number]) for values in names)
        places.setdefault(key, []).append(f"{source}: {place}")
    return places


def _of_break_even(reading: Reading) -> Iterator[Fact]:
    table = break_even(reading.measurements)
    labels = ["model", "device", "backend"]
    alone = ~table.duplicated(labels, keep=False)
    for row, single in zip(table.to_dict("records"), alone, strict=True):
        subject = {name: str(row[name]) for name in labels if row[name] is not None}
        if not single:
            subject["source"] = str(row["source"])
        shared: dict[str, Any] = {
            "statistic": "value", "n": 1, "subject": subject,
            "sources": (str(row["source"]),), "n_sources": 1,
        }  # fmt: skip
        yield Fact(
            metric="speedup", value=float(row["speedup"]), unit="ratio",
            priority=6 if single else 9, **shared,
        )  # fmt: skip
        if not pd.isna(row["calls"]):
            yield Fact(
                metric="break_even", value=float(row["calls"]), unit="count",
                priority=8 if row["noise"] else 6 if single else 9,
                noise=bool(row["noise"]), **shared,
            )  # fmt: skip


def _of_config(config: RunConfig) -> Iterator[Fact]:
    for name, value in config.options().items():
        unit = "count" if isinstance(value, int) else "ratio"
        yield Fact(
            metric=f"config.{name}", statistic="value", value=float(value), unit=unit,
            n=1, sources=("config",), n_sources=1,
        )  # fmt: skip


def _compute(
    reading: Reading, subject: dict[str, str], metric: str, statistic: str
) -> Fact | None:
    """Compute a fact that nobody had listed, from the measurements."""
    table = reading.measurements
    if metric not in _GROUPS or statistic not in STATISTICS:
        return None
    if any(label not in table.columns for label in subject):
        return None
    for label, value in subject.items():
        table = table[table[label].astype("string").eq(value).fillna(False)]
    summary = summarize(table, metric=metric)
    if len(summary) != 1 or not summary["n"].iloc[0]:
        return None
    row = summary.iloc[0]
    column = {"count": "n", "value": "mean"}.get(statistic, statistic)
    if pd.isna(row[column]) or (statistic == "value" and row["n"] > 1):
        return None
    rows = countable(table, metric)
    where = _places(reading, rows, ()).get((), [])
    return Fact(
        metric=metric, statistic=statistic, value=float(row[column]),
        unit="count" if statistic == "count" else METRICS[metric].unit,
        n=int(row["n"]), subject=subject, sources=tuple(where[:_SOURCES]),
        n_sources=len(where),
    )  # fmt: skip

"""`collect_facts`: a reading (and a config) → the facts that a report may state."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from .computing import Computing
from .config import RunConfig
from .counts import error_words, folders_of
from .facts import Fact, Facts
from .measurements import METRICS, WARMED, countable, kind_of
from .overview import table_of_mixtures
from .quantities import SUMMARY, label_text, other_facts, places_of
from .rawkeys import RawKeys
from .read import Reading
from .scopes import families_of, files_in, scopes_of
from .statistics import break_even, summarize


class _Group(NamedTuple):
    """How a metric's facts are cut: by which labels, and what a failed run is."""

    labels: tuple[str, ...]
    failures: str | None = None
    settings: bool = False


_MODEL = ("model", "device", "backend")
_GROUPS = {
    "compile_time": _Group(_MODEL, "compile_failures"),
    "build_time": _Group(("benchmark", "backend"), "build_failures"),
    "latency": _Group(_MODEL),
    "throughput": _Group(_MODEL, "calls_failed", settings=True),
    "ttft": _Group(_MODEL, settings=True),
    "prompt_throughput": _Group(_MODEL, settings=True),
    "load_time": _Group(_MODEL),
    "prompt_time": _Group(_MODEL),
    "decode_time": _Group(_MODEL),
    "tokens": _Group(_MODEL),
}
#: What stands between the parts of a model's name.
_PARTS = re.compile(r"[-:/]")
#: So many combinations of settings are listed; `Facts.lookup` computes the others.
_COMBINATIONS = 500


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
        Counts of files; every statistic of every subset of labels; the settings of a
        sweep; warm calls apart (``calls=warm``); machines and software apart where a
        folder holds several; failures, break-even and speedup per model, device and
        backend; the other quantities of the folder as their files give them.
        `Facts.lookup` computes further ones from the measurements.
    """
    facts = [
        *_of_files(reading),
        *_of_names(reading.measurements),
        *_of_measurements(reading),
        *_of_break_even(reading),
        *other_facts(reading, set(_GROUPS)),
        *(_of_config(config) if config is not None else ()),
    ]
    labels: dict[str, tuple[str, ...]] = {}
    for name in ("benchmark", "model", "device", "backend"):
        values = _measured(reading.measurements)[name].dropna().unique()
        if len(values):
            labels[name] = tuple(sorted(map(str, values)))
    if any(fact.subject.get("calls") == "warm" for fact in facts):
        labels["calls"] = ("warm",)
    named = {
        part for name in labels.get("model", ()) for part in _PARTS.split(name.lower())
    }
    types = _measured(reading.measurements)["dtype"].dropna().astype(str).unique()
    labels["dtype"] = tuple(sorted(
        name for name in types
        if name[0].isalpha()
        and not (any(map(str.isdigit, name)) and name.lower() in named)
    ))  # fmt: skip
    labels["family"] = families_of(labels.get("model", ()))
    labels["type"] = _types(reading.benchmark_files())
    measured = _measured(reading.measurements)
    scopes = scopes_of(
        files_in(measured),
        (name for label in _MODEL for name in labels.get(label, ())),
    )
    labels["scope"] = tuple(scopes)
    settings = {
        name.removeprefix("setting."): tuple(
            dict.fromkeys(map(label_text, measured[name].dropna()))
        )
        for name in measured.columns
        if name.startswith("setting.") and len(measured[name].dropna().unique()) > 1
    }
    labels |= settings
    configs = measured["config_label"].dropna().astype(str).unique()
    labels["config_label"] = tuple(
        name for name in configs if " " not in name and any(map(str.isdigit, name))
    )

    labels["folder"] = folders_of(reading.benchmark_files()["path"])
    labels["error"] = error_words(reading.measurements)

    files = reading.benchmark_files()
    keyed = files.loc[files["type"].isin(("json", "csv")), "path"]
    raw = RawKeys(Path(reading.folder), tuple(keyed))
    compute = Computing(reading, scopes)
    return Facts(facts, compute, labels, scopes, tuple(settings), raw)


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
    yield _count("types", int(files["type"].nunique()), 9)
    for kind in _types(files):
        yield _count("files", int((files["type"] == kind).sum()), 3, {"type": kind})
    for of, group in (({}, files), *(
        ({"type": kind}, files[files["type"] == kind]) for kind in _types(files)
    )):  # fmt: skip
        yield Fact(metric="size", statistic="total", value=float(group["bytes"].sum()),
                   unit="bytes", n=len(group), subject=of, priority=9)  # fmt: skip
    not_read = ~files["status"].isin(("read", "partly"))
    yield _count("files_not_read", int(not_read.sum()), 3)
    yield _count("copies", int(files["copy_of"].notna().sum()), 7)
    conflicts = len(reading.conflicts)
    yield _count("conflicts", conflicts, 1 if conflicts else 4)
    yield _count("mixtures", len(table_of_mixtures(reading.measurements)), 7)


def _types(files: pd.DataFrame) -> tuple[str, ...]:
    """Name the types of file: the usual three, also where a folder has none of them."""
    return tuple(sorted({"csv", "json", "markdown", *files["type"]}))


def _measured(measurements: pd.DataFrame) -> pd.DataFrame:
    """Keep what data files hold: a name that only prose has was not measured."""
    return measurements[measurements["tier"] != "reported"]


def _of_names(measurements: pd.DataFrame) -> Iterator[Fact]:
    rows = _measured(measurements)
    rows = rows[rows["metric"].ne("build_time") & rows["status"].ne("placeholder")]
    for label in ("model", "backend", "device"):
        known = rows[label].dropna().nunique()
        if known:
            yield _count(label + "s", int(known), 5)
        for kind, group in rows.groupby("kind", observed=True):
            number = int(group[label].dropna().nunique())
            if 0 < number < known:
                yield _count(label + "s", number, 9, {"kind": str(kind)})


def _of_measurements(reading: Reading) -> Iterator[Fact]:
    for metric, group in _GROUPS.items():
        rows = countable(reading.measurements, metric)
        failed = reading.measurements["metric"].eq(metric).any()
        if not len(rows) and not failed:
            continue
        for by in _cuts(rows, group):
            yield from _of_cut(reading, metric, group, rows, by)
        if metric in WARMED:
            warm = rows[rows["cold"].eq(False).fillna(False)]
            for by in ((), ("model",)):
                if len(warm):
                    extra = {"calls": "warm"}
                    yield from _of_cut(reading, metric, None, warm, by, extra)


def _cuts(rows: pd.DataFrame, group: _Group) -> Iterator[tuple[str, ...]]:
    """Name the sets of labels by which a metric's rows are grouped."""
    labels = [name for name in group.labels if rows[name].notna().any()]
    for size in range(len(labels) + 1):
        yield from combinations(labels, size)
    if rows["executed_on"].notna().any():
        yield from (("backend", "executed_on"), ("model", "backend", "executed_on"))
    for name in ("machine", "software"):
        if len(rows[name].dropna().unique()) > 1:
            yield (name,)
            yield from ((name, label) for label in labels)
            yield (name, *labels)
    if group.settings:
        varied = [
            name
            for name in rows.columns
            if name.startswith("setting.") and len(rows[name].dropna().unique()) > 1
        ]
        for name in varied:
            yield (name,)
            if "model" in labels:
                yield ("model", name)
        if len(varied) > 1 and "model" in labels and len(rows) <= _COMBINATIONS:
            yield ("model", *_swept_together(rows, varied))


def _swept_together(rows: pd.DataFrame, varied: Sequence[str]) -> tuple[str, ...]:
    """Of the settings that vary, keep those that the same rows state."""
    most = max(varied, key=lambda name: rows[name].notna().sum())
    stated = rows[rows[most].notna()]
    return tuple(
        name for name in varied if stated[name].notna().sum() > len(stated) / 2
    )


def _of_cut(
    reading: Reading,
    metric: str,
    group: _Group | None,
    rows: pd.DataFrame,
    by: tuple[str, ...],
    extra: Mapping[str, str] | None = None,
) -> Iterator[Fact]:
    source = reading.measurements if extra is None else rows
    table = summarize(source, metric=metric, by=by)
    places = places_of(reading, rows, [*by, "kind"])
    for row in table.to_dict("records"):
        where = places.get(tuple(row[name] for name in (*by, "kind")), [])
        subject = {
            name.removeprefix("setting."): label_text(row[name]) for name in by
        } | dict(extra or {})
        if row["kind"] != kind_of(metric):
            subject["kind"] = str(row["kind"])
        if row["n"] and row["unit"] != METRICS[metric].unit:
            subject["unit"] = str(row["unit"])
        yield from _summary(metric, row, subject, by, where)
        if group and group.failures:
            yield from _failures(metric, group.failures, row, subject)


def _summary(
    metric: str,
    row: Mapping[Any, Any],
    subject: dict[str, str],
    by: tuple[str, ...],
    where: Sequence[str],
) -> Iterator[Fact]:
    if not row["n"]:
        return
    n = int(row["n"])
    shared: dict[str, Any] = {
        "metric": metric, "n": n, "subject": subject,
        "sources": tuple(where), "n_sources": n,
    }  # fmt: skip
    yield Fact(statistic="count", value=float(n), unit="count", priority=8, **shared)
    for statistic in SUMMARY:
        value = row[statistic]
        if not pd.isna(value):
            priority = _priority(metric, statistic, by, bool("calls" in subject))
            yield Fact(
                statistic=statistic, value=float(value), unit=str(row["unit"]),
                priority=priority, **shared,
            )  # fmt: skip


def _priority(metric: str, statistic: str, by: tuple[str, ...], warm: bool) -> int:
    """Order facts for a small prompt: 1 goes in first."""
    if any(name.startswith("setting.") or name == "executed_on" for name in by):
        return 9
    if metric in ("compile_time", "build_time"):
        if not by:
            return {"mean": 1, "median": 3}.get(statistic, 4)
        if by == ("backend",) and metric == "compile_time":
            return {"mean": 2, "median": 5}.get(statistic, 6)
        if len(by) == 1:
            return {"mean": 5}.get(statistic, 8)
        return {"mean": 7}.get(statistic, 9)
    if metric in ("throughput", "ttft") and by in ((), ("model",)):
        if metric == "throughput" and not warm:
            mean = 2 if by else 4  # over several models a mean says little
            return {"mean": mean, "median": 5}.get(statistic, 7)
        if metric == "ttft":
            return {"mean": 4, "median": 4}.get(statistic, 8)
        return 8
    if len(by) == 3 and statistic == "mean":
        return 5
    return 8


def _failures(
    metric: str, name: str, row: Mapping[Any, Any], subject: dict[str, str]
) -> Iterator[Fact]:
    failed, ok = int(row["n_failed"]), int(row["n"])
    by = tuple(subject)
    if metric == "throughput":
        yield _count("calls", failed + ok, 8, subject)
    if metric == "compile_time":
        yield _count("compile_attempts", failed + ok, 4 if not by else 9, subject)
    if failed or not by:
        small = {(): 1 if failed else 4, ("backend",): 3, ("model",): 3}
        yield _count(name, failed, small.get(by, 9), subject)


def _of_break_even(reading: Reading) -> Iterator[Fact]:
    table = break_even(reading.measurements)
    if len(table):
        yield _count("speedup", len(table), 9)
        yield _count("break_even", int(table["calls"].notna().sum()), 9)
    labels = list(_MODEL)
    alone = ~table.duplicated(labels, keep=False)
    for row, single in zip(table.to_dict("records"), alone, strict=True):
        subject = {name: str(row[name]) for name in labels if not pd.isna(row[name])}
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

"""Facts of the folder's other quantities, as its files give them.

Compile times, latencies and calls of language models are cut by every label
(`chimera_nb.collect`). What is measured else (commands, kernels, snapshots, accuracy)
has one fact per subject and statistic: no mean over unlike benchmarks is stated.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from .facts import Fact
from .measurements import kind_of
from .read import Reading
from .statistics import describe_values, groups_of

#: The statistics of a group that become facts.
SUMMARY = ("mean", "median", "std", "min", "max", "p90", "p95", "p99")
#: So many places of a fact are named.
SOURCES = 20

_LABELS = ("benchmark", "model", "device", "backend", "dtype", "config_label")
#: So many subjects of one quantity have facts; the tidy table has them all.
_SUBJECTS = 300
#: Quantities of one kind of thing, over which a mean says something.
_POOLED = ("words",)


def other_facts(reading: Reading, known: set[str]) -> Iterator[Fact]:
    """Yield the facts of every metric that is not in *known*."""
    table = reading.measurements
    rows = table[
        (table["status"] == "ok")
        & table["tier"].isin(("raw", "aggregate"))
        & ~table["metric"].isin(known)
    ]
    for (kind, metric, unit), at in groups_of(rows, ["kind", "metric", "unit"]).items():
        group = rows.iloc[at]
        own = {"kind": str(kind)} if kind != kind_of(str(metric)) else {}
        if kind in _POOLED:
            raw = group[group["tier"] == "raw"]
            yield from _summary(reading, raw, str(metric), str(unit), own)
        yield from _by_subject(reading, group, str(metric), str(unit), own)


def _by_subject(
    reading: Reading, rows: pd.DataFrame, metric: str, unit: str, own: dict[str, str]
) -> Iterator[Fact]:
    names = [name for name in _LABELS if rows[name].notna().any()]
    names += [
        name
        for name in rows.columns
        if name.startswith("setting.") and rows[name].nunique() > 1
    ]
    filled = pd.DataFrame(
        {name: rows[name].map(label_text, na_action="ignore").astype(object)
               .where(rows[name].notna(), "") for name in names},
        index=rows.index,
    )  # fmt: skip
    groups = groups_of(filled, names)
    for labels in list(groups)[:_SUBJECTS]:
        group = rows.iloc[groups[labels]]
        subject = {
            name.removeprefix("setting."): value
            for name, value in zip(names, labels, strict=True)
            if value
        } | own
        if not subject:
            continue
        raw = group[group["tier"] == "raw"]
        if len(raw):
            yield from _summary(reading, raw, metric, unit, subject)
        else:
            yield from _as_given(reading, group, metric, unit, subject)


def _summary(
    reading: Reading,
    rows: pd.DataFrame,
    metric: str,
    unit: str,
    subject: dict[str, str],
) -> Iterator[Fact]:
    described = describe_values(rows["value"].to_numpy(dtype=float))
    n = described["n"]
    where = tuple(places_of(reading, rows, []).get((), []))
    for statistic in ("mean",) if n == 1 else SUMMARY:
        if statistic in described:
            yield Fact(
                metric=metric, statistic="value" if n == 1 else statistic,
                value=described[statistic], unit=unit, n=n, subject=subject,
                sources=where, n_sources=n,
            )  # fmt: skip


def _as_given(
    reading: Reading,
    rows: pd.DataFrame,
    metric: str,
    unit: str,
    subject: dict[str, str],
) -> Iterator[Fact]:
    """State an author's own statistic, where one file alone gives it."""
    for (statistic,), at in groups_of(rows, ["statistic"]).items():
        if len(at) == 1:
            row = rows.iloc[at[0]]
            n = row["n_behind"]
            yield Fact(
                metric=metric, statistic=str(statistic), value=float(row["value"]),
                unit=unit, n=1 if pd.isna(n) else int(n), subject=subject,
                sources=(f"{row['source']}: {reading.locate(row)}",), n_sources=1,
            )  # fmt: skip


def places_of(
    reading: Reading, rows: pd.DataFrame, by: Sequence[str]
) -> dict[tuple[Any, ...], list[str]]:
    """Name the first places of each group of rows, in the table's order."""
    sources = rows["source"].to_numpy(dtype=object)
    places = rows["place"].to_numpy()
    return {
        labels: [
            f"{sources[each]}: {reading.locate(int(places[each]))}"
            for each in np.sort(at)[:SOURCES]
        ]
        for labels, at in groups_of(rows, by).items()
    }


def label_text(value: Any) -> str:
    """Print a label or setting as facts name it: 999, not 999.0."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)

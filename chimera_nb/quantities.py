"""Facts of the folder's other quantities, as its files give them.

Compile times, latencies and calls of language models are cut by every label
(`chimera_nb.collect`). What is measured else (commands, kernels, snapshots, accuracy)
has one fact per subject and statistic: no mean over unlike benchmarks is stated.
"""

from collections.abc import Iterator, Mapping, Sequence
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
    named = [*_LABELS, *(name for name in rows.columns if name.startswith("setting."))]
    labels = {
        name: rows[name].map(label_text, na_action="ignore").astype(object).to_numpy()
        for name in named
        if rows[name].notna().any()
    }
    numbers = _Numbers(reading, rows)
    for (kind, metric, unit), at in groups_of(rows, ["kind", "metric", "unit"]).items():
        own = {"kind": str(kind)} if kind != kind_of(str(metric)) else {}
        if kind in _POOLED:
            raw = at[numbers.raw[at]]
            yield from numbers.summary(raw, str(metric), str(unit), own)
        for subject, of in _subjects(labels, at):
            yield from numbers.facts(of, str(metric), str(unit), subject | own)


def _subjects(
    labels: Mapping[str, np.ndarray], at: np.ndarray
) -> Iterator[tuple[dict[str, str], np.ndarray]]:
    """Split rows by all that tells them apart; a setting all share is left out."""
    filled = {name: np.where(pd.isna(v[at]), "", v[at]) for name, v in labels.items()}
    told = {
        name: values
        for name, values in filled.items()
        if any(values) and (name in _LABELS or len(set(values)) > 1)
    }
    if not told:
        return
    groups = groups_of(pd.DataFrame(told), list(told))
    for values in list(groups)[:_SUBJECTS]:
        subject = {
            name.removeprefix("setting."): value
            for name, value in zip(told, values, strict=True)
            if value
        }
        if subject:
            yield subject, at[groups[values]]


class _Numbers:
    """The columns that facts are made of, as arrays."""

    def __init__(self, reading: Reading, rows: pd.DataFrame) -> None:
        self._reading = reading
        self._value = rows["value"].to_numpy(dtype=float)
        self._statistic = rows["statistic"].to_numpy(dtype=object)
        self._n_behind = rows["n_behind"].to_numpy(dtype=float)
        self._source = rows["source"].to_numpy(dtype=object)
        self._place = rows["place"].to_numpy()
        self.raw = (rows["tier"] == "raw").to_numpy()

    def facts(
        self, at: np.ndarray, metric: str, unit: str, subject: dict[str, str]
    ) -> Iterator[Fact]:
        """State a subject's raw values, or its author's own statistics."""
        raw = at[self.raw[at]]
        if len(raw):
            yield from self.summary(raw, metric, unit, subject)
            return
        for statistic in dict.fromkeys(self._statistic[at]):
            same = at[self._statistic[at] == statistic]
            if len(same) == 1:  # of two files that give one, neither is chosen
                n = self._n_behind[same[0]]
                yield Fact(
                    metric=metric, statistic=str(statistic), unit=unit,
                    value=float(self._value[same[0]]), subject=subject,
                    n=1 if np.isnan(n) else int(n), sources=self._places(same),
                    n_sources=1,
                )  # fmt: skip

    def summary(
        self, at: np.ndarray, metric: str, unit: str, subject: dict[str, str]
    ) -> Iterator[Fact]:
        """State the statistics of raw values."""
        described = describe_values(self._value[at])
        n = described["n"]
        for statistic in ("mean",) if n == 1 else SUMMARY:
            if statistic in described:
                yield Fact(
                    metric=metric, statistic="value" if n == 1 else statistic,
                    value=described[statistic], unit=unit, n=n, subject=subject,
                    sources=self._places(at), n_sources=n,
                )  # fmt: skip

    def _places(self, at: np.ndarray) -> tuple[str, ...]:
        return tuple(
            f"{self._source[each]}: {self._reading.locate(int(self._place[each]))}"
            for each in at[:SOURCES]
        )


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

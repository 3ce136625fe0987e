"""Facts that nobody had listed, computed from the measurements when asked for.

Most of what a text asks for is not there at all; that is told from the rows of each
label, before any statistic is computed.
"""

import math
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from .counts import COUNTABLE, count_of, size_of
from .facts import Fact
from .measurements import METRICS, STATISTICS, countable, kind_of
from .quantities import label_text, places_of
from .read import Reading
from .scopes import rows_in
from .stamps import DATED, day_of
from .statistics import summarize


class Computing:
    """Computes facts of a reading.

    Parameters
    ----------
    reading
        Its measurements are looked up.
    scopes
        The names of groups of files, and the files.
    """

    def __init__(self, reading: Reading, scopes: Mapping[str, Sequence[str]]) -> None:
        self._reading, self._scopes = reading, scopes
        self._of_metric: dict[str, _Rows] = {}

    def __call__(
        self, subject: dict[str, str], metric: str, statistic: str
    ) -> Fact | None:
        """Compute a fact; None where the data has no such quantity."""
        if metric in COUNTABLE and statistic == "count":
            return count_of(self._reading, self._scopes, subject, metric)
        if metric in DATED:
            return day_of(self._reading, subject, metric, statistic)
        if metric == "size":
            return size_of(self._reading, subject, statistic)
        if statistic not in STATISTICS:
            return None
        if metric not in self._of_metric:
            self._of_metric[metric] = _Rows(self._reading.measurements, metric)
        table = self._of_metric[metric].about(subject, self._scopes)
        return None if table is None else self._fact(table, subject, metric, statistic)

    def _fact(
        self, table: pd.DataFrame, subject: dict[str, str], metric: str, statistic: str
    ) -> Fact | None:
        table = _over_runs(table)
        summary = summarize(table, metric=metric)
        if "kind" not in subject and len(summary) > 1:
            summary = summary[summary["kind"] == kind_of(metric)]
        if "unit" not in subject and len(summary) > 1 and metric in METRICS:
            summary = summary[summary["unit"] == METRICS[metric].unit]
        if len(summary) != 1 or not summary["n"].iloc[0]:
            return None
        row = summary.iloc[0]
        rows = countable(table, metric)
        rows = rows[rows["kind"] == row["kind"]]
        found = row.get({"count": "n", "value": "mean"}.get(statistic, statistic))
        if statistic == "total" and (rows["tier"] == "raw").all():
            found = math.fsum(rows["value"])
        if pd.isna(found) and statistic[0] == "p" and (rows["tier"] == "raw").all():
            found = float(np.percentile(rows["value"], float(statistic[1:])))
        if pd.isna(found) or (statistic == "value" and row["n"] > 1):
            return None
        n = int(row["n"])
        if n == 1 and (rows["tier"] == "aggregate").all():  # of so many runs
            n = int(rows["n_behind"].fillna(1).iloc[0])
            found = float(n) if statistic == "count" else found
        where = places_of(self._reading, rows, []).get((), [])
        return Fact(
            metric=metric, statistic=statistic, value=float(found),
            unit="count" if statistic == "count" else str(row["unit"]),
            n=n, subject=subject, sources=tuple(where),
            n_sources=int(row["n"]),
        )  # fmt: skip


def _over_runs(table: pd.DataFrame) -> pd.DataFrame:
    """Of aggregates of single runs and of all of them, keep the latter."""
    of_all = table["run_index"].isna() & table["tier"].eq("aggregate")
    single = table["run_index"].notna() & table["tier"].eq("aggregate")
    one_file = len(table["source"].unique()) == 1
    return table[~single] if one_file and of_all.any() and single.any() else table


class _Rows:
    """The rows of one metric, found by what their labels say."""

    def __init__(self, measurements: pd.DataFrame, metric: str) -> None:
        self._table = measurements[(measurements["metric"] == metric).to_numpy()]
        self._ok = (self._table["status"] == "ok").to_numpy()
        self._texts: dict[str, Any] = {}

    def about(
        self, subject: Mapping[str, str], scopes: Mapping[str, Sequence[str]]
    ) -> pd.DataFrame | None:
        """Select the rows of a subject; None where none of them is ok."""
        chosen = np.ones(len(self._table), dtype=bool)
        for label, value in subject.items():
            if (label, value) == ("calls", "warm"):
                chosen &= self._table["cold"].eq(False).fillna(False).to_numpy(bool)
            elif label == "nth":
                chosen &= self._ranks == int(value)
            elif label == "family":
                models = self._texts_of("model")
                if models is None:
                    return None
                of = [str(name).lower().startswith(value + ":") for name in models]
                chosen &= np.array(of, dtype=bool)
            elif label == "scope":
                sources = scopes.get(value, ())
                chosen &= rows_in(self._table, sources).to_numpy(bool)
            elif (texts := self._texts_of(label)) is not None:
                chosen &= texts == value
            else:
                return None
        return self._table[chosen] if (chosen & self._ok).any() else None

    @cached_property
    def _ranks(self) -> np.ndarray:
        """The place of each raw row among those of its file and model, from 1."""
        raw = self._table["tier"].eq("raw") & self._table["statistic"].eq("value")
        by = [self._table["source"].astype(str), self._table["model"].astype(str)]
        ranks = raw.groupby(by).cumsum().where(raw, 0)
        return ranks.fillna(0).to_numpy(int)

    def _texts_of(self, label: str) -> Any:
        """Return a label of all rows as facts name it; None: no row has the label."""
        if label not in self._texts:
            columns = self._table.columns
            name = label if label in columns else f"setting.{label}"
            self._texts[label] = None
            if name in columns:
                texts = self._table[name].map(label_text, na_action="ignore")
                told = texts.astype(object).where(texts.notna(), None)
                self._texts[label] = told.to_numpy()
        return self._texts[label]

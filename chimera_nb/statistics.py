"""Statistics: tidy table → summary tables; only measurements of status ok enter.

Definitions: mean; median and quantiles of type 7 (linear interpolation, R's default);
standard deviation with n − 1. Where a file gives only aggregates (a mean latency), the
group's mean is the mean of the per-file means, its min the least of the per-file
minima, its max the greatest of the maxima; a standard deviation or median is then given
only for a single file. Kinds are never pooled.
"""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from .measurements import countable, require_columns, tried

#: A percentile is given from so many measurements on.
PERCENTILE_FROM_N = {"p90": 10, "p95": 20, "p99": 100}


def summarize(
    measurements: pd.DataFrame, *, metric: str, by: Sequence[str] = ()
) -> pd.DataFrame:
    """Describe each group of measurements of one metric.

    Parameters
    ----------
    measurements
        The tidy table.
    metric
        For example ``"compile_time"``.
    by
        Label columns that make a group; rows that lack one of them are left out.

    Returns
    -------
    DataFrame
        One row per group, sorted by its labels: the labels, ``kind``, ``n`` (ok),
        ``n_failed``, ``mean``, ``std``, ``median``, ``min``, ``max``, ``p90``, ``p95``,
        ``p99`` (canonical unit; missing where they are not defined), ``unit``. A group
        of which all runs failed has n 0 and no statistic.

    Raises
    ------
    MeasurementError
        A column in *by* is not in the table.
    """
    require_columns(measurements, by)
    keys = [*by, "kind"]
    needed = ["metric", "tier", "statistic", "status", "kind", "unit", "value"]
    subject = ["model", "device", "backend", "benchmark"]
    both = tried(measurements[list(dict.fromkeys([*needed, *subject, *by]))], metric)
    rows, failed = both[both["status"] == "ok"], both[both["status"] == "failed"]
    groups: dict[tuple[Any, ...], dict[str, Any]] = {}
    columns = {
        name: rows[name].to_numpy(dtype=object)
        for name in ("tier", "statistic", "unit")
    }
    values = rows["value"].to_numpy(dtype=float)
    for labels, at in groups_of(rows, [*keys, "unit"]).items():
        described = _describe(values[at], columns["tier"][at], columns["statistic"][at])
        if described["n"]:
            groups[labels] = described | {"n_failed": 0}
    for labels, at in groups_of(failed, keys).items():
        known = [key for key in groups if key[:-1] == labels]
        unit = failed["unit"].iloc[at[0]]
        group = groups.setdefault(known[0] if known else (*labels, unit), {"n": 0})
        group["n_failed"] = len(at)
    names = [
        *keys, "n", "n_failed", "mean", "std", "median", "min", "max", "p90", "p95",
        "p99", "unit",
    ]  # fmt: skip
    records = [
        dict(zip([*keys, "unit"], labels, strict=True)) | groups[labels]
        for labels in sorted(groups, key=lambda each: tuple(map(_sortable, each)))
    ]
    return pd.DataFrame.from_records(records, columns=names)


def groups_of(
    rows: pd.DataFrame, keys: Sequence[str]
) -> dict[tuple[Any, ...], np.ndarray]:
    """Map each group's labels to its row numbers; rows that lack a label are out."""
    if not len(rows):
        return {}
    if not keys:
        return {(): np.arange(len(rows))}
    codes, names = [], []
    for key in keys:
        code, name = pd.factorize(rows[key].to_numpy(dtype=object))
        codes.append(code)
        names.append(name)
    table = np.stack(codes)
    whole = np.flatnonzero((table >= 0).all(axis=0))
    if not len(whole):
        return {}
    order = whole[np.lexsort(table[::-1, whole])]
    ordered = table[:, order]
    starts = np.flatnonzero(np.any(ordered[:, 1:] != ordered[:, :-1], axis=0)) + 1
    return {
        tuple(name[code] for name, code in zip(names, table[:, at[0]], strict=True)): at
        for at in map(np.sort, np.split(order, starts))
    }


def _sortable(label: Any) -> tuple[int, float, str]:
    if isinstance(label, (int, float)):
        return (0, float(label), "")
    return (1, 0.0, str(label))


def describe_values(values: np.ndarray) -> dict[str, Any]:
    """Describe raw values: n, mean, std, median, min, max and percentiles."""
    n = len(values)
    if n == 0:
        return {"n": 0}
    found = {
        "n": n,
        # fsum: the mean of equal values must be that value
        "mean": math.fsum(values) / n,
        "median": float(np.median(values)),
        "min": float(values.min()),
        "max": float(values.max()),
    }
    if n > 1:
        found["std"] = float(values.std(ddof=1))
    for name, least in PERCENTILE_FROM_N.items():
        if n >= least:
            found[name] = float(np.percentile(values, float(name[1:])))
    return found


def _describe(
    values: np.ndarray, tiers: np.ndarray, statistics: np.ndarray
) -> dict[str, Any]:
    """Describe a group: of raw values, or of what its files' aggregates allow."""
    raw = tiers == "raw"
    if raw.all():
        return describe_values(values)
    means = values[raw | (statistics == "mean")]
    found: dict[str, Any] = {"n": len(means)}
    if len(means):
        found["mean"] = math.fsum(means) / len(means)
    for statistic, pick in (("min", np.min), ("max", np.max)):
        of = values[raw | (statistics == statistic)]
        if len(of) == len(means) > 0:
            found[statistic] = float(pick(of))
    for statistic in ("std", "median", "p90", "p95", "p99"):
        of = values[statistics == statistic]
        if len(of) == len(means) == 1:
            found[statistic] = float(of[0])
    return found


def break_even(measurements: pd.DataFrame) -> pd.DataFrame:
    """Say after how many calls compiling has paid off against eager, file by file.

    Break-even = compile time / (eager latency − backend latency), only inside one file
    and only where the difference is positive, rounded up to a whole call. It is noise
    where the difference is below 2·√(s₁²/n₁ + s₂²/n₂).

    Returns
    -------
    DataFrame
        ``source, model, device, backend, compile_time (s), eager (s), latency (s),
        calls (whole number, missing where compiling never pays off), noise (bool),
        speedup (eager / latency)``.
    """
    columns = [
        "source", "model", "device", "backend", "compile_time", "eager", "latency",
        "calls", "noise", "speedup",
    ]  # fmt: skip
    latency = countable(measurements, "latency")
    compiled = countable(measurements, "compile_time")
    labels = ["source", "model", "device"]
    records = []
    for key, group in latency.groupby(labels, dropna=False, sort=True):
        wide = group.pivot_table(
            index="backend", columns="statistic", values="value", aggfunc="first"
        ).reindex(columns=["mean", "std"])
        runs = group.groupby("backend")["n_behind"].first()
        if "eager" not in wide.index:
            continue
        times = compiled[compiled["source"] == key[0]].groupby("backend")["value"]
        eager = wide.loc["eager"]
        for backend, row in wide.drop(index="eager").iterrows():
            if backend not in times.groups:
                continue
            compile_time = float(times.get_group(backend).mean())
            gain = eager["mean"] - row["mean"]
            noise = 2 * math.sqrt(
                _over(eager["std"], runs.get("eager"))
                + _over(row["std"], runs.get(backend))
            )
            records.append(
                dict(zip(labels, key, strict=True))
                | {
                    "backend": backend,
                    "compile_time": compile_time,
                    "eager": eager["mean"],
                    "latency": row["mean"],
                    "calls": math.ceil(compile_time / gain) if gain > 0 else None,
                    "noise": bool(gain > 0 and gain < noise),
                    "speedup": eager["mean"] / row["mean"],
                }
            )
    table = pd.DataFrame.from_records(records, columns=columns)
    return table.astype({"calls": "Int64", "noise": "bool"})


def is_noise(one: pd.Series, other: pd.Series) -> bool | None:
    """Say whether two means (rows of `summarize`) differ by less than their noise.

    None where one of them is of a single run, which says nothing of noise.
    """
    if min(one["n"], other["n"]) < 2:
        return None
    noise = 2 * math.sqrt(_over(one["std"], one["n"]) + _over(other["std"], other["n"]))
    return bool(abs(one["mean"] - other["mean"]) <= noise)


def _over(std: float, n: Any) -> float:
    if not np.isfinite(std) or not n or not np.isfinite(n):
        return 0.0
    return float(std**2 / n)

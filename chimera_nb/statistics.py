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

from .measurements import countable, require_columns

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
    rows = countable(measurements, metric)
    tried = measurements[
        (measurements["metric"] == metric) & (measurements["tier"] != "reported")
    ]
    failed = tried[tried["status"] == "failed"]
    groups: dict[tuple[Any, ...], dict[str, Any]] = {}
    for labels, group in rows.groupby(keys, dropna=True):
        described = _describe(group)
        if described["n"]:
            groups[labels] = described | {"unit": group["unit"].iloc[0], "n_failed": 0}
    for labels, group in failed.groupby(keys, dropna=True):
        empty = {"n": 0, "unit": group["unit"].iloc[0]}
        groups.setdefault(labels, empty)["n_failed"] = len(group)
    columns = [
        *keys, "n", "n_failed", "mean", "std", "median", "min", "max", "p90", "p95",
        "p99", "unit",
    ]  # fmt: skip
    records = [
        dict(zip(keys, labels, strict=True)) | groups[labels]
        for labels in sorted(groups, key=lambda each: tuple(map(str, each)))
    ]
    return pd.DataFrame.from_records(records, columns=columns)


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


def _describe(group: pd.DataFrame) -> dict[str, Any]:
    if (group["tier"] == "raw").all():
        return describe_values(group["value"].to_numpy(dtype=float))
    means = group.loc[group["statistic"] == "mean", "value"].to_numpy(dtype=float)
    found = {"n": len(means)}
    if len(means):
        found["mean"] = math.fsum(means) / len(means)
    for statistic, pick in (("min", min), ("max", max)):
        values = group.loc[group["statistic"] == statistic, "value"]
        if len(values) == len(means) > 0:
            found[statistic] = float(pick(values))
    for statistic in ("std", "median"):
        values = group.loc[group["statistic"] == statistic, "value"]
        if len(values) == len(means) == 1:
            found[statistic] = float(values.iloc[0])
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


def _over(std: float, n: Any) -> float:
    if not np.isfinite(std) or not n or not np.isfinite(n):
        return 0.0
    return float(std**2 / n)


def table_by_type(files: pd.DataFrame) -> pd.DataFrame:
    """Count a reading's benchmark files by type.

    Returns
    -------
    DataFrame
        ``type, files, bytes, read, not_read, measurements, latest`` (the latest
        modification the file system knows), ``names`` (the first five).
    """
    rows = []
    for kind, group in files[files["type"] != "other"].groupby("type"):
        read = group["status"].isin(("read", "partly")).sum()
        rows.append(
            {
                "type": kind,
                "files": len(group),
                "bytes": int(group["bytes"].sum()),
                "read": int(read),
                "not_read": int(len(group) - read),
                "measurements": int(group["rows"].sum()),
                "latest": group["modified"].max(),
                "names": _first_names(group["path"].tolist()),
            }
        )
    columns = [
        "type",
        "files",
        "bytes",
        "read",
        "not_read",
        "measurements",
        "latest",
        "names",
    ]
    return pd.DataFrame.from_records(rows, columns=columns)


def _first_names(paths: list[str], limit: int = 5) -> str:
    names = [path.rpartition("/")[2] for path in paths]
    more = f" … and {len(names) - limit} more" if len(names) > limit else ""
    return ", ".join(names[:limit]) + more


def table_by_model(measurements: pd.DataFrame) -> pd.DataFrame:
    """Describe each model: its compile times, and its latency eager and at best.

    Returns
    -------
    DataFrame
        ``model, device, n`` (compile times), ``n_failed, mean`` (compile time, s),
        ``eager`` (mean latency, s), ``best`` (least mean latency of a backend, s),
        ``best_backend``.
    """
    compiled = summarize(measurements, metric="compile_time", by=["model", "device"])
    latency = summarize(
        measurements, metric="latency", by=["model", "device", "backend"]
    ).dropna(subset=["mean"])
    rows = []
    for row in compiled.itertuples():
        of = latency[
            (latency["model"] == row.model) & (latency["device"] == row.device)
        ]
        eager = of.loc[of["backend"] == "eager", "mean"]
        others = of[of["backend"] != "eager"].sort_values("mean")
        rows.append(
            {
                "model": row.model,
                "device": row.device,
                "n": row.n,
                "n_failed": row.n_failed,
                "mean": row.mean,
                "eager": eager.iloc[0] if len(eager) else None,
                "best": others["mean"].iloc[0] if len(others) else None,
                "best_backend": others["backend"].iloc[0] if len(others) else None,
            }
        )
    columns = ["model", "device", "n", "n_failed", "mean", "eager", "best",
               "best_backend"]  # fmt: skip
    return pd.DataFrame.from_records(rows, columns=columns)

"""Overviews: what a folder holds, model by model, device by device, sweep by sweep.

Tables in, tables out; every figure in them is of `statistics.summarize`.
"""

from typing import Any

import pandas as pd

from .measurements import countable, in_own_unit
from .statistics import is_noise, summarize

#: So many values of a setting, a machine or a version are named in a table.
_SHOWN = 6


def table_by_type(files: pd.DataFrame) -> pd.DataFrame:
    """Count a reading's benchmark files by type.

    Returns
    -------
    DataFrame
        ``type, files, bytes, read, not_read, measurements, latest`` (the latest
        modification the file system knows), ``holds`` (the families that its readers
        found in them, with counts), ``names`` (the first five).
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
                "holds": _counted(group["family"].dropna().tolist()),
                "names": _first_names(group["path"].tolist()),
            }
        )
    columns = ["type", "files", "bytes", "read", "not_read", "measurements", "latest",
               "holds", "names"]  # fmt: skip
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


def table_of_calls(measurements: pd.DataFrame) -> pd.DataFrame:
    """Describe each language model's calls, cold ones apart from warm ones.

    Returns
    -------
    DataFrame
        ``model, calls`` (ok), ``failed, cold`` (calls that loaded the model),
        ``throughput`` (mean, tok/s), ``throughput_median, throughput_min,
        throughput_max, ttft`` (mean over all calls, s), ``ttft_median``,
        ``ttft_warm`` (mean over warm calls), ``load_cold`` (mean load of cold calls).
    """
    rows = measurements[measurements["kind"] == "llm"]
    rows = in_own_unit(in_own_unit(rows, "throughput"), "ttft")
    by = ["model"]
    rate = summarize(rows, metric="throughput", by=by).set_index("model")
    first = summarize(rows, metric="ttft", by=by).set_index("model")
    warm = summarize(rows[rows["cold"].eq(False).fillna(False)], metric="ttft", by=by)
    loads = summarize(rows[rows["cold"].eq(True).fillna(False)], metric="load_time",
                      by=by)  # fmt: skip
    table = pd.DataFrame(
        {
            "calls": rate["n"],
            "failed": rate["n_failed"],
            "cold": loads.set_index("model")["n"],
            "throughput": rate["mean"],
            "throughput_median": rate["median"],
            "throughput_min": rate["min"],
            "throughput_max": rate["max"],
            "ttft": first["mean"],
            "ttft_median": first["median"],
            "ttft_warm": warm.set_index("model")["mean"],
            "load_cold": loads.set_index("model")["mean"],
        }
    )
    for name in ("n", "n_failed"):  # of models of which only first tokens are known
        column = {"n": "calls", "n_failed": "failed"}[name]
        table[column] = table[column].fillna(first[name]).astype("int64")
    table["cold"] = table["cold"].fillna(0).astype("int64")
    return table.rename_axis("model").reset_index()


def table_by_device(measurements: pd.DataFrame) -> pd.DataFrame:
    """Put devices side by side: the mean latency of each model and backend.

    Returns
    -------
    DataFrame
        ``model, backend``, one column per device (s), ``executed_on`` (where a device
        label and what really ran differ); only what ran on two devices at least.
    """
    table = summarize(
        measurements, metric="latency", by=["model", "backend", "device"]
    ).dropna(subset=["mean"])
    wide = table.pivot_table(
        index=["model", "backend"], columns="device", values="mean", observed=True
    )
    wide = wide[wide.notna().sum(axis=1) > 1]
    rows = countable(measurements, "latency")
    other = rows[rows["executed_on"].notna()]
    other = other[other["executed_on"].astype(str) != other["device"].astype(str)]
    said = {
        key: f"{group['device'].iloc[0]} files ran on {group['executed_on'].iloc[0]}"
        for key, group in other.groupby(["model", "backend"], observed=True)
    }
    wide["executed_on"] = [said.get(key) for key in wide.index]
    wide.columns.name = None
    return wide.reset_index()


def table_of_sweeps(measurements: pd.DataFrame) -> pd.DataFrame:
    """Say which settings were varied, what each did, and which never were.

    Cold calls are left out, since the first call after a change loads the model.

    Returns
    -------
    DataFrame
        ``model, setting, values`` (as tried), ``runs`` (warm, ok), ``best`` (the value
        of the highest mean throughput), ``best_mean, worst_mean`` (tok/s), ``effect``
        (percent of the worst), ``noise`` (whether the two means differ by less than
        2·√(s₁²/n₁ + s₂²/n₂); missing where one is of a single call).
        For a setting that was never varied these are missing.
    """
    rows = countable(in_own_unit(measurements, "throughput"), "throughput")
    rows = rows[~rows["cold"].eq(True).fillna(False)]
    found = []
    for model, group in rows.groupby("model", observed=True):
        settings = [name for name in rows.columns if name.startswith("setting.")]
        for name in settings:
            values = group[name].dropna()
            if not len(values):
                continue
            row: dict[str, Any] = {
                "model": model,
                "setting": name.removeprefix("setting."),
                "values": _some(sorted(values.unique(), key=_as_number)),
                "runs": len(values),
            }
            if len(values.unique()) > 1:
                table = summarize(group, metric="throughput", by=[name])
                table = table.dropna(subset=["mean"]).sort_values("mean")
                worst, best = table.iloc[0], table.iloc[-1]
                row |= {
                    "best": _plain(best[name]),
                    "best_mean": best["mean"],
                    "worst_mean": worst["mean"],
                    "effect": 100 * (best["mean"] - worst["mean"]) / worst["mean"],
                    "noise": is_noise(best, worst),
                }
            found.append(row)
    columns = ["model", "setting", "values", "runs", "best", "best_mean", "worst_mean",
               "effect", "noise"]  # fmt: skip
    return pd.DataFrame.from_records(found, columns=columns)


def table_of_mixtures(measurements: pd.DataFrame) -> pd.DataFrame:
    """List the metrics whose measurements come of several machines or set-ups.

    Returns
    -------
    DataFrame
        ``metric, kind, model, differs`` (machine, software, batch_size, runs),
        ``values`` (with how many measurements each has); a statistic over such rows
        pools unlike things.
    """
    columns = [name for name in ("machine", "software", "setting.batch_size",
                                 "setting.runs") if name in measurements]  # fmt: skip
    used = measurements[
        (measurements["status"] == "ok")
        & measurements["tier"].isin(("raw", "aggregate"))
    ]
    used = used[used["statistic"].isin(("value", "mean"))]
    found = []
    labels = ["metric", "kind", "model", "device"]
    for name in columns:
        rows = used[used[name].notna()]
        for key, group in rows.groupby(labels, observed=True, dropna=False, sort=True):
            counts = group[name].map(_plain).astype(str).value_counts()
            counts = counts[counts > 0].sort_index()
            if len(counts) > 1:
                shown = [f"{value} ({n})" for value, n in counts.items()]
                found.append(
                    dict(zip(labels, key, strict=True))
                    | {"differs": name.removeprefix("setting."), "values": _some(shown)}
                )
    return pd.DataFrame.from_records(found, columns=[*labels, "differs", "values"])


def table_of_quantities(measurements: pd.DataFrame) -> pd.DataFrame:
    """List every quantity that the data files hold, whatever its family.

    Returns
    -------
    DataFrame
        ``kind, metric, unit, ok, failed, suspect`` (measurements; statistics of one
        run, such as a standard deviation, not counted), ``subjects`` (distinct
        benchmarks or models), ``least, greatest`` (values).
    """
    rows = measurements[
        measurements["tier"].isin(("raw", "aggregate"))
        & measurements["statistic"].isin(("value", "mean", "count", "total", "median"))
    ]
    found = []
    for key, group in rows.groupby(["kind", "metric", "unit"], observed=True):
        counts = group["status"].value_counts()
        ok = group.loc[group["status"] == "ok", "value"]
        subject = (
            group["model"].astype("string").fillna(group["benchmark"].astype("string"))
        )
        found.append(
            dict(zip(("kind", "metric", "unit"), key, strict=True))
            | {name: int(counts.get(name, 0)) for name in ("ok", "failed", "suspect")}
            | {"subjects": int(subject.nunique()), "least": ok.min(),
               "greatest": ok.max()}
        )  # fmt: skip
    columns = ["kind", "metric", "unit", "ok", "failed", "suspect", "subjects", "least",
               "greatest"]  # fmt: skip
    return pd.DataFrame.from_records(found, columns=columns)


def table_of_reasons(not_taken: pd.DataFrame) -> pd.DataFrame:
    """Count the numbers that were seen and not taken, by the reason.

    Returns
    -------
    DataFrame
        ``reason, numbers, files, example`` (a file), the most numbers first.
    """
    columns = {"numbers": ("count", "sum"), "files": ("path", "nunique"),
               "example": ("path", "first")}  # fmt: skip
    table = not_taken.groupby("reason", observed=True).agg(**columns).reset_index()
    table = table[table["numbers"] > 0]
    return table.sort_values(["numbers", "reason"], ascending=[False, True],
                             ignore_index=True)  # fmt: skip


def _counted(names: list[str]) -> str:
    counts = pd.Series(names, dtype="object").value_counts()
    return _some([f"{n} {name}" for name, n in counts.items()])


def _some(values: Any) -> str:
    shown = [str(_plain(value)) for value in values]
    more = f" … and {len(shown) - _SHOWN} more" if len(shown) > _SHOWN else ""
    return ", ".join(shown[:_SHOWN]) + more


def _plain(value: Any) -> Any:
    return f"{value:g}" if isinstance(value, float) else value


def _as_number(value: Any) -> tuple[float, str]:
    try:
        return float(value), ""
    except ValueError:
        return float("inf"), str(value)

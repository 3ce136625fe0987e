"""Plots of language models' calls, of swept settings, and of devices side by side."""

from collections.abc import Sequence
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullFormatter

from .display import bounded
from .drawing import label_of, names_of, new_axes, value_axis
from .measurements import countable, in_own_unit
from .overview import table_by_device
from .plot import BLUE, GREY, INK, ORANGE, STYLE, Plot
from .statistics import describe_values, summarize
from .units import format_number, format_value

#: So many models, settings and values of a setting are drawn; the table has them all.
MODELS, SETTINGS, VALUES = 24, 6, 12
#: So many models share the panels of a sweep: beyond, lines cannot be told apart.
LINES = 8
BOX_FROM_N = 10

#: Line colours that stay apart for the colour-blind, and a marker for each.
_LINES = (
    ("#2f6db3", "o"), ("#c9661a", "s"), ("#2a8c62", "^"), ("#8b4fa8", "D"),
    ("#b8860b", "v"), ("#c2415e", "P"), ("#4a4f59", "X"), ("#1b9aaa", "*"),
)  # fmt: skip


def plot_throughput(measurements: pd.DataFrame) -> Plot:
    """Draw the tokens per second of each model's calls, cold calls marked apart.

    Parameters
    ----------
    measurements
        The tidy table.
    """
    return _calls(
        measurements, "throughput", "Throughput of each call by model", "throughputs"
    )


def plot_ttft(measurements: pd.DataFrame) -> Plot:
    """Draw the time to first token of each model's calls, cold calls marked apart.

    A cold call loads the model first, which takes tens of times as long; where both
    are there, the axis is logarithmic.
    """
    return _calls(
        measurements, "ttft", "Time to first token by model", "times to first token"
    )


def _calls(measurements: pd.DataFrame, metric: str, title: str, what: str) -> Plot:
    measurements = in_own_unit(measurements, metric)
    rows = countable(measurements, metric)
    rows = rows[rows["statistic"].isin(("value", "mean")) & rows["model"].notna()]
    table = _by_call(rows, summarize(measurements, metric=metric, by=["model"]))
    name = f"{metric}_by_model"
    if rows.empty:
        return Plot(name, title, f"No {what} in this folder.", table)
    models = list(dict.fromkeys(table["model"]))[:MODELS]
    unit = str(rows["unit"].iloc[0])
    figure, axes = new_axes(round(1.2 * len(models)))
    with mpl.rc_context(STYLE):
        chance = np.random.default_rng(0)
        for at, model in enumerate(models):
            own = rows[rows["model"] == model]
            for call, values in _by_warmth(own).items():
                aside = 0.16 if call == "cold" else -0.16
                _strip(axes, values, at + aside, call, chance)
        axes.set_yticks(range(len(models)), _lanes(table, models))
        axes.set_ylim(len(models) - 0.5, -0.5)
        shown = rows.loc[rows["model"].isin(models), "value"]
        value_axis(axes, shown, unit, title.split(" by ")[0])
        axes.set_title(title)
        handles, labels = axes.get_legend_handles_labels()
        kinds = dict(zip(labels, handles, strict=True))
        if len(kinds) > 1:
            figure.legend(kinds.values(), kinds.keys(), loc="outside lower center",
                          frameon=False, fontsize=9, ncols=len(kinds))  # fmt: skip
    units = dict.fromkeys(("mean", "median", "min", "max"), unit)
    return Plot(name, title, _alt_of_calls(title, table, unit), table, axes, figure,
                units)  # fmt: skip


def _by_call(rows: pd.DataFrame, summary: pd.DataFrame) -> pd.DataFrame:
    """Describe each model's cold and warm calls, the most measured model first."""
    failed = summary.groupby("model", observed=True)["n_failed"].sum()
    found: list[dict[str, Any]] = []
    sizes = rows["model"].astype(str).value_counts()
    for model in sorted(sizes.index, key=lambda each: (-sizes[each], each)):
        lost = int(failed.get(model, 0))
        for call, values in _by_warmth(rows[rows["model"] == model]).items():
            found.append({"model": model, "calls": call, "n_failed": lost})
            found[-1] |= describe_values(values)
            lost = 0
    columns = ["model", "calls", "n", "n_failed", "mean", "median", "min", "max"]
    return pd.DataFrame.from_records(found, columns=columns)


def _by_warmth(rows: pd.DataFrame) -> dict[str, np.ndarray]:
    """Split calls into warm ones, those of which no file says it, and cold ones."""
    cold = rows["cold"]
    parts = {
        "warm": cold.eq(False).fillna(False),
        "not said": cold.isna(),
        "cold": cold.eq(True).fillna(False),
    }
    values = {
        name: rows.loc[chosen.astype(bool), "value"].to_numpy(dtype=float)
        for name, chosen in parts.items()
    }
    return {name: each for name, each in values.items() if len(each)}


#: What a call is, as the legend says it.
_WORDS = {"warm": "warm", "not said": "warm or cold not said",
          "cold": "cold (loads the model)"}  # fmt: skip


def _strip(
    axes: Axes, values: np.ndarray, at: float, call: str, chance: np.random.Generator
) -> None:
    """Draw calls as points on one lane, and a box where ten or more carry it."""
    cold = call == "cold"
    colour = ORANGE if cold else BLUE
    if len(values) >= BOX_FROM_N:
        axes.boxplot(
            [values], positions=[at], widths=0.28, orientation="horizontal",
            showfliers=False, patch_artist=True, manage_ticks=False,
            boxprops={"facecolor": "#f6e3d3" if cold else "#d6e4f3",
                      "edgecolor": colour},
            medianprops={"color": INK, "linewidth": 1.5},
            whiskerprops={"color": colour}, capprops={"color": colour},
        )  # fmt: skip
    axes.scatter(
        values, at + chance.uniform(-0.1, 0.1, len(values)), s=20, alpha=0.75,
        facecolors="white" if cold else colour, edgecolors=colour, linewidths=1.2,
        label=_WORDS[call], zorder=3, rasterized=len(values) > 2000,
    )  # fmt: skip


def _lanes(table: pd.DataFrame, models: Sequence[str]) -> list[str]:
    lanes = []
    for model in models:
        own = table[table["model"] == model]
        counts = [_counted(*each) for each in zip(own["n"], own["calls"], strict=True)]
        failed = int(own["n_failed"].sum())
        counts += [f"{failed} failed"] if failed else []
        lanes.append(f"{label_of(str(model), 34)}\n{', '.join(counts)}")
    return lanes


def _counted(n: int, calls: str) -> str:
    return f"{n} calls" if calls == "not said" else f"{n} {calls}"


def _alt_of_calls(title: str, table: pd.DataFrame, unit: str) -> str:
    models = table["model"].nunique()
    parts = []
    for model, own in table.groupby("model", sort=False, observed=True):
        said = [
            f"{_counted(row.n, row.calls)} with median {format_value(row.median, unit)}"
            for row in own.itertuples()
        ]
        parts.append(f"{model} {' and '.join(said)}")
    head = f"{title}, {models} model{'s' * (models != 1)}: "
    return bounded(head + "; ".join(parts) + ".", 600)


def plot_sweep(measurements: pd.DataFrame) -> Plot:
    """Draw each model's mean throughput by the values of every setting that was varied.

    One panel a setting, one line a model; a whisker reaches from the least to the
    greatest call. Cold calls are left out, since the first call after a change loads
    the model.
    """
    name, title = "sweep", "Mean throughput by setting, cold calls left out"
    rows = countable(in_own_unit(measurements, "throughput"), "throughput")
    rows = rows[~rows["cold"].eq(True).fillna(False)]
    table = _swept(rows)
    if table.empty:
        return Plot(name, title, "No setting was varied in this folder.", table)
    settings = list(dict.fromkeys(table["setting"]))[:SETTINGS]
    sizes = table.groupby("model")["n"].sum().sort_values(ascending=False)
    styles = dict(zip(sizes.index[:LINES], _LINES, strict=False))
    unit = str(rows["unit"].iloc[0])
    with mpl.rc_context(STYLE):
        figure = Figure(
            figsize=(7.6, 1.0 + 2.3 * len(settings)), layout="constrained",
            facecolor="white",
        )  # fmt: skip
        panels = figure.subplots(len(settings), 1, squeeze=False)[:, 0]
        for axes, setting in zip(panels, settings, strict=True):
            own = table[(table["setting"] == setting) & table["model"].isin(styles)]
            _panel(axes, own, setting, unit, styles)
        panels[0].set_title(title)
        handles: dict[str, Any] = {}
        for axes in panels:
            lines, labels = axes.get_legend_handles_labels()
            handles |= dict(zip(labels, lines, strict=True))
        figure.legend(
            handles.values(), handles.keys(), loc="outside lower center",
            frameon=False, fontsize=9, ncols=min(2, len(handles)),
        )  # fmt: skip
    units = dict.fromkeys(("mean", "min", "max"), unit)
    return Plot(name, title, _alt_of_sweep(table), table, panels[0], figure, units)


def _swept(rows: pd.DataFrame) -> pd.DataFrame:
    """Summarize throughput by model and value of each setting that was varied."""
    found = []
    for column in [name for name in rows.columns if name.startswith("setting.")]:
        if rows[column].nunique() < 2:
            continue
        summary = summarize(rows, metric="throughput", by=["model", column])
        summary = summary.dropna(subset=["mean"]).rename(columns={column: "value"})
        varied = summary.groupby("model", observed=True)["value"].transform("nunique")
        summary = summary[varied > 1]
        found.append(summary.assign(setting=column.removeprefix("setting.")))
    columns = ["setting", "model", "value", "n", "mean", "min", "max"]
    if not found:
        return pd.DataFrame(columns=columns)
    return pd.concat(found, ignore_index=True)[columns]


def _panel(
    axes: Axes, table: pd.DataFrame, setting: str, unit: str,
    styles: dict[str, tuple[str, str]],
) -> None:  # fmt: skip
    """Draw one setting: its values evenly spaced, in their order."""
    values = sorted(table["value"].unique(), key=_order)
    places = {value: at for at, value in enumerate(values)}
    for model, own in table.groupby("model", observed=True, sort=True):
        colour, marker = styles[str(model)]
        own = own.iloc[np.argsort([places[value] for value in own["value"]])]
        x = [places[value] for value in own["value"]]
        axes.plot(x, own["mean"], color=colour, marker=marker, ms=5, lw=1.4,
                  label=label_of(str(model), 34))  # fmt: skip
        known = own["min"].notna() & own["max"].notna()
        axes.vlines(np.asarray(x)[known], own.loc[known, "min"], own.loc[known, "max"],
                    color=colour, lw=1, alpha=0.5)  # fmt: skip
    every = -(-len(values) // VALUES)
    ticks = [label_of(_plain(value), 16) for value in values[::every]]
    axes.set_xticks(range(0, len(values), every), ticks)
    axes.set_xlabel(label_of(setting))
    axes.set_ylim(bottom=0)
    axes.set_ylabel(unit)
    axes.grid(axis="y", color="#e6e8ec", linewidth=0.8)
    axes.set_axisbelow(True)


def _alt_of_sweep(table: pd.DataFrame) -> str:
    parts = []
    for (setting, model), own in table.groupby(["setting", "model"], sort=False):
        best = own.loc[own["mean"].idxmax()]
        worst = own["mean"].min()
        share = 100 * (best["mean"] - worst) / worst if worst else float("nan")
        gain = f", {format_number(share, 2)}% above the least" if worst else ""
        parts.append(f"{setting} of {model}: best at {_plain(best['value'])}{gain}")
    return bounded(f"Mean throughput by setting: {'; '.join(parts)}.", 600)


def _plain(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _order(value: Any) -> tuple[float, str]:
    try:
        return float(value), ""
    except (TypeError, ValueError):
        return float("inf"), str(value)


def plot_devices(measurements: pd.DataFrame) -> Plot:
    """Draw the mean latency of each model and backend on every device, side by side.

    Only what was measured on two devices at least. Hollow is a file whose label
    names a device on which it did not run.
    """
    name, title = "devices", "Mean latency, device against device"
    table = table_by_device(measurements)
    devices = [each for each in table.columns if each not in _NOT_DEVICES]
    if table.empty:
        return Plot(name, title, "Nothing was measured on two devices.", table)
    figure, axes = new_axes(len(table))
    with mpl.rc_context(STYLE):
        values = table[devices].to_numpy(dtype=float)
        places = np.arange(len(table))
        axes.hlines(places, np.nanmin(values, axis=1), np.nanmax(values, axis=1),
                    color=GREY, lw=1.5, zorder=1)  # fmt: skip
        elsewhere = table["executed_on"].fillna("").astype(str)
        for device, (colour, marker) in zip(devices, _LINES, strict=False):
            moved = elsewhere.str.startswith(f"{device} files").to_numpy(dtype=bool)
            axes.scatter(
                table[device], places, s=42, marker=marker, zorder=2, linewidths=1.6,
                facecolors=["white" if each else colour for each in moved],
                edgecolors=colour, label=label_of(str(device)),
            )  # fmt: skip
        labels = [label_of(each) for each in names_of(table, ["model", "backend"])]
        axes.set_yticks(places, labels)
        axes.invert_yaxis()
        value_axis(axes, pd.Series(values[~np.isnan(values)]), "s", "Mean latency")
        axes.xaxis.set_minor_formatter(NullFormatter())
        axes.set_title(title)
        axes.legend(frameon=False, fontsize=9, loc="best")
        if elsewhere.any():
            axes.set_xlabel(f"{axes.get_xlabel()}; hollow: ran on another device")
    units = dict.fromkeys(map(str, devices), "s")
    return Plot(name, title, _alt_of_devices(title, table, devices), table, axes,
                figure, units)  # fmt: skip


_NOT_DEVICES = ("model", "backend", "executed_on")


def _alt_of_devices(title: str, table: pd.DataFrame, devices: Sequence[Any]) -> str:
    parts = []
    for row in table.to_dict("records"):
        said = [
            f"{format_value(row[each], 's', 3)} on {each}"
            for each in devices
            if not pd.isna(row[each])
        ]
        moved = "" if pd.isna(row["executed_on"]) else f" ({row['executed_on']})"
        parts.append(f"{row['model']} {row['backend']} {', '.join(said)}{moved}")
    return bounded(f"{title}: {'; '.join(parts)}.", 600)

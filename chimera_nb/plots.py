"""Plots: tables → `Plot`. A plot draws; it computes nothing that a report states."""

from collections.abc import Sequence
from textwrap import fill

import matplotlib as mpl
import numpy as np
import pandas as pd
import seaborn as sns

from .display import bounded
from .drawing import label_of, named, names_of, new_axes, ticks_of, value_axis
from .measurements import countable
from .plot import BLUE, GREY, INK, ORANGE, STYLE, Plot
from .statistics import summarize
from .units import format_number, format_value

#: A box needs so many measurements; so many at most are drawn one by one.
BOX_FROM_N = 10
POINTS_UP_TO_N = 2000
LABELS = ["model", "device", "backend"]


def plot_compile_times(
    measurements: pd.DataFrame, *, by: Sequence[str] = ("backend",)
) -> Plot:
    """Draw the distribution of compile times of each group, every measurement a point.

    Parameters
    ----------
    measurements
        The tidy table.
    by
        Label columns that make a group.
    """
    name = "compile_times_by_" + "_and_".join(by)
    title = "Compile time by " + " and ".join(by)
    rows = countable(measurements, "compile_time")
    table = summarize(measurements, metric="compile_time", by=by)
    return _distribution(rows, table, list(by), name, title, "compile times")


def plot_build_times(measurements: pd.DataFrame) -> Plot:
    """Draw the build times of each program by compiler and optimisation level."""
    by = ["benchmark", "backend"]
    rows = countable(measurements, "build_time")
    table = summarize(measurements, metric="build_time", by=by)
    title = "Build time by program and compiler"
    return _distribution(
        rows, table, by, "build_times", title, "build times", wide=True
    )


def _distribution(
    rows: pd.DataFrame,
    table: pd.DataFrame,
    by: list[str],
    name: str,
    title: str,
    what: str,
    wide: bool = False,
) -> Plot:
    shown = table.sort_values(["median", *by], na_position="last", kind="stable")
    if wide:
        shown = table.sort_values(by, kind="stable")
    ok = shown[shown["n"] > 0]
    if ok.empty:
        failed = int(shown["n_failed"].sum()) if len(shown) else 0
        more = f" {failed} runs failed." if failed else ""
        return Plot(name, title, f"No {what} in this folder.{more}", shown)
    rows = rows.dropna(subset=by)  # as `summarize` does
    rows = rows[rows["statistic"].isin(("value", "mean"))]
    apart = [*by, "kind"] if len(set(ok["kind"])) > 1 else by
    order = names_of(ok, apart)
    places = {name: at for at, name in enumerate(order)}
    drawn = pd.DataFrame(
        {
            "group": [places[name] for name in names_of(rows, apart)],
            "value": rows["value"].to_numpy(dtype=float),
        }
    )
    figure, axes = new_axes(len(order))
    with mpl.rc_context(STYLE):
        groups = dict(list(drawn.groupby("group")["value"]))
        boxed = [at for at in range(len(order)) if len(groups[at]) >= BOX_FROM_N]
        if boxed:  # matplotlib's own: seaborn's still passes a deprecated argument
            axes.boxplot(
                [groups[at] for at in boxed], positions=boxed, widths=0.62,
                orientation="horizontal", showfliers=False, patch_artist=True,
                manage_ticks=False,
                boxprops={"facecolor": "#d6e4f3", "edgecolor": BLUE},
                medianprops={"color": INK, "linewidth": 1.5},
                whiskerprops={"color": BLUE}, capprops={"color": BLUE},
            )  # fmt: skip
        before = np.random.get_state()  # noqa: NPY002
        np.random.seed(0)  # noqa: NPY002 (seaborn's jitter has no other seed)
        try:
            sns.stripplot(
                data=drawn, x="value", y="group", order=range(len(order)), ax=axes,
                orient="h", color=BLUE, size=4, alpha=0.65, jitter=0.18,
                rasterized=len(drawn) > POINTS_UP_TO_N,
            )  # fmt: skip
        finally:  # the reader's own random numbers stay as they were
            np.random.set_state(before)  # noqa: NPY002
        axes.set_yticks(range(len(order)), ticks_of(ok, order))
        value_axis(axes, drawn["value"], str(ok["unit"].iloc[0]), title.split(" by")[0])
        axes.set_ylabel("")
        axes.set_title(title)
        lost = shown[shown["n"] == 0]
        if len(lost):
            names = ", ".join(
                f"{label_of(' · '.join(map(str, key)))} ({count} failed)"
                for *key, count in lost[[*by, "n_failed"]].to_numpy()
            )
            note = fill(f"No run succeeded: {bounded(names, 240)}", 88)
            figure.supxlabel(note, fontsize=9, x=0.02, ha="left")
    unit = str(ok["unit"].iloc[0])
    units = dict.fromkeys(("mean", "std", "median", "min", "max"), unit)
    columns = [*by, "n", "n_failed", "mean", "std", "median", "min", "max"]
    return Plot(
        name, title, _alt(title, ok, lost, by, unit),
        shown[columns].reset_index(drop=True), axes, figure, units,
    )  # fmt: skip


def _alt(
    title: str, ok: pd.DataFrame, lost: pd.DataFrame, by: list[str], unit: str
) -> str:
    """Say in words what the figure shows; beyond eight groups, its extremes."""
    some = ok if len(ok) <= 8 else ok.iloc[[0, -1]]
    parts = [
        f"{' '.join(map(str, key))} n = {n}{f' ({failed} failed)' if failed else ''},"
        f" median {format_value(median, unit)}"
        for *key, n, failed, median in some[[*by, "n", "n_failed", "median"]].to_numpy()
    ]
    head = f"{title}, {len(ok)} group{'s' * (len(ok) != 1)}" + (
        ": " if len(ok) <= 8 else ", among them: "
    )
    tail = [f"; {int(n)} runs of {k} failed" for k, n in _lost(lost, by)]
    return bounded(head + "; ".join(parts) + "".join(tail) + ".", 600)


def _lost(lost: pd.DataFrame, by: list[str]) -> list[tuple[str, int]]:
    return [(" ".join(map(str, k)), n) for *k, n in lost[[*by, "n_failed"]].to_numpy()]


def plot_latency(measurements: pd.DataFrame) -> Plot:
    """Draw the mean steady-state latency per model, device and backend.

    A whisker reaches from the least to the greatest call where the files give them.
    Eager, the baseline, is drawn as a ring.
    """
    by = ["model", "device", "backend"]
    name, title = "latency", "Steady-state latency of one call"
    table = summarize(measurements, metric="latency", by=by)
    ok = table[table["n"] > 0].reset_index(drop=True)
    if ok.empty:
        return Plot(name, title, "No steady-state latencies in this folder.", table)
    labels = names_of(ok, by)
    figure, axes = new_axes(len(ok))
    with mpl.rc_context(STYLE):
        for at, row in enumerate(ok.itertuples()):
            if pd.notna(row.min) and pd.notna(row.max):
                axes.plot([row.min, row.max], [at, at], color=GREY, lw=1.5, zorder=1)
        eager = (ok["backend"] == "eager").to_numpy()
        places = np.arange(len(ok))
        for chosen, colour, face, name_ in (
            (~eager, BLUE, BLUE, "compiled"),
            (eager, ORANGE, "white", "eager (baseline)"),
        ):
            if chosen.any():
                axes.scatter(
                    ok.loc[chosen, "mean"], places[chosen], s=36, zorder=2,
                    edgecolors=colour, facecolors=face, linewidths=1.6, label=name_,
                )  # fmt: skip
        axes.set_yticks(places, ticks_of(ok, labels))
        axes.invert_yaxis()
        everything = pd.concat([ok["mean"], ok["min"], ok["max"]]).dropna()
        value_axis(axes, everything, "s", "Mean latency (line: least to greatest call)")
        axes.set_title(title)
        axes.legend(frameon=False, fontsize=9, loc="best")
    unit = str(ok["unit"].iloc[0])
    least, most = ok.loc[ok["mean"].idxmin()], ok.loc[ok["mean"].idxmax()]
    alt = (
        f"{title}, {len(ok)} combinations of model, device and backend: from"
        f" {format_value(least['mean'], unit)} ({named(least, by)}) to"
        f" {format_value(most['mean'], unit)} ({named(most, by)})."
    )
    columns = [*by, "n", "n_failed", "mean", "min", "max"]
    units = dict.fromkeys(("mean", "min", "max"), unit)
    return Plot(name, title, bounded(alt, 600), table[columns], axes, figure, units)


def plot_speedup(table: pd.DataFrame) -> Plot:
    """Draw how many times faster than eager each backend is, file by file."""
    name, title = "speedup", "Speedup over eager"
    if table.empty:
        return Plot(name, title, "Nothing to compare with eager in this folder.", table)
    shown = table.sort_values("speedup", kind="stable").reset_index(drop=True)
    figure, axes = new_axes(len(shown))
    with mpl.rc_context(STYLE):
        colours = [BLUE if value > 1 else ORANGE for value in shown["speedup"]]
        places = np.arange(len(shown))
        axes.hlines(places, 1, shown["speedup"], colors=colours, linewidth=1.5)
        axes.scatter(shown["speedup"], places, c=colours, s=36)
        axes.axvline(1, color=INK, lw=1)
        axes.set_yticks(places, _file_labels(shown))
        value_axis(axes, shown["speedup"], "ratio", "Eager latency / backend latency")
        axes.set_title(title + " (right of the line is faster)")
    faster = int((shown["speedup"] > 1).sum())
    best = shown.iloc[-1]
    labels = ["model", "device", "backend"]
    alt = (
        f"{title}: {faster} of {len(shown)} are faster than eager; the greatest is"
        f" {format_number(best['speedup'])}x ({named(best, labels)})."
    )
    columns = [*labels, "eager", "latency", "speedup", "source"]
    units = {"eager": "s", "latency": "s", "speedup": "ratio"}
    return Plot(name, title, bounded(alt, 600), shown[columns], axes, figure, units)


def plot_break_even(table: pd.DataFrame) -> Plot:
    """Draw after how many calls compiling has paid off; hollow where it is noise."""
    name, title = "break_even", "Calls until compiling has paid off"
    paid = table[table["calls"].notna()].sort_values("calls", kind="stable")
    never = table[table["calls"].isna()]
    if paid.empty:
        alt = "In no file of this folder does compiling ever pay off against eager."
        alt = alt if len(table) else "Nothing to compare with eager in this folder."
        return Plot(name, title, alt, table)
    paid = paid.reset_index(drop=True)
    calls = paid["calls"].astype(float)
    figure, axes = new_axes(len(paid))
    with mpl.rc_context(STYLE):
        noise = paid["noise"].to_numpy(dtype=bool)
        places = np.arange(len(paid))
        for chosen, face, label in (
            (~noise, BLUE, "beyond noise"), (noise, "white", "within noise"),
        ):  # fmt: skip
            if chosen.any():
                axes.scatter(
                    calls[chosen], places[chosen], s=42, facecolors=face,
                    edgecolors=BLUE, linewidths=1.6, label=label, zorder=2,
                )  # fmt: skip
        axes.hlines(places, calls.min() / 2, calls, colors="#d8dce2", lw=1, zorder=1)
        axes.set_yticks(places, _file_labels(paid))
        value_axis(axes, calls, "count", "Calls")
        for at, value in enumerate(calls):
            text = f" {format_number(value)}" + (" (noise)" if noise[at] else "")
            axes.annotate(
                text, (value, at), xytext=(6, 0), textcoords="offset points",
                va="center", fontsize=9,
            )  # fmt: skip
        if len(never):
            words = bounded("; ".join(map(label_of, names_of(never, LABELS))), 240)
            note = fill(f"Never pays off: {words}", 88)
            figure.supxlabel(note, fontsize=9, x=0.02, ha="left")
        axes.margins(x=0.18)
        axes.set_title(title)
        axes.legend(frameon=False, fontsize=9, loc="lower right")
    labels = ["model", "device", "backend"]
    first, last = paid.iloc[0], paid.iloc[-1]
    alt = (
        f"{title}: from {first['calls']} ({named(first, labels)}) to {last['calls']}"
        f" ({named(last, labels)}); {int(noise.sum())} of {len(paid)} within noise;"
        f" {len(never)} never pay off."
    )
    columns = [*labels, "compile_time", "eager", "latency", "calls", "noise", "source"]
    units = {"compile_time": "s", "eager": "s", "latency": "s"}
    return Plot(name, title, bounded(alt, 600), table[columns], axes, figure, units)


def plot_files(table: pd.DataFrame) -> Plot:
    """Draw how many files of each type were read and were not."""
    name, title = "files", "Benchmark files by type"
    if table.empty:
        return Plot(name, title, "No benchmark files in this folder.", table)
    figure, axes = new_axes(len(table))
    with mpl.rc_context(STYLE):
        places = np.arange(len(table))
        read, left = table["read"].to_numpy(), table["not_read"].to_numpy()
        axes.barh(places, read, color=BLUE, label="read", height=0.55)
        axes.barh(
            places, left, left=read, color="white", edgecolor=BLUE, hatch="///",
            label="not read", height=0.55,
        )  # fmt: skip
        axes.set_yticks(places, [label_of(str(each)) for each in table["type"]])
        axes.invert_yaxis()
        axes.set_xlabel("files")
        axes.set_title(title)
        axes.legend(frameon=False, fontsize=9)
    parts = [
        f"{row.type} {row.files} ({row.not_read} not read)"
        for row in table.itertuples()
    ]
    columns = ["type", "files", "read", "not_read"]
    return Plot(
        name, title, f"{title}: {', '.join(parts)}.", table[columns], axes, figure
    )


def _file_labels(table: pd.DataFrame) -> list[str]:
    """Label rows of a break-even table; with the file's name where that is needed."""
    by = ["model", "device", "backend"]
    names = names_of(table, by)
    twice = table.duplicated(by, keep=False)
    return [
        label_of(name)
        + (f"\n{label_of(str(source).rpartition('/')[2], 34)}" if two else "")
        for name, source, two in zip(names, table["source"], twice, strict=True)
    ]

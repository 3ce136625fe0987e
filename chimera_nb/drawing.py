"""What all plots share: axes of rows, value axes with units, and bounded labels."""

import re
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from .display import bounded
from .plot import STYLE
from .units import format_value

#: An axis is logarithmic where the greatest value is so many times the least.
LOG_FROM_RATIO = 20


def new_axes(rows: int) -> tuple[Figure, Axes]:
    """Make a figure of so many rows, with a light grid along its value axis."""
    with mpl.rc_context(STYLE):
        height = min(14.0, 1.5 + 0.42 * max(rows, 2))
        figure = Figure(figsize=(7.6, height), layout="constrained", facecolor="white")
        axes = figure.subplots()
        axes.grid(axis="x", color="#e6e8ec", linewidth=0.8)
        axes.set_axisbelow(True)
    return figure, axes


def value_axis(axes: Axes, values: pd.Series, unit: str, label: str) -> None:
    """Give the x axis its unit; it is logarithmic where the range asks for it."""
    positive = values[values > 0]
    if len(positive) and positive.max() / positive.min() > LOG_FROM_RATIO:
        axes.set_xscale("log")
        label += " (log scale)"
    axes.xaxis.set_major_formatter(
        FuncFormatter(
            lambda value, _: format_value(value, unit, 3) if value >= 0 else ""
        )
    )
    axes.xaxis.set_minor_formatter(FuncFormatter(lambda *_: ""))
    axes.set_xlabel(label)


def ticks_of(table: pd.DataFrame, labels: list[str]) -> list[str]:
    """Label rows with their counts of measurements, and of failed ones."""
    ticks = []
    for label, n, failed in zip(labels, table["n"], table["n_failed"], strict=True):
        lost = f", {failed} failed" if failed else ""
        ticks.append(f"{label_of(label)}\nn = {n}{lost}")
    return ticks


def names_of(table: pd.DataFrame, by: list[str]) -> list[str]:
    """Name each row by its labels; a label that the file lacks is said to be."""
    return [
        " · ".join(
            f"no {label}" if pd.isna(value) else str(value)
            for label, value in zip(by, values, strict=True)
        )
        for values in table[by].astype(object).to_numpy()
    ]


def named(row: Any, by: list[str]) -> str:
    """Name one row by its labels, for an alternative text."""
    return " ".join(f"no {n}" if pd.isna(row[n]) else str(row[n]) for n in by)


def label_of(text: str, limit: int = 40) -> str:
    """Bound a label, and leave out what no font can draw."""
    return bounded(
        re.sub(r"[^\x20-\x7e\u00a0-\u024f\u0370-\u04ff·–…]", "?", text), limit
    )

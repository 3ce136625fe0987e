"""Recommendations on language models: failed calls, cold starts, settings, repeats."""

from collections.abc import Iterable, Iterator
from itertools import islice

import pandas as pd

from .measurements import countable, in_own_unit
from .overview import table_of_calls, table_of_sweeps
from .units import format_number, format_value

#: What is recommended, its evidence with numbers, the first places it is about.
Advice = tuple[str, str, str]
#: So many errors of calls have a recommendation each.
_ERRORS = 3
#: A setting that changes throughput by so many percent is worth setting.
_WORTH = 2.0
#: A first token is slow where all calls take so many times as long as warm ones.
_SLOW = 2.0


def for_language_models(measurements: pd.DataFrame) -> Iterator[Advice]:
    """Yield what the calls of a folder recommend, as ``what, because, where``."""
    yield from _failed_calls(measurements)
    yield from _cold_start(measurements)
    yield from _settings(measurements)
    yield from _single_runs(measurements)
    yield from _words(measurements)


def _failed_calls(measurements: pd.DataFrame) -> Iterator[Advice]:
    """Group by error; a failed call has a row of each of its metrics."""
    rows = measurements[
        measurements["status"].eq("failed")
        & measurements["kind"].isin(("llm", "words"))
    ]
    rows = rows.assign(error=rows["error"].astype(object).fillna("no error is given"))
    found = []
    for error, group in rows.groupby("error"):
        calls = group.groupby("metric", observed=True).size().max()
        found.append((int(calls), str(error), group))
    found.sort(key=lambda each: (-each[0], each[1]))
    for calls, error, group in found[:_ERRORS]:
        models = sorted(map(str, group["model"].dropna().unique()))
        of = f" of {', '.join(models[:3])}" if models else ""
        more = f" and {len(models) - 3} more models" if len(models) > 3 else ""
        yield (
            f"Repeat the calls that failed: {error[:80]}",
            f"{calls} failed calls{of}{more}",
            first_of(group["source"]),
        )
    if len(found) > _ERRORS:
        calls = sum(each[0] for each in found[_ERRORS:])
        number = len(found) - _ERRORS
        yield (
            "Look into the other failed calls",
            f"{calls} calls with {number} other errors",
            "",
        )


def _cold_start(measurements: pd.DataFrame) -> Iterator[Advice]:
    """Say where loading a model, not computing, makes the first token late."""
    table = table_of_calls(measurements).dropna(subset=["ttft", "ttft_warm"])
    slow = table[table["ttft"] > _SLOW * table["ttft_warm"]]
    if slow.empty:
        return
    worst = slow.loc[(slow["ttft"] / slow["ttft_warm"]).idxmax()]
    yield (
        "Load a model (one call that is not counted) before it is measured or used",
        f"in {len(slow)} of {len(table)} models cold calls more than double the mean"
        f" time to first token; the most in {worst['model']}:"
        f" {format_value(worst['ttft'], 's')} over all calls,"
        f" {format_value(worst['ttft_warm'], 's')} over warm ones",
        "",
    )


def _settings(measurements: pd.DataFrame) -> Iterator[Advice]:
    """Tell the settings that matter from those whose effect may be noise."""
    table = table_of_sweeps(measurements).dropna(subset=["best_mean", "noise"])
    little = table["noise"].astype(bool) | (table["effect"] < _WORTH)
    for row in table[~little].sort_values("effect", ascending=False).itertuples():
        yield (
            f"Set {row.setting} of {row.model} to {row.best}",
            f"{format_value(row.best_mean, 'tok/s')} against"
            f" {format_value(row.worst_mean, 'tok/s')} at its worst value,"
            f" {format_number(row.effect, 2)}% more; {row.runs} warm calls",
            "",
        )
    if little.any():
        said = [
            f"{row.setting} of {row.model} ({format_number(row.effect, 2)}%)"
            for row in table[little].sort_values("effect").itertuples()
        ]
        more = f" … and {len(said) - 4} more" if len(said) > 4 else ""
        yield (
            "Do not choose by throughput a setting that hardly changes it",
            f"best against worst value within the noise or below {_WORTH:g}%:"
            f" {', '.join(said[:4])}{more}",
            "",
        )


def _single_runs(measurements: pd.DataFrame) -> Iterator[Advice]:
    rows = countable(in_own_unit(measurements, "throughput"), "throughput")
    rows = rows[rows["tier"].eq("raw") & rows["model"].notna()]
    varied = [
        name
        for name in rows.columns
        if name.startswith("setting.") and len(rows[name].dropna().unique()) > 1
    ]
    if not varied:
        return
    by = ["model", "device", *varied]
    sizes = rows.groupby(by, dropna=False, observed=True).size()
    sizes = sizes[sizes > 0]
    once = int((sizes == 1).sum())
    if once:
        yield (
            "Repeat each combination of settings",
            f"{once} of {len(sizes)} combinations of model and settings were run once:"
            " their spread is not known",
            "",
        )


def _words(measurements: pd.DataFrame) -> Iterator[Advice]:
    rows = countable(measurements, "word_throughput")
    if len(rows):
        yield (
            "Count tokens where words are counted",
            f"{len(rows)} rates are in words/s, which no rate in tok/s compares with",
            first_of(rows["source"]),
        )


def first_of(names: Iterable[object], limit: int = 1) -> str:
    """Name the first of many places, and how many more there are."""
    unique = list(dict.fromkeys(map(str, names)))
    more = f" … and {len(unique) - limit} more" if len(unique) > limit else ""
    return ", ".join(islice(unique, limit)) + more

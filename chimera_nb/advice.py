"""Recommendations that come from the data, not from a narrator."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePosixPath

import pandas as pd

from .read import Reading
from .statistics import break_even, summarize
from .units import format_number, format_value

_STAMP = re.compile(r"(?:19|20)\d{6}(?:[-_]\d{4,6})?|\d{10}")


def recommendations(reading: Reading) -> pd.DataFrame:
    """List what the data itself recommends, the weightiest first.

    Returns
    -------
    DataFrame
        ``what`` (the recommendation), ``because`` (its evidence, with numbers),
        ``where`` (the first places it is about).
    """
    rows = [
        *_failures(reading),
        *_conflicts(reading),
        *_never_pays_off(reading),
        *_devices(reading),
        *_few_runs(reading),
        *_copies(reading),
        *_not_read(reading),
        *_names(reading),
        *_sweeps(reading),
    ]
    return pd.DataFrame(rows, columns=["what", "because", "where"])


Advice = tuple[str, str, str]


def _failures(reading: Reading) -> Iterator[Advice]:
    rows = reading.measurements
    failed = rows[(rows["status"] == "failed") & (rows["metric"] != "latency")]
    for (metric, backend), group in failed.groupby(["metric", "backend"], dropna=False):
        what = "compile" if metric == "compile_time" else "build"
        error = str(group["error"].iloc[0])[:80]
        yield (
            f"Fix or drop {backend}, which failed to {what}",
            f"{len(group)} failed runs: {error}",
            _first(group["source"]),
        )


def _conflicts(reading: Reading) -> Iterator[Advice]:
    conflicts = reading.conflicts
    if len(conflicts):
        places = [values[0]["source"] for values in conflicts["values"]]
        yield (
            "Correct the texts that contradict their data",
            f"{len(conflicts)} values differ from the data file they restate",
            _first(pd.Series(places)),
        )


def _never_pays_off(reading: Reading) -> Iterator[Advice]:
    table = break_even(reading.measurements)
    never = table[table["calls"].isna()]
    for backend, group in never.groupby("backend"):
        yield (
            f"Do not compile with {backend} where it never pays off",
            f"not faster than eager in {len(group)} of"
            f" {(table['backend'] == backend).sum()} files that compare them",
            _first(group["source"]),
        )


def _devices(reading: Reading) -> Iterator[Advice]:
    """CPU against GPU side by side, where both were measured."""
    rows = reading.measurements
    # an ONNX file says cuda though its provider ran on the CPU: not a GPU's figure
    as_labelled = rows["executed_on"].isna() | (rows["executed_on"] == rows["device"])
    table = summarize(
        rows[as_labelled], metric="latency", by=["model", "device", "backend"]
    ).dropna(subset=["mean"])
    for model, group in table.groupby("model"):
        best = group.sort_values("mean").groupby("device").first().sort_values("mean")
        if len(best) < 2:
            continue
        (fast, slow) = best.index[0], best.index[1]
        first, second = best.iloc[0], best.iloc[1]
        yield (
            f"Run {model} on {fast} with {first['backend']}",
            f"mean latency {format_value(first['mean'], 's')} on {fast}"
            f" against {format_value(second['mean'], 's')} on {slow}"
            f" ({second['backend']}, its best there)",
            "",
        )


def _few_runs(reading: Reading) -> Iterator[Advice]:
    by = ["model", "device", "backend"]
    table = summarize(reading.measurements, metric="compile_time", by=by)
    few = table[(table["n"] > 0) & (table["n"] < 5)]
    if len(few):
        yield (
            "Measure compile times more than once",
            f"{len(few)} of {len(table)} combinations of model, device and backend"
            f" have fewer than 5 runs (the least has {few['n'].min()})",
            "",
        )


def _copies(reading: Reading) -> Iterator[Advice]:
    copies = reading.files[reading.files["copy_of"].notna()]
    if len(copies):
        yield (
            "Delete files that are copies",
            f"{len(copies)} files hold the same bytes as another",
            _first(copies["path"]),
        )


def _not_read(reading: Reading) -> Iterator[Advice]:
    files = reading.benchmark_files()
    left = files[~files["status"].isin(("read", "partly"))]
    if len(left):
        reasons = left["reason"].str.split(" (", regex=False).str[0].value_counts()
        yield (
            "Look at the files that were not read",
            f"{len(left)} of {len(files)} benchmark files; mostly: {reasons.index[0]}",
            _first(left["path"]),
        )


def _names(reading: Reading) -> Iterator[Advice]:
    """Files without the time stamp that most of their folder's neighbours carry."""
    files = reading.benchmark_files()
    paths = [PurePosixPath(path) for path in files["path"]]
    groups: dict[tuple[str, str], list[PurePosixPath]] = {}
    for path in paths:
        groups.setdefault((str(path.parent), path.suffix), []).append(path)
    for group in groups.values():
        stamped = [path for path in group if _STAMP.search(path.stem)]
        odd = [path for path in group if not _STAMP.search(path.stem)]
        if len(group) >= 4 and odd and len(stamped) > 2 * len(odd):
            yield (
                "Name every file by the folder's own convention (a time stamp)",
                f"{len(odd)} of {len(group)} {group[0].suffix} files beside it have"
                " none",
                _first(pd.Series([str(path) for path in odd])),
            )


def _sweeps(reading: Reading) -> Iterator[Advice]:
    """Tell the settings that were swept from those that never were."""
    rows = reading.measurements[reading.measurements["status"] == "ok"]
    swept, constant = [], []
    for column in rows.columns:
        if not column.startswith("setting."):
            continue
        values = Counter(rows[column].dropna())
        name = column.removeprefix("setting.")
        if len(values) == 1:
            value = next(iter(values))
            constant.append(f"{name} (always {_shown(value)})")
        elif values:
            swept.append(f"{name} ({len(values)} values)")
    if constant:
        yield (
            "Vary the settings that were never swept",
            "never varied: " + ", ".join(constant)
            + ("; varied: " + ", ".join(swept) if swept else ""),
            "",
        )  # fmt: skip


def _shown(value: object) -> str:
    return format_number(value) if isinstance(value, (int, float)) else str(value)


def _first(names: pd.Series, limit: int = 3) -> str:
    unique = list(dict.fromkeys(names))
    more = f" … and {len(unique) - limit} more" if len(unique) > limit else ""
    return ", ".join(unique[:limit]) + more

"""Recommendations that come from the data, not from a narrator."""

from collections.abc import Iterator

import pandas as pd

from .advice_llm import Advice, first_of, for_language_models
from .hygiene import conventions, duplicates, naming, undated, unit_disagreements
from .overview import table_of_mixtures
from .read import Reading
from .statistics import break_even, summarize
from .units import format_value, parse_unit

#: So many settings, metrics and mixtures are named in one recommendation.
_NAMED = 6


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
        *_mixtures(reading),
        *_never_pays_off(reading),
        *_devices(reading),
        *for_language_models(reading.measurements),
        *_few_runs(reading),
        *_not_read(reading),
        *_hygiene(reading),
        *_never_varied(reading),
    ]
    return pd.DataFrame(rows, columns=["what", "because", "where"])


def _failures(reading: Reading) -> Iterator[Advice]:
    rows = reading.measurements
    failed = rows[rows["status"].eq("failed") & rows["metric"].isin(tuple(_FAILING))]
    for (metric, backend), group in failed.groupby(
        ["metric", "backend"], dropna=False, observed=True
    ):
        yield (
            f"Fix or drop {backend}, which failed to {_FAILING[str(metric)]}",
            f"{len(group)} failed runs: {str(group['error'].iloc[0])[:80]}",
            first_of(group["source"]),
        )


_FAILING = {"compile_time": "compile", "build_time": "build"}


def _conflicts(reading: Reading) -> Iterator[Advice]:
    conflicts = reading.conflicts
    if len(conflicts):
        places = [values[0]["source"] for values in conflicts["values"]]
        yield (
            "Correct the texts that contradict their data",
            f"{len(conflicts)} values differ from the data file they restate",
            first_of(places),
        )


def _mixtures(reading: Reading) -> Iterator[Advice]:
    """Name what a mean would pool: machines, versions, batch sizes, numbers of runs."""
    for differs, group in table_of_mixtures(reading.measurements).groupby("differs"):
        said = [
            f"{' '.join(str(each) for each in label if not pd.isna(each))}: {values}"
            for *label, values in group[["metric", "model", "device", "values"]]
            .astype(object)
            .to_numpy()
        ]
        yield (
            f"Compare only what has the same {_WORDS[str(differs)]}",
            f"measurements under several: {_some(said, 3, '; ')}",
            "",
        )


_WORDS = {
    "machine": "machine", "software": "software", "batch_size": "batch size",
    "runs": "number of runs",
}  # fmt: skip


def _never_pays_off(reading: Reading) -> Iterator[Advice]:
    table = break_even(reading.measurements)
    never = table[table["calls"].isna()]
    for backend, group in never.groupby("backend", observed=True):
        yield (
            f"Do not compile with {backend} where it never pays off",
            f"not faster than eager in {len(group)} of"
            f" {(table['backend'] == backend).sum()} files that compare them",
            first_of(group["source"]),
        )


def _devices(reading: Reading) -> Iterator[Advice]:
    """CPU against GPU side by side, where both were measured."""
    rows = reading.measurements
    # an ONNX file says cuda though its provider ran on the CPU: not a GPU's figure
    ran, label = (rows[name].astype(object) for name in ("executed_on", "device"))
    table = summarize(
        rows[ran.isna() | (ran == label)], metric="latency",
        by=["model", "device", "backend"],
    ).dropna(subset=["mean"])  # fmt: skip
    for model, group in table.groupby("model", observed=True):
        ordered = group.sort_values("mean").groupby("device", observed=True)
        best = ordered.first().sort_values("mean")
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


def _not_read(reading: Reading) -> Iterator[Advice]:
    files = reading.benchmark_files()
    left = files[~files["status"].isin(("read", "partly"))]
    if len(left):
        reasons = left["reason"].str.split(" (", regex=False).str[0].value_counts()
        yield (
            "Look at the files that were not read",
            f"{len(left)} of {len(files)} benchmark files; mostly: {reasons.index[0]}",
            first_of(left["path"]),
        )


def _hygiene(reading: Reading) -> Iterator[Advice]:
    """Say what the owner of the folder may tidy up: copies, names, units, dates."""
    files, rows = reading.files, reading.measurements
    copies = duplicates(files)
    if len(copies):
        size = format_value(float(copies["bytes"].sum()), "bytes")
        yield (
            "Delete files that are copies",
            f"{len(copies)} files hold the same bytes as another, {size} in all",
            first_of(copies["delete"]),
        )
    odd = naming(files, rows)
    for kind, family, convention, number, kept in conventions(files, rows).to_numpy():
        if kept < number:
            own = odd[(odd["family"] == family) & (odd["convention"] == convention)]
            yield (
                f"Name {kind} files by the folder's own convention, {convention}",
                f"{number - kept} of {number} ({family}) are not named so",
                first_of(own["path"]),
            )
    if said := _in_several_units(rows[rows["tier"] != "reported"]):
        yield "Write each quantity in one unit", _some(said, _NAMED, "; "), ""
    yield from _undated(undated(rows, files))


def _in_several_units(measurements: pd.DataFrame) -> list[str]:
    """Name the metrics of data files that one file writes in ms, another in s."""
    units = unit_disagreements(measurements)
    said = []
    for metric, group in units[units["converts"].astype(bool)].groupby(
        "metric", sort=False
    ):
        written = {parse_unit(raw): raw for raw in group["raw_unit"]}
        if len(written) > 1:
            said.append(f"{metric} in {_some(sorted(written.values()), _NAMED)}")
    return said


def _undated(table: pd.DataFrame) -> Iterator[Advice]:
    counts = table["missing"].str.split(", ").explode().value_counts()
    if len(counts):
        said = [f"{n} without {_LACKED[str(name)]}" for name, n in counts.items()]
        yield (
            "Record when, on what machine and with what software each file was made",
            f"of the files that hold measurements: {', '.join(said)}",
            first_of(table["path"]),
        )


_LACKED = {
    "date": "a date", "machine": "a machine", "software": "a version of software",
}  # fmt: skip


_SWEPT = ("compile", "latency", "llm")


def _never_varied(reading: Reading) -> Iterator[Advice]:
    """Tell the settings that were swept from those that never were."""
    rows = reading.measurements
    rows = rows[rows["status"].eq("ok") & rows["kind"].isin(_SWEPT)]
    swept, constant = [], []
    for column in rows.columns:
        if not column.startswith("setting."):
            continue
        values = rows[column].dropna().unique()
        name = column.removeprefix("setting.")
        if len(values) == 1:
            constant.append(f"{name} (always {_shown(values[0])})")
        elif len(values):
            swept.append(f"{name} ({len(values)} values)")
    if constant:
        yield (
            "Vary the settings that were never swept",
            "never varied: " + _some(constant, _NAMED)
            + ("; varied: " + _some(swept, _NAMED) if swept else ""),
            "",
        )  # fmt: skip


def _shown(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)[:60]


def _some(values: list[str], limit: int, between: str = ", ") -> str:
    more = f" … and {len(values) - limit} more" if len(values) > limit else ""
    return between.join(values[:limit]) + more

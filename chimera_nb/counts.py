"""Counts on demand: how many of a thing the folder holds, of a subject and a status.

``configurations.count[model=…,status=failed]`` and the like: no report needs them all
listed, and prose may ask for any.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath

import pandas as pd

from .facts import Fact
from .measurements import QUANTIZED, tried
from .quantities import label_text, places_of
from .read import Reading
from .scopes import rows_in

#: What is counted: the metric whose attempts are its rows.
_ROWS = {
    "compile_attempts": "compile_time", "compile_failures": "compile_time",
    "compile_entries": "compile_time", "build_attempts": "build_time",
    "build_failures": "build_time", "calls": "throughput",
    "calls_failed": "throughput", "configurations": "throughput", "records": "",
}  # fmt: skip
_DISTINCT = {"models": "model", "backends": "backend", "devices": "device",
             "quantizations": "model"}  # fmt: skip
#: The metrics that `count_of` counts.
COUNTABLE = frozenset((*_ROWS, *_DISTINCT, "files"))
_OF_SIZES = {"total": "sum"} | {
    name: name for name in ("mean", "median", "min", "max", "std")
}

#: What any error may say.
_ERRORS_SAY = frozenset(
    "accessible address cannot character characters check completed connect connection"  # noqa: SIM905
    " context could developer download downloaded either error errors especially failed"
    " false found information install installation installed installing internal"
    " invalid missing module package please position prompts protocol report reporting"
    " request requested running should stack success their there these trace undefined"
    " unknown valid validation where which working your".split()
)


def folders_of(paths: Iterable[str]) -> tuple[str, ...]:
    """Name every folder that a file lies in or below."""
    found = {str(each) for path in paths for each in PurePosixPath(path).parents}
    return tuple(sorted(found - {".", ""}, key=lambda name: -len(name)))


def error_words(measurements: pd.DataFrame) -> tuple[str, ...]:
    """Name the words by which one error is told from the others: ``triton``."""
    failed = measurements.loc[measurements["status"].eq("failed"), "error"]
    messages = [set(re.findall(r"[a-z_]{5,}", str(each).lower()))
                for each in failed.dropna().unique()]  # fmt: skip
    words = Counter(word for message in messages for word in message)
    return tuple(sorted(w for w, n in words.items() if n == 1 and w not in _ERRORS_SAY))


def count_of(
    reading: Reading,
    scopes: Mapping[str, Sequence[str]],
    subject: Mapping[str, str],
    metric: str,
) -> Fact | None:
    """Count what nobody had listed.

    Parameters
    ----------
    reading, scopes
        What was read, and the groups of its files by name.
    subject
        Labels and settings; ``scope``, ``folder``, ``type`` (``csv + json``: both
        together) and ``named`` (a part of their names; ``mlp*``: how they begin)
        choose files, ``kind`` a kind of measurement, ``status`` ("ok", "failed") and
        ``error`` (words of its message) what came of it.
    metric
        One of `COUNTABLE`.

    Returns
    -------
    Fact or None
        None where the data has nothing of this subject; 0 where it has, but none of
        this status.
    """
    if metric == "files":
        return _files(reading, subject)
    rows = _of_thing(reading.measurements, metric)
    for label, value in subject.items():
        if label not in ("status", "error"):
            rows = _where(rows, scopes, label, value)
            if rows is None:
                return None
    if not len(rows):
        return None
    failed = metric in ("compile_failures", "build_failures", "calls_failed")
    status = "failed" if failed else subject.get("status")
    if status or "error" in subject:
        rows = rows[rows["status"].eq(status or "failed")]
    if "error" in subject:
        words = subject["error"]
        rows = rows[rows["error"].astype(str).str.contains(words, case=False,
                                                           regex=False)]  # fmt: skip
    return _fact(reading, metric, subject, _number(rows, metric), rows)


def size_of(
    reading: Reading, subject: Mapping[str, str], statistic: str
) -> Fact | None:
    """Compute a statistic of the files' sizes, in bytes: the mean of the JSON files.

    Parameters
    ----------
    reading
        What was read.
    subject
        At most a ``type``.
    statistic
        "mean", "median", "min", "max" or "std" (with n − 1).

    Returns
    -------
    Fact or None
        None for another statistic or subject, or where there is no such file.
    """
    files = reading.benchmark_files()
    if "type" in subject:
        files = files[files["type"].isin(subject["type"].split(" + "))]
    if set(subject) - {"type"} or statistic not in _OF_SIZES or files.empty:
        return None
    return Fact(
        metric="size", statistic=statistic, unit="bytes", n=len(files),
        value=float(files["bytes"].agg(_OF_SIZES[statistic])), subject=subject,
        sources=tuple(files["path"].head(20)), n_sources=len(files),
    )  # fmt: skip


def _of_thing(table: pd.DataFrame, metric: str) -> pd.DataFrame:
    if metric in _DISTINCT:
        rows = table[table["tier"].ne("reported") & table["metric"].ne("build_time")]
        if metric == "quantizations":
            names = rows["model"].astype(str).str.lower()
            return rows[names.str.contains(QUANTIZED) & rows["model"].notna()]
        return rows[rows[_DISTINCT[metric]].notna()]
    of = _ROWS[metric]
    if metric == "records":
        return table[table["tier"].ne("reported")]
    if metric == "compile_entries":  # eager has an entry, though it compiles nothing
        return table[table["metric"].eq(of) & table["tier"].eq("raw")]
    rows = tried(table, of)
    if metric == "configurations":
        return rows[rows[_settings(rows)].notna().any(axis=1)]
    return rows


def _settings(rows: pd.DataFrame) -> list[str]:
    """Name the settings that vary: they tell configurations apart."""
    named = [name for name in rows.columns if name.startswith("setting.")]
    return [name for name in named if len(rows[name].dropna().unique()) > 1]


def _where(
    rows: pd.DataFrame, scopes: Mapping[str, Sequence[str]], label: str, value: str
) -> pd.DataFrame | None:
    if label == "scope":
        return rows[rows_in(rows, scopes.get(value, ()))]
    if label == "family":
        return rows[rows["model"].astype(str).str.lower().str.startswith(value + ":")]
    if label == "folder":
        return rows[rows["source"].astype(str).str.startswith(value + "/")]
    name = label if label in rows.columns else f"setting.{label}"
    if name not in rows.columns:
        return None
    return rows[rows[name].map(label_text, na_action="ignore").eq(value)]


def _number(rows: pd.DataFrame, metric: str) -> int:
    if metric == "quantizations":
        found = rows["model"].astype(str).str.lower().str.extract(f"({QUANTIZED})")[0]
        return int(found.nunique())
    if metric == "records":
        return len(rows.drop_duplicates(["source", "record"]))
    if metric in _DISTINCT:
        return int(rows[_DISTINCT[metric]].nunique())
    if metric == "configurations":
        return len(rows.drop_duplicates(["model", *_settings(rows)]))
    return len(rows)


def _files(reading: Reading, subject: Mapping[str, str]) -> Fact | None:
    files = reading.benchmark_files()
    for label, value in subject.items():
        if label == "type":  # one, or several together
            files = files[files["type"].isin(value.split(" + "))]
        elif label == "named":
            names = files["path"].str.rsplit("/", n=1).str[-1]
            files = files[names.map(lambda name, part=value: _has(name, part))]
        elif label == "folder":
            files = files[files["path"].str.startswith(value + "/")]
        elif label == "kind":
            rows = reading.measurements
            rows = rows[rows["kind"].eq(value) & rows["tier"].ne("reported")]
            files = files[files["path"].isin(set(rows["source"].astype(str)))]
        else:
            return None
    return Fact(
        metric="files", statistic="count", value=float(len(files)), unit="count",
        n=len(files), subject=subject, sources=tuple(files["path"].head(20)),
        n_sources=len(files),
    )  # fmt: skip


def _has(name: str, part: str) -> bool:
    """Say whether a file's name has a part; ``mlp*`` begins, ``*mlp`` ends it."""
    name, part = name.lower(), part.lower()
    if part.endswith("*"):
        return name.startswith(part[:-1])
    if part.startswith("*"):
        return name.endswith(part[1:]) or name.rpartition(".")[0].endswith(part[1:])
    return part in name


def _fact(
    reading: Reading, metric: str, subject: Mapping[str, str], n: int,
    rows: pd.DataFrame,
) -> Fact:  # fmt: skip
    return Fact(
        metric=metric, statistic="count", value=float(n), unit="count", n=n,
        subject=subject, sources=tuple(places_of(reading, rows, []).get((), ())),
        n_sources=len(rows),
    )  # fmt: skip

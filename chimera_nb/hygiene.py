"""Hygiene of a folder: names, copies, units and dates that its owner may put right.

Nothing here is an error of reading. Every table is empty where there is nothing to do.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import Any

import pandas as pd

from .file_names import Convention, conventions_of, stamp_in
from .units import parse_unit

_COPY = re.compile(r"copy|kopie|copia|backup|\bbak\b|\bold\b|\(\d+\)", re.IGNORECASE)
_NAMED = ("model", "benchmark", "backend")


def conventions(
    files: pd.DataFrame, measurements: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Infer how the files of each type and family are named.

    Parameters
    ----------
    files
        `Reading.files`; only what was read, and copies not.
    measurements
        Tells a model's name from a word that all names share.

    Returns
    -------
    DataFrame
        ``type, family, convention`` (``<name>_<device>_bench_<YYYYMMDD>.json``),
        ``files`` (how many there are), ``kept`` (how many are named so). Families of
        fewer than four files, or without a convention, are left out.
    """
    names = _known_names(measurements)
    rows = []
    for (kind, family), paths, found in _groups(files, names):
        kept = sum(not found.judge(path, names, {})[0] for path in paths)
        rows.append((kind, family, str(found), len(paths), kept))
    return pd.DataFrame(rows, columns=["type", "family", "convention", "files", "kept"])


def naming(
    files: pd.DataFrame, measurements: pd.DataFrame | None = None
) -> pd.DataFrame:
    """List the files that break their family's own naming convention.

    Parameters
    ----------
    files, measurements
        As for `conventions`; a device or date that a name lacks is taken from its
        measurements where they name just one.

    Returns
    -------
    DataFrame
        ``path, type, family, convention, reason`` (``no device, upper case``),
        ``would_be`` (the name by the convention; what nobody knows stays in angle
        brackets), ``is_taken`` (another file has that name, or would).
    """
    names = _known_names(measurements)
    facts = _facts(measurements)
    rows: list[dict[str, Any]] = []
    for (kind, family), paths, found in _groups(files, names):
        for path in paths:
            reason, would_be = found.judge(path, names, facts.get(path, {}))
            if reason:
                rows.append({
                    "path": path, "type": kind, "family": family,
                    "convention": str(found), "reason": reason, "would_be": would_be,
                })  # fmt: skip
    table = pd.DataFrame(
        rows, columns=["path", "type", "family", "convention", "reason", "would_be"]
    )
    taken = table["would_be"].duplicated(keep=False)
    taken |= table["would_be"].isin(set(files["path"]))
    return table.assign(is_taken=taken.astype(bool))


def _groups(
    files: pd.DataFrame, names: frozenset[str]
) -> Iterator[tuple[tuple[str, str], list[str], Convention]]:
    read = files[files["status"].isin(("read", "partly")) & files["copy_of"].isna()]
    groups = read.groupby(["type", "family"], observed=True)["path"]
    for (kind, family), paths in groups:
        for found, theirs in conventions_of(paths.tolist(), names):
            yield (str(kind), str(family)), theirs, found


def _known_names(measurements: pd.DataFrame | None) -> frozenset[str]:
    """Models, benchmarks and backends of the data, and their first words."""
    words: set[str] = set()
    for label in _NAMED if measurements is not None else ():
        for value in measurements[label].dropna().unique():  # type: ignore[index]
            text = str(value).lower()
            if len(text) <= 80:
                words.update((text, *re.findall(r"[a-z0-9]+", text)[:1]))
    return frozenset(words)


def _facts(measurements: pd.DataFrame | None) -> dict[str, dict[str, str]]:
    """Per file its one device and its first date, where its rows say so."""
    facts: dict[str, dict[str, str]] = {}
    if measurements is None or not len(measurements):
        return facts
    for column, name in (("device", "device"), ("timestamp", "date")):
        pairs = measurements[["source", column]].dropna().drop_duplicates()
        for source, group in pairs.groupby("source", observed=True)[column]:
            values = sorted(map(str, group))
            if name == "date" or len(values) == 1:
                facts.setdefault(str(source), {})[name] = values[0]
    return facts


def duplicates(files: pd.DataFrame) -> pd.DataFrame:
    """List the files to delete, since another holds the same bytes.

    Of several, the one is kept whose name says nothing of a copy, then the one that
    lies highest, then the one with the shortest name.

    Returns
    -------
    DataFrame
        ``delete, keep, bytes``.
    """
    copies = files[files["copy_of"].notna()]
    rows = []
    for original, group in copies.groupby("copy_of", sort=False, observed=True):
        paths = [str(original), *group["path"]]
        keep = min(paths, key=_copy_rank)
        size = int(group["bytes"].iloc[0])
        rows += [(path, keep, size) for path in paths if path != keep]
    return pd.DataFrame(rows, columns=["delete", "keep", "bytes"])


def _copy_rank(path: str) -> tuple[bool, int, int, str]:
    return bool(_COPY.search(path)), path.count("/"), len(path), path


def unit_disagreements(measurements: pd.DataFrame) -> pd.DataFrame:
    """List the metrics that are written in different units.

    Two spellings of one unit (``ms``, ``msec``) do not disagree, nor does a change or
    a variation in percent. What is read in prose by guessing is left out.

    Returns
    -------
    DataFrame
        ``metric, raw_unit, unit, rows, files, example`` (a file), the most usual unit
        of a metric first; ``converts``: whether it is a multiple of that one. Where it
        is not, the metric may name two quantities.
    """
    columns = ["metric", "raw_unit", "unit", "rows", "files", "example", "converts"]
    keys = ["metric", "raw_unit", "unit"]
    stated = measurements[
        ~measurements["statistic"].isin(("delta", "cv", "count"))
        & (measurements["tier"] != "reported")
    ]
    groups = stated.groupby(keys, observed=True, dropna=False)["source"]
    counts = groups.agg(["size", "nunique", "first"]).reset_index()
    rows: list[tuple[Any, ...]] = []
    for metric, group in counts.groupby("metric", observed=True):
        group = group.sort_values("size", ascending=False)
        meanings = {parse_unit(str(each)) or str(each) for each in group["raw_unit"]}
        if len(meanings) < 2:
            continue
        usual = group["unit"].iloc[0]
        rows += [
            (str(metric), str(raw), str(unit), size, number, str(first), unit == usual)
            for _, raw, unit, size, number, first in group.itertuples(index=False)
        ]
    return pd.DataFrame(rows, columns=columns)


def undated(measurements: pd.DataFrame, files: pd.DataFrame) -> pd.DataFrame:
    """List the files whose runs have no date, no machine or no version of software.

    Returns
    -------
    DataFrame
        ``path, rows, date`` (``in the file``, ``in its name``, ``no``), ``machine``,
        ``software`` (whether the file says them), ``missing`` (``"date, machine"``).
        Rows read in prose are not asked.
    """
    runs = measurements[measurements["tier"] != "reported"]
    there = runs.groupby("source", observed=True)[["timestamp", "machine", "software"]]
    counts, sizes = there.count(), there.size()
    rows = []
    for path in [each for each in files["path"] if each in sizes.index]:
        dated, machine, software = (bool(n) for n in counts.loc[path])
        date = "in the file" if dated else "in its name" if _dated(path) else "no"
        known = {"date": date != "no", "machine": machine, "software": software}
        missing = ", ".join(name for name, is_there in known.items() if not is_there)
        if missing:
            rows.append((path, int(sizes[path]), date, machine, software, missing))
    return pd.DataFrame(
        rows, columns=["path", "rows", "date", "machine", "software", "missing"]
    )


def _dated(path: str) -> bool:
    return any(stamp_in(part) for part in PurePosixPath(path).parts)


def summary(files: pd.DataFrame, measurements: pd.DataFrame) -> Sequence[str]:
    """Say in a few lines what may be put right; none where all is well."""
    lines = []
    named = conventions(files, measurements)
    for kind, family, convention, count, kept in named.itertuples(index=False):
        if kept < count:
            lines.append(
                f"{count - kept} of {count} {kind} files ({family}) are not named"
                f" {convention}"
            )
    copies = duplicates(files)
    if len(copies):
        size = int(copies["bytes"].sum())
        lines.append(f"{_count(len(copies), 'copy', 'copies')} to delete, {size} bytes")
    units = unit_disagreements(measurements)
    for metric, group in units.groupby("metric", sort=False):
        said = ", ".join(each or "no unit" for each in group["raw_unit"])
        doubt = "" if group["converts"].all() else ": perhaps two quantities"
        lines.append(f"{metric} is written in {said}{doubt}")
    missing = undated(measurements, files)
    for what in ("date", "machine", "software"):
        lack = missing["missing"].str.split(", ").map(lambda each, w=what: w in each)
        if int(lack.sum()):
            lines.append(f"{_count(int(lack.sum()), 'file')} without {_WHAT[what]}")
    return lines


_WHAT = {
    "date": "a date", "machine": "the name of a machine",
    "software": "a version of the software",
}  # fmt: skip


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"

"""What a folder holds, on one screen: enough to see whether it can be trusted."""

import math
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from .display import bounded, show_table
from .errors import InputError, SaveError
from .hygiene import summary
from .read import Reading
from .units import format_value

#: Of a list so much is shown, where not all is asked for.
LIMIT = 10
_STATUSES = ("read", "partly", "empty", "unreadable", "skipped")
_WIDTH = 240


def screen(reading: Reading, *, everything: bool = False) -> Iterator[str]:
    """Yield the lines of the screen.

    Parameters
    ----------
    reading
        What `read_benchmarks` gave.
    everything
        Show every problem, reason and conflict, not only the first ten.
    """
    limit = None if everything else LIMIT
    yield from _head(reading)
    yield ""
    families = by_family(reading)
    shown = show_table(families, limit=len(families) if everything else 20)
    yield from repr(shown).splitlines()
    taken = int(reading.not_taken["count"].sum())
    for title, number, lines in (
        ("problems", len(reading.problems), _problems(reading)),
        ("conflicts", len(reading.conflicts), _conflicts(reading)),
        ("numbers not taken", taken, _not_taken(reading)),
        ("hygiene", None, list(summary(reading.files, reading.measurements))),
    ):
        yield ""
        told = "" if number is None else f" {number:,}"
        yield f"{title}:{told if lines else ' none'}"
        for each in lines[:limit]:
            for line in each.split("\n"):
                indent = line[: len(line) - len(line.lstrip())]
                yield f"  {indent}{bounded(line, _WIDTH)}"
        more = len(lines) - len(lines[:limit])
        if more:
            yield f"  … and {more} more; --all shows them"


def as_json(reading: Reading) -> dict[str, Any]:
    """Return the inventory as plain values, unrounded, for ``--json``.

    Returns
    -------
    dict
        Lists of objects: ``files``, ``problems``, ``conflicts``, ``not_taken``.
    """
    tables = {
        "files": reading.files, "problems": reading.problems,
        "conflicts": reading.conflicts, "not_taken": reading.not_taken,
    }  # fmt: skip
    return {name: _plain(table.to_dict("records")) for name, table in tables.items()}


def save_new(path: Path, text: str) -> None:
    """Write a file that is not there yet.

    Raises
    ------
    InputError
        It is there already.
    SaveError
        It could not be written.
    """
    try:
        with path.open("x", encoding="utf-8", errors="replace", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise InputError(f"{path}: is there already, and stays as it is") from None
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise SaveError(f"{path}: could not be saved: {why}") from None


def by_family(reading: Reading) -> pd.DataFrame:
    """Count what each kind of file gave.

    Returns
    -------
    DataFrame
        ``family, files, rows, failed, guesses``, the most rows first. ``failed`` rows
        are runs that failed; ``guesses`` were read by a generic reader from names.
        Copies are not counted.
    """
    files = reading.files
    files = files[files["family"].notna() & files["copy_of"].isna()]
    rows = reading.measurements
    family = dict(zip(files["path"], files["family"], strict=True))
    of = rows["source"].astype("object").map(family)
    counted = pd.DataFrame({
        "files": files.groupby("family", observed=True).size(),
        "rows": of.value_counts(),
        "failed": of[(rows["status"] == "failed").to_numpy()].value_counts(),
        "guesses": of[guessed(rows).to_numpy()].value_counts(),
    }).fillna(0).astype("int64")  # fmt: skip
    counted = counted.rename_axis("family").reset_index()
    return counted.sort_values(
        ["rows", "family"], ascending=[False, True], ignore_index=True
    )


def guessed(measurements: pd.DataFrame) -> pd.Series:
    """Say for each row whether its metric or unit was guessed from a name."""
    notes = measurements["note"].astype("object")
    return notes.map(lambda note: str(note).startswith("guess")).astype(bool)


def _head(reading: Reading) -> Iterator[str]:
    files, rows = reading.files, reading.measurements
    copies = int(files["copy_of"].notna().sum())
    counts = files["status"].value_counts()
    told = [f"{counts[name]} {name}" for name in _STATUSES if name in counts]
    number = len(files)
    yield (
        f"{bounded(reading.folder, _WIDTH)}: {_count(number, 'file')},"
        f" {number - copies} distinct: {', '.join(told)}"
    )
    parts = []
    for column in ("tier", "status"):
        there = {n: c for n, c in rows[column].value_counts().items() if c}
        parts.append(", ".join(f"{count} {name}" for name, count in there.items()))
    said = f": {'; '.join(parts)}" if len(rows) else ""
    yield f"{_count(len(rows), 'measurement')}{said}"
    doubts = [
        (len(reading.conflicts), "conflict", ""),
        (int(counts.get("unreadable", 0)), "unreadable file", ""),
        (int(counts.get("partly", 0)), "file read in part", "files read in part"),
        (int((rows["status"] == "suspect").sum()), "suspect number", ""),
        (int(guessed(rows).sum()), "guessed number", ""),
    ]
    said = ", ".join(_count(n, one, many) for n, one, many in doubts if n)
    yield f"in doubt: {said or 'nothing'}"


def _problems(reading: Reading) -> list[str]:
    return [
        _flat(f"{path}{', ' + place.strip() if place.strip() else ''}: {reason}")
        for path, place, reason in reading.problems.itertuples(index=False)
    ]


def _conflicts(reading: Reading) -> list[str]:
    lines = []
    for metric, statistic, subject, values in reading.conflicts.itertuples(index=False):
        of = f" of {_flat(', '.join(map(str, subject.values())))}" if subject else ""
        said = [
            f"\n  {format_value(each['value'], each['unit'])} in "
            + _flat(f"{each['source']}: {each['locator']}")
            for each in values[:3]
        ]
        more = f"\n  and {len(values) - 3} more" if len(values) > 3 else ""
        lines.append(f"{_flat(metric)}, {statistic}{of}:{''.join(said)}{more}")
    return lines


def _flat(text: str) -> str:
    return " ".join(text.split())


def _not_taken(reading: Reading) -> list[str]:
    table = reading.not_taken
    counts = table.groupby("reason")["count"].agg(["sum", "size"])
    counts = counts[counts["sum"] > 0].sort_values("sum", ascending=False)
    return [
        _flat(f"{total} in {_count(files, 'file')}: {reason}")
        for reason, total, files in counts.itertuples()
    ]


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


def _plain(value: Any) -> Any:
    """Make JSON of a value: no rounding; missing is null."""
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    if value is None or value is pd.NaT or value is pd.NA:
        return None
    if isinstance(value, datetime):
        return value.isoformat()
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value

"""`read_benchmarks`: a folder of files → a `Reading`."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from ..errors import InputError
from ..measurements import check_measurements, measurements_table
from ..units import format_value
from . import compile_csv, compile_json, tables_markdown
from .files import BENCHMARK_TYPES, decode, walk
from .restatements import keep_once

_FILE_COLUMNS = (
    "path", "type", "bytes", "sha256", "modified", "encoding", "family", "rows",
    "status", "reason", "copy_of",
)  # fmt: skip


@dataclass(frozen=True)
class Reading:
    """What a folder holds, and what could not be read of it.

    Attributes
    ----------
    folder : Path
        The folder that was read.
    files : DataFrame
        One row per file: ``path, type, bytes, sha256, modified, encoding, family,
        rows, status, reason, copy_of``; ``modified`` is the file system's (UTC).
    measurements : DataFrame
        The tidy table, see `chimera_nb.measurements.COLUMNS`.
    problems : DataFrame
        ``path, place, reason`` of everything that was seen and not taken.
    conflicts : DataFrame
        ``metric, statistic, subject, values``: restatements that differ.
    """

    folder: Path
    files: pd.DataFrame
    measurements: pd.DataFrame
    problems: pd.DataFrame
    conflicts: pd.DataFrame
    _places: tuple[str, ...] = field(repr=False)

    def locate(self, row: Mapping[str, Any] | pd.Series | int) -> str:
        """Say in words where in its file a measurement stands."""
        place = row if isinstance(row, int) else int(row["place"])
        return self._places[place] if place >= 0 else ""

    def benchmark_files(self) -> pd.DataFrame:
        """Return the rows of `files` that are benchmark files."""
        return self.files[self.files["type"].isin(BENCHMARK_TYPES)]

    def conflict_table(self) -> pd.DataFrame:
        """Return one line per conflict, for people.

        Returns
        -------
        DataFrame
            ``metric, statistic, subject, stated, stated_in, data, data_in``.
        """
        rows = []
        for metric, statistic, subject, values in self.conflicts.itertuples(
            index=False
        ):
            said, *held = values
            rows.append(
                {
                    "metric": metric,
                    "statistic": statistic,
                    "subject": ", ".join(subject.values()),
                    "stated": format_value(said["value"], said["unit"]),
                    "stated_in": f"{said['source']}: {said['locator']}",
                    "data": ", ".join(
                        format_value(each["value"], each["unit"]) for each in held
                    ),
                    "data_in": ", ".join(each["source"] for each in held),
                }
            )
        columns = ["metric", "statistic", "subject", "stated", "stated_in", "data",
                   "data_in"]  # fmt: skip
        return pd.DataFrame(rows, columns=columns)

    def __repr__(self) -> str:
        return (
            f"Reading of {len(self.files)} files:"
            f" {len(self.measurements)} measurements, {len(self.problems)} problems,"
            f" {len(self.conflicts)} conflicts"
        )


def read_benchmarks(folder: str | Path, *, cache: bool = True) -> Reading:
    """Read every benchmark file below a folder.

    Parameters
    ----------
    folder
        Its CSV, JSON and Markdown files are read; links are not followed.
    cache
        Accepted for the promise of the public interface; nothing is cached yet.

    Raises
    ------
    InputError
        The folder is not there, is no folder, cannot be listed, or holds no benchmark
        file.
    """
    folder = Path(folder)
    if not folder.exists():
        raise InputError(f"{folder}: is not there; want a folder of benchmark files")
    if not folder.is_dir():
        raise InputError(f"{folder}: is a file; want a folder of benchmark files")
    try:
        files = list(walk(folder))
    except OSError as error:
        raise InputError(
            f"{folder}: {(error.strerror or str(error)).lower()}"
        ) from None
    if not any(each["type"] in BENCHMARK_TYPES for each in files):
        found = f"{len(files)} other files" if files else "nothing"
        raise InputError(f"{folder}: holds no csv, json or md file; found {found}")
    rows, problems = _read_all(files)
    kept, conflicts = keep_once(rows)
    places: dict[str, int] = {}
    for row in kept:
        row["place"] = places.setdefault(row["place"], len(places))
    counts: dict[str, int] = {}
    for row in kept:
        counts[row["source"]] = counts.get(row["source"], 0) + 1
    for each in files:
        each["rows"] = counts.get(each["path"], 0)
        if each["reason"] and each["type"] in BENCHMARK_TYPES and not each["copy_of"]:
            problems.append(
                {"path": each["path"], "place": "", "reason": each["reason"]}
            )
    return Reading(
        folder=folder,
        files=pd.DataFrame(files, columns=list(_FILE_COLUMNS)),
        measurements=check_measurements(measurements_table(kept)),
        problems=pd.DataFrame(problems, columns=["path", "place", "reason"]),
        conflicts=pd.DataFrame(
            conflicts, columns=["metric", "statistic", "subject", "values"]
        ),
        _places=tuple(places),
    )


def _read_all(
    files: list[dict[str, Any]],
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Read what was walked; fills in each file's status, reason and family."""
    rows: list[dict[str, Any]] = []
    problems: list[dict[str, Any]] = []
    first_of: dict[str, str] = {}
    rows_of: dict[str, list[dict[str, Any]]] = {}
    for file in files:
        data = file.pop("data")
        if data is None:
            continue
        if not data.strip():
            file |= {"status": "empty", "reason": "holds no bytes but white space"}
            continue
        original = first_of.setdefault(file["sha256"], file["path"])
        if original != file["path"]:
            file |= {"status": "read", "copy_of": original,
                     "reason": f"the same bytes as {original}"}  # fmt: skip
            for row in rows_of.get(original, ()):
                copy = f"{file['path']}: {row['place']}"
                row["also_in"] = "; ".join(filter(None, (row.get("also_in"), copy)))
            continue
        found = list(_read_one(file, data))
        taken = [row for row in found if "problem" not in row]
        for row in found:
            if "problem" in row:
                at = {"path": file["path"], "place": row["place"]}
                problems.append(at | {"reason": row["problem"]})
        if taken and len(taken) < len(found):
            left = len(found) - len(taken)
            file |= {"status": "partly", "reason": f"{left} lines could not be read"}
        for row in taken:
            row["source"] = file["path"]
        rows_of[file["path"]] = taken
        rows += taken
    return rows, problems


def _read_one(file: dict[str, Any], data: bytes) -> Iterator[dict[str, Any]]:
    try:
        text, file["encoding"] = decode(data)
        family, found = _by_type(file["type"], text)
    except (ValueError, RecursionError) as error:
        reason = str(error) if isinstance(error, ValueError) else "nested too deep"
        file |= {
            "status": "unreadable",
            "reason": f"not read as {file['type']}: {reason}",
        }
        return
    if found is None:
        file |= {"status": "skipped", "reason": family}
        return
    file |= {"status": "read", "family": family}
    yield from found


def _by_type(
    kind: str, text: str
) -> tuple[str, Iterator[dict[str, Any]] | list[dict[str, Any]] | None]:
    """Find the reader that claims a text by its keys; else say why none does."""
    if kind == "json":
        content = json.loads(text)
        if compile_json.claims(content):
            return "compile_json", compile_json.rows(content)
        return f"no reader claims its keys ({_keys(content)})", None
    if kind == "csv":
        table = compile_csv.parse(text)
        if table and compile_csv.claims(table[0]):
            return "compile_csv", compile_csv.rows(table)
        shown = _shorten(table[0]) if table else "none"
        return f"no reader claims its header ({shown})", None
    found = list(tables_markdown.rows(text))
    if found:
        return "tables_markdown", found
    return "no table of compile times or latencies by backend", None


def _keys(content: Any) -> str:
    if isinstance(content, dict):
        return _shorten([str(key) for key in content]) if content else "none"
    return f"a {type(content).__name__}"


def _shorten(names: list[str]) -> str:
    shown = ", ".join(" ".join(name.split())[:24] for name in names[:4])
    return shown + (", …" if len(names) > 4 else "")

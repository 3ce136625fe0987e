"""`read_benchmarks`: a folder of files → a `Reading`."""

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from ..errors import InputError
from ..measurements import check_measurements
from ..units import format_value
from .document import Document
from .files import BENCHMARK_TYPES, decode, walk
from .records import Found, NotTaken, Problem, Record
from .registry import reader_of
from .restatements import keep_once
from .table import Places, Sourced, tidy

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
    not_taken : DataFrame
        ``path, reason, count``: numbers that were seen and are no measurements.
    """

    folder: Path
    files: pd.DataFrame
    measurements: pd.DataFrame
    problems: pd.DataFrame
    conflicts: pd.DataFrame
    not_taken: pd.DataFrame
    _places: Places = field(repr=False)

    def locate(self, row: Mapping[str, Any] | pd.Series | int) -> str:
        """Say in words where in its file a measurement stands."""
        place = row if isinstance(row, int) else int(row["place"])
        return self._places[place]

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
    problems: list[dict[str, Any]] = []
    not_taken: list[dict[str, Any]] = []
    found = _read_all(files, problems, not_taken)
    conflicts = keep_once(found)
    counts = {
        source.path: sum(len(record.numbers) for record in source.records)
        for source in found
    }
    for each in files:
        each["rows"] = counts.get(each["path"], 0)
        if each["reason"] and each["type"] in BENCHMARK_TYPES and not each["copy_of"]:
            problems.append(
                {"path": each["path"], "place": "", "reason": each["reason"]}
            )
    table, places = tidy(found)
    return Reading(
        folder=folder,
        files=pd.DataFrame(files, columns=list(_FILE_COLUMNS)),
        measurements=check_measurements(table),
        problems=pd.DataFrame(problems, columns=["path", "place", "reason"]),
        conflicts=pd.DataFrame(
            conflicts, columns=["metric", "statistic", "subject", "values"]
        ),
        not_taken=pd.DataFrame(not_taken, columns=["path", "reason", "count"]),
        _places=places,
    )


def _read_all(
    files: list[dict[str, Any]],
    problems: list[dict[str, Any]],
    not_taken: list[dict[str, Any]],
) -> list[Sourced]:
    """Read what was walked; fills in each file's status, reason and family."""
    sources: dict[str, Sourced] = {}
    first_of: dict[str, str] = {}
    by_path = {file["path"]: file for file in files}
    for file in files:
        data = file.get("data")
        if data is None:
            continue
        if not data.strip():
            file |= {"status": "empty", "reason": "holds no bytes but white space"}
            continue
        original = first_of.setdefault(file["sha256"], file["path"])
        if original != file["path"]:
            file |= {"status": "read", "copy_of": original,
                     "reason": f"the same bytes as {original}"}  # fmt: skip
            _name_copy(sources.get(original), file["path"])
            continue
        records, unread = [], 0
        for each in _read_one(file, data, by_path):
            match each:
                case Record():
                    records.append(each)
                case Problem(place, reason):
                    unread += 1
                    at = {"path": file["path"], "place": place}
                    problems.append(at | {"reason": reason})
                case NotTaken(reason, count):
                    at = {"path": file["path"], "reason": reason}
                    not_taken.append(at | {"count": count})
        if records and unread:
            file |= {"status": "partly", "reason": f"{unread} lines could not be read"}
        sources[file["path"]] = Sourced(file["path"], records)
    for file in files:
        file.pop("data", None)
    return list(sources.values())


def _name_copy(original: Sourced | None, copy: str) -> None:
    for record in original.records if original else ():
        record.numbers = [
            number._replace(also_in="; ".join(filter(
                None, (number.also_in, f"{copy}: {record.place}{number.place}")
            )))
            for number in record.numbers
        ]  # fmt: skip


def _read_one(
    file: dict[str, Any], data: bytes, files: Mapping[str, dict[str, Any]]
) -> Iterator[Found]:
    try:
        document = _document(file, data, files)
        reader = reader_of(document)
        found = list(reader.read(document)) if reader else []
    except (ValueError, RecursionError) as error:
        reason = str(error) if isinstance(error, ValueError) else "nested too deep"
        file |= {
            "status": "unreadable",
            "reason": f"not read as {file['type']}: {reason}",
        }
        return
    if reader is None and file["type"] == "text":
        file |= {"type": "other", "reason": "a text that no reader claims"}
        return
    if reader is None:
        file |= {"status": "skipped", "reason": _why_unclaimed(document)}
        return
    file |= {"status": "read", "family": reader.name}
    if document.repeated:
        names = _shorten(sorted(set(document.repeated)))
        yield Problem("", f"keys that stand twice, the last counts: {names}")
    yield from found


def _document(
    file: dict[str, Any], data: bytes, files: Mapping[str, dict[str, Any]]
) -> Document:
    """Make a document that can look at the other files of its folder tree."""
    text, file["encoding"] = decode(data)

    def beside(name: str) -> Document | None:
        path = posixpath.normpath(posixpath.join(posixpath.dirname(file["path"]), name))
        other = files.get(path)
        if other is None or other.get("data") is None:
            return None
        try:
            return Document(path, other["type"], decode(other["data"])[0])
        except ValueError:
            return None

    return Document(file["path"], file["type"], text, beside)


def _why_unclaimed(document: Document) -> str:
    if document.type == "json":
        return f"no reader claims its keys ({_keys(document.content)})"
    if document.type == "csv":
        return f"no reader claims its header ({_shorten(document.header) or 'none'})"
    return "no table of compile times or latencies by backend"


def _keys(content: Any) -> str:
    if isinstance(content, dict):
        return _shorten([str(key) for key in content]) if content else "none"
    return f"a {type(content).__name__}"


def _shorten(names: list[str]) -> str:
    shown = ", ".join(" ".join(name.split())[:24] for name in names[:4])
    return shown + (", …" if len(names) > 4 else "")

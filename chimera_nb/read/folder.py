"""`read_benchmarks`: a folder of files → a `Reading`."""

import contextlib
import gc
import hashlib
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from ..errors import InputError
from ..measurements import check_measurements
from ..units import format_value
from . import cache as caching
from .files import BENCHMARK_TYPES, Entry, why
from .limits import Limits
from .lines import WHY_APART, is_apart, numbers_in
from .links import Links, links_of
from .opening import Opened, Opener, whole_files
from .remote import address_of, list_remote
from .restatements import keep_once
from .table import Places, Sourced, tidy
from .walking import Walked, walk

if TYPE_CHECKING:
    from .corrections import Corrections

#: Corrections of the folder's owner; `corrections.FILE` is loaded only where it is.
CORRECTIONS = "chimera.yaml"

_FILE_COLUMNS = (
    "path", "type", "bytes", "sha256", "modified", "encoding", "family", "rows",
    "status", "reason", "copy_of",
)  # fmt: skip


#: The fields of an entry that `Reading.files` is made of.
_FILE_FIELDS = tuple(
    "modified_ns" if name == "modified" else name for name in _FILE_COLUMNS
)


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


def read_benchmarks(
    folder: str | Path, *, cache: bool = True, limits: Limits | None = None
) -> Reading:
    """Read every benchmark file below a folder.

    Parameters
    ----------
    folder
        Its CSV, JSON, Markdown and text files are read, compressed or in a zip too;
        links are not followed. Or an address that fsspec knows (``s3://…``), with the
        extra ``remote``.
    cache
        Keep what was read in the user's cache folder, and read again only what
        changed since.
    limits
        What a file may hold at most; else as the environment says.

    Raises
    ------
    InputError
        The folder is not there, is no folder, cannot be listed, or holds no benchmark
        file.
    """
    address = address_of(folder)
    folder = Path(folder)
    cache = cache and address is None
    limits = limits or Limits.of_environment()
    started_ns = time.time_ns()
    if address:
        kind = _Kind(False, "", started_ns)
        return _read(folder, limits, _remote(address, limits), None, kind)
    walked = _walked(folder, limits)
    kind = _Kind(cache, _digest(folder, walked.paths), started_ns)
    kept = caching.load(folder, limits, kind.said) if cache else None
    unchanged = kept is not None and kept.unchanged(walked, limits)
    if kept is not None and unchanged:
        whole = kept.reading()
        if whole is not None:
            return Reading(folder=folder, **whole)
    entries = walked.entries(limits)
    if kept is not None and not unchanged and not kind.said:
        known = _changed(folder, kept, entries, limits)
        if known is not None:
            return known
    return _read(folder, limits, entries, kept, kind)


def _remote(address: str, limits: Limits) -> list[Entry]:
    entries = list_remote(address, limits)
    for entry in entries:
        if entry.path == CORRECTIONS:
            entry.reason = "corrections are followed only in folders of this machine"
    return entries


def _changed(
    folder: Path, kept: caching.Kept, entries: Sequence[Entry], limits: Limits
) -> Reading | None:
    """Return what is kept with what changed since; None where all is put together.

    The cache stays as it is: what changed is read each time.
    """
    from .splicing import spliced

    found = spliced(kept, entries, limits, _FILE_FIELDS)
    if found is None:
        return None
    return Reading(
        folder=folder,
        files=_files(found.pop("files")),
        problems=_problems(found.pop("problems")),
        not_taken=_not_taken(found.pop("not_taken")),
        measurements=check_measurements(found.pop("measurements")),
        **found,
    )


class _Kind(NamedTuple):
    """Whether a reading is kept, as of when, and which corrections it is made with."""

    cache: bool
    said: str
    started_ns: int


@contextlib.contextmanager
def _no_collecting() -> Iterator[None]:
    """Let no cycles be looked for among a million records, none of which is in one."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


@_no_collecting()
def _read(
    folder: Path,
    limits: Limits,
    entries: list[Entry],
    kept: caching.Kept | None,
    kind: _Kind,
) -> Reading:
    """Open what is not known yet, put all together, and keep it where asked to."""
    corrections = _corrections(folder, entries) if kind.said else None
    opener = Opener(limits)
    if corrections:
        opener.leave_out = corrections.why_not
    opener.entries = {entry.path: entry for entry in entries}
    known = kept.same(entries, limits) if kept is not None else {}
    units = [
        opener.again(known[entry.path])
        if entry.path in known
        else list(opener.open(entry))
        for entry in entries
    ]  # fmt: skip
    opened = [each for unit in units for each in unit]
    records = caching.packed(opened) if kind.cache else []
    reading, links = _assembled(folder, opened, corrections, link=kind.cache)
    if kind.cache:
        values = {
            each.name: getattr(reading, each.name)
            for each in fields(reading)
            if each.name != "folder"
        }
        caching.save(
            folder, limits, kind.said, kind.started_ns, units, records, values, links
        )
    return reading


def _digest(folder: Path, paths: Sequence[str]) -> str:
    """Return what tells one ``chimera.yaml`` from another; empty where none is."""
    if CORRECTIONS not in paths:
        return ""
    try:
        with (folder / CORRECTIONS).open("rb") as file:
            return hashlib.sha256(file.read(1_000_000)).hexdigest()
    except OSError as error:
        return why(error)


def _corrections(folder: Path, entries: Sequence[Entry]) -> "Corrections | None":
    """Load the corrections; what that needs is imported only where there are some."""
    from .corrections import REASON, load

    found = load(folder)
    for entry in entries:
        if entry.path == CORRECTIONS:
            entry.load, entry.reason = None, REASON
    return found


def _walked(folder: Path, limits: Limits) -> Walked:
    if not folder.exists():
        raise InputError(f"{folder}: is not there; want a folder of benchmark files")
    if not folder.is_dir():
        raise InputError(f"{folder}: is a file; want a folder of benchmark files")
    try:
        return walk(folder, limits)
    except OSError as error:
        raise InputError(f"{folder}: {why(error)}") from None


def _assembled(
    folder: Path,
    opened: Sequence[Opened],
    corrections: "Corrections | None" = None,
    *,
    link: bool = False,
) -> tuple[Reading, Links | None]:
    """Make the reading of what the files hold; say what ties them where asked to."""
    if not any(each.entry.type in BENCHMARK_TYPES for each in opened):
        other = f"{len(opened)} other files" if opened else "nothing"
        want = "holds no benchmark file (csv, json, markdown, text)"
        raise InputError(f"{folder}: {want}; found {other}")
    _name_copies(opened)
    every = [Sourced(e.entry.path, e.records) for e in opened if e.records]
    found = [source for source in every if not is_apart(source.records)]
    not_taken = [(e.entry.path, *each) for e in opened for each in e.not_taken]
    if corrections:
        from .correcting import correct, settle

        found, ignored = correct(corrections, found)
        not_taken += [(path, *each) for path, each in ignored]
    once = keep_once(found)
    links, conflicts = None, once.conflicts
    if corrections:
        found, conflicts = settle(corrections, found, conflicts)
    elif link and len(found) == len(every):
        numbers = {each.entry.path: at for at, each in enumerate(opened)}
        links = links_of(found, once, numbers)
    found = _with_apart(opened, every, found, corrections)
    counts = {s.path: numbers_in(s.records) for s in found}
    for each in opened:
        each.entry.rows = counts.get(each.entry.path, 0)
    table, places = tidy(found)
    in_files = [(e.entry.path, *problem) for e in opened for problem in e.problems]
    reading = Reading(
        folder=folder,
        files=_files({
            name: [getattr(each.entry, name) for each in opened]
            for name in _FILE_FIELDS
        }),
        measurements=check_measurements(table),
        problems=_problems([*in_files, *whole_files(opened)]),
        conflicts=pd.DataFrame(
            conflicts, columns=["metric", "statistic", "subject", "values"]
        ),
        not_taken=_not_taken(not_taken),
        _places=places,
    )  # fmt: skip
    return reading, links


def _problems(found: Sequence[Any]) -> pd.DataFrame:
    return pd.DataFrame(found, columns=["path", "place", "reason"])


def _not_taken(found: Sequence[Any]) -> pd.DataFrame:
    return pd.DataFrame(found, columns=["path", "reason", "count"])


def _with_apart(
    opened: Sequence[Opened],
    every: Sequence[Sourced],
    found: Sequence[Sourced],
    corrections: "Corrections | None",
) -> list[Sourced]:
    """Put files that stand for themselves among the others, and say why they do."""
    apart = {each.path: each for each in every if is_apart(each.records)}
    if not apart:
        return list(found)
    if len(every) > 1 or corrections:
        for each in opened:
            if each.entry.path in apart:
                said = filter(None, (each.entry.reason, WHY_APART))
                each.entry.reason = "; ".join(said)
    known = apart | {each.path: each for each in found}
    return [known[each.path] for each in every if each.path in known]


def _name_copies(opened: Sequence[Opened]) -> None:
    originals = {
        e.entry.path: e for e in opened if e.records and not is_apart(e.records)
    }
    for each in opened:
        if each.entry.copy_of in originals:
            _name_copy(originals[each.entry.copy_of], each.entry.path)


def _name_copy(original: Opened, copy: str) -> None:
    for record in original.records:
        record.numbers = [
            number._replace(also_in="; ".join(filter(
                None, (number.also_in, f"{copy}#{record.place}{number.place}")
            )))
            for number in record.numbers
        ]  # fmt: skip


#: What the years 1 and 9999 are in ns since 1970; outside is no time of a file.
_FIRST, _LAST = -62_135_596_800 * 10**9, 253_402_300_800 * 10**9


def _files(fields: Mapping[str, Sequence[Any]]) -> pd.DataFrame:
    columns = {name: fields[name] for name in _FILE_COLUMNS if name != "modified"}
    moments = [_moment(each) for each in fields["modified_ns"]]
    modified = pd.DatetimeIndex(np.array(moments, "datetime64[us]"))
    columns["modified"] = modified.tz_localize("UTC")  # type: ignore[assignment]
    return pd.DataFrame(columns, columns=list(_FILE_COLUMNS))


def _moment(ns: int | None) -> np.datetime64:
    known = ns is not None and _FIRST <= ns < _LAST
    return np.datetime64(ns // 1000 if known and ns is not None else "NaT", "us")

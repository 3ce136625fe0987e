"""What was read of a folder, kept in the user's cache folder.

One file per folder: a line that says what it is, a head in JSON, arrays and JSON texts
after it; no pickles. It holds each file's stamp (size, times, inode) and SHA-256, what
each reader found, and the finished tables. As git does, a file whose time lies within
two seconds of the cache's own time, or after it, is hashed again, for it may have been
written after it was read. What is broken, foreign or of another version is not used.
"""

import contextlib
import hashlib
import json
import mmap
import os
import struct
import zlib
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pandas as pd

from .cache_keys import cache_folder, fingerprint
from .files import Entry
from .frames import (
    KeptPlaces,
    Packer,
    Unpacker,
    dump,
    pack_places,
    pack_records,
    unpack_records,
)
from .kept_files import checksum, write
from .limits import Limits
from .links import Links
from .opening import Opened
from .records import NotTaken, Problem, Record
from .table import Places
from .walking import Walked

_MAGIC = b"chimera-nb reading 4\n"
#: How long head, tables and records are; the checksum of head and tables. What follows
#: begins at a multiple of 8, as the arrays in it have to.
_HEAD = struct.Struct("<QQQI15x")
_RACY_NS = 2_000_000_000

#: The fields of an entry that are kept.
_FIELDS = (
    "path", "type", "ending", "bytes", "modified_ns", "status", "reason", "sha256",
    "encoding", "family", "copy_of", "rows",
)  # fmt: skip


def _name(folder: Path) -> Path:
    key = hashlib.sha256(os.fsencode(os.path.realpath(folder))).hexdigest()[:32]
    return cache_folder() / f"{key}.reading"


class Kept:
    """What a cache file holds of a folder."""

    def __init__(
        self, file: Path, data: memoryview, tables: int, head: dict[str, Any]
    ) -> None:
        self._file = file
        self._unpacker = Unpacker(data[:tables])
        self._records = data[tables:]
        self._head = head
        self._written_ns = int(head["written_ns"])
        self.paths: list[str] = self._unpacker.strings(head["paths"])
        self._stamps = self._unpacker.array(head["stamps"]).reshape(-1, 4)
        self._units = self._unpacker.array(head["units"]).reshape(-1, 2)

    @cached_property
    def _table(self) -> dict[str, list[Any]]:
        columns = self._unpacker.strings(self._head["entries"])
        return dict(zip(_FIELDS, columns, strict=True))

    @cached_property
    def _extra(self) -> list[Any]:
        return self._unpacker.strings(self._head["extra"])

    def unchanged(self, walked: Walked, limits: Limits) -> bool:
        """Say whether the folder is as it was; files that might not be are hashed."""
        firsts = self._units[:, 0]
        if len(firsts) != len(walked):
            return False
        now = walked.stamps()
        if not np.array_equal(now, self._stamps[firsts]):
            return False
        paths = self.paths
        known = paths if len(paths) == len(firsts) else [paths[at] for at in firsts]
        if known != walked.paths:
            return False
        (racy,) = np.nonzero(now[:, 1:3].max(axis=1) >= self._written_ns - _RACY_NS)
        for number in racy.tolist():
            entry = walked.entry(number, limits)
            if not self._same_bytes(firsts[number], entry, limits):
                return False
        if len(racy):
            self._touch()
        return True

    def _racy(self, entry: Entry) -> bool:
        return max(entry.stamp[1:3]) >= self._written_ns - _RACY_NS

    def _same_bytes(self, at: int, entry: Entry, limits: Limits) -> bool:
        if entry.load is None:
            return True
        sha256 = self._table["sha256"][at]
        if sha256 is None:
            return False
        try:
            data = entry.load(entry, limits)
        except OSError:
            return False
        return bool(hashlib.sha256(data).hexdigest() == sha256)

    def _touch(self) -> None:
        """Note that all was hashed just now, so that the next reading need not."""
        with contextlib.suppress(OSError):
            os.utime(self._file)

    def reading(self) -> dict[str, Any] | None:
        """Return the fields of the whole reading, where they could be kept."""
        packed = self._head["reading"]
        if packed is None:
            return None
        found: dict[str, Any] = {}
        for name, (kind, value) in packed.items():
            if kind == "frame":
                found[name] = self._unpacker.frame(value)
            elif kind == "places":
                found[name] = KeptPlaces(self._unpacker, value)
            else:
                found[name] = value
        return found

    def same(self, entries: Sequence[Entry], limits: Limits) -> dict[str, list[Opened]]:
        """Return what is kept of the files that did not change, by their path."""
        found = {}
        for first, last, entry in self.units(entries, limits):
            with contextlib.suppress(ValueError):
                found[entry.path] = [
                    self._opened(at, entry) for at in range(first, last)
                ]
        return found

    def units(
        self, entries: Sequence[Entry], limits: Limits
    ) -> list[tuple[int, int, Entry]]:
        """Return the files that did not change: their first and last place here.

        A file counts as changed, too, where its reader looked at one that did.
        """
        now = {entry.path: entry for entry in entries}
        changed = set(now)
        units = []
        stamps = list(map(tuple, self._stamps.tolist()))
        for first, last in self._units.tolist():
            path = self.paths[first]
            entry = now.get(path)
            if entry is None or stamps[first] != entry.stamp:
                changed.update(self.paths[first:last], [path])
            elif self._racy(entry) and not self._same_bytes(first, entry, limits):
                changed.update(self.paths[first:last])
            else:
                changed.discard(path)
                units.append((first, last, entry))
        packed = {p + "/" for p in changed if p.lower().endswith(".zip")}
        return [unit for unit in units if not self._looked_at(unit, changed, packed)]

    def _looked_at(
        self, unit: tuple[int, int, Entry], changed: set[str], packed: set[str]
    ) -> bool:
        looked = {each for at in range(*unit[:2]) for each in self._extra[at][1]}
        return bool(looked) and (
            bool(looked & changed)
            or any(each.startswith(folder) for each in looked for folder in packed)
        )

    def looked(self, at: int) -> list[str]:
        """Return the files that a file's reader looked at."""
        found: list[str] = self._extra[at][1]
        return found

    def content(self, at: int) -> str:
        """Return the SHA-256 of what readers saw of a file; empty where none did."""
        found: str = self._extra[at][0]
        return found

    def found(self, at: int) -> tuple[list[Record], list[Problem], list[NotTaken]]:
        """Return what a file holds.

        Raises
        ------
        ValueError
            It could not be kept, or is broken.
        """
        raw = self._raw(at)
        return unpack_records(raw) if raw else ([], [], [])

    def _raw(self, at: int) -> bytes:
        where = self._extra[at][2]
        if where is None:
            raise ValueError("not kept")
        start, length, crc = where
        raw = bytes(self._records[start : start + length])
        if zlib.crc32(raw) != crc:
            raise ValueError("broken")
        return raw

    def links(self) -> Links | None:
        """Return what ties the files; None where that is not known."""
        packed = self._head["links"]
        if packed is None:
            return None
        subjects, owners, pairs, cells, files = map(self._unpacker.array, packed[0])
        first, *rest = self._unpacker.strings(packed[1])
        asked = [(metric, name, value) for metric, name, value in first]
        pairs = pairs.reshape(4, -1)
        return Links(subjects, owners, pairs, cells, files, asked, *rest)

    def counts(self) -> np.ndarray:
        """Return how many records each file has after each was kept once."""
        return self._unpacker.array(self._head["counts"])

    def in_files(self) -> int:
        """Return how many problems are of a place in a file; they come first."""
        return int(self._head["in_files"])

    def columns(self) -> dict[str, list[Any]]:
        """Return the fields of all files."""
        return {"path": self.paths, **self._table}

    def _opened(self, at: int, walked: Entry) -> Opened:
        """Return what is kept of a file.

        Raises
        ------
        ValueError
            It could not be kept, or is broken.
        """
        entry = Entry(self.paths[at], walked.real)
        for name in _FIELDS[1:]:
            setattr(entry, name, self._table[name][at])
        entry.stamp = walked.stamp
        content, looked, _ = self._extra[at]
        raw = self._raw(at)
        found = unpack_records(raw) if raw else ([], [], [])
        return Opened(entry, content, *found, looked=set(looked), raw=raw)


def load(folder: Path, limits: Limits, said: str = "") -> Kept | None:
    """Return what is kept of a folder; None where there is nothing that can be used."""
    try:
        file = _name(folder)
        with file.open("rb") as opened:
            modified = os.fstat(opened.fileno()).st_mtime_ns
            data = _mapped(opened)
        start = len(_MAGIC)
        if data[:start] != _MAGIC:
            return None
        length, tables, records, crc = _HEAD.unpack_from(data, start)
        body = data[start + _HEAD.size :]
        if length + tables + records != len(body):
            return None
        if checksum([body[: length + tables]]) != crc:
            return None
        head = json.loads(bytes(body[:length]))
        wanted = [os.path.realpath(folder), fingerprint(), repr(limits), said]
        if head["of"] != json.loads(dump(wanted)):
            return None
        head["written_ns"] = modified
        return Kept(file, body[length:], tables, head)
    except (OSError, ValueError, KeyError, TypeError, struct.error, RuntimeError):
        return None


def _mapped(file: BinaryIO) -> memoryview:
    """Return a file's bytes, on POSIX without reading what nobody looks at.

    They may be written to, for tables lie in them; the file stays as it is.
    """
    if os.name == "posix":
        return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY))
    return memoryview(bytearray(file.read()))  # a mapped file could not be replaced


def packed(opened: Iterable[Opened]) -> list[bytes | None]:
    """Return what each file holds as bytes, before the files are put together."""
    found: list[bytes | None] = []
    for each in opened:
        if each.raw is not None:
            found.append(each.raw)
            continue
        if not (each.records or each.problems or each.not_taken):
            found.append(b"")
            continue
        try:
            found.append(pack_records(each.records, each.problems, each.not_taken))
        except (TypeError, ValueError, RecursionError):
            found.append(None)
    return found


def save(
    folder: Path,
    limits: Limits,
    said: str,
    started_ns: int,
    units: Sequence[Sequence[Opened]],
    records: Sequence[bytes | None],
    reading: dict[str, Any],
    links: Links | None,
) -> None:
    """Keep a reading; where that cannot be, nothing happens.

    Parameters
    ----------
    said
        What tells one ``chimera.yaml`` from another.
    started_ns
        When the walk began: no later change may be taken for what was read.
    units
        For each walked file what was opened of it: itself, members of an archive.
    records
        Of `packed`, in the order of the units.
    reading
        The fields of the reading: tables, places, plain values.
    links
        What ties the files.
    """
    packer = Packer()
    bodies = Packer()
    opened = [each for unit in units for each in unit]
    ends = []
    at = 0
    for unit in units:
        ends.append([at, at + len(unit)])
        at += len(unit)
    try:
        head = {
            "of": [os.path.realpath(folder), fingerprint(), repr(limits), said],
            "units": packer.array(np.array(ends, dtype=np.int64)),
            "stamps": packer.array(
                np.array([e.entry.stamp for e in opened], dtype=np.int64)
            ),
            "paths": packer.strings([e.entry.path for e in opened]),
            "entries": packer.strings(
                [[getattr(e.entry, name) for e in opened] for name in _FIELDS]
            ),
            "reading": _packed_reading(packer, reading),
            "in_files": sum(len(e.problems) for e in opened),
            "links": _packed_links(packer, links),
            "counts": packer.array(
                np.array([len(e.records) for e in opened], dtype=np.int64)
            ),
            "extra": packer.strings([
                [e.content, sorted(e.looked), _put(bodies, data)]
                for e, data in zip(opened, records, strict=True)
            ]),
        }  # fmt: skip
        text = dump(head)
        text += b" " * (-len(text) % 8)
        crc = checksum([text, *packer.blobs])
        start = _MAGIC + _HEAD.pack(len(text), packer.size, bodies.size, crc)
        write(_name(folder), [start, text, *packer.blobs, *bodies.blobs], started_ns)
    except (OSError, ValueError, TypeError, RuntimeError, OverflowError):
        return


def _put(packer: Packer, data: bytes | None) -> list[int] | None:
    return None if data is None else [*packer.put(data), zlib.crc32(data)]


def _packed_links(packer: Packer, links: Links | None) -> list[Any] | None:
    if links is None:  # they are looked at only where files changed
        return None
    return [[packer.array(each) for each in links[:5]], packer.strings([*links[5:]])]


def _packed_reading(packer: Packer, reading: dict[str, Any]) -> dict[str, Any] | None:
    found: dict[str, Any] = {}
    try:
        for name, value in reading.items():
            if isinstance(value, pd.DataFrame):
                found[name] = ["frame", packer.frame(value)]
            elif isinstance(value, Places):
                found[name] = ["places", pack_places(packer, value)]
            elif json.loads(dump(value)) == value:
                found[name] = ["plain", value]
            else:
                return None
    except (TypeError, ValueError):
        return None
    return found

"""Walk a folder: which files are there, of which type, and what their bytes are."""

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from .archives import ARCHIVES, COMPRESSED
from .limits import Limits

_TYPES = {
    ".csv": "csv", ".tsv": "csv", ".json": "json", ".jsonl": "json",
    ".ndjson": "json", ".md": "markdown", ".markdown": "markdown",
    ".txt": "text", ".log": "text", ".out": "text", ".stdout": "text", ".bench": "text",
    ".stderr": "text", ".err": "text", ".result": "text", ".results": "text",
    ".benchmark": "text", ".perf": "text", ".report": "text", ".stats": "text",
    ".rst": "text", ".org": "text", ".adoc": "text", ".dat": "text",
    ".ninja_log": "text", ".time": "text", ".timing": "text", ".timings": "text",
}  # fmt: skip

#: Benchmark files; everything else in a folder counts as ``other``.
BENCHMARK_TYPES = ("csv", "json", "markdown", "text")

#: A file whose name has no ending is offered to text readers up to this size.
UNNAMED_BYTES = 1_000_000

#: The reason of a file whose ending says that it is something else.
NO_BENCHMARK = "not a benchmark file (csv, json, markdown, text)"

_AGAIN = 3


class Entry:
    r"""A file or folder as the walk saw it; reading fills in the rest.

    Attributes
    ----------
    path : str
        Relative to the folder, with forward slashes, broken UTF-8 as ``\xff``.
    real : str
        What the system opens.
    type, ending : str
        What the name says; the ending of a compressed file or archive, else ``""``.
    stamp : tuple of int
        Size, mtime and ctime in ns, inode: what a changed file changes.
    load : callable or None
        Gives the bytes; None for what is not opened.
    """

    __slots__ = (
        "bytes", "copy_of", "encoding", "ending", "family", "load", "modified_ns",
        "path", "real", "reason", "rows", "sha256", "stamp", "status", "type",
    )  # fmt: skip

    def __init__(self, path: str, real: str = "") -> None:
        self.path = path
        self.real = real
        self.type = "other"
        self.ending = ""
        self.bytes = 0
        self.modified_ns: int | None = None
        self.stamp: tuple[int, ...] = (0, 0, 0, 0)
        self.load: Callable[[Entry, Limits], bytes] | None = None
        self.status = "skipped"
        self.reason = ""
        self.sha256: str | None = None
        self.encoding: str | None = None
        self.family: str | None = None
        self.copy_of: str | None = None
        self.rows = 0


class ChangingError(OSError):
    """A file was written while it was read."""


def entry_of(
    path: str,
    name: str,
    size: int,
    limits: Limits,
    load: Callable[[Entry, Limits], bytes],
    real: str = "",
    in_archive: bool = False,
) -> Entry:
    """Make the entry of a plain file; what its name or size rules out has a reason."""
    entry = Entry(path, real)
    entry.bytes = size
    entry.type, entry.ending = type_of(name)
    if entry.type == "other":
        if entry.ending in ARCHIVES:
            if in_archive:
                entry.reason = "an archive in an archive"
                return entry
        elif "." in name or not 0 < size <= UNNAMED_BYTES:
            entry.reason = NO_BENCHMARK
            return entry
    in_pieces = entry.type == "csv" and not entry.ending and load is load_local
    if in_archive and entry.ending:
        entry.reason = "an archive in an archive"
    elif size > limits.csv_bytes and in_pieces:
        entry.reason = limits.passed("csv_bytes", "larger than {} bytes")
    elif size > limits.file_bytes and not in_pieces:
        entry.reason = limits.passed("file_bytes", "larger than {} bytes")
    else:
        entry.load = load
    return entry


def type_of(name: str) -> tuple[str, str]:
    """Return what a name says: the type, and the ending of what is packed."""
    stem, dot, last = name.lower().rpartition(".")
    ending = dot + last
    if ending in _TYPES:
        return _TYPES[ending], ""
    if ending in COMPRESSED:
        return _TYPES.get("." + stem.rpartition(".")[2], "other"), ending
    return "other", ending if ending in ARCHIVES else ""


def walk(folder: Path, limits: Limits) -> Iterator[Entry]:
    """List every file below a folder in a fixed order, following no links.

    Yields
    ------
    Entry
        Hidden folders and folders that a run of ours left are one entry each.

    Raises
    ------
    OSError
        The folder itself cannot be listed.
    """
    count = 0
    stack = [iter(_listed(os.fspath(folder))[0])]
    shown = [""]
    while stack:
        item = next(stack[-1], None)
        if item is None:
            stack.pop()
            shown.pop()
            continue
        count += 1
        if count > limits.names:
            entry = Entry(shown[-1] + "…")
            entry.reason = limits.passed("names", "the folder holds more than {} files")
            yield entry
            return
        path = shown[-1] + _shown(item.name)
        try:
            is_folder = item.is_dir(follow_symlinks=False)
            status = item.stat(follow_symlinks=False)
        except OSError as error:
            entry = Entry(path)
            entry.status, entry.reason = "unreadable", why(error)
            yield entry
            continue
        if not is_folder:
            yield _plain_file(path, item, status, limits)
            continue
        entry = stamped(Entry(path + "/", item.path), status)
        entry.reason = _why_skip(item.name)
        if not entry.reason:
            try:
                inside, run = _listed(item.path)
            except OSError as error:
                entry.status, entry.reason = "unreadable", why(error)
            else:
                if run and _is_run(item.path):
                    entry.reason = "a folder that one of our own runs left"
                else:
                    stack.append(iter(inside))
                    shown.append(path + "/")
                    continue
        yield entry


def _listed(folder: str) -> tuple[list["os.DirEntry[str]"], bool]:
    with os.scandir(folder) as found:
        inside = sorted(found, key=_name)
    return inside, any(each.name == "run.json" for each in inside)


def _name(item: "os.DirEntry[str]") -> str:
    return item.name


def _shown(name: str) -> str:
    if name.isascii():
        return name
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def stamped(entry: Entry, status: os.stat_result) -> Entry:
    """Note what the system says of a file."""
    entry.bytes = status.st_size
    entry.modified_ns = status.st_mtime_ns
    entry.stamp = stamp_of(status)
    return entry


def stamp_of(status: os.stat_result) -> tuple[int, ...]:
    """Return what changes where a file changes."""
    return (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


def _plain_file(
    path: str, item: "os.DirEntry[str]", status: os.stat_result, limits: Limits
) -> Entry:
    mode = status.st_mode
    if stat.S_ISREG(mode):
        entry = entry_of(path, item.name, status.st_size, limits, load_local, item.path)
    else:
        entry = Entry(path, item.path)
        entry.type = type_of(item.name)[0]
        if stat.S_ISLNK(mode):
            entry.reason = "a link; links are not followed"
        else:
            entry.reason = "not a plain file"
    return stamped(entry, status)


def _why_skip(name: str) -> str:
    if name.startswith("."):
        return "a hidden folder"
    return "a cache of Python" if name == "__pycache__" else ""


def _is_run(folder: str) -> bool:
    import json

    path = os.path.join(folder, "run.json")  # noqa: PTH118 (names may be broken UTF-8)
    try:
        record: Any = json.loads(_bytes_of(path, 10_000_000)[0])
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(record, dict) and {"config", "provenance", "claims"} <= set(
        record
    )


def load_local(entry: Entry, limits: Limits) -> bytes:
    """Read a file, again where it changes meanwhile; its entry gets the new stamp.

    Raises
    ------
    OSError
        It cannot be read, or does not stop changing.
    """
    for _ in range(_AGAIN):
        data, before, after = _bytes_of(entry.real, limits.file_bytes)
        if stamp_of(before) == stamp_of(after) and len(data) == after.st_size:
            stamped(entry, after)
            return data
    raise ChangingError("changes while it is read")


_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NONBLOCK", 0)  # a pipe put in the file's place does not hang us
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_BINARY", 0)
)


def opened_file(path: str) -> tuple[int, os.stat_result]:
    """Open a plain file; return its handle and what the system says of it.

    Raises
    ------
    OSError
        It is not there, or no plain file any more.
    """
    handle = os.open(path, _FLAGS)
    status = os.fstat(handle)
    if not stat.S_ISREG(status.st_mode):
        os.close(handle)
        raise ChangingError("not a plain file any more")
    return handle, status


def _bytes_of(path: str, limit: int) -> tuple[bytes, os.stat_result, os.stat_result]:
    handle, before = opened_file(path)
    try:
        size = before.st_size
        if size > limit:
            raise ChangingError("grew past the limit of a file's bytes")
        data = os.read(handle, size + 1)
        if len(data) < size:  # a read gives at most 2 GB, and may give less
            pieces = [data]
            while pieces[-1] and sum(map(len, pieces)) < size:
                pieces.append(os.read(handle, size))
            data = b"".join(pieces)
        return data, before, os.fstat(handle)
    finally:
        os.close(handle)


def why(error: OSError) -> str:
    """Return what the system said, as the end of a sentence."""
    return (error.strerror or str(error)).lower()

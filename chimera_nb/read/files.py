"""A file of a folder: of which type it is, and what its bytes are."""

import os
import stat
from collections.abc import Callable

from .archives import ARCHIVES, COMPRESSED
from .limits import Limits

_TYPES = {
    ".csv": "csv", ".tsv": "csv", ".jtl": "csv", ".json": "json", ".jsonl": "json",
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


def stamped(entry: Entry, stamp: tuple[int, ...]) -> Entry:
    """Note what the system says of a file."""
    entry.bytes, entry.modified_ns, *_ = entry.stamp = stamp
    return entry


def stamp_of(status: os.stat_result) -> tuple[int, ...]:
    """Return what changes where a file changes: numbers of eight bytes."""
    inode = status.st_ino & 0x7FFF_FFFF_FFFF_FFFF  # some have 16 bytes
    return (status.st_size, status.st_mtime_ns, status.st_ctime_ns, inode)


def load_local(entry: Entry, limits: Limits) -> bytes:
    """Read a file, again where it changes meanwhile; its entry gets the new stamp.

    Raises
    ------
    OSError
        It cannot be read, or does not stop changing.
    """
    for _ in range(_AGAIN):
        data, before, after = bytes_of(entry.real, limits.file_bytes)
        if stamp_of(before) == stamp_of(after) and len(data) == after.st_size:
            stamped(entry, stamp_of(after))
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


def bytes_of(path: str, limit: int) -> tuple[bytes, os.stat_result, os.stat_result]:
    """Return a file's bytes, and what the system says of it before and after.

    Raises
    ------
    OSError
        It cannot be read, or is larger than the limit.
    """
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

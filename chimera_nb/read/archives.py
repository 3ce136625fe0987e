"""Compressed files and archives: bytes out of bytes, within limits.

gzip, bzip2, xz and Zstandard files hold one file; a zip's members are files of their
own, with the path ``x.zip/inner.csv``. An archive inside an archive is not opened.
"""

import bz2
import gzip
import io
import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from typing import IO, Any, NamedTuple

from .limits import Limits

_CHUNK = 1 << 20
_RATIO_FROM = 10_000_000

#: Endings of compressed files, and what opens one.
COMPRESSED: dict[str, Callable[[IO[bytes]], Any]] = {
    ".gz": lambda file: gzip.GzipFile(fileobj=file),
    ".bz2": bz2.BZ2File,
    ".xz": lzma.LZMAFile,
    ".zst": lambda file: _open_zstd(file),
}

#: Endings of archives that are opened.
ARCHIVES = (".zip",)

#: What broken or foreign data makes the decompressors raise: zipfile a RuntimeError of
#: an encrypted member or an unknown method, a LookupError of a torn directory.
_BROKEN = (
    OSError, EOFError, ValueError, zlib.error, lzma.LZMAError, zipfile.BadZipFile,
    RuntimeError, LookupError,
)  # fmt: skip


class Member(NamedTuple):
    """A file of an archive; `reason` says why it is not read."""

    name: str
    size: int
    modified_ns: int | None
    reason: str
    load: Callable[[], bytes]


def decompress(data: bytes, ending: str, limits: Limits) -> bytes:
    """Return what a compressed file holds.

    Raises
    ------
    ValueError
        It is broken, or passes a limit.
    """
    try:
        with COMPRESSED[ending](io.BytesIO(data)) as file:
            return _read(file, len(data), limits, limits.decompressed_bytes)
    except _PassedError:
        raise
    except ImportError:
        raise ValueError(
            "Zstandard needs a library: pip install 'chimera-nb[zstd]'"
        ) from None
    except Exception as error:
        if isinstance(error, _BROKEN) or type(error).__name__ == "ZstdError":
            raise ValueError(f"not a whole {ending} file: {_said(error)}") from None
        raise


class _PassedError(ValueError):
    """A limit was passed."""


def _read(file: IO[bytes], compressed: int, limits: Limits, left: int) -> bytes:
    """Read piece by piece, so that a bomb is stopped while it goes off."""
    pieces, size = [], 0
    while piece := file.read(_CHUNK):
        pieces.append(piece)
        size += len(piece)
        if size > left:
            what = "decompresses to more than {} bytes"
            raise _PassedError(limits.passed("decompressed_bytes", what))
        if size > _RATIO_FROM and size > limits.ratio * max(compressed, 1):
            what = "decompresses to more than {} times its bytes"
            raise _PassedError(limits.passed("ratio", what))
    return b"".join(pieces)


def _open_zstd(file: IO[bytes]) -> Any:
    try:
        from compression import zstd  # type: ignore[import-not-found,unused-ignore]
    except ImportError:
        import zstandard

        return zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True)
    return zstd.ZstdFile(file)


def members(data: bytes, limits: Limits) -> Iterator[Member]:
    """List the files of a zip, in the order of their names.

    Raises
    ------
    ValueError
        It is no zip file.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        infos = [each for each in archive.infolist() if not each.is_dir()]
    except _BROKEN as error:
        raise ValueError(f"not a whole .zip file: {_said(error)}") from None
    infos.sort(key=lambda each: each.filename)
    budget = [limits.decompressed_bytes]
    seen: set[str] = set()
    for info in infos[: limits.members]:
        reason = _why_not(info, seen)
        seen.add(info.filename)
        yield Member(
            info.filename, info.file_size, _modified(info), reason,
            partial(_load, archive, info, limits, budget),
        )  # fmt: skip
    if len(infos) > limits.members:
        reason = limits.passed("members", "the archive holds more than {} files")
        yield Member("…", 0, None, reason, bytes)


def _why_not(info: zipfile.ZipInfo, seen: set[str]) -> str:
    parts = info.filename.replace("\\", "/").split("/")
    if ".." in parts or parts[0] == "" or parts[0].endswith(":"):
        return "a name that leaves its archive"
    if info.filename in seen:
        return "a name that stands twice in its archive"
    if info.flag_bits & 1:
        return "encrypted"
    if info.external_attr >> 28 == 0xA:
        return "a link; links are not followed"
    return ""


def _load(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, limits: Limits, budget: list[int]
) -> bytes:
    try:
        with archive.open(info) as file:
            data = _read(file, info.compress_size, limits, budget[0])
    except _PassedError:
        raise
    except _BROKEN as error:
        raise ValueError(f"not whole in its archive: {_said(error)}") from None
    budget[0] -= len(data)
    return data


def _modified(info: zipfile.ZipInfo) -> int | None:
    """Return the time in the archive; it has no zone and is taken as UTC."""
    try:
        moment = datetime(*info.date_time, tzinfo=UTC)
    except ValueError:
        return None
    return int(moment.timestamp()) * 1_000_000_000


def _said(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__

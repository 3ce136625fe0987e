"""The files of the cache: written whole, checked, never more than a few gigabytes."""

import contextlib
import os
import time
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

#: How many folders are kept, and how many bytes of them.
_FOLDERS, _BYTES = 64, 2_000_000_000


#: So many bytes are added up, as numbers of eight bytes, before they are checked.
_BLOCK = 1 << 15


def checksum(pieces: Iterable[bytes | memoryview]) -> int:
    """Return what tells whether bytes are as they were: the CRC of sums of blocks.

    A CRC of all bytes takes five times as long, and half of what loading takes.
    """
    crc = 0
    rest: bytes | memoryview = b""
    for piece in pieces:
        whole = bytes(rest) + piece if rest else piece
        blocks, left = divmod(len(whole), _BLOCK)
        numbers = np.frombuffer(whole, dtype="<u8", count=blocks * _BLOCK // 8)
        crc = zlib.crc32(numbers.reshape(blocks, -1 if blocks else 1).sum(axis=1), crc)
        rest = whole[len(whole) - left :]
    return zlib.crc32(rest, crc)


def write(file: Path, pieces: Sequence[bytes], time_ns: int) -> None:
    """Write a file whole or not at all, as of a given time; then remove old ones.

    Raises
    ------
    OSError
        The folder cannot be made or written to.
    """
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    half = file.with_name(f".{file.name}.{os.getpid()}.{time.monotonic_ns()}.tmp")
    try:
        with half.open("wb") as opened:
            for piece in pieces:
                opened.write(piece)
        os.utime(half, ns=(time_ns, time_ns))
        half.replace(file)
    finally:
        half.unlink(missing_ok=True)
    _prune(file.parent)


def _prune(folder: Path) -> None:
    """Keep the caches of the last folders; halves of killed writers go, too."""
    found = sorted(
        ((each.stat(), each.path) for each in os.scandir(folder)),
        key=lambda item: -item[0].st_ctime,
    )
    size = 0
    kept = 0
    for status, path in found:
        if path.endswith(".tmp"):
            keep = time.time() - status.st_ctime < 3600
        else:
            size += status.st_size
            kept += 1
            keep = kept <= _FOLDERS and size <= _BYTES
        if not keep:
            with contextlib.suppress(OSError):
                os.unlink(path)  # noqa: PTH108

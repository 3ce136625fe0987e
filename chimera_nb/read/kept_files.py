"""The files of the cache: written whole, and never more than a few gigabytes."""

import contextlib
import os
import time
from collections.abc import Sequence
from pathlib import Path

#: How many folders are kept, and how many bytes of them.
_FOLDERS, _BYTES = 64, 2_000_000_000


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

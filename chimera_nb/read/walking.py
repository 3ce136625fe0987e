"""Walk a folder: which files are there, and what the system says of them."""

import json
import os
import stat
from array import array
from collections.abc import Iterator
from operator import attrgetter
from pathlib import Path
from typing import Any

import numpy as np

from .files import (
    Entry,
    bytes_of,
    entry_of,
    load_local,
    stamp_of,
    stamped,
    type_of,
    why,
)
from .limits import Limits


class Walked:
    """What a walk saw, in a fixed order.

    An unchanged folder is known by its paths and stamps alone, so that entries are
    made where they are asked for.

    Attributes
    ----------
    paths : list of str
        Relative to the folder; those of folders end with a slash.
    """

    def __init__(self) -> None:
        self.paths: list[str] = []
        self._real: list[str] = []
        self._modes: list[int] = []
        self._stamps = array("q")  # of numbers, not of ten thousand statuses
        self._said: dict[int, tuple[str, str]] = {}

    def add(self, path: str, real: str, status: os.stat_result) -> None:
        """Add a plain file, or what `say` is called for next."""
        self.paths.append(path)
        self._real.append(real)
        self._modes.append(status.st_mode)
        self._stamps.extend(stamp_of(status))

    def add_unknown(self, path: str, status: str, reason: str) -> None:
        """Add what the system says nothing of."""
        self.paths.append(path)
        self._real.append("")
        self._modes.append(0)
        self._stamps.extend((0, 0, 0, 0))
        self.say(status, reason)

    def say(self, status: str, reason: str) -> None:
        """Say why nothing is opened of what was added last."""
        self._said[len(self.paths) - 1] = status, reason

    def __len__(self) -> int:
        return len(self.paths)

    def stamps(self) -> np.ndarray:
        """Return the stamps of all, a row each."""
        return np.array(self._stamps, dtype=np.int64).reshape(-1, 4)

    def entry(self, at: int, limits: Limits) -> Entry:
        """Make one entry."""
        path, real, mode = self.paths[at], self._real[at], self._modes[at]
        name = os.path.basename(real)  # noqa: PTH119
        stamp = tuple(self._stamps[4 * at : 4 * at + 4])
        if at in self._said:
            entry = Entry(path, real)
            entry.status, entry.reason = self._said[at]
        elif stat.S_ISREG(mode):
            entry = entry_of(path, name, stamp[0], limits, load_local, real)
        else:
            entry = Entry(path, real)
            entry.type = type_of(name)[0]
            link = "a link; links are not followed"
            entry.reason = link if stat.S_ISLNK(mode) else "not a plain file"
        return stamped(entry, stamp) if real else entry

    def entries(self, limits: Limits) -> list[Entry]:
        """Make all entries."""
        return [self.entry(at, limits) for at in range(len(self.paths))]


def walk(folder: Path, limits: Limits) -> Walked:
    """List every file below a folder in a fixed order, following no links.

    Hidden folders and folders that a run of ours left count as one file each.

    Raises
    ------
    OSError
        The folder itself cannot be listed.
    """
    found = Walked()
    stack = [("", _listed(os.fspath(folder))[0])]
    count = 0
    while stack:
        shown, items = stack[-1]
        for item in items:
            count += 1
            if count > limits.names:
                reason = limits.passed("names", "the folder holds more than {} files")
                found.add_unknown(shown + "…", "skipped", reason)
                return found
            inside = _seen(found, shown, item)
            if inside is not None:
                stack.append(inside)
                break
        else:
            stack.pop()
    return found


def _seen(
    found: Walked, shown: str, item: "os.DirEntry[str]"
) -> tuple[str, Iterator["os.DirEntry[str]"]] | None:
    """Add a file; return a folder that is to be walked: its path, what is in it."""
    name = item.name
    path = shown + (name if name.isascii() else _shown(name))
    try:
        is_folder = item.is_dir(follow_symlinks=False)
        status = item.stat(follow_symlinks=False)
    except OSError as error:
        found.add_unknown(path, "unreadable", why(error))
        return None
    if not is_folder:
        found.add(path, item.path, status)
        return None
    said, inside = _inside(item)
    if inside is None:
        found.add(path + "/", item.path, status)
        found.say(*said)
        return None
    return path + "/", inside


def _inside(
    item: "os.DirEntry[str]",
) -> tuple[tuple[str, str], Iterator["os.DirEntry[str]"] | None]:
    """List a folder that is to be walked; of another say why it is not."""
    reason = _why_skip(item.name)
    if reason:
        return ("skipped", reason), None
    try:
        inside, run = _listed(item.path)
    except OSError as error:
        return ("unreadable", why(error)), None
    if run and _is_run(item.path):
        return ("skipped", "a folder that one of our own runs left"), None
    return ("", ""), inside


def _listed(folder: str) -> tuple[Iterator["os.DirEntry[str]"], bool]:
    with os.scandir(folder) as found:
        inside = sorted(found, key=attrgetter("name"), reverse=True)
    return _taken(inside), "run.json" in map(attrgetter("name"), inside)


def _taken(items: list["os.DirEntry[str]"]) -> Iterator["os.DirEntry[str]"]:
    """Yield items from the end, and keep none: each holds all that was asked of it."""
    while items:
        yield items.pop()


def _shown(name: str) -> str:
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _why_skip(name: str) -> str:
    if name.startswith("."):
        return "a hidden folder"
    return "a cache of Python" if name == "__pycache__" else ""


def _is_run(folder: str) -> bool:
    path = os.path.join(folder, "run.json")  # noqa: PTH118 (names may be broken UTF-8)
    try:
        record: Any = json.loads(bytes_of(path, 10_000_000)[0])
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(record, dict) and {"config", "provenance", "claims"} <= set(
        record
    )

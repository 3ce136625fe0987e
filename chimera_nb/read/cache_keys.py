"""Where caches lie, and which code made one: another's cannot be used."""

import hashlib
import os
import sys
from functools import cache as once
from pathlib import Path
from typing import Any

import pandas as pd


def cache_folder() -> Path:
    """Return where all caches lie: in ``CHIMERA_NB_CACHE``, else as the system says."""
    own = os.environ.get("CHIMERA_NB_CACHE")
    if own:
        return Path(own) / "readings"
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = str(Path.home() / "Library" / "Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME", "")
        if not os.path.isabs(base):  # noqa: PTH117
            base = str(Path.home() / ".cache")
    return Path(base) / "chimera-nb" / "readings"


@once
def fingerprint() -> list[Any]:
    """Say which code reads: what changes it makes a cache useless."""
    package = Path(__file__).resolve().parent.parent
    sources = sorted(
        (each.path, each.stat().st_size, each.stat().st_mtime_ns)
        for folder in (package, package / "read", package / "read" / "formats")
        for each in os.scandir(folder)
        if each.name.endswith(".py")
    )
    code = hashlib.sha256(repr([sources, _installed()]).encode()).hexdigest()
    return [code, sys.version, pd.__version__]


def _installed() -> list[Any]:
    """List what is installed, by the folders that say so: their names have versions.

    `importlib.metadata` would open each of them to find the readers they bring.
    """
    found: list[Any] = []
    for folder in dict.fromkeys(sys.path):
        try:
            names = os.listdir(folder or ".")  # noqa: PTH208
        except OSError:
            names = []  # not there, or a zip
        for name in sorted(names):
            if name.endswith((".dist-info", ".egg-info")):
                said = os.path.join(folder, name, "entry_points.txt")  # noqa: PTH118
                found.append([folder, name, _changed(said)])
        if folder.endswith(("-packages", ".zip", ".egg")):
            found.append([folder, _changed(folder)])
    return found


def _changed(path: str) -> int:
    try:
        return os.stat(path).st_mtime_ns  # noqa: PTH116
    except OSError:
        return 0

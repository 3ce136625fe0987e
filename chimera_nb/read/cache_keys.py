"""Where caches lie, and which code made one: another's cannot be used."""

import hashlib
import os
import sys
from functools import cache as once
from importlib.metadata import PackageNotFoundError, entry_points, version
from pathlib import Path
from typing import Any

import pandas as pd

from .registry import GROUP


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
    installed = [
        os.stat(folder).st_mtime_ns  # noqa: PTH116
        for folder in sys.path
        if folder.endswith("-packages") and os.path.isdir(folder)  # noqa: PTH112
    ]
    try:
        own = version("chimera-nb")
    except PackageNotFoundError:
        own = ""
    plugins = [f"{e.name} {e.value} {getattr(e.dist, 'version', '')}"
               for e in entry_points(group=GROUP)]  # fmt: skip
    code = hashlib.sha256(repr(sources).encode()).hexdigest()
    return [own, code, sys.version, pd.__version__, installed, plugins]

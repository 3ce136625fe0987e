"""`diagnose`: what is here, what would really be in effect, and what is missing."""

import os
import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .config import RunConfig, project_folder
from .errors import ChimeraError

if TYPE_CHECKING:
    import pandas as pd


def package_versions() -> dict[str, str | None]:
    """Return the versions of this package and of those that it needs."""
    needed = [
        match.group()
        for each in metadata.requires("chimera-nb") or ()
        if "extra ==" not in each and (match := re.match(r"[\w.-]+", each))
    ]
    versions: dict[str, str | None] = {}
    for name in ("chimera-nb", *sorted(needed)):
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            versions[name] = None
    return versions


def git_state(folder: Path) -> dict[str, Any] | None:
    """Return the ``commit`` of a folder and whether it is ``dirty``; None without."""

    def ask(*words: str) -> str:
        return subprocess.run(
            ["git", "-C", str(folder), *words],
            capture_output=True, text=True, check=True, timeout=20,
        ).stdout.strip()  # fmt: skip

    try:
        commit = ask("rev-parse", "HEAD")
        return {"commit": commit, "dirty": bool(ask("status", "--porcelain"))}
    except (OSError, ValueError, subprocess.SubprocessError):
        return None

"""Write a file whole or not at all; the one way in which anything of ours is saved."""

import contextlib
import os
from pathlib import Path

from .errors import SaveError

#: What a kernel leaves for the runner; merged into run.json and removed.
SUMMARY = "run-summary.json"


def save(path: Path, content: str | bytes) -> None:
    """Write a file, its folder where needed; text as UTF-8 with plain line ends.

    Raises
    ------
    SaveError
        Names the file and what the system said.
    """
    data = content if isinstance(content, bytes) else content.encode("utf-8", "replace")
    half = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with half.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            half.unlink(missing_ok=True)
        why = (error.strerror or str(error)).lower()
        raise SaveError(f"{path}: could not be saved: {why}") from None

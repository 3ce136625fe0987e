"""Walk a folder and sniff its files: what is there, and in which encoding."""

import hashlib
import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

_TYPES = {
    ".csv": "csv", ".tsv": "csv", ".json": "json", ".jsonl": "json",
    ".ndjson": "json", ".md": "markdown", ".markdown": "markdown",
    ".txt": "text", ".log": "text", ".out": "text", ".stdout": "text", ".bench": "text",
}  # fmt: skip

#: Benchmark files; everything else in a folder counts as ``other``.
BENCHMARK_TYPES = ("csv", "json", "markdown", "text")

#: A larger file is listed as skipped, with this limit in its reason.
MAX_BYTES = 100_000_000


def walk(folder: Path) -> Iterator[dict[str, Any]]:
    """List every file below a folder in a fixed order, following no links.

    Yields
    ------
    dict
        The keys of `Reading.files`, and ``data`` (bytes, or None where the file was
        not read). Hidden folders and folders that a run of ours left are one row each.
    """
    for name in sorted(os.listdir(folder)):  # noqa: PTH208 (names may be broken UTF-8)
        yield from _visit(folder, folder / name)


def _visit(root: Path, path: Path) -> Iterator[dict[str, Any]]:
    shown = str(path.relative_to(root).as_posix())
    if path.is_symlink():
        yield _row(shown, path, "skipped", "a link; links are not followed")
    elif path.is_dir():
        reason = _why_skip_folder(path)
        if reason:
            yield _row(shown + "/", path, "skipped", reason)
            return
        try:
            names = sorted(os.listdir(path))  # noqa: PTH208
        except OSError as error:
            yield _row(shown + "/", path, "unreadable", _why(error))
            return
        for name in names:
            yield from _visit(root, path / name)
    elif not path.is_file():
        yield _row(shown, path, "skipped", "not a plain file")
    else:
        yield _read_file(shown, path)


def _why_skip_folder(path: Path) -> str:
    if path.name.startswith("."):
        return "a hidden folder"
    if path.name == "__pycache__":
        return "a cache of Python"
    try:
        record = json.loads((path / "run.json").read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return ""
    if isinstance(record, dict) and {"config", "provenance", "claims"} <= set(record):
        return "a folder that one of our own runs left"
    return ""


def _row(shown: str, path: Path, status: str, reason: str) -> dict[str, Any]:
    try:
        stat = path.lstat()
        size, modified = stat.st_size, datetime.fromtimestamp(stat.st_mtime, UTC)
    except OSError:
        size, modified = 0, None
    folder = shown.endswith("/")
    kind = "other" if folder else _TYPES.get(path.suffix.lower(), "other")
    return {
        "path": shown.encode("utf-8", "replace").decode(), "type": kind, "bytes": size,
        "sha256": None, "modified": modified, "encoding": None, "family": None,
        "rows": 0, "status": status, "reason": reason, "copy_of": None, "data": None,
    }  # fmt: skip


def _read_file(shown: str, path: Path) -> dict[str, Any]:
    row = _row(shown, path, "skipped", "")
    if row["type"] == "other":
        row["reason"] = "not a benchmark file (csv, json, md)"
        return row
    if row["bytes"] > MAX_BYTES:
        limit = f"{MAX_BYTES // 1_000_000} MB"
        row["reason"] = f"larger than the limit of {limit} ({row['bytes']} bytes)"
        return row
    try:
        data = path.read_bytes()
    except OSError as error:
        return row | {"status": "unreadable", "reason": _why(error)}
    row["bytes"] = len(data)
    row["sha256"] = hashlib.sha256(data).hexdigest()
    row["data"] = data
    return row


def decode(data: bytes) -> tuple[str, str]:
    """Decode bytes to text; the second value names the encoding that was taken.

    Raises
    ------
    ValueError
        The bytes are no text; the message says why.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16"), "utf-16"
        except UnicodeDecodeError:
            raise ValueError("starts as UTF-16 but is not") from None
    if b"\0" in data:
        raise ValueError("holds NUL bytes: binary, or re-encoded UTF-16, not text")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
        return text, "cp1252 (a guess)"
    if data.startswith(b"\xef\xbb\xbf"):
        return text, "utf-8-sig"
    return text, "ascii" if data.isascii() else "utf-8"


def _why(error: OSError) -> str:
    return (error.strerror or str(error)).lower()

"""Folders that lie elsewhere (``s3://…``, ``github://…``, ``http://…``), by fsspec.

The extra ``remote`` installs fsspec; what a protocol needs beyond it (s3fs, gcsfs) is
named in the error where it is missing. Nothing of them is cached.
"""

import posixpath
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from ..errors import InputError
from .files import NO_BENCHMARK, Entry, entry_of
from .limits import Limits

_ADDRESS = re.compile(r"([a-z][a-z0-9+.\-]+)(?:://?|::)(?!$)", re.IGNORECASE)


def address_of(folder: object) -> str | None:
    """Return the address of a remote folder; None for one of this machine.

    A `Path` has lost a slash of its address; it is given back.
    """
    text = str(folder)
    found = _ADDRESS.match(text)
    if not found or found[0][-1] not in "/:":
        return None
    if found[0].endswith(":/"):
        text = f"{found[1]}://{text[found.end() :]}"
    return text


def list_remote(address: str, limits: Limits) -> list[Entry]:
    """List every file below an address, in the order of their paths.

    Raises
    ------
    InputError
        fsspec is not installed, knows no such address, or cannot list it.
    """
    try:
        from fsspec.core import url_to_fs
    except ImportError:
        raise InputError(
            f"{address}: remote folders need fsspec: pip install 'chimera-nb[remote]'"
        ) from None
    try:
        system, root = url_to_fs(address)
        found = system.find(root, detail=True)
    except ImportError as error:
        raise InputError(f"{address}: {_said(error)}") from None
    except FileNotFoundError:
        found = {}
    except Exception as error:  # noqa: BLE001 (each protocol has errors of its own)
        raise InputError(f"{address}: cannot be listed: {_said(error)}") from None
    if (not found or list(found) == [root]) and _asked(system.isfile, root):
        raise InputError(f"{address}: is a file; want a folder of benchmark files")
    if not found and not _asked(system.isdir, root):
        raise InputError(f"{address}: is not there; want a folder of benchmark files")
    return list(_entries(system, root, found, limits))


def _asked(question: Callable[[str], bool], root: str) -> bool:
    try:
        return bool(question(root))
    except Exception:  # noqa: BLE001
        return False


def _entries(
    system: Any, root: str, found: dict[str, Any], limits: Limits
) -> Iterator[Entry]:
    start = root.rstrip("/") + "/" if root else ""
    hidden: set[str] = set()
    for number, name in enumerate(sorted(found)):
        path = name.removeprefix(start).lstrip("/")
        if number >= limits.names:
            entry = Entry("…")
            entry.reason = limits.passed("names", "the folder holds more than {} files")
            yield entry
            return
        folder = _hidden(path)
        if folder:
            if folder not in hidden:
                hidden.add(folder)
                entry = Entry(folder)
                entry.reason = "a hidden folder"
                yield entry
            continue
        yield _entry(system, name, path, found[name], limits)


def _hidden(path: str) -> str:
    parts = path.split("/")[:-1]
    for depth, part in enumerate(parts, start=1):
        if part.startswith(".") or part == "__pycache__":
            return "/".join(parts[:depth]) + "/"
    return ""


def _entry(
    system: Any, name: str, path: str, info: dict[str, Any], limits: Limits
) -> Entry:
    size = info.get("size")

    def load(entry: Entry, limits: Limits) -> bytes:
        most = limits.file_bytes
        try:
            with system.open(name, "rb") as file:
                data: bytes = file.read(most + 1)
        except Exception as error:  # noqa: BLE001 (one file of many)
            raise OSError(_said(error)) from None
        if len(data) > most:
            raise ValueError(limits.passed("file_bytes", "larger than {} bytes"))
        entry.bytes = len(data)
        return data

    known = size if isinstance(size, int) else 1
    entry = entry_of(path, posixpath.basename(path), known, limits, load)
    if entry.type == "other" and entry.load and not entry.ending:
        # a page of a web server, a LICENSE: not worth a request
        entry.load, entry.reason = None, NO_BENCHMARK
    if not isinstance(size, int):
        entry.bytes = 0
    entry.modified_ns = _modified(info)
    return entry


def _modified(info: dict[str, Any]) -> int | None:
    """Return when a file was changed, under the names that fsspec's systems give it."""
    for key in ("mtime", "LastModified", "last_modified", "updated", "modified",
                "created"):  # fmt: skip
        moment = info.get(key)
        if isinstance(moment, str):
            try:
                moment = datetime.fromisoformat(moment)
            except ValueError:
                continue
        if isinstance(moment, datetime):
            aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
            return int(aware.timestamp() * 1_000_000) * 1000
        if isinstance(moment, (int, float)) and not isinstance(moment, bool):
            return int(moment * 1_000_000) * 1000
    written = info.get("date_time")
    if isinstance(written, tuple):
        return _modified({"mtime": datetime(*written[:6]).replace(tzinfo=UTC)})  # noqa: DTZ001
    return None


def _said(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__

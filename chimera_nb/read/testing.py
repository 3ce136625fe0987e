"""For authors of readers: read one file's text the way a folder is read.

>>> from chimera_nb.read.testing import read_text
>>> table = read_text(READER, "a.json", '{"mean_ms": 3.0}')
"""

import tempfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

import pandas as pd

from .document import Document
from .folder import read_benchmarks
from .records import NotTaken, Problem, Reader, Record
from .table import Sourced, tidy

_TYPES = {".csv": "csv", ".json": "json", ".jsonl": "json", ".md": "markdown"}


def read_text(
    reader: Reader,
    name: str,
    text: str,
    beside: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Read a text with one reader.

    Parameters
    ----------
    reader
        Must claim the text.
    name
        A file name; its ending says which kind of file this is (else: text).
    text
        The file's content.
    beside
        Other files, by their path relative to this one.

    Returns
    -------
    DataFrame
        The tidy table; column ``place`` in words. ``table.attrs["problems"]`` is a
        list of (place, reason), ``table.attrs["not_taken"]`` of (reason, count).

    Raises
    ------
    AssertionError
        The reader does not claim the text.
    """
    others = dict(beside or {})

    def find(path: str) -> Document | None:
        if path not in others:
            return None
        return Document(path, _type(path), others[path], find)

    document = Document(name, _type(name), text, find)
    assert reader.takes(document), f"{reader.name} does not claim {name}"
    found = list(reader.read(document))
    kept = [each for each in found if isinstance(each, Record)]
    table, places = tidy([Sourced(name, kept)])
    table["place"] = [places[place] for place in table["place"]]
    table.attrs["problems"] = [tuple(e) for e in found if isinstance(e, Problem)]
    table.attrs["not_taken"] = [tuple(e) for e in found if isinstance(e, NotTaken)]
    return table


def read_files(**texts: str | bytes) -> pd.DataFrame:
    """Write files into an empty folder, read it, return its tidy table.

    ``read_files(**{"a/b.json": "…"})``; a test of claims and order as they really are.
    """
    with tempfile.TemporaryDirectory() as folder:
        for name, text in texts.items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode() if isinstance(text, str) else text)
        return read_benchmarks(folder, cache=False).measurements


def _type(name: str) -> str:
    return _TYPES.get(PurePosixPath(name).suffix.lower(), "text")

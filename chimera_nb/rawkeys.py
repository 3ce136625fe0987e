"""Raw keys: every number that a folder's JSON and CSV files store, by its key.

A report that dumps ``json_results[0].ttft_s | 2.3189`` names a key, not a quantity.
The files are read again, and only when a text names a key.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

_PREFIX = re.compile(r"(?:json|csv|markdown|md)_(?=.)", re.I)
_TIME_UNIT = re.compile(r"_(ns|us|ms|s|seconds)\Z")
_PART = re.compile(r"([^.\[\]]+)|\[(\d+)\]")
#: A larger file is not searched for keys.
_MAX_BYTES = 20_000_000
#: A text that names a row has so many letters.
_TITLE, _LONG = 4, 80


class Stored(NamedTuple):
    """A number as a file stores it: its value, file and path, and the texts beside it.

    Those of its row in a CSV, or of its object in a JSON, in small letters.
    """

    value: float
    source: str
    path: str
    texts: tuple[str, ...] = ()


class RawKeys:
    """The numbers of a folder's files, by key.

    Parameters
    ----------
    folder
        Where the files are.
    paths
        The JSON and CSV files, relative to it.
    """

    def __init__(self, folder: Path, paths: Sequence[str]) -> None:
        self._folder, self._paths = folder, tuple(paths)

    @cached_property
    def _stored(self) -> Mapping[tuple[str, ...], list[tuple[tuple[int, ...], Stored]]]:
        found: dict[tuple[str, ...], list[tuple[tuple[int, ...], Stored]]] = {}
        for path in self._paths:
            for keys, indices, value, texts in _numbers(self._folder / path):
                stored = Stored(value, path, ".".join(keys), texts)
                names = tuple(_plain(key) for key in keys)
                found.setdefault(names, []).append((indices, stored))
        return found

    def find(self, key: str) -> list[Stored]:
        """List every number stored under a key, at its indices where it has some.

        A key that ends above the numbers (``models[0]``) names all below it.
        """
        names, indices = parse_key(key)
        if not names:
            return []
        wanted = "_".join(names)
        exact = [
            each
            for path, values in self._joined.items()
            if path == wanted or path.endswith("_" + wanted)
            for each in values
        ]
        if not exact and indices:
            exact = [
                each
                for path, values in self._joined.items()
                if path.startswith(wanted + "_")
                for each in values
            ]
        return [stored for at, stored in exact if at[: len(indices)] == tuple(indices)]

    @cached_property
    def _joined(self) -> Mapping[str, list[tuple[tuple[int, ...], Stored]]]:
        """Keys as one word: a column ``gpu__time.sum`` is no path of two names."""
        found: dict[str, list[tuple[tuple[int, ...], Stored]]] = {}
        for names, values in self._stored.items():
            found.setdefault("_".join(names), []).extend(values)
        return found

    def within(self, sources: Sequence[str]) -> Iterator[Stored]:
        """Yield the numbers that these files store."""
        wanted = set(sources)
        for values in self._stored.values():
            yield from (stored for _, stored in values if stored.source in wanted)

    def unit_of(self, stored: Stored) -> str:
        """Tell the unit of a stored time: by its own key, or by its fellows' keys.

        ``latency_percentiles.p95`` beside ``overall_mean_ms`` is in ms; empty where
        nothing tells it, or fellows differ.
        """
        if own := _TIME_UNIT.search(stored.path):
            return own[1]
        top = stored.path.partition(".")[0] + "."
        fellows = {
            match[1]
            for values in self._stored.values()
            for _, each in values
            if each.source == stored.source and each.path.startswith(top)
            if (match := _TIME_UNIT.search(each.path))
        }
        return fellows.pop() if len(fellows) == 1 else ""

    def of_title(self, title: str) -> Iterator[Stored]:
        """Yield the numbers of the rows that a text of theirs names."""
        wanted = _plain(title)
        for values in self._stored.values():
            yield from (stored for _, stored in values if wanted in stored.texts)

    def ending(self, words: str) -> list[Stored]:
        """List the numbers whose last key is these words: Total tokens."""
        wanted = _plain(words)
        return [
            stored
            for keys, values in self._stored.items()
            if keys[-1] == wanted
            for _, stored in values
        ]

    def in_row(self, words: str, title: str) -> list[Stored]:
        """List the numbers of a column or key in the rows that a text of theirs names.

        ``Player Died`` names the row of ``Player Died (Encouraging)``, too.
        """
        wanted = _plain(title)
        if len(wanted) < _TITLE:
            return []
        return [
            stored for stored in self.ending(words)
            if any(t == wanted or t.startswith(f"{wanted}_") for t in stored.texts)
        ]  # fmt: skip


def parse_key(key: str) -> tuple[tuple[str, ...], list[int]]:
    """Split ``json_results[0].ttft_s`` into its names and its indices."""
    key = _PREFIX.sub("", key.strip("`\"' "), count=1)
    names, indices = [], []
    for name, index in _PART.findall(key):
        if index:
            indices.append(int(index))
        else:
            names.append(_plain(name))
    return tuple(names), indices


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "_", name.lower()).strip("_")


_Number = tuple[tuple[str, ...], tuple[int, ...], float, tuple[str, ...]]


def _numbers(path: Path) -> Iterator[_Number]:
    try:
        if path.stat().st_size > _MAX_BYTES:
            return
        text = path.read_text(encoding="utf-8-sig", errors="replace")
        if path.suffix.lower() == ".json":
            yield from _leaves(json.loads(text), (), (), ())
        else:
            yield from _cells(text)
    except (OSError, ValueError, RecursionError, csv.Error):
        return


def _leaves(
    value: Any, keys: tuple[str, ...], at: tuple[int, ...], texts: tuple[str, ...]
) -> Iterator[_Number]:
    if isinstance(value, dict):
        texts = _texts(value.values())
        for key, inner in value.items():
            yield from _leaves(inner, (*keys, str(key)), at, texts)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _leaves(inner, keys, (*at, index), texts)
    elif isinstance(value, (int, float)) and not isinstance(value, bool) and keys:
        yield keys, at, float(value), texts


def _cells(text: str) -> Iterator[_Number]:
    for index, row in enumerate(csv.DictReader(io.StringIO(text))):
        texts = _texts(row.values())
        for name, cell in row.items():
            try:
                yield (str(name),), (index,), float(str(cell)), texts
            except ValueError:
                continue


def _texts(values: Iterable[Any]) -> tuple[str, ...]:
    """Return the short texts beside a number, by which its row may be named."""
    short = (v for v in values if isinstance(v, str) and _TITLE <= len(v) <= _LONG)
    return tuple(_plain(each) for each in short if not each[0].isdigit())

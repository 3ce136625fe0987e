"""The tidy table after a few files changed: rows of the old one, and new ones.

The result is what `chimera_nb.read.table.tidy` would make of all records, to the order
of categories. `NotSplicedError` is raised where that cannot be told from the tables.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from ..measurements import COLUMNS
from .flat import LONG
from .table import Places

#: Mostly every category is in one of so many rows, and no other has to be looked at.
_FIRST_ROWS = 10_000


class NotSplicedError(Exception):
    """All must be put together again."""


class Piece(NamedTuple):
    """Rows that follow each other: of the old table, or of the new rows."""

    new: bool
    start: int
    stop: int


class Change(NamedTuple):
    """An old table, new rows, and which of both follow each other.

    Attributes
    ----------
    dropped : list of Piece
        Rows of the old table that are of no piece.
    lost : set of str
        Labels that a dropped file had and no new one has.
    odd : set of str
        Labels that some record has as something else than text.
    uncounted : bool
        Whether a record that stays has no whole number as ``run_index``.
    """

    old: pd.DataFrame
    new: pd.DataFrame
    pieces: Sequence[Piece]
    dropped: Sequence[Piece]
    lost: set[str]
    odd: set[str]
    uncounted: bool

    def join(self, old: Any, new: Any) -> list[Any]:
        """Return the slices of two columns."""
        return [(new if p.new else old)[p.start : p.stop] for p in self.pieces]


def splice(change: Change, sources: Any, records: np.ndarray) -> pd.DataFrame:
    """Make the table.

    Parameters
    ----------
    sources, records
        The columns ``source`` and ``record``, which count files and records.

    Raises
    ------
    NotSplicedError
        A column may have another type than its rows tell.
    """
    columns: dict[str, Any] = {}
    further = sorted((set(change.old.columns) | set(change.new.columns)) - set(COLUMNS))
    size = len(records)
    whole = np.int32 if LONG <= size < 2**31 else np.int64
    for name in (*COLUMNS, *further):
        if name == "source":
            columns[name] = sources
        elif name == "record":
            columns[name] = records.astype(whole, copy=False)
        elif name == "place":
            columns[name] = np.arange(size, dtype=whole)
        else:
            old, new = _both(change, name)
            if name in change.lost and not _held(change, old):
                raise NotSplicedError(name)
            columns[name] = _column(change, name, old, new)
    return pd.DataFrame(columns)


def _both(change: Change, name: str) -> tuple[Any, Any]:
    old, new = (
        table[name].array if name in table.columns else _missing(len(table))
        for table in (change.old, change.new)
    )
    return old, new


def _missing(size: int) -> Any:
    codes = np.full(size, -1, dtype=np.int8)
    return pd.Categorical.from_codes(codes, dtype=pd.CategoricalDtype([]))


def _is_missing(column: Any) -> bool:
    return isinstance(column, pd.Categorical) and not len(column.categories)


def _held(change: Change, old: Any) -> bool:
    """Say whether a row that stays has a label: then its column stays, too."""
    return any(
        bool((~pd.isna(old[p.start : p.stop])).any())
        for p in change.pieces
        if not p.new
    )


def _column(change: Change, name: str, old: Any, new: Any) -> Any:
    if isinstance(old, pd.Categorical) and isinstance(new, pd.Categorical):
        if name.startswith("setting.") and not (_is_missing(old) and _is_missing(new)):
            raise NotSplicedError(name)  # numbers become texts where one is none
        if name in change.odd and not (_unused(change, old, new)):
            raise NotSplicedError(name)
        return _categories(change, old, new)
    old, new = _alike(old, new), _alike(new, old)
    kinds = {str(old.dtype), str(new.dtype)}
    if kinds <= {"int64", "float64"}:
        return _numbers(change, name, old, new)
    if len(kinds) > 1 or kinds - {"boolean", "str", "object"}:
        raise NotSplicedError(name)
    parts = change.join(old, new)
    if kinds == {"object"}:
        return pd.Series(_joined(parts, object), dtype="object")
    return type(old)._concat_same_type(parts or [old[:0]])


def _alike(column: Any, other: Any) -> Any:
    """Give a column of a label that no record has the type of another."""
    if not _is_missing(column):
        return column
    if str(other.dtype) == "boolean":
        flags = np.zeros(len(column), dtype=bool)
        return pd.arrays.BooleanArray(flags, ~flags)
    return np.full(len(column), np.nan)


def _joined(parts: Sequence[Any], dtype: Any) -> np.ndarray:
    empty = np.empty(0, dtype=dtype)
    return np.concatenate([np.asarray(each, dtype=dtype) for each in parts] or [empty])


def _numbers(change: Change, name: str, old: Any, new: Any) -> np.ndarray:
    parts = [np.asarray(each) for each in change.join(old, new)]
    if parts and {part.dtype.kind for part in parts} == {"i"}:
        return _joined(parts, np.int64)
    found = _joined(parts, np.float64)
    if name == "run_index" and max(len(found), len(old)) >= LONG:
        raise NotSplicedError(name)  # four bytes each where that changes none
    certain = change.uncounted or (len(new) and new.dtype.kind == "f")
    if name == "run_index" and not certain and not np.isnan(found).any():
        raise NotSplicedError(name)  # whole numbers, if no record is without one
    return found


def _unused(change: Change, old: Any, new: Any) -> bool:
    """Say whether no row that comes or goes has a value."""
    gone = any((old.codes[p.start : p.stop] >= 0).any() for p in change.dropped)
    return not gone and not (new.codes >= 0).any()


def _categories(change: Change, old: Any, new: Any) -> Any:
    """Join two categoricals; the categories come in the order of their first rows."""
    names = {name: code for code, name in enumerate(old.categories)}
    to = [names.setdefault(name, len(names)) for name in new.categories]
    size = np.int8 if len(names) < 128 else np.int32
    mapped = np.array([*to, -1], dtype=size)[new.codes]
    codes = np.concatenate(
        [np.empty(0, size), *change.join(old.codes.astype(size, copy=False), mapped)]
    )
    order = _firsts(codes[:_FIRST_ROWS])
    if len(order) < len(names):
        order = _firsts(codes)
    if len(order) == len(names) and (order == np.arange(len(order))).all():
        return coded(codes, list(names))
    back = np.full(len(names) + 1, -1, dtype=np.int64)
    back[order] = np.arange(len(order))
    words = list(names)
    return coded(back[codes], [words[code] for code in order])


def _firsts(codes: np.ndarray) -> np.ndarray:
    """Return the codes in the order of their first rows."""
    order: np.ndarray = pd.unique(codes)
    return order[order >= 0]


def coded(codes: np.ndarray, names: list[str]) -> Any:
    """Make a categorical."""
    of = pd.CategoricalDtype(names)
    return pd.Categorical.from_codes(codes, dtype=of, validate=False)


class SplicedPlaces(Places):
    """Places of a table that was made of pieces of two."""

    def __init__(self, old: Places, new: Places, pieces: Iterable[Piece]) -> None:
        self._both = old, new
        self._pieces = list(pieces)
        self._sizes = np.cumsum([p.stop - p.start for p in self._pieces])

    def __len__(self) -> int:
        return int(self._sizes[-1]) if len(self._sizes) else 0

    def __getitem__(self, place: int) -> str:
        if place < 0:
            place += len(self)
        if not 0 <= place < len(self):
            raise IndexError(place)
        at = int(np.searchsorted(self._sizes, place, side="right"))
        piece = self._pieces[at]
        return self._both[piece.new][piece.stop - (int(self._sizes[at]) - place)]

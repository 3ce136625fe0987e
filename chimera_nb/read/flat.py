"""All numbers of all records side by side; what many have in common only once."""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd

from .lines import Piece, pieces_of
from .records import Number, Record, Row, Shape, count_of, shape_of

#: Rows of a table are filled in so many at a time, so that little is held twice.
_AT_ONCE = 1 << 20
#: A table of so many rows is kept small: what a column says in all of them it holds
#: once, and whole numbers have four bytes.
LONG = 1_000_000


class Label:
    """What records say of all their numbers: values, and which a record has.

    Attributes
    ----------
    known : list
        Values of all records; the same one may stand there often.
    at : ndarray of int
        The place in `known` of each record's; -1: none.
    ordered : bool
        Whether values stand in the order of the records, and each has a record.
    """

    def __init__(self, count: int) -> None:
        self.known: list[Any] = []
        self.at = np.full(count, -1, dtype=np.int32)
        self.ordered = True

    def add(
        self, values: Sequence[Any], where: np.ndarray | slice, at: np.ndarray
    ) -> None:
        """Add values, and which of them the records that stand somewhere have."""
        begin = len(self.known)
        if begin == len(values) and list(map(_typed, values)) == list(
            map(_typed, self.known)
        ):
            begin = 0
        else:
            self.ordered = not begin
            self.known += values
        moved = at.astype(np.int32)
        moved[moved >= 0] += begin
        self.at[where] = moved


def _typed(value: Any) -> tuple[type, Any]:
    return type(value), value  # 1 and True are two values


class Flat:
    """The numbers of files: every shape's once; `index` says which a row is.

    Attributes
    ----------
    count, size : int
        How many records and how many numbers there are.
    counts : ndarray of int
        How many numbers each record has.
    fields : dict of tuple
        A field of `Number` → its values, of all that are told apart.
    index : ndarray of int
        Which of them each row of the table is.
    """

    def __init__(self, sources: Sequence[Sequence[Record]]) -> None:
        self._parts = list(_parts(sources))
        numbers: list[Number] = []
        known: dict[Shape, int] = {}
        found = [_starts(part, numbers, known) for part in self._parts]
        self._counts = [counts for _, counts in found]
        self.counts = _joined(self._counts)
        self.count, self.size = len(self.counts), int(self.counts.sum())
        columns: list[tuple[Any, ...]] = (
            list(zip(*numbers, strict=True)) if numbers
            else [()] * len(Number._fields)
        )  # fmt: skip
        self.fields = dict(zip(Number._fields, columns, strict=True))
        self.index = np.empty(self.size, dtype=np.min_scalar_type(len(numbers)))
        for (rows, _), (starts, counts) in zip(self._spans(), found, strict=True):
            first = starts - (np.cumsum(counts) - counts)
            self.index[rows] = np.repeat(first, counts) + np.arange(counts.sum())

    def _spans(self) -> Iterator[tuple[slice, "Piece | list[Record]"]]:
        """Yield each part, and the rows of the table that are its."""
        end = 0
        for part, counts in zip(self._parts, self._counts, strict=True):
            begin, end = end, end + int(counts.sum())
            yield slice(begin, end), part

    def values(self) -> np.ndarray:
        """Return each row's value as the file gives it."""
        plain = np.array(self.fields["value"], dtype=np.float64)
        values = np.empty(self.size)
        for (rows, part), counts in zip(self._spans(), self._counts, strict=True):
            if isinstance(part, Piece) and not part.odd:
                values[rows] = part.cells
                part.cells = values[rows]  # held once
                continue
            own = np.require(take(plain, self.index[rows]), requirements="W")
            own[_filled(part, counts)] = (
                part.cells if isinstance(part, Piece)
                else list(chain.from_iterable(r.cells for r in _rows_of(part)))
            )  # fmt: skip
            values[rows] = own
        return values

    def raws(self) -> Any:
        """Return each row's value as it is written."""
        plain = objects([
            raw if raw is not None else "" if number is None else repr(number)
            for raw, number in zip(
                self.fields["raw"], self.fields["value"], strict=True
            )
        ])  # fmt: skip
        found = []
        for (rows, part), counts in zip(self._spans(), self._counts, strict=True):
            if isinstance(part, Piece) and not part.odd:
                found.append(pd.array(part.raws, dtype="str"))
                continue
            texts = plain[self.index[rows]]
            texts[_filled(part, counts)] = objects(
                part.raws.to_pylist() if isinstance(part, Piece)
                else list(chain.from_iterable(r.raws for r in _rows_of(part)))
            )  # fmt: skip
            found.append(pd.array(texts, dtype="str"))
        if len(found) < 2:
            return found[0] if found else pd.array([], dtype="str")
        joined = pd.concat([pd.Series(each) for each in found], ignore_index=True)
        return joined.array

    def places(self) -> list["Piece | list[str]"]:
        """Return where records stand; those of a piece are put in words when asked."""
        return [part if isinstance(part, Piece) else [r.place for r in part]
                for part in self._parts]  # fmt: skip

    def said(self, name: str) -> Label:
        """Return what records say as their `kind` or `tier`."""
        label = Label(self.count)
        for begin, part in self._begins():
            odd: Sequence[Record]
            if isinstance(part, Piece):
                odd, where = part.odd, part.odd_at
                value = part.kind if name == "kind" else None
                every = np.zeros(len(part.lines), dtype=np.int8)
                label.add([value], _moved(part.regular, begin), every)
            else:
                odd, where = part, np.arange(len(part))
            values = [getattr(record, name) for record in odd]
            label.add(values, begin + where, np.arange(len(values)))
        return label

    def labels(self) -> dict[str, Label]:
        """Return the labels of all records that have numbers."""
        found: dict[str, Label] = {}
        for begin, part in self._begins():
            given: Iterator[_Given]
            if isinstance(part, Piece):
                regular = part.regular
                columns = ((n, *each, regular) for n, each in part.labels.items())
                given = chain(columns, _by_label(part.odd, part.odd_at))
            else:
                given = _by_label(part, np.arange(len(part)))
            for name, values, at, where in given:
                if name not in found:
                    found[name] = Label(self.count)
                found[name].add(values, _moved(where, begin), at)
                found[name].ordered &= not isinstance(part, Piece) or not part.odd
        return found

    def _begins(self) -> Iterator[tuple[int, "Piece | list[Record]"]]:
        """Yield each part, and how many records stand before it."""
        begin = 0
        for part in self._parts:
            yield begin, part
            begin += len(part)

    def own_labels(self) -> dict[str, list[Any]]:
        """Return the labels of single numbers, of all that are told apart."""
        names = {name: None for each in self.fields["labels"] for name in each}
        return {name: [each.get(name) for each in self.fields["labels"]]
                for name in names}  # fmt: skip


#: A label's values, which of them the records have, and where these stand.
_Given = tuple[str, Sequence[Any], np.ndarray, "np.ndarray | slice"]


def _moved(where: "np.ndarray | slice", begin: int) -> "np.ndarray | slice":
    if isinstance(where, slice):
        return slice(where.start + begin, where.stop + begin)
    return begin + (np.flatnonzero(where) if where.dtype == bool else where)


def _by_label(records: Sequence[Record], places: np.ndarray) -> Iterator[_Given]:
    """Yield each label of the records that have numbers."""
    alike: dict[tuple[str, ...], list[int]] = {}
    for at, record in enumerate(records):
        if count_of(record):
            alike.setdefault(tuple(record.labels), []).append(at)
    for names, found in alike.items():
        values = zip(*(records[at].labels.values() for at in found), strict=True)
        every = np.arange(len(found))
        for name, column in zip(names, values, strict=True):
            yield name, column, every, places[found]


def _parts(sources: Sequence[Sequence[Record]]) -> Iterator[Piece | list[Record]]:
    """Yield the pieces of large files, and between them the records of all others."""
    between: list[Record] = []
    for records in sources:
        pieces = pieces_of(records)
        if pieces is None:
            between += records
            continue
        if between:
            yield between
            between = []
        yield from pieces
    if between:
        yield between


def _starts(
    part: Piece | list[Record], numbers: list[Number], known: dict[Shape, int]
) -> tuple[np.ndarray, np.ndarray]:
    """Add a part's numbers; return where each record's begin, and how many it has."""
    if isinstance(part, Piece):
        shapes = [_begin(shape, numbers, known) for shape in part.shapes]
        starts = np.empty(len(part), dtype=np.int64)
        counts = np.empty(len(part), dtype=np.int64)
        regular = part.regular
        starts[regular] = np.array(shapes, dtype=np.int64)[part.of]
        counts[regular] = part.counts
        for at, record in zip(part.odd_at, part.odd, strict=True):
            starts[at], counts[at] = len(numbers), len(record.numbers)
            numbers += record.numbers
        return starts, counts
    found = []
    for record in part:
        shape = shape_of(record)
        if shape is not None:
            found.append((_begin(shape, numbers, known), len(shape.numbers)))
        else:
            found.append((len(numbers), len(record.numbers)))
            numbers += record.numbers
    pairs = np.array(found, dtype=np.int64).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]


def _begin(shape: Shape, numbers: list[Number], known: dict[Shape, int]) -> int:
    begin = known.get(shape, -1)
    if begin < 0:
        begin = known[shape] = len(numbers)
        numbers += shape.numbers
    return begin


def _rows_of(part: list[Record]) -> list[Row]:
    return [each for each in part if isinstance(each, Row) and each.shape is not None]


def _filled(part: Piece | list[Record], counts: np.ndarray) -> Any:
    """Say which numbers of a part have values and prints of their own."""
    if isinstance(part, Piece):
        regular = part.regular
        return slice(None) if isinstance(regular, slice) else np.repeat(regular, counts)
    return np.repeat([shape_of(each) is not None for each in part], counts)


def _joined(found: Sequence[np.ndarray]) -> np.ndarray:
    return np.concatenate(found) if found else np.empty(0, dtype=np.int64)


def objects(values: Sequence[Any]) -> np.ndarray:
    """Return values as an array of objects."""
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array


def take(values: np.ndarray, index: np.ndarray) -> np.ndarray:
    """Return the values at an index of small integers, with little held twice."""
    if len(values) and _same(values):
        return _all(values[0], len(index), values.dtype)
    found = np.empty(len(index), dtype=values.dtype)
    for at in range(0, len(index), _AT_ONCE):
        found[at : at + _AT_ONCE] = values[index[at : at + _AT_ONCE]]
    return found


def repeated(values: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Repeat each record's value for its numbers."""
    if len(counts) and _same(counts):
        if _same(values):
            return _all(values[0], len(values) * int(counts[0]), values.dtype)
        counts = counts[0]
    return np.repeat(values, counts)


def _same(values: np.ndarray) -> bool:
    return bool((values == values[0]).all() or (values != values).all())


def _all(value: Any, count: int, dtype: Any) -> np.ndarray:
    if count < LONG:
        return np.full(count, value, dtype=dtype)
    once = np.empty((), dtype=dtype)
    once[()] = value
    return np.broadcast_to(once, count)

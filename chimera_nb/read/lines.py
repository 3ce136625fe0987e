"""Rows of a large file, kept as columns; records are made of them only when asked for.

A record a line costs twenty times what the line's bytes cost. Where all that is done
with a file's records is to put them into the tidy table, none is made.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, overload

import numpy as np

from .records import Record, Row, Shape, count_of

#: A label of many records: its distinct values, and which of them each record has
#: (-1: none).
Coded = tuple[Sequence[Any], np.ndarray]


@dataclass(eq=False)
class Piece:
    """Rows that follow each other in a file.

    Attributes
    ----------
    lines : ndarray of int
        Where each row stands, of those that have a shape.
    shapes, of : sequence of Shape, ndarray of int
        The shapes, and which of them each row has.
    cells, raws : ndarray of float, arrow array of text
        Of all numbers, row by row: the value, and how it is written.
    labels : mapping
        A label → its distinct values, and which of them each row has.
    odd, odd_at : list of Record, ndarray of int
        Records of rows that have no shape, and where each stands among all records.
    kind : str or None
        Of every row.
    """

    lines: np.ndarray
    shapes: Sequence[Shape]
    of: np.ndarray
    cells: np.ndarray
    raws: Any
    labels: Mapping[str, Coded] = field(default_factory=dict)
    odd: Sequence[Record] = ()
    odd_at: np.ndarray = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    kind: str | None = None

    def __len__(self) -> int:
        return len(self.lines) + len(self.odd)

    @property
    def regular(self) -> np.ndarray | slice:
        """Which of all records have a shape."""
        if not self.odd:
            return slice(0, len(self))
        found = np.ones(len(self), dtype=bool)
        found[self.odd_at] = False
        return found

    @property
    def counts(self) -> np.ndarray:
        """How many numbers each row of a shape has."""
        sizes = [len(shape.numbers) for shape in self.shapes]
        found: np.ndarray = np.array(sizes, dtype=np.int64)[self.of]
        return found

    def place(self, at: int) -> str:
        """Say where a record stands."""
        before, after = np.searchsorted(self.odd_at, [at, at + 1]).tolist()
        if before < after:
            place: str = self.odd[before].place
            return place
        return f"line {int(self.lines[at - before])}"

    def places(self) -> list[str]:
        """Say where each record stands."""
        found = np.empty(len(self), dtype=object)
        regular = self.regular
        found[regular] = [f"line {line}" for line in self.lines.tolist()]
        found[self.odd_at] = [record.place for record in self.odd]
        places: list[str] = found.tolist()
        return places

    def records(self) -> Iterator[Record]:
        """Make every record."""
        labels: list[dict[str, Any]] = [{} for _ in self.lines]
        for name, (values, of) in self.labels.items():
            for given, which in zip(labels, of.tolist(), strict=True):
                if which >= 0:
                    given[name] = values[which]
        odd = dict(zip(self.odd_at.tolist(), self.odd, strict=True))
        cells, raws = self.cells.tolist(), self.raws.to_pylist()
        rows = zip(
            self.lines.tolist(), self.of.tolist(), labels, self.counts.tolist(),
            strict=True,
        )  # fmt: skip
        begin = 0
        for at in range(len(self)):
            if at in odd:
                yield odd[at]
                continue
            line, which, given, count = next(rows)
            end = begin + count
            shape, own = self.shapes[which], cells[begin:end]
            yield Row(f"line {line}", shape, own, raws[begin:end], given, self.kind)
            begin = end


class Lines(Sequence[Record]):
    """The records of a large file.

    Whoever asks for one record gets all of them made, and may change them; `pieces`
    is None from then on.
    """

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self.pieces: Sequence[Piece] | None = pieces
        self._made: list[Record] = []
        self._count = sum(map(len, pieces))

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, at: int) -> Record: ...

    @overload
    def __getitem__(self, at: slice) -> list[Record]: ...

    def __getitem__(self, at: int | slice) -> Record | list[Record]:
        return self._all()[at]

    def __iter__(self) -> Iterator[Record]:
        return iter(self._all())

    def _all(self) -> list[Record]:
        if self.pieces is not None:
            self._made = [each for piece in self.pieces for each in piece.records()]
            self.pieces = None
        return self._made


def numbers_in(records: Sequence[Record]) -> int:
    """Count the numbers of a file's records, without making any."""
    pieces = pieces_of(records)
    if pieces is None:
        return sum(map(count_of, records))
    return sum(
        int(piece.counts.sum()) + sum(map(count_of, piece.odd)) for piece in pieces
    )


#: Why a file of more rows than this stands for itself.
APART = 500_000
WHY_APART = "too many rows to compare them with other files, or to correct them"


def is_apart(records: Sequence[Record]) -> bool:
    """Say whether a file has so many rows that no records are made of them."""
    return pieces_of(records) is not None and len(records) > APART


def pieces_of(records: Sequence[Record]) -> Sequence[Piece] | None:
    """Return the pieces of a file whose records nobody asked for yet."""
    return records.pieces if isinstance(records, Lines) else None

"""What readers yield: records of numbers, and what they could not take.

A reader says what stands in the file, in the file's own units. Canonical units, tiers
and the tidy table are made of it in one place, `chimera_nb.read.table`.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, TypeGuard

from .document import Document

if TYPE_CHECKING:
    from .lines import Lines

_NOTHING: Mapping[str, Any] = {}


class Number(NamedTuple):
    """One number of a record, as the file writes it.

    Attributes
    ----------
    metric : str
        A name of `chimera_nb.measurements.METRICS` where one fits, else its own.
    value : float or None
        In `unit`; None for a run that failed and for a placeholder.
    unit : str
        As the file means it (``ms``, ``tokens/s``, ``KiB``, ``%``; ``""``: none).
    statistic : str
        ``value`` (one run), ``mean``, ``std``, … of `measurements.STATISTICS`.
    place : str
        Where, added to the record's place: ``/mean_ms`` or ``, column mean``.
    raw : str or None
        As written; left out, it is the value's own print.
    status, error, note
        See the tidy table; `error` only with ``failed`` and ``suspect``.
    n_behind : int or None
        How many samples an aggregate stands for.
    labels : mapping
        Labels of this number alone (``{"config_label": "cached"}``).
    also_in : str
        Another place of the same number in this file.
    """

    metric: str
    value: float | None
    unit: str
    statistic: str = "value"
    place: str = ""
    raw: str | None = None
    status: str = "ok"
    error: str | None = None
    note: str | None = None
    n_behind: float | None = None
    labels: Mapping[str, Any] = _NOTHING
    also_in: str = ""


@dataclass(slots=True, eq=False)
class Record:
    """The numbers of one call, one backend or one row of a table.

    Attributes
    ----------
    place : str
        ``/backends/jit``, ``line 7``.
    numbers : list of Number
        In the order of the file.
    labels : dict
        Columns of the tidy table (``model``, ``benchmark``, ``timestamp``, …);
        settings as ``setting.num_ctx``. What is None is left out.
    kind : str or None
        Never pooled with another; None: the metric's usual kind.
    tier : str or None
        ``raw``, ``aggregate``, ``reported``; None: raw where the statistic is
        ``value``, else aggregate.
    about : str
        Text around a reported number (a heading), for what the table leaves out.
    """

    place: str
    numbers: list[Number]
    labels: dict[str, Any] = field(default_factory=dict)
    kind: str | None = None
    tier: str | None = None
    about: str = ""


@dataclass(frozen=True, eq=False)
class Shape:
    """What the numbers of many records have in common: all but value and print.

    Attributes
    ----------
    numbers : tuple of Number
        Their values and prints are not looked at; their status is ``ok``.
    metrics : frozenset of str
        Of all numbers.
    """

    numbers: tuple[Number, ...]
    metrics: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        metrics = frozenset(number.metric for number in self.numbers)
        object.__setattr__(self, "metrics", metrics)


class Row(Record):
    """A record of a shape that many share; its numbers are made when asked for.

    Attributes
    ----------
    shape : Shape or None
        None once the numbers were made: they may have been changed since.
    cells, raws : sequence
        The values, and how they are written,
        of the shape's numbers.
    """

    __slots__ = ("cells", "raws", "shape")

    def __init__(
        self,
        place: str,
        shape: Shape,
        cells: Sequence[float],
        raws: Sequence[str],
        labels: dict[str, Any],
        kind: str | None = None,
    ) -> None:
        self.place = place
        self.shape: Shape | None = shape
        self.cells = cells
        self.raws = raws
        self.labels = labels
        self.kind = kind
        self.tier = None
        self.about = ""

    @property
    def numbers(self) -> list[Number]:
        """The numbers, as of any other record."""
        if self.shape is not None:
            self.numbers = [
                number._replace(value=value, raw=raw)
                for number, value, raw in zip(
                    self.shape.numbers, self.cells, self.raws, strict=True
                )
            ]
        found: list[Number] = _numbers_of(self)
        return found

    @numbers.setter
    def numbers(self, numbers: list[Number]) -> None:
        self.shape = None
        _set_numbers(self, numbers)


_numbers_of: Any = vars(Record)["numbers"].__get__
_set_numbers: Any = vars(Record)["numbers"].__set__


def shape_of(record: Record) -> Shape | None:
    """Return the shape of a row whose numbers nobody asked for yet."""
    return record.shape if type(record) is Row else None


def count_of(record: Record) -> int:
    """Count a record's numbers."""
    shape = shape_of(record)
    return len(record.numbers) if shape is None else len(shape.numbers)


class Problem(NamedTuple):
    """Something in the file that could not be read: where, and why."""

    place: str
    reason: str


class NotTaken(NamedTuple):
    """Numbers that were seen and are no measurements (ids, clock times, settings)."""

    reason: str
    numbers: int = 1


Found: TypeAlias = "Record | Problem | NotTaken | Lines"


@dataclass(frozen=True)
class Reader:
    """Reads one kind of file.

    Attributes
    ----------
    name : str
        The family, as the inventory shows it.
    types : tuple of str
        Of `Document.type`.
    claims, read : methods
        ``claims(document) -> bool`` looks at keys, a header or the first lines, never
        at the file's name; ``read(document)`` yields `Record`, `Problem`, `NotTaken`.
    keys : frozenset of str
        Top-level JSON keys, or CSV column names, that must all be there; a quick
        test before `claims` is asked.
    guess : bool
        A generic reader: all that it says is a guess, and is marked as one.
    large : method or None
        ``large(document, parse)`` reads a large CSV in pieces, and yields one
        `chimera_nb.read.lines.Lines` in place of records. The document is the file's
        first megabyte.
    """

    name: str
    types: tuple[str, ...]
    claims: Any
    read: Any
    keys: frozenset[str] = frozenset()
    guess: bool = False
    large: Any = None

    def takes(self, document: Document) -> bool:
        """Say whether this reader claims the document."""
        if document.type not in self.types:
            return False
        if self.keys and not self.keys.issubset(document.keys or ()):
            return False
        return bool(self.claims(document))


def yes(document: Document) -> bool:
    """Claim whatever has the reader's keys."""
    return True


def is_number(value: Any) -> TypeGuard[float]:
    """Say whether a JSON value is a finite number (true and false are not)."""
    return (
        isinstance(value, (int, float))
        and not isinstance(value, bool)
        and abs(value) < 1e300
        and math.isfinite(value)
    )


def failed(metric: str, unit: str, error: str, **more: Any) -> Number:
    """Return the number of a run that failed: it has no value."""
    return Number(metric, None, unit, status="failed", error=error, **more)


def records(found: Iterator[Found]) -> list[Record]:
    """Keep the records of what a reader yields."""
    return [each for each in found if isinstance(each, Record)]

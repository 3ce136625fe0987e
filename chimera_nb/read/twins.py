"""Twins among data files: a record whose every number another file holds.

Of two, the one written with more digits stays, else the first file's; the other's
places go into ``also_in``.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import product
from typing import Any, NamedTuple

import numpy as np

from ..units import parse_unit
from .records import Number, Record, Row, Shape, count_of, shape_of
from .table import Sourced

#: The metrics by which records are first compared.
_FIRST = {name: at for at, name in enumerate(
    ("throughput", "ttft", "word_throughput", "latency", "time", "generation_time")
)}  # fmt: skip
#: Settings that tell one call from another where no benchmark is named.
_TELLING = ("setting.num_gpu", "setting.num_ctx", "setting.temperature")
_WRITTEN = re.compile(r"[-+]?\d[\d,_ ]*(?:\.(\d+))?(?:[eE]([-+]?\d+))?")


def merge_twins(found: Sequence[Sourced]) -> "Candidates | None":
    """Merge each record, in place, into the one that holds all its numbers."""
    if len(found) < 2:
        return None
    among = candidates(found)
    for group in among.groups():
        _merge_group(group)
    return among


def candidates(found: Sequence[Sourced]) -> "Candidates":
    """Return the records that may be twins of others."""
    among = Candidates()
    for source in found:
        for record in source.records:
            if record.tier != "reported" and count_of(record) > 1:
                among.add(source.path, record)
    return among


class Cells(NamedTuple):
    """Where records lie: two of one subject and one cell may be twins.

    Attributes
    ----------
    pair : ndarray
        Which pair of a record and a subject; of each pair one to four.
    subject, first, second : ndarray
        The subject, and the first two numbers, rounded.
    """

    pair: np.ndarray
    subject: np.ndarray
    first: np.ndarray
    second: np.ndarray


class Near(NamedTuple):
    """The first two values of each pair of a record and a subject, and their digits."""

    values: tuple[np.ndarray, np.ndarray]
    digits: np.ndarray


class Candidates:
    """Records by what they are of and by their first two numbers, rounded.

    How finely a subject's numbers are rounded, the one with the fewest digits says.
    """

    def __init__(self) -> None:
        self._records: list[tuple[str, Record]] = []
        self.subjects: dict[tuple[Any, ...], int] = {}
        #: Of each subject: its only file; None where another has it, too.
        self.owners: list[str | None] = []
        #: A record and one of its subjects.
        self.pairs: list[tuple[int, int]] = []
        self._ranks: dict[Shape, tuple[int, ...]] = {}

    def add(self, path: str, record: Record) -> None:
        """Note a record that has at least two numbers."""
        labels = record.labels
        benchmark, run = labels.get("benchmark"), labels.get("config_label")
        settings = tuple(
            [(name, labels[name]) for name in _TELLING if labels.get(name) is not None]
        )
        if not (benchmark or run or settings):
            return
        metric = self._metric(record)
        if benchmark:
            self._pair(path, (metric, benchmark))
        if settings:
            self._pair(path, (metric, labels.get("model"), settings))
        self._records.append((path, record))

    def _pair(self, path: str, subject: tuple[Any, ...]) -> None:
        known = self.subjects.setdefault(subject, len(self.subjects))
        if known == len(self.owners):
            self.owners.append(path)
        elif self.owners[known] != path:
            self.owners[known] = None
        self.pairs.append((len(self._records), known))

    def _metric(self, record: Record) -> str:
        shape = shape_of(record)
        if shape is None:
            return record.numbers[_ranked(record.numbers)[0]].metric
        if shape not in self._ranks:
            self._ranks[shape] = _ranked(shape.numbers)
        return shape.numbers[self._ranks[shape][0]].metric

    def _first_two(self, record: Record) -> tuple[float, float, int, int]:
        """Return the two values that a record is compared by, and their digits."""
        shape = shape_of(record)
        if isinstance(record, Row) and shape is not None:
            first, second = self._ranks[shape]
            units = shape.numbers[first].unit, shape.numbers[second].unit
            return (
                canonical_of(record.cells[first], units[0]),
                canonical_of(record.cells[second], units[1]),
                _digits(record.raws[first]),
                _digits(record.raws[second]),
            )
        one, two = (record.numbers[at] for at in _ranked(record.numbers))
        return (
            value_of(one), value_of(two),
            _digits(_print_of(one)), _digits(_print_of(two)),
        )  # fmt: skip

    def groups(self) -> Iterator[list[tuple[str, Record]]]:
        """Yield records, of more than one file, that may be twins of each other.

        Their order is that of the records; it says nothing of other groups.
        """
        pairs, _, cells = self.shared
        if not pairs:
            return
        record = np.array([at for at, _ in pairs])[cells.pair]
        whole = np.array([record, cells.second, cells.first, cells.subject, cells.pair])
        whole = whole[:, np.lexsort(whole[:4])]
        same = whole[1:4]
        ends = np.flatnonzero((same[:, 1:] != same[:, :-1]).any(axis=0)) + 1
        starts = np.concatenate([[0], ends])
        sizes = np.diff(np.concatenate([starts, [whole.shape[1]]]))
        starts, sizes = starts[sizes > 1], sizes[sizes > 1]
        order = np.lexsort([whole[at, starts] for at in (1, 2, 4)])
        for start, size in zip(starts[order], sizes[order], strict=True):
            group = [self._records[at] for at in whole[0, start : start + size]]
            if any(path != group[0][0] for path, _ in group):
                yield group

    @cached_property
    def shared(self) -> tuple[list[tuple[int, int]], Near, Cells]:
        """Return the records of subjects that more than one file has; their cells.

        Each subject's numbers are rounded to as many digits as its shortest one.
        """
        pairs = [pair for pair in self.pairs if self.owners[pair[1]] is None]
        near = self.near(pairs)
        subject = np.array([each for _, each in pairs], dtype=np.int64)
        digits = [
            fewest(subject, count, len(self.subjects))[subject] for count in near.digits
        ]
        return pairs, near, cells_of(subject, near, digits)

    def near(self, pairs: Sequence[tuple[int, int]]) -> Near:
        """Return the values that the records of pairs are compared by."""
        known = {at: self._first_two(self._records[at][1]) for at, _ in pairs}
        found = [known[at] for at, _ in pairs]
        whole = np.array(found, dtype=np.float64).reshape(-1, 4).T
        return Near((whole[0], whole[1]), whole[2:].astype(np.int64))

    def path(self, record: int) -> str:
        """Return the file of a record."""
        return self._records[record][0]


def cells_of(subject: np.ndarray, near: Near, digits: Sequence[np.ndarray]) -> Cells:
    """Return the cells of pairs of a record and a subject, so many digits of each."""
    cells = [
        [_rounded(values * (1 + side * 0.3 * 10.0**-count), count) for side in (-1, 1)]
        for values, count in zip(
            (np.clip(each, -1e300, 1e300) for each in near.values), digits, strict=True
        )
    ]
    number = np.arange(len(subject))
    keys = []
    for (at, first), (other, second) in product(
        enumerate(cells[0]), enumerate(cells[1])
    ):
        new = np.ones(len(subject), dtype=bool)
        if at:
            new &= first != cells[0][0]
        if other:
            new &= second != cells[1][0]
        keys.append(np.array([number, subject, first, second])[:, new])
    return Cells(*np.concatenate(keys, axis=1))


def _ranked(numbers: Sequence[Number]) -> tuple[int, ...]:
    """Say which two of the numbers records are compared by."""
    return tuple(
        sorted(
            range(len(numbers)),
            key=lambda at: _FIRST.get(numbers[at].metric, len(_FIRST)),
        )[:2]
    )


def _digits(written: str) -> int:
    """Count the digits that tell, 2 to 6; 2 where a number is written otherwise."""
    digits = written.replace(".", "", 1).lstrip("-0")
    return min(max(len(digits), 2), 6) if digits.isdecimal() else 2


def fewest(subject: np.ndarray, digits: np.ndarray, count: int) -> np.ndarray:
    """Return the fewest digits of each of so many subjects; 6 where it has no pair."""
    found = np.full(count, 6)
    np.minimum.at(found, subject, digits)
    return found


def _rounded(values: np.ndarray, digits: np.ndarray) -> np.ndarray:
    """Round to so many digits, as whole numbers that are only equal or not."""
    size = np.abs(values)
    known = (size > 1e-300) & (size < 1e300)
    exponent = np.floor(np.log10(np.where(known, size, 1.0))).astype(np.int64)
    whole = np.rint(
        np.where(known, size, 0.0) / 10.0 ** (exponent - digits + 1)
    ).astype(np.int64)
    over = whole >= 10**digits
    whole = np.where(over, whole // 10, whole)
    found: np.ndarray = (exponent + over) * 10**7 + whole
    return np.where(values < 0, ~found, found)


def _merge_group(group: list[tuple[str, Record]]) -> None:
    for at, (path, record) in enumerate(group):
        for other_path, other in group[:at]:
            if path == other_path or not record.numbers or not other.numbers:
                continue
            if not _same_model(record, other):
                continue
            if _holds(other, record):
                _absorb(other, path, record)
                break
            if _holds(record, other):
                _absorb(record, other_path, other)


def _same_model(one: Record, other: Record) -> bool:
    names = {one.labels.get("model"), other.labels.get("model")} - {None}
    return len(names) < 2 or _guessed_model(one) or _guessed_model(other)


def _guessed_model(record: Record) -> bool:
    """Say whether the model is known only by the file's name."""
    return any("file name" in (number.note or "") for number in record.numbers)


def _holds(full: Record, part: Record) -> bool:
    """Say whether each number of *part* is one of *full*, to the digits written."""
    there = {number.metric: number for number in full.numbers if single(number)}
    shared = [number for number in part.numbers if number.metric in there]
    own = [n for n in part.numbers if n.status == "ok" and n.metric not in there]
    if own or len(shared) < 2 or len(part.numbers) > len(full.numbers):
        return False
    return all(
        number.status == "ok"
        and single(number)
        and agrees(number, value_of(there[number.metric]))
        for number in shared
    )


def single(number: Number) -> bool:
    """Say whether a number is of one run: a value, or a mean of one."""
    if number.status != "ok":
        return False
    return number.statistic == "value" or (
        number.statistic == "mean" and number.n_behind == 1
    )


def _absorb(full: Record, path: str, part: Record) -> None:
    words = {n.metric: f"{path}#{part.place}{n.place}" for n in part.numbers}
    full.numbers = [
        with_place(number, words[number.metric])
        if number.metric in words and single(number)
        else number
        for number in full.numbers
    ]
    for name, value in part.labels.items():
        full.labels.setdefault(name, value)
        if full.labels[name] is None:
            full.labels[name] = value
    part.numbers = []


def value_of(number: Number) -> float:
    """Return a number's value in its canonical unit; 0 where it has none."""
    return canonical_of(number.value or 0.0, number.unit)


def canonical_of(value: float, unit: str) -> float:
    """Return a value in its canonical unit; as it is where the unit is not known."""
    return value * _factor(unit)


@lru_cache(maxsize=4096)
def _factor(unit: str) -> float:
    found = parse_unit(unit)
    return found.factor if found else 1.0


def _print_of(number: Number) -> str:
    return number.raw or repr(number.value)


def agrees(number: Number, value: float) -> bool:
    """Compare a number to a value by the digits it is written with.

    0.05 means 0.045 to 0.055; the value is in the canonical unit.
    """
    return abs(value_of(number) - value) <= half_width(number) * 1.000001


def half_width(number: Number) -> float:
    """Return half of the last digit that a number is written with, canonical."""
    written = _WRITTEN.search(_print_of(number))
    decimals = len(written[1] or "") - int(written[2] or 0) if written else 0
    return 0.5 * 10.0**-decimals * _factor(number.unit)


def with_place(number: Number, words: str) -> Number:
    """Add another place to a number."""
    return number._replace(also_in="; ".join(filter(None, (number.also_in, words))))

"""Records of all files → one tidy table, built once, labels as categories."""

import contextlib
from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from ..measurements import COLUMNS, kind_of
from ..units import parse_unit
from .records import Number, Record, Row, Shape


class Places:
    """Says in words where a row stands; a place is the row's running number."""

    def __init__(
        self, records: list[str], counts: np.ndarray, within: list[str]
    ) -> None:
        self._records = records
        self._ends = np.cumsum(counts)
        self._within = within

    def __getitem__(self, place: int) -> str:
        record = int(np.searchsorted(self._ends, place, side="right"))
        return self._records[record] + self._within[place]

    def __len__(self) -> int:
        return len(self._within)

    def parts(self) -> tuple[list[str], np.ndarray, list[str]]:
        """Return what it was made of."""
        return self._records, np.diff(self._ends, prepend=0), self._within


class Sourced(NamedTuple):
    """The records of one file."""

    path: str
    records: list[Record]


def tidy(found: Sequence[Sourced]) -> tuple[pd.DataFrame, Places]:
    """Build the tidy table (`chimera_nb.measurements.COLUMNS`) and its places.

    Values become canonical: a time in ms becomes seconds. A unit that is not known
    stays as `raw_unit`, with ``unit`` empty and the value as written.
    """
    records = [record for source in found for record in source.records]
    flat = _Flat(records)
    counts = flat.counts
    of = flat.fields
    unit, value = _canonical(flat)
    per_file = [len(source.records) for source in found]
    metric, statistic = _category(of["metric"]), _category(of["statistic"])
    columns: dict[str, Any] = {
        "source": _repeated(
            np.repeat([s.path for s in found], per_file) if found else [], counts
        ),
        "place": np.arange(flat.size, dtype=np.int64),
        "record": np.repeat(np.arange(len(records), dtype=np.int64), counts),
        "kind": _of_record([r.kind for r in records], flat, metric, kind_of),
        "tier": _of_record([r.tier for r in records], flat, statistic, _tier),
        "metric": flat.taken(metric),
        "statistic": flat.taken(statistic),
        "value": value,
        "unit": unit,
        "raw_value": flat.raws(),
        "raw_unit": flat.taken(_category(of["unit"])),
        "status": flat.taken(_category(of["status"])),
        "error": flat.taken(_category(of["error"])),
        "n_behind": np.array(of["n_behind"], dtype=np.float64)[flat.index],
        "also_in": pd.Series(
            _objects([places or None for places in of["also_in"]])[flat.index],
            dtype="object",
        ),
        "note": flat.taken(_category(of["note"])),
    }
    columns |= _labels(records, flat, columns)
    ordered = [name for name in COLUMNS if name in columns]
    further = sorted(set(columns) - set(ordered))
    missing = _category((None,) * flat.size)
    names = [*COLUMNS, *further]
    table = pd.DataFrame({name: columns.get(name, missing) for name in names})
    within = _objects(of["place"])[flat.index].tolist()
    return table, Places([record.place for record in records], counts, within)


class _Flat:
    """All numbers, each shape once; `index` says where each row's number is.

    Attributes
    ----------
    fields : dict of tuple
        A field of `Number` → its values, of all that are told apart.
    """

    def __init__(self, records: list[Record]) -> None:
        numbers: list[Number] = []
        starts, counts = [], []
        known: dict[Shape, int] = {}
        self._rows: list[Row] = []
        is_row = []
        for record in records:
            if type(record) is Row and (shape := record.shape) is not None:
                begin = known.get(shape, -1)
                if begin < 0:
                    begin = known[shape] = len(numbers)
                    numbers += shape.numbers
                starts.append(begin)
                counts.append(len(shape.numbers))
                self._rows.append(record)
                is_row.append(True)
            else:
                own = record.numbers
                starts.append(len(numbers))
                counts.append(len(own))
                numbers += own
                is_row.append(False)
        self.counts = np.array(counts, dtype=np.int64)
        self.size = int(self.counts.sum())
        before = np.cumsum(self.counts) - self.counts
        self.index = np.arange(self.size) + np.repeat(
            np.array(starts, dtype=np.int64) - before, self.counts
        )
        fields: list[tuple[Any, ...]] = (
            list(zip(*numbers, strict=True)) if numbers else [()] * len(Number._fields)
        )
        self.fields = dict(zip(Number._fields, fields, strict=True))
        self._of_rows = np.repeat(np.array(is_row, dtype=bool), self.counts)

    def taken(self, category: Any) -> Any:
        """Give each row its number's category."""
        return _coded(category.codes[self.index], category.categories)

    def values(self) -> np.ndarray:
        """Return each row's value as the file gives it."""
        plain = np.array(self.fields["value"], dtype=np.float64)
        values: np.ndarray = plain[self.index]
        values[self._of_rows] = list(chain.from_iterable(r.cells for r in self._rows))
        return values

    def raws(self) -> Any:
        """Return each row's value as it is written."""
        plain = [
            raw if raw is not None else _written(number)
            for raw, number in zip(
                self.fields["raw"], self.fields["value"], strict=True
            )
        ]
        raws = _objects(plain)[self.index]
        rows = list(chain.from_iterable(row.raws for row in self._rows))
        raws[self._of_rows] = _objects(rows)
        return pd.array(raws, dtype="str")

    def own_labels(self) -> dict[int, Any]:
        """Return the labels of single numbers, by the row."""
        special = {at: each for at, each in enumerate(self.fields["labels"]) if each}
        if not special:
            return {}
        row_of = np.empty(len(self.fields["labels"]), dtype=np.int64)
        row_of[self.index] = np.arange(self.size)
        return {int(row_of[at]): each for at, each in special.items()}


def _written(value: float | None) -> str:
    return "" if value is None else repr(value)


def _objects(values: Sequence[Any]) -> np.ndarray:
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array


def _category(values: Sequence[Any]) -> Any:
    """Make a categorical; None is missing."""
    codes, names = pd.factorize(_objects(values))
    words = [str(name) for name in names]
    if len(set(words)) < len(words):
        return pd.Categorical([None if each is None else str(each) for each in values])
    return pd.Categorical.from_codes(codes, dtype=pd.CategoricalDtype(words))


def _coded(codes: np.ndarray, categories: Any) -> Any:
    return pd.Categorical.from_codes(
        codes, dtype=pd.CategoricalDtype(categories), validate=False
    )


def _repeated(values: Iterable[Any], counts: np.ndarray) -> Any:
    """Make a categorical of one value per record, repeated for its numbers."""
    once = _category(list(values))
    codes = np.repeat(once.codes, counts)
    return pd.Categorical.from_codes(codes, dtype=once.dtype)


def _tier(statistic: str) -> str:
    return "raw" if statistic == "value" else "aggregate"


def _of_record(
    given: list[str | None], flat: _Flat, category: Any, usual: Callable[[str], str]
) -> Any:
    """Make a categorical of what records say, else of what a number's name means."""
    words: dict[str | None, int] = {}
    meant = [words.setdefault(usual(name), len(words)) for name in category.categories]
    said = [
        -1 if each is None else words.setdefault(each, len(words)) for each in given
    ]
    codes = np.repeat(np.array(said, dtype=np.int64), flat.counts)
    codes = np.where(
        codes < 0, np.array(meant, dtype=np.int64)[category.codes[flat.index]], codes
    )
    used, there = pd.factorize(codes)
    names = list(words)
    return _coded(used, [names[code] for code in there])


def _canonical(flat: _Flat) -> tuple[Any, np.ndarray]:
    raw = flat.values()
    codes, names = pd.factorize(_objects(flat.fields["unit"]))
    codes = codes[flat.index]
    known = [parse_unit(name) for name in names]
    canonical = _category([unit.canonical if unit else "" for unit in known])
    factors = np.array([unit.factor if unit else 1.0 for unit in known] or [1.0])
    factor = factors[codes]
    # 3 ms is 3 / 1000 s to the last digit; 3 × 0.001 is not always
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        value = np.where(factor < 1, raw / np.round(1 / factor), raw * factor)
    return _coded(canonical.codes[codes], canonical.categories), value


def _labels(
    records: list[Record], flat: _Flat, there: dict[str, Any]
) -> dict[str, Any]:
    given = _by_label(records, flat.counts)
    special: dict[str, dict[int, Any]] = {}
    for at, labels in flat.own_labels().items():
        for name, value in labels.items():
            special.setdefault(name, {})[at] = value
    columns = {}
    for name in given | special:
        if name in there:
            raise ValueError(f"a reader gives the label {name!r}, which is no label")
        values = given.get(name)
        if values is None:
            values = np.full(len(records), None, dtype=object)
        if name in special:
            whole = np.repeat(values, flat.counts)
            whole[list(special[name])] = _objects(list(special[name].values()))
            columns[name] = _column(name, whole)
        else:
            columns[name] = _spread(_column(name, values), flat.counts)
    return columns


def _by_label(records: list[Record], counts: np.ndarray) -> dict[str, np.ndarray]:
    """Return each label's value of each record; of one without numbers none."""
    alike: dict[tuple[str, ...], list[int]] = {}
    for at, record in enumerate(records):
        alike.setdefault(tuple(record.labels), []).append(at)
    columns: dict[str, np.ndarray] = {}
    for names, places in alike.items():
        where = np.array(places)
        filled = counts[where] > 0
        values = zip(*(records[at].labels.values() for at in places), strict=True)
        for name, column in zip(names, values, strict=True):
            if name not in columns:
                columns[name] = np.full(len(records), None, dtype=object)
            columns[name][where[filled]] = _objects(column)[filled]
    return columns


def _column(name: str, values: np.ndarray) -> Any:
    return _setting(values) if name.startswith("setting.") else _plain(name, values)


def _spread(column: Any, counts: np.ndarray) -> Any:
    """Repeat one value per record for its numbers."""
    if isinstance(column, pd.Categorical):
        return _coded(np.repeat(column.codes, counts), column.categories)
    if isinstance(column, pd.Series):
        return pd.Series(column.to_numpy().repeat(counts))
    return column.repeat(counts)


def _plain(name: str, values: np.ndarray) -> Any:
    if name == "run_index":
        return pd.to_numeric(pd.Series(values, dtype="object"), errors="coerce")
    if name == "cold":
        return pd.array(values, dtype="boolean")
    return _category(values.tolist())


def _setting(values: np.ndarray) -> Any:
    """Keep a setting as numbers where all of them are; else as text."""
    if set(map(type, values)) <= {float, int, type(None)}:
        with contextlib.suppress(OverflowError):
            return values.astype(np.float64)
    plain = [_number(each) for each in values]
    if all(each is None or isinstance(each, (int, float)) for each in plain):
        return np.array(plain, dtype=np.float64)
    return _category([
        None if each is None else f"{each:.15g}" if isinstance(each, float) else each
        for each in plain
    ])  # fmt: skip


def _number(value: Any) -> float | str | None:
    if value is None or type(value) is float:
        return value
    try:
        return float(str(value)) if not isinstance(value, bool) else str(value)
    except ValueError:
        return str(value)

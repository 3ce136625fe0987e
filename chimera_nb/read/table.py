"""Records of all files → one tidy table, built once, labels as categories."""

import contextlib
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from ..measurements import COLUMNS, kind_of
from ..units import parse_unit
from .flat import LONG, Flat, Label, objects, repeated, take
from .lines import Piece
from .records import Record

#: Of so few categories each is looked for by itself.
_FEW = 32


class Places:
    """Says in words where a row stands; a place is the row's running number.

    Parameters
    ----------
    records
        Where records stand, part by part: in words, or pieces of a large file.
    counts
        How many numbers each record has.
    names, within
        How numbers are placed in their records, and which of it a row is.
    """

    def __init__(
        self,
        records: "Sequence[Piece | Sequence[str]]",
        counts: np.ndarray,
        names: Sequence[str],
        within: np.ndarray,
    ) -> None:
        self._records = records
        self._begins = np.cumsum([0, *map(len, records)])
        self._ends = np.cumsum(counts)
        self._names = names
        self._within = within

    def __getitem__(self, place: int) -> str:
        record = int(np.searchsorted(self._ends, place, side="right"))
        part = int(np.searchsorted(self._begins, record, side="right")) - 1
        where = self._records[part]
        at = record - int(self._begins[part])
        words: str = where.place(at) if isinstance(where, Piece) else where[at]
        name: str = self._names[self._within[place]]
        return words + name

    def __len__(self) -> int:
        return len(self._within)

    def parts(self) -> tuple[list[str], np.ndarray, list[str]]:
        """Return all words: of records, how many numbers each has, and of numbers."""
        words = [
            word
            for where in self._records
            for word in (where.places() if isinstance(where, Piece) else where)
        ]
        within = [self._names[at] for at in self._within.tolist()]
        return words, np.diff(self._ends, prepend=0), within


class Sourced(NamedTuple):
    """The records of one file."""

    path: str
    records: Sequence[Record]


def tidy(found: Sequence[Sourced]) -> tuple[pd.DataFrame, Places]:
    """Build the tidy table (`chimera_nb.measurements.COLUMNS`) and its places.

    Values become canonical: a time in ms becomes seconds. A unit that is not known
    stays as `raw_unit`, with ``unit`` empty and the value as written.
    """
    flat = Flat([source.records for source in found])
    counts = flat.counts
    of = flat.fields
    unit, value = _canonical(flat)
    sources = _category([source.path for source in found])
    each_of = np.repeat(
        np.arange(len(found), dtype=np.uint32), [len(s.records) for s in found]
    )
    whole = np.int32 if LONG <= flat.size < 2**31 else np.int64
    metric, statistic = _category(of["metric"]), _category(of["statistic"])
    columns: dict[str, Any] = {
        "source": _repeated(_taken(sources, each_of), counts),
        "place": np.arange(flat.size, dtype=whole),
        "record": repeated(np.arange(flat.count, dtype=whole), counts),
        "kind": _of_record(flat, "kind", metric, kind_of),
        "tier": _of_record(flat, "tier", statistic, _tier),
        "metric": _taken(metric, flat.index),
        "statistic": _taken(statistic, flat.index),
        "value": value,
        "unit": unit,
        "raw_value": flat.raws(),
        "raw_unit": _taken(_category(of["unit"]), flat.index),
        "status": _taken(_category(of["status"]), flat.index),
        "error": _taken(_category(of["error"]), flat.index),
        "n_behind": _taken(np.array(of["n_behind"], dtype=np.float64), flat.index),
        "also_in": _taken(
            objects([places or None for places in of["also_in"]]), flat.index
        ),
        "note": _taken(_category(of["note"]), flat.index),
    }
    columns |= _labels(flat, columns)
    if whole is np.int32 and "run_index" in columns:
        columns["run_index"] = _halved(columns["run_index"])
    ordered = [name for name in COLUMNS if name in columns]
    further = sorted(set(columns) - set(ordered))
    missing = _taken(_category((None,)), np.zeros(flat.size, dtype=np.uint8))
    names = [*COLUMNS, *further]
    table = pd.DataFrame(
        {name: columns.get(name, missing) for name in names}, copy=False
    )
    return table, Places(flat.places(), counts, of["place"], flat.index)


def _category(values: Sequence[Any]) -> Any:
    """Make a categorical; None is missing."""
    codes, names = pd.factorize(objects(values))
    words = [str(name) for name in names]
    if len(set(words)) < len(words):
        return pd.Categorical([None if each is None else str(each) for each in values])
    return pd.Categorical.from_codes(codes, dtype=pd.CategoricalDtype(words))


def _coded(codes: np.ndarray, categories: Any) -> Any:
    return pd.Categorical.from_codes(
        codes, dtype=pd.CategoricalDtype(categories), validate=False
    )


def _taken(column: Any, index: np.ndarray) -> Any:
    """Give each row its value of a short column; where the index is -1, none."""
    none = index.dtype.kind == "i" and bool((index < 0).any())
    if isinstance(column, pd.Categorical):
        codes: np.ndarray = column.codes
        if none:
            codes = np.append(codes, codes.dtype.type(-1))
        return _coded(take(codes, index), column.categories)
    if isinstance(column, pd.arrays.BooleanArray):
        return column.take(index, allow_fill=True)
    if column.dtype == object:
        values = np.append(column, objects([None])) if none else column
        return pd.Series(take(values, index), dtype="object", copy=False)
    return take(np.append(column, np.nan) if none else column, index)


def _repeated(column: Any, counts: np.ndarray) -> Any:
    """Repeat one value per record for its numbers."""
    if isinstance(column, pd.Categorical):
        return _coded(repeated(column.codes, counts), column.categories)
    if isinstance(column, np.ndarray):
        return repeated(column, counts)
    return column.repeat(counts)


def _halved(numbers: np.ndarray) -> np.ndarray:
    """Keep numbers in four bytes each where that changes none."""
    if numbers.dtype != np.float64:
        return numbers
    small = numbers.astype(np.float32)
    same = (small == numbers) | np.isnan(numbers)
    return small if same.all() else numbers


def _tier(statistic: str) -> str:
    return "raw" if statistic == "value" else "aggregate"


def _of_record(
    flat: Flat, name: str, category: Any, usual: Callable[[str], str]
) -> Any:
    """Make a categorical of what records say, else of what a number's name means."""
    words: dict[str | None, int] = {}
    meant = [words.setdefault(usual(each), len(words)) for each in category.categories]
    said = flat.said(name)
    own = [-1 if each is None else words.setdefault(each, len(words))
           for each in said.known]  # fmt: skip
    small = np.min_scalar_type(-len(words) - 1)
    codes = repeated(take(np.array([*own, -1], dtype=small), said.at), flat.counts)
    if (codes < 0).any():
        usually = np.array([*meant, -1], dtype=small)[category.codes]
        codes = np.where(codes < 0, take(usually, flat.index), codes)
    return _in_order(_coded(codes, list(words)))


def _canonical(flat: Flat) -> tuple[Any, np.ndarray]:
    codes, names = pd.factorize(objects(flat.fields["unit"]))
    known = [parse_unit(name) for name in names]
    canonical = _category([unit.canonical if unit else "" for unit in known])
    factors = np.array([unit.factor if unit else 1.0 for unit in known] or [1.0])
    unit = _coded(canonical.codes[codes], canonical.categories)
    value = flat.values()
    factor = factors[codes]
    if (factor != 1).any():
        # 3 ms is 3 / 1000 s to the last digit; 3 × 0.001 is not always
        with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
            value = value * take(np.where(factor < 1, 1.0, factor), flat.index)
            value /= take(np.where(factor < 1, np.round(1 / factor), 1.0), flat.index)
    return _taken(unit, flat.index), value


def _labels(flat: Flat, there: dict[str, Any]) -> dict[str, Any]:
    """Make the columns of all labels; what a number says itself goes first."""
    given = flat.labels()
    own = flat.own_labels()
    columns = {}
    for name in given | own:
        if name in there:
            raise ValueError(f"a reader gives the label {name!r}, which is no label")
        label = given.get(name) or Label(flat.count)
        if name in own:
            begin = len(label.known)
            where = np.array([-1 if each is None else begin + at
                              for at, each in enumerate(own[name])])  # fmt: skip
            mine = take(where, flat.index)
            index = np.where(mine < 0, repeated(label.at, flat.counts), mine)
            column = _column(name, objects([*label.known, *own[name]]))
            columns[name] = _in_order(_taken(column, index))
        else:
            column = _taken(_column(name, objects(label.known)), label.at)
            columns[name] = _repeated(
                column if label.ordered else _in_order(column), flat.counts
            )
    return columns


def _in_order(column: Any) -> Any:
    """Sort categories as they come, and leave out those that do not."""
    if not isinstance(column, pd.Categorical):
        return column
    codes = column.codes
    if len(column.categories) > _FEW:
        found = pd.factorize(codes)[1]
    else:
        firsts = {
            np.argmax(codes == each): each
            for each in range(len(column.categories))
            if (codes == each).any()
        }
        found = np.array([each for _, each in sorted(firsts.items())], dtype=np.int64)
    which = found[found >= 0]
    if np.array_equal(which, np.arange(len(column.categories))):
        return column
    place = np.full(len(column.categories) + 1, -1, dtype=codes.dtype)
    place[which] = np.arange(len(which))
    return _coded(take(place, codes), column.categories[which])


def _column(name: str, values: np.ndarray) -> Any:
    """Make a label's column: one row per value."""
    if name.startswith("setting."):
        return _setting(values)
    if name == "run_index":
        numbers = pd.to_numeric(pd.Series(values, dtype="object"), errors="coerce")
        return numbers.to_numpy()
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

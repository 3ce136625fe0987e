"""Records of all files → one tidy table, built once, labels as categories."""

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from ..measurements import COLUMNS, kind_of
from ..units import parse_unit
from .records import Number, Record


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
    counts = np.array([len(record.numbers) for record in records], dtype=np.int64)
    numbers: list[Number] = list(
        chain.from_iterable(record.numbers for record in records)
    )
    fields: list[tuple[Any, ...]] = (
        list(zip(*numbers, strict=True)) if numbers else [()] * len(Number._fields)
    )
    of = dict(zip(Number._fields, fields, strict=True))
    unit, value = _canonical(of["unit"], of["value"])
    per_file = [len(source.records) for source in found]
    columns: dict[str, Any] = {
        "source": _repeated(
            np.repeat([s.path for s in found], per_file) if found else [], counts
        ),
        "place": np.arange(len(numbers), dtype=np.int64),
        "record": np.repeat(np.arange(len(records), dtype=np.int64), counts),
        "kind": _kinds(records, counts, of["metric"]),
        "tier": _tiers(records, counts, of["statistic"]),
        "metric": _category(of["metric"]),
        "statistic": _category(of["statistic"]),
        "value": value,
        "unit": unit,
        "raw_value": pd.array(
            [
                raw if raw is not None else _written(number)
                for raw, number in zip(of["raw"], of["value"], strict=True)
            ],
            dtype="str",
        ),
        "raw_unit": _category(of["unit"]),
        "status": _category(of["status"]),
        "error": _category(of["error"]),
        "n_behind": np.array(of["n_behind"], dtype=np.float64),
        "also_in": pd.Series(
            [places or None for places in of["also_in"]], dtype="object"
        ),
        "note": _category(of["note"]),
    }
    columns |= _labels(records, counts, of["labels"], columns)
    ordered = [name for name in COLUMNS if name in columns]
    further = sorted(set(columns) - set(ordered))
    table = pd.DataFrame({name: columns[name] for name in [*ordered, *further]})
    missing = {name: _category((None,) * len(table)) for name in COLUMNS}
    for name in COLUMNS:
        if name not in columns:
            table[name] = missing[name]
    table = table[[*COLUMNS, *further]]
    return table, Places(
        [record.place for record in records], counts, list(of["place"])
    )


def _written(value: float | None) -> str:
    return "" if value is None else repr(value)


def _category(values: Sequence[Any]) -> Any:
    """Make a categorical; None is missing."""
    array = np.empty(len(values), dtype=object)
    array[:] = values
    codes, names = pd.factorize(array)
    words = [str(name) for name in names]
    if len(set(words)) < len(words):
        return pd.Categorical([None if each is None else str(each) for each in values])
    return pd.Categorical.from_codes(codes, dtype=pd.CategoricalDtype(words))


def _repeated(values: Iterable[Any], counts: np.ndarray) -> Any:
    """Make a categorical of one value per record, repeated for its numbers."""
    once = _category(list(values))
    codes = np.repeat(once.codes, counts)
    return pd.Categorical.from_codes(codes, dtype=once.dtype)


def _kinds(records: list[Record], counts: np.ndarray, metrics: Sequence[str]) -> Any:
    usual = {metric: kind_of(metric) for metric in set(metrics)}
    given = np.repeat(np.array([r.kind for r in records], dtype=object), counts)
    return _category([
        kind or usual[metric] for kind, metric in zip(given, metrics, strict=True)
    ])  # fmt: skip


def _tiers(records: list[Record], counts: np.ndarray, statistics: Sequence[str]) -> Any:
    given = np.repeat(np.array([r.tier for r in records], dtype=object), counts)
    return _category([
        tier or ("raw" if statistic == "value" else "aggregate")
        for tier, statistic in zip(given, statistics, strict=True)
    ])  # fmt: skip


def _canonical(
    units: Sequence[str], values: Sequence[float | None]
) -> tuple[Any, np.ndarray]:
    array = np.empty(len(units), dtype=object)
    array[:] = units
    codes, names = pd.factorize(array)
    known = [parse_unit(name) for name in names]
    canonical = [unit.canonical if unit else "" for unit in known]
    factors = np.array([unit.factor if unit else 1.0 for unit in known] or [1.0])
    factor = factors[codes] if len(codes) else np.array([])
    raw = np.array(values, dtype=np.float64)
    # 3 ms is 3 / 1000 s to the last digit; 3 × 0.001 is not always
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        value = np.where(factor < 1, raw / np.round(1 / factor), raw * factor)
    return _category([canonical[code] for code in codes]), value


def _labels(
    records: list[Record],
    counts: np.ndarray,
    own: Sequence[Any],
    there: dict[str, Any],
) -> dict[str, Any]:
    names = dict.fromkeys(chain.from_iterable(record.labels for record in records))
    special = {at: labels for at, labels in enumerate(own) if labels}
    names |= dict.fromkeys(chain.from_iterable(special.values()))
    columns = {}
    for name in names:
        if name in there:
            raise ValueError(f"a reader gives the label {name!r}, which is no label")
        values = [record.labels.get(name) for record in records]
        mine = {at: each[name] for at, each in special.items() if name in each}
        if mine or name.startswith("setting.") or name in ("run_index", "cold"):
            whole = np.repeat(np.array([*values, None], dtype=object)[:-1], counts)
            for at, value in mine.items():
                whole[at] = value
            columns[name] = _setting(whole) if "." in name else _plain(name, whole)
        else:
            columns[name] = _repeated(values, counts)
    return columns


def _plain(name: str, values: np.ndarray) -> Any:
    if name == "run_index":
        return pd.to_numeric(pd.Series(values, dtype="object"), errors="coerce")
    if name == "cold":
        return pd.array(values, dtype="boolean")
    return _category(values.tolist())


def _setting(values: np.ndarray) -> Any:
    """Keep a setting as numbers where all of them are; else as text."""
    plain = [_number(each) for each in values]
    if all(each is None or isinstance(each, (int, float)) for each in plain):
        return np.array(plain, dtype=np.float64)
    return _category([
        None if each is None else f"{each:.15g}" if isinstance(each, float) else each
        for each in plain
    ])  # fmt: skip


def _number(value: Any) -> float | str | None:
    if value is None:
        return None
    try:
        return float(str(value)) if not isinstance(value, bool) else str(value)
    except ValueError:
        return str(value)

"""Tables and records ↔ bytes, for the cache: plain JSON and arrays, never pickles.

What would not come back exactly as it was is refused with `TypeError`.
"""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from .lines import pieces_of
from .records import NotTaken, Number, Problem, Record, Row, Shape, shape_of
from .table import Places

_DEFAULTS = Number("", None, "")
#: A table of more rows is not kept.
_MANY = 10_000_000
_PLAIN = (str, int, float, bool, type(None))


class Packer:
    """Collects arrays one after another; a JSON value says where each lies."""

    def __init__(self) -> None:
        self.blobs: list[bytes] = []
        self.size = 0

    def put(self, data: bytes) -> list[int]:
        """Add bytes; return their offset and length."""
        at = [self.size, len(data)]
        pad = -len(data) % 8
        self.blobs += [data, b"\0" * pad]
        self.size += len(data) + pad
        return at

    def array(self, values: np.ndarray) -> list[Any]:
        """Add an array of numbers."""
        return [values.dtype.str, *self.put(np.ascontiguousarray(values).tobytes())]

    def strings(self, values: list[Any]) -> list[int]:
        """Add a list of plain values; texts alone are divided by zero bytes."""
        if values and all(type(each) is str for each in values):
            text = "\0".join(values)
            if text.count("\0") == len(values) - 1 and text.isascii():
                return [*self.put(text.encode()), 1]
        return self.put(dump(values))

    def frame(self, table: pd.DataFrame) -> dict[str, Any]:
        """Add a table whose index counts from 0.

        Raises
        ------
        TypeError
            A column would not come back as it was.
        """
        if len(table) > _MANY:
            raise TypeError("sooner read again than kept")
        if not (isinstance(table.index, pd.RangeIndex) and table.index.start == 0):
            raise TypeError("an index of its own")
        columns = [[str(name), *self._column(table[name])] for name in table.columns]
        return {"rows": len(table), "columns": columns}

    def _column(self, column: "pd.Series[Any]") -> list[Any]:
        dtype: Any = column.dtype
        if isinstance(dtype, pd.CategoricalDtype):
            if dtype.ordered:
                raise TypeError("an ordered category")
            of: Any = dtype.categories
            kinds = set(map(type, of))
            if kinds - {str}:
                raise TypeError("categories that are no texts")
            codes = self.array(np.asarray(column.cat.codes))
            return ["category", codes, str(of.dtype), self.strings(list(of))]
        if isinstance(dtype, np.dtype) and dtype.kind in "iufb":
            return ["array", self.array(column.to_numpy())]
        if isinstance(dtype, pd.DatetimeTZDtype):
            moments = column.dt.tz_localize(None).to_numpy()
            return ["moments", str(dtype), self.array(moments.view("i8"))]
        if str(dtype) == "boolean":
            flags = column.fillna(False).to_numpy(dtype=bool)
            return ["flags", self.array(flags), self.array(column.isna().to_numpy())]
        if str(dtype) in ("str", "object"):
            return self._values(column, str(dtype))
        raise TypeError(f"a column of {dtype}")

    def _values(self, column: "pd.Series[Any]", dtype: str) -> list[Any]:
        there = column.notna().to_numpy()
        whole = column.to_numpy(dtype=object, copy=True)
        if dtype == "str":
            if there.all() and len(whole):
                text = "\0".join(whole)
                if text.count("\0") == len(whole) - 1:
                    return ["texts", *self._texts(text.encode())]
        elif any(each is not None for each in whole[~there]):
            raise TypeError("a missing number among objects")
        filled = whole[there].tolist()
        for each in filled:
            if type(each) not in _PLAIN and json.loads(dump(each)) != each:
                raise TypeError(f"a {type(each).__name__} in a column")
        if 2 * len(filled) < len(whole):  # mostly missing: say where it is not
            where = self.array(np.flatnonzero(there))
            return ["sparse", dtype, len(whole), where, self.strings(filled)]
        if set(map(type, filled)) == {str}:
            codes, names = pd.factorize(whole, sort=False)
            if 4 * len(names) < len(whole):  # the same few again and again
                texts = self.strings(list(names))
                return ["few", dtype, self.array(codes.astype(np.int32)), texts]
        whole[~there] = None
        return ["list", dtype, self.strings(whole.tolist())]

    def _texts(self, text: bytes) -> list[Any]:
        """Add texts that a zero byte divides: where each begins, and all of them."""
        plain = np.frombuffer(text, dtype=np.uint8)
        ends = np.flatnonzero(plain == 0)
        offsets = np.zeros(len(ends) + 2, dtype=np.int64)
        offsets[1:-1] = ends - np.arange(len(ends))
        offsets[-1] = len(plain) - len(ends)
        return [self.array(offsets), self.array(plain[plain != 0])]


class Unpacker:
    """Gives back what a `Packer` was given: columns lie in its bytes, not in copies."""

    def __init__(self, data: memoryview) -> None:
        self._data = data

    def get(self, at: list[int]) -> memoryview:
        """Return the bytes at an offset."""
        start, length, *_ = at
        return self._data[start : start + length]

    def array(self, at: list[Any]) -> np.ndarray:
        """Return an array."""
        return np.frombuffer(self.get(at[1:]), dtype=at[0])

    def strings(self, at: list[int]) -> list[Any]:
        """Return a list of plain values."""
        if len(at) > 2:  # texts, of which JSON would look at each character
            return str(self.get(at), "ascii").split("\0")
        found: list[Any] = json.loads(bytes(self.get(at)))
        return found

    def frame(self, packed: Mapping[str, Any]) -> pd.DataFrame:
        """Return a table."""
        columns = {name: self._column(*rest) for name, *rest in packed["columns"]}
        rows = pd.RangeIndex(packed["rows"])
        return pd.DataFrame(columns, index=rows, copy=False)

    def _column(self, kind: str, *rest: Any) -> Any:
        if kind == "array":
            return self.array(rest[0])
        if kind == "category":
            codes, dtype, names = rest
            of = pd.CategoricalDtype(pd.Index(self.strings(names), dtype=dtype))
            return pd.Categorical.from_codes(
                self.array(codes), dtype=of, validate=False
            )
        if kind == "moments":
            values = self.array(rest[1]).view(f"M8[{rest[0][11:13]}]")
            return pd.DatetimeIndex(values).tz_localize("UTC")
        if kind == "flags":
            values, missing = map(self.array, rest)
            return pd.arrays.BooleanArray(values, missing)
        if kind == "texts":
            return _texts(*map(self.array, rest))
        found = self._values(kind, *rest[1:])
        if rest[0] == "object":
            return pd.Series(found, dtype="object", copy=False)
        return pd.array(found, dtype=rest[0])

    def _values(self, kind: str, *rest: Any) -> np.ndarray:
        values = self.strings(rest[-1])
        there = np.empty(len(values), dtype=object)
        there[:] = values
        if kind == "list":
            return there
        if kind == "few":
            few: np.ndarray = np.array([*values, None], dtype=object)
            return few.take(self.array(rest[0]))  # -1 is the last: None
        found = np.empty(rest[0], dtype=object)
        found[self.array(rest[1])] = there
        return found


def _texts(offsets: np.ndarray, plain: np.ndarray) -> Any:
    """Give back texts by where each begins, where pyarrow is without copies."""
    try:
        import pyarrow
    except ImportError:
        whole = plain.tobytes()
        texts = [whole[a:b].decode() for a, b in pairwise(offsets.tolist())]
        return pd.array(texts, dtype="str")
    buffers = pyarrow.py_buffer(offsets), pyarrow.py_buffer(plain)
    whole = pyarrow.LargeStringArray.from_buffers(len(offsets) - 1, *buffers)
    return pd.array(whole, dtype="str")


def dump(value: Any) -> bytes:
    """Return a value as compact JSON."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=True).encode()


def pack_places(packer: Packer, places: Places) -> list[Any]:
    """Add the places of a table."""
    records, counts, within = places.parts()
    codes, names = pd.factorize(np.array(within, dtype=object))
    size = np.min_scalar_type(max(len(names), 1))
    return [
        packer.strings(records), packer.array(counts),
        packer.array(codes.astype(size)), packer.strings(list(names)),
    ]  # fmt: skip


class KeptPlaces(Places):
    """Places that are unpacked when one is asked for."""

    def __init__(self, unpacker: Unpacker, packed: list[Any]) -> None:
        self._unpacker = unpacker
        self._packed = packed
        self._whole: Places | None = None

    def __getitem__(self, place: int) -> str:
        return self._places()[place]

    def __len__(self) -> int:
        return len(self._places())

    def parts(self) -> tuple[list[str], np.ndarray, list[str]]:
        """Return what they are made of."""
        return self._places().parts()

    def _places(self) -> Places:
        if self._whole is None:
            records, counts, within, names = self._packed
            unpacker = self._unpacker
            self._whole = Places(
                [unpacker.strings(records)], unpacker.array(counts),
                unpacker.strings(names), unpacker.array(within),
            )  # fmt: skip
        return self._whole


def pack_records(
    records: Sequence[Record], problems: list[Problem], not_taken: list[NotTaken]
) -> bytes:
    """Return what a file holds as JSON.

    Raises
    ------
    TypeError
        Something in it is no plain value, or it is a large file.
    """
    if pieces_of(records) is not None:
        raise TypeError("a large file is read again sooner than unpacked")
    shapes: dict[Shape, int] = {}
    for record in records:
        if shape := shape_of(record):
            shapes.setdefault(shape, len(shapes))
    return dump(
        [
            [dump([*map(_packed, each.numbers)]).decode() for each in shapes],
            [_record(r, shapes) for r in records],
            problems,
            not_taken,
        ]
    )


def _record(record: Record, shapes: Mapping[Shape, int]) -> list[Any]:
    shape = shape_of(record)
    if isinstance(record, Row) and shape is not None:
        return [
            record.place, record.labels, record.kind, shapes[shape], record.cells,
            record.raws,
        ]  # fmt: skip
    numbers = [*map(_packed, record.numbers)]
    return [
        record.place, record.labels, record.kind, record.tier, record.about, numbers, 0,
    ]  # fmt: skip


def _unpacked(packed: list[Any], shapes: Sequence[Shape]) -> Record:
    if len(packed) == 7:
        place, labels, kind, tier, about, numbers, _ = packed
        return Record(
            place, [Number(*each) for each in numbers], labels, kind, tier, about
        )
    place, labels, kind, at, cells, raws = packed
    return Row(place, shapes[at], cells, raws, labels, kind)


@lru_cache(maxsize=4096)
def _shape(text: str) -> Shape:
    return Shape(tuple(Number(*each) for each in json.loads(text)))


def _packed(number: Number) -> list[Any]:
    """Leave out the defaults at the end of a number's fields."""
    if number[4:] == _DEFAULTS[4:]:
        return list(number[:4])
    if number[6:] == _DEFAULTS[6:]:
        return list(number[:6])
    values = list(number)
    values[10] = dict(number.labels)
    return values


def unpack_records(
    data: bytes,
) -> tuple[list[Record], list[Problem], list[NotTaken]]:
    """Return what `pack_records` was given."""
    texts, records, problems, not_taken = json.loads(data)
    shapes = list(map(_shape, texts))
    return (
        [_unpacked(each, shapes) for each in records],
        [Problem(*each) for each in problems],
        [NotTaken(*each) for each in not_taken],
    )

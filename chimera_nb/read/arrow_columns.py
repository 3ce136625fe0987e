"""Columns of a large CSV: their distinct cells, their numbers, single rows."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .csv_pieces import Cells
from .lines import Coded

_PLAIN = r"^[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?$"


def dictionary(column: Any) -> tuple[list[str], np.ndarray]:
    """Return the distinct cells of a column, and which of them each row has."""
    whole = column.unify_dictionaries().combine_chunks()
    cells = whole.dictionary.to_pylist()
    small = np.min_scalar_type(-len(cells) - 1)
    return cells, whole.indices.to_numpy().astype(small)


def coded(column: Any, meaning: Callable[[str], Any]) -> Coded:
    """Return what the cells of a column mean; None is no value."""
    cells, at = dictionary(column)
    found = [meaning(cell.strip()) for cell in cells]
    if None in found:
        missing = [each is None for each in found]
        at = np.where(missing, -1, np.arange(len(found))).astype(at.dtype)[at]
    return found, at


def floats(column: Any) -> tuple[np.ndarray, np.ndarray]:
    """Parse a column of texts; the second value says which cells are finite numbers."""
    import pyarrow as pa
    from pyarrow import compute

    good: Any = None
    try:
        values = compute.cast(column, pa.float64()).to_numpy()
    except pa.ArrowInvalid:
        good = compute.match_substring_regex(column, _PLAIN)
        some = compute.if_else(good, column, pa.scalar("0", column.type))
        values = compute.cast(some, pa.float64()).to_numpy()
    finite = np.abs(values) < 1e300
    return values, finite if good is None else finite & good.to_numpy()


def side_by_side(columns: Sequence[Any], rows: np.ndarray | None) -> Any:
    """Return the cells of columns row by row, of all rows or of some."""
    import pyarrow as pa

    count = len(columns[0])
    every = np.arange(count) if rows is None else rows
    at = every[:, None] + np.arange(len(columns)) * count
    none = pa.array([], columns[0].type)
    chunks = [none, *(chunk for column in columns for chunk in column.chunks)]
    return pa.concat_arrays(chunks).take(pa.array(at.ravel()))


def rows_at(cells: Cells, at: np.ndarray) -> list[dict[str, str]]:
    """Return single rows, their cells stripped."""
    columns = {
        name: [text.strip() for text in column.take(at).to_pylist()]
        for name, column in cells.columns.items()
    }
    return [
        dict(zip(columns, row, strict=True))
        for row in zip(*columns.values(), strict=True)
    ]

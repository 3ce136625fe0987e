"""The tidy table as a file, CSV or Parquet, and back as the same table.

In CSV a missing value is an empty cell. Where a text itself is empty, starts with a
quotation mark, or would be taken for a number in a column of settings, its cell holds
the text as JSON writes it (``"4096"``, with the marks).
"""

import io
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ..errors import InputError
from ..measurements import COLUMNS
from ..saving import save

#: Where a row stands in its file, in words; the table's own ``place`` is a number.
LOCATOR = "locator"

_WHOLE = ("place", "record")
_FLOATS = ("value", "n_behind")
#: Never missing: an empty cell is an empty text.
_FULL = ("source", "kind", "tier", "metric", "statistic", "unit", "raw_unit",
         "raw_value", "status")  # fmt: skip
_NO_PYARROW = "parquet needs pyarrow; install pyarrow, or name a .csv file"


def save_tidy(
    measurements: pd.DataFrame, locate: Callable[[int], str], path: str | Path
) -> None:
    """Save a tidy table; its places in words become the column ``locator``.

    Parameters
    ----------
    measurements
        `Reading.measurements`.
    locate
        `Reading.locate`.
    path
        A name that ends in ``.csv`` or ``.parquet``.

    Raises
    ------
    InputError
        The name ends otherwise, or Parquet is asked for and pyarrow is not here.
    SaveError
        The file could not be written.
    """
    path = Path(path)
    words = [locate(int(at)) for at in measurements["place"]]
    table = measurements.copy(deep=False)
    at = list(table.columns).index("place") + 1
    table.insert(at, LOCATOR, pd.Series(words, dtype="str", index=table.index))
    if path.suffix == ".csv":
        save(path, _to_csv(table))
    elif path.suffix == ".parquet":
        _need_pyarrow(path)
        buffer = io.BytesIO()
        table.to_parquet(buffer, index=False, engine="pyarrow")
        save(path, buffer.getvalue())
    else:
        raise InputError(f"{path}: want a name that ends in .csv or .parquet")


def read_tidy(path: str | Path) -> pd.DataFrame:
    """Read a saved tidy table.

    Returns
    -------
    DataFrame
        The same measurements: numbers, categories, missing values as they were, and
        the places in words as ``locator``.

    Raises
    ------
    InputError
        The file is not there, is no saved tidy table, or needs pyarrow.
    """
    path = Path(path)
    if path.suffix not in (".csv", ".parquet"):
        raise InputError(f"{path}: want a name that ends in .csv or .parquet")
    try:
        if path.suffix == ".csv":
            return _from_csv(path)
        _need_pyarrow(path)
        table = pd.read_parquet(path, engine="pyarrow")
    except OSError as error:
        why = (error.strerror or "is no parquet file").lower()
        raise InputError(f"{path}: {why}") from None
    except ValueError as error:  # also what pandas and pyarrow raise
        why = " ".join(str(error).split())[:200]
        raise InputError(f"{path}: is no saved tidy table: {why}") from None
    _check(path, list(table.columns))
    also_in = [None if pd.isna(each) else each for each in table["also_in"]]
    table["also_in"] = pd.Series(also_in, dtype="object")
    for name in table.columns:
        if table[name].dtype == "object" and name != "also_in":
            table[name] = _category(table[name].tolist())
    return table


def _need_pyarrow(path: Path) -> None:
    try:
        import pyarrow  # noqa: F401
    except ImportError:
        raise InputError(f"{path}: {_NO_PYARROW}") from None


def _check(path: Path, names: Sequence[str]) -> None:
    missing = [name for name in (*COLUMNS, LOCATOR) if name not in names]
    if missing:
        raise InputError(
            f"{path}: is no saved tidy table: it lacks the column {missing[0]!r}"
        )


# --- CSV -----------------------------------------------------------------------------


def _to_csv(table: pd.DataFrame) -> str:
    cells: dict[str, Any] = {}
    for name in table.columns:
        column = table[name]
        if isinstance(column.dtype, pd.CategoricalDtype):
            shown = [_cell(name, str(each)) for each in column.cat.categories]
            codes = column.cat.codes.to_numpy()
            cells[name] = [shown[code] if code >= 0 else "" for code in codes]
        elif pd.api.types.is_numeric_dtype(column.dtype):
            cells[name] = column
        else:
            cells[name] = [
                "" if pd.isna(each) else _cell(name, str(each)) for each in column
            ]
    return pd.DataFrame(cells, columns=table.columns).to_csv(
        index=False, lineterminator="\n"
    )


def _cell(name: str, text: str) -> str:
    if name in _FULL or name == LOCATOR:
        return text
    looks_otherwise = not text or text[0] == '"'
    if not looks_otherwise and name.startswith("setting."):
        looks_otherwise = _number(text) is not None
    return json.dumps(text, ensure_ascii=False) if looks_otherwise else text


def _text(cell: str) -> str:
    return str(json.loads(cell)) if cell[0] == '"' else cell


def _number(text: str) -> float | int | None:
    try:
        return int(text) if text.lstrip("-").isdecimal() else float(text)
    except ValueError:
        return None


def _from_csv(path: Path) -> pd.DataFrame:
    cells = pd.read_csv(
        path, dtype="object", keep_default_na=False, na_filter=False, encoding="utf-8"
    )
    _check(path, list(cells.columns))
    return pd.DataFrame({
        name: _column(str(name), cells[name].tolist()) for name in cells.columns
    })  # fmt: skip


def _column(name: str, cells: list[str]) -> Any:
    if name in _WHOLE:
        return pd.Series([int(each) for each in cells], dtype="int64")
    if name in _FLOATS:
        return pd.Series([float(each or "nan") for each in cells], dtype="float64")
    if name in ("raw_value", LOCATOR):
        return pd.array(cells, dtype="str")
    if name == "also_in":
        values = [_text(each) if each else None for each in cells]
        return pd.Series(values, dtype="object")
    if name in _FULL:
        return _category(cells)
    if name in ("run_index", "cold") and any(cells):
        if name == "cold":
            known = {"True": True, "False": False, "": None}
            return pd.array([known[each] for each in cells], dtype="boolean")
        numbers = [_number(each) for each in cells]
        return pd.to_numeric(pd.Series(numbers, dtype="object"))
    if name.startswith("setting."):
        filled = [_number(each) for each in cells if each]
        if None not in filled:
            numbers = [_number(each) if each else None for each in cells]
            return pd.to_numeric(pd.Series(numbers, dtype="object"))
    return _category([_text(each) if each else None for each in cells])


def _category(values: Sequence[str | None]) -> Any:
    codes, names = pd.factorize(np.array([*values, None], dtype="object")[:-1])
    kind = "str" if len(names) else "object"  # as pandas makes categories of none
    return pd.Categorical.from_codes(codes, categories=pd.Index(names, dtype=kind))

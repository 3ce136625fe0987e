"""Tables inside JSON, made a list of rows: columns and data, lists by column."""

from typing import Any

from ..records import is_number
from . import generic_words as words

_HEADS = ("columns", "headers", "header", "fields", "cols")
_BODIES = ("data", "rows", "values", "results")


def as_rows(value: Any) -> list[dict[str, Any]] | None:
    """Return the rows of a table that is written by columns; None where it is none."""
    if isinstance(value, dict):
        return _split(value) or _indexed(value) or _by_column(value)
    if isinstance(value, list) and len(value) > 1 and isinstance(value[0], list):
        head = value[0]
        if head and all(isinstance(each, str) for each in head):
            return _zipped(head, value[1:])
    return None


def _zipped(head: list[Any], rows: list[Any]) -> list[dict[str, Any]] | None:
    if not all(isinstance(row, list) and len(row) == len(head) for row in rows):
        return None
    names = [str(each) for each in head]
    return [dict(zip(names, row, strict=True)) for row in rows]


def _split(value: dict[str, Any]) -> list[dict[str, Any]] | None:
    """Rows of ``{"columns": […], "data": [[…], …]}``."""
    head = next((value[k] for k in _HEADS if isinstance(value.get(k), list)), None)
    body = next((value[k] for k in _BODIES if isinstance(value.get(k), list)), None)
    if not head or not body or not all(isinstance(each, str) for each in head):
        return None
    return _zipped(head, body)


def _indexed(value: dict[str, Any]) -> list[dict[str, Any]] | None:
    """Rows of ``{"time": {"0": 1.5, "1": 2.5}, "n": {"0": 8, "1": 9}}``."""
    columns = list(value.values())
    if len(columns) < 2 or not isinstance(columns[0], dict) or not columns[0]:
        return None
    index = list(columns[0])
    if index[0] != "0" or not all(key.isdigit() for key in index):
        return None
    if not all(isinstance(each, dict) and list(each) == index for each in columns):
        return None
    return [{name: each[key] for name, each in value.items()} for key in index]


def _by_column(value: dict[str, Any]) -> list[dict[str, Any]] | None:
    """Rows of lists of one length, of which some measure and some say of what."""
    lists = {k: v for k, v in value.items() if isinstance(v, list) and len(v) > 1}
    if len(lists) < 2 or len(lists) < len(value) - 6:
        return None
    (length, *others) = {len(each) for each in lists.values()}
    if others or any(isinstance(each, dict) for each in value.values()):
        return None
    flat = all(not isinstance(x, (dict, list)) for v in lists.values() for x in v)
    said = [v for k, v in lists.items() if flat and _says_of_what(k, v)]
    if len(set(zip(*said, strict=True))) < length:  # [64, 64] is a shape, no column
        return None
    if not any(is_number(v[0]) and not _says_of_what(k, v) for k, v in lists.items()):
        return None
    rest = {k: v for k, v in value.items() if k not in lists}
    return [rest | {k: v[at] for k, v in lists.items()} for at in range(length)]


def _says_of_what(key: str, values: list[Any]) -> bool:
    if isinstance(values[0], str):
        return True
    return is_number(values[0]) and words.classify(key, values[0]).kind == "setting"

"""Entries of a tool's JSON, also where someone wrapped them into further objects."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from ..document import Document, pointer, text_of

#: How many objects a claim looks at before it says that this is no file of the tool.
_SEEN = 200
_DEEPEST = 5

_OBJECT = re.compile(r'(?m)^[ \t]*(?:data:[ \t]*)?(\{)(?=\s*")')


class Entry(NamedTuple):
    """An object of the tool: its path, itself, and the objects that hold it."""

    path: tuple[Any, ...]
    content: Mapping[str, Any]
    holders: tuple[Mapping[str, Any], ...]


def entries(
    content: Any, wanted: Callable[[dict[str, Any]], bool], most: int = 10**8
) -> Iterator[Entry]:
    """Yield the outermost objects that are wanted, not deeper than five levels."""
    yield from _entries(content, wanted, (), (), [most])


def holds(
    document: Document, word: str, wanted: Callable[[dict[str, Any]], bool]
) -> bool:
    """Say whether a JSON holds a wanted object; `word` must stand in its text."""
    return word in document.text and any(
        True for _ in entries(document.content, wanted, _SEEN)
    )


def _entries(
    content: Any,
    wanted: Callable[[dict[str, Any]], bool],
    path: tuple[Any, ...],
    holders: tuple[Mapping[str, Any], ...],
    left: list[int],
) -> Iterator[Entry]:
    left[0] -= 1
    if left[0] < 0 or len(path) > _DEEPEST:
        return
    items: Any = ()
    if isinstance(content, dict):
        if wanted(content):
            yield Entry(path, content, holders)
            return
        items, holders = content.items(), (*holders, content)
    elif isinstance(content, list):
        items = enumerate(content)
    for key, value in items:
        if isinstance(value, (dict, list)):
            yield from _entries(value, wanted, (*path, key), holders, left)


def objects_in(text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield (line number, object) for JSON objects that start a line of a text."""
    decoder = json.JSONDecoder()
    end, line, counted = 0, 1, 0
    for match in _OBJECT.finditer(text):
        at = match.start(1)
        if at < end:
            continue
        try:
            found, end = decoder.raw_decode(text, at)
        except ValueError:
            continue
        line, counted = line + text.count("\n", counted, at), at
        if isinstance(found, dict):
            yield line, found


def place_of(document: Document, path: tuple[Any, ...]) -> str:
    """Say where an entry stands."""
    if path and isinstance(document.content, list):
        return document.item_place(path[0]) + pointer(*path[1:])
    return pointer(*path)


def words_of(entry: Entry, besides: tuple[str, ...] = ()) -> str | None:
    """Join what a wrapper says of an entry: the keys on the way, its short texts."""
    words = [str(key) for key in entry.path if not isinstance(key, int)]
    for holder in entry.holders:
        for key, value in holder.items():
            text = text_of(value) if isinstance(value, str) else None
            if text and key not in besides and len(text) < 100:
                words.append(text)
    return ", ".join(words) or None


def nearest(entry: Entry, *keys: str) -> str | None:
    """Return a text of the entry or the nearest holder that has one of the keys."""
    for holder in (entry.content, *reversed(entry.holders)):
        for key in keys:
            text = text_of(holder.get(key))
            if text:
                return text
    return None

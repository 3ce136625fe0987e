"""Which reader takes a file: by what its name says, then by what it holds."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from .document import Document
from .records import Reader
from .registry import reader_of

#: How far into a text a JSON document or a table of cells is looked for.
_STARTS = 20
_SNIFFED = 20


def claimed(document: Document) -> tuple[Reader | None, Document]:
    """Find a document's reader, and the document as that reader sees it.

    What a name says is believed first; a text, and what no reader claims, is then
    looked at for JSON or CSV in it. Readers that guess come after all that know.
    """
    broken: ValueError | None = None
    guess: tuple[Reader, Document] | None = None
    try:
        reader = reader_of(document)
    except ValueError as error:
        reader, broken = None, error
    if reader and not reader.guess:
        return reader, document
    if reader:
        guess = reader, document
    for other in _sniffed(document):
        try:
            reader = reader_of(other)
        except (ValueError, RecursionError):
            continue
        if reader and not reader.guess:
            return reader, other
        if reader and guess is None and document.type == "text":
            guess = reader, other
    if guess is None and broken:
        raise broken
    return guess or (None, document)


def _sniffed(document: Document) -> Iterator[Document]:
    if document.type == "text":
        found = _json_in(document)
        if found is not None:
            yield found
        if _is_table(document):
            yield _as(document, "csv", document.text)
    elif document.type in ("csv", "json"):
        yield _as(document, "text", document.text)
        if document.type == "json":
            found = _json_in(document)
            if found is not None and found.text != document.text:
                yield found


def _as(document: Document, kind: str, text: str) -> Document:
    return replace(document, type=kind, text=text, repeated=type(document.repeated)(),
                   broken=[])  # fmt: skip


_JSON_LINE = re.compile(r"^[ \t]*(?:\{[\"} \t\r\n]|\[[\[{\"\d\- \t\r\n])", re.MULTILINE)


def _json_in(document: Document) -> Document | None:
    """Return the JSON of a text: all of it, its JSON lines, or one value in it.

    What stands around is left empty, so that the numbers of lines stay.
    """
    text = document.text
    if not _JSON_LINE.search(text):
        return None
    if text.lstrip()[:1] in ("{", "[") and text.rstrip()[-1:] in ("}", "]"):
        return _as(document, "json", text)
    if text.count("[") + text.count("{") > 1_000_000:
        return None
    decoder = json.JSONDecoder()
    for number, start in enumerate(_JSON_LINE.finditer(text)):
        if number == _STARTS:
            return None
        begin = start.end() - 2
        try:
            value, end = decoder.raw_decode(text, begin)
        except (ValueError, RecursionError):
            continue
        if not value:
            continue
        lines = _json_lines(text) if isinstance(value, dict) else None
        if lines is not None:
            return _as(document, "json", lines)
        before = "\n" * text.count("\n", 0, begin)
        return _as(document, "json", before + text[begin:end])
    return None


def _json_lines(text: str) -> str | None:
    """Keep the lines that are JSON objects, where there are at least two."""
    kept = [
        line if line.strip()[:1] == "{" and line.strip()[-1:] == "}" else ""
        for line in text.split("\n")
    ]
    return "\n".join(kept) if sum(map(bool, kept)) > 1 else None


def _is_table(document: Document) -> bool:
    """Say whether the first lines of a text are a CSV of one delimiter."""
    lines = document.text[:65_536].splitlines()[: _SNIFFED + 1]
    if len(lines) > _SNIFFED:
        lines.pop()
    lines = [line for line in lines if line.strip()]
    if len(lines) < 2:
        return False
    return any(
        lines[0].count(mark) > 0
        and lines[0].strip()[:1] != mark
        and all(line.count(mark) >= lines[0].count(mark) for line in lines)
        for mark in ",;\t"
    )


def why_unclaimed(document: Document) -> str:
    """Say what was found in a file that no reader claims."""
    if document.type == "json":
        return f"no reader claims its keys ({_keys(document.content)})"
    if document.type == "csv":
        return f"no reader claims its header ({shorten(document.header) or 'none'})"
    return "no table or list with a measurement in it"


def _keys(content: Any) -> str:
    if isinstance(content, Mapping):
        return shorten([str(key) for key in content]) if content else "none"
    return f"a {type(content).__name__}"


def shorten(names: list[str]) -> str:
    """Return the first names, each cut to 24 characters."""
    shown = ", ".join(" ".join(name.split())[:24] for name in names[:4])
    return shown + (", …" if len(names) > 4 else "")

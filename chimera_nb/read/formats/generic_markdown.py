"""The generic reader of Markdown: tables and lists of numbers that people write.

Pipe tables as they really are (GitHub Flavored Markdown's table extension, see
https://github.github.com/gfm/#tables-extension-, and its breakages: a header glued
behind a sentence, no blank line between tables, a missing closing pipe, an empty cell
for "as above"), tables in HTML, tables printed into code blocks by ``tabulate`` and its
like, and bullets ``- Key: value unit``. All of it is of tier ``reported``.
"""

import re
from collections.abc import Iterator, MutableMapping
from functools import lru_cache
from itertools import chain
from weakref import WeakKeyDictionary

from ..document import Document
from ..records import Found, Reader
from ..tables import read_table
from .markdown_lists import bullets
from .markdown_tables import Scan, scan

_DIGIT = re.compile(r"[0-9]")
_MARK = re.compile(r"[|│┃║*•`+]|<t|(?:^|\s)[-0-9]", re.M)


def claims(document: Document) -> bool:
    """Say whether a table or a list with numbers may be there, and holds some."""
    text = document.text
    if not _DIGIT.search(text) or not _MARK.search(text):
        return False
    found = _found(document)
    first = next(found, None)
    if first is not None:
        _begun[document] = chain([first], found)
    return first is not None


#: What the claim found first, and all that is to follow.
_begun: MutableMapping[Document, Iterator[Found]] = WeakKeyDictionary()


def read(document: Document) -> Iterator[Found]:
    """Yield the rows of all tables, then the numbers of lists."""
    return _begun.pop(document, None) or _found(document)


def _found(document: Document) -> Iterator[Found]:
    found = _scan(document.text)
    for table in found.tables:
        yield from read_table(table)
    yield from bullets(found)


@lru_cache(maxsize=1)
def _scan(text: str) -> Scan:
    """Scan a text once for the claim and for the reading."""
    return scan(text)


READERS = (Reader("generic_markdown", ("markdown",), claims, read, guess=True),)

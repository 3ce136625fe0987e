"""A large CSV: its first megabyte finds the reader, which reads all of it in pieces.

Where the reader knows no pieces, or the text is not plain enough for them, the file is
read as a small one is, up to the limit of `file_bytes`.
"""

import hashlib
import os
from collections.abc import Callable, Collection, Iterator
from typing import NamedTuple

from .csv_pieces import LARGE, PIECE, Cells, NotRegular, last_row, parsed, pieces
from .document import Document
from .files import ChangingError, Entry, opened_file, stamp_of, stamped
from .records import Found, Reader
from .sniffing import claimed

_UTF_8 = ("ascii", "utf-8", "utf-8-sig")


class Read(NamedTuple):
    """Who read a large file, and what was found."""

    reader: Reader
    document: Document
    found: list[Found]


def of_bytes(
    entry: Entry, data: bytes, document_of: Callable[[bytes], Document]
) -> Read:
    """Read a large CSV that is held in memory.

    Raises
    ------
    NotRegular
        It is to be read as a small one is.
    ValueError
        It cannot be read.
    """
    return _read(entry, data[:LARGE], document_of, lambda: _slices(data))


def of_file(entry: Entry, document_of: Callable[[bytes], Document]) -> Read:
    """Read a CSV that is not held in memory; its entry gets its SHA-256.

    Raises
    ------
    NotRegular, ValueError
        As of `of_bytes`.
    OSError
        It cannot be read, or changes meanwhile.
    """
    digest = hashlib.sha256()
    handle, before = opened_file(entry.real)
    try:
        head = os.read(handle, LARGE)

        def blocks() -> Iterator[bytes]:
            nonlocal digest
            digest = hashlib.sha256()
            os.lseek(handle, 0, os.SEEK_SET)
            while block := os.read(handle, PIECE):
                digest.update(block)
                yield block

        read = _read(entry, head, document_of, blocks)
        after = os.fstat(handle)
        if stamp_of(before) != stamp_of(after):
            raise ChangingError("changes while it is read")
    finally:
        os.close(handle)
    stamped(entry, stamp_of(after))
    entry.sha256 = digest.hexdigest()
    return read


def _slices(data: bytes) -> Iterator[bytes]:
    for at in range(0, len(data), PIECE):
        yield data[at : at + PIECE]


def _read(
    entry: Entry,
    head: bytes,
    document_of: Callable[[bytes], Document],
    blocks: Callable[[], Iterator[bytes]],
) -> Read:
    end = last_row(head)
    if not end:
        raise NotRegular("its first row is longer than a megabyte")
    document = document_of(head[:end])
    reader, document = claimed(document)
    if reader is None or reader.large is None or document.type != "csv":
        raise NotRegular("its reader reads line by line")
    if entry.encoding not in _UTF_8:
        raise NotRegular("its text is not UTF-8")

    def parse(numbers: Collection[str]) -> Iterator[Cells]:
        names, mark = document.header, document.delimiter
        return parsed(pieces(_watched(entry, blocks())), names, mark, numbers)

    return Read(reader, document, list(reader.large(document, parse)))


def _watched(entry: Entry, blocks: Iterator[bytes]) -> Iterator[bytes]:
    """Note where a text is more than its head is: ASCII."""
    for block in blocks:
        if entry.encoding == "ascii" and not block.isascii():
            entry.encoding = "utf-8"
        yield block

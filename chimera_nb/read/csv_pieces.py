"""A large CSV in pieces of whole rows, parsed column-wise.

What comes out is what `Document.rows` gives, or `NotRegular` is raised: quotes that do
not begin and end a cell, lone carriage returns, NUL bytes, cells past the limit of
Python's `csv`. Then the file is read line by line, as a small one is.
"""

import csv
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

#: A file of fewer bytes is read line by line.
LARGE = 1_000_000
#: Bytes of a piece.
PIECE = 1 << 25
_BLOCK = 1 << 22
_QUOTE, _NEWLINE, _RETURN = b'"\n\r'


class NotRegular(ValueError):  # noqa: N818 (no fault of the file)
    """A text that is not read in pieces."""


class Cells(NamedTuple):
    """Rows of a CSV, column by column.

    Attributes
    ----------
    lines : ndarray of int
        Where each row stands.
    columns : dict
        A column's name → an arrow array: of texts, or of a dictionary of texts.
    wrong : list of (line, count)
        Rows that have another number of cells than the header, and how many.
    """

    lines: np.ndarray
    columns: dict[str, Any]
    wrong: list[tuple[int, int]]


#: Parses a file: given the columns of which each cell is another, yields its pieces.
Parse = Callable[[Collection[str]], Iterator[Cells]]


def pieces(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Cut bytes into the first line and, after it, pieces of whole rows.

    Raises
    ------
    NotRegular
        A row is longer than a piece.
    """
    rest, headed = b"", False
    for block in blocks:
        whole = rest + block
        begin = 0
        if not headed:
            begin = whole.find(b"\n") + 1
            headed = True
            yield whole[:begin]
        end = last_row(whole, begin)
        if end == begin and len(whole) > 2 * PIECE:
            raise NotRegular("a row is longer than a piece")
        if end > begin:
            yield whole[begin:end]
        rest = whole[end:]
    if rest:
        yield rest


def last_row(block: bytes, begin: int = 0) -> int:
    """Return where the last whole row ends; a line end in quotes ends none."""
    end = max(block.rfind(b"\n") + 1, begin)
    quotes = block.count(b'"', begin, end)
    while quotes % 2 and end > begin:
        before = max(block.rfind(b"\n", begin, end - 1) + 1, begin)
        quotes -= block.count(b'"', before, end)
        end = before
    return end


def parsed(
    texts: Iterable[bytes], names: Sequence[str], mark: str, numbers: Collection[str]
) -> Iterator[Cells]:
    """Parse pieces of whole rows; the first row of all is the header.

    Parameters
    ----------
    numbers
        Columns of which each cell is another; the others come as dictionaries.

    Raises
    ------
    NotRegular
        Python's `csv` might see other rows in it, or none.
    """
    line = 1
    for text in texts:
        if line == 1:
            _check_header(text, names, mark)
        else:
            yield _cells(text, line, names, mark, numbers)
        line += text.count(b"\n")


def _check_header(line: bytes, names: Sequence[str], mark: str) -> None:
    try:
        text = line.decode("utf-8-sig")
        found = next(csv.reader([text], delimiter=mark, strict=True), [])
    except (UnicodeDecodeError, csv.Error):
        found = []
    if [name.strip() for name in found] != list(names) or len(names) < 2:
        raise NotRegular("the first line is not the header")


def _cells(
    text: bytes, line: int, names: Sequence[str], mark: str, numbers: Collection[str]
) -> Cells:
    if b"\0" in text:
        raise NotRegular("NUL bytes")
    if b"\r" in text and text.count(b"\r") != text.count(b"\r\n"):
        raise NotRegular("a lone carriage return")
    quotes = _quotes(text, ord(mark)) if b'"' in text else np.empty(0, dtype=np.int64)
    table, wrong = _table(text, names, mark, numbers)
    columns = dict(zip(names, table.columns, strict=True))
    count = text.count(b"\n") + (not text.endswith(b"\n"))
    if not wrong and len(table) == count:
        lines = np.arange(line, line + count, dtype=np.int32)
    else:
        every = line + _starts(text, quotes)
        if len(every) != len(table) + len(wrong):
            raise NotRegular("rows are counted otherwise")
        lines = np.delete(every, [number for number, _ in wrong])
        wrong = [(int(every[number]), cells) for number, cells in wrong if cells]
    return _without_empty(Cells(lines, columns, wrong))


def _quotes(text: bytes, mark: int) -> np.ndarray:
    """Return where quotes stand, all of which begin or end a cell, or are doubled."""
    plain = np.frombuffer(text, dtype=np.uint8)
    found = np.flatnonzero(plain == _QUOTE)
    opens, ends = found[::2], found[1::2]
    if len(opens) != len(ends):
        raise NotRegular("a quote that is never closed")
    before = plain[np.maximum(opens, 1) - 1]
    begins = (opens == 0) | (before == mark) | (before == _NEWLINE)
    begins[1:] |= opens[1:] == ends[:-1] + 1
    after = plain[np.minimum(ends, len(plain) - 2) + 1]
    closes = (ends == len(plain) - 1) | (after == mark) | (after == _NEWLINE)
    closes |= after == _RETURN
    closes[:-1] |= opens[1:] == ends[:-1] + 1
    if not (begins.all() and closes.all()):
        raise NotRegular("a quote within a cell")
    return found


def _starts(text: bytes, quotes: np.ndarray) -> np.ndarray:
    """Return on which line each row begins, from 0."""
    ends = np.flatnonzero(np.frombuffer(text, dtype=np.uint8) == _NEWLINE)
    outside = np.searchsorted(quotes, ends) % 2 == 0
    found = np.concatenate([[0], np.flatnonzero(outside) + 1])
    return found[:-1] if text.endswith(b"\n") else found


def _table(
    text: bytes, names: Sequence[str], mark: str, numbers: Collection[str]
) -> tuple[Any, list[tuple[int, int]]]:
    """Parse a text; of rows that do not fit, say which they are, and their cells."""
    try:
        import pyarrow as pa
        from pyarrow import csv as arrow
    except ImportError:
        raise NotRegular("needs pyarrow") from None
    kinds = {
        str(at): pa.large_string() if name in numbers
        else pa.dictionary(pa.int32(), pa.string())
        for at, name in enumerate(names)
    }  # fmt: skip
    wrong: list[tuple[int, int]] = []

    def unfit(row: Any) -> str:
        filled = bool(row.text.strip(f"{mark}\r\n"))
        number = -1 if row.number is None else row.number - 1
        wrong.append((number, row.actual_columns if filled else 0))
        return "skip"

    def read(threads: bool) -> Any:
        wrong.clear()
        table = arrow.read_csv(
            pa.BufferReader(text),
            read_options=arrow.ReadOptions(
                column_names=list(kinds), use_threads=threads, block_size=_BLOCK
            ),
            parse_options=arrow.ParseOptions(
                delimiter=mark, newlines_in_values=True, ignore_empty_lines=False,
                invalid_row_handler=unfit,
            ),
            convert_options=arrow.ConvertOptions(
                column_types=kinds, strings_can_be_null=False
            ),
        )  # fmt: skip
        _check_lengths(table)
        return table

    try:
        table = read(True)
        if wrong:  # only a single thread knows which rows they are
            table = read(False)
    except pa.ArrowException as error:
        raise NotRegular(str(error)) from None
    return table, wrong


def _check_lengths(table: Any) -> None:
    from pyarrow import compute, types

    longest = csv.field_size_limit()
    for column in table.columns:
        for chunk in column.chunks:
            texts = chunk.dictionary if types.is_dictionary(chunk.type) else chunk
            length = compute.max(compute.binary_length(texts)).as_py()
            if length is not None and length > longest:
                raise NotRegular("a cell past the limit of csv")


def _without_empty(cells: Cells) -> Cells:
    """Leave out rows in which no cell is filled."""
    from pyarrow import compute

    empty: Any = None
    for column in cells.columns.values():
        here = compute.equal(column.cast("large_string"), "").to_numpy()
        empty = here if empty is None else empty & here
        if not empty.any():
            return cells
    kept = {name: each.filter(~empty) for name, each in cells.columns.items()}
    return Cells(cells.lines[~empty], kept, cells.wrong)

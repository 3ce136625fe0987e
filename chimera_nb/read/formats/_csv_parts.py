"""CSV tables as people keep them: below a preamble, several in a file, in other text.

A tool's own header line finds its table in a CSV file, in a saved terminal session or
in a Markdown code block. What stands above the header (warnings, the machine) is kept;
lines of one cell below it (progress, ``Processing [...]``) are no rows.
"""

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from ..document import Document
from ..records import Found, Number, Problem, Reader, is_number
from ._above import with_above
from ._terminal import clean

_SPACES = re.compile(r"(?<=\d)[  ' ’](?=\d{2,3}(?!\d))")
_GROUPS = re.compile(r"[-+]?\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d+)?\Z")
_PLAIN = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\Z")
_COMMA = re.compile(r"[-+]?(?:\d*|\d{1,3}(?:\.\d{3})+),\d+(?:[eE][-+]?\d+)?\Z")
_HAS_COMMA = re.compile(
    r"(?<![\d,.])\d*,(?:\d{1,2}|\d{4,})(?![\d,])|0,\d|\d{1,3}(?:\.\d{3})+,\d"
)

#: How many characters are searched for a header before a file is claimed.
_FAR = 1_000_000

#: Cells that say that nothing was measured.
MISSING = frozenset(("", "-", "--", "n/a", "na", "nan", "none", "null", "(null)", "?"))


class Part(NamedTuple):
    """One table: the line and names of its header, its rows, the lines above it."""

    line: int
    header: list[str]
    rows: list[tuple[int, list[str]]]
    above: list[str]


@dataclass(frozen=True)
class CsvTables:
    """The tables of one tool in any text.

    Attributes
    ----------
    name : str
        The family.
    hint : str
        Words that stand in every header of the tool, split at ``&``; a quick test.
    fits : callable
        Given a header's names, says whether it is the tool's.
    read : callable
        Given a `Part`, yields what its rows hold.
    """

    name: str
    hint: str
    fits: Callable[[list[str]], bool]
    read: Callable[[Part], Iterator[Found]]

    def reader(self) -> Reader:
        """Return the reader of these tables in CSV, text and Markdown."""
        first = self.hint.partition("&")[0]

        def claims(document: Document) -> bool:  # two dozen are asked about each file
            return first in document.text and self._claims(document)

        return Reader(self.name, ("csv", "text", "markdown"), claims, self._read)

    def _claims(self, document: Document) -> bool:
        text = document.text if len(document.text) < _FAR else document.text[:_FAR]
        first, *more = self.hint.split("&")
        if first not in text or any(hint not in text for hint in more):
            return False
        if document.type != "markdown":
            found_at = text.find(first)
            while found_at >= 0:
                end = text.find("\n", found_at)
                end = end if end >= 0 else len(text)
                line = text[text.rfind("\n", 0, found_at) + 1 : end]
                if all(hint in line for hint in more) and self.fits(_header(line)[0]):
                    return True
                found_at = text.find(first, end)
            return False
        found = list(parts(document, self.hint, self.fits))
        return sum(len(part.rows) for part in found) > pipe_lines(document)

    def _read(self, document: Document) -> Iterator[Found]:
        found = self._found(document)
        csv_file = document.type == "csv"
        yield from found if csv_file else with_above(document, found)

    def _found(self, document: Document) -> Iterator[Found]:
        for part in parts(document, self.hint, self.fits):
            yield from self.read(part)


def pipe_lines(document: Document) -> int:
    """Count the lines of Markdown's own tables, outside of fenced code."""
    count, fenced = 0, False
    for line in document.lines:
        start = line.lstrip()
        fenced ^= start.startswith(("```", "~~~"))
        count += not fenced and start.startswith("|")
    return count


def parts(
    document: Document, hint: str, fits: Callable[[list[str]], bool]
) -> Iterator[Part]:
    """Find the tables whose header holds the hint and fits."""
    lines = [clean(line) for line in document.lines]
    starts = []
    first, *more = hint.split("&")
    for at, line in enumerate(lines):
        if first in line and all(word in line for word in more):
            header, mark = _header(line)
            if fits(header):
                starts.append((at, header, mark))
    last = 0
    for (at, header, mark), (end, *_) in pairwise([*starts, (len(lines), [], "")]):
        rows = list(_rows(lines[at + 1 : end], at + 2, mark, len(header)))
        yield Part(at + 1, header, rows, lines[last:at])
        last = end


def _header(line: str) -> tuple[list[str], str]:
    line = clean(line).strip().strip("\ufeff")
    mark = max(",;\t|", key=line.count)
    try:
        names = next(csv.reader([line], delimiter=mark), [])
    except csv.Error:
        names = []
    return [name.strip() for name in names], mark


def _rows(
    lines: list[str], first: int, mark: str, width: int
) -> Iterator[tuple[int, list[str]]]:
    """Split lines into cells; a fence ends the table, a line of one cell is no row."""
    fence = next((n for n, line in enumerate(lines) if line.startswith("```")), None)
    reader = csv.reader([line + "\n" for line in lines[:fence]], delimiter=mark)
    at = first
    while True:
        try:
            cells = next(reader, None)
        except csv.Error:
            cells = []
        if cells is None:
            return
        if len(cells) > 1 or (width == 1 and cells):
            extra = cells[width:]
            if extra and not any(cell.strip() for cell in extra):
                cells = cells[:width]
            yield at, [" ".join(cell.split()) for cell in cells]
        at = first + reader.line_num


def lines_of(part: Part) -> Iterator[tuple[int, Mapping[str, str]] | Problem]:
    """Yield (line, cells by column); a `Problem` for a row that does not fit."""
    width = len(part.header)
    for line, cells in part.rows:
        if len(cells) != width:
            reason = f"{len(cells)} cells where the header has {width}"
            yield Problem(f"line {line}", reason)
        else:
            yield line, dict(zip(part.header, cells, strict=True))


def has_decimal_commas(part: Part) -> bool:
    """Say whether the numbers of a table are written ``0,120356`` or ``5.763,5``."""
    return any(
        _HAS_COMMA.match(cell) is not None
        for _, cells in part.rows[:200]
        for cell in cells
        if "," in cell and len(cell) < 40
    )


def parse(text: str, comma: bool = False) -> float | None:
    """Parse a number with thousands (``5,763.5``, ``22,80,000``) or decimal commas.

    Returns None for what is no finite number.
    """
    text = _SPACES.sub("", text.strip())
    if _PLAIN.match(text) and not (comma and text.count(".") > 1):
        value = float(text)
    elif comma and _COMMA.match(text):
        value = float(text.replace(".", "").replace(",", "."))
    elif comma and re.fullmatch(r"\d{1,3}(?:\.\d{3}){2,}", text):
        value = float(text.replace(".", ""))
    elif _GROUPS.match(text):
        value = float(text.replace(",", ""))
    elif _COMMA.match(text):
        value = float(text.replace(".", "").replace(",", "."))
    else:
        return None
    return value if is_number(value) else None


def number(
    metric: str, written: str, unit: str, statistic: str = "value", place: str = "",
    comma: bool = False, n_behind: float | None = None, note: str | None = None,
    labels: Mapping[str, object] | None = None,
) -> Number | None:  # fmt: skip
    """Make the number of a cell: None where nothing was measured, failed for NaN."""
    if written.lower() in MISSING:
        return None
    value = parse(written, comma)
    if value is None:
        return Number(
            metric, None, unit, statistic, place, written, "failed",
            f"{written!r} is no number", note, labels=labels or {},
        )  # fmt: skip
    return Number(
        metric, value, unit, statistic, place, written, n_behind=n_behind, note=note,
        labels=labels or {},
    )  # fmt: skip


def setting(cell: str) -> float | int | str | None:
    """Return a setting's cell as a number where it is one, else as text."""
    if not cell:
        return None
    if cell.isascii() and cell.isdigit() and len(cell) < 16:
        return int(cell)
    if _PLAIN.match(cell):
        value = float(cell)
        return value if is_number(value) else cell
    return cell


#: A helper of other readers; it reads no file itself.
READERS = ()

"""A Markdown that holds a tool's output and other tables: the generic reader reads on.

The file has one reader; what that one did not take is handed to the generic reader, as
the same text with the taken tables and code blocks left empty, so that lines keep
their numbers.
"""

import re
from collections.abc import Callable, Iterator

from ..document import Document
from ..records import Found, Reader, Record
from ._terminal import is_rule

_LINE = re.compile(r"\bline (\d+)")


def with_rest(
    read: Callable[[Document], Iterator[Found]],
    only: re.Pattern[str] | None = None,
) -> Callable[[Document], Iterator[Found]]:
    """Let the generic reader read what is left of a Markdown.

    Parameters
    ----------
    read
        The tool's own reader; its records say which lines it took.
    only
        Of the rest, only tables whose header matches: where a Markdown holds answers
        of a language model, their lists and tables are no measurements.
    """

    def both(document: Document) -> Iterator[Found]:
        kept: list[Record] = []
        for found in read(document):
            if isinstance(found, Record):
                kept.append(found)
            yield found
        taken = {line for record in kept for line in _lines_of(record)}
        if taken and document.type == "markdown":
            yield from _generic(document, taken, only)

    return both


def _lines_of(record: Record) -> set[int]:
    places = [record.place]
    places += [number.place for number in record.numbers if "line" in number.place]
    places += [number.also_in for number in record.numbers if number.also_in]
    return {int(each) for place in places for each in _LINE.findall(place)}


def _generic(
    document: Document, taken: set[int], only: re.Pattern[str] | None
) -> Iterator[Found]:
    from .generic_markdown import READERS

    left = _without(document.lines, taken)
    if only:
        left = _tables(left, only)
    rest = Document(document.path, document.type, "\n".join(left), document.beside)
    reader: Reader = READERS[0]
    if reader.takes(rest):
        yield from reader.read(rest)


def _without(lines: list[str], taken: set[int]) -> list[str]:
    """Empty the code blocks and pipe tables that hold a taken line."""
    left = list(lines)
    start: int | None = None
    for at, line in enumerate(lines):
        if line.lstrip().startswith(("```", "~~~")):
            if start is None:
                start = at
                continue
            if any(number + 1 in taken for number in range(start, at)):
                left[start : at + 1] = [""] * (at + 1 - start)
            start = None
    for number in taken:
        at = number - 1
        while 0 <= at < len(left) and ("|" in left[at] or at == number - 1):
            left[at], at = "", at - 1
        at = number
        while at < len(left) and "|" in left[at]:
            left[at], at = "", at + 1
    return left


def _tables(lines: list[str], only: re.Pattern[str]) -> list[str]:
    """Empty all lines but headings and the tables whose header matches."""
    kept = []
    fenced = wanted = False
    for at, line in enumerate(lines):
        fenced ^= line.lstrip().startswith(("```", "~~~"))
        if at + 1 < len(lines) and is_rule(lines[at + 1]):
            wanted = bool(only.search(line))
        elif "|" not in line:
            wanted = False
        keep = not fenced and (line.startswith("#") or ("|" in line and wanted))
        kept.append(line if keep else "")
    return kept

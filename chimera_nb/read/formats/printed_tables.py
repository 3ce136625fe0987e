"""Tables that a program printed as text: boxes, ruled and aligned columns."""

import re
from collections.abc import Iterator, Sequence

from ..numerals import MISSING, NUMBER, parse_cell

Printed = tuple[list[str], list[tuple[int, list[str]]], str]

_BOX_RULE = re.compile(
    r"\s*[+|┌├└╭╰╔╠╚┏┣┗╞┡╪│║┃][-=+|:─═━┬┼┴┐┤┘╮╯╦╬╩╗╣╝┳╋┻┓┫┛╤╪╧╡╇┩╒╘╕╛\s]{3,}"
)
_BARE_RULE = re.compile(r"\s*[-=─━═]{2,}(?:[+|┼╪╋][-=─━═]{2,})+\s*")
_BARS = re.compile(r"(?<!\\)[|│║┃]")
_DASHES = re.compile(r"\s*[-=─━═]{2,}(?:\s+[-=─━═]{2,})+\s*")
_GAP = re.compile(r"\s{2,}|\t+")
_SKIP = 50
_LONE_RULE = re.compile(r"\s*[-=─━═*]{4,}\s*")


def printed_tables(lines: Sequence[str], first: int) -> Iterator[Printed]:
    """Yield (header, body, title) of each table printed in these lines."""
    at = 0
    title = before = ""
    while at < len(lines):
        line = lines[at]
        if _bars(line) >= 2 or (_BOX_RULE.fullmatch(line) and len(line.strip()) > 4):
            end = at
            while end < len(lines) and (_bars(lines[end]) or _is_rule(lines[end])):
                end += 1
            if found := _boxed(lines[at:end], first + at):
                yield (*found, title)
            at = max(end, at + 1)
            continue
        if _bars(line) == 1 and at + 1 < len(lines) and _LONE_RULE.match(lines[at + 1]):
            end = at + 2
            while end < len(lines) and (
                _bars(lines[end]) == 1 or _LONE_RULE.fullmatch(lines[end])
            ):
                end += 1
            rows = [
                "" if _LONE_RULE.fullmatch(each) else each for each in lines[at:end]
            ]
            if found := _boxed(rows, first + at):
                yield (*found, title)
                at = end
                continue
        if _DASHES.fullmatch(line) and at:
            end = at + 1
            while end < len(lines) and lines[end].strip():
                end += 1
            if found := _ruled(lines, at, end, first):
                yield (*found, before)
                at = end
                continue
        if len(_GAP.split(line.strip())) >= 2:
            end, found_aligned = _aligned(lines, at, first)
            if found_aligned:
                yield (*found_aligned, title)
            if found_aligned or end > at + _SKIP:
                at = end
                continue
        if line.strip() and not _LONE_RULE.fullmatch(line):
            before, title = title, line.strip(" =-#*\t")[:160]
        at += 1


def _is_rule(line: str) -> bool:
    return bool(_BOX_RULE.fullmatch(line) or _BARE_RULE.fullmatch(line))


def _bars(line: str) -> int:
    return len(_BARS.findall(line))


def _boxed(
    lines: Sequence[str], first: int
) -> tuple[list[str], list[tuple[int, list[str]]]] | None:
    rows: list[tuple[int, list[str]]] = []
    head: list[list[str]] = []
    seen_rule = False
    for at, line in enumerate(lines):
        if _is_rule(line) or not line.strip(" |│║┃"):
            if rows and not seen_rule:
                head = [cells for _, cells in rows]
                rows, seen_rule = [], True
            continue
        text = line.strip()
        text = text[1:] if text[0] in "|│║┃" else text
        text = text[:-1] if text and text[-1] in "|│║┃" else text
        rows.append((first + at, [cell.strip() for cell in _BARS.split(text)]))
    if not head and len(rows) > 1:
        head, rows = [rows[0][1]], rows[1:]
    if not head or not rows:
        return None
    width = max(len(head[-1]), *(len(cells) for _, cells in rows))
    padded = [cells + [""] * (width - len(cells)) for cells in head]
    names = [" ".join(filter(None, column)) for column in zip(*padded, strict=True)]
    return names, [(line, cells + [""] * (width - len(cells))) for line, cells in rows]


def _ruled(
    lines: Sequence[str], rule: int, end: int, first: int
) -> tuple[list[str], list[tuple[int, list[str]]]] | None:
    """Cut columns under groups of dashes (tabulate's and Sphinx's simple tables)."""
    spans = [match.span() for match in re.finditer(r"[-=─━═]+", lines[rule])]
    above = rule - 1
    if not lines[above].strip():
        return None
    header = _sliced(lines[above], spans)
    body = []
    for at in range(rule + 1, end):
        if _DASHES.fullmatch(lines[at]):
            break
        body.append((first + at, _sliced(lines[at], spans)))
    return (header, body) if body and any(header) else None


def _sliced(line: str, spans: Sequence[tuple[int, int]]) -> list[str]:
    pieces = _GAP.split(line.strip())
    if len(pieces) == len(spans):
        return [piece.strip() for piece in pieces]
    cells = []
    for index, (start, _) in enumerate(spans):
        stop = spans[index + 1][0] if index + 1 < len(spans) else None
        cells.append(line[start:stop].strip())
    return cells


def _aligned(
    lines: Sequence[str], at: int, first: int
) -> tuple[int, tuple[list[str], list[tuple[int, list[str]]]] | None]:
    """Find a header and rows whose cells are two blanks apart (pandas)."""
    header = _GAP.split(lines[at].strip())
    if any(parse_cell(cell).kind == NUMBER for cell in header):
        return at, None
    end = at + 1
    body: list[tuple[int, list[str]]] = []
    while end < len(lines) and lines[end].strip():
        if _LONE_RULE.fullmatch(lines[end]):
            end += 1
            continue
        cells = _GAP.split(lines[end].strip())
        if len(cells) not in (len(header), len(header) + 1):
            break
        body.append((first + end, cells))
        end += 1
    widths = {len(cells) for _, cells in body}
    if not body or len(widths) != 1:
        return end, None
    if widths == {len(header) + 1}:
        header = ["", *header]
    columns = list(zip(*(cells for _, cells in body), strict=True))
    kinds = [{parse_cell(cell).kind for cell in column} for column in columns]
    if (
        not any(kind <= {NUMBER, MISSING} and NUMBER in kind for kind in kinds)
        or len(header) < 2
    ):
        return end, None
    if len(body) < 2 and len(header) < 3:
        return end, None
    return end, (header, body)

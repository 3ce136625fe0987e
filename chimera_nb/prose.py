"""Markdown → blocks and sentences, each with its place in the text."""

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token


class Block(NamedTuple):
    """A paragraph, list item, heading or table cell: its text and where it stands.

    `heading` is the path of headings above, the nearest last (a line that is all bold
    is one, too); `above` the items that a nested one belongs to and the line that led
    to their list; `column` a cell's header, `row` the cells before it, `rest` those
    after it and `first` the first cells of all rows; `code` a line of fenced code;
    `below` the rows of the table that follows, or of a header's own; `item`: it stands
    in a list; `head`: it is a header's cell.
    """

    text: str
    line: int
    at: int
    heading: str = ""
    above: str = ""
    column: str = ""
    row: str = ""
    header: str = ""
    code: bool = False
    rest: str = ""
    first: str = ""
    below: tuple[str, ...] = ()
    item: bool = False
    head: bool = False


#: Only blocks are asked for; what stands inside them is read here.
_MARKDOWN = MarkdownIt("commonmark").enable("table").disable(["inline", "text_join"])
#: What stands in a text and claims nothing: what is struck, where a link leads, raw
#: tags, and the marks and notes that an earlier check left. Code is passed over.
_SILENT = re.compile(
    r"`[^`\n]++`"
    r"|(?<![~\\])~~(?=[^~\s])(?:[^~]|(?<=\\)~|~(?!~))++(?<=\S)~~(?!~)"
    r"|(?<=\])\((?:[^()\s]|\([^()\s]*\))++(?: +\"[^\"\n]*\")?\)"
    r"|https?://[^\s<>\])|]++"
    r"|</?[A-Za-z][\w-]*(?: [\w-]+=\"[^\"\n]*\")*+ ?/?>"
    r"|\[\^check-\d+\]"
)
_NOTE = re.compile(r"\s{0,3}\[\^check-\d+\]:")
#: A sentence longer than this is judged in pieces, and so much of a heading, line or
#: row says something of what stands below or after it: no text costs a square.
_LONGEST = 1500
#: Fences of Markdown in fences of Markdown are read so deep.
_DEEPEST_FENCE = 3
#: What stands in quotes and lists so deep is left whole by the parser: judged by lines.
_DEEPEST_LEVEL = _MARKDOWN.options["maxNesting"] - 1
#: A line that is all bold stands below every heading.
_BOLD_LEVEL = 7
#: A caption is no longer than that.
_CAPTION = 80
_INDENTED_LIST = re.compile(r"\s*(?:[-*+]|\d+[.)])\s")
_BAR = re.compile(r"(?<!\\)\|")
_END = re.compile(r"[.!?;](?=\s+[^\s])|\n\n|\n(?=\s*\*\*[^*\n]{1,40}(?::\*\*|\*\*:))")
_BOLD = re.compile(r"\s*(?:\*\*|__)[^*\n]{1,120}(?:\*\*|__):?\s*")
_LEADS = re.compile(r":[*_\s]*\Z")
_LIST_NUMBER = re.compile(r"\W*\d+")
_SHORTENED = re.compile(r"\b(?:e\.g|i\.e|vs|approx|no|fig|cf)$", re.I)


def _quiet(text: str) -> str:
    """Write spaces over what claims nothing, so that all else keeps its place."""
    if "~" not in text and "[" not in text and "<" not in text and "//" not in text:
        return text

    def blank(match: re.Match[str]) -> str:
        if match[0].startswith("`"):
            return match[0]
        return "".join("\n" if char == "\n" else " " for char in match[0])

    return _SILENT.sub(blank, text)


def blocks(text: str, depth: int = 0) -> Iterator[Block]:
    """Yield the blocks of a Markdown text in its order; `at` counts columns from 1.

    Fenced Markdown is read as Markdown; `depth` says within how many such fences the
    text stands.
    """
    lines = text.splitlines()
    headings: list[tuple[int, str]] = []
    items: list[str] = []
    heading, lead, intro, in_head, in_table = "", "", "", False, False
    columns: tuple[str, ...] = ()
    first_cells, caption = "", ""
    below: tuple[str, ...] = ()
    tokens = _MARKDOWN.parse("\n".join(lines))
    for at, (token, after) in enumerate(zip_longest(tokens, tokens[1:])):
        if token.type in ("thead_open", "thead_close"):
            in_head = token.type == "thead_open"
        elif token.type in ("table_open", "table_close"):
            in_table = token.type == "table_open"
            caption = _caption(tokens, at) if in_table else ""
            below = _rows(token, lines)
            rows = lines[token.map[0] + 2 : token.map[1]] if token.map else []
            of_rows = (row.strip().strip("|").partition("|")[0].strip() for row in rows)
            first_cells = " \x1f ".join(of_rows)[:_LONGEST]
        elif token.type == "list_item_close" and items:
            items.pop()
        elif token.type in ("list_item_open", "blockquote_open") and token.map:
            if token.type == "list_item_open":
                items.append("")
            if token.level >= _DEEPEST_LEVEL and after.nesting == -1:
                for line in range(*token.map):
                    yield Block(_quiet(lines[line]), line + 1, 1, heading)
        elif token.type == "tr_open" and token.map:
            row = lines[token.map[0]]
            if in_head:
                columns = _columns_of(row)
                of_head = _cells(row, token.map[0], (), heading, lead)
                yield from (cell._replace(head=True, below=below) for cell in of_head)
            else:
                cells = _cells(row, token.map[0], columns, heading, lead)
                for cell in cells:
                    above = f"{caption} \x1f {cell.above}" if caption else cell.above
                    yield cell._replace(above=above, first=first_cells)
        elif token.type == "fence" and token.map:
            first, last = token.map
            is_markdown = token.info.strip().lower() in ("markdown", "md")
            if is_markdown and depth < _DEEPEST_FENCE:
                closed = lines[last - 1].strip(" \t>") == token.markup
                inside = "\n".join(lines[first + 1 : last - closed])
                for block in blocks(inside, depth + 1):
                    yield block._replace(line=block.line + first + 1)
                continue
            for line in range(first + 1, last):
                yield Block(lines[line], line + 1, 1, heading, code=True)
        elif token.type == "code_block" and token.map and depth < _DEEPEST_FENCE:
            first, last = token.map
            if _INDENTED_LIST.match(lines[first]):  # a list below a list, too far in
                inside = "\n".join(line.lstrip() for line in lines[first:last])
                for block in blocks(inside, depth + 1):
                    off = len(lines[first + block.line - 1]) - len(
                        lines[first + block.line - 1].lstrip())  # fmt: skip
                    told = " \x1f ".join(each for each in (lead, block.above) if each)
                    yield block._replace(line=block.line + first, at=block.at + off,
                                         heading=heading, above=told)  # fmt: skip
        elif token.type == "inline" and token.map and not in_table:
            first, last = token.map
            if _NOTE.match(lines[first]):
                continue
            inside = _quiet("\n".join(lines[first:last]))
            lead = inside[:_LONGEST]
            is_bold = _BOLD.fullmatch(inside) is not None
            if not items:
                intro = lead if is_bold or _LEADS.search(lead) else ""
            told = (intro, *items[:-1]) if items else ()
            above = " \x1f ".join(each for each in told if each)
            if items and not items[-1]:
                items[-1] = lead
            rows_below = _rows_below(tokens, at, lines)
            yield Block(inside, first + 1, 1, heading, above, item=bool(items),
                        below=rows_below)  # fmt: skip
            level = _level(tokens[at - 1].tag) if at else 0
            if (level or is_bold) and not items:
                level = level or _BOLD_LEVEL
                headings = [h for h in headings if h[0] < level] + [(level, lead)]
                heading = " \x1f ".join(each for _, each in headings)


def _level(tag: str) -> int:
    """Return the level of a heading's tag; 0 for any other."""
    return int(tag[1]) if re.fullmatch(r"h[1-6]", tag) else 0


def _rows_below(
    tokens: Sequence[Token], at: int, lines: Sequence[str]
) -> tuple[str, ...]:
    """Return the first rows of the table that follows a line, cells with headers."""
    table = tokens[at + 2] if at + 2 < len(tokens) else None
    return _rows(table, lines) if table is not None else ()


def _rows(table: Token, lines: Sequence[str]) -> tuple[str, ...]:
    if table.type != "table_open" or not table.map:
        return ()
    start, end = table.map
    names = _columns_of(lines[start])
    rows = (_columns_of(line) for line in lines[start + 2 : min(end, start + 22)])
    return tuple(
        ", ".join(f"{name}={cell}" for name, cell in zip(names, row, strict=False))
        for row in rows
    )


def _caption(tokens: Sequence[Token], at: int) -> str:
    """Return the short line that follows a table, and may say what it is of."""
    while at < len(tokens) and tokens[at].type != "table_close":
        at += 1
    below = tokens[at + 2] if at + 2 < len(tokens) else None
    is_line = below is not None and tokens[at + 1].type == "paragraph_open"
    text = below.content if below is not None and is_line else ""
    short = len(text) <= _CAPTION and "." not in text.rstrip(".*_ ")
    other = _BOLD.fullmatch(text) or _LEADS.search(text) or _NOTE.match(text)
    return text if short and not other else ""


def _columns_of(row: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in _quiet(row).strip().strip("|").split("|"))


def _cells(
    row: str, line: int, columns: tuple[str, ...], heading: str, lead: str
) -> Iterator[Block]:
    above = f"{lead} \x1f {columns[0]}" if columns else lead
    header = " \x1f ".join(columns)[:_LONGEST]
    at, number = 0, -1 if row.lstrip().startswith("|") else 0
    before = ""
    cells = [_quiet(cell) for cell in _BAR.split(row)]
    for index, cell in enumerate(cells):
        name = columns[number] if 0 <= number < len(columns) else ""
        if number >= 0 and cell.strip():
            rest = " \x1f ".join(each.strip() for each in cells[index + 1 : index + 8])
            yield Block(cell, line + 1, at + 1, heading, above, name, before, header,
                        rest=rest[:_LONGEST])  # fmt: skip
        if number >= 0 and len(before) < _LONGEST:
            told = f"{name}: {cell.strip()}" if name else cell.strip()
            before = f"{before} \x1f {told[:_LONGEST]}" if number else told[:_LONGEST]
        at += len(cell) + 1
        number += 1


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """Split a block into (start, sentence); a very long one between two words."""
    for start, end in _bounds(text):
        while end - start > _LONGEST:
            space = max(text.rfind(gap, start, start + _LONGEST) for gap in " \n\t")
            cut = space if space > start else start + _LONGEST
            yield start, text[start:cut]
            start = cut
        yield start, text[start:end]


def _bounds(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _END.finditer(text):
        at, end = match.span()
        if _LIST_NUMBER.fullmatch(text[start : min(at, start + 20)]):
            continue
        if _SHORTENED.search(text[max(start, at - 8) : at]):
            continue
        yield start, end
        start = end
    if text[start:].strip():
        yield start, len(text)

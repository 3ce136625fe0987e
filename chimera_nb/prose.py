"""Markdown → blocks and sentences, each with its place in the text."""

import re
from collections.abc import Iterator
from itertools import zip_longest
from typing import NamedTuple

from markdown_it import MarkdownIt


class Block(NamedTuple):
    """A paragraph, list item, heading or table cell: its text and where it stands.

    `heading` is the path of headings above, the nearest last; `above` the item or line
    that a nested list belongs to; `column` a cell's header and `row` the cells before
    it; `code` a line of fenced code.
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
_BAR = re.compile(r"(?<!\\)\|")
_END = re.compile(r"[.!?;](?=\s+[^\s])|\n\n")
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
    heading, lead, in_head, in_table = "", "", False, False
    columns: tuple[str, ...] = ()
    tokens = _MARKDOWN.parse("\n".join(lines))
    for token, after in zip_longest(tokens, tokens[1:]):
        if token.type in ("thead_open", "thead_close"):
            in_head = token.type == "thead_open"
        elif token.type in ("table_open", "table_close"):
            in_table = token.type == "table_open"
        elif token.type == "list_item_close" and items:
            items.pop()
        elif token.type in ("list_item_open", "blockquote_open") and token.map:
            if token.type == "list_item_open":
                items.append("")
            if token.level >= _DEEPEST_LEVEL and after.nesting == -1:
                for at in range(*token.map):
                    yield Block(_quiet(lines[at]), at + 1, 1, heading)
        elif token.type == "tr_open" and token.map:
            row = lines[token.map[0]]
            if in_head:
                columns = _columns_of(row)
            else:
                yield from _cells(row, token.map[0], columns, heading, lead)
        elif token.type == "fence" and token.map:
            first, last = token.map
            is_markdown = token.info.strip().lower() in ("markdown", "md")
            if is_markdown and depth < _DEEPEST_FENCE:
                closed = lines[last - 1].strip(" \t>") == token.markup
                inside = "\n".join(lines[first + 1 : last - closed])
                for block in blocks(inside, depth + 1):
                    yield block._replace(line=block.line + first + 1)
                continue
            for at in range(first + 1, last):
                yield Block(lines[at], at + 1, 1, heading, code=True)
        elif token.type == "inline" and token.map and not in_table:
            first, last = token.map
            if _NOTE.match(lines[first]):
                continue
            inside = _quiet("\n".join(lines[first:last]))
            lead = inside[:_LONGEST]
            above = " ".join(each for each in items[:-1] if each)
            if items and not items[-1]:
                items[-1] = lead
            yield Block(inside, first + 1, 1, heading, above)
            mark = re.match(r"\s*(#+)\s", lead)
            if mark and not items:
                level = len(mark[1])
                headings = [h for h in headings if h[0] < level] + [(level, lead)]
                heading = " \x1f ".join(each for _, each in headings)


def _columns_of(row: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in _quiet(row).strip().strip("|").split("|"))


def _cells(
    row: str, line: int, columns: tuple[str, ...], heading: str, lead: str
) -> Iterator[Block]:
    above, header = f"{lead} \x1f {columns[0]}", " \x1f ".join(columns)[:_LONGEST]
    at, number = 0, -1 if row.lstrip().startswith("|") else 0
    before = ""
    for cell in map(_quiet, _BAR.split(row)):
        name = columns[number] if 0 <= number < len(columns) else ""
        if number >= 0 and cell.strip():
            yield Block(cell, line + 1, at + 1, heading, above, name, before, header)
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

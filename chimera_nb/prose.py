"""Markdown → blocks and sentences, each with its place in the text."""

import re
from collections.abc import Iterator
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


_MARKDOWN = MarkdownIt("commonmark").enable("table")
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
#: A sentence longer than this is judged in pieces, so that no text costs a square.
_LONGEST = 1500


def _quiet(text: str) -> str:
    """Write spaces over what claims nothing, so that all else keeps its place."""
    if "~" not in text and "[" not in text and "<" not in text and "//" not in text:
        return text

    def blank(match: re.Match[str]) -> str:
        if match[0].startswith("`"):
            return match[0]
        return "".join("\n" if char == "\n" else " " for char in match[0])

    return _SILENT.sub(blank, text)


def blocks(text: str) -> Iterator[Block]:
    """Yield the blocks of a Markdown text in its order; `at` counts columns from 1."""
    lines = text.splitlines()
    headings: list[tuple[int, str]] = []
    items: list[str] = []
    header, in_head, in_table, lead = "", False, False, ""
    for token in _MARKDOWN.parse("\n".join(lines)):
        heading = " \x1f ".join(each for _, each in headings)
        if token.type in ("thead_open", "thead_close"):
            in_head = token.type == "thead_open"
        elif token.type in ("table_open", "table_close"):
            in_table = token.type == "table_open"
        elif token.type == "list_item_open":
            items.append("")
        elif token.type == "list_item_close" and items:
            items.pop()
        elif token.type == "tr_open" and token.map:
            row = lines[token.map[0]]
            if in_head:
                header = row
            else:
                yield from _cells(row, token.map[0], header, heading, lead)
        elif token.type == "fence" and token.map:
            first, last = token.map
            if token.info.strip().lower() in ("markdown", "md"):
                closed = lines[last - 1].strip(" \t>") == token.markup
                inside = "\n".join(lines[first + 1 : last - closed])
                for block in blocks(inside):
                    yield block._replace(line=block.line + first + 1)
                continue
            for at in range(first + 1, last):
                yield Block(lines[at], at + 1, 1, heading, code=True)
        elif token.type == "inline" and token.map and not in_table:
            first, last = token.map
            inside = _quiet("\n".join(lines[first:last]))
            if _NOTE.match(lines[first]):
                continue
            mark = re.match(r"\s*(#+)\s", lines[first])
            if mark and not items:
                depth = len(mark[1])
                headings = [h for h in headings if h[0] < depth] + [(depth, inside)]
            lead = inside
            above = " ".join(each for each in items[:-1] if each)
            if items and not items[-1]:
                items[-1] = inside
            yield Block(inside, first + 1, 1, heading, above)


def _cells(
    row: str, line: int, header: str, heading: str, lead: str
) -> Iterator[Block]:
    header = _quiet(header)
    names = [name.strip() for name in header.strip().strip("|").split("|")]
    above = f"{lead} \x1f {names[0]}"
    at, number = 0, -1 if row.lstrip().startswith("|") else 0
    before: list[str] = []
    for cell in map(_quiet, re.split(r"(?<!\\)\|", row)):
        if number >= 0 and cell.strip():
            name = names[number] if number < len(names) else ""
            others = " \x1f ".join(before)
            yield Block(
                cell,
                line + 1,
                at + 1,
                heading,
                above,
                name,
                others,
                " \x1f ".join(names),
            )
        if number >= 0:
            name = names[number] if number < len(names) else ""
            before.append(f"{name}: {cell.strip()}" if name else cell.strip())
        at += len(cell) + 1
        number += 1


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """Split a block into (start, sentence)."""
    for start, end in _bounds(text):
        for at in range(start, end, _LONGEST):
            yield at, text[at : min(end, at + _LONGEST)]


def _bounds(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for end in re.finditer(r"[.!?;](?=\s+[^\s])|\n\n", text):
        before = text[start : end.start()]
        if re.fullmatch(r"\W*\d+", before[:20]):  # a list number
            continue
        if re.search(r"\b(?:e\.g|i\.e|vs|approx|no|fig|cf)$", before[-8:], re.I):
            continue
        yield start, end.end()
        start = end.end()
    if text[start:].strip():
        yield start, len(text)

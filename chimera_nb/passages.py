"""Where in a Markdown text something may be written, and where a sentence ends."""

import re
from bisect import bisect_right
from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

from markdown_it import MarkdownIt

from .prose import Block, blocks, sentences

_MARKDOWN = MarkdownIt("commonmark").enable("table")
#: What no sign may stand in: code, images, tags, links. All but links are raw: no mark
#: of Markdown works inside them.
_ATOMS = re.compile(
    r"(?P<raw>(`+)(?!`)[^`\n]+\2"
    r"|!\[[^\[\]\n]*\](?:\([^()\n]*\)|\[[^\[\]\n]*\])?"
    r"|</?[A-Za-z][\w-]*(?: [\w-]+=\"[^\"\n]*\")*+ ?/?>"
    r"|https?://[^\s<>)\]|]+)"
    r"|\[[^\[\]\n]*\](?:\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)|\[[^\[\]\n]*\])?"
)
_MARKER = re.compile(r"(\s*(?:>\s?)*)(?:(?:[-*+]|\d{1,9}[.)])\s+(?:\[[ xX]\]\s+)?)?")
_HEADING = re.compile(r"\s{0,3}#{1,6}(?:\s|\Z)")
_UNDERLINE = re.compile(r"\s{0,3}(?:=+|-+)\s*\Z")
_SPACES = re.compile(r"[ \t]*(\r?\n[ \t>]*)?")
_PAIRED = re.compile(r"\*\*|__|~~|`|\*")


class Sign(NamedTuple):
    """Where a sign goes, and what must stand before and after it there."""

    at: int
    before: str
    after: str


class Cut(NamedTuple):
    """What is taken out of a text, and what stands there instead."""

    start: int
    end: int
    new: str


class _Atom(NamedTuple):
    start: int
    end: int
    raw: bool


class _Fence(NamedTuple):
    """A block of fenced code, by its lines from 0; `last` is its closing one."""

    first: int
    last: int
    prefix: str
    open_with: str
    prose: bool


class Passages:
    """A Markdown text by its lines, code, links, sentences."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._lines = text.splitlines(keepends=True)
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line))
        self._found: dict[int, list[_Atom]] = {}

    @property
    def line_end(self) -> str:
        """How the text ends its lines."""
        return "\r\n" if self._lines and self._lines[0].endswith("\r\n") else "\n"

    def offset(self, line: int, column: int) -> int | None:
        """Find a place by its line and column, both from 1; None where it is not."""
        if not (0 < line <= len(self._lines) and column > 0):
            return None
        at = self._starts[line - 1] + column - 1
        return at if at < self._starts[line] else None

    def line_and_column(self, offset: int) -> tuple[int, int]:
        """Give the line and column of a place, both from 1."""
        row = self._row(offset)
        return row + 1, offset - self._starts[row] + 1

    def _row(self, offset: int) -> int:
        return max(0, min(bisect_right(self._starts, offset), len(self._lines)) - 1)

    # --- code and links --------------------------------------------------------------

    @cached_property
    def _fences(self) -> list[_Fence]:
        found = []
        for token in _MARKDOWN.parse("\n".join(self.text.splitlines())):
            if token.type == "fence" and token.map:
                first, end = token.map
                before = self._lines[first].partition(token.markup[:3])[0]
                prefix = re.sub(r"[^\s>]", " ", before)
                closed = end - 1 > first and re.fullmatch(
                    rf"[\s>]*{re.escape(token.markup[0])}{{{len(token.markup)},}}\s*",
                    self._lines[end - 1],
                )
                found.append(_Fence(
                    first, end - 1, prefix, "" if closed else token.markup,
                    token.info.strip().lower() in ("markdown", "md"),
                ))  # fmt: skip
        return found

    def _fence(self, offset: int) -> _Fence | None:
        row = self._row(offset)
        at = bisect_right(self._fences, row, key=lambda each: each.first) - 1
        fence = self._fences[at] if at >= 0 else None
        inside = fence and fence.first <= row <= fence.last and not fence.prose
        return fence if inside else None

    @property
    def closing(self) -> str:
        """What closes the code that is still open where the text ends."""
        last = self._fences[-1] if self._fences else None
        if not last or not last.open_with or last.last < len(self._lines) - 1:
            return ""
        ended = self._lines[-1].endswith(("\n", "\r"))
        gap = "" if ended else self.line_end
        return f"{gap}{last.prefix}{last.open_with}{self.line_end}"

    def _atom(self, offset: int) -> _Atom | None:
        row = self._row(offset)
        if row not in self._found:
            start = self._starts[row]
            self._found[row] = [
                _Atom(start + m.start(), start + m.end(), bool(m["raw"]))
                for m in _ATOMS.finditer(self._lines[row] if self._lines else "")
            ]
        atoms = self._found[row]
        at = bisect_right(atoms, offset, key=lambda each: each.start) - 1
        return atoms[at] if at >= 0 and offset < atoms[at].end else None

    def is_raw(self, offset: int) -> bool:
        """Say whether a place is in code, an image or a tag: no marks work there."""
        atom = self._atom(offset)
        return bool(atom and atom.raw) or self._fence(offset) is not None

    def behind(self, end: int) -> Sign:
        """Find where the sign of what ends here can stand."""
        fence = self._fence(end - 1)
        if fence:
            return self._below(fence)
        atom = self._atom(end - 1)
        at = max(end, atom.end) if atom else end
        word = re.compile(r"[*_]+\w+").match(self.text, at)
        return Sign(word.end() if word else at, " ", "")

    def _below(self, fence: _Fence) -> Sign:
        """Put signs of code into a paragraph below it."""
        at, end, prefix = self._starts[fence.last + 1], self.line_end, fence.prefix
        ended = self._lines[fence.last].endswith(("\n", "\r")) or fence.open_with
        before = f"{prefix.rstrip()}{end}{prefix}"
        return Sign(at, before if ended else end + before, end + prefix.rstrip() + end)

    # --- sentences -------------------------------------------------------------------

    @cached_property
    def _blocks(self) -> dict[int, list[Block]]:
        found: dict[int, list[Block]] = {}
        for block in blocks(self.text):
            for row in range(block.text.count("\n") + 1):
                found.setdefault(block.line + row, []).append(block)
        return found

    def _block(self, offset: int) -> tuple[Block, int] | None:
        """Find the block of a place, and where it begins."""
        row, _ = self.line_and_column(offset)
        for block in self._blocks.get(row, ()):
            start = self._starts[block.line - 1] + block.at - 1
            if start <= offset < start + self._length(block) and not block.code:
                return block, start
        return None

    def _length(self, block: Block) -> int:
        """Count a block's characters with the line ends that the text has."""
        lines = block.text.count("\n")
        if not lines:
            return len(block.text)
        row = block.line - 1
        last = len(block.text) - block.text.rindex("\n") - 1
        return self._starts[row + lines] - self._starts[row] - block.at + 1 + last

    def cuts(self, offsets: Iterable[int]) -> dict[int, Cut | None]:
        """Find how to take out the sentences of some places.

        A cell becomes a dash. None for what must stay: a heading, an item with others
        below it, a sentence that begins or ends inside an emphasis or a link.
        """
        found: dict[int, Cut | None] = {}
        of_block: dict[int, tuple[Block, list[int]]] = {}
        for offset in offsets:
            found[offset] = None
            here = self._block(offset)
            if here:
                of_block.setdefault(here[1], (here[0], []))[1].append(offset)
        for start, (block, places) in of_block.items():
            found |= self._cut_block(block, start, places)
        return found

    def _cut_block(
        self, block: Block, start: int, places: list[int]
    ) -> dict[int, Cut | None]:
        text = self.text[start : start + self._length(block)]
        if block.header:
            body = text.strip()
            at = start + text.index(body)
            return dict.fromkeys(places, Cut(at, at + len(body), "–"))
        row = block.line - 1 + block.text.count("\n")
        below = self._lines[row + 1] if row + 1 < len(self._lines) else ""
        marker = _MARKER.match(text)
        skip = marker.end() if marker else 0
        if _HEADING.match(text, skip) or _UNDERLINE.match(below):
            return dict.fromkeys(places)
        spans = [
            (max(at, skip), at + len(each)) for at, each in sentences(text)
            if text[max(at, skip) : at + len(each)].strip()
        ]  # fmt: skip
        wanted = {
            place: span for place in places for span in spans
            if span[0] <= place - start < span[1]
        }  # fmt: skip
        if set(wanted.values()) == set(spans):
            return dict.fromkeys(places, self._whole(block, row, text, below))
        return {
            place: self._sentence(text, start, *wanted[place]) if place in wanted
            else None
            for place in places
        }  # fmt: skip

    def _whole(self, block: Block, row: int, text: str, below: str) -> Cut | None:
        """Take out all lines of a block, and a blank one where two would be left."""
        marker = _MARKER.match(text)
        if marker and marker.end() > marker.end(1):
            indent = len(below) - len(below.lstrip())
            if below.strip() and indent > len(marker[1]):
                return None
        first = block.line - 1
        above = self._lines[first - 1] if first else ""
        end = row + 2 if below and not below.strip() and not above.strip() else row + 1
        return Cut(self._starts[first], self._starts[end], "")

    @staticmethod
    def _sentence(text: str, start: int, since: int, until: int) -> Cut | None:
        """Take out one of several sentences, with the space that it leaves."""
        part = text[since:until]
        marks = _PAIRED.findall(part)
        if part.count("[") != part.count("]") or any(
            marks.count(each) % 2 for each in set(marks)
        ):
            return None
        since += len(part) - len(part.lstrip(" \t\r\n>"))
        before = text[text.rfind("\n", 0, since) + 1 : since]
        begins = _MARKER.fullmatch(before) is not None
        spaces = _SPACES.match(text, until)
        after = spaces.end() if spaces else until
        if after == len(text):  # the last one: what stands before it goes, too
            since = len(text[:since].rstrip(" \t>")) if begins else since
            since, until = len(text[:since].rstrip()), after
        elif begins or not (spaces and spaces[1]):
            until = after
        else:
            since -= len(before) - len(before.rstrip(" \t"))
        return Cut(start + since, start + until, "")

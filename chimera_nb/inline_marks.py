"""Verdicts marked in somebody's own Markdown, which otherwise stays as it is."""

import re
from typing import TYPE_CHECKING

from .marks import end_of_mark, html_mark, mark_of, markdown_mark
from .passages import Passages

if TYPE_CHECKING:
    import pandas as pd

#: Formulas and tags, in which no mark works.
_CLOSED = re.compile(
    r"</?[A-Za-z][^<>]*>|\$\$.{1,2000}?\$\$"
    r"|(?<![\\$])\$(?![\s$])[^$\n]+?(?<![\s\\])\$(?!\d)"
    r"|\\\(.{1,2000}?\\\)|\\\[.{1,2000}?\\\]",
    re.DOTALL,
)
_JUDGED = ("supported", "contradicted", "unsupported")


def mark_inline(text: str, claims: "pd.DataFrame", *, html: bool) -> str:
    r"""Put a mark at every judged number of a Markdown text.

    Links, images, formulas and raw HTML stay what they are: this is for texts that are
    trusted, as a notebook of one's own is. What stands in code or in a formula is left
    unmarked.

    Parameters
    ----------
    text
        The Markdown that was judged.
    claims
        What `check_text` gave for it.
    html
        Whether marks are HTML, with reason and source on hover, as in a report; else
        they are Markdown: ``4.63 ✓``, ``~~14.59~~ **4.630 s** ✗``, ``14.59 ⚠``.
    """
    passages = Passages(text)
    lines = text.splitlines(keepends=True)
    closed = [match.span() for match in _CLOSED.finditer(text)]
    edits: list[tuple[int, int, str]] = []
    for claim in claims[claims["verdict"].isin(_JUDGED)].to_dict("records"):
        row, token = int(claim["line"]), str(claim["token"])
        start = passages.offset(row, int(claim["column"]))
        if start is None or not token or not text.startswith(token, start):
            continue
        if passages.is_raw(start) or any(a <= start < b for a, b in closed):
            continue
        mark = mark_of(claim)
        line, column = lines[row - 1], int(claim["column"]) - 1
        wrong = mark.true_value if mark.verdict == "contradicted" else ""
        end = start - column + end_of_mark(line, column, token, wrong or "0")
        if html:
            new = _plain(html_mark(mark, True)) + text[start:end]
            new += _plain(html_mark(mark, False))
        else:
            bold = line.count("**", 0, column) % 2 == 1
            new = markdown_mark(mark, text[start:end], bold)
        edits.append((start, end, new))
    pieces, done = [], 0
    for start, end, new in sorted(edits):
        if start >= done:
            pieces += [text[done:start], new]
            done = end
    return "".join([*pieces, text[done:]])


def _plain(tags: str) -> str:
    """Keep Markdown from reading what stands in our tags and between them."""
    return re.sub(r"[*_`|~$\[\]\\]", lambda match: f"&#{ord(match[0])};", tags)

"""Prose with its verdicts: every judged number marked in its own place."""

import re
from collections.abc import Hashable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from . import units as _units
from .display import (
    MISSING,
    bounded,
    clean_html,
    escape_html,
    escape_markdown,
    print_cell,
    to_html,
)

if TYPE_CHECKING:
    import pandas as pd

_OPEN, _CLOSE = 0xF0000, 0x100000  # private-use planes: one character marks one claim
_PLACEHOLDER = re.compile("[\U000f0000-\U000ffffd\U00100000-\U0010fffd]")
_PAIR = re.compile(
    "([\U000f0000-\U000ffffd])([^\U000f0000-\U0010ffff]*)[\U00100000-\U0010fffd]"
)
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
_VERDICTS = {"supported", "contradicted", "unsupported"}


_RATE = re.compile(r" (?:[a-z]+ ){0,2}per second\b", re.IGNORECASE)


class Mark(NamedTuple):
    """What is shown at a judged number: its verdict, the true value, what was said."""

    verdict: str
    true_value: str
    title: str
    reason: str


def mark_of(claim: "Mapping[Hashable, object]") -> Mark:
    """Make the mark of a row of the table of claims."""
    verdict = str(claim["verdict"])
    fact, true_value, source, reason = (
        _said(claim.get(key)) for key in ("fact", "true_value", "source", "reason")
    )
    why = () if verdict == "supported" else (reason,)
    parts = [part for part in (*why, fact, true_value, source) if part]
    title = " · ".join(parts) or reason or verdict
    return Mark(verdict, true_value, title, reason)


def _said(value: object) -> str:
    """Print a value of the table of claims; nothing where it is missing."""
    text = print_cell(value, None)
    return "" if text in {MISSING, "None", "n/a"} else bounded(value, 200)


def end_of_mark(line: str, start: int, token: str, true_value: str) -> int:
    """Say where a mark ends: with its token, or with the unit that a new value has."""
    end = start + len(token)
    if not true_value.endswith(tuple("0123456789")):
        if true_value.endswith(" 1/s") and (rate := _RATE.match(line, end)):
            return rate.end()
        rest = re.match(r"[ \u00a0]?([^\s\d.,;:()|*_`<>]+)", line[end:])
        if rest and _units.parse_unit(rest[1]):
            return end + rest.end()
    return end


def _with_placeholders(text: str, claims: "pd.DataFrame") -> tuple[str, list[Mark]]:
    """Put one private-use character before and one after each judged token."""
    lines = _PRIVATE.sub("\ufffd", text).split("\n")
    marks: list[Mark] = []
    places: dict[int, list[tuple[int, int, int]]] = {}
    for claim in claims.to_dict("records"):
        verdict, token = str(claim["verdict"]), str(claim["token"])
        row, start = int(claim["line"]) - 1, int(claim["column"]) - 1
        if (
            verdict not in _VERDICTS
            or claim["kind"] not in {"number", "relation"}
            or not (token and 0 <= row < len(lines) and start >= 0)
            or not lines[row].startswith(token, start)
            or len(marks) > 0xFF00
        ):
            continue
        mark = mark_of(claim)
        wrong = mark.true_value if verdict == "contradicted" else ""
        end = end_of_mark(lines[row], start, token, wrong or "0")
        here = places.setdefault(row, [])
        if any(start < other_end and other < end for other, other_end, _ in here):
            continue
        here.append((start, end, len(marks)))
        marks.append(mark)
    for row, here in places.items():
        line = lines[row]
        for start, end, number in sorted(here, reverse=True):
            opening, closing = chr(_OPEN + number), chr(_CLOSE + number)
            line = line[:start] + opening + line[start:end] + closing + line[end:]
        lines[row] = line
    return "\n".join(lines), marks


def html_mark(mark: Mark, opens: bool) -> str:
    """Write the beginning or the end of one mark as HTML."""
    tag = "del" if mark.verdict == "contradicted" else "span"
    if opens:
        title = escape_html(mark.title)
        return f'<{tag} class="{mark.verdict}" tabindex="0" title="{title}">'
    if mark.verdict == "unsupported":
        return '<span class="flag">&nbsp;⚠</span></span>'
    if mark.verdict == "contradicted":
        true_value = escape_html(mark.true_value)
        return "</del>" + (
            f"<ins>{true_value}</ins>"
            if mark.true_value
            else '<span class="flag">✗</span>'
        )
    return "</span>"


def mark_html(text: str, claims: "pd.DataFrame") -> str:
    """Render judged Markdown with a mark at every judged number.

    Parameters
    ----------
    text : str
        The Markdown that was judged.
    claims : pandas.DataFrame
        What `check_text` gives: line, column (from 1), token, kind, verdict, fact,
        reason, true_value, source.

    Returns
    -------
    str
        HTML, its headings from ``h3`` down. A supported number carries its source, a
        contradicted one is struck with the true value beside it, an unsupported one is
        flagged.
    """
    marked, marks = _with_placeholders(text, claims)

    def swap(match: re.Match[str]) -> str:
        code = ord(match[0])
        opens = code < _CLOSE
        return html_mark(marks[code - (_OPEN if opens else _CLOSE)], opens)

    pieces = re.split(r"(<[^>]*>)", to_html(marked, demote=2))
    for place, piece in enumerate(pieces):
        tag = place % 2
        pieces[place] = _PLACEHOLDER.sub("" if tag else swap, piece)
    return clean_html("".join(pieces))


def markdown_mark(mark: Mark, token: str, bold: bool) -> str:
    """Write a judged token with its mark as Markdown; *bold*: it stands in bold."""
    if mark.verdict == "supported":
        return f"{token} ✓"
    if mark.verdict == "unsupported":
        return f"{token} ⚠"
    if not mark.true_value:
        return f"~~{token}~~ ✗"
    star = "" if bold else "**"
    return f"~~{token}~~ {star}{escape_markdown(mark.true_value)}{star} ✗"


_LINK = re.compile(
    r"!?\[([^\[\]]*)\](?:\(([^()]*(?:\([^()]*\)[^()]*)*)\)|\[[^\[\]]*\])"
)


def _tame(line: str) -> str:
    """Take what acts out of one line of Markdown: raw HTML, links, images."""

    def link(match: re.Match[str]) -> str:
        ours = match[0][0] == "!" and re.fullmatch(r"figures/[\w.-]+", match[2] or "")
        return match[0] if ours else match[1]

    pieces = re.split(r"(`+[^`]+`+)", line)
    for place in range(0, len(pieces), 2):
        piece = _LINK.sub(link, pieces[place])
        piece = re.sub(r"(?<!\\)((?:\\\\)*)<(?=[A-Za-z/!?])", r"\1&lt;", piece)
        pieces[place] = re.sub("&lt;(/?(?:details|summary))>", r"<\1>", piece)
    return "".join(pieces)


def _tamed_lines(text: str, demote: int, least: int) -> Iterator[tuple[str, bool]]:
    """Give each line, tamed, and whether it is prose; an open fence is closed."""
    fence = ""
    for line in text.split("\n"):
        fenced = re.match(r" {0,3}(`{3,}|~{3,})", line)
        if fence or fenced:
            yield line, False
            if fenced and not fence:
                fence = fenced[1]
            elif fenced and fenced[1].startswith(fence) and line.strip() == fenced[1]:
                fence = ""
            continue
        heading = re.match(r" {0,3}(#{1,6})(?=\s|$)", line)
        if heading:
            level = max(least, min(6, len(heading[1]) + demote))
            line = "#" * level + line[heading.end() :]
        yield _tame(line), True
    if fence:
        yield fence, False


def tame_markdown(text: str, demote: int = 0, least: int = 1) -> str:
    """Take out of Markdown what acts: raw HTML, links, images from elsewhere.

    An image under ``figures/`` and the tags of ``<details>`` stay; headings sink as in
    `render_markdown`; an open code fence is closed.
    """
    return "\n".join(line for line, _ in _tamed_lines(text, demote, least))


def mark_markdown(text: str, claims: "pd.DataFrame") -> str:
    """Give judged Markdown back with a sign at every judged number.

    ``4.63 ✓`` is supported, ``~~14.59~~ **4.630 s** ✗`` contradicted with the true
    value beside it, ``14.59 ⚠`` unsupported. Parameters are those of `mark_html`.
    """
    marked, marks = _with_placeholders(text, claims)
    lines = []
    for line, prose in _tamed_lines(marked, demote=2, least=3):

        def swap(match: re.Match[str], line: str = line) -> str:
            bold = line.count("**", 0, match.start()) % 2 == 1
            return markdown_mark(marks[ord(match[1]) - _OPEN], match[2], bold)

        lines.append(_PLACEHOLDER.sub("", _PAIR.sub(swap, line) if prose else line))
    return "\n".join(lines)

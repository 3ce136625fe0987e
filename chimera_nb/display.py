"""Bounded, escaped display: values, tables, and prose with its verdicts.

Everything shown here was written by somebody else: a file, or a model. It is hostile
until it has been through this room.
"""

import html
import math
import numbers
import re
import unicodedata
from datetime import datetime
from typing import TYPE_CHECKING

import nh3
from markdown_it import MarkdownIt

from . import units as _units

if TYPE_CHECKING:
    import pandas as pd

MISSING = "–"


def _visible(text: str) -> str:
    """Write out characters that hide, reorder or control; newlines and tabs stay."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        f"\\u{ord(char):04x}"
        if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
        and char not in "\n\t"
        else char
        for char in text
    )


def bounded(value: object, limit: int = 80) -> str:
    r"""Print any value on one line of at most `limit` characters.

    Control, bidirectional and zero-width characters are written out (``\u202e``), and
    what is too long ends in an ellipsis.
    """
    text = _visible(" ".join(str(value)[: 20 * limit + 200].split()))
    return text if len(text) <= limit else text[: max(0, limit - 1)].rstrip() + "…"


def escape_html(value: object) -> str:
    """Make any value safe in HTML, inside an attribute too."""
    return html.escape(_visible(str(value)))


def escape_markdown(value: object) -> str:
    """Make any value safe in Markdown, inside a table's cell too: one line."""
    text = _visible(" ".join(str(value).split()))
    return re.sub(r"([\\`*_<>\[\]|~&$])", r"\\\1", text)


def _is_number(value: object) -> bool:
    return isinstance(value, numbers.Real) and not isinstance(value, bool)


def print_cell(value: object, unit: str | None, width: int = 80) -> str:
    """Print one cell of a table, unescaped."""
    if value is None or str(value) in {"nan", "NaT", "<NA>"}:
        return MISSING
    if isinstance(value, bool) or type(value).__name__ == "bool":
        return "yes" if value else "no"
    if isinstance(value, numbers.Real):
        number = float(value)
        if unit is not None:
            return _units.format_value(number, unit)
        if isinstance(value, numbers.Integral):
            return str(int(value))
        return _units.format_number(number) if math.isfinite(number) else "n/a"
    if isinstance(value, datetime):
        zone = f" {value.tzname()}" if value.tzinfo else ""
        return f"{value:%Y-%m-%d %H:%M}{zone}"
    return bounded(value, width)


class Table:
    """A data frame as a small, safe table: HTML, Markdown and plain text.

    Parameters
    ----------
    frame : pandas.DataFrame
        What to show. An index is shown where it has a name.
    caption, note : str
        What stands above and below.
    limit : int
        How many rows are shown; how many are left out is said.
    units : dict of str to str, optional
        The canonical unit of a column, which then prints with it; ``"@unit"`` takes
        each row's from the column ``unit``.
    width : int
        How many characters a cell may take.
    """

    def __init__(
        self,
        frame: "pd.DataFrame",
        caption: str = "",
        note: str = "",
        limit: int = 20,
        units: dict[str, str] | None = None,
        width: int = 80,
    ) -> None:
        self.frame, self.caption, self.note = frame, caption, note
        self.limit, self.units, self.width = limit, units or {}, width

    def _parts(self) -> tuple[list[str], list[bool], list[list[str]]]:
        """Give headings, which columns are numeric, and the rows shown, as text."""
        shown = self.frame.head(self.limit)
        columns = [
            (str(name), list(shown.index.get_level_values(level)))
            for level, name in enumerate(shown.index.names)
            if name is not None
        ]
        for place, label in enumerate(shown.columns):
            heading = (
                " ".join(str(part) for part in label if part != "")
                if isinstance(label, tuple)
                else str(label)
            )
            columns.append((heading, list(shown.iloc[:, place])))
        numeric = [
            any(_is_number(value) for value in values)
            and not any(isinstance(value, str) for value in values)
            for _, values in columns
        ]
        cells = [
            [
                print_cell(value, unit, self.width)
                for value, unit in zip(values, self._units_of(heading), strict=True)
            ]
            for heading, values in columns
        ]
        rows = [list(row) for row in zip(*cells, strict=True)]
        return [bounded(heading) for heading, _ in columns], numeric, rows

    def _units_of(self, heading: str) -> list[str | None]:
        """Give the unit of each row shown of a column."""
        unit = self.units.get(heading)
        shown = self.frame.head(self.limit)
        if unit is not None and unit.startswith("@"):
            return [str(each) for each in shown[unit[1:]]]
        return [unit] * len(shown)

    @property
    def _more(self) -> str:
        left = len(self.frame) - self.limit
        return f"… and {left} more row{'s' * (left != 1)}" if left > 0 else ""

    @property
    def _below(self) -> list[str]:
        if not len(self.frame):
            return ["None.", *([self.note] * bool(self.note))]
        return [line for line in (self._more, self.note) if line]

    def _repr_html_(self) -> str:
        if not len(self.frame):
            lines = "".join(f"<p>{escape_html(line)}</p>" for line in self._below)
            title = f"<strong>{escape_html(self.caption)}</strong>"
            return (f'<p class="caption">{title}</p>' if self.caption else "") + lines
        headings, numeric, rows = self._parts()
        kinds = [' class="number"' if each else "" for each in numeric]

        def cell(place: int, text: str) -> str:
            if place == 0 and not numeric[0]:
                return f'<th scope="row">{escape_html(text)}</th>'
            return f"<td{kinds[place]}>{escape_html(text)}</td>"

        head = "".join(
            f'<th scope="col"{kind}>{escape_html(heading)}</th>'
            for kind, heading in zip(kinds, headings, strict=True)
        )
        body = "\n".join(
            f"<tr>{''.join(cell(place, text) for place, text in enumerate(row))}</tr>"
            for row in rows
        )
        caption = self.caption and f"<caption>{escape_html(self.caption)}</caption>\n"
        below = "".join(
            f'<p class="note">{escape_html(line)}</p>' for line in self._below
        )
        return (
            f'<div class="table"><table class="chimera">\n{caption}'
            f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table></div>"
            + below
        )

    def _repr_markdown_(self) -> str:
        if not len(self.frame):
            title = [f"**{escape_markdown(self.caption)}**"] if self.caption else []
            return "\n\n".join([*title, *map(escape_markdown, self._below)])
        headings, numeric, rows = self._parts()

        def line(cells: list[str]) -> str:
            return "| " + " | ".join(escape_markdown(each) for each in cells) + " |"

        rule = "|" + "|".join("---:" if each else "---" for each in numeric) + "|"
        parts = [f"**{escape_markdown(self.caption)}**"] if self.caption else []
        parts.append("\n".join([line(headings), rule, *map(line, rows)]))
        parts.extend(f"*{escape_markdown(text)}*" for text in self._below)
        return "\n\n".join(parts)

    def __repr__(self) -> str:
        if not len(self.frame):
            return "\n".join([*([self.caption] * bool(self.caption)), *self._below])
        headings, numeric, rows = self._parts()
        lines = [headings, *rows]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        text = [
            "  ".join(
                each.rjust(width) if number else each.ljust(width)
                for each, width, number in zip(row, widths, numeric, strict=True)
            ).rstrip()
            for row in lines
        ]
        return "\n".join([*([self.caption] * bool(self.caption)), *text, *self._below])


def show_table(
    frame: "pd.DataFrame",
    caption: str = "",
    note: str = "",
    limit: int = 20,
    units: dict[str, str] | None = None,
    width: int = 80,
) -> Table:
    """Show a data frame as the last value of a cell; see `Table`."""
    return Table(frame, caption, note, limit, units, width)


# --- HTML that may stand in a report -------------------------------------------------

_TAGS = frozenset(
    re.findall(
        r"\w+",
        "p div span del ins strong em b i s code pre blockquote br hr ul ol li dl dt "
        "dd sub sup small abbr h1 h2 h3 h4 h5 h6 table caption thead tbody tfoot tr th "
        "td figure figcaption img details summary a",
    )
)
_ATTRIBUTES: dict[str, set[str]] = {
    "*": {"class"},
    "img": {"src", "alt", "width", "height"},
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
    "details": {"open"},
    "ol": {"start"},
    "a": {"href"},
    **{tag: {"title", "tabindex"} for tag in ("span", "del", "ins", "abbr")},
    **{tag: {"id"} for tag in ("h1", "h2", "h3", "h4", "h5", "h6", "figure")},
}
_PATTERNS = {
    "src": r"data:image/(png|svg\+xml);base64,[A-Za-z0-9+/=\s]+",
    "href": r"#[\w.-]*",
    "id": r"[\w.-]{1,100}",
    "tabindex": "0",
    "scope": "row|col|rowgroup|colgroup",
    **dict.fromkeys(("width", "height", "colspan", "rowspan", "start"), r"\d{1,5}"),
}
_IMAGE = re.compile(r'<img((?:\s+[\w-]+="[^"]*")*)\s*/?>')


def _attribute(_element: str, name: str, value: str) -> str | None:
    pattern = _PATTERNS.get(name)
    return value if pattern is None or re.fullmatch(pattern, value) else None


_CLEANER = nh3.Cleaner(
    tags=set(_TAGS),
    attributes=_ATTRIBUTES,
    attribute_filter=_attribute,
    clean_content_tags={
        "script",
        "style",
        "title",
        "template",
        "iframe",
        "svg",
        "math",
    },
    url_schemes={"data"},
    link_rel=None,
)


def _without_source(match: re.Match[str]) -> str:
    if ' src="' in match[1]:
        return match[0]
    alt = re.search(r' alt="([^"]*)"', match[1])
    return alt[1].replace("<", "&lt;").replace(">", "&gt;") if alt else ""


def clean_html(source: str) -> str:
    """Keep what a report may hold: text, tables, and images that are in the page.

    No script, style, form or frame; nothing that would load; an image from elsewhere
    becomes its alternative text.
    """
    return _IMAGE.sub(_without_source, _CLEANER.clean(source))


def render_markdown(text: str, demote: int = 0, least: int = 1) -> str:
    """Render Markdown, raw HTML shown as text and links as their words, and clean it.

    Parameters
    ----------
    text : str
        The Markdown.
    demote : int
        By how many levels headings sink.
    least : int
        The highest level that a heading may then have.
    """
    return clean_html(to_html(text, demote, least))


_PARSER = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
_PARSER.validateLink = lambda url: True  # type: ignore[method-assign]  # none is kept


def to_html(text: str, demote: int, least: int = 1) -> str:
    """Render Markdown as `render_markdown` does, but not yet cleaned."""
    tokens = _PARSER.parse(text)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{max(least, min(6, int(token.tag[1]) + demote))}"
        elif token.type in {"th_open", "td_open"} and "right" in str(
            token.attrs.pop("style", "")
        ):
            token.attrs["class"] = "number"
        if token.type == "th_open":
            token.attrs["scope"] = "col"
        token.children = [
            child
            for child in token.children or []
            if child.type not in {"link_open", "link_close"}
        ]
    rendered = str(_PARSER.renderer.render(tokens, _PARSER.options, {}))
    rendered = rendered.replace("<table>", '<div class="table"><table class="chimera">')
    return rendered.replace("</table>", "</table></div>")

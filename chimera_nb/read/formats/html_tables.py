"""Tables written in HTML inside Markdown, with their spanned cells filled."""

from collections.abc import Iterator, Sequence
from html.parser import HTMLParser

_WIDEST = 1000


class _Rows(HTMLParser):
    """Collects rows of (text, is header, columns spanned, rows spanned)."""

    def __init__(self, first: int) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[tuple[int, list[tuple[str, bool, int, int]]]]] = []
        self._first = first
        self._cell: list[str] | None = None
        self._span = (1, 1)
        self._header = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._close()
            self.tables.append([])
        elif tag == "tr" and self.tables:
            self._close()
            self.tables[-1].append((self._first + self.getpos()[0] - 1, []))
        elif tag in ("td", "th") and self.tables and self.tables[-1]:
            self._close()
            named = dict(attrs)
            self._span = (_span(named.get("colspan")), _span(named.get("rowspan")))
            self._header = tag == "th"
            self._cell = []
        elif tag in ("br", "p") and self._cell is not None:
            self._cell.append(" ")
        elif tag == "sup" and self._cell is not None:
            self._cell.append("<sup>")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr", "table"):
            self._close()
        elif tag == "sup" and self._cell is not None:
            self._cell.append("</sup>")

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)

    def _close(self) -> None:
        if self._cell is not None and self.tables and self.tables[-1]:
            text = " ".join("".join(self._cell).split())
            self.tables[-1][-1][1].append((text, self._header, *self._span))
        self._cell = None


def _span(text: str | None) -> int:
    return (
        min(max(int(text), 1), _WIDEST)
        if text and text.isdigit() and len(text) < 5
        else 1
    )


def html_tables(
    lines: Sequence[str], first: int
) -> Iterator[tuple[list[str], list[tuple[int, list[str]]]]]:
    """Yield (header, body) of each HTML table in these lines.

    Header rows that stand over each other are joined, most general first.
    """
    parser = _Rows(first)
    parser.feed("\n".join(lines))
    parser.close()
    for rows in parser.tables:
        grid = _filled(rows)
        heads = 0
        while (
            heads < len(rows)
            and rows[heads][1]
            and all(cell[1] for cell in rows[heads][1])
        ):
            heads += 1
        heads = max(heads, 1)
        if len(grid) <= heads:
            continue
        width = max(len(cells) for _, cells in grid)
        padded = [(line, cells + [""] * (width - len(cells))) for line, cells in grid]
        yield stacked([cells for _, cells in padded[:heads]]), padded[heads:]


def _filled(
    rows: Sequence[tuple[int, list[tuple[str, bool, int, int]]]],
) -> list[tuple[int, list[str]]]:
    """Give every row all its cells: a spanned cell stands in each that it spans."""
    open_cells: dict[int, tuple[str, int]] = {}
    grid = []
    for line, cells in rows:
        row: list[str] = []

        def fill(row: list[str] = row) -> None:
            while len(row) in open_cells and len(row) < _WIDEST:
                text, left = open_cells.pop(len(row))
                if left > 1:
                    open_cells[len(row)] = (text, left - 1)
                row.append(text)

        fill()
        for text, _, across, down in cells:
            for _ in range(across):
                if len(row) >= _WIDEST:
                    break
                if down > 1:
                    open_cells[len(row)] = (text, down - 1)
                row.append(text)
            fill()
        grid.append((line, row))
    return grid


def stacked(headers: Sequence[Sequence[str]]) -> list[str]:
    """Join header rows: ``GPU`` over ``Mean (ms)`` gives ``GPU / Mean (ms)``."""
    names = []
    for column in zip(*headers, strict=True):
        parts = dict.fromkeys(part.strip() for part in column if part.strip())
        names.append(" / ".join(parts))
    return names

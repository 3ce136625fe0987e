"""`Plot`: a figure with its alternative text and the table behind it."""

import base64
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .display import Table, escape_html, escape_markdown

BLUE, ORANGE, GREY, INK = "#2f6db3", "#c9661a", "#8a8f98", "#22262e"
STYLE = {
    "svg.hashsalt": "chimera_nb", "svg.fonttype": "path", "font.size": 10,
    "axes.edgecolor": GREY, "axes.labelcolor": INK, "text.color": INK,
    "xtick.color": INK, "ytick.color": INK, "axes.spines.top": False,
    "axes.spines.right": False, "axes.titlesize": 11, "axes.titleweight": "bold",
    "axes.titlelocation": "left", "text.parse_math": False,
}  # fmt: skip


@dataclass(frozen=True)
class Plot:
    """A figure with its alternative text and the table behind it.

    `axes` is None where the data has nothing to draw; `alt` then says so.
    """

    name: str
    title: str
    alt: str
    table: pd.DataFrame
    axes: Axes | None = None
    figure: Figure | None = field(default=None, repr=False)
    units: dict[str, str] = field(default_factory=dict, repr=False)

    def svg(self) -> str:
        """Draw the figure as SVG text, the same for the same data."""
        if self.figure is None:
            return ""
        buffer = io.StringIO()
        with mpl.rc_context(STYLE):
            self.figure.savefig(buffer, format="svg", metadata={"Date": None})
        return buffer.getvalue()

    def _behind(self) -> Table:
        return Table(self.table, caption=f"Data of: {self.title}", units=self.units)

    def _repr_mimebundle_(
        self, include: Any = None, exclude: Any = None
    ) -> tuple[dict[str, str], dict[str, Any]]:
        if self.figure is None:
            data = {
                "text/html": f"<p><em>{escape_html(self.alt)}</em></p>",
                "text/markdown": f"*{escape_markdown(self.alt)}*",
                "text/plain": self.alt,
            }
            return data, {}
        svg = self.svg()
        source = base64.b64encode(svg.encode()).decode()
        table = self._behind()
        data = {
            "text/html": (
                f'<figure class="chimera"><img alt="{escape_html(self.alt)}"'
                f' src="data:image/svg+xml;base64,{source}">'
                f"<figcaption>{escape_html(self.title)}</figcaption>"
                f"<details><summary>Data</summary>{table._repr_html_()}</details>"
                "</figure>"
            ),
            "image/svg+xml": svg,
            "text/markdown": (
                f"![{escape_markdown(self.alt)}](figures/{self.name}.svg)\n\n"
                f"{table._repr_markdown_()}"
            ),
            "text/plain": self.alt,
        }
        return data, {"chimera_nb": {"name": self.name}}


class Absent:
    """One paragraph that says what a folder does not hold."""

    def __init__(self, sentences: Sequence[str]) -> None:
        self._text = " ".join(sentences)

    def _repr_html_(self) -> str:
        return f"<p><em>{escape_html(self._text)}</em></p>"

    def _repr_markdown_(self) -> str:
        return f"*{escape_markdown(self._text)}*"

    def __repr__(self) -> str:
        return self._text


def present(*items: Plot | Table) -> list[Plot | Table | Absent]:
    """Keep the figures and tables that hold something; name the others in one line.

    Returns
    -------
    list
        What to display, in the order given; at the end a paragraph on what is absent.
    """
    shown: list[Plot | Table | Absent] = []
    figures, tables = [], []
    for item in items:
        if isinstance(item, Plot) and item.figure is None:
            figures.append(item.alt)
        elif isinstance(item, Table) and not len(item.frame):
            tables.append(f"{item.caption}: none.")
        else:
            shown.append(item)
    # a figure that says so speaks for its tables, and for others that say the same
    absent = list(dict.fromkeys(figures or tables))
    return [*shown, Absent(absent)] if absent else shown

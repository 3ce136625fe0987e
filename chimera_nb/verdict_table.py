"""Verdicts for a terminal or a pipe: one row a claim, one a problem of the form."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import pandas as pd

from .display import Table, bounded
from .quality import Problem

if TYPE_CHECKING:
    from rich.table import Table as RichTable

#: How a verdict is signed, so that no colour carries it alone, and its colour.
_LOOKS = {
    "supported": ("✓", "green"), "contradicted": ("✗", "bold red"),
    "unsupported": ("⚠", "yellow"), "problem": ("⚠", "magenta"),
    "not a claim": (" ", "dim"),
}  # fmt: skip
_WIDTH = 240


def with_problems(claims: pd.DataFrame, problems: Iterable[Problem]) -> pd.DataFrame:
    """Append problems of a text's form to the table of its claims.

    They are rows of kind "quality" with the verdict "problem"; ``token`` holds the
    words, ``fact`` the problem's code.
    """
    rows = [
        {"line": each.line, "column": each.column, "token": each.words,
         "kind": "quality", "verdict": "problem", "fact": each.code,
         "reason": each.message, "true_value": "", "source": ""}
        for each in problems
    ]  # fmt: skip
    if not rows:
        return claims
    added = pd.DataFrame(rows, dtype="object").reindex(columns=claims.columns)
    table = pd.concat([claims.astype("object"), added], ignore_index=True)
    return table.sort_values(["line", "column"], kind="stable", ignore_index=True)


def rows_of(table: pd.DataFrame, name: str, everything: bool = False) -> pd.DataFrame:
    """Say what a person wants to know of each verdict.

    Parameters
    ----------
    table
        What `check_text` or `with_problems` gave.
    name
        The text's name, which stands before the place.
    everything
        Whether what is no claim is listed, too.

    Returns
    -------
    DataFrame
        ``place`` (name:line:column), ``text``, ``verdict``, ``the data says``, ``why``.
    """
    shown = table if everything else table[table["verdict"] != "not a claim"]
    rows: list[tuple[str, ...]] = []
    for row in shown.to_dict("records"):
        sign = _LOOKS.get(row["verdict"], (" ", ""))[0]
        source = f" ({row['source']})" if row["source"] else ""
        place = f"{name}:{row['line']}:{row['column']}" if row["line"] else name
        rows.append((
            place, bounded(row["token"], 40), f"{sign} {row['verdict']}",
            bounded(row["true_value"], 40), bounded(f"{row['reason']}{source}", _WIDTH),
        ))  # fmt: skip
    columns = ["place", "text", "verdict", "the data says", "why"]
    return pd.DataFrame(rows, columns=columns)


def plain(rows: pd.DataFrame) -> str:
    """Print rows as columns of plain text, for a pipe or a file."""
    return repr(Table(rows, limit=len(rows), width=_WIDTH)) if len(rows) else ""


def rich(rows: pd.DataFrame) -> "RichTable":
    """Print rows as a table of rich, which folds to the terminal's width."""
    from rich.table import Table as RichTable
    from rich.text import Text

    shown = RichTable(box=None, pad_edge=False, header_style="bold")
    for heading in rows.columns:
        shown.add_column(heading, overflow="fold")
    styles: dict[str, str] = {f"{sign} {word}": style
                              for word, (sign, style) in _LOOKS.items()}  # fmt: skip
    for row in rows.itertuples(index=False):
        style = styles.get(row[2], "")
        cells: list[Any] = [Text(str(each)) for each in row]
        cells[2].stylize(style)
        shown.add_row(*cells)
    return shown


def counted(table: pd.DataFrame) -> str:
    """Count verdicts in words: 3 supported, 1 contradicted, 5 not a claim."""
    verdicts = table["verdict"]
    counts = {word: int((verdicts == word).sum()) for word in _LOOKS}
    names = {"problem": "problems of form" if counts["problem"] != 1
             else "problem of form"}  # fmt: skip
    said = [f"{n} {names.get(word, word)}" for word, n in counts.items() if n]
    return ", ".join(said) or "no numbers"

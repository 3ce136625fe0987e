"""Judging any text: where its facts come from, what is not backed, how it is shown.

What stands outside a run judges by this room: the command ``check``, the fixture of
pytest, the preprocessor of nbconvert and the cell magic.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from .collect import collect_facts
from .config import RunConfig
from .display import Table, bounded
from .errors import ConfigError, InputError, nearest
from .facts import Facts
from .marks import mark_html, mark_markdown
from .own_facts import as_facts
from .read import Reading, read_benchmarks
from .verdicts import check_text

#: What may be done about a number that the data does not have.
UNSUPPORTED = ("fail", "allow")


def facts_of(
    benchmarks: str | os.PathLike[str] | None = None,
    facts: Any = None,
    config: RunConfig | None = None,
) -> Facts:
    """Make the facts that texts are judged by.

    Parameters
    ----------
    benchmarks : path, optional
        A folder of benchmark files.
    facts : optional
        Instead: a `Reading`, or what `chimera_nb.own_facts.as_facts` takes.
    config : RunConfig, optional
        A run's config, whose own figures a text may state.

    Raises
    ------
    InputError
        Not exactly one of *benchmarks* and *facts* is given, or it cannot be used.
    """
    if (benchmarks is None) == (facts is None):
        both = "both are given" if facts is not None else "neither is given"
        raise InputError(f"want benchmarks (a folder) or facts, one of them; {both}")
    if benchmarks is not None:
        facts = read_benchmarks(benchmarks)
    return (
        collect_facts(facts, config=config)
        if isinstance(facts, Reading)
        else as_facts(facts)
    )


def read_text(path: str | os.PathLike[str]) -> str:
    """Read a text that is to be judged.

    Raises
    ------
    InputError
        It is not there, or it is not UTF-8 text.
    """
    try:
        return Path(path).read_bytes().decode("utf-8")  # line ends as they are
    except OSError as error:
        raise InputError(f"{path}: {(error.strerror or str(error)).lower()}") from None
    except UnicodeDecodeError:
        raise InputError(f"{path}: is not UTF-8 text") from None


def not_backed(table: pd.DataFrame, unsupported: str = "fail") -> pd.DataFrame:
    """Select the claims that a gate stops at.

    Parameters
    ----------
    table : DataFrame
        What `check_text` gave.
    unsupported : {"fail", "allow"}
        Whether a number that the data does not have stops it, too.
    """
    if unsupported not in UNSUPPORTED:
        hint = nearest(unsupported, UNSUPPORTED)
        raise ConfigError(f"unsupported={bounded(unsupported)!r}{hint}")
    words = ["contradicted", "unsupported"][: 2 if unsupported == "fail" else 1]
    return table[table["verdict"].isin(words)]


def lines_of(table: pd.DataFrame, name: str) -> Iterator[str]:
    """Say each claim in a line: place, token, verdict, what the data says, source."""
    for row in table.to_dict("records"):
        source = f" ({row['source']})" if row["source"] else ""
        yield (
            f"{name}:{row['line']}:{row['column']}: {row['token']} {row['verdict']}:"
            f" {row['reason']}{source}"
        )


def summary_of(table: pd.DataFrame) -> Table:
    """Show the claims that are not backed, below the counts of all.

    A column ``cell`` of the table, where there is one, stands before the line.
    """
    counts = ", ".join(
        f"{int((table['verdict'] == word).sum())} {word}"
        for word in ("supported", "contradicted", "unsupported")
    )
    first = ["cell"] if "cell" in table.columns else []
    columns = [*first, "line", "token", "verdict", "true_value", "reason", "source"]
    shown = not_backed(table)[columns].replace({"": None})
    names = {"true_value": "the data says", "reason": "why"}
    return Table(
        shown.rename(columns=names), width=120, limit=50,
        caption=f"Checked against the data: {counts}. Not backed:",
    )  # fmt: skip


@dataclass(frozen=True)
class Checked:
    """A Markdown text with its verdicts: in a notebook it shows itself with marks.

    `table` is what `check_text` gave for `text`.
    """

    text: str
    table: pd.DataFrame

    @classmethod
    def of(cls, text: str, facts: Any) -> "Checked":
        """Judge a text by facts of any form that `check_text` takes."""
        return cls(text, check_text(text, facts))

    @property
    def summary(self) -> Table:
        """The claims that are not backed, below the counts of all."""
        return summary_of(self.table)

    def _repr_html_(self) -> str:
        return mark_html(self.text, self.table) + self.summary._repr_html_()

    def _repr_markdown_(self) -> str:
        marked = mark_markdown(self.text, self.table)
        return f"{marked.rstrip()}\n\n{self.summary._repr_markdown_()}"

    def __repr__(self) -> str:
        return f"{mark_markdown(self.text, self.table).rstrip()}\n\n{self.summary!r}"

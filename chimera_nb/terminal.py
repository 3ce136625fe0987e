"""What a command prints: results on stdout, progress on stderr, no line that steers."""

import json
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    import pandas as pd


def records(table: "pd.DataFrame") -> list[dict[str, Any]]:
    """Give a table's rows as JSON knows them: what is missing is null."""
    return json.loads(table.to_json(orient="records", date_format="iso",
                                    double_precision=15))  # fmt: skip


def print_json(value: Any) -> None:
    """Print a value as JSON."""
    typer.echo(json.dumps(value, indent=1, ensure_ascii=False))


def print_line(line: str) -> None:
    """Print a line of a result."""
    typer.echo(_one_line(line))


def progress(line: str) -> None:
    """Say on stderr how far a command is."""
    typer.echo(_one_line(line), err=True)


def _one_line(text: str) -> str:
    """Keep what a file or its name says from steering the terminal."""
    return "".join(c if c.isprintable() or c == "\t" else "�" for c in text)

"""The reader of the tables that ``Compare`` of torch.utils.benchmark prints.

Source: https://pytorch.org/docs/stable/benchmark_utils.html: medians, a column per
description, a row per sub-label, the unit of all times below the table.
"""

import re
from collections.abc import Iterator

from ..records import Found, Record
from ._text import Tool, number, readers_of

_TITLE = re.compile(r"\s*\[-{2,} ?(?P<title>.*?) ?-{2,}\]\s*")
_THREADS = re.compile(r"\s*(\d+) threads?: -+\s*")
_UNIT = re.compile(r"\s*Times are in \w+ \((?P<unit>[a-zµμ]+)\)\.?\s*")
_CELL = re.compile(r"\s*(?P<value>[\d.]+)\s*(?:\(! ?(?P<off>[\d.]+)%\))?\s*")


def read_compare(lines: list[str]) -> Iterator[Found]:
    """Yield one record per row of each table, once its unit was read."""
    title, threads = "", None
    columns: list[str] = []
    rows: list[tuple[int, str, int | None, list[str]]] = []
    for at, line in enumerate(lines):
        if match := _TITLE.fullmatch(line):
            title, columns, rows, threads = match["title"], [], [], None
        elif match := _THREADS.fullmatch(line):
            threads = int(match[1][:9])
        elif title and "|" in line:
            first, *cells = line.split("|")
            if columns:
                rows.append((at, first.strip(), threads, cells))
            else:
                columns = [cell.strip() for cell in cells]
        elif rows and (match := _UNIT.fullmatch(line)):
            unit = match["unit"].replace("μ", "u").replace("µ", "u")
            for row in rows:
                yield from _compared(row, title, columns, unit)
            title, columns, rows = "", [], []


def _compared(
    row: tuple[int, str, int | None, list[str]],
    title: str,
    columns: list[str],
    unit: str,
) -> Iterator[Record]:
    at, name, threads, cells = row
    labels = {"benchmark": title, "config_label": name, "setting.threads": threads}
    labels = {key: value for key, value in labels.items() if value not in (None, "")}
    numbers = [
        number("time", match["value"], unit, "median", f", column {column}",
               labels={"config_label": column})
        for column, cell in zip(columns, cells, strict=False)
        if (match := _CELL.fullmatch(cell))
    ]  # fmt: skip
    if numbers:
        yield Record(f"line {at + 1}", numbers, labels)


TOOLS = (
    Tool("torch_compare", ("Times are in",),
         re.compile(r"^\s*Times are in \w+ \([a-zµμ]+\)", re.MULTILINE),
         read_compare),
)  # fmt: skip
READERS = readers_of(*TOOLS)

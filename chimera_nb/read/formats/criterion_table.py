"""The reader of the tables of criterion-table, from cargo-criterion's messages.

Source: https://github.com/nu11ptr/criterion-table, ``src/formatter.rs``: a heading a
table, a column a function, a row an input; a cell holds the typical time and how it
compares with the row's first: ``2.03 ms (✅ **1.00x**)``, ``(❌ *1.85x slower*)``.
``N/A`` stands where a function has no such input.
"""

import re
from collections.abc import Iterator

from ..records import Found, Number, Record
from ._text import Tool, number, readers_of

_CELL = re.compile(
    r"`?(?P<value>[\d.,]+) (?P<unit>ps|ns|[uµμ]s|ms|s)`? "
    r"\(\S{1,2} \*{1,2}(?P<factor>[\d.,]+)x(?: (?P<word>faster|slower))?\*{1,2}\)\Z"
)
_RULE = re.compile(r"[|:\- ]+\Z")


def read(lines: list[str]) -> Iterator[Found]:
    """Yield one record per cell of time."""
    header: list[str] = []
    for at, line in enumerate(lines):
        text = line.strip()
        if not text.startswith("|"):
            header = []
            continue
        cells = [cell.strip() for cell in text.removesuffix("|")[1:].split("|")]
        if not header:
            header = [cell.strip("`* ") for cell in cells]
        elif not _RULE.match(text):
            row = cells[0].strip("`* ")
            for column, cell in zip(header[1:], cells[1:], strict=False):
                if match := _CELL.match(cell):
                    labels = {"benchmark": row or column}
                    if row:
                        labels["config_label"] = column
                    numbers = list(_numbers(match, header[1]))
                    yield Record(f"line {at + 1}, column {column}", numbers, labels)


def _numbers(match: re.Match[str], first: str) -> Iterator[Number]:
    yield number("time", match["value"], match["unit"])
    if match["word"]:
        labels = {"config_label": f"{match['word']} than {first}"}
        metric = "speedup" if match["word"] == "faster" else "relative"
        yield number(metric, match["factor"], "x", place=", factor", labels=labels)


TOOLS = (
    Tool(
        "criterion_table", ("criterion-table", "(✅ **1.00x**)"),
        re.compile(r"^ *\|.*\(✅ \*\*1\.00x\*\*\)", re.MULTILINE), read,
    ),
)  # fmt: skip
READERS = readers_of(*TOOLS)

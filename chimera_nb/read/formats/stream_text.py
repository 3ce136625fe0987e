"""The reader of what STREAM prints.

Source: https://www.cs.virginia.edu/stream/ (``stream.c``): the best rate in MB/s of 10⁶
bytes; average, least and greatest time in seconds, the first of all passes left out.
"""

import re
from collections.abc import Iterator

from ..records import Found, Record
from ._text import Tool, number, readers_of

_KERNEL = re.compile(
    r"\s*(Copy|Scale|Add|Triad):\s+([\d.]+)\s+([\d.]+)\s+([\d.]+)\s+([\d.]+)\s*"
)


def read_stream(lines: list[str]) -> Iterator[Found]:
    """Yield one record per kernel: its best rate, and times of its passes."""
    for at, line in enumerate(lines):
        if match := _KERNEL.fullmatch(line):
            numbers = [
                number("bandwidth", match[2], "MB/s", "max", ", Best Rate"),
                number("time", match[3], "s", "mean", ", Avg time"),
                number("time", match[4], "s", "min", ", Min time"),
                number("time", match[5], "s", "max", ", Max time"),
            ]
            yield Record(f"line {at + 1}", numbers, {"benchmark": match[1]})


TOOLS = (
    Tool("stream", ("Best Rate MB/s",),
         re.compile(r"^\s*Function\s+Best Rate MB/s\s+Avg time", re.MULTILINE),
         read_stream),
)  # fmt: skip
READERS = readers_of(*TOOLS)

"""The reader of what ``tsc --diagnostics`` and ``--extendedDiagnostics`` print.

Source: https://github.com/microsoft/TypeScript, ``src/executeCommandLine``,
``reportStatistics``: times in seconds, the memory used in thousands of bytes (``K``).
Files, lines, nodes, types, instantiations say how big the program is.
"""

import re
from collections.abc import Iterator

from ..records import Found, NotTaken, Record
from ._text import Tool, number, readers_of

_LINE = re.compile(
    r"\s*(?P<name>[A-Z][\w/]*(?: [\w/]+)*): +"
    r"(?P<value>\d+(?:\.\d+)?)(?P<unit>s|K)?\s*\Z"
)


def read(lines: list[str]) -> Iterator[Found]:
    """Yield one record per phase and one for the memory of every run of tsc."""
    sizes = 0
    for at, line in enumerate(lines):
        match = _LINE.match(line)
        if match is None:
            continue
        name, value, unit = match.group("name", "value", "unit")
        if unit == "K":
            made = number("memory", value, "kB")
        elif unit == "s":
            whole = name.endswith("Total time")
            made = number("compile_time", value, "s", "total" if whole else "value")
        else:
            sizes += 1
            continue
        yield Record(f"line {at + 1}", [made], {"benchmark": name}, kind="build")
    if sizes:
        yield NotTaken("the size of the program", sizes)


TOOLS = (
    Tool(
        "tsc",
        ("Check time: ", "Parse time: "),
        re.compile(
            r"^[ \t]*(?:Aggregate )?(?:Parse|Check) time: +[\d.]+s$", re.MULTILINE
        ),
        read,
    ),
)
READERS = readers_of(*TOOLS)

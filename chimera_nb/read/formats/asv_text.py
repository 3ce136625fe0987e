"""The reader of what asv prints: ``asv compare``, ``asv continuous``, ``asv run``.

Source: https://github.com/airspeed-velocity/asv, ``asv/commands/compare.py``,
``asv/console.py`` and ``asv/util.py``: a value is the median, ``±`` half of the
distance between its quartiles; memory has decimal prefixes (``105M``), a tracked value
no unit. ``failed`` and ``n/a`` stand for results that are not there, ``~`` before a
ratio for a change that is not significant.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..records import Found, Number, Record, failed
from ._text import Tool, number, readers_of

_VALUE = r"(?:[\d.]+(?:e[+-]?\d+)?(?:±[\d.]+)?(?:ns|[uμµ]s|ms|s|m|h|k|M|G)?|failed|n/a)"
_ONE = re.compile(
    r"(?P<value>[\d.]+(?:e[+-]?\d+)?)(?:±(?P<error>[\d.]+))?"
    r"(?P<unit>ns|[uμµ]s|ms|s|m|h|k|M|G)?\Z"
)
_HEADER = re.compile(r"\s*before\s+after\s+ratio\s*\Z")
_NAMES = re.compile(r"\s*(?P<before>[\[<].*?[\]>])\s+(?P<after>[\[<].*?[\]>])\s*\Z")
_ROW = re.compile(
    rf"\s?[-+x!* ]?\s*(?P<before>{_VALUE})\s+(?P<after>{_VALUE})\s+"
    r"~?(?P<ratio>[\d.]+|n/a|inf)\s+(?P<name>\S.*\S)"
)
_PIPES = re.compile(r"\|\s*Change\s*\|\s*Before (?P<before>\S.*?)\s*\|\s*After "
                    r"(?P<after>\S.*?)\s*\|\s*Ratio\s*\|\s*Benchmark")  # fmt: skip
_RUN = re.compile(
    rf"\[ *[\d.]+%\] ·{{2,4}} (?P<name>\S+)\s+(?P<value>{_VALUE}|ok)\s*\Z"
)
_IN_RUN = re.compile(r"\[ *[\d.]+%\] ·{2,4} ?|\s+")
_UNITS = {"k": "kB", "M": "MB", "G": "GB", "m": "min"}

_OF_NAME = re.compile(r"(?:^|\.)(mem|peakmem|track)_")
_KINDS = {"mem": ("memory", "B"), "peakmem": ("memory", "B"), "track": ("value", "")}


def read(lines: list[str]) -> Iterator[Found]:
    """Yield one record per compared or printed benchmark."""
    sides: dict[str, str] = {}
    pipes = False
    grid: list[list[str]] = []
    name = ""
    for at, line in enumerate(lines):
        if match := _PIPES.match(line.strip()):
            sides, pipes = match.groupdict(), True
        elif _HEADER.match(line):
            sides, pipes = {"before": "before", "after": "after"}, False
        elif sides and not pipes and (match := _NAMES.match(line)):
            for side in sides:
                sides[side] += " " + match[side].strip("[]<>")
        elif sides and not pipes and (match := _ROW.match(line)):
            yield _compared(match.groupdict(), sides, at)
        elif pipes and line.lstrip().startswith("|"):
            cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
            if len(cells) == 5 and re.fullmatch(_VALUE, cells[1]):
                row = dict(zip(("before", "after", "ratio", "name"), cells[1:],
                               strict=True))  # fmt: skip
                yield _compared(row, sides, at)
        elif "] ··" in line and (match := _RUN.match(line)):
            name, grid = match["name"], []
            if match["value"] != "ok":
                made = _one(name, match["value"], "")
                yield Record(f"line {at + 1}", list(made), {"benchmark": name})
        elif name:
            row_cells = _IN_RUN.sub(" ", line).strip()
            yield from _cell(row_cells, grid, name, at)
            name = name if row_cells else ""


def _cell(text: str, grid: list[list[str]], name: str, at: int) -> Iterator[Found]:
    """Read a line of the table of parameters below a benchmark of ``asv run``."""
    if not text or not text.strip("= -"):
        grid += [[]] if text else []
        return
    if len(grid) == 1:
        grid[0] = text.replace("/", " ").split()
        return
    cells = text.split()
    labels: dict[str, Any] = {"benchmark": name}
    if len(grid) > 1 and len(cells) == len(grid[0]) + 1:
        labels |= {
            f"setting.{key}": cell for key, cell in zip(grid[0], cells, strict=False)
        }
        if re.fullmatch(_VALUE, cells[-1]):
            yield Record(f"line {at + 1}", list(_one(name, cells[-1], "")), labels)


def _compared(row: Mapping[str, str], sides: Mapping[str, str], at: int) -> Record:
    numbers: list[Number] = []
    for side, said in sides.items():
        numbers += _one(row["name"], row[side], said)
    ratio = row["ratio"].strip("~ ")
    if ratio not in ("n/a", "inf", ""):
        labels = {"config_label": f"{sides['after']} to {sides['before']}"}
        numbers.append(number("relative", ratio, "x", place=", ratio", labels=labels))
    return Record(f"line {at + 1}", numbers, {"benchmark": row["name"]})


def _one(name: str, text: str, side: str) -> Iterator[Number]:
    labels = {"config_label": side} if side else {}
    place = f", {side}" if side else ""
    match = _ONE.match(text)
    of_name = _OF_NAME.search(name)
    metric, unit = _KINDS.get(of_name[1] if of_name else "", ("time", "s"))
    if match is None:
        if text == "failed":
            yield failed(metric, unit, "the benchmark failed", statistic="median",
                         place=place, raw=text)._replace(labels=labels)  # fmt: skip
        return
    if written := match["unit"]:
        unit = _UNITS.get(written, written)
        metric = "memory" if written in ("k", "M", "G") else "time"
    elif metric == "time":
        metric, unit = "value", ""
    yield number(metric, match["value"], unit, "median", place, labels=labels)
    if match["error"]:
        yield number(
            metric, match["error"], unit, "error", place + ", ±", labels=labels
        )


TOOLS = (
    Tool(
        "asv_text", ("ratio", "Ratio", "] ··"),
        re.compile(
            r"^\s*before\s+after\s+ratio\s*$|^\s*" + _PIPES.pattern + r"|"
            r"^\[ *[\d.]+%\] ·{2,4} \S+\s+[\d.]+(?:±[\d.]+)?[a-zμµMG]+\s*$",
            re.MULTILINE,
        ),
        read,
    ),
)  # fmt: skip
READERS = readers_of(*TOOLS)

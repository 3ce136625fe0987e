"""The reader of what nvbandwidth prints.

Source: https://github.com/NVIDIA/nvbandwidth (README): per test case a matrix in GB/s
(10⁹ bytes) whose rows and columns are the processors that its title names, then their
sum. ``N/A`` is a pair that is not measured: not applicable.
"""

import re
from collections.abc import Iterator

from ..records import Found, Number, Record
from ._text import Tool, number, readers_of

_CASE = re.compile(r"Running (?P<case>\w+)\.\s*")
_TITLE = re.compile(
    r"\s*(?P<what>\S.*?) (?P<metric>bandwidth|latency) \((?P<unit>\S+)\)"
)
_PLACES = re.compile(r"(?P<row>\w+)\(row\).*?(?P<column>\w+)\(column\)")
_HEAD = re.compile(r"\s*\d+(?:\s+\d+)*\s*")
_ROW = re.compile(
    r"\s*(?P<row>\d+)\s+(?P<cells>(?:[\d.]+|N/A)(?:\s+(?:[\d.]+|N/A))*)\s*"
)
_SUM = re.compile(r"SUM (?P<case>\w+) (?P<value>[\d.]+)\s*")
_DEVICE = re.compile(r"Device \d+: (?P<name>.+?) \([0-9a-f:.]+\)\s*")


def read_nvbandwidth(lines: list[str]) -> Iterator[Found]:
    """Yield one record per pair of processors, and one per sum."""
    case, unit, places = "", "", ("row", "column")
    devices: set[str] = set()
    columns: list[str] = []
    metric = "bandwidth"
    for at, line in enumerate(lines):
        labels = {"benchmark": case or None}
        if len(devices) == 1:
            labels["device"] = min(devices)
        if found := _DEVICE.fullmatch(line):
            devices.add(found["name"])
        elif found := _CASE.fullmatch(line):
            case, columns = found["case"], []
        elif found := _TITLE.match(line):
            unit, metric = found["unit"], found["metric"]
            named = _PLACES.search(line)
            places = (named["row"], named["column"]) if named else ("row", "column")
            columns = []
        elif unit and not columns and _HEAD.fullmatch(line):
            columns = line.split()
        elif columns and (found := _ROW.fullmatch(line)):
            yield from _row(found, at, metric, unit, places, columns, labels)
        elif found := _SUM.fullmatch(line):
            own = number(metric, found["value"], unit, "total")
            yield Record(f"line {at + 1}", [own], labels | {"benchmark": found["case"]})
            columns = []


def _row(
    match: re.Match[str],
    at: int,
    metric: str,
    unit: str,
    places: tuple[str, str],
    columns: list[str],
    labels: dict[str, str | None],
) -> Iterator[Record]:
    for column, text in zip(columns, match["cells"].split(), strict=False):
        if text == "N/A":
            continue
        pair = f"{places[0]} {match['row']}, {places[1]} {column}"
        own: Number = number(metric, text, unit, "value", f", column {column}")
        yield Record(f"line {at + 1}", [own], labels | {"config_label": pair})


TOOLS = (
    Tool("nvbandwidth", ("nvbandwidth", "memcpy"),
         re.compile(r"^SUM \w+ [\d.]+\s*$|\(row\).*\(column\) (?:bandwidth|latency)",
                    re.MULTILINE),
         read_nvbandwidth),
)  # fmt: skip
READERS = readers_of(*TOOLS)

"""The reader of what benchcmp printed, benchstat's predecessor for Go.

Source: https://pkg.go.dev/golang.org/x/tools/cmd/benchcmp: a table each for times,
throughput, allocations and bytes, with an old and a new value of one run (or the best
of several) and what changed, in percent or as a factor.
"""

import re
from collections.abc import Iterator

from ..records import Found, Number, Record
from ._text import Tool, number, readers_of

_HEADER = re.compile(
    r"[\s/#*]*benchmark\s+old (?P<unit>ns/op|MB/s|allocs|bytes)\s+new (?P=unit)\s+"
    r"(?:delta|speedup)"
)
_ROW = re.compile(
    r"[\s/#*]*(?P<name>\S+)\s+(?P<old>[\d.eE+,]+)\s+(?P<new>[\d.eE+,]+)\s+"
    r"(?P<change>[+-][\d.]+%|[\d.]+x|~|n/a|\+Inf%)"
)
_METRICS = {
    "ns/op": ("time", "ns"), "MB/s": ("bandwidth", "MB/s"),
    "allocs": ("allocations", "count"), "bytes": ("memory", "B"),
}  # fmt: skip


def read(lines: list[str]) -> Iterator[Found]:
    """Yield one record per row."""
    unit = ""
    for at, line in enumerate(lines):
        if "old " in line and (match := _HEADER.match(line)):
            unit = match["unit"]
        elif not line.strip():
            unit = ""
        elif unit and (match := _ROW.match(line)):
            labels = {"benchmark": match["name"]}
            yield Record(f"line {at + 1}", list(_numbers(match, unit)), labels)


def _numbers(match: re.Match[str], unit: str) -> Iterator[Number]:
    metric, taken = _METRICS[unit]
    for name in ("old", "new"):
        labels = {"config_label": name}
        yield number(
            metric, match[name], taken, place=f", {name} {unit}", labels=labels
        )
    change = match["change"]
    labels = {"config_label": "new vs old"}
    if change.endswith("x"):
        yield number("speedup", change[:-1], "x", place=", speedup", labels=labels)
    elif change[-1] == "%" and "Inf" not in change:
        yield number(metric, change[:-1], "%", "delta", ", delta", labels=labels)


TOOLS = (
    Tool("benchcmp", ("old ",), re.compile("^" + _HEADER.pattern, re.MULTILINE), read),
)
READERS = readers_of(*TOOLS)

"""The reader of what Benchee (Elixir) prints.

Source: https://github.com/bencheeorg/benchee, README ("Run time statistics", "Memory
measurements", "Extended console formatter") and ``lib/benchee/formatters/console``:
``deviation`` is the standard deviation as a share of the average, ``ips`` are
iterations a second with K, M or B for thousands, a KB of memory has 1024 bytes; the
comparison repeats ``ips``.
"""

import re
from collections.abc import Iterator, Mapping

from ..records import Found, NotTaken, Number, Record
from ._text import Tool, number, readers_of

_VALUE = r"(\d[\d.]*)(?: ([^\s\d±]\S*))?"
_NAME = r"(\S.*?)"
_RUN = re.compile(r"Name +ips +average +deviation +median +99th %\s*\Z")
_USES = re.compile(r"(Memory usage|Reduction count) statistics:\s*\Z")
_EXTENDED = re.compile(r"Name +minimum +maximum +sample size +mode\s*\Z")
_SPREAD = re.compile(r"Name +average +deviation +median +99th %\s*\Z")
_ONE = re.compile(r"Name +(?:Memory usage|Reduction count)\s*\Z")
_STATISTICS = rf"{_VALUE} +±([\d.]+)% +{_VALUE} +{_VALUE}"
_ROWS: Mapping[str, re.Pattern[str]] = {
    "run": re.compile(rf"{_NAME} +{_VALUE} +{_STATISTICS}\s*\Z"),
    "spread": re.compile(rf"{_NAME} +{_STATISTICS}\s*\Z"),
    "one": re.compile(rf"{_NAME} {{2,}}{_VALUE}(?: - [\d.]+x .*)?\s*\Z"),
    "extended": re.compile(
        rf"{_NAME} +{_VALUE} +{_VALUE} +(\d[\d.]*)(?: ([KMB]))? +(?:{_VALUE}|None).*\Z"
    ),
    "comparison": re.compile(rf"{_NAME} +{_VALUE}(?: - ([\d.]+)x slower .*)?\s*\Z"),
}
#: ``lib/benchee/conversion/memory.ex``: a KB has 1024 bytes.
_BINARY = {"KB": "KiB", "MB": "MiB", "GB": "GiB", "TB": "TiB"}
_TIMES = {"K": 1e3, "M": 1e6, "B": 1e9}


def read_benchee(lines: list[str]) -> Iterator[Found]:
    """Yield one record a row; the iterations a second of comparisons are counted."""
    section = what = ""
    again = 0
    for at, line in enumerate(lines):
        if not line.strip():
            continue
        if heading := _USES.match(line):
            what, section = heading[1], ""
        elif _RUN.match(line):
            what, section = "", "run"
        elif _EXTENDED.match(line):
            section = "extended"
        elif _SPREAD.match(line):
            section = "spread"
        elif _ONE.match(line):
            section = "one"
        elif line.strip() in ("Comparison:", "Extended statistics:"):
            section = "comparison" if line.startswith("C") and not what else ""
        elif section and (row := _ROWS[section].match(line)):
            numbers = list(_numbers(section, what, row))
            again += section == "comparison"
            if numbers:
                yield Record(f"line {at + 1}", numbers, {"benchmark": row[1]})
        else:
            section = ""
    if again:
        yield NotTaken("iterations a second again, in a comparison", again)


def _numbers(section: str, what: str, row: re.Match[str]) -> Iterator[Number]:
    metric, plain = ("memory", "B") if what.startswith("Mem") else ("reductions", "")
    if not what:
        metric, plain = "time", "s"
    parts = list(row.groups()[1:])
    if section == "run":
        yield _scaled("ops", parts[0], parts[1], "1/s", "mean")
        parts = parts[2:]
    if section in ("run", "spread"):
        average, unit, share, *ends = parts
        yield _scaled(metric, average, unit, plain, "mean")
        yield number(metric, share, "%", "cv", ", deviation")
        for said, value, of in zip(
            ("median", "p99"), ends[::2], ends[1::2], strict=True
        ):
            yield _scaled(metric, value, of, plain, said)
    elif section == "one":
        yield _scaled(metric, parts[0], parts[1], plain, "mean")
    elif section == "extended":
        for said, value, of in (("min", *parts[:2]), ("max", *parts[2:4])):
            yield _scaled(metric, value, of, plain, said)
    elif parts[2]:
        yield number("relative", parts[2], "x", "value", ", slower")


def _scaled(metric: str, text: str, unit: str | None, plain: str, said: str) -> Number:
    """Read a number whose unit may be thousands: 4.70 K."""
    times = _TIMES.get(unit or "") if metric in ("ops", "reductions") else None
    given = plain if times or unit is None else _BINARY.get(unit, unit)
    found = number(metric, text, given, said, f", {metric} {said}")
    if times and found.value is not None:
        return found._replace(value=found.value * times)
    return found


TOOLS = (
    Tool(
        "benchee",
        ("99th %",),
        re.compile(r"^[ \t]*Name +ips +average +deviation +median", re.MULTILINE),
        read_benchee,
    ),
)
READERS = readers_of(*TOOLS)

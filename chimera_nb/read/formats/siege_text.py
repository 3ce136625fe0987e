"""The reader of what siege prints after a run.

Source: https://github.com/JoeDog/siege (``src/main.c``, doc/siege.pod "PERFORMANCE
STATISTICS"): times are seconds unless a line says ms, the response time is the mean of
all transactions, a run without a successful transaction measured nothing.
"""

import re
from collections.abc import Iterator

from ..records import Found, Record
from ._text import Tool, number, readers_of

#: Line → metric, unit where the line names none, statistic.
_LINES = {
    "Transactions": ("requests", "count", "count"),
    "Availability": ("availability", "%", "value"),
    "Elapsed time": ("time", "s", "total"),
    "Data transferred": ("bytes_transferred", "MB", "total"),
    "Response time": ("latency", "s", "mean"),
    "Transaction rate": ("request_throughput", "1/s", "mean"),
    "Throughput": ("bandwidth", "MB/s", "mean"),
    "Concurrency": ("concurrency", "count", "mean"),
    "Successful transactions": ("successful_requests", "count", "count"),
    "Failed transactions": ("errors", "count", "count"),
    "Longest transaction": ("latency", "s", "max"),
    "Shortest transaction": ("latency", "s", "min"),
}
_UNITS = {"hits": "count", "secs": "s", "trans/sec": "1/s", "MB/sec": "MB/s"}
_ROW = re.compile(
    rf"[\s\"]*({'|'.join(_LINES)})\"?:\s+(\d[\d.,]*)(?: (hits|%|secs|ms|[KMG]B(?:/sec)?"
    r"|trans/sec))?,?\s*\Z",
    re.IGNORECASE,
)


def read_siege(lines: list[str]) -> Iterator[Found]:
    """Yield one record a run."""
    record: Record | None = None
    for at, line in enumerate(lines):
        match = _ROW.match(line) if ":" in line else None
        if not match:
            continue
        name = match[1].capitalize()
        metric, unit, statistic = _LINES[name]
        if record is None or name == "Transactions":
            if record:
                yield _honest(record)
            record = Record(f"line {at + 1}", [])
        given = match[3] or ""
        place = f", line {at + 1}"
        unit = _UNITS.get(given, given) or unit
        record.numbers.append(number(metric, match[2], unit, statistic, place))
    if record:
        yield _honest(record)


def _honest(record: Record) -> Record:
    """Take the times out of a run in which every transaction failed."""
    if any(n.metric == "availability" and n.value == 0 for n in record.numbers):
        error = "no transaction succeeded"
        record.numbers = [
            each
            if each.unit in ("count", "%")
            else each._replace(value=None, status="failed", error=error)
            for each in record.numbers
        ]
    return record


TOOLS = (
    Tool(
        "siege",
        ("Transaction rate:",),
        re.compile(r"^[ \t]*Transaction rate:\s+[\d.]+ trans/sec", re.MULTILINE),
        read_siege,
    ),
)
READERS = readers_of(*TOOLS)

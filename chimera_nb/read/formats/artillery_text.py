"""The reader of what Artillery prints after a test, of version 1 and 2.

Source: https://www.artillery.io/docs ("Reported metrics", "Understanding the report"):
response times and session lengths are milliseconds, counters are counts. A test prints
a report every ten seconds and one of the whole test; each is a record.
"""

import re
from collections.abc import Iterator

from ..records import Found, Number, Record
from ._text import Tool, number, readers_of, snake
from .load_text import percentile

_REPORT = re.compile(
    r"\s*(?:Metrics for period to: ?|(?:Summary |Intermediate )?[Rr]eport @ ?|Summary:)"
)
_VALUE = r"[ .]*(?<![\d.])(\d+(?:\.\d+)?)(/sec)?(?: \(\d[\d.]*%\))?\s*\Z"
_STATISTIC = re.compile(rf"\s*(min|max|mean|median|p\d+(?:\.\d+)?):{_VALUE}")
#: Version 2: a counter or a rate, the dots lead to its value.
_DOTTED = re.compile(
    r"\s*((?!p\d)[a-z][\w-]*\.\S.{0,200}?): \.{2,} ?(\d+(?:\.\d+)?)(/sec)?\s*\Z"
)
_GROUP = re.compile(r"\s*([a-z][\w-]*\.\S[^:]{0,200}):\s*\Z")
#: Version 1.
_LINE = re.compile(
    rf"\s*(Scenarios launched|Scenarios completed|Requests completed|RPS sent"
    rf"|Mean response/sec|RPS count):{_VALUE}"
)
_SECTION = re.compile(
    r"\s*(Request latency|Response time \(msec\)|Scenario duration \(msec\)"
    r"|Scenario duration|Scenario counts|Codes|Errors):\s*\Z"
)
_INNER = re.compile(rf"\s+(\S.{{0,120}}?):{_VALUE}")
_RATES = {"RPS sent": "request_rate", "Mean response/sec": "request_throughput"}
_TIMES = {
    "Request latency": "latency", "Response time (msec)": "latency",
    "Scenario duration": "scenario_duration", "http.response_time": "latency",
    "Scenario duration (msec)": "scenario_duration",
    "vusers.session_length": "session_length",
}  # fmt: skip
_COUNTS = {"Scenario counts": "scenarios", "Codes": "responses", "Errors": "errors"}
_NAMED = (
    (re.compile(r"http\.codes\.(.+)"), "responses", "status code "),
    (re.compile(r"errors\.(.+)"), "errors", ""),
    (re.compile(r"vusers\.created_by_name\.(.+)"), "vusers_created", ""),
    (re.compile(r"(plugins\.[\w.-]+?)\.(?:codes|errors)\.(.+)"), "responses", ""),
)
_IS_TIME = re.compile(r"response_time|session_length|duration|latency|browser\.page")


def read_artillery(lines: list[str]) -> Iterator[Found]:
    """Yield one record a report."""
    record: Record | None = None
    title, group = "", ""
    seen: set[tuple[str, str, str]] = set()
    for at, line in enumerate(lines):
        if not line.strip():
            continue
        if _REPORT.match(line):
            if record:
                yield record
            record, title, group, seen = None, line.strip().rstrip(":"), "", set()
        elif match := _SECTION.match(line) or _GROUP.match(line):
            group = match[1]
        elif found := _number(line, group, f", line {at + 1}"):
            key = (found.metric, found.statistic, str(found.labels))
            if record is None or key in seen:
                if record:
                    yield record
                labels = {"config_label": title} if title else {}
                record, seen = Record(f"line {at + 1}", [], labels), set()
            seen.add(key)
            record.numbers.append(found)
    if record:
        yield record


def _number(line: str, group: str, place: str) -> Number | None:
    if ":" not in line:
        return None
    if match := _DOTTED.match(line):
        return _counter(match[1], match[2], bool(match[3]), place)
    if group in _COUNTS:
        match = _INNER.match(line)
        if match and not _LINE.match(line):
            name = f"status code {match[1]}" if group == "Codes" else match[1]
            return number(_COUNTS[group], match[2], "count", "count", place,
                          labels={"config_label": name})  # fmt: skip
    elif group and (match := _STATISTIC.match(line)):
        statistic = match[1] if match[1][0] == "m" else percentile(match[1][1:])
        metric = _TIMES.get(group)
        labels = {} if metric else {"config_label": group}
        metric = metric or ("latency" if "response_time" in group else snake(group))
        unit = "ms" if metric == "latency" or _IS_TIME.search(group) else ""
        unit = "ms" if group in _TIMES else unit
        return number(metric, match[2], unit, statistic, place, labels=labels)
    if match := _LINE.match(line):
        if match[1] in _RATES:
            return number(_RATES[match[1]], match[2], "1/s", "mean", place)
        metric = {"Requests completed": "requests"}.get(match[1], snake(match[1]))
        return number(metric, match[2], "count", "count", place)
    return None


def _counter(name: str, value: str, rate: bool, place: str) -> Number:
    for pattern, metric, before in _NAMED:
        if match := pattern.fullmatch(name):
            labels = {"config_label": before + " ".join(match.groups())}
            return number(metric, value, "count", "count", place, labels=labels)
    metric = snake(name.removeprefix("http."))
    if rate:
        return number(metric, value, "1/s", "mean", place)
    if name.endswith("_bytes"):
        return number(metric, value, "bytes", "total", place)
    return number(metric, value, "count", "count", place)


TOOLS = (
    Tool(
        "artillery",
        ("http.response_time:", "Scenarios launched:"),
        re.compile(r"^[ \t]*(?:http\.response_time:|Scenarios launched: +\d)", re.M),
        read_artillery,
    ),
)
READERS = readers_of(*TOOLS)

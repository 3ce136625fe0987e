"""The readers of what ``vegeta report`` prints, as text and as JSON.

Source: https://github.com/tsenart/vegeta (``lib/reporters.go``, README "report
command"): the brackets of a line name its values, durations are Go's; the rate is that
of the requests sent, the throughput that of the successful ones. The JSON's durations
are nanoseconds, its success is a share. The latencies are those of failed requests
too: without a successful one nothing was measured.
"""

import re
from collections.abc import Iterator

from ..document import Document, object_of, pointer, text_of
from ..records import Found, Number, Reader, Record, is_number
from ._terminal import go_seconds
from ._text import Tool, number, readers_of
from .load_text import percentile

_LINE = re.compile(
    r"[\s#]*(Requests|Duration|Latencies|Bytes In|Bytes Out|Success|Status Codes)"
    r"\s+\[([a-z0-9:, ]+)\]\s+(\S.*)"
)
#: Line, value → metric, unit, statistic.
_VALUES = {
    ("Requests", "total"): ("requests", "count", "count"),
    ("Requests", "rate"): ("request_rate", "1/s", "mean"),
    ("Requests", "throughput"): ("request_throughput", "1/s", "mean"),
    ("Success", "ratio"): ("success_rate", "%", "value"),
}
_TIMES = {"total": "time", "attack": "attack_time", "wait": "wait_time"}


def read_vegeta(lines: list[str]) -> Iterator[Found]:
    """Yield one record a report."""
    record: Record | None = None
    seen: set[str] = set()
    for at, line in enumerate(lines):
        match = _LINE.match(line) if "[" in line else None
        if not match:
            continue
        what, names, values = match.groups()
        if record is None or what in seen or what == "Requests":
            if record:
                yield _honest(record)
            record, seen = Record(f"line {at + 1}", []), set()
        seen.add(what)
        place = f", line {at + 1}, {what}"
        if what == "Status Codes":
            record.numbers += _codes(values, place)
            continue
        pairs = zip(names.split(", "), values.split(", "), strict=False)
        record.numbers += [
            made for name, text in pairs if (made := _number(what, name, text, place))
        ]
    if record:
        yield _honest(record)


def _number(what: str, name: str, text: str, place: str) -> Number | None:
    text = text.strip()
    place = f"{place} {name}"
    if what == "Latencies":
        at = name if name in ("min", "mean", "max") else percentile(name)
        return _took("latency", text, at, place)
    if what == "Duration":
        return _took(_TIMES.get(name, name), text, "total", place)
    if what in ("Bytes In", "Bytes Out"):
        metric = what.lower().replace(" ", "_")
        return number(metric, text, "bytes", name, place)
    if (what, name) not in _VALUES:
        return None
    metric, unit, statistic = _VALUES[what, name]
    return number(metric, text.rstrip("%"), unit, statistic, place)


def _took(metric: str, text: str, statistic: str, place: str) -> Number:
    value = go_seconds(text)
    made = Number(metric, value, "s", statistic, place, text)
    if value is None:
        error = f"{text!r} is no duration"
        made = made._replace(status="failed", error=error)
    return made


def _codes(values: str, place: str) -> list[Number]:
    return [
        number("responses", count, "count", "count", f"{place} {code}",
               labels={"config_label": f"status code {code}"})
        for code, count in re.findall(r"(?<!\S)(\d+):(\d+)(?!\S)", values)
    ]  # fmt: skip


def _honest(record: Record) -> Record:
    """Take the times and rates out of a run in which every request failed."""
    if any(n.metric == "success_rate" and n.value == 0 for n in record.numbers):
        error = "no request succeeded"
        record.numbers = [
            each._replace(value=None, status="failed", error=error)
            if each.unit in ("s", "ns", "1/s") and each.metric != "request_rate"
            else each
            for each in record.numbers
        ]
    return record


TOOLS = (
    Tool(
        "vegeta",
        ("Latencies ",),
        re.compile(r"^[\s#]*Latencies +\[(?:min, )?mean, 50, ", re.MULTILINE),
        read_vegeta,
    ),
)


_PERCENTILE = re.compile(r"(\d+(?:\.\d+)?)th\Z")
_WHOLE = {
    "requests": ("requests", "count", "count"), "rate": ("request_rate", "1/s", "mean"),
    "throughput": ("request_throughput", "1/s", "mean"),
    "success": ("success_rate", "x", "value"),
    "duration": ("attack_time", "ns", "total"), "wait": ("wait_time", "ns", "total"),
}  # fmt: skip


def _is_report(document: Document) -> bool:
    content = document.content
    return isinstance(content["latencies"], dict) and "bytes_in" in content


def _read_report(document: Document) -> Iterator[Found]:
    content = document.content
    numbers = [
        Number(metric, content[key], unit, statistic, pointer(key))
        for key, (metric, unit, statistic) in _WHOLE.items()
        if is_number(content.get(key))
    ]
    for key, metric, unit in (
        ("latencies", "latency", "ns"),
        ("bytes_in", "bytes_in", "bytes"),
        ("bytes_out", "bytes_out", "bytes"),
    ):
        for name, value in object_of(content, key).items():
            at = _PERCENTILE.match(name)
            if is_number(value):
                statistic = percentile(at[1]) if at else name
                numbers.append(
                    Number(metric, value, unit, statistic, pointer(key, name))
                )
    numbers += [
        Number("responses", count, "count", "count", pointer("status_codes", code),
               labels={"config_label": f"status code {code}"})
        for code, count in object_of(content, "status_codes").items()
        if is_number(count)
    ]  # fmt: skip
    labels = {"timestamp": text_of(content.get("earliest"))}
    yield _honest(Record("", numbers, labels, None, "aggregate"))


READERS = (
    *readers_of(*TOOLS),
    Reader(
        "vegeta_json", ("json",), _is_report, _read_report,
        frozenset({"latencies", "status_codes"}),
    ),
)  # fmt: skip

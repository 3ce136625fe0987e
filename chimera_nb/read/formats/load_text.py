"""Readers of what HTTP load generators print: wrk, wrk2, ab, hey, ghz, oha, bombardier.

Sources: wrk (https://github.com/wg/wrk, ``src/wrk.c`` and ``src/units.c``: bytes count
by 1024, ``m`` is minutes), wrk2 (https://github.com/giltene/wrk2), ApacheBench
(https://httpd.apache.org/docs/current/programs/ab.html, Kbytes are 1024 bytes), hey
(https://github.com/rakyll/hey), ghz (https://ghz.sh), oha
(https://github.com/hatoo/oha), bombardier (https://github.com/codesenberg/bombardier).
Histogram bins and the spectrum of wrk2 are not taken, their percentiles are.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

from ..records import Found, NotTaken, Number, Record
from ._text import Tool, number, plain_number, readers_of, scaled, seconds, split_value

_DURATION = r"-?[\d.]+(?:us|µs|ms|s|m|h)|-?nan\w*"
_BYTES = {"K": "KiB", "M": "MiB", "G": "GiB", "T": "TiB", "": "B"}

_LATENCY = re.compile(rf"\s*Latency\s+({_DURATION})\s+({_DURATION})\s+({_DURATION})")

Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], list[Number]]]


def percentile(text: str) -> str:
    """Name the statistic of a percentile: ``50.000%`` is the median, 100 % the max."""
    given = plain_number(text.strip().rstrip("%"))
    if given is None:
        return "value"
    points = f"{given:.10g}"
    return {"50": "median", "100": "max", "0": "min"}.get(points, f"p{points}")


def took(
    text: str, statistic: str, metric: str = "latency", unit: str = "", **more: Any
) -> Number:
    """Make the number of a duration: ``12.5ms``, ``1.1m``, ``0.5 secs``."""
    place = more.pop("place", f", {statistic}")
    parts = split_value(text)
    if parts and parts[1] not in ("m", "h", "") and "m" not in parts[1][:-1]:
        return number(metric, parts[0], parts[1], statistic, place, **more)
    if parts and unit and not parts[1]:
        return number(metric, parts[0], unit, statistic, place, **more)
    value = seconds(text)
    made = Number(metric, value, "s", statistic, place, text.strip(), **more)
    if value is None:
        error = f"{text.strip()!r} is no duration"
        made = made._replace(status="failed", error=error)
    return made


def _size(metric: str, text: str, rate: str = "", binary: bool = True) -> Number:
    match = re.match(r"([\d.,]+) ?([KMGT]?)(i?)B", text.strip())
    if not match:
        return number(metric, text, "B" + rate)
    unit = _BYTES[match[2]] if binary or match[3] else match[2] + "B"
    return number(metric, match[1], unit + rate)._replace(raw=text.strip())


def _rate(text: str, statistic: str, label: str = "") -> Number:
    text = text.strip()
    prefix = text[-1] if text[-1:] in "kKMG" else ""
    value = scaled(text[: len(text) - len(prefix)], prefix)
    made = Number("request_throughput", value, "1/s", statistic, ", Req/Sec", text)
    if label:
        made = made._replace(labels={"config_label": label})
    if value is None:
        made = made._replace(status="failed", error=f"{text!r} is no number")
    return made


def _count(metric: str, text: str, label: str = "") -> Number:
    labels = {"config_label": label} if label else {}
    return number(metric, text, "count", "count", f", {label or metric}", labels=labels)


def _triple(m: re.Match[str]) -> list[Number]:
    statistics = ("mean", "std", "max")
    return [took(m[at], s) for at, s in enumerate(statistics, start=1)]


_WRK: tuple[Rule, ...] = (
    (_LATENCY, _triple),
    (
        re.compile(r"\s*Req/Sec\s+(\S+)\s+(\S+)\s+(\S+)"),
        lambda m: [
            _rate(m[at], s, "per thread")
            for at, s in enumerate(("mean", "std", "max"), start=1)
        ],
    ),
    (
        re.compile(rf"\s*(\d+(?:\.\d+)?)%\s+({_DURATION})\s*\Z"),
        lambda m: [took(m[2], percentile(m[1]))],
    ),
    (
        re.compile(r"\s*#\[Mean\s+=\s+([\d.]+), Std\w+\s+=\s+([\d.]+)\]"),
        lambda m: [
            number("latency", m[at], "ms", s, ", HdrHistogram",
                   labels={"config_label": "HdrHistogram"})
            for at, s in ((1, "mean"), (2, "std"))
        ],
    ),
    (
        re.compile(r"\s*(\d+) requests in ([\d.]+\w+), ([\d.]+\w+) read"),
        lambda m: [
            _count("requests", m[1]), took(m[2], "total", "time"),
            _size("bytes_read", m[3]),
        ],
    ),
    (
        re.compile(r"\s*Requests/sec:\s+([\d.]+)"),
        lambda m: [number("request_throughput", m[1], "1/s", "mean", ", Requests/sec")],
    ),
    (
        re.compile(r"\s*Transfer/sec:\s+([\d.]+\w+)"),
        lambda m: [_size("bandwidth", m[1], "/s")],
    ),
    (
        re.compile(
            r"\s*Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)"
        ),
        lambda m: [
            _count("errors", m[at], what)
            for at, what in enumerate(("connect", "read", "write", "timeout"), start=1)
        ],
    ),
    (
        re.compile(r"\s*Non-2xx or 3xx responses: (\d+)"),
        lambda m: [_count("errors", m[1], "Non-2xx or 3xx responses")],
    ),
)  # fmt: skip
_AB: tuple[Rule, ...] = (
    (
        re.compile(r"\s*Time taken for tests:\s+([\d.]+) (\w+)"),
        lambda m: [number("time", m[1], m[2], "total", ", Time taken for tests")],
    ),
    (
        re.compile(
            r"\s*(Complete|Failed|Write errors|Non-2xx)( requests| responses)?:\s+(\d+)"
        ),
        lambda m: [
            _count("requests" if m[1] == "Complete" else "errors", m[3],
                   m[1] + (m[2] or ""))
        ],
    ),
    (
        re.compile(r"\s*(Total|HTML) transferred:\s+(\d+) bytes"),
        lambda m: [
            number("bytes_transferred", m[2], "bytes", "total",
                   labels={"config_label": m[1]})
        ],
    ),
    (
        re.compile(r"\s*Requests per second:\s+([\d.]+) \[#/sec\]"),
        lambda m: [number("request_throughput", m[1], "1/s", "mean")],
    ),
    (
        re.compile(r"\s*Time per request:\s+([\d.]+) \[ms\] \((mean.*)\)"),
        lambda m: [
            number("latency" if m[2] == "mean" else "time_per_request", m[1], "ms",
                   "mean", ", Time per request", labels={"config_label": m[2]})
        ],
    ),
    (
        re.compile(r"\s*Transfer rate:\s+([\d.]+) \[Kbytes/sec\]"),
        lambda m: [number("bandwidth", m[1], "KiB/s", "mean")],
    ),
    (
        re.compile(
            r"\s*(Connect|Processing|Waiting|Total):\s+([\d.]+)\s+([\d.]+)\s+([\d.]+)"
            r"\s+([\d.]+)\s+([\d.]+)"
        ),
        lambda m: [
            number("latency", m[at], "ms", s, f", {m[1]}",
                   labels={"config_label": m[1]})
            for at, s in enumerate(("min", "mean", "std", "median", "max"), start=2)
        ],
    ),
    (
        re.compile(r"\s*(\d+)%\s+([\d.]+)(?: \(longest request\))?\s*\Z"),
        lambda m: [number("latency", m[2], "ms", percentile(m[1]), f", {m[1]}%")],
    ),
)  # fmt: skip
_HEY: tuple[Rule, ...] = (
    (
        re.compile(r"\s*(Total|Slowest|Fastest|Average):\s+([\d.]+ ?\w+)\.?\s*\Z"),
        lambda m: [
            took(m[2], {"Total": "total", "Slowest": "max", "Fastest": "min"}.get(
                m[1], "mean"), "time" if m[1] == "Total" else "latency",
                place=f", {m[1]}")
        ],
    ),
    (
        re.compile(r"\s*Requests/sec:\s+([\d.]+)"),
        lambda m: [number("request_throughput", m[1], "1/s", "mean", ", Requests/sec")],
    ),
    (
        re.compile(r"\s*Success rate:\s+([\d.]+)(%?)"),
        lambda m: [number("success_rate", m[1], m[2] or "x", place=", Success rate")],
    ),
    (re.compile(r"\s*Count:\s+(\d+)\s*\Z"), lambda m: [_count("requests", m[1])]),
    (
        re.compile(
            r"\s*(Total data|Size/request|Size/sec):\s+([\d.]+) ?(bytes|[KMGT]?i?B)"
        ),
        lambda m: [
            number("bandwidth" if m[1] == "Size/sec" else "bytes_transferred", m[2],
                   m[3] + ("/s" if m[1] == "Size/sec" else ""),
                   "total" if m[1] == "Total data" else "mean", f", {m[1]}",
                   labels={"config_label": m[1]})
        ],
    ),
    (
        re.compile(r"\s*([\d.]+) ?%+ in ([\d.]+ ?\w+)\s*\Z"),
        lambda m: [took(m[2], percentile(m[1]), place=f", {m[1]}%")],
    ),
    (
        re.compile(
            r"\s*(DNS\+dialup|DNS-lookup|req write|resp wait|resp read):"
            r"\s+([\d.]+ \w+), ([\d.]+ \w+), ([\d.]+ \w+)"
        ),
        lambda m: [
            took(m[at], s, place=f", {m[1]}", labels={"config_label": m[1]})
            for at, s in enumerate(("mean", "min", "max"), start=2)
        ],
    ),
    (
        re.compile(r"\s*\[(\w+)\]\s+(\d+) responses"),
        lambda m: [_count("responses", m[2], f"[{m[1]}]")],
    ),
)  # fmt: skip
_BOMBARDIER: tuple[Rule, ...] = (
    (
        re.compile(r"\s*Reqs/sec\s+([\d.]+)\s+([\d.]+)\s+([\d.]+)"),
        lambda m: [
            _rate(m[at], s) for at, s in enumerate(("mean", "std", "max"), start=1)
        ],
    ),
    (_LATENCY, _triple),
    (
        re.compile(rf"\s*([\d.]+)%\s+({_DURATION})\s*\Z"),
        lambda m: [took(m[2], percentile(m[1]))],
    ),
    (
        re.compile(r"\s*(1xx - .*)"),
        lambda m: [
            _count("responses", n, code)
            for code, n in re.findall(r"(\dxx) - (\d+)", m[1])
        ],
    ),
    (
        re.compile(r"\s*others - (\d+)"),
        lambda m: [_count("responses", m[1], "others")],
    ),
    (
        re.compile(r"\W*Throughput:\W*([\d.]+) ?([KMG]?B/s)"),
        lambda m: [number("bandwidth", m[1], m[2], "mean", ", Throughput")],
    ),
)  # fmt: skip

_RUNNING = re.compile(r"\s*Running (\S+) test @ (\S+)")
_THREADS = re.compile(r"\s*(\d+) threads and (\d+) connections")
_BOMBARDING = re.compile(r"\s*Bombarding (\S+) .*?using (\d+) connection")
_AB_LABELS = re.compile(
    r"\s*(Document Path|Server Hostname|Concurrency Level|Server Software):\s+(.*\S)"
)
_ANY_START = re.compile(
    r"\s*(?:Running \S+ test @ |This is ApacheBench|Server Software:|Summary:\s*\Z"
    r"|Bombarding |Statistics\s+Avg|.*http_req_duration\.{2,}:|[┌─]{3,})"
)
_OF_REQUESTS = ("latency", "request_throughput", "bandwidth")
_SPECTRUM = re.compile(r"\s*[\d.]+\s+[01]\.\d{4,}\s+\d+\s+(?:[\d.]+|inf)\s*\Z")
_BIN = re.compile(r"\s*[\d.]+(?: ?\w+)? \[\d+\]\s*\|")


def _judged(record: Record) -> Record:
    """Fail the zeros of a run in which no request came through."""
    if any(each.metric == "requests" and each.value == 0 for each in record.numbers):
        record.numbers = [
            each._replace(value=None, status="failed", error="0 requests")
            if each.value == 0 and each.metric in _OF_REQUESTS
            else each
            for each in record.numbers
        ]
    return record


class _Blocks:
    """Walks over lines; rules add numbers to the run whose block they stand in."""

    def __init__(
        self, rules: tuple[Rule, ...], starts: re.Pattern[str], first: re.Pattern[str]
    ) -> None:
        self.rules, self.starts, self.first = rules, starts, first

    def read(self, lines: list[str]) -> Iterator[Found]:
        """Yield one record per run."""
        record: Record | None = None
        labels: dict[str, Any] = {}
        seen: set[str] = set()
        skipped = 0
        for at, line in enumerate(lines):
            if not line:
                continue
            if self.starts.match(line):
                if record and record.numbers:
                    yield _judged(record)
                record, labels = Record(f"line {at + 1}", [], {}), {}
                seen = set()
            elif _ANY_START.match(line):
                if record and record.numbers:
                    yield _judged(record)
                record = None
            elif self.first.match(line):
                word = line.split()[0]
                if record is None or word in seen:
                    if record and record.numbers:
                        yield _judged(record)
                    record, seen = Record(f"line {at + 1}", [], {}), set()
                seen.add(word)
            if record is None:
                continue
            if _SPECTRUM.match(line) or _BIN.match(line):
                skipped += 2
                continue
            self._label(line, labels)
            record.labels |= labels
            for pattern, make in self.rules:
                if match := pattern.match(line):
                    record.numbers += make(match)
                    break
        if record and record.numbers:
            yield _judged(record)
        if skipped:
            yield NotTaken("a bin of a histogram", skipped)

    def _label(self, line: str, labels: dict[str, Any]) -> None:
        if match := _RUNNING.match(line):
            labels |= {"benchmark": match[2], "setting.duration": match[1]}
        elif match := _THREADS.match(line):
            labels["setting.threads"] = int(match[1][:9])
            labels["setting.connections"] = int(match[2][:9])
        elif match := _BOMBARDING.match(line):
            labels["benchmark"] = match[1]
            labels["setting.connections"] = int(match[2][:9])
        elif match := _AB_LABELS.match(line):
            name = {"Document Path": "benchmark", "Server Software": "software",
                    "Server Hostname": "setting.host"}.get(
                        match[1], "setting.concurrency")  # fmt: skip
            value = plain_number(match[2]) if "conc" in name else match[2]
            labels[name] = value


def _tool(
    name: str, rules: tuple[Rule, ...], hints: tuple[str, ...], starts: str, first: str,
    mark: str,
) -> Tool:  # fmt: skip
    blocks = _Blocks(rules, re.compile(starts), re.compile(first))
    return Tool(name, hints, re.compile(mark, re.MULTILINE), blocks.read)


TOOLS = (
    _tool(
        "wrk", _WRK, ("Thread Stats", "Transfer/sec:"), r"\s*Running \S+ test @ ",
        r"\s*Thread Stats ",
        r"^[ \t]*Thread Stats +Avg|^[ \t]*Transfer/sec: +[\d.]+\w?B",
    ),
    _tool(
        "ab", _AB, ("Requests per second:", "Time per request:"),
        r"\s*Server Software:",
        r"\s*(?:Complete requests|Failed requests|Requests per second):",
        r"^[ \t]*(?:Requests per second:\s+[\d.]+ \[#/sec\]"
        r"|Time per request:\s+[\d.]+ \[ms\])",
    ),
    _tool(
        "hey", _HEY, ("Requests/sec:",), r"\s*Summary:\s*\Z",
        r"\s*Total:\s+[\d.]+ \w+",
        r"^[ \t]*(?:Slowest|Fastest):\s+[\d.]+ ?\w+\.?\s*$",
    ),
    _tool(
        "bombardier", _BOMBARDIER, ("Reqs/sec",),
        r"\s*Bombarding |\W*\w*\W*Statistics\s+Avg\s+Stdev\s+Max",
        r"\s*Reqs/sec\s+[\d.]+\s+[\d.]+\s+[\d.]+",
        r"^[ \t]*Reqs/sec\s+[\d.]+\s+[\d.]+\s+[\d.]+",
    ),
)  # fmt: skip
READERS = readers_of(*TOOLS)

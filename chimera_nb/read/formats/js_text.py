"""The readers of what JavaScript's benchmark libraries print.

benchmark.js (https://benchmarkjs.com, ``Benchmark.prototype.toString``): calls a second
with the relative margin of error. Vitest (https://vitest.dev/guide/features#benchmarking,
``reporters/benchmark/table``): tinybench's statistics in milliseconds, ``p995`` is the
99.5th percentile, then whom the fastest beats. mitata
(https://github.com/evanwashere/mitata) and ``deno bench``: one or two lines a
benchmark, with the unit at every number.
"""

import re
from collections.abc import Iterator
from typing import Any

from ..records import Found, Number, Record
from ._text import Tool, number, readers_of

_COUNT = r"\d[\d,]*(?:\.\d+)?|NaN"
_B_ROW = re.compile(
    rf"[\s*#>/✔✓-]*(?P<name>\S.*?) x (?P<hz>{_COUNT}) ops/sec"
    r"(?: ±(?P<rme>[\d.]+)%)?(?: \((?P<n>\d+) runs? sampled\))?"
)
_V_HEADER = re.compile(r"\s*name +hz +min +max +mean(?: +p\d+)* +rme +samples\s*\Z")
_V_GROUP = re.compile(
    r"(?P<indent>\s*)[✓❯×√] (?P<name>\S.*?)(?: \(\d+\))?(?: \d+m?s)?\s*\Z"
)
_V_ROW = re.compile(
    rf"\s*[·•*] (?P<name>\S.*?)  +"
    rf"(?P<cells>(?:(?:{_COUNT}) +){{4,9}}±[\d.NaN]+% +\d+)\b"
)
_V_SIDE = re.compile(r"\s{0,4}(?P<name>\S.*?) - (?P<of>\S.*?)[\s>]*\Z")
_FASTER = re.compile(
    r"\s+(?P<factor>[\d.,]+)x(?: ±[\d.]+%)? "
    r"(?P<word>faster|slower) than (?P<of>\S.*?)\s*\Z"
)
_V_STATISTICS = {"p995": "p99.5", "p999": "p99.9", "p9999": "p99.99"}
_TIME = r"[\d,.'’]*\d ?(?:[pnµμum]?s|m)\b"
_M_HEADER = re.compile(
    r"\s*\|?\s*benchmark +(?:\| *)?(?:avg|time|time \(avg\)|time/iter \(avg\)) *\W.*"
)
_M_ROW = re.compile(
    rf"[\s|]*(?P<name>\S.*?)[ |]+(?P<avg>{_TIME})(?:/iter)?(?P<rest>[ |].*|)\Z"
)
_M_RATE = re.compile(r"\A[ |]+(?P<hz>\d[\d,]*(?:\.\d+)?)(?=[ |]+(?:\(|\Z))")
_M_RANGE = re.compile(rf"\(\s*(?P<min>{_TIME}) … +(?P<max>{_TIME})\s*\)(?P<rest>.*)")
_M_TIME = re.compile(rf"[ |]*({_TIME})")
_M_CPU = re.compile(r"\s*(cpu|runtime): *(\S.*?)\s*\Z")
_UNIT = re.compile(r"([\d,.'’]*\d) ?(\D+)\Z")


def read_benchmark_js(lines: list[str]) -> Iterator[Found]:
    """Yield one record per benchmark of benchmark.js."""
    for at, line in enumerate(lines):
        if " ops/sec" in line and (match := _B_ROW.match(line)):
            n = float(match["n"][:15]) if match["n"] else None
            numbers = [number("ops", match["hz"], "1/s", "mean", n_behind=n)]
            if match["rme"]:
                numbers.append(number("ops", match["rme"], "%", "error", ", ±"))
            yield Record(f"line {at + 1}", numbers, {"benchmark": match["name"]})


def read_vitest(lines: list[str]) -> Iterator[Found]:
    """Yield one record per benchmark and per comparison of Vitest."""
    groups: list[tuple[int, str]] = []
    columns: list[str] = []
    fastest: dict[str, Any] = {}
    for at, line in enumerate(lines):
        if _V_HEADER.match(line):
            columns, fastest = line.split()[1:], {}
        elif match := _V_GROUP.match(line):
            indent = len(match["indent"])
            groups = [each for each in groups if each[0] < indent]
            groups.append((indent, match["name"]))
        elif columns and (match := _V_ROW.match(line)):
            cells = match["cells"].split()
            if len(cells) == len(columns):
                labels = {
                    "benchmark": match["name"],
                    "config_label": " > ".join(name for _, name in groups) or None,
                }
                numbers = list(_tinybench(dict(zip(columns, cells, strict=True))))
                yield Record(f"line {at + 1}", numbers, labels)
        elif match := _FASTER.match(line):
            if fastest:
                yield _beats(match, fastest, at)
        elif columns and (match := _V_SIDE.match(line)):
            fastest = {"benchmark": match["name"], "config_label": match["of"]}


def _tinybench(cells: dict[str, str]) -> Iterator[Number]:
    n = float(cells["samples"][:15])
    for column, text in cells.items():
        place = f", {column}"
        if column == "hz":
            yield number("ops", text, "1/s", "mean", place, n_behind=n)
        elif column == "rme" and n:
            yield number("time", text.strip("±%"), "%", "error", place, n_behind=n)
        elif column not in ("rme", "samples"):
            statistic = _V_STATISTICS.get(column, column)
            yield number("time", text, "ms", statistic, place, n_behind=n)


def _beats(match: re.Match[str], side: dict[str, Any], at: int) -> Record:
    words = f"{match['word']} than {match['of']}"
    label = ", ".join(filter(None, (words, side.get("config_label"))))
    metric = "speedup" if match["word"] == "faster" else "relative"
    made = number(metric, match["factor"], "x")
    return Record(f"line {at + 1}", [made], {**side, "config_label": label})


def read_mitata(lines: list[str]) -> Iterator[Found]:
    """Yield one record per benchmark and per comparison of mitata and Deno."""
    shared: dict[str, Any] = {}
    columns: list[str] = []
    group = side = ""
    records: list[Record] = []
    kept: Record | None = None  # its extremes are on the next line
    for at, line in enumerate(lines):
        if match := _M_CPU.match(line):
            shared["machine" if match[1] == "cpu" else "software"] = match[2]
        elif _M_HEADER.match(line):
            columns = re.findall(r"\bp\d+\b", line)
            group = side = ""
        elif line.strip().startswith("•"):
            group = line.strip(" •|\t")
        elif kept and (match := _M_RANGE.match(line.strip())):
            kept.numbers += _range(match, columns[1:])
            kept = None
        elif match := _FASTER.match(line):
            if side:
                labels = {"benchmark": side, "config_label": group or None}
                records.append(_beats(match, shared | labels, at))
        elif columns and (match := _M_ROW.match(line)):
            labels = {"benchmark": match["name"], "config_label": group or None}
            numbers = [_time(match["avg"], "mean")]
            rest = match["rest"]
            if rate := _M_RATE.match(rest):
                numbers.append(number("ops", rate["hz"], "1/s", "mean", ", iter/s"))
                rest = rest[rate.end() :]
            record = Record(f"line {at + 1}", numbers, shared | labels)
            if span := _M_RANGE.match(rest.strip(" |")):
                record.numbers += _range(span, columns)
            elif columns:
                record.numbers += _percentiles(rest, columns[:1])
            records.append(record)
            kept = None if span else record
        elif line.strip():
            side = line.strip() if line[:1] == " " else ""
    yield from records


def _range(match: re.Match[str], columns: list[str]) -> Iterator[Number]:
    yield _time(match["min"], "min")
    yield _time(match["max"], "max")
    yield from _percentiles(match["rest"], columns)


def _percentiles(text: str, columns: list[str]) -> Iterator[Number]:
    end = 0
    for column in columns:
        match = _M_TIME.match(text, end)
        if not match:
            return
        yield _time(match[1], _V_STATISTICS.get(column, column))
        end = match.end()


def _time(text: str, statistic: str) -> Number:
    match = _UNIT.match(text)
    value, unit = (match[1], match[2]) if match else (text, "s")
    value = re.sub("['’]", "", value)
    return number("time", value, "min" if unit == "m" else unit, statistic,
                  f", {statistic}")  # fmt: skip


TOOLS = (
    Tool(
        "benchmark_js", (" ops/sec",),
        re.compile(rf"^.* x (?:{_COUNT}) ops/sec(?: ±|\s*$)", re.MULTILINE),
        read_benchmark_js,
    ),
    Tool(
        "vitest_bench", ("rme",),
        re.compile(r"^ *name +hz +min +max +mean(?: +p\d+)* +rme +samples *$",
                   re.MULTILINE),
        read_vitest,
    ),
    Tool(
        "mitata", ("(min … max)",),
        re.compile(r"^ *\|? *benchmark .*\(min … max\)", re.MULTILINE), read_mitata,
    ),
)  # fmt: skip
READERS = readers_of(*TOOLS)

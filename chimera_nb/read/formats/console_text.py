"""Readers of printed results: hyperfine and Google Benchmark.

hyperfine (https://github.com/sharkdp/hyperfine, ``src/benchmark/mod.rs``): mean ±
standard deviation of the wall time, mean user and system time, range, number of runs;
the summary's factors are ratios to the fastest command. Google Benchmark
(https://github.com/google/benchmark/blob/main/docs/user_guide.md): wall and CPU time
per iteration, user counters with an SI prefix; ``bytes_per_second`` counts by 1024.
"""

import re
from collections.abc import Iterator
from typing import Any

from ..records import Found, NotTaken, Number, Record, failed
from ._text import Tool, number, readers_of, scaled, snake
from .google_benchmark import counter

_LEAD = r"[\s#/*>|]*"
_BENCHMARK = re.compile(_LEAD + r"Benchmark #?\d+: (?P<command>.*\S)")
_TIME = re.compile(
    _LEAD + r"Time \((?:mean [^)]{1,6}|abs ?[^)]?)\):\s+(?P<mean>[\d.,]+) (?P<unit>\S+)"
    r"(?:\s+\S{1,3} +(?P<std>[\d.,]+) (?P<std_unit>[a-zµμ]+))?"
)
_USER = re.compile(r"\[?User: ([\d.,]+) (\w+|µs), System:\s*(?:([\d.,]+) (\w+|µs))?")
_RANGE = re.compile(
    _LEAD + r"Range \(min .{1,3} max\):\s+([\d.,]+) (\S+) +\S{1,3} +([\d.,]+) (\S+)"
    r"(?:\s+(\d+) runs?)?"
)
_FACTOR = re.compile(
    _LEAD + r"(?P<factor>[\d.]+)(?: ± (?P<std>[\d.]+))? times"
    r" (?P<word>faster|slower) than (?P<other>.*)"
)
_RAN = re.compile(_LEAD + r"(?P<command>\S.*?) ran(?:\s+(?P<rest>[\d.]+ .*))?\Z")
_G_ROW = re.compile(
    r"[\s/*#]*(?P<name>\S.*?)\s+"
    r"(?P<time>[-\d.e+]+|NaN) ?(?P<unit>ns|[uµμ]s|ms|s|min|%)\s+"
    r"(?P<cpu>[-\d.e+]+|NaN) ?(?P<cpu_unit>ns|[uµμ]s|ms|s|min|%)"
    r"(?:\s+(?P<n>\d+)\b)?(?P<rest>.*)"
)
_G_OLD_ROW = re.compile(
    r"\s*(?P<name>\S.*?)\s+(?P<time>[\d.e+]+)\s+(?P<cpu>[\d.e+]+)\s+(?P<n>\d+)"
    r"(?P<rest>\s.*|)\Z"
)
_G_HEADER = re.compile(
    r"[\s/*#]*Benchmark\s+Time(?:\((?P<unit>\w+)\))?\s+CPU(?:\(\w+\))?\s+Iterations"
    r"(?P<rest>.*)"
)
_G_ERROR = re.compile(r"\s*(\S.*?)\s+(ERROR OCCURRED|SKIPPED): ?'?(.*?)'?\s*\Z")
_G_COUNTER = re.compile(
    r"(?P<name>[A-Za-z_][^=]*?)=(?P<value>[-+]?[\d.]+(?:e[-+]?\d+)?|nan|inf)"
    r"(?P<prefix>[kMGTPEZY]i?|[munpfK])?(?P<per>/s|s|%)?(?=\s|\Z)"
)
_G_RATE = re.compile(r"([\d.]+)([kMGT]?)(B/s| ?items/s)")
_G_RUNNING = re.compile(r"\s*Running (\S.*\S)\s*\Z")
_G_RUN_ON = re.compile(r"\s*Run on \((\d+ X .*?)\)?\s*\Z")
_G_SUFFIX = re.compile(r"_(mean|median|stddev|cv|min|max|BigO|RMS)\Z")
_G_STATISTICS = {"stddev": "std"}
_BINARY = {"k": "Ki", "K": "Ki", "M": "Mi", "G": "Gi", "T": "Ti"}


def read_hyperfine(lines: list[str]) -> Iterator[Found]:
    """Yield one record per command, and one per line of the summary."""
    record: Record | None = None
    fastest = ""
    for at, line in enumerate(lines):
        if match := _BENCHMARK.match(line):
            if record and record.numbers:
                yield record
            record = Record(f"line {at + 1}", [], {"benchmark": match["command"]})
        elif "Time (" in line and (match := _TIME.match(line)):
            if record is None or any(n.metric == "time" for n in record.numbers):
                if record:
                    yield record
                record = Record(f"line {at + 1}", [], {})
            record.numbers += _hyperfine_time(match, _unwrapped(lines, at))
        elif record and "User:" in line:
            record.numbers += _user_system(line)
        elif record and "Range (" in line and (match := _RANGE.match(line)):
            record.numbers += [
                number("time", match[1], match[2], "min", ", Range"),
                number("time", match[3], match[4], "max", ", Range"),
            ]
            if match[5]:
                n = float(match[5])
                record.numbers = [each._replace(n_behind=n) for each in record.numbers]
        elif record and "gnoring non-zero exit code" in line:
            record.numbers = [_suspect(each) for each in record.numbers]
        elif record and not record.numbers and line.startswith("Error: Command term"):
            record.numbers = [failed("time", "s", line, raw="")]
        elif " times " in line or line.endswith(" ran"):
            match = _RAN.match(line)
            if match:
                fastest = match["command"].strip("'")
                line = match["rest"] or ""
            if fastest and (match := _FACTOR.match(line)):
                yield _factor(match, at, fastest)
    if record and record.numbers:
        yield record


def _unwrapped(lines: list[str], at: int) -> str:
    """Return a line of times with what an e-mail's line break took off it."""
    line = lines[at]
    if line.rstrip().endswith("System:") and at + 1 < len(lines):
        return f"{line} {lines[at + 1].strip()}"
    return line


def _hyperfine_time(match: re.Match[str], line: str) -> Iterator[Number]:
    statistic = "mean" if match["std"] else "value"
    yield number("time", match["mean"], match["unit"], statistic, ", Time")
    if match["std"]:
        yield number("time", match["std"], match["std_unit"], "std", ", Time ±")
    yield from _user_system(line, statistic)


def _user_system(line: str, statistic: str = "mean") -> Iterator[Number]:
    match = _USER.search(line)
    if match:
        yield number("user_time", match[1], match[2], statistic, ", User")
        if match[3]:
            yield number("system_time", match[3], match[4], statistic, ", System")


def _suspect(each: Number) -> Number:
    return each._replace(
        status="suspect", error="hyperfine was told to ignore a non-zero exit code"
    )


def _factor(match: re.Match[str], at: int, fastest: str) -> Record:
    other = match["other"].strip("'")
    labels = {
        "benchmark": other,
        "config_label": f"{match['word']} than this: {fastest}",
    }
    numbers = [number("relative", match["factor"], "x")]
    if match["std"]:
        numbers.append(number("relative", match["std"], "x", "std", ", ±"))
    return Record(f"line {at + 1}", numbers, labels)


def read_google(lines: list[str]) -> Iterator[Found]:
    """Yield one record per row of Google Benchmark's table."""
    unit: str | None = None
    names: list[str] = []
    labels: dict[str, Any] = {}
    inside = False
    for at, line in enumerate(lines):
        if "Iterations" in line and (match := _G_HEADER.match(line)):
            unit, inside = match["unit"], True
            names = [n for n in match["rest"].split() if n != "UserCounters..."]
        elif "Run on (" in line and (match := _G_RUN_ON.match(line)):
            labels = labels | {"machine": match[1]}
        elif "Running " in line and (match := _G_RUNNING.match(line)):
            labels, inside = {"config_label": match[1]}, False
        elif not inside or not line.strip() or line.lstrip().startswith("---"):
            continue
        elif match := _G_ERROR.match(line):
            yield _google_failed(match, at, labels)
        elif not unit and (match := _G_ROW.match(line)):
            yield from _google_row(match, match["unit"], at, names, labels)
        elif unit and (match := _G_OLD_ROW.match(line)):
            yield from _google_row(match, unit, at, names, labels)
        elif re.search(r"_(?:BigO|RMS)\s", line):
            yield NotTaken("a fitted complexity (BigO, RMS)", 2)


def _google_failed(match: re.Match[str], at: int, labels: dict[str, Any]) -> Found:
    if match[2] == "SKIPPED":
        return NotTaken("a benchmark that was skipped", 0)
    own = {"benchmark": match[1]} | labels
    return Record(f"line {at + 1}", [failed("time", "ns", match[3], raw="")], own)


def _google_row(
    match: re.Match[str], unit: str, at: int, names: list[str], labels: dict[str, Any]
) -> Iterator[Found]:
    suffix = _G_SUFFIX.search(match["name"])
    kind = suffix[1] if suffix else "value"
    if kind in ("BigO", "RMS"):
        yield NotTaken("a fitted complexity (BigO, RMS)", 2)
        return
    statistic = _G_STATISTICS.get(kind, kind)
    n = float(match["n"]) if match["n"] and kind == "value" else None
    cpu_unit = unit if "cpu_unit" not in match.groupdict() else match["cpu_unit"]
    numbers = [
        number("time", match["time"], unit, statistic, ", Time", n_behind=n),
        number("cpu_time", match["cpu"], cpu_unit, statistic, ", CPU", n_behind=n),
        *_counters(match["rest"], names, statistic),
    ]
    yield Record(f"line {at + 1}", numbers, {"benchmark": match["name"]} | labels)


def _counters(rest: str, names: list[str], statistic: str) -> Iterator[Number]:
    if names and "=" not in rest:
        values = re.sub(r"(?<=\d) (?=[kMGTPEmunp]?/s|[kMGTPEmunp]\b)", "", rest).split()
        pairs = zip(names, values, strict=False)
        rest = " ".join(f"{name}={value}" for name, value in pairs)
    for match in _G_COUNTER.finditer(rest):
        yield _counter(match, statistic)
    for value, prefix, what in _G_RATE.findall(rest if "=" not in rest else ""):
        name = "bytes_per_second" if what == "B/s" else "items_per_second"
        text = f"{name}={value}{prefix}/s"
        made = _G_COUNTER.match(text)
        if made:
            yield _counter(made, statistic)


def _counter(match: re.Match[str], statistic: str) -> Number:
    name, prefix = match["name"].strip(), match["prefix"] or ""
    unit = {"/s": "1/s", "s": "s", "%": "%"}.get(match["per"] or "", "count")
    metric = snake(name)
    if name == "bytes_per_second":
        metric, unit, prefix = "bandwidth", "bytes/s", _BINARY.get(prefix, prefix)
    elif unit == "1/s" and "flop" in name.lower():
        metric, unit = "flops", "flop/s"
    elif unit == "1/s" and (own := counter(name))[1].lower() in ("b/s", "bytes/s"):
        metric, unit = own[0], "bytes/s"
    elif unit == "count" and (own := counter(name))[1]:
        metric, unit, of_name = own
        statistic = of_name if of_name and statistic == "value" else statistic
    value = scaled(match["value"], prefix)
    made = Number(metric, value, unit, statistic, f", {name}", match[0].strip(),
                  labels={"config_label": name})  # fmt: skip
    if value is None:
        error = f"{match['value'] + prefix!r} is no number"
        made = made._replace(status="failed", error=error)
    return made


TOOLS = (
    Tool(
        "hyperfine", ("Time (",),
        re.compile(
            _LEAD + r"Benchmark #?\d+: |^.*Time \(mean.*\[User: .*System: ",
            re.MULTILINE,
        ),
        read_hyperfine,
    ),
    Tool(
        "google_benchmark_text", ("Iterations",),
        re.compile(
            r"^[ \t/*#]*Benchmark +Time(?:\(\w+\))? +CPU(?:\(\w+\))? +Iterations",
            re.MULTILINE,
        ),
        read_google,
    ),
)  # fmt: skip
READERS = readers_of(*TOOLS)

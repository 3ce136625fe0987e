"""The reader of what Ruby's benchmark-ips and Benchmark print.

Sources: https://github.com/evanphx/benchmark-ips (``lib/benchmark/ips/report.rb``):
iterations per second with their standard deviation, the passes and seconds behind them;
a comparison repeats the rates and adds how many times slower the others are.
https://ruby-doc.org/stdlib/libdoc/benchmark/rdoc/Benchmark.html: seconds of user,
system, total CPU and real time.
"""

import re
from collections.abc import Iterator

from ..records import Found, Number, Record
from ._text import Tool, number, readers_of, scaled

_RATE = re.compile(
    r"\s*(?P<name>\S.*?)\s+(?P<rate>[\d.]+)(?P<prefix>[kMBTQ]?)\s+"
    r"\(± ?(?P<error>[\d.]+)%\) i/s(?:\s+\((?P<each>[\d.]+) (?P<unit>[nμµm]?s)/i\))?"
    r"\s+-\s+(?P<passes>[\d.]+)(?P<many>[kMBTQ]?) in\s+(?P<spent>[\d.]+)s"
)
_SLOWER = re.compile(
    r"\s*(?P<name>\S.*?):\s+[\d.]+ i/s\s+-\s+"
    r"(?:(?P<times>[\d.]+)x\s+(?:\(± ?[\d.]+\) )?slower|same-ish.*)"
)
_HEAD = re.compile(r"\s+user\s+system\s+total\s+real\s*")
_TIMES = re.compile(
    r"(?P<name>\S.*?)?:?\s+(?P<user>[\d.]+)\s+(?P<system>[\d.]+)\s+(?P<total>[\d.]+)"
    r"\s+\(\s*(?P<real>[\d.]+)\)\s*"
)
_KINDS = (
    ("cpu_time", "user", "user"),
    ("cpu_time", "system", "system"),
    ("cpu_time", "total", ""),
    ("time", "real", ""),
)


def read_ruby(lines: list[str]) -> Iterator[Found]:
    """Yield one record per report of a block."""
    timed = False
    for at, line in enumerate(lines):
        timed = (timed and bool(line.strip())) or bool(_HEAD.fullmatch(line))
        place = f"line {at + 1}"
        if match := _RATE.match(line):
            yield Record(place, list(_rate(match)), {"benchmark": match["name"]})
        elif (match := _SLOWER.fullmatch(line)) and match["times"]:
            own = number("slowdown", match["times"], "x")
            yield Record(place, [own], {"benchmark": match["name"]})
        elif timed and (match := _TIMES.fullmatch(line)):
            numbers = [
                number(metric, match[name], "s", "value", f", {name}")._replace(
                    labels={"config_label": label} if label else {}
                )
                for metric, name, label in _KINDS
            ]
            name = (match["name"] or "").rstrip(":") or None
            yield Record(place, numbers, {"benchmark": name})


def _rate(match: re.Match[str]) -> Iterator[Number]:
    passes = scaled(match["passes"], match["many"])
    value = scaled(match["rate"], match["prefix"])
    raw = match["rate"] + match["prefix"]
    yield Number("ops", value, "1/s", "mean", ", i/s", raw, n_behind=passes)
    yield number("ops", match["error"], "%", "cv", ", ±")
    if match["each"]:
        unit = match["unit"].replace("μ", "u").replace("µ", "u")
        yield number("time", match["each"], unit, "mean", "/i")


TOOLS = (
    Tool("benchmark_ips", (" i/s", "system"),
         re.compile(r"\(± ?[\d.]+%\) i/s|^\s+user\s+system\s+total\s+real\s*$",
                    re.MULTILINE),
         read_ruby),
)  # fmt: skip
READERS = readers_of(*TOOLS)

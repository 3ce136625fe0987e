"""The reader of what nccl-tests and rccl-tests print.

Source: https://github.com/NVIDIA/nccl-tests (doc/PERFORMANCE.md, ``src/common.cu``): a
row per size, its time in µs, algorithm and bus bandwidth in GB/s (10⁹ bytes), the
number of wrong values, first out of place, then in place. Wrong values fail a row.
"""

import re
from collections.abc import Iterator

from ..records import Found, Number, Record
from ._text import Tool, number, readers_of

_TEST = re.compile(r"#\s*Collective test starting:\s*(\w+)|.*?/(\w+_perf)\b")
_HEAD = re.compile(
    r"#\s+size\s+count\s+type\s+(?P<more>(?:\w+\s+)*?)time\s+algbw\s+busbw"
)
_ROW = re.compile(
    r"\s*(?P<size>\d+)\s+(?P<count>\d+)\s+(?P<type>[a-z]\w*)\s+(?P<more>(?:\S+\s+)*?)"
    r"(?P<out>[\d.]+\s+[\d.]+\s+[\d.]+\s+(?:\d+|N/A|[\d.e+-]+))"
    r"(?:\s+(?P<in>[\d.]+\s+[\d.]+\s+[\d.]+\s+(?:\d+|N/A|[\d.e+-]+)))?\s*\Z"
)
_MEAN = re.compile(r"#\s*Avg bus bandwidth\s*:\s*([\d.]+)")
_METRICS = (("time", "us"), ("algorithm_bandwidth", "GB/s"), ("bus_bandwidth", "GB/s"))


def read_nccl(lines: list[str]) -> Iterator[Found]:
    """Yield one record per size and place, and one with the mean of a test."""
    test = ""
    names: list[str] = []
    for at, line in enumerate(lines):
        if found := _TEST.match(line):
            test = found[1] or found[2]
        elif head := _HEAD.match(line):
            names = head["more"].split()
        elif row := _ROW.match(line):
            more = dict(zip(names, row["more"].split(), strict=False))
            for where in ("out", "in"):
                if row[where]:
                    labels = {
                        "benchmark": test or None, "dtype": row["type"],
                        "config_label": f"{where}-of-place".replace("in-of", "in"),
                        "setting.size": int(row["size"]),
                        "setting.count": int(row["count"]),
                        **{f"setting.{name}": text for name, text in more.items()},
                    }  # fmt: skip
                    numbers = list(_numbers(row[where].split(), where))
                    yield Record(f"line {at + 1}", numbers, labels)
        elif mean := _MEAN.match(line):
            own = number("bus_bandwidth", mean[1], "GB/s", "mean", ", Avg")
            yield Record(f"line {at + 1}", [own], {"benchmark": test or None})


def _numbers(parts: list[str], where: str) -> Iterator[Number]:
    wrong = parts[3] if parts[3] not in ("N/A", "0") and float(parts[3]) > 0 else ""
    for (metric, unit), text in zip(_METRICS, parts[:3], strict=True):
        found = number(metric, text, unit, "mean", f", {where} {metric}")
        if wrong and parts[3].isdigit():
            found = found._replace(value=None, status="failed",
                                   error=f"{wrong} wrong values")  # fmt: skip
        yield found


TOOLS = (
    Tool("nccl_tests", ("busbw",),
         re.compile(r"^[ \t]*#\s+size\s+count\s+type\b.*\bbusbw", re.MULTILINE),
         read_nccl),
)  # fmt: skip
READERS = readers_of(*TOOLS)

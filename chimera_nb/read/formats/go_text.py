"""The reader of Go's benchmark text: ``go test -bench``, also with ``-json``.

A line holds a name, the number of iterations and pairs of value and unit; lines
``key: value`` above configure all that follows (Go's proposal 14313, "Benchmark data
format", https://go.googlesource.com/proposal/+/master/design/14313-benchmark-format.md,
and the printing code in ``testing/benchmark.go``). Each line is one run; a name's last
``-8`` is GOMAXPROCS and is kept in the name.
"""

import re
from collections.abc import Iterator
from typing import Any

from ...units import parse_unit
from ..document import Document
from ..records import Found, NotTaken, Number, Problem, Reader, Record, failed
from ._text import Tool, number, plain_number, readers_of, snake

_RESULT = re.compile(
    r"\s*(?:PASS: \S+:\d+: )?((?:\w+\.)?Benchmark[^\s]*)\s+(\d+)\s+"
    r"(\S*[\d]\S*[ \t]+[^\d\s]\S*.*)"
)
_NAME = re.compile(r"\s*(Benchmark[A-Z0-9_]\S*|Benchmark)(?=\s|\Z)")
_REST = re.compile(r"\s*(\d+)\s+([\d.e+-]+ ns/op.*)")
_CONFIG = re.compile(
    r"(?:\s*)(goos|goarch|pkg|cpu|go|commit|branch|toolchain):\s+(.*\S)"
)
_FAIL = re.compile(r".*?--- (FAIL|SKIP): (Benchmark\S*)")
_OK = re.compile(r"\s*(ok|FAIL|---)\s+(\S+)\s+([\d.]+s|\[.*\])")
_KNOWN = {
    "ns/op": ("time", "ns"), "B/op": ("memory", "bytes"), "MB/s": ("bandwidth", "MB/s"),
    "allocs/op": ("allocations", "count"), "µs/op": ("time", "us"),
    "us/op": ("time", "us"), "ms/op": ("time", "ms"), "s/op": ("time", "s"),
    "sec/op": ("time", "s"), "B/s": ("bandwidth", "B/s"), "%": ("percent", "%"),
    "GB/s": ("bandwidth", "GB/s"), "ops/s": ("ops", "1/s"), "op/s": ("ops", "1/s"),
    "ops/sec": ("ops", "1/s"), "req/s": ("request_throughput", "1/s"),
    "bytes/op": ("memory", "bytes"), "tokens/s": ("throughput", "tok/s"),
}  # fmt: skip
_STATISTICS = {
    "p50": "median", "median": "median", "avg": "mean", "mean": "mean", "max": "max",
    "min": "min", "p90": "p90", "p95": "p95", "p99": "p99", "p75": "p75",
    "p99.9": "p99.9", "p999": "p99.9",
}  # fmt: skip


def measure_of(unit: str) -> tuple[str, str, str]:
    """Say what a unit of Go's benchmarks measures: metric, unit, statistic.

    ``ns/op`` is a time in ns, ``p99-ms`` the 99th percentile in ms, ``rows/s`` a rate,
    ``nodes/op`` a count.
    """
    if unit in _KNOWN:
        return *_KNOWN[unit], "value"
    over, _, under = unit.partition("/")
    words = re.split(r"[-_]", over)
    statistic = next((_STATISTICS[w] for w in words if w in _STATISTICS), "value")
    own = snake(unit.replace("/", "_per_"))
    if parse_unit(unit) and not over.isdigit():
        return own, unit, statistic
    if under in ("s", "sec", "second") and not parse_unit(over):
        return own, "1/s", statistic
    for word in (over, words[-1], words[0]):
        known = parse_unit(word)
        if known and (under or word != over or len(word) > 1):
            rest = [w for w in words if w not in (word, *_STATISTICS)]
            return snake("_".join(rest)) if rest else own, word, statistic
    return own, "count", statistic


def read(lines: list[str]) -> Iterator[Found]:
    """Yield one record per line of results."""
    labels: dict[str, Any] = {}
    pending = ""
    ended = 0
    for at, line in enumerate(lines):
        if "--- " in line and (match := _FAIL.match(line)):
            yield from _not_run(lines, at, match, labels)
            pending = ""
        elif "ns/op" in line or "Benchmark" in line:
            match = _RESULT.match(line)
            rest = _REST.match(line) if pending and not match else None
            if match and (pairs := _pairs(match[3])):
                yield _record(at, match[1], match[2], pairs, labels)
                pending = ""
            elif rest and (pairs := _pairs(rest[2])):
                yield _record(at, pending, rest[1], pairs, labels)
                pending = ""
            elif name := _NAME.match(line):
                pending = name[1]
        elif match := _CONFIG.match(line):
            _configure(labels, match[1], match[2])
        elif match := _OK.match(line):
            if match[1] == "FAIL":
                reason = f"the benchmarks of {match[2]} failed ({match[3].strip('[]')})"
                yield Problem(f"line {at + 1}", reason)
            elif match[3][0].isdigit():
                ended += 1
    if ended:
        yield NotTaken("how long the whole test binary ran", ended)


def _configure(labels: dict[str, Any], key: str, value: str) -> None:
    labels["machine" if key == "cpu" else f"setting.{key}"] = value


def _pairs(text: str) -> list[tuple[str, str]]:
    words = text.split()
    found = []
    for value, unit in zip(words[::2], words[1::2], strict=False):
        if plain_number(value) is None and value not in ("NaN", "+Inf", "-Inf", "Inf"):
            break
        if unit[0] in "+-~" or unit[0].isdigit():
            break  # a change: this is a row of benchcmp
        found.append((value, unit))
    return found


def _record(
    at: int, name: str, n: str, pairs: list[tuple[str, str]], labels: dict[str, Any]
) -> Record:
    numbers = []
    for value, unit in pairs:
        metric, taken, statistic = measure_of(unit)
        more: dict[str, Any] = {"n_behind": float(n[:300])}
        if unit not in _KNOWN:
            more["labels"] = {"config_label": unit}
        numbers.append(number(metric, value, taken, statistic, f", {unit}", **more))
    return Record(f"line {at + 1}", numbers, {"benchmark": name} | labels)


def _not_run(
    lines: list[str], at: int, match: re.Match[str], labels: dict[str, Any]
) -> Iterator[Found]:
    if match[1] == "SKIP":
        yield NotTaken("a benchmark that was skipped", 0)
        return
    why = lines[at + 1].strip() if at + 1 < len(lines) else ""
    if not lines[at + 1 : at + 2] or not lines[at + 1].startswith((" ", "\t")):
        why = ""
    error = why or f"{match[0].strip()[-120:]}"
    missing: list[Number] = [failed("time", "ns", error, raw="--- FAIL")]
    yield Record(f"line {at + 1}", missing, {"benchmark": match[2]} | labels)


def _claims_json(document: Document) -> bool:
    content = document.content
    return (
        isinstance(content, list)
        and bool(content)
        and isinstance(content[0], dict)
        and {"Action", "Package"} <= set(content[0])
        and any(
            isinstance(each, dict) and "/op" in str(each.get("Output"))
            for each in content
        )
    )


def _read_json(document: Document) -> Iterator[Found]:
    """Read ``go test -json``: its output lines in pieces, package by package."""
    texts: dict[str, list[str]] = {}
    first: dict[str, list[int]] = {}
    for at, each in enumerate(document.content):
        if isinstance(each, dict) and isinstance(each.get("Output"), str):
            package = str(each.get("Package"))
            pieces = texts.setdefault(package, [])
            starts = first.setdefault(package, [])
            if not pieces or pieces[-1].endswith("\n"):
                pieces.append(each["Output"])
                starts.append(at)
            else:
                pieces[-1] += each["Output"]
    for package, pieces in texts.items():
        for found in read([piece.rstrip("\n") for piece in pieces]):
            if isinstance(found, Record):
                line = int(found.place.split()[1]) - 1
                found.place = document.item_place(first[package][line]) + "/Output"
                found.labels.setdefault("setting.pkg", package)
            yield found


TOOLS = (
    Tool(
        "go_bench", ("Benchmark",),
        re.compile(
            r"^[ \t]*(?:PASS: \S+:\d+: )?(?:\w+\.)?Benchmark\S*\s+"
            r"(?:\d+\s+[\d.e+-]+ \S+|--- FAIL)|^--- FAIL: Benchmark"
            r"|^[ \t]*\d+\s+[\d.]+ ns/op", re.MULTILINE,
        ),
        read,
    ),
)  # fmt: skip
READERS = (
    *readers_of(*TOOLS),
    Reader("go_bench_json", ("json",), _claims_json, _read_json),
)

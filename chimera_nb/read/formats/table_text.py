"""Readers of printed tables: Catch2, pytest-benchmark, nanobench, BenchmarkTools.jl.

Catch2 (https://github.com/catchorg/Catch2/blob/devel/docs/benchmarks.md): three lines a
benchmark: counts, mean with its bounds, standard deviation with its bounds.
pytest-benchmark (https://pytest-benchmark.readthedocs.io): one unit for the table in
its header, a ratio to the best in parentheses behind each number. nanobench
(https://nanobench.ankerl.com): medians, ``err%`` is the median absolute percentage
error. BenchmarkTools.jl (https://juliaci.github.io/BenchmarkTools.jl): ``Trial``.
"""

import re
from collections.abc import Iterator
from typing import Any

from ...units import parse_unit
from ..records import Found, NotTaken, Number, Record
from ._text import Tool, number, plain_number, readers_of, scaled, snake

_C_HEADER = re.compile(r"[\s*/#]*benchmark name\s+samples\s+iterations\s+est")
_C_FIRST = re.compile(r"[\s*/#]*(\S.*?)\s{2,}(\d+)\s+(\d+)\s+([\d.]+ \w+)\Z")
_C_THREE = re.compile(r"[\s*/#]*([\d.]+) (\w+)\s+([\d.]+) (\w+)\s+([\d.]+) (\w+)\Z")
_DASHES = re.compile(r"\s*-{20,}\Z")
_P_HEADER = re.compile(
    r"[\s#/*]*Name \(time in (?P<unit>\w+|µs|μs)\)\s+(?P<columns>\S.*)"
)
_P_GROUP = re.compile(r"\W*-{2,} benchmark(?: (?P<group>'.*'|\S.*?))?: \d+ tests")
_P_COLUMN = re.compile(r"\S+(?: \([A-Za-z]+/s\))?")
_P_CELL = re.compile(
    r"(?<=\s)(?:\d+;\d+|-?[\d,]*\.?\d+(?:e[+-]?\d+)?[KMG]?|nan|inf)"
    r"(?: \(>?(?:[\d.,]+|inf|nan)\))?(?=\s|\Z)"
)
_P_STATISTICS = {
    "Min": "min", "Max": "max", "Mean": "mean", "StdDev": "std", "Median": "median",
    "IQR": "iqr",
}  # fmt: skip
_N_HEADER = re.compile(r"\s*\|(?:\s*relative \|)?\s*([mnuµμ]?s)/(\S+) \|\s+\S+/s \|")
_J_HEADER = re.compile(
    r".*BenchmarkTools\.Trial: ?(?:(?P<n>\d+) samples? with (?P<e>\d+) evaluations?)?"
)
_J_PAIR = re.compile(
    r"\s*(?P<what>Range|Time) +\((?P<how>min … max|median|mean ± σ)\): +"
    r"(?P<a>[\d.]+) (?P<au>\S+)(?: *[…±] *(?P<b>[\d.]+) (?P<bu>[a-zµμ]+))?"
)
_J_GC = re.compile(r"GC \([^)]*\): +(?P<a>[\d.]+)%(?: *[…±] *(?P<b>[\d.]+)%)?")
_J_OLD = re.compile(
    r"\s*(?P<what>minimum|median|mean|maximum) time: +(?P<value>[\d.]+) (?P<unit>\S+)"
)
_J_MEMORY = re.compile(
    r"\s*[Mm]emory estimate: +(?P<value>[\d.]+) (?P<unit>[A-Za-z]+)"
    r"(?:,? *allocs estimate: +(?P<count>\d+))?"
)
_J_NAME = re.compile(r"[A-Za-z_]\w*[^=;{}│|]{0,100}")
_J_SPENT = re.compile(r"(?i)(?:memory|allocs) estimate:")
_J_ALLOCS = re.compile(r"\s*allocs estimate: +(\d+)")


def read_catch(lines: list[str]) -> Iterator[Found]:
    """Yield one record per benchmark of Catch2."""
    group, title, between = "", [""], False
    wrapped: list[str] = []
    record: Record | None = None
    inside = False
    for at, line in enumerate(lines):
        if _C_HEADER.match(line):
            inside, between = True, True
            group = ", ".join(filter(None, title))
        elif _DASHES.match(line):
            wrapped = []
            if inside and "std dev" not in lines[at - 1]:
                inside = between = False  # the next section
            if not between:
                title = []
            between = not between
        elif between and not inside and line.strip() and not line.startswith("..."):
            title.append(line.strip(" *#/"))
        elif inside and (match := _C_FIRST.match(line)):
            name = _joined_name([*wrapped, match[1].strip()])
            record, wrapped = Record(f"line {at + 1}", [], {"benchmark": name}), []
            record.labels["config_label"] = group or None
            record.labels["setting.iterations"] = int(match[3][:15])
            samples = float(match[2][:300])
        elif record and (match := _C_THREE.match(line)):
            if not record.numbers:
                record.numbers = [n._replace(n_behind=samples) for n in _three(match)]
            else:
                record.numbers += _deviation(match, samples)
                yield record
                record = None
        elif record and line.strip() and not record.numbers:
            record.labels["benchmark"] += " " + line.strip(" *#/")
        elif line.startswith("====="):
            inside, between = False, False
        elif inside and record is None:
            wrapped = [*wrapped, line.strip(" *#/")] if line.strip() else []


def _joined_name(parts: list[str]) -> str:
    """Join a name that Catch2 broke: at a blank, behind a mark, or with a hyphen."""
    name = parts[0]
    for part in parts[1:]:
        if name.endswith("-"):
            name = name[:-1] + part
        else:
            name += part if name[-1:] in ".,:;*+=&/\\|_" else f" {part}"
    return name


def _three(match: re.Match[str]) -> Iterator[Number]:
    for at, statistic in ((1, "mean"), (3, "ci_low"), (5, "ci_high")):
        yield number("time", match[at], match[at + 1], statistic, f", {statistic}")


def _deviation(match: re.Match[str], samples: float) -> Iterator[Number]:
    labels = {"config_label": "of the std dev"}
    yield number("time", match[1], match[2], "std", ", std dev", n_behind=samples)
    for at, statistic in ((3, "ci_low"), (5, "ci_high")):
        yield number("time", match[at], match[at + 1], statistic, ", std dev",
                     labels=labels)  # fmt: skip


def read_pytest(lines: list[str]) -> Iterator[Found]:
    """Yield one record per row of pytest-benchmark's tables."""
    columns: list[str] = []
    unit = group = ""
    outliers = 0
    for at, line in enumerate(lines):
        if "benchmark" in line and (match := _P_GROUP.match(line)):
            group = (match["group"] or "").strip("'")
            columns = []
        elif "(time in" in line and (match := _P_HEADER.match(line)):
            unit, columns = match["unit"], _P_COLUMN.findall(match["columns"])
        elif not columns or line.lstrip(" #/*").startswith("---"):
            continue
        elif not line.strip():
            columns = []
        else:
            cells = list(_P_CELL.finditer(line))[-len(columns) :]
            if len(cells) != len(columns) or not line[: cells[0].start()].strip():
                continue
            pairs = dict(zip(columns, (c[0] for c in cells), strict=True))
            outliers += 2 * ("Outliers" in pairs)
            numbers = list(_pytest_numbers(pairs, unit))
            labels = {"benchmark": line[: cells[0].start()].strip(" #/*")}
            labels["config_label"] = group or None  # type: ignore[assignment]
            if numbers:
                yield Record(f"line {at + 1}", numbers, labels)
    if outliers:
        yield NotTaken("a count of outliers", outliers)


def _pytest_numbers(pairs: dict[str, str], unit: str) -> Iterator[Number]:
    rounds = plain_number(pairs.get("Rounds", "").split(" ")[0])
    for column, cell in pairs.items():
        text, _, ratio = cell.partition(" (")
        more: dict[str, Any] = {"n_behind": rounds}
        place = f", column {column}"
        if column in _P_STATISTICS:
            statistic = _P_STATISTICS[column]
            yield number("time", text, unit, statistic, place, **more)
        elif column.startswith("OPS"):
            statistic = "mean"
            prefix = column[5:6] if column[5:8] not in ("", "ops") else ""
            if text[-1:] in ("K", "M", "G"):
                value = scaled(text[:-1], text[-1])
            else:
                value = scaled(text, prefix)
            made = Number("ops", value, "1/s", statistic, place, text, **more)
            if value is None:
                error = f"{text!r} is no number"
                made = made._replace(status="failed", error=error)
            yield made
        else:
            continue
        value = plain_number(ratio.rstrip(")"))
        if value is not None:
            labels = {"config_label": f"{column} relative to the best"}
            yield Number("relative", value, "x", statistic, place, f"({ratio}",
                         labels=labels)  # fmt: skip


def read_nanobench(lines: list[str]) -> Iterator[Found]:
    """Yield one record per row of nanobench's tables."""
    columns: list[str] = []
    for at, line in enumerate(lines):
        if not line.lstrip().startswith("|"):
            columns = columns if not line.strip() else []
            continue
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if _N_HEADER.match(line):
            columns = cells
        elif columns and set(line) - set("|-: ") and len(cells) >= len(columns):
            name = "|".join(cells[len(columns) - 1 :])
            note = (
                "nanobench calls it unstable"
                if re.search(":(?:wavy_dash|hand):", name)
                else None
            )
            name = re.sub(r"^:\w+: *| \(Unstable with .*\)|`", "", name.strip()).strip()
            numbers = [
                made._replace(note=note)
                for column, cell in zip(columns[:-1], cells, strict=False)
                for made in _nano_number(column, cell, columns)
            ]
            labels = {"benchmark": name}
            if columns[-1] != "benchmark":
                labels["config_label"] = columns[-1]
            yield Record(f"line {at + 1}", numbers, labels)


def _nano_number(column: str, cell: str, columns: list[str]) -> Iterator[Number]:
    place = f", column {column}"
    text = cell.rstrip("%")
    over, _, under = column.partition("/")
    if not text or text == "-" or set(text) <= set("-:"):
        return
    if column in ("err%", "MdAPE"):
        yield number("time", text, "%", "error", place)
    elif column == "relative":
        yield number("relative", text, "%", "median", place)
    elif column == "total":
        yield number("time", text, "s", "total", place)
    elif under == "s":
        metric = "ops" if over == "op" else snake(column.replace("/", "_per_"))
        yield number(metric, text, "1/s", "median", place)
    elif under and (known := parse_unit(over)) and known.canonical == "s":
        first = next((c for c in columns if c.partition("/")[0] == over), column)
        labels = {} if column == first else {"config_label": column}
        yield number("time", text, over, "median", place, labels=labels)
    elif column.endswith("%"):
        yield number(snake(column[:-1]) + "_percent", text, "%", "median", place)
    else:
        names = {"ins": "instructions", "cyc": "cycles", "bra": "branches"}
        yield number(names.get(over, snake(column)), text, "count", "median", place)


def read_julia(lines: list[str]) -> Iterator[Found]:
    """Yield one record per ``Trial`` that BenchmarkTools.jl prints."""
    record: Record | None = None
    n: float | None = None
    for at, line in enumerate(lines):
        if match := _J_HEADER.match(line):
            if record and record.numbers:
                yield record
            n = float(match["n"][:300]) if match["n"] else None
            above = lines[at - 1].strip() if at else ""
            named = _J_NAME.fullmatch(above) and not _J_SPENT.match(above)
            name = above if named else None
            record = Record(f"line {at + 1}", [], {"benchmark": name})
        elif record and (match := _J_PAIR.match(line)):
            names = {"min … max": ("min", "max"), "mean ± σ": ("mean", "std")}
            first, second = names.get(match["how"], ("median", ""))
            record.numbers.append(
                number("time", match["a"], match["au"], first, n_behind=n)
            )
            if match["b"] and second:
                record.numbers.append(
                    number("time", match["b"], match["bu"], second, n_behind=n)
                )
            if gc := _J_GC.search(line):
                record.numbers += _collected(gc, first, second)
        elif record and (match := _J_OLD.match(line)):
            statistic = match["what"].replace("imum", "")
            record.numbers.append(
                number("time", match["value"], match["unit"], statistic)
            )
        elif record and (match := _J_MEMORY.match(line)):
            unit = match["unit"].replace("bytes", "B")
            record.numbers.append(number("memory", match["value"], unit))
            if match["count"]:
                record.numbers.append(number("allocations", match["count"], "count"))
        elif record and (match := _J_ALLOCS.match(line)):
            record.numbers.append(number("allocations", match[1], "count"))
    if record and record.numbers:
        yield record


def _collected(match: re.Match[str], first: str, second: str) -> Iterator[Number]:
    """Give the share of the time that the garbage collector took."""
    for name, statistic in (("a", first), ("b", second)):
        if match[name] and statistic:
            yield number("gc_share", match[name], "%", statistic, ", GC",
                         labels={"config_label": "GC"})  # fmt: skip


TOOLS = (
    Tool("catch2", ("benchmark name",),
         re.compile(_C_HEADER.pattern, re.MULTILINE), read_catch),
    Tool("pytest_benchmark_text", ("(time in",),
         re.compile(r"^[ \t#/*]*Name \(time in \S+\) ", re.MULTILINE), read_pytest),
    Tool("nanobench", ("/s |",), re.compile("^" + _N_HEADER.pattern, re.MULTILINE),
         read_nanobench),
    Tool("benchmarktools_jl", ("BenchmarkTools.Trial",),
         re.compile(r"BenchmarkTools\.Trial"), read_julia),
)  # fmt: skip
READERS = readers_of(*TOOLS)

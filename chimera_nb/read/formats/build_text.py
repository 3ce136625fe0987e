"""Readers of build logs: ninja, ClangBuildAnalyzer, ``-ftime-report``, Maven, Gradle.

ninja (https://github.com/ninja-build/ninja, ``src/build_log.cc``): start and end in ms
since the build began, modification time, output, hash; of an output's lines the last
counts, and outputs of one command share its times. ClangBuildAnalyzer
(https://github.com/aras-p/ClangBuildAnalyzer): sums in ms, ``(N times, avg M ms)``.
GCC's report (``gcc/timevar.cc``): usr, sys, wall and GGC memory, of which newer
versions print wall and GGC only. LLVM's (``llvm/lib/Support/Timer.cpp``): one table a
timer group.
"""

import re
from collections.abc import Iterator
from typing import Any

from ..records import Found, NotTaken, Number, Problem, Record, failed
from ._text import Tool, number, readers_of, seconds

_NINJA = re.compile(r"(\d+)\t(\d+)\t(-?\d+)\t(.+)\t([0-9a-fA-F]+)\Z")
_A_SECTION = re.compile(r"\s*\*\*\*\* (.+?):?\s*\Z")
_A_SUM = re.compile(
    r"\s*(Parsing \(frontend\)|Codegen & opts \(backend\)): +([\d.]+) s"
)
_A_TIMES = re.compile(r"\s*Compilation \((\d+) times\)")
_A_ROW = re.compile(
    r"\s*(\d+) ms: (?P<name>.*?)"
    r"(?: \((?:included )?(?P<n>\d+) times, avg (?P<avg>\d+) ms\))?"
    r"(?:, included via:)?\s*\Z"
)
_G_HEADER = re.compile(r"\s*Time variable\s+(?P<columns>(?:usr\s+sys\s+)?wall\s+GGC)")
_G_REST = re.compile(r"(?:\s|usr|sys|wall|ggc|[\d.kMGB()%])*\Z")
_G_CELL = re.compile(r"([\d.]+)\s?([kMG]B?|B)?\s*(\(\s*\d+%\))?")
_G_OLD = re.compile(r"\s*Execution times \(seconds\)")
_G_NAMES = {"usr": "user_time", "sys": "system_time", "wall": "compile_time",
            "GGC": "memory"}  # fmt: skip
_L_TITLE = re.compile(r"\s*(?:\.\.\. )?(\S.*?)(?: \.\.\.)?\s*\Z")
_L_CELL = re.compile(r"\s*([\d.]+) \(\s*[\d.]+%\)")
_L_NAMES = {"User Time": "user_time", "System Time": "system_time",
            "User+System": "cpu_time", "Wall Time": "compile_time"}  # fmt: skip
_L_FRAME = re.compile(r"\s*={2,3}-+={2,3}\s*\Z")
_MAVEN = re.compile(r"\s*Total time: +([\d:.]+) ?(s|min|h)?\b")
_GRADLE = re.compile(r"\s*BUILD (SUCCESSFUL|FAILED) in ((?:\d+[hms] ?)+|[\d.]+ ?m?s)")
_MAVEN_RESULT = re.compile(r"\s*BUILD (SUCCESS|FAILURE)\s*\Z")


def read_ninja(lines: list[str]) -> Iterator[Found]:
    """Yield one record per command of a ``.ninja_log``."""
    last: dict[str, tuple[int, int, int, str]] = {}
    for at, line in enumerate(lines):
        if not line or line.startswith("#"):
            continue
        match = _NINJA.match(line)
        if not match or len(match[1]) > 15 or len(match[2]) > 15:
            if line.count("\t") >= 3:
                reason = "no line of a ninja log: start, end, time, output, hash"
                yield Problem(f"line {at + 1}", reason)
            continue
        last.pop(match[4], None)
        last[match[4]] = (at, int(match[1]), int(match[2]), match[5])
    commands: dict[tuple[int, int, str], list[str]] = {}
    places: dict[tuple[int, int, str], int] = {}
    for output, (at, start, end, made) in last.items():
        commands.setdefault((start, end, made), []).append(output)
        places.setdefault((start, end, made), at)
    for (start, end, made), outputs in commands.items():
        place = f"line {places[start, end, made] + 1}"
        if end < start:
            yield Problem(place, f"ends at {end} ms, before its start at {start} ms")
            continue
        taken = Number("build_time", float(end - start), "ms", raw=f"{start} … {end}")
        labels = {"benchmark": outputs[0]}
        if outputs[1:]:
            labels["config_label"] = "also " + ", ".join(outputs[1:])[:300]
        yield Record(place, [taken], labels)


def read_analyzer(lines: list[str]) -> Iterator[Found]:
    """Yield one record per line of ClangBuildAnalyzer's report."""
    section = ""
    times: float | None = None
    for at, line in enumerate(lines):
        if match := _A_SECTION.match(line):
            section = match[1]
        elif match := _A_TIMES.match(line):
            times = float(match[1][:15])
        elif match := _A_SUM.match(line):
            numbers = [number("compile_time", match[2], "s", "total", n_behind=times)]
            labels = {"benchmark": match[1], "config_label": section or None}
            yield Record(f"line {at + 1}", numbers, labels, kind="build")
        elif section and " ms: " in line and (match := _A_ROW.match(line)):
            n = float(match["n"][:15]) if match["n"] else None
            statistic = "total" if n else "value"
            numbers = [number("compile_time", match[1], "ms", statistic, n_behind=n)]
            if n:
                numbers.append(
                    number(
                        "compile_time", match["avg"], "ms", "mean", ", avg", n_behind=n
                    )
                )
            labels = {"benchmark": match["name"], "config_label": section}
            yield Record(f"line {at + 1}", numbers, labels, kind="build")


def read_gcc(lines: list[str]) -> Iterator[Found]:
    """Yield one record per phase of GCC's ``-ftime-report``."""
    columns: list[str] = []
    shares = 0
    for at, line in enumerate(lines):
        if match := _G_HEADER.match(line):
            columns = match["columns"].split()
        elif _G_OLD.match(line):
            columns = ["usr", "sys", "wall", "GGC"]
        elif not columns or not line.strip():
            continue
        elif ":" in line and _G_REST.match(line.rpartition(":")[2]):
            name, _, rest = (part.strip() for part in line.rpartition(":"))
            cells = _G_CELL.findall(rest)
            shares += sum(bool(share) for *_, share in cells)
            statistic = "total" if name == "TOTAL" else "value"
            numbers = []
            for column, (text, unit, _) in zip(columns, cells, strict=False):
                own = {"k": "KiB", "M": "MiB", "G": "GiB"}.get(unit[:1], "bytes")
                metric = _G_NAMES[column]
                numbers.append(
                    number(metric, text, own if column == "GGC" else "s", statistic,
                           f", {column}")
                )  # fmt: skip
            yield Record(f"line {at + 1}", numbers, {"benchmark": name}, kind="build")
        else:
            columns = []
    if shares:
        yield NotTaken("a share of the total", shares)


def read_llvm(lines: list[str]) -> Iterator[Found]:
    """Yield one record per timer of LLVM's timing reports."""
    title = ""
    columns: list[str] = []
    shares = 0
    for at, line in enumerate(lines):
        if "---Wall Time---" in line or "--User+System--" in line:
            columns = re.findall(r"-+ ?([A-Z][\w+ ]*?) ?-+(?= |\Z)", line)
        elif _L_FRAME.match(line) and at + 1 < len(lines):
            columns = []
            match = _L_TITLE.match(lines[at + 1])
            if match and not match[1].startswith("Total Execution Time"):
                title = match[1]
        elif columns and "%)" in line:
            cells, end = [], 0
            while match := _L_CELL.match(line, end):
                cells.append(match[1])
                end = match.end()
            shares += len(cells)
            rest = line[end:].strip()
            names = [name for name in columns if name in _L_NAMES]
            numbers = []
            if "Instr" in columns and (match := re.match(r"(\d+)\s+", rest)):
                numbers.append(
                    number("instructions", match[1], "count", place=", Instr")
                )
                rest = rest[match.end() :]
            statistic = "total" if rest == "Total" else "value"
            numbers += [
                number(_L_NAMES[name], text, "s", place=f", {name}")
                for name, text in zip(names, cells, strict=False)
            ]
            numbers = [each._replace(statistic=statistic) for each in numbers]
            labels = {"benchmark": rest, "config_label": title or None}
            yield Record(f"line {at + 1}", numbers, labels, kind="build")
    if shares:
        yield NotTaken("a share of the total", shares)


def read_java(lines: list[str]) -> Iterator[Found]:
    """Yield one record per build of Maven or Gradle."""
    result = ""
    for at, line in enumerate(lines):
        if match := _GRADLE.match(line):
            yield _built(at, match[2], match[1] == "FAILED")
        elif match := _MAVEN_RESULT.match(line):
            result = match[1]
        elif match := _MAVEN.match(line):
            text = match[1] + ("" if ":" in match[1] else match[2] or "s")
            yield _built(at, text, result == "FAILURE")


def _built(at: int, text: str, broken: bool) -> Record:
    made: Any = Number("build_time", seconds(text.replace(" ", "")), "s", raw=text)
    if broken:
        made = failed("build_time", "s", "the build failed", raw=text)
    elif made.value is None:
        made = failed("build_time", "s", f"{text!r} is no duration", raw=text)
    return Record(f"line {at + 1}", [made], {})


TOOLS = (
    Tool("ninja_log", ("# ninja log v",), re.compile(r"^# ninja log v\d", re.MULTILINE),
         read_ninja),
    Tool("clang_build_analyzer", ("**** ",),
         re.compile(r"^[ \t]*\*\*\*\* (?:Time summary|Files that took longest|Templates"
                    r"|Functions|Template sets|Expensive headers)", re.MULTILINE),
         read_analyzer),
    Tool("gcc_time_report", ("Time variable", "Execution times (seconds)"),
         re.compile(r"^[ \t]*Time variable +(?:usr +sys +)?wall +GGC"
                    r"|^[ \t]*Execution times \(seconds\)\s*\n.*usr.*sys.*wall",
                    re.MULTILINE),
         read_gcc),
    Tool("llvm_time_report", ("-User+System-", "-Wall Time-"),
         re.compile(r"^[ \t]*-+(?:User Time|System Time|User\+System|Wall Time)-+ ",
                    re.MULTILINE),
         read_llvm),
    Tool("java_build", ("BUILD ",),
         re.compile(r"^[ \t]*BUILD (?:SUCCESSFUL|FAILED) in \d"
                    r"|^[ \t]*Total time: +[\d:.]+ ?(?:s|min|h)?\s*$", re.MULTILINE),
         read_java),
)  # fmt: skip
READERS = readers_of(*TOOLS)

"""Readers of what Rust's benchmarks print: criterion, libtest, divan, critcmp, rustc.

criterion (https://bheisler.github.io/criterion.rs/book/user_guide/command_line_output.html):
``time: [lower estimate upper]`` is a best estimate within a 95 % confidence interval;
lines of ``change`` are ratios in percent. libtest (``cargo bench`` on nightly): the
median per iteration, ``+/-`` is max − min. divan (https://docs.rs/divan): a tree with
the columns fastest, slowest, median, mean. ``rustc -Z time-passes``: one pass a line.
"""

import re
from collections.abc import Iterator
from typing import Any

from ...units import parse_unit
from ..records import Found, Number, Record
from ._text import Tool, number, plain_number, readers_of, scaled, seconds, snake

_INTERVAL = re.compile(
    r"(?P<name>.*?)\s*\b(?P<what>time|thrpt|mean|median|slope|R\^2|change|std\. dev\."
    r"|med\. abs\. dev\.)\s*:?\s*\[(?P<inside>[^\]]*)\](?P<after>.*)"
)
_INTERVALS = re.compile(
    r"(time|thrpt|mean|median|slope|std\. dev\.|med\. abs\. dev\.):?\s*\[([^\]]*)\]"
)
_BENCHMARKING = re.compile(
    r"Benchmarking (.+?)(?:: (?:Warming up|Collecting|Analyzing|Profiling)|\s*\Z)"
)
_VERDICT = re.compile(
    r"\s*(No change in|Change within|Performance has|Found \d+ outliers|\d+ \(|Warning)"
)
_LIBTEST = re.compile(
    r"(?:test )?(?P<name>\S.*?)\s+(?:\.\.\. )?"
    r"(?:(?:bench:\s*)?(?P<value>[\d,.]+) (?P<unit>\w+)/iter"
    r"(?: \(\+/- (?P<spread>[\d,.]+)\))?(?: = (?P<speed>[\d,.]+) (?P<per>\S+))?"
    r"|(?P<failed>FAILED))"
)
_PASS = re.compile(
    r"\s*time:\s*([\d.]+)(?:; rss:\s*(\d+)MB(?: ->\s*(\d+)MB \(\s*([+-]?\d+)MB\s*\))?)?"
    r"\s+(\S.*)"
)
_FINISHED = re.compile(
    r"\s*Finished (.{1,80}?) target\(s\) in ((?:\d+h ?)?(?:\d+m ?)?[\d.]+s)"
)
_DIVAN = re.compile(
    r"[\s/#]*(?P<name>\S.*?)\s+fastest\s+│\s+slowest\s+│\s+median\s+│\s+mean"
)
_TREE = re.compile(r"((?:│  |   )*)(?:├─|╰─|└─) ?(.*)")
_CRITCMP = re.compile(
    r"\s*(\d+\.\d\d)\s+([\d.]+)±([\d.]+)(\S+)\s+(\S+ \S+/sec|\? \?/sec)?"
)
_PERCENT = {"time": "time", "thrpt": "throughput"}


def read_criterion(lines: list[str]) -> Iterator[Found]:
    """Yield one record per benchmark of criterion."""
    name = written = running = ""
    record: Record | None = None
    change = False
    for at, line in enumerate(lines):
        if "Benchmarking " in line and (match := _BENCHMARKING.match(line.lstrip())):
            running = match[1]
        if "[" in line and (match := _INTERVAL.match(line)) and "]" in line:
            own = match["name"].strip().removesuffix("change:").strip()
            if match["what"] == "time" and match["name"].strip() and own:
                written = own
            if match["what"] == "time" and not change and (own or written):
                if record:
                    yield record
                name = _name(written, running)
                record, written = Record(f"line {at + 1}", [], {"benchmark": name}), ""
            if record:
                record.numbers += _intervals(match, line, at, change)
        elif line.strip() == "change:":
            change = True
            continue
        elif line.strip() and not _VERDICT.match(line):
            written = line.strip()
        if not (change and line.lstrip().startswith("time:")):
            change = False
    if record:
        yield record


def _name(written: str, running: str) -> str:
    """Undo a progress line that stands glued before the name."""
    if written.startswith("Benchmarking ") and running:
        return running
    return written


def _intervals(
    first: re.Match[str], line: str, at: int, change: bool
) -> Iterator[Number]:
    if first["what"] == "change" or change:
        metric = _PERCENT.get(first["what"], "time")
        yield from _change(metric, first["inside"], f", change of {metric}")
        return
    for what, inside in _INTERVALS.findall(line):
        words = inside.split()
        if len(words) == 4:  # std. dev. and verbose output: bounds only
            words = [*words[:2], "", "", *words[2:]]
        elif len(words) == 2:  # shortened by hand: the estimate alone
            words = ["", "", *words, "", ""]
        if len(words) != 6:
            continue
        yield from _interval(what, words)


def _interval(what: str, words: list[str]) -> Iterator[Number]:
    metric = {"thrpt": "throughput"}.get(what, "time")
    labels = {} if what in ("time", "thrpt") else {"config_label": what}
    for statistic, value, unit in zip(
        ("ci_low", "mean", "ci_high"), words[::2], words[1::2], strict=True
    ):
        if value:
            kind, taken, factor = _unit(metric, unit)
            made = scaled(value, factor)
            found = Number(
                kind, made, taken, statistic, f", {what}", value, labels=labels
            )
            if made is None:
                error = f"{value!r} is no number"
                found = found._replace(status="failed", error=error)
            yield found


def _unit(metric: str, unit: str) -> tuple[str, str, str]:
    """Give metric, unit and prefix: ``Melem/s`` is a rate of elements."""
    known = parse_unit(unit)
    if metric == "time":
        canonical = known.canonical if known else ""
        return (
            ("time" if canonical == "s" else snake(unit)),
            (unit if known else "count"),
            "",
        )
    if known and known.canonical == "bytes/s":
        return "bandwidth", unit, ""
    match = re.match(r"([KMGT]?)(\w+/s)", unit)
    if match:
        return snake(match[2].replace("/", "_per_")), "1/s", match[1]
    return snake(unit), "count", ""


def _change(metric: str, inside: str, place: str) -> Iterator[Number]:
    words = inside.replace("−", "-").split()
    if len(words) != 3:
        return
    for statistic, word in zip(("ci_low", "delta", "ci_high"), words, strict=True):
        yield number(
            metric + "_change", word.strip("%"), "%", statistic, place
        )._replace(raw=word)  # fmt: skip


def read_libtest(lines: list[str]) -> Iterator[Found]:
    """Yield one record per benchmark of ``cargo bench`` on nightly."""
    for at, line in enumerate(lines):
        likely = "... " in line or "/iter (" in line
        match = _LIBTEST.match(line.strip(" /#*")) if likely else None
        if not match:
            continue
        labels = {"benchmark": match["name"]}
        if match["failed"]:
            numbers = [number("time", "", "ns", "median", error="FAILED")]
            yield Record(f"line {at + 1}", numbers, labels)
            continue
        numbers = [number("time", match["value"], match["unit"], "median")]
        if match["spread"]:
            note = "libtest prints max − min as +/-"
            spread = number("time", match["spread"], match["unit"], "error", ", +/-")
            numbers.append(spread._replace(note=note))
        if match["speed"]:
            unit = match["per"]
            numbers.append(number("bandwidth", match["speed"], unit, "median", ", ="))
        yield Record(f"line {at + 1}", numbers, labels)


def read_divan(lines: list[str]) -> Iterator[Found]:
    """Yield one record per leaf of divan's trees."""
    path: list[str] = []
    start = -1
    record: Record | None = None
    section = ""
    for at, line in enumerate(lines):
        if match := _DIVAN.match(line):
            start = line.index("fastest")
            path = [match["name"].strip("/# ")]
            shift = len(line) - len(line.lstrip("/# \t"))
            continue
        if start < 0 or "│" not in line:
            start = -1 if not line.strip() else start
            continue
        head, cells = line[:start], [cell.strip() for cell in line[start:].split("│")]
        tree = _TREE.match(head[shift:].rstrip())
        if tree:
            if record and record.numbers:
                yield record
            depth = len(tree[1]) // 3 + 1
            path = [*path[:depth], tree[2].strip()]
            record, section = Record(f"line {at + 1}", [], {}), ""
            record.labels["benchmark"] = "/".join(path)
        if record and len(cells) >= 4:
            if cells[0].endswith(":") and not any(cells[1:]):
                section = cells[0].rstrip(":")
            else:
                record.numbers += _divan_row(cells, section, at)
    if record and record.numbers:
        yield record


def _divan_row(cells: list[str], section: str, at: int) -> Iterator[Number]:
    samples = plain_number(cells[4]) if len(cells) > 4 else None
    for name, cell in zip(("min", "max", "median", "mean"), cells, strict=False):
        words = cell.split()
        value = plain_number(words[0]) if words else None
        if value is None:
            continue
        unit = words[1] if len(words) > 1 else ""
        known = parse_unit(unit) if unit else None
        labels = {"config_label": section} if section else {}
        statistic = name
        factor = ""
        if known and known.canonical == "s" and not section:
            metric = "time"
        elif section:
            metric = "memory" if unit else "allocations"
            unit = unit or "count"
        else:
            metric, unit, factor = _unit("thrpt", unit)
            statistic = {"min": "max", "max": "min"}.get(name, name)
        statistic = name if section else statistic
        yield Number(
            metric, scaled(words[0], factor), unit, statistic, f", {name}", cell,
            n_behind=samples, labels=labels,
        )  # fmt: skip


def read_passes(lines: list[str]) -> Iterator[Found]:
    """Yield one record per pass of ``rustc -Z time-passes`` and per cargo build."""
    for at, line in enumerate(lines):
        if (
            "time:" in line
            and (match := _PASS.match(line))
            and not match[5].startswith("[")
        ):
            total = match[5] == "total"
            statistic = "total" if total else "value"
            numbers = [number("compile_time", match[1], "s", statistic)]
            for text, name in ((match[2], "rss before"), (match[3], "rss after")):
                if text:
                    labels = {"config_label": name}
                    numbers.append(
                        number("memory", text, "MB", place=f", {name}", labels=labels)
                    )
            yield Record(f"line {at + 1}", numbers, {"benchmark": match[5].strip()},
                         kind="build")  # fmt: skip
        elif "Finished" in line and (match := _FINISHED.match(line)):
            took = seconds(match[2])
            if took is not None:
                numbers = [Number("build_time", took, "s", raw=match[2])]
                labels = {"config_label": re.sub(r"[`\[\]]", "", match[1])}
                yield Record(f"line {at + 1}", numbers, labels)


def read_critcmp(lines: list[str]) -> Iterator[Found]:
    """Yield one record per row of critcmp's table (ratio, mean±std, throughput)."""
    names: list[tuple[int, str]] = []
    for at, line in enumerate(lines):
        if line.startswith("group "):
            names = [(m.start(), m[0]) for m in re.finditer(r"\S+", line)][1:]
        elif names and "±" in line:
            end = names[0][0]
            numbers: list[Number] = []
            for match in _CRITCMP.finditer(line, end - 1):
                fits = [n for start, n in names if start <= match.start(1) + 1]
                labels: dict[str, Any] = {"config_label": (fits or [names[0][1]])[-1]}
                unit = match[4].rstrip()
                numbers += [
                    number("relative", match[1], "x", labels=labels),
                    number("time", match[2], unit, "mean", labels=labels),
                    number("time", match[3], unit, "std", ", ±", labels=labels),
                ]
                if match[5] and match[5][0] != "?":
                    value, per = match[5].split()
                    metric, taken, factor = _unit("thrpt", per.replace("/sec", "/s"))
                    numbers.append(
                        Number(metric, scaled(value, factor), taken, "mean",
                               ", throughput", match[5], labels=labels)
                    )  # fmt: skip
            if numbers:
                yield Record(
                    f"line {at + 1}", numbers, {"benchmark": line[:end].strip()}
                )


TOOLS = (
    Tool(
        "criterion", ("time:",),
        re.compile(
            r"\btime:\s+\[[\d.]+ [a-zµμ]+(?: [\d.]+ \S+ [\d.]+ \S+)?\]", re.MULTILINE
        ),
        read_criterion,
    ),
    Tool(
        "libtest", ("bench:", "ns/iter (+/- "),
        re.compile(
            r"^[ \t]*test .+ \.\.\. bench:|^\S.*\d ns/iter \(\+/- \d", re.MULTILINE
        ),
        read_libtest,
    ),
    Tool("divan", ("fastest",), re.compile(r"fastest\s+│\s+slowest\s+│", re.MULTILINE),
         read_divan),
    Tool("critcmp", ("group ",), re.compile(r"^group +\S.*\n-----", re.MULTILINE),
         read_critcmp),
    Tool(
        "rustc_passes", ("time:", " target(s) in "),
        re.compile(r"^[ \t]*time:\s+\d+\.\d+(?:; rss:.*MB.*|\s+\w[\w ]*)$"
                   r"|^[ \t]*Finished .* target\(s\) in ", re.MULTILINE),
        read_passes,
    ),
)  # fmt: skip
#: The last tool's lines stand in logs of other tools: `time_text` has its reader.
READERS = readers_of(*TOOLS[:-1])

"""Readers of a shell's ``time``, ``/usr/bin/time`` (GNU and BSD), and ``perf stat``.

Sources: the manuals of bash, zsh, GNU time 1.9 (``-v``: ``Maximum resident set size
(kbytes)`` is in KiB; the exit status stands in the block) and perf-stat(1) (``+-`` is
the standard error of the mean in percent; ``(83.3%)`` says how long a counter ran).
"""

import re
from collections.abc import Iterator
from typing import Any

from ..records import Found, NotTaken, Number, Record
from ._text import Tool, number, plain_number, readers_of, seconds, snake
from .rust_text import TOOLS as RUST_TOOLS

PASSES = RUST_TOOLS[-1]

_MINUTES = re.compile(r"\s*(real|user|sys|total)\s+((?:\d+h)?\d+m ?[\d.,]+s)\s*\Z")
_POSIX = re.compile(r"\s*(real|user|sys)\s+(\d+[.,]\d+)s?\s*\Z")
_BSD = re.compile(r"\s*([\d.,]+) real\s+([\d.,]+) user\s+([\d.,]+) sys\s*\Z")
_BSD_RSS = re.compile(r"\s*(\d+)\s+(maximum resident set size|peak memory footprint)")
_ZSH = re.compile(
    r"(?P<command>.*?)\s*(?P<user>[\d.]+)s user (?P<sys>[\d.]+)s system"
    r" (?P<share>\d+)% cpu (?P<total>[\d.:]+) total"
)
_GNU = re.compile(
    r"\s*([\d.]+)user ([\d.]+)system ([\d.:]+)elapsed (\d+|\?)%CPU"
    r"(?: \(\d+avgtext\+\d+avgdata (\d+)maxresident\)k)?"
)
_VERBOSE_NAMES = {
    "User time (seconds)": ("user_time", "s", "value"),
    "System time (seconds)": ("system_time", "s", "value"),
    "Percent of CPU this job got": ("cpu_share", "%", "value"),
    "Maximum resident set size (kbytes)": ("memory", "KiB", "max"),
    "Major (requiring I/O) page faults": ("major_faults", "count", "value"),
    "Minor (reclaiming a frame) page faults": ("minor_faults", "count", "value"),
    "Voluntary context switches": ("voluntary_switches", "count", "value"),
    "Involuntary context switches": ("involuntary_switches", "count", "value"),
    "File system inputs": ("file_system_inputs", "count", "value"),
    "File system outputs": ("file_system_outputs", "count", "value"),
}
_POWERSHELL = re.compile(r"TotalSeconds\s+: ([\d.,]+)")
_NAMES = {"real": "time", "user": "user_time", "sys": "system_time", "total": "time"}
_FAILED = re.compile(
    r"\s*Command (?:exited with non-zero status|terminated by signal) \d+"
)

_PERF_HEADER = re.compile(
    r"\s*Performance counter stats for (?P<what>.*?)(?: \((?P<n>\d+) runs\))?:\s*\Z"
)
_DIGITS = r"\d[\d.,\u202f']*(?: \d{3})*(?:[.,]\d+)?"
_PERF_ROW = re.compile(
    rf"\s*(?P<value>{_DIGITS}|<not (?:counted|supported)>)\s+(?:(?P<unit>msec|ms|sec|ns"
    r"|Joules|MiB|C)\s+)?(?P<event>[\w./:@=,{}*-]+)(?:\s+\[\w+\])?"
    r"(?:\s+\((?P<late>msec)\))?(?:\s+#\s+(?P<derived>[^(]*?))?"
    r"(?:\s+\(\s*\+-\s*(?P<error>[\d.,]+|-?nan)%\s*\))?"
    r"(?:\s+[(\[](?P<ran>[\d.,]+)%[)\]])?\s*\Z"
)
_PERF_TIME = re.compile(
    rf"\s*(?P<value>{_DIGITS})(?: \+- (?P<half>[\d.,]+))?\s+seconds"
    r" (?P<what>time elapsed|user|sys)(?:\s+\(\s*\+-\s*(?P<error>[\d.,]+)%\s*\))?"
)
_SETTINGS = re.compile(r"\s*(?:[A-Za-z_][\w-]{0,30}\s?[:=]\s?[\w./-]{1,40}[ ,;]*){2,9}")
_RATES = {"/sec": ("1/s", 1.0), "K/sec": ("1/s", 1e3), "M/sec": ("1/s", 1e6),
          "G/sec": ("1/s", 1e9), "GHz": ("GHz", 1.0)}  # fmt: skip
_DERIVED = re.compile(r"([\d.,]+)\s*(%?)\s*(K/sec|M/sec|G/sec|/sec|GHz|\S.*)?")


def read_time(lines: list[str]) -> Iterator[Found]:
    """Yield one record per timed command."""
    record: Record | None = None
    last = -9
    failed = ""
    for at, line in enumerate(lines):
        if "ommand " in line and _FAILED.match(line):
            failed, last = line.strip(), -9
            continue
        found, labels = _time_line(line)
        if found and record and (
            at - last > 2 or found[0].metric in {n.metric for n in record.numbers}
        ):  # fmt: skip
            yield record
            record = None
        if found:
            record = record or Record(
                f"line {at + 1}", [], labels or _run_above(lines, at)
            )
            record.numbers += _as_failed(found, failed)
            last, failed = at, "" if len(record.numbers) > 2 else failed
    if record:
        yield record


def _run_above(lines: list[str], at: int) -> dict[str, Any]:
    """Name a run by the line of settings above it: ROWS: 2 CORES: 1 TRIAL: 3."""
    above = next(
        (line for line in lines[max(at - 2, 0) : at][::-1] if line.strip()), ""
    )
    return {"config_label": above.strip()} if _SETTINGS.fullmatch(above) else {}


def _time_line(line: str) -> tuple[list[Number], dict[str, Any]]:
    if match := _MINUTES.match(line) or _POSIX.match(line):
        text = match[2].replace(",", ".")
        value = seconds(text) if "m" in text else plain_number(text)
        name = match[1]
        return [Number(_NAMES[name], value, "s", place=f", {name}", raw=match[2])], {}
    if " real " in line and (match := _BSD.match(line)):
        names = ("time", "user_time", "system_time")
        return [
            number(name, match[at].replace(",", "."), "s", place=f", {name}")
            for at, name in enumerate(names, start=1)
        ], {}
    if match := _BSD_RSS.match(line):
        return [number("memory", match[1], "bytes", "max", f", {match[2]}",
                       labels={"config_label": match[2]})], {}  # fmt: skip
    if "% cpu" in line and (match := _ZSH.match(line)):
        total = seconds(match["total"] + ("" if ":" in match["total"] else "s"))
        return [
            Number("time", total, "s", place=", total", raw=match["total"]),
            number("user_time", match["user"], "s", place=", user"),
            number("system_time", match["sys"], "s", place=", system"),
            number("cpu_share", match["share"], "%", place=", cpu"),
        ], {"benchmark": match["command"] or None}
    if "elapsed" in line and (match := _GNU.match(line)):
        numbers = [
            Number("time", seconds(match[3]), "s", place=", elapsed", raw=match[3]),
            number("user_time", match[1], "s", place=", user"),
            number("system_time", match[2], "s", place=", system"),
        ]
        if match[5]:
            numbers.append(number("memory", match[5], "KiB", "max", ", maxresident"))
        return numbers, {}
    if "TotalSeconds" in line and (match := _POWERSHELL.match(line)):
        return [number("time", match[1].replace(",", "."), "s")], {}
    return [], {}


def _as_failed(numbers: list[Number], error: str) -> list[Number]:
    if not error:
        return numbers
    return [
        each._replace(value=None, status="failed", error=error, raw=each.raw)
        for each in numbers
    ]


def read_verbose(lines: list[str]) -> Iterator[Found]:
    """Yield one record per block of ``/usr/bin/time -v``."""
    record: Record | None = None
    error = ""
    for at, line in enumerate(lines):
        name, colon, text = line.strip().partition(": ")
        text = text.strip()
        if not colon:
            continue
        if name == "Command being timed":
            if record:
                yield record
            record = Record(f"line {at + 1}", [], {"benchmark": text.strip('"')})
            above = lines[at - 1] if at else ""
            error = above.strip() if _FAILED.match(above) else ""
        elif record and name.startswith("Elapsed (wall clock) time"):
            record.numbers.append(
                Number("time", seconds(text), "s", place=", Elapsed", raw=text)
            )
        elif record and name in _VERBOSE_NAMES:
            metric, unit, statistic = _VERBOSE_NAMES[name]
            text = text.rstrip("%")
            record.numbers.append(number(metric, text, unit, statistic, f", {name}"))
        elif record and name == "Exit status":
            if text != "0" and not error:
                error = f"exit status {text}"
            record.numbers = _as_failed(record.numbers, error)
            yield record
            record = None
    if record:
        yield record


def perf_number(text: str, whole: bool) -> float | None:
    """Parse a number of perf, which groups and points as the locale says."""
    text = re.sub(r"[\u202f' ]", "", text)
    dot, comma = text.rfind("."), text.rfind(",")
    if dot >= 0 and comma >= 0:
        group, point = (",", ".") if dot > comma else (".", ",")
        text = text.replace(group, "").replace(point, ".")
    elif dot >= 0 or comma >= 0:
        mark = "." if dot >= 0 else ","
        grouped = re.fullmatch(rf"[1-9]\d{{0,2}}(?:{re.escape(mark)}\d{{3}})+", text)
        thousands = grouped and (whole or mark == ",")
        text = text.replace(mark, "" if thousands else ".")
    return plain_number(text)


def read_perf(lines: list[str]) -> Iterator[Found]:
    """Yield one record per ``perf stat``."""
    record: Record | None = None
    n: float | None = None
    shares = 0
    for at, line in enumerate(lines):
        if "Performance counter stats" in line:
            if record:
                yield record
            match = _PERF_HEADER.match(line)
            what = match["what"].strip("'") if match else None
            n = float(match["n"][:9]) if match and match["n"] else None
            record = Record(f"line {at + 1}", [], {"benchmark": what})
        elif record and " seconds " in line and (match := _PERF_TIME.match(line)):
            metric = {"time elapsed": "time", "user": "user_time"}.get(
                match["what"], "system_time"
            )
            record.numbers += _perf_value(match, metric, "s", "", n)
        elif record and line.strip() and (match := _PERF_ROW.match(line)):
            shares += bool(match["ran"])
            record.numbers += _perf_row(match, n)
    if record:
        yield record
    if shares:
        yield NotTaken("the share of time that a counter ran", shares)


def _perf_row(match: re.Match[str], n: float | None) -> Iterator[Number]:
    event = match["event"]
    unit = {"msec": "ms", "sec": "s", "Joules": "J", "C": "degC", None: "count"}.get(
        match["unit"], match["unit"]
    )
    if unit == "count" and re.match(r"(?:task|cpu)-clock\b", event):
        unit = "ms"  # older versions leave the unit out, or write it behind
    metric = snake(event)
    plain = event.split(":")[0]
    if plain in ("instructions", "cycles", "branches"):
        metric = plain
    if match["value"].startswith("<"):
        yield Number(metric, None, unit, place=f", {event}", raw=match["value"],
                     status="failed", error=match["value"].strip("<>"),
                     labels={"config_label": event})  # fmt: skip
        return
    yield from _perf_value(match, metric, unit, event, n)
    derived = _DERIVED.match(match["derived"] or "")
    if derived and derived[3]:
        value = perf_number(derived[1], whole=False)
        rate = _RATES.get(derived[3].strip())
        words = derived[3].strip()
        name = f"{metric}_rate" if rate else snake(words)
        unit, factor = rate or ("%" if derived[2] else "count", 1.0)
        if value is not None:
            yield Number(name, value * factor, unit, "mean" if n else "value",
                         f", {event} #", derived[0].strip(),
                         labels={"config_label": f"{event}, {words}"})  # fmt: skip


def _perf_value(
    match: re.Match[str], metric: str, unit: str, event: str, n: float | None
) -> Iterator[Number]:
    labels = {"config_label": event} if event else {}
    whole = unit == "count"
    statistic = "mean" if n else "value"
    place = f", {event or metric}"
    value = perf_number(match["value"], whole)
    made = Number(metric, value, unit, statistic, place, match["value"],
                  n_behind=n, labels=labels)  # fmt: skip
    if value is None:
        error = f"{match['value']!r} is no number"
        made = made._replace(status="failed", error=error)
    yield made
    groups = match.groupdict()
    if groups.get("half") and (half := perf_number(groups["half"], whole=False)):
        yield Number(metric, half, unit, "stderr", place + " +-", groups["half"],
                     n_behind=n, labels=labels)  # fmt: skip
    if match["error"]:
        share = perf_number(match["error"], whole=False)
        if share is not None:
            yield Number(metric, share, "%", "stderr", place + " +-", match["error"],
                         n_behind=n, labels=labels)  # fmt: skip


TOOLS = (
    Tool("perf_stat", ("Performance counter stats",),
         re.compile(r"^[ \t]*Performance counter stats for ", re.MULTILINE), read_perf),
    Tool("time_verbose", ("Command being timed",),
         re.compile(r"^[ \t]*Command being timed: ", re.MULTILINE), read_verbose),
    Tool(
        "time",
        ("user\t", "\nuser ", "user  ", "s user ", "%CPU", "TotalSeconds", " real  "),
        re.compile(
            r"^[ \t]*real\s+(?:\d+h)?\d*m? ?[\d.,]+s?\s*\n\s*user\s"
            r"|(?<=\d) real +[\d.]+ user"
            r"|(?<=\d)s user [\d.]+s system \d+% cpu [\d.:]+ total"
            r"|(?<=\d)user [\d.]+system [\d.:]+elapsed|^TotalSeconds\s+: \d",
            re.MULTILINE,
        ),
        read_time,
    ),
)  # fmt: skip
#: Asked late: these lines stand below the output of what was timed or built.
READERS = readers_of(*TOOLS, PASSES)

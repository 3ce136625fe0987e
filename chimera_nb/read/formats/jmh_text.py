"""The reader of what JMH prints: the table at the end, and the log above it.

Source: https://github.com/openjdk/jmh, ``TextResultFormat`` and ``TextReportFormat``.
Score is the mean of all measured iterations, Error half of its 99.9 % interval; rows
``name:·gc.alloc.rate`` are secondary results, ``name:name·p0.95`` percentiles. Numbers
always have three decimals, written with the decimal comma of some locales; thousands
are never grouped. Warm-up iterations are no measurements.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from ...units import parse_unit
from ..records import Found, NotTaken, Number, Record, failed
from ._text import Tool, number, plain_number, readers_of, snake

_LEAD = r"[\s/*#]*"
_SCORE = r"≈\s*\S+|-?\d+(?:[.,]\d+)?(?:[eE]-?\d+)?|NaN"
_HEADER = re.compile(
    _LEAD
    + r"Benchmark(?P<params>(?: +\([^)]*\))*) +Mode +(?:Thr +)?(?:Cnt|Samples|Score)\b"
)
_PIPED = r"^[ \t]*\|?[ `*]*Benchmark[ `*]*\|(?:[^|\n]*\|){0,9}?[ `*]*Mode[ `*]*\|"
_ROW = re.compile(
    _LEAD + r"(?P<name>\S.*?)\s+(?P<mode>thrpt|avgt|sample|ss)\s+(?:(?P<n>\d+)\s+)?"
    rf"(?P<score>{_SCORE})\s+(?:±?\s*\(?(?P<error>{_SCORE})\)?\s+)?"
    r"(?P<unit>[^\s\d]\S*)\s*\Z"
)
_ITERATION = re.compile(
    rf"(?P<warm># Warmup )?Iteration\s+(?P<at>\d+): (?P<value>{_SCORE})"
    r"(?: ±\(99\.9%\) \S+)? (?P<unit>\S+)"
)
_LOG = re.compile(r"# (Benchmark|Parameters|Fork|VM version|JMH version): (.*\S)")
_RESULT = re.compile(r'Result:? "?(?P<name>[^":]+)')
_SPREAD = re.compile(
    rf"\s*\(min, avg, max\) = \(({_SCORE}), ({_SCORE}), ({_SCORE})\),"
    rf" stdev = ({_SCORE})"
)
_MEAN = re.compile(rf"\s*({_SCORE}) ±\(99\.9%\) ({_SCORE}) (\S+) \[")
_PERCENTILES = {"0.00": "min", "0.50": "median", "1.00": "max"}
_SUPERSCRIPTS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def _unpiped(lines: list[str]) -> list[str]:
    """Write the rows of a table that was pasted into Markdown as JMH prints them."""
    made: list[str] = []
    header: list[str] = []
    for line in lines:
        inner = line.strip().removeprefix("|").removesuffix("|")
        cells = [cell.strip(" `*") for cell in inner.split("|")] if "|" in line else []
        names = ["Units" if cell.lower() == "unit" else cell.title() for cell in cells]
        if names[:1] == ["Benchmark"] and {"Mode", "Score", "Units"} <= set(names):
            header = names
            between = cells[1 : names.index("Mode")]
            params = "".join(f" ({cell.strip('()')})" for cell in between)
            made.append(f"Benchmark{params}  Mode  Cnt  Score  Error  Units")
        elif header and len(cells) == len(header):
            row = dict(zip(header, cells, strict=True))
            error = row.get("Error", "").lstrip("±+/- ")
            row["Error"] = f"± {error}" if error else ""
            row = {name: cell for name, cell in row.items() if name != "Units"} | {
                "Units": row["Units"]
            }
            made.append("  ".join(cell for cell in row.values() if cell))
        else:
            header = []
            made.append(line)
    return made


def read(lines: list[str]) -> Iterator[Found]:
    """Yield one record per iteration and one per row of the table."""
    lines = _unpiped(lines)
    params: list[str] = []
    ends: list[int] = []
    log: dict[str, Any] = {}
    warm, spread = 0, ""
    table = False
    for at, line in enumerate(lines):
        if "Mode" in line and (match := _HEADER.match(line)):
            params = re.findall(r"\(([^)]*)\)", match["params"])
            ends = [m.end() for m in re.finditer(r"\([^)]*\)", line)]
            table = True
        elif "Iteration" in line and (match := _ITERATION.match(line.strip())):
            if match["warm"]:
                warm += 1
            else:
                yield _iteration(match, at, log)
        elif line.startswith("# ") and (match := _LOG.match(line)):
            _note(log, match[1], match[2])
            table = table and match[1] not in ("Benchmark", "Fork")
        elif line.strip() == "<failure>":
            error = next((e.strip() for e in lines[at + 1 : at + 6] if e.strip()), "")
            numbers = [failed("time", "s", error or "the fork failed", raw="<failure>")]
            yield Record(f"line {at + 1}", numbers, dict(log))
        elif not table and line.startswith("Result") and (match := _RESULT.match(line)):
            spread = match["name"].strip()
        elif spread and "±(99.9%)" in line and (match := _MEAN.match(line)):
            unit = match[3]
            numbers = [_score(match[1], unit, "mean", ""),
                       _score(match[2], unit, "error", ", ±")]  # fmt: skip
            if at + 1 < len(lines) and (match := _SPREAD.match(lines[at + 1])):
                numbers += _spread(match, unit)
            yield Record(f"line {at + 1}", numbers, dict(log))
            spread = ""
        elif table and (match := _ROW.match(line)):
            yield _row(match, at, params, ends)
    if warm:
        yield NotTaken("a warm-up iteration", warm)


def _note(log: dict[str, Any], key: str, value: str) -> None:
    if key == "Benchmark":
        for name in [name for name in log if name != "software"]:
            del log[name]
        log["benchmark"] = value
    elif key == "Parameters":
        for name, _, given in (pair.partition(" = ") for pair in
                               value.strip("()").split(", ")):  # fmt: skip
            log[f"setting.{name}"] = given
    elif key == "Fork" and value.split()[0].isdigit():
        log["setting.fork"] = int(value.split()[0][:9])
    elif key in ("VM version", "JMH version"):
        before = log.get("software", "") if key == "VM version" else ""
        words = value if key == "VM version" else f"JMH {value}"
        log["software"] = (
            before if words in before else (f"{before}, {words}").strip(", ")
        )


def _iteration(match: re.Match[str], at: int, log: dict[str, Any]) -> Record:
    labels = log | {"run_index": int(match["at"][:9])}
    return Record(
        f"line {at + 1}", [_score(match["value"], match["unit"], "value", "")], labels
    )


def _spread(match: re.Match[str], unit: str) -> Iterator[Number]:
    for statistic, text in (("min", match[1]), ("max", match[3]), ("std", match[4])):
        yield _score(text, unit, statistic, f", {statistic}")


def _row(match: re.Match[str], at: int, params: list[str], ends: list[int]) -> Record:
    name, labels = _name(match, params, ends)
    _, _, secondary = name.partition(":")
    n = float(match["n"][:300]) if match["n"] else None
    statistic, metric = "mean", ""
    if secondary:
        _, mark, percentile = secondary.rpartition("p")
        if re.fullmatch(r"[01]\.\d+", percentile) and mark:
            points = f"{float(percentile) * 100:.10g}"
            statistic = _PERCENTILES.get(percentile, f"p{points}")
        else:
            metric = snake(secondary.lstrip("·+"))
    score = _score(match["score"], match["unit"], statistic, "", metric)
    numbers = [score._replace(n_behind=n)]
    if match["error"]:
        error = _score(match["error"], match["unit"], "error", ", Error", metric)
        numbers.append(error._replace(n_behind=n))
    labels = {"benchmark": name, "config_label": match["mode"]} | labels
    return Record(f"line {at + 1}", numbers, labels)


def _name(
    match: re.Match[str], params: list[str], ends: list[int]
) -> tuple[str, dict[str, Any]]:
    words = match["name"].split()
    values = words[1:]
    if len(values) != len(params):
        shift = match.start("name")
        edges = [len(words[0]), *(end - shift for end in ends)]
        head = match["name"]
        if any(head[edge : edge + 1].strip() for edge in edges):
            return head, {}
        values = [head[start:end].strip() for start, end in pairwise(edges)]
        if values and len(head) > edges[-1]:
            values[-1] += head[edges[-1] :]
    if len(values) != len(params) or not all(values):
        return match["name"], {}
    return words[0], {
        f"setting.{name}": value
        for name, value in zip(params, values, strict=True)
        if value != "N/A"
    }


def _score(
    text: str, unit: str, statistic: str, place: str, metric: str = ""
) -> Number:
    """Make a number; ``1,234`` is 1.234 here, ``≈ 10⁻³`` an order of magnitude."""
    over, _, under = unit.partition("/")
    note = None
    plain = text.replace(",", ".")
    if text.startswith("≈"):
        note = f"printed as {text}"
        power = text[1:].strip().translate(_SUPERSCRIPTS)
        plain = f"1e{power[2:]}" if power.startswith("10") else power
    if over == "ops" or over == "op":
        metric, taken, factor = metric or "ops", "1/s", parse_unit(under or "s")
        value = plain_number(plain)
        if value is not None and factor and factor.factor != 1:
            scale = round(1 / factor.factor) if factor.factor < 1 else 1 / factor.factor
            value *= scale
        made = Number(metric, value, taken, statistic, place, text, note=note)
        if value is None:
            error = f"{text!r} is no number"
            made = made._replace(status="failed", error=error)
        return made
    known = parse_unit(unit) or (parse_unit(over) if under else None)
    taken = (unit if parse_unit(unit) else over) if known else "count"
    kind = {"s": "time", "bytes": "memory", "bytes/s": "bandwidth"}
    metric = metric or kind.get(known.canonical if known else "", snake(unit))
    return number(metric, plain, taken, statistic, place, note=note)._replace(raw=text)


TOOLS = (
    Tool(
        "jmh_text", (" Mode ", "JMH version"),
        re.compile(
            _HEADER.pattern + r"|^# JMH version: |" + _PIPED,
            re.MULTILINE,
        ),
        read,
    ),
)  # fmt: skip
READERS = readers_of(*TOOLS)

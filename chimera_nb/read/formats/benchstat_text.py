"""The reader of what benchstat prints, in its old and its new form, and as CSV.

New form (https://pkg.go.dev/golang.org/x/perf/cmd/benchstat): tables with a header of
configurations and a header of units between ``│``, values with an SI prefix glued on,
medians with half of a 95 % interval in percent, and a change against the first column.
Old form (before 2023): ``name  old time/op  new time/op  delta``, means with the
largest deviation in percent. Lines ``key: value`` above a table hold for it.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from ...units import parse_unit
from ..document import Document
from ..records import Found, NotTaken, Number, Problem, Reader, Record
from ._text import Tool, plain_number, readers_of, scaled
from .go_text import measure_of

_CONFIG = re.compile(r"\s*([a-z][^\sA-Z:]*):\s+(\S.{0,300})")
_OLD_CONFIG = re.compile(r"\s*([a-z]\w*:\S+(?:\s+[a-z]\w*:\S*)*)\s*\Z")
_NEW_VALUE = re.compile(
    r"(?P<number>\d[\d.]*(?:e[+-]?\d+)?)(?P<prefix>[KMGTP]i|[numkKMGTPµμ])?"
    r"(?=[\s¹²³⁴-⁹]|\Z)[¹²³⁴-⁹ ]*(?:±\s*(?:(?P<error>\d+)%|∞))?"
    r"|(?P<delta>[+-]?[\d.]+%|~|\?)(?=\s|\Z)"
    r"|\((?:p=(?P<p>[\d.]+))?(?: ?n=(?P<n>\d+)(?:\+(?P<m>\d+))?)?\)"
)
_OLD_VALUE = re.compile(
    r"(?<![\w.])(?P<number>\d[\d.]*)(?P<unit>[a-zA-Zµμ]+(?:/s)?)?(?=\s|±|\Z)"
    r"(?:\s*±\s*(?P<error>\d+)%)?"
    r"|(?P<delta>[+-][\d.]+%|~)(?=\s|\Z)"
    r"|\((?:p=(?P<p>[\d.]+) )?n=(?P<n>\d+)\+(?P<m>\d+)\)|\(all equal\)|(?P<p0>\(p=)"
)
_OLD_HEADER = re.compile(r"[\s/#]*name(?: \\ (?P<unit>\S+))?(?:  +\S.*)?\Z")
_OLD_COLUMN = re.compile(r"\S+(?: \S+)*")
_OLD_METRICS = {
    "time/op": ("time", "s"), "alloc/op": ("memory", "B"),
    "allocs/op": ("allocations", "count"), "speed": ("bandwidth", "B/s"),
}  # fmt: skip


class _Column(NamedTuple):
    start: int
    name: str
    unit: str


def read(lines: list[str]) -> Iterator[Found]:
    """Yield one record per row of each table."""
    labels: dict[str, Any] = {}
    columns: list[_Column] = []
    old = False
    at = 0
    while at < len(lines):
        line = lines[at].replace("â”‚", "│")
        if "│" in line:
            at, columns, old = *_new_header(lines, at), False
            continue
        if "name" in line and (match := _OLD_HEADER.match(line)):
            columns, old = _old_header(line, match["unit"]), True
        elif not line.strip():
            columns = []
        elif columns and line.lstrip()[:1] in "¹²³⁴":
            pass  # a footnote
        elif columns and not (old and _OLD_CONFIG.match(line)):
            row = line.lstrip("#/ \t") if old else line
            yield from _row(row, at, columns, old, labels) if row else ()
        else:
            _configure(line, labels)
        at += 1


def _configure(line: str, labels: dict[str, Any]) -> None:
    if match := _CONFIG.match(line):
        labels["machine" if match[1] == "cpu" else f"setting.{match[1]}"] = match[2]
    elif match := _OLD_CONFIG.match(line):
        for pair in match[1].split():
            key, _, value = pair.partition(":")
            labels[f"setting.{key}"] = value or None


def _new_header(lines: list[str], at: int) -> tuple[int, list[_Column]]:
    """Read the header's lines: configurations above, units below."""
    header = []
    while at < len(lines) and ("│" in lines[at] or "â”‚" in lines[at]):
        header.append(lines[at].replace("â”‚", "│"))
        at += 1
    *names, units = header
    columns: list[_Column] = []
    squeezed = all(len(_cells(line)) == len(_cells(units)) for line in names)
    if units[: units.index("│")].strip(" \t/#*"):
        return at, columns  # a box of another tool
    for index, (start, cell) in enumerate(_cells(units)):
        above = [
            _cells(line)[index][1] if squeezed else _covering(line, start)
            for line in names
        ]
        columns.append(_Column(start, ", ".join(filter(None, above)), cell.split()[0]))
    return at, columns


def _cells(line: str) -> list[tuple[int, str]]:
    bars = [match.start() for match in re.finditer("│", line)]
    ends = [*bars[1:], len(line)]
    found = [
        (bar, line[bar + 1 : end].strip()) for bar, end in zip(bars, ends, strict=True)
    ]
    return [each for each in found if each[1]]


def _covering(line: str, start: int) -> str:
    return next((cell for at, cell in reversed(_cells(line)) if at <= start + 1), "")


def _old_header(line: str, unit: str | None) -> list[_Column]:
    shift = len(line) - len(line.lstrip("#/ \t"))
    cells = [(m.start() - shift, m[0]) for m in _OLD_COLUMN.finditer(line, shift)]
    if unit:
        cells = [(m.start() - shift, m[0]) for m in re.finditer(r"\S+", line)]
        at = next(i for i, cell in enumerate(cells) if cell[1] == unit)
        return [_Column(start, name, unit) for start, name in cells[at + 1 :]]
    columns = []
    for start, cell in cells[1:]:
        if cell != "delta":
            name, _, own = cell.rpartition(" ")
            columns.append(_Column(start, name, own))
    return columns


def _row(
    line: str, at: int, columns: list[_Column], old: bool, labels: dict[str, Any]
) -> Iterator[Found]:
    tokens = list(re.finditer(r"\S+", line))
    name_end = tokens[0].end()
    if line.startswith("[Geo mean]"):
        name_end = 10
    elif not old:
        for token in tokens[1:]:
            value = _NEW_VALUE.match(line, token.start())
            if token.start() >= columns[0].start - 1 or (value and value["error"]):
                break
            name_end = token.end()
    name = line[:name_end].strip().rstrip("¹²³⁴⁵⁶⁷⁸⁹")
    found = list((_OLD_VALUE if old else _NEW_VALUE).finditer(line, name_end))
    numbers = list(_numbers(found, columns, old))
    if not numbers:
        if found and any(match["number"] for match in found):
            yield Problem(f"line {at + 1}", "values of a benchstat row without a unit")
        return
    if any(match["p"] for match in found):
        yield NotTaken("a p-value", sum(bool(match["p"]) for match in found))
    geomean = name.lower() in ("geomean", "[geo mean]")
    own = {} if geomean else {"benchmark": name}
    if geomean:
        numbers = [
            each._replace(statistic="geomean") if each.statistic in ("median", "mean")
            else each._replace(labels={
                "config_label": f"geomean, {each.labels.get('config_label', '')}"})
            for each in numbers
        ]  # fmt: skip
    yield Record(f"line {at + 1}", numbers, own | labels)


def _numbers(
    found: list[re.Match[str]], columns: list[_Column], old: bool
) -> Iterator[Number]:
    values = [match for match in found if match["number"]]
    whole = len(values) == len(columns)
    column: _Column | None = None
    made: list[Number] = []
    for match in found:
        if match["number"]:
            if whole:
                column = columns[values.index(match)]
            else:
                fits = [c for c in columns if c.start <= match.start() + (3 * old)]
                column = fits[-1] if fits else columns[0]
            made += _value(match, column, old)
        elif column and match["delta"] and match["delta"] not in "~?":
            made.append(_delta(match["delta"], column, columns))
        elif column and match["n"]:
            counts = (float(match["n"]), float(match["m"] or match["n"]))
            made = [_with_count(each, column, columns, counts) for each in made]
    yield from made


def _with_count(
    number: Number, column: _Column, columns: list[_Column], counts: tuple[float, float]
) -> Number:
    of = number.labels.get("config_label")
    if of == column.name and number.statistic != "delta":
        return number._replace(n_behind=counts[1])
    first = of == columns[0].name and number.n_behind is None
    return number._replace(n_behind=counts[0]) if first else number


def _value(match: re.Match[str], column: _Column, old: bool) -> Iterator[Number]:
    labels = {"config_label": column.name} if column.name else {}
    place = f", {column.name} {column.unit}"
    if old:
        metric, value, unit = _old_value(match["number"], match["unit"] or "", column)
    else:
        metric, value, unit = _new_value(match["number"], match["prefix"] or "", column)
    raw = match["number"] + (match["unit" if old else "prefix"] or "")
    if value is None:
        yield Number(metric, None, unit, "median", place, raw, "failed",
                     f"{raw!r} is no number", labels=labels)  # fmt: skip
        return
    statistic = "mean" if old else "median"
    yield Number(metric, value, unit, statistic, place, raw, labels=labels)
    if match["error"]:
        yield Number(
            metric, float(match["error"]), "%", "error", place + " ±",
            match["error"] + "%", labels=labels,
        )  # fmt: skip


def _new_value(
    text: str, prefix: str, column: _Column
) -> tuple[str, float | None, str]:
    metric, unit, _ = measure_of(column.unit)
    known = parse_unit(unit)
    base = {"s": "s", "bytes": "B", "bytes/s": "B/s"}.get(
        known.canonical if known else ""
    )
    glued = prefix.replace("µ", "u").replace("μ", "u") + (base or "")
    if base and known and known.factor == 1 and parse_unit(glued):
        return metric, plain_number(text), glued
    return metric, scaled(text, prefix), unit


def _old_value(
    text: str, suffix: str, column: _Column
) -> tuple[str, float | None, str]:
    metric, unit = _OLD_METRICS.get(column.unit) or measure_of(column.unit)[:2]
    if suffix and len(suffix) > 1 and parse_unit(suffix):
        return metric, plain_number(text), suffix
    if suffix in ("s", "B"):
        return metric, plain_number(text), suffix
    return metric, scaled(text, suffix), unit


def _delta(text: str, column: _Column, columns: list[_Column]) -> Number:
    metric = _OLD_METRICS.get(column.unit, ("", ""))[0] or measure_of(column.unit)[0]
    base = columns[0].name
    labels = {"config_label": f"{column.name} vs {base}"} if column.name else {}
    value = plain_number(text[:-1])
    place = f", {column.name} {column.unit} delta"
    if value is None:
        return Number(metric, None, "%", "delta", place, text, "failed",
                      f"{text!r} is no number", labels=labels)  # fmt: skip
    return Number(metric, value, "%", "delta", place, text, labels=labels)


def _claims_csv(document: Document) -> bool:
    return "CI" in document.text and any(
        cells[0] == "" and "CI" in cells[2:] and "/" in cells[1]
        for _, cells in document.rows[:12]
        if len(cells) > 2
    )


def _read_csv(document: Document) -> Iterator[Found]:
    """Read ``benchstat -format csv``: values without prefix, intervals in percent."""
    labels: dict[str, Any] = {}
    names: list[str] = []
    units: list[str] = []
    for line, cells in document.rows:
        if len(cells) == 1:
            _configure(cells[0], labels)
        elif cells[0] == "" and "CI" in cells:
            units = cells
        elif cells[0] == "":
            names, units = cells, []
        elif units:
            numbers = list(_csv_numbers(cells, names, units))
            geomean = cells[0] == "geomean"
            if geomean:
                numbers = [
                    each._replace(statistic="geomean")
                    if each.statistic == "median" else each for each in numbers
                ]  # fmt: skip
            own = {} if geomean else {"benchmark": cells[0]}
            if numbers:
                yield Record(f"line {line}", numbers, own | labels)


def _csv_numbers(
    cells: list[str], names: list[str], units: list[str]
) -> Iterator[Number]:
    name = unit = base = ""
    for at, (cell, kind) in enumerate(zip(cells[1:], units[1:], strict=False), start=1):
        if kind not in ("CI", "vs base", "P"):
            name, unit = names[at] if at < len(names) else "", kind
            base = base or name
        metric, taken, _ = measure_of(unit)
        percent = plain_number(cell.removesuffix("%"))
        labels = {"config_label": name} if name else {}
        place = f", column {name} {kind}"
        if kind == "CI" and percent is not None:
            yield Number(metric, percent, "%", "error", place, cell, labels=labels)
        elif kind == "vs base" and cell.endswith("%") and percent is not None:
            labels = {"config_label": f"{name} vs {base}"}
            yield Number(metric, percent, "%", "delta", place, cell, labels=labels)
        elif kind == unit and (value := plain_number(cell)) is not None:
            yield Number(metric, value, taken, "median", place, cell, labels=labels)


TOOLS = (
    Tool(
        "benchstat", ("│", "time/op", "name  ", "name \\ ", "â”‚"),
        re.compile(
            r"^[ \t/#*]*(?:│|â”‚) +(?:B|[a-z%][\w%-]*)/[\w-]+(?: +vs base)? *(?:│|â”‚)"
            r"|^[ \t/#*]*(?:│|â”‚).* vs base *(?:│|â”‚)"
            r"|^[ \t/#]*name +(?:old )?(?:time/op|alloc/op|allocs/op|speed)\b"
            r"|^[ \t/#]*name +old \S+ +new \S+ +delta|^[ \t/#]*name \\ \S+/?\S* +\S+",
            re.MULTILINE,
        ),
        read,
    ),
)  # fmt: skip
READERS = (
    *readers_of(*TOOLS),
    Reader("benchstat_csv", ("csv",), _claims_csv, _read_csv),
)

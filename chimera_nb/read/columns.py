"""What each column of a table is: a label, a parameter, a measure, a status.

The header says it where it can, the cells where it cannot: a column of numbers with a
unit is a measure, one of words is a label.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ..units import parse_unit
from .column_signs import (
    clock,
    dated,
    fractions,
    is_series,
    judged,
    minima,
    names_rows,
)
from .digits import dotted_thousands, writes_comma, writes_dots
from .formats.wide_tables import status_columns
from .header_words import metric_of
from .headers import (
    DATE,
    LABEL,
    METRIC_COLUMN,
    NOTE,
    PARAMETER,
    SAMPLES,
    STATUS,
    UNIT,
    Meaning,
    is_chosen,
    meaning_of,
    setting_name,
)
from .numerals import BOUND, FAILED, MISSING, NUMBER, TEXT, Cell, parse_cell

#: Roles that need the cells.
MEASURE, METRIC, VALUE, IGNORED, ERRORS = (
    "measure",
    "metric",
    "value",
    "ignored",
    "errors",
)

RUN = "run"

_LONG = 70
_DIFFERENT = re.compile(r".*(?:uuid|guid|\bpid\b|\bport\b).*|process[ _]id", re.I)
_RUN = re.compile(
    r"(?:run|iter(?:ation)?|trial|rep(?:eat|etition|lica(?:te)?)?|round"
    r"|attempt|sample|request)"
    r"(?:[ _]?(?:index|idx|id|no|num|number|#))?",
    re.I,
)
_VALUE = re.compile(
    r"(?:values?|results?|measured|measurement|score|amount|number|reading)s?", re.I
)
_EPOCH = 1e8
_OUTCOME = re.compile(
    r"fail|success|pass|\berr|error|time.?out|solved|\bhits?\b|miss|\bwins?\b|\bloss"
    r"|correct|wrong|retries|dropped|\bok\b|[_ ]used\b",
    re.I,
)
#: How many went wrong; one error may be the error of a mean.
_ERRORS = re.compile(r"(?:\w+[ _])?errors(?:[ _](?:count|total))?")
_CODE = re.compile(r"code|\brc\b|exit|return|errno|valid")
_PERCENTILES = re.compile(r"percentiles?|pctl|quantiles?|分位数?|パーセンタイル", re.I)
_SHARES = frozenset(
    (1, 5, 10, 20, 25, 30, 40, 50, 60, 66, 70, 75, 80, 90, 95, 97, 98, 99, 100)
)
_NO_KIN = ("percent", "ratio", "bytes", "count", "")


@dataclass(slots=True, eq=False)
class Column:
    """A column: its header, what that means, its cells, its role."""

    index: int
    header: str
    meaning: Meaning
    cells: list[Cell]
    role: str = ""
    label: str = ""
    both: bool = False
    percentiles: bool = False
    status: "Column | None" = None
    kin: "Column | None" = None
    numbers: int = 0
    texts: int = 0
    signed: bool = False
    units: set[str] = field(default_factory=set)

    @property
    def setting(self) -> str:
        """The setting's name."""
        return f"setting.{setting_name(self.header) or f'column_{self.index + 1}'}"


def columns_of(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[Column]:
    """Parse every cell and find each column's role."""
    flat = [cell for row in rows[:200] for cell in row]
    comma = writes_comma(flat)
    columns = []
    renamed = minima(header)
    dotted = writes_dots(" ".join(header))
    per_op = any("/op" in name for name in header)
    for index, name in enumerate(header):
        texts = [row[index] if index < len(row) else "" for row in rows]
        points = not comma and dotted and dotted_thousands(texts)
        cells = [parse_cell(text, comma or points) for text in texts]
        column = Column(
            index, " ".join(name.split()), meaning_of(renamed.get(name, name)), cells
        )
        for cell in cells:
            if cell.kind == NUMBER and not cell.noun:
                column.numbers += 1
                column.units.add(cell.numbers[0].unit)
                column.signed = column.signed or cell.text[0] in "+-−"
            elif cell.kind == NUMBER:
                column.numbers += 1
            elif cell.kind in (TEXT,):
                column.texts += 1
        columns.append(column)
    for column in columns:
        column.role, column.label = _role(column)
        if per_op and column.header.lower() == "ops":
            column.role = PARAMETER  # beside ns/op: how many were run
    _by_place(columns)
    _pair_status(columns)
    _samples(columns)
    _inherit(columns)
    return columns


def _role(column: Column) -> tuple[str, str]:
    meaning = column.meaning
    if column.numbers and not column.texts and _RUN.fullmatch(column.header):
        return RUN, ""
    column.percentiles = _tells_percentiles(column)
    if column.percentiles:
        return LABEL, ""
    units = column.units - {""}
    mostly_number = column.numbers > column.texts
    rates = {u for u in units if _canonical(u) not in ("count", "bytes", "percent")}
    if not column.numbers and not column.texts:
        failed = any(cell.kind == FAILED for cell in column.cells)
        if meaning.role in (STATUS, NOTE, LABEL):
            return meaning.role, meaning.label
        bound = any(cell.kind == BOUND for cell in column.cells)
        named = meaning.metric or meaning.unit or meaning.statistic
        return (MEASURE if (failed or bound) and named else IGNORED), ""
    match meaning.role:
        case "status":
            return _status_role(column, mostly_number)
        case "rank":
            ranks = all(
                c.kind != NUMBER or c.numbers[0].value.is_integer()
                for c in column.cells
            )
            return (IGNORED, "") if mostly_number and ranks else (LABEL, "")
        case "id":
            return (LABEL, "") if _short(column) else (IGNORED, "")
        case "date":
            small = all(q.value < _EPOCH for c in column.cells for q in c.numbers)
            return (MEASURE if mostly_number and (units or small) else DATE), ""
        case "unit":
            return UNIT, ""
        case "note":
            if mostly_number and (units or meaning.unit):
                return MEASURE, ""
            return (NOTE if mostly_number or _wordy(column, 24) else LABEL), ""
        case "samples":
            return (SAMPLES, "") if mostly_number and not rates else (LABEL, "")
        case "label":
            if not mostly_number or names_rows(column):
                return LABEL, meaning.label
            decimals = any("." in q.raw for c in column.cells for q in c.numbers)
            return (MEASURE if units or decimals else PARAMETER), ""
        case "parameter":
            if mostly_number and rates and not is_chosen(meaning.rest):
                return MEASURE, ""
            sizes = {*units, meaning.unit} - {"", "files", "runs", "calls"}
            column.both = mostly_number and bool(sizes) and not is_chosen(meaning.rest)
            return PARAMETER, ""
    counts = all(_canonical(u) == "count" for u in units)
    if mostly_number and not column.index and column.texts and counts:
        return LABEL, ""  # 10,000 beside "the whole tree"
    if mostly_number:
        return (IGNORED if clock(column) else MEASURE), ""
    said = bool(meaning.metric or meaning.unit)
    known = bool(said or meaning.statistic or meaning.change)
    if column.numbers and known and column.numbers * 3 >= column.texts:
        return MEASURE, ""
    if meaning.unit or (said and _bounds(column)):
        return MEASURE, ""
    if column.index and _ranges(column):
        return MEASURE, ""
    if judged(column):
        return STATUS, ""
    if dated(column):
        return DATE, ""
    return (NOTE if column.index and _wordy(column) else LABEL), ""


def _tells_percentiles(column: Column) -> bool:
    """Say whether the cells are which percentile of the others a row gives."""
    if not _PERCENTILES.fullmatch(column.header):
        return False
    if column.texts:
        return True
    shares = [q.value for cell in column.cells for q in cell.numbers]
    usual = sum(each in _SHARES or 99 < each < 100 for each in shares)
    return len(set(shares)) > 1 and usual * 2 > len(shares)


def _status_role(column: Column, mostly_number: bool) -> tuple[str, str]:
    low = column.header.lower()
    written = [c.numbers[0] for c in column.cells if c.kind == NUMBER]
    if mostly_number and _ERRORS.fullmatch(low):
        whole = all(q.value.is_integer() and not q.unit for q in written)
        return (MEASURE if whole else ERRORS), ""
    if mostly_number and any(q.unit or set(".eE") & set(q.raw) for q in written):
        return (ERRORS if low.startswith("err") else MEASURE), ""
    if mostly_number and not _CODE.search(low):
        counted = any(q.value > 1 for q in written)
        if (counted and not low.startswith("err")) or column.units - {""}:
            return MEASURE, ""  # how many passed or failed, or their share
    elif not _CODE.search(low) and fractions(column):
        return LABEL, ""  # 0/23
    if mostly_number and not any(
        w in low for w in ("code", "rc", "exit", "success", "ok", "valid")
    ):
        return IGNORED, ""
    return STATUS, ""


def _short(column: Column) -> bool:
    return all(
        len(cell.text) <= 40 for cell in column.cells
    ) and not _DIFFERENT.fullmatch(column.header)


def _bounds(column: Column) -> bool:
    return sum(cell.kind not in (TEXT, MISSING) for cell in column.cells) > column.texts


def _ranges(column: Column) -> bool:
    """Say whether all cells are ranges of decimals: ``76.62–95.84`` names no row."""
    texts = [cell.text for cell in column.cells if cell.kind == TEXT]
    return bool(texts) and all(map(_DECIMALS.fullmatch, texts))


def _wordy(column: Column, length: int = _LONG) -> bool:
    texts = [len(cell.text) for cell in column.cells if cell.kind == TEXT]
    return bool(texts) and sum(texts) > length * len(texts)


_DECIMALS = re.compile(
    r"[~≈]?\d+[.,]\d+\s?[A-Za-zµ%/]{0,6}\s?(?:-|–|—|\.\.\.?|to)\s?~?\d+[.,]\d+"
    r"\s?[A-Za-zµ%/]{0,6}",
    re.ASCII,
)
#: How many requests went well, and how many did not.
_WELL = re.compile(
    r"(?:(?:num|n)[ _])?(?:successful|succeeded|completed|successes)"
    r"(?:[ _](?:requests?|reqs?|calls?|count|runs?|responses|queries))?",
    re.I,
)
_BADLY = re.compile(r"(?i)fail|error|time.?out")


def outcomes(columns: list[Column]) -> tuple[list[Column], list[Column]]:
    """Find the columns that count what went well, and what did not."""
    counts = [c for c in columns if c.numbers]
    well = [c for c in counts if _WELL.fullmatch(c.header)]
    return well, [c for c in counts if well and _BADLY.search(c.header)]


def spends(column: Column) -> bool:
    """Say whether a column holds times or rates."""
    unit = _canonical(column.meaning.unit or next(iter(column.units - {""}), ""))
    return unit in ("s", "1/s", "tok/s", "bytes/s")


def _by_place(columns: list[Column]) -> None:
    """Take silent columns of whole numbers before the measures as parameters."""
    speaking = {
        c.index
        for c in columns
        if c.role == MEASURE
        and (
            c.units - {""}
            or c.meaning.metric
            or c.meaning.unit
            or c.meaning.statistic not in ("", "total")
            or c.meaning.change
        )
    }
    first = min((at for at in speaking if not columns[at].meaning.change), default=1)
    if first > 1 and all(columns[at].units == {"%"} for at in speaking):
        first = 1
    for column in columns:
        silent = column.role == MEASURE and column.index not in speaking
        silent = silent and not _OUTCOME.search(column.header)
        silent = silent and not is_series(column.header)
        if silent and column.index < first and len(columns) > 1:
            whole = all(
                c.kind != NUMBER
                or (
                    c.numbers[0].value.is_integer()
                    and re.sub(r"[,\s']", "", c.text).isdigit()
                )
                for c in column.cells
            )
            if column.index == 0 or (
                whole
                and all(
                    c.role in (LABEL, PARAMETER, IGNORED, DATE, RUN, STATUS)
                    for c in columns[: column.index]
                )
            ):
                column.role = PARAMETER
        elif (
            column.role == LABEL
            and not column.meaning.role
            and METRIC_COLUMN.fullmatch(column.header)
        ):
            column.label = METRIC


def _pair_status(columns: list[Column]) -> None:
    """Give a value the status beside it: ``fullSeconds, fullStatus``."""
    by_name = {column.header: column for column in columns}
    for value, status in status_columns([column.header for column in columns]).items():
        measure, state = by_name[value], by_name[status]
        if measure.role in (MEASURE, ERRORS, PARAMETER):
            measure.status = state
            state.role = IGNORED


def _samples(columns: list[Column]) -> None:
    """Numbers of samples belong to aggregates; without one they are settings."""
    aggregates = any(c.role == MEASURE and c.meaning.statistic for c in columns)
    for column in columns:
        if column.role == SAMPLES and not aggregates:
            column.role = PARAMETER


def _inherit(columns: list[Column]) -> None:
    """Give a bare ``Min`` or ``P95`` the measure before it: ``Time (ms), Min``."""
    measures = [column for column in columns if column.role in (MEASURE, ERRORS)]
    last: Column | None = None
    timed: Column | None = None
    for column in (*measures, *reversed(measures)):
        meaning = column.meaning
        own = meaning.unit or column.units - {""}
        bare = (meaning.statistic or column.role == ERRORS) and not own
        if bare and not meaning.change and meaning.statistic not in ("cv", "total"):
            silent = not re.search(r"[^\W\d_]{3}", meaning.rest)
            kin = last if silent else timed
            says_time = silent or metric_of(meaning.rest, "") == "time"
            if meaning.metric in ("", "time") and kin and says_time and not column.kin:
                column.kin = kin
        elif own and not meaning.change:
            canonical = _canonical(meaning.unit or next(iter(column.units - {""})))
            last = column if canonical not in _NO_KIN else last
            timed = column if canonical == "s" else timed


def _canonical(unit: str) -> str:
    known = parse_unit(unit)
    return known.canonical if known else ""


def is_value_column(header: str) -> bool:
    """Say whether a header only says that here stands a value."""
    return bool(_VALUE.fullmatch(header.strip()))

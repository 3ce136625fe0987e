"""Tables of numbers that people write by hand or export by their own scripts → records.

One model for Markdown and CSV: which columns name a row and which are measured, what
each number's metric, statistic and unit are, whether metrics stand in rows. All of it
is inferred, so each number's note says what was guessed.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from ..units import parse_unit
from .cell_units import cell_unit
from .columns import (
    ERRORS,
    IGNORED,
    MEASURE,
    METRIC,
    RUN,
    Column,
    columns_of,
    is_value_column,  # fmt: skip
)
from .failures import failure
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
    meaning_of,
    metric_of,
    setting_name,
    split_header,
)  # fmt: skip
from .numerals import (
    FAILED,
    MISSING,
    NUMBER,
    Cell,
    Quantity,
    parse_cell,
    plain,
)
from .records import Found, NotTaken, Number, Record

_ABOUT_SPEED = re.compile(
    r"bench|result|perf|score|eval|speed|laten|timing|throughput|measur|compar|accura|metric"
    r"|memory|overhead|runtime|mesure|résultat|ergebnis|leistung|test|baseline|statist|profil",
    re.I,
)
_CONTEXT_UNIT = re.compile(
    r"(?:\b(?:in|as|unit(?:s)?:?|are|is)\s+|[(\[]\s*(?:all )?(?:times? )?(?:in )?|,\s*)"
    r"(ns|us|µs|μs|ms|s|sec|seconds?|milliseconds?|microseconds?|nanoseconds?|minutes"
    r"|tok(?:ens)?/s(?:ec(?:ond)?)?|t/s|[KMG]i?B(?:/s)?|bytes|ops/s(?:ec)?|req/s|GFLOPS|TFLOPS|%"
    r"|tokens per second|(?:requests|operations) per second|[a-z]+/s(?:ec)?|ns/op)\b\s*[)\],.:;]?",
    re.I,
)
_CONTEXT_STATISTIC = re.compile(
    r"\b(?:median|average|mean|avg|minimum|p9[059])(?=\s+(?:of|over|across|time|latency|runtime"
    r"|duration|\d|from)\b|\s*[):;,]|\s*$)|\baveraged\b|\bbest[ -]of\b",
    re.I,
)
_ROW_STATISTIC = {
    "mean": "mean", "average": "mean", "avg": "mean", "overall": "mean", "moyenne": "mean",
    "geomean": "geomean", "geometric mean": "geomean", "geo mean": "geomean", "geo. mean": "geomean",
    "total": "total", "sum": "total", "totals": "total", "median": "median", "min": "min",
    "max": "max", "minimum": "min", "maximum": "max", "std": "std", "stddev": "std",
    "std dev": "std", "stdev": "std", "grand total": "total", "overall total": "total",
    "p50": "median", "p90": "p90", "p95": "p95", "p99": "p99",
}  # fmt: skip
_FLAG = re.compile(
    r"[\d.,+\-]+|yes|no|true|false|on|off|y|n|-|x|none|default|auto", re.I
)
_TAG = re.compile(r"\b[a-z][\w.\-]*\d[\w.\-]*:[a-z0-9][\w.\-]*\b", re.I)
_DEVICES = frozenset(("cpu", "cuda", "gpu", "mps", "xpu", "rocm", "tpu", "npu"))
_SHORTHAND = {
    "model": "model", "device": "device", "dtype": "dtype", "gpu": "device", "hardware": "device",
    "backend": "backend", "framework": "backend", "engine": "backend", "cpu": "machine",
    "processor": "machine", "machine": "machine", "system": "machine", "generated": "timestamp",
    "precision": "dtype", "model name": "model", "accelerator": "device", "benchmark": "benchmark",
}  # fmt: skip


@dataclass
class Table:
    """A table as a document's reader found it.

    Attributes
    ----------
    header : list of str
        One text per column; stacked rows are joined by `` / ``.
    body : list of (line, cells)
    headings : tuple of str
        The titles that the table stands under, most general first.
    caption : str
        The text right above it.
    labels : dict
        What the document says of all its numbers.
    tier : str or None
        As in `Record`.
    extra : dict of line to dict
        Labels of single rows (settings that a cell holds as JSON).
    loose : bool
        Take numbers whose header says nothing also where no word near the table
        speaks of measuring (a data file, not prose).
    """

    header: list[str]
    body: list[tuple[int, list[str]]]
    headings: tuple[str, ...] = ()
    caption: str = ""
    labels: dict[str, Any] = field(default_factory=dict)
    tier: str | None = None
    loose: bool = False
    extra: dict[int, dict[str, Any]] = field(default_factory=dict)

    @property
    def about(self) -> str:
        """The nearest heading."""
        return self.headings[-1] if self.headings else self.caption


def read_table(table: Table) -> Iterator[Found]:
    """Yield one record per row that holds a number; what is no measurement is counted."""
    rows = [cells for _, cells in table.body]
    if not rows or not table.header:
        return
    yield from _Reading(table, columns_of(table.header, rows)).records()


class _Reading:
    """One table while it is read."""

    def __init__(self, table: Table, columns: list[Column]) -> None:
        self.table = table
        self.columns = columns
        self.names = [
            c for c in columns if c.role in (LABEL, NOTE, DATE, PARAMETER, RUN)
        ]
        self.metrics = self._metric_column()
        self.measures = [
            c for c in columns
            if c is not self.metrics and (c.role in (MEASURE, ERRORS) or (
                self.metrics and c.role in (PARAMETER, LABEL) and self._varies(c)))
        ]  # fmt: skip
        self.unit_column = next((c for c in columns if c.role == UNIT), None)
        self.samples = next((c for c in columns if c.role == SAMPLES), None)
        self.states = [c for c in columns if c.role == STATUS]
        self.context_unit, self.context_statistic = self._context()
        self.own_units = not self.metrics and any(
            (c.units - {"", "%", "x"} or c.meaning.unit) and not c.meaning.change
            for c in self.measures
        )
        self.config = self._config()
        self.named = any(c.label == "benchmark" for c in columns)
        self.has_backend = any(c.label == "backend" for c in columns)
        text = " ".join((*table.headings, table.caption)).lower()
        self.error = "error" if re.search(r"confidence|\bci\b|margin", text) else "std"

    # --- what the table is -------------------------------------------------------

    def _metric_column(self) -> Column | None:
        """Find the column whose cells name metrics, where metrics stand in rows."""
        labels = [c for c in self.columns if c.role in (LABEL, NOTE)]
        if not labels or len(self.columns) < 2:
            return None
        others = [c for c in self.columns if c.role in (MEASURE, PARAMETER)]
        speaking = [c for c in others if ((c.meaning.metric or c.meaning.unit) and not c.meaning.change
                    and c.meaning.metric != "time") or c.meaning.unit]  # fmt: skip
        for column in labels[:3]:
            means = [meaning_of(cell.text) for cell in column.cells if cell.text]
            share = sum(bool(m.metric or m.unit) for m in means) / max(len(means), 1)
            named = bool(METRIC_COLUMN.fullmatch(plain(column.header)))
            strong = bool(
                re.match(r"(?i)m[ée]tr|measure|kpi|stat|indic|quant|指", column.header)
            )
            values = any(is_value_column(c.header) for c in self.columns)
            if named and (strong or share >= 0.3) and len(speaking) * 2 <= len(others):
                return column
            if named and strong and values:
                return column
            bare = not plain(column.header) or column is self.columns[0]
            if (
                bare
                and share >= 0.5
                and not speaking
                and not column.meaning.label
                and self._mixed()
            ):
                return column
        return None

    def _mixed(self) -> bool:
        """Say whether units differ within columns, or the table has a units column."""
        return any(len(c.units - {""}) > 1 or (c.units - {""} and "" in c.units)
                   for c in self.columns if c.role == MEASURE) \
            or any(c.role == UNIT for c in self.columns) \
            or all(not c.units - {""} for c in self.columns)  # fmt: skip

    def _varies(self, column: Column) -> bool:
        return (
            column.numbers > 0
            and column.label != METRIC
            and not column.meaning.role == NOTE
        )

    def _context(self) -> tuple[str, str]:
        texts = [self.table.caption, *reversed(self.table.headings)]
        if self.columns[0].role in (LABEL, PARAMETER):
            texts.insert(0, f"({split_header(self.columns[0].header)[1]})")
        unit = statistic = ""
        for text in texts:
            for found in _CONTEXT_UNIT.finditer(text):
                unit = unit or cell_unit(found[1]) or cell_unit(found[1].lower())
            if not statistic and (found := _CONTEXT_STATISTIC.search(text)):
                word = found[0].lower().strip()
                statistic = {"median": "median", "minimum": "min"}.get(
                    word,
                    "min"
                    if word.startswith("best")
                    else word
                    if word[0] == "p"
                    else "mean",
                )
        return unit, statistic

    def _config(self) -> str:
        caption = plain(self.table.caption)
        caption = caption.strip(":- ") if len(caption) <= 120 else ""
        if re.match(
            r"(?i)(?:generated|date|last updated|updated|timestamp)\b", caption
        ):
            caption = ""
        parts = [plain(each) for each in self.table.headings]
        if caption and caption not in parts:
            parts.append(caption)
        return " / ".join(part for part in parts if part)[:300]

    def _measured(self) -> bool:
        """Say whether the table holds measurements at all, not only settings."""
        if self.metrics:
            known = [meaning_of(cell.text) for cell in self.metrics.cells]
            units = {u for c in self.measures for u in c.units if u}
            return bool(self.measures) and (
                any(m.metric or m.unit for m in known) or bool(units) or self._speaks()
            )
        known_columns = [
            c for c in self.measures
            if c.units - {"", "USD", "EUR", "GBP"} or c.meaning.metric or c.meaning.unit or c.meaning.statistic
        ]  # fmt: skip
        return bool(known_columns) or (bool(self.measures) and self._speaks())

    def _speaks(self) -> bool:
        text = " ".join((*self.table.headings, self.table.caption, *self.table.header))
        if self.table.loose:
            return any(c.role in (LABEL, PARAMETER) for c in self.columns) and any(
                "." in cell.text for c in self.measures for cell in c.cells
            )
        return bool(self.context_unit) or bool(_ABOUT_SPEED.search(text))

    # --- its records ---------------------------------------------------------------

    def records(self) -> Iterator[Found]:
        if not self._measured():
            count = sum(c.numbers for c in self.columns)
            if count:
                yield NotTaken("a table of settings: nothing in it is measured", count)
            return
        fixed = self._fixed() if self.metrics else {}
        ignored = sum(c.numbers for c in self.columns if c.role in (IGNORED, DATE))
        zeros = 0
        for at, (line, _) in enumerate(self.table.body):
            if (
                self.has_backend
                and self.table.tier == "reported"
                and self._row_error(at)
            ):
                zeros += sum(c.cells[at].kind == NUMBER for c in self.measures)
                continue
            labels = self._row_labels(at)
            labels |= {
                name: value for name, value in fixed.items() if name not in labels
            }
            error = self._row_error(at)
            numbers = list(self._row_numbers(at, labels, error))
            if numbers:
                yield Record(
                    f"line {line}",
                    numbers,
                    labels,
                    None,
                    self.table.tier,
                    self.table.about,
                )
        if zeros:
            yield NotTaken("numbers of a failed backend", zeros)
        if ignored:
            yield NotTaken(
                "ranks, ids, clock times and other numbers that name a row", ignored
            )
        texts = sum(
            c.cells[at].kind in ("bound", "text")
            for c in self.measures
            for at in range(len(c.cells))
        )
        if texts:
            yield NotTaken("ranges, bounds and words where a number would stand", texts)

    def _fixed(self) -> dict[str, Any]:
        """Labels that a row of a transposed table gives: ``| Model | gemma3 |``."""
        found: dict[str, Any] = {}
        values = [
            c
            for c in self.columns
            if c is not self.metrics and c.role not in (NOTE, UNIT)
        ]
        if self.metrics and len(values) == 1:
            for name, cell in zip(self.metrics.cells, values[0].cells, strict=True):
                key = _SHORTHAND.get(name.text.lower())
                if key and cell.kind != NUMBER and cell.text:
                    found.setdefault(key, cell.text)
        return found

    def _row_labels(self, at: int) -> dict[str, Any]:
        labels: dict[str, Any] = dict(self.table.labels)
        labels |= self.table.extra.get(self.table.body[at][0], {})
        own: set[str] = set()
        config = [self.config] if self.config else []
        for column in self.names:
            cell = column.cells[at]
            if column is self.metrics or column in self.measures or not cell.text:
                continue
            if column.role == RUN:
                labels["run_index"] = cell.numbers[0].value if cell.numbers else None
            elif column.role == DATE:
                labels["timestamp"] = cell.text
            elif column.role == PARAMETER:
                labels[column.setting] = self._setting(cell)
            elif column.role == LABEL:
                name = column.label if column.label not in (*own, METRIC) else ""
                free = not own and not config[1:] and not self.named
                if not name and free and cell.kind != MISSING:
                    name = "benchmark"
                if name and cell.kind != MISSING:
                    own.add(name)
                    labels[name] = cell.text
                elif cell.kind != MISSING or column.index:
                    flag = _FLAG.fullmatch(cell.text)
                    config.append(f"{column.header}={cell.text}" if flag else cell.text)
        if config:
            labels["config_label"] = ", ".join(config)
        _from_headings(
            labels, self.table.headings, self.table.caption, self.has_backend
        )
        return labels

    def _setting(self, cell: Cell) -> Any:
        if cell.kind == NUMBER and not cell.noun and len(cell.numbers) == 1:
            value = cell.numbers[0].value
            plain_number = cell.text.replace(",", "").replace(".", "").isdigit()
            if plain_number or cell.numbers[0].unit == "tokens":
                return int(value) if value.is_integer() and abs(value) < 1e15 else value
        return cell.text

    def _row_error(self, at: int) -> str | None:
        return next(
            (e for c in self.states if (e := failure(c.header, c.cells[at].text))), None
        )

    def _row_numbers(
        self, at: int, labels: dict[str, Any], error: str | None
    ) -> Iterator[Number]:
        row = Meaning()
        row_label = ""
        if self.metrics:
            row_label = self.metrics.cells[at].text
            row = meaning_of(row_label)
            if row.role in (LABEL, DATE, PARAMETER) and not row.metric:
                return
        word = self._row_statistic(at)
        n_behind = None
        if self.samples and self.samples.cells[at].kind == NUMBER:
            n_behind = self.samples.cells[at].numbers[0].value
        for column in self.measures:
            cell = column.cells[at]
            bad = error or (
                column.status
                and failure(column.status.header, column.status.cells[at].text)
            )
            yield from self._cell(
                column, cell, row, row_label, word, labels, bad or None, n_behind, at
            )
        for column in self.columns:
            if column.both and column not in self.measures and not error:
                yield from self._cell(
                    column,
                    column.cells[at],
                    row,
                    row_label,
                    word,
                    labels,
                    None,
                    None,
                    at,
                )

    def _row_statistic(self, at: int) -> str:
        first = next(
            (c for c in self.names if c.role == LABEL and c is not self.metrics), None
        )
        if first is None:
            return ""
        return _ROW_STATISTIC.get(first.cells[at].text.lower().strip(" :()"), "")

    def _cell(
        self, column: Column, cell: Cell, row: Meaning, row_label: str, word: str,
        labels: Mapping[str, Any], error: str | None, n_behind: float | None, at: int,
    ) -> Iterator[Number]:  # fmt: skip
        if cell.kind == FAILED or (error and cell.kind == NUMBER):
            error = error or cell.text
            metric, statistic, unit, _ = self._means(column, "", row, word, at)
            yield Number(
                metric, None, unit, statistic, f", column {column.header}", cell.text, "failed",
                error[:200], labels=self._own_labels(column, row_label, metric, statistic, labels),
            )  # fmt: skip
            return
        if cell.kind != NUMBER or (cell.clock and not self._timed(column, row)):
            return
        words = cell.text.split("(")[0].lower()
        for quantity in cell.numbers:
            metric, statistic, unit, note = self._means(
                column, quantity.unit, row, word, at
            )
            value = quantity.value
            if quantity.statistic in ("std", "cv"):
                statistic = column.meaning.error or self.error
                if quantity.statistic == "cv":
                    statistic = "error" if statistic == "error" else "cv"
            elif quantity.statistic == "delta":
                statistic = "delta"
            elif cell.text.startswith("±") and not column.meaning.statistic:
                statistic = "error"
            elif cell.noun and not unit:
                note = f"guess: counts {cell.noun}"
            if (
                statistic in ("", "value")
                and unit in ("%", "x")
                and re.search(
                    r"faster|slower|smaller|larger|less|more|higher|lower", words
                )
            ):
                statistic = "delta" if unit == "%" else "value"
            if metric == "compile_time" and value == 0 and self.has_backend:
                return  # nothing is compiled: not applicable, not zero
            yield Number(
                metric, value, unit, statistic or "value", f", column {column.header}", quantity.raw,
                note=note or "guess", n_behind=n_behind,
                labels=self._own_labels(column, row_label, metric, statistic, labels),
            )  # fmt: skip

    def _timed(self, column: Column, row: Meaning) -> bool:
        names = (column.meaning.metric, row.metric)
        return any(
            name.endswith("time") or name in ("latency", "ttft") for name in names
        )

    def _means(
        self, column: Column, written: str, row: Meaning, word: str, at: int
    ) -> tuple[str, str, str, str | None]:
        """Return metric, statistic, unit of a number, and how its unit was found."""
        meaning = column.meaning
        unit, note = written, None
        if written and meaning.unit and not _alike(written, meaning.unit):
            note = f"guess: unit from the cell, the header says {meaning.unit}"
        elif not written and column.role == ERRORS:
            unit = next((u for u in column.units if u), "")
        if not unit:
            unit, note = self._unit(column, row, at)
        words = " ".join(
            filter(
                None, (meaning.rest, plain(column.header) if not meaning.rest else "")
            )
        )
        metric = meaning.metric
        if column.kin:
            metric = column.kin.meaning.metric or metric
        if unit and unit != meaning.unit:
            metric = metric_of(words, unit) or metric
        if self.metrics:
            row_metric = (
                row.metric or setting_name(row.rest or "")
                if row.rest or row.metric
                else ""
            )
            if not meaning.metric or meaning.change or meaning.metric == "time":
                metric = row_metric or metric
            elif row_metric and not meaning.unit:
                metric = row_metric
        known = parse_unit(unit)
        canonical = known.canonical if known else ""
        if (
            canonical
            and metric in ("time", "")
            and canonical not in ("s", "percent", "count")
        ):
            metric = metric_of("", unit) or metric
        if not metric or (metric == "time" and canonical == "count"):
            metric = setting_name(words)
            metric = "value" if metric.isdigit() else metric
        if metric == "time" and self.has_backend and not meaning.change:
            metric = "latency"
        statistic = (
            meaning.statistic
            or row.statistic
            or word
            or ("error" if column.role == ERRORS else "")
        )
        if word and meaning.statistic in ("", "mean", "value"):
            statistic = word
        if (
            not statistic
            and self.context_statistic
            and not (meaning.change or meaning.role)
        ):
            statistic = self.context_statistic
            if canonical in ("ratio", "percent", "bytes", "count", ""):
                statistic = ""
        if not unit and metric in ("tokens", "prompt_tokens"):
            unit = "tokens"
        if not unit and metric in ("speedup", "relative") and statistic != "delta":
            unit = "x"
        if unit == "%" and (meaning.change or (row.change and not statistic)):
            statistic = "delta"
        return metric, statistic or "value", unit, note

    def _unit(self, column: Column, row: Meaning, at: int) -> tuple[str, str | None]:
        if self.metrics and row.unit and not column.meaning.unit:
            return row.unit, "guess: unit from the row's label"
        if self.unit_column and (found := cell_unit(self.unit_column.cells[at].text)):
            return found, "guess: unit from the row"
        if column.meaning.unit:
            return column.meaning.unit, "guess: unit from the header"
        if self.metrics and column.meaning.change:
            return "", None
        if column.kin and not self.metrics:
            kin = column.kin.meaning.unit or next(
                (u for u in column.kin.units if u), ""
            )
            return kin, f"guess: unit from column {column.kin.header}"
        units = {u for u in column.units if u}
        if len(units) == 1 and not self.metrics and len(column.cells) > 1:
            return next(iter(units)), "guess: unit from the column's other cells"
        fits = not (column.meaning.change or column.meaning.role or self.own_units)
        if self.context_unit and fits and not self._unlike(column, row):
            return self.context_unit, "guess: unit from the words above the table"
        return "", "guess: a number without a unit"

    def _unlike(self, column: Column, row: Meaning) -> bool:
        """Say whether the unit above the table cannot be this column's."""
        metric = row.metric or column.meaning.metric
        known = parse_unit(self.context_unit)
        if metric == "time" or not metric or known is None:
            counts = r"(?i)count|tokens?$|chars|calls|number|iterations|instances|accura|score|ppl|size|lines|params"
            return bool(re.search(counts, f"{column.header}")) or row.role == PARAMETER
        return metric_of(column.header, self.context_unit) != metric

    def _own_labels(
        self, column: Column, row_label: str, metric: str, statistic: str, labels: Mapping[str, Any]
    ) -> dict[str, Any]:  # fmt: skip
        parts = [labels["config_label"]] if labels.get("config_label") else []
        own: dict[str, Any] = {}
        if row_label:
            parts.append(row_label)
        header = plain(column.header)
        if (
            header
            and not (is_value_column(header) and self.metrics)
            and not _only_says(header, metric, statistic)
        ):
            parts.append(header)
        if self.metrics and _device_or_model(header, column):
            own["model"] = header
        if parts and (len(parts) > 1 or parts[0] != labels.get("config_label")):
            own["config_label"] = ", ".join(parts)
        return own


@lru_cache(maxsize=8192)
def _only_says(header: str, metric: str, statistic: str) -> bool:
    """Say whether a header says no more than metric, statistic and unit do."""
    quantity, _, extra = split_header(header)
    words = set(re.findall(r"[a-zσµμ]+|\d+", f"{quantity} {extra}".lower()))
    said = set(re.findall(r"[a-z]+|\d+", f"{metric} {statistic} 50".lower()))
    return words <= said | {
        "mean",
        "avg",
        "average",
        "std",
        "dev",
        "stddev",
        "min",
        "max",
        "median",
        "time",
        "latency",
    }


def _alike(one: str, other: str) -> bool:
    first, second = parse_unit(one), parse_unit(other)
    return first == second


def _device_or_model(header: str, column: Column) -> bool:
    return bool(_TAG.fullmatch(header)) and not column.meaning.metric


def _from_headings(
    labels: dict[str, Any], headings: Sequence[str], caption: str, device: bool
) -> None:
    """Take a model's tag (``gemma3:270m``), a device and settings from the titles."""
    for text in (*reversed(headings), caption):
        if not labels.get("model") and (found := _TAG.search(plain(text))):
            labels["model"] = found[0].lower()
        if device and not labels.get("device"):
            named = set(re.findall(r"[a-z]+", text.lower())) & _DEVICES
            if len(named) == 1:
                labels["device"] = named.pop()
    for name, value in re.findall(
        r"\b(num_gpu|num_ctx|temperature|top_p|top_k)\s*[=:]\s*`?([\d.]+\d|\d)", caption
    ):
        labels.setdefault(
            f"setting.{name}", float(value) if "." in value else int(value)
        )


__all__ = ["Quantity", "Table", "failure", "parse_cell", "read_table"]

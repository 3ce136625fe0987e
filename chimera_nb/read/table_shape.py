"""A table as a document's reader found it, and what kind of table it is.

Whether metrics stand in rows, which unit and statistic the words above it name, and
whether anything in it is measured at all.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from ..units import parse_unit
from .cell_units import cell_unit
from .column_signs import is_series
from .columns import ERRORS, MEASURE, METRIC, RUN, Column, is_value_column
from .customs import customary_units
from .header_units import split_header
from .headers import (
    DATE,
    LABEL,
    METRIC_COLUMN,
    NOTE,
    PARAMETER,
    SAMPLES,
    STATUS,
    UNIT,
    meaning_of,
)
from .numerals import plain

_ABOUT_SPEED = re.compile(
    r"bench|result|perf|score|eval|speed|laten|timing|throughput|measur"
    r"|compar|accura|metric"
    r"|memory|overhead|runtime|mesure|résultat|ergebnis|leistung|test"
    r"|baseline|statist|profil",
    re.I,
)
_CONTEXT_UNIT = re.compile(
    r"(?:\b(?:in|as|unit(?:s)?:?|are|is)\s+|[(\[]\s*(?:all )?(?:times?"
    r" )?(?:in )?|,\s*)"
    r"(ns|us|µs|μs|ms|s|sec|seconds?|milliseconds?|microseconds?|nanoseconds?|minutes"
    r"|tok(?:ens)?/s(?:ec(?:ond)?)?|t/s|[KMG]i?B(?:/s)?|bytes"
    r"|ops/s(?:ec)?|req/s|GFLOPS|TFLOPS|%"
    r"|tokens per second|(?:requests|operations) per second"
    r"|[a-z]+/s(?:ec)?|ns/op)\b\s*[)\],.:;]?",
    re.I,
)
#: A rate that no number stands before: ``64 KiB encoding, aggregate MiB/s``.
_ANY_RATE = re.compile(r"(?<![\d/] )(?<![\w/])(?:[KMGT]i?B/s|[GT]FLOPS|tok/s|ops/s)\b")
_LLM = re.compile(
    r"(?i)token|llm|model|prompt|decode|prefill|gguf|llama|qwen|gemma|mistral|quant|ttft"
    r"|ctx|context|\bpp\d|\btg\d|\bq\d"
)
_YES_NO = re.compile(r"(?i)yes|no|true|false")
_LONG = 120
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[^\s\da-z])")
#: ``Deep nesting operations per second:``
_CAPTION_RATE = re.compile(
    r"(?i)\b((?:tokens|requests|operations|ops|queries|calls|iterations|frames|images)"
    r" (?:per|/) ?s(?:ec(?:ond)?)?)\W*$"
)
_DEFAULT = re.compile(r"(?i)defaults?(?: value)?")
_CONTEXT_STATISTIC = re.compile(
    r"\b(?:median|average|mean|avg|minimum|p9[059])(?=\s+(?:of|over"
    r"|across|time|latency|runtime|wall|ttft|tpot|itl|e2e"
    r"|duration|\d|from)\b|\s*[):;,.]|\s*$)|\baveraged\b|\bbest[ -]of\b"
    r"|\bmedians\b(?=\s+(?:are|were|of|over|across)\b|\s*[:).,;]|\s*$)",
    re.I,
)


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


class Shape:
    """One table while it is read."""

    def __init__(self, table: Table, columns: list[Column]) -> None:
        self.table = table
        self.columns = columns
        self.names = [
            c for c in columns if c.role in (LABEL, NOTE, DATE, PARAMETER, RUN)
        ]
        self.flags = {  # they name no row
            c.index for c in self.names
            if all(_YES_NO.fullmatch(cell.text) for cell in c.cells if cell.text)
        }  # fmt: skip
        self.metrics = self._metric_column()
        self.measures = [
            c
            for c in columns
            if c is not self.metrics
            and (
                c.role in (MEASURE, ERRORS)
                or (self.metrics and c.role in (PARAMETER, LABEL) and self._varies(c))
            )
        ]
        others = {"max", "mean", "median", "std"}
        said = {c.meaning.statistic for c in columns}
        self.minified = not said & others  # sizes of minified code
        self.averaged = bool(said & {"mean", "median"})  # between best and worst
        self.unit_column = next((c for c in columns if c.role == UNIT), None)
        self.samples = next((c for c in columns if c.role == SAMPLES), None)
        self.states = [c for c in columns if c.role == STATUS]
        self.context_unit, self.context_statistic = self._context()
        self.own_units = not self.metrics and any(
            self._has_own_unit(c) and not c.meaning.change for c in self.measures
        )
        self.customs = {} if self.metrics else customary_units(columns)
        self.config = self._config()
        self.named = any(c.label == "benchmark" for c in columns)
        self.has_backend = any(
            c.label == "backend" and plain(c.header).lower() == "backend"
            for c in columns
        )
        text = " ".join((*table.headings, table.caption)).lower()
        cells = (c.text for column in columns[:2] for c in column.cells[:20])
        self.tokens = bool(_LLM.search(" ".join((text, *table.header, *cells))))
        self.error = "error" if re.search(r"confidence|\bci\b|margin", text) else "std"

    # --- what the table is -------------------------------------------------------

    def _metric_column(self) -> Column | None:
        """Find the column whose cells name metrics, where metrics stand in rows."""
        labels = [c for c in self.columns if c.role in (LABEL, NOTE)]
        if not labels or len(self.columns) < 2:
            return None
        others = [c for c in self.columns if c.role in (MEASURE, PARAMETER)]
        speaking = [
            c
            for c in others
            if (
                (c.meaning.metric or c.meaning.unit)
                and not c.meaning.change
                and c.meaning.metric != "time"
            )
            or c.meaning.unit
        ]
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
        return (
            any(
                len(c.units - {""}) > 1 or (c.units - {""} and "" in c.units)
                for c in self.columns
                if c.role == MEASURE
            )
            or any(c.role == UNIT for c in self.columns)
            or all(not c.units - {""} for c in self.columns)
        )

    def _varies(self, column: Column) -> bool:
        return (
            column.numbers > 0
            and column.label != METRIC
            and column.meaning.role != NOTE
        )

    def _context(self) -> tuple[str, str]:
        texts = [self.table.caption, *reversed(self.table.headings)]
        if self.columns[0].role in (LABEL, PARAMETER):
            texts.insert(0, f"({split_header(self.columns[0].header)[1]})")
        unit = statistic = ""
        for text in texts:
            for found in _CONTEXT_UNIT.finditer(text):
                unit = unit or cell_unit(found[1]) or cell_unit(found[1].lower())
            if not unit and (rate := _CAPTION_RATE.search(text)):
                unit = cell_unit(rate[1].lower())
            if not unit and (rate := _ANY_RATE.search(text)):
                unit = cell_unit(rate[0])
            if not statistic and (word := _CONTEXT_STATISTIC.search(text)):
                statistic = _named_statistic(word[0].lower().strip())
        return unit, statistic

    def _has_own_unit(self, column: Column) -> bool:
        """Say whether a column has a unit, and not only of another dimension."""
        units = {*(column.units - {"", "%", "x"}), column.meaning.unit} - {""}
        known = {parsed.canonical for unit in units if (parsed := parse_unit(unit))}
        above = parse_unit(self.context_unit) if self.context_unit else None
        return bool(units) and (above is None or above.canonical in known)

    def _config(self) -> str:
        caption = plain(self.table.caption)
        if len(caption) > _LONG:
            caption = _SENTENCE.split(caption)[-1]
        caption = caption.strip(":- ") if len(caption) <= _LONG else ""
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
        if any(_DEFAULT.fullmatch(c.header) for c in self.columns):
            return False  # a reference of options
        if self.metrics:
            known = [meaning_of(cell.text) for cell in self.metrics.cells]
            units = {u for c in self.measures for u in c.units if u}
            return bool(self.measures) and (
                any(m.metric or m.unit for m in known) or bool(units) or self._speaks()
            )
        known_columns = [
            c
            for c in self.measures
            if c.index in self.customs
            or c.units - {"", "USD", "EUR", "GBP"}
            or c.meaning.metric
            or c.meaning.unit
            or c.meaning.statistic
            or is_series(c.header)
        ]
        return bool(known_columns) or (bool(self.measures) and self._speaks())

    def _speaks(self) -> bool:
        text = " ".join((*self.table.headings, self.table.caption, *self.table.header))
        if self.table.loose:
            return any(c.role in (LABEL, PARAMETER) for c in self.columns) and any(
                "." in cell.text for c in self.measures for cell in c.cells
            )
        return bool(self.context_unit) or bool(_ABOUT_SPEED.search(text))


def _named_statistic(word: str) -> str:
    if word.startswith(("best", "minimum")):
        return "min"
    return word.rstrip("s") if word.startswith("median") or word[0] == "p" else "mean"

"""What a number of a table means: its metric, statistic and unit, its own labels."""

import re
from collections.abc import Mapping
from functools import cached_property, lru_cache
from typing import Any

from ..units import parse_unit
from .cell_units import cell_unit
from .columns import ERRORS, Column, is_value_column
from .header_units import split_header
from .header_words import metric_of, statistic_of
from .headers import LABEL, PARAMETER, Meaning, setting_name
from .numerals import plain
from .table_shape import Shape

_TAG = re.compile(r"\b[a-z][\w.\-]*\d[\w.\-]*:[a-z0-9][\w.\-]*\b", re.I)
_TPS = re.compile(r"(?i)(?<![a-z])tps(?![a-z])")
_SCALED = re.compile(r"\d\s?[kKMG]$")
_SHARE = re.compile(
    r"(?i)\bratio\b|\brel(?:ative|\.)|\bnormali[sz]ed|\bscaling\b|\bfactor\b"
)
_CHANGED = re.compile(r"(?i)change|diff|improve|reduc|increase|overhead|gain|sav|delta")
_VERSUS = re.compile(r"(?i)\bvs\b|\bversus\b|\bcompared\b")
_END = re.compile(
    r"(?i)(?:(?P<best>best|fastest)|worst|slowest)(?:[ -](?:case|run|time|latency))?"
)
_COUNTED = re.compile(
    r"(?:^|[ _])(?:requests|errors|failures|timeouts|retries|tokens|concurrency"
    r"|request count|error count|failure count)$",
    re.I,
)
_COUNTS = re.compile(
    r"count|tokens?$|chars|calls|number|iterations|instances|accura|score|ppl|size"
    r"|lines|params",
    re.I,
)


_ROW_STATISTIC = {
    "mean": "mean",
    "average": "mean",
    "avg": "mean",
    "overall": "mean",
    "moyenne": "mean",
    "geomean": "geomean",
    "geometric mean": "geomean",
    "geo mean": "geomean",
    "geo. mean": "geomean",
    "total": "total",
    "sum": "total",
    "totals": "total",
    "median": "median",
    "min": "min",
    "max": "max",
    "minimum": "min",
    "maximum": "max",
    "std": "std",
    "stddev": "std",
    "std dev": "std",
    "stdev": "std",
    "grand total": "total",
    "overall total": "total",
    "p50": "median",
    "p90": "p90",
    "p95": "p95",
    "p99": "p99",
}


class Means(Shape):
    """A table whose numbers can be asked what they mean."""

    def _means(
        self, column: Column, written: str, row: Meaning, word: str, at: int
    ) -> tuple[str, str, str, str | None]:
        """Return metric, statistic, unit of a number, and how its unit was found."""
        scaled = bool(_SCALED.search(column.cells[at].text))
        if written == "1/s" and self.tokens and _TPS.search(column.cells[at].text):
            written = "tok/s"
        beside = self.unit_column.cells[at].text if self.unit_column else ""
        key = column.index, written, row, word, scaled, beside
        if key not in self._meant:
            self._meant[key] = self._found(column, written, row, word, at)
        return self._meant[key]

    @cached_property
    def _meant(self) -> dict[tuple[Any, ...], tuple[str, str, str, str | None]]:
        """What numbers mean that were asked for: many of a column mean the same."""
        return {}

    def _found(
        self, column: Column, written: str, row: Meaning, word: str, at: int
    ) -> tuple[str, str, str, str | None]:
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
            if metric == "setting":
                metric = "share" if unit == "%" else "value"
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
        end = _END.fullmatch(plain(column.header))
        if end and self.averaged and not statistic:
            statistic = _end(bool(end["best"]), canonical)
        if statistic == "min" and canonical == "bytes" and self.minified:
            statistic = "value"
        if (
            not statistic
            and self.context_statistic
            and not (meaning.change or meaning.role not in ("", LABEL))
        ):
            statistic = self.context_statistic
            if canonical in ("ratio", "percent", "bytes", "count", ""):
                statistic = ""
        if not unit and metric in ("tokens", "prompt_tokens"):
            unit = "tokens"
        if not unit and _COUNTED.search(meaning.rest or column.header):
            unit = "count"
        if not unit and metric == "memory" and _SCALED.search(column.cells[at].text):
            unit = "bytes"  # 10.5M
        if not unit and metric == "allocations":
            unit = "count"
        if not unit and metric in ("speedup", "relative") and statistic != "delta":
            unit = "x"
        signed = column.signed
        if unit == "%" and (
            self._changes(column) or (row.change and not statistic) or signed
        ):
            statistic = "delta"
        return metric, statistic or "value", unit, note

    def _changes(self, column: Column) -> bool:
        """Tell a change in percent from a share: a ratio without signs is a share."""
        if not column.meaning.change or column.signed:
            return column.meaning.change
        if _SHARE.search(
            f"{column.header} {column.meaning.rest}"
        ) and not _CHANGED.search(column.header):
            return False
        whole = any(q.value == 100 for cell in column.cells for q in cell.numbers[:1])
        return not (whole and _VERSUS.search(column.header))

    def _unit(self, column: Column, row: Meaning, at: int) -> tuple[str, str | None]:
        if self.metrics and row.unit and not column.meaning.unit:
            return row.unit, "guess: unit from the row's label"
        if self.unit_column and (found := cell_unit(self.unit_column.cells[at].text)):
            return found, "guess: unit from the row"
        if column.meaning.unit:
            unit = column.meaning.unit
            if unit == "tok/s" and not self.tokens and _TPS.search(column.header):
                unit = "1/s"  # transactions
            return unit, "guess: unit from the header"
        if column.index in self.customs:
            unit, why = self.customs[column.index]
            return unit, f"guess: {why}"
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
        other = column.meaning.change or column.meaning.role not in ("", LABEL)
        fits = not (other or self.own_units)
        if self.context_unit and fits and not self._unlike(column, row):
            return self.context_unit, "guess: unit from the words above the table"
        return "", "guess: a number without a unit"

    def _unlike(self, column: Column, row: Meaning) -> bool:
        """Say whether the unit above the table cannot be this column's."""
        metric = row.metric or column.meaning.metric
        known = parse_unit(self.context_unit)
        if metric == "time" or not metric or known is None:
            return bool(_COUNTS.search(column.header)) or row.role == PARAMETER
        return metric_of(column.header, self.context_unit) != metric

    def _own_labels(
        self,
        column: Column,
        row_label: str,
        metric: str,
        statistic: str,
        labels: Mapping[str, Any],
    ) -> dict[str, Any]:
        key = column.index, row_label, metric, statistic, labels.get("config_label")
        if key not in self._owned:
            self._owned[key] = self._label(column, row_label, metric, statistic, key[4])
        return self._owned[key]

    @cached_property
    def _owned(self) -> dict[tuple[Any, ...], dict[str, Any]]:
        """Labels of single numbers that were asked for."""
        return {}

    def _label(
        self,
        column: Column,
        row_label: str,
        metric: str,
        statistic: str,
        config: str | None,
    ) -> dict[str, Any]:
        parts = [config] if config else []
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
        if parts and (len(parts) > 1 or parts[0] != config):
            own["config_label"] = ", ".join(parts)
        return own


def _end(best: bool, unit: str) -> str:
    """Say which end the best or the worst is: of times the least, of rates the most."""
    if unit == "s":
        return "min" if best else "max"
    rates = ("1/s", "tok/s", "bytes/s", "flop/s")
    return ("max" if best else "min") if unit in rates else ""


@lru_cache(maxsize=4096)
def statistic_said(text: str) -> str:
    """Return the statistic that a row's name is, as ``Mean`` or ``p99``."""
    name = text.lower().strip(" :()")
    if name in _ROW_STATISTIC:
        return _ROW_STATISTIC[name]
    statistic, rest = statistic_of(name)
    rare = statistic in ("p1", "p5", "p10", "p25", "p75", "cv")  # p1: a name
    return "" if rare or rest.strip(" .:()") else statistic


@lru_cache(maxsize=8192)
def _only_says(header: str, metric: str, statistic: str) -> bool:
    """Say whether a header says no more than metric, statistic and unit do."""
    quantity, _, extra = split_header(header)
    slug = metric.replace("_", " ")
    same = slug == quantity.lower().replace("_", " ") and not re.search(r"\d", header)
    if metric == setting_name(header) and not same:
        return False
    words = set(re.findall(r"[^\W\d_]+|\d+", f"{quantity} {extra}".lower()))
    said = set(re.findall(r"[a-z]+|\d+", f"{metric} {statistic} p 50".lower()))
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

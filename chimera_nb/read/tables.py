"""Tables of numbers that people write by hand or export by their own scripts → records.

One model for Markdown and CSV: which columns name a row and which are measured, what
each number's metric, statistic and unit are, whether metrics stand in rows. All of it
is inferred, so each number's note says what was guessed.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from ..units import parse_unit
from .cell_lists import spread
from .columns import IGNORED, METRIC, RUN, Column, columns_of, outcomes, spends
from .failures import failure
from .headers import DATE, ID, LABEL, NOTE, PARAMETER, UNIT, Meaning, meaning_of
from .numerals import FAILED, MISSING, NUMBER, Cell, Quantity
from .records import Found, NotTaken, Number, Record, Row, Shape
from .table_means import Means, statistic_said
from .table_shape import Table
from .table_titles import from_titles

_PERCENTILE = {0.0: "min", 50.0: "median", 100.0: "max"}
_FLAG = re.compile(
    r"[\d.,+\-]+|yes|no|true|false|on|off|y|n|-|x|none|default|auto", re.I
)
#: A column of runs, one of which may be their average.
_NTH = re.compile(r"(?i)#|(?:run|trial|round|iteration|rep(?:etition)?|pass)s?\W*")
_SHORTHAND = {
    "model": "model",
    "device": "device",
    "dtype": "dtype",
    "gpu": "device",
    "hardware": "device",
    "backend": "backend",
    "framework": "backend",
    "engine": "backend",
    "cpu": "machine",
    "processor": "machine",
    "machine": "machine",
    "system": "machine",
    "generated": "timestamp",
    "precision": "dtype",
    "model name": "model",
    "accelerator": "device",
    "benchmark": "benchmark",
}


def read_table(table: Table) -> Iterator[Found]:
    """Yield one record per row that holds a number, and count what is none."""
    if not table.body or not table.header:
        return
    header, body = spread(table.header, table.body)
    table = replace(table, header=header, body=body)
    rows = [cells for _, cells in body]
    yield from _Reading(table, columns_of(table.header, rows)).records()


class _Reading(Means):
    """One table while it is read."""

    unrun = False

    # --- its records ---------------------------------------------------------------

    def records(self) -> Iterator[Found]:
        if not self._measured():
            count = sum(c.numbers for c in self.columns)
            if count:
                yield NotTaken("a table of settings: nothing in it is measured", count)
            return
        fixed = self._fixed() if self.metrics else {}
        self.unrun = self._unrun()
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
            row = self._plain_row(at, labels) if not error and self._uniform else None
            if row is not None:
                yield row
                continue
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

    def _unrun(self) -> bool:
        """Say whether all numbers are zeros of times or rates, in two rows at least."""
        values = [q.value for c in self.measures for x in c.cells for q in x.numbers]
        units = {
            known.canonical
            for c in self.measures
            if (known := parse_unit(c.meaning.unit or "".join(c.units)))
        }
        return (
            min(len(self.table.body), len(values)) > 1
            and not any(values)
            and bool(units & {"s", "1/s", "tok/s", "bytes/s", "flop/s"})
            and units <= {"s", "1/s", "tok/s", "bytes/s", "flop/s", "bytes"}
        )

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
                free = free and column.index not in self.flags
                said = cell.kind != MISSING or cell.text.lower() == "none"  # a name
                if not name and free and column.meaning.role not in (NOTE, ID) and said:
                    name = "benchmark"
                if name and said:
                    own.add(name)
                    labels[name] = cell.text
                elif said or column.index:
                    flag = _FLAG.fullmatch(cell.text)
                    config.append(f"{column.header}={cell.text}" if flag else cell.text)
        if config:
            labels["config_label"] = ", ".join(config)
        from_titles(labels, self.table.headings, self.table.caption, self.has_backend)
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
        dead = None if error else self._none_went_well(at)
        for column in self.measures:
            cell = column.cells[at]
            bad = error or (
                column.status
                and failure(column.status.header, column.status.cells[at].text)
            )
            if dead and not bad and spends(column):
                bad = dead
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

    @cached_property
    def _uniform(self) -> bool:
        """Whether rows of plain numbers differ in nothing but labels and values."""
        about = self.table.tier or self.table.about
        return not (about or self._outcomes[0] or any(c.status for c in self.measures))

    @cached_property
    def _measured_columns(self) -> list[Column]:
        more = [c for c in self.columns if c.both and c not in self.measures]
        return [*self.measures, *more]

    @cached_property
    def _shapes(self) -> dict[tuple[Any, ...], Shape | None]:
        """What rows of plain numbers have in common, by what tells them apart."""
        return {}

    def _plain_row(self, at: int, labels: dict[str, Any]) -> Row | None:
        """Return a row in which all numbers are plain ones; None where one is not."""
        found: list[Quantity] = []
        missing = []
        for column in self._measured_columns:
            cell = column.cells[at]
            missing.append(cell.kind == MISSING)
            if not missing[-1]:
                quantity = cell.numbers[0] if len(cell.numbers) == 1 else None
                if quantity is None or not _is_plain(cell, quantity):
                    return None
                found.append(quantity)
        beside = (self.metrics, self.unit_column, self.samples)
        key = (
            labels.get("config_label"), self._row_statistic(at), *missing,
            *(column.cells[at].text for column in beside if column),
        )  # fmt: skip
        if key not in self._shapes:
            numbers = tuple(self._row_numbers(at, labels, None))
            whole = len(numbers) == len(found) and all(
                n.status == "ok" for n in numbers
            )
            self._shapes[key] = Shape(numbers) if whole and numbers else None
        shape = self._shapes[key]
        if shape is None:
            return None
        values, raws = [q.value for q in found], [q.raw for q in found]
        return Row(f"line {self.table.body[at][0]}", shape, values, raws, labels)

    @cached_property
    def _outcomes(self) -> tuple[list[Column], list[Column]]:
        return outcomes(self.columns)

    def _none_went_well(self, at: int) -> str | None:
        """Say why a row's times are none: every request in it failed."""
        well, badly = self._outcomes
        if not well or any(not c.cells[at].numbers for c in well):
            return None
        done = any(c.cells[at].numbers[0].value for c in well)
        bad = any(q.value for c in badly for q in c.cells[at].numbers)
        return (
            f"{well[0].header} {well[0].cells[at].text}" if bad and not done else None
        )

    def _row_statistic(self, at: int) -> str:
        first = self._first_name
        if first is None:
            return ""
        if first.percentiles and first.cells[at].kind == NUMBER:
            value = first.cells[at].numbers[0].value
            return _PERCENTILE.get(value, f"p{value:.10g}")
        return statistic_said(first.cells[at].text)

    @cached_property
    def _first_name(self) -> Column | None:
        """The column that says what statistic a row holds, where one does."""
        named = [c for c in self.names if c.role == LABEL and c is not self.metrics]
        runs = [c for c in self.names if c.role == RUN or _NTH.fullmatch(c.header)]
        first = next(iter([*named, *runs]), None)
        return next((c for c in named if c.percentiles), first)

    def _cell(
        self,
        column: Column,
        cell: Cell,
        row: Meaning,
        row_label: str,
        word: str,
        labels: Mapping[str, Any],
        error: str | None,
        n_behind: float | None,
        at: int,
    ) -> Iterator[Number]:
        if cell.kind == FAILED or (error and cell.kind == NUMBER):
            error = error or cell.text
            metric, statistic, unit, _ = self._means(column, "", row, word, at)
            yield Number(
                metric,
                None,
                unit,
                statistic,
                f", column {column.header}",
                cell.text,
                "failed",
                error[:200],
                labels=self._own_labels(column, row_label, metric, statistic, labels),
            )
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
            unrun = self.unrun and not value
            yield Number(
                metric,
                None if unrun else value,
                unit,
                statistic or "value",
                f", column {column.header}",
                quantity.raw,
                "placeholder" if unrun else "ok",
                None,
                "zeros in all rows: not run" if unrun else note or "guess",
                n_behind,
                self._own_labels(column, row_label, metric, statistic, labels),
            )

    def _timed(self, column: Column, row: Meaning) -> bool:
        names = (column.meaning.metric, row.metric)
        return any(
            name.endswith("time") or name in ("latency", "ttft") for name in names
        )


def _is_plain(cell: Cell, quantity: Quantity) -> bool:
    """Say whether a cell is digits alone, and no zero (which may say: not run)."""
    alone = quantity.raw == cell.text and not (quantity.unit or quantity.statistic)
    return alone and cell.kind == NUMBER and quantity.value != 0 and not cell.noun


__all__ = ["Table", "read_table"]

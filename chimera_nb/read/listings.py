"""Tables of a report that list the runs of one data file, a row each.

A row with a number that only one run has is of that run: what else stands in the row
restates the run, or contradicts it.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .places import Place, Row, comparable, conflict_of, places_of
from .records import Record
from .twins import agrees

#: How the note of a number begins whose judgement stands.
_SETTLED = ("differs from ", "the mean of ", "the median of ")
_LINE = re.compile(r"line ([0-9]{1,9})\b")
#: A table of fewer rows may agree with runs by coincidence.
_FEWEST = 3


class ReportedRow(NamedTuple):
    """A row of a report, and the runs that single numbers of it restate."""

    path: str
    record: Record
    restated: list[Place]

    @property
    def line(self) -> int:
        """Return its line; 0 where it stands at none."""
        found = _LINE.match(self.record.place)
        return int(found[1]) if found else 0


def listings(rows: Sequence[ReportedRow]) -> Iterator[list[ReportedRow]]:
    """Yield the tables that list runs of one data file, a row each.

    At least three rows on lines that follow each other, each with a number that only
    one run has, and that another than its neighbours'.
    """
    table: list[ReportedRow] = []
    for row in [*rows, None]:
        if row is not None and table and (
            row.path == table[-1].path and row.line == table[-1].line + 1
        ):  # fmt: skip
            table.append(row)
            continue
        runs = [{id(place.record) for place in each.restated} for each in table]
        files = {place.source for each in table for place in each.restated}
        if (
            len(table) >= _FEWEST
            and len(files) == 1
            and all(len(each) == 1 for each in runs)
            and len(set.union(*runs)) == len(table)
        ):
            yield table
        table = [row] if row is not None else []


def against_its_run(row: ReportedRow) -> Iterator[Row]:
    """Compare what is left of a row with the run that the row is of."""
    path, run = row.restated[0].source, row.restated[0].record
    kept = []
    for index, number in enumerate(row.record.numbers):
        meant = [
            place for place in places_of([(path, run)], number.metric)
            if comparable(number, place.number)
        ]  # fmt: skip
        settled = (number.note or "").startswith(_SETTLED)
        if number.status != "ok" or settled or len(meant) != 1:
            kept.append(number)
            continue
        here, there = Place(row.path, row.record, index), meant[0]
        if agrees(number, there.value):
            there.also_in(f"{here.source}#{here.words}")
            continue
        note = f"differs from {there.source}: {there.words}"
        kept.append(number._replace(note=note))
        yield conflict_of(here, meant)
    row.record.numbers = kept

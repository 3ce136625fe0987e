"""Places of numbers: where each stands, which can be compared, how two differ."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from ..units import parse_unit
from .records import Number, Record, shape_of
from .twins import single, value_of, with_place

#: A conflict: ``metric, statistic, subject, values``.
Row = dict[str, Any]

LABELS = ("model", "device", "backend")


class Place(NamedTuple):
    """Where a number stands: its record, and which of its numbers it is."""

    source: str
    record: Record
    at: int

    @property
    def number(self) -> Number:
        """Return the number itself."""
        return self.record.numbers[self.at]

    @property
    def value(self) -> float:
        """Return its value in the canonical unit."""
        return value_of(self.number)

    @property
    def words(self) -> str:
        """Say where in its file it stands."""
        return self.record.place + self.number.place

    def also_in(self, words: str) -> None:
        """Note another place of the same number."""
        self.record.numbers[self.at] = with_place(self.number, words)


def metrics_of(record: Record) -> frozenset[str]:
    """Return the metrics of a record's numbers that have a value."""
    shape = shape_of(record)
    if shape is not None:
        return shape.metrics
    return frozenset(n.metric for n in record.numbers if n.status == "ok")


def places_of(records: Iterable[tuple[str, Record]], metric: str) -> list[Place]:
    """Return where the records' numbers of one metric stand."""
    return [
        Place(path, record, index)
        for path, record in records
        if (shape := shape_of(record)) is None or metric in shape.metrics
        for index, number in enumerate(record.numbers)
        if number.metric == metric and number.status == "ok"
    ]


def comparable(stated: Number, data: Number) -> bool:
    """Say whether a stated number may be the data's: one statistic, or a single run."""
    if stated.statistic == data.statistic:
        return True
    return stated.statistic in ("value", "mean") and single(data)


def conflict_of(here: Place, candidates: Sequence[Place]) -> Row:
    """Make a conflict of a stated number and those of the data that it may mean."""
    values = [
        {
            "value": each.value,
            "unit": getattr(parse_unit(each.number.unit), "canonical", ""),
            "source": each.source,
            "locator": each.words,
        }
        for each in (here, *candidates)
    ]
    labels = here.record.labels | dict(here.number.labels)
    subject = {
        name: str(value)
        for name, value in labels.items()
        if value is not None and (name in LABELS or name.startswith("setting."))
    }
    return {
        "metric": here.number.metric,
        "statistic": here.number.statistic,
        "subject": subject,
        "values": values,
    }

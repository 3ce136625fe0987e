"""Keep each measurement once: copies and rounded restatements go into ``also_in``.

A restatement that differs from what it restates is a conflict: both values and both
places are shown, and neither is averaged.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from ..units import parse_unit
from .records import Number, Record
from .table import Sourced

Row = dict[str, Any]
_LABELS = ("model", "device", "backend")


class _Place(NamedTuple):
    """Where a number stands: its record, and its index in it."""

    source: str
    record: Record
    index: int

    @property
    def number(self) -> Number:
        return self.record.numbers[self.index]

    @property
    def value(self) -> float:
        number = self.number
        unit = parse_unit(number.unit)
        return (number.value or 0.0) * (unit.factor if unit else 1.0)

    @property
    def words(self) -> str:
        return self.record.place + self.number.place

    def also_in(self, words: str) -> None:
        number = self.number
        more = "; ".join(filter(None, (number.also_in, words)))
        self.record.numbers[self.index] = number._replace(also_in=more)


def keep_once(found: Sequence[Sourced]) -> list[Row]:
    """Take restatements out of the records, and list those that differ.

    A ``reported`` number restates one of the same model, device, backend, metric and
    statistic that a data file holds: equal after rounding to the digits it was written
    with, it is dropped and its place kept in that number's ``also_in``; different, it
    stays (it never enters a statistic) and makes a conflict.

    Returns
    -------
    list of dict
        Conflicts: ``metric, statistic, subject, values``; values are dicts of
        ``value, unit, source, locator``.
    """
    measured: dict[tuple[Any, ...], list[_Place]] = defaultdict(list)
    models: set[str | None] = set()
    reported: list[tuple[str, Record]] = []
    for source in found:
        for record in source.records:
            if record.tier == "reported":
                reported.append((source.path, record))
                continue
            models.add(record.labels.get("model"))
            for index, number in enumerate(record.numbers):
                if number.status == "ok":
                    key = _key(record, number)
                    measured[key].append(_Place(source.path, record, index))
    conflicts = []
    for path, record in reported:
        name = record.labels.get("model") or _named(models, record.about, path)
        record.labels["model"] = name
        kept = []
        for index, number in enumerate(record.numbers):
            here = _Place(path, record, index)
            candidates = _same_stem(path, measured.get(_key(record, number), []))
            match = min(
                candidates, key=lambda each: abs(each.value - here.value), default=None
            )
            if match is not None and _agrees(here, match):
                match.also_in(f"{path}: {here.words}")
                continue
            if match is not None:
                number = number._replace(
                    note=f"differs from {match.source}: {match.words}"
                )
                conflicts.append(_conflict(here, candidates))
            kept.append(number)
        record.numbers = kept
    return conflicts


def _key(record: Record, number: Number) -> tuple[Any, ...]:
    labels = record.labels
    return (*(labels.get(name) for name in _LABELS), number.metric, number.statistic)


def _agrees(here: _Place, data: _Place) -> bool:
    """Compare to the digits as written: 0.05 means 0.045 to 0.055."""
    unit = parse_unit(here.number.unit)
    decimals = len((here.number.raw or "").partition(".")[2])
    half = 0.5 * 10**-decimals * (unit.factor if unit else 1.0)
    return abs(here.value - data.value) <= half * 1.000001


def _named(models: set[str | None], about: str, source: str) -> str | None:
    """Name the one known model that the heading or, last, the file name has."""
    for text in (about, PurePosixPath(source).stem):
        words = set(re.findall(r"[a-z0-9]+", text.lower()))
        found = [model for model in models if model and model.lower() in words]
        if len(found) == 1:
            return found[0]
    return None


def _same_stem(path: str, candidates: list[_Place]) -> list[_Place]:
    """Of several files that could be meant, take the one of the same name."""
    stem = PurePosixPath(path).stem
    same = [each for each in candidates if PurePosixPath(each.source).stem == stem]
    return same or candidates


def _conflict(here: _Place, candidates: list[_Place]) -> Row:
    values = [
        {
            "value": each.value,
            "unit": getattr(parse_unit(each.number.unit), "canonical", ""),
            "source": each.source,
            "locator": each.words,
        }
        for each in (here, *candidates)
    ]
    labels = here.record.labels
    return {
        "metric": here.number.metric,
        "statistic": here.number.statistic,
        "subject": {name: labels[name] for name in _LABELS if labels.get(name)},
        "values": values,
    }

"""Twins among data files: a record whose every number another file holds.

Of two, the one written with more digits stays, else the first file's; the other's
places go into ``also_in``.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any

from ..units import parse_unit
from .records import Number, Record
from .table import Sourced

#: The metrics by which records are first compared.
_FIRST = {name: at for at, name in enumerate(
    ("throughput", "ttft", "word_throughput", "latency", "time", "generation_time")
)}  # fmt: skip
_WRITTEN = re.compile(r"[-+]?\d[\d,_ ]*(?:\.(\d+))?(?:[eE]([-+]?\d+))?")


def merge_twins(found: Sequence[Sourced]) -> None:
    """Merge each record, in place, into the one that holds all its numbers."""
    groups: dict[tuple[Any, ...], list[tuple[str, Record]]] = defaultdict(list)
    for source in found:
        for record in source.records:
            if record.tier != "reported" and len(record.numbers) > 1:
                for key in _subjects(record):
                    groups[key].append((source.path, record))
    for group in groups.values():
        if len(group) > 1 and len({path for path, _ in group}) > 1:
            _merge_group(group)


def _subjects(record: Record) -> Iterator[tuple[Any, ...]]:
    """Name what a record is of; the model alone does not tell two calls apart."""
    labels = record.labels
    benchmark, run = labels.get("benchmark"), labels.get("config_label")
    settings = tuple(
        (name, labels[name])
        for name in ("setting.num_gpu", "setting.num_ctx", "setting.temperature")
        if labels.get(name) is not None
    )
    if not (benchmark or run or settings):
        return
    ranked = sorted(record.numbers, key=lambda n: _FIRST.get(n.metric, len(_FIRST)))
    # each twice: a value rounded before and one rounded here may fall on either side
    near = [
        {round_to(value * 0.997, 2), round_to(value * 1.003, 2)}
        for value in (value_of(number) for number in ranked[:2])
    ]
    for one, two in product(*near):
        if benchmark:
            yield (ranked[0].metric, benchmark, one, two)
        if settings:
            yield (ranked[0].metric, labels.get("model"), settings, one, two)


def _merge_group(group: list[tuple[str, Record]]) -> None:
    for at, (path, record) in enumerate(group):
        for other_path, other in group[:at]:
            if path == other_path or not record.numbers or not other.numbers:
                continue
            if not _same_model(record, other):
                continue
            if _holds(other, record):
                _absorb(other, path, record)
                break
            if _holds(record, other):
                _absorb(record, other_path, other)


def _same_model(one: Record, other: Record) -> bool:
    names = {one.labels.get("model"), other.labels.get("model")} - {None}
    return len(names) < 2 or _guessed_model(one) or _guessed_model(other)


def _guessed_model(record: Record) -> bool:
    """Say whether the model is known only by the file's name."""
    return any("file name" in (number.note or "") for number in record.numbers)


def _holds(full: Record, part: Record) -> bool:
    """Say whether each number of *part* is one of *full*, to the digits written."""
    there = {number.metric: number for number in full.numbers if single(number)}
    shared = [number for number in part.numbers if number.metric in there]
    own = [n for n in part.numbers if n.status == "ok" and n.metric not in there]
    if own or len(shared) < 2 or len(part.numbers) > len(full.numbers):
        return False
    return all(
        number.status == "ok"
        and single(number)
        and agrees(number, value_of(there[number.metric]))
        for number in shared
    )


def single(number: Number) -> bool:
    """Say whether a number is of one run: a value, or a mean of one."""
    if number.status != "ok":
        return False
    return number.statistic == "value" or (
        number.statistic == "mean" and number.n_behind == 1
    )


def _absorb(full: Record, path: str, part: Record) -> None:
    words = {n.metric: f"{path}#{part.place}{n.place}" for n in part.numbers}
    full.numbers = [
        with_place(number, words[number.metric])
        if number.metric in words and single(number)
        else number
        for number in full.numbers
    ]
    for name, value in part.labels.items():
        full.labels.setdefault(name, value)
        if full.labels[name] is None:
            full.labels[name] = value
    part.numbers = []


def value_of(number: Number) -> float:
    """Return a number's value in its canonical unit; 0 where it has none."""
    unit = parse_unit(number.unit)
    return (number.value or 0.0) * (unit.factor if unit else 1.0)


def round_to(value: float, digits: int) -> float:
    """Round to so many significant digits."""
    return float(f"{value:.{digits - 1}e}")


def agrees(number: Number, value: float) -> bool:
    """Compare a number to a value by the digits it is written with.

    0.05 means 0.045 to 0.055; the value is in the canonical unit.
    """
    return abs(value_of(number) - value) <= half_width(number) * 1.000001


def half_width(number: Number) -> float:
    """Return half of the last digit that a number is written with, canonical."""
    written = _WRITTEN.search(number.raw or repr(number.value))
    decimals = len(written[1] or "") - int(written[2] or 0) if written else 0
    unit = parse_unit(number.unit)
    return 0.5 * 10.0**-decimals * (unit.factor if unit else 1.0)


def with_place(number: Number, words: str) -> Number:
    """Add another place to a number."""
    return number._replace(also_in="; ".join(filter(None, (number.also_in, words))))

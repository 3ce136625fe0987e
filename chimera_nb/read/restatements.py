"""Keep each measurement once: twins and rounded restatements go into ``also_in``.

Two steps over the records of a folder. Data files first: a record whose every number
another file of the same subject holds, to the digits written, is its twin. Then what
Markdown reports: a number equal to one of the data is a restatement, one that differs
is a conflict; both values and both places are shown, and neither is averaged.
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from ..units import parse_unit
from .identities import Names
from .records import Number, Record
from .table import Sourced

Row = dict[str, Any]

_LABELS = ("model", "device", "backend")
#: Settings of the set-up, not of what was asked for: they may differ in a restatement.
_SETUP = ("setting.batch_size", "setting.runs", "setting.warmup_runs")
#: The metrics by which records are first compared.
_FIRST = {name: at for at, name in enumerate(
    ("throughput", "ttft", "word_throughput", "latency", "time", "generation_time")
)}  # fmt: skip
_WRITTEN = re.compile(r"[-+]?\d[\d,_ ]*(?:\.(\d+))?(?:[eE]([-+]?\d+))?")


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
        return _value(self.number)

    @property
    def words(self) -> str:
        return self.record.place + self.number.place

    def also_in(self, words: str) -> None:
        self.record.numbers[self.index] = _with_place(self.number, words)


def keep_once(found: Sequence[Sourced]) -> list[Row]:
    """Take restatements out of the records, in place, and list those that differ.

    Returns
    -------
    list of dict
        Conflicts: ``metric, statistic, subject, values``; values are dicts of
        ``value, unit, source, locator``, first the one stated.
    """
    _merge_twins(found)
    return list(_match_reported(found))


# ---- twins among data files


def _merge_twins(found: Sequence[Sourced]) -> None:
    """Merge a record into the one of the same subject that holds all its numbers.

    Of two, the one written with more digits stays, else the first file's.
    """
    groups: dict[tuple[Any, ...], list[tuple[str, Record]]] = defaultdict(list)
    for source in found:
        for record in source.records:
            if record.tier != "reported" and len(record.numbers) > 1:
                for key in _subjects(record):
                    groups[key].append((source.path, record))
    for group in groups.values():
        if len({path for path, _ in group}) > 1:
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
    first = min(record.numbers, key=lambda n: _FIRST.get(n.metric, len(_FIRST)))
    value = _value(first)
    # twice: a value rounded before and one rounded here may fall on either side
    for near in {round_to(value * 0.997, 2), round_to(value * 1.003, 2)}:
        if benchmark:
            yield (first.metric, benchmark, near)
        if settings:
            yield (first.metric, labels.get("model"), settings, near)


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
    return len(names) < 2


def _holds(full: Record, part: Record) -> bool:
    """Say whether each number of *part* is one of *full*, to the digits written."""
    there = {number.metric: number for number in full.numbers if _single(number)}
    shared = [number for number in part.numbers if number.metric in there]
    own = [n for n in part.numbers if n.status == "ok" and n.metric not in there]
    if own or len(shared) < 2 or len(part.numbers) > len(full.numbers):
        return False
    return all(
        number.status == "ok"
        and _single(number)
        and agrees(number, _value(there[number.metric]))
        for number in shared
    )


def _single(number: Number) -> bool:
    """Say whether a number is of one run: a value, or a mean of one."""
    if number.status != "ok":
        return False
    return number.statistic == "value" or (
        number.statistic == "mean" and number.n_behind == 1
    )


def _absorb(full: Record, path: str, part: Record) -> None:
    words = {n.metric: f"{path}#{part.place}{n.place}" for n in part.numbers}
    full.numbers = [
        _with_place(number, words[number.metric])
        if number.metric in words and _single(number)
        else number
        for number in full.numbers
    ]
    for name, value in part.labels.items():
        full.labels.setdefault(name, value)
        if full.labels[name] is None:
            full.labels[name] = value
    part.numbers = []


# ---- what Markdown reports


def _match_reported(found: Sequence[Sourced]) -> Iterator[Row]:
    reported = [
        (source.path, record)
        for source in found
        for record in source.records
        if record.tier == "reported"
    ]
    if not reported:
        return
    data: dict[str, list[_Place]] = defaultdict(list)
    models: dict[str, None] = {}
    for source in found:
        for record in source.records:
            if record.tier != "reported":
                if record.labels.get("model"):
                    models[str(record.labels["model"])] = None
                for index, number in enumerate(record.numbers):
                    if number.status == "ok":
                        place = _Place(source.path, record, index)
                        data[number.metric].append(place)
    names = Names(models)
    settings = {
        metric: {
            name for place in places for name in place.record.labels
            if name.startswith("setting.") and name not in _SETUP
        }
        for metric, places in data.items()
    }  # fmt: skip
    for path, record in reported:
        _name_model(names, path, record)
        kept = []
        for index, number in enumerate(record.numbers):
            here = _Place(path, record, index)
            known = settings.get(number.metric, set())
            number, conflict = _judge(here, data.get(number.metric, []), known)
            if number is not None:
                kept.append(number)
            if conflict:
                yield conflict
        record.numbers = kept


def _name_model(names: Names, path: str, record: Record) -> None:
    """Give a record the data's own name of its model, where just one is meant."""
    record.numbers = [
        number._replace(labels={**number.labels, "model": names.find(model) or model})
        if (model := str(number.labels.get("model") or ""))
        else number
        for number in record.numbers
    ]
    stated = record.labels.get("model")
    if stated:
        record.labels["model"] = names.find(str(stated)) or stated
        return
    labels = record.labels
    texts: list[Any] = [
        labels.get("backend"),
        labels.get("setting.quantization"),
        record.about,
    ]
    heading = str(labels.get("config_label") or "")
    texts += [*reversed(re.split(r" [>/›] |, ", heading)), PurePosixPath(path).stem]
    for text in texts:
        name = names.find(str(text)) if text else None
        if name:
            record.labels["model"] = name
            return


def _judge(
    here: _Place, data: Sequence[_Place], settings: set[str]
) -> tuple[Number | None, Row | None]:
    """Judge one reported number: dropped (restated), kept, or kept as a conflict.

    A setting that no data of this metric has (``config``) tells nothing apart.
    """
    number = here.number
    if number.status != "ok" or number.value is None:
        return number, None
    stated = {
        name: value
        for name, value in (here.record.labels | dict(number.labels)).items()
        if value is not None and (name in _LABELS or name in settings)
    }
    if not stated and not here.record.labels.get("benchmark"):
        return number, None
    meant = [place for place in data if _consistent(stated, place.record)]
    same = [place for place in meant if _comparable(number, place.number)]
    same = _same_stem(here.source, same)
    match = min(same, key=lambda place: abs(place.value - here.value), default=None)
    if match is not None and agrees(number, match.value):
        if _telling(number) or _complete(here, stated, same):
            match.also_in(f"{here.source}#{here.words}")
            return None, None
        return number, None
    if number.statistic in ("mean", "median") and (words := _computed(number, meant)):
        return number._replace(note=words), None
    if match is None or not _complete(here, stated, same):
        return number, None
    note = f"differs from {match.source}: {match.words}"
    return number._replace(note=note), _conflict(here, same)


def _consistent(stated: Mapping[str, Any], data: Record) -> bool:
    """Say whether what a reported row states of its subject holds of a data record."""
    for name, value in stated.items():
        there = data.labels.get(name)
        if there is None and name in ("device", "backend"):
            continue
        if there is None or not _equal(there, value):
            return False
    return True


def _equal(one: Any, other: Any) -> bool:
    try:
        return float(one) == float(other)
    except (TypeError, ValueError):
        return str(one).lower() == str(other).lower()


def _comparable(stated: Number, data: Number) -> bool:
    if stated.statistic == data.statistic:
        return True
    return stated.statistic in ("value", "mean") and _single(data)


def _complete(
    here: _Place, stated: Mapping[str, Any], candidates: Sequence[_Place]
) -> bool:
    """Say whether the row's subject is told apart from all others in the data."""
    if not candidates:
        return False
    varied: dict[str, set[str]] = defaultdict(set)
    for place in candidates:
        labels = place.record.labels
        for name in {*labels, *_LABELS, "benchmark"}:
            if name in _LABELS or name == "benchmark" or name.startswith("setting."):
                varied[name].add(str(labels.get(name)))
    benchmark = here.record.labels.get("benchmark")
    return all(
        name in stated or (name == "benchmark" and str(benchmark) in values)
        for name, values in varied.items()
        if len(values) > 1 and name not in _SETUP
    )


def _telling(number: Number) -> bool:
    """Say whether a number is written with digits enough to be no coincidence."""
    digits = re.sub(r"\D", "", (number.raw or repr(number.value)).split("e")[0])
    return len(digits.lstrip("0")) >= 3


def _computed(number: Number, meant: Sequence[_Place]) -> str | None:
    """Find the file whose runs have the mean or median that is reported."""
    by_source: dict[str, list[float]] = defaultdict(list)
    for place in meant:
        if place.number.statistic == "value":
            by_source[place.source].append(place.value)
    for source, values in by_source.items():
        ordered = sorted(values)
        half = len(ordered) // 2
        value = math.fsum(values) / len(values)
        if number.statistic == "median":
            value = (ordered[half] + ordered[~half]) / 2
        if agrees(number, value):
            return f"the {number.statistic} of {len(values)} runs in {source}"
    return None


def _same_stem(path: str, candidates: list[_Place]) -> list[_Place]:
    """Of several files that could be meant, take the one of the same name."""
    stem = PurePosixPath(path).stem
    same = [each for each in candidates if PurePosixPath(each.source).stem == stem]
    return same or candidates


def _conflict(here: _Place, candidates: Sequence[_Place]) -> Row:
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
        if value is not None and (name in _LABELS or name.startswith("setting."))
    }
    return {
        "metric": here.number.metric,
        "statistic": here.number.statistic,
        "subject": subject,
        "values": values,
    }


# ---- numbers


def _value(number: Number) -> float:
    unit = parse_unit(number.unit)
    return (number.value or 0.0) * (unit.factor if unit else 1.0)


def round_to(value: float, digits: int) -> float:
    """Round to so many significant digits."""
    return float(f"{value:.{digits - 1}e}")


def agrees(number: Number, value: float) -> bool:
    """Compare a number to a value by the digits it is written with.

    0.05 means 0.045 to 0.055; the value is in the canonical unit.
    """
    written = _WRITTEN.search(number.raw or repr(number.value))
    decimals = len(written[1] or "") - int(written[2] or 0) if written else 0
    unit = parse_unit(number.unit)
    half = 0.5 * 10.0**-decimals * (unit.factor if unit else 1.0)
    return abs(_value(number) - value) <= half * 1.000001


def _with_place(number: Number, words: str) -> Number:
    return number._replace(also_in="; ".join(filter(None, (number.also_in, words))))

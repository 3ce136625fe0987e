"""Keep each measurement once: twins and rounded restatements go into ``also_in``.

Data files first (`chimera_nb.read.twins`), then what Markdown reports: a number equal
to one of the data, to the digits written, is a restatement; one that differs is a
conflict; both values and both places are shown, and neither is averaged.
"""

import math
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from .identities import Names, name_model
from .lines import pieces_of
from .listings import ReportedRow, against_its_run, listings
from .places import LABELS, Place, Row, comparable, conflict_of, metrics_of, places_of
from .records import Number, Record
from .table import Sourced
from .twins import Candidates, agrees, half_width, merge_twins

#: Settings of the set-up, not of what was asked for: they may differ in a restatement.
_SETUP = ("setting.batch_size", "setting.runs", "setting.warmup_runs")
#: A subject with more numbers than these is searched by value alone.
_MANY = 500


#: Metric and labels → from which value to which one.
Sought = dict[tuple[str, tuple[tuple[str, str], ...]], list[tuple[float, float]]]


class Once(NamedTuple):
    """What is known when each measurement is kept once.

    Attributes
    ----------
    conflicts : list of dict
        ``metric, statistic, subject, values``; values are dicts of ``value, unit,
        source, locator``, first the one stated.
    among : Candidates or None
        Where data records lie; None where a single file has nothing to be twins with.
    asked : set
        Metric, label and its value in lower case: what reports were compared to.
    sought : dict
        Metric and labels that have too many numbers for that: from which value to
        which one each number of a report was looked for.
    stems : set
        The names, without ending, of the files with reported records.
    """

    conflicts: list[Row]
    among: Candidates | None
    asked: set[tuple[str, str, str]]
    sought: Sought
    stems: set[str]


def keep_once(found: Sequence[Sourced]) -> Once:
    """Take restatements out of the records, in place, and list those that differ."""
    among = merge_twins(found)
    reported = [
        (source.path, record)
        for source in found
        if pieces_of(source.records) is None
        for record in source.records
        if record.tier == "reported"
    ]
    if not reported:
        return Once([], among, set(), {}, set())
    data = Data(found)
    conflicts = list(_match_reported(reported, data))
    stems = {PurePosixPath(path).stem for path, _ in reported}
    return Once(conflicts, among, data.asked, data.sought, stems)


def _match_reported(
    reported: Sequence[tuple[str, Record]], data: "Data"
) -> Iterator[Row]:
    rows: list[ReportedRow] = []
    for path, record in reported:
        name_model(data.names, path, record)
        kept = []
        restated: list[Place] = []
        for index in range(len(record.numbers)):
            number, conflict = _judge(Place(path, record, index), data, restated)
            if number is not None:
                kept.append(number)
            if conflict:
                yield conflict
        record.numbers = kept
        rows.append(ReportedRow(path, record, restated))
    for table in listings(rows):
        for row in table:
            yield from against_its_run(row)


_MAY_BE_NUMBER = re.compile(r"\s*[-+.\d]|\s*(?:inf|nan)", re.I)
#: By what data records are found.
_KEYS = ("model", "benchmark", "backend")
#: A number's value, its running number, its place: sorted by value.
_Valued = tuple[float, int, Place]


class Data:
    """What data files hold: records by subject, numbers only of what is asked for."""

    def __init__(self, found: Sequence[Sourced]) -> None:
        self._records: dict[tuple[str, str], list[tuple[str, Record]]]
        self._records = defaultdict(list)
        self._stems: dict[str, list[Sourced]] = defaultdict(list)
        self._pools: dict[tuple[str, str, str], list[_Valued]] = {}
        self._joints: dict[Any, tuple[list[_Valued], bool]] = {}
        self._meant: dict[Any, _Meant] = {}
        self.asked: set[tuple[str, str, str]] = set()
        self.sought: Sought = defaultdict(list)
        self._told: dict[tuple[frozenset[str], tuple[str, ...]], None] = {}
        self.benchmarks: set[str] = set()
        models: dict[str, None] = {}
        for source in found:
            self._stems[PurePosixPath(source.path).stem].append(source)
            for record in source.records:
                if record.tier == "reported":
                    continue
                self._told[metrics_of(record), tuple(record.labels)] = None
                held = source.path, record
                for name, value in self._keys(record.labels):
                    self._records[name, value.lower()].append(held)
                    if name == "model":
                        models[value] = None
                    else:
                        self.benchmarks.add(value)
        self._models = list(models)
        self.names = Names(models)
        self.settings: dict[str, set[str]] = defaultdict(set)
        for metrics, names in self._told:
            told = {n for n in names if n.startswith("setting.") and n not in _SETUP}
            for metric in metrics:
                self.settings[metric] |= told

    @property
    def known(self) -> tuple[list[str], set[str], dict[str, set[str]]]:
        """Return the names that a report may mean: models, benchmarks, settings."""
        return self._models, self.benchmarks, self.settings

    @property
    def held(self) -> set[tuple[str, str, str]]:
        """Return of what there are numbers: metric, label, value."""
        return {
            (metric, *key)
            for key, records in self._records.items()
            for _, record in records
            for metric in metrics_of(record)
        }

    def values(
        self, metric: str, keys: Sequence[tuple[str, str]]
    ) -> tuple[list[int], list[float]]:
        """Return how many numbers each key holds of, and all that every key does."""
        pools = [self._pool(metric, *key) for key in keys]
        of = dict(keys)
        found = [e[0] for pool in pools for e in pool if _consistent(of, e[2].record)]
        return [len(pool) for pool in pools], found

    def _pool(self, metric: str, name: str, value: str) -> list[_Valued]:
        """Return a subject's numbers of one metric, sorted by value."""
        key = (metric, name, value.lower())
        if key not in self._pools:
            records = self._records.get(key[1:], [])
            places = places_of(records, metric)
            self._pools[key] = sorted((p.value, at, p) for at, p in enumerate(places))
        return self._pools[key]

    def _joint(
        self, metric: str, keys: tuple[tuple[str, str], ...]
    ) -> tuple[list[_Valued], bool]:
        """Return the numbers that all keys hold of, and whether they are few."""
        known = self._joints.get((metric, keys))
        if known is None:
            pools = {key: self._pool(metric, *key) for key in keys}
            least = min(pools, key=lambda key: len(pools[key]), default=("", ""))
            pool, of = pools.get(least, []), dict(keys)
            records = self._records.get((least[0], least[1].lower()), ())
            fit = {id(record) for _, record in records if _consistent(of, record)}
            known = [e for e in pool if id(e[2].record) in fit], len(pool) <= _MANY
            self._joints[metric, keys] = known
            if known[1]:
                self.asked.update((metric, name, v.lower()) for name, v in keys)
        return known

    def _of_stem(self, metric: str, path: str) -> list[Place]:
        """Return the numbers of data files of the same name."""
        stem = PurePosixPath(path).stem
        return places_of(
            (
                (source.path, record)
                for source in self._stems.get(stem, ())
                for record in source.records
                if record.tier != "reported"
            ),
            metric,
        )

    @staticmethod
    def _keys(labels: Mapping[str, Any]) -> list[tuple[str, str]]:
        return [
            (name, str(labels[name])) for name in _KEYS if labels.get(name) is not None
        ]

    def near(self, here: Place, stated: Mapping[str, Any]) -> "_Meant":
        """Find what a reported number may restate: of the same subject.

        Of many, only those of nearly the same value are given.
        """
        number = here.number
        same = self._of_stem(number.metric, here.source)
        if found := [place for place in same if _consistent(stated, place.record)]:
            return _Meant(found, stated)
        joint = number.metric, tuple(self._keys(stated))
        pool, whole = self._joint(*joint)
        if not whole:
            half = half_width(number) * 1.000001
            least, most = here.value - half, here.value + half
            self.sought[joint].append((least, most))
            at = bisect_left(pool, (least, -1))
            end = bisect_left(pool, (most, len(pool)))
            pool = pool[at : min(end, at + _MANY)]
            some = [place for _, _, place in pool]
            if rest := {n: v for n, v in stated.items() if n not in _KEYS}:
                some = [p for p in some if _consistent(rest, p.record, held=1)]
            return _Meant(some, stated, whole=False)
        key = (number.metric, *stated.items())
        if key not in self._meant:
            all_of_it = [
                place for _, _, place in pool if _consistent(stated, place.record)
            ]
            self._meant[key] = _Meant(all_of_it, stated)
        return self._meant[key]


class _Meant:
    """What a report may mean: places in the data, and whether these are all."""

    def __init__(
        self, places: list[Place], stated: Mapping[str, Any], *, whole: bool = True
    ) -> None:
        self.places = places
        self.whole = whole
        self._stated = stated
        self._same: dict[str, tuple[list[tuple[float, Place]], bool]] = {}

    def same(self, number: Number) -> tuple[list[tuple[float, Place]], bool]:
        """Return those that a number can be compared to, with their values.

        The second value says whether all are known and told apart by what is stated.
        """
        known = self._same.get(number.statistic)
        if known is None:
            same = [p for p in self.places if comparable(number, p.number)]
            complete = self.whole and _complete(self._stated, same)
            known = [(place.value, place) for place in same], complete
            self._same[number.statistic] = known
        return known


def _judge(
    here: Place, data: Data, restated: list[Place]
) -> tuple[Number | None, Row | None]:
    """Judge one reported number: dropped (restated), kept, or kept as a conflict.

    The one run that has a telling number is added to those that are restated.

    A setting that no data of this metric has (``config``) tells nothing apart, nor
    does a benchmark that no data file names.
    """
    number = here.number
    if number.status != "ok" or number.value is None:
        return number, None
    settings = data.settings.get(number.metric, set())
    stated = {
        name: value
        for name, value in (here.record.labels | dict(number.labels)).items()
        if value is not None
        and (
            name in LABELS
            or name in settings
            or (name == "benchmark" and str(value) in data.benchmarks)
        )
    }
    meant = data.near(here, stated)
    same, complete = meant.same(number)
    value = here.value
    near, match = min(same, key=lambda pair: abs(pair[0] - value), default=(0.0, None))
    if match is not None and agrees(number, near):
        if _telling(number) or complete:
            if _telling(number) and sum(agrees(number, each) for each, _ in same) == 1:
                restated.append(match)
            match.also_in(f"{here.source}#{here.words}")
            return None, None
        return number, None
    if not meant.whole:
        return number, None
    if number.statistic in ("mean", "median") and (
        words := _computed(number, meant.places)
    ):
        return number._replace(note=words), None
    if match is None or not complete:
        return number, None
    note = f"differs from {match.source}: {match.words}"
    return number._replace(note=note), conflict_of(here, [place for _, place in same])


def _consistent(stated: Mapping[str, Any], data: Record, held: int = 0) -> bool:
    """Say whether what a reported row states of its subject holds of a data record.

    Of *held* other labels it is known.
    """
    labels = data.labels
    for name, value in stated.items():
        there = labels.get(name)
        if there is None and name in ("device", "backend"):
            continue
        if there is None or not (there == value or _equal(there, value)):
            return False
        held += 1
    return held > 0


def _equal(one: Any, other: Any) -> bool:
    if type(one) is type(other) is str and not _MAY_BE_NUMBER.match(one):
        return bool(one.lower() == other.lower())
    try:
        return float(one) == float(other)
    except (TypeError, ValueError):
        return str(one).lower() == str(other).lower()


def _complete(stated: Mapping[str, Any], candidates: Sequence[Place]) -> bool:
    """Say whether the row's subject is told apart from all others in the data."""
    varied: dict[str, set[str]] = defaultdict(set)
    for place in candidates:
        labels = place.record.labels
        for name in {*labels, *LABELS, "benchmark"}:
            if name in LABELS or name == "benchmark" or name.startswith("setting."):
                varied[name].add(str(labels.get(name)))
    return bool(candidates) and all(
        name in stated
        for name, values in varied.items()
        if len(values) > 1 and name not in _SETUP
    )


def _telling(number: Number) -> bool:
    """Say whether a number is written with digits enough to be no coincidence."""
    digits = re.sub(r"\D", "", (number.raw or repr(number.value)).split("e")[0])
    return len(digits.lstrip("0")) >= 3


def _computed(number: Number, meant: Sequence[Place]) -> str | None:
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

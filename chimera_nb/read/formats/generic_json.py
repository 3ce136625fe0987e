"""The last resort for JSON that no tool's reader claims: everything here is a guess.

Numbers become measurements by the names of their keys, and by the units next to them
(`generic_words`, `_keys`); texts beside and above them become labels; objects called
config or environment become settings. What is no measurement is counted, not dropped.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from ..document import Document, pointer, text_of
from ..records import Found, NotTaken, Number, Reader, Record, is_number
from . import generic_words as words
from ._keys import Key, key_of, metric_of
from .generic_table import as_rows

_KEYS = re.compile(
    r'"[^"\n]{0,60}(?:time|latenc|throughput|duration|elapsed|second|_ms|_us|_ns|_s|Ms'
    r"|mean|median|avg|p9\d|p50|per_sec|/s|tps|ops|qps|flops|memory|bytes|speed|score"
    r'|accuracy|ppl|perplexity|bench|unit|value|std|min|max|rss|hz)[^"\n]{0,40}"\s*[:,\]]',
    re.I,
)
_TOKENS = re.compile(r"token|prompt|llm|decode|prefill|\"model", re.I)
_NO_BENCHMARK = (
    {"dependencies", "name"}, {"cells", "nbformat"}, {"lockfileVersion"}, {"$schema"},
    {"compilerOptions"}, {"openapi"}, {"swagger"}, {"devDependencies"}, {"nbformat"},
)  # fmt: skip
_WRITTEN = re.compile(
    r"\s*([-+]?\d[\d,]*\.?\d*(?:[eE][-+]?\d+)?)\s*([^\d\s].{0,15})?\s*"
)
_STRUCTURE = frozenset((
    "results", "result", "data", "benchmarks", "benchmark", "metrics",
    "stats", "statistics", "values", "summary", "measurements", "runs",
    "entries", "rows", "items", "output", "records", "aggregate",
))  # fmt: skip
_N = ("n", "count", "samples", "runs", "rounds", "num_runs", "num_samples",
      "iterations", "repeats", "n_runs", "trials", "repetitions")  # fmt: skip
_THINGS = frozenset(
    ("case", "model", "device", "test", "workload", "scenario", "dataset", "query")
)
_MOST_SETTINGS = 40
_NO_UNIT = "guess: no unit is given"
_SECONDS = "guess: seconds, as no unit is given"
_GUESS = "guess: by the names of the keys"


@dataclass(frozen=True)
class _Scope:
    """What holds for everything below a place: labels, a unit, a failure."""

    labels: dict[str, Any] = field(default_factory=dict)
    parts: tuple[str, ...] = ()
    hint: Key | None = None
    unit: str | None = None
    units: dict[str, str] = field(default_factory=dict)
    failed: tuple[str, str] | None = None


class _Reading:
    """Walks one document; counts what it leaves out."""

    def __init__(self, text: str) -> None:
        self.tokens = _TOKENS.search(text) is not None
        self.left: dict[str, int] = {}

    def leave(self, reason: str, count: int = 1) -> None:
        self.left[reason] = self.left.get(reason, 0) + count

    def walk(self, value: Any, place: str, scope: _Scope) -> Iterator[Record]:
        rows = as_rows(value)
        if rows is not None:
            value = rows
        if isinstance(value, dict):
            yield from self.object(value, place, scope)
        elif isinstance(value, list):
            yield from self.items(value, place, scope)

    def items(self, items: list[Any], place: str, scope: _Scope) -> Iterator[Record]:
        if items and all(is_number(each) or each is None for each in items):
            yield from self.numbers(items, place, scope)
            return
        for at, item in enumerate(items):
            inner = scope
            if isinstance(item, dict) and not _tells_itself(item):
                inner = replace(scope, labels=scope.labels | {"run_index": at})
            yield from self.walk(item, f"{place}/{at}", inner)

    def numbers(self, items: list[Any], place: str, scope: _Scope) -> Iterator[Record]:
        """Take a list of numbers: runs, where a key above says what they measure."""
        hint = scope.hint
        if hint is None or not _says(hint):
            self.leave("lists of numbers that no key explains", len(items))
            return
        unit, note = _unit_of(hint, scope, items[0] if items else 0)
        metric = _metric(hint, scope, unit)
        numbers = [
            _number(Number(metric, each, unit, "value", f"/{at}", note=note,
                           labels={"run_index": at}), scope)
            for at, each in enumerate(items) if is_number(each)
        ]  # fmt: skip
        if hint.statistic and len(numbers) == 1:
            numbers = [numbers[0]._replace(statistic=hint.statistic)]
        yield self.record(place, numbers, scope)

    def object(
        self, values: dict[str, Any], place: str, scope: _Scope
    ) -> Iterator[Record]:
        kinds = {key: words.classify(key, value) for key, value in values.items()
                 if is_number(value)}  # fmt: skip
        scope = self.enter(values, kinds, scope)
        numbers, named = self.leaves(values, kinds, scope)
        if numbers:
            yield self.record(place, numbers, scope)
        elif (
            scope.failed and not _holds_objects(values) and scope.failed[0] == "failed"
        ):
            missing = Number("result", None, "", status="failed", error=scope.failed[1])
            yield self.record(place, [missing], scope)
        for key, number in named:
            yield self.record(
                place, [number], replace(scope, parts=(*scope.parts, key))
            )
        for key, value in values.items():
            if isinstance(value, (dict, list)) and not _is_settings(key, value):
                yield from self.walk(value, place + pointer(key), _below(scope, key))

    def enter(self, values: dict[str, Any], kinds: Any, scope: _Scope) -> _Scope:
        """Add what an object says of all that it holds."""
        labels = dict(scope.labels)
        for key, value in values.items():
            if isinstance(value, dict) and _is_settings(key, value):
                self.settings(labels, key, value)
            elif isinstance(value, str) and not words.is_status(key):
                _label(labels, key, value)
            elif isinstance(value, bool) and not words.is_status(key):
                labels[f"setting.{key}"] = str(value)
            elif key in kinds and kinds[key].kind == "setting":
                labels[f"setting.{key}"] = value
        unit = next((text_of(values[key]) for key in words.UNIT_KEYS
                     if isinstance(values.get(key), str)), None)  # fmt: skip
        failed = words.error_of(values) or scope.failed
        return replace(
            scope, labels=labels, unit=unit or scope.unit, failed=failed,
            units=scope.units | _named_units(values),
        )  # fmt: skip

    def settings(
        self, labels: dict[str, Any], above: str, values: dict[str, Any]
    ) -> None:
        for key, value in values.items():
            if isinstance(value, dict) and len(labels) < _MOST_SETTINGS:
                self.settings(labels, key, value)
            elif isinstance(value, str):
                _label(labels, key, value, above)
            elif is_number(value) and len(labels) < _MOST_SETTINGS:
                labels.setdefault(f"setting.{key}", value)
                self.leave("settings")

    def leaves(
        self, values: dict[str, Any], kinds: Any, scope: _Scope
    ) -> tuple[list[Number], list[tuple[str, Number]]]:
        """Take the numbers of one object; those named after a thing stand apart."""
        found, named = [], []
        measured = any(each.kind == "measure" for each in kinds.values())
        n = next((values[key] for key in _N if is_number(values.get(key))), None)
        for key, value in values.items():
            if key not in kinds:
                number = self.other(key, value, scope)
                found += [number] if number else []
                continue
            kind, about = kinds[key]
            if kind == "skip":
                self.leave("ids, seeds and clock times")
            elif kind == "setting" or (kind == "size" and measured):
                if kind == "size":
                    scope.labels[f"setting.{key}"] = value
                self.leave("settings")
            elif kind == "unknown" and scope.hint and _says(scope.hint):
                unit, note = _unit_of(scope.hint, scope, value)
                metric = _metric(scope.hint, scope, unit)
                said = scope.hint.statistic or "value"
                number = Number(metric, value, unit, said, pointer(key), note=note)
                named.append((key, _number(number, scope)))
            else:
                found.append(self.leaf(key, about, value, values, scope, n))
        return _distinct(found, values), named

    def leaf(
        self, key: str, about: Key, value: float, values: dict[str, Any],
        scope: _Scope, n: Any,
    ) -> Number:  # fmt: skip
        unit, note = _unit_of(about, scope, value)
        if not unit and about.unit is None:
            unit, note = _of_siblings(about, values) or (unit, note)
        if unit == "tok/s" and not self.tokens:
            unit = "1/s"  # transactions a second, as databases count
        metric = _metric(about, scope, unit)
        statistic = about.statistic or "value"
        behind = n if statistic in ("mean", "median", "std") and is_number(n) else None
        number = Number(metric, value, unit, statistic, pointer(key), note=note,
                        n_behind=behind)  # fmt: skip
        return _number(number, scope)

    def other(self, key: str, value: Any, scope: _Scope) -> Number | None:
        """Take a number that is written as text: ``"12.3 ms"``."""
        about = key_of(key)
        if value is None and (about.unit or about.statistic):
            self.leave("null: a value that is missing")
        if isinstance(value, float) and value != value:
            self.leave("NaN: a value that is missing")
        if not isinstance(value, str) or len(value) > 40:
            return None
        match = _WRITTEN.fullmatch(value)
        if not match:
            return None
        unit = (match[2] or "").strip()
        known = words.unit_text(unit) if unit else about.unit
        if not known or words.label_of(key) == "timestamp":
            return None
        number = Number(metric_of(about.metric, known), float(match[1].replace(",", "")),
                        known, about.statistic or "value", pointer(key), raw=value,
                        note=_GUESS)  # fmt: skip
        scope.labels.pop(f"setting.{key}", None)
        return _number(number, scope)

    def record(self, place: str, numbers: list[Number], scope: _Scope) -> Record:
        labels = dict(scope.labels)
        parts = [part for part in scope.parts if part.lower() not in _STRUCTURE]
        said = [part for part in parts if _says(key_of(part))]
        if "benchmark" not in labels and len(said) < len(parts):
            things = [part for part in parts if part not in said]
            labels["benchmark"] = " / ".join(things)
            parts = said
        more = [labels.get("config_label"), *parts]
        labels["config_label"] = ", ".join(str(each) for each in more if each) or None
        return Record(place, numbers, labels)


def _number(number: Number, scope: _Scope) -> Number:
    if scope.failed is None:
        return number
    status, error = scope.failed
    raw = number.raw if number.raw is not None else repr(number.value)
    if status == "placeholder":
        return number._replace(value=None, raw=raw, status=status, note=error)
    return number._replace(value=None, raw=raw, status=status, error=error)


def _unit_of(key: Key, scope: _Scope, value: Any) -> tuple[str, str]:
    """Find a number's unit: its own, the one beside it, the one above it."""
    if key.unit:
        return key.unit, _GUESS
    above = scope.hint
    plain = key.metric in _VALUES
    called = (above.metric if above else "") if plain else key.metric
    for name, unit in scope.units.items():
        if called == name or called.startswith(name + "_"):
            return unit, _GUESS
    if scope.unit and (plain or words.TIME_WORDS & set(key.metric.split("_"))):
        return words.unit_text(scope.unit) or scope.unit, _GUESS
    if above and above.unit and (plain or key is above):
        return above.unit, _GUESS
    named = set((key.metric or (above.metric if above else "")).split("_"))
    if named & words.TIME_WORDS and isinstance(value, float) and value < 1e5:
        return "s", _SECONDS
    return "", _NO_UNIT


_VALUES = frozenset(
    ("", "value", "values", "result", "score", "range", "lower", "upper")
)


def _named_units(values: dict[str, Any]) -> dict[str, str]:
    """Collect units given by name: ``latency_unit``, ``units: {latency: …}``."""
    found = {}
    for key, value in values.items():
        name = key.lower()
        if name.endswith("_unit") and isinstance(value, str) and words.unit_text(value):
            found[key_of(key[:-5]).metric] = value
        elif name == "units" and isinstance(value, dict):
            found |= {key_of(k).metric: v for k, v in value.items()
                      if isinstance(v, str) and words.unit_text(v)}  # fmt: skip
    found.pop("", None)
    return found


def _of_siblings(key: Key, values: dict[str, Any]) -> tuple[str, str] | None:
    """Take the siblings' unit for a key that names nothing but a statistic."""
    if key.metric:
        return None
    units = {key_of(name).unit for name, each in values.items()
             if is_number(each) and key_of(name).metric == ""}  # fmt: skip
    units.discard(None)
    (unit,) = units if len(units) == 1 else (None,)
    return (unit, "guess: the unit of its siblings") if unit else None


def _metric(key: Key, scope: _Scope, unit: str) -> str:
    if key.metric in _VALUES:
        named = scope.labels.get("setting.metric") or scope.labels.get(
            "setting.measure"
        )
        if named and isinstance(named, str):
            about = key_of(named)
            return metric_of(about.metric, unit)
        if scope.hint and _says(scope.hint) and scope.hint.metric not in _VALUES:
            return metric_of(scope.hint.metric, unit)
    if unit and key.metric in ("value", "values", "result"):
        return metric_of("", unit)
    return metric_of(key.metric, unit)


def _says(key: Key) -> bool:
    """Say whether a key tells what is measured: a unit, or a word for a quantity."""
    return key.unit is not None or bool(words.METRIC_WORDS & set(key.metric.split("_")))


def _below(scope: _Scope, key: str) -> _Scope:
    about = key_of(key)
    hint = about if _says(about) or (about.statistic and not about.metric) else None
    if hint is not None and hint.unit is None and scope.hint is not None:
        hint = hint._replace(
            unit=scope.hint.unit, metric=hint.metric or scope.hint.metric
        )
    if hint is None:
        hint = scope.hint
    return replace(scope, parts=(*scope.parts, key), hint=hint)


def _distinct(numbers: list[Number], values: dict[str, Any]) -> list[Number]:
    """Give back their own words to numbers that one metric's name would merge."""
    seen: dict[tuple[str, str], int] = {}
    for at, number in enumerate(numbers):
        key = (number.metric, number.statistic)
        if key in seen:
            for index in (seen[key], at):
                own = numbers[index].place.rpartition("/")[2]
                plain = "_".join(words.words_of(own)) or own
                numbers[index] = numbers[index]._replace(metric=plain)
        else:
            seen[key] = at
    return numbers


def _label(labels: dict[str, Any], key: str, value: str, above: str = "") -> None:
    text = text_of(value)
    if not text or len(text) > 160 or key.lower() in words.UNIT_KEYS:
        return
    column = words.label_of(f"{above}_{key}") if above else None
    column = column or words.label_of(key)
    if column is None or (column in labels and above):
        if len(labels) < _MOST_SETTINGS:
            labels[f"setting.{key}"] = text
    elif column in labels and column == "benchmark" and labels[column] != text:
        labels["config_label"] = ", ".join(
            each for each in (labels.get("config_label"), text) if each
        )
    else:
        labels[column] = text


def _is_settings(key: str, value: Any) -> bool:
    """Say whether an object describes the setting rather than holds results."""
    if not isinstance(value, dict):
        return "_".join(words.words_of(key)) in words.SETTINGS_OBJECTS
    name = "_".join(words.words_of(key))
    if name in words.SETTINGS_OBJECTS:
        return True
    plain = [each for each in value.values() if not isinstance(each, (dict, list))]
    if len(plain) != len(value) or not any(isinstance(each, str) for each in plain):
        return False
    if name in _THINGS and not any(isinstance(each, float) for each in plain):
        return True
    return not words.error_of(value) and not any(
        is_number(each) and words.classify(name, each).kind in ("measure", "unknown")
        and (words.classify(name, each).kind == "measure" or isinstance(each, float))
        for name, each in value.items()
    )  # fmt: skip


def _tells_itself(item: dict[str, Any]) -> bool:
    return any(
        isinstance(value, str)
        or (is_number(value) and words.classify(key, value).kind == "setting")
        for key, value in item.items()
    )


def _holds_objects(values: dict[str, Any]) -> bool:
    return any(isinstance(value, dict) and value for value in values.values())


def _claims(document: Document) -> bool:
    content = document.content
    if not isinstance(content, (dict, list)) or not content:
        return False
    if isinstance(content, dict) and any(
        keys <= set(content) for keys in _NO_BENCHMARK
    ):
        return False
    return _KEYS.search(document.text[:400_000]) is not None


def _read(document: Document) -> Iterator[Found]:
    reading = _Reading(document.text[:400_000])
    for record in reading.walk(document.content, "", _Scope()):
        if record.numbers:
            yield record
    for reason, count in reading.left.items():
        yield NotTaken(reason, count)


READERS = (Reader("json (guessed)", ("json",), _claims, _read, guess=True),)

"""The last resort for JSON that no tool's reader claims: everything here is a guess.

Numbers become measurements by the names of their keys, and by the units next to them
(`generic_words`, `_keys`); texts beside and above them become labels; objects called
config or environment become settings. What is no measurement is counted, not dropped.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, TypeGuard

from ...units import parse_unit
from ..document import Document, pointer, text_of
from ..records import Found, NotTaken, Number, Reader, Record, is_number
from . import generic_words as words
from ._keys import BARE, Key, key_of
from .generic_scope import (
    Scope,
    below,
    metric_at,
    named_units,
    of_siblings,
    says,
    spread_of,
    unit_of,
)
from .generic_table import as_rows
from .generic_values import is_quantity, told, with_numbers

_KEY = re.compile(r'"([^"\\\n]{1,80})"\s*:')
_TOKENS = re.compile(r"token|prompt|llm|decode|prefill|\"model", re.I)
#: Keys as JavaScript and Java write them; their clocks count milliseconds.
_CAMEL = re.compile(r'"[a-z]+[A-Z][a-z]+[A-Za-z]*"\s*:')
_NO_BENCHMARK = (
    {"dependencies", "name"}, {"cells", "nbformat"}, {"lockfileVersion"}, {"$schema"},
    {"compilerOptions"}, {"openapi"}, {"swagger"}, {"devDependencies"}, {"nbformat"},
)  # fmt: skip
_STRUCTURE = frozenset((
    "results", "result", "data", "benchmarks", "benchmark", "metrics",
    "stats", "statistics", "values", "summary", "measurements", "runs",
    "entries", "rows", "items", "output", "records", "aggregate",
))  # fmt: skip
_N = ("n", "count", "samples", "runs", "rounds", "num_runs", "num_samples",
      "iterations", "repeats", "n_runs", "trials", "repetitions")  # fmt: skip
_RUN_LISTS = frozenset(
    ("runs", "times", "samples", "values", "data", "raw", "all", "measurements")
)
_THINGS = frozenset(
    ("case", "model", "device", "test", "workload", "scenario", "dataset", "query")
)
_OPERATIONS = re.compile(r"(?i)(?:(?:total|num|model)_)?(?:flops|macs)(?:_count)?")
_SIZE = re.compile(r"\d+(?:\.\d+)?\s?[kKMGT](?:i?B)?", re.ASCII)
_MOST_SETTINGS = 40


class _Reading:
    """Walks one document; counts what it leaves out."""

    def __init__(self, text: str) -> None:
        self.tokens = _TOKENS.search(text) is not None
        self.seconds = _CAMEL.search(text) is None
        self.left: dict[str, int] = {}

    def leave(self, reason: str, count: int = 1) -> None:
        self.left[reason] = self.left.get(reason, 0) + count

    def walk(self, value: Any, place: str, scope: Scope) -> Iterator[Record]:
        rows = as_rows(value)
        if rows is not None:
            value = rows
        if isinstance(value, dict):
            yield from self.object(value, place, scope)
        elif isinstance(value, list):
            yield from self.items(value, place, scope)

    def items(self, items: list[Any], place: str, scope: Scope) -> Iterator[Record]:
        if items and all(is_number(each) or each is None for each in items):
            yield from self.numbers(items, place, scope)
            return
        for at, item in enumerate(items):
            inner = scope
            if isinstance(item, dict) and not _tells_itself(item):
                inner = replace(scope, labels=scope.labels | {"run_index": at})
            yield from self.walk(item, f"{place}/{at}", inner)

    def numbers(self, items: list[Any], place: str, scope: Scope) -> Iterator[Record]:
        """Take a list of numbers: runs, where a key above says what they measure."""
        hint = scope.hint
        if hint is None or not says(hint):
            self.leave("lists of numbers that no key explains", len(items))
            return
        unit, note = unit_of(hint, scope, items[0] if items else 0)
        metric = metric_at(hint, scope, unit)
        numbers = [
            _number(Number(metric, each, unit, "value", f"/{at}", note=note,
                           labels={"run_index": at}), scope)
            for at, each in enumerate(items) if is_number(each)
        ]  # fmt: skip
        if hint.statistic and len(numbers) == 1:
            numbers = [numbers[0]._replace(statistic=hint.statistic)]
        yield self.record(place, numbers, scope)

    def object(
        self, values: dict[str, Any], place: str, scope: Scope
    ) -> Iterator[Record]:
        values = with_numbers(values)
        kinds = words.kinds_of(values)
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
                inner = below(scope, key)
                if isinstance(value, list) and key.lower() in _RUN_LISTS:
                    inner = replace(
                        inner, hint=_hint_of_runs(values, scope, inner.hint)
                    )
                yield from self.walk(value, place + pointer(key), inner)

    def enter(self, values: dict[str, Any], kinds: Any, scope: Scope) -> Scope:
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
            units=scope.units | named_units(values),
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
        self, values: dict[str, Any], kinds: Any, scope: Scope
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
            if about.unit == "count" and scope.labels.get(f"setting.{key}") == value:
                kind = "setting"
            if kind == "skip":
                self.leave("ids, seeds and clock times")
            elif kind == "setting" or (kind == "size" and measured):
                if kind == "size":
                    scope.labels[f"setting.{key}"] = value
                self.leave("settings")
            elif kind == "unknown" and _names_a_thing(scope.hint, measured):
                unit, note = unit_of(scope.hint, scope, value)
                metric = metric_at(scope.hint, scope, unit)
                said = scope.hint.statistic or "value"
                number = Number(metric, value, unit, said, pointer(key), note=note)
                named.append((key, _number(number, scope)))
            else:
                found.append(self.leaf(key, about, value, values, scope, n))
        return _distinct(found, values), named

    def leaf(
        self, key: str, about: Key, value: float, values: dict[str, Any],
        scope: Scope, n: Any,
    ) -> Number:  # fmt: skip
        if base := spread_of(key, values):
            about = key_of(base)._replace(statistic="stderr")
        unit, note = unit_of(about, scope, value)
        if not unit and about.unit is None:
            unit, note = of_siblings(about, values) or (unit, note)
        if unit == "tok/s" and not self.tokens:
            unit = "1/s"  # transactions a second, as databases count
        if unit == "flop/s" and isinstance(value, int) and _OPERATIONS.fullmatch(key):
            unit, note = "", "guess: operations of one pass, no rate"
        metric = metric_at(about, scope, unit)
        statistic = about.statistic or "value"
        behind = n if statistic in ("mean", "median", "std") and is_number(n) else None
        number = Number(metric, value, unit, statistic, pointer(key), note=note,
                        n_behind=behind)  # fmt: skip
        return _number(number, scope)

    def other(self, key: str, value: Any, scope: Scope) -> Number | None:
        """Take what stands in the place of a number: ``"12.3 ms"``, ``"OOM"``."""
        found = told(key, value)
        if found is None:
            return None
        if isinstance(found, str):
            self.leave(found)
            return None
        scope.labels.pop(f"setting.{key}", None)
        return _number(found, scope)

    def record(self, place: str, numbers: list[Number], scope: Scope) -> Record:
        labels = dict(scope.labels)
        parts = [part for part in scope.parts if part.lower() not in _STRUCTURE]
        said = [part for part in parts if says(key_of(part))]
        if "benchmark" not in labels and len(said) < len(parts):
            things = [part for part in parts if part not in said]
            labels["benchmark"] = " / ".join(things)
            parts = said
        more = [labels.get("config_label"), *parts]
        labels["config_label"] = ", ".join(str(each) for each in more if each) or None
        return Record(place, numbers, labels)


def _hint_of_runs(
    values: dict[str, Any], scope: Scope, otherwise: Key | None
) -> Key | None:
    """Let a list of runs measure what its mean beside it does."""
    for name, value in values.items():
        key = key_of(name)
        if is_number(value) and key.statistic in ("mean", "median"):
            above = scope.hint
            metric = key.metric or (above.metric if above else "")
            unit = key.unit or (above.unit if above else None)
            plain = words.name_of(scope.parts[-1]) if scope.parts else "value"
            return Key(metric or ("" if unit else plain), unit or "", None)
    return otherwise


def _names_a_thing(hint: Key | None, measured: bool) -> TypeGuard[Key]:
    """Say whether a key names what was measured, the key above it how."""
    return hint is not None and says(hint) and not (measured and not hint.metric)


_NEVER_NEGATIVE = ("s", "bytes", "tok/s", "1/s", "bytes/s", "flop/s", "words/s")


def _number(number: Number, scope: Scope) -> Number:
    if scope.failed is None:
        value = number.value
        if value is not None and value < 0:
            return _negative(number)
        scored = number.metric.rpartition("_")[2] in ("accuracy", "acc")
        if number.unit == "x" and scored and value and value > 1:
            return number._replace(unit="%", note="guess: more than 1 is percent")
        return number
    status, error = scope.failed
    raw = number.raw if number.raw is not None else repr(number.value)
    if status == "placeholder":
        return number._replace(value=None, raw=raw, status=status, note=error)
    return number._replace(value=None, raw=raw, status=status, error=error)


def _negative(number: Number) -> Number:
    """Tell -1 ms, which stands for no value, from a difference."""
    unit = parse_unit(number.unit)
    if number.statistic == "delta" or not unit or unit.canonical not in _NEVER_NEGATIVE:
        return number
    return number._replace(
        value=None, raw=repr(number.value), status="placeholder",
        note="a negative number stands for no value",
    )  # fmt: skip


def _distinct(numbers: list[Number], values: dict[str, Any]) -> list[Number]:
    """Give back their own words to numbers that one metric's name would merge."""
    seen: dict[tuple[str, str], int] = {}
    for at, number in enumerate(numbers):
        key = (number.metric, number.statistic)
        if key in seen:
            for index in (seen[key], at):
                own = numbers[index].place.rpartition("/")[2]
                plain = words.name_of(own) or own
                if number.metric not in (*plain.split("_"), "value", "time"):
                    plain = f"{number.metric}_{plain}"
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
    if column == "machine" and _SIZE.fullmatch(text):
        column = None  # {"deno": "137M", "node": "110M"}
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
        return words.name_of(key) in words.SETTINGS_OBJECTS
    name = words.name_of(key)
    if name in words.SETTINGS_OBJECTS:
        return True
    plain = [each for each in value.values() if not isinstance(each, (dict, list))]
    if len(plain) != len(value) or not any(isinstance(each, str) for each in plain):
        return False
    if all(map(is_quantity, plain)):
        return False  # {"library": "4425 ms"}
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
    if any(map(_measures, set(_KEY.findall(document.text[:400_000])))):
        return True
    rows = as_rows(content)
    return bool(rows) and any(map(_measures, rows[0] if rows else ()))


def _measures(name: str) -> bool:
    """Say whether a key alone shows that a file measures something."""
    if BARE.fullmatch(name):
        return False
    key = key_of(name)
    if key.unit or words.METRIC_WORDS & set(key.metric.split("_")):
        return words.label_of(name) != "timestamp" or key.metric == "time"
    return (
        key.statistic in ("mean", "median", "std") or (key.statistic or "")[:1] == "p"
    )


def _read(document: Document) -> Iterator[Found]:
    reading = _Reading(document.text[:400_000])
    for record in reading.walk(document.content, "", Scope(seconds=reading.seconds)):
        if record.numbers:
            yield record
    for reason, count in reading.left.items():
        yield NotTaken(reason, count)


READERS = (Reader("json (guessed)", ("json",), _claims, _read, guess=True),)

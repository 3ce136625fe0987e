"""What the generic JSON reader knows at a place: labels, units, what is measured.

A number's unit is its own key's, else the one beside it, else the one above it; a
time without any is taken for seconds only where it is a fraction, and is marked.
"""

import re
from dataclasses import dataclass, field, replace
from typing import Any

from ..records import is_number
from . import generic_words as words
from ._keys import Key, key_of, metric_of

GUESS = "guess: by the names of the keys"
_NO_UNIT = "guess: no unit is given"
_SECONDS = "guess: seconds, as no unit is given"


@dataclass(frozen=True)
class Scope:
    """What holds for everything below a place: labels, a unit, a failure."""

    labels: dict[str, Any] = field(default_factory=dict)
    parts: tuple[str, ...] = ()
    hint: Key | None = None
    unit: str | None = None
    units: dict[str, str] = field(default_factory=dict)
    failed: tuple[str, str] | None = None
    seconds: bool = True


def unit_of(key: Key, scope: Scope, value: Any) -> tuple[str, str]:
    """Find a number's unit (its own, the one beside, the one above) and a note."""
    if key.unit:
        return key.unit, GUESS
    above = scope.hint
    plain = key.metric in _VALUES
    called = (above.metric if above else "") if plain else key.metric
    for name, unit in scope.units.items():
        if called == name or called.startswith(name + "_"):
            return unit, GUESS
    if scope.unit and (plain or words.TIME_WORDS & set(key.metric.split("_"))):
        return words.unit_text(scope.unit) or scope.unit, GUESS
    if above and above.unit and (plain or key is above):
        return above.unit, GUESS
    named = set((key.metric or (above.metric if above else "")).split("_"))
    if (
        scope.seconds
        and named & words.TIME_WORDS
        and isinstance(value, float)
        and value < 1e5
    ):
        return "s", _SECONDS
    return "", _NO_UNIT


_VALUES = frozenset(
    ("", "value", "values", "result", "score", "range", "lower", "upper")
)


_SPREAD = re.compile(r"(.+?)[ _](?:std_?)?err(?:or)?", re.I)


def spread_of(key: str, values: dict[str, Any]) -> str | None:
    """Return the key whose uncertainty this is: ``ppl_err`` beside ``ppl``."""
    match = _SPREAD.fullmatch(key)
    beside = match and is_number(values.get(match[1]))
    return match[1] if match and beside else None


def named_units(values: dict[str, Any]) -> dict[str, str]:
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


def of_siblings(key: Key, values: dict[str, Any]) -> tuple[str, str] | None:
    """Take the siblings' unit for a key that names nothing but a statistic."""
    if key.metric:
        return None
    units = {key_of(name).unit for name, each in values.items()
             if is_number(each) and key_of(name).metric == ""}  # fmt: skip
    units.discard(None)
    (unit,) = units if len(units) == 1 else (None,)
    return (unit, "guess: the unit of its siblings") if unit else None


def metric_at(key: Key, scope: Scope, unit: str) -> str:
    """Name what a number measures: by its key, a text beside it, a key above it."""
    if key.metric in _VALUES:
        named = scope.labels.get("setting.metric") or scope.labels.get(
            "setting.measure"
        )
        if named and isinstance(named, str):
            about = key_of(named)
            return metric_of(about.metric, unit)
        if scope.hint and says(scope.hint) and scope.hint.metric not in _VALUES:
            return metric_of(scope.hint.metric, unit)
    if unit and key.metric in ("value", "values", "result"):
        return metric_of("", unit)
    if not unit and not key.metric and scope.parts:
        return words.name_of(scope.parts[-1]) or "value"
    return metric_of(key.metric, unit)


def says(key: Key) -> bool:
    """Say whether a key tells what is measured: a unit, or a word for a quantity."""
    return key.unit is not None or bool(words.METRIC_WORDS & set(key.metric.split("_")))


def below(scope: Scope, key: str) -> Scope:
    """Return what holds for the value under a key."""
    about = key_of(key)
    hint = about if says(about) or (about.statistic and not about.metric) else None
    if hint is not None and hint.unit is None and scope.hint is not None:
        hint = hint._replace(
            unit=scope.hint.unit, metric=hint.metric or scope.hint.metric
        )
    if hint is None:
        hint = scope.hint or (Key("", scope.unit, None) if scope.unit else None)
    return replace(scope, parts=(*scope.parts, key), hint=hint)

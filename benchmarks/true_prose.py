"""True prose about benchmark data, in many shapes, each with what it claims.

A `Saying` is a shape (a template as a person or a language model would write it) and
the fields that it claims: names, a metric, a statistic, numbers, a unit, a direction, a
rank, counts. `holds` says by its own arithmetic over `Facts.lookup` whether a saying is
true, so a saying with one field changed is known to be false. Nothing here knows how
the check reads prose.
"""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from random import Random
from string import Formatter
from typing import Any, NamedTuple

from benchmarks.prose_shapes import (
    COUNTS,
    DIRECTIONS,
    METRICS,
    ORDINALS,
    PLURALS,
    RANKS,
    RULES,
    STATISTICS,
    UNITS,
    Shape,
)  # fmt: skip

NAMES, NUMBERS = ("a", "b", "d"), ("x", "y", "z")
_EDGE = 1e-9


@dataclass(frozen=True)
class World:
    """The facts of one folder, as prose speaks of them; `kept` remembers values."""

    facts: Any
    unknown: Mapping[str, tuple[str, ...]]
    kept: dict[Any, Any] = field(default_factory=dict)

    def value(self, subject: Mapping[str, str], metric: str, statistic: str) -> Any:
        """Look a value up in its canonical unit; None where the data has none."""
        key = (tuple(sorted(subject.items())), metric, statistic)
        if key not in self.kept:
            found = self.facts.lookup(dict(subject), metric, statistic)
            self.kept[key] = None if found is None else found.value
        return self.kept[key]

    def names(self, label: str, around: Mapping[str, str], metric: str) -> list[str]:
        """Name those of a label that have a value of this metric."""
        key = (label, tuple(around.items()), metric)
        if key not in self.kept:
            statistic = (
                "count" if metric.endswith(("_failures", "_attempts")) else "mean"
            )
            self.kept[key] = [
                name for name in self.facts.labels.get(label, ())
                if self.value({**around, label: name}, metric, statistic)
            ]  # fmt: skip
        return self.kept[key]


class Saying(NamedTuple):
    """A shape and what it claims; the same `seed` words it the same way."""

    shape: Shape
    fields: Mapping[str, Any]
    seed: int


# --- words ---------------------------------------------------------------------------


def render(saying: Saying) -> tuple[str, dict[str, list[tuple[int, int]]]]:
    """Write a saying; also return where each field stands."""
    text, places = "", {}
    for before, name, _, _ in Formatter().parse(saying.shape.text):
        text += before
        if name is not None:
            said = _worded(saying, name)
            places.setdefault(name, []).append((len(text), len(text) + len(said)))
            text += said
    return text, places


def _worded(saying: Saying, name: str) -> str:
    chance, fields = Random(saying.seed), saying.fields
    plain, lower = saying.shape.plain, name.lower()
    quote = "" if plain else chance.choice(("", "", "`", "**"))
    if name in ("a", "b", "c", "d"):
        quote = "" if f"**{{{name}}}" in saying.shape.text else quote
        return f"{quote}{fields[name]}{quote}"
    if name in ("n", "k"):
        words = not plain and chance.random() < 0.3 and "= {n}" not in saying.shape.text
        said = str(fields[name])
        if words and fields[name] < len(COUNTS):
            said = COUNTS[fields[name]]
        return (
            said.capitalize() if saying.shape.text.startswith(f"{{{name}}}") else said
        )
    if name == "ms":
        return PLURALS[fields["metric"]]
    if name == "L":
        return str(fields["label"]).capitalize()
    if lower not in ("u", "m", "s", "as"):
        return str(fields[name])
    if name == "u":
        of = UNITS[fields["u"]][2]
    else:
        of = METRICS[fields["metric"]][1] if lower == "m" else STATISTICS[fields["s"]]
    said = of[0] if plain else chance.choice(of)
    if name == "as":
        return f"{'an' if said[0] == 'a' else 'a'} {said}"
    return said[0].upper() + said[1:] if name == "S" else said


def number(chance: Random, value: float, digits: int) -> str:
    """Write a value with so many digits that count; thousands in one of two ways."""
    places = max(0, digits - 1 - math.floor(math.log10(abs(value)))) if value else 0
    return f"{value:,.{places}f}" if chance.random() < 0.5 else f"{value:.{places}f}"


def within(written: str, value: float, wide: float = 0.0) -> bool:
    """Say whether a value is what a number means by its digits (or within `wide`)."""
    plain = written.replace(",", "")
    half = 0.5 * 10.0 ** -len(plain.partition(".")[2])
    half = max(half, wide * abs(value))
    return abs(float(plain) - value) <= half + _EDGE * abs(value)


# --- truth ---------------------------------------------------------------------------


def holds(saying: Saying, world: World, *, any_reading: bool = False) -> bool:
    """Say whether a saying is true.

    With `any_reading` also where a reader might take it otherwise: a value without a
    statistic as the median, "30% faster" as of the rate.
    """
    readings = [saying.fields["s"]]
    stated = any(f"{{{each}}}" in saying.shape.text for each in ("s", "S", "as"))
    if any_reading and not stated:
        readings += ["median"] if saying.shape.form not in ("spread", "counts") else []
    form = _FORMS[saying.shape.form]
    return any(
        form(_Read(world, {**saying.fields, "s": each}, any_reading))
        for each in readings
    )


class _Read(NamedTuple):
    """The fields of a saying under one reading, and the values that they name."""

    world: World
    fields: Mapping[str, Any]
    loose: bool

    def around(self) -> dict[str, str]:
        around = self.fields.get("around")
        return {around: self.fields["c"]} if around else {}

    def of(self, name: str, statistic: str = "", metric: str = "") -> Any:
        fields = self.fields
        own = {fields["label"]: fields[name]} if name in fields else {}
        return self.world.value(
            self.around() | own, metric or fields["metric"], statistic or fields["s"]
        )

    def is_value(self, number: str, value: Any, wide: float = 0.0) -> bool:
        factor, canonical, _ = UNITS[self.fields["u"]]
        if value is None or canonical != _unit(self.fields["metric"]):
            return False
        return within(self.fields[number], value / factor, wide)

    def sign(self, word: Any) -> int:
        """Say whether a direction claims the greater (+1) or the smaller (−1) value."""
        if word in ("better", "worse"):
            rate = 1 if _unit(self.fields["metric"]) == "tok/s" else -1
            return rate if word == "better" else -rate
        return int(word)


def _unit(metric: str) -> str:
    return "tok/s" if metric == "throughput" else "s"


def _values(read: _Read) -> bool:
    given = [(n, x) for n, x in zip(NAMES, NUMBERS, strict=True) if x in read.fields]
    return all(read.is_value(x, read.of(n)) for n, x in given) and _n_holds(read)


def _n_holds(read: _Read) -> bool:
    return "n" not in read.fields or read.of("a", "count") == read.fields["n"]


def _about(read: _Read) -> bool:
    return read.is_value("x", read.of("a"), 0.1 if read.loose else 0.03)


def _bound(read: _Read) -> bool:
    value, sign = read.of("a"), read.sign(DIRECTIONS[read.fields["dir"]])
    if value is None:
        return False
    limit = float(read.fields["x"].replace(",", "")) * UNITS[read.fields["u"]][0]
    return (value - limit) * sign > 0


def _spread(read: _Read) -> bool:
    pairs = zip(NUMBERS, read.fields["spread"], strict=False)
    return all(read.is_value(x, read.of("a", each)) for x, each in pairs)


def _pair(read: _Read) -> tuple[float, float] | None:
    one, other = read.of("a"), read.of("b")
    return (one, other) if one and other and one != other else None


def _directed(read: _Read) -> tuple[float, float, int] | None:
    """Return both values and the sign, where the direction is true."""
    pair = _pair(read)
    if pair is None:
        return None
    sign = read.sign(DIRECTIONS[read.fields["dir"]])
    return (*pair, sign) if (pair[0] - pair[1]) * sign > 0 else None


def _ratio(read: _Read) -> bool:
    pair, said = _pair(read), read.fields["x"]
    if pair is None:
        return False
    if "dir" not in read.fields:
        return within(said, pair[0] / pair[1])
    found = _directed(read)
    return found is not None and within(said, max(pair) / min(pair))


def _percents(one: float, other: float, sign: int, either: bool) -> Iterator[float]:
    yield 100 * sign * (one / other - 1)
    if either:
        yield 100 * -sign * (other / one - 1)


def _percent(read: _Read) -> bool:
    found = _directed(read)
    if found is None:
        return False
    either = read.loose or read.fields["dir"] in ("faster", "slower")
    return any(within(read.fields["x"], each) for each in _percents(*found, either))


def _difference(read: _Read) -> bool:
    found = _directed(read)
    return found is not None and read.is_value("x", abs(found[0] - found[1]))


def _compare(read: _Read) -> bool:
    return _directed(read) is not None


def _extreme(read: _Read) -> bool:
    fields = read.fields
    place, sign = ranked(fields["rank"], read)
    names = read.world.names(fields["label"], read.around(), fields["metric"])
    found = (read._replace(fields={**fields, "a": each}).of("a") for each in names)
    order = sorted((v for v in found if v is not None), key=lambda v: -v * sign)
    mine = read.of("a")
    if place >= len(order) or mine != order[place]:
        return False
    return "x" not in fields or read.is_value("x", mine)


def ranked(rank: str, read: _Read) -> tuple[int, int]:
    """Take "second fastest" apart: its place from 0, and the sign of what is first."""
    ordinal, _, word = rank.rpartition(" ")
    place = ORDINALS.index(f"{ordinal} ") if ordinal else 0
    return place, read.sign(RANKS[word])


def _counts(read: _Read) -> bool:
    """Judge counts: each letter stands for the count of a metric, by the shape."""
    return all(
        read.of("a", "count", metric) == read.fields[letter]
        for letter, metric in read.fields["counts"].items()
    )


def _share(read: _Read) -> bool:
    part, whole = (
        read.of("a", "count", each) for each in read.fields["counts"].values()
    )
    return bool(part and whole) and within(read.fields["x"], 100 * part / whole)


_FORMS = {
    "values": _values, "about": _about, "bound": _bound, "spread": _spread,
    "ratio": _ratio, "percent": _percent, "difference": _difference,
    "compare": _compare, "extreme": _extreme, "counts": _counts, "share": _share,
}  # fmt: skip


# --- sayings -------------------------------------------------------------------------


def make(world: World, shape: Shape, chance: Random) -> Saying | None:
    """Make a true saying of this shape; None where the data or chance gives none."""
    metric = chance.choice(shape.only or tuple(METRICS))
    label = chance.choice(METRICS[metric][0])
    fields: dict[str, Any] = {"metric": metric, "label": label, "around": None}
    fields |= {"spread": shape.spread, "counts": shape.counts, "s": "mean"}
    wanted = {name for _, name, _, _ in Formatter().parse(shape.text) if name}
    if wanted & {"s", "S", "as"}:
        fields["s"] = chance.choice(("mean", "mean", "median", "min", "max", "p90"))
    if "c" in wanted:
        other = next((o for o in ("model", "device") if o != label), "device")
        around = world.names(other, {}, metric)
        if not around or len(METRICS[metric][0]) < 2:
            return None
        fields |= {"around": other, "c": chance.choice(around)}
    read = _Read(world, fields, False)
    names = world.names(label, read.around(), metric)
    chosen = [each for each in NAMES if each in wanted]
    if len(names) < max(len(chosen), 2 if "rank" in wanted else 1):
        return None
    fields |= zip(chosen, chance.sample(names, len(chosen)), strict=True)
    for word in ("dir", "rank"):
        if word in wanted:
            fields[word] = chance.choice(shape.words)
    if "rank" in wanted:
        _place(read, names, fields)
    if not _numbers(read, shape, wanted, chance):
        return None
    saying = Saying(shape, fields, chance.randrange(10**9))
    return saying if holds(saying, world) else None


def _place(read: _Read, names: list[str], fields: dict[str, Any]) -> None:
    place, sign = ranked(fields["rank"], read)
    of = {n: read._replace(fields=fields | {"a": n}).of("a") or 0.0 for n in names}
    order = sorted(names, key=lambda name: -of[name] * sign)
    fields["a"] = order[min(place, len(order) - 1)]


def _numbers(read: _Read, shape: Shape, wanted: set[str], chance: Random) -> bool:
    """Fill in the numbers, counts and the unit; False where the data lacks one."""
    fields: Any = read.fields
    for letter, metric in (shape.counts or {"n": ""}).items():
        if letter in wanted:
            count = read.of("a", "count", metric)
            if count is None:
                return False
            fields[letter] = int(count)
    given = [x for x in NUMBERS if x in wanted]
    if not given:
        return True
    values: list[Any]
    one, other = read.of("a"), read.of("b") if "b" in wanted else None
    if shape.form == "spread":
        values = [read.of("a", each) for each in shape.spread]
    elif shape.form == "share":
        part, whole = (read.of("a", "count", each) for each in shape.counts.values())
        values = [100 * part / whole if part and whole else None]
    elif shape.form in ("ratio", "percent", "difference"):
        if not one or not other:
            return False
        sign = read.sign(DIRECTIONS[fields["dir"]]) if "dir" in wanted else 1
        values = [{
            "ratio": max(one, other) / min(one, other) if "dir" in wanted
            else one / other,
            "percent": 100 * sign * (one / other - 1), "difference": abs(one - other),
        }[shape.form]]  # fmt: skip
    else:
        values = [read.of(n) for n, x in zip(NAMES, NUMBERS, strict=True) if x in given]
    if any(not each or each <= 0 for each in values):
        return False
    factor = 1.0
    if shape.form not in ("ratio", "percent", "share"):
        rate = _unit(fields["metric"]) == "tok/s"
        fields["u"] = "tok/s" if rate else "ms" if min(values) < 0.9 else "s"
        factor = UNITS[fields["u"]][0]
    if shape.form == "bound":
        values = [values[0] * (1.2 if DIRECTIONS[fields["dir"]] < 0 else 0.8)]
    digits = 2 if shape.form == "about" else chance.choice((3, 3, 4))
    for x, value in zip(given, values, strict=True):
        fields[x] = number(chance, value / factor, digits)
    return True


def of_rules(report: str, world: World) -> Iterator[Saying]:
    """Read the sentences of a rules report back into sayings that the data backs."""
    metrics = {names[0]: metric for metric, (_, names) in METRICS.items()}
    for shape in RULES:
        sentence = shape.text.rpartition("\n")[2]
        pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^\\n`]+?)", re.escape(sentence))
        for found in re.finditer(pattern, report):
            fields: dict[str, Any] = {"s": "mean", "around": None, "label": "backend"}
            fields |= found.groupdict() | {"counts": shape.counts}
            fields["metric"] = metrics.get(fields.pop("m", "compile time"))
            if fields["metric"] is None or fields.get("u", "s") not in UNITS:
                continue
            fields |= {each: int(fields[each]) for each in "nk" if each in fields}
            for label in ("backend", "model"):
                saying = Saying(shape, fields | {"label": label}, 0)
                if holds(saying, world):
                    yield saying
                    break

"""The words for metrics and units that somebody brought: learned from their names.

`known` makes them known to the claim finder while one text is judged; without it a text
is read with the package's own words alone.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

from .measurements import METRICS, Metric
from .units import CANONICAL, Unit, parse_unit
from .words import METRIC

_RATE = (
    r"(?:(?!more\b|fewer\b|less\b|and\b|or\b)[a-z]+[ -]){0,2}per sec(?:ond)?"
    r"|[a-z]{1,12}/s(?:ec(?:ond)?)?"
)


#: Words of many metrics' names, which tell none apart.
_COMMON = frozenset(
    ("size", "time", "rate", "number", "count", "total", "mean", "average", "median",
     "peak", "minimum", "maximum", "second", "minute", "hour", "with", "from", "that",
     "this")
)  # fmt: skip
_SPEED = re.compile(r"\b(?:fast|quick|slow|speed)", re.I)
_COMPARES = re.compile(
    r"\s*(?:\w+ ){0,2}?(?:more|less|fewer|higher|lower|faster|slower|larger|smaller"
    r"|better|worse|longer|shorter|as|of)\b",
    re.I,
)


class Mark(NamedTuple):
    """Where a text names a metric."""

    start: int
    end: int
    name: str


class OwnWords:
    """What a text may call the metrics and the units of somebody's own facts."""

    def __init__(self, own: Mapping[str, Metric]) -> None:
        self._names = {
            key_of(word): name
            for name, metric in own.items()
            for word in (*metric.aliases, name, metric.title)
            if key_of(word)
        }
        self._metric = _pattern(self._names)
        self._metrics = dict(own)
        self._hints = _hints(own)
        units = {metric.unit for metric in own.values()}
        self._units = {key_of(unit): unit for unit in units - {*CANONICAL, ""}}
        self._unit = _pattern(self._units)
        self._rate = re.compile(_RATE, re.I) if "1/s" in units else None

    def marks(self, text: str) -> Iterator[Mark]:
        """Yield where the metrics are named, the longest name of each place."""
        for match in self._metric.finditer(text) if self._metric else ():
            if name := self._names.get(key_of(match[0])):
                yield Mark(match.start(), match.end(), name)

    def by_unit(
        self, text: str, begin: int, end: int, unit: str, named: bool
    ) -> str | None:
        """Name the metric of a number by its unit; see `metric_by_unit`."""
        fit = [name for name, metric in self._metrics.items() if metric.unit == unit]
        for mark in self.marks(text):
            if begin <= mark.start and mark.end <= end and mark.name in fit:
                return mark.name
        said = [
            (match.start(), name)
            for match in re.finditer(r"[^\W\d_]{4,}", text)
            if (name := self._hints.get(key_of(match[0]))) in fit
        ]
        before = [name for start, name in said if start < begin]
        if said:
            return before[-1] if before else said[0][1]
        alone = len(fit) == 1 and named and unit not in ("percent", "ratio")
        return fit[0] if alone else None

    def speed(self) -> str | None:
        """Name the only metric that says how fast something is."""
        fit = [n for n, m in self._metrics.items() if m.unit in ("s", "1/s", "tok/s")]
        return fit[0] if len(fit) == 1 else None

    def unit_at(self, text: str, at: int) -> tuple[int, Unit] | None:
        """Find one of the units that begins at a place, and where it ends."""
        space = re.compile(r"[ \u00a0\u202f]?").match(text, at)
        at = space.end() if space else at
        if self._unit and (match := self._unit.match(text, at)):
            own = self._units.get(key_of(match[0]))
            return (match.end(), Unit(own, 1.0)) if own else None
        if self._rate and (match := self._rate.match(text, at)):
            known = parse_unit(match[0])
            ends = not re.match(r"\w", text[match.end() : match.end() + 1])
            return (match.end(), known or Unit("1/s", 1.0)) if ends else None
        return None

    def unit_in(self, header: str) -> Unit | None:
        """Find the unit that a column's header names in words."""
        starts = (m.start() for m in re.finditer(r"(?<![\w/])[^\W_]", header))
        found = (self.unit_at(header, start) for start in starts)
        return next((unit[1] for unit in found if unit), None)


_KNOWN: ContextVar[OwnWords | None] = ContextVar("own_words", default=None)


@contextmanager
def known(own: Mapping[str, Metric]) -> Iterator[None]:
    """Let the claim finder know the words of these metrics."""
    token = _KNOWN.set(OwnWords(own) if own else None)
    try:
        yield
    finally:
        _KNOWN.reset(token)


def unworded(metrics: Mapping[str, str]) -> dict[str, Metric]:
    """Give words to metrics that this package reads but has no pattern for: loss.

    Parameters
    ----------
    metrics
        The unit of each metric of the data.
    """
    found = {}
    for name, unit in metrics.items():
        plain = re.fullmatch(r"[a-z]+(?:_[a-z]+)*", name) and name not in _COMMON
        if plain and name not in METRIC and not name.startswith("config."):
            known = METRICS.get(name)
            title, other = (known.title, known.aliases) if known else (name, ())
            title = title.replace("_", " ")
            if title.endswith(" util"):
                title, other = f"{title}ization", (f"{title[:-5]} usage", *other)
            found[name] = Metric(unit, title, other)
    return found


def own_words() -> OwnWords | None:
    """Return the words that are known now; None without own facts."""
    return _KNOWN.get()


def metric_by_unit(
    text: str, begin: int, end: int, unit: str, named: bool
) -> str | None:
    """Name the own metric of a number that is followed by a unit, from begin to end.

    It is named by the unit's words (requests per second), else by a word that only its
    name has (the binary is 4 MB), else it is the only one of that unit where the text
    names a subject.
    """
    own = own_words()
    return own.by_unit(text, begin, end, unit, named) if own else None


def own_speed(text: str) -> str | None:
    """Name the only own metric that faster and slower can be of."""
    own = own_words()
    return own.speed() if own and _SPEED.search(text) else None


def is_share(metric: Metric, role: str, text: str, end: int) -> bool:
    """Say whether a percentage or ratio is a value of a metric, not a comparison."""
    same = metric.unit == role == "percent" or metric.unit == role == "ratio"
    return same and not _COMPARES.match(text, end)


def unit_in(header: str) -> Unit | None:
    """Find the unit of own facts that a column's header names in words."""
    own = own_words()
    return own.unit_in(header) if own and header else None


def says_unit(metric: Metric) -> bool:
    """Say whether a metric's name holds its unit: requests per second."""
    return bool(re.search(r"\bper\b|/", metric.title))


def key_of(words: str) -> str:
    """Make the same key of a name however it is spelled: case, marks, plural, rate."""
    plain = re.sub(
        r"(?<=\w)/s(?:ec|econd)?\Z|\bper sec\Z", " per second", words.lower()
    )
    parts = re.split(r"[-_\s\\]+", plain)
    return " ".join(_single(each) for each in parts if each)


def _hints(own: Mapping[str, Metric]) -> dict[str, str]:
    """Find the words that the name of one metric alone has."""
    owners: dict[str, set[str]] = {}
    for name, metric in own.items():
        for word in key_of(metric.title).split():
            owners.setdefault(word, set()).add(name)
    return {
        word: of.pop() for word, of in owners.items()
        if len(of) == 1 and len(word) > 3 and word not in _COMMON
    }  # fmt: skip


def _single(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") else word


def _pattern(keys: Mapping[str, str]) -> re.Pattern[str] | None:
    """Match any of the names, the longest first."""
    if not keys:
        return None
    spelled = map(_spelling, sorted(keys, key=lambda key: (-len(key), key)))
    return re.compile(rf"(?<![\w/])(?:{'|'.join(spelled)})(?![\w/])", re.I)


def _spelling(key: str) -> str:
    """Write the pattern of a name: its words apart or joined, one or several."""
    what, rate, _ = key.rpartition(" per second")
    words = r"\\?[-_ ]".join(map(_plural, (what or key).split()))
    return words + (r"(?:\\?[-_ ]per[-_ ]sec(?:ond)?|/s(?:ec)?)" if rate else "")


def _plural(word: str) -> str:
    if len(word) > 3 and word.endswith("y"):
        return re.escape(word[:-1]) + "(?:y|ies)"
    ends = len(word) > 2 and word[-1].isalpha()
    return re.escape(word) + ("s?" if ends else "")

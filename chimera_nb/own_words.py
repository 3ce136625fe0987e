"""The words for metrics and units that somebody brought: learned from their names.

`known` makes them known to the claim finder while one text is judged; without it a text
is read with the package's own words alone.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

from .measurements import Metric
from .units import CANONICAL, Unit, parse_unit

_RATE = (
    r"(?:(?!more\b|fewer\b|less\b|and\b|or\b)[a-z]+[ -]){0,2}per sec(?:ond)?"
    r"|[a-z]{1,12}/s(?:ec(?:ond)?)?"
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
        units = {metric.unit for metric in own.values()}
        self._units = {key_of(unit): unit for unit in units - {*CANONICAL, ""}}
        self._unit = _pattern(self._units)
        self._rate = re.compile(_RATE, re.I) if "1/s" in units else None

    def marks(self, text: str) -> Iterator[Mark]:
        """Yield where the metrics are named, the longest name of each place."""
        for match in self._metric.finditer(text) if self._metric else ():
            if name := self._names.get(key_of(match[0])):
                yield Mark(match.start(), match.end(), name)

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


def own_words() -> OwnWords | None:
    """Return the words that are known now; None without own facts."""
    return _KNOWN.get()


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

"""Facts: the numbers that a report may state, each with its sources."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, overload

if TYPE_CHECKING:
    from .measurements import Metric

_PLAIN = re.compile(r"[A-Za-z0-9_.+\-]+\Z")
#: So many computed facts are kept for the next time that they are asked for.
_MOST_COMPUTED = 10_000


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One number that a report may state.

    `value` is unrounded and in the canonical unit; `n` counts the measurements behind
    it; `sources` holds the first 20 of `n_sources` places. `priority` orders facts for
    a small prompt; `noise` says that the value rests on a gain within the noise.
    """

    metric: str
    statistic: str
    value: float
    unit: str
    n: int
    subject: Mapping[str, str] = field(default_factory=dict)
    sources: tuple[str, ...] = ()
    n_sources: int = 0
    in_prompt: bool = False
    priority: int = 9
    noise: bool = False

    @property
    def id(self) -> str:
        """The fact's name, made of content: ``compile_time.mean[backend=jit]``."""
        return fact_id(self.metric, self.statistic, self.subject)

    def to_json(self) -> dict[str, Any]:
        """Return the object that ``facts.json`` holds."""
        return {
            "id": self.id, "subject": dict(self.subject), "metric": self.metric,
            "statistic": self.statistic, "value": self.value, "unit": self.unit,
            "n": self.n, "sources": list(self.sources), "n_sources": self.n_sources,
            "in_prompt": self.in_prompt,
        }  # fmt: skip


def fact_id(metric: str, statistic: str, subject: Mapping[str, str]) -> str:
    """Make a fact's id: keys sorted, values quoted where they are not plain words."""
    name = metric if statistic == "value" else f"{metric}.{statistic}"
    if not subject:
        return name
    labels = ",".join(
        f"{key}={value if _PLAIN.match(value) else json.dumps(value)}"
        for key, value in sorted(subject.items())
    )
    return f"{name}[{labels}]"


class Facts(Sequence[Fact]):
    """A sequence of facts, found by subject, metric and statistic.

    `lookup` also computes what nobody had listed, where `compute` was given. `scopes`
    names groups of files (``quant bench``), `settings` the labels that are settings,
    `raw` finds what files store by key (`chimera_nb.rawkeys`), `own` holds the metrics
    that somebody named who brought facts of their own (`chimera_nb.own_facts`).
    """

    def __init__(
        self,
        facts: Iterable[Fact],
        compute: Any = None,
        labels: Mapping[str, tuple[str, ...]] | None = None,
        scopes: Mapping[str, tuple[str, ...]] | None = None,
        settings: tuple[str, ...] = (),
        raw: Any = None,
        own: "Mapping[str, Metric] | None" = None,
    ) -> None:
        self._facts = tuple(facts)
        self._by_id = {fact.id: fact for fact in self._facts}
        self._compute = compute
        self._labels = dict(labels) if labels is not None else _labels_of(self._facts)
        self.scopes = dict(scopes or {})
        self.settings = settings
        self.raw = raw
        self.own = dict(own or {})
        self._computed: dict[str, Fact | None] = {}
        self._by_label: dict[tuple[str, ...], list[Fact]] = {}
        self._given: dict[str, set[str]] = {}
        for fact in self._facts if self.own else ():
            self._given.setdefault(fact.metric, set()).add(fact.statistic)

    @overload
    def __getitem__(self, index: int) -> Fact: ...
    @overload
    def __getitem__(self, index: slice) -> "Facts": ...
    def __getitem__(self, index: int | slice) -> "Fact | Facts":
        if isinstance(index, slice):
            return self._like(self._facts[index])
        return self._facts[index]

    def _like(self, facts: Iterable[Fact]) -> "Facts":
        return Facts(
            facts, self._compute, self._labels, self.scopes, self.settings, self.raw,
            self.own,
        )  # fmt: skip

    def __len__(self) -> int:
        return len(self._facts)

    def __iter__(self) -> Iterator[Fact]:
        return iter(self._facts)

    @property
    def labels(self) -> dict[str, tuple[str, ...]]:
        """Label name → every value of it in the data (names only, no numbers)."""
        return dict(self._labels)

    def get(self, fact_id: str) -> Fact | None:
        """Find a listed fact by its id."""
        return self._by_id.get(fact_id)

    def lookup(
        self, subject: Mapping[str, str], metric: str, statistic: str
    ) -> Fact | None:
        """Find or compute a fact; None where the data has no such quantity."""
        name = fact_id(metric, statistic, subject)
        found = self._by_id.get(name)
        if found is None and self._compute is not None:
            if name not in self._computed:
                if len(self._computed) >= _MOST_COMPUTED:
                    self._computed.clear()
                self._computed[name] = self._compute(dict(subject), metric, statistic)
            found = self._computed[name]
        return found

    def about(
        self, subject: Mapping[str, str], metric: str, statistic: str
    ) -> list[Fact]:
        """List the facts whose subject has all of this, and maybe more."""
        if not self._by_label:
            for fact in self._facts:
                for key, value in fact.subject.items():
                    label = (fact.metric, fact.statistic, key, value)
                    self._by_label.setdefault(label, []).append(fact)
        of = [
            self._by_label.get((metric, statistic, key, value), [])
            for key, value in subject.items()
        ]
        wanted = subject.items()
        return [
            fact
            for fact in min(of, key=len, default=[])
            if wanted <= dict(fact.subject).items()
        ]

    def usual(self, metric: str) -> str:
        """Say which statistic of an own metric is meant where a text names none."""
        if metric not in self.own:
            return ""
        given = self._given.get(metric, set())
        plain = next((name for name in ("value", "mean") if name in given), "")
        return plain or (next(iter(given)) if len(given) == 1 else "mean")

    def select(self, metric: str, statistic: str, keys: Iterable[str]) -> list[Fact]:
        """List the facts of one metric and statistic whose subject has these keys."""
        wanted = set(keys)
        return [
            fact
            for fact in self._facts
            if fact.metric == metric
            and fact.statistic == statistic
            and set(fact.subject) == wanted
        ]

    def marked(self, ids: Iterable[str]) -> "Facts":
        """Return these facts with `in_prompt` set for the given ids."""
        chosen = set(ids)
        facts = (replace(fact, in_prompt=fact.id in chosen) for fact in self._facts)
        return self._like(facts)

    def to_json(self) -> list[dict[str, Any]]:
        """Return the list that ``facts.json`` holds."""
        return [fact.to_json() for fact in self._facts]


def _labels_of(facts: Iterable[Fact]) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for fact in facts:
        for key, value in fact.subject.items():
            found.setdefault(key, {})[value] = None
    return {key: tuple(values) for key, values in found.items()}

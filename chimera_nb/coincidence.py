"""How easily a number would have passed by chance: random ones judged in its place.

A check that lets any number pass says nothing. In place of each number that a text
states, others of the same dress are judged, bound to the same quantity: with as many
decimals, in the same unit, log-uniform over what the data has in that unit.
"""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

import pandas as pd

from .claims import Claim
from .facts import Fact, Facts
from .own_facts import as_facts
from .verdicts import Verdict, claims_of, judge

_JUDGED = ("supported", "contradicted", "unsupported")
#: So many numbers are judged in place of one, besides those next to the true values.
_DRAWS = 32
#: So many numbers of a text are replaced; of more, evenly chosen ones.
_MOST = 200
#: Numbers are drawn from a range at least so wide, from its least to its greatest.
_SPAN = 10.0
_MOST_STEPS = 1e15


def coincidence_rate(text: str, facts: Any) -> float | None:
    """Compute the share of random numbers that would have passed in a text.

    Parameters
    ----------
    text
        Markdown by anybody.
    facts
        What the data says, as `chimera_nb.check_text` takes it.

    Returns
    -------
    float or None
        The mean over the judged numbers of the text, from 0 to 1; None where there
        are none. Of more than 200 numbers, 200 evenly chosen ones.
    """
    return rate_of(coincidences(text, facts))


def coincidences(text: str, facts: Any) -> pd.Series:
    """Compute for each claim the share of random numbers that would have passed.

    Returns
    -------
    Series
        In the order of `chimera_nb.check_text`'s rows; missing for comparison words,
        for numbers in words, for settings that are stated as a condition, for what is
        no claim, and for what was not chosen.
    """
    facts = as_facts(facts)
    claims = claims_of(text, facts)
    judged = {
        at: verdict
        for at, claim in enumerate(claims)
        if _is_drawn(claim) and (verdict := judge(claim, facts)).verdict in _JUDGED
    }
    ends = _ends(facts)
    chosen = list(judged)
    if len(chosen) > _MOST:
        chosen = [chosen[at * len(chosen) // _MOST] for at in range(_MOST)]
    shares = {at: _share(claims[at], judged[at], facts, ends) for at in chosen}
    return pd.Series(
        [shares.get(at) for at in range(len(claims))],
        dtype="float64", name="coincidence",
    )  # fmt: skip


def rate_of(shares: pd.Series) -> float | None:
    """Return the mean of what `coincidences` gave; None where nothing was drawn."""
    return float(shares.mean()) if shares.notna().any() else None


def shown(rate: float) -> str:
    """Print a coincidence rate as a percentage."""
    return "under 0.01 %" if 0 < rate < 1e-4 else f"{100 * rate:.2g} %"


def told(rate: float) -> str:
    """Say what a coincidence rate means, in a sentence."""
    return (
        f"Coincidence rate: {shown(rate)} of random numbers in place of these, written"
        " alike and of the data's magnitude, would have passed."
    )


def _is_drawn(claim: Claim) -> bool:
    in_digits = any(char.isdigit() for char in claim.token)
    return (
        claim.kind == "number" and claim.role not in ("setting", "date") and in_digits
    )


#: The smallest and the greatest of the data's values in a unit, zeros and signs apart.
_Ends = tuple[float, float]


def _ends(facts: Iterable[Fact]) -> dict[str, _Ends]:
    found: dict[str, _Ends] = {}
    for fact in facts:
        value = abs(fact.value)
        if value and math.isfinite(value):
            low, high = found.get(fact.unit, (value, value))
            found[fact.unit] = min(low, value), max(high, value)
    return found


class _Range(NamedTuple):
    """The numbers that could stand in a place: multiples of a step, from, to."""

    step: float
    least: int
    greatest: int

    def share(self, at: int) -> float:
        """Say how likely the number `at` steps is, log-uniformly drawn and rounded."""
        if not self.least <= at <= self.greatest:
            return 0.0
        whole = math.log((self.greatest + 0.5) / (self.least - 0.5))
        return math.log1p(1 / (at - 0.5)) / whole

    def drawn(self) -> Iterator[int]:
        """Yield all numbers, or of very many one from the middle of each part."""
        if self.greatest - self.least < _DRAWS:
            yield from range(self.least, self.greatest + 1)
            return
        low, high = math.log(self.least - 0.5), math.log(self.greatest + 0.5)
        for part in range(_DRAWS):
            at = round(math.exp(low + (part + 0.5) / _DRAWS * (high - low)))
            yield min(max(at, self.least), self.greatest)


def _range(
    claim: Claim, verdict: Verdict, facts: Facts, ends: Mapping[str, _Ends]
) -> _Range:
    """Say which numbers could stand in the place of a claim, written as it is."""
    fact = facts.get(verdict.fact)
    unit = claim.unit or (claim.role if claim.role in ("ratio", "percent") else "")
    if not unit and not claim.key:
        unit = fact.unit if fact else "count"
    low, high = ends.get(unit, (0.0, 0.0))
    step = 2 * claim.half_width or 1.0
    if not high:
        low = high = abs(claim.value) * claim.factor
    least, greatest = (
        max(1, round(min(value / claim.factor / step, _MOST_STEPS)))
        for value in (low, high)
    )
    if greatest < _SPAN * least:
        middle = math.sqrt(least * greatest)
        least = max(1, round(middle / math.sqrt(_SPAN)))
        greatest = round(least * _SPAN)
    return _Range(step, least, greatest)


def _share(
    claim: Claim, verdict: Verdict, facts: Facts, ends: Mapping[str, _Ends]
) -> float:
    """Weigh the numbers that pass: exactly next to true values, the rest by draws."""
    numbers = _range(claim, verdict, facts, ends)
    decimals = max(0, -math.floor(math.log10(numbers.step) + 1e-9))
    true = {verdict.wanted}
    passed: dict[int, bool] = {}

    def passes(at: int) -> bool:
        if at not in passed:
            value = at * numbers.step
            token = f"{value:.{decimals}f}"
            other = judge(replace(claim, value=float(token), token=token), facts)
            true.add(other.wanted)
            passed[at] = other.verdict == "supported"
        return passed[at]

    drawn = list(numbers.drawn())
    hits = [passes(at) for at in drawn]
    if len(drawn) == numbers.greatest - numbers.least + 1:
        return sum(
            numbers.share(at) for at, hit in zip(drawn, hits, strict=True) if hit
        )
    beside = {
        round(value / numbers.step) + away
        for value in true
        if math.isfinite(value)
        for away in (-1, 0, 1)
    }
    beside = {at for at in beside if numbers.least <= at <= numbers.greatest}
    exact = sum(numbers.share(at) for at in beside if passes(at))
    others = [hit for at, hit in zip(drawn, hits, strict=True) if at not in beside]
    left = 1 - sum(map(numbers.share, beside))
    return exact + left * (sum(others) / len(others) if others else 0.0)

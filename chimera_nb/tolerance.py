"""What a number means by the digits it was written with: 17.2 s is 17.15 to 17.25 s."""

from .claim import Claim
from .facts import Fact
from .units import format_value

#: "about 17" may be off by so much of itself; other numbers only by the last digit.
ABOUT = 0.05
_TINY = 1e-12


def interval(claim: Claim) -> tuple[float, float]:
    """Return the least and the greatest value that a number may stand for.

    In canonical units; infinite to one side for a bound ("under 20 s"), which is
    strict whatever its last digit is. A whole number without a unit means itself, but
    for a mean or another statistic of counts.
    """
    low, high = claim.value - claim.half_width, claim.value + claim.half_width
    if claim.bound == "about":
        wide = max(claim.half_width, ABOUT * abs(claim.value))
        low, high = claim.value - wide, claim.value + wide
    whole = claim.statistic in (None, "count", "value") and claim.unit is None
    whole = whole and claim.role not in ("ratio", "percent", "difference")
    if whole and claim.value == int(claim.value) and claim.bound != "about":
        low = high = claim.value
    low, high = low * claim.factor, high * claim.factor
    strict = claim.bound in ("under", "more") or (claim.bound == "over" and not whole)
    if strict:  # a mean over 27 runs is of 27
        beyond = 1 - 3 * _TINY if claim.bound == "under" else 1 + 3 * _TINY
        low = high = claim.value * claim.factor * beyond
    if claim.bound in ("under", "at_most"):
        low = float("-inf")
    if claim.bound in ("over", "more", "at_least"):
        high = float("inf")
    return low, high


def within(value: float, low: float, high: float) -> bool:
    """Say whether a value lies in an interval; its own rounding does not matter."""
    slack = _TINY * abs(value)
    return low - slack <= value <= high + slack


def stands_for(claim: Claim, stored: float) -> bool:
    """Say whether a number is a stored one, in whatever unit that is."""
    slack = claim.half_width * 1.000001 + _TINY * abs(stored)
    return abs(claim.value - stored) <= slack


def means(claim: Claim, fact: Fact, low: float, high: float) -> str:
    """Say in words what a number means, in the unit of a fact."""
    if claim.kind == "relation" and claim.value == 0 and not claim.unit:
        return f"{claim.token}: there would be none"
    if low == high:
        return f"{claim.token} means exactly that"
    ends = [
        format_value(end, fact.unit, 6) if abs(end) != float("inf") else "anything"
        for end in (low, high)
    ]
    return f"{claim.token} means {ends[0]} to {ends[1]}"

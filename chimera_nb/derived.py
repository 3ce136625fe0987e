"""Derived values: ratios, percentages, differences and shares of facts."""

from collections.abc import Iterator
from typing import NamedTuple

from .units import format_value


class Derived(NamedTuple):
    """A value made of two facts, and how."""

    value: float
    how: str


def derive(role: str, one: float, other: float, unit: str) -> Iterator[Derived]:
    """Yield what a number of this role may be of two values, as prose reckons it.

    A ratio is either over the other; a percentage a change against either, or a share;
    a difference is without sign; a share is the first of the second.
    """
    shown = [format_value(each, unit) for each in (one, other)]
    if role == "share":
        if other:
            yield Derived(100 * one / other, f"{shown[0]} / {shown[1]}")
        return
    if role == "difference":
        yield Derived(abs(one - other), f"{shown[0]} − {shown[1]}")
        return
    for a, b, text in ((one, other, shown), (other, one, shown[::-1])):
        if not b:
            continue
        quotient = a / b
        how = f"{text[0]} / {text[1]}"
        if role == "ratio":
            yield Derived(quotient, how)
        elif role == "percent":
            yield Derived(100 * abs(quotient - 1), f"{how} − 1")
            yield Derived(100 * quotient, how)

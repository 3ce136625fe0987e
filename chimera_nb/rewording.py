"""A value in the digits that a writer used, and the opposite of a comparison word."""

import math
import re
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal

from .number_words import WORD_NUMBER, value_of_words
from .words import BOUNDS

_NUMBER = re.compile(
    r"(?P<head>\D*?)(?P<sign>[-−+]?)"
    r"(?P<core>\d+(?:[, \u00a0\u202f'_]\d{3})*(?:[.,]\d+)?|\.\d+)"
    r"(?:(?P<e>[eE])(?P<power>[-+]?\d+))?(?P<tail>\D*)"
)
_MOST_DIGITS = 20
#: Larger ones are written in digits.
_WORDS = {
    value_of_words(word): word
    for word in "zero one two three four five six seven eight nine ten".split()  # noqa: SIM905
}
_ROUNDING = {
    "under": ROUND_CEILING, "at_most": ROUND_CEILING,
    "over": ROUND_FLOOR, "more": ROUND_FLOOR, "at_least": ROUND_FLOOR,
}  # fmt: skip
#: Under 5 is not 5: what a strict bound adds, in units of its last digit.
_BEYOND = {"under": 1, "over": -1, "more": -1}
_PAIRS = (
    "faster slower", "quicker slower", "higher lower", "longer shorter",
    "larger smaller", "greater smaller", "bigger smaller", "more less",
    "more fewer", "above below", "increases decreases", "increased decreased",
    "rises falls", "rise fall", "rose fell", "grows shrinks", "climbs drops",
    "raises lowers", "better worse", "ahead behind", "leads trails",
)  # fmt: skip
_OPPOSITES: dict[str, str] = {}
for _one, _other in (pair.split() for pair in _PAIRS):
    _OPPOSITES.setdefault(_one, _other)
    _OPPOSITES.setdefault(_other, _one)


def opposite(word: str) -> str | None:
    """Return the word that says the opposite, its capital kept; None where none does.

    A superlative has none: who is not the fastest need not be the slowest.
    """
    found = _OPPOSITES.get(word.lower())
    return found.capitalize() if found and word[:1].isupper() else found


def bound_before(before: str) -> str:
    """Name the bound that stands before a number: under, at_least, about; or none."""
    return next((name for name, p in BOUNDS if p.search(before[-40:])), "")


def in_digits_of(
    token: str, value: float, *, unit: bool = True, bound: str = ""
) -> str | None:
    """Write a value as a number was written: its decimals, its marks, its exponent.

    Parameters
    ----------
    token
        The number as the writer wrote it; a whole one may be in words.
    value
        What shall stand there, in the same unit.
    unit
        Whether a unit belongs to the number: one without is taken to be exact.
    bound
        What the number is a bound of (see `bound_before`): "under" and "at_most" round
        up, "over", "more" and "at_least" down.

    Returns
    -------
    str or None
        At least two digits tell where the value is no whole number. None where a value
        cannot be written in the token's place.
    """
    if not math.isfinite(value):
        return None
    match = _NUMBER.fullmatch(token)
    if match is None:
        return _in_words(token, value, unit, bound)
    core = match["core"]
    mark = _decimal_mark(core)
    decimals = len(core) - core.rindex(mark) - 1 if mark else 0
    exact = Decimal(f"{value:.12g}")  # 0.25 / 1e-3 is 250
    shift = 0
    if match["power"] and value:
        shift = exact.adjusted()
        exact = exact.scaleb(-shift)
    written = abs(exact)
    if written != written.to_integral_value():
        telling = 1 - written.adjusted()
        decimals = max(decimals, telling, 0 if unit else 1)
    if not -_MOST_DIGITS < exact.adjusted() < _MOST_DIGITS - decimals:
        return None
    rounding = _ROUNDING.get(bound, ROUND_HALF_EVEN)
    unit_of_last = Decimal(1).scaleb(-decimals)
    rounded = exact.quantize(unit_of_last, rounding)
    if rounded == exact:
        rounded += _BEYOND.get(bound, 0) * unit_of_last
    shown = f"{rounded:f}"
    sign, digits = ("-", shown[1:]) if shown.startswith("-") else ("", shown)
    whole, _, rest = digits.partition(".")
    if between := _group_mark(core, mark):
        whole = f"{int(whole):,}".replace(",", between)
    sign = match["sign"] if match["sign"] == "−" and sign else sign
    power = f"{match['e']}{_power(shift, match['power'])}" if match["power"] else ""
    number = sign + whole + (f"{mark or '.'}{rest}" if rest else "")
    return f"{match['head']}{number}{power}{match['tail']}"


def _in_words(token: str, value: float, unit: bool, bound: str) -> str | None:
    """Write a whole number in words where the writer did; None for half and twice."""
    if not WORD_NUMBER.fullmatch(token):
        return None
    word = _WORDS.get(value)
    if word is None:
        return in_digits_of("10", value, unit=unit, bound=bound)
    return word.capitalize() if token[0].isupper() else word


def _decimal_mark(core: str) -> str:
    """Find what stands before the decimals: 1,234 has none, 12,5 has a comma."""
    if "." in core:
        return "."
    return "," if re.search(r",(?!\d{3}(?!\d))\d+\Z", core) else ""


def _group_mark(core: str, mark: str) -> str:
    found = re.search(r"(?<=\d)[, \u00a0\u202f'_](?=\d{3})", core)
    return found[0] if found and found[0] != mark else ""


def _power(power: int, like: str) -> str:
    digits = f"{abs(power):0{len(like.lstrip('+-'))}d}"
    return ("-" if power < 0 else "+" if like.startswith("+") else "") + digits

"""Numbers as prose writes them: digits, words, units, bounds; which are no claims."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .names import Name
from .no_claims import CODE, NO_CLAIM
from .number_words import (
    EVERY,
    FACTOR_WORDS,
    OFTEN,
    SHARE_WORDS,
    TIMES_AS,
    WORD_EVERY,
    WORD_FACTOR,
    WORD_IN,
    WORD_NUMBER,
    WORD_SHARE,
    value_of_words,
)
from .own_words import own_words
from .units import parse_unit
from .words import BOUNDS, NUMBER, ONE_AT, UNIT


class Written(NamedTuple):
    """A number of a sentence: where, how it is written, and what it means by that.

    `half_width` is half a unit of its last digit; `factor` converts to the canonical
    `unit`; `bound` is about, under, over, at_most, at_least or empty; `excluded` says
    why it is no claim.
    """

    start: int
    end: int
    token: str
    value: float
    half_width: float
    unit: str | None = None
    factor: float = 1.0
    bound: str = ""
    excluded: str | None = None
    plus_minus: bool = False


_ALIKE = re.compile(
    r"\s*(?:,|,? and|,? or|to|vs\.?|versus|against|[-–—/]|±|compared (?:to|with))\s*"
)
_GREATEST = 1e30
#: "twice" and "half" are round words: they may be off by so much of themselves.
_LOOSE = 0.1
#: One of several that were spoken of, which counts nothing: the slowest one.
_OF_SEVERAL = re.compile(
    r"\b(?:[a-z]+est|worst|this|that|which|each|another|every|last|first"
    r"|single|no|any|other) \Z",
    re.I,
)
_NEARLY = re.compile(
    r"\b(?:nearly|almost|not quite|just (?:under|below|short of))\s+\Z", re.I
)
#: The middle of what "nearly half" means lies so far below a half.
_SHORT = 0.075
#: A unit that is told for all that follow: compile time [s]: jit 0.15, ONNX 0.21.
_IN_BRACKETS = re.compile(
    r"[\[(](?:[nµmu]?s|seconds|milliseconds|tok(?:ens)?/s|[kMG]?B|%)[\])][*_]*:"
    r"|\b(?:[Ss]peed-?ups?|[Tt]imes|latenc(?:y|ies)|throughputs?|means?|medians?)\b[^:;]{0,40}:"
)
_PLUS_MINUS = re.compile(r"(?:±|\+/-|give or take)\s*$", re.I)


def numbers_in(sentence: str, names: Sequence[Name]) -> list[Written]:
    """Find the numbers of a sentence, in its order."""
    figures, words = list(NUMBER.finditer(sentence)), list(_words(sentence))
    if not figures and not words:
        return []
    taken = [(name.start, name.end, "part of a name") for name in names]
    for reason, pattern in NO_CLAIM:
        taken += [(m.start(), m.end(), reason) for m in pattern.finditer(sentence)]
    taken += [(m.start(), m.end(), "code") for m in CODE.finditer(sentence)]
    found = [_digits(sentence, match, taken) for match in figures]
    found += [
        word for word in words
        if not any(a < word.end and word.start < b for a, b, _ in taken)
    ]  # fmt: skip
    return _with_units(sentence, sorted(found))


def _words(sentence: str) -> Iterator[Written]:
    """Find the numbers, factors and shares that are written in words."""
    shares = list(WORD_SHARE.finditer(sentence))
    some = [m for m in WORD_IN.finditer(sentence) if not UNIT.match(sentence, m.end())]
    for match in some:
        value = 100 * value_of_words(match[1]) / value_of_words(match[2])
        yield Written(
            match.start(), match.end(), match[0], value, 25 * _LOOSE, "percent", 1.0,
            _bound(sentence[max(0, match.start() - 70) : match.start()]),
        )  # fmt: skip
    for match in WORD_EVERY.finditer(sentence):
        value = 100 / EVERY[match[1].lower()]
        yield Written(
            match.start(), match.end(), match[0], value, 25 * _LOOSE, "percent", 1.0,
            _bound(sentence[max(0, match.start() - 70) : match.start()]),
        )  # fmt: skip
    for match in WORD_NUMBER.finditer(sentence):
        if any(s.start() <= match.start() < s.end() for s in (*shares, *some)):
            continue
        if match[0].lower() == "one" and ONE_AT.match(sentence, match.start()):
            continue
        if match[0].lower() == "one" and _OF_SEVERAL.search(sentence, 0, match.start()):
            continue
        if times := TIMES_AS.match(sentence, match.end()):
            value = value_of_words(match[0])
            yield Written(
                match.start(), times.end(), match[0], value, _LOOSE * value, "ratio",
                1.0, _bound(sentence[max(0, match.start() - 70) : match.start()]),
            )  # fmt: skip
            continue
        unit = UNIT.match(sentence, match.end())
        known = parse_unit(unit[1]) if unit else None
        yield Written(
            match.start(), unit.end() if unit else match.end(), match[0],
            value_of_words(match[0]), 0.5 if known else 0.0,
            known.canonical if known else None, known.factor if known else 1.0,
            _bound(sentence[max(0, match.start() - 70) : match.start()]),
        )  # fmt: skip
    for match in WORD_FACTOR.finditer(sentence):
        value = FACTOR_WORDS[match[0].lower()]
        often = OFTEN.match(sentence, match.start())
        yield Written(
            match.start(), match.end(), match[0], value,
            0.0 if often else _LOOSE * value, None if often else "ratio", 1.0,
            _bound(sentence[max(0, match.start() - 70) : match.start()]),
        )  # fmt: skip
    for match in shares:
        value, wide = SHARE_WORDS[match[0].lower().replace("-", " ")], 25 * _LOOSE
        before = sentence[max(0, match.start() - 70) : match.start()]
        if _NEARLY.search(before):  # less than that, by up to 15 %
            value, wide = value * (1 - _SHORT), value * _SHORT
        yield Written(
            match.start(), match.end(), match[0], value, wide, "percent", 1.0,
            _bound(before),
        )  # fmt: skip


def _digits(
    sentence: str, match: re.Match[str], taken: Sequence[tuple[int, int, str]]
) -> Written:
    start, end = match.span()
    token = match[0]
    bound = "about" if token[0] in "~≈" else ""
    if token[0] in "~≈+":
        start, token = start + 1, token[1:]
    why_not = next((why for a, b, why in taken if a < end and start < b), None)
    unit = UNIT.match(sentence, end) if why_not in (None, "a version") else None
    told = unit or (why_not == "a version" and _IN_BRACKETS.search(sentence, 0, start))
    if told and why_not == "a version" and "." not in token.partition(".")[2]:
        why_not = None  # no version has a unit
    elif why_not:
        unit = None
    if not (why_not or unit) and re.match(r"[A-Za-z_]", sentence[end : end + 1]):
        why_not = "part of a name"
    plain = token.replace(",", "").replace("−", "-")
    value = float(plain)
    if abs(value) > _GREATEST:
        value, why_not = 0.0, "no number that a measurement can have"
    known = parse_unit(unit[1]) if unit else None
    last = unit.end() if unit else end
    own = own_words()
    if own and not why_not and (found := own.unit_at(sentence, end)):
        last, known = found if found[0] >= last else (last, known)
    return Written(
        start, last, token, value, _half_width(plain),
        known.canonical if known else None, known.factor if known else 1.0,
        bound or _bound(sentence[max(0, start - 70) : start]), why_not,
        bool(_PLUS_MINUS.search(sentence[max(0, start - 14) : start])),
    )  # fmt: skip


def _with_units(sentence: str, found: list[Written]) -> list[Written]:
    """Give a number the unit of the one it is listed with: 76.59 vs 46.57 tokens/s."""
    for at in range(len(found) - 2, -1, -1):
        one, other = found[at], found[at + 1]
        between = sentence[one.end : other.start]
        alike = one.unit is None and other.unit is not None and not one.excluded
        if sentence[one.start - 1 : one.start] == "(" and other.unit == "percent":
            alike = alike and between.strip() != ","  # 44 files: (44, 43.6%)
        if other.unit == "percent" and between.strip() == ", or":
            alike = False  # 57 files, or 56.4% of them
        if alike and not other.excluded and _ALIKE.fullmatch(between):
            found[at] = one._replace(unit=other.unit, factor=other.factor)
    return found


def _half_width(plain: str) -> float:
    mantissa, _, exponent = plain.lower().partition("e")
    decimals = len(mantissa.partition(".")[2])
    return float(0.5 * 10.0 ** min(max(int(exponent or 0) - decimals, -300), 300))


def _bound(before: str) -> str:
    return next((word for word, p in BOUNDS if p.search(before)), "")

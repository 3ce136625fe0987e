"""What a number compares, and what a comparison word compares: by the words alone."""

import re
from collections.abc import Iterator, Mapping, Sequence

from .names import Name
from .numbers import Written
from .wording import asks_for_end
from .words import RELATION, STATISTIC, SUPERLATIVE, TREND

_RATIO_AFTER = re.compile(r"\s*(?:times|×|x|-?fold)\b", re.I)
_RATIO_BEFORE = re.compile(r"factor of\s*$", re.I)
_APART = re.compile(
    r"\s*(?:apart|longer|shorter|faster|slower|higher|lower|more|less)\b"
    r"|[^.;,]*\bapart\b",
    re.I,
)
_DIFFERENCE = re.compile(
    r"\b(?:by|saves?|gap (?:of|is)|difference (?:of|is)|lead (?:of|is))\s*"
    r"(?:about |only )?$",
    re.I,
)
_DIFFERENCE_COLUMN = re.compile(r"\b(?:lead|difference|gap|delta|saving)s?\b", re.I)
_BOTH_ENDS = re.compile(
    r"\b(?:fastest|best|highest)\b.*\b(?:slowest|worst|lowest)\b"
    r"|\b(?:slowest|worst|lowest)\b.*\b(?:fastest|best|highest)\b",
    re.I,
)
_OF = re.compile(r"\s*(?:[a-z]+ )?(?:of|out of)\s+(?:the |all |its )*$", re.I)
_MORE = re.compile(r"\s*more\b", re.I)


def role_of(
    sentence: str, numbers: Sequence[Written], index: int, column: str = ""
) -> str:
    """Say what a number is: value, ratio, percent, difference, part or whole."""
    number = numbers[index]
    before = sentence[max(0, number.start - 60) : number.start]
    after = sentence[number.end : number.end + 120]
    if number.unit == "percent" or "%" in column:
        return "percent"
    if number.unit == "ratio":
        return "ratio"
    if number.unit is None:
        if _RATIO_AFTER.match(after) or _RATIO_BEFORE.search(before):
            return "ratio"
        if index + 1 < len(numbers):
            between = sentence[number.end : numbers[index + 1].start]
            if _OF.fullmatch(between):
                return "part"
        if index:
            between = sentence[numbers[index - 1].end : number.start]
            if _OF.fullmatch(between):
                return "whole"
        if _MORE.match(after):
            return "difference"
    if _DIFFERENCE.search(before) or _DIFFERENCE_COLUMN.search(column):
        return "difference"
    if number.unit and _APART.match(after):
        return "difference"
    return "value"


def operands_of(
    role: str,
    sentence: str,
    names: Sequence[Name],
    number: Written,
    subject: Mapping[str, str],
) -> tuple[tuple[Mapping[str, str], ...], tuple[str, ...]]:
    """Find the two subjects, or the two statistics, that a derived number compares."""
    if role in ("value", "part", "whole"):
        return (), ()
    told = any(sentence[n.end : number.start] in (" (", "** (", ": ") for n in names)
    if role == "percent" and told and not RELATION.search(sentence):
        return (), ()  # CSV (28%), JSON (44%): the share of each
    for label in dict.fromkeys(name.label for name in names):
        of = [name for name in names if name.label == label]
        values = list(dict.fromkeys(name.value for name in of))
        if len(values) >= 2:
            rest = {k: v for k, v in subject.items() if k != label}
            return tuple(rest | {label: value} for value in values[:2]), ()
    said = [name for name, pattern in STATISTIC.items() if pattern.search(sentence)]
    if len(said) == 2:
        said.sort(key=lambda each: STATISTIC[each].search(sentence).start())  # type: ignore[union-attr]
        return (subject,), tuple(said)
    if _BOTH_ENDS.search(sentence):
        return (subject,), ("max", "min")
    return (), ()


_VAGUE = frozenset(
    ("more", "less", "fewer", "above", "below", "first", "last", "behind")
)


def relations_in(
    sentence: str, names: Sequence[Name]
) -> Iterator[tuple[re.Match[str], dict[str, str], tuple[Mapping[str, str], ...]]]:
    """Yield each comparison word with its subject and, for two, both operands."""
    for match in RELATION.finditer(sentence):
        word = match[0].lower()
        if any(n.start < match.end() and match.start() < n.end for n in names):
            continue
        if word in _VAGUE and not _is_compared(sentence, match):
            continue
        before = [name for name in names if name.end <= match.start()]
        after = [name for name in names if name.start >= match.end()]
        if word in SUPERLATIVE and _ranks_calls(sentence, match, names):
            continue
        if word in SUPERLATIVE and after and asks_for_end(sentence[: after[0].start]):
            continue
        subject = {name.label: name.value for name in before}
        operands: tuple[Mapping[str, str], ...] = ()
        if word in TREND:
            operands = _ends(names)
        elif word not in SUPERLATIVE:
            operands = _two(sentence, match.end(), names)
        elif after and not before:
            subject = {after[0].label: after[0].value}
        for name in after:
            subject.setdefault(name.label, name.value)
        yield match, subject, operands


_OF_CALLS = re.compile(
    r"[^.;,]{0,60}?\b(?:configurations?|configs?|calls?|runs?|prompts?)\b", re.I
)


def _ranks_calls(sentence: str, match: re.Match[str], names: Sequence[Name]) -> bool:
    """Say whether a superlative ranks calls or configurations that nothing names."""
    if any(re.fullmatch(r"num_\w+|temperature|top_[pk]", n.label) for n in names):
        return False
    ends = _BOTH_ENDS.search(sentence) is not None
    return ends or bool(_OF_CALLS.match(sentence[match.end() :]))


def _is_compared(sentence: str, match: re.Match[str]) -> bool:
    before, after = sentence[: match.start()], sentence[match.end() :]
    if match[0].lower() in ("more", "less", "fewer"):
        return bool(re.match(r"[^.;()]{0,60}\bthan\b(?! \d)", after))
    if match[0].lower() in ("first", "last"):
        return bool(
            re.search(r"\b(?:comes?|ranks?|places?|finish\w*)\s*$", before, re.I)
        )
    return not re.match(r"\s*(?:about |~)?\d", after)


def _two(
    sentence: str, at: int, names: Sequence[Name]
) -> tuple[Mapping[str, str], ...]:
    """Find the pair of one label that stands on both sides of the word, or of than."""
    than = re.search(r"\bthan\b", sentence[at:])
    at += than.start() if than else 0
    for name in reversed([n for n in names if n.end <= at]):
        for other in names:
            if (
                other.start >= at
                and other.label == name.label
                and other.value != name.value
            ):
                rest = {n.label: n.value for n in names if n.label != name.label}
                return (
                    rest | {name.label: name.value},
                    rest | {name.label: other.value},
                )
    return ()


def _ends(names: Sequence[Name]) -> tuple[Mapping[str, str], ...]:
    """Find what a trend runs along: its last value against its first."""
    for label in dict.fromkeys(name.label for name in names):
        of = [name for name in names if name.label == label]
        if len({name.value for name in of}) == 2:
            rest = {n.label: n.value for n in names if n.label != label}
            return (rest | {label: of[-1].value}, rest | {label: of[0].value})
    return ()

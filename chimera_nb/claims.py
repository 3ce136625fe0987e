"""Prose → claims: the numbers and comparisons of a text, and what they are about.

The finder knows the names in the data (a `Vocabulary`), never a value, so it cannot
bind a number to whatever happens to fit. Each claim takes its subject, metric,
statistic and unit from its own words first: its part of the sentence, then the
sentence, then the table's header and row, then the heading above.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from markdown_it import MarkdownIt

from .names import Name, Vocabulary, is_reference, name_patterns, names_in
from .units import parse_unit
from .words import (
    ADVICE,
    BOUNDS,
    CODE,
    COUNT_AFTER,
    COUNT_BEFORE,
    COUNT_WORDS,
    COUNTED,
    LESS,
    MEASURED,
    NO_CLAIM,
    NUMBER,
    RELATION,
    UNIT,
    WORD_NUMBER,
    first_word,
    last_word,
)


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A number or a comparison word, with its place and what its words say of it.

    `line` and `column` count from 1. `half_width` is half a unit of the last digit
    written. `factor` converts to the canonical `unit`. `excluded` says why it is no
    claim. A relation has `direction` (+1 more, −1 less, by value) and `superlative`.
    """

    line: int
    column: int
    token: str
    kind: str
    value: float = 0.0
    half_width: float = 0.0
    unit: str | None = None
    factor: float = 1.0
    subject: Mapping[str, str] = field(default_factory=dict)
    other: Mapping[str, str] = field(default_factory=dict)
    metric: str | None = None
    statistic: str | None = None
    bound: str = ""
    excluded: str | None = None
    direction: int = 0
    superlative: bool = False


class _Block(NamedTuple):
    """A paragraph, list item, heading or table cell: its text and where it stands."""

    text: str
    line: int
    column: int
    heading: str
    around: str = ""  # header and row of a table's cell


_MARKDOWN = MarkdownIt("commonmark").enable("table")


def find_claims(text: str, vocabulary: Vocabulary) -> list[Claim]:
    """Find the claims of a Markdown text, in the order they stand in.

    Parameters
    ----------
    text
        Markdown; fenced code is passed over.
    vocabulary
        The names in the data.
    """
    names = name_patterns(vocabulary)
    claims: list[Claim] = []
    for block in _blocks(text):
        previous = ""
        for start, sentence in _sentences(block.text):
            found = _in_sentence(sentence, block, previous, names)
            claims += [_placed(claim, block, start) for claim in found]
            previous = sentence
    return sorted(claims, key=lambda claim: (claim.line, claim.column))


# --- where text stands ---------------------------------------------------------------


def _blocks(text: str) -> Iterator[_Block]:
    lines = text.splitlines()
    heading, header, in_head = "", "", False
    for token in _MARKDOWN.parse("\n".join(lines)):
        if token.type == "thead_open":
            in_head = True
        elif token.type == "thead_close":
            in_head = False
        elif token.type == "tr_open" and token.map:
            row = lines[token.map[0]]
            if in_head:
                header = row
            else:
                yield from _cells(row, token.map[0], header, heading)
        elif token.type == "inline" and token.map and token.level < 4:
            first, last = token.map
            inside = "\n".join(lines[first:last])
            if lines[first].lstrip().startswith("#"):
                heading = inside
            if "|" in inside and header and inside in header:
                continue
            yield _Block(inside, first + 1, 1, heading)


def _cells(row: str, line: int, header: str, heading: str) -> Iterator[_Block]:
    names = [name.strip() for name in header.strip().strip("|").split("|")]
    at, number = 0, -1 if row.lstrip().startswith("|") else 0
    for cell in re.split(r"(?<!\\)\|", row):
        if number >= 0 and cell.strip():
            name = names[number] if number < len(names) else ""
            others = row[:at].replace("|", " ") if at else ""
            around = f"{name} \x1f {others}"
            yield _Block(cell, line + 1, at + 1, heading, around)
        at += len(cell) + 1
        number += 1


#: A sentence longer than this is judged in pieces, so that no text costs a square.
_LONGEST = 1500


def _sentences(text: str) -> Iterator[tuple[int, str]]:
    for start, end in _bounds_of_sentences(text):
        for at in range(start, end, _LONGEST):
            yield at, text[at : min(end, at + _LONGEST)]


def _bounds_of_sentences(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for end in re.finditer(r"[.!?;](?=\s+[^\s])|\n\n", text):
        if re.fullmatch(r"\W*\d+", text[start : end.start()][:20]):  # a list number
            continue
        yield start, end.end()
        start = end.end()
    if text[start:].strip():
        yield start, len(text)


def _placed(claim: Claim, block: _Block, start: int) -> Claim:
    before = block.text[: start + claim.column]
    line = before.count("\n")
    column = len(before) - (before.rfind("\n") + 1)
    column += block.column if line == 0 else 1
    values = dict(claim.__dict__) | {"line": block.line + line, "column": column}
    return Claim(**values)


# --- what a sentence says ------------------------------------------------------------


def _in_sentence(
    sentence: str,
    block: _Block,
    previous: str,
    patterns: Sequence[tuple[str, str, re.Pattern[str]]],
) -> Iterator[Claim]:
    names = names_in(sentence, patterns)
    column, _, row = block.around.partition("\x1f")
    outer = {name.label: name.value for name in names_in(block.heading, patterns)}
    outer |= {name.label: name.value for name in names_in(row, patterns)}
    outer |= {name.label: name.value for name in names_in(column, patterns)}
    numbers = list(_numbers(sentence, names))
    ends = [0] + [end for _, end, _ in numbers]
    advice = bool(ADVICE.search(sentence))
    for index, (start, end, claim) in enumerate(numbers):
        if claim.excluded:
            yield claim
            continue
        upto = numbers[index + 1][0] if index + 1 < len(numbers) else len(sentence)
        scope = _Scope(sentence, ends[index], start, end, upto)
        metric = _metric(scope, previous, column, block.heading, claim)
        statistic = _statistic(scope, column, metric)
        subject = outer | _subject(scope, names)
        excluded = "advice or a hypothetical" if advice and not subject else None
        unit = parse_unit(m[1]) if claim.unit is None and (
            m := re.search(r"[(\[]([^)\]]+)[)\]]", column)) else None  # fmt: skip
        values = dict(claim.__dict__) | {
            "metric": metric, "statistic": statistic, "subject": subject,
            "excluded": excluded, "bound": claim.bound or _bound(sentence[:start]),
        }  # fmt: skip
        if unit:
            values |= {"unit": unit.canonical, "factor": unit.factor}
        yield Claim(**values)
    yield from _relations(sentence, names, outer, previous, block, column)


class _Scope(NamedTuple):
    """A number's part of its sentence: from the last number to the next."""

    sentence: str
    since: int
    start: int
    end: int
    upto: int

    @property
    def before(self) -> str:
        return self.sentence[self.since : self.start]

    @property
    def after(self) -> str:
        rest = self.sentence[self.end : self.upto]
        return re.split(r",| and |;|\(", rest, maxsplit=1)[0]


def _numbers(sentence: str, names: list[Name]) -> Iterator[tuple[int, int, Claim]]:
    taken = [(name.start, name.end, "part of a name") for name in names]
    for reason, pattern in NO_CLAIM:
        taken += [(m.start(), m.end(), reason) for m in pattern.finditer(sentence)]
    taken += [(m.start(), m.end(), "code") for m in CODE.finditer(sentence)]
    found: list[tuple[re.Match[str], float | None]] = [
        (m, None) for m in NUMBER.finditer(sentence)
    ]
    found += [
        (m, float(COUNT_WORDS[m[1].lower()])) for m in WORD_NUMBER.finditer(sentence)
    ]
    for match, word in sorted(found, key=lambda pair: pair[0].start()):
        start, end = match.span()
        token = match[0]
        bound = "about" if token[0] in "~≈" else ""
        if token[0] in "~≈+":
            start, token = start + 1, token[1:]
        why_not: str | None = next(
            (why for a, b, why in taken if a < end and start < b), None
        )
        unit = None if why_not or word is not None else UNIT.match(sentence, end)
        if not (why_not or unit) and re.match(r"[A-Za-z_]", sentence[end : end + 1]):
            why_not = "part of a name"
        plain = token.replace(",", "").replace("−", "-")
        value = word if word is not None else float(plain)
        known = parse_unit(unit[1]) if unit else None
        yield (
            start,
            unit.end() if unit else end,
            Claim(
                line=0, column=start, token=token, kind="number", value=value,
                half_width=0.0 if word is not None else _half_width(plain), bound=bound,
                unit=known.canonical if known else None,
                factor=known.factor if known else 1.0, excluded=why_not,
            ),
        )  # fmt: skip


def _half_width(plain: str) -> float:
    mantissa, _, exponent = plain.lower().partition("e")
    decimals = len(mantissa.partition(".")[2])
    return float(0.5 * 10.0 ** (int(exponent or 0) - decimals))


def _bound(before: str) -> str:
    return next((word for word, p in BOUNDS if p.search(before)), "")


def _metric(
    scope: _Scope, previous: str, column: str, heading: str, claim: Claim
) -> str | None:
    counted = COUNT_BEFORE.search(scope.before) or COUNT_AFTER.match(scope.after)
    sentence, start, end = scope.sentence, scope.start, scope.end
    if claim.unit is None and not counted:
        noun = first_word(
            "metric", sentence, end, end + min(60, len(scope.after)), MEASURED
        )
        if noun:
            return noun
    but = COUNTED if claim.unit or counted else ()
    return (
        last_word("metric", sentence, scope.since, start, but)
        or last_word("metric", sentence, 0, start, but)
        or first_word("metric", sentence, end, end + len(scope.after), but)
        or first_word("metric", sentence, end, None, but)
        or first_word("metric", column, but=but)
        or last_word("metric", previous, but=COUNTED)
        or last_word("metric", heading, but=COUNTED)
    )


def _statistic(scope: _Scope, column: str, metric: str | None) -> str | None:
    if COUNT_BEFORE.search(scope.before) or COUNT_AFTER.match(scope.after):
        return "count"
    if metric in COUNTED:
        return "count"
    sentence, start, end = scope.sentence, scope.start, scope.end
    return (
        last_word("statistic", sentence, scope.since, start)
        or first_word("statistic", sentence, end, end + len(scope.after))
        or last_word("statistic", sentence, 0, start)
        or last_word("statistic", column)
    )


def _subject(scope: _Scope, names: list[Name]) -> dict[str, str]:
    """Names of its own part, else just after it, else earlier in the sentence."""
    subject: dict[str, str] = {}
    names = [name for name in names if not is_reference(scope.sentence, name)]
    for name in names:
        if name.end <= scope.start:
            subject[name.label] = name.value
    after = scope.end + len(scope.after)
    own = {name.label for name in names if scope.since <= name.start < scope.start}
    for name in names:
        between = scope.sentence[scope.end : name.start]
        beside = scope.end <= name.start and between in (" ", " `", " **")
        if beside or (scope.end <= name.start < after and name.label not in own):
            subject[name.label] = name.value
    return subject


# --- comparison words ----------------------------------------------------------------


def _relations(
    sentence: str,
    names: list[Name],
    outer: Mapping[str, str],
    previous: str,
    block: _Block,
    column: str,
) -> Iterator[Claim]:
    for match in RELATION.finditer(sentence):
        word = match[0].lower()
        superlative = word.endswith("st")
        before = [name for name in names if name.end <= match.start()]
        after = [name for name in names if name.start >= match.end()]
        scope = _Scope(sentence, 0, match.start(), match.end(), len(sentence))
        metric = first_word("metric", sentence, match.end()) or _metric(
            scope, previous, column, block.heading,
            Claim(line=0, column=0, token=word, kind="relation", unit="s"),
        )  # fmt: skip
        subject = dict(outer) | {name.label: name.value for name in before}
        other: dict[str, str] = {}
        if superlative and not before and after:
            subject |= {after[0].label: after[0].value}
        elif not superlative:
            other = {name.label: name.value for name in after[:1]}
        yield Claim(
            line=0, column=match.start(), token=match[0], kind="relation",
            metric=metric, subject=subject, other=other, superlative=superlative,
            direction=-1 if word in LESS else 1,
            statistic=first_word("statistic", sentence),
        )  # fmt: skip

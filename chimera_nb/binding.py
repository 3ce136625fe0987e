"""What a sentence's own words say of its numbers: subject, metric, statistic, unit.

Each claim takes them from its own part of the sentence first, then the sentence, then
the table's header and row, then the line and the headings above.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from .claim import Claim, written
from .comparisons import operands_of, relations_in, role_of
from .measurements import METRICS
from .names import Name, Vocabulary, is_reference
from .numbers import Written, numbers_in
from .prose import Block
from .units import parse_unit
from .words import (
    ADVICE,
    CONTEXT,
    COUNT_AFTER,
    COUNT_BEFORE,
    COUNTED,
    HYPOTHETICAL,
    MEASURED,
    RANGE,
    RANKED_OF,
    end_of_range,
    first_word,
    last_word,
    unknown_name,
)


class Said(NamedTuple):
    """What the sentence before was about."""

    text: str = ""
    names: tuple[Name, ...] = ()


_QUOTED = re.compile(r"[`\"]([^`\"\n]{2,80})[`\"]")
_LINE = re.compile(r"^\W*([A-Za-z][\w /-]{0,40}?)\W*:\W*$")
#: What a key has that a name has not.
RAW_KEY = re.compile(r"(?:json|csv|markdown)_|\[\d+\]|_")
_HEADER_UNIT = re.compile(r"[(\[]([^)\]]+)[)\]]|\bin (\S+)\s*$")
_BREAK_EVEN = re.compile(r"\b(?:amorti[sz]e|break[- ]even|pays? off|recoup)", re.I)
_FAILED = re.compile(r"\b(?:fail\w*|errors?|crash\w*)\b", re.I)
_IT = re.compile(r"(?<![-\w:])(?:it|them|its)(?![-\w:])", re.I)
_PRONOUN = re.compile(
    r"\W*(?:it|its|this|that|these|they|their|here|there|both)\b", re.I
)


class Sentence:
    """A sentence while its claims are bound."""

    def __init__(
        self,
        text: str,
        block: Block,
        said: Said,
        names_of: Callable[[str], tuple[Name, ...]],
        vocabulary: Vocabulary,
    ) -> None:
        self.text, self.block, self.said = text, block, said
        self.names_of = names_of
        names = list(names_of(text))
        settings = self.settings = frozenset(vocabulary.settings)
        self.numbers = numbers_in(text, names)
        if vocabulary.config and not any(n.unit for n in self.numbers):
            # settings and nothing measured: the run's own config
            names = [name for name in names if name.label not in settings]
            self.numbers = numbers_in(text, names)
        self.names = names
        self.about = [name for name in names if not is_reference(text, name)]
        around = [block.heading, block.above, block.row, block.column]
        self.outer = {
            name.label: name.value for part in around for name in names_of(part)
        }
        if said.names and (_IT.search(text) or (not names and _PRONOUN.match(text))):
            own = {name.label for name in names}
            self.outer |= {n.label: n.value for n in said.names if n.label not in own}
        self.breaks_even = any(map(_BREAK_EVEN.search, (text, said.text)))
        self.ends = _ends_before(self.numbers)

    # --- what it claims ------------------------------------------------------------

    def claims(self) -> Iterator[Claim]:
        """Yield the claims of the sentence, columns counted from its start."""
        advice = _supposed(self.text)
        for index, number in enumerate(self.numbers):
            claim = written(number)
            if number.excluded:
                yield self._setting(number, claim) if not advice else claim
                continue
            if advice and (advice != "advice" or not self._measures(index)):
                yield replace(claim, excluded="advice or a hypothetical")
                continue
            yield self._bound(index, claim)
        if not advice:
            yield from self._relations()

    def _setting(self, number: Written, claim: Claim) -> Claim:
        """Claim the setting that a condition states: ``at num_ctx=1024``."""
        for name in self.names:
            if name.start <= number.start < name.end and name.label in self.settings:
                return replace(
                    claim, excluded=None, role="setting",
                    subject={name.label: name.value},
                )  # fmt: skip
        return claim

    def _measures(self, index: int) -> bool:
        """Say whether a sentence of advice states a measured value all the same."""
        number = self.numbers[index]
        own = [n for n in self.about if n.start < number.start]
        return bool(own) and number.unit is not None and not number.bound

    def _bound(self, index: int, claim: Claim) -> Claim:
        number = self.numbers[index]
        column = self.block.column
        unit = None
        if claim.unit is None and (m := _HEADER_UNIT.search(column)):
            unit = parse_unit(m[1] or m[2])
        if claim.unit is None and not unit and index and not column:
            claim = self._unit_before(index, claim)
        if unit:
            claim = replace(claim, unit=unit.canonical, factor=unit.factor)
        role = role_of(self.text, self.numbers, index, column)
        metric = self._metric(index, claim, role)
        statistic = self._statistic(index, metric)
        if number.plus_minus:
            statistic = "std"
        subject = self._subject(index)
        outer = {k: v for k, v in self.outer.items() if k not in subject}
        names = self.names or list(self.names_of(self.block.row))
        operands, statistics = operands_of(role, self.text, names, number, subject)
        unknown = ""
        if not subject or all(n.end <= self.ends[index] for n in self.about):
            own = self.text[self.ends[index] : number.start]
            unknown = unknown_name(own, self.names, self.ends[index])
            if not unknown and self.block.row and not outer:
                unknown = unknown_name(self.block.row.split("\x1f")[1], (), 0, True)
        return replace(
            claim, metric=metric, statistic=statistic, subject=subject, outer=outer,
            role=role, operands=operands, statistics=statistics, unknown=unknown,
            key=self._key(index), said=self._line(index),
            failed=bool(_FAILED.search(self.text)),
        )  # fmt: skip

    def _key(self, index: int) -> str:
        """Find the raw key that stands before a number, in its part or its row."""
        number = self.numbers[index]
        for text in (self.text[self.ends[index] : number.start], self.block.row):
            found = [m[1] for m in _QUOTED.finditer(text) if RAW_KEY.search(m[1])]
            if found:
                return found[-1]
        return ""

    def _line(self, index: int) -> str:
        """Find the words of a line that is a label and a number."""
        if index or self.names:
            return ""
        match = _LINE.match(self.text[: self.numbers[index].start])
        return match[1] if match else ""

    def _unit_before(self, index: int, claim: Claim) -> Claim:
        """Give the number of a statistic the unit of the value it belongs to."""
        since, start, _, _ = self._part(index)
        said = last_word("statistic", self.text, since, start)
        before = next((n for n in reversed(self.numbers[:index]) if n.unit), None)
        if said and before and before.unit not in ("percent", "ratio"):
            return replace(claim, unit=before.unit, factor=before.factor)
        return claim

    def _part(self, index: int) -> tuple[int, int, int, str]:
        """Its part of the sentence: since, start, end, and what follows it."""
        number = self.numbers[index]
        upto = next(
            (n.start for n in self.numbers[index + 1 :] if not n.excluded),
            len(self.text),
        )
        rest = self.text[number.end : upto]
        return (
            self.ends[index], number.start, number.end,
            re.split(r",| and |;|\(", rest, maxsplit=1)[0],
        )  # fmt: skip

    # --- metric and statistic --------------------------------------------------------

    def _metric(self, index: int, claim: Claim, role: str) -> str | None:
        since, start, end, after = self._part(index)
        text, unit = self.text, claim.unit
        counted = COUNT_BEFORE.search(text[since:start]) or COUNT_AFTER.match(after)
        if unit is None and role == "value" and self.breaks_even and not counted:
            return "break_even"
        if unit is None and not counted and role not in ("ratio", "percent"):
            near = end + min(60, len(after))
            noun = first_word("metric", text, end, near, MEASURED)
            if noun:
                return noun
        share = role == "percent" and (
            re.search(r"%\W*of\b", text[start:]) or self.block.column
        )
        but: Sequence[str] = ()
        if not share and (unit or counted or role in ("ratio", "percent")):
            but = COUNTED
        if role == "percent" and any(n.label == "type" for n in self.about):
            return "files"
        if share and self.block.column:
            return last_word("metric", self.block.header, but=MEASURED) or "files"
        if unit and role in ("value", "difference"):
            unfit = [m for m in MEASURED if m not in METRICS or METRICS[m].unit != unit]
            found = self._said_metric(index, (*but, *unfit))
            here = last_word("metric", text, 0, start, but) if unit != "s" else None
            found = found or here or self._by_unit(unit)
            if found:
                return found
        return self._said_metric(index, but)

    def _said_metric(self, index: int, but: Sequence[str]) -> str | None:
        since, start, end, after = self._part(index)
        text, block = self.text, self.block
        return (
            last_word("metric", text, since, start, but)
            or last_word("metric", text, 0, start, but)
            or first_word("metric", text, end, end + len(after), but)
            or first_word("metric", text, end, None, but)
            or first_word("metric", block.column, but=but)
            or last_word("metric", block.row, but=but)
            or last_word("metric", block.header, but=(*but, *COUNTED))
            or last_word("metric", self.said.text, but=(*but, *COUNTED))
            or last_word("metric", block.above, but=(*but, *COUNTED))
            or last_word("metric", block.heading, but=(*but, *COUNTED))
        )

    def _by_unit(self, unit: str) -> str | None:
        """Name what a number without a metric is of: by its unit, or what was done."""
        if unit != "s":
            return {"tok/s": "throughput", "words/s": "word_throughput"}.get(unit)
        if not self.names and not self.outer:
            return None
        return next((m for m, words in CONTEXT if words.search(self.text)), None)

    def _statistic(self, index: int, metric: str | None) -> str | None:
        since, start, end, after = self._part(index)
        if COUNT_BEFORE.search(self.text[since:start]) or COUNT_AFTER.match(after):
            return "count"
        if metric in COUNTED:
            return "count"
        text = self.text
        if ends := self._range(index):
            return ends
        found = (
            last_word("statistic", text, since, start)
            or first_word("statistic", text, end, end + len(after))
            or last_word("statistic", text, 0, start)
            or last_word("statistic", self.block.column)
            or last_word("statistic", self.block.row)
        )
        rate = bool(metric and METRICS.get(metric) and METRICS[metric].unit != "s")
        ranked = bool(self._own()) and not self._statistic_of(since, start)
        return found or end_of_range(text, since, start, ranked, rate)

    def _statistic_of(self, since: int, start: int) -> bool:
        """Say whether a superlative stands before a metric of a name: worst TTFT of."""
        before = [n for n in self.about if n.end <= start]
        if not before:
            return False
        at = before[0].start
        return bool(RANKED_OF.search(self.text[max(0, at - 60) : at]))

    def _range(self, index: int) -> str | None:
        """Tell the least and the greatest of a range: between 213 and 304 tokens/s."""
        if self._opens_range(index):
            return "min"
        return "max" if index and self._opens_range(index - 1) else None

    def _opens_range(self, index: int) -> bool:
        number = self.numbers[index]
        if index + 1 == len(self.numbers) or not RANGE.search(_last(self.text, number)):
            return False
        between = self.text[number.end : self.numbers[index + 1].start]
        return bool(re.fullmatch(r"\s*(?:to|and|[-–])\s*", between))

    def _own(self) -> list[Name]:
        return [n for n in self.about if n.label in ("model", "backend", "benchmark")]

    # --- subject ---------------------------------------------------------------------

    def _subject(self, index: int) -> dict[str, str]:
        """Names of its own part, else just after it, else earlier in the sentence."""
        since, start, end, after = self._part(index)
        subject: dict[str, str] = {}
        for name in self.about:
            if name.end <= start:
                subject[name.label] = name.value
        own = {n.label for n in self.about if since <= n.start < start}
        for name in self.names:
            between = self.text[end : name.start]
            if self.text[name.end : start] in (" (", "` (", "** ("):
                subject[name.label] = name.value
            if name not in self.about:
                continue
            beside = end <= name.start and between in (" ", " `", " **")
            if beside or (
                end <= name.start < end + len(after) and name.label not in own
            ):
                subject[name.label] = name.value
        if not any(n.end <= start for n in self.about):
            upto = next(
                (n.start for n in self.numbers[index + 1 :] if not n.excluded),
                len(self.text),
            )
            for name in self.about:
                if end <= name.start < upto:
                    subject.setdefault(name.label, name.value)
        return subject | self._in_order(index)

    def _in_order(self, index: int) -> dict[str, str]:
        """Bind the k-th of k numbers to the k-th of k names that stand before them."""
        number = self.numbers[index]
        for label in dict.fromkeys(name.label for name in self.names):
            of = [n for n in self.names if n.label == label and n.end <= number.start]
            values = list(dict.fromkeys(name.value for name in of))
            if len(values) < 2 or any(
                of[0].end <= n.start < of[-1].start
                and n.unit == number.unit
                and not n.excluded
                for n in self.numbers
            ):
                continue
            after = [
                n
                for n in self.numbers
                if n.start >= of[-1].end and n.unit == number.unit and not n.excluded
            ]
            if len(after) == len(values) and number in after:
                return {label: values[after.index(number)]}
        return {}

    # --- comparison words ------------------------------------------------------------

    def _relations(self) -> Iterator[Claim]:
        for match, subject, operands in relations_in(self.text, self.names):
            word = match[0].lower()
            number = next((n for n in self.numbers if n.unit and not n.excluded), None)
            metric = None
            if number is not None:
                index = self.numbers.index(number)
                metric = self._metric(index, written(number), "value")
            metric = (
                metric
                or first_word("metric", self.text, match.end(), but=COUNTED)
                or last_word("metric", self.text, 0, match.start(), but=COUNTED)
                or last_word("metric", self.said.text, but=COUNTED)
                or last_word("metric", self.block.heading, but=COUNTED)
            )
            if "type" in subject and not {"model", "backend"} & set(subject):
                metric = "files"
            outer = {k: v for k, v in self.outer.items() if k not in subject}
            yield Claim(
                line=0, column=match.start(), token=match[0], kind="relation",
                metric=metric, subject=subject, outer=outer, operands=operands,
                word=word, statistic=first_word("statistic", self.text),
            )  # fmt: skip


def _ends_before(numbers: Sequence[Written]) -> list[int]:
    """Say for each number where the claim before it ends; names' digits are none."""
    ends, last = [], 0
    for number in numbers:
        ends.append(last)
        if not number.excluded:
            last = number.end
    return ends


def _last(text: str, number: Written, width: int = 60) -> str:
    """Return what stands just before a number."""
    return text[max(0, number.start - width) : number.start]


def _supposed(sentence: str) -> str:
    """Say whether a sentence supposes or advises, or states."""
    if HYPOTHETICAL.search(sentence):
        return "supposed"
    return "advice" if ADVICE.search(sentence) else ""

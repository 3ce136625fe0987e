"""The claims of a sentence: its numbers, bound or excluded, and its comparisons."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from .all_or_none import AllOrNone
from .claim import Claim, written
from .compare_words import denied
from .comparisons import role_of
from .counted_nouns import noun_at
from .counting import Counted, counted
from .dated import Dated, dates_in
from .numbers import Written
from .own_words import own_speed
from .relating import Related
from .supposing import expected, supposed
from .swept import value_in_list
from .wording import first_word, last_word
from .words import BOUNDS, COUNT_AFTER, COUNTED, MEASURED

_RELEASE = re.compile(r"\b(?:versions?|releases?|revision|driver|tag)\b", re.I)
_RANK = re.compile(r"\W*(?:rank|#|no\.?|id|index|place)\W*", re.I)
#: A column that says only that its cells are values.
_VALUES = re.compile(
    r"\W*(?:values?|counts?|numbers?|results?|figures?|amounts?|shares?|totals?)\W*",
    re.I,
)
#: A column that says what came of those counted.
_FATE = re.compile(
    r"\W*(?:n |# ?|number of )?(?:(?P<failed>fail(?:ed|ures?)|errors?)(?: rate)?"
    r"|(?P<ok>succe(?:eded|ss(?:es|ful)?)|passed)(?: rate)?"
    r"|(?:total )?attempt(?:s|ed)|tried)\W*",
    re.I,
)
_OUTCOME = re.compile(
    r"\W*(?:(?P<failed>failed|failures?|errors?)|(?P<ok>compiled|succeeded|success\w*|ok"
    r"|passed|completed))\W*",
    re.I,
)
_TRIES = re.compile(
    r"\b(?:attempts?|compilations?|calls?|requests?|generations?)\b", re.I
)
_CALLED = re.compile(r"\b(?:calls?|prompts?|requests?|generations?|tok\w*/s)\b", re.I)
_BUILT = re.compile(r"\bcompil", re.I)
_OF_SIZE = re.compile(r"smallest|largest|biggest", re.I)
_GAIN = re.compile(
    r"\s+(?:\w+ )?(?:gains?|improvements?|speed-?ups?|benefits?|accelerations?)\b", re.I
)
_BY_SIZE = re.compile(
    r"\b(?:by (?:total )?size|in (?:total )?size|bytes|[kKM]i?B|by volume)\b"
    r"|\b(?:larger|bigger|smaller) (?:in total|on average|overall)\b"
)
#: What a role is of a number that counts: built six times is no ratio.
_COUNTS = {"ratio": "value"}


class Sentence(AllOrNone):
    """A sentence while its claims are found."""

    def claims(self) -> Iterator[Claim]:
        """Yield the claims of the sentence, columns counted from its start."""
        said = self.says_all
        if not (self.numbers or self._compared or said):
            return
        advice = supposed(self.text, self.block)
        if not advice and self.said.text.rstrip().endswith(";"):  # of what it goes on
            advice = supposed(self.said.text, self.block) and "supposed"
        before = self.said.counted
        self._claimed: dict[int, Claim] = {}
        for index, number in enumerate(self.numbers):
            claim = written(number)
            if self.block.head:
                yield replace(claim, excluded="part of a column's header")
                continue
            if _RELEASE.search(self.block.column):
                yield replace(claim, excluded="a version")
                continue
            if _RANK.fullmatch(self.block.column):
                yield replace(claim, excluded="a rank or a number of its row")
                continue
            count = counted(self.text, self.numbers, index, self._unnamed, before)
            if count is None and _VALUES.fullmatch(self.block.column):
                count = self._counted_in_row(number)
            if count is None and (of := _FATE.fullmatch(self.block.column)):
                count = self._counted_in_column(of)
            first = self.block.row.split("\x1f")[0].strip()
            row = first.partition(": ")[2] or first
            if count is None and self.block.column and (of := _FATE.fullmatch(row)):
                count = self._counted_in_column(of)
            if self.block.column and (of := _OUTCOME.fullmatch(row)):
                count = self._counted_in_column(of, whole_table=True) or count
            if count and not (count.whole and before and not before.whole):
                before = self.last_count = count
            if count and count.metric == "calls" and self.breaks_even:
                count = None
            word = number.token[0].isalpha() and not number.unit and not count
            word = word and not self._before_type(number)
            if word and not COUNT_AFTER.match(self.text, number.end):
                yield replace(claim, excluded="a number word that counts nothing known")
                continue
            if setting := self._in_column(number):
                yield replace(claim, role="setting", subject=setting, excluded=None)
                continue
            if setting := value_in_list(self.text, number, self.settings, self.values):
                yield replace(claim, role="setting", subject=setting, excluded=None)
                continue
            if dated := self._dated(number):
                yield replace(claim, **dated)
                continue
            if number.excluded:
                yield self._setting(number, claim) if not advice else claim
                continue
            if advice and (advice != "advice" or not self._measures(index)):
                yield replace(claim, excluded="advice or a hypothetical")
                continue
            if expected(self.text[: number.start]):
                yield replace(claim, excluded="expected, not measured")
                continue
            role = role_of(self.text, self.numbers, index, self.block.column)
            if count and role != "difference":
                claim = replace(claim, role=_COUNTS.get(role, role))
                if claim.unit == "ratio":
                    claim = replace(claim, unit=None, factor=1.0)  # 3 × torch.compile
                self._claimed[index] = self._count(count, claim)
                before = self.last_count
                yield self._claimed[index]
                continue
            bound = self._bound(index, claim)
            terms = self._terms(index, bound.role)
            self._claimed[index] = replace(bound, terms=terms) if terms else bound
            yield self._claimed[index]
        if not advice:
            yield from self._relations()
            yield from self.of_all_claims()

    def _before_type(self, number: Written) -> bool:
        """Say whether a type stands right behind a number: twenty-eight CSV files."""
        return any(n.label == "type" and self.text[number.end : n.start] in (" ", " `")
                   for n in self.names)  # fmt: skip

    def names_no_quantity(self, index: int) -> bool:
        """Say whether no metric is named near a number: torch.compile needs 48."""
        since, _, end, after = self._part(index)
        near = end + len(after)
        return not (
            first_word("metric", self.text, since, near)
            or first_word("metric", self.block.column)
            or self.block.row
        )

    @cached_property
    def _dates(self) -> list[Dated]:
        return list(dates_in(self.text))

    def _dated(self, number: Written) -> dict[str, Any]:
        """Say of a part of a date what that date is of: the last day of measuring."""
        if not number.excluded or any(n.label != "type" for n in self.names):
            return {}  # when one of them was measured is not looked up
        for each in self._dates:
            if each.start <= number.start < each.end:
                types = {n.label: n.value for n in self.names if n.label == "type"}
                return {
                    "role": "date", "unit": "date", "excluded": None, "metric": each.of,
                    "statistic": each.statistic, "subject": types, "factor": 1.0,
                    "value": float(each.first.toordinal()),
                    "half_width": float((each.last - each.first).days),
                }  # fmt: skip
        return {}

    def _counted_in_column(
        self, of: re.Match[str], *, whole_table: bool = False
    ) -> Counted | None:
        """Say what a cell counts below or beside what came of it: Attempts, Failed."""
        block = self.block
        around = f"{block.header} {block.heading} {block.above} {block.first}"
        labels = {name.label for part in (block.row, block.column)
                  for name in self.names_of(part)}  # fmt: skip
        if whole_table:
            if not (_TRIES.search(self.block.header)):
                return None
        elif not labels & {"backend", "model", "device"}:
            return None
        calls = _CALLED.search(around) or not (
            "backend" in labels or _BUILT.search(around) or "ttempt" in around
        )
        status = "failed" if of["failed"] else "ok" if of["ok"] else ""
        return Counted("calls" if calls else "compile_attempts", status, "", 0, 0)

    def _counted_in_row(self, number: Written) -> Counted | None:
        """Say what a cell counts by the name of its row: Success rate, Failed calls."""
        line = self.block.row.split(" \x1f ")[0] + ": "
        at = len(line)
        moved = number._replace(start=at, end=at + number.end - number.start)
        line += self.text[number.start : number.end]
        count = counted(line, [moved], 0, line)
        return count._replace(since=0, until=0) if count else None

    def _relations(self) -> Iterator[Claim]:
        measured = [n for n in self.numbers if n.unit and not n.excluded]
        for related in self._compared:
            match = related.match
            if self.block.below and (pairs := self._in_rows(related)):
                form, operands = pairs
                yield Claim(
                    line=0, column=match.start(), token=match[0], kind="relation",
                    metric=self._metric_of_table(), form=form, sense=related.sense,
                    operands=operands, outer=self.outer,
                    statistic=first_word("statistic", self.text),
                )  # fmt: skip
                continue
            if self.block.head:
                continue
            if related.form == "end":
                values = [n for n in measured if n.unit not in ("percent", "ratio")]
                after = [n for n in values if n.start > match.end()]
                yield from self._as_number(match, (after or values)[:1])
                continue
            metric = None
            if measured:
                of = next((n for n in measured if n.start >= match.end()), measured[0])
                near = next((n for n in self.numbers if n.start >= match.end()), of)
                of = near if related.form == "verb" and not near.excluded else of
                index = self.numbers.index(of)
                metric = self._metric(index, written(of), "value")
            metric = (
                metric
                or first_word("metric", self.text, match.end(), but=COUNTED)
                or last_word("metric", self.text, 0, match.start(), but=COUNTED)
                or last_word("metric", self.said.text, but=COUNTED)
                or last_word("metric", self.block.heading, but=COUNTED)
                or own_speed(self.text)
                or self._by_unit("s")
                or last_word("metric", self.text, 0, match.start())
                or self.how_fast()
            )
            baseline = {"backend": self.baseline}.items()
            if metric == "compile_time" and any(
                baseline <= dict(each).items() for each in related.operands
            ):
                metric = "latency"  # what compiles nothing is compared in use
            against = denied(self.text[: match.start()])
            if against is None and related.form in ("adjective", "verb", "superlative"):
                continue  # not much faster: by how much nobody says
            subject, operands = related.subject, related.operands
            if related.form == "adjective" and not operands:
                operands = self.against_topic({})
                if not operands and metric == "latency":
                    operands = self.against_baseline(dict(subject), "ratio")
            sized = related.label == "model" and _OF_SIZE.fullmatch(match[0])
            if sized and metric != "model_size":
                continue  # the smallest model: of its size nothing is claimed here
            if related.form == "superlative" and _GAIN.match(self.text, match.end()):
                if "backend" not in {**self.outer, **subject, **self.said.paragraph}:
                    continue  # the largest gain: of nobody's
                metric = "speedup"
            if metric == "build_time" and metric not in self.measured:
                metric = "compile_time"
            if match[0].lower() in ("more", "fewer"):
                noun, at = noun_at(self.text, match.end())
                metric = (
                    metric if self.text[at:].startswith(" per ") else noun or metric
                )
            if "type" in subject and not {"model", "backend"} & set(subject):
                metric = "size" if _BY_SIZE.search(self.text) else "files"
            yield Claim(
                line=0, column=match.start(), token=match[0], kind="relation",
                metric=metric, subject=subject, operands=operands,
                outer={k: v for k, v in (self.outer | dict(related.within)).items()
                       if k not in subject},
                end=self.labelled_end(len(self.text), metric),
                denied=bool(against) and related.form not in ("sure", "same"),
                form=related.form, sense=related.sense, rank=related.rank,
                unknown=self.stranger, label=related.label,
                statistic=self._ranked_by(match),
                statistics=self._two_statistics(related),
                always=match[0].lower() in ("identical",)
                or (related.form != "same" and "significant" not in match[0].lower()),
            )  # fmt: skip
        for index, number in enumerate(self.numbers):
            if index in self._claimed and number.bound in ("under", "over", "more"):
                bound = next(p for name, p in BOUNDS if name == number.bound)
                before = self.text[max(0, number.start - 40) : number.start]
                if match := bound.search(before):
                    at = number.start - len(before) + match.start()
                    word = match[0].strip()
                    yield from self._as_number(None, [number], at, word)

    def _two_statistics(self, related: Related) -> tuple[str, ...]:
        """Name the two statistics of one thing that are compared: median and mean."""
        if related.operands or related.form not in ("verb", "adjective"):
            return ()
        match = related.match
        one = last_word("statistic", self.text, 0, match.start())
        other = first_word("statistic", self.text, match.end())
        return (one, other) if one and other and one != other else ()

    def _ranked_by(self, match: re.Match[str]) -> str | None:
        """Name the statistic that a comparison is of: the longest median latency."""
        return first_word("statistic", self.text, match.end()) or first_word(
            "statistic", self.text, 0, match.start()
        )

    def _metric_of_table(self) -> str | None:
        said = f"{self.text} {self.block.below[0]}"
        configs = (name for name in MEASURED if name.startswith("config."))
        return first_word("metric", said, but=(*COUNTED, *configs)) or self.how_fast()

    def _in_rows(
        self, related: Related
    ) -> tuple[str, tuple[Mapping[str, str], ...]] | None:
        """Return what a word above a table compares in its rows.

        A header compares the two names of each row, or the one with its own; a line
        that says which are best ranks the rows by what sets them apart.
        """
        own = {name.label: name.value for name in self.names}
        rows = [self.names_of(row) for row in self.block.below]
        pairs: list[Mapping[str, str]] = []
        for names in rows if self.block.head else ():
            for label in dict.fromkeys(name.label for name in names):
                of = [name.value for name in names if name.label == label]
                of += [own[label]] if len(set(of)) == 1 and label in own else []
                if len(of) == 2:
                    pairs += [{label: of[0]}, {label: of[1]}]
        if pairs:
            return "pairs", tuple(pairs)
        ranks = not self.block.head and related.form in ("superlative", "end")
        if not ranks or len(rows) < 2:
            return None
        settings = [
            {n.label: n.value for n in names if n.label in self.settings}
            for names in rows
        ]
        if all(settings):
            return "ranking", tuple(own | each for each in settings)
        for label in ("backend", "model", "device"):
            of = [[n.value for n in names if n.label == label] for names in rows]
            if all(len(each) == 1 for each in of) and label not in own:
                return "order", tuple(own | {label: each[0]} for each in of)
        return None

    def _as_number(
        self,
        match: re.Match[str] | None,
        numbers: Sequence[Written],
        at: int = 0,
        word: str = "",
    ) -> Iterator[Claim]:
        """Claim what a number claims: the lowest TTFT, less than 2 s."""
        for number in numbers:
            index = self.numbers.index(number)
            claim = self._claimed.get(index) or self._bound(index, written(number))
            if match is not None and claim.statistic not in ("min", "max"):
                continue
            yield replace(
                claim, column=match.start() if match else at, kind="relation",
                token=match[0] if match else word, form="number",
            )  # fmt: skip

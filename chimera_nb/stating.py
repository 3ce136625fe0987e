"""Which statistic a number of a sentence is: its mean, the least, an end of a range."""

import re
from functools import cached_property

from .around import just_before
from .compare_words import RELATION, comparing
from .comparisons import BOTH_ENDS, spans
from .meaning import Meaning
from .measurements import METRICS
from .names import Name
from .numbers import Written
from .wording import (
    asks_for_end,
    end_of_range,
    first_word,
    last_word,
    statistics_in,
)
from .words import (
    COUNT_AFTER,
    COUNT_BEFORE,
    COUNTED,
    ONE_AT,
    ONE_OF_MANY,
    RANGE,
)

_N_COLUMN = re.compile(
    r"n|runs?|calls?|samples?|count|#|success\w*|completed|ok|measurements?|builds|compilations|compiles",
    re.I,
)
_FOLLOWS = re.compile(
    r"\s\((?:mean|average|avg|median|min(?:imum)?|max(?:imum)?|p\d\d)\)"
    r"|\s(?:mean|average|avg|median|min(?:imum)?|max(?:imum)?|p\d\d)\b"
    r"(?! (?!(?:and|or|but|while|with)\b)\w)",
    re.I,
)
_BUT = re.compile(r" (?:with|while|but) ")


_DOWN = re.compile(r"\W*down to \W*", re.I)
_BROUGHT = re.compile(
    r"\b(?:got|gets?|br(?:ings?|ought)|cuts?|dr(?:ives?|ove)|takes?|took)\b[^.;]*"
    r"\bdown to (?:about |only |just )?\Z",
    re.I,
)
_POINTS = re.compile(r"\s*break[- ]even (?:points?|values?)\b", re.I)
#: So many of the measurements are no greater than the number that follows.
_WITHIN = re.compile(
    r"\b(?:(?:half|50\s?%|(\d{1,2})(?:\.0+)?\s?%|(?P<nine>nine in ten|ninety percent))"
    r" of (?:the |all |its )?[^.;,\d]{3,40}?|(?P<ten>nine in ten))"
    r" (?:within|after|under|below|(?:in )?(?:less|no more) than|at most) ~?\Z",
    re.I,
)
_OTHER_END = re.compile(
    r"\bthe (best|fastest|quickest|worst|slowest)(?: one)? "
    r"(?:reach\w*|manage[sd]|ran|runs|took|takes|needs|needed|at|only|was|is|got|had|has)\b",
    re.I,
)
_LABELLED_END = re.compile(
    r"\W*(?:the )?(?:best|worst|highest|lowest|fastest|slowest|longest|shortest)\b"
    r"[^.;:|\d]{0,40}:",
    re.I,
)
_AGAINST = re.compile(r" (?:compared (?:to|with)|vs\.?|versus|against|and) ")
_OUT_OF = re.compile(r" (?:out )?of (?:the |all |a total of )*")
_ITS_END = re.compile(
    r"\b(?:its|their|the) (?:own )?(best|fastest|quickest|worst|slowest)"
    r"(?: one| value| configuration| call| run)? \(\Z",
    re.I,
)
_BEST_WORDS = ("best", "fastest", "quickest")
_AT_END = re.compile(r"\bat (best|worst)\b", re.I)
_AT_MOST = re.compile(r",? at (?:the )?(most|least)\b", re.I)
_PLUS_MINUS = re.compile(r"\s*(?:±|\+/-)")
#: Two ends with nothing before them: 74.1 to 78.3 tokens/s, 180.25–187.18.
_DASH = re.compile(r"\s*[–—]\s*|\s*-\s*")
_TO = re.compile(r" to ")
_HAS_THE = re.compile(r"[`*]{0,2} (?:has|had|offers?|offered|shows?|gives?) (?:the )?")
_PEAK = r"(?: (?:a|its) (?:maximum|max|peak|high)(?: of)?)?"
#: What rises from its least to its greatest; no setting or backend makes it so.
_OF_THE_MACHINE = ("degC", "W")
#: Ends with no more digits than that may only say where a value lies.
_ROUND = 2
_TYPE_RANKED = re.compile(
    r"\b(?:largest|smallest|biggest)\b[^.;,]{0,12}\b(?:types?|formats?)\b", re.I
)
#: A number in parentheses, whose statistic is its own: (median: 0.23 s).
_ASIDE_OF = re.compile(r"\([^()]*\d[^()]*\)")
_ALL_OF = re.compile(r"\W*(?:all|every|each|both)\b", re.I)
#: All measurements of a time put together, where no other statistic is named.
_TOTAL = re.compile(
    r"\b(?:in total|together|altogether|cumulative(?:ly)?|sums? (?:of|up|to)"
    r"|total (?=(?:[a-z-]+ ){0,2}(?:times?|durations?)\b)"
    r"|totals? (?:of )?(?=[~\d]))",
    re.I,
)
#: What a superlative ranks where it is named.
_RANKED = ("model", "backend", "benchmark", "dtype")


class Stating(Meaning):
    """A sentence, and what its words say of the statistic of each number."""

    def _statistic(self, index: int, metric: str | None) -> str | None:
        since, start, end, after = self._part(index)
        text = self.text
        if COUNT_BEFORE.search(self.text[since:start]) or COUNT_AFTER.match(after):
            return "count"
        if metric == "break_even" and _POINTS.match(text, end):
            return "count"
        if metric in COUNTED or _N_COLUMN.fullmatch(self.block.column):
            return "count"
        label = self.block.row.split(" \x1f ")[0].rpartition(": ")[2].strip("`* ")
        if self.block.column and _N_COLUMN.fullmatch(label):
            return "count"
        if ends := self._range(index):
            return ends
        if follows := _FOLLOWS.match(text, end):
            return last_word("statistic", follows[0])
        if _PLUS_MINUS.match(text, end) and "median" not in text.lower():
            return "mean"  # mean ± std: 5.1 ± 7.8 s
        one = (
            ONE_OF_MANY.search(text[since : end + len(after)])
            or ONE_OF_MANY.search(self.block.column)
            or self._one_begun(since, start)
            or (self._led_by(end) if self._leads(start) else None)
        )
        if one and (one["least"] or one["most"]):
            least = bool(one["least"]) != bool(metric and metric.endswith("throughput"))
            return "min" if least else "max"  # of a rate the fastest is the greatest
        rate = bool(metric and METRICS.get(metric) and METRICS[metric].unit != "s")
        if share := _WITHIN.search(text[since:start]):
            nine = "p90" if share["nine"] or share["ten"] else "median"
            return f"p{share[1]}" if share[1] else nine
        if most := _AT_MOST.match(text, end):
            return "min" if most[1].lower() == "least" else "max"
        at_end = _AT_END.match(text, end + 1) or _AT_END.search(text[since:start])
        if at_end := at_end or _AT_END.search(text[since : end + len(after)]):
            return "min" if (at_end[1].lower() == "best") != rate else "max"
        if self.share_of(index):
            return "total"
        if of_two := self._of_two(index):
            return of_two
        if pair := self._both_ends(index):
            return "min" if (pair == "best") != rate else "max"
        if any(match.end() == start for match in ONE_AT.finditer(text)):
            return "min" if rate else "max"  # dominated by one build of 40.5 s
        if its := _ITS_END.search(text[since:start]):
            return "min" if (its[1].lower() in _BEST_WORDS) != rate else "max"
        if end_of := self.other_end(since, start):
            return "min" if (end_of in _BEST_WORDS) != rate else "max"
        led = first_word("statistic", text, end) if self._leads(start) else None
        found = (
            led
            or last_word("statistic", text, since, start)
            or first_word("statistic", text, end, end + len(_BUT.split(after)[0]))
            or last_word("statistic", _ASIDE_OF.sub(_blank, text[:start]))
            or last_word("statistic", self.block.column)
            or last_word("statistic", self.block.row.split(" \x1f ")[0])
            or (last_word("statistic", self.block.above) if self.block.column else None)
            or last_word("statistic", self.block.heading.split(" \x1f ")[-1])
        )
        told = text[since:start]
        down = _DOWN.fullmatch(told) or _DOWN.match(text, end)
        if found == "min" and (down or _BROUGHT.search(told)):
            found = None  # it got down to 2.8 ms: no least of several
        if not found and not rate and metric and _TOTAL.search(text):
            return "total"
        bound = self.numbers[index].bound
        if not found and bound and _ALL_OF.match(text):  # all three exceed 50
            return {"over": "min", "more": "min", "at_least": "min", "under": "max",
                    "at_most": "max"}.get(bound)  # fmt: skip
        row = self.block.row.split(" \x1f ")[0]
        header = f"{self.block.column} {row}"
        if not found and self.block.column:
            found = end_of_range(header, 0, len(header), False, rate)
        ranked = bool(self._own()) and not self._statistic_of(since, start)
        ranked = ranked or _TYPE_RANKED.search(text, 0, start) is not None
        return found or end_of_range(text, since, start, ranked, rate)

    def labelled_end(self, start: int, metric: str | None) -> str:
        """Return which end of all a line's own label names: Best throughput: 303.9."""
        label = _LABELLED_END.match(self.text)
        if label is None or label.end() > start or metric not in METRICS:
            return ""
        if not first_word("metric", label[0]):
            return ""  # the slowest backend, not the slowest of its runs
        rate = METRICS[metric].unit != "s"
        return end_of_range(self.text, 0, label.end(), False, rate) or ""

    @cached_property
    def _ones(self) -> list[re.Match[str]]:
        return list(ONE_OF_MANY.finditer(self.text))

    def _one_begun(self, since: int, start: int) -> re.Match[str] | None:
        """Find one of many whose number stands in it: the slowest of its 36 calls."""
        return next((m for m in self._ones
                     if m.start() < since <= m.end() <= start), None)  # fmt: skip

    def share_of(self, index: int) -> str:
        """Say whether a number is the part or the whole of a total: 97 of 125 s."""
        for first in (index, index - 1):
            if not 0 <= first < len(self.numbers) - 1:
                continue
            one, other = self.numbers[first : first + 2]
            between = self.text[one.end : other.start]
            if other.unit not in ("s", "bytes") or one.unit not in (None, other.unit):
                continue
            if not one.excluded and _OUT_OF.fullmatch(between):
                return "part" if first == index else "whole"
        return ""

    def _of_two(self, index: int) -> str:
        """Name the statistic of one of a pair: median below mean: 0.3 s vs. 4.6 s."""
        for first in (index, index - 1):
            if not 0 <= first < len(self.numbers) - 1:
                continue
            one, other = self.numbers[first : first + 2]
            if not _AGAINST.fullmatch(self.text[one.end : other.start]):
                continue
            said = statistics_in(self.text[: one.start])
            if one.unit in (None, other.unit) and len(said) == 2:
                return said[index - first]
        return ""

    def _both_ends(self, index: int) -> str:
        """Say which end a number of a pair is: the fastest and the slowest (3 vs 9)."""
        if not self._names_ends:
            return ""
        ends = BOTH_ENDS.search(self.text, 0, self.numbers[index].start)
        for first in (index, index - 1) if ends else ():
            if not 0 <= first < len(self.numbers) - 1:
                continue
            one, other = self.numbers[first : first + 2]
            beside = _AGAINST.fullmatch(self.text[one.end : other.start])
            if beside and one.unit in (None, other.unit):
                best = ends[0].lower().startswith(_BEST_WORDS)
                return "best" if best == (first == index) else "worst"
        return ""

    @cached_property
    def _names_ends(self) -> bool:
        return BOTH_ENDS.search(self.text) is not None

    def other_end(self, since: int, start: int) -> str:
        """Return the word for an end of what was spoken of: and the worst reached 3."""
        match = _OTHER_END.search(self.text, since, start) if since else None
        named = match and any(match.start() <= n.start < start for n in self.about)
        return match[1].lower() if match and not named else ""

    def _statistic_of(self, since: int, start: int) -> bool:
        """Say whether a superlative stands before a metric of a name: worst TTFT of."""
        before = [n for n in self.about if n.end <= start]
        if not before:
            return False
        return asks_for_end(self.text[: before[0].start])

    def _range(self, index: int) -> str | None:
        """Tell the least and the greatest of a range: between 213 and 304 tokens/s."""
        if self._opens_range(index):
            return "min"
        return "max" if index and self._opens_range(index - 1) else None

    def _opens_range(self, index: int) -> bool:
        number = self.numbers[index]
        before = just_before(self.text, number)
        if index + 1 == len(self.numbers):
            return False
        if self._two_ends(index):
            return True
        if not RANGE.search(before) and not self._bare_range(index, before):
            return False
        changed = before.endswith("from ") and _changes(self.text[: number.start])
        if changed and number.unit not in _OF_THE_MACHINE:
            return False
        between = self.text[number.end : self.numbers[index + 1].start]
        if between.strip() == "and" and not RANGE.search(before):
            return False  # close to each other: 0.162 and 0.154 ms
        return bool(re.fullmatch(rf"\s*(?:to{_PEAK}|and|[-–])\s*", between))

    def span_of(self, index: int) -> tuple[float, float] | None:
        """Return two ends that only say where a value lies: it takes 15–20 s."""
        for first in (index, index - 1):
            if 0 <= first < len(self.numbers) - 1 and self._two_ends(first):
                one, other = self.numbers[first : first + 2]
                before = just_before(self.text, one)
                exact = max(map(_digits, (one, other))) > _ROUND
                if exact or RANGE.search(before) or self._bare_range(first, before):
                    return None
                return one.value, other.value
        return None

    def _two_ends(self, index: int) -> bool:
        """Say whether two numbers share a unit and are no change: 74 to 78 tokens/s."""
        one, other = self.numbers[index : index + 2]
        between = self.text[one.end : other.start]
        if other.unit in (None, "percent", "ratio") or one.unit not in (
            None, other.unit,
        ):  # fmt: skip
            return False
        if one.excluded or other.excluded or one.value >= other.value:
            return False
        changes = _changes(self.text[: one.start]) or self.text[
            : one.start
        ].rstrip().endswith("from")
        dash = _DASH.fullmatch(between) is not None
        return dash or (_TO.fullmatch(between) is not None and not changes)

    def _bare_range(self, index: int, before: str) -> bool:
        """Say whether a line is a name and two ends: GPU temperature: 48 to 63 °C."""
        one, other = self.numbers[index : index + 2]
        line = self.text[: one.start]
        if before.endswith("(") and index and spans(self.text, self.numbers[index - 1]):
            return True
        return (
            re.search(r":\**\s*\Z", before) is not None
            and other.unit is not None
            and one.unit in (None, other.unit)
            and last_word("statistic", line, 0, len(line)) is None
        )

    def _led_by(self, end: int) -> re.Match[str] | None:
        """Find which one of many a number at the front is; "q8 has the best" ranks."""
        one = ONE_OF_MANY.search(self.text, end)
        ranks = one and any(
            name.label in _RANKED
            and name.start >= end
            and _HAS_THE.fullmatch(self.text, name.end, one.start())
            for name in self.names
        )
        return None if ranks else one

    def _own(self) -> list[Name]:
        return [n for n in self.about if n.label in _RANKED]


def _digits(number: Written) -> int:
    """Count the significant digits of a number as it is written."""
    return len(re.sub(r"\D", "", number.token).lstrip("0"))


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _changes(text: str) -> bool:
    """Say whether a text speaks of something that rises or falls."""
    return any(
        comparing(match).form in ("verb", "adjective")
        for match in RELATION.finditer(text)
    )

"""The unit of a number that has none beside it: its column's, its sentence's."""

import re
from dataclasses import replace
from functools import cached_property

from .around import just_before
from .claim import Claim
from .opposed import Opposed
from .own_words import says_unit, unit_in
from .units import parse_unit
from .wording import last_word

_HEADER_UNIT = re.compile(
    r"[(\[]([^)\]]+)[)\]]|\bin (\S+)\s*$|\b(tok\w*/s\w*|[nµμum]?s|[KMG]i?B|%)\s*$"
)
#: What stands between two numbers of a list: another name, and no verb of its own.
_LISTED = re.compile(
    r"\W*(?:and|but|while|with|to|for|in|at)?\W*[\w.:+#-]+"
    r"(?: (?:in|at|with|to|needs?|takes?))?\W*"
)
_ALL_IN_UNIT = re.compile(
    r"\bin ((?:milli|micro|nano)?seconds|minutes|(?:kilo|mega)?bytes"
    r"|tokens per second)\b",
    re.I,
)
_IN_UNIT = re.compile(r"\bin ([a-zµ/]+)\W{1,4}\Z")


class InUnits(Opposed):
    """A sentence, and the unit of each of its bare numbers."""

    def in_unit(self, index: int, claim: Claim) -> Claim:
        """Give a bare number the unit of its column or row, or of its sentence."""
        if claim.unit is not None:
            return claim
        block, unit = self.block, None
        for header in (block.column, block.row.split("\x1f")[0].rstrip()):
            if not unit and (match := _HEADER_UNIT.search(header)):
                unit = parse_unit(match[1] or match[2] or match[3])
        told = _IN_UNIT.search(just_before(self.text, self.numbers[index], 30))
        told = told or self._all_in_unit
        if not unit and told:
            unit = parse_unit(told[1])  # in milliseconds: 5,772
        beside = block.rest.split("\x1f")[0].strip("`* ")
        if not unit and block.column and beside.isalpha():
            unit = parse_unit(beside)  # a column of units
        if unit:
            return replace(claim, unit=unit.canonical, factor=unit.factor)
        if index and not block.column:
            return self._unit_before(index, claim)
        return claim

    @cached_property
    def _all_in_unit(self) -> re.Match[str] | None:
        """The unit of numbers that have none: in milliseconds, it takes 131.3."""
        if any(number.unit for number in self.numbers):
            return None
        return _ALL_IN_UNIT.search(self.text)

    def own_unit(self, index: int, metric: str | None, claim: Claim) -> Claim:
        """Give a bare number the unit of the own metric that its words name."""
        own = self.own.get(metric or "")
        if own is None or claim.unit is not None or own.unit in ("", "count"):
            return claim
        if found := unit_in(self.block.column):
            return replace(claim, unit=found.canonical, factor=found.factor)
        if says_unit(own):
            return replace(claim, unit=own.unit)
        before = self.numbers[index - 1] if index else None
        between = self.text[before.end : claim.column] if before else ""
        if before and before.unit == own.unit and _LISTED.fullmatch(between):
            return replace(claim, unit=before.unit, factor=before.factor)
        return claim

    def _unit_before(self, index: int, claim: Claim) -> Claim:
        """Give the number of a statistic the unit of the value it belongs to."""
        since, start, _, _ = self._part(index)
        said = last_word("statistic", self.text, since, start)
        before = next((n for n in reversed(self.numbers[:index]) if n.unit), None)
        if said and before and before.unit not in ("percent", "ratio"):
            return replace(claim, unit=before.unit, factor=before.factor)
        return claim

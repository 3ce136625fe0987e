"""Whom or what a number that counts is of: five failures of torch.compile."""

import re

from .claim import Claim
from .counting import Counted
from .meaning import BESIDE
from .names import Name
from .subjects import Subjects, narrowest

_OF_NAME = re.compile(r"\W*(?:of|to|by|for|with|on)\W*(?:the )?\W*", re.I)
_IN_ALL = re.compile(
    r"\b(?:total(?:s|ing|ling)?|altogether|overall|in all)\b\W*(?:of |is )?\Z", re.I
)
_NEXT_TYPE = re.compile(r"[`*]{0,2}(?:,| and| or|, and|/|\s?&)\s?[`*]{0,2}")
#: A name whose own number follows in parentheses: JSON (44).
_TOLD_IN = re.compile(r" \((?:about |roughly |~|≈)?\d")
_BOTH_NUMBERS = re.compile(r" \(\d[\d,]* ?(?:of|out of|/) ?\d[\d,]*\)")
#: What one is the longest of: the longest of all 27 compilations.
_OF_THEM_ALL = re.compile(
    r"(?:\w\wst\b[^.;,\d]{0,40}|\bthe most [^.;,\d]{3,40}) ?"
    r"\b(?:of|among|across) all(?: the)? \Z",
    re.I,
)
_OF_THEM = re.compile(
    r"[*]{0,2} of (?:them|these|those|which)(?: are| were| in| as)? [`*]*"
)
_COMMA = re.compile(r", (?=[\w.:-]+ (?:is|was|gives|gave|has|had|takes|took|needs))|; ")
_IN_PARENTHESES = re.compile(r" \([^()]+\)")
_AND = re.compile(r"[`*]*,? (?:and|plus) [`*]*")
#: What several do together: account for, together have.
_JOINTLY = re.compile(
    r"[`*]* (?:together|combined|jointly|taken together)\b"
    r"|[`*]* (?:account for|make up|add up to|come to|total)\b",
    re.I,
)


class CountedOf(Subjects):
    """A sentence, and the subject of each of its counts."""

    def _in_all(self, claim: Claim) -> bool:
        """Say whether it is a total of what was listed before."""
        return _IN_ALL.search(self.text, 0, claim.column) is not None

    def of_all(self, claim: Claim) -> bool:
        """Say whether it counts all there are, whoever was spoken of before."""
        before = self.text[: claim.column]
        return self._in_all(claim) or _OF_THEM_ALL.search(before) is not None

    def _several_types(self, start: int) -> bool:
        """Say whether a list of types stands behind a number: files in CSV and JSON."""
        after = [n for n in self.about if n.label == "type" and n.start > start][:2]
        return len(after) > 1 and bool(
            _NEXT_TYPE.fullmatch(self.text[after[0].end : after[1].start])
        )

    def _of(self, at: int) -> list[Name]:
        """Return the name that what is counted is of: 33 compile attempts of onnx."""
        return [
            name for name in self.names
            if name.start >= at and _OF_NAME.fullmatch(self.text[at : name.start])
        ]  # fmt: skip

    def _told_in(self, claim: Claim) -> dict[str, str]:
        """Return the one name in parentheses behind a number: 9 (jit), 8 (ONNX)."""
        aside = _IN_PARENTHESES.match(self.text, claim.column + len(claim.token))
        if aside is None:
            return {}
        inside = [n for n in self.names if aside.start() <= n.start < aside.end()]
        return {n.label: n.value for n in inside} if len(inside) == 1 else {}

    def summed(self, start: int) -> tuple[dict[str, str], ...]:
        """Return those that a number is of together: jit and ONNX account for 17."""
        for label in ("backend", "model", "device"):
            of = [n for n in self.names if n.label == label and n.end <= start]
            if len(of) < 2 or not _AND.fullmatch(self.text[of[-2].end : of[-1].start]):
                continue
            if _JOINTLY.match(self.text, of[-1].end):
                return tuple({label: value} for value in {n.value: 0 for n in of})
        return ()

    def _told_before(self, start: int) -> dict[str, str]:
        """Return the subject of a percentage that numbers follow: jit 67% (4 of 6)."""
        opened = self.text.rfind(" (", 0, start)
        of = next((at for at, n in enumerate(self.numbers) if n.end == opened), None)
        if of is None or not _BOTH_NUMBERS.match(self.text, opened):
            return {}
        if self.numbers[of].unit != "percent" or not self.ends[of]:
            return {}
        since, until = self.ends[of], self.numbers[of].start
        near = [n for n in self.names if since <= n.start and n.end <= until]
        return {name.label: name.value for name in near}

    def _counted_subject(self, count: Counted, claim: Claim) -> dict[str, str]:
        """Names of its clause, else those before; of several of a label, none."""
        if told := self._told_before(claim.column) or self._told_in(claim):
            return told
        at = claim.column + len(claim.token)
        named = [
            n for n in self.names
            if count.since <= n.start and n.end <= count.until
            and (_TOLD_IN.match(self.text, n.end) is None
                 or _OF_THEM.fullmatch(self.text[at : n.start]))
        ]  # fmt: skip
        counted = {n.end for n in self.numbers if not n.excluded}
        beside = [
            n for n in self.names
            if BESIDE.fullmatch(self.text[n.end : claim.column])
            and (n.start - 1 not in counted or claim.unit)
        ]  # fmt: skip
        if _OF_THEM_ALL.search(self.text, 0, claim.column):
            named = [n for n in named if n.start > claim.column]
        elif beside:  # compilation (9 JSON files)
            own = {name.label for name in beside}
            named = beside + [n for n in named if n.label not in own
                              and n.start > claim.column]  # fmt: skip
        elif count.whole and (of := self._of(count.until)):
            named += of
        elif not any(n.end <= claim.column for n in self.about) and not named:
            if (
                self._leads(claim.column)
                or claim.role == "part"
                or count.metric == "configurations"
            ):
                upto = self._next(count.until)
                comma = _COMMA.search(self.text, count.until, upto)
                if comma and not self._leads(claim.column):
                    upto = comma.start()
                named = [n for n in self.about if n.start < upto]
        elif not named or count.whole:
            named += [n for n in self.about if n.end <= claim.column]
        if self._several_types(claim.column):
            named = [n for n in named if n.label != "type"]  # files in CSV and JSON
        if self._in_all(claim):
            named = [n for n in named if n.label != "type"]
        if count.metric == "files" and "folder" not in {n.label for n in named}:
            named += [n for n in self.about if n.label == "folder"
                      and n.end <= claim.column]  # fmt: skip
        for label in ("model", "scope") if count.metric == "configurations" else ():
            if label not in {name.label for name in named}:
                named += [name for name in self.about if name.label == label]
        values: dict[str, set[str]] = {}
        for name in named:
            values.setdefault(name.label, set()).add(name.value)
        if narrow := narrowest(values.get("scope", set())):
            values["scope"] = {narrow}  # the sweep of ollama_param_tuning.csv
        subject = {label: of.pop() for label, of in values.items()
                   if len(of) == 1 and label != "error"}  # fmt: skip
        if "model" in subject and count.metric != "models":
            subject.pop("family", None)
        return subject | self.together(claim.column)

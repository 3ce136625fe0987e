"""What several names do to a number: types of files together, the two of a pair."""

import re

from .stating import Stating

_LISTED_AFTER = re.compile(
    r"[\d,]+ [^().;,\d]{0,50}\(([^();:]*(?:\band|\bplus|\+|&)\s[^();:]*)\)", re.I
)
_TOGETHER = re.compile(r"\b(?:together|combined|jointly|taken together)\b", re.I)
#: What several do together: JSON and CSV account for 72.
_ACCOUNT = re.compile(
    r"[`*]* (?:files |documents )?(?:account for|make up|represent|comprise|constitute"
    r"|add up to|sum to|sum up to|total|come to|amount to|form|cover|make for)\b",
    re.I,
)
_ARE = re.compile(r"\b(?:are|were|is|in)(?: either)? \W{0,2}\Z")
_OR = re.compile(r"\W{0,2} or \W{0,2}")
_IS_WHOLE = re.compile(r"\bof (?:the |all )*\Z", re.I)

_NAMED_AFTER = re.compile(
    r" \([^()]+\)|,? (?:which (?:is|was) )?(?:reached|achieved|measured|posted"
    r"|delivered|obtained|recorded|held) (?:by|with|for) [^.;:()\d]+"
)
_THAN = re.compile(r"\bthan (?:the |that of )?[`*]{0,2}\Z")


class Joined(Stating):
    """A sentence, and the types that a number of it is of together."""

    def together(self, start: int) -> dict[str, str]:
        """Join the types that a number is of together: CSV and Markdown number 57.

        Or 72 are machine-readable (CSV and JSON); 72 files (28 CSV + 44 JSON).
        """
        if listed := _LISTED_AFTER.match(self.text, start):
            inside = [n for n in self.about if n.label == "type"
                      and listed.start(1) <= n.start < listed.end(1)]  # fmt: skip
            parts = [n.value for n in self.numbers if not n.excluded
                     and listed.start(1) <= n.start < listed.end(1)]  # fmt: skip
            own = next(n.value for n in self.numbers if n.start == start)
            if len(inside) > 1 and (not parts or sum(parts) == own):
                return {"type": " + ".join(sorted({n.value for n in inside}))}
        if either := self._either():
            return either
        types = [n for n in self.about if n.label == "type" and n.end <= start]
        if len(types) < 2:
            return {}
        account = _ACCOUNT.match(self.text, types[-1].end)
        units = [n.unit for n in self.numbers if not n.excluded
                 and not _IS_WHOLE.search(self.text, 0, n.start)]  # fmt: skip
        alone = len(units) == len(set(units))
        if not (_TOGETHER.search(self.text) or (account and alone)):
            return {}
        if self.text[types[-1].end : start].strip(" (:`*") == "":
            return {}  # its own
        return {"type": " + ".join(sorted({name.value for name in types}))}

    def _either(self) -> dict[str, str]:
        """Join the types that files are one or the other of: are CSV or JSON."""
        types = [name for name in self.about if name.label == "type"]
        if len(types) != 2 or not _ARE.search(self.text, 0, types[0].start):
            return {}
        if not _OR.fullmatch(self.text[types[0].end : types[1].start]):
            return {}
        return {"type": " + ".join(sorted(name.value for name in types))}

    def named_before(self, start: int, own: int) -> dict[str, str]:
        """Bind a pair in the order of two names before it, or to whom it beats."""
        for label in ("model", "backend", "device"):
            names = [n for n in self.names if n.label == label and n.end <= start]
            values = list(dict.fromkeys(name.value for name in names))
            if len(values) == 2:
                return {label: values[own]}
            one = len(values) == 1
            if own and one and _THAN.search(self.text, 0, names[0].start):
                return {label: values[0]}
        return {}

    def told_after(self, index: int) -> dict[str, str]:
        """Return what parentheses behind a number name: 40.5 s (TensorRT, MLP)."""
        aside = _NAMED_AFTER.match(self.text, self.numbers[index].end)
        if aside is None:
            return {}
        since, until = aside.span()
        if any(since <= n.start < until and not n.excluded for n in self.numbers):
            return {}
        inside = [n for n in self.names if since <= n.start < until]
        several = len(inside) > 1 or not aside[0].startswith(" (")
        return {name.label: name.value for name in inside} if several else {}

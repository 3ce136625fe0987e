"""What is said of all that is counted, of most or none: all compilations succeeded."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property

from .binding import Bound
from .claim import Claim, written
from .counting import Counted, counted
from .numbers import Written
from .words import FAILURES

_NEVER = re.compile(r"\bnever (?:fail(?:s|ed)?|crash(?:es|ed)?)\b", re.I)
#: What is said of all of something, of most of it, or of none.
_EVERY = re.compile(
    r"(?<!\bof )(?<!\bover )(?<!\bacross )(?<!\bamong )\b"
    r"(?:(?P<all>all(?: of)?(?: the)?|each"
    r"|every(?! (?:other|second|third|fourth|fifth|sixth|tenth)\b))"
    r"|(?P<most>most(?: of)?(?: the)?|the majority of(?: the)?)"
    r"|no|none of(?: the)?|not (?:one|a single))(?= (?!\d|other)[a-z`])",
    re.I,
)
_OF_FAILED = re.compile(r" (?:failed|failing|unsuccessful|successful) [a-z]", re.I)


class AllOrNone(Bound):
    """A sentence, and what it says of all, most or none."""

    #: What its last number that counts counted.
    last_count: Counted | None = None

    @cached_property
    def says_all(self) -> bool:
        """Whether it speaks of all, most or none of something."""
        return bool(_EVERY.search(self.text) or _NEVER.search(self.text))

    def of_all_claims(self) -> Iterator[Claim]:
        """Claim what is said of all, most or none: every compilation succeeded."""
        if never := _NEVER.search(self.text):
            named = {n.label: n.value for n in self.names if n.end <= never.start()}
            calls = "backend" not in named and ":" in named.get("model", "")
            of = "calls" if calls else "compile_attempts"
            at = Written(never.start(), never.end(), never[0], 0.0, 0.0)
            claim = replace(written(at), kind="relation", form="number")
            count = Counted(of, "failed", "", 0, never.end())
            for label in ("backend", "model"):
                if label not in named:
                    continue
                each = dict.fromkeys(n.value for n in self.names if n.label == label
                                     and n.end <= never.start())  # fmt: skip
                bound = self._count(count, claim)
                for value in each:
                    yield replace(bound, subject={**bound.subject, label: value})
                break
        for match in _EVERY.finditer(self.text):
            if _OF_FAILED.match(self.text, match.end()):
                continue  # every failed attempt ran on the GPU: not all failed
            at = Written(match.start(), match.end(), match[0], 0.0, 0.0)
            count = counted(self.text, [at], 0, self._unnamed)
            if count is None or not count.status or count.metric not in FAILURES:
                continue
            self.last_count = self.last_count or count
            if match["all"]:  # of all that succeeded none failed
                other = "ok" if count.status == "failed" else "failed"
                count = count._replace(status=other)
            claim = replace(written(at), kind="relation", form="number")
            if match["most"]:
                claim = replace(claim, value=50.0, unit="percent", bound="more",
                                role="percent")  # fmt: skip
            yield self._count(count, claim)

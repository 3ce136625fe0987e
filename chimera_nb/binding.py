"""What a sentence's own words say of its numbers: subject, metric, statistic, unit.

Each claim takes them from its own part of the sentence first, then the sentence, then
the table's header and row, then the line and the headings above.
"""

import re
from dataclasses import replace
from functools import cached_property

from .claim import Claim, written
from .comparisons import ends_of, operands_of, role_of
from .counting import Counted
from .in_units import InUnits
from .keys import key_in, label_of, metric_of_key
from .measurements import METRICS, kind_of
from .named_files import part_of_name
from .nouns import is_reached, is_reported, noun_after
from .numbers import Written
from .own_words import is_share
from .wording import last_word, unknown_name, unknown_subject
from .words import (
    COUNT_AFTER,
    COUNTED,
    FAILURES,
)

_COMPILED = re.compile(r"\bcompil", re.I)
#: Files as the place of measurements, not as what is talked of.
_OF_THE_SAME = re.compile(r"\b(?:they|it|these|those)\b", re.I)
_HELD = re.compile(
    r"\b(?:c[oa]mes?|stem|taken|read|drawn|collected|spread|stored|held|found|sits?|lies?)"
    r" (?:from|in|over|across)\b",
    re.I,
)
_LACKS = re.compile(r"\b(?:missing|lack(?:s|ed|ing)?|absent|unavailable|not found)\b")
_LISTS = re.compile(r":|\(|\b(?:namely|that is|i\.e\.)")
#: What is aimed at: reduce the compile time (target: 12 s).
_TARGETED = re.compile(
    r"\b(?:targets?|goals?|aim|budget|limit|threshold)\b\W{0,3}"
    r"(?:of |is |at |[<≤] ?)?~?\Z",
    re.I,
)
_COMPILE_FILES = re.compile(
    r"\bcompil(?:e|ation) (?:benchmark |result )?(?:JSON |CSV )?files?\b", re.I
)
_OF_ITS_OWN = re.compile(r"\b(?:its|their) \Z", re.I)
#: The failures are spread over two backends.
_FAILED_AMONG = re.compile(
    r"\bfail(?:ed|ures?)\b[^.;]*\b(?:spread|split|distributed|com(?:e|ing)|came|fall|fell"
    r"|affect\w*|hit|occur\w*|concentrated|limited|confined)\b[^.;]{0,30}\Z",
    re.I,
)
_FAILED = re.compile(r"\b(?:fail\w*|(?<!standard )errors?|crash\w*)\b", re.I)
#: Counts of the whole folder, whoever is named beside them.
_GLOBAL = ("files", "files_not_read", "types", "conflicts", "copies", "mixtures")
_LANGUAGE = re.compile(r"\b(?:language models?|LLMs?)\b", re.I)
#: A threshold, not a measurement: add more when the CPU load passes 70 %.
_CONDITION = re.compile(
    r"\b(?:when(?:ever)?|if|once|until|unless|as soon as|in case)\b[^.;:]*\Z", re.I
)
#: A heading that is one name and nothing else.
_HEADING_NAME = re.compile(r"#*\s*[`*]{0,2}([A-Za-z][\w+:-]*\d[\w.+:-]*)[`*]{0,2}\s*")


class Bound(InUnits):
    """A sentence whose numbers are bound to what they are of."""

    #: A count of models is not of the one that is named beside it.
    COUNTS_THEMSELVES = ("models", "backends", "devices")

    def _terms(self, index: int, role: str) -> tuple[Claim, ...]:
        """Return the two numbers of the sentence that a third is reckoned of."""
        if role not in ("ratio", "percent", "difference"):
            return ()
        others = [
            at for at, each in enumerate(self.numbers)
            if at != index and not each.excluded
            and each.unit not in ("percent", "ratio")
            and role_of(self.text, self.numbers, at, self.block.column) == "value"
        ]  # fmt: skip
        before = [at for at in others if at < index][-2:]
        pair = before if len(before) == 2 else others[:2]
        if len(pair) < 2 or len({self.numbers[at].unit for at in pair}) > 1:
            return ()
        return tuple(self._bound(at, written(self.numbers[at])) for at in pair)

    def _in_column(self, number: Written) -> dict[str, str] | None:
        """Return the setting that a cell below a setting's name is."""
        if not self.block.column:
            return None
        for token in dict.fromkeys((number.token, f"{number.value:g}")):  # 40.00 is 40
            said = f"{self.block.column}={token}"
            for name in self.names_of(said):
                if name.label in self.settings and name.end == len(said):
                    return {name.label: name.value}
        return None

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
        before = self.text[: number.start]
        if _CONDITION.search(before) or _TARGETED.search(before[-40:]):
            return False
        return bool(own) and number.unit is not None and not number.bound

    def _bound(self, index: int, claim: Claim) -> Claim:
        number = self.numbers[index]
        column = self.block.column
        claim = self.in_unit(index, claim)
        if number.bound == "over" and COUNT_AFTER.match(self.text, number.end):
            claim = replace(claim, bound="")  # a mean over 27 runs
        role = role_of(self.text, self.numbers, index, column)
        share = self.share_of(index)
        if share and claim.unit is None:  # 97 of 125 s
            whole = self.numbers[index + 1]
            claim = replace(claim, unit=whole.unit, factor=whole.factor)
        role = "value" if share else role
        metric = self._metric(index, claim, role)
        claim = self.own_unit(index, metric, claim)
        if metric in self.own and is_share(
            self.own[metric], role, self.text, number.end
        ):
            role = "value"
        if metric == "build_time" and metric not in self.measured:
            metric = "compile_time"
        if noun := self._counts_other(index, claim, metric, role):
            metric = None
        statistic = self._statistic(index, metric)
        if statistic == "count" and number.unit is None:
            claim = replace(claim, unit=None, factor=1.0)  # 0.21 s on average (9 runs)
        if number.plus_minus:
            statistic = "std"
        subject = self._subject(index)
        if share == "whole":
            subject = {}  # of all there is
        outer = {k: v for k, v in self.outer.items() if k not in subject}
        names = self.names_for(number)
        names = names or [*self.names_of(self.block.row), *self.names_of(column)]
        operands, statistics = operands_of(role, self.text, names, number, subject)
        unknown = noun if noun and is_reported(self.text, number) else ""
        if not unknown and (
            not subject or all(n.end <= self.ends[index] for n in self.about)
        ):
            own = self.text[self.ends[index] : number.start]
            unknown = unknown_name(own, self.names, self.ends[index])
            if not unknown and self.block.row and not outer:
                unknown = unknown_name(self.block.row.split("\x1f")[0], (), 0, True)
        unknown = unknown or self.stranger
        if not unknown and metric is None and is_reached(self.text, number):
            unknown = "such quantity"
        key = key_in(
            (self._unnamed[self.ends[index] : number.start], self.block.row),
            self.settings,
        )
        if key and (of := metric_of_key(key)):
            metric, statistic, unknown = of, None, ""
            claim = replace(claim, unit="bytes" if of == "size" else None)
            words = key.replace("_", " ")
            subject |= {
                n.label: n.value for n in self.names_of(words) if n.label == "type"
            }
        if not operands and role in ("ratio", "percent", "difference"):
            operands = self.against_said(subject)
            if not operands and metric == "latency":
                operands = self.against_baseline(subject, role)
            if not operands and metric == "latency":
                operands = self.as_compared(subject)
        return replace(
            claim, metric=metric, statistic=statistic, subject=subject, outer=outer,
            role=role, operands=operands, statistics=statistics, unknown=unknown,
            key=key, said=self._line(index), header=self.block.column,
            row=self.block.row.split(" \x1f ")[0].partition(": ")[2].strip("`* "),
            failed=self._fails,
            of_kind="llm" if self._of_language(number.start) else self._kind,
            span=self.span_of(index),
            end="" if statistic else self.labelled_end(number.start, metric),
            label=ends_of(self.text) if statistics == ("max", "min") else "",
        )  # fmt: skip

    def _count(self, count: Counted, claim: Claim) -> Claim:
        """Bind a number that counts: the subject is what its clause names."""
        subject = self._counted_subject(count, claim)
        if count.them:
            subject = self.counted | subject
        if not count.whole:
            self.counted = subject
        if count.metric == "files" and (kind := self._held(claim.column)):
            subject["kind"] = kind
        metric = count.metric
        if metric == "build_attempts" and "build_time" not in self.measured:
            metric = "compile_attempts"  # an engine is built, too
        lacks = metric in FAILURES and _LACKS.search(
            self.text, count.since, claim.column
        )
        if (
            lacks
            and not count.status
            and any(
                n.label == "error" and count.since <= n.start < claim.column
                for n in self.names
            )
        ):
            count = count._replace(status="failed")  # Triton was missing in three
            self.last_count = count
        if count.status == "failed":
            metric = FAILURES.get(metric, metric)
            reasons = [
                n.value
                for n in self.names
                if n.label == "error" and count.since <= n.start < count.until
            ]
            if error := count.error or (reasons[-1] if reasons else ""):
                subject["error"] = error
        if count.status and metric not in FAILURES.values() and metric != "files":
            subject["status"] = count.status
        if count.whole and count.status == "failed":  # 3 of the 5 failed attempts
            claim = replace(claim, role="value")
            if not _OF_ITS_OWN.search(self.text, 0, claim.column):
                own = {(n.label, n.value) for n in self.names if n.start > claim.column}
                subject = {
                    k: v for k, v in subject.items()
                    if k in ("error", "status") or (k, v) in own
                }  # fmt: skip
        if metric == "files" and (
            named := part_of_name(self.text, claim.column, claim.token)
        ):
            subject["named"] = named
        if claim.unit == "percent" and count.metric in FAILURES.values():
            subject["status"] = "failed"  # of the failures, not of all attempts
        kind = self._kind
        if metric == "models" and self._of_language(claim.column):
            kind = "llm"
        if metric in self.COUNTS_THEMSELVES:
            subject.pop(metric[:-1], None)
            if _FAILED_AMONG.search(self.text, 0, claim.column):
                subject["status"] = "failed"
        outer = {k: v for k, v in self.outer.items() if k not in subject}
        if claim.role == "whole" and not set(subject) - {"status", "error"}:
            subject = {k: v for k, v in self.counted.items()
                       if k not in ("status", "error")} | subject  # fmt: skip
        if count.whole or self.of_all(claim):
            outer = {}
        return replace(
            claim, metric=metric, statistic="count", subject=subject,
            unknown="" if count.whole or metric in _GLOBAL else (
                self._no_member(subject.get("family", "")) or self.stranger),
            outer=outer, of_kind=kind, rate=count.rate,
            listed=self._listed(metric, count),
            summed=() if count.whole else self.summed(claim.column),
        )  # fmt: skip

    @cached_property
    def _names_language_models(self) -> bool:
        return _LANGUAGE.search(self.text) is not None

    def _listed(self, metric: str, count: Counted) -> int:
        """Count the names listed behind a number: two devices: CPU and CUDA."""
        led = _LISTS.search(self.text, count.until)
        label = {"types": "type"}.get(metric, metric[:-1])
        if led is None or metric not in (*self.COUNTS_THEMSELVES, "types"):
            return 0
        after = (n for n in self.names if n.label == label and n.start >= led.end())
        return len({name.value for name in after})

    def _of_language(self, start: int) -> bool:
        """Say whether a number is one of language models: 6 are language models."""
        if not self._names_language_models:
            return False
        told = _LANGUAGE.search(self.text, start)
        if told is None:  # the LLM part covers six models
            last = max((n.end for n in self.numbers if n.end <= start), default=0)
            return _LANGUAGE.search(self.text, last, start) is not None
        return self._next(start + 1) > told.start()

    def _no_member(self, family: str) -> str:
        """Return a model that the sentence lists of a family and the data has not."""
        listed = re.finditer(rf"\b{re.escape(family)}-\w+", self.text, re.I)
        for match in listed if family else ():
            if not any(n.start <= match.start() < n.end for n in self.names):
                return match[0]
        return ""

    def _held(self, at: int) -> str:
        """Name the kind of measurement that files are said to hold."""
        if _COMPILE_FILES.search(self.text):
            return "compile"
        if not _HELD.search(self.text[:at]):
            return ""
        if _COMPILED.search(self.text[:at]):
            return "compile"
        said = last_word("metric", self.text, 0, at, COUNTED)
        return kind_of(said) if said in METRICS else ""

    @cached_property
    def _unnamed(self) -> str:
        """The text without the data's names: q4_0 is no key."""
        text = self.text
        for name in self.names:
            blank = " " * (name.end - name.start)
            text = text[: name.start] + blank + text[name.end :]
        return text

    @cached_property
    def stranger(self) -> str:
        """A subject that the data does not have: of the sentence, or of its heading."""
        if found := unknown_subject(self.text, self.names):
            return found
        if self.names or self.block.column:
            return ""
        heading = _HEADING_NAME.fullmatch(self.block.heading.split(" \x1f ")[-1])
        return heading[1] if heading and not self.names_of(heading[1]) else ""

    @cached_property
    def _fails(self) -> bool:
        return _FAILED.search(self.text) is not None

    @cached_property
    def _kind(self) -> str:
        """Name the kind of measurement that the sentence speaks of."""
        return (
            self._kind_in(self._unnamed)
            or (self._kind_in(self.said.text) if _OF_THE_SAME.search(self.text) else "")
            or self._kind_of_names
        )

    @cached_property
    def _kind_of_names(self) -> str:
        """Name what is measured of a backend: it compiles."""
        compiles = "compile_time" in self.measured
        backend = any(name.label == "backend" for name in self.names)
        return "compile" if compiles and backend else ""

    def _kind_in(self, text: str) -> str:
        if _COMPILED.search(text):
            return "compile"
        said = last_word("metric", text, but=COUNTED)
        return kind_of(said) if said in METRICS else ""

    def _counts_other(
        self, index: int, claim: Claim, metric: str | None, role: str
    ) -> str:
        """Name the noun after a bare whole number that no quantity of the data is."""
        number = self.numbers[index]
        whole = number.value == int(number.value)
        if claim.unit or role != "value" or not whole or self.block.column:
            return ""
        if COUNT_AFTER.match(self.text, number.end):
            return ""
        measured = METRICS.get(metric or "")
        if measured and measured.unit in ("count", "ratio", ""):
            return ""
        if metric and (metric.startswith("config.") or metric in self.own):
            return ""
        return noun_after(self.text, number.end)

    def _line(self, index: int) -> str:
        """Find the words of a line that is a label and a number."""
        if index or self.names:
            return ""
        return label_of(self.text[: self.numbers[index].start])

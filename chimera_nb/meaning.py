"""What quantity a number of a sentence is: its metric."""

import re
from collections.abc import Sequence
from functools import cached_property

from .around import of_column, unit_of
from .carrying import BARE
from .claim import Claim
from .counting import RESTATED
from .measurements import METRICS
from .own_words import metric_by_unit, own_speed
from .spoken import LEADS_NEXT, Spoken
from .wording import first_word, last_word
from .words import (
    CONTEXT,
    COUNT_AFTER,
    COUNT_BEFORE,
    COUNTED,
    FAILURES,
    MEASURED,
    METRIC,
    OWN_CONTEXT,
)

_FAILED_NOUN = re.compile(
    r"\s*(?:of (?:them|these|those) )?failed\b(?! [a-z]+(?:ion|d|l|t|n)s?\b)", re.I
)
_SPEEDUP = re.compile(r"\bspeed-?up", re.I)


#: What may have a size of its own.
_SIZED = ("model", "backend", "dtype")
#: What a number without a metric is of, by its unit.
_OF_UNIT = {"tok/s": "throughput", "words/s": "word_throughput", "W": "power",
            "degC": "temperature"}  # fmt: skip
_OF_BYTES = re.compile(
    r"%\W*of (?:all |the )?(?:total |overall |data )*(?:bytes|size|volume)\b", re.I
)
_OF_FILES_SHARE = re.compile(r"[\d.,]+ ?% of (?:all |the )*(?:files|documents)\b", re.I)
_GIVEN_BY = re.compile(r"x?×? (?:from|by|through|via|thanks to) [`*]{0,2}")
_GIVES = re.compile(
    r"\b(?:gives?|gave|gets?|achieves?d?|reach(?:es|ed)|brings?|delivers?|yields?)"
    r" (?:only |just |about |a )*\Z",
    re.I,
)
_IN_BYTES = re.compile(r"\b(?:in size|by size|by volume|bytes)\b|\d ?[kM]B\b")
_OF_FILES = re.compile(r"\b(?:files?|of data|data ?set|archive|folder)\b", re.I)
#: The row of a table of file types that is of all of them: "Type: **Total**".
_ALL_TYPES = re.compile(
    r"[^:]*\b(?:types?|formats?|extensions?)\W*:\W*(?:grand )?(?:totals?|sum|all)\W*",
    re.I,
)
_TOTAL_ROW = re.compile(
    r"(?:[^:]*:)?\W*(?:(?:grand )?(?:totals?|sum)|all|overall)\W*", re.I
)
_OF_IT = re.compile(r" (?:of|in|for) (?:the |its |mean |average )?")
_TOKENS = re.compile(r"\s+(?:generated |output )?tokens\b(?!/| per | a )", re.I)
_PROMPTS = re.compile(r"\b(?:prompt|input) tokens|\btokens (?:in|of) the prompt", re.I)
_OPENS = re.compile(
    r"\W*(?:at|with|(?:averaged |on average )?(?:over|across|in)(?: all)?)\s+"
    r"(?:about |only |just )?",
    re.I,
)
#: A name whose own count a number in parentheses is: JSON files (44).
BESIDE = re.compile(
    r"\W{0,2}(?: (?:files?|entries|documents?|models?))?(?: \(|: | [–—-] )"
)
#: A type that a number stands before like a unit: 28 CSV, 44 JSON.
_LIKE_UNIT = re.compile(r" [`*]{0,2}")
_ENDED = re.compile(r"[`*]{0,2}(?:\s*\Z|\s*[,;.)/|]|\s+and\b)")
_SHORT_TIME = re.compile(r"\d\s?(?:ms|milli\w+|[uµμ]s|micro\w+|ns)\b")


class Meaning(Spoken):
    """A sentence, and what its words say of the quantity of each number."""

    def _metric(self, index: int, claim: Claim, role: str) -> str | None:
        since, start, end, after = self._part(index)
        text, unit = self.text, claim.unit
        counted = COUNT_BEFORE.search(text[since:start]) or COUNT_AFTER.match(after)
        of_type = unit is None and role in ("value", "part")
        told = self.after_aside(end)
        if of_type and any(
            BESIDE.fullmatch(text[n.end : start])
            or text[n.end : start] == ":** "
            or (
                _LIKE_UNIT.fullmatch(text[told : n.start]) and _ENDED.match(text, n.end)
            )
            for n in self.names
            if n.label == "type"
        ):
            return "files"
        context = METRIC["config.num_ctx"].search(text, 0, start)
        if unit is None and not context and _TOKENS.match(text, end):
            return "prompt_tokens" if _PROMPTS.search(text) else "tokens"
        if unit is None and (failed := _FAILED_NOUN.match(after)):
            of = last_word("metric", text, 0, start) or ""
            return FAILURES.get(of, "calls_failed") if failed else None
        if role == "ratio" and _SPEEDUP.search(after):
            return "speedup"
        given = role == "ratio" and _GIVEN_BY.match(text, end)
        if given and any(n.start == given.end() and n.label == "backend"
                         and n.value != self.baseline for n in self.names):  # fmt: skip
            return "speedup"  # a factor of 5.1 from jit
        if unit == "ratio" and self._only_speeds_up:
            return "speedup"
        gives = unit == "ratio" and _GIVES.search(text, since, start)
        if gives and sum(n.label == "backend" for n in self.names) == 1:
            return "speedup"
        if unit is None and role == "value" and self.breaks_even and not counted:
            return "break_even"
        if unit is None and not counted and role not in ("ratio", "percent"):
            near = end + min(60, len(after))
            units = [m for m, own in self.own.items() if own.unit not in ("count", "")]
            noun = first_word("metric", text, end, near, (*MEASURED, *units))
            if noun:
                return noun
        share = role == "percent" and (
            re.search(r"%\W*of\b", text[start:]) or self.block.column
        )
        but: Sequence[str] = ()
        if not share and (unit or counted or role in ("ratio", "percent")):
            but = COUNTED
        if role == "percent" and any(n.label == "type" for n in self.about):
            if _OF_FILES_SHARE.match(text, start):
                return "files"
            of_bytes = _OF_BYTES.search(text, start) or (
                _IN_BYTES.search(text) and "files" not in text
            )
            return "size" if of_bytes else "files"
        types = {n.value for n in self.about if n.label == "type"}
        if role == "ratio" and len(types) == 2:
            return "files"
        of_column = first_word("metric", self.block.column, but=COUNTED)
        if share and self.block.column and of_column:
            return of_column
        if share and self.block.column:
            return last_word("metric", self.block.header, but=MEASURED) or "files"
        if unit and role in ("value", "difference"):
            unfit = [m for m in MEASURED if m not in METRICS or METRICS[m].unit != unit]
            unfit = [m for m in unfit if m not in self.own]
            unfit += [m for m, own in self.own.items() if own.unit != unit]
            own = text[since:start]
            near = first_word("metric", text, end, end + len(after), (*but, *unfit))
            here = near or last_word("metric", own, but=(*but, *unfit))
            if unit == "s" and not here:
                told = (m for m, words in OWN_CONTEXT if words.search(own))
                if (context := next(told, None)) and context in self.measured:
                    return context
            found = self._said_metric(index, (*but, *unfit))
            configs = [m for m in MEASURED if m not in METRICS]
            here = None
            if unit != "s":
                ratios = ("speedup", "break_even")  # 286 tokens/s behind a speedup
                here = last_word("metric", text, 0, start, (*but, *configs, *ratios))
            found = found or self._own_metric(index, unit)
            if unit != "bytes" or not self._sized():
                found = found or here
            found = found or self._by_unit(unit, since)
            if found:
                return found
        found = self._said_metric(index, but)
        if found is None and role in ("ratio", "percent", "difference"):
            found = self._own_compared(index)
            found = found or self._by_unit("tok/s" if "tok" in text else "s")
            found = found or self.how_fast()
        row = self.block.row.split(" \x1f ")[0]
        of_types = "type" in self.outer or _ALL_TYPES.fullmatch(row)
        if not of_types and _TOTAL_ROW.fullmatch(row):
            first = self.names_of(self.block.first)
            of_types = bool(first) and all(name.label == "type" for name in first)
        if not of_types and self.said.counted and self.said.counted.metric == "files":
            of_types = any(n.label == "type" for n in self.names)  # CSV follows with 28
        return found or ("files" if unit is None and of_types else None)

    @cached_property
    def _only_speeds_up(self) -> bool:
        """Say whether a line gives a ratio and no quantity, below one backend."""
        of = {**self.said.paragraph, **self.outer}
        backend = of.get("backend", self.baseline)
        named = any(name.label == "backend" for name in self.names)
        return not (named or backend == self.baseline) and not first_word(
            "metric", f"{self.text} \x1f {self.block.above}"
        )

    def _said_metric(self, index: int, but: Sequence[str]) -> str | None:
        since, start, end, after = self._part(index)
        text, block = self.text, self.block
        if self._leads(start) and (led := first_word("metric", text, end, None, but)):
            return led
        return (
            last_word("metric", text, since, start, but)
            or last_word("metric", text, 0, start, but)
            or first_word("metric", text, end, end + len(after), but)
            or first_word("metric", text, end, self._others_metric(index), but)
            or first_word("metric", block.column, but=but)
            or last_word("metric", block.row.split(" \x1f ")[0], but=but)
            or (of_column(block, but) if block.column else None)
            or last_word("metric", self.said.text, but=(*but, *COUNTED))
            or self._headed(block.above, but)
            or self._headed(block.heading, but)
        )

    def _headed(self, heading: str, but: Sequence[str]) -> str | None:
        """Name the metric of a heading; "Outliers" above values is none."""
        metric = last_word("metric", heading, but=(*but, *COUNTED))
        counts = metric in self.own and self.own[metric].unit in ("count", "")
        return None if counts and any(n.unit for n in self.numbers) else metric

    def _others_metric(self, index: int) -> int | None:
        """Say where a later number with a metric of its own stands: 9 s of load."""
        end = self.numbers[index].end
        for number in self.numbers[index + 1 : index + 4]:
            if led := LEADS_NEXT.search(self.text[end : number.start]):
                return end + led.start()
            near = _OF_IT.match(self.text, number.end)
            if near and first_word("metric", self.text, near.end(), near.end() + 24):
                return number.start
        return None

    def _own_metric(self, index: int, unit: str) -> str | None:
        """Name the own metric that a unit, or a word of its name, is of."""
        number = self.numbers[index]
        begin = number.start + len(number.token)
        named = bool(self.names or self.outer)
        return metric_by_unit(self.text, begin, number.end, unit, named)

    def _own_compared(self, index: int) -> str | None:
        """Name the own metric that is compared: the one before, or how fast it is."""
        before = (at for at in range(index - 1, -1, -1) if self.numbers[at].unit)
        units = ((at, str(self.numbers[at].unit)) for at in before)
        said = (self._own_metric(at, unit) for at, unit in units)
        return next((each for each in said if each), None) or own_speed(self.text)

    def how_fast(self) -> str | None:
        """Name what says how fast something is, where no word does."""
        named = [name for name in self.names if name.label in ("model", "backend")]
        tagged = any(":" in name.value for name in named)
        metric = "throughput" if tagged else "latency"
        return metric if named and metric in self.measured else None

    def after_aside(self, end: int) -> int:
        """Say where a number's own restatement ends: 29 (28.7%)."""
        aside = RESTATED.match(self.text, end)
        return aside.end() if aside else end

    def _sized(self) -> bool:
        """Say whether the sentence is about what may have a size of its own."""
        return any(name.label in _SIZED for name in self.about)

    def _leads(self, start: int) -> bool:
        """Say whether a number opens its sentence: at 3 ms, the median TTFT is."""
        return _OPENS.fullmatch(self.text[:start]) is not None

    def _by_unit(self, unit: str, since: int = 0) -> str | None:
        """Name what a number without a metric is of: by its unit, or what was done."""
        of_type = any(name.label == "type" for name in self.about)
        around = f"{self.text} {self.said.text}"
        if unit == "bytes" and (of_type or _OF_FILES.search(around)):
            return "size"
        if unit == "bytes" and self._sized():
            return "model_size" if "model_size" in self.measured else None
        if unit != "s":
            return _OF_UNIT.get(unit)
        if not (self.names or self.outer or self.block.first or self.said.paragraph):
            return None
        text = self.text
        if BARE.fullmatch(text):
            text = f"{self.said.text} {text}"
        tagged = any(n.label == "model" and ":" in n.value for n in self.names)
        own = text[since:] if since else ""
        found = next((m for m, words in OWN_CONTEXT if own and words.search(own)), None)
        found = found or next((m for m, words in CONTEXT if words.search(text)), None)
        here = {n.value for n in self.names} | set(self.outer.values())
        here |= {name.value for name in self.names_of(self.block.first)}
        if found is None and self.baseline in here:
            return "latency"  # what others are compared with compiles nothing
        named = (*self.names, *self.names_of(self.block.row))
        if found is None and {"backend", "model"} & {n.label for n in named}:
            short = _SHORT_TIME.search(self.text[since:]) or unit_of(
                self.block.column
            ) in ("ms", "µs", "us", "ns")
            metric = "latency" if short else "compile_time"
            return metric if metric in self.measured and not tagged else None
        if found is None and any(n.label == "benchmark" for n in self.about):
            return "latency"
        if found is None:  # the CPU ones got by with 2.35 s
            before = self.said.text
            found = next((m for m, words in CONTEXT if words.search(before)), None)
        said = {n.value for n in self.names}
        if found == "compile_time" and self.baseline in said and len(said) > 1:
            found = "latency"  # what compiles nothing is compared in use
        if found == "latency" and tagged and "throughput" in self.measured:
            return "throughput"  # of a language model the rate says how fast it is
        return found

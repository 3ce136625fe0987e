"""Whom or what a number of a sentence is about: the names that it is bound to."""

import re
from functools import cached_property

from .around import just_before
from .compare_words import RANKS
from .comparisons import regions
from .joined import Joined
from .meaning import BESIDE
from .names import Name
from .numbers import Written
from .relating import Related, relations_in

_FROM = re.compile(r"\bfrom\s+(?:about |~|roughly )?$", re.I)
_TO = re.compile(
    r"(?:\b(?:(?:down )?to|becomes?|became|turns? into)|→|->)\s+"
    r"(?:about |~|roughly |only |just )?$",
    re.I,
)
_BECOMES = re.compile(
    r"\s*(?:becomes?|became|turns? into|(?:down|up) to|→|->)\s*(?:about |only )?"
)
_OVERALL = re.compile(
    r"\b(?:overall|global) (?:mean|average|median)(?: [a-z]+){0,2}"
    r"(?: of| is| was|:| \() ?(?:about |only |just )?\Z",
    re.I,
)
_CLAUSE_END = re.compile(r"[,;]| (?:to|and|but|while|whereas) ")
_ORDINALS = (
    r"(?<!/)(?<!per )(first|second|third|fourth|fifth)"
    r"(?![- ](?:high|low|fast|slow|quick|best|worst|larg|small|short|long|great))"
)
_CALL = r"(?:prompt|call|request|generation|query)\b(?! (?:speed|rate|time))"
_NTH_CALL = re.compile(
    rf"\b{_ORDINALS} (?:[\w.:`*-]+ ){{0,3}}?{_CALL}",
    re.I,
)
_NTH = re.compile(
    rf"\b{_ORDINALS}"
    rf"(?: (?:[\w.:`*-]+ ){{0,3}}?{_CALL}"
    r"| (?:one )?(?=(?:needed|took|takes|only|reached|got|was|is|at)\b)"
    r"|(?=[.,;)]|\s*\Z))",
    re.I,
)
_AGAINST = re.compile(
    r",? (?:vs\.?|versus|against|compared (?:to|with)|instead of|rather than"
    r"|as opposed to) "
)
_FOR_NAMES = re.compile(r" (?:\w+ ){0,3}?(?:for|with|on|by|of) (?:the )?[`*]{0,2}")
_GOES = re.compile(r"\b(?:go(?:es|ing)?|went) from\b|\bgets? (?:quick|fast|slow)er\b")
_NEXT_CLAUSE = re.compile(r"\), (?:with|while|whereas|but|and) |; ")
_OF_WHICH = re.compile(r",? \b(?:of which|of that|of these|including|thereof)\b", re.I)
_ASIDE = re.compile(r"\([^()]*\)")
_LED = re.compile(r"\b(?:on|in|for|at) (?:the |its )?\Z", re.I)
_CLAUSE = re.compile(r"; | (?:while|whereas|but) |, and ")
_NEXT_TO = (" ", " `", " **")
_OWNS = re.compile(r"['’]s (?:about |roughly |some |~)?")
#: Behind jit at 0.2 ms: jit's.
_AT = re.compile(r"[`*]{0,2},? (?:at|with) (?:about |roughly |only |just |some |~)?")
_BEHIND = re.compile(
    r"\b(?:behind|ahead of|followed by|versus|vs\.?|against|compared (?:to|with)|trails"
    r"|trailing) (?:the )?[`*]{0,2}\Z",
    re.I,
)
_RESPECTIVELY = re.compile(
    r"\brespectively\b|\bin that order\b"
    r"|\b(?:those|these|the same|the corresponding|their) (?:figures|values|numbers"
    r"|times|means|medians|latencies|averages|rates|counterparts)\b",
    re.I,
)
_CONNECTOR = re.compile(r",|;|\b(?:to|and|but|while|whereas|versus|vs|against|than)\b")


class Subjects(Joined):
    """A sentence, and the subject of each of its numbers."""

    def _subject(self, index: int) -> dict[str, str]:
        """Names of its own part, else just after it, else earlier in the sentence."""
        since, start, end, after = self._part(index)
        subject: dict[str, str] = {}
        for name in self.about:
            if name.end <= start and not self._aside(name, start):
                subject[name.label] = name.value
        clause = since + _last_connector(self.text[since:start]) if since else 0
        own = {n.label for n in self.about if clause <= n.start < start}
        beside: dict[str, str] = {}
        for name in self.names:
            between = self.text[name.end : start]
            next_to = BESIDE.fullmatch(between) is not None
            if next_to:
                subject[name.label] = name.value
            alone = next_to and between.endswith("(") and self._alone(index)
            compared = between == " " and name not in self.about  # than eager 3.8 ms
            behind = _AT.fullmatch(between) and _BEHIND.search(self.text, 0, name.start)
            if alone or compared or behind or _OWNS.fullmatch(between):
                beside[name.label] = name.value
            if re.fullmatch(r" \(`?", self.text[end : name.start]):
                subject[name.label] = name.value  # 0.5 ms (eager)
            if name not in self.about:
                continue
            told = self.after_aside(end)
            next_to = told <= name.start and self.text[told : name.start] in _NEXT_TO
            if next_to or (
                end <= name.start < end + len(after) and name.label not in own
            ):
                subject[name.label] = name.value
        if not any(n.end <= start for n in self.about):
            # half of the files (44%) are JSON
            spans = [m.span() for m in _ASIDE.finditer(self.text)]
            upto = next(
                (
                    n.start
                    for n in self.numbers[index + 1 :]
                    if not n.excluded and not any(a <= n.start < b for a, b in spans)
                ),
                len(self.text),
            )
            if of := _OF_WHICH.search(self.text, end, upto) or (
                _NEXT_CLAUSE.search(self.text, end, upto)
            ):
                upto = of.start()  # of which TensorRT takes 97 s
            if self.text[end : end + 1] == ")":
                upto = end  # of what stands before it, not of what comes next
            for name in self.about:
                told = self.text[name.end : name.end + 3].startswith((" (", "` ("))
                if end <= name.start < upto and not told:
                    subject.setdefault(name.label, name.value)
        if _OVERALL.search(self.text, 0, start):
            return {k: v for k, v in subject.items() if k in ("scope", "benchmark")}
        if "model" in own and ":" in subject.get("model", ""):  # runs on no backend
            for label in {"backend", "device"} - own:
                subject.pop(label, None)
        subject = self._led_to(end, set(subject)) | subject
        if narrow := narrowest({n.value for n in self.about if n.label == "scope"}):
            subject["scope"] = narrow  # what the whole sentence is about
        if nth := self._nth(since, start, end):
            subject["nth"] = nth
        if self.other_end(since, start):  # another one of them
            own = (*self.settings, "config_label")
            subject = {k: v for k, v in subject.items() if k not in own}
        subject |= self._in_order(index) | self._changed(index) | beside
        subject |= self._against(index) | self.told_after(index)
        parts, apart = self._regions
        for name in self.names_for(self.numbers[index]) if parts else ():
            if name.label in apart:
                subject[name.label] = name.value
        if "model" in subject:
            subject.pop("family", None)  # one of it
        return subject | self.together(start)

    @cached_property
    def _compared(self) -> list[Related]:
        parts, apart = self._regions
        if not parts:
            return list(
                relations_in(self.text, self.names, self.baseline, self.other_device)
            )
        return [
            related
            for since, until in parts
            for related in relations_in(self.text, self._names_in(since, until, apart),
                                        self.baseline, self.other_device)
            if since <= related.match.start() < until
        ]  # fmt: skip

    @cached_property
    def _regions(self) -> tuple[list[tuple[int, int]], set[str]]:
        return regions(self.text, self.names, self.numbers)

    def _names_in(self, since: int, until: int, apart: set[str]) -> list[Name]:
        """Return the names of a part, and those that all parts share."""
        return [name for name in self.names
                if name.label not in apart or since <= name.start < until]  # fmt: skip

    def names_for(self, number: Written) -> list[Name]:
        """Return the names that a number may compare."""
        parts, apart = self._regions
        for since, until in parts:
            if since <= number.start < until:
                return self._names_in(since, until, apart)
        return list(self.names)

    def _changed(self, index: int) -> dict[str, str]:
        """Bind both ends of a change: speeds it up, from 3.8 ms to 4.1 ms."""
        number = self.numbers[index]
        before = just_before(self.text, number, 24)
        after = self.text[number.end : number.end + 24]
        if _FROM.search(before) or _BECOMES.match(after):
            end, other = 1, index + 1
        elif _TO.search(before) and index:
            end, other = 0, index - 1
        else:
            return {}
        if other >= len(self.numbers) or self.numbers[other].unit != number.unit:
            return {}
        first, last = sorted((self.numbers[index], self.numbers[other]))
        between = self.text[first.end : last.start]
        becomes = _BECOMES.fullmatch(between) is not None
        starts = becomes or _FROM.search(just_before(self.text, first, 24))
        if not starts or not (becomes or re.search(r"\bto\s+(?:\w+ )?$", between)):
            return {}
        pair = next((r.operands for r in self._compared
                     if r.form in ("verb", "adjective") and len(r.operands) == 2),
                    None)  # fmt: skip
        if pair is None:
            own = {n.value for n in self.names if n.label == "backend"} - {
                self.baseline
            }
            goes = becomes or _GOES.search(self.text)
            if len(own) != 1 or not self.baseline or not goes:
                return {}  # 24.72 ms → 2.84 ms with ONNX: eager first
            pair = ({"backend": own.pop()}, {"backend": self.baseline})
        upto = last.start if number is first else number.end + 40
        own = {n.label: n.value for n in self.names if number.end <= n.start < upto}
        return {
            label: own.get(label, value)
            for label, value in pair[end].items()
            if pair[1 - end].get(label) != value
        }

    def _against(self, index: int) -> dict[str, str]:
        """Bind both of a pair, who does it first: slows it down (0.4 ms vs. 0.2 ms)."""
        for first in (index, index - 1):
            if not 0 <= first < len(self.numbers) - 1:
                continue
            one, other = self.numbers[first : first + 2]
            between = self.text[one.end : other.start]
            alike = one.unit in (None, other.unit)
            if not alike or not _AGAINST.fullmatch(between):
                continue
            after = self.text[other.end : other.end + 12]
            if any(other.end <= n.start < other.end + len(after) for n in self.names):
                return {}
            pair = next((r.operands for r in reversed(self._compared)
                         if r.form in ("verb", "adjective") and len(r.operands) == 2
                         and r.match.start() < one.start), None)  # fmt: skip
            own = int(index != first)
            if pair is None:
                return self.named_before(one.start, own)
            return {label: value for label, value in pair[own].items()
                    if pair[1 - own].get(label) != value}  # fmt: skip
        return {}

    def _in_order(self, index: int) -> dict[str, str]:
        """Bind the k-th of k numbers to the k-th of k names that stand before them."""
        number = self.numbers[index]
        for label in dict.fromkeys(name.label for name in self.names):
            of = [n for n in self.names if n.label == label and n.end <= number.start]
            values = list(dict.fromkeys(name.value for name in of))
            alike = [n for n in self.numbers if not n.excluded and _alike(n, number)]
            if len(values) < 2 or any(
                of[0].end <= n.start < of[-1].start for n in alike
            ):
                continue
            after = [n for n in alike if n.start >= of[-1].end]
            if len(after) == len(values) and number in after:
                return {label: values[after.index(number)]}
        listed = self._in_order_before(number)
        if listed or not self._is_in_order:
            return listed
        return self._in_order_of_said(number)

    def _in_order_before(self, number: Written) -> dict[str, str]:
        """Bind the k-th of k numbers to the k-th of k names after: 1 | 2 for a, b."""
        alike = [n for n in self.numbers if not n.excluded and _alike(n, number)]
        if number not in alike or len(alike) < 2:
            return {}
        led = _FOR_NAMES.match(self.text, alike[-1].end)
        of = [n for n in self.names if led and n.start >= led.end()]
        if not of or of[0].start != led.end():
            return {}
        values = dict.fromkeys(n.value for n in of if n.label == of[0].label)
        if len(values) != len(alike):
            return {}
        return {of[0].label: list(values)[alike.index(number)]}

    @cached_property
    def _is_in_order(self) -> bool:
        return _RESPECTIVELY.search(self.text) is not None

    def _in_order_of_said(self, number: Written) -> dict[str, str]:
        """Bind the k-th of k numbers to the k-th name of the sentences before."""
        alike = [n for n in self.numbers if not n.excluded and _alike(n, number)]
        own = {name.label for name in self.names}
        for label in ("model", "backend", "device"):
            for names in (self.said.names, self.said.listed):
                of = dict.fromkeys(n.value for n in names if n.label == label)
                if label not in own and 1 < len(of) == len(alike):
                    return {label: list(of)[alike.index(number)]}
        return {}

    def _led_to(self, end: int, known: set[str]) -> dict[str, str]:
        """Name what a preposition further on brings in: … on the CUDA conv model."""
        later: dict[str, set[str]] = {}
        at = 0
        for name in self.about:
            led = _LED.search(self.text, 0, name.start) or at == name.start
            at = name.end + 1 if led else at
            if name.label in ("model", "device", "scope", "benchmark"):
                value = name.value if led and name.start >= end else ""
                later.setdefault(name.label, set()).add(value)
        clause = _CLAUSE.search(self.text, end)
        upto = clause.start() if clause else len(self.text)
        inside = {n.label for n in self.about if end <= n.start < upto}
        return {
            label: value
            for label, values in later.items()
            if len(values) == 1 and (value := next(iter(values))) and label in inside
            and label not in known
        }  # fmt: skip

    def _aside(self, name: Name, at: int) -> bool:
        """Say whether it is one of several that stood in parentheses, now closed."""
        opened = self.text.rfind("(", 0, name.start)
        closed = self.text.find(")", name.end, at)
        if opened < 0 or closed < 0 or self.text.find(")", opened, name.start) >= 0:
            return False
        inside = {n.value for n in self.names
                  if n.label == name.label and opened < n.start < closed}  # fmt: skip
        return len(inside) > 1

    def _nth(self, since: int, start: int, end: int) -> str:
        """Say which of its calls a number is of: 7.8 s on the first prompt."""
        if not self._tells_calls_apart:
            return ""
        near = end + len(_CLAUSE_END.split(self.text[end:], maxsplit=1)[0])
        found = (
            _NTH.search(self.text, end, near)
            or _last(_NTH, self.text, since, start)
            or _last(_NTH, self.text, 0, start)
        )
        if found and self._elsewhere(found.end(), start):
            return ""
        return str(RANKS[found[1].lower()]) if found else ""

    @cached_property
    def _tells_calls_apart(self) -> bool:
        return _NTH_CALL.search(self.text) is not None

    def _elsewhere(self, since: int, start: int) -> bool:
        """Say whether a colon and a name stand between: first call: q4_0 needed 2 s."""
        colon = self.text.find(": ", since, start)
        return colon >= 0 and any(colon < n.start < start for n in self.names)

    def _alone(self, index: int) -> bool:
        """Say whether no other number stands with it in its parentheses."""
        start, end = self.numbers[index].start, self.numbers[index].end
        inside = self.text[self.text.rfind("(", 0, start) : start]
        close = self.text.find(")", end)
        return inside.strip() == "(" and self._next(end) > close > 0

    def _next(self, at: int) -> int:
        """Say where the next number after a place stands."""
        after = (n.start for n in self.numbers if n.start >= at and not n.excluded)
        return next(after, len(self.text))


def _alike(one: Written, other: Written) -> bool:
    """Say whether two numbers of a list are of one unit; the first one names it."""
    bare = not other.unit and one.unit not in ("ratio", "percent")
    return one.unit == other.unit or bare


def _last(
    pattern: re.Pattern[str], text: str, since: int, until: int
) -> re.Match[str] | None:
    return next(reversed(list(pattern.finditer(text, since, until))), None)


def narrowest(scopes: set[str]) -> str:
    """Return the scope that has the words of all others; empty where none has."""
    if sum(re.search(r"[-_]", name) is not None for name in scopes) > 1:
        return ""  # two files
    narrow = max(sorted(scopes), key=len, default="")
    return narrow if all(_words(each) <= _words(narrow) for each in scopes) else ""


def _words(name: str) -> set[str]:
    return set(re.split(r"[ _-]", name))


def _last_connector(text: str) -> int:
    """Say where the part after the last connecting word begins."""
    return max((m.end() for m in _CONNECTOR.finditer(text)), default=0)

"""What a number of a sentence compares, by the words alone."""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from .compare_words import RELATION, comparing
from .names import Name, is_reference
from .numbers import Written
from .words import STATISTIC

_RATIO_AFTER = re.compile(r"\s*(?:times|×|x|-?fold)\b", re.I)
_RATIO_BEFORE = re.compile(
    r"(?:factor|\bratio)(?: of)?\s*(?:(?:about|roughly|around|almost|nearly|just over"
    r"|over|some|approximately|more than|just under) |~)?$"
    r"|\bratio\b[^.;]{3,50}\b(?:is|was|of|=|:)\s*(?:about |roughly )?$",
    re.I,
)
_APART = re.compile(
    r"\s*(?:apart|longer|shorter|faster|slower|higher|lower|more|less|below|above"
    r"|behind|ahead|short of|(?:under|over) that)\b"
    r"|[^.;,]*\bapart\b",
    re.I,
)
_DIFFERENCE = re.compile(
    r"\b(?:by|saves?|loses|adds|separated by|gap (?:of|is)|difference (?:of|is)"
    r"|lead (?:of|is))\s*"
    r"(?:about |only |just |roughly )?$",
    re.I,
)
#: A line that names a difference of two: "Reduction from eager to ONNX: 0.441 ms".
_DIFFERENCE_LABEL = re.compile(
    r"\b(?:delta|difference|gap|reduction|increase|decrease|drop|loss|lost|gain(?:ed)?"
    r"|saved|savings?|overhead|penalty|advantage|margin|edge)\b.*"
    r"\b(?:from\b.+\bto|between\b.+\band|vs\.?|versus|against|of\b.+\bover)"
    r"\b[^.;]*(?::|=|\b(?:is|was|of|comes to|amounts to|equals))\W*\Z",
    re.I,
)
_DIFFERENCE_COLUMN = re.compile(r"\b(?:lead|difference|gap|delta|saving)s?\b", re.I)
_FIRST = "fastest|quickest|best|highest|longest|largest"
_LAST = "slowest|worst|lowest|shortest|smallest"
#: What one of many is compared with: 5.2 times the overall mean.
_OVERALL = re.compile(
    r"\b(?:overall|global) (?:mean|average|median)\b"
    r"|\b(?:mean|average|median) (?:over|across|of) (?:them )?all\b",
    re.I,
)
BOTH_ENDS = re.compile(
    rf"\b(?:{_FIRST})\b.*\b(?:{_LAST})\b|\b(?:{_LAST})\b.*\b(?:{_FIRST})\b",
    re.I,
)
_LEAST_END = r"fastest|quickest|shortest|lowest|smallest"
#: An end that a mean is compared with: the slowest took 8.75 times the overall mean.
_ONE_END = re.compile(
    rf"\b(?:{_LEAST_END}|slowest|longest|highest|largest|worst)\b", re.I
)
_SPANS = re.compile(
    r"\b(?:rang(?:e|es|ed|ing)|span(?:s|ned|ning)?|spread|var(?:y|ies))\b.*\d"
    r".*\b(?:to|and)\b.*\d",
    re.I,
)
_SPREAD = re.compile(
    r"\bvar(?:y|ies|ied) by(?: less than| more than| only| about)? ~?\Z|"
    r"\b(?:spread|range|span|window|band)\b[^;]{0,70}?"
    r"\b(?:is|was|of|amounts to|spans)\b"
    r"(?: only| less than| more than| just| about| merely)? ~?\Z",
    re.I,
)
_ITS_ENDS = re.compile(r" ?\((?:from )?~?[\d.,]+ ?[a-zµ/]{0,9} ?(?:to|–|-) ?~?[\d.,]+")
_CONNECTS = re.compile(r"[,;]| (?:and|but|while|whereas) ")
#: What a ratio is against: 17% faster than q5_K_M.
_FASTER_THAN = re.compile(
    r"[^.;,()]{0,30}?\b(?:than|compared (?:to|with)|as \w+ as)"
    r" (?:that of )?(?:the |with |in )?[`*]*\Z"
)
_RESTATES = re.compile(r"\d (?:\w+ ){0,2}\w+ \(\W{0,2}\Z|\d \(\W{0,2}\Z")
_EACH_OTHER = re.compile(r" of (?:each other|one another)\b")
_LIE_BETWEEN = re.compile(
    r"\bbetween\b.+\band\b.+\b(?:lies?|lay|there (?:is|are|was|were)(?: a gap of)?)\s*"
    r"(?:about |only |just )?\Z",
    re.I,
)
_GIVES_UP = re.compile(
    r"\b(?:gives? up|gave up|concedes?|conceded|forfeits?|loses?|lost)\s*(?:about )?\Z"
)
_TO_ONE = re.compile(r" (?:to|against|versus|relative to) [`*\w]")
_AND_BY = re.compile(r"[`*]* by (?:about |only |just |some )?")
_END = rf"(?:the )?(?:{_FIRST}|{_LAST})\b"
_BETWEEN_ENDS = re.compile(rf" between {_END}[^.;]{{0,80}}\band {_END}")
_COSTS = re.compile(
    r"\b(?:costs?|gains?|wins|buys?|sacrifices|gives? (?:away|up)|loses)"
    r"\s*(?:about |only |just )?$"
)
_CHANGES = re.compile(
    r"\b(?:going|moving|switching|stepping|changing|the (?:step|move|switch))\b.*"
    r"\bfrom\b.*\bto\b"
    r"|\b(?:choosing|picking|using|preferring)\b.*\b(?:over|instead of|rather than)\b",
    re.I,
)
#: The first and the last of which names: the fastest and the slowest model.
_ENDS_OF = re.compile(
    rf"\b(?:{_FIRST}|{_LAST})(?: \w+)?,?(?: and| to| versus| vs\.?|-to-)"
    rf"(?: the)? ?(?:{_FIRST}|{_LAST}) "
    r"(?:(?P<model>models?|quanti[sz]ations?)|(?P<backend>backends?)|(?P<device>devices?))"
    r"\b",
    re.I,
)
_OF = re.compile(
    r"\s*(?:[a-z]+ |\()?(?:of|out of)\s+(?:the |all |its |[a-z]+['’]s )*$|/", re.I
)
_RATIO_COLUMN = re.compile(r"\b(?:ratio|factor)\b|×", re.I)
_PERCENT_COLUMN = re.compile(r"\b(?:percent(?:ages?)?|shares?|proportion)\b", re.I)
_PER = re.compile(r"[^.;\d]{0,40}\bfor (?:every|each)\b", re.I)
_MORE = re.compile(r"\s*(?:[\w-]+ ){0,3}(?:more|fewer|less)\b", re.I)


def role_of(
    sentence: str, numbers: Sequence[Written], index: int, column: str = ""
) -> str:
    """Say what a number is: value, ratio, percent, difference, part or whole."""
    number = numbers[index]
    before = sentence[max(0, number.start - 60) : number.start]
    after = sentence[number.end : number.end + 120]
    if _RATIO_COLUMN.search(column) and number.unit is None:
        return "ratio"
    if number.unit == "percent" or "%" in column:
        return "percent"
    if number.unit is None and number.value > 1 and _PERCENT_COLUMN.search(column):
        return "percent"
    if number.unit == "ratio":
        return "ratio"
    if number.unit is None:
        if _PER.match(after) and number.value != int(number.value):
            return "ratio"
        if _RATIO_AFTER.match(after) or _RATIO_BEFORE.search(before):
            return "ratio"
        if index + 1 < len(numbers):
            between = sentence[number.end : numbers[index + 1].start]
            if _OF.fullmatch(between):
                return "part"
        if index:
            between = sentence[numbers[index - 1].end : number.start]
            if _OF.fullmatch(between):
                return "whole"
        if _MORE.match(after):
            return "difference"
    if number.unit and _EACH_OTHER.match(sentence, number.end):
        return "difference"
    if number.unit and _DIFFERENCE_LABEL.search(sentence[: number.start]):
        return "difference"
    if _DIFFERENCE.search(before) or _DIFFERENCE_COLUMN.search(column):
        return "difference"
    if number.unit and _LIE_BETWEEN.search(sentence[: number.start]):
        return "difference"
    if number.unit and _BETWEEN_ENDS.match(sentence, number.end):
        return "difference"
    gives = number.unit and _GIVES_UP.search(before)
    if gives and _TO_ONE.match(sentence, number.end):
        return "difference"
    costs = number.unit and _COSTS.search(before)
    if costs and _CHANGES.search(sentence[: number.start]):
        return "difference"
    if number.unit and _APART.match(after):
        return "difference"
    if number.unit and spans(sentence, number):
        return "difference"
    return "value"


def spans(sentence: str, number: Written) -> bool:
    """Say whether a number is how far two ends lie apart: a spread of 2.4 (100 to 102).

    A spread without its ends is a standard deviation.
    """
    if not _ITS_ENDS.match(sentence, number.end):
        return False
    return _SPREAD.search(sentence, 0, number.start) is not None


def regions(
    sentence: str, names: Sequence[Name], numbers: Sequence[Written]
) -> tuple[list[tuple[int, int]], set[str]]:
    """Say where each of several ratios of a sentence has a name of its own.

    ``9.6 times faster on the CPU and 5.1 times faster on CUDA``: two of eager and ONNX,
    one on each device; the devices are not compared.

    Returns
    -------
    list, set
        Where the part of each such number starts and ends, and the labels whose names
        are told apart so; both empty where none are.
    """
    ratios = [n for n in numbers if not n.excluded and _ratio(sentence, n)]
    cuts = [_CONNECTS.search(sentence, n.end, m.start) for n, m in pairwise(ratios)]
    if len(ratios) < 2 or not all(cuts):
        return [], set()
    at = [0, *(cut.end() for cut in cuts if cut), len(sentence)]
    parts = list(pairwise(at))
    labels = set()
    for label in {name.label for name in names}:
        of = [[n.value for n in names if n.label == label and a <= n.start < b]
              for a, b in parts]  # fmt: skip
        each = [set(values) for values in of]
        if all(len(own) == 1 for own in each) and len(set.union(*each)) == len(each):
            labels.add(label)
    return (parts, labels) if labels else ([], set())


def _ratio(sentence: str, number: Written) -> bool:
    if number.unit is None:
        before = sentence[max(0, number.start - 60) : number.start]
        after = _RATIO_AFTER.match(sentence, number.end)
        return after is not None or _RATIO_BEFORE.search(before) is not None
    return number.unit in ("ratio", "percent")


def ends_of(sentence: str) -> str:
    """Return the label whose first and last name are compared; empty where none is."""
    match = _ENDS_OF.search(sentence)
    return str(match.lastgroup) if match else ""


def operands_of(
    role: str,
    sentence: str,
    names: Sequence[Name],
    number: Written,
    subject: Mapping[str, str],
) -> tuple[tuple[Mapping[str, str], ...], tuple[str, ...]]:
    """Find the two subjects, or the two statistics, that a derived number compares."""
    if role in ("value", "part", "whole"):
        return (), ()
    if of := _than(sentence, names, number, subject):
        return of, ()
    told = any(sentence[n.end : number.start] in (" (", "** (", ": ") for n in names)
    types = sum(name.label == "type" for name in names) > 1
    compares = any(
        comparing(match).form in ("verb", "adjective")
        for match in RELATION.finditer(sentence)
    )
    if role == "percent" and (told or types) and not compares:
        return (), ()  # CSV (28%), JSON (44%): the share of each
    if role == "percent" and types and _RESTATES.search(sentence, 0, number.start):
        return (), ()  # JSON dominates with 44 files (43.6%)
    if _OVERALL.search(sentence) and subject:
        return (subject, {}), ()
    for label in dict.fromkeys(name.label for name in names):
        of = [name for name in names if name.label == label]
        values = list(dict.fromkeys(name.value for name in of))
        if len(values) >= 2:
            rest = {k: v for k, v in subject.items() if k != label}
            return tuple(rest | {label: value} for value in values[:2]), ()
    said = [name for name, pattern in STATISTIC.items() if pattern.search(sentence)]
    if len(said) == 2:
        said.sort(key=lambda each: STATISTIC[each].search(sentence).start())  # type: ignore[union-attr]
        return (subject,), tuple(said)
    end = _ONE_END.search(sentence, 0, number.start)
    if end and len(said) == 1 and said[0] in ("mean", "median") and role == "ratio":
        least = re.match(_LEAST_END, end[0], re.I) is not None
        return (subject,), ("min" if least else "max", said[0])
    span = role == "ratio" and _SPANS.search(sentence[: number.start])
    span = span or (role == "percent" and spans(sentence, number))
    span = span or (role == "difference" and (
        spans(sentence, number) or _EACH_OTHER.match(sentence, number.end) is not None
    ))  # fmt: skip
    if span or BOTH_ENDS.search(sentence):
        return (subject,), ("max", "min")
    return (), ()


def _than(
    sentence: str, names: Sequence[Name], number: Written, subject: Mapping[str, str]
) -> tuple[Mapping[str, str], ...]:
    """Find the two that the words after a number compare: 17% faster than jit."""
    for name in names:
        if name.end <= number.start and _AND_BY.fullmatch(
            sentence[name.end : number.start]
        ):  # beats q5 by 11 and q8 by 30
            first = next((n.value for n in names if n.label == name.label), "")
            if first != name.value and sentence[: name.start].rstrip("`* ").endswith(
                " and"
            ):
                return {**subject, name.label: first}, {
                    **subject,
                    name.label: name.value,
                }
        if name.start < number.end:
            continue
        if not _FASTER_THAN.fullmatch(sentence[number.end : name.start]):
            continue
        others = (n for n in names if n.label == name.label and n.end <= number.start)
        topics = [
            n.value for n in others
            if n.value != name.value and not is_reference(sentence, n)
        ]  # fmt: skip
        if topics:
            return (
                {**subject, name.label: topics[-1]},
                {**subject, name.label: name.value},
            )
    return ()

"""What carries on from the sentence or the line before: it, this sweep, only a mean."""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from .counting import Counted
from .names import Name, is_reference
from .prose import Block

_IT = re.compile(
    r"(?<![-\w:])(?:it|them|its|there(?! (?:is|are|was|were)))(?![-\w:])", re.I
)
_PRONOUN = re.compile(
    r"\W*(?:it|its|this|that|these|they|their|here|there|both)\b", re.I
)
_OVERALL = re.compile(r"\W*(?:overall|in total|altogether|in all|all in all)\b", re.I)
#: A line that says which statistic it gives, and nothing else.
BARE = re.compile(
    r"\W*(?:arithmetic )?(?:mean|average|avg|median|min(?:imum)?|max(?:imum)?"
    r"|std\.?(?: ?dev\.?)?|standard deviation|p\d\d|range|n|count|runs|samples)\W*"
    r"(?::|=|is)\W*[\d~≈<>].{0,40}",
    re.I | re.S,
)
_SAME = re.compile(
    r"\b(?:this|that|the same|these|those|its own) (?:\w+ )?(?:sweeps?|runs?|suites?"
    r"|files?|models?|benchmarks?|bench|backends?|configurations?|baselines?|tests?)\b",
    re.I,
)


#: A clause without a unit takes all from the one before: q8_0 only 46.6.
_UNIT = re.compile(
    r"\d ?(?:tok|[nµum]?s\b|%|[KMG]i?B\b)|\b(?:seconds?|tokens?|times)\b"
)


#: What takes up the block before it: That is a drop of 39%, for a total of 101.
_THAT_IS = re.compile(
    r"\W*(?:that|this) (?:is|was|means|makes|amounts to|corresponds to|gives)\b", re.I
)
_SUMS_UP = re.compile(
    r"\W*(?:for|in) (?:a )?total\b|\W*(?:a |the )?total(?: of| is|:)\W*\d"
    r"|\W*(?:altogether|together|in all|in sum)\b",
    re.I,
)
#: What backends of PyTorch do.
_DOES = (
    ("jit", re.compile(r"\btrac(?:e|es|ed|ing)\b", re.I)),
    ("onnx", re.compile(r"\bexport(?:s|ed|ing)?\b", re.I)),
    ("tensorrt", re.compile(r"\bengines?\b", re.I)),
    ("torch_compile", re.compile(r"\binductor\b", re.I)),
)
_SAME_ONE = re.compile(r"\bsame (model|device|backend)\b", re.I)
_ELSEWHERE = re.compile(r"\W*(?:for|on|in|with|at)\b", re.I)


_NOTHING: Mapping[str, str] = MappingProxyType({})


class Said(NamedTuple):
    """What the sentence before was about and counted, and the paragraph so far.

    `paragraph` has the label that one name alone has; `listed` are all names in it.
    """

    text: str = ""
    names: tuple[Name, ...] = ()
    paragraph: Mapping[str, str] = _NOTHING
    counted: Counted | None = None
    listed: tuple[Name, ...] = ()

    def then(
        self,
        text: str,
        names: Sequence[Name],
        about: Sequence[Name],
        counted: Counted | None = None,
        above: Sequence[Name] = (),
    ) -> "Said":
        """Go on to the next sentence; what is about several of a label leaves none.

        What stands above a list is what its items are about.
        """
        paragraph = _each_alone(above) | dict(self.paragraph)
        values = {name.label for name in about}
        kept = {k: v for k, v in paragraph.items() if k not in values}
        one = _each_alone(about)
        listed = (*self.listed, *names)
        return Said(text, tuple(names) or self.names, kept | one, counted, listed)


def _each_alone(names: Sequence[Name]) -> dict[str, str]:
    """Return the labels that one name alone has."""
    values: dict[str, set[str]] = {}
    for name in names:
        values.setdefault(name.label, set()).add(name.value)
    return {label: of.pop() for label, of in values.items() if len(of) == 1}


def carries_on(block: Block) -> bool:
    """Say whether a block speaks of what the one before it spoke of."""
    if block.column:
        return False
    if _SUMS_UP.match(block.text) or _THAT_IS.match(block.text):
        return True
    bare = block.item and BARE.fullmatch(block.text) is not None
    return bare or _SAME.search(block.text[:200]) is not None


def said_again(text: str, said: Said, names: Sequence[Name]) -> list[Name]:
    """Find scopes that only say again what was spoken of: in that sweep."""
    if not any(name.label == "scope" for name in said.names):
        return []
    spans = [match.span() for match in _SAME.finditer(text)]
    return [
        name for name in names
        if name.label == "scope"
        and any(start <= name.start and name.end <= end for start, end in spans)
    ]  # fmt: skip


def implied(
    text: str, names: Sequence[Name], backends: Sequence[str]
) -> dict[str, str]:
    """Return the backend that a sentence names by what it does: tracing, an export."""
    if any(name.label == "backend" for name in names):
        return {}
    found = {backend for backend, does in _DOES if does.search(text)}
    of = [name for name in backends if name.lower() in found]
    return {"backend": of[0]} if len(found) == len(of) == 1 else {}


def of_paragraph(text: str, said: Said) -> Mapping[str, str]:
    """Return what the sentences before leave to what a sentence does not name.

    Of "the same model" it is only that.
    """
    if _OVERALL.match(text):
        return {}
    same = {match[1].lower() for match in _SAME_ONE.finditer(text)}
    if same & set(said.paragraph):
        return {k: v for k, v in said.paragraph.items() if k in same}
    return said.paragraph


def carried(text: str, said: Said, names: Sequence[Name]) -> dict[str, str]:
    """Return the subject that a sentence takes over from the one before."""
    if _THAT_IS.match(text):
        own = {name.label for name in names}
        return {k: v for k, v in said.paragraph.items() if k not in own}
    follows = said.text.rstrip().endswith(";") and not _OVERALL.match(text)
    refers = (
        follows
        or _IT.search(text)
        or (not names and _PRONOUN.match(text))
        or _SAME.search(text)
        or BARE.fullmatch(text)
    )
    if not said.names or not refers:
        return {}
    elliptic = not (_UNIT.search(text) or _ELSEWHERE.match(text))
    own = {name.label for name in names}
    if same := {match[1].lower() for match in _SAME_ONE.finditer(text)}:
        return {n.label: n.value for n in said.names if n.label in same - own}
    if follows and "model" in own and (not elliptic or _OVERALL.match(text)):
        own.add("scope")  # another one, elsewhere
    compared = [n for n in said.names if is_reference(said.text, n)]
    names = [*compared, *(n for n in said.names if n not in compared)]
    return {n.label: n.value for n in names if n.label not in own}

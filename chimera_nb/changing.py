"""What a verb of change compares: who does it, what a change leads from and to."""

import re
from collections.abc import Mapping, Sequence

from .names import Name

__all__ = ["SWAPS", "Subject", "changed", "ends_of", "pair", "sped_up"]

#: What a claim is about, by label.
Subject = Mapping[str, str]

_CHANGE = re.compile(
    r"\b(?:from|replac(?:e|es|ing)|swap(?:s|ping)?|switch(?:ing)?|mov(?:e|ing)|going"
    r"|instead of)\b",
    re.I,
)
SWAPS = re.compile(r"\b(?:replac|swap|switch|mov(?:e|ing)|going|instead)", re.I)
_WITH = re.compile(
    r"\b(?:with|using|under|thanks to|through|via|by using) \W{0,2}\Z", re.I
)
_LED_WITH = re.compile(r"(?:\A|[,;:] )\W{0,3}[Ww]ith \W{0,2}\Z")
#: What is changed beside it: falls as the temperature rises, grows with num_ctx.
_ALONG = re.compile(
    r"(?: slightly| steadily| a little)? (?:as|when|with) (?:an? |the )?"
    r"(?:(?:rising|increasing|growing|higher|(?P<falls>falling|lower|decreasing)) )?"
    r"[\w` ]{1,30}?(?: (?:(?:is |are )?(?:rises?|grows?|increased?s?|goes up|raised)"
    r"|(?P<falls2>falls?|drops?|decreases?|(?:is |are )?(?:lowered|reduced))))?"
    r"(?=[:,.;(]|\Z)",
)
_IS_VARIED = re.compile(
    r"\b(?:as|when) (?:the )?`?(?:temperature|num_\w+|top_[pk]|context \w+)`? \Z", re.I
)
_CHOOSES = re.compile(r"\b(?:choos|pick|us|preferr)ing\b", re.I)
_PLACES = ("model", "backend", "device", "scope")
_LED_IN = re.compile(r"\b(?:on|in|at|for|with) (?:the |a )?\W{0,2}\Z", re.I)


def changed(
    sentence: str,
    match: re.Match[str],
    names: Sequence[Name],
    before: Sequence[Name],
    after: Sequence[Name],
    baseline: str,
) -> tuple[Subject, ...]:
    """Find what a verb compares: who does it with what it is done to, or new with old.

    ``jit trims the eager latency``; ``going from q8_0 to q4_0 raises throughput``.
    """
    for name in reversed(before):
        for other in after:
            if name.label == other.label and name.value != other.value:
                if _CHANGE.search(sentence[: match.start()]):
                    break
                return pair(names, name, other)
    led = [n for n in before if _LED_WITH.search(sentence, 0, n.start)]
    for name in led:  # with ONNX the eager latency shrinks
        for other in before:
            if other.label == name.label and other.value != name.value:
                return pair(names, name, other)
    if _IS_VARIED.search(sentence[: match.start()]):
        return ()
    if swept := _swept(sentence, match, names):
        return swept
    if ends := ends_of(names):
        return ends[::-1] if _CHOOSES.search(sentence[: match.start()]) else ends
    doer = next((n for n in reversed(before) if n.label == "backend"), None)
    if doer is None:  # it drops by half with onnx
        doer = next((n for n in after if n.label == "backend"
                     and _WITH.search(sentence, 0, n.start)), None)  # fmt: skip
    if doer and baseline and doer.value != baseline and not SWAPS.search(sentence):
        rest = {n.label: n.value for n in names if n.label != "backend"}
        return (rest | {"backend": doer.value}, rest | {"backend": baseline})
    return ()


def _swept(
    sentence: str, match: re.Match[str], names: Sequence[Name]
) -> tuple[Subject, ...]:
    """Find the last and the first value of a setting that something rises with."""
    along = _ALONG.match(sentence, match.end())
    settings = [n for n in names if n.label not in _PLACES and _is_number(n.value)]
    if along is None or len({n.label for n in settings}) != 1:
        return ()
    ordered = sorted(settings, key=lambda n: float(n.value))
    if ordered[0].value == ordered[-1].value:
        return ()
    ends = pair(names, ordered[-1], ordered[0])
    return ends[::-1] if along["falls"] or along["falls2"] else ends


def _is_number(text: str) -> bool:
    return re.fullmatch(r"\d+(?:\.\d+)?", text) is not None


def sped_up(
    sentence: str,
    match: re.Match[str],
    names: Sequence[Name],
    before: Sequence[Name],
    other: Mapping[str, str],
) -> tuple[Subject, ...]:
    """Find what a device does better than the other: the GPU speeds up eager conv."""
    doer = next((n for n in before if n.label == "device"), None)
    several = len({n.value for n in names if n.label == "device"}) != 1
    if doer is None or several or _LED_IN.search(sentence, 0, doer.start):
        return ()
    rest = {n.label: n.value for n in names if n.label != "device"}
    if doer.value not in other or not rest:
        return ()
    return rest | {"device": doer.value}, rest | {"device": other[doer.value]}


def ends_of(names: Sequence[Name]) -> tuple[Subject, ...]:
    """Find what a change runs along: its last value against its first."""
    for label in dict.fromkeys(name.label for name in names):
        of = [name for name in names if name.label == label]
        if len({name.value for name in of}) == 2:
            return pair(names, of[-1], of[0])
    return ()


def pair(names: Sequence[Name], one: Name, other: Name) -> tuple[Subject, ...]:
    """Return the subjects of two names, each with all that the other names say."""
    rest = {n.label: n.value for n in names if n.label != one.label}
    return (rest | {one.label: one.value}, rest | {one.label: other.value})

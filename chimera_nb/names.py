"""The names in the data, found in prose however they are spelled there."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from .words import REFERENCE


@dataclass(frozen=True)
class Vocabulary:
    """The names in the data: the values of each label."""

    labels: Mapping[str, tuple[str, ...]]


class Name(NamedTuple):
    """A name found in a text: where, of which label, and which value it is."""

    start: int
    end: int
    label: str
    value: str


def name_patterns(vocabulary: Vocabulary) -> list[tuple[str, str, re.Pattern[str]]]:
    """Make a pattern of every name, the longest first."""
    pairs = [(label, value) for label, values in vocabulary.labels.items()
             for value in values]  # fmt: skip
    pairs.sort(key=lambda pair: -len(pair[1]))
    found = [
        (label, value, _spelled(f"{value} calls" if label == "calls" else value))
        for label, value in pairs
        if value.strip()
    ]
    devices = {value.lower(): value for value in vocabulary.labels.get("device", ())}
    if "cuda" in devices and "gpu" not in devices:
        found.append(("device", devices["cuda"], _spelled("gpu")))
    return found


def _spelled(name: str) -> re.Pattern[str]:
    """Match a name as prose writes it: any case, escaped, with - or _ or a space."""
    parts = []
    for char in " ".join(name.split()):
        if char in "-_ ":
            parts.append(r"\\?[-_ ]")
        elif char.isalnum():
            parts.append(re.escape(char))
        elif char in "|`":  # no code span holds them: they are written otherwise
            parts.append(r"\\?[|`/']")
        else:
            parts.append(r"\\?" + re.escape(char))
    return re.compile(rf"(?<![\w.]){''.join(parts)}(?![\w+]|\.\w)", re.IGNORECASE)


def names_in(
    text: str, patterns: Sequence[tuple[str, str, re.Pattern[str]]]
) -> list[Name]:
    """All names, the longest first where they overlap, in the order of the text."""
    found: list[Name] = []
    for label, value, pattern in patterns:
        for match in pattern.finditer(text):
            here = Name(match.start(), match.end(), label, value)
            if not any(o.start < here.end and here.start < o.end for o in found):
                found.append(here)
    return sorted(found)


def is_reference(sentence: str, name: Name) -> bool:
    """Say whether a name is only what something is compared with."""
    before = sentence[max(0, name.start - 16) : name.start].rstrip("`* ")
    return bool(REFERENCE.search(before))

"""The names in the data, found in prose however they are spelled there."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from .measurements import Metric
from .scopes import scope_pattern
from .words import REFERENCE

#: Labels whose names have patterns of their own.
_SPELLED_APART = ("scope", "folder", "error")


@dataclass(frozen=True)
class Vocabulary:
    """The names in the data: the values of each label.

    `settings` says which labels are settings (``num_gpu``), `config` whether the text
    may state a run's own config, `metrics` the unit of each metric that is measured,
    `own` those of them that go by the words of whoever brought them.
    """

    labels: Mapping[str, tuple[str, ...]]
    settings: tuple[str, ...] = ()
    config: bool = False
    metrics: Mapping[str, str] = field(default_factory=dict)
    own: Mapping[str, Metric] = field(default_factory=dict)


class Name(NamedTuple):
    """A name found in a text: where, of which label, and which value it is."""

    start: int
    end: int
    label: str
    value: str


def name_patterns(vocabulary: Vocabulary) -> list[tuple[str, str, re.Pattern[str]]]:
    """Make a pattern of every name, the longest first, then of its other names."""
    settings = set(vocabulary.settings)
    pairs = [
        (label, value)
        for label, values in vocabulary.labels.items()
        if label not in settings and label not in _SPELLED_APART
        for value in values
    ]
    pairs.sort(key=lambda pair: -len(pair[1]))
    found = [("folder", name, folder_pattern(name))
             for name in vocabulary.labels.get("folder", ())]  # fmt: skip
    found += [
        (label, value, _spelled(f"{value} calls" if label == "calls" else value))
        for label, value in pairs
        if value.strip()
    ]
    found += _settings(vocabulary)
    found += [
        (
            "scope",
            name,
            re.compile(rf"(?<![\w.])(?:{scope_pattern(name)})(?![\w])", re.I),
        )
        for name in sorted(vocabulary.labels.get("scope", ()), key=lambda n: -len(n))
    ]
    found += _aliases(vocabulary.labels)
    found += [("error", word, re.compile(rf"(?<!\w){re.escape(word)}(?!\w)", re.I))
              for word in vocabulary.labels.get("error", ())]  # fmt: skip
    devices = {value.lower(): value for value in vocabulary.labels.get("device", ())}
    if "cuda" in devices and "gpu" not in devices:
        found.append(("device", devices["cuda"], _spelled("gpu")))
    return found


def _settings(vocabulary: Vocabulary) -> list[tuple[str, str, re.Pattern[str]]]:
    """Match a setting and its value: ``num_gpu=40``, ``temperature of 0.4``."""
    found = []
    for label in vocabulary.settings:
        words = label.replace("_", "[-_ ]?") + (
            "|temp" if label == "temperature" else ""
        )
        for value in sorted(vocabulary.labels.get(label, ()), key=lambda v: -len(v)):
            pattern = rf"(?<!\w)(?:{words})\W{{0,3}}(?:=|of|is|at|:)?\W{{0,3}}"
            pattern += re.escape(value) + r"(?![\w]|\.\d)"
            found.append((label, value, re.compile(pattern, re.I)))
    return found


def _aliases(
    labels: Mapping[str, tuple[str, ...]],
) -> list[tuple[str, str, re.Pattern[str]]]:
    """Match a part that only one model's name has: ``q4_0``, ``270m``."""
    models = labels.get("model", ())
    others = {value.lower() for label, values in labels.items() if label != "model"
              for value in values}  # fmt: skip
    owners: dict[str, set[str]] = {}
    for model in models:
        tag = model.rpartition(":")[2].lower()
        for part in {tag, *re.split(r"[-:/]", model.lower())}:
            owners.setdefault(part, set()).add(model)
    found = []
    for part, of in sorted(owners.items(), key=lambda pair: -len(pair[0])):
        telling = any(char.isdigit() for char in part) and not part.isdigit()
        if len(of) == 1 and telling and len(part) > 2 and part not in others:
            found.append(("model", next(iter(of)), _spelled(part)))
    return found


def _spelled(name: str) -> re.Pattern[str]:
    """Match a name as prose writes it: any case, escaped, with - or _ or a space."""
    parts = []
    for char in " ".join(name.split()):
        if char in "-_ ":
            parts.append(r"\\?[-_ .]")
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


def folder_pattern(name: str) -> re.Pattern[str]:
    """Match a folder by its path, or by its last part where the text says folder."""
    last = re.escape(name.rpartition("/")[2])
    whole = re.escape(name) + ("/?" if "/" in name else "/")
    noun = r"(?:folders?|director(?:y|ies)|subfolders?)\b"
    return re.compile(
        rf"(?<![\w./-]){whole}(?![\w/-])|(?<=folder )`?{last}`?(?![\w/-])"
        rf"|(?<![\w/-])`?{last}`? (?={noun})",
        re.I,
    )


def is_reference(sentence: str, name: Name) -> bool:
    """Say whether a name is only what something is compared with."""
    before = sentence[max(0, name.start - 16) : name.start].rstrip("`* ")
    return bool(REFERENCE.search(before))

"""Settings that prose lists: temperatures of 0.2, 0.4 and 0.8."""

import re
from collections.abc import Iterable, Mapping, Sequence

from .names import Name
from .numbers import Written

#: What a setting is called besides its name.
_CALLED = {"temperature": "temp", "num_ctx": "context (?:length|window|size)",
           "num_gpu": "GPU layer"}  # fmt: skip
#: What stands between the name of a setting and one of several values of it.
_LIST = (
    r"s?(?: values?| settings?| levels?)?\W{0,3}"
    r"(?:(?:was|were|is) (?:varied|swept|set|tested|tried|raised|increased) )?"
    r"(?:(?:took|takes|has|had|assumes|with) (?:the |only )?values? )?"
    r"(?:(?:of|was|were|at|from|to|between)\W)?"
    r"(?P<more>(?:\d[\d.]*(?:,? (?:and|or|to) |, ?|/))*)"
)
_FROM_TO = r"from (\d[\d.]*)(?: \([^()]*\))? to (\d+(?:\.\d+)?)"
#: A value that a measured number is at: 101.72 tokens/s at 0.2, 102.02 at 0.4.
_AT = re.compile(
    r"\d[^\s]*(?: [^\s\d,;]+){0,2}(?: (?:at|for|with|when it is) | \()(\d+(?:\.\d+)?)"
    r"(?=\)|,? and|[,;]| (?:to|while)|\.?\s*\Z|\. )"
)
_MORE_VALUES = re.compile(r"(?:,? (?:and|or|to) |, ?|/)\d")


def changed_settings(
    text: str,
    names: Sequence[Name],
    settings: Iterable[str],
    values: Mapping[str, Sequence[str]],
) -> list[Name]:
    """Find the two values that a setting goes from and to: num_gpu from 40 to 999.

    They are names then, as ``num_gpu=40`` is one: what is measured is of them.
    """
    found: list[Name] = []
    for label in settings if " from " in text and " to " in text else ():
        pattern = rf"\b(?:{_words_of(label)})s?(?: values?)?(?: \w+){{0,2}} {_FROM_TO}"
        for match in re.finditer(pattern, text, re.I):
            known = values.get(label, ())
            if match[1] in known and match[2] in known:
                found += [
                    Name(*match.span(at), label, match[at]) for at in (1, 2)
                ]  # fmt: skip
    found += _values_at(text, settings, values)
    return [
        each for each in found
        if not any(n.start < each.end and each.start < n.end for n in names)
    ]  # fmt: skip


def _values_at(
    text: str, settings: Iterable[str], values: Mapping[str, Sequence[str]]
) -> list[Name]:
    """Find the values that measured numbers are at, where one setting is named."""
    told = list(_AT.finditer(text))
    if len(told) < 2:
        return []
    named = [s for s in settings if re.search(rf"\b(?:{_words_of(s)})s?\b", text, re.I)]
    if len(named) != 1 or any(m[1] not in values.get(named[0], ()) for m in told):
        return []
    return [Name(*match.span(1), named[0], match[1]) for match in told]


def _words_of(label: str) -> str:
    words = re.escape(label).replace("_", "[-_ ]?")
    return "|".join(filter(None, (words, _CALLED.get(label, ""))))


def value_in_list(
    text: str,
    number: Written,
    settings: Iterable[str],
    values: Mapping[str, Sequence[str]],
) -> dict[str, str] | None:
    """Find the setting that one of several listed values is of.

    Parameters
    ----------
    text, number
        A sentence and a number of it.
    settings, values
        The names of the settings, and which values the data has of each.

    Returns
    -------
    dict or None
        The setting and its value; None where no list is, or the data has no such value.
    """
    if number.unit is not None:
        return None
    before, after = text[: number.start], text[number.end :]
    for label in settings:
        match = re.search(rf"\b(?:{_words_of(label)}){_LIST}\Z", before, re.I)
        several = match and (match["more"] or _MORE_VALUES.match(after))
        if several and number.token in values.get(label, ()):
            return {label: number.token}
    return None

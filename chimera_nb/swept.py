"""Settings that prose lists: temperatures of 0.2, 0.4 and 0.8."""

import re
from collections.abc import Iterable, Mapping, Sequence

from .numbers import Written

#: What a setting is called besides its name.
_CALLED = {"temperature": "temp", "num_ctx": "context (?:length|window|size)",
           "num_gpu": "GPU layer"}  # fmt: skip
#: What stands between the name of a setting and one of several values of it.
_LIST = (
    r"s?(?: values?| settings?| levels?)?\W{0,3}"
    r"(?:(?:of|was|were|at|from|to|between)\W)?"
    r"(?P<more>(?:\d[\d.]*(?:,? (?:and|or|to) |, ?|/))*)"
)
_MORE_VALUES = re.compile(r"(?:,? (?:and|or|to) |, ?|/)\d")


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
        words = re.escape(label).replace("_", "[-_ ]?")
        words = "|".join(filter(None, (words, _CALLED.get(label, ""))))
        match = re.search(rf"\b(?:{words}){_LIST}\Z", before, re.I)
        several = match and (match["more"] or _MORE_VALUES.match(after))
        if several and number.token in values.get(label, ()):
            return {label: number.token}
    return None

"""What stands around a number: just before it, in its column, between two claims."""

import re
from collections.abc import Sequence

from .numbers import Written
from .prose import Block
from .wording import first_word, last_word
from .words import COUNTED

_PER_CALL = re.compile(r" (?:per|each|a) (?:call|inference|pass|request|batch|run)\b")


def unit_of(header: str) -> str:
    """Return what stands in parentheses at the end of a header: its unit."""
    match = re.search(r"\(([^()]*)\)\W*\Z", header)
    return match[1].strip() if match else ""


def of_column(block: Block, but: Sequence[str]) -> str | None:
    """Name the metric of a cell whose column names none: the line above, one for all.

    What other columns are of, only where no line above says it and all say the same.
    """
    led = last_word("metric", block.above, but=(*but, *COUNTED))
    if led:
        return led
    unit = unit_of(block.column)
    others = {
        first_word("metric", each, but=(*but, *COUNTED))
        for each in block.header.split(" \x1f ")
        if not unit or unit_of(each) in ("", unit)
    } - {None}
    return others.pop() if len(others) == 1 else None


def ends_before(text: str, numbers: Sequence[Written]) -> list[int]:
    """Say for each number where the claim before it ends; names' digits are none."""
    ends, last = [], 0
    for number in numbers:
        ends.append(last)
        if not number.excluded:
            per = _PER_CALL.match(text, number.end)
            last = per.end() if per else number.end
    return ends


def just_before(text: str, number: Written, width: int = 60) -> str:
    """Return what stands just before a number."""
    return text[max(0, number.start - width) : number.start]

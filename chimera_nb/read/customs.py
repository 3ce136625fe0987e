"""The unit that a column has by custom, where neither its header nor a cell says it.

Ollama's API gives every duration in nanoseconds (docs/api.md of
https://github.com/ollama/ollama) and every rate in tokens per second; people save its
fields under their own names. The clocks that Python programs measure PyTorch with
(`time.perf_counter`, `timeit`, `torch.utils.benchmark`) give seconds. A test of
llama-bench (``pp512``) has one measure, tokens per second.
"""

import re
from collections.abc import Sequence

from .columns import ERRORS, MEASURE, Column
from .headers import setting_name
from .numerals import NUMBER

OLLAMA = "ns, as Ollama's API gives durations"
CONVERTED = "s, as the column's rate says"
PYTORCH = "s, as clocks of Python give"

_DURATION = re.compile(r"(?:total|load|(?:prompt_)?eval)_duration")
_RATE = re.compile(r"(?:prompt_)?eval_rate")
_TORCH = re.compile(r"(?:pt|py_?torch|torch)_?version")
_TIME = re.compile(r"(?:\w+_)?(?:time|latency)(?:_(?:mean|avg|median|std|min|max))?")


#: llama-bench's tests: a prompt of 512 tokens, 128 tokens generated after 4096.
_TEST = re.compile(
    r"(?:.{0,30}\s)?(?:pp|tg)(?:\d+|\d*\s?@\s?d?\d+k?)(?:\s?\+\s?tg\d+)?"
    r"(?:\s?@\s?d\d+)?",
    re.I,
)


def customary_units(columns: Sequence[Column]) -> dict[int, tuple[str, str]]:
    """Return (unit, why) by the index of a column that says no unit itself."""
    names = {setting_name(column.header): column for column in columns}
    ollama = "eval_count" in names and "eval_duration" in names
    torch = any(map(_is_torch, columns))
    tests = [c for c in columns if _TEST.fullmatch(c.header)]
    if not ollama and not torch and not tests:
        return {}
    found: dict[int, tuple[str, str]] = {}
    for name, column in names.items():
        measured = column.role in (MEASURE, ERRORS) and not column.meaning.change
        if not measured or column.meaning.unit or column.units - {""}:
            continue
        if ollama and _DURATION.fullmatch(name):
            if _whole(column):
                found[column.index] = "ns", OLLAMA
            elif _seconds(names["eval_count"], names["eval_duration"], columns):
                found[column.index] = "s", CONVERTED
        elif column in tests:
            found[column.index] = "tok/s", "tok/s, as llama-bench gives its tests"
        elif ollama and _RATE.fullmatch(name):
            found[column.index] = "tok/s", "tok/s, as Ollama gives rates"
        elif torch and _TIME.fullmatch(name) and not _whole(column):
            found[column.index] = "s", PYTORCH
    return found


def _is_torch(column: Column) -> bool:
    if _TORCH.fullmatch(setting_name(column.header)):
        return True
    return any(cell.text.startswith("torch.") for cell in column.cells[:5])


def _values(column: Column) -> list[float | None]:
    return [
        cell.numbers[0].value if cell.kind == NUMBER else None for cell in column.cells
    ]


def _whole(column: Column) -> bool:
    """Say whether these are whole nanoseconds: none but zero is below a microsecond."""
    values = [value for value in _values(column) if value is not None]
    whole = all(value.is_integer() and (value >= 1000 or not value) for value in values)
    return whole and any(values)


def _seconds(count: Column, spent: Column, columns: Sequence[Column]) -> bool:
    """Say whether tokens by duration are the rate that stands beside them."""
    rates = [c for c in columns if setting_name(c.header) == "eval_rate"]
    rates += [c for c in columns if c.meaning.metric == "throughput"]
    for rate in rates:
        for tokens, duration, given in zip(
            _values(count), _values(spent), _values(rate), strict=True
        ):
            if tokens and duration and given:
                return abs(tokens / duration / given - 1) < 0.05
    return False


__all__ = ["customary_units"]

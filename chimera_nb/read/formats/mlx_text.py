"""The reader of what mlx-lm and mlx-vlm print after a generation or a benchmark.

Source: https://github.com/ml-explore/mlx-lm (``mlx_lm/generate.py``,
``mlx_lm/benchmark.py``) and https://github.com/Blaizzy/mlx-vlm: rates are tokens per
second, the peak memory is in GB, also where no unit stands; ``Averages`` are means of
the trials.
"""

import re
from collections.abc import Iterator
from typing import Any

from ..records import Found, Number, Record
from ._text import Tool, number, readers_of

_SPEED = re.compile(
    r"\s*(Prompt|Generation): +(?:(\d+) tokens, +)?(\d+(?:\.\d+)?) tokens-per-sec"
    r"(?:ond)?\b"
)
_MEMORY = re.compile(r"\s*Peak memory: +(\d+(?:\.\d+)?)(?: ([KMG]i?B))?\s*\Z")
_TRIAL = re.compile(r"\s*(?:Trial (\d+)|(Averages)): +(prompt_tps=.*)")
_FIELD = re.compile(r"(\w+)=(\d+(?:\.\d+)?)(?![\d.])")
_MODEL = re.compile(r"--model[ =]+[\"']?([^\s\"'\\]+)")
_NAMED = re.compile(r"\s*\**Model\**(?: name)?[:=]\**\s+`?([\w./~:-]+)`?\s*\Z", re.I)
_SPEEDS = {
    "Prompt": ("prompt_tokens", "prompt_throughput"),
    "Generation": ("tokens", "throughput"),
}
_FIELDS = {
    "prompt_tps": ("prompt_throughput", "tok/s"),
    "generation_tps": ("throughput", "tok/s"),
    "peak_memory": ("peak_memory", "GB"),
    "total_time": ("time", "s"),
}


def read_mlx(lines: list[str]) -> Iterator[Found]:
    """Yield one record a generation, and one a trial."""
    record: Record | None = None
    model: str | None = None
    for at, line in enumerate(lines):
        place = f", line {at + 1}"
        if match := _SPEED.match(line):
            if record is None or match[1] == "Prompt":
                if record:
                    yield record
                record = _record(at, model)
            count, rate = _SPEEDS[match[1]]
            if match[2]:
                record.numbers.append(number(count, match[2], "count", "count", place))
            record.numbers.append(number(rate, match[3], "tok/s", "value", place))
        elif record and (match := _MEMORY.match(line)):
            unit = match[2] or "GB"
            record.numbers.append(number("peak_memory", match[1], unit, "max", place))
            yield record
            record = None
        elif match := _TRIAL.match(line):
            yield _trial(at, model, match)
        elif match := _MODEL.search(line) or _NAMED.match(line):
            model = match[1]
        elif "mlx_lm.generate" in line or "mlx_vlm.generate" in line:
            model = None
    if record:
        yield record


def _record(at: int, model: str | None, **more: Any) -> Record:
    labels = {"model": model, **more}
    return Record(
        f"line {at + 1}", [], {k: v for k, v in labels.items() if v is not None}
    )


def _trial(at: int, model: str | None, match: re.Match[str]) -> Record:
    run = int(match[1]) if match[1] else None
    record = _record(at, model, run_index=run)
    record.numbers += list(_fields(match[3], "mean" if match[2] else "value"))
    return record


def _fields(text: str, statistic: str) -> Iterator[Number]:
    for name, value in _FIELD.findall(text):
        if name in _FIELDS:
            metric, unit = _FIELDS[name]
            yield number(metric, value, unit, statistic, f", {name}")


TOOLS = (
    Tool(
        "mlx",
        ("tokens-per-sec", "generation_tps="),
        re.compile(
            r"^[ \t]*(?:Generation: +(?:\d+ tokens, +)?\d[\d.]* tokens-per-sec"
            r"|(?:Trial \d+|Averages): +prompt_tps=)",
            re.MULTILINE,
        ),
        read_mlx,
    ),
)
READERS = readers_of(*TOOLS)

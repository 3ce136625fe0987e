"""What llama.cpp prints: llama-bench's table, llama-batched-bench's, its timings.

Read in logs, in pasted terminal sessions and in Markdown.
The table is `markdown_printer` in tools/llama-bench/llama-bench.cpp of
https://github.com/ggml-org/llama.cpp (the last two columns are ``test`` and ``t/s`` as
mean ± standard deviation; which others there are depends on the settings that differ),
the timings are those of ``llama_perf_context_print`` (earlier
``llama_print_timings``), the perplexity is llama-perplexity's last line.
Log lines may stand between the rows of a table, and ``build:`` follows it.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from ..declared import plain
from ..document import Document
from ..headers import meaning_of
from ..numerals import NUMBER, parse_cell
from ..records import Found, NotTaken, Number, Problem, Reader, Record, failed
from ._rest import with_rest
from ._terminal import Outline, cells, is_rule, numbered
from ._text import snake
from .llama_bench import record_of, speed_metric

_JSON = re.compile(r'(?m)^[ \t]*(?:\[\s{0,9})?(\{\s{0,9}"(?:build_|n_prompt))')
_COMMAND = re.compile(
    r"(?:^|[$#%>❯\s`])((?:\S*[/\\])?(?:llama-(?:bench|batched-bench|sweep-bench|cli|server"
    r"|perplexity|run|simple\S*)|llama_bench|main|perplexity|batched-bench)"
    r"(?:\.exe)?\s+-.*)"
)
_MODEL = re.compile(r"\s(?:-m|--model|-hf|--hf-repo|-mu)[\s=]+[\"']?([^\s\"']+)")
_SPEED = re.compile(
    r"(\d[\d,]*(?:\.\d+)?)(?:\s*(?:±|Â±|┬▒|\+/?-|\ufffd)\s*(\d[\d,]*(?:\.\d+)?|nan))?\Z"
)
_TEST = re.compile(r"(?:pp\s?(\d+))?\s*\+?\s*(?:tg\s?(\d+))?(?:\s*@\s*d\s?(\d+))?\Z")
_BUILD = re.compile(r"\s*build:\s+(\S+\s+\(\S+\))")
_DEVICE = re.compile(
    r"\s*(?:Device \d+: ([^,|]+),|ggml_\w+: \d+ = ([^|]+?)\s*\||"
    r"ggml_metal\w*: GPU name:\s+(.+?)\s*\Z)"
)
_FAIL = re.compile(r"\s*(?:main|llama_bench|error)\b.*\b(?:error|failed)\b", re.I)
_TIMING = re.compile(
    r"(?:\b|_)(load|mel|encode|decode|batchd|sampl\w+|prompt eval|prompt|eval|total)"
    r" time\s*=\s*(\d+(?:\.\d+)?)\s*ms"
    r"(?:\s*/\s*(\d+)\s*(?:runs|tokens))?"
    r"(?:\s*\(\s*(\d+(?:\.\d+)?|inf|-?nan) ms per (?:token|run)"
    r"(?:,\s*(\d+(?:\.\d+)?|inf|-?nan) tokens per second)?)?"
)
_MARK = re.compile(
    r"llama_print_timings|whisper_print_timings|llama_perf_\w+:|common_perf_print|"
    r"print_timings?:? |ms per token, "
)
_NAMED = re.compile(r"general\.name\s+(?:str\s+)?=\s+(.+?)\s*\Z|"
                    r"loaded meta data .* from (\S+) \(version")  # fmt: skip
_CLI = re.compile(
    r"\[\s*Prompt:\s*(\d+(?:\.\d+)?) t/s\s*\|\s*Generation:\s*(\d+(?:\.\d+)?) t/s\s*\]"
)
_PPL = re.compile(r"Final estimate: PPL(?: over [^=]*)? = (\d+(?:\.\d+)?)"
                  r"(?: \+/- (\d+(?:\.\d+)?))?")  # fmt: skip
_BATCH_COLUMNS = {
    "t_pp s": ("prompt_time", "s"), "s_pp t/s": ("prompt_throughput", "tok/s"),
    "t_tg s": ("decode_time", "s"), "s_tg t/s": ("throughput", "tok/s"),
    "t s": ("time", "s"), "s t/s": ("total_throughput", "tok/s"),
}  # fmt: skip
_METRICS = {"load": "load_time", "prompt eval": "prompt_time", "eval": "decode_time",
            "total": "time"}  # fmt: skip
_SPEEDS = {"prompt eval": "prompt_throughput", "eval": "throughput"}
_PER_TOKEN = {"prompt eval": "prompt_tpot", "eval": "tpot"}
_COUNTS = {"prompt eval": "prompt_tokens", "eval": "tokens"}


def _is_bench_header(names: list[str]) -> bool:
    return "t/s" in names and "test" in names


def _is_batch_header(names: list[str]) -> bool:
    lower = {name.lower() for name in names}
    return {"s_pp t/s", "s_tg t/s"} <= lower


def claims(document: Document) -> bool:
    """Say whether llama.cpp printed a table, timings or a perplexity here."""
    text = document.text
    table = "t/s" in text and "|" in text
    if '"avg_ts"' in text and document.type == "text" and _JSON.search(text):
        return True
    timings = " ms per " in text or "Final estimate: PPL" in text
    if not (table or timings):
        return False
    rows = lines = 0
    ours = False
    before = ""
    for line in document.lines:
        if table and "|" in line:
            if is_rule(line):
                names = cells(before)
                ours = _is_bench_header(names) or _is_batch_header(names)
                rows += 2 * ours
            elif ours:
                rows += 1
            before = line
        if "Generation:" in line and _CLI.search(line):
            lines += 2
        elif timings and (_MARK.search(line) or _PPL.search(line)):
            lines += bool(_TIMING.search(line) or _PPL.search(line))
    return rows > 2 or lines > 2 * (document.type == "markdown")


class _Context:
    """What the lines before say of the next numbers: model, device, build, place."""

    def __init__(self) -> None:
        self.outline = Outline(_COMMAND)
        self.device: str | None = None
        self.name: str | None = None
        self.block: list[Record] = []

    def labels(self) -> dict[str, Any]:
        command = self.outline.command
        model = _MODEL.search(" " + command)
        named = {
            "config_label": self.outline.label,
            "device": self.device,
            "setting.command": command or None,
            "model": self.name or (model[1].replace("\\", "/").split("/")[-1]
                                   if model else None),
        }  # fmt: skip
        return {key: value for key, value in named.items() if value}

    def feed(self, line: str) -> None:
        """Take in a line that holds no number of ours."""
        if match := _BUILD.match(line):
            for record in self.block:
                record.labels["software"] = f"llama.cpp {' '.join(match[1].split())}"
            self.block = []
        elif match := _DEVICE.match(line):
            self.device = next(filter(None, match.groups())).strip()
        elif match := _NAMED.search(line):
            self.name = match[1] or self.name
        else:
            before = self.outline.command
            self.outline.feed(line)
            if self.outline.command != before:
                self.name = self.device = None


def read(document: Document) -> Iterator[Found]:
    """Yield one record a row of a table, and one a block of timings."""
    context = _Context()
    names: list[str] = []
    before = ""
    timings = _Timings(context)
    sizes = 0
    for number, line in numbered(document):
        if "|" in line and is_rule(line):
            names = cells(before)
            if not (_is_bench_header(names) or _is_batch_header(names)):
                names = []
            continue
        if "|" in line:
            before = line
            if number < len(document.lines) and is_rule(document.lines[number]):
                names = []  # the header of the next table
            row = cells(line) if names else []
            if row and len(row) == len(names) and row != names:
                yield from _row(f"line {number}", names, row, context)
                sizes += "size" in names
                continue
        if "Generation:" in line and (match := _CLI.search(line)):
            yield _chatted(number, match, context)
        elif match := _PPL.search(line):
            yield _perplexity(number, match, context)
        elif " time " in line and (match := _TIMING.search(line)):
            yield from timings.take(number, match)
        elif names and _FAIL.match(line):
            error = " ".join(line.split())
            number_ = failed("throughput", "tok/s", error)
            yield Record(f"line {number}", [number_], context.labels())
        else:
            context.feed(line)
    yield from timings.end()
    if '"avg_ts"' in document.text:
        yield from _json_in(document, context)
    if sizes:
        yield NotTaken("size and parameters of the model: its properties", 2 * sizes)


def _json_in(document: Document, context: _Context) -> Iterator[Found]:
    """Yield the tests that stand as JSON between the lines of a log."""
    decoder = json.JSONDecoder()
    end = 0
    entry = re.compile(r"[\s,]*(?=\{)")
    for match in _JSON.finditer(document.text):
        at = match.start(1)
        while at >= end:
            try:
                found, end = decoder.raw_decode(document.text, at)
            except ValueError:
                break
            if isinstance(found, dict) and "avg_ts" in found:
                line = document.text.count("\n", 0, at) + 1
                yield record_of(f"line {line} ", found, context.labels())
            further = entry.match(document.text, end)
            at = further.end() if further else -1


def _row(
    place: str, names: list[str], row: list[str], context: _Context
) -> Iterator[Found]:
    cell = dict(zip(names, row, strict=True))
    if _is_batch_header(names):
        found = _batch_row(place, cell, context)
    else:
        found = _bench_row(place, cell, context)
    if isinstance(found, Record):
        context.block.append(found)
    yield found


def _bench_row(place: str, cell: dict[str, str], context: _Context) -> Found:
    written, test = cell["t/s"], cell["test"]
    labels = context.labels() | {"benchmark": test}
    own = {"model": "model", "backend": "backend", "dev": "device"}
    beside: list[Number] = []
    for name, text in cell.items():
        if name in ("test", "t/s") or not text:
            continue
        if measured := list(_beside(name, text)):
            beside += measured
            continue
        labels[own.get(name) or f"setting.{name}"] = (
            text if name in own else plain(text)
        )
    prompt = gen = None
    if match := _TEST.match(test):
        prompt, gen, depth = (int(part[:9]) if part else 0 for part in match.groups())
        labels |= {"setting.n_prompt": prompt, "setting.n_gen": gen,
                   "setting.n_depth": depth}  # fmt: skip
    metric = speed_metric(prompt, gen)
    match = _SPEED.match(written)
    if not match:
        if not written.strip("-–— ") or written.lower() in ("n/a", "na"):
            return NotTaken(f"a test without a speed ({written or 'an empty cell'})", 0)
        error = f"no speed: {written!r}"
        bad = failed(metric, "tok/s", error, statistic="mean", place=", column t/s",
                     raw=written)  # fmt: skip
        return Record(place, [bad], labels)
    numbers = [_speed(metric, "mean", match[1])]
    if match[2] and match[2] != "nan":
        numbers.append(_speed(metric, "std", match[2]))
    return Record(place, [*numbers, *beside], labels)


def _beside(name: str, text: str) -> Iterator[Number]:
    """Read what a table of tests measures beside their speed: ``ttfr (ms)``."""
    meaning = meaning_of(name)
    cell = parse_cell(text)
    if not meaning.unit or meaning.role or cell.kind != NUMBER:
        return
    for quantity in cell.numbers:
        yield Number(
            meaning.metric or snake(meaning.rest), quantity.value, meaning.unit,
            quantity.statistic or meaning.statistic or "mean", f", column {name}",
            quantity.raw, labels={"config_label": name},
        )  # fmt: skip


def _speed(metric: str, statistic: str, raw: str) -> Number:
    value = float(raw.replace(",", ""))
    return Number(metric, value, "tok/s", statistic, ", column t/s", raw)


def _batch_row(place: str, cell: dict[str, str], context: _Context) -> Found:
    numbers = []
    labels = context.labels() | {"benchmark": "llama-batched-bench"}
    for name, text in cell.items():
        take = _BATCH_COLUMNS.get(name.lower())
        value = plain(text)
        if not take:
            labels[f"setting.{name}"] = value
        elif text.lower().lstrip("-") in ("nan", "inf") or value == 0:
            error = f"{text}: nothing was processed"
            numbers.append(failed(*take, error, place=f", column {name}", raw=text))
        elif isinstance(value, (int, float)) and 0 <= value < 1e15:
            numbers.append(
                Number(*take[:1], value, take[1], place=f", column {name}", raw=text)
            )
    if not numbers:
        return Problem(place, f"found {', '.join(cell.values())}; want numbers")
    return Record(place, numbers, labels)


def _perplexity(number: int, match: re.Match[str], context: _Context) -> Record:
    found = [Number("perplexity", float(match[1]), "", raw=match[1])]
    if match[2]:
        found.append(Number("perplexity", float(match[2]), "", "stderr", raw=match[2]))
    return Record(f"line {number}", found, context.labels())


def _chatted(number: int, match: re.Match[str], context: _Context) -> Record:
    """Make the record of the line that llama-cli prints after an answer."""
    found = [
        Number("prompt_throughput", float(match[1]), "tok/s", raw=match[1]),
        Number("throughput", float(match[2]), "tok/s", raw=match[2]),
    ]
    return Record(f"line {number}", found, context.labels())


class _Timings:
    """Joins the lines of one block of timings to one record."""

    def __init__(self, context: _Context) -> None:
        self._context = context
        self._seen: set[str] = set()
        self._record: Record | None = None

    def take(self, number: int, match: re.Match[str]) -> Iterator[Found]:
        """Take a line; yields the block before it where a new one starts."""
        part = "sample" if match[1].startswith("sampl") else match[1]
        if part in self._seen or (part == "load" and self._seen):
            yield from self.end()
        if self._record is None:
            self._record = Record(f"line {number}", [], self._context.labels())
        self._seen.add(part)
        self._record.numbers += _timing(part, match, number)

    def end(self) -> Iterator[Found]:
        """Yield the block that is open."""
        if self._record and self._record.numbers:
            yield self._record
        self._record, self._seen = None, set()


def _timing(part: str, match: re.Match[str], line: int) -> Iterator[Number]:
    """Yield the numbers of a line; a speed that is infinite says nothing was done."""
    _, spent, count, per_token, speed = match.groups()
    takes = [(_METRICS.get(part, f"{part}_time"), "ms", "value", spent)]
    if per_token:
        name = _PER_TOKEN.get(part, f"{part}_time_per_run")
        takes.append((name, "ms", "mean", per_token))
    if speed:
        takes.append((_SPEEDS.get(part, f"{part}_rate"), "tok/s", "value", speed))
    idle = any(not raw[-1].isdigit() for *_, raw in takes)
    where = f", line {line}"
    if count and part in _COUNTS:
        yield Number(_COUNTS[part], int(count[:15]), "count", "count", where, count)
    for metric, unit, statistic, raw in takes:
        if idle:
            yield Number(metric, None, unit, statistic, where, raw, "placeholder",
                         note="nothing was computed, so it has no speed")  # fmt: skip
        else:
            yield Number(metric, float(raw), unit, statistic, where, raw)


READERS = (Reader("llama.cpp output", ("text", "markdown"), claims, with_rest(read)),)

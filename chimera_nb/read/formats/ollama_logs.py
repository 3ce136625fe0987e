"""Ollama: the statistics of ``ollama run --verbose``, and the API's answers.

The lines are those of ``Metrics.Summary`` in api/types.go of
https://github.com/ollama/ollama; durations are Go's (``18m6.02s``, ``850µs``).
https://github.com/aidatools/ollama-benchmark prints some of them below a ``prompt =``
and their average. The
answers of /api/generate and /api/chat hold the same in nanoseconds, as docs/api.md
says. A block has no model: it is the one of the last command, heading or caption.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from ..declared import setting_of
from ..document import Document, text_of
from ..records import Found, Number, Problem, Reader, Record, failed, is_number
from ._rest import with_rest
from ._terminal import Outline, go_seconds, numbered, table_rows
from ._wrapped import Entry, entries, holds, nearest, objects_in, place_of, words_of

_COMMAND = re.compile(r"((?:\bollama(?:\.exe)?|%ollama)\s+run\s+\S.*)")
_RUN = re.compile(r"\brun\s+(?:--?\S+\s+)*[\"']?([A-Za-z0-9$][^\s\"'`<|;&)]*)")
_LINE = re.compile(
    r"\b(total|load|prompt eval|eval)[ _](duration|count|rate)\b"
    r"[`*\"]*\s*[:=|]?[`*\"\s]*"
    r"(?:([\d.]+(?:h|m|s|ms|µs|μs|us|ns)(?:[\d.]+(?:m|s|ms|µs|us|ns))*)(?![\w/])"
    r"|(\d+)\s*tokens?(?:\(s\))?(?!/|\w| per)"
    r"|([\d.]+|NaN|[+]?Inf)\s*(?:tokens?|tok)(?:/s(?:ec)?| per second))",
    re.IGNORECASE,
)
_PROMPT = re.compile(r"\s*(?:>>>|prompt =)\s+(\S.{0,150})")
_AVERAGE = re.compile(r"\s*(?:average|mean) of ", re.IGNORECASE)
_NAMED = re.compile(
    r"[\s\-*#]*\**model(?:[ _]name)?\**\s*[:=]\s*[`*\"]*([\w.:/\-]+)", re.I
)
_UNNAMED = "named by the file: no model stands in the text"
_TOKENS = re.compile(r"tok|\beval\b|t/s|\bduration\b|\bTTFT\b", re.IGNORECASE)
_METRICS = {
    ("total", "duration"): "time", ("load", "duration"): "load_time",
    ("prompt eval", "duration"): "prompt_time", ("eval", "duration"): "decode_time",
    ("prompt eval", "count"): "prompt_tokens", ("eval", "count"): "tokens",
    ("prompt eval", "rate"): "prompt_throughput", ("eval", "rate"): "throughput",
}  # fmt: skip
_RATES = {
    "tokens_per_second": "throughput", "tokens_per_sec": "throughput",
    "eval_rate": "throughput", "eval_tokens_per_second": "throughput",
    "prompt_eval_rate": "prompt_throughput",
    "prompt_tokens_per_second": "prompt_throughput",
}  # fmt: skip
_LONG = ("response", "message", "context", "content", "thinking", "created_at",
         "model", "prompt", "error")  # fmt: skip


def claims(document: Document) -> bool:
    """Say whether a block of statistics stands here, in Markdown as main content."""
    text = document.text
    if '"eval_duration"' in text and any(
        _is_answer(each) for _, each in objects_in(text)
    ):
        return True
    if "eval" not in text or not ("eval rate" in text or "eval duration" in text):
        return False
    lines = sum(
        bool(_LINE.search(line))
        for _, line in numbered(document)
        if "eval " in line or " duration" in line
    )
    if document.type == "text":
        return lines > 1
    return lines > 1 and 2 * lines > table_rows(document)


def read(document: Document) -> Iterator[Found]:
    """Yield one record a block of statistics."""
    outline = Outline(_COMMAND)
    named = prompt = None
    open_: Record | None = None
    seen: set[str] = set()
    for number, line in numbered(document):
        matches = list(_LINE.finditer(line)) if "eval" in line or "dur" in line else []
        for match in matches:
            metric = _METRICS.get((match[1].lower(), match[2].lower()))
            found = metric and _number(metric, match, number)
            if not metric or not found:
                yield Problem(
                    f"line {number}", f"{match[0]!r} is no statistic of Ollama"
                )
                continue
            if _AVERAGE.match(line):
                prompt, found = None, found._replace(statistic="mean")
            if open_ is None or metric in seen or metric == "time":
                if open_:
                    yield open_
                labels = _labels(document, outline, named, prompt)
                open_, seen = Record(f"line {number}", [], labels), set()
            seen.add(metric)
            note = None if "model" in open_.labels else _UNNAMED
            open_.numbers.append(found._replace(note=note))
        if matches:
            continue
        command, heading = outline.command, outline.heading
        named_here = None if line.lstrip().startswith("#") else _NAMED.match(line)
        told = outline.feed("" if named_here else line)
        if outline.heading != heading:
            prompt = None
        if outline.command != command:
            named = prompt = None
        elif match_ := _NAMED.match(line):
            named = match_[1]
        elif match_ := _PROMPT.match(line):
            prompt = " ".join(match_[1].split())
        elif not told:
            continue
        if open_:
            yield open_
        open_, seen = None, set()
    if open_:
        yield open_
    if '"eval_duration"' in document.text:
        for number, each in objects_in(document.text):
            if _is_answer(each):
                yield _answer(f"line {number} ", Entry((), each, ()))


def _number(metric: str, match: re.Match[str], line: int) -> Number | None:
    duration, count, rate = match[3], match[4], match[5]
    where = f", line {line}"
    kind = match[2].lower()
    if kind == "duration" and duration:
        seconds = go_seconds(duration)
        if seconds is None:
            return None
        return Number(metric, seconds, "s", place=where, raw=duration)
    if kind == "count" and count:
        return Number(metric, int(count[:15]), "count", "count", where, count)
    if kind == "rate" and rate:
        try:
            value = float(rate)
        except ValueError:
            return None
        if not is_number(value):
            error = f"{rate}: no rate can be computed"
            return failed(metric, "tok/s", error, place=where, raw=rate)
        return Number(metric, value, "tok/s", place=where, raw=rate)
    return None


def _labels(
    document: Document, outline: Outline, named: str | None, prompt: str | None
) -> dict[str, Any]:
    run = _RUN.search(outline.command)
    labels = {
        "model": named or (run[1] if run else None),
        "benchmark": prompt,
        "config_label": outline.heading,
        "setting.command": outline.command[:200] or None,
    }
    if not labels["model"]:
        name = PurePosixPath(document.path).stem
        labels["config_label"] = ", ".join(filter(None, (name, outline.heading)))
    return {key: value for key, value in labels.items() if value}


def _is_answer(content: dict[str, Any]) -> bool:
    """Say whether these are an answer's durations: whole nanoseconds."""
    spent = content.get("eval_duration")
    return (
        isinstance(spent, int)
        and not isinstance(spent, bool)
        and (spent >= 1000 or spent == 0)
        and ("eval_count" in content or "total_duration" in content)
    )


def _is_entry(content: dict[str, Any]) -> bool:
    return _is_answer(content) or ("error" in content and "model" in content)


def claims_json(document: Document) -> bool:
    """Say whether answers of the API lie in the JSON, also inside other objects."""
    return holds(document, '"eval_duration"', _is_answer)


def read_json(document: Document) -> Iterator[Found]:
    """Yield one record an answer; the earlier parts of a stream hold no numbers."""
    for entry in entries(document.content, _is_entry):
        place = place_of(document, entry.path)
        error = text_of(entry.content.get("error"))
        if _is_answer(dict(entry.content)):
            yield _answer(place, entry)
        elif error:
            bad = failed("throughput", "tok/s", error)
            yield Record(place, [bad], _answer_labels(entry))


def _answer(place: str, entry: Entry) -> Record:
    error = text_of(entry.content.get("error"))
    return Record(
        place, list(_numbers(entry.content, error)), _answer_labels(entry), kind="llm"
    )


def _numbers(content: Mapping[str, Any], error: str | None) -> Iterator[Number]:
    for (part, kind), metric in _METRICS.items():
        key = f"{part.replace(' ', '_')}_{kind}"
        value = content.get(key)
        if kind == "rate" or not is_number(value):
            continue
        unit = "ns" if kind == "duration" else "count"
        statistic = "value" if kind == "duration" else "count"
        if error:
            yield Number(metric, None, unit, statistic, f"/{key}", repr(value),
                         "failed", error)  # fmt: skip
        else:
            yield Number(metric, value, unit, statistic, f"/{key}")
    for key, metric in _RATES.items():
        value = content.get(key)
        if is_number(value) and not error:
            yield Number(metric, value, "tok/s", place=f"/{key}")


def _answer_labels(entry: Entry) -> dict[str, Any]:
    content = entry.content
    prompt = nearest(entry, "prompt_name", "prompt_id", "prompt", "test", "name")
    labels: dict[str, Any] = {
        "model": nearest(entry, "model", "model_name"),
        "benchmark": prompt[:150] if prompt else None,
        "timestamp": text_of(content.get("created_at")),
        "config_label": words_of(entry, ("model", "model_name", "prompt", "response")),
    }
    for key, value in content.items():
        if key in _LONG or key in _RATES or key.endswith(("_duration", "_count")):
            continue
        if isinstance(value, bool) or (isinstance(value, str) and len(value) < 100):
            labels[f"setting.{key}"] = setting_of(value)
    return {key: value for key, value in labels.items() if value is not None}


READERS = (
    Reader("ollama", ("json",), claims_json, read_json),
    Reader(
        "ollama run --verbose", ("text", "markdown"), claims, with_rest(read, _TOKENS)
    ),
)

"""End-to-end tests of a text generator: one short text per test, JSON or CSV.

The structure is that of Chimeraforge's banter test. Its ``tokens`` are words of the
text (it splits at white space), timed from the request to the last word: its rate is
words per second and is never pooled with tokens per second. Its ``success`` is true
also where the text is the message of an error. Its summary is checked against its
records.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from statistics import fmean
from typing import Any

from ..document import Document, object_of, pointer, text_of
from ..records import (
    Found,
    NotTaken,
    Number,
    Problem,
    Reader,
    Record,
    failed,
    is_number,
)
from ..times import utc_text

_WORDS = "words split at white space, timed end to end; the file calls them tokens"
_METRICS = {
    "generation_time_ms": ("generation_time", "ms"),
    "tokens": ("words", "count"),
    "tokens_per_second": ("word_throughput", "words/s"),
}
_TOKENS = {
    "tokens": ("tokens", "count"), "tokens_per_second": ("throughput", "tok/s"),
}  # fmt: skip
_SUMMARY: Mapping[str, tuple[str, str, Callable[[list[float]], float]]] = {
    "avg_generation_time_ms": ("generation_time_ms", "mean", fmean),
    "min_generation_time_ms": ("generation_time_ms", "min", min),
    "max_generation_time_ms": ("generation_time_ms", "max", max),
    "avg_tokens_per_second": ("tokens_per_second", "mean", fmean),
}


def claims(document: Document) -> bool:
    """Say whether the results are tests of generated texts."""
    results = document.content["results"]
    return (
        isinstance(results, list)
        and bool(results)
        and all(
            isinstance(each, dict)
            and "test_name" in each
            and ("tokens_per_second" in each or "error" in each)
            for each in results
        )
    )


def read(document: Document) -> Iterator[Found]:
    """Yield one record per test, then the stored summary."""
    content = document.content
    results = content["results"]
    stamp = utc_text(content.get("test_timestamp"))
    stamp = stamp or text_of(content.get("test_datetime"))
    counts = all(_counts_words(each) is not False for each in results)
    good = [each for each in results if not _refused(each) and not _doubt(each)]
    for index, each in enumerate(results):
        labels = {
            "benchmark": text_of(each.get("test_name")), "timestamp": stamp,
            "setting.context": text_of(each.get("context")),
            "setting.tone": text_of(each.get("tone")),
        }  # fmt: skip
        numbers = list(_numbers(each, counts))
        if numbers:
            yield Record(pointer("results", index), numbers, labels, "words")
    yield from _stored(content, good, results, counts, stamp)
    yield NotTaken("counts of tests, which the records restate", 2)


def _counts_words(result: Mapping[str, Any]) -> bool | None:
    """Say whether ``tokens`` are the words of the text; None: it cannot be seen."""
    text, tokens = result.get("banter_text"), result.get("tokens")
    if not isinstance(text, str) or not is_number(tokens):
        return None
    return len(text.split()) == tokens


def _refused(result: Mapping[str, Any]) -> str | None:
    """Return why a test failed, where the file says that it did."""
    error = text_of(result.get("error"))
    if error or result.get("success") is not False:
        return error
    return "success is false"


def _doubt(result: Mapping[str, Any]) -> str | None:
    """Return why a test cannot have succeeded although the file says so."""
    text = text_of(result.get("banter_text"))
    if text and text.lower().startswith(("error ", "error:")):
        return f"counted as a success, but its text is: {text}"
    return None


def _named(key: str, words: bool) -> tuple[str, str]:
    return _METRICS[key] if words or key not in _TOKENS else _TOKENS[key]


def _numbers(result: Mapping[str, Any], words: bool) -> Iterator[Number]:
    error, doubt = _refused(result), _doubt(result)
    for key in _METRICS:
        value = result.get(key)
        metric, unit = _named(key, words)
        if error:
            if key != "tokens":
                yield failed(metric, unit, error, place=f"/{key}",
                             raw=repr(value) if key in result else "")  # fmt: skip
        elif is_number(value):
            yield Number(
                metric, value, unit, place=f"/{key}",
                status="suspect" if doubt else "ok", error=doubt,
                note=_WORDS if words and key in _TOKENS else None,
            )  # fmt: skip


def _stored(
    content: Mapping[str, Any],
    good: Sequence[Mapping[str, Any]],
    results: Sequence[Mapping[str, Any]],
    words: bool,
    stamp: str | None,
) -> Iterator[Found]:
    """Yield the file's own aggregates, each against what its records give."""
    labels = {"timestamp": stamp, "config_label": "summary"}
    of = {key: _values(good, key) for key in _METRICS}
    stated = object_of(content, "summary")
    numbers = [
        _checked(*_named(key, words), statistic, f"/{name}", stated.get(name),
                 compute(of[key]) if of[key] else None, len(of[key]))
        for name, (key, statistic, compute) in _SUMMARY.items()
        if is_number(stated.get(name))
    ]  # fmt: skip
    if numbers:
        yield Record("/summary", numbers, labels, "words", "aggregate")
    seconds, count = sum(of["generation_time_ms"]) / 1e3, sum(of["tokens"])
    wanted = {
        "total_generation_time_ms": ("generation_time_ms", "total", seconds * 1e3),
        "total_tokens": ("tokens", "total", count),
        "overall_tokens_per_second": (
            "tokens_per_second", "mean", count / seconds if seconds else 0.0
        ),
    }  # fmt: skip
    numbers = [
        _checked(*_named(key, words), statistic, f"/{name}", content.get(name),
                 value if good else None, len(good))
        for name, (key, statistic, value) in wanted.items()
        if is_number(content.get(name))
    ]  # fmt: skip
    if numbers:
        labels = labels | {"config_label": "overall"}
        yield Record("", numbers, labels, "words", "aggregate")


def _values(results: Sequence[Mapping[str, Any]], key: str) -> list[float]:
    return [each[key] for each in results if is_number(each.get(key))]


def _checked(
    metric: str,
    unit: str,
    statistic: str,
    place: str,
    stored: Any,
    recomputed: float | None,
    n: int,
) -> Number:
    error = None
    if recomputed is None:
        error = "computed of records none of which succeeded"
    elif abs(stored - recomputed) > 1e-6 * max(abs(stored), abs(recomputed)):
        ending = "" if unit == "count" else f" {unit}"
        error = f"the file's own good records ({n}) give {recomputed:.10g}{ending}"
    return Number(
        metric, stored, unit, statistic, place, status="suspect" if error else "ok",
        error=error, n_behind=n or None,
    )  # fmt: skip


_COLUMNS = {
    "Generation Time (ms)": "generation_time_ms", "Tokens": "tokens",
    "Tokens per Second": "tokens_per_second",
}  # fmt: skip


def read_csv(document: Document) -> Iterator[Found]:
    """Yield one record per line of the same test as a table."""
    names = document.header
    for line, cells in document.rows[1:]:
        if len(cells) != len(names):
            reason = f"{len(cells)} cells where the header has {len(names)}"
            yield Problem(f"line {line}", reason)
            continue
        row = {name: cell.strip() for name, cell in zip(names, cells, strict=True)}
        bad = text_of(row.get("Error"))
        if not bad and row.get("Success", "TRUE").lower() not in ("true", "yes", "1"):
            bad = f"Success is {row['Success'] or 'empty'}"
        numbers = []
        for column, key in _COLUMNS.items():
            metric, unit = _METRICS[key]
            place, cell = f", column {column}", row.get(column, "")
            if bad and key != "tokens":
                numbers.append(failed(metric, unit, bad, place=place, raw=cell))
            elif cell and not bad:
                try:
                    value = float(cell)
                except ValueError:
                    value = float("nan")
                if not is_number(value):
                    yield Problem(f"line {line}{place}", f"{cell!r} is no number")
                    continue
                note = _WORDS if key in _TOKENS else None
                numbers.append(
                    Number(metric, value, unit, place=place, raw=cell, note=note)
                )
        labels = {
            "benchmark": text_of(row.get("Test Name")),
            "setting.context": text_of(row.get("Context")),
            "setting.tone": text_of(row.get("Tone")),
        }
        if numbers:
            yield Record(f"line {line}", numbers, labels, "words")


READERS = (
    Reader("banter_json", ("json",), claims, read,
           frozenset({"results", "total_tests"})),
    Reader("banter_csv", ("csv",), lambda document: True, read_csv,
           frozenset({"Test Name", "Tone", *_COLUMNS})),
)  # fmt: skip

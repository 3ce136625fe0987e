"""llama.cpp's llama-bench as JSON, JSON lines and CSV.

The fields are those of ``test::get_fields`` in tools/llama-bench/llama-bench.cpp of
https://github.com/ggml-org/llama.cpp: ``avg_ns`` and ``samples_ns`` are the time of a
whole test (all its tokens), ``avg_ts`` its tokens per second. A test has no name there;
its name in the tool's own table (``pp512``, ``tg128 @ d4096``) is made of ``n_prompt``,
``n_gen`` and ``n_depth``. Tables of the same tool and llama-batched-bench are read by
`llama_text`; the JSON lines of llama-batched-bench and the ``timings`` of
llama-server's answers (tools/server/README.md) are read here.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from ..declared import plain, setting_of
from ..document import Document, text_of
from ..records import Found, NotTaken, Number, Problem, Reader, Record, is_number
from ._wrapped import Entry, entries, holds, nearest, place_of, words_of

_ENTRY = frozenset({"n_prompt", "n_gen", "avg_ts"})
_BATCHED = frozenset({"pp", "tg", "pl", "t_pp", "speed_pp"})
_TIMINGS = frozenset({"prompt_per_second", "predicted_per_second", "predicted_n"})
_SERVED = (
    ("prompt_n", "prompt_tokens", "count", "count"),
    ("prompt_ms", "prompt_time", "ms", "value"),
    ("prompt_per_token_ms", "prompt_tpot", "ms", "mean"),
    ("prompt_per_second", "prompt_throughput", "tok/s", "value"),
    ("predicted_n", "tokens", "count", "count"),
    ("predicted_ms", "decode_time", "ms", "value"),
    ("predicted_per_token_ms", "tpot", "ms", "mean"),
    ("predicted_per_second", "throughput", "tok/s", "value"),
)
_MEASURES = ("avg_ns", "stddev_ns", "samples_ns", "avg_ts", "stddev_ts", "samples_ts")
_PROPERTIES = ("model_size", "model_n_params")
_LABELS = ("model_type", "backends", "gpu_info", "cpu_info", "test_time", "test",
           "build_commit", "build_number")  # fmt: skip


def name_of_test(n_prompt: Any, n_gen: Any, n_depth: Any) -> str:
    """Name a test as the tool's own table does: ``pp512``, ``tg128 @ d4096``."""
    name = "+".join(
        f"{short}{count}"
        for short, count in (("pp", n_prompt), ("tg", n_gen))
        if is_number(count) and count > 0
    )
    return f"{name} @ d{n_depth}" if is_number(n_depth) and n_depth > 0 else name


def speed_metric(n_prompt: Any, n_gen: Any) -> str:
    """Tell prefill from generation; a test of both counts all its tokens."""
    if is_number(n_prompt) and n_prompt > 0 and not (is_number(n_gen) and n_gen > 0):
        return "prompt_throughput"
    return "throughput"


def record_of(
    place: str, entry: Mapping[str, Any], more: Mapping[str, Any]
) -> Record | Problem:
    """Make the record of one test; `more` are labels of what it lies in."""
    prompt, gen = entry.get("n_prompt"), entry.get("n_gen")
    samples = entry.get("samples_ts")
    n = len(samples) if isinstance(samples, list) and samples else None
    metric = speed_metric(prompt, gen)
    average = entry.get("avg_ts")
    error = None
    if not is_number(average) or average <= 0:
        error = f"no speed: avg_ts is {average!r}"
    numbers = list(_numbers(entry, metric, error, n))
    if not numbers:
        return Problem(place, "found no number under avg_ns and avg_ts")
    gpu, cpu = text_of(entry.get("gpu_info")), text_of(entry.get("cpu_info"))
    labels: dict[str, Any] = {
        "benchmark": name_of_test(prompt, gen, entry.get("n_depth"))
        or text_of(entry.get("test")),
        "model": text_of(entry.get("model_type")) or more.get("model"),
        "device": gpu or cpu,
        "backend": text_of(entry.get("backends")),
        "machine": cpu,
        "software": _build(entry),
        "timestamp": text_of(entry.get("test_time")),
        "config_label": more.get("config_label"),
    }
    for key, value in entry.items():
        if key not in _MEASURES and key not in _LABELS and key not in _PROPERTIES:
            labels[f"setting.{key}"] = setting_of(value)
    kept = {name: value for name, value in labels.items() if value is not None}
    return Record(place, numbers, kept)


def _numbers(
    entry: Mapping[str, Any], metric: str, error: str | None, n: float | None
) -> Iterator[Number]:
    for name, unit, suffix in (("time", "ns", "ns"), (metric, "tok/s", "ts")):
        average, deviation = entry.get(f"avg_{suffix}"), entry.get(f"stddev_{suffix}")
        if error:
            if f"avg_{suffix}" in entry:
                yield Number(name, None, unit, "mean", f"/avg_{suffix}", repr(average),
                             "failed", error)  # fmt: skip
            continue
        if is_number(average):
            yield Number(name, average, unit, "mean", f"/avg_{suffix}", n_behind=n)
        if is_number(deviation):
            note = "of one sample: says nothing of the spread" if n == 1 else None
            yield Number(name, deviation, unit, "std", f"/stddev_{suffix}", note=note,
                         n_behind=n)  # fmt: skip
        samples = entry.get(f"samples_{suffix}")
        for at, sample in enumerate(samples if isinstance(samples, list) else ()):
            if is_number(sample):
                yield Number(name, sample, unit, place=f"/samples_{suffix}/{at}",
                             labels={"run_index": at})  # fmt: skip


def _build(entry: Mapping[str, Any]) -> str | None:
    number, commit = entry.get("build_number"), text_of(entry.get("build_commit"))
    words = ["llama.cpp", text_of(number), f"({commit})" if commit else None]
    return " ".join(filter(None, words)) if number or commit else None


def batched_record(place: str, entry: Mapping[str, Any]) -> Record:
    """Make the record of one line of llama-batched-bench's JSON lines."""
    takes = (
        ("t_pp", "prompt_time", "s"), ("speed_pp", "prompt_throughput", "tok/s"),
        ("t_tg", "decode_time", "s"), ("speed_tg", "throughput", "tok/s"),
        ("t", "time", "s"), ("speed", "total_throughput", "tok/s"),
    )  # fmt: skip
    numbers = [
        Number(metric, entry[key], unit, place=f"/{key}")
        for key, metric, unit in takes
        if is_number(entry.get(key))
    ]
    taken = {key for key, _, _ in takes}
    labels = {
        f"setting.{key}": setting_of(value)
        for key, value in entry.items()
        if key not in taken and setting_of(value) is not None
    }
    return Record(place, numbers, labels | {"benchmark": "llama-batched-bench"})


def served_record(place: str, entry: Entry) -> Record:
    """Make the record of the timings in an answer of llama-server."""
    numbers = [
        Number(metric, entry.content[key], unit, statistic, f"/{key}")
        for key, metric, unit, statistic in _SERVED
        if is_number(entry.content.get(key))
    ]
    labels = {
        "model": nearest(entry, "model", "model_path", "model_name"),
        "config_label": words_of(entry, ("model", "content", "object", "id")),
    }
    return Record(place, numbers, {k: v for k, v in labels.items() if v})


def _is_entry(content: dict[str, Any]) -> bool:
    keys = content.keys()
    return keys >= _ENTRY or keys >= _BATCHED or keys >= _TIMINGS


def claims_json(document: Document) -> bool:
    """Say whether entries of llama-bench lie in the JSON, also inside other objects."""
    words = ('"avg_ts"', '"speed_pp"', '"predicted_per_second"')
    word = next((word for word in words if word in document.text), None)
    return word is not None and holds(document, word, _is_entry)


def read_json(document: Document) -> Iterator[Found]:
    """Yield one record a test."""
    seen = 0
    for entry in entries(document.content, _is_entry):
        place = place_of(document, entry.path)
        if entry.content.keys() >= _ENTRY:
            names = ("model", "model_name")
            more = {
                "model": nearest(entry, *names),
                "config_label": words_of(entry, names),
            }
            yield record_of(place, entry.content, more)
        elif entry.content.keys() >= _TIMINGS:
            yield served_record(place, entry)
        else:
            yield batched_record(place, entry.content)
        seen += sum(is_number(entry.content.get(key)) for key in _PROPERTIES)
    if seen:
        yield NotTaken("size and parameters of the model: its properties", seen)


def claims_csv(document: Document) -> bool:
    """Say whether one of the first rows is llama-bench's header."""
    return "avg_ts" in document.text and _header_at(document) is not None


def _header_at(document: Document) -> int | None:
    return next(
        (at for at, (_, row) in enumerate(document.rows[:50]) if set(row) >= _ENTRY),
        None,
    )


def read_csv(document: Document) -> Iterator[Found]:
    """Yield one record a line; a header that is repeated counts from there on."""
    start = _header_at(document) or 0
    names: list[str] = []
    seen = 0
    for line, row in document.rows[start:]:
        if set(row) >= _ENTRY:
            names = row
            continue
        if len(row) != len(names):
            want = f"{len(row)} cells where the header has {len(names)}"
            yield Problem(f"line {line}", want)
            continue
        entry = {
            name: plain(cell.strip()) for name, cell in zip(names, row, strict=True)
        }
        seen += sum(is_number(entry.get(key)) for key in _PROPERTIES)
        found = record_of(f"line {line}", entry, {})
        if isinstance(found, Record):
            found.numbers = [
                each._replace(place=f", column {each.place[1:]}")
                for each in found.numbers
            ]
        yield found
    if seen:
        yield NotTaken("size and parameters of the model: its properties", seen)


READERS = (
    Reader("llama_bench", ("json",), claims_json, read_json),
    Reader("llama_bench", ("csv",), claims_csv, read_csv),
)

"""PyTorch's benchmarks of its compiler: benchmarks/dynamo of the PyTorch repository.

benchmarks/dynamo/common.py of https://github.com/pytorch/pytorch writes a line a model:
latency in ms, compilation in s, peak memory in GB, a speedup of 0 for a model that
failed; with --accuracy a word (``pass``, ``fail_accuracy``, ``eager_1st_run_OOM``). The
expected_results.csv of pr_time_benchmarks has no header: name, metric, value, noise.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from ..declared import plain
from ..document import Document
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
from ._csv_parts import CsvTables, Part

_COLUMNS = {
    "speedup": ("speedup", "x"), "abs_latency": ("latency", "ms"),
    "compilation_latency": ("compile_time", "s"),
    "compression_ratio": ("compression_ratio", "x"),
    "eager_peak_mem": ("eager_peak_memory", "GB"),
    "dynamo_peak_mem": ("peak_memory", "GB"),
    "graph_breaks": ("graph_breaks", "count"),
    "unique_graph_breaks": ("unique_graph_breaks", "count"),
    "unique_graphs": ("unique_graphs", "count"),
    "calls_captured": ("calls_captured", "count"),
    "autograd_captures": ("autograd_captures", "count"),
    "autograd_compiles": ("autograd_compiles", "count"),
    "cudagraph_skips": ("cudagraph_skips", "count"),
    "graphs": ("graphs", "count"), "graph_calls": ("graph_calls", "count"),
    "captured_ops": ("captured_ops", "count"), "total_ops": ("total_ops", "count"),
    "start_latency": ("start_latency", "s"), "pct_ops": ("captured_ops_share", "ratio"),
    "pct_time": ("captured_time_share", "ratio"),
}  # fmt: skip
_ZERO_FAILS = ("speedup", "abs_latency")
_METRICS = {"compile_time_instruction_count": "compile_instructions",
            "instruction_count": "instructions"}  # fmt: skip


def claims(document: Document) -> bool:
    """Say whether the header is that of dynamo's benchmarks."""
    return _is_ours(document.header)


def _is_ours(names: list[str]) -> bool:
    header = set(names)
    if {"dev", "name", "batch_size"} <= header:
        return bool(header & {"speedup", "accuracy", "abs_latency"})
    return {"name", "accuracy", "graph_breaks"} <= header


def read(document: Document) -> Iterator[Found]:
    """Yield one record a model; a failed model has no values."""
    yield from _read(document.header, document.rows[1:])


def read_part(part: Part) -> Iterator[Found]:
    """Read such lines in a log."""
    yield from _read(part.header, part.rows)


def _read(names: list[str], rows: list[tuple[int, list[str]]]) -> Iterator[Found]:
    passed = 0
    for line, row in rows:
        if row[:1] == names[:1]:
            continue
        if len(row) > len(names):
            want = f"{len(row)} cells where the header has {len(names)}"
            yield Problem(f"line {line}", want)
            continue
        cell = dict(zip(names, (each.strip() for each in row), strict=False))
        word = cell.get("accuracy", "")
        error = _error(cell, word)
        numbers = list(_numbers(cell, error))
        passed += word.startswith("pass")
        if "accuracy" in cell and error and not numbers:
            numbers = [failed("accuracy", "", error, place=", column accuracy",
                              raw=word)]  # fmt: skip
        if numbers:
            yield Record(f"line {line}", numbers, _labels(cell), kind="compile")
    if passed:
        yield NotTaken("the word that a model's results are right: no number", passed)


def _error(cell: Mapping[str, str], word: str) -> str | None:
    if word and not word.startswith("pass"):
        return word
    for column in _ZERO_FAILS:
        written = cell.get(column, "")
        if written and plain(written) == 0:
            return f"{column} is {written}: the model failed"
        if written and not isinstance(plain(written), (int, float)):
            return written
    return None


def _numbers(cell: Mapping[str, str], error: str | None) -> Iterator[Number]:
    for column, (metric, unit) in _COLUMNS.items():
        written = cell.get(column, "")
        if not written:
            continue
        value = plain(written)
        where = f", column {column}"
        if error:
            yield Number(metric, None, unit, "value", where, written, "failed", error)
        elif isinstance(value, (int, float)) and is_number(value):
            yield Number(metric, value, unit, "value", where, written)
        else:
            yield Number(metric, None, unit, "value", where, written, "failed",
                         f"{column} is {written}")  # fmt: skip


def _labels(cell: Mapping[str, str]) -> dict[str, Any]:
    labels = {"model": cell.get("name"), "device": cell.get("dev"),
              "setting.batch_size": plain(cell.get("batch_size"))}  # fmt: skip
    for name, written in cell.items():
        if name not in _COLUMNS and name not in ("name", "dev", "batch_size"):
            labels[f"setting.{name}"] = plain(written)
    return {key: value for key, value in labels.items() if value not in (None, "")}


def claims_expected(document: Document) -> bool:
    """Say whether every line is name, metric, value and perhaps its noise."""
    if "instruction_count" not in document.text[:5000]:
        return False
    return all(
        len(cells) in (3, 4)
        and cells[1].strip().isidentifier()
        and isinstance(plain(cells[2].strip()), (int, float))
        for _, cells in document.rows[:20]
    )


def read_expected(document: Document) -> Iterator[Found]:
    """Yield one record a line; the noise is a tolerance, not a measurement."""
    for line, row in document.rows:
        cells = [each.strip() for each in row]
        value = plain(cells[2]) if len(cells) in (3, 4) else None
        if not isinstance(value, (int, float)) or not is_number(value):
            yield Problem(f"line {line}", "want name, metric, value, noise")
            continue
        metric = _METRICS.get(cells[1], cells[1])
        labels: dict[str, Any] = {"benchmark": cells[0], "config_label": cells[1]}
        if len(cells) == 4 and cells[3]:
            labels["setting.noise"] = plain(cells[3])
        number = Number(metric, value, "count", place=", column 3", raw=cells[2])
        yield Record(f"line {line}", [number], labels, kind="compile")


READERS = (
    Reader("inductor", ("csv",), claims, read),
    CsvTables("inductor log", "dev,name,batch_size", _is_ours, read_part).reader(),
    Reader("pr_time_benchmarks", ("csv",), claims_expected, read_expected),
)

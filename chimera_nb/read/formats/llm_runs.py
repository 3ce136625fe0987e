"""Runs of a local language model, one call a row: CSV, and the same as JSON.

The structure is that of Chimeraforge's scripts around Ollama (prompt suites,
parameter sweeps, quantization benches, baselines): ``ttft_s`` and ``tokens_s``, with
the parts of the call beside them. In these files ``ttft_s`` is ``load_s`` +
``prompt_eval_s``, so that the first call of a model carries its loading; such calls are
marked ``cold``. A call that failed is written with zeros or with blanks: it has no
value here.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from ..document import Document, object_of, pointer, text_of
from ..records import (
    Found,
    Number,
    Problem,
    Reader,
    Record,
    Row,
    Shape,
    failed,
    is_number,
)
from ._llm_names import LLM_METRICS, TEXTS, model_of

#: A call that loaded its model: no call of the known files lies in 0.2 … 0.9 s.
_COLD_S = 0.5
_MAIN = ("tokens_s", "ttft_s")
_DERIVED = "load and prompt evaluation together: a cold call carries the model's load"
_ONE_STAMP = "all calls of the file share one timestamp: when it was written"
_LABELS = {
    "model": "model", "tag": "dtype", "prompt_text": "benchmark", "prompt": "benchmark",
    "config_name": "config_label", "timestamp": "timestamp",
    "prompt_index": "run_index", "device": "device", "backend": "backend",
}  # fmt: skip
_NO_LABELS = frozenset({"error", "options"})


class _Row(NamedTuple):
    """One call: its place, how a column's place is written, its cells."""

    place: str
    within: str
    cells: Mapping[str, Any]


def read_csv(document: Document) -> Iterator[Found]:
    """Yield one record per line."""
    regular = _regular(document)
    if regular is not None:
        yield from regular
        return
    names = document.header
    rows = []
    for line, cells in document.rows[1:]:
        if len(cells) != len(names):
            reason = f"{len(cells)} cells where the header has {len(names)}"
            yield Problem(f"line {line}", reason)
            continue
        row = {name: cell.strip() for name, cell in zip(names, cells, strict=True)}
        rows.append(_Row(f"line {line}", ", column ", row))
    yield from _records(document, rows, None)


def _regular(document: Document) -> list[Row] | None:
    """Return a row per line, where each line is whole and no call failed.

    Columns are looked at as a whole; what this finds, `_record` would find, too.
    """
    names, lines = document.header, document.rows[1:]
    if not lines or any(len(cells) != len(names) for _, cells in lines):
        return None
    if "model" not in names or len({_LABELS.get(n, n) for n in names}) < len(names):
        return None
    columns = zip(*(cells for _, cells in lines), strict=True)
    texts: dict[str, Sequence[str]] = dict(zip(names, columns, strict=True))
    raws = {
        name: [cell.strip() for cell in texts.pop(name)]
        for name in names
        if name in LLM_METRICS
    }
    values = _floats(raws)
    if values is None or any(map(_filled, texts.get("error", ()))):
        return None
    labels = _labels_of(texts, len(lines))
    if "load_s" in values:
        for given, load in zip(labels, values["load_s"], strict=True):
            given["cold"] = load >= _COLD_S
    stamps = set(map(text_of, texts.get("timestamp", ())))
    stamped = len(lines) > 1 and len(stamps) == 1 and None not in stamps
    shapes = [_shape(tuple(values), stamped, derived) for derived in (False, True)]
    return [
        Row(f"line {line}", shapes[derived], cells, written, given, "llm")
        for (line, _), derived, cells, written, given in zip(
            lines, _sums(values), zip(*values.values(), strict=True),
            zip(*raws.values(), strict=True), labels, strict=True,
        )
    ]  # fmt: skip


def _floats(raws: Mapping[str, Sequence[str]]) -> dict[str, list[float]] | None:
    """Parse columns, where every cell is a finite number and no call made nothing."""
    try:
        found = {name: list(map(float, column)) for name, column in raws.items()}
    except ValueError:
        return None
    finite = all(sum(map(abs, column)) < 1e300 for column in found.values())
    return found if finite and all(found["tokens_s"]) else None


def _sums(values: Mapping[str, Sequence[float]]) -> list[bool]:
    """Say of each line whether its time to first token is the sum of its parts."""
    if not {"load_s", "prompt_eval_s", "ttft_s"} <= set(values):
        return [False] * len(values["tokens_s"])
    parts = zip(
        values["ttft_s"], values["load_s"], values["prompt_eval_s"], strict=True
    )
    return [abs(ttft - (load + prompt)) <= 0.0011 for ttft, load, prompt in parts]


def _labels_of(texts: Mapping[str, Sequence[str]], count: int) -> list[dict[str, Any]]:
    """Return what `_labels` says of each line; a cell is read once."""
    found: list[dict[str, Any]] = [{} for _ in range(count)]
    blank: list[str] = []
    for name, cells in texts.items():
        if name in _NO_LABELS or (name in TEXTS and name not in _LABELS):
            continue
        label = _LABELS.get(name, f"setting.{name}")
        of = _of_run if name == "prompt_index" else text_of if name in _LABELS \
            else _setting  # fmt: skip
        known = {cell: of(cell.strip()) for cell in set(cells)}
        if None in known.values():
            blank.append(label)
        for given, cell in zip(found, cells, strict=True):
            given[label] = known[cell]
    options = texts.get("options", ())
    read = {cell: _settings_of(cell.strip()) for cell in set(options)}
    for given, cell in zip(found, options, strict=False):
        for label, value in read[cell].items():
            given.setdefault(label, value)
        if None in read[cell].values():
            blank += read[cell]
    for label in blank:
        for given in found:
            if given.get(label, 0) is None:
                del given[label]
    return found


@lru_cache(maxsize=1024)
def _shape(names: tuple[str, ...], stamped: bool, derived: bool) -> Shape:
    return Shape(tuple(
        Number(*_metric(name, 0.0), place=", column " + name, note="; ".join(
            [_ONE_STAMP] * stamped + [_DERIVED] * (derived and name == "ttft_s")
        ) or None)
        for name in names
    ))  # fmt: skip


def _filled(cell: str) -> bool:
    return bool(cell) and not cell.isspace()


def claims_results(document: Document) -> bool:
    """Say whether the results of a JSON file are calls of a language model."""
    results = document.content["results"]
    return (
        isinstance(results, list)
        and bool(results)
        and isinstance(results[0], dict)
        and {"ttft_s", "tokens_s"} <= set(results[0])
    )


def read_results(document: Document) -> Iterator[Found]:
    """Yield one record per item of ``results``."""
    rows = []
    for index, item in enumerate(document.content["results"]):
        place = pointer("results", index)
        if isinstance(item, dict):
            rows.append(_Row(place, "/", item))
        else:
            yield Problem(place, f"found {item!r}; want an object")
    yield from _records(document, rows, text_of(document.content.get("model")))


def _records(
    document: Document, rows: list[_Row], model: str | None
) -> Iterator[Found]:
    guess = None
    if model is None and rows and "model" not in rows[0].cells:
        model, guess = model_of(document)
    stamps = {text_of(row.cells.get("timestamp")) for row in rows}
    stamp = _ONE_STAMP if len(rows) > 1 and len(stamps) == 1 and None not in stamps \
        else None  # fmt: skip
    for row in rows:
        yield from _record(row, model, [each for each in (guess, stamp) if each])


def _record(row: _Row, model: str | None, notes: list[str]) -> Iterator[Found]:
    labels = {"model": model} | _labels(row.cells)
    values: dict[str, float] = {}
    for name, cell in row.cells.items():
        if name not in LLM_METRICS:
            continue
        value = _value(cell)
        if value is None and cell not in ("", None):
            found = f"{cell!r} is no number"
            yield Problem(row.place + row.within + name, found)
        elif value is not None:
            values[name] = value
    error = _error(row.cells, values)
    if error:
        numbers = [
            failed(*LLM_METRICS[name], error, place=row.within + name,
                   raw=_raw(row.cells[name]), note="; ".join(notes) or None)
            for name in _MAIN if name in row.cells
        ]  # fmt: skip
    else:
        if "load_s" in values:
            labels["cold"] = values["load_s"] >= _COLD_S
        derived = _is_sum(values)
        numbers = [
            Number(*_metric(name, value), place=row.within + name,
                   raw=_raw(row.cells[name]), note="; ".join(
                       [*notes, *([_DERIVED] if name == "ttft_s" and derived else [])]
                   ) or None)
            for name, value in values.items()
        ]  # fmt: skip
    if numbers:
        yield Record(row.place, numbers, labels, "llm")


def _metric(name: str, value: float) -> tuple[str, float, str]:
    metric, unit = LLM_METRICS[name]
    return metric, value, unit


def _is_sum(values: Mapping[str, float]) -> bool:
    try:
        parts = values["load_s"] + values["prompt_eval_s"]
        return abs(values["ttft_s"] - parts) <= 0.0011
    except KeyError:
        return False


def _error(cells: Mapping[str, Any], values: Mapping[str, float]) -> str | None:
    said = text_of(cells.get("error"))
    if said:
        return said
    if not any(name in values for name in _MAIN):
        return "neither throughput nor time to first token is given"
    if values.get("tokens_s") == 0.0 and not values.get("eval_count"):
        return "no token was generated"
    return None


def _labels(cells: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, cell in cells.items():
        if name in LLM_METRICS or name in _NO_LABELS:
            continue
        if name in _LABELS:
            found[_LABELS[name]] = _of_run(cell) if name == "prompt_index" \
                else text_of(cell)  # fmt: skip
        elif name in TEXTS or isinstance(cell, (dict, list)):
            continue
        else:
            found[f"setting.{name}"] = _setting(cell)
    for name, value in _settings_of(cells.get("options")).items():
        found.setdefault(name, value)
    return {name: value for name, value in found.items() if value is not None}


def _settings_of(written: Any) -> Mapping[str, Any]:
    return {
        f"setting.{name}": _setting(value) for name, value in _options(written).items()
    }


def _options(written: Any) -> Mapping[str, Any]:
    """Return the options of a call, which a CSV holds as JSON text."""
    if isinstance(written, str) and written.startswith("{"):
        try:
            written = json.loads(written)
        except ValueError:
            return {"options": written}
    return object_of({"options": written}, "options")


def _setting(cell: Any) -> float | str | None:
    value = _value(cell)
    if value is None:
        return text_of(cell)
    return int(value) if value == int(value) and abs(value) < 1e15 else value


def _of_run(cell: Any) -> float | None:
    return _value(cell)


def _value(cell: Any) -> float | None:
    """Return a finite number, also of a quoted cell; None for what is none."""
    if isinstance(cell, str):
        try:
            cell = float(cell)
        except ValueError:
            return None
    return float(cell) if is_number(cell) else None


def _raw(cell: Any) -> str:
    return cell if isinstance(cell, str) else repr(cell)


READERS = (
    Reader(
        "llm_runs", ("csv",), lambda document: True, read_csv,
        frozenset({"ttft_s", "tokens_s"}),
    ),
    Reader("llm_results", ("json",), claims_results, read_results,
           frozenset({"results"})),
)  # fmt: skip

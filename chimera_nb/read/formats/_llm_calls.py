"""One call of a local language model as `llm_runs` reads it: numbers and labels."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ..document import Document, object_of, text_of
from ..records import Found, Number, Problem, Record, failed, is_number
from ._llm_names import LLM_METRICS, TEXTS, model_of

#: A call that loaded its model: no call of the known files lies in 0.2 … 0.9 s.
COLD_S = 0.5
_MAIN = ("tokens_s", "ttft_s")
DERIVED = "load and prompt evaluation together: a cold call carries the model's load"
ONE_STAMP = "all calls of the file share one timestamp: when it was written"
LABELS = {
    "model": "model", "tag": "dtype", "prompt_text": "benchmark", "prompt": "benchmark",
    "config_name": "config_label", "timestamp": "timestamp",
    "prompt_index": "run_index", "device": "device", "backend": "backend",
}  # fmt: skip
NO_LABELS = frozenset({"error", "options"})


class Call(NamedTuple):
    """One call: its place, how a column's place is written, its cells."""

    place: str
    within: str
    cells: Mapping[str, Any]


def records_of(
    document: Document, rows: list[Call], model: str | None
) -> Iterator[Found]:
    """Yield what calls hold, of a model that they do not name."""
    guess = None
    if model is None and rows and "model" not in rows[0].cells:
        model, guess = model_of(document)
    stamps = {text_of(row.cells.get("timestamp")) for row in rows}
    stamp = ONE_STAMP if len(rows) > 1 and len(stamps) == 1 and None not in stamps \
        else None  # fmt: skip
    for row in rows:
        yield from record_of(row, model, [each for each in (guess, stamp) if each])


def record_of(row: Call, model: str | None, notes: list[str]) -> Iterator[Found]:
    """Yield what one call holds."""
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
            labels["cold"] = values["load_s"] >= COLD_S
        derived = _is_sum(values)
        numbers = [
            Number(*metric_of(name, value), place=row.within + name,
                   raw=_raw(row.cells[name]), note="; ".join(
                       [*notes, *([DERIVED] if name == "ttft_s" and derived else [])]
                   ) or None)
            for name, value in values.items()
        ]  # fmt: skip
    if numbers:
        yield Record(row.place, numbers, labels, "llm")


def metric_of(name: str, value: float) -> tuple[str, float, str]:
    """Return metric, value and unit of a column."""
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
        if name in LLM_METRICS or name in NO_LABELS:
            continue
        if name in LABELS:
            found[LABELS[name]] = of_run(cell) if name == "prompt_index" \
                else text_of(cell)  # fmt: skip
        elif name in TEXTS or isinstance(cell, (dict, list)):
            continue
        else:
            found[f"setting.{name}"] = setting(cell)
    for name, value in settings_of(cells.get("options")).items():
        found.setdefault(name, value)
    return {name: value for name, value in found.items() if value is not None}


def settings_of(written: Any) -> Mapping[str, Any]:
    """Return the options of a call as settings."""
    return {
        f"setting.{name}": setting(value) for name, value in _options(written).items()
    }


def _options(written: Any) -> Mapping[str, Any]:
    """Return the options of a call, which a CSV holds as JSON text."""
    if isinstance(written, str) and written.startswith("{"):
        try:
            written = json.loads(written)
        except ValueError:
            return {"options": written}
    return object_of({"options": written}, "options")


def setting(cell: Any) -> float | str | None:
    """Return a cell as a setting: a number, or one line of text."""
    value = _value(cell)
    if value is None:
        return text_of(cell)
    return int(value) if value == int(value) and abs(value) < 1e15 else value


def of_run(cell: Any) -> float | None:
    """Return which run of several a call is."""
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

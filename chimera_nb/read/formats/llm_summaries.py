"""Means over runs of a language model: a sweep's summary, a prompt suite's.

The structure is that of Chimeraforge's scripts around Ollama. A sweep's summary (CSV)
has one line per configuration, a suite's (JSON) one object per model; both hold means
that their authors computed of runs that lie beside them. ``mean_`` says nothing of how
many runs that were: in every known sweep it is one, which is read from the runs' file.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from ..document import Document, object_of, pointer, text_of
from ..records import Found, NotTaken, Number, Problem, Reader, Record, is_number
from ._llm_names import LLM_METRICS, model_of, runs_of

_CONFIG = ("num_gpu", "num_ctx", "temperature", "top_p", "num_thread", "num_batch")
_BARE = {"prompt_eval": "prompt_eval_s", "eval": "eval_s", "load": "load_s"}
_GUESSED = "unit guessed: its neighbours are seconds"
_SUITE = (("mean_tokens_s", "throughput", "tok/s"), ("mean_ttft_s", "ttft", "s"))


def read_sweep(document: Document) -> Iterator[Found]:
    """Yield one record per configuration."""
    names = document.header
    model, note = model_of(document) if "model" not in names else (None, None)
    behind = _runs_by_config(document)
    for line, cells in document.rows[1:]:
        if len(cells) != len(names):
            reason = f"{len(cells)} cells where the header has {len(names)}"
            yield Problem(f"line {line}", reason)
            continue
        row = {name: cell.strip() for name, cell in zip(names, cells, strict=True)}
        labels: dict[str, Any] = {
            "model": text_of(row.get("model")) or model,
            "config_label": text_of(row.get("config_name")),
        }
        labels |= {
            f"setting.{name}": _plain(row[name]) for name in _CONFIG if row.get(name)
        }
        n = behind.get(_config(row)) if behind else None
        numbers: list[Number] = []
        for name, cell in row.items():
            metric, unit, guess = _metric(name)
            if not metric or not cell:
                continue
            place = f", column {name}"
            value = _float(cell)
            if value is None:
                yield Problem(f"line {line}{place}", f"{cell!r} is no number")
                continue
            numbers.append(Number(
                metric, value, unit, "mean", place, cell, n_behind=n,
                note="; ".join(filter(None, (note, guess, _of_one(n)))) or None,
            ))  # fmt: skip
        if numbers:
            yield Record(f"line {line}", numbers, labels, "llm", "aggregate")


def _metric(name: str) -> tuple[str, str, str | None]:
    """Name the metric, the unit and a note of a column; no metric for the others."""
    if name.startswith("mean_"):
        key = name.removeprefix("mean_")
    elif name.endswith("_mean"):
        key = name.removesuffix("_mean")
    elif name in _BARE:
        key = name
    else:
        return "", "", None
    guess = _GUESSED if key in _BARE else None
    metric, unit = LLM_METRICS.get(_BARE.get(key, key), ("", ""))
    return metric, unit, guess


def _of_one(n: int | None) -> str | None:
    return "called a mean, and is one run" if n == 1 else None


def _config(row: Mapping[str, str]) -> tuple[float | str | None, ...]:
    return tuple(_plain(row.get(name, "")) for name in ("model", *_CONFIG))


def _runs_by_config(document: Document) -> dict[tuple[float | str | None, ...], int]:
    """Count the calls that succeeded, per configuration, in the runs' file."""
    counts: dict[tuple[float | str | None, ...], int] = {}
    by_model = "model" in document.header
    for row in runs_of(document):
        if text_of(row.get("error")) or _float(row.get("tokens_s", "")) is None:
            continue
        key = _config(row if by_model else row | {"model": ""})
        counts[key] = counts.get(key, 0) + 1
    return counts


def _float(cell: str) -> float | None:
    try:
        value = float(cell)
    except ValueError:
        return None
    return value if is_number(value) else None


def _plain(cell: str) -> float | str | None:
    value = _float(cell)
    if value is None:
        return cell.strip() or None
    return int(value) if value == int(value) and abs(value) < 1e15 else value


def claims_suite(document: Document) -> bool:
    """Say whether the models are those of a prompt suite."""
    models = document.content["models"]
    return (
        isinstance(models, list)
        and bool(models)
        and all(
            isinstance(e, dict) and {"model", "completed"} <= set(e) for e in models
        )
    )


def read_suite(document: Document) -> Iterator[Found]:
    """Yield one record per model."""
    content = document.content
    stamp = text_of(content.get("generated_at"))
    for index, entry in enumerate(content["models"]):
        labels: dict[str, Any] = {"model": text_of(entry["model"]), "timestamp": stamp}
        labels |= {
            f"setting.{name}": value if is_number(value) else text_of(value)
            for name, value in object_of(entry, "options").items()
        }
        completed, asked = entry["completed"], entry.get("prompt_count")
        n = completed if is_number(completed) else None
        of = f"{text_of(completed)} of {text_of(asked)} prompts were completed"
        numbers = []
        for key, metric, unit in _SUITE:
            value = entry.get(key)
            note = of if n != asked else None
            if not n or not is_number(value):
                numbers.append(Number(
                    metric, None, unit, "mean", f"/{key}",
                    repr(value) if key in entry else "", "failed", of,
                ))  # fmt: skip
            else:
                numbers.append(
                    Number(
                        metric, value, unit, "mean", f"/{key}", n_behind=n, note=note
                    )
                )
        yield Record(pointer("models", index), numbers, labels, "llm", "aggregate")
        yield NotTaken("counts of prompts, which say how many calls are behind", 2)


READERS = (
    Reader("llm_sweep_summary", ("csv",), lambda document: True, read_sweep,
           frozenset({"mean_tokens_s", "mean_ttft_s"})),
    Reader("llm_suite_summary", ("json",), claims_suite, read_suite,
           frozenset({"models", "prompts"})),
)  # fmt: skip

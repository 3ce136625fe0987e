"""What the files of local language models share: metrics by key, whose model it was."""

import posixpath
import re

from ..document import Document, text_of

#: Key → metric and unit. ``eval`` is the generation, ``prompt_eval`` the prefill.
LLM_METRICS = {
    "tokens_s": ("throughput", "tokens_s"), "ttft_s": ("ttft", "s"),
    "load_s": ("load_time", "s"), "prompt_eval_s": ("prompt_time", "s"),
    "eval_s": ("decode_time", "s"), "total_s": ("time", "s"),
    "eval_count": ("tokens", "count"), "prompt_eval_count": ("prompt_tokens", "count"),
    "total_tokens": ("total_tokens", "count"),
    "response_chars": ("response_length", "count"),
}  # fmt: skip

#: Columns with a whole answer: neither a label nor a number.
TEXTS = frozenset({"response", "response_text", "output", "text"})

_FAMILY = re.compile(r"^(.+?)_(?:baseline|param_tuning)(?:_|$)")
#: What a stem may name instead of a model.
_TOOLS = frozenset({"ollama", "vllm", "llama_cpp", "llamacpp", "llm", "model", "test"})


def model_of(document: Document) -> tuple[str | None, str | None]:
    """Find the model of a file that does not name it, and the note that says how.

    A sibling ``<stem>_baseline.json`` names it, or the runs that a summary was made
    of; last of all the file's own name up to ``_baseline`` or ``_param_tuning``.
    """
    stem = posixpath.splitext(posixpath.basename(document.path))[0]
    match = _FAMILY.match(stem)
    first = match[1] if match else ""
    sibling = f"{first}_baseline.json"
    other = document.beside(sibling) if first else None
    if other is not None:
        try:
            content = other.content
        except ValueError:
            content = None
        model = text_of(content.get("model")) if isinstance(content, dict) else None
        if model:
            return model, f"model from {sibling}"
    runs = runs_of(document)
    models = {text_of(row.get("model")) for row in runs}
    if len(models) == 1 and None not in models:
        return models.pop(), f"model from {_runs_name(document)}"
    if first and first.lower() not in _TOOLS:
        return first, "model from the file name"
    return None, None


def runs_of(document: Document) -> list[dict[str, str]]:
    """Return the rows of the CSV that a ``…_summary.csv`` was made of."""
    name = _runs_name(document)
    other = document.beside(name) if name else None
    if other is None:
        return []
    try:
        names, rows = other.header, other.rows
    except ValueError:
        return []
    return [dict(zip(names, cells, strict=False)) for _, cells in rows[1:]]


def _runs_name(document: Document) -> str | None:
    stem, ending = posixpath.splitext(posixpath.basename(document.path))
    return stem.removesuffix("_summary") + ending if stem.endswith("_summary") else None

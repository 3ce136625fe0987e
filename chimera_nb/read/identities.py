"""Which of the models in the data a text names: ``270m`` is ``gemma3:270m``."""

import re
from collections.abc import Iterable
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any

from .records import Record

#: Words of letters in a name, and those that tell no family.
_LETTERS = re.compile(r"[a-z]{3,}")
_NO_FAMILY = frozenset((
    "instruct", "chat", "latest", "gguf", "ggml", "int", "float", "fp", "model", "base",
    "quantized", "quantised", "quant", "nvidia", "ollama", "unsloth", "bartowski",
    "huggingface", "baseline", "tuned", "default", "results", "the", "small", "large",
))  # fmt: skip
_SIZE = re.compile(r"\d+(?:\.\d+)?[bm]")


def tokens(text: str) -> frozenset[str]:
    """Split a name into its lower-case parts: ``gemma3``, ``1b``, ``qat``; ``q4_0``."""
    return frozenset(re.findall(r"[a-z0-9]+(?:[._][a-z0-9]+)*", text.lower()))


def _joined(text: str, part: str) -> list[str]:
    """List the words that a part stands in: ``14b`` in ``deepseek-r1:14b``."""
    words = re.findall(r"[\w.:/-]+", text)
    return [word for word in words if part in tokens(word) and ":" in word]


class Names:
    """The model names of a folder's data files.

    Examples
    --------
    >>> names = Names(["gemma3:latest", "gemma3:270m", "llama3.1:8b-instruct-q4_0"])
    >>> names.find("Parameter Tuning Results (270m)")
    'gemma3:270m'
    >>> names.find("Gemma3 Deep Dive"), names.find("Gemma3 vs Llama3.1")
    ('gemma3:latest', None)
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._names = {name: tokens(name) for name in dict.fromkeys(names)}
        self._lower = {name.lower(): name for name in self._names}

    @cached_property
    def _owners(self) -> dict[str, set[str]]:
        owners: dict[str, set[str]] = {}
        for name, parts in self._names.items():
            for part in parts:
                owners.setdefault(part, set()).add(name)
        return owners

    def _other_size(self, said: frozenset[str], name: str) -> bool:
        """Say whether a text gives a size (``7b``) that is not the model's."""
        told = set(filter(_SIZE.fullmatch, said))
        own = set(filter(_SIZE.fullmatch, self._names[name]))
        return bool(told and own) and not told & own

    def _other_family(self, text: str, name: str) -> bool:
        """Say whether a name's words are none of the model's: deepseek-r1:14b."""
        words = set(_LETTERS.findall(text.lower())) - _NO_FAMILY
        own = _LETTERS.findall(name.lower())
        return bool(words) and not any(
            word.startswith(each) or each.startswith(word)
            for word in words for each in own
        )  # fmt: skip

    def find(self, text: str, named: bool = False) -> str | None:
        """Name the one model that a text speaks of; None where it is none or several.

        A part that only one model has names it; a family without a tag means its
        ``latest``, as Ollama does. `named` says that the text is a model's name and
        nothing else: then no word of it may be of another family.
        """
        exact = self._lower.get(text.strip().lower())
        if exact:
            return exact
        said = tokens(text)
        found = {
            next(iter(owners)): part
            for part in said
            if len(owners := self._owners.get(part, set())) == 1
            and (not part.isdigit() or len(self._names) == 1)
        }
        if len(found) == 1:
            name, part = found.popitem()
            whole = [text] if named else _joined(text, part)
            other = any(self._other_family(each, name) for each in whole)
            return None if other or self._other_size(said, name) else name
        if found:
            return None
        families = {
            part for part in said if len(self._owners.get(part, ())) > 1
            and any(name.lower().split(":")[0] == part for name in self._owners[part])
        }  # fmt: skip
        if len(families) != 1:
            return None
        return self._lower.get(f"{families.pop()}:latest")


def name_model(names: Names, path: str, record: Record) -> None:
    """Give a record the data's own name of its model, where just one is meant."""
    record.numbers = [
        number._replace(
            labels={**number.labels, "model": names.find(model, True) or model}
        )
        if (model := str(number.labels.get("model") or ""))
        else number
        for number in record.numbers
    ]
    stated = record.labels.get("model")
    if stated:
        record.labels["model"] = names.find(str(stated), True) or stated
        return
    labels = record.labels
    texts: list[Any] = [
        labels.get("backend"),
        labels.get("setting.quantization"),
        record.about,
    ]
    heading = str(labels.get("config_label") or "")
    texts += [*reversed(re.split(r" [>/›] |, ", heading)), PurePosixPath(path).stem]
    for text in texts:
        name = names.find(str(text)) if text else None
        if name:
            record.labels["model"] = name
            return

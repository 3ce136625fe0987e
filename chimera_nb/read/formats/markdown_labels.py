"""Labels that a Markdown document states once: ``- Model: conv``."""

import re
from typing import Any

from ..numerals import plain

KEY = re.compile(
    r"(?:^|(?<=\s))[-*•]\s+\*{0,2}(model(?: name)?|device|dtype"
    r"|precision|generated|gpu|hardware|backend"
    r"|framework|engine|cpu|processor|machine"
    r"|accelerator)\*{0,2}\s*:\s*\*{0,2}\s*([^|\n]+)",
    re.I,
)


_FILE = re.compile(
    r"(?i)^\d+\+?[ -]?(?:x |v?cpus?|cores?|threads?|GB|核|コア).*$"
    r"|\.(?:json|md|csv|py|txt|ya?ml)\b|[{}]|\.$|^https?:"
)


_NAMES = {
    "gpu": "device",
    "hardware": "device",
    "accelerator": "device",
    "precision": "dtype",
    "model name": "model",
    "framework": "backend",
    "engine": "backend",
    "cpu": "machine",
    "processor": "machine",
    "generated": "timestamp",
}


def document_labels(text: str) -> dict[str, Any]:
    """Labels that a document states once: ``- Model: conv``, ``- Device: cuda``."""
    values: dict[str, set[str]] = {}
    for key, value in KEY.findall(text):
        name = _NAMES.get(key.lower(), key.lower())
        value = plain(re.split(r"\s[-–]\s|\s#|\s\(|,\s|;\s", value)[0])
        if value and len(value) <= 60 and not _FILE.search(value):
            values.setdefault(name, set()).add(value)
    return {name: value.pop() for name, value in values.items() if len(value) == 1}

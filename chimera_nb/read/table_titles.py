"""What the titles above a table say of all its rows: a model, a device, settings."""

import re
from collections.abc import Sequence
from typing import Any

from .numerals import plain

_TAG = re.compile(r"\b[a-z][\w.\-]*\d[\w.\-]*:[a-z0-9][\w.\-]*\b", re.I)
_DEVICES = frozenset(("cpu", "cuda", "gpu", "mps", "xpu", "rocm", "tpu", "npu"))


def from_titles(
    labels: dict[str, Any], headings: Sequence[str], caption: str, device: bool
) -> None:
    """Take a model's tag (``gemma3:270m``), a device and settings from the titles."""
    if not headings and not caption:
        return
    for text in (*reversed(headings), caption):
        if not labels.get("model") and (found := _TAG.search(plain(text))):
            labels["model"] = found[0].lower()
        if device and not labels.get("device"):
            named = set(re.findall(r"[a-z]+", text.lower())) & _DEVICES
            if len(named) == 1:
                labels["device"] = named.pop()
    for name, value in re.findall(
        r"\b(num_gpu|num_ctx|temperature|top_p|top_k)\s*[=:]\s*`?([\d.]+\d|\d)", caption
    ):
        labels.setdefault(
            f"setting.{name}", float(value) if "." in value else int(value)
        )

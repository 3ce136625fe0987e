"""Values of unknown JSON that are no plain numbers: ``"12.3 ms"``, ``"OOM"``, NaN."""

import math
import re
from typing import Any

from ..cell_words import MISSING_WORDS, fails
from ..document import pointer
from ..records import Number, failed
from . import generic_words as words
from ._keys import Key, key_of, metric_of
from .generic_scope import GUESS

_WRITTEN = re.compile(
    r"\s*([-+]?\d[\d,]*\.?\d*(?:[eE][-+]?\d+)?)\s*([^\d\s].{0,15})?\s*", re.ASCII
)
_PLAIN = re.compile(r"[-+]?\d{1,15}(?:\.\d{1,20})?(?:[eE][-+]?\d{1,2})?", re.ASCII)
_MISSING = "null: a value that is missing"
_NAN = "NaN: a value that is missing"
_INFINITE = "infinite or beyond 1e300: no value"
_WORDS = "words where a number would stand"


def told(key: str, value: Any) -> Number | str | None:
    """Read what stands under a key in the place of a number.

    Returns
    -------
    Number or str or None
        A number written as text, or that of a run that failed; the reason why there
        is none; None for what may be a label.
    """
    about = key_of(key)
    if value is None:
        return _MISSING if about.unit or about.statistic else None
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _NAN if value != value else _INFINITE
    if not isinstance(value, str) or len(value) > 40:
        return None
    if words.label_of(key) == "timestamp":
        return None
    return _number(key, about, value) or _word(key, about, value)


def with_numbers(values: dict[str, Any]) -> dict[str, Any]:
    """Read numbers written as text under keys that measure: ``"latency": "20.39"``.

    Those with a unit are left as they are (`told`), and what may be a label.
    """
    written = {
        key: float(value) for key, value in values.items()
        if isinstance(value, str) and _PLAIN.fullmatch(value) and _measures(key)
    }  # fmt: skip
    return values | written if written else values


def _measures(key: str) -> bool:
    about = key_of(key)
    last = about.metric.rpartition("_")[2]
    named = about.statistic or last in words.METRIC_WORDS | words.COUNT_WORDS
    return bool(named) and not about.unit and not words.is_status(key)


def is_quantity(value: Any) -> bool:
    """Say whether a text is a number with its unit."""
    match = _WRITTEN.fullmatch(value) if isinstance(value, str) else None
    return bool(match and match[2] and words.unit_text(match[2].strip()))


def _number(key: str, about: Key, value: str) -> Number | None:
    match = _WRITTEN.fullmatch(value)
    if not match:
        return None
    unit = (match[2] or "").strip()
    known = words.unit_text(unit) if unit else about.unit
    written = float(match[1].replace(",", ""))
    if not known or not math.isfinite(written):
        return None
    return Number(metric_of(about.metric, known), written, known,
                  about.statistic or "value", pointer(key), raw=value,
                  note=GUESS)  # fmt: skip


def _word(key: str, about: Key, value: str) -> Number | str | None:
    measures = about.unit or words.METRIC_WORDS & {about.metric.rpartition("_")[2]}
    if not measures or words.is_status(key):
        return None
    low = value.strip().lower()
    if fails(low):
        return failed(
            metric_of(about.metric, about.unit or ""), about.unit or "", value.strip(),
            statistic=about.statistic or "value", place=pointer(key), raw=value,
        )  # fmt: skip
    if low in MISSING_WORDS:
        return _MISSING
    return _WORDS if about.unit else None

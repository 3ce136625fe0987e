"""Raw keys in prose, and the labels of lines: what a report dumps of files."""

import re
from collections.abc import Collection, Iterable

from .wording import first_word
from .words import COUNTED, MEASURED, METRIC

_QUOTED = re.compile(r"[`\"]([^`\"\n]{2,80})[`\"]")
#: A line of these words alone could be of anything.
_BARE_STATISTIC = re.compile(
    r"(?:mean|average|avg|median|min(?:imum)?|max(?:imum)?|std(?:ev)?|total|sum|count"
    r"|values?|results?|scores?)",
    re.I,
)
_LINE = re.compile(r"^\W*([A-Za-z][\w /-]{0,40}?)\W*:\W*$")
#: A key that stands in a text without quotes.
BARE_KEY = re.compile(
    r"(?<![\w`\"./])(?:(?:json|csv|markdown)_[\w]+(?: \w+){0,3}(?:\[\d+\])?"
    r"(?: \(\w+\))?"
    r"|[a-z]\w*\[\d+\]|[a-z]+(?:_\w+)+|[a-z]\w*(?=\.[a-z]\w*_?\w*\s*[|:=]))"
    r"(?:\.\w+(?:\[\d+\])?)*(?![\w(])"
)
#: What a key has that a name has not.
RAW_KEY = re.compile(r"(?:json|csv|markdown)_|\[\d+\]|_|\w\.\w")
_DOCUMENTS = re.compile(r"\b(?:documents?|total files)\b", re.I)
_NOT_IN_KEYS = tuple(name for name in MEASURED if name != "size")


def metric_of_key(key: str) -> str | None:
    """Say which count or size of the folder a raw key names: ``json_documents``."""
    words = key.replace("_", " ")
    if _DOCUMENTS.search(words):
        return "files"
    found = first_word("metric", words, but=_NOT_IN_KEYS)
    return found if found in (*COUNTED, "size") else None


def key_in(texts: Iterable[str], settings: Collection[str]) -> str:
    """Find the raw key that stands last in the first text that has one.

    Names of *settings*, and of the options of a config, are no keys.
    """
    for text in texts:
        found = [m[1] for m in _QUOTED.finditer(text) if RAW_KEY.search(m[1])]
        found += BARE_KEY.findall(text)
        found = [key for key in found if not _is_option(key, settings)]
        if found:
            return found[-1]
    return ""


def _is_option(key: str, settings: Collection[str]) -> bool:
    return key in settings or f"config.{key}" in METRIC or key == "temp"


def label_of(before: str) -> str:
    """Return the words of a line that is a label and a number; empty for no such."""
    match = _LINE.match(before)
    return match[1] if match and not _BARE_STATISTIC.fullmatch(match[1]) else ""

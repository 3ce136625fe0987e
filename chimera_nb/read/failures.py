"""What a status, success, error or exit code of a table says about its row."""

import re

from .cell_words import fails
from .formats.wide_tables import is_failed_word

_BAD = re.compile(
    r"fail|error|oom|out of mem|mem\w*[ _-]?limit|mem\w*out|blocked"
    r"|time(?:d)?[ -]?out|crash|abort|killed"
    r"|invalid|sig[a-z]{3,4}|except"
    r"|segf|panic|not (?:ok|converged)|^x$|❌|✗|✘|dnf|^no$|^false$|^f$"
    r"|^n$|incorrect|wrong|skip",
    re.I,
)


_GOOD = frozenset(
    (
        "",
        "-",
        "0",
        "0.0",
        "none",
        "ok",
        "n/a",
        "null",
        "nan",
        "no error",
        "success",
        "false",
        "no",
        "pass",
        "passed",
        "—",
        "–",
        "na",
        "[]",
        "{}",
        "yes",
        "true",
        "successful",
    )
)


def failure(header: str, text: str) -> str | None:
    """Return why a row failed, if this status, success or error column says it did."""
    low, name = text.lower().strip(), header.lower()
    if re.search(r"code|\brc\b|exit", name):
        bad = low not in ("", "0", "0.0", "-") and (
            low.lstrip("-").isdigit() or bool(_BAD.search(low))
        )
        return f"{header} {text}" if bad else None
    if re.search(r"error|exception|fail|crash|time.?out", name):
        return None if low in _GOOD else text or header
    if low in ("0", "false", "no", "n", "f") or text in ("❌", "✗", "✘"):
        return f"{header} {text}"
    if low in _GOOD:
        return None
    return text if is_failed_word(text) or _BAD.search(low) or fails(low) else None

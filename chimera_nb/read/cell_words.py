"""Words of cells: what says that a value is missing, what that its run failed."""

import re

#: A cell of only this is no value.
MISSING_WORDS = frozenset((
    "", "-", "--", "---", "–", "—", "−", "n/a", "na", "n.a.", "n.a", "none", "null",
    "nil", "nan", "-nan", "inf", "+inf", "-inf", "infinity", "-infinity", "∞", "tbd",
    "tba", "?", "...", "…", ".", "not tested", "not run", "not measured",
    "not available", "unknown", "undefined", "unsupported", "not supported", "skipped",
    "skip", "pending", "todo", "not applicable", "x", "/", "\\", "#n/a", "missing",
    "no data", "untested", "nicht verfügbar", "k.a.", "s/o", "n.d.", "nd",
))  # fmt: skip
#: What a text of a failed run holds.
FAILS = re.compile(
    r"\b(?:fail(?:s|ed|ure)?|errors?|oom|out[ -]of[ -]memory|time(?:d)?["
    r" -]?out|timeouts?"
    r"|crash(?:ed|es)?|dnf|segfault(?:ed)?|sigsegv|sigabrt|sigkill"
    r"|killed|abort(?:ed)?"
    r"|invalid|exception|panic(?:ked)?|échec|échoué|erreur|fehler"
    r"|fehlgeschlagen|fallo|falló|falha|erro|ошибка|失败|失敗|エラー|hang(?:s"
    r"|ed)?|hung|broken)\b",
    re.I,
)
CROSSES = frozenset("❌✗✘✖")


def fails(low: str) -> bool:
    """Say whether a short text in lower case says that a run failed."""
    return len(low) < 40 and bool(FAILS.search(low))

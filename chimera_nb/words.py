"""The words that the claim finder knows: numbers, units, metrics, statistics."""

import re
from collections.abc import Sequence
from functools import lru_cache

from .units import SPELLINGS

NUMBER = re.compile(
    r"(?<![\w.,/\\])[-+−~≈]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:[eE][-+]?\d{1,3})?"
)
COUNT_WORDS = {
    name: value
    for value, name in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve".split()  # noqa: SIM905
    )
}
COUNT_NOUNS = (
    r"(?:benchmark |csv |json |markdown )*files?|models?|backends?|devices?|conflicts?"
    r"|failed (?:compilations?|builds?|calls?)|copies|mixtures?|compile attempts"
)
WORD_NUMBER = re.compile(
    rf"\b({'|'.join(COUNT_WORDS)})(?= (?:{COUNT_NOUNS})\b)", re.IGNORECASE
)
NOT_UNITS = {
    "calls",
    "call",
    "runs",
    "files",
    "tokens",
    "count",
    "ratio",
    "times",
    "B",
}
UNIT = re.compile(
    r"[ \u00a0\u202f]?("
    + "|".join(re.escape(name) for name in SPELLINGS if name not in NOT_UNITS)
    + r")(?![\w/])"
)

NO_CLAIM = (
    ("a date", re.compile(r"\b\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}[\d:.]*Z?)?")),
    (
        "a date",
        re.compile(
            r"\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
            r" \d{1,2}(?:st|nd|rd|th)?,? \d{4}\b"
        ),
    ),
    ("a version", re.compile(r"\bv?\d+\.\d+\.\d+[\w.+-]*|\bv\d+(?:\.\d+)*\b")),
    (
        "a version",
        re.compile(r"\b(?:version|python|torch|gcc|clang|cuda) \d+(?:\.\d+)*", re.I),
    ),
    (
        "a file name",
        re.compile(r"\b[\w-]+(?:\.[\w-]+)*\.(?:csv|json|md|txt|py|yaml)\b"),
    ),
    ("an ordinal", re.compile(r"\b\d+(?:st|nd|rd|th)\b")),
    (
        "part of a name",
        re.compile(r"\b[A-Za-z_][\w+-]*:[\w.-]+|\b[A-Za-z]+[+\d]*\d\w*"),
    ),
    (
        "a section number",
        re.compile(
            r"^\s*#+\s*\d+(?:\.\d+)*\.?(?=\s)|\b(?:section|table|figure) \d+", re.I
        ),
    ),
    ("a list number", re.compile(r"^\s*(?:[-*+]\s+)?\**\d+[.)]\**(?=\s)")),
)
CODE = re.compile(r"`[^`\n]+`")

METRIC_WORDS = {
    "files_not_read": r"files? (?:that )?(?:were |was |are )?not read|unread files?",
    "compile_failures": (
        r"failed compilations?|compil\w+ failures?|failed to compile|failed compiles?"
    ),
    "build_failures": r"failed builds?|build failures?|failed to build",
    "compile_attempts": r"(?:compile|compilation) attempts?",
    "compile_time": (
        r"compil(?:e|ation|ing)[- ]times?|time to compile|to compile|compile[sd]? in"
        r"|compiling"
    ),
    "build_time": r"build(?:ing)?[- ]times?|time to build|to build|builds? in|built in",
    "latency": r"latenc(?:y|ies)|inference times?|steady[- ]state",
    "throughput": r"throughput|tokens? per second|(?:decode|token) rate",
    "prompt_throughput": r"(?:prompt|prefill) throughput|prompt processing rate",
    "word_throughput": r"word (?:rate|throughput)|words? per second",
    "ttft": r"times? to (?:the )?first token|ttft",
    "load_time": r"(?:model )?load(?:ing)? times?",
    "calls_failed": r"failed calls?|calls? (?:that )?failed",
    "mixtures": r"mixtures?",
    "speedup": r"speed-?ups?",
    "break_even": r"break[- ]even(?: point)?|pa(?:y|ys|id) off",
    "copies": r"(?:identical )?copies",
    "conflicts": r"conflicts?|contradictions?",
    "files": r"files?",
    "models": r"models",
    "backends": r"backends",
    "devices": r"devices",
    **{
        f"config.{name}": name.replace("_", "[_ ]")
        for name in ("num_gpu", "num_ctx", "temperature", "top_p", "top_k",
                     "repeat_penalty", "num_predict")
    },
}  # fmt: skip
METRIC = {
    name: re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
    for name, words in METRIC_WORDS.items()
}
STATISTIC = {
    "mean": re.compile(r"\b(?:means?|averages?|avg|on average)\b", re.I),
    "median": re.compile(r"\bmedians?\b", re.I),
    "std": re.compile(r"\bstandard deviations?|\bstd\b", re.I),
    "min": re.compile(
        r"\bmin(?:imum|imal)?\b|\bleast\b|\bshortest\b|\bat best\b", re.I
    ),
    "max": re.compile(
        r"\bmax(?:imum|imal)?\b|\bgreatest\b|\blongest\b|\bat worst\b", re.I
    ),
    "p90": re.compile(r"\bp90\b", re.I),
    "p95": re.compile(r"\bp95\b", re.I),
    "p99": re.compile(r"\bp99\b", re.I),
}
COUNT_BEFORE = re.compile(r"\bn\s*=\s*$", re.I)
COUNT_AFTER = re.compile(
    r"\s*(?:runs|measurements|samples|values|compilations|compile times|build times)\b",
    re.I,
)
BOUNDS = (
    (
        "about",
        re.compile(r"(?:about|around|roughly|approximately|nearly|~|≈)\s*$", re.I),
    ),
    ("at_most", re.compile(r"(?:under|below|less than|at most|up to)\s*$", re.I)),
    ("at_least", re.compile(r"(?:over|above|more than|at least)\s*$", re.I)),
)
ADVICE = re.compile(
    r"\b(?:should|target|aim for|for example|e\.g\.|suppose|if we|would)\b", re.I
)
RELATION = re.compile(
    r"\b(fastest|slowest|highest|lowest|longest|shortest|faster|slower|higher|lower"
    r"|longer|shorter)\b",
    re.I,
)
REFERENCE = re.compile(
    r"\b(?:than|over|against|versus|vs\.?|compared (?:to|with))$", re.IGNORECASE
)
LESS = {"fastest", "lowest", "shortest", "faster", "lower", "shorter"}

#: Metrics that are counts of things that a text names after the number.
COUNTED = (
    "files_not_read", "compile_failures", "build_failures", "compile_attempts",
    "calls_failed", "mixtures", "copies", "conflicts", "files", "models", "backends",
    "devices",
)  # fmt: skip
#: All other metrics: a number of theirs stands with a unit, or after their name.
MEASURED = tuple(name for name in METRIC if name not in COUNTED)


@lru_cache(maxsize=256)
def _marks(kind: str, text: str) -> tuple[tuple[int, int, str], ...]:
    """Find where words for metrics or for statistics stand in a text, once."""
    patterns = METRIC if kind == "metric" else STATISTIC
    return tuple(
        (match.start(), match.end(), name)
        for name, pattern in patterns.items()
        for match in pattern.finditer(text)
    )


def _between(
    kind: str, text: str, since: int, until: int | None, but: Sequence[str]
) -> list[tuple[int, int, str]]:
    until = len(text) if until is None else until
    return [
        mark
        for mark in _marks(kind, text)
        if since <= mark[0] and mark[1] <= until and mark[2] not in but
    ]


def last_word(
    kind: str,
    text: str,
    since: int = 0,
    until: int | None = None,
    but: Sequence[str] = (),
) -> str | None:
    """Name the metric or statistic said last in a part of a text, but for some.

    Of words that overlap, the longer one counts.
    """
    found = _between(kind, text, since, until, but)
    return max(found, key=lambda m: (m[1], m[1] - m[0], m[2]))[2] if found else None


def first_word(
    kind: str,
    text: str,
    since: int = 0,
    until: int | None = None,
    but: Sequence[str] = (),
) -> str | None:
    """Name the metric or statistic said first in a part of a text, but for some."""
    found = _between(kind, text, since, until, but)
    return min(found, key=lambda m: (m[0], m[0] - m[1], m[2]))[2] if found else None

"""Status columns of wide tables, and the words that say that a run failed.

Reports that people export hold several timings a line, each followed by how it ended:
``checkSeconds,checkStatus,fullSeconds,fullStatus``. A value whose own status says
``failed:SIGSEGV`` is failed, though seconds stand there; its neighbours are not.
"""

import re
from collections.abc import Sequence

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+")
_STATUS = frozenset({
    "status", "state", "result", "outcome", "error", "err", "success", "ok", "passed",
    "verdict", "exit", "rc", "returncode", "exitcode", "failed", "failure", "errors",
})  # fmt: skip
_TIME = frozenset({
    "s", "sec", "secs", "second", "seconds", "ms", "us", "ns", "millis", "milliseconds",
    "microseconds", "nanoseconds", "min", "minutes", "time", "duration", "elapsed",
    "mean", "median", "avg", "average", "total", "wall", "value", "code",
})  # fmt: skip

_FAILED = re.compile(
    r"""^\W*(?:
        fail(?:ed|ure|s|ing)? | err(?:or|ors|ored)? | crash(?:ed|es)? | abort(?:ed)?
      | time[sd]?[\s_-]*out | timeout | killed | cancel(?:l)?ed | panic(?:ked)?
      | sig(?:segv|abrt|kill|term|ill|bus|fpe|int|pipe) | segv | segfault
      | segmentation\ fault | core\ dumped
      | oom | out[\s_-]of[\s_-]memory | exception | invalid | unsupported | fatal
      | [\w.]*(?:error|exception) | did\ not\ (?:finish|run|complete) | dnf | ko
      | unsuccessful | not\ ok | no\ result | exit(?:\ code|\ status)?[\s:=]*[1-9]\d*
      | signal[\s:=]*\d+ | (?:\w+_)?fail(?:_\w+)? | missing | rejected
    )(?![a-z])""",
    re.VERBOSE | re.IGNORECASE,
)
_NOT_FAILED = re.compile(r"^\W*(?:no|zero|0|without)\b[\s_-]*(?:error|fail)", re.I)


def is_failed_word(text: str) -> bool:
    """Say whether a status cell says that the run failed.

    ``failed:SIGSEGV``, ``error``, ``timeout``, ``OOM``, ``KO`` and ``exit code 139``
    do; ``ok``, ``passed``, ``no errors``, an empty cell and a number do not.
    """
    return bool(_FAILED.match(text)) and not _NOT_FAILED.match(text)


def status_columns(header: Sequence[str]) -> dict[str, str]:
    """Find which column says how the run behind a value's column ended.

    Returns
    -------
    dict of str to str
        Value column → status column, for every column with a status of its own:
        the same name apart from its last words (``checkSeconds``/``checkStatus``,
        ``cold_time_ms``/``cold_error``). The one status of a whole line
        (``seconds,status``) is nobody's own and is not listed.
    """
    split = {name: _words(name) for name in header}
    stems: dict[tuple[str, ...], str] = {}
    for name, words in split.items():
        stem = _without(words, _STATUS | {"code"})
        if len(stem) < len(words) and stem and set(words) & _STATUS:
            stems.setdefault(stem, name)
    found = {}
    own = set(stems.values())
    for name, words in split.items():
        if name in own:
            continue
        status = stems.get(_without(words, _TIME)) or stems.get(words)
        if status:
            found[name] = status
    return found


def _words(name: str) -> tuple[str, ...]:
    return tuple(word.lower() for word in _WORD.findall(name))


def _without(words: tuple[str, ...], last: frozenset[str]) -> tuple[str, ...]:
    """Cut the last words that are in a set."""
    end = len(words)
    while end and words[end - 1] in last:
        end -= 1
    return words[:end]


#: A helper of other readers; it reads no file itself.
READERS = ()

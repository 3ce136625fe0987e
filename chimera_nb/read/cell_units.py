"""The unit that a word behind a number, or in a header, means."""

import re
from functools import lru_cache

from ..units import parse_unit

_WORDS = {
    "t": "tokens",
    "tok": "tokens",
    "tokens": "tokens",
    "toks": "tokens",
    "token": "tokens",
    "x": "x",
    "×": "x",
    "✕": "x",
    "X": "x",
    "fps": "1/s",
    "FPS": "1/s",
    "rps": "1/s",
    "RPS": "1/s",
    "tps": "1/s",
    "TPS": "1/s",
    "QPS": "1/s",
    "qps": "1/s",
    "°C": "degC",
    "°": "degC",
    "Go": "GB",
    "Mo": "MB",
    "Ko": "kB",
    "Go/s": "GB/s",
    "Mo/s": "MB/s",
    "sn": "s",
    "seg": "s",
    "sek": "s",
    "Sek": "s",
    "Sekunden": "s",
    "secondes": "s",
    "segundos": "s",
    "pp": "%",
    "p.p.": "%",
    "pct": "%",
    "hz": "Hz",
    "Hz": "Hz",
}


_RATE = re.compile(
    r"([A-Za-zµμ]+)\s?(?:/|\sper\s|p)\s?(s|sec|secs|second|min|minute|h|hour)", re.A
)


_BYTES_PS = re.compile(r"([KkMGT]i?)Bps")


_SCALED = re.compile(
    r"[kKMGT]i?b(?:it)?s?(?:/s|ps|/sec)|[kKMGT]/s(?:ec)?"
    r"|[kKMGT] ?(?:rows?|msgs?|events?|items?|keys?|elems?"
    r"|atoms?|nodes?|points?)/s(?:ec)?"
)
_PER = re.compile(r"([A-Za-zµμ%]+)\s?/\s?([A-Za-z]+)")


@lru_cache(maxsize=4096)
def cell_unit(word: str) -> str:
    """Return a spelling that `units.parse_unit` knows for a unit as written, or ``""``.

    ``images/s`` is ``1/s``, ``ns/op`` is ``ns``; a unit that is none gives ``""``.
    """
    word = word.strip().strip("()[]").strip()
    if word in _WORDS:
        return _WORDS[word]
    if bits := _BYTES_PS.fullmatch(word):
        return f"{bits[1]}B/s"
    if word in ("B", "KB", "MB", "GB", "b"):
        return word.upper()
    if len(word) == 1 and word not in "sBWJh%":
        return ""
    known = parse_unit(word)
    if known and not (
        known.canonical == "ratio" and word.lower() in ("times", "fold", "ratio")
    ):
        return word
    compact = word.replace(" ", "")
    if parse_unit(compact):
        return compact
    if _SCALED.fullmatch(word):
        return ""  # M rows/s, Gb/s: a scale that is not known is no unit
    if rate := _RATE.fullmatch(word):
        what, per = rate[1], rate[2]
        if per[0] in "mh":
            return ""
        if (size := parse_unit(what)) and size.canonical == "bytes":
            return f"{what}/s" if parse_unit(f"{what}/s") else ""
        if what.lower() in ("t", "tok", "toks", "token", "tokens"):
            return "tok/s"
        if (
            (size is None or size.canonical == "count") and "/" in word
        ) or " per " in word:
            return "1/s"
        return ""
    if per_one := _PER.fullmatch(word):
        size = parse_unit(per_one[1])
        if (
            size
            and size.canonical in ("s", "bytes", "J")
            and not parse_unit(per_one[2])
        ):
            return per_one[1]
        if per_one[1].lower() in ("alloc", "allocs") and per_one[2].lower() == "op":
            return "count"
    return ""

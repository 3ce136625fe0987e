"""The unit in a header: ``Time (ms)``, ``duration_ns``, ``tokens per second``."""

import re

from ..units import parse_unit, split_unit
from .cell_units import cell_unit
from .foreign_words import has_foreign, latin_header
from .numerals import plain

PAREN = re.compile(r"[(\[{]\s*([^()\[\]{}]*?)\s*[)\]}]")


CAMEL = re.compile(
    r"(?<=[A-Z]{2})(?=[A-Z][a-z]{2})|(?<=[a-z0-9])(?=[A-Z][a-z]|[A-Z]+$)|(?<=[a-z])(?=[A-Z])"
)


SEPARATE = re.compile(r"[_\s]+|(?<=\w)\.(?=[a-zA-Z])")


_ARROWS = re.compile(
    r"[↑↓⬆⬇▲▼⇧⇩→]|\b(?:higher|lower|less|more|bigger|smaller) is"
    r" better\b|\b(?:higher|lower)=better\b",
    re.I,
)


_IN = re.compile(r"^(.*?\S)(?:\s+in\s+|\s*[,/:|–-]\s*|\s+)([A-Za-zµμ%°×][\w/%·°µμ]*)$")


_SPELLED = (
    "ms us µs μs ns s sec secs seconds second msec usec nsec millis "
    "milliseconds microseconds nanoseconds minutes mins mb gb kb mib gib kib "
    "bytes % pct percent mb/s gb/s gib/s mib/s kb/s tok/s t/s tps fps qps rps "
    "iops ops/s ops/sec req/s req/sec gflops tflops mflops watts w joules x × "
    "ops tokens/s tokens/sec mhz ghz celsius kwh "
)
_TRAILING = frozenset(_SPELLED.split())
#: Seconds and their parts in other languages that are written in Latin letters.
_SECONDS = {
    word: unit
    for unit, words in (
        ("s", "segundos segundo secondes seconde sekunden sekunde secondi saniye"),
        ("ms", "milisegundos milisegundo milissegundos milissegundo millisecondes"
         " milliseconde millisekunden millisekunde millisecondi"),
        ("us", "microsegundos microsegundo microssegundos microssegundo"
         " mikrosekunden mikrosekunde"),
    )
    for word in words.split()
}  # fmt: skip
_SUFFIX = re.compile(
    r"(?i)^(.+?)_(ns|us|ms|sec|secs|s|seconds|min|minutes|mins|bytes|kb"
    r"|mb|gb|kib|mib|gib|pct|percent|mbps|gbps|w|watts|mhz|ghz|nanos"
    r"|millis|micros|tps|qps|rps|ops|x|j|" + "|".join(_SECONDS) + r")$"
)


_ALIASES = {
    "nanos": "ns",
    "millis": "ms",
    "micros": "us",
    "tps": "tok/s",
    "iops": "1/s",
    "ops": "1/s",
    "fps": "1/s",
    "qps": "1/s",
    "rps": "1/s",
    "pct": "%",
    "kwh": "",
    "mbps": "",
    "gbps": "",
}


_ALIASES |= _SECONDS
_PER_SECOND = re.compile(
    r"(?i)\b(\w+?)s?[ _]?(?:/|[ _]per[ _]|_p)[ _]?(s|sec|second|sn|sek)s?\b"
)


#: ``throughput_ops_s``, ``img_s``: a rate whose slash a name cannot hold.
_RATE_SUFFIX = re.compile(
    r"(?i)(?:(.+?)[_ ])?(ops?|reqs?|requests|img|imgs|images|tok|toks|tokens|rows|msgs?"
    r"|messages|queries|docs|items|events|steps|it|iters?|samples|frames|records?|keys"
    r"|files|pages|calls|txns?|words|bytes|[kmg]i?b)_(?:s|sec|second)"
)
#: ``us_per_step``: the time that one takes.
_EACH = re.compile(r"(?i)(?:(.+?)[_ ])?(ns|us|µs|ms|secs?|seconds)[_ ]per[_ ](\w+)")
#: ``CompSpeedMBs``, ``write_MBs``: bytes a second after a word for a rate.
_BYTES_S = re.compile(
    r"(.*(?:[Ss]peed|[Tt]hroughput|[Bb]andwidth|[Rr]ate|[Ss]td|[Rr]ead|[Ww]rite).*?)_?"
    r"([KMG]i?B)s"
)
_BYTES_PER = re.compile(r"(?<![A-Za-z])([KMGT]i?B) ?/ ?s(?:ec(?:ond)?)?\b")
_SPEEDS = re.compile(
    r"(?i)speed|fast|slow|ratio|relative|vs|gain|improve|compress|factor|over"
)
_BPS = re.compile(r"^(?:(.+)[_ ])?([KMGT]i?Bps)$")


#: Headers that a unit's spelling must not be read into.
_NO_UNITS = frozenset(
    ("min", "count", "calls", "runs", "files", "tokens", "ratio", "times")
)


_PER_END = re.compile(r"(?i)([a-z]+)[_ ]per[_ ](?:s|sec|second)$")


_SCALED = re.compile(
    r"[kmg](?:row|msg|event|item|key|elem|atom|node|point|pt|rec|cell)s?"
)
_INSIDE = re.compile(
    r"(?i)(?<=\w) (ms|us|ns|msec|usec|nsec|sec|secs|seconds|millis|[kmg]i?b)(?= |$)"
)


#: ``avg_power_w``, ``idle_gpu_mw``, ``energy_j``, ``gpu_temp_c``.
_ENERGY = re.compile(
    r"(?i)(.*(?:power|draw|consum|watt|energy|gpu|cpu|dram|soc|pkg|package)[^_ ]*"
    r"(?:[_ ]\w+)?|.*(?=_(?:mw|mj|kj|wh|mwh|kwh)$))[_ ](m?w|[mk]?j|[mk]?wh)"
    r"|(.*temp(?:erature)?(?:[_ ]\w+)?)[_ ]c"
)
_ENERGIES = {unit.lower(): unit for unit in ("W", "mW", "J", "mJ", "kJ", "Wh", "mWh")}
_ENERGIES["kwh"] = "kWh"


_STATISTIC_END = re.compile(r"(?i)(.+)_(mean|avg|median|std|stddev|min|max|p\d+)")
_PARTS = re.compile(r"\s*(?:[,;|]| - | – |±|\+/-)\s*")


def _header_unit(text: str) -> str:
    """Return the unit that a piece of a header is, or ``""``."""
    text = _ARROWS.sub("", text).strip(" .,:;*")
    if not text or len(text) > 40:
        return ""
    low = text.lower()
    if text in ("Gbps", "Mbps", "Kbps"):
        return text
    if low in _ALIASES:
        return _ALIASES[low]
    if low.startswith("in "):
        text = text[3:].strip()
    if (
        low in _TRAILING
        and text != low
        and (known := parse_unit(low))
        and known.canonical == "s"
    ):
        return low
    return cell_unit(text) or cell_unit(low if low != "m" else "")


def split_header(header: str) -> tuple[str, str, str]:
    """Split a header into (quantity, unit, words in parentheses that are no unit)."""
    text = plain(header[:400])[:160]
    text = latin_header(text) if has_foreign(text) else text
    text = _ARROWS.sub("", text).strip(" :")
    unit, extra = "", ""
    for inner in PAREN.findall(text):
        for piece in (inner, *_PARTS.split(inner)):
            found = _header_unit(piece)
            if found and not unit:
                unit = found
        if not unit or not _header_unit(inner):
            extra += f" {inner}"
    rest = " ".join(PAREN.sub(" ", text).split()).strip(" :-–")
    if not unit and rest.lower() in _ALIASES:
        unit = _header_unit(rest)
    if not unit:
        whole = _header_unit(text)
        if whole and text.lower() not in _NO_UNITS and (len(text) > 1 or text == "s"):
            return text, whole, ""
    if not unit and (match := _PER_END.search(rest)):
        unit = _rate(match[1].lower().removesuffix("s"))
    if not unit and (match := _BYTES_PER.search(rest)):
        unit = f"{match[1]}/s"
    if not unit and (match := _EACH.fullmatch(rest)):
        unit = "" if match[3].lower() in ("s", "sec", "second") else match[2].lower()
        rest = f"{match[1] or 'time'} per {match[3]}" if unit else rest
    if not unit and (match := _BYTES_S.fullmatch(rest)):
        rest, unit = match[1], f"{match[2]}/s"
    if not unit and (match := _RATE_SUFFIX.fullmatch(rest)):
        unit = _rate(match[2].lower().removesuffix("s"))
        rest = f"{match[1] or ''} {match[2]}/s".strip()
    if not unit and "_" in rest and (halves := split_unit(rest))[1]:
        rest, unit = halves[0], halves[1] or ""
    if not unit and (match := _BPS.match(rest)):
        unit, rest = _header_unit(match[2]), match[1] or rest
    if not unit and (match := _ENERGY.fullmatch(rest)):
        unit = _ENERGIES[match[2].lower()] if match[2] else "degC"
        rest = match[1] or match[3]
    if not unit and (match := _SUFFIX.match(rest)) and _fits(match[1], match[2]):
        unit = _header_unit(match[2])
        rest = match[1] if unit else rest
    if not unit:
        spread = CAMEL.sub(" ", rest)
        spread = " ".join(SEPARATE.split(spread))
        match = _PER_SECOND.search(spread)
        if match:
            scaled = re.search(r"(?:^|\s)[kKMG]\s$", spread[: match.start()])
            unit = "" if scaled else _rate(match[1].lower())
            rest = spread
        elif (match := _IN.match(spread)) and (
            (match[2].lower() in _TRAILING and _fits(match[1], match[2]))
            or " in " in spread
            or "/" in match[2]
        ):
            unit = _header_unit(match[2])
            rest = match[1] if unit else rest
        elif spread.endswith("%"):
            unit, rest = "%", spread[:-1]
        elif match := _INSIDE.search(spread):
            unit, rest = (
                match[1].lower(),
                f"{spread[: match.start()]} {spread[match.end() :]}",
            )
    if not unit and (match := _STATISTIC_END.fullmatch(rest)):
        inner, unit, _ = split_header(match[1])
        rest = f"{inner} {match[2]}" if unit else rest
    return rest.strip(" ,:-_"), unit, extra.strip()


def _fits(before: str, suffix: str) -> bool:
    """``tile_x`` is a coordinate, ``speedup_x`` a factor."""
    return suffix not in "xX" or bool(_SPEEDS.search(before))


def _rate(what: str) -> str:
    if _SCALED.fullmatch(what):
        return {"k": "kops/s", "m": "Mops/s"}.get(what[0], "")
    if what in ("tok", "token", "t", "toks"):
        return "tok/s"
    if what == "word":
        return "words/s"
    if (size := parse_unit(what)) and size.canonical == "bytes" and what != "b":
        return f"{'kB' if what == 'kb' else what.upper() if len(what) == 2 else what}/s"
    if what.endswith("flop"):
        return what.upper() + "S"
    return "1/s"

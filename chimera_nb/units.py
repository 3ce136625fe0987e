"""Canonical units: what they are called, how they are parsed and printed.

One small table of spellings rather than a units library: benchmark files use some
forty spellings of a dozen units, and the check on prose must know exactly which of
them a writer may mean.
"""

import math
import re
from datetime import date
from functools import lru_cache
from typing import NamedTuple

#: Canonical units of the tidy table; every other spelling converts to one of them.
CANONICAL = (
    "s", "tok/s", "words/s", "bytes", "bytes/s", "flop/s", "percent", "ratio", "count",
    "1/s", "W", "J", "degC", "Hz",
)  # fmt: skip

_SPELLINGS: dict[str, tuple[str, float, tuple[str, ...]]] = {
    "ps": ("s", 1e-12, ("picosecond", "picoseconds")),
    "ns": ("s", 1e-9, ("nanosecond", "nanoseconds", "nsec")),
    "us": ("s", 1e-6, ("µs", "μs", "microsecond", "microseconds", "usec")),
    "ms": ("s", 1e-3, ("millisecond", "milliseconds", "msec", "msecs", "millis")),
    "s": ("s", 1.0, ("sec", "secs", "second", "seconds")),
    "min": ("s", 60.0, ("mins", "minute", "minutes")),
    "h": ("s", 3600.0, ("hr", "hrs", "hour", "hours")),
    "tok/s": (
        "tok/s",
        1.0,
        ("tokens/s", "token/s", "tokens/sec", "tok/sec", "t/s", "tps", "tokens_s",
         "tokens per second", "tokens a second", "tok_s", "tokens/second"),
    ),
    "tok/min": (
        "tok/s",
        1 / 60,
        ("tokens per minute", "tokens a minute", "tokens/min"),
    ),
    "tok/h": ("tok/s", 1 / 3600, ("tokens per hour", "tokens an hour", "tokens/hour")),
    "words/s": ("words/s", 1.0, ("words/sec", "words per second", "wps")),
    "bytes": ("bytes", 1.0, ("byte", "B")),
    "kB": ("bytes", 1e3, ("KB", "kilobyte", "kilobytes")),
    "MB": ("bytes", 1e6, ("megabyte", "megabytes")),
    "GB": ("bytes", 1e9, ("gigabyte", "gigabytes")),
    "TB": ("bytes", 1e12, ("terabyte", "terabytes")),
    "KiB": ("bytes", 1024.0, ("kibibytes",)),
    "MiB": ("bytes", 1024.0**2, ("mebibytes",)),
    "GiB": ("bytes", 1024.0**3, ("gibibytes",)),
    "TiB": ("bytes", 1024.0**4, ("tebibytes",)),
    "B/s": ("bytes/s", 1.0, ("bytes/s", "bytes/sec", "Bytes/s", "bytes_per_second")),
    "kB/s": ("bytes/s", 1e3, ("KB/s", "KB/sec", "Kbyte/s")),
    "MB/s": ("bytes/s", 1e6, ("MB/sec", "Mbyte/s")),
    "GB/s": ("bytes/s", 1e9, ("GB/sec", "Gbyte/s")),
    "TB/s": ("bytes/s", 1e12, ("TB/sec", "Tbyte/s")),
    "KiB/s": ("bytes/s", 1024.0, ()),
    "MiB/s": ("bytes/s", 1024.0**2, ()),
    "GiB/s": ("bytes/s", 1024.0**3, ()),
    "FLOP/s": ("flop/s", 1.0, ("flops", "FLOPs/s")),
    "MFLOP/s": ("flop/s", 1e6, ("MFLOPS", "MFLOPs/s")),
    "GFLOP/s": ("flop/s", 1e9, ("GFLOPS", "GFLOPs/s", "GFLOPs")),
    "TFLOP/s": ("flop/s", 1e12, ("TFLOPS", "TFLOPs/s", "TFLOPs")),
    "J": ("J", 1.0, ("joule", "joules")),
    "mJ": ("J", 1e-3, ()),
    "µJ": ("J", 1e-6, ("uJ", "μJ")),
    "kJ": ("J", 1e3, ()),
    "MJ": ("J", 1e6, ()),
    "mWh": ("J", 3.6, ()),
    "Wh": ("J", 3600.0, ()),
    "kWh": ("J", 3.6e6, ()),
    "mW": ("W", 1e-3, ()),
    "kW": ("W", 1e3, ()),
    "MW": ("W", 1e6, ()),
    "%": ("percent", 1.0, ("percent", "pct", "per cent")),
    "x": ("ratio", 1.0, ("×", "ratio", "times", "fold")),
    "count": ("count", 1.0, ("calls", "call", "runs", "files", "tokens")),
    "1/s": ("1/s", 1.0, ("/s", "per second", "req/s", "requests/s", "ops/s", "qps")),
    "kops/s": ("1/s", 1e3, ("Kops/s", "kreq/s", "Kreq/s", "krps", "kqps", "Kops/sec")),
    "Mops/s": ("1/s", 1e6, ("Mreq/s", "Mrps", "Mqps", "Mops/sec", "Melem/s", "Mpps")),
    "kbit/s": ("bytes/s", 125.0, ("Kbit/s", "kbps", "Kbps", "Kbits/sec")),
    "Mbit/s": ("bytes/s", 125e3, ("Mbps", "Mb/s", "Mbits/sec", "Mbit/sec")),
    "Gbit/s": ("bytes/s", 125e6, ("Gbps", "Gb/s", "Gbits/sec", "Gbit/sec")),
    "W": ("W", 1.0, ("watt", "watts")),
    "degC": ("degC", 1.0, ("°C", "celsius")),
    "Hz": ("Hz", 1.0, ("hertz",)),
    "kHz": ("Hz", 1e3, ()),
    "MHz": ("Hz", 1e6, ()),
    "GHz": ("Hz", 1e9, ()),
}  # fmt: skip


class Unit(NamedTuple):
    """A unit as written: its canonical unit, and how many of that it is worth."""

    canonical: str
    factor: float


_BY_NAME = {
    spelling: Unit(canonical, factor)
    for name, (canonical, factor, others) in _SPELLINGS.items()
    for spelling in (name, *others)
}
_BY_LOWER = {name.lower(): unit for name, unit in reversed(_BY_NAME.items())}

#: Every spelling that `parse_unit` knows, longest first (for a finder in prose).
SPELLINGS = tuple(sorted(_BY_NAME, key=len, reverse=True))

_SUFFIXES = tuple(
    sorted(
        (
            ("tokens_per_second", "tok/s"), ("tokens_per_s", "tok/s"),
            ("tokens_s", "tok/s"), ("tok_s", "tok/s"), ("words_per_second", "words/s"),
            ("ns", "ns"), ("us", "us"), ("ms", "ms"), ("s", "s"), ("sec", "s"),
            ("secs", "s"), ("seconds", "s"), ("min", "min"), ("bytes", "bytes"),
            ("kb", "kB"), ("mb", "MB"), ("gb", "GB"), ("mib", "MiB"), ("gib", "GiB"),
            ("pct", "%"), ("percent", "%"), ("ratio", "x"),
        ),
        key=lambda pair: -len(pair[0]),
    )
)  # fmt: skip


def parse_unit(text: str) -> Unit | None:
    """Find a unit by any of its spellings; None where it is not one.

    Case counts where it must (``MB``, ``kB``); otherwise it is forgiven.
    """
    text = text.strip()
    found = _BY_NAME.get(text) or _BY_LOWER.get(text.lower())
    return found or (_per_call(text) if "/" in text else None)


_PER_CALL = re.compile(r"(.+?) ?/ ?(?:ops?|iter(?:ation)?s?|calls?|loops?|invocation)")
_CALLS_PER = re.compile(r"(?:ops?|operations?|iter(?:ation)?s?|calls?) ?/ ?(.+)")


def _per_call(text: str) -> Unit | None:
    """Find a unit of one call (``us/op``, ``B/op``) or of calls (``ops/ms``)."""
    if each := _PER_CALL.fullmatch(text):
        unit = parse_unit(each[1])
        return unit if unit and unit.canonical in ("s", "bytes", "count") else None
    if rate := _CALLS_PER.fullmatch(text):
        unit = parse_unit(rate[1])
        if unit and unit.canonical == "s":
            return Unit("1/s", float(f"{1 / unit.factor:.12g}"))
    return None


def to_canonical(value: float, raw_unit: str) -> tuple[float, str]:
    """Convert a value to its canonical unit.

    Raises
    ------
    ValueError
        The unit is not known.
    """
    unit = parse_unit(raw_unit)
    if unit is None:
        raise ValueError(f"unknown unit {raw_unit!r}")
    return value * unit.factor, unit.canonical


@lru_cache(maxsize=4096)
def split_unit(name: str) -> tuple[str, str | None]:
    """Split a column or key into its quantity and its unit as written.

    ``"mean_time_ms"`` gives ``("mean_time", "ms")``; ``"Compile Time (s)"`` gives
    ``("Compile Time", "s")``; a name without a unit gives ``(name, None)``.
    """
    match = re.fullmatch(r"\s*(.+?)\s*[(\[]\s*([^()\[\]]+?)\s*[)\]]\s*", name)
    if match and parse_unit(match[2]):
        return match[1], match[2]
    lower = name.lower()
    for suffix, unit in _SUFFIXES:
        if lower == suffix and "_" in suffix:
            return name, unit
        if lower.endswith("_" + suffix):
            return name[: -len(suffix) - 1], unit
    return name, None


_SCALES = {
    "s": ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns")),
    "bytes": ((1e9, "GB"), (1e6, "MB"), (1e3, "kB"), (1.0, "bytes")),
    "bytes/s": ((1e9, "GB/s"), (1e6, "MB/s"), (1e3, "kB/s"), (1.0, "bytes/s")),
    "flop/s": ((1e12, "TFLOP/s"), (1e9, "GFLOP/s"), (1e6, "MFLOP/s"), (1.0, "flop/s")),
    "Hz": ((1e9, "GHz"), (1e6, "MHz"), (1e3, "kHz"), (1.0, "Hz")),
}


def format_number(value: float, digits: int = 4) -> str:
    """Print a number with so many significant digits, never in e-notation.

    Whole numbers stay whole: ``27``, not ``27.00``.
    """
    if not math.isfinite(value):
        return "n/a"
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    rounded = float(f"{value:.{digits - 1}e}")
    decimals = digits - 1 - math.floor(math.log10(abs(rounded)))
    return f"{value:.{max(0, min(decimals, 12))}f}"


def format_value(value: float, unit: str, digits: int = 4) -> str:
    """Print a value with its unit, in the multiple of it that reads best.

    A count is a bare number; a ratio ends in ``x``; a percentage in ``%``; of a date
    the value is the day's number.
    """
    if not math.isfinite(value):
        return "n/a"
    if unit == "count":
        return format_number(value, digits)
    if unit == "date":
        return date.fromordinal(int(value)).isoformat()
    if unit == "ratio":
        return format_number(value, digits) + "x"
    if unit == "percent":
        return format_number(value, digits) + "%"
    scales = _SCALES.get(unit)
    if scales is None or value == 0:
        return f"{format_number(value, digits)} {unit}"
    for factor, name in scales:  # noqa: B007
        if abs(value) >= factor * 0.99995:
            break
    scaled = float(f"{value / factor:.12g}")  # 0.0005 / 1e-6 is 500, not 499.99…
    return f"{format_number(scaled, digits)} {name}"

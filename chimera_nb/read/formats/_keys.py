"""What the name of a number says of it: metric, unit, statistic.

``mean_ttft_ms``, ``p99Latency``, ``tokens_per_second``, ``Time (s)``: keys that people
and tools give numbers, told apart by their words. A table of words, not a parser of
language: what it does not know stays the tool's own word, without a unit.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from ...units import parse_unit

_WORD = re.compile(r"[A-Z]+(?![a-z])\d*|[A-Z]?[a-zµμ]+(?:\d+[a-z]*)*|\d+(?:\.\d+)?|%")
_BRACKET = re.compile(r"\s*(.*?)\s*[(\[]\s*([^()\[\]]+?)\s*[)\]]\s*")
#: ``p99``; but ``P100`` and ``q4_0`` are names of other things.
_PERCENTILE = re.compile(
    r"(?<![a-z])(?:p|pct|pc|percentile|q(?=[27]5|[13]$))_?-?"
    r"(0\.1|1|5|10|20|25|50|75|80|85|90|95|98|99(?:\.\d+)?|99?99|[13](?<=q[13]))(?![\d])",
    re.I,
)
#: A number alone is a rank only beside others (`are_ranks`).
BARE = re.compile(r"\d{1,3}(?:\.\d+)?")
_ORDINAL = re.compile(
    r"(\d{1,2}(?:\.\d+)?)th(?:[ _-]*percentile)?|^(\d{1,2}(?:\.\d+)?)(?:\.0)?%?$", re.I
)

_RATE = re.compile(r"\s*/\s*s(?:ec(?:ond)?)?s?\s*$", re.I)
_STATISTICS = {
    "mean": "mean", "avg": "mean", "average": "mean", "median": "median",
    "std": "std", "stddev": "std", "stdev": "std", "sd": "std", "sigma": "std",
    "min": "min", "minimum": "min", "fastest": "min",
    "max": "max", "maximum": "max", "slowest": "max",
    "total": "total", "sum": "total", "geomean": "geomean", "cv": "cv",
    "stderr": "stderr", "sem": "stderr", "iqr": "iqr", "moe": "error",
    "delta": "delta", "change": "delta", "diff": "delta", "difference": "delta",
    "rme": "error", "med": "median", "deviation": "std",
}  # fmt: skip
_TIMES = {
    "ns": "ns", "nanos": "ns", "nanosecond": "ns", "nanoseconds": "ns", "nsec": "ns",
    "us": "us", "µs": "us", "μs": "us", "micros": "us", "usec": "us", "usecs": "us",
    "microsecond": "us", "microseconds": "us", "ms": "ms", "millis": "ms",
    "msec": "ms", "msecs": "ms", "millisecond": "ms", "milliseconds": "ms",
    "sec": "s", "secs": "s", "second": "s", "seconds": "s", "mins": "min",
    "minutes": "min", "hours": "h", "hrs": "h",
}  # fmt: skip
_BYTES = {
    "bytes": "bytes", "byte": "bytes", "kb": "kB", "mb": "MB", "gb": "GB", "tb": "TB",
    "kib": "KiB", "mib": "MiB", "gib": "GiB", "tib": "TiB", "megabytes": "MB",
    "gigabytes": "GB", "kilobytes": "kB",
}  # fmt: skip
_RATES = {
    "tps": "tok/s", "qps": "1/s", "rps": "1/s", "iops": "1/s", "toks": "tok/s",
    "flops": "flop/s", "mflops": "MFLOP/s", "gflops": "GFLOP/s", "tflops": "TFLOP/s",
    "fps": "1/s", "bps": "bytes/s", "mbps": "MB/s", "gbps": "GB/s", "kbps": "kB/s",
    "ips": "1/s", "opsec": "1/s",
}  # fmt: skip
_ENDS = {
    "pct": "%", "percent": "%", "percentage": "%", "%": "%", "util": "%",
    "utilization": "%", "ratio": "x", "speedup": "x", "watts": "W", "watt": "W",
    "joules": "J", "joule": "J", "celsius": "degC", "mhz": "MHz", "ghz": "GHz",
    "mw": "mW", "kwh": "kWh", "mj": "mJ", "accuracy": "x",
}  # fmt: skip
_CI = frozenset(("ci", "ci95", "ci99"))
_SHORT = {"s": "s", "hz": "Hz", "x": "x"}
#: One letter is a unit only after what it measures: ``img_w`` is a width.
_LETTERS = {
    "w": ("W", ("power", "draw", "consumption")), "j": ("J", ("energy",)),
    "h": ("h", ("time", "duration", "elapsed")), "c": ("degC", ("temp", "temperature")),
    "b": ("bytes", ("size", "memory", "mem", "rss")),
}  # fmt: skip
_BYTES_RATE = re.compile(r"([KMGTkmgt]?i?B)ps\b|([KMGT]?i?B)ps$")


class Key(NamedTuple):
    """What a key says.

    Attributes
    ----------
    metric : str
        The key without unit and statistic, as snake case; empty where nothing is left.
    unit : str or None
        None where the key names none.
    statistic : str or None
        None where the key names none.
    """

    metric: str
    unit: str | None
    statistic: str | None


@lru_cache(maxsize=4096)
def key_of(key: str) -> Key:
    """Read a key: ``mean_ttft_ms`` is the mean ttft in ms.

    >>> key_of("p99 latency (ms)")
    Key(metric='latency', unit='ms', statistic='p99')
    """
    unit = None
    rest = key.strip()[:200]
    bracket = _BRACKET.fullmatch(rest)
    if bracket and (bracket[2] == "%" or parse_unit(bracket[2])):
        rest, unit = bracket[1], bracket[2]
    elif bracket and _RATE.search(bracket[2]):
        rest = f"{bracket[1]} {bracket[2]}"
    rest = _RATE.sub(" per s", rest)
    if "Bps" in rest:
        rest = _BYTES_RATE.sub(lambda m: f"_{m[1] or m[2]} per s", rest)
    statistic, rest = _percentile(rest)
    words = [word.lower() for word in _WORD.findall(rest)]
    if unit is None:
        words, unit = _unit(words)
    kept = []
    if {"std", "standard"} & set(words) and {"error", "err"} & set(words):
        statistic = statistic or "stderr"
        words = [w for w in words if w not in ("std", "standard", "error", "err")]
    for at, word in enumerate(words):
        named = _STATISTICS.get(word)
        if named and statistic is None and not _is_noun(words, at):
            statistic = named
        elif word in _CI or (word in ("lower", "upper") and _CI & set(words)):
            statistic = "ci_low" if "lower" in words else "ci_high"
            statistic = statistic if {"lower", "upper"} & set(words) else "error"
        elif word in ("best", "worst") and unit in _TIMES.values() and not statistic:
            statistic = {"best": "min", "worst": "max"}[word]
        elif word != "percentile" and not (word == "standard" and len(words) > 1):
            kept.append(word)
    return Key("_".join(kept), unit, statistic)


def _is_noun(words: list[str], at: int) -> bool:
    """``total_time`` is a time of its own; ``max_rss`` is one number, no maximum."""
    word = words[at]
    if word in ("total", "sum"):
        return len(words) > 1 and word == "total"
    return word == "max" and at + 1 < len(words) and words[at + 1] in ("rss", "memory")


def _percentile(text: str) -> tuple[str | None, str]:
    if found := _PERCENTILE.search(text):
        quartile = found[0].lower() in ("q1", "q3")
        name = _p({"1": "25", "3": "75"}[found[1]] if quartile else found[1])
        return name, text[: found.start()] + " " + text[found.end() :]
    if found := _ORDINAL.search(text):
        return _p(found[1] or found[2]), text[: found.start()] + text[found.end() :]
    return None, text


def _p(number: str) -> str:
    value = {"999": 99.9, "9999": 99.99}.get(number) or float(number)
    if value in (0, 50, 100):
        return {0: "min", 50: "median", 100: "max"}[int(value)]
    return f"p{value:g}"


def _unit(words: list[str]) -> tuple[list[str], str | None]:
    """Take the unit off the end of the words (or off its front: ``ms_per_token``)."""
    if "per" in words[1:]:
        return _per(words)
    if len(words) > 1 and words[-1] == "s":
        if words[-2] in ("tok", "token", "tokens"):
            return words[:-2], "tok/s"
        if words[-2] in _BYTES:
            return words[:-2], _BYTES[words[-2]] + "/s"
    if len(words) > 1 and words[-1] in ("sec", "s", "second") and words[-2] in (
        "tok", "tokens", "token", "req", "requests", "ops", "queries", "samples",
        "images", "steps", "frames", "items", "rows",
    ):  # fmt: skip
        return _per([*words[:-1], "per", "s"])
    for at in (len(words) - 1, *range(len(words) - 1)):
        if at < 0:
            break
        word = words[at]
        known = _TIMES.get(word) or _BYTES.get(word) or _RATES.get(word)
        if not known and at == len(words) - 1:
            known = _ENDS.get(word) or (_SHORT.get(word) if at else None)
            letter, after = _LETTERS.get(word, ("", ()))
            known = known or (letter if at and words[at - 1] in after else None)
        if known and (word not in ("second", "byte") or at == len(words) - 1):
            if word in ("flops", "speedup", "accuracy", "util", "utilization", "ratio",
                        "qps", "rps", "iops", "fps", "tps", "x"):  # fmt: skip
                return words, known
            return words[:at] + words[at + 1 :], known
    return words, "x" if "speedup" in words else None


def _per(words: list[str]) -> tuple[list[str], str | None]:
    at = words.index("per", 1)
    what, by = words[:at], "_".join(words[at + 1 :])
    thing = what[-1]
    if by.startswith(("s_per_", "sec_per_", "second_per_")):
        kept, unit = _per(words[: at + 2])
        return kept + words[at + 2 :], unit
    seconds, _, rest = by.partition("_")
    if seconds in ("s", "sec", "second", "seconds") and rest:
        kept, unit = _per(words[: at + 2])
        return [*kept, *rest.split("_")], unit
    if by in ("s", "sec", "second", "seconds"):
        if thing in ("tok", "toks", "token", "tokens"):
            return [*what[:-1], "throughput"], "tok/s"
        if thing in ("word", "words"):
            return [*what[:-1], "word", "throughput"], "words/s"
        if thing in _BYTES:
            return [*what[:-1], "bandwidth"], _BYTES[thing] + "/s"
        if thing == "flops" or thing == "flop":
            return [*what[:-1], "flops"], "flop/s"
        if thing in ("gflop", "gflops", "tflop", "tflops"):
            return [*what[:-1], "flops"], _RATES[thing.rstrip("s") + "s"]
        return [*what, "per", "second"], "1/s"
    for index in (at - 1, len(words) - 1, 0):
        unit = _TIMES.get(words[index]) or _BYTES.get(words[index])
        if unit or (words[index] == "s" and index == len(words) - 1):
            return [w for i, w in enumerate(words) if i != index], unit or "s"
    return words, None


def are_ranks(keys: Iterable[str]) -> bool:
    """Say whether keys such as ``50`` and ``99`` are ranks of percentiles.

    >>> are_ranks(["50", "90", "99"]), are_ranks(["1", "10", "100", "200"])
    (True, False)
    """
    found = {float(key) for key in keys if BARE.fullmatch(key)}
    return max(found, default=101) <= 100 and bool(
        {90.0, 95.0, 99.0} & found or {25.0, 50.0, 75.0} <= found
    )


_RENAMED: Mapping[str, str] = {
    "elapsed": "time", "wall_time": "time", "real_time": "time", "runtime": "time",
    "run_time": "time", "elapsed_time": "time", "wall": "time", "duration": "time",
    "execution_time": "time", "real": "time", "exec_time": "time", "user": "user_time",
    "sys": "system_time", "system": "system_time", "sys_time": "system_time",
    "time_to_first_token": "ttft", "time_per_output_token": "tpot",
    "inter_token_latency": "itl", "tps": "throughput", "tok": "throughput",
    "qps": "request_throughput", "rps": "request_throughput",
    "requests_per_second": "request_throughput", "req_per_second": "request_throughput",
    "requests": "requests", "ops_per_second": "ops", "op_per_second": "ops",
    "hz": "ops", "compilation_time": "compile_time", "mem": "memory", "rss": "memory",
    "ppl": "perplexity", "acc": "accuracy", "iops": "ops",
}  # fmt: skip


def metric_of(words: str, unit: str | None) -> str:
    """Name the metric of a key's words; of nothing, what its unit measures."""
    if words in _RENAMED:
        return _RENAMED[words]
    if words and not words.startswith("per_"):
        return words
    known = parse_unit(unit or "")
    plain = _OF_UNIT.get(known.canonical if known else "", "value")
    if words in ("", "per_op", "per_call", "per_iter", "per_iteration", "per_run"):
        return plain
    return f"{plain}_{words}"


_OF_UNIT = {
    "s": "time", "bytes": "memory", "tok/s": "throughput", "words/s": "word_throughput",
    "bytes/s": "bandwidth", "1/s": "ops", "W": "power", "J": "energy",
    "flop/s": "flops", "percent": "percentage", "ratio": "ratio", "degC": "temperature",
}  # fmt: skip

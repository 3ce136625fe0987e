"""The words by which the generic JSON reader tells settings, labels and measurements.

Sets of words, no code of any one tool: what a key is called decides what its value is.
"""

import re
from functools import lru_cache
from typing import Any, NamedTuple

from ...units import parse_unit
from ..document import text_of
from ..records import is_number
from ._keys import BARE, Key, are_ranks, key_of

_WORD = re.compile(r"[A-Z]+(?![a-z])|[a-z]+\d+[a-z]+|[A-Z]?[a-z]+|\d+")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Columns of the tidy table, by the key that gives them.
LABELS = {
    "benchmark": ("benchmark", "name", "test", "title", "case", "test_name", "task",
                  "benchmark_name", "bench", "workload", "query", "operation", "op",
                  "command", "function", "fullname", "test_case", "label"),
    "model": ("model", "model_name", "model_id", "modelname", "model_path"),
    "device": ("device", "gpu", "gpu_name", "device_name", "accelerator",
               "device_type"),
    "backend": ("backend", "engine", "framework", "runtime", "provider"),
    "dtype": ("dtype", "precision", "quantization", "quant"),
    "machine": ("machine", "host", "hostname", "cpu", "cpu_model", "cpu_name", "node"),
    "timestamp": ("timestamp", "date", "datetime", "created_at", "started_at",
                  "generated_at", "time", "run_at", "start_time"),
}  # fmt: skip
_LABEL_OF = {key: label for label, keys in LABELS.items() for key in keys}

SETTINGS_OBJECTS = _words(
    "settings options config configuration conf environment env parameters params "
    "args arguments metadata meta machine machine_info system_info system host "
    "hardware platform context info software versions dependencies packages git "
    "commit commit_info run_info system_information environment_info sysinfo "
    "device_info gpu_info cpu_info setup"
)
SKIPPED = _words(
    "id pid ppid uid gid port seed hash sha checksum uuid guid timestamp epoch date "
    "datetime created code modified updated mtime ctime nonce token_ids order"
)
SETTING_WORDS = _words(
    "size sizes threads thread threadcount workers worker concurrency batch batches "
    "seq seqlen len length dim dims dimension dimensions heads layers n k m "
    "iterations iteration iters iter runs rounds repeats repeat reps repetitions "
    "warmup warmups trials trial samples epochs num nproc cores cpus gpus level "
    "depth width height rank step index idx version year limit threshold window "
    "stride parameters ctx temperature top alpha beta gamma bits nodes attempt "
    "chunk block capacity vus users clients connections devices world major minor "
    "patch loops number filecount filesize numel shape rows cols columns count "
    "quantity parallel processes jobs replicas shards order nprobe nlist ef dataset "
    "max_tokens seed params vocab hidden"
)
COUNT_WORDS = _words(
    "tokens requests errors failures failed completed messages operations allocs "
    "allocations hits misses instructions cycles faults calls queries branches "
    "references evictions collections passed success succeeded timeouts macs"
)
METRIC_WORDS = _words(
    "time times timing timings duration durations elapsed latency latencies "
    "throughput ttft tpot itl rtt bandwidth speed speedup memory rss accuracy acc "
    "perplexity ppl score loss f1 precision recall bleu rouge wer cer energy power "
    "mfu utilization runtime walltime wall cpu_time real user sys overhead iops qps "
    "rps tps ops hz fps flops bleu4 map ndcg mrr auc psnr ssim mse mae rmse r2"
)
TIME_WORDS = _words(
    "time times timing timings duration durations elapsed runtime walltime wall "
    "seconds real"
)
_NOT_LAST = _words(
    "size count threshold limit steps warmup num max_time target timeout budget"
    " interval id index weight weights"
)
_GOALS = _words("target expected budget threshold limit goal required timeout")
_TIMES_OF_DAY = _words(
    "time timestamp date start end started ended ts finished begin created completed"
    " now when"
)
UNIT_KEYS = ("unit", "units", "time_unit", "timeunit", "measurement_unit", "uom")
_ERRORS = ("error", "error_message", "exception", "traceback", "failure", "err",
           "error_msg", "errormessage", "failure_reason")  # fmt: skip
_GOOD = ("success", "ok", "succeeded", "successful", "is_success")
_BAD = ("failed", "has_error", "timed_out", "timeout", "crashed", "oom", "errored")
_STATUS = ("status", "state", "outcome", "result_status")
_CODES = ("exit_code", "returncode", "return_code", "exitcode")
_TELLING = frozenset((*_ERRORS, *_GOOD, *_BAD, *_STATUS, *_CODES))
_FAILED = re.compile(
    r"fail|error|timeout|timed.?out|oom|crash|abort|killed|exception", re.I
)
_NONE = re.compile(r"unsupported|not.supported|skip|n/?a\b|not.applicable", re.I)


class Kind(NamedTuple):
    """What a numeric leaf is: ``measure``, ``setting``, ``skip`` or ``unknown``."""

    kind: str
    key: Key


@lru_cache(maxsize=8192)
def name_of(key: str) -> str:
    """Return a key as snake case: ``batchSize`` is batch_size."""
    return "_".join(word.lower() for word in _WORD.findall(key[:200]))


def words_of(key: str) -> list[str]:
    """Split a key into lower-case words (``batchSize`` → batch, size)."""
    return name_of(key).split("_")


@lru_cache(maxsize=8192)
def label_of(key: str) -> str | None:
    """Name the column that a text under this key belongs to; None: a setting."""
    return _LABEL_OF.get(name_of(key))


def classify(name: str, value: float) -> Kind:
    """Say what a number under this key is."""
    near = 1e9 < value < 2.5e9 or 1e12 < value < 2.5e12 or 1e18 < value < 2.5e18
    whole = isinstance(value, int)
    return _classify(name, whole, whole or value == int(value), near)


@lru_cache(maxsize=8192)
def _classify(name: str, integer: bool, whole: bool, near: bool) -> Kind:
    key = key_of(name)
    words = words_of(name)
    last = words[-1] if words else ""
    if last in SKIPPED or last == "status" or (last == "at" and len(words) > 1):
        return Kind("skip", key)
    if near and _TIMES_OF_DAY & set(words):
        return Kind("skip", key)
    if _GOALS & {last, words[0]}:
        return Kind("setting", key)
    if key.unit:
        chosen = _is_size(words) and integer
        return Kind("size" if chosen else "measure", key)
    if COUNT_WORDS & set(words) and {"max", "num", "min", "n"} & set(words[:1]):
        return Kind("setting", key)
    if COUNT_WORDS & set(words) and whole:
        return Kind("measure", key._replace(unit="count"))
    named = bool(METRIC_WORDS & set(words)) and not _NOT_LAST & {last, words[0]}
    if named and (not integer or not SETTING_WORDS & {last}):
        return Kind("measure", key)
    if whole and not named and (words[:1] in (["max"], ["min"]) and len(words) > 1):
        return Kind("setting", key)
    if integer and (len(name) <= 2 or words[0] == "d"):
        return Kind("setting", key)
    if whole and (SETTING_WORDS & set(words) or last.endswith(("size", "count"))):
        return Kind("setting", key)
    if named or key.statistic:
        return Kind("measure", key)
    if SETTING_WORDS & set(words):
        return Kind("setting", key)
    return Kind("unknown", key)


def kinds_of(values: dict[str, Any]) -> dict[str, Kind]:
    """Say what each number of an object is; ``10`` beside ``200`` is no rank."""
    numbers = {key: value for key, value in values.items() if is_number(value)}
    kinds = {key: classify(key, value) for key, value in numbers.items()}
    bare = [key for key in numbers if BARE.fullmatch(key)]
    if bare and not are_ranks(values):
        nothing = Key("", None, None)
        kinds |= {key: Kind("unknown", nothing) for key in bare}
    return kinds


def _is_size(words: list[str]) -> bool:
    return bool({"size", "length", "chunk", "block", "limit"} & set(words))


def error_of(values: dict[str, Any]) -> tuple[str, str] | None:
    """Say how an object failed: (status, error); None where it did not.

    A number under ``error`` is a measurement, no failure.
    """
    for key, value in values.items():
        name = name_of(key)
        if name not in _TELLING:
            continue
        if name in _ERRORS and _tells_an_error(value):
            text = text_of(value) or f"{key} is not empty"
            if text.lower() not in ("none", "null", "false", "no", "ok", "n/a", "-"):
                return "failed", text
        elif name in _GOOD and value is False:
            return "failed", f"{key} is false"
        elif name in _BAD and value is True:
            return "failed", f"{key} is true"
        elif name in _CODES:
            if is_number(value) and value != 0:
                return "failed", f"{key} is {value}"
        elif name in _STATUS and isinstance(value, str):
            if _NONE.search(value):
                return "placeholder", f"{key}: {text_of(value)}"
            if _FAILED.search(value):
                return "failed", _reason(values) or f"{key}: {text_of(value)}"
    return None


def _tells_an_error(value: Any) -> bool:
    """Say whether words stand under ``error``: numbers, and no value, are none."""
    if isinstance(value, dict):
        return any(map(_tells_an_error, value.values()))
    if isinstance(value, list):
        return any(map(_tells_an_error, value))
    return isinstance(value, str) and bool(value)


def _reason(values: dict[str, Any]) -> str | None:
    for key, value in values.items():
        if name_of(key) in (*_ERRORS, "reason", "message"):
            return text_of(value)
    return None


@lru_cache(maxsize=8192)
def is_status(key: str) -> bool:
    """Say whether a key tells of success or failure."""
    return name_of(key) in (*_ERRORS, *_GOOD, *_BAD, *_STATUS)


def unit_text(text: str) -> str | None:
    """Return a unit's text where it is one (``%``, ``ms``, ``tokens/sec``)."""
    text = text.partition("(")[0].strip()
    if parse_unit(text):
        return text
    found = key_of(f"x {text}" if "/" in text or " per " in text else text)
    return found.unit

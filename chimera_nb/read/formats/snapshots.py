"""Snapshots of a machine, an empty export of them, and counters of self-healing.

The structures are those of Chimeraforge's monitors: ``metrics[]`` with ``system``
(psutil's words), ``gpu`` (nvidia-smi's words, whose keys carry no unit) and
``ollama``; an export without an inference; the results of a self-healing demo, whose
``latency_ms`` may hold a setting.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..document import Document, object_of, pointer, text_of
from ..records import (
    Found,
    NotTaken,
    Number,
    Problem,
    Reader,
    Record,
    failed,
    is_number,
)
from ..times import utc_text

_TOTAL = "a running total"
_NO_UNIT = "unit not in the key: nvidia-smi's"
_POWERS = "as the key says; psutil and nvidia-smi count in powers of 1024"
_SYSTEM = {
    "cpu_percent": ("cpu_util", "%", None), "memory_percent": ("mem_util", "%", None),
    "memory_used_gb": ("memory", "GB", _POWERS),
    "disk_usage_percent": ("disk_util", "%", None),
    "network_sent_mb": ("network_sent", "MB", _TOTAL),
    "network_recv_mb": ("network_received", "MB", _TOTAL),
}  # fmt: skip
_GPU = {
    "temperature": ("temperature", "degC", _NO_UNIT),
    "power_draw": ("power", "W", _NO_UNIT),
    "utilization_gpu": ("gpu_util", "%", _NO_UNIT),
    "utilization_memory": ("gpu_mem_util", "%", _NO_UNIT),
    "memory_used_mb": ("memory", "MB", _POWERS),
    "memory_free_mb": ("memory_free", "MB", _POWERS),
    "clock_graphics": ("clock_graphics", "MHz", _NO_UNIT),
    "clock_memory": ("clock_memory", "MHz", _NO_UNIT),
    "fan_speed": ("fan_speed", "%", _NO_UNIT),
}  # fmt: skip
_PROCESS = {
    "cpu_percent": ("cpu_util", "%", "of one core"),
    "memory_mb": ("memory", "MB", _POWERS),
}
_Metrics = Mapping[str, tuple[str, str, str | None]]


def claims(document: Document) -> bool:
    """Say whether the metrics are snapshots of a system."""
    metrics = document.content["metrics"]
    return isinstance(metrics, list) and all(
        isinstance(each, dict) and isinstance(each.get("system"), dict)
        for each in metrics
    )


def read(document: Document) -> Iterator[Found]:
    """Yield, per snapshot, one record of the system, each GPU, each process."""
    metrics = document.content["metrics"]
    if not metrics:
        yield Problem("/metrics", "an empty export: it holds no snapshot")
    left = without = 0
    for index, each in enumerate(metrics):
        stamp = utc_text(each.get("timestamp")) or text_of(each.get("datetime"))
        labels: dict[str, Any] = {"timestamp": stamp, "run_index": index + 1}
        for keys, item, names, more in _parts(each):
            numbers = [
                Number(metric, item[name], unit, place=f"/{name}", note=note)
                for name, (metric, unit, note) in names.items()
                if is_number(item.get(name))
            ]
            left += sum(is_number(value) for value in item.values()) - len(numbers)
            if numbers:
                place = pointer("metrics", index, *keys)
                yield Record(place, numbers, labels | more, "system")
        count = object_of(each, "ollama").get("process_count")
        if is_number(count):
            number = Number("processes", count, "count", place="/process_count")
            yield Record(pointer("metrics", index, "ollama"), [number],
                         labels | {"config_label": "ollama"}, "system")  # fmt: skip
        without += not each.get("gpu")
    if left:
        yield NotTaken("ids, clock times, capacities and limits", left)
    if without:
        yield NotTaken("snapshots without a GPU: nothing was measured there", without)


def _parts(
    snapshot: Mapping[str, Any],
) -> Iterator[tuple[tuple[Any, ...], Mapping[str, Any], _Metrics, dict[str, Any]]]:
    yield ("system",), snapshot["system"], _SYSTEM, {"config_label": "system"}
    gpus = snapshot.get("gpu")
    for index, gpu in enumerate(gpus if isinstance(gpus, list) else ()):
        if isinstance(gpu, dict):
            name = f"gpu {text_of(gpu.get('gpu_id')) or index}"
            more = {"device": text_of(gpu.get("name")), "config_label": name}
            yield ("gpu", index), gpu, _GPU, more
    ollama = object_of(snapshot, "ollama")
    processes = ollama.get("ollama_processes")
    for index, each in enumerate(processes if isinstance(processes, list) else ()):
        if isinstance(each, dict):
            name = f"process {text_of(each.get('name')) or index}"
            if text_of(each.get("pid")):
                name += f" (pid {text_of(each['pid'])})"
            keys = ("ollama", "ollama_processes", index)
            yield keys, each, _PROCESS, {"config_label": name}


def claims_empty(document: Document) -> bool:
    """Say whether this is an export of inferences that holds none."""
    content = document.content
    return not content["total_inferences"] and not content["raw_metrics"]


def read_empty(document: Document) -> Iterator[Found]:
    """Yield what the export itself says of its emptiness."""
    said = text_of(object_of(document.content, "overall_performance").get("error"))
    yield Problem("", f"an empty export: {said or 'it holds no inference'}")
    yield NotTaken("the zero count and the clock time of an empty export", 2)


_DEMO = {
    "cycles_completed": ("cycles", "count"),
    "anomalies_detected": ("anomalies", "count"), "actions_taken": ("actions", "count"),
    "success_rate": ("success_rate", "ratio"),
    "learning_efficiency": ("learning_efficiency", "ratio"),
    "total_improvement": ("total_improvement", ""),
}  # fmt: skip


def claims_demo(document: Document) -> bool:
    """Say whether these are a demo's counters: its actions are a number."""
    return is_number(document.content["actions_taken"])


def read_demo(document: Document) -> Iterator[Found]:
    """Yield one record of counters."""
    content = document.content
    numbers = [
        Number(metric, content[key], unit, place=f"/{key}",
               note=None if unit else "the file gives no unit")
        for key, (metric, unit) in _DEMO.items() if is_number(content.get(key))
    ]  # fmt: skip
    stamp = text_of(content.get("demo_timestamp"))
    yield Record("", numbers, {"timestamp": stamp}, "selfheal")


def claims_healing(document: Document) -> bool:
    """Say whether the actions are those of a self-healing run."""
    actions = document.content["actions_taken"]
    return (
        isinstance(actions, list)
        and bool(actions)
        and all(isinstance(each, dict) and "strategy" in each for each in actions)
    )


_ACTION = re.compile(r"\baction_id='([^']*)'")
_CHANGE = re.compile(r"\bperformance_change=(-?[\d.]+(?:e[+-]?\d+)?)(?=[,)])")
_FALSE = re.compile(r"\bsuccess=False\b")


def read_healing(document: Document) -> Iterator[Found]:
    """Yield one record per action, its latencies and the change it is said to bring."""
    content = document.content
    actions = content["actions_taken"]
    stamp = text_of(content.get("timestamp"))
    same = _setting_for_latency(actions)
    checks = _validations(content.get("validation_results"))
    count = content.get("anomalies_detected")
    if is_number(count):
        number = Number("anomalies", count, "count", place="/anomalies_detected")
        yield Record("", [number], {"timestamp": stamp}, "selfheal")
    for index, action in enumerate(actions):
        error = text_of(action.get("error_message"))
        if not error and action.get("status") not in (None, "completed"):
            error = f"status is {text_of(action.get('status'))}"
        labels = {
            "benchmark": text_of(action.get("strategy")), "timestamp": stamp,
            "backend": text_of(action.get("target_backend")),
        }  # fmt: skip
        numbers = [
            *_latencies(action, error, same),
            *_change(action, checks.get(str(action.get("action_id")))),
        ]
        if numbers:
            yield Record(pointer("actions_taken", index), numbers, labels, "selfheal")


def _latencies(
    action: Mapping[str, Any], error: str | None, same: str | None
) -> Iterator[Number]:
    for key, when in (("metrics_before", "before"), ("metrics_after", "after")):
        value = object_of(action, key).get("latency_ms")
        if not is_number(value):
            continue
        place, labels = f"/{key}/latency_ms", {"config_label": when}
        if error and when == "after":
            yield failed("latency", "ms", error, place=place, raw=repr(value),
                         labels=labels)  # fmt: skip
            continue
        yield Number("latency", value, "ms", place=place, labels=labels,
                     status="suspect" if same else "ok", error=same)  # fmt: skip


def _setting_for_latency(actions: Sequence[Mapping[str, Any]]) -> str | None:
    """Say why the latencies cannot be measured: all the same to the last digit."""
    after = [object_of(each, "metrics_after").get("latency_ms") for each in actions]
    if len(after) > 1 and is_number(after[0]) and len(set(map(repr, after))) == 1:
        return (
            f"all {len(after)} actions end at exactly {after[0]!r}: a setting, not ms"
        )
    return None


def _validations(results: Any) -> dict[str, tuple[int, str]]:
    """Map an action's id to the text that validates it, and its index."""
    found = {}
    for index, text in enumerate(results if isinstance(results, list) else ()):
        match = _ACTION.search(text) if isinstance(text, str) else None
        if match:
            found[match[1]] = (index, text)
    return found


def _change(
    action: Mapping[str, Any], check: tuple[int, str] | None
) -> Iterator[Number]:
    match = _CHANGE.search(check[1]) if check else None
    if not check or not match:
        return
    note = f"in the text /validation_results/{check[0]}; the file gives no unit"
    place = " and /validation_results/" + str(check[0])
    if _FALSE.search(check[1]):
        error = "success=False in its validation"
        yield failed("performance_change", "", error, statistic="delta", place=place,
                     raw=match[1], note=note)  # fmt: skip
        return
    before = object_of(action, "metrics_before").get("latency_ms")
    after = object_of(action, "metrics_after").get("latency_ms")
    value, doubt = float(match[1]), None
    if is_number(before) and is_number(after) and before:
        follows = (before - after) / before * 100
        if abs(value - follows) > 0.01 * abs(follows):
            doubt = f"its latencies, {before:g} and {after:g} ms, give {follows:.4g} %"
    yield Number("performance_change", value, "", "delta", place, match[1],
                 "suspect" if doubt else "ok", doubt, note)  # fmt: skip


READERS = (
    Reader("system_snapshots", ("json",), claims, read,
           frozenset({"metrics", "export_timestamp"})),
    Reader("empty_export", ("json",), claims_empty, read_empty,
           frozenset({"export_timestamp", "total_inferences", "raw_metrics"})),
    Reader("selfheal_demo", ("json",), claims_demo, read_demo,
           frozenset({"demo_timestamp", "actions_taken", "cycles_completed"})),
    Reader("selfheal_results", ("json",), claims_healing, read_healing,
           frozenset({"actions_taken", "validation_results"})),
)  # fmt: skip

"""JSON of hyperfine and pytest-benchmark.

hyperfine (``--export-json``; https://github.com/sharkdp/hyperfine, README and
``src/benchmark/benchmark_result.rs``): seconds; ``user`` and ``system`` are means; one
exit code a run, null where a signal ended it.

pytest-benchmark (``--benchmark-json``; https://pytest-benchmark.readthedocs.io):
seconds whatever the terminal shows; ``ops`` is 1 / mean; ``outliers`` is no number.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from ..document import Document, object_of, pointer, text_of
from ..records import Found, NotTaken, Number, Problem, Reader, Record, is_number
from ._keys import key_of, metric_of

_Json = Mapping[str, Any]


def objects(document: Document, key: str) -> Iterator[tuple[str, Any, Problem | None]]:
    """Yield (place, object, problem) of a list of objects under a top-level key."""
    for index, item in enumerate(document.content[key]):
        place = pointer(key, index)
        wrong = None
        if not isinstance(item, dict):
            wrong = Problem(place, f"found {item!r}; want an object")
        yield place, item, wrong


def settings_of(values: Any) -> dict[str, Any]:
    """Return the plain values of an object as labels ``setting.<name>``."""
    if not isinstance(values, dict):
        return {}
    found = {}
    for name, value in values.items():
        plain = value if is_number(value) else text_of(value)
        if isinstance(value, list) and value and not isinstance(value[0], (dict, list)):
            plain = " ".join(str(each) for each in value[:8])
        if plain is not None and len(str(plain)) <= 120:
            found[f"setting.{name}"] = plain
    return found


# hyperfine ---------------------------------------------------------------------------

_HYPERFINE = {
    "mean": ("time", "mean"), "stddev": ("time", "std"), "median": ("time", "median"),
    "user": ("user_time", "mean"), "system": ("system_time", "mean"),
    "min": ("time", "min"), "max": ("time", "max"),
}  # fmt: skip


def _is_hyperfine(document: Document) -> bool:
    results = document.content["results"]
    first = results[0] if isinstance(results, list) and results else None
    return (
        isinstance(first, dict)
        and isinstance(first.get("command"), str)
        and ("times" in first or {"mean", "user", "system"} <= set(first))
    )


def _read_hyperfine(document: Document) -> Iterator[Found]:
    for place, item, wrong in objects(document, "results"):
        if wrong:
            yield wrong
            continue
        times = item.get("times") if isinstance(item.get("times"), list) else []
        codes = item.get("exit_codes")
        bad = _bad_runs(codes, item.get("exit_code"))
        runs = len(times) or (len(codes) if isinstance(codes, list) else 0)
        error = None
        if bad:
            error = (
                f"{len(bad)} of {max(runs, len(bad))} runs ended with {bad_code(bad)}"
            )
        whole = bool(bad) and len(bad) >= runs
        numbers = [
            *_hyperfine_totals(item, error, whole, runs or None),
            *_hyperfine_runs(times, bad),
            *_hyperfine_memory(item.get("memory_usage_byte"), bad),
        ]
        labels = {"benchmark": text_of(item["command"]) if "command" in item else None}
        labels |= settings_of(item.get("parameters"))
        if item.get("parameter") is not None:  # before version 1.9
            labels["setting.parameter"] = text_of(item["parameter"])
        yield Record(place, numbers, labels)


def bad_code(bad: Mapping[int, Any]) -> str:
    """Say how the first failed run ended."""
    code = next(iter(bad.values()))
    return "a signal" if code is None else f"exit code {code}"


def _bad_runs(codes: Any, code: Any) -> dict[int, Any]:
    if isinstance(codes, list):
        return {at: each for at, each in enumerate(codes) if each != 0}
    return {0: code} if is_number(code) and code != 0 else {}


def _hyperfine_totals(
    item: _Json, error: str | None, whole: bool, runs: int | None
) -> Iterator[Number]:
    status = "failed" if whole else "suspect" if error else "ok"
    for key, (metric, statistic) in _HYPERFINE.items():
        value = item.get(key)
        if is_number(value):
            yield Number(
                metric, None if whole else value, "s", statistic, f"/{key}",
                raw=repr(value), status=status, error=error, n_behind=runs,
            )  # fmt: skip


def _hyperfine_runs(times: list[Any], bad: Mapping[int, Any]) -> Iterator[Number]:
    for at, value in enumerate(times):
        if at in bad:
            error = f"the run ended with {bad_code({at: bad[at]})}"
            yield Number("time", None, "s", "value", f"/times/{at}", repr(value),
                         "failed", error, labels={"run_index": at})  # fmt: skip
        elif is_number(value):
            yield Number(
                "time", value, "s", "value", f"/times/{at}", labels={"run_index": at}
            )


def _hyperfine_memory(values: Any, bad: Mapping[int, Any]) -> Iterator[Number]:
    values = values if isinstance(values, list) else [values]
    for at, value in enumerate(values):
        if is_number(value) and at not in bad:
            yield Number("memory", value, "bytes", "value", f"/memory_usage_byte/{at}",
                         labels={"run_index": at})  # fmt: skip


# pytest-benchmark --------------------------------------------------------------------

_PYTEST = {
    "min": ("time", "min", "s"), "max": ("time", "max", "s"),
    "mean": ("time", "mean", "s"), "stddev": ("time", "std", "s"),
    "median": ("time", "median", "s"), "iqr": ("time", "iqr", "s"),
    "q1": ("time", "p25", "s"), "q3": ("time", "p75", "s"),
    "ops": ("ops", "mean", "1/s"), "total": ("time", "total", "s"),
}  # fmt: skip
_EXTRA = "guess: extra_info, named by the test's author"
_FENCES = ("ld15iqr", "hd15iqr", "iqr_outliers", "stddev_outliers", "outliers")


def _is_pytest(document: Document) -> bool:
    entries = document.content["benchmarks"]
    first = entries[0] if isinstance(entries, list) and entries else None
    if not isinstance(first, dict) or "name" not in first:
        return False
    stats = first.get("stats", first)
    return isinstance(stats, dict) and (
        {"mean", "stddev", "rounds"} <= set(stats) or "fullname" in first
    )


def _read_pytest(document: Document) -> Iterator[Found]:
    shared = _pytest_machine(document.content)
    for place, entry, wrong in objects(document, "benchmarks"):
        if wrong:
            yield wrong
            continue
        inside = "/stats" if isinstance(entry.get("stats"), dict) else ""
        stats = object_of(entry, "stats") if inside else entry
        labels = shared | _pytest_labels(entry)
        for name in ("rounds", "iterations"):
            if is_number(stats.get(name)):
                labels[f"setting.{name}"] = stats[name]
        error = None
        if entry.get("has_error") or stats.get("has_error"):
            error = text_of(entry.get("error")) or "has_error is true"
        numbers = list(_pytest_numbers(stats, inside, error))
        yield Record(place, numbers, labels)
        left = sum(is_number(stats.get(name)) for name in _FENCES)
        if left:
            yield NotTaken("fences and outlier counts of the quartiles", left)


def _pytest_labels(entry: _Json) -> dict[str, Any]:
    name, full = text_of(entry.get("name")), text_of(entry.get("fullname"))
    parts = [text_of(entry.get("group"))]
    if name and full and name not in full:
        parts.append(name)
    labels: dict[str, Any] = {"benchmark": full or name}
    labels["config_label"] = ", ".join(part for part in parts if part) or None
    labels |= settings_of(entry.get("params"))
    if not isinstance(entry.get("params"), dict) and entry.get("param"):
        labels["setting.param"] = text_of(entry["param"])
    extra = object_of(entry, "extra_info")
    plain = {k: v for k, v in extra.items() if not _measured(k, v)}
    return labels | settings_of(plain)


def _measured(key: str, value: Any) -> bool:
    return is_number(value) and key_of(key).unit is not None


def _pytest_numbers(stats: _Json, inside: str, error: str | None) -> Iterator[Number]:
    rounds = stats.get("rounds") if is_number(stats.get("rounds")) else None
    for key, (metric, statistic, unit) in _PYTEST.items():
        value = stats.get(key)
        if not is_number(value):
            continue
        place = f"{inside}/{key}"
        if error:
            yield Number(metric, None, unit, statistic, place, repr(value), "failed",
                         error)  # fmt: skip
        else:
            yield Number(metric, value, unit, statistic, place, n_behind=rounds)
    data = stats.get("data")
    for at, value in enumerate(data if isinstance(data, list) and not error else ()):
        if is_number(value):
            yield Number("time", value, "s", "value", f"{inside}/data/{at}",
                         labels={"run_index": at})  # fmt: skip


def _pytest_machine(content: _Json) -> dict[str, Any]:
    machine = object_of(content, "machine_info")
    cpu = machine.get("cpu")
    brand = cpu if isinstance(cpu, str) else None
    if isinstance(cpu, dict):
        brand = text_of(cpu.get("brand_raw") or cpu.get("brand"))
    version = text_of(machine.get("python_version"))
    name = text_of(machine.get("python_implementation")) or "Python"
    return {
        "machine": brand or text_of(machine.get("node")),
        "software": f"{name} {version}" if version else None,
        "timestamp": text_of(content.get("datetime")),
    }


def _read_pytest_extra(document: Document) -> Iterator[Found]:
    """Yield what `_read_pytest` yields, and measurements kept as extra_info."""
    shared = _pytest_machine(document.content)
    yield from _read_pytest(document)
    for index, entry in enumerate(document.content["benchmarks"]):
        extra = object_of(entry, "extra_info") if isinstance(entry, dict) else {}
        numbers = []
        for key, value in extra.items():
            if _measured(key, value):
                metric, unit, statistic = key_of(key)
                numbers.append(
                    Number(metric_of(metric, unit), value, unit or "",
                           statistic or "value", f"/{key}", note=_EXTRA)
                )  # fmt: skip
        if numbers:
            labels = shared | _pytest_labels(entry)
            yield Record(pointer("benchmarks", index, "extra_info"), numbers, labels)


READERS = (
    Reader("hyperfine", ("json",), _is_hyperfine, _read_hyperfine,
           frozenset({"results"})),
    Reader("pytest-benchmark", ("json",), _is_pytest, _read_pytest_extra,
           frozenset({"benchmarks"})),
)  # fmt: skip

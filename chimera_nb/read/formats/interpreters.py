"""JSON of pyperf and asv, the benchmark runners of Python projects.

pyperf (https://pyperf.readthedocs.io, "API" and "Run a benchmark", ``pyperf/_bench.py``
and ``_run.py``): values are per loop iteration already; a run without values is a
calibration; warm-ups are no measurements. The unit stands in the metadata: second,
byte or integer. perf before 0.7.11 names the values samples.

asv (https://asv.readthedocs.io, "Developer Docs", benchmark suite layout): results
hold the median (``time_``) or the value, in the order of the product of the
parameters; null is a failed run, NaN one that the suite skips. The unit and the
parameters' names stand in ``../benchmarks.json``.
"""

import ast
import itertools
from collections.abc import Iterator, Mapping
from typing import Any

from ..document import Document, object_of, pointer, text_of
from ..records import Found, NotTaken, Number, Problem, Reader, Record, is_number, yes
from .micro_json import objects

_Json = Mapping[str, Any]

# pyperf ------------------------------------------------------------------------------

_UNITS = {"second": ("time", "s"), "byte": ("memory", "bytes"),
          "integer": ("count", "count")}  # fmt: skip
_PEAKS = {"mem_max_rss": "mem_max_rss", "command_max_rss": "command_max_rss",
          "mem_peak_pagefile_usage": "mem_peak_pagefile_usage"}  # fmt: skip


_RUN = frozenset(
    ("metadata", "values", "samples", "warmups", "raw_values", "raw_samples")
)


def _is_pyperf(document: Document) -> bool:
    entries = document.content["benchmarks"]
    first = entries[0] if isinstance(entries, list) and entries else None
    runs = first.get("runs") if isinstance(first, dict) else None
    first = runs[0] if isinstance(runs, list) and runs else None
    return isinstance(first, dict) and bool(_RUN & set(first)) and "stats" not in first


def _read_pyperf(document: Document) -> Iterator[Found]:
    shared = object_of(document.content, "metadata")
    for place, entry, wrong in objects(document, "benchmarks"):
        if wrong:
            yield wrong
            continue
        common = {**shared, **object_of(entry, "common_metadata"),
                  **object_of(entry, "metadata")}  # fmt: skip
        numbers: list[Number] = []
        left = 0
        for index, run in enumerate(entry.get("runs") or ()):
            if not isinstance(run, dict):
                yield Problem(f"{place}/runs/{index}", f"found {run!r}; want an object")
                continue
            metadata = {**common, **object_of(run, "metadata")}
            inside = f"/runs/{index}"
            found = list(_pyperf_values(run, metadata, inside, index))
            warmups = run.get("warmups")
            left += len(warmups) if isinstance(warmups, list) else 0
            numbers += found
            if found:
                numbers += _peaks(object_of(run, "metadata"), inside, index)
        yield Record(place, numbers, _pyperf_labels(common))
        if left:
            yield NotTaken("warm-ups and calibration", left)


def _pyperf_values(
    run: _Json, metadata: _Json, inside: str, index: int
) -> Iterator[Number]:
    metric, unit = _UNITS.get(str(metadata.get("unit") or "second"), ("value", ""))
    loops = 1.0
    for key in ("values", "samples", "raw_values", "raw_samples"):
        values = run.get(key)
        if isinstance(values, list):
            break
    else:
        return
    if key.startswith("raw"):
        for name in ("loops", "inner_loops"):
            loops *= metadata[name] if is_number(metadata.get(name)) else 1
    for at, value in enumerate(values):
        if is_number(value) and loops:
            yield Number(
                metric, value / loops if loops != 1 else value, unit, "value",
                f"{inside}/{key}/{at}", repr(value), labels={"run_index": index},
            )  # fmt: skip


def _peaks(metadata: _Json, inside: str, index: int) -> Iterator[Number]:
    for key, metric in _PEAKS.items():
        if is_number(metadata.get(key)):
            place = f"{inside}/metadata/{key}"
            yield Number(metric, metadata[key], "bytes", "value", place,
                         labels={"run_index": index})  # fmt: skip


def _pyperf_labels(metadata: _Json) -> dict[str, Any]:
    version = text_of(metadata.get("python_version"))
    name = text_of(metadata.get("python_implementation")) or "python"
    labels: dict[str, Any] = {
        "benchmark": text_of(metadata.get("name"))
        or text_of(metadata.get("timeit_stmt")),
        "machine": text_of(metadata.get("cpu_model_name") or metadata.get("hostname")),
        "software": f"{name} {version}" if version else None,
        "timestamp": text_of(metadata.get("date")),
        "config_label": text_of(metadata.get("description")),
    }
    for key in ("loops", "inner_loops"):
        if is_number(metadata.get(key)):
            labels[f"setting.{key}"] = metadata[key]
    for key in ("timeit_stmt", "timeit_setup", "command", "performance_version"):
        labels[f"setting.{key}"] = text_of(metadata.get(key))
    return labels


# asv ---------------------------------------------------------------------------------

_PREFIXES = {"time": ("time", "s"), "timeraw": ("time", "s"),
             "mem": ("memory", "bytes"), "peakmem": ("memory", "bytes"),
             "track": ("value", "")}  # fmt: skip
_COLUMNS = (
    "result", "params", "version", "started_at", "duration", "stats_ci_99_a",
    "stats_ci_99_b", "stats_q_25", "stats_q_75", "stats_number", "stats_repeat",
    "samples", "profile",
)  # fmt: skip
_STATISTICS = {"mean": "mean", "std": "std", "min": "min", "max": "max", "q_25": "p25",
               "q_75": "p75", "ci_99_a": "ci_low", "ci_99_b": "ci_high"}  # fmt: skip


def _is_asv(document: Document) -> bool:
    content = document.content
    return isinstance(content["results"], dict) and (
        "commit_hash" in content or "env_name" in content or "result_columns" in content
    )


def _read_asv(document: Document) -> Iterator[Found]:
    content = document.content
    columns = content.get("result_columns")
    columns = columns if isinstance(columns, list) else _COLUMNS
    suite = document.beside("../benchmarks.json")
    try:
        about = suite.content if suite and isinstance(suite.content, dict) else {}
    except ValueError:
        about = {}
    shared = _asv_labels(content)
    for name, entry in content["results"].items():
        if isinstance(entry, list):
            entry = dict(zip(map(str, columns), entry, strict=False))
        elif not isinstance(entry, dict):  # before version 0.2: the number alone
            entry = {"result": entry, "bare": True}
        info = object_of(about, name)
        yield from _asv_records(name, entry, info, shared)


def _asv_records(
    name: str, entry: _Json, info: _Json, shared: _Json
) -> Iterator[Found]:
    place = pointer("results", name)
    result = entry.get("result")
    inside = "" if "bare" in entry else "/result"
    single = not isinstance(result, list)
    results = [result] if single else result
    params = entry.get("params")
    if not isinstance(params, list) or not all(isinstance(p, list) for p in params):
        params = []
    combinations = list(itertools.islice(itertools.product(*params), 100_000))
    names = info.get("param_names")
    metric, unit, statistic = _asv_kind(name, info)
    for at, value in enumerate(results or ()):
        labels = {**shared, "benchmark": name}
        if params and at < len(combinations):
            labels |= _asv_params(combinations[at], names)
        where = inside if single else f"{inside}/{at}"
        numbers = [_asv_result(value, metric, unit, statistic, where)]
        numbers += _asv_stats(entry, at, metric, unit)
        if value is None or value != value:
            numbers = numbers[:1]
        yield Record(place, numbers, labels, tier="aggregate" if statistic == "median"
                     and len(numbers) > 1 else None)  # fmt: skip
        yield from _asv_samples(entry, at, metric, unit, place, labels)
    if result is None and not single:
        yield NotTaken("a benchmark without result", 0)


def _asv_result(
    value: Any, metric: str, unit: str, statistic: str, where: str
) -> Number:
    if is_number(value):
        return Number(metric, value, unit, statistic, where)
    if isinstance(value, float) and value != value:
        return Number(metric, None, unit, statistic, where, "NaN", "placeholder",
                      note="skipped by the suite: not applicable")  # fmt: skip
    error = "the benchmark failed (null)"
    if value is not None:
        error = f"found {text_of(value)!r}; want a number"
    return Number(metric, None, unit, statistic, where, repr(value), "failed", error)


def _asv_kind(name: str, info: _Json) -> tuple[str, str, str]:
    """Give (metric, unit, statistic): by the suite's own word, else by the prefix."""
    last = name.rpartition(".")[2].lower()
    prefix = last.partition("_")[0]
    kind = str(info.get("type") or "")
    metric, unit = _PREFIXES.get(prefix, ("value", ""))
    if kind in ("memory", "peakmemory"):
        metric, unit = "memory", "bytes"
    elif kind == "time":
        metric, unit = "time", "s"
    given = text_of(info.get("unit"))
    if given and given not in ("unit", "seconds", "bytes"):
        unit = given
    if given == "seconds":
        metric, unit = "time", "s"
    elif given == "bytes":
        metric, unit = "memory", "bytes"
    return metric, unit, "median" if prefix.startswith("time") else "value"


def _asv_stats(entry: _Json, at: int, metric: str, unit: str) -> Iterator[Number]:
    old = entry.get("stats")
    values: dict[str, Any] = {}
    inside = f"/stats/{at}"
    if isinstance(old, list) and at < len(old) and isinstance(old[at], dict):
        values = dict(old[at])
        interval = values.pop("ci_99", None)
        if isinstance(interval, list) and len(interval) == 2:
            values["ci_99_a"], values["ci_99_b"] = interval
    elif isinstance(old, dict):
        values = dict(old)
        inside = "/stats"
    for key in ("ci_99_a", "ci_99_b", "q_25", "q_75", "repeat", "number"):
        column = entry.get(f"stats_{key}")
        if isinstance(column, list) and at < len(column):
            values[key] = column[at]
            inside = ""
    n = values.get("repeat") or values.get("n")
    for key, statistic in _STATISTICS.items():
        value = values.get(key)
        if is_number(value):
            where = f"{inside}/{key}" if inside else f"/stats_{key}/{at}"
            yield Number(metric, value, unit, statistic, where,
                         n_behind=n if is_number(n) else None)  # fmt: skip


def _asv_samples(
    entry: _Json, at: int, metric: str, unit: str, place: str, labels: dict[str, Any]
) -> Iterator[Record]:
    samples = entry.get("samples")
    mine = samples[at] if isinstance(samples, list) and at < len(samples) else None
    if isinstance(mine, list):
        numbers = [
            Number(metric, value, unit, "value", f"/samples/{at}/{index}",
                   labels={"run_index": index})
            for index, value in enumerate(mine) if is_number(value)
        ]  # fmt: skip
        if numbers:
            yield Record(place, numbers, labels)


def _asv_params(values: tuple[Any, ...], names: Any) -> dict[str, Any]:
    """Name the parameters; their values are Python's own print (``'small'``)."""
    found = {}
    for at, value in enumerate(values):
        name = f"param{at + 1}"
        if isinstance(names, list) and at < len(names) and text_of(names[at]):
            name = str(names[at])
        text = text_of(value) or ""
        try:
            said = ast.literal_eval(text) if text[:1] in "'\"" else text
        except (ValueError, SyntaxError):
            said = text
        found[f"setting.{name}"] = text_of(said) or text
    return found


def _asv_labels(content: _Json) -> dict[str, Any]:
    params = object_of(content, "params")
    needs = object_of(content, "requirements")
    python = text_of(content.get("python")) or text_of(params.get("python"))
    software = [f"python {python}"] if python else []
    software += [f"{k} {v}".strip() for k, v in needs.items()]
    machine = [text_of(params.get("machine")), text_of(params.get("cpu"))]
    return {
        "machine": ", ".join(each for each in machine if each) or None,
        "software": ", ".join(software) or None,
        "setting.commit": text_of(content.get("commit_hash")),
        "setting.env_name": text_of(content.get("env_name")),
    }


def _is_suite(document: Document) -> bool:
    content = document.content
    first = next((v for v in content.values() if isinstance(v, dict)), None) \
        if isinstance(content, dict) else None  # fmt: skip
    return first is not None and {"code", "param_names", "params"} <= set(first)


def _read_suite(document: Document) -> Iterator[Found]:
    yield NotTaken("an asv suite: units and settings of its results", 0)


def _read_machine(document: Document) -> Iterator[Found]:
    yield NotTaken("the description of a machine", 0)


READERS = (
    Reader("pyperf", ("json",), _is_pyperf, _read_pyperf, frozenset({"benchmarks"})),
    Reader("asv", ("json",), _is_asv, _read_asv, frozenset({"results"})),
    Reader("asv-suite", ("json",), _is_suite, _read_suite),
    Reader("asv-machine", ("json",), yes, _read_machine,
           frozenset({"arch", "cpu", "machine", "os", "ram", "version"})),
)  # fmt: skip

"""JSON of JavaScript's benchmark tools: Vitest, Tinybench, mitata, benny, Deno.

Vitest (https://vitest.dev, "Benchmarking", ``--outputJson``) writes what Tinybench
counts (https://github.com/tinylibs/tinybench, ``TaskResult``): milliseconds, ``hz`` a
second, ``rme`` and no other in percent. mitata (https://github.com/evanwashere/mitata,
``format: json``): nanoseconds. benny (https://github.com/caderek/benny, ``save``):
operations a second, ``margin`` in percent. Deno (https://docs.deno.com, ``deno bench
--json``): nanoseconds. fastify's comparison of servers and its many copies
(https://github.com/fastify/benchmarks, ``benchmark-results.json``): means of autocannon
as text, requests a second, latency in milliseconds, throughput in MiB a second.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..document import Document, object_of, pointer, text_of
from ..records import Found, NotTaken, Number, Problem, Reader, Record, is_number
from .micro_json import objects, settings_of

_Json = Mapping[str, Any]
_TINYBENCH = {
    "hz": ("ops", "mean", "1/s"), "mean": ("time", "mean", "ms"),
    "min": ("time", "min", "ms"), "max": ("time", "max", "ms"),
    "median": ("time", "median", "ms"), "p50": ("time", "median", "ms"),
    "p75": ("time", "p75", "ms"), "p99": ("time", "p99", "ms"),
    "p995": ("time", "p99.5", "ms"), "p999": ("time", "p99.9", "ms"),
    "sd": ("time", "std", "ms"), "sem": ("time", "stderr", "ms"),
    "moe": ("time", "error", "ms"), "rme": ("time", "error", "%"),
    "totalTime": ("time", "total", "ms"),
}  # fmt: skip
_MITATA = {"avg": "mean", "min": "min", "max": "max", "p25": "p25", "p50": "median",
           "p75": "p75", "p99": "p99", "p999": "p99.9"}  # fmt: skip

_DENO = _MITATA | {"p995": "p99.5"}
_DECIMAL = re.compile(r"\d{1,15}(?:\.\d{1,9})?", re.ASCII)


def _lists(content: Any, *keys: str) -> Iterator[tuple[str, _Json, _Json]]:
    """Yield (place, object, the one above) two lists deep; what is none is left out."""
    first, second = keys
    for at, outer in enumerate(content if isinstance(content, list) else ()):
        inner = outer.get(first) if isinstance(outer, dict) else None
        for index, item in enumerate(inner if isinstance(inner, list) else ()):
            things = item.get(second) if isinstance(item, dict) else None
            for last, each in enumerate(things if isinstance(things, list) else ()):
                if isinstance(each, dict):
                    place = pointer(at, first, index, second, last)
                    yield place, each, {**outer, **item}


def _is_vitest(document: Document) -> bool:
    files = document.content["files"]
    first = files[0] if isinstance(files, list) and files else None
    groups = first.get("groups") if isinstance(first, dict) else None
    group = groups[0] if isinstance(groups, list) and groups else None
    return isinstance(group, dict) and "benchmarks" in group


def _read_vitest(document: Document) -> Iterator[Found]:
    for place, each, above in _lists(document.content["files"], "groups", "benchmarks"):
        n = each.get("sampleCount")
        numbers = [
            Number(metric, each[key], unit, said, f"/{key}",
                   n_behind=n if is_number(n) else None)
            for key, (metric, said, unit) in _TINYBENCH.items()
            if is_number(each.get(key))
        ]  # fmt: skip
        samples = each.get("samples")
        numbers += [
            Number("time", value, "ms", "value", f"/samples/{at}",
                   labels={"run_index": at})
            for at, value in enumerate(samples if isinstance(samples, list) else ())
            if is_number(value)
        ]  # fmt: skip
        labels = {
            "benchmark": text_of(each.get("name")),
            "config_label": text_of(above.get("fullName")),
            "setting.filepath": text_of(above.get("filepath")),
        }
        yield Record("/files" + place, numbers, labels)


def _is_mitata(document: Document) -> bool:
    entries = document.content["benchmarks"]
    first = entries[0] if isinstance(entries, list) and entries else None
    runs = first.get("runs") if isinstance(first, dict) else None
    run = runs[0] if isinstance(runs, list) and runs else None
    return isinstance(run, dict) and ("stats" in run or "error" in run)


def _read_mitata(document: Document) -> Iterator[Found]:
    context = object_of(document.content, "context")
    cpu = context.get("cpu")
    shared = {
        "machine": text_of(cpu.get("name")) if isinstance(cpu, dict) else text_of(cpu),
        "software": text_of(context.get("runtime") or document.content.get("runtime")),
    }
    for place, entry, wrong in objects(document, "benchmarks"):
        if wrong:
            yield wrong
            continue
        runs = entry.get("runs")
        for at, run in enumerate(runs if isinstance(runs, list) else ()):
            where = f"{place}/runs/{at}"
            if not isinstance(run, dict):
                yield Problem(where, f"found {run!r}; want an object")
                continue
            labels = shared | {
                "benchmark": text_of(run.get("name")) or text_of(entry.get("alias")),
                "config_label": text_of(entry.get("alias")),
            }
            labels |= settings_of(run.get("args"))
            numbers = list(_mitata(run))
            yield Record(where, numbers, labels)


def _mitata(run: _Json) -> Iterator[Number]:
    stats = object_of(run, "stats")
    if not stats or run.get("error"):
        fault = run.get("error")
        fault = fault.get("message") if isinstance(fault, dict) else fault
        error = text_of(fault) or "no statistics"
        yield Number("time", None, "ns", "mean", "/stats", "", "failed", error)
        return
    for key, said in _MITATA.items():
        if is_number(stats.get(key)):
            yield Number("time", stats[key], "ns", said, f"/stats/{key}")
    samples = stats.get("samples")
    for at, value in enumerate(samples if isinstance(samples, list) else ()):
        if is_number(value):
            yield Number("time", value, "ns", "value", f"/stats/samples/{at}",
                         labels={"run_index": at})  # fmt: skip
    for key, said in (("avg", "mean"), ("min", "min"), ("max", "max")):
        heap = object_of(stats, "heap").get(key)
        if is_number(heap):
            yield Number("memory", heap, "bytes", said, f"/stats/heap/{key}")


def _is_deno(document: Document) -> bool:
    benches = document.content["benches"]
    first = benches[0] if isinstance(benches, list) and benches else None
    results = first.get("results") if isinstance(first, dict) else None
    result = results[0] if isinstance(results, list) and results else None
    return isinstance(result, dict) and ("ok" in result or "failed" in result)


def _read_deno(document: Document) -> Iterator[Found]:
    shared = {"machine": text_of(document.content.get("cpu")),
              "software": text_of(document.content.get("runtime"))}  # fmt: skip
    for place, entry, wrong in objects(document, "benches"):
        if wrong:
            yield wrong
            continue
        labels = shared | {
            "benchmark": text_of(entry.get("name")),
            "config_label": text_of(entry.get("group")),
            "setting.origin": text_of(entry.get("origin")),
        }
        results = entry.get("results")
        for at, result in enumerate(results if isinstance(results, list) else ()):
            where = f"{place}/results/{at}"
            if not isinstance(result, dict):
                yield Problem(where, f"found {result!r}; want an object")
                continue
            stats = object_of(result, "ok")
            if not stats:
                fault = object_of(object_of(result, "failed"), "jsError")
                error = text_of(fault.get("message")) or "failed"
                yield Record(where, [Number("time", None, "ns", "mean", "/ok", "",
                                            "failed", error)], labels)  # fmt: skip
                continue
            n = stats.get("n")
            behind = n if is_number(n) else None
            numbers = [
                Number("time", stats[key], "ns", said, f"/ok/{key}",
                       n_behind=behind if said == "mean" else None)
                for key, said in _DENO.items() if is_number(stats.get(key))
            ]  # fmt: skip
            yield Record(where, numbers, labels)


def _is_benny(document: Document) -> bool:
    results = document.content["results"]
    first = results[0] if isinstance(results, list) and results else None
    return isinstance(first, dict) and {"name", "ops", "margin"} <= set(first)


def _read_benny(document: Document) -> Iterator[Found]:
    suite = text_of(document.content.get("name"))
    date = text_of(document.content.get("date"))
    for place, each, wrong in objects(document, "results"):
        if wrong:
            yield wrong
            continue
        labels = {"benchmark": text_of(each.get("name")), "config_label": suite,
                  "timestamp": date}  # fmt: skip
        numbers = []
        if is_number(each.get("ops")):
            numbers.append(Number("ops", each["ops"], "1/s", "mean", "/ops"))
        if is_number(each.get("margin")):
            numbers.append(Number("ops", each["margin"], "%", "error", "/margin"))
        slower = each.get("percentSlower")
        if is_number(slower):
            numbers.append(Number("slower", slower, "%", "delta", "/percentSlower"))
        yield Record(place, numbers, labels)
    yield NotTaken("fastest and slowest: results again", 2)


_SERVERS = {"requests": ("request_throughput", "1/s"), "latency": ("latency", "ms"),
            "throughput": ("bandwidth", "MiB/s")}  # fmt: skip


def _is_servers(document: Document) -> bool:
    content = document.content
    first = content[0] if isinstance(content, list) and content else None
    return (
        isinstance(first, dict)
        and {"name", *_SERVERS} <= set(first) <= {*_SERVERS, *_ABOUT_SERVERS}
        and all(isinstance(first[key], str) for key in _SERVERS)
    )


_ABOUT_SERVERS = ("name", "version", "hasRouter")


def _read_servers(document: Document) -> Iterator[Found]:
    for at, each in enumerate(document.content):
        if not isinstance(each, dict):
            yield Problem(f"/{at}", f"found {each!r}; want an object")
            continue
        labels = {
            "benchmark": text_of(each.get("name")),
            "setting.version": text_of(each.get("version")),
            "setting.hasRouter": text_of(each.get("hasRouter")),
        }
        written = {key: text_of(each.get(key)) or "" for key in _SERVERS}
        numbers = [
            Number(metric, float(written[key]), unit, "mean", f"/{key}", written[key])
            for key, (metric, unit) in _SERVERS.items()
            if _DECIMAL.fullmatch(written[key])
        ]
        if len(numbers) < len(_SERVERS):
            missing = len(_SERVERS) - len(numbers)
            yield NotTaken("words where a number would stand", missing)
        yield Record(document.item_place(at), numbers, labels)


READERS = (
    Reader("fastify-benchmarks", ("json",), _is_servers, _read_servers),
    Reader("vitest", ("json",), _is_vitest, _read_vitest, frozenset({"files"})),
    Reader("mitata", ("json",), _is_mitata, _read_mitata, frozenset({"benchmarks"})),
    Reader("benny", ("json",), _is_benny, _read_benny,
           frozenset({"results", "fastest", "slowest"})),
    Reader("deno", ("json",), _is_deno, _read_deno, frozenset({"benches", "runtime"})),
)  # fmt: skip

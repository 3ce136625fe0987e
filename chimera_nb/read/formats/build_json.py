"""Traces and timings of compilers, build tools and profilers in JSON.

- Chrome traces ("Trace Event Format", the tracing tool's public document): clang
  ``-ftime-trace``, Bazel ``--profile``, PyTorch's profiler, CMake, ninjatracing.
  ``dur`` is always microseconds, whatever ``displayTimeUnit`` says; a ``B`` and its
  ``E`` make one duration. Durations lie inside each other: they are never added up
  here. clang's own sums are its events ``Total …`` (llvm/lib/Support/TimeProfiler.cpp).
- cargo ``--timings``: messages ``timing-info`` and the report's UNIT_DATA, in seconds
  (doc.rust-lang.org/cargo, "Reporting build timings").
- rustc ``-Zself-profile``, summarised as JSON (github.com/rust-lang/measureme,
  summarize): self times and times of queries.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from ..document import Document, object_of, pointer, text_of
from ..records import Found, NotTaken, Number, Problem, Reader, Record, is_number
from ._csv_parts import parse

_Event = Mapping[str, Any]


def _events(content: Any) -> Any:
    return content.get("traceEvents") if isinstance(content, dict) else content


def _is_trace(document: Document) -> bool:
    events = _events(document.content)
    if not isinstance(events, list):
        return False
    first = [each for each in events[:20] if isinstance(each, dict)]
    return bool(first) and all(
        isinstance(each.get("ph"), str) and ("name" in each or each["ph"] in "Ee")
        for each in first
    )


def _read_trace(document: Document) -> Iterator[Found]:
    content = document.content
    events = _events(content)
    prefix = "/traceEvents" if isinstance(content, dict) else ""
    shared = _about(content if isinstance(content, dict) else {})
    names = _tracks(events)
    clang = any(
        isinstance(each, dict) and each.get("name") == "Total ExecuteCompiler"
        for each in events[-200:]
    ) or (isinstance(content, dict) and "beginningOfTime" in content)
    kind = "build" if clang or "bazel" in str(shared.get("software")) else "profile"
    open_events: dict[Any, list[_Event]] = {}
    clocks = 0
    for index, event in enumerate(events):
        place = f"{prefix}/{index}"
        if not isinstance(event, dict):
            yield Problem(place, f"found {event!r}; want an event")
            continue
        phase = event.get("ph")
        clocks += "ts" in event
        if phase in ("B", "E", "b", "e"):
            event = _closed(event, open_events)
            if event is None:
                continue
        elif phase == "C":
            yield from _counter(event, place, shared)
            continue
        elif phase != "X":
            continue
        numbers = list(_durations(event))
        if numbers:
            labels = shared | _labels(event, names)
            yield Record(place, numbers, labels, kind)
        elif "dur" in event:
            found = f"found {event['dur']!r} as dur; want microseconds"
            yield Problem(place, found)
    if clocks:
        yield NotTaken("clock times of events", clocks)


def _about(content: Mapping[str, Any]) -> dict[str, Any]:
    """Read what a trace says of itself as a whole."""
    other = object_of(content, "otherData")
    version = text_of(other.get("bazel_version"))
    device = content.get("deviceProperties")
    first = device[0] if isinstance(device, list) and device else {}
    found = {
        "software": f"bazel {version.removeprefix('release ')}" if version else None,
        "device": text_of(first.get("name")) if isinstance(first, dict) else None,
        "timestamp": text_of(other.get("date")),
    }
    return {name: value for name, value in found.items() if value}


def _tracks(events: list[Any]) -> dict[tuple[str, str], str]:
    """Collect the names of processes and threads from the metadata events."""
    found: dict[tuple[str, str], str] = {}
    for each in events:
        if isinstance(each, dict) and each.get("ph") == "M":
            name = text_of(object_of(each, "args").get("name"))
            if name and each.get("name") == "thread_name":
                found[str(each.get("pid")), str(each.get("tid"))] = name
            elif name and each.get("name") == "process_name":
                found[str(each.get("pid")), ""] = name
    return found


def _labels(event: _Event, names: Mapping[tuple[str, str], str]) -> dict[str, Any]:
    args = object_of(event, "args")
    pid, tid = str(event.get("pid")), str(event.get("tid"))
    detail = next(
        (text_of(args[key]) for key in ("detail", "target", "mnemonic", "url", "file")
         if text_of(args.get(key))), None,
    )  # fmt: skip
    track = names.get((pid, tid)) or names.get((pid, ""))
    labels = {
        "benchmark": text_of(event.get("name")),
        "config_label": ", ".join(filter(None, (detail, track))) or None,
        "setting.category": text_of(event.get("cat")) or None,
    }
    return {name: value for name, value in labels.items() if value}


def _durations(event: _Event) -> Iterator[Number]:
    duration = event.get("dur")
    duration = parse(duration) if isinstance(duration, str) else duration
    if not is_number(duration) or duration < 0:
        return
    args = object_of(event, "args")
    count = args.get("count")
    if str(event.get("name")).startswith("Total ") and is_number(count):
        yield Number("time", duration, "us", "total", "/dur", n_behind=count)
        yield Number("calls", count, "count", "count", "/args/count")
        if is_number(args.get("avg ms")):
            note = "clang rounds it to whole milliseconds"
            yield Number("time", args["avg ms"], "ms", "mean", "/args/avg ms",
                         n_behind=count, note=note)  # fmt: skip
    else:
        yield Number("time", duration, "us", "value", "/dur")


def _closed(event: _Event, opened: dict[Any, list[_Event]]) -> _Event | None:
    """Keep a beginning; give the whole event where this is its end."""
    key = (str(event.get("pid")), str(event.get("tid")))
    if event.get("ph") in ("b", "e"):
        key = (str(event.get("cat")), str(event.get("id")) + str(event.get("name")))
    if event.get("ph") in ("B", "b"):
        opened.setdefault(key, []).append(event)
        return None
    stack = opened.get(key)
    if not stack:
        return None
    begin = stack.pop()
    start, end = begin.get("ts"), event.get("ts")
    if not (is_number(start) and is_number(end)):
        return None
    return {**begin, "dur": end - start, "ph": "X"}


def _counter(event: _Event, place: str, shared: Mapping[str, Any]) -> Iterator[Found]:
    name = text_of(event.get("name")) or "counter"
    numbers = []
    for key, value in object_of(event, "args").items():
        value = parse(value) if isinstance(value, str) else value
        if is_number(value):
            label = {"config_label": str(key)}
            at = pointer("args", key)
            numbers.append(Number("counter", value, "count", "value", at, labels=label))
    if numbers:
        yield Record(place, numbers, {**shared, "benchmark": name}, "profile")


def _is_cargo(document: Document) -> bool:
    content = document.content
    if not isinstance(content, list):
        return False
    if content and isinstance(content[0], dict) and "reason" in content[0]:
        return any(
            isinstance(each, dict) and each.get("reason") == "timing-info"
            for each in content
        )
    keys = {"name", "version", "duration", "rmeta_time", "unlocked_units"}
    return bool(content) and isinstance(content[0], dict) and keys <= set(content[0])


def _read_cargo(document: Document) -> Iterator[Found]:
    for index, unit in enumerate(document.content):
        if (
            not isinstance(unit, dict)
            or unit.get("reason", "timing-info") != "timing-info"
        ):
            continue
        target = unit.get("target")
        target = target if isinstance(target, dict) else {"name": target}
        kinds = target.get("kind")
        kinds = kinds if isinstance(kinds, list) else []
        name = text_of(unit.get("name")) or text_of(unit.get("package_id"))
        labels = {
            "benchmark": name or text_of(target.get("name")),
            "config_label": text_of(target.get("name")),
            "setting.version": text_of(unit.get("version")),
            "setting.mode": text_of(unit.get("mode")),
            "setting.kind": ", ".join(map(str, kinds))
            if isinstance(kinds, list)
            else None,
        }
        numbers = [
            Number(metric, unit[key], "s", "value", pointer(key))
            for key, metric in (
                ("duration", "build_time"),
                ("rmeta_time", "rmeta_time"),
            )
            if is_number(unit.get(key))
        ]
        if numbers:
            yield Record(document.item_place(index), numbers, labels, "build")


def _is_rustc(document: Document) -> bool:
    data = document.content["query_data"]
    return isinstance(data, list) and (
        not data
        or (isinstance(data[0], dict) and {"label", "self_time"} <= set(data[0]))
    )


_RUSTC_TIMES = ("time", "self_time", "blocked_time", "incremental_load_time",
                "incremental_result_hashing_time")  # fmt: skip
_RUSTC_COUNTS = ("invocation_count", "number_of_cache_hits", "number_of_cache_misses")


def _nanoseconds(value: Any) -> float | None:
    """Read ``{"secs": 1, "nanos": 5}`` or a count of nanoseconds."""
    if isinstance(value, dict):
        seconds, rest = value.get("secs"), value.get("nanos")
        if is_number(seconds) and is_number(rest):
            return seconds * 1_000_000_000 + rest
        return None
    return value if is_number(value) else None


def _read_rustc(document: Document) -> Iterator[Found]:
    content = document.content
    total = _nanoseconds(content.get("total_time"))
    if total is not None:
        number = Number("compile_time", total, "ns", "total")
        yield Record("/total_time", [number], {"benchmark": "total"}, "build")
    for index, query in enumerate(content["query_data"]):
        place = pointer("query_data", index)
        if not isinstance(query, dict):
            yield Problem(place, f"found {query!r}; want an object")
            continue
        numbers = [
            Number(name, value, "ns", "total", pointer(name))
            for name in _RUSTC_TIMES
            if (value := _nanoseconds(query.get(name))) is not None
        ] + [
            Number(name, query[name], "count", "count", pointer(name))
            for name in _RUSTC_COUNTS
            if is_number(query.get(name))
        ]
        if numbers:
            labels = {"benchmark": text_of(query.get("label"))}
            yield Record(place, numbers, labels, "build", "aggregate")
    sizes = content.get("artifact_sizes")
    for index, size in enumerate(sizes if isinstance(sizes, list) else ()):
        if isinstance(size, dict) and is_number(size.get("value")):
            labels = {"benchmark": text_of(size.get("label"))}
            number = Number("size", size["value"], "B", "value", "/value")
            yield Record(pointer("artifact_sizes", index), [number], labels, "build")


READERS = (
    Reader("chrome_trace", ("json",), _is_trace, _read_trace),
    Reader("cargo_timings", ("json",), _is_cargo, _read_cargo),
    Reader(
        "rustc_profile", ("json",), _is_rustc, _read_rustc, frozenset({"query_data"})
    ),
)

"""JSON of criterion.rs, cargo-criterion, critcmp and Bencher: Rust benchmarks.

criterion (https://github.com/bheisler/criterion.rs, ``src/estimate.rs``): nanoseconds;
``estimates.json`` lies in ``<benchmark>/new/`` beside ``benchmark.json``, which holds
the name. ``change/estimates.json`` has mean and median only: ratios of change, no
times. ``sample.json`` holds times of so many iterations each.

cargo-criterion (https://bheisler.github.io/criterion.rs/book/cargo_criterion, "External
Tools"): one message a line. critcmp (https://github.com/BurntSushi/critcmp): baselines
as exported. Bencher (https://bencher.dev/docs, "Bencher Metric Format").
"""

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from ..document import Document, object_of, pointer, text_of
from ..records import Found, NotTaken, Number, Problem, Reader, Record, is_number, yes

_Json = Mapping[str, Any]
_NAMES = {
    "mean": "mean", "median": "median", "std_dev": "std", "slope": "slope",
    "median_abs_dev": "mad", "typical": "typical",
    "Mean": "mean", "Median": "median", "StdDev": "std", "Slope": "slope",
    "MedianAbsDev": "mad",
}  # fmt: skip
_OWN_METRIC = {"mad": "median_abs_dev", "typical": "typical_time"}
_FOLDERS = frozenset({"new", "base", "change", "main", "master", "baseline"})
_FROM_PATH = "the name is the folder's: no benchmark.json beside it"


def _is_estimates(document: Document) -> bool:
    content = document.content
    if not isinstance(content, dict):
        return False
    mean = content.get("mean", content.get("Mean"))
    return isinstance(mean, dict) and {"point_estimate", "confidence_interval"} <= set(
        mean
    )


def _read_estimates(document: Document) -> Iterator[Found]:
    labels, note = _name(document)
    change = not {"std_dev", "StdDev", "slope", "Slope"} & set(document.content)
    numbers = list(_estimates(document.content, "", change, note))
    yield Record("", numbers, labels)


def _estimates(
    content: _Json, inside: str, change: bool = False, note: str | None = None
) -> Iterator[Number]:
    unit = "x" if change else "ns"
    for key, name in _NAMES.items():
        each = content.get(key)
        if not isinstance(each, dict) or not is_number(each.get("point_estimate")):
            continue
        metric = "time_change" if change else _OWN_METRIC.get(name, "time")
        statistic = "delta" if change else "value" if name in _OWN_METRIC else name
        place = f"{inside}/{key}"
        labels = {"config_label": f"change of the {name}"} if change else {}
        interval = object_of(each, "confidence_interval")
        parts = [(statistic, "/point_estimate", each["point_estimate"])]
        if name in ("mean", "median", "slope"):
            own = {} if name == "mean" else {"config_label": f"interval of the {name}"}
            bound = "/confidence_interval/"
            parts += [
                ("ci_low", bound + "lower_bound", interval.get("lower_bound")),
                ("ci_high", bound + "upper_bound", interval.get("upper_bound")),
                ("stderr", "/standard_error", each.get("standard_error")),
            ]  # fmt: skip
        for at, (said, where, value) in enumerate(parts):
            if is_number(value):
                mine = labels or (own if at else {})
                yield Number(metric, value, unit, said, place + where, note=note,
                             labels=mine)  # fmt: skip


def _name(document: Document) -> tuple[dict[str, Any], str | None]:
    """Find the benchmark's name: beside, or, last of all, in the path."""
    other = document.beside("benchmark.json")
    try:
        about = other.content if other and isinstance(other.content, dict) else {}
    except ValueError:
        about = {}
    parts = PurePosixPath(document.path).parts[:-1]
    which = parts[-1] if parts and parts[-1] in _FOLDERS else None
    name = text_of(about.get("full_id") or about.get("title"))
    note = None
    if not name:
        kept = parts[:-1] if which else parts
        if "criterion" in kept:
            kept = kept[kept.index("criterion") + 1 :]
        name, note = "/".join(kept) or None, _FROM_PATH
    labels = {"benchmark": name, "config_label": which}
    labels |= {f"setting.{key}": text_of(about.get(key))
               for key in ("group_id", "function_id", "value_str")}  # fmt: skip
    return labels, note if name else None


def _is_sample(document: Document) -> bool:
    content = document.content
    return isinstance(content["iters"], list) and isinstance(content["times"], list)


def _read_sample(document: Document) -> Iterator[Found]:
    labels, note = _name(document)
    pairs = zip(document.content["iters"], document.content["times"], strict=False)
    numbers = [
        Number("time", spent / n, "ns", "value", f"/times/{at}", repr(spent), note=note,
               labels={"run_index": at})
        for at, (n, spent) in enumerate(pairs)
        if is_number(n) and is_number(spent) and n
    ]  # fmt: skip
    yield Record("", numbers, labels)


def _read_name(document: Document) -> Iterator[Found]:
    yield NotTaken("names the benchmark of the files beside it", 0)


# cargo-criterion ---------------------------------------------------------------------


def _messages(document: Document) -> list[Any]:
    content = document.content
    return content if isinstance(content, list) else [content]


def _is_messages(document: Document) -> bool:
    return any(
        isinstance(each, dict)
        and each.get("reason") in ("benchmark-complete", "group-complete")
        for each in _messages(document)[:5]
    )


def _read_messages(document: Document) -> Iterator[Found]:
    for index, each in enumerate(_messages(document)):
        one = not isinstance(document.content, list)
        place = "" if one else document.item_place(index)
        if not isinstance(each, dict):
            yield Problem(place, f"found {each!r}; want an object")
        elif each.get("reason") == "benchmark-complete":
            yield Record(
                place, list(_message(each)), {"benchmark": text_of(each.get("id"))}
            )


def _message(each: _Json) -> Iterator[Number]:
    for key in ("typical", "mean", "median", "median_abs_dev", "slope"):
        estimate = object_of(each, key)
        name = _NAMES[key]
        metric = _OWN_METRIC.get(name, "time")
        unit = text_of(estimate.get("unit")) or text_of(each.get("unit")) or "ns"
        own = {} if key == "mean" else {"config_label": f"interval of the {name}"}
        for said, part in ((name, "estimate"), ("ci_low", "lower_bound"),
                           ("ci_high", "upper_bound")):  # fmt: skip
            if is_number(estimate.get(part)):
                statistic = "value" if said in _OWN_METRIC else said
                yield Number(metric, estimate[part], unit, statistic, f"/{key}/{part}",
                             labels=own if part != "estimate" else {})  # fmt: skip
    for key in ("mean", "median"):
        change = object_of(object_of(each, "change"), key)
        if is_number(change.get("estimate")):
            unit = "%" if change.get("unit") == "%" else "x"
            yield Number("time_change", change["estimate"], unit, "delta",
                         f"/change/{key}/estimate",
                         labels={"config_label": f"change of the {key}"})  # fmt: skip
    unit = text_of(each.get("unit")) or "ns"
    counts, values = each.get("iteration_count"), each.get("measured_values")
    if isinstance(counts, list) and isinstance(values, list):
        for at, (n, value) in enumerate(zip(counts, values, strict=False)):
            if is_number(n) and is_number(value) and n:
                yield Number("time", value / n, unit, "value", f"/measured_values/{at}",
                             repr(value), labels={"run_index": at})  # fmt: skip


# critcmp and Bencher -----------------------------------------------------------------


def _is_critcmp(document: Document) -> bool:
    entries = document.content["benchmarks"]
    first = next(iter(entries.values()), None) if isinstance(entries, dict) else None
    return isinstance(first, dict) and "criterion_estimates_v1" in first


def _read_critcmp(document: Document) -> Iterator[Found]:
    for name, each in document.content["benchmarks"].items():
        estimates = (
            object_of(each, "criterion_estimates_v1") if isinstance(each, dict) else {}
        )
        place = pointer("benchmarks", name)
        if not estimates:
            yield Problem(place, "no criterion_estimates_v1")
            continue
        labels = {"benchmark": name, "config_label": text_of(each.get("baseline"))}
        yield Record(
            place, list(_estimates(estimates, "/criterion_estimates_v1")), labels
        )


_BMF_UNITS = {"latency": ("latency", "ns"), "throughput": ("ops", "1/s")}


def _is_bmf(document: Document) -> bool:
    content = document.content
    if not isinstance(content, dict) or not content:
        return False
    first = next(iter(content.values()))
    if not isinstance(first, dict) or not first:
        return False
    return all(
        isinstance(each, dict) and is_number(each.get("value"))
        and set(each) <= {"value", "lower_value", "upper_value"}
        for each in first.values()
    )  # fmt: skip


def _read_bmf(document: Document) -> Iterator[Found]:
    for name, measures in document.content.items():
        if not isinstance(measures, dict):
            yield Problem(pointer(name), f"found {measures!r}; want an object")
            continue
        numbers = []
        for measure, each in measures.items():
            metric, unit = _BMF_UNITS.get(measure, (measure.replace("-", "_"), ""))
            for key, said in (("value", "value"), ("lower_value", "ci_low"),
                              ("upper_value", "ci_high")):  # fmt: skip
                if isinstance(each, dict) and is_number(each.get(key)):
                    place = pointer(measure, key)
                    numbers.append(Number(metric, each[key], unit, said, place))
        yield Record(pointer(name), numbers, {"benchmark": name})


READERS = (
    Reader("criterion", ("json",), _is_estimates, _read_estimates),
    Reader("criterion-sample", ("json",), _is_sample, _read_sample,
           frozenset({"iters", "times"})),
    Reader("criterion-name", ("json",), yes, _read_name,
           frozenset({"group_id", "full_id", "directory_name"})),
    Reader("cargo-criterion", ("json",), _is_messages, _read_messages),
    Reader("critcmp", ("json",), _is_critcmp, _read_critcmp, frozenset({"benchmarks"})),
    Reader("bencher", ("json",), _is_bmf, _read_bmf),
)  # fmt: skip

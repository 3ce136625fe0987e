"""JSON of github-action-benchmark: custom results, and the data file of its page.

https://github.com/benchmark-action/github-action-benchmark, README ("Custom
benchmark") and ``src/extract.ts``: a list of name, unit, value, and perhaps range and
extra. The page's data (``data.js``) holds every commit's results under ``entries``.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from ...units import parse_unit
from ..document import Document, object_of, pointer, text_of
from ..header_words import statistic_of
from ..records import Found, Number, Problem, Reader, Record, is_number

_SCRIPT = "window.BENCHMARK_DATA"
_RANGE = re.compile(
    r"(?:(stddev|stdev|std)\s*:)?\s*(?:±|\+/-|\+-)?\s*"
    r"(\d[\d.,]*(?:e[-+]?\d+)?)\s*(%)?\s*",
    re.I,
)
#: A statistic that ends a name: classifyMap p95, "sort (median)".
_SAID = re.compile(
    r"(?i)\w[ :/_-]*[ (:/](mean|avg|average|median|min|max|std ?dev|p\d\d(?:\.\d)?)"
    r"\)?\Z"
)
_EXTRA = re.compile(r"mean: ([\d.e+-]+) (nsec|usec|msec|sec)\b")


def _is_list(document: Document) -> bool:
    content = document.content
    if not isinstance(content, list) or not content:
        return False
    return all(
        isinstance(each, dict)
        and {"name", "unit", "value"} <= set(each)
        and set(each) <= {"name", "unit", "value", "range", "extra", "biggerIsBetter"}
        for each in content[:5]
    )


def _read_list(document: Document) -> Iterator[Found]:
    for index, each in enumerate(document.content):
        yield from _bench(each, document.item_place(index), {})


def _is_data(document: Document) -> bool:
    return isinstance(document.content["entries"], dict)


def _is_script(document: Document) -> bool:
    return document.text.lstrip("\ufeff \t\r\n").startswith(_SCRIPT)


def _read_script(document: Document) -> Iterator[Found]:
    text = document.text[document.text.index("=") + 1 :].strip().rstrip(";")
    content = json.loads(text)
    if isinstance(content, dict):
        yield from _entries(content)


def _read_data(document: Document) -> Iterator[Found]:
    yield from _entries(document.content)


def _entries(content: Mapping[str, Any]) -> Iterator[Found]:
    for suite, commits in object_of(content, "entries").items():
        for at, entry in enumerate(commits if isinstance(commits, list) else ()):
            if not isinstance(entry, dict):
                place = pointer("entries", suite, at)
                yield Problem(place, f"found {entry!r}; want an object")
                continue
            commit = object_of(entry, "commit")
            labels = {
                "config_label": suite,
                "setting.commit": text_of(commit.get("id")),
                "timestamp": text_of(commit.get("timestamp")),
                "software": text_of(entry.get("tool")),
            }
            benches = entry.get("benches")
            for index, each in enumerate(benches if isinstance(benches, list) else ()):
                place = pointer("entries", suite, at, "benches", index)
                yield from _bench(each, place, labels)


def _bench(each: Any, place: str, shared: dict[str, Any]) -> Iterator[Found]:
    if not isinstance(each, dict):
        yield Problem(place, f"found {each!r}; want an object")
        return
    value, unit = each.get("value"), (text_of(each.get("unit")) or "").strip()
    if isinstance(value, str):
        try:
            value = float(value.replace(",", ""))
        except ValueError:
            value = None
    if not is_number(value):
        yield Problem(f"{place}/value", f"found {each.get('value')!r}; want a number")
        return
    metric = _metric(unit)
    said = _SAID.search(text_of(each.get("name")) or "")
    statistic = statistic_of(said[1])[0] if said else ""
    numbers = [Number(metric, value, unit, statistic or "value", "/value")]
    numbers += _spread(each.get("range"), metric, unit)
    extra = each.get("extra")
    mean = _EXTRA.search(extra) if isinstance(extra, str) else None
    if mean:
        numbers.append(Number("time", float(mean[1]), mean[2], "mean", "/extra"))
    labels = shared | {"benchmark": text_of(each.get("name"))}
    yield Record(place, numbers, labels)


def _metric(unit: str) -> str:
    known = parse_unit(unit)
    names = {"s": "time", "1/s": "ops", "bytes": "memory", "bytes/s": "bandwidth"}
    return names.get(known.canonical if known else "", "value")


def _spread(written: Any, metric: str, unit: str) -> Iterator[Number]:
    match = _RANGE.fullmatch(written) if isinstance(written, str) else None
    if not match:
        return
    try:
        value = float(match[2].replace(",", ""))
    except ValueError:
        return
    if match[3]:
        yield Number(metric, value, "%", "error", "/range", written)
    elif match[1] and metric == "ops":  # pytest-benchmark: seconds beside iter/sec
        yield Number("time", value, "s", "std", "/range", written)
    else:
        said = "std" if match[1] else "error"
        yield Number(metric, value, unit, said, "/range", written)


READERS = (
    Reader("github-action-benchmark", ("json",), _is_list, _read_list),
    Reader("github-action-benchmark", ("json",), _is_data, _read_data,
           frozenset({"entries", "lastUpdate"})),
    Reader("github-action-benchmark", ("text",), _is_script, _read_script),
)  # fmt: skip

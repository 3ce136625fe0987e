"""JSON of Julia's BenchmarkTools (``BenchmarkTools.save``).

https://github.com/JuliaCI/BenchmarkTools.jl, ``src/serialization.jl`` and
``src/trials.jl``: versions, then pairs of a type's name and its fields. Times and
garbage collection are nanoseconds of one evaluation; ``memory`` is bytes and
``allocs`` a count, both of one evaluation and of the least of all samples. A ratio of
two estimates is no time.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from ..document import Document, object_of, pointer
from ..records import Found, NotTaken, Number, Problem, Reader, Record, is_number
from .micro_json import settings_of

_TOTALS = {"memory": ("memory", "bytes"), "allocs": ("allocations", "count")}
_SETTINGS = ("samples", "evals", "seconds")


def _claims(document: Document) -> bool:
    content = document.content
    if isinstance(content, list) and content and isinstance(content[0], dict):
        return {"Julia", "BenchmarkTools"} <= set(content[0])
    return False


def _read(document: Document) -> Iterator[Found]:
    content = document.content
    labels = {"software": f"Julia {content[0]['Julia']}"}
    roots = content[1] if len(content) > 1 and isinstance(content[1], list) else []
    for at, root in enumerate(roots):
        yield from _node(root, pointer(1, at), (), labels)


def _node(
    node: Any, place: str, names: tuple[str, ...], labels: dict[str, Any]
) -> Iterator[Found]:
    if not (isinstance(node, list) and len(node) == 2 and isinstance(node[1], dict)):
        yield Problem(place, "want a pair of a type's name and its fields")
        return
    kind, fields = str(node[0]).rpartition(".")[2], node[1]
    place += "/1"
    if kind == "BenchmarkGroup":
        for name, inner in object_of(fields, "data").items():
            where = f"{place}/data{pointer(name)}"
            yield from _node(inner, where, (*names, name), labels)
        return
    numbers = list(_numbers(kind, fields))
    params = fields.get("params")
    chosen = params[1] if isinstance(params, list) and len(params) == 2 else params
    settings = {}
    if isinstance(chosen, dict):
        settings = settings_of({name: chosen.get(name) for name in _SETTINGS})
    about = {"benchmark": "/".join(names) or None} | settings
    if numbers:
        yield Record(place, numbers, labels | about)
    else:
        yield NotTaken(f"a {kind} of BenchmarkTools", 0)


def _numbers(kind: str, fields: Mapping[str, Any]) -> Iterator[Number]:
    times = fields.get("times")
    for at, value in enumerate(times if isinstance(times, list) else ()):
        if is_number(value):
            yield Number("time", value, "ns", "value", f"/times/{at}",
                         labels={"run_index": at})  # fmt: skip
    ratio = kind in ("TrialRatio", "TrialJudgement")
    for key, metric in (("time", "time"), ("gctime", "gc_time")):
        if is_number(fields.get(key)):
            unit = "x" if ratio else "ns"
            said = "delta" if ratio else "value"
            yield Number(metric, fields[key], unit, said, f"/{key}")
    for key, (metric, unit) in _TOTALS.items():
        if is_number(fields.get(key)):
            said = "delta" if ratio else "value"
            yield Number(metric, fields[key], "x" if ratio else unit, said, f"/{key}")
    spent = fields.get("gctimes")
    for at, value in enumerate(spent if isinstance(spent, list) else ()):
        if is_number(value) and value:
            yield Number("gc_time", value, "ns", "value", f"/gctimes/{at}",
                         labels={"run_index": at})  # fmt: skip


READERS = (Reader("benchmarktools", ("json",), _claims, _read),)

"""Numbers of a text that files store as they are: by raw key, line or named file."""

import re

from .claim import Claim
from .facts import Facts
from .tolerance import stands_for
from .units import parse_unit

#: Verdict word, reason, path, stored value as text, source, stored value.
Judged = tuple[str, str, str, str, str, float]
#: What a statistic is called in the keys of files.
_STATISTIC = {
    "mean": "mean|avg|average", "median": "median|p50", "std": "std|stdev|stddev|sd",
    "min": "min|minimum", "max": "max|maximum|peak", "p90": "p90", "p95": "p95",
    "p99": "p99", "cv": "cv|cv_percent|coefficient_of_variation",
    "count": "count|runs|n|num|total|samples|iterations|completed",
}  # fmt: skip
#: What a metric is called there.
_METRIC = {
    "throughput": "tokens?_s|tok_s|tokens_per_sec\\w*|throughput", "ttft": "ttft\\w*",
    "latency": "latency\\w*|time\\w*|ms", "load_time": "load\\w*",
    "compile_time": "compile\\w*", "accuracy": "accuracy", "model_size": "\\w*size\\w*",
    "prompt_time": "prompt_eval\\w*", "decode_time": "eval\\w*", "power": "power\\w*",
    "temperature": "temp\\w*", "cpu_util": "cpu\\w*", "gpu_util": "utili\\w+",
}  # fmt: skip


def by_key(claim: Claim, facts: Facts) -> Judged | None:
    """Judge a number by what files store under its raw key; None: no file has it."""
    stored = facts.raw.find(claim.key) if claim.key and facts.raw is not None else []
    if not stored:
        return None
    near = min(stored, key=lambda each: abs(each.value - claim.value))
    where = f"{near.path} in {near.source}"
    unit = facts.raw.unit_of(near) if claim.unit == "s" else ""
    known = parse_unit(unit) if unit else None
    if known and stands_for(claim, near.value) and known.factor != claim.factor:
        said = f"stored as {where}, in {unit}"
        shown = f"{near.value:g} {unit}"
        return "contradicted", said, near.path, shown, near.source, near.value
    if stands_for(claim, near.value):
        return (
            "supported", f"stored as {where}", near.path, f"{near.value:g}",
            near.source, near.value,
        )  # fmt: skip
    said = f"{len(stored)} values are stored under {claim.key}; the nearest is"
    return (
        "contradicted", f"{said} {near.value:g}", near.path, f"{near.value:g}",
        near.source, near.value,
    )  # fmt: skip


def by_line(claim: Claim, facts: Facts) -> Judged | None:
    """Support a line of a label and a number that a file stores so: Total tokens."""
    if not claim.said or facts.raw is None or not _telling(claim):
        return None
    same = [
        s for s in facts.raw.ending(claim.said)
        if stands_for(claim, s.value) and _in_its_unit(claim, facts.raw.unit_of(s))
    ]  # fmt: skip
    return _as(same[0].path, same[0].source, same[0].value) if same else None


def by_column(claim: Claim, facts: Facts) -> Judged | None:
    """Support a cell whose column is a key that files store it under."""
    words = claim.header.strip("`* ")
    if not words or facts.raw is None or not _telling(claim) or claim.unknown:
        return None
    named = set(claim.subject) | set(claim.outer)
    if named & {"model", "backend", "device", *facts.settings}:
        return None  # of those it is a statistic, and was judged as one
    same = [s for s in facts.raw.ending(words) if stands_for(claim, s.value)]
    return _as(same[0].path, same[0].source, same[0].value) if same else None


def by_row(claim: Claim, facts: Facts) -> Judged | None:
    """Judge a cell by what the row and the column that it names store."""
    words = claim.header.strip("`* ")
    if not words or not claim.row or facts.raw is None:
        return None
    if {*claim.subject, *claim.outer} & {"model", "backend", "device", *facts.settings}:
        return None  # of those it is a statistic, and was judged as one
    stored = facts.raw.in_row(words, claim.row)
    same = [each for each in stored if stands_for(claim, each.value)]
    if not stored or same:
        return _as(same[0].path, same[0].source, same[0].value) if same else None
    near = min(stored, key=lambda each: abs(each.value - claim.value))
    said = f"stored as {near.path} in {near.source} is {near.value:g}"
    return "contradicted", said, near.path, f"{near.value:g}", near.source, near.value


def by_benchmark(claim: Claim, facts: Facts) -> Judged | None:
    """Support a number that a file stores for a named benchmark under such a key."""
    title = claim.subject.get("benchmark") or claim.outer.get("benchmark")
    said = _METRIC.get(claim.metric or "")
    if not title or not said or facts.raw is None or not _telling(claim):
        return None
    pattern = re.compile(rf"(?:^|[_.])(?:{said})(?:[_.]|$)")
    for stored in facts.raw.of_title(title):
        fits = pattern.search(stored.path.lower()) and stands_for(claim, stored.value)
        if fits and _in_its_unit(claim, facts.raw.unit_of(stored)):
            return _as(stored.path, stored.source, stored.value)
    return None


def by_file(claim: Claim, facts: Facts) -> Judged | None:
    """Support a number that a file which the text names stores under such a key.

    The key must say the statistic that the number's words say, or the metric where they
    say none; nobody else may be named; and the number must have digits enough to be no
    coincidence.
    """
    scope = claim.subject.get("scope") or claim.outer.get("scope")
    files = facts.scopes.get(scope or "", ())
    others = {"scope", "type", "benchmark"}
    if len(files) != 1 or facts.raw is None or not _telling(claim, 2):
        return None
    if not (set(claim.subject) | set(claim.outer)) <= others:
        return None
    if claim.statistic:
        said = _STATISTIC.get(claim.statistic)
    else:
        said = _METRIC.get(claim.metric or "")
        if claim.unit == "s" and claim.metric is None:
            said = "overall_mean|mean|avg|average"  # demo_1759186697 came out at 72 µs
    if not said:
        return None
    whole = _METRIC.get(claim.metric or "") if claim.statistic == "mean" else None
    if whole:
        said = rf"{said}|(?:overall|mean|average|avg)_(?:{whole})"
    pattern = re.compile(rf"(?:^|[_.])(?:overall_|mean_)?(?:{said})(?:[_.]|$)")
    for stored in facts.raw.within(files):
        fits = pattern.search(stored.path.lower()) and stands_for(claim, stored.value)
        if fits and _in_its_unit(claim, facts.raw.unit_of(stored)):
            return _as(stored.path, stored.source, stored.value)
    return None


def _in_its_unit(claim: Claim, unit: str) -> bool:
    """Say whether a time is given in the unit that its key names, if that names one."""
    known = parse_unit(unit) if unit and claim.unit == "s" else None
    return known is None or known.factor == claim.factor


def _as(path: str, source: str, value: float) -> Judged:
    said = f"stored as {path} in {source}"
    return "supported", said, path, f"{value:g}", source, value


def _telling(claim: Claim, digits: int = 3) -> bool:
    """Say whether a number has digits enough to be no coincidence."""
    return len(claim.token.replace(".", "").replace(",", "").lstrip("0")) >= digits

"""Which two facts a ratio, percentage, difference or share is reckoned of."""

from collections.abc import Iterator

from .claim import Claim
from .facts import Fact, Facts
from .finding import find_fact, relevant, usual_statistic
from .measurements import METRICS
from .words import FAILURES

#: All of a thing, in percent.
_ALL = 100
#: What a count is a part of.
WHOLE = {
    "compile_failures": "compile_attempts", "break_even": "speedup",
    "calls_failed": "calls",
}  # fmt: skip
_LABELS = ("model", "backend", "device", "scope")


def pairs_of(
    claim: Claim, facts: Facts, metric: str
) -> Iterator[tuple[Fact, Fact, str]]:
    """Yield the pairs of facts that a derived number may be of, and how."""
    statistic = claim.statistic or facts.usual(metric) or usual_statistic(metric)
    outer = dict(claim.outer)
    subject = relevant(metric, outer | dict(claim.subject), facts)
    pairs: list[tuple[Fact | None, Fact | None, str]] = []
    if len(claim.operands) == 2:
        one, other = (
            find_fact(
                facts, relevant(metric, outer | dict(each), facts), metric, statistic
            )
            for each in claim.operands
        )
        pairs.append((one, other, claim.role))
    elif claim.label:  # the fastest and the slowest model: their means
        named = [
            find_fact(facts, subject | {claim.label: name}, metric, "mean")
            for name in facts.labels.get(claim.label, ())
        ]
        found = sorted((each for each in named if each), key=lambda each: each.value)
        if len(found) > 1:
            pairs.append((found[-1], found[0], claim.role))
    elif len(claim.statistics) == 2:
        one, other = (
            find_fact(facts, subject, metric, each) for each in claim.statistics
        )
        pairs.append((one, other, claim.role))
    elif claim.role == "percent" and statistic == "total" and subject:
        part = find_fact(facts, subject, metric, "total")  # of the time of all
        pairs.append((part, find_fact(facts, {}, metric, "total"), "share"))
    elif claim.role == "percent" and metric == "size":
        part = find_fact(facts, subject, metric, "total")
        pairs.append((part, find_fact(facts, {}, metric, "total"), "share"))
    elif claim.role == "percent" and is_count(metric):
        metric = FAILURES.get(metric, metric) if claim.failed else metric
        part = find_fact(facts, subject, metric, "count")
        own = {k: v for k, v in subject.items() if k in _LABELS}
        alike = {k: v for k, v in subject.items() if k not in (*_LABELS, "type")}
        wholes = [(own, WHOLE.get(metric, metric)), (alike, metric),
                  ({}, WHOLE.get(metric, metric))]  # fmt: skip
        if metric in WHOLE and not claim.failed:  # its noun says of what: attempts
            del wholes[1]
        if claim.rate and own:
            wholes = wholes[:1]
        if (
            claim.subject.get("status") == "failed" and not claim.rate
        ):  # a share of the failures
            wholes = [({}, metric)]
        for of, what in wholes:  # of the same one's, of all like these, or of all
            whole = find_fact(facts, of, what, "count")
            same = (of, what) == (subject, metric)
            if not same or (not subject and claim.value == _ALL):
                pairs.append((part, whole, "share"))
    for one, other, role in pairs:
        if one is not None and other is not None:
            yield one, other, role


def is_count(metric: str) -> bool:
    """Say whether a metric counts things."""
    return metric in METRICS and METRICS[metric].unit == "count"

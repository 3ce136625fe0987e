"""Claims × facts → verdicts, each with its reason and the fact behind it."""

from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd

from .claims import Claim, find_claims
from .facts import Fact, Facts
from .measurements import METRICS, WARMED
from .names import Vocabulary
from .units import format_value

_COLUMNS = ("line", "column", "token", "kind", "verdict", "fact", "reason",
            "true_value", "source")  # fmt: skip
#: "about 17" may be off by so much; other numbers only by the digits written.
_ABOUT = 0.05
_TINY = 1e-9


class Verdict(NamedTuple):
    """What a claim came to; `fact` is empty where there is none."""

    verdict: str
    reason: str
    fact: str = ""
    true_value: str = ""
    source: str = ""


def check_text(text: str, facts: Facts) -> pd.DataFrame:
    """Judge every number and comparison word of a Markdown text.

    Parameters
    ----------
    text
        Markdown by anybody.
    facts
        What the data says; `Facts.lookup` computes what nobody had listed.

    Returns
    -------
    DataFrame
        ``line``, ``column`` (from 1, in characters), ``token``, ``kind`` ("number",
        "relation"), ``verdict`` ("supported", "contradicted", "unsupported", or "not a
        claim"), ``fact`` (its id), ``reason``, ``true_value`` (printed), ``source``.
    """
    rows = []
    for claim in find_claims(text, Vocabulary(facts.labels)):
        judged = _judge(claim, facts)
        rows.append((claim.line, claim.column, claim.token, claim.kind, *_row(judged)))
    table = pd.DataFrame(rows, columns=list(_COLUMNS))
    return table.astype({"line": "int64", "column": "int64"})


def _row(judged: Verdict) -> tuple[str, ...]:
    return (
        judged.verdict, judged.fact, judged.reason, judged.true_value, judged.source,
    )  # fmt: skip


def _judge(claim: Claim, facts: Facts) -> Verdict:
    if claim.excluded:
        return Verdict("not a claim", claim.excluded)
    if claim.kind == "relation":
        return _relation(claim, facts)
    if claim.metric is None:
        if claim.unit is None and claim.value == int(claim.value) and claim.value <= 12:
            return Verdict("not a claim", "a small number that names no quantity")
        return Verdict("unsupported", "the text does not say which quantity this is")
    return _number(claim, facts)


# --- numbers -------------------------------------------------------------------------


def _number(claim: Claim, facts: Facts) -> Verdict:
    metric = str(claim.metric)
    config = metric.startswith("config.")
    statistic = claim.statistic or _default(metric)
    subject = _relevant(metric, claim.subject)
    fact = _find(facts, subject, metric, statistic)
    if fact is None:
        what = _describe(subject, metric, statistic)
        return Verdict("unsupported", f"the data has no {what}")
    if not config and (wrong := _wrong_unit(claim, fact)):
        return wrong
    low, high = _interval(claim)
    slack = _TINY * max(1.0, abs(fact.value)) if abs(fact.value) > 1 else abs(
        fact.value) * _TINY  # fmt: skip
    if low - slack <= fact.value <= high + slack:
        said = f"{_means(claim, fact, low, high)}; the data says {_shown(fact)}"
        return Verdict("supported", said, fact.id, _shown(fact), _source(fact))
    said = f"{_means(claim, fact, low, high)}; the data says {_shown(fact)}"
    return Verdict("contradicted", said, fact.id, _shown(fact), _source(fact))


def _default(metric: str) -> str:
    if metric.startswith("config.") or metric in ("speedup", "break_even"):
        return "value"
    unit = METRICS[metric].unit if metric in METRICS else ""
    return "count" if unit == "count" else "mean"


def _relevant(metric: str, subject: Mapping[str, str]) -> dict[str, str]:
    """Leave out labels that this metric has nothing to do with."""
    if metric.startswith("config."):
        return {}
    if metric in ("files", "files_not_read"):
        keep: tuple[str, ...] = ("type",)
    elif metric in ("models", "backends", "devices", "conflicts", "copies", "mixtures"):
        keep = ()
    elif metric == "word_throughput":
        keep = ("benchmark", "model")
    elif metric in WARMED:
        keep = ("model", "device", "backend", "calls")
    elif metric in ("build_time", "build_failures"):
        keep = ("benchmark", "backend")
    else:
        keep = ("model", "device", "backend")
    return {key: value for key, value in subject.items() if key in keep}


def _find(
    facts: Facts, subject: dict[str, str], metric: str, statistic: str
) -> Fact | None:
    """Look a fact up; a subject that only one fact can mean is enough."""
    fact = facts.lookup(subject, metric, statistic)
    if fact is not None or statistic == "count":
        return fact
    wider = [
        each for each in facts
        if each.metric == metric and each.statistic == statistic
        and subject.items() <= dict(each.subject).items() and subject
    ]  # fmt: skip
    return wider[0] if len(wider) == 1 else None


def _wrong_unit(claim: Claim, fact: Fact) -> Verdict | None:
    want = fact.unit
    if claim.unit == want or (want == "count" and claim.unit is None):
        return None
    if want == "ratio" and claim.unit is None:
        return None
    found = claim.unit or "no unit"
    said = f"the text gives {found} where the data has {want}"
    return Verdict("contradicted", said, fact.id, _shown(fact), _source(fact))


def _interval(claim: Claim) -> tuple[float, float]:
    """Return what a number means by the digits it was written with."""
    low, high = claim.value - claim.half_width, claim.value + claim.half_width
    if claim.bound == "about":
        wide = max(claim.half_width, _ABOUT * abs(claim.value))
        low, high = claim.value - wide, claim.value + wide
    if claim.unit is None and claim.value == int(claim.value):
        low = high = claim.value
    low, high = low * claim.factor, high * claim.factor
    if claim.bound == "at_most":
        low = float("-inf")
    if claim.bound == "at_least":
        high = float("inf")
    return low, high


def _means(claim: Claim, fact: Fact, low: float, high: float) -> str:
    if low == high:
        return f"{claim.token} means exactly that"
    ends = [
        format_value(end, fact.unit, 6) if abs(end) != float("inf") else "anything"
        for end in (low, high)
    ]
    return f"{claim.token} means {ends[0]} to {ends[1]}"


def _shown(fact: Fact) -> str:
    return format_value(fact.value, fact.unit)


def _source(fact: Fact) -> str:
    more = f" and {fact.n_sources - 1} more" if fact.n_sources > 1 else ""
    return fact.sources[0] + more if fact.sources else ""


def _describe(subject: Mapping[str, str], metric: str, statistic: str) -> str:
    title = METRICS[metric].title if metric in METRICS else metric
    of = " ".join(subject.values())
    what = title if statistic in ("value", "count") else f"{statistic} {title}"
    return f"{what} of {of}" if of else what


# --- comparison words ----------------------------------------------------------------


def _relation(claim: Claim, facts: Facts) -> Verdict:
    metric = claim.metric
    if metric is None or metric not in METRICS or not claim.subject:
        return Verdict("not a claim", "compares nothing that is named")
    subject = _relevant(metric, claim.subject)
    if not subject:
        return Verdict("not a claim", "compares nothing that is named")
    direction = claim.direction
    if metric == "throughput" and claim.token.lower() in ("fastest", "faster"):
        direction = 1
    statistic = claim.statistic if claim.statistic not in (None, "count") else "mean"
    if claim.superlative:
        return _superlative(subject, metric, str(statistic), direction, facts)
    if not claim.other:
        return Verdict("not a claim", "does not say than what")
    ((label, value),) = claim.other.items()
    if label not in subject or subject[label] == value:
        return Verdict("not a claim", "compares two different kinds of thing")
    rest = {key: each for key, each in subject.items() if key != label}
    pair = [
        _find(facts, rest | {label: name}, metric, str(statistic))
        for name in (subject[label], value)
    ]
    if pair[0] is None or pair[1] is None:
        return Verdict("unsupported", f"the data does not have both {metric} values")
    holds = (pair[0].value - pair[1].value) * direction > 0
    said = f"{_shown(pair[0])} against {_shown(pair[1])}"
    word = "supported" if holds else "contradicted"
    return Verdict(word, said, pair[0].id, said, _source(pair[0]))


def _superlative(
    subject: dict[str, str], metric: str, statistic: str, direction: int, facts: Facts
) -> Verdict:
    label = list(subject)[-1]
    rest = {key: each for key, each in subject.items() if key != label}
    found = {
        name: fact
        for name in facts.labels.get(label, ())
        if (fact := _find(facts, rest | {label: name}, metric, statistic)) is not None
    }
    mine = found.get(subject[label])
    if mine is None:
        what = _describe(subject, metric, statistic)
        return Verdict("unsupported", f"the data has no {what}")
    best = max(found.values(), key=lambda fact: fact.value * direction)
    said = f"of {len(found)}, {best.subject.get(label)} has {_shown(best)}"
    holds = mine.value == best.value
    word = "supported" if holds else "contradicted"
    return Verdict(word, said, mine.id, _shown(best), _source(mine))

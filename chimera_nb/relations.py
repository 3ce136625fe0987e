"""Comparison words → verdicts: who is faster, highest, last, by the data's values."""

from collections.abc import Callable, Mapping

from .claim import Claim
from .facts import Fact, Facts
from .measurements import METRICS
from .units import format_value
from .words import BETTER, SMALLER, SUPERLATIVE, WORSE

Find = Callable[[Mapping[str, str], str, str], Fact | None]
#: Verdict word, reason, fact id, what is shown, source.
Judged = tuple[str, str, str, str, str]
_RANKED = ("backend", "model", "device", "benchmark", "type")
_LESS_IS_BETTER = ("s", "bytes", "J", "W", "degC")


def judge_relation(claim: Claim, facts: Facts, find: Find) -> Judged | None:
    """Judge a comparison word; None where it compares nothing that is named."""
    metric = claim.metric
    known = facts.own.get(metric or "") or METRICS.get(metric or "")
    if metric is None or known is None:
        return None
    statistic = claim.statistic
    if statistic in (None, "count"):
        plain = "count" if known.unit == "count" else "mean"
        statistic = facts.usual(metric) or plain
    sign = _sign(claim.word, known.unit)
    if claim.word in SUPERLATIVE:
        return _ranked(claim, metric, str(statistic), sign, facts, find)
    if len(claim.operands) < 2:
        return None
    one, other = (find(each, metric, str(statistic)) for each in claim.operands)
    if one is None or other is None:
        return "unsupported", f"the data does not have both {metric} values", "", "", ""
    said = f"{_shown(one)} against {_shown(other)}"
    holds = (one.value - other.value) * sign > 0
    source = one.sources[0] if one.sources else ""
    return "supported" if holds else "contradicted", said, one.id, said, source


def _sign(word: str, unit: str) -> int:
    """Say whether the word claims the greater (+1) or the smaller (−1) value."""
    if word in SMALLER:
        return -1
    less = unit in _LESS_IS_BETTER
    if word in BETTER:
        return -1 if less else 1
    if word in WORSE:
        return 1 if less else -1
    return 1


def _ranked(
    claim: Claim, metric: str, statistic: str, sign: int, facts: Facts, find: Find
) -> Judged | None:
    subject = dict(claim.outer) | dict(claim.subject)
    settings = [name for name in facts.settings if name in subject]
    if settings and "model" in subject:
        return _configurations(subject, settings, metric, statistic, sign, facts)
    ranked = (*_RANKED, *(facts.labels if metric in facts.own else ()))
    label = next((name for name in ranked if name in subject), None)
    if label is None:
        return None
    rest = {key: value for key, value in subject.items() if key != label}
    found = {
        name: fact
        for name in facts.labels.get(label, ())
        if (fact := find(rest | {label: name}, metric, statistic)) is not None
    }
    mine = found.get(subject[label])
    if mine is None:
        return (
            "unsupported",
            f"the data has no {metric} of {subject[label]}",
            "",
            "",
            "",
        )
    best = max(found.values(), key=lambda fact: fact.value * sign)
    said = f"of {len(found)}, {best.subject.get(label)} has {_shown(best)}"
    word = "supported" if mine.value == best.value else "contradicted"
    source = mine.sources[0] if mine.sources else ""
    return word, said, mine.id, _shown(best), source


def _configurations(
    subject: dict[str, str],
    settings: list[str],
    metric: str,
    statistic: str,
    sign: int,
    facts: Facts,
) -> Judged | None:
    """Rank one configuration of settings among all that its model was run with."""
    found = [
        fact
        for fact in facts.select(metric, statistic, ["model", *settings])
        if fact.subject["model"] == subject["model"]
    ]
    mine = [
        fact for fact in found if all(fact.subject[k] == subject[k] for k in settings)
    ]
    if not mine:
        return None
    best = max(found, key=lambda fact: fact.value * sign)
    at = ", ".join(f"{name}={best.subject[name]}" for name in settings)
    said = f"of {len(found)}, {at} has {_shown(best)}"
    word = "supported" if mine[0].value == best.value else "contradicted"
    source = mine[0].sources[0] if mine[0].sources else ""
    return word, said, mine[0].id, _shown(best), source


def _shown(fact: Fact) -> str:
    return format_value(fact.value, fact.unit)

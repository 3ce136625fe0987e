"""Comparison words → verdicts: who is faster, highest, last, by the data's values."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from .claim import Claim
from .facts import Fact, Facts
from .measurements import METRICS, QUANTIZED
from .units import format_value

Find = Callable[[Mapping[str, str], str, str], Fact | None]
#: Verdict word, reason, fact id, what is shown, source.
Judged = tuple[str, str, str, str, str]
_RANKED = ("backend", "model", "device", "benchmark", "dtype", "type")
_LESS_IS_BETTER = ("s", "bytes", "J", "W", "degC")
#: A difference is beyond the noise from so many standard errors on.
_ERRORS = 2.0


def judge_relation(claim: Claim, facts: Facts, find: Find) -> Judged | None:
    """Judge a comparison word; None where it compares nothing that is named.

    Words that claim more than two values do (significantly, always, no difference) are
    unsupported where the number of measurements or their spread does not carry them.
    """
    metric = claim.metric
    known = facts.own.get(metric or "") or METRICS.get(metric or "")
    if metric is None or known is None:
        return None
    statistic = claim.statistic
    if statistic in (None, "count"):
        plain = "count" if known.unit == "count" else "mean"
        statistic = facts.usual(metric) or plain
    sign = _sign(claim.sense, known.unit)
    if claim.form in ("superlative", "place"):
        return _ranked(claim, metric, str(statistic), sign, facts, find)
    if claim.form == "extreme":
        return _extreme(claim, metric, sign, facts, find)
    if claim.form == "ends":
        return _ends(claim, metric, sign, find)
    if claim.form == "majority":
        return _majority(claim, find)
    if len(claim.statistics) == 2 and not claim.operands:
        of = dict(claim.outer) | dict(claim.subject)
        ends = [find(of, metric, each) for each in claim.statistics]
        return _compared(metric, ends, sign)
    if len(claim.operands) < 2:
        return None
    if claim.form == "ranking":
        return _ranking(claim, metric, str(statistic), sign, facts)
    if claim.form == "order":
        each = zip(claim.operands, claim.operands[1:], strict=False)
        pairs = tuple(one for both in each for one in both)
        claim = replace(claim, operands=pairs)
    if claim.form in ("pairs", "order"):
        return _pairs(claim, metric, str(statistic), sign, find)
    if claim.form in ("sure", "same"):
        return _certain(claim, metric, find)
    claim = _with_outer(claim, metric, str(statistic), find)
    found = [find(each, metric, str(statistic)) for each in claim.operands]
    return _compared(metric, found, sign)


def _with_outer(claim: Claim, metric: str, statistic: str, find: Find) -> Claim:
    """Add to what is compared what headings say, where the data has both so."""
    whole = tuple({**claim.outer, **each} for each in claim.operands)
    if not all(find(each, metric, statistic) for each in whole):
        return claim
    return replace(claim, operands=whole)


def _compared(metric: str, found: Sequence[Fact | None], sign: int) -> Judged:
    """Judge one value against another."""
    one, other = found
    if one is None or other is None:
        return _missing(metric)
    said = f"{_shown(one)} against {_shown(other)}"
    holds = (one.value - other.value) * sign > 0
    return "supported" if holds else "contradicted", said, one.id, said, _source(one)


def _missing(metric: str) -> Judged:
    return "unsupported", f"the data does not have both {metric} values", "", "", ""


def _sign(sense: str, unit: str) -> int:
    """Say whether a word claims the greater (+1) or the smaller (−1) value."""
    if sense in ("greater", "smaller"):
        return 1 if sense == "greater" else -1
    return -1 if (unit in _LESS_IS_BETTER) == (sense == "better") else 1


def _ranked(
    claim: Claim, metric: str, statistic: str, sign: int, facts: Facts, find: Find
) -> Judged | None:
    subject = dict(claim.outer) | dict(claim.subject)
    settings = [name for name in facts.settings if name in subject]
    if settings and "model" in subject:
        return _configurations(claim, subject, settings, metric, statistic, sign, facts)
    ranked = (*_RANKED, *(facts.labels if metric in facts.own else ()))
    named = [name for name in ranked if name in claim.subject]
    named += [name for name in ranked if name in claim.outer]
    of = "model" if claim.label == "quantization" else claim.label
    label = of if of in named else next(iter(named), None)
    if label is None:
        return None
    among = facts.labels.get(label, ())
    if claim.label == "quantization" and label == "model":
        head = subject[label].partition(":")[0]
        among = tuple(
            name for name in among
            if name.startswith(f"{head}:") and re.search(QUANTIZED, name.lower())
        )  # fmt: skip
    rest = {key: value for key, value in subject.items() if key != label}
    found = {
        name: fact
        for name in among
        if (fact := find(rest | {label: name}, metric, statistic)) is not None
    }
    mine = found.get(subject[label])
    if mine is None:
        said = f"the data has no {metric} of {subject[label]}"
        return "unsupported", said, "", "", ""
    alike = [fact for fact in found.values() if fact.metric == mine.metric]
    if len(alike) == 1 and "scope" in subject:  # nobody else is there
        names, above = dict(claim.subject), dict(claim.outer)
        for each in (names, above):
            each.pop("scope", None)
        wider = replace(claim, subject=names, outer=above)
        return _ranked(wider, metric, statistic, sign, facts, find)
    return _placed(claim, mine, alike, sign, label)


def _placed(
    claim: Claim, mine: Fact, found: list[Fact], sign: int, *labels: str
) -> Judged:
    """Judge a place among all: the first, the second, or the last."""
    found = sorted(found, key=lambda fact: -fact.value * sign)
    at = len(found) - 1 if claim.rank < 0 else claim.rank - 1
    if at >= len(found):
        said = f"the data ranks {len(found)}"
        return "contradicted", said, mine.id, _shown(mine), _source(mine)
    there = found[at]
    who = ", ".join(
        str(there.subject.get(each)) if len(labels) == 1
        else f"{each}={there.subject.get(each)}" for each in labels
    )  # fmt: skip
    said = f"of {len(found)}, {who} has {_shown(there)}"
    word = "supported" if mine.value == there.value else "contradicted"
    return word, said, mine.id, _shown(there), _source(mine)


def _configurations(
    claim: Claim,
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
    return _placed(claim, mine[0], found, sign, *settings) if mine else None


def _pairs(
    claim: Claim, metric: str, statistic: str, sign: int, find: Find
) -> Judged | None:
    """Judge what a header says of the two of each row."""
    found = [find(dict(claim.outer) | dict(each), metric, statistic)
             for each in claim.operands]  # fmt: skip
    for one, other in zip(found[::2], found[1::2], strict=True):
        if one is None or other is None:
            return _missing(metric)
        if (one.value - other.value) * sign <= 0:
            said = f"{_shown(one)} against {_shown(other)}"
            return "contradicted", said, one.id, said, _source(one)
    first = found[0]
    said = f"so it is in {len(found) // 2} rows"
    return ("supported", said, first.id, said, _source(first)) if first else None


def _ranking(
    claim: Claim, metric: str, statistic: str, sign: int, facts: Facts
) -> Judged | None:
    """Judge the order of a table's rows: the best configurations, first to last."""
    model = {**claim.outer, **claim.operands[0]}.get("model")
    keys = [key for key in claim.operands[0] if key in facts.settings]
    found = [
        fact for fact in facts.select(metric, statistic, ["model", *keys])
        if fact.subject["model"] == model
    ]  # fmt: skip
    found.sort(key=lambda fact: -fact.value * sign)
    for row, there in zip(claim.operands, found, strict=False):
        if any(there.subject[key] != row[key] for key in keys):
            who = ", ".join(f"{key}={there.subject[key]}" for key in keys)
            said = f"of {len(found)}, {who} comes there with {_shown(there)}"
            return "contradicted", said, there.id, _shown(there), _source(there)
    if len(found) < len(claim.operands):
        return None
    said = f"the first {len(claim.operands)} of {len(found)}"
    return "supported", said, found[0].id, _shown(found[0]), _source(found[0])


def _extreme(
    claim: Claim, metric: str, sign: int, facts: Facts, find: Find
) -> Judged | None:
    """Judge a maximum or minimum: no value of any other is beyond it."""
    if claim.statistic in ("mean", "median", "std") and claim.subject:
        return _ranked(claim, metric, str(claim.statistic), sign, facts, find)
    subject = dict(claim.outer) | dict(claim.subject)
    named = {key: subject[key] for key in _RANKED if key in claim.subject}
    if not named:
        return None
    statistic = "max" if sign > 0 else "min"
    rest = {key: value for key, value in subject.items() if key not in named}
    mine, every = find(subject, metric, statistic), find(rest, metric, statistic)
    if mine is None:  # one measurement is its own mean
        mine = find(subject, metric, "mean")
    if mine is None or every is None:
        return None
    word = "supported" if mine.value == every.value else "contradicted"
    said = f"the {statistic} of all is {_shown(every)}"
    return word, said, mine.id, _shown(every), _source(mine)


def _ends(claim: Claim, metric: str, sign: int, find: Find) -> Judged | None:
    """Judge the best against the worst: they differ, and the best is the better."""
    subject = dict(claim.outer) | dict(claim.subject)
    high, low = find(subject, metric, "max"), find(subject, metric, "min")
    if high is None or low is None:
        return None
    said = f"from {_shown(low)} to {_shown(high)}"
    better = _sign("better", high.unit) == sign
    word = "supported" if high.value > low.value and better else "contradicted"
    return word, said, high.id, said, _source(high)


def _majority(claim: Claim, find: Find) -> Judged | None:
    """Judge most of: more than half of all."""
    kind = claim.subject.get("type")
    part, whole = (
        find({"type": str(kind)}, "files", "count"),
        find({}, "files", "count"),
    )
    if kind is None or part is None or whole is None:
        return None
    said = f"{_shown(part)} of {_shown(whole)}"
    word = "supported" if part.value > whole.value / 2 else "contradicted"
    return word, said, part.id, said, _source(part)


def _certain(claim: Claim, metric: str, find: Find) -> Judged | None:
    """Judge words that claim more than two means do, by n, spread and extremes."""
    claim = _with_outer(claim, metric, "mean", find)
    one, other = (find(each, metric, "mean") for each in claim.operands)
    if one is None or other is None:
        return _missing(metric)
    said = f"{_shown(one)} (n = {one.n}) against {_shown(other)} (n = {other.n})"
    if claim.form == "same" and one.value == other.value and claim.always:
        return "supported", said, one.id, said, _source(one)
    if min(one.n, other.n) < 2:
        return "unsupported", f"cannot tell: {said}", one.id, said, _source(one)
    errors = [
        (fact.value if (fact := find(each, metric, "std")) else 0.0) ** 2 / mean.n
        for each, mean in zip(claim.operands, (one, other), strict=True)
    ]
    apart = abs(one.value - other.value) > _ERRORS * sum(errors) ** 0.5
    if claim.form == "same":
        word = "contradicted" if apart else "unsupported"
        said = said if apart else f"cannot tell that there is none: {said}"
        return word, said, one.id, said, _source(one)
    if claim.always:
        ends = [find(each, metric, end) for each in claim.operands
                for end in ("min", "max")]  # fmt: skip
        apart = all(ends) and (
            ends[0].value > ends[3].value or ends[2].value > ends[1].value  # type: ignore[union-attr]
        )
    if apart:
        return "supported", said, one.id, said, _source(one)
    return "unsupported", f"cannot tell: {said}", one.id, said, _source(one)


def _shown(fact: Fact) -> str:
    return format_value(fact.value, fact.unit)


def _source(fact: Fact) -> str:
    return fact.sources[0] if fact.sources else ""

"""Claims × facts → verdicts, each with its reason and the fact behind it."""

import math
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import pandas as pd

from .claims import Claim, find_claims
from .compared import WHOLE, is_count, pairs_of
from .derived import derive
from .facts import Fact, Facts
from .finding import describe, find_fact, has_times_only, relevant, usual_statistic
from .measurements import METRICS
from .names import Vocabulary
from .own_facts import as_facts
from .own_words import unworded
from .readings import other_readings
from .relations import judge_relation
from .stored import by_benchmark, by_column, by_file, by_key, by_line, by_row
from .tolerance import interval, means, within
from .units import format_value
from .words import FAILURES

_COLUMNS = ("line", "column", "token", "kind", "verdict", "fact", "reason",
            "true_value", "source", "wanted")  # fmt: skip
_VOCABULARIES: WeakKeyDictionary[Facts, Vocabulary] = WeakKeyDictionary()
_OTHER_UNIT = "the text gives"
FLAGGED = frozenset(("contradicted", "unsupported"))
_DENIED = {"supported": "contradicted", "contradicted": "supported"}
_SMALL = "a small number that names no quantity"
_ENDS = {"min": "first", "max": "last"}
_NONE = "compares nothing that is named"
#: A key with the prefix that a dump of a folder has.
_DUMPED = re.compile(r"(?:json|csv|markdown|md)_")


class Verdict(NamedTuple):
    """What a claim came to; `fact` is empty where there is none.

    `wanted` is the data's value in the unit that the text uses.
    """

    verdict: str
    reason: str
    fact: str = ""
    true_value: str = ""
    source: str = ""
    wanted: float = math.nan


def check_text(text: str, facts: Any) -> pd.DataFrame:
    """Judge every number and comparison word of a Markdown text.

    Parameters
    ----------
    text
        Markdown by anybody.
    facts
        What the data says: `Facts` (`Facts.lookup` computes what nobody had listed),
        or a DataFrame, a list or a file of them (`chimera_nb.own_facts.as_facts`).

    Returns
    -------
    DataFrame
        ``line``, ``column`` (from 1, in characters), ``token``, ``kind`` ("number",
        "relation"), ``verdict`` ("supported", "contradicted", "unsupported", or "not a
        claim"), ``fact`` (its id), ``reason``, ``true_value`` (printed), ``source``,
        ``wanted`` (the true value in the unit that the text uses; missing where the
        text uses a unit of another kind, and for comparison words).
    """
    facts = as_facts(facts)
    rows = []
    for claim in claims_of(text, facts):
        judged = judge(claim, facts)
        rows.append((claim.line, claim.column, claim.token, claim.kind, *_row(judged)))
    table = pd.DataFrame(rows, columns=list(_COLUMNS))
    return table.astype({"line": "int64", "column": "int64"})


def claims_of(text: str, facts: Facts) -> list[Claim]:
    """Find the claims of a text, knowing the names in the data."""
    return find_claims(text, _vocabulary(facts))


def _vocabulary(facts: Facts) -> Vocabulary:
    """Return the names in the data; those of facts that were asked for are kept."""
    if facts not in _VOCABULARIES:
        metrics = {fact.metric: fact.unit for fact in facts}
        _VOCABULARIES[facts] = Vocabulary(
            facts.labels,
            facts.settings,
            any(metric.startswith("config.") for metric in metrics),
            metrics,
            unworded(metrics) | facts.own,
        )
    return _VOCABULARIES[facts]


def _row(judged: Verdict) -> tuple[str | float, ...]:
    return (
        judged.verdict, judged.fact, judged.reason, judged.true_value, judged.source,
        judged.wanted,
    )  # fmt: skip


def judge(claim: Claim, facts: Facts) -> Verdict:
    """Judge one claim: by its own words, else by what its paragraph is about."""
    judged = _judged(claim, facts)
    derived = claim.like is not None and claim.like.role in ("ratio", "percent")
    if judged.verdict not in FLAGGED and not (derived and judged.reason == _SMALL):
        return judged
    others = [_judged(each, facts) for each in other_readings(claim)]
    meant = [each for each in others if each.verdict == "supported"]
    if claim.summed and (total := _sum(claim, facts)):
        return total
    if claim.listed and claim.listed == claim.value:
        said = f"the text lists {claim.listed}, and the data has each"
        meant.append(Verdict("supported", said, judged.fact))
    if judged.reason.startswith((_OTHER_UNIT, _SMALL)):
        meant += [each for each in others if not each.reason.startswith(_OTHER_UNIT)]
    return next(iter(meant), judged)


def _sum(claim: Claim, facts: Facts) -> Verdict | None:
    """Judge a count of several together by the sum of what each has."""
    metric = str(claim.metric)
    subjects = ({**claim.outer, **claim.subject, **each} for each in claim.summed)
    found = [find_fact(facts, relevant(metric, each, facts), metric, "count")
             for each in subjects]  # fmt: skip
    parts = [fact for fact in found if fact is not None]
    if claim.unit or len(parts) < len(claim.summed):
        return None
    total = sum(fact.value for fact in parts)
    how = " + ".join(_shown(fact) for fact in parts)
    said = f"{how} = {format_value(total, 'count')}"
    word = "supported" if within(total, *interval(claim)) else "contradicted"
    return Verdict(word, said, parts[0].id, said, _source(parts[0]), total)


def _judged(claim: Claim, facts: Facts) -> Verdict:
    if claim.excluded:
        return Verdict("not a claim", claim.excluded)
    if claim.kind == "relation" and claim.form == "number":
        return (
            _quantity(claim, facts) if claim.metric else Verdict("not a claim", _NONE)
        )
    if claim.kind == "relation":

        def find(
            subject: Mapping[str, str], metric: str, statistic: str
        ) -> Fact | None:
            return find_fact(facts, relevant(metric, subject, facts), metric, statistic)

        judged = judge_relation(claim, facts, find)
        if judged is None or (claim.unknown and judged[0] == "unsupported"):
            if claim.unknown and claim.metric:
                return Verdict("unsupported", f"the data has no {claim.unknown}")
            return Verdict("not a claim", _NONE)
        word = _DENIED.get(judged[0], judged[0]) if claim.denied else judged[0]
        return Verdict(word, *judged[1:])
    if stored := by_key(claim, facts):
        if stored[0] != "supported" and claim.statistic and claim.metric:
            of_all = _quantity(replace(claim, unknown=""), facts)
            if of_all.verdict == "supported":  # the mean of what the key stores
                return of_all
        return Verdict(*stored)
    if claim.role == "key" and claim.metric is None:
        if _DUMPED.match(claim.key):
            return Verdict("unsupported", f"no file has the key {claim.key}")
        return Verdict("not a claim", "a key that no file has")
    if stored := by_line(claim, facts):
        return Verdict(*stored)
    if claim.role == "date":
        return _date(claim, facts)
    if claim.role == "setting":
        said = ", ".join(f"{k}={v}" for k, v in claim.subject.items())
        return Verdict("supported", f"the data has runs with {said}", said)
    judged_so = _quantity(claim, facts)
    if judged_so.verdict in FLAGGED and not judged_so.reason.startswith(_OTHER_UNIT):
        stored = by_row(claim, facts) or by_file(claim, facts)
        stored = stored or by_column(claim, facts) or by_benchmark(claim, facts)
        return Verdict(*stored) if stored else judged_so
    return judged_so


def _date(claim: Claim, facts: Facts) -> Verdict:
    """Judge a date by the first or last day that the data has; a month may be any."""
    fact = facts.lookup(dict(claim.subject), str(claim.metric), str(claim.statistic))
    if fact is None:
        return Verdict("not a claim", "a date; the data does not have it")
    holds = claim.value <= fact.value <= claim.value + claim.half_width
    said = f"the {_ENDS[fact.statistic]} day {fact.metric} is {_shown(fact)}"
    word = "supported" if holds else "contradicted"
    return Verdict(word, said, fact.id, _shown(fact), _source(fact))


def _quantity(claim: Claim, facts: Facts) -> Verdict:
    """Judge a number by the quantity that its words name."""
    if claim.unknown and not str(claim.metric).startswith("config."):
        return Verdict("unsupported", f"the data has no {claim.unknown}")
    if claim.metric == "latency" and has_times_only(claim.subject, facts):
        claim = replace(claim, metric="time")
    measured = METRICS.get(claim.metric or "")
    if claim.role == "percent" and measured and measured.unit == "percent":
        return _number(replace(claim, role="value"), facts)  # itself in percent
    if claim.role in ("ratio", "percent", "difference"):
        judged_so = _derived(claim, facts)
        of_text = None
        if judged_so is None or judged_so.verdict in FLAGGED:
            of_text = _of_terms(claim, facts)
        if judged_so := of_text or judged_so:
            return judged_so
    if claim.role == "ratio" and measured and measured.unit in _BARE:
        return Verdict("unsupported", "the text does not say which two it compares")
    if claim.metric is None:
        small = claim.unit is None and claim.value == int(claim.value)
        if small and claim.value <= 12 and claim.role == "value":
            return Verdict("not a claim", _SMALL)
        return Verdict("unsupported", "the text does not say which quantity this is")
    return _number(claim, facts)


def _of_terms(claim: Claim, facts: Facts) -> Verdict | None:
    """Support what is reckoned of two numbers of the sentence that hold themselves."""
    if len(claim.terms) != 2:
        return None
    low, high = interval(replace(claim, factor=1.0))
    one, other = claim.terms
    unit = one.unit or "count"
    for value, how in derive(claim.role, one.value, other.value, unit):
        if within(value, low, high) and all(
            judge(term, facts).verdict == "supported" for term in claim.terms
        ):
            return Verdict("supported", f"{how} = {value:.4g}, both as the text gives"
                           " them", "", how)  # fmt: skip
    return None


# --- numbers -------------------------------------------------------------------------


def _number(claim: Claim, facts: Facts) -> Verdict:
    metric = str(claim.metric)
    config = metric.startswith("config.")
    statistic = claim.statistic or facts.usual(metric) or usual_statistic(metric)
    untold = not claim.failed and "status" not in claim.subject
    if claim.role == "part" and metric in FAILURES and untold:
        return _either(claim, facts)
    if claim.failed and claim.role in ("part", "whole"):
        metric = FAILURES.get(metric, metric)
    if claim.role == "whole":
        metric = WHOLE.get(metric, metric)
    if claim.role in ("part", "whole") and is_count(metric):
        statistic = "count"
    if metric in ("break_even", "speedup") and claim.role in ("part", "whole"):
        statistic = "count"
    fact, what = _fact_of(claim, facts, metric, statistic)
    if fact is None:
        return Verdict("unsupported", f"the data has no {what}")
    claim = _in_unit_of(claim, fact)
    if not config and (wrong := _wrong_unit(claim, fact)):
        return wrong
    low, high = interval(claim)
    if metric in ("models", "backends", "devices") and claim.of_kind:
        fact = facts.lookup({"kind": claim.of_kind}, metric, "count") or fact
    said = f"{means(claim, fact, low, high)}; the data says {_shown(fact)}"
    word = "supported" if within(fact.value, low, high) else "contradicted"
    wanted = fact.value / claim.factor
    return Verdict(word, said, fact.id, _shown(fact), _source(fact), wanted)


def _either(claim: Claim, facts: Facts) -> Verdict:
    """Judge a part of attempts whose words do not say what came of them."""
    failed = _number(replace(claim, metric=FAILURES[str(claim.metric)]), facts)
    good = replace(claim, subject={**claim.subject, "status": "ok"})
    return failed if failed.verdict == "supported" else _number(good, facts)


def _fact_of(
    claim: Claim, facts: Facts, metric: str, statistic: str
) -> tuple[Fact | None, str]:
    """Find the fact that a claim means: with what headings say, else without."""
    subject = dict(claim.subject)
    whole = relevant(metric, dict(claim.outer) | subject, facts)
    fact = find_fact(facts, whole, metric, statistic)
    if claim.role == "whole":  # of those named before, of their type, or of all
        tried = [fact] + [
            find_fact(
                facts, {k: v for k, v in whole.items() if k in keys}, metric, statistic
            )
            for keys in (("scope", "type", "status"), ("scope", "status"), ("status",))
        ]
        found = [each for each in tried if each is not None]
        same = [each for each in found if each.value == claim.value]
        fact = next(iter(same or found), None)
    own = relevant(metric, subject, facts)
    if fact is None and own != whole and own.get("scope") == whole.get("scope"):
        fact = find_fact(facts, own, metric, statistic)
    if metric == "latency":  # of what has no backends
        timed = relevant("time", dict(claim.outer) | subject, facts)
        other = "benchmark" in timed and "benchmark" not in whole
        if other or (fact is None and "scope" in timed):
            fact = find_fact(facts, timed, "time", statistic) or fact
    if fact is not None and "nth" in whole:  # of every file that has a first one
        sources = dict.fromkeys(each.split(": ")[0] for each in fact.sources)
        one = (find_fact(facts, whole | {"source": each}, metric, statistic)
               for each in sources)  # fmt: skip
        low, high = interval(_in_unit_of(claim, fact))
        fact = next((each for each in one if each and within(each.value, low, high)),
                    fact)  # fmt: skip
    return fact, describe(whole, metric, statistic)


def _derived(claim: Claim, facts: Facts) -> Verdict | None:
    """Judge a ratio, percentage or difference by the arithmetic over two facts."""
    metric = claim.metric
    if metric is None or metric in ("speedup", "break_even"):
        return None
    low, high = interval(claim)
    values = []
    for one, other, role in pairs_of(claim, facts, metric):
        if role == "difference" and claim.unit and (wrong := _wrong_unit(claim, one)):
            return wrong
        for value, how in derive(role, one.value, other.value, one.unit):
            if within(value, low, high):
                return Verdict(
                    "supported", f"{how} = {value:.4g}", one.id, how, _source(one)
                )
            values.append((value, how, one))
    if not values:
        return None
    value, how, one = min(values, key=lambda each: _apart(each[0], claim))
    said = f"{how} = {value:.4g}, not {claim.token}"
    wanted = value / claim.factor
    return Verdict("contradicted", said, one.id, f"{value:.4g}", _source(one), wanted)


def _apart(value: float, claim: Claim) -> float:
    """Say how far a derived value is from a claim's: of ratios, by their ratio."""
    if claim.role == "ratio" and value > 0 and claim.value > 0:
        return abs(math.log(value / claim.value))
    return abs(value - claim.value)


#: What a number without a unit may be in, by the unit of the data.
_BARE = {"s": (1.0, 1e-3, 1e-6), "tok/s": (1.0,), "words/s": (1.0,), "percent": (1.0,),
         "W": (1.0,), "degC": (1.0,), "bytes": (1.0,)}  # fmt: skip


def _in_unit_of(claim: Claim, fact: Fact) -> Claim:
    """Read a bare number in the data's unit, and a percentage of a ratio as that."""
    if claim.unit == "percent" and fact.unit == "ratio":
        return replace(claim, unit="ratio", factor=0.01)
    if claim.unit is not None or claim.role != "value":
        return claim
    for factor in _BARE.get(fact.unit, ()):
        bare = replace(claim, unit=fact.unit, factor=factor)
        if within(fact.value, *interval(bare)):
            return bare
    return replace(claim, unit=fact.unit) if fact.unit in _BARE else claim


def _wrong_unit(claim: Claim, fact: Fact) -> Verdict | None:
    want = fact.unit
    if claim.unit == want or (want == "count" and claim.unit is None):
        return None
    if want in ("ratio", "") and claim.unit is None:
        return None
    found = claim.unit or "no unit"
    said = f"{_OTHER_UNIT} {found} where the data has {want}"
    return Verdict("contradicted", said, fact.id, _shown(fact), _source(fact))


def _shown(fact: Fact) -> str:
    return format_value(fact.value, fact.unit)


def _source(fact: Fact) -> str:
    more = f" and {fact.n_sources - 1} more" if fact.n_sources > 1 else ""
    return fact.sources[0] + more if fact.sources else ""

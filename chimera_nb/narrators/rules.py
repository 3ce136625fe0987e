"""Sentences made from facts by rules; no model is involved."""

from ..display import escape_markdown
from ..facts import Fact, Facts
from ..units import format_value

_TIMES = (("compile_time", "compile time"), ("build_time", "build time"))


def _shown(fact: Fact) -> str:
    return format_value(fact.value, fact.unit)


def _name(value: str) -> str:
    return escape_markdown(" ".join(value.split()))


def _ranked(facts: Facts, metric: str, key: str) -> list[Fact]:
    found = facts.select(metric, "mean", [key])
    return sorted(found, key=lambda fact: (fact.value, fact.id))


def write_report(facts: Facts) -> str:
    """Write the report as Markdown; the same facts in any order give the same text."""
    summary: list[str] = []
    findings: list[str] = []
    advice: list[str] = []
    risks: list[tuple[str, str, str, str]] = []
    files = facts.lookup({}, "files", "count")
    if files:
        summary.append(f"The folder holds {_shown(files)} files.")
    for metric, title in _TIMES:
        mean = facts.lookup({}, metric, "mean")
        if mean is None:
            continue
        summary.append(f"The mean {title} is {_shown(mean)}.")
        if mean.n < 5:
            summary.append("Few measurements stand behind it, so read it with care.")
        key = "backend"
        ranked = _ranked(facts, metric, key)
        for fact in ranked:
            name = _name(fact.subject[key])
            findings.append(f"The mean {title} of {name} is {_shown(fact)}.")
        if len(ranked) > 1 and ranked[0].value < ranked[-1].value:
            name = _name(ranked[-1].subject[key])
            advice.append(f"Look first into the {title} of {name}.")
    for fact in _ranked(facts, "latency", "backend"):
        name = _name(fact.subject["backend"])
        findings.append(f"The mean latency of {name} is {_shown(fact)}.")
    latency = _ranked(facts, "latency", "backend")
    if latency:
        name = _name(latency[0].subject["backend"])
        advice.append(f"Try {name} first where calls repeat often.")
    for metric, text in (
        ("compile_failures", "failed compilations"),
        ("build_failures", "failed builds"),
        ("conflicts", "conflicts"),
        ("files_not_read", "files not read"),
    ):
        count = facts.lookup({}, metric, "count")
        if count and count.value > 0:
            findings.append(f"The data has {_shown(count)} {text}.")
            advice.append(f"Look into the {text} before relying on the figures.")
            risks.append(
                (text.capitalize(), "High", "Medium", f"{_shown(count)} {text}")
            )
    summary = summary or ["The data holds no measurement that a report could state."]
    findings = findings or ["No measurement could be compared."]
    for spare in (
        "Repeat each measurement before acting on a difference.",
        "Record the machine and the software beside each measurement.",
        "Keep the raw files together with this report.",
    ):
        advice.append(spare)
    risks = risks or [("Few measurements", "Medium", "Medium", "See the findings")]
    out = ["## Executive Summary", "", " ".join(summary), "", "## Key Findings", ""]
    out += [f"- {each}" for each in findings]
    out += ["", "## Recommendations", ""]
    out += [f"{i}. {each}" for i, each in enumerate(advice[:3], 1)]
    out += ["", "## Risk Table", "", "| Risk | Likelihood | Impact | Evidence |"]
    out += ["|---|---|---|---|"]
    out += [f"| {' | '.join(row)} |" for row in risks]
    return "\n".join(out) + "\n"

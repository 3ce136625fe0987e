"""`ask`: facts → a narrator's answer, judged. The stream is watched while it comes."""

import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

from .answer import SECTIONS, Answer, Call, Version
from .coincidence import coincidence_rate
from .config import RunConfig
from .facts import Facts
from .narrators import choose
from .narrators.base import Model
from .prompt import Prompt, write_prompt
from .quality import is_looping, judge_quality
from .repairing import Part, Round, repair_round
from .verdicts import check_text

_STAGES = ("analysis", "report")


def ask(config: RunConfig, facts: Facts, *, language: str = "en") -> Answer:
    """Have a report written on the facts, and judge every number of it.

    Parameters
    ----------
    config
        Says who writes, and with which options.
    facts
        What may be stated.
    language
        Language the text must be in.

    Returns
    -------
    Answer
        The text, each claim with its verdict, timings, and what was in effect.

    Raises
    ------
    NarratorError
        A model was demanded and could not be reached, or broke off.
    BudgetError
        The prompt does not fit num_ctx.
    """
    choice = choose(config)
    if choice.model is not None:
        return _asked(choice.model, choice.name, choice.why, config, facts, language)
    if choice.name == "recorded":
        from .narrators.recorded import load_recorded

        text, _ = load_recorded(str(config.recorded))
    else:
        from .narrators.rules import write_report

        text = write_report(facts)
    return Answer(
        **_parts_of(_judged(text, facts, language)),
        narrator=choice.name, why=choice.why, n_facts=len(facts),
    )  # fmt: skip


def _asked(
    model: Model, name: str, why: str, config: RunConfig, facts: Facts, language: str
) -> Answer:
    """Ask a model for both stages, and once more for what is wrong in them."""

    def call(prompt: Prompt) -> Call:
        reply = model.write(
            prompt.text,
            num_predict=prompt.num_predict,
            on_text=_progress(prompt.stage),
            stop=_looped(),
        )
        return Call(stage=prompt.stage, prompt=prompt, reply=reply)

    limits: dict[str, Any] = {
        "context": model.context,
        "count_tokens": model.count_tokens,
        "num_predict": config.num_predict,
    }
    try:
        calls = [call(write_prompt(facts, stage=each, **limits)) for each in _STAGES]
        texts = {each.stage: each.reply.text for each in calls}
        reason = _worst([each.reply.done_reason for each in calls])
        used = first = _judged(_composed(texts), facts, language, reason)
        repaired = Round()
        if config.repair:

            def judge(new: Mapping[str, str]) -> Version:
                kept = [each.reply.done_reason for each in calls
                        if each.stage not in new]  # fmt: skip
                text = _composed({**texts, **new})
                return _judged(text, facts, language, _worst(kept))

            repaired = repair_round(
                first, _parts(texts), facts, **limits, ask=call, judge=judge
            )
            if repaired.repair and repaired.repair.used == "second":
                used = repaired.repair.second
        effective = model.effective()
    finally:
        model.close()
    asked = (*calls, *repaired.calls)
    warnings = [each for one in asked for each in one.reply.warnings]
    return Answer(
        **_parts_of(used),
        narrator=name,
        why=why,
        n_facts=len(facts),
        calls=asked,
        requested=calls[-1].reply.requested,
        effective=effective,
        warnings=tuple(dict.fromkeys((*warnings, *repaired.warnings))),
        repair=repaired.repair,
    )


def _composed(texts: Mapping[str, str]) -> str:
    """Make one text of what the stages wrote: the report, then the findings."""
    findings, report = texts["analysis"].strip(), texts["report"].strip()
    return f"{report}\n\n{_headed(findings)}\n"


def _headed(findings: str) -> str:
    if findings.lower().lstrip("# *").startswith("key findings"):
        return findings
    return f"## Key Findings\n\n{findings}"


def _parts(texts: Mapping[str, str]) -> list[Part]:
    """Say which lines of the composed text each stage wrote."""
    report, findings = texts["report"].strip(), _headed(texts["analysis"].strip())
    last = len(report.splitlines())
    more = len(findings.splitlines())
    return [Part("report", report, 1, last),
            Part("analysis", findings, last + 2, last + 1 + more)]  # fmt: skip


def _judged(
    text: str, facts: Facts, language: str, done_reason: str = "stop"
) -> Version:
    quality = judge_quality(
        text, sections=SECTIONS, done_reason=done_reason, language=language
    )
    return Version(
        text=text, claims=check_text(text, facts), quality=quality,
        coincidence=coincidence_rate(text, facts),
    )  # fmt: skip


def _parts_of(version: Version) -> dict[str, Any]:
    return {each.name: getattr(version, each.name) for each in fields(Version)}


def _worst(reasons: list[str]) -> str:
    return next((each for each in reasons if each != "stop"), "stop")


def _looped() -> Callable[[str], bool]:
    """Watch a stream for a loop, every few hundred characters only."""
    looked_at = 0

    def stop(text: str) -> bool:
        nonlocal looked_at
        if len(text) - looked_at < 400:
            return False
        looked_at = len(text)
        return is_looping(text)

    return stop


def _progress(stage: str) -> Callable[[str], None]:
    """Show on stderr that text is coming, at most once a second."""
    started = last = time.monotonic()
    seen = 0

    def on_text(piece: str) -> None:
        nonlocal last, seen
        seen += len(piece)
        if time.monotonic() - last >= 1:
            last = time.monotonic()
            sys.stderr.write(f"{stage}: {seen} characters in {last - started:.0f} s\n")

    return on_text

"""`ask`: facts → a narrator's answer, judged. The stream is watched while it comes."""

import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import pandas as pd

from .config import RunConfig
from .display import Table
from .errors import ConfigError, nearest
from .facts import Facts
from .marks import mark_html, mark_markdown
from .narrators import choose
from .narrators.base import (
    Effective,
    Model,
    Reply,
    Timings,
    Warned,
    total_timings,
)
from .prompt import Prompt, write_prompt
from .quality import Quality, is_looping, judge_quality
from .units import format_number
from .verdicts import check_text

#: The sections of the answer, in the order a narrator is asked for them.
SECTIONS = ("Executive Summary", "Key Findings", "Recommendations", "Risk Table")
_STAGES = ("analysis", "report")
_VERDICTS = ("supported", "contradicted", "unsupported")


@dataclass(frozen=True, kw_only=True)
class Call:
    """One call of a model: its stage, the prompt as sent, and what came back."""

    stage: str
    prompt: Prompt
    reply: Reply

    def to_json(self) -> dict[str, Any]:
        """Return the object that ``answer.json`` holds for this call."""
        return {
            "stage": self.stage, "done_reason": self.reply.done_reason,
            **self.reply.timings.to_json(), "prompt": self.prompt.text,
            "facts": list(self.prompt.fact_ids), "n_facts": self.prompt.n_facts,
            "text": self.reply.text, "requested": dict(self.reply.requested),
            "raw": dict(self.reply.raw),
        }  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A narrator's text with its verdicts, timings and settings.

    Shown in a cell it is the text with every judged number marked; `section` gives
    one part of it, `trust` the count of verdicts, `metrics` the timings as a table.
    """

    text: str
    narrator: str
    why: str
    claims: pd.DataFrame
    quality: Quality
    n_facts: int
    calls: tuple[Call, ...] = ()
    requested: Mapping[str, Any] = field(default_factory=dict)
    effective: Effective | None = None
    warnings: tuple[Warned, ...] = ()

    @property
    def in_prompt(self) -> set[str]:
        """Ids of the facts that some prompt held."""
        return {each for call in self.calls for each in call.prompt.fact_ids}

    def counts(self) -> dict[str, int]:
        """Count the judged numbers by verdict; comparison words are not numbers."""
        numbers = self.claims[self.claims["kind"] == "number"]["verdict"]
        return {verdict: int((numbers == verdict).sum()) for verdict in _VERDICTS}

    @property
    def trust(self) -> "Trust":
        """The line at a report's head: how many numbers, and how they were judged."""
        return Trust(self)

    def section(self, title: str) -> "Section":
        """Return one section of the text, marked.

        Raises
        ------
        ConfigError
            The title is none of `SECTIONS`.
        """
        if title not in SECTIONS:
            raise ConfigError(f"no section {title!r}{nearest(title, SECTIONS)}")
        return Section(self, title)

    @property
    def timings(self) -> Timings | None:
        """All calls' metrics together; None where no model was asked."""
        return total_timings([call.reply.timings for call in self.calls])

    @property
    def metrics(self) -> Table:
        """The metrics of the run as a table; "not applicable" without a model."""
        rows = [(name, _print_metric(self.timings, key)) for key, name in _METRICS]
        note = "" if self.calls else "No model was asked, so nothing was timed."
        frame = pd.DataFrame(rows, columns=["metric", "value"])
        return Table(frame, caption="Metrics of the narrator", note=note)

    def settings(self, config: RunConfig) -> pd.DataFrame:
        """Return ``setting, asked, in effect`` for every field that is no path.

        "in effect" is filled where the narrator could say it; without a model the
        options take no effect at all.
        """
        table = config.table().rename(
            columns={"parameter": "setting", "value": "asked"}
        )
        known = asdict(self.effective) if self.effective else {}
        known["num_gpu"] = known.pop("gpu_layers", None)
        told = {
            name: "not known" if known.get(name) is None else str(known[name])
            for name in config.options() | dict.fromkeys(("num_ctx", "num_gpu"))
        }
        if not self.calls:
            told = dict.fromkeys(told, "not applicable")
        told["narrator"] = self.narrator
        table["in effect"] = table["setting"].map(told)
        return table[~table["setting"].isin(("benchmarks", "output", "recorded"))]

    def _repr_html_(self) -> str:
        return mark_html(self.text, self.claims)

    def _repr_markdown_(self) -> str:
        return mark_markdown(self.text, self.claims)

    def __repr__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Section:
    """One section of an answer, shown with its marks."""

    answer: Answer
    title: str

    @property
    def lines(self) -> list[int]:
        """The lines of the answer (from 1) that belong to this section."""
        found, current = [], SECTIONS[0]
        for number, line in enumerate(self.answer.text.splitlines(), start=1):
            heading = line.lstrip("#").strip(" *:") if line.startswith("#") else ""
            known = [each for each in SECTIONS if each.lower() == heading.lower()]
            current = known[0] if known else current
            if current == self.title and not known:
                found.append(number)
        return found

    def _part(self) -> tuple[str, pd.DataFrame] | None:
        source = self.answer.text.splitlines()
        lines = self.lines
        if not any(source[number - 1].strip() for number in lines):
            return None
        claims = self.answer.claims
        claims = claims[claims["line"].isin(lines)].copy()
        moved = {old: new for new, old in enumerate(lines, start=1)}
        claims["line"] = claims["line"].map(moved)
        return "\n".join(source[number - 1] for number in lines), claims

    def _repr_html_(self) -> str:
        part = self._part()
        return mark_html(*part) if part else f"<p><em>{self._absent()}</em></p>"

    def _repr_markdown_(self) -> str:
        part = self._part()
        return mark_markdown(*part) if part else f"*{self._absent()}*"

    def __repr__(self) -> str:
        part = self._part()
        return part[0] if part else self._absent()

    def _absent(self) -> str:
        return f"The narrator wrote no section “{self.title}”."


@dataclass(frozen=True)
class Trust:
    """How many numbers of an answer were judged, and how."""

    answer: Answer

    def sentences(self) -> list[str]:
        """Say it in plain sentences."""
        counts = self.answer.counts()
        total = sum(counts.values())
        said = [
            f"{total} numbers judged: {counts['supported']} supported by the data,"
            f" {counts['contradicted']} contradicted, {counts['unsupported']} not in"
            " the data."
            if total
            else "The text states no number that could be judged."
        ]
        relations = self.answer.claims[self.answer.claims["kind"] == "relation"]
        if len(relations):
            good = int((relations["verdict"] == "supported").sum())
            said.append(f"Comparison words: {good} of {len(relations)} supported.")
        said.append(f"Written by {self.answer.narrator} ({self.answer.why}).")
        if self.answer.calls:
            held = len(self.answer.in_prompt)
            said.append(f"The prompts held {held} of {self.answer.n_facts} facts.")
        if not self.answer.quality.passed:
            named = "; ".join(map(str, self.answer.quality.problems))
            said.append(f"Quality gate not passed: {named}.")
        said += [f"Warning: {each.message}" for each in self.answer.warnings]
        return said

    def _repr_html_(self) -> str:
        from .display import escape_html

        first, *rest = (escape_html(each) for each in self.sentences())
        items = "".join(f"<li>{each}</li>" for each in rest)
        return f'<p class="trust"><strong>{first}</strong></p><ul>{items}</ul>'

    def _repr_markdown_(self) -> str:
        from .display import escape_markdown

        first, *rest = (escape_markdown(each) for each in self.sentences())
        return "\n".join([f"**{first}**", "", *(f"- {each}" for each in rest)])

    def __repr__(self) -> str:
        return " ".join(self.sentences())


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
    return _judged(text, choice.name, choice.why, facts, language)


def _asked(
    model: Model, name: str, why: str, config: RunConfig, facts: Facts, language: str
) -> Answer:
    calls = []
    try:
        for stage in _STAGES:
            prompt = write_prompt(
                facts,
                stage=stage,
                context=model.context,
                count_tokens=model.count_tokens,
                num_predict=config.num_predict,
            )
            reply = model.write(
                prompt.text,
                num_predict=prompt.num_predict,
                on_text=_progress(stage),
                stop=_looped(),
            )
            calls.append(Call(stage=stage, prompt=prompt, reply=reply))
        effective = model.effective()
    finally:
        model.close()
    findings, report = (call.reply.text.strip() for call in calls)
    if not findings.lower().lstrip("# *").startswith("key findings"):
        findings = f"## Key Findings\n\n{findings}"
    warnings = {
        (each.code, each.message): each
        for call in calls
        for each in call.reply.warnings
    }
    return _judged(
        f"{report}\n\n{findings}\n",
        name,
        why,
        facts,
        language,
        done_reason=_worst([call.reply.done_reason for call in calls]),
        calls=tuple(calls),
        requested=calls[-1].reply.requested,
        effective=effective,
        warnings=tuple(warnings.values()),
    )


def _judged(
    text: str,
    narrator: str,
    why: str,
    facts: Facts,
    language: str,
    done_reason: str = "stop",
    **kept: Any,
) -> Answer:
    quality = judge_quality(
        text, sections=SECTIONS, done_reason=done_reason, language=language
    )
    return Answer(
        text=text,
        narrator=narrator,
        why=why,
        claims=check_text(text, facts),
        quality=quality,
        n_facts=len(facts),
        **kept,
    )


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


_METRICS = (
    ("throughput_tok_s", "throughput (tok/s)"),
    ("ttft_ms", "time to first token (ms)"),
    ("total_duration_ms", "total duration (ms)"),
    ("tokens_generated", "tokens generated"),
    ("prompt_tokens", "prompt tokens"),
    ("prompt_eval_ms", "prompt eval (ms)"),
    ("eval_ms", "eval (ms)"),
    ("load_ms", "load (ms)"),
)


def _print_metric(timings: Timings | None, key: str) -> str:
    if timings is None:
        return "not applicable"
    value = getattr(timings, key)
    return "not reported" if value is None else format_number(value)

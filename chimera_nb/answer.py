"""An answer: a narrator's text with its verdicts, how it shows itself, what it cost."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import pandas as pd

from .coincidence import told
from .config import RunConfig
from .display import Table
from .errors import ConfigError, nearest
from .marks import mark_html, mark_markdown
from .narrators.base import Effective, Reply, Timings, Warned, total_timings
from .prompt import Prompt
from .quality import Quality
from .units import format_number

#: The sections of the answer, in the order a narrator is asked for them.
SECTIONS = ("Executive Summary", "Key Findings", "Recommendations", "Risk Table")
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
class Version:
    """A text as it was judged.

    `coincidence` is the share of random numbers that would have passed in it.
    """

    text: str
    claims: pd.DataFrame
    quality: Quality
    coincidence: float | None = None

    def counts(self) -> dict[str, int]:
        """Count the judged numbers by verdict; comparison words are not numbers."""
        numbers = self.claims[self.claims["kind"] == "number"]["verdict"]
        return {verdict: int((numbers == verdict).sum()) for verdict in _VERDICTS}

    @property
    def wrong(self) -> int:
        """How many numbers the data contradicts or does not have."""
        counts = self.counts()
        return counts["contradicted"] + counts["unsupported"]

    def to_json(self) -> dict[str, Any]:
        """Return the object that ``answer.json`` holds for it."""
        return {"text": self.text, "claims": self.counts(),
                "quality": self.quality.to_json()}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Repair:
    """The repair round: the texts before and after it, and which of them is used."""

    first: Version
    second: Version
    used: str
    why: str

    def sentence(self) -> str:
        """Say what came of it."""
        other = self.second if self.used == "first" else self.first
        used = self.first if self.used == "first" else self.second
        names = ("first", "second") if self.used == "first" else ("second", "first")
        counts = [
            f"{each.wrong} wrong, {each.counts()['supported']} supported"
            for each in (used, other)
        ]
        s = "s" if self.first.wrong != 1 else ""
        return (
            f"Repair round: {self.first.wrong} wrong number{s} went back to the model"
            f" once; its {names[0]} text is used ({counts[0]}; the {names[1]}:"
            f" {counts[1]}), since {self.why}."
        )

    def to_json(self) -> dict[str, Any]:
        """Return the object that ``answer.json`` holds."""
        return {"used": self.used, "why": self.why, "first": self.first.to_json(),
                "second": self.second.to_json()}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Answer(Version):
    """A narrator's text with its verdicts, timings and settings.

    Shown in a cell it is the text with every judged number marked; `section` gives
    one part of it, `trust` the count of verdicts, `metrics` the timings as a table.
    """

    narrator: str
    why: str
    n_facts: int
    calls: tuple[Call, ...] = ()
    requested: Mapping[str, Any] = field(default_factory=dict)
    effective: Effective | None = None
    warnings: tuple[Warned, ...] = ()
    repair: Repair | None = None

    @property
    def in_prompt(self) -> set[str]:
        """Ids of the facts that some prompt held."""
        return {each for call in self.calls for each in call.prompt.fact_ids}

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
        told["repair"] = self._repaired() if config.repair else "off"
        table["in effect"] = table["setting"].map(told)
        return table[~table["setting"].isin(("benchmarks", "output", "recorded"))]

    def _repaired(self) -> str:
        """Say in two words what the repair round came to."""
        if not self.calls:
            return "not applicable"
        if self.repair:
            return f"{self.repair.used} text used"
        skipped = any(each.code == "repair_skipped" for each in self.warnings)
        return "skipped" if skipped else "nothing wrong"

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
        if self.answer.coincidence is not None:
            said.append(told(self.answer.coincidence))
        relations = self.answer.claims[self.answer.claims["kind"] == "relation"]
        if len(relations):
            good = int((relations["verdict"] == "supported").sum())
            said.append(f"Comparison words: {good} of {len(relations)} supported.")
        said.append(f"Written by {self.answer.narrator} ({self.answer.why}).")
        if self.answer.calls:
            held = len(self.answer.in_prompt)
            said.append(f"The prompts held {held} of {self.answer.n_facts} facts.")
        if self.answer.repair:
            said.append(self.answer.repair.sentence())
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

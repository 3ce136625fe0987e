"""The repair round: wrong numbers go back to the model once, the better text is used.

A part of the answer goes back with the list of what the data does not back; the parts
without a wrong number stay as they are.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from .answer import Call, Repair, Version
from .display import bounded
from .errors import BudgetError, NarratorError
from .facts import Facts
from .narrators.base import Warned
from .prompt import Prompt, Wrong, describe, write_repair
from .prose import sentences
from .units import format_value

_SENTENCE = 160


class Part(NamedTuple):
    """A part of an answer that one call wrote, and its lines in the answer, from 1."""

    stage: str
    text: str
    first_line: int
    last_line: int


@dataclass(frozen=True, kw_only=True)
class Round:
    """What a repair round gave; `repair` is None where no part went back."""

    repair: Repair | None = None
    calls: tuple[Call, ...] = ()
    warnings: tuple[Warned, ...] = ()


def repair_round(
    first: Version,
    parts: Iterable[Part],
    facts: Facts,
    *,
    context: int,
    count_tokens: Callable[[str], int],
    num_predict: int | None,
    ask: Callable[[Prompt], Call],
    judge: Callable[[Mapping[str, str]], Version],
) -> Round:
    """Send each part with wrong numbers back once, and choose the better text.

    Parameters
    ----------
    first
        The answer as it was judged.
    parts
        The parts that it is made of.
    facts
        What the data says.
    context, count_tokens, num_predict
        As in `write_prompt`; a part that does not fit is skipped with a warning.
    ask
        Asks the model once.
    judge
        Judges the text made of new parts, given by their stages.
    """
    calls: list[Call] = []
    warnings: list[Warned] = []
    texts: dict[str, str] = {}
    senseless = {"loop", "not_language"} & {p.code for p in first.quality.problems}
    if first.wrong and senseless:
        said = "the answer did not go back for repair: it is no report to be repaired"
        return Round(warnings=(Warned(code="repair_skipped", message=said),))
    for part in parts:
        wrong = wrong_in(first, part, facts)
        if not wrong:
            continue
        try:
            prompt = write_repair(
                part.text, wrong, context=context, count_tokens=count_tokens,
                num_predict=num_predict, n_facts=len(facts),
            )  # fmt: skip
            call = ask(prompt)
        except (BudgetError, NarratorError) as error:
            said = f"the {part.stage} did not go back for repair: {error}"
            warnings.append(Warned(code="repair_skipped", message=said))
            if isinstance(error, NarratorError):
                break
            continue
        calls.append(call)
        texts[part.stage] = unwrapped(call.reply.text)
    if not calls:
        return Round(warnings=tuple(warnings))
    second = judge(texts)
    better, why = compare(first, second, [call.reply.done_reason for call in calls])
    repair = Repair(
        first=first, second=second, used="second" if better else "first", why=why
    )
    return Round(repair=repair, calls=tuple(calls), warnings=tuple(warnings))


def wrong_in(answer: Version, part: Part, facts: Facts) -> list[Wrong]:
    """List what the data does not back in a part; empty where every number is right.

    Comparison words that are contradicted are listed with the numbers, never alone.
    """
    claims = answer.claims
    claims = claims[claims["line"].between(part.first_line, part.last_line)]
    numbers = (claims["kind"] == "number") & claims["verdict"].isin(
        ("contradicted", "unsupported")
    )
    words = (claims["kind"] == "relation") & (claims["verdict"] == "contradicted")
    if not numbers.any():
        return []
    lines = answer.text.splitlines()
    found = []
    for row in claims[numbers | words].to_dict("records"):
        sentence = _sentence(lines[int(row["line"]) - 1], int(row["column"]) - 1)
        fact = facts.get(str(row["fact"]))
        if row["verdict"] == "unsupported":
            truth = "the data has no such number"
        elif fact and row["true_value"] == format_value(fact.value, fact.unit):
            truth = f"the data says {describe(fact)}"
        else:
            truth = f"the data says {bounded(row['reason'], _SENTENCE)}"
        found.append(Wrong(
            bounded(row["token"], 40), sentence, truth,
            fact.id if fact and row["verdict"] == "contradicted" else "",
        ))  # fmt: skip
    return list(dict.fromkeys(found))


def _sentence(line: str, at: int) -> str:
    """Take the sentence of a place, cut around it where it is long."""
    for start, sentence in sentences(line):
        if start <= at < start + len(sentence):
            since = max(0, at - start - _SENTENCE // 2)
            return bounded(sentence[since:].replace('"', "'"), _SENTENCE)
    return bounded(line, _SENTENCE)


def unwrapped(text: str) -> str:
    """Take a text out of the code fence that a model may have put around it."""
    match = re.fullmatch(
        r"\s*(`{3,})(?:markdown|md)?[ \t]*\n(.*?)\n?\1\s*", text, re.DOTALL
    )
    return (match[2] if match else text).strip()


def compare(
    first: Version, second: Version, done_reasons: Iterable[str]
) -> tuple[bool, str]:
    """Say whether a repaired text is better than the first one, and why.

    One that was cut off, lost a section or lost half of the words is not. Else the one
    with fewer wrong numbers is better, then the one that passes the quality gate, then
    the one with more supported numbers; the first one where they are alike.
    """
    if any(reason != "stop" for reason in done_reasons) or _lost(
        first, second, "cut_off"
    ):
        return False, "the second was cut off"
    if lost := _lost(first, second, "missing_section"):
        return False, f"the second has {lost[0]}"
    if 2 * len(second.text.split()) < len(first.text.split()):
        return False, "the second lost more than half of the words"
    for mine, other, why in (
        (-second.wrong, -first.wrong, "fewer of its numbers are wrong"),
        (second.quality.passed, first.quality.passed, "it passes the quality gate"),
        (second.counts()["supported"], first.counts()["supported"],
         "more of its numbers are supported"),
    ):  # fmt: skip
        if mine != other:
            return mine > other, why
    return False, "the second is no better"


def _lost(first: Version, second: Version, code: str) -> list[str]:
    """List the problems of a kind that only the second text has."""
    before = {each.message for each in first.quality.problems if each.code == code}
    return [each.message for each in second.quality.problems
            if each.code == code and each.message not in before]  # fmt: skip

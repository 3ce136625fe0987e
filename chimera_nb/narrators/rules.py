"""Sentences made from facts by rules; no model is involved.

The same facts, in any order, give the same text. Every sentence states what one fact
says, names first, so that the check can bind it.
"""

from collections.abc import Iterator

from ..display import escape_markdown
from ..facts import Fact, Facts
from ..units import format_value

_TIMES = (("compile_time", "compile time"), ("build_time", "build time"))
_FAILURES = (
    ("compile_failures", "failed compilations"), ("build_failures", "failed builds"),
    ("calls_failed", "failed calls"),
)  # fmt: skip
_NOTHING = (
    "No compile time, build time or call of a language model is there to compare; the"
    " table of every quantity says what was measured."
)
_ENDS = ("min", "max")
#: So many language models have findings of their own: the fastest.
_MOST = 12
_WARM = {"calls": "warm"}
#: Below so many measurements a mean is said to rest on few.
_FEW = 5


def write_report(facts: Facts) -> str:
    """Write the report as Markdown, from facts alone.

    Returns
    -------
    str
        ``## Executive Summary``, ``## Key Findings``, ``## Recommendations`` (three)
        and ``## Risk Table``.
    """
    summary = list(_summary(facts)) or [
        "The data holds no measurement that a report could state."
    ]
    findings = list(_findings(facts)) or [_NOTHING]
    advice = [*_advice(facts), *_SPARE][:3]
    risks = list(_risks(facts)) or [
        ("Nothing in the data points to a risk", "Low", "Low", "Keep the raw files")
    ]
    lines = ["## Executive Summary", "", " ".join(summary), "", "## Key Findings", ""]
    lines += [f"- {each}" for each in findings]
    lines += ["", "## Recommendations", ""]
    lines += [f"{number}. {each}" for number, each in enumerate(advice, 1)]
    lines += ["", "## Risk Table", "", "| Risk | Likelihood | Impact | Evidence |"]
    lines += ["|---|---|---|---|"]
    lines += [f"| {' | '.join(row)} |" for row in risks]
    return "\n".join(lines) + "\n"


def _summary(facts: Facts) -> Iterator[str]:
    files = facts.lookup({}, "files", "count")
    if files is None:
        return
    kinds = sorted(facts.select("files", "count", ["type"]), key=lambda fact: fact.id)
    kinds = [fact for fact in kinds if fact.value]
    listed = _listed([f"{_shown(f)} {_name(f.subject['type'])} files" for f in kinds])
    yield f"The folder holds {_shown(files)} benchmark files" + (
        f": {listed}." if listed else "."
    )
    for metric, title in _TIMES:
        mean, median = (facts.lookup({}, metric, each) for each in ("mean", "median"))
        if mean is None:
            continue
        yield f"The mean {title} is {_shown(mean)}, over {mean.n} measurements."
        if median is not None and mean.n > 2:
            yield f"The median {title} is {_shown(median)}."
        ranked = _ranked(facts, metric, "backend")
        if len(ranked) > 1 and ranked[0].value < ranked[-1].value:
            first, last = ranked[0], ranked[-1]
            yield (
                f"`{_named(last)}` has the highest mean {title}, {_shown(last)}, and"
                f" `{_named(first)}` the lowest mean {title}, {_shown(first)}."
            )
    yield from _summary_of_calls(facts)
    for metric, title in _FAILURES:
        if failed := _some(facts, metric):
            yield f"The data has {_shown(failed)} {title}."
    if conflicts := _some(facts, "conflicts"):
        yield f"Texts of the folder contradict its data: {_shown(conflicts)} conflicts."


def _summary_of_calls(facts: Facts) -> Iterator[str]:
    """Compare language models; over several of them a mean would say little."""
    ranked = _ranked(facts, "throughput", "model")
    if len(ranked) > 1 and ranked[0].value < ranked[-1].value:
        first, last = ranked[0], ranked[-1]
        yield (
            f"`{_named(last)}` has the highest mean throughput, {_shown(last)}, and"
            f" `{_named(first)}` the lowest mean throughput, {_shown(first)}."
        )
    elif mean := facts.lookup({}, "throughput", "mean"):
        yield f"The mean throughput is {_shown(mean)}, over {mean.n} measurements."
    yield from _cold_start(facts)
    if rate := facts.lookup({}, "word_throughput", "mean"):
        yield (
            f"Where words were counted and not tokens, the mean word rate is"
            f" {_shown(rate)}."
        )


def _cold_start(facts: Facts) -> Iterator[str]:
    mean = facts.lookup({}, "ttft", "mean")
    warm = facts.lookup(_WARM, "ttft", "mean")
    if mean is not None:
        yield f"The mean time to first token is {_shown(mean)} over all calls." + (
            f" In warm calls the mean time to first token is {_shown(warm)}."
            if warm is not None and warm.value != mean.value
            else ""
        )


def _findings(facts: Facts) -> Iterator[str]:
    for metric, title in _TIMES:
        for fact in _ranked(facts, metric, "backend"):
            few = ", few to rest on" if fact.n < _FEW else ""
            yield (
                f"`{_named(fact)}`: the mean {title} is {_shown(fact)}"
                f" (n = {fact.n}{few})."
            )
        for label in ("device", "model"):
            for fact in _ranked(facts, metric, label):
                yield f"`{_named(fact)}`: the mean {title} is {_shown(fact)}."
    yield from _findings_of_calls(facts)
    for metric, title in _FAILURES:
        label = "model" if metric == "calls_failed" else "backend"
        for fact in sorted(_by(facts, metric, label), key=lambda fact: fact.id):
            if fact.value:
                yield f"`{_named(fact)}`: the data has {_shown(fact)} {title}."
    yield from _gains(facts)


def _findings_of_calls(facts: Facts) -> Iterator[str]:
    """Say each language model's throughput, and how long a first token takes."""
    for fact in _ranked(facts, "throughput", "model")[: -_MOST - 1 : -1]:
        few = ", few to rest on" if fact.n < _FEW else ""
        said = (
            f"`{_named(fact)}`: the mean throughput is {_shown(fact)}"
            f" (n = {fact.n}{few})"
        )
        ends = [facts.lookup(fact.subject, "throughput", each) for each in _ENDS]
        if fact.n > 1 and ends[0] and ends[1]:
            said += (
                f", the least throughput is {_shown(ends[0])}"
                f" and the greatest throughput is {_shown(ends[1])}"
            )
        yield f"{said}."
    medians = facts.select("ttft", "median", ["model"])
    for fact in sorted(medians, key=lambda fact: (fact.value, fact.id))[:_MOST]:
        said = f"`{_named(fact)}`: the median time to first token is {_shown(fact)}"
        if warm := facts.lookup(dict(fact.subject) | _WARM, "ttft", "mean"):
            said += f", and in warm calls the mean is {_shown(warm)}"
        yield f"{said}."


def _gains(facts: Facts) -> Iterator[str]:
    """Say for each model and device which backend is faster than eager by how much."""
    keys = ("model", "device", "backend")
    best: dict[tuple[str, str], Fact] = {}
    for fact in facts.select("speedup", "value", keys):
        group = (fact.subject["model"], fact.subject["device"])
        if group not in best or (fact.value, fact.id) > (
            best[group].value,
            best[group].id,
        ):
            best[group] = fact
    for _, fact in sorted(best.items()):
        if fact.value > 1:
            paid = facts.lookup(fact.subject, "break_even", "value")
            said = f"{_whole(fact)}: the speedup over eager is {_shown(fact)}"
            if paid is not None:
                said += f", and the break-even point is {_shown(paid)} calls"
            noise = " (the gain is within the noise)" if paid and paid.noise else ""
            yield f"{said}{noise}."


def _advice(facts: Facts) -> Iterator[str]:
    failed = [
        f"{_shown(count)} {title}"
        for metric, title in _FAILURES
        if (count := _some(facts, metric))
    ]
    if failed:
        yield (
            f"Look into what failed: the data has {_listed(failed)}, and none of them"
            " entered a mean."
        )
    if conflicts := _some(facts, "conflicts"):
        yield (
            f"Correct the texts that contradict their data: {_shown(conflicts)}"
            " conflicts."
        )
    if cold := _slow_start(facts):
        yield (
            "Load a model before its first answer is waited for: the mean time to"
            f" first token is {_shown(cold)} where cold calls are counted."
        )
    for metric, title in _TIMES:
        ranked = _ranked(facts, metric, "backend")
        if len(ranked) > 1 and ranked[0].value < ranked[-1].value:
            last = ranked[-1]
            yield (
                f"Keep what `{_named(last)}` has built between runs: its mean {title}"
                f" is {_shown(last)}."
            )


def _slow_start(facts: Facts) -> Fact | None:
    """Return the mean time to first token where cold calls at least double it."""
    mean = facts.lookup({}, "ttft", "mean")
    warm = facts.lookup(_WARM, "ttft", "mean")
    return mean if mean and warm and mean.value > 2 * warm.value else None


_SPARE = (
    "Repeat each measurement before acting on a difference.",
    "Record the machine and the software beside each measurement.",
    "Keep the raw files together with this report.",
)


def _risks(facts: Facts) -> Iterator[tuple[str, str, str, str]]:
    for metric, risk, title, likely, impact in (
        ("compile_failures", "A backend does not compile", "failed compilations",
         "High", "High"),
        ("build_failures", "A program does not build", "failed builds",
         "High", "Medium"),
        ("calls_failed", "A model's server does not answer", "failed calls",
         "High", "High"),
        ("conflicts", "A text is believed instead of its data", "conflicts",
         "High", "Medium"),
        ("files_not_read", "What was not read says otherwise", "files not read",
         "Medium", "Medium"),
        ("mixtures", "A mean pools several machines, set-ups or batch sizes",
         "mixtures", "Medium", "Medium"),
    ):  # fmt: skip
        if count := _some(facts, metric):
            yield risk, likely, impact, f"{_shown(count)} {title}"
    if cold := _slow_start(facts):
        said = f"mean time to first token {_shown(cold)}, cold calls counted"
        yield "A cold start is taken for the model's speed", "High", "Medium", said
    few = [fact for fact in _ranked(facts, "compile_time", "backend") if fact.n < _FEW]
    for fact in few[:1]:
        said = f"`{_named(fact)}`: compile time, n = {fact.n}"
        yield "A mean rests on few measurements", "Medium", "Medium", said


def _shown(fact: Fact) -> str:
    return format_value(fact.value, fact.unit)


def _name(value: str) -> str:
    return escape_markdown(" ".join(value.split()))


def _named(fact: Fact) -> str:
    """Name a subject of one label, as it stands between backticks."""
    (value,) = fact.subject.values()
    return _plain(value)


def _plain(value: str) -> str:
    return " ".join(value.split()).replace("`", "'").replace("|", "/")


def _whole(fact: Fact) -> str:
    """Name a subject of several labels, most general first."""
    values = (fact.subject[key] for key in ("model", "device", "backend"))
    return " ".join(f"`{_plain(value)}`" for value in values)


def _listed(parts: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))


def _by(facts: Facts, metric: str, label: str) -> list[Fact]:
    return facts.select(metric, "count", [label])


def _some(facts: Facts, metric: str) -> Fact | None:
    fact = facts.lookup({}, metric, "count")
    return fact if fact is not None and fact.value > 0 else None


def _ranked(facts: Facts, metric: str, label: str) -> list[Fact]:
    found = facts.select(metric, "mean", [label])
    return sorted(found, key=lambda fact: (fact.value, fact.id))

"""Which fact the words of a claim mean: by subject, metric and statistic."""

from collections.abc import Mapping
from statistics import fmean, median

from .facts import Fact, Facts
from .measurements import METRICS
from .words import METRIC

#: Labels that have nothing to do with a metric are left out of its subject.
_KEPT = {
    "files": ("type", "folder", "kind", "named"), "files_not_read": ("type",),
    "models": ("kind", "scope", "family", "status"),
    "backends": ("kind", "scope", "device", "status"),
    "devices": ("kind", "scope"), "quantizations": ("scope", "family"),
    "size": ("type",), "types": (), "conflicts": (), "copies": (),
    "mixtures": (), "records": ("scope", "type"),
    "word_throughput": ("benchmark", "model", "family", "scope"),
    "build_time": ("benchmark", "backend"), "build_failures": ("benchmark", "backend"),
    "build_attempts": ("benchmark", "backend", "status"),
    "cpu_util": ("scope",), "gpu_util": ("scope",), "mem_util": ("scope",),
    "gpu_mem_util": ("scope",), "power": ("scope",), "temperature": ("scope",),
    "compile_time": ("model", "family", "device", "backend", "scope"),
    "compile_failures": ("model", "family", "device", "backend", "scope", "error"),
    "compile_attempts": ("model", "family", "device", "backend", "scope", "status"),
    "compile_entries": ("model", "family", "device", "backend", "scope", "status"),
    "calls": ("model", "family", "calls", "scope", "status"),
    "calls_failed": ("model", "family", "scope", "error"),
    "configurations": ("model", "family", "scope", "status", "error"),
    "accuracy": ("benchmark", "model", "family", "backend", "dtype", "scope"),
    "model_size": ("benchmark", "model", "family", "backend", "dtype", "scope"),
    "latency": ("model", "family", "device", "backend", "scope"),
    "speedup": ("model", "family", "device", "backend", "scope"),
    "break_even": ("model", "family", "device", "backend", "scope"),
}  # fmt: skip


#: What a call of a language model is not told by.
_OF_NO_CALL = ("type", "benchmark", "dtype")


def usual_statistic(metric: str) -> str:
    """Return the statistic that is meant where a text names none."""
    if metric.startswith("config.") or metric in ("speedup", "break_even"):
        return "value"
    if metric == "size":
        return "total"
    unit = METRICS[metric].unit if metric in METRICS else ""
    return "count" if unit == "count" else "mean"


def relevant(metric: str, subject: Mapping[str, str], facts: Facts) -> dict[str, str]:
    """Leave out labels that this metric has nothing to do with."""
    if metric.startswith("config."):
        return {}
    if metric in facts.own:
        return dict(subject)
    keep = _KEPT.get(metric)
    if keep is None:  # of a call, or of whatever its file is of
        other = (*(_OF_NO_CALL if metric in METRIC else ("type",)), "device")
        found = {k: v for k, v in subject.items() if k not in other}
        for label in ("device", "benchmark"):  # the GPU's memory: no device's
            found |= _alone(label, metric, subject, facts)
        return found
    found = {key: value for key, value in subject.items() if key in keep}
    if metric == "latency":  # of a kernel
        found |= _alone("benchmark", metric, subject, facts)
    return found


def has_times_only(subject: Mapping[str, str], facts: Facts) -> bool:
    """Say whether what is named has times, which a text may call its latency."""
    return not _alone("benchmark", "latency", subject, facts) and bool(
        _alone("benchmark", "time", subject, facts)
    )


def _alone(
    label: str, metric: str, subject: Mapping[str, str], facts: Facts
) -> dict[str, str]:
    """Keep a label under which this metric is measured, though it seldom is."""
    alone = {label: subject[label]} if label in subject else {}
    return alone if alone and facts.lookup(alone, metric, "mean") else {}


def find_fact(
    facts: Facts, subject: dict[str, str], metric: str, statistic: str
) -> Fact | None:
    """Look a fact up; a subject that only one fact can mean is enough."""
    fact = facts.lookup(subject, metric, statistic)
    if fact is not None or statistic == "count":
        return fact
    if metric == "speedup" and statistic in _OVER_SPEEDUPS:
        return _over_speedups(facts, subject, statistic)
    named = {key: value for key, value in subject.items() if key != "scope"}
    wider = facts.about(named, metric, statistic)
    if "scope" in subject and subject["scope"] in facts.scopes:
        inside = set(facts.scopes[subject["scope"]])
        wider = [
            each
            for each in wider
            if not inside.isdisjoint(s.split(": ")[0] for s in each.sources)
        ]
    if len(wider) == 1:
        return wider[0]
    if (
        not wider
        and metric == "compile_time"
        and {"backend", "benchmark"} & set(subject)
    ):
        built = relevant("build_time", subject, facts)  # gcc compiles by building
        return find_fact(facts, built, "build_time", statistic)
    return None


_OVER_SPEEDUPS = {"min": min, "max": max, "mean": fmean, "median": median}


def _over_speedups(
    facts: Facts, subject: Mapping[str, str], statistic: str
) -> Fact | None:
    """Compute a statistic of the listed speedups: they range from 0.1x to 9.6x."""
    of = [
        fact for fact in facts
        if fact.metric == "speedup" and fact.statistic == "value"
        and subject.items() <= dict(fact.subject).items()
    ]  # fmt: skip
    if not of:
        return None
    return Fact(
        metric="speedup", statistic=statistic, unit="ratio", n=len(of),
        value=float(_OVER_SPEEDUPS[statistic]([fact.value for fact in of])),
        subject=subject, sources=tuple(s for fact in of for s in fact.sources)[:20],
        n_sources=len(of),
    )  # fmt: skip


def describe(subject: Mapping[str, str], metric: str, statistic: str) -> str:
    """Say in words what was looked for: mean compile time of conv."""
    title = METRICS[metric].title if metric in METRICS else metric
    of = " ".join(subject.values())
    what = title if statistic in ("value", "count") else f"{statistic} {title}"
    return f"{what} of {of}" if of else what

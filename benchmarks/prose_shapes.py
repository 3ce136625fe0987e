"""Shapes of prose as data: templates and what their fields claim.

``a b d`` are names of one label, ``c`` a name of another around them, ``x y z`` numbers
in the unit ``u``, ``s`` a statistic (``as``: with its article), ``m`` the metric
(``ms``: its plural), ``dir`` a direction, ``rank`` a rank, ``n k`` counts. Capitals
begin a line. Metrics named in `only` are the ones that a shape speaks of.
"""

from collections.abc import Mapping
from typing import NamedTuple


class Shape(NamedTuple):
    """One shape of prose; `plain` ones are worded one way only."""

    name: str
    form: str
    text: str
    only: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    spread: tuple[str, ...] = ()
    counts: Mapping[str, str] = {}
    plain: bool = False


_SPEED = ("faster", "slower")
_SIZE = ("lower", "higher")
_TIMES = ("compile_time", "latency", "ttft", "load_time")
_FAILED = {"k": "compile_failures", "n": "compile_attempts"}

#: Metric → the labels that its subjects may have, and what prose calls it.
METRICS = {
    "compile_time": (
        ("backend", "model"), ("compile time", "compilation time"),
    ),
    "latency": (("backend", "model"), ("latency", "inference latency")),
    "build_time": (("backend",), ("build time",)),
    "throughput": (("model",), ("throughput", "generation speed")),
    "ttft": (("model",), ("time to first token", "TTFT")),
    "load_time": (("model",), ("load time",)),
}  # fmt: skip
PLURALS = {
    "compile_time": "compile times", "latency": "latencies",
    "throughput": "throughputs",
    "build_time": "build times", "ttft": "times to first token",
    "load_time": "load times",
}  # fmt: skip
STATISTICS = {
    "mean": ("mean", "average"), "median": ("median",), "min": ("minimum",),
    "max": ("maximum",), "p90": ("90th-percentile", "p90"), "p95": ("p95",),
}  # fmt: skip
UNITS = {
    "s": (1.0, "s", ("s", "seconds", "sec")),
    "ms": (1e-3, "s", ("ms", "milliseconds")),
    "min": (60.0, "s", ("minutes", "min")),
    "tok/s": (1.0, "tok/s", ("tok/s", "tokens per second", "tokens/s")),
    "words/s": (1.0, "words/s", ("words per second",)),
    "MB": (1e6, "bytes", ("MB",)),
}
#: Word → whether the first value is the greater (+1), the smaller (−1) or the better.
DIRECTIONS = {
    "faster": "better", "slower": "worse", "lower": -1, "higher": 1, "less": -1,
    "more": 1, "shorter": -1, "longer": 1, "under": -1, "over": 1,
    "below": -1, "above": 1,
}  # fmt: skip
_PAIRS = (("faster", "slower"), ("lower", "higher"), ("less", "more"),
          ("shorter", "longer"), ("under", "over"), ("below", "above"))  # fmt: skip
OPPOSITE = dict(_PAIRS) | {b: a for a, b in _PAIRS}
RANKS = {"highest": 1, "lowest": -1, "longest": 1, "shortest": -1, "fastest": "better",
         "slowest": "worse", "largest": 1, "smallest": -1}  # fmt: skip
ORDINALS = ("", "second ", "third ")
COUNTS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
    "ten", "eleven", "twelve",
)  # fmt: skip

SHAPES = (
    Shape("of", "values", "The {s} {m} of {a} is {x} {u}."),
    Shape("has", "values", "{a} has {as} {m} of {x} {u}."),
    Shape("possessive", "values", "{a}'s {s} {m} is {x} {u}."),
    Shape("with", "values", "With {a}, the {s} {m} comes to {x} {u}."),
    Shape("number first", "values",
          "At {x} {u}, the {s} {m} of {a} is what users see."),
    Shape("overall", "values", "Over all runs, the {s} {m} is {x} {u}."),
    Shape("n", "values", "{a} has {as} {m} of {x} {u} (n = {n})."),
    Shape("bullet", "values", "- **{a}**: {s} {m} of {x} {u}"),
    Shape("bullet key", "values", "- {S} {m} ({a}): {x} {u}"),
    Shape("bullet dash", "values", "- {a} – {x} {u} {s} {m}"),
    Shape("heading subject", "values", "## {a}\n\nThe {s} {m} is {x} {u}."),
    Shape("heading list", "values", "### {a}\n\n- {S} {m}: {x} {u}"),
    Shape("heading metric", "values", "## {S} {m}\n\n- {a}: {x} {u}\n- {b}: {y} {u}"),
    Shape("two", "values", "The {s} {m} is {x} {u} for {a} and {y} {u} for {b}."),
    Shape("respectively", "values",
          "{a} and {b} have {s} {ms} of {x} and {y} {u}, respectively."),
    Shape("list of three", "values",
          "{S} {ms}: {a} {x} {u}, {b} {y} {u}, {d} {z} {u}."),
    Shape("pronoun", "values", "{a} ran in every round. Its {s} {m} is {x} {u}."),
    Shape("around", "values", "On {c}, {a} has {as} {m} of {x} {u}."),
    Shape("around heading", "values", "## {c}\n\n- {a}: {x} {u} {s} {m}"),
    Shape("table", "values", "| {L} | {S} {m} ({u}) |\n|---|---:|\n| {a} | {x} |\n"
          "| {b} | {y} |\n| {d} | {z} |"),
    Shape("table, unit in cell", "values", "| {L} | {S} {m} |\n|---|---|\n"
          "| {a} | {x} {u} |\n| {b} | {y} {u} |"),
    Shape("table, transposed", "values",
          "| | {a} | {b} |\n|---|---|---|\n| {S} {m} ({u}) | {x} | {y} |"),
    Shape("no statistic", "values", "{a} compiles in {x} {u}.", ("compile_time",)),
    Shape("while", "values", "On average {a} takes {x} {u} to compile, while {b} needs"
          " {y} {u}.", ("compile_time",)),
    Shape("about", "about", "{a} has {as} {m} of about {x} {u}."),
    Shape("bound", "bound", "The {s} {m} of {a} stays {dir} {x} {u}.",
          words=("under", "over", "below", "above")),
    Shape("range", "spread", "The {m} of {a} ranges from {x} to {y} {u}.",
          spread=("min", "max")),
    Shape("mean and median", "spread", "{a}: mean {m} {x} {u}, median {y} {u}.",
          spread=("mean", "median")),
    Shape("table of statistics", "spread",
          "| {L} | Mean {m} ({u}) | Median {m} ({u}) |"
          "\n|---|---|---|\n| {a} | {x} | {y} |", spread=("mean", "median")),
    Shape("ratio", "ratio", "In {s} {m}, {a} is {x}x {dir} than {b}.", words=_SPEED),
    Shape("ratio of times", "ratio", "The {s} {m} of {a} is {x} times that of {b}."),
    Shape("percent", "percent", "{a}'s {s} {m} is {x}% {dir} than {b}'s.", words=_SIZE),
    Shape("percent less", "percent", "{a} takes {x}% {dir} time to compile than {b} on"
          " average.", ("compile_time",), ("less", "more")),
    Shape("difference", "difference", "{a}'s {s} {m} is {x} {u} {dir} than {b}'s.",
          words=_SIZE),
    Shape("compare", "compare", "The {s} {m} of {a} is {dir} than that of {b}.",
          words=_SIZE),
    Shape("compare speed", "compare",
          "In {s} {m}, {a} is {dir} than {b}.", words=_SPEED),
    Shape("extreme", "extreme", "{a} has the {rank} {s} {m} ({x} {u}).",
          words=("highest", "lowest")),
    Shape("extreme first", "extreme", "The {rank} {s} {m} is that of {a}, at {x} {u}.",
          words=("highest", "lowest")),
    Shape("extreme alone", "extreme", "By {s} {m}, {a} is the {rank}.",
          words=("fastest", "slowest")),
    Shape("extreme of times", "extreme", "{a} has the {rank} {s} {m}.", _TIMES,
          ("longest", "shortest")),
    Shape("ordinal", "extreme", "{a} has the {rank} {s} {m}, {x} {u}.",
          words=("second highest", "second lowest", "third highest")),
    Shape("failures", "counts", "{a} has {k} failed compilations.", ("compile_time",),
          counts={"k": "compile_failures"}),
    Shape("n of m", "counts", "{k} of {n} compile attempts of {a} failed.",
          ("compile_time",), counts=_FAILED),
    Shape("measurements", "counts", "The {m} of {a} rests on {n} measurements.",
          ("compile_time",), counts={"n": "compile_time"}),
    Shape("share", "share", "{x}% of the compile attempts of {a} failed.",
          ("compile_time",), counts=_FAILED),
    Shape("files", "counts", "The folder holds {n} benchmark files.", ("compile_time",),
          counts={"n": "files"}),
)  # fmt: skip

#: Sentences of the rules narrator, read back into fields.
RULES = (
    Shape("rules: bullet", "values",
          "## Key Findings\n\n- `{a}`: the {s} {m} is {x} {u} (n = {n}).", plain=True),
    Shape("rules: summary", "values", "The {s} {m} is {x} {u}.", plain=True),
    Shape("rules: failures", "counts", "- `{a}`: the data has {k} failed compilations.",
          ("compile_time",), counts={"k": "compile_failures"}, plain=True),
)  # fmt: skip

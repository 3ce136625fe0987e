"""The tidy table's contract: one number a row, always with these columns."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from .errors import MeasurementError, nearest

#: The columns that are always there, in order; see `docs/tidy-table.md`.
COLUMNS = (
    "source", "place", "record", "kind", "tier", "benchmark", "model", "device",
    "executed_on", "dtype", "backend", "machine", "software", "config_label",
    "run_index", "cold", "metric", "statistic", "value", "unit", "raw_value",
    "raw_unit", "status", "error", "timestamp", "n_behind", "also_in", "note",
)  # fmt: skip

#: ok: enters statistics; failed: was tried, has no value; placeholder: a number that
#: stands for "not applicable"; suspect: the file contradicts itself about it.
STATUSES = ("ok", "failed", "placeholder", "suspect")

#: raw: one run; aggregate: computed by the author's tool; reported: read in prose.
TIERS = ("raw", "aggregate", "reported")

#: Kinds are never pooled: compiling a model and building a program are two things.
KINDS = (
    "compile", "latency", "build", "llm", "words", "kernel", "quantization", "system",
    "profile", "selfheal", "accuracy", "benchmark", "other",
)  # fmt: skip

#: What a number is of its samples; ``error`` is half of an interval of unknown kind.
STATISTICS = (
    "value", "count", "total", "mean", "median", "geomean", "std", "cv", "stderr",
    "error", "ci_low", "ci_high", "iqr", "slope", "delta", "min", "max", "p0.1", "p1",
    "p5", "p10", "p25", "p75", "p90", "p95", "p99", "p99.9",
)  # fmt: skip


class Metric(NamedTuple):
    """A metric: its canonical unit, its title, and other names that prose gives it."""

    unit: str
    title: str
    aliases: tuple[str, ...] = ()


#: What is measured or derived, by the name that the tidy table and facts use.
METRICS = {
    "compile_time": Metric("s", "compile time", ("compilation time", "compiling")),
    "build_time": Metric("s", "build time", ("building",)),
    "latency": Metric("s", "latency", ("steady-state latency", "inference time")),
    "throughput": Metric(
        "tok/s", "throughput",
        ("tokens per second", "generation speed", "decode rate", "token rate"),
    ),
    "prompt_throughput": Metric(
        "tok/s", "prompt throughput", ("prefill throughput", "prompt processing")
    ),
    "ttft": Metric("s", "time to first token", ("TTFT", "first token")),
    "tpot": Metric("s", "time per output token", ("TPOT",)),
    "itl": Metric("s", "inter-token latency", ("ITL",)),
    "load_time": Metric("s", "load time", ("model load", "loading")),
    "prompt_time": Metric("s", "prompt evaluation time", ("prompt eval",)),
    "decode_time": Metric("s", "decode time", ("evaluation time", "eval time")),
    "tokens": Metric("count", "tokens generated", ("generated tokens",)),
    "prompt_tokens": Metric("count", "prompt tokens", ()),
    "word_throughput": Metric("words/s", "words per second", ("word rate",)),
    "generation_time": Metric("s", "generation time", ()),
    "request_throughput": Metric("1/s", "request rate", ("requests per second",)),
    "ops": Metric("1/s", "operation rate", ("operations per second",)),
    "bandwidth": Metric("bytes/s", "bandwidth", ()),
    "flops": Metric("flop/s", "floating-point rate", ()),
    "time": Metric("s", "time", ("running time", "wall time", "elapsed time")),
    "user_time": Metric("s", "user time", ()),
    "system_time": Metric("s", "system time", ()),
    "cpu_time": Metric("s", "CPU time", ()),
    "memory": Metric("bytes", "memory", ("memory used",)),
    "model_size": Metric("bytes", "model size", ()),
    "allocations": Metric("count", "allocations", ()),
    "instructions": Metric("count", "instructions", ()),
    "accuracy": Metric("ratio", "accuracy", ()),
    "loss": Metric("", "loss", ()),
    "perplexity": Metric("", "perplexity", ()),
    "power": Metric("W", "power", ("power draw",)),
    "cpu_util": Metric("percent", "CPU utilization", ("CPU usage",)),
    "gpu_util": Metric("percent", "GPU utilization", ("GPU usage",)),
    "mem_util": Metric("percent", "memory utilization", ("memory usage",)),
    "gpu_mem_util": Metric("percent", "GPU memory utilization", ()),
    "energy": Metric("J", "energy", ()),
    "temperature": Metric("degC", "temperature", ()),
    "speedup": Metric("ratio", "speedup", ("speedup over eager",)),
    "break_even": Metric("count", "break-even", ("break-even calls",)),
    "calls": Metric("count", "calls", ()),
    "calls_failed": Metric("count", "failed calls", ()),
    "compile_attempts": Metric("count", "compile attempts", ("compilation attempts",)),
    "compile_failures": Metric(
        "count", "failed compilations", ("compile failures", "failures")
    ),
    "build_attempts": Metric("count", "builds", ()),
    "build_failures": Metric("count", "failed builds", ()),
    "files": Metric("count", "files", ("benchmark files",)),
    "size": Metric("bytes", "size of the files", ("file size",)),
    "types": Metric("count", "types of file", ("formats",)),
    "files_not_read": Metric("count", "files not read", ("unread files",)),
    "copies": Metric("count", "identical copies", ("copies",)),
    "conflicts": Metric("count", "conflicts", ("contradictions",)),
    "mixtures": Metric("count", "mixtures of unlike measurements", ("mixtures",)),
    "models": Metric("count", "models", ()),
    "backends": Metric("count", "backends", ()),
    "devices": Metric("count", "devices", ()),
    "quantizations": Metric("count", "quantizations", ()),
    "records": Metric("count", "records", ("rows",)),
    "configurations": Metric("count", "configurations of settings", ()),
    "compile_entries": Metric("count", "backend entries", ()),
}  # fmt: skip

#: Metrics that a cold call changes; its warm calls have facts of their own.
WARMED = ("throughput", "ttft", "load_time", "prompt_time")

#: Labels that may make up a subject, most general first.
LABELS = ("benchmark", "model", "device", "backend", "dtype")

_KIND_OF = {
    "compile_time": "compile", "build_time": "build", "latency": "latency",
    "throughput": "llm", "prompt_throughput": "llm", "ttft": "llm", "load_time": "llm",
    "prompt_time": "llm", "decode_time": "llm", "tpot": "llm", "itl": "llm",
    "tokens": "llm", "prompt_tokens": "llm", "word_throughput": "words",
    "accuracy": "accuracy", "perplexity": "accuracy", "time": "benchmark",
    "user_time": "benchmark", "system_time": "benchmark", "cpu_time": "benchmark",
    "ops": "benchmark", "request_throughput": "benchmark", "bandwidth": "benchmark",
}  # fmt: skip

#: How the name of a model tells its quantization.
QUANTIZED = r"(?<![a-z0-9])(?:i?q\d\w*|fp\d+|bf16|int\d)(?![a-z0-9])"


def kind_of(metric: str) -> str:
    """Name the kind that a metric usually is of; a reader may say otherwise."""
    return _KIND_OF.get(metric, "other")


_NUMBERS = ("place", "record", "run_index", "value", "n_behind")


def measurements_table(rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Make the tidy table of rows; what a row leaves out is missing.

    Returns
    -------
    DataFrame
        The columns of `COLUMNS`, then any further ones the rows bring. ``value`` and
        ``n_behind`` are floats (missing is NaN), ``place`` and ``record`` whole.
    """
    table = pd.DataFrame.from_records(list(rows))
    further = [name for name in table.columns if name not in COLUMNS]
    table = table.reindex(columns=[*COLUMNS, *further])
    for name in _NUMBERS:
        table[name] = pd.to_numeric(table[name])
    table["place"] = table["place"].fillna(-1).astype("int64")
    table["record"] = table["record"].fillna(-1).astype("int64")
    for name in table.columns:
        if name not in _NUMBERS and not name.startswith("setting."):
            table[name] = table[name].astype("object").where(table[name].notna(), None)
    return table


def check_measurements(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table if it keeps the contract.

    Raises
    ------
    MeasurementError
        A column is missing, a word of `STATUSES` or `TIERS` is unknown, or a row that
        is not ok carries a value.
    """
    missing = [name for name in COLUMNS if name not in table.columns]
    if missing:
        raise MeasurementError(f"the tidy table lacks the column {missing[0]!r}")
    for column, known in (("status", STATUSES), ("tier", TIERS)):
        for word in table[column].dropna().unique():
            if word not in known:
                hint = nearest(word, known)
                raise MeasurementError(f"unknown {column} {word!r}{hint}")
    failed = (table["status"] == "failed") & table["value"].notna()
    if failed.any():
        source = table.loc[failed, "source"].iloc[0]
        raise MeasurementError(f"{source}: a failed measurement carries a value")
    return table


def countable(table: pd.DataFrame, metric: str) -> pd.DataFrame:
    """Select the rows of one metric that may enter a statistic.

    Status ok, and of the tiers only the rawest that a subject has: raw rows, or
    aggregates where the subject (kind, model, device and backend; the benchmark where
    there is no model) holds no raw row. Reported rows (prose and tables of Markdown)
    are never counted.
    """
    rows = tried(table, metric)
    return rows[rows["status"] == "ok"]


def in_own_unit(table: pd.DataFrame, metric: str) -> pd.DataFrame:
    """Keep a metric's rows in its canonical unit: tok/s, not the samples per second.

    Rows of other metrics stay, and so do failed ones, which have no value.
    """
    other = table["metric"].ne(metric) | table["status"].eq("failed")
    return table[other | table["unit"].eq(METRICS[metric].unit)]


def tried(table: pd.DataFrame, metric: str) -> pd.DataFrame:
    """Select the rows of one metric that are ok or failed, of the rawest tier."""
    rows = table[
        (table["metric"] == metric)
        & table["status"].isin(("ok", "failed"))
        & table["tier"].isin(("raw", "aggregate"))
    ]
    raw = rows["tier"] == "raw"
    if raw.all() or not raw.any():
        return rows
    subject = pd.DataFrame(
        {
            "kind": rows["kind"].astype(str),
            **{name: rows[name].astype(str) for name in ("model", "device", "backend")},
            "benchmark": rows["benchmark"].astype(str).where(rows["model"].isna(), ""),
        }
    )
    number = subject.groupby(list(subject), sort=False).ngroup()
    return rows[raw | ~number.isin(set(number[raw]))]


def require_columns(table: pd.DataFrame, names: Sequence[str]) -> None:
    """Refuse a column that the table does not have.

    Raises
    ------
    MeasurementError
        Names the unknown column and the nearest known one.
    """
    for name in names:
        if name not in table.columns:
            hint = nearest(name, [str(each) for each in table.columns])
            raise MeasurementError(f"the tidy table has no column {name!r}{hint}")

"""chimera_nb: from a folder of benchmark files to a report that can be trusted.

The way of the data, one room after the other::

    files         read         → a `Reading`: files, measurements, problems, conflicts
    measurements  measurements → the tidy table, one number a row
    statistics    statistics   → `summarize`, `break_even`; drawn by `plots`
    facts         collect      → `collect_facts`: the numbers that a report may state
    prompt        prompt       → the facts that fit the model's context
    answer        narrators    → `ask` (answering): the model's text, or rules'
    claims        claims       → the numbers and comparisons in that text
    verdicts      verdicts     → `check_text`: supported, contradicted, unsupported
    report        record, report → what a run leaves: tables, Markdown, HTML
    index         index        → all runs, side by side; `runs` makes them

Every name below is loaded when first used, so importing the package costs nothing.
"""

from importlib import import_module
from typing import Any

_HOMES = {
    "Facts": "facts", "Fact": "facts", "RunConfig": "config", "Reading": "read",
    "ask": "answering", "break_even": "statistics", "check_text": "verdicts",
    "collect_facts": "collect", "plot_break_even": "plots", "plot_build_times": "plots",
    "plot_compile_times": "plots", "plot_files": "plots", "plot_latency": "plots",
    "plot_speedup": "plots", "read_benchmarks": "read", "read_runs": "index",
    "save_run": "record", "show_table": "display", "Stopwatch": "record",
    "summarize": "statistics", "table_by_device": "overview",
    "table_by_model": "overview", "table_by_type": "overview",
    "table_of_calls": "overview", "table_of_mixtures": "overview",
    "table_of_quantities": "overview", "table_of_sweeps": "overview",
    "recommendations": "advice",
}  # fmt: skip

__all__ = sorted(_HOMES)
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Load a public name from its room (PEP 562)."""
    if name in _HOMES:
        return getattr(import_module(f".{_HOMES[name]}", __name__), name)
    from .errors import nearest

    raise AttributeError(f"chimera_nb has no {name!r}{nearest(name, _HOMES)}")


def __dir__() -> list[str]:
    return __all__

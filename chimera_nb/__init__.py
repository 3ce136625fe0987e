"""chimera_nb: from a folder of benchmark files to a report that can be trusted.

The way of the data, one room after the other::

    files         read         → a `Reading`: files, measurements, problems, conflicts
    measurements  measurements → the tidy table, one number a row
    statistics    statistics   → `summarize`, `break_even`; tables by `overview` and
                                 `hygiene`, figures by `plots` and `plots_llm`
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

_ROOMS = {
    "advice": "recommendations",
    "answering": "ask",
    "coincidence": "coincidence_rate",
    "checking": "Checked",
    "collect": "collect_facts",
    "config": "RunConfig",
    "display": "show_table",
    "facts": "Fact Facts",
    "hygiene": "conventions duplicates naming undated unit_disagreements",
    "index": "read_runs",
    "own_facts": "as_facts",
    "overview": "table_by_device table_by_model table_by_type table_of_calls"
    " table_of_mixtures table_of_quantities table_of_reasons table_of_sweeps",
    "plot": "present",
    "plots": "plot_break_even plot_build_times plot_compile_times plot_files"
    " plot_latency plot_speedup",
    "plots_llm": "plot_devices plot_sweep plot_throughput plot_ttft",
    "read": "Reading read_benchmarks",
    "record": "save_run Stopwatch",
    "statistics": "break_even summarize",
    "verdicts": "check_text",
}
_HOMES = {name: room for room, names in _ROOMS.items() for name in names.split()}

__all__ = sorted(_HOMES)
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Load a public name from its room (PEP 562)."""
    if name in _HOMES:
        return getattr(import_module(f".{_HOMES[name]}", __name__), name)
    from .errors import nearest

    raise AttributeError(f"chimera_nb has no {name!r}{nearest(name, _HOMES)}")


def load_ipython_extension(ipython: Any) -> None:
    """Make ``%%check`` known to IPython (``%load_ext chimera_nb``)."""
    from .magic import register

    register(ipython)


def __dir__() -> list[str]:
    return __all__

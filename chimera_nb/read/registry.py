"""All readers, in the order in which they are asked; the first that claims reads.

Readers of one tool's format come first, the generic ones, which only guess, last.
Other packages add readers by the entry-point group ``chimera_nb.readers``.
"""

from collections.abc import Sequence
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points

from .document import Document
from .records import Reader

#: Modules of `chimera_nb.read.formats`, each with a tuple ``READERS``.
_MODULES = (
    "model_reports",
    "build_json",
    "load_json",
    "load_csv",
    "dotnet_csv",
    "inference_logs",
    "nsight",
    "nsys_stats",
    "inductor",
    "mlperf",
    "micro_csv",
    "aiperf",
    "guidellm",
    "inference_perf",
    "go_text",
    "benchcmp_text",
    "benchstat_text",
    "pyperf_text",
    "haskell",
    "asv_text",
    "criterium_text",
    "benchee_text",
    "tsc_text",
    "js_text",
    "criterion_table",
    "rust_text",
    "console_text",
    "jmh_text",
    "table_text",
    "load_text",
    "load_table_text",
    "store_text",
    "siege_text",
    "transactions_text",
    "nccl_text",
    "nvbandwidth_text",
    "ruby_text",
    "stream_text",
    "torch_compare_text",
    "vegeta",
    "artillery_text",
    "mlx_text",
    "lm_eval",
    "action_json",
    "julia_json",
    "js_json",
    "micro_json",
    "google_benchmark",
    "interpreters",
    "jvm_dotnet",
    "criterion_json",
    "serving_text",
    "serving",
    "ollama_logs",
    "llama_text",
    "llama_bench",
    "compile_json",
    "compile_csv",
    "kernels",
    "snapshots",
    "timing_baselines",
    "banter",
    "llm_summaries",
    "llm_runs",
    "time_text",
    "build_text",
)

#: Generic readers: asked last, and marked as guesses.
_GENERIC: tuple[str, ...] = (
    "generic_markdown",
    "generic_text",
    "generic_csv",
    "generic_json",
)

#: The entry-point group by which other packages bring readers.
GROUP = "chimera_nb.readers"


@cache
def readers() -> Sequence[Reader]:
    """Return every reader: those of other packages, ours, the generic ones."""
    found: list[Reader] = []
    for point in entry_points(group=GROUP):
        loaded = point.load()
        found += [loaded] if isinstance(loaded, Reader) else list(loaded)
    for name in (*_MODULES, *_GENERIC):
        found += import_module(f".formats.{name}", __package__).READERS
    return tuple(found)


#: Readers whose keys a document has, by its type and its keys; and all readers then.
_candidates: dict[tuple[str, tuple[str, ...] | None], list[Reader]] = {}
_asked: list[Sequence[Reader]] = []
_MANY = 10_000


def reader_of(document: Document) -> Reader | None:
    """Find the first reader that claims a document."""
    every = readers()
    if not _asked or _asked[0] is not every or len(_candidates) > _MANY:
        _candidates.clear()
        _asked[:] = [every]
    keys = document.keys
    shape = (document.type, keys)
    if shape not in _candidates:
        there = frozenset(keys or ())
        _candidates[shape] = [
            each for each in every if document.type in each.types and each.keys <= there
        ]
    return next((each for each in _candidates[shape] if each.claims(document)), None)

"""Kernel timings as nested blocks of statistics, and reports of quantization.

The structures are those of Chimeraforge: blocks of ``mean_time_ms, std_time_ms,
min_time_ms, max_time_ms`` at any depth, named by the path to them; and one block of
``accuracy, loss, model_size_bytes`` per method. Neither names a device, a model, a
time, or how many runs there were.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from ..document import Document, pointer
from ..records import Found, Number, Reader, Record, is_number

_BLOCK = {
    "mean_time_ms": "mean", "std_time_ms": "std", "min_time_ms": "min",
    "max_time_ms": "max",
}  # fmt: skip
_DEEPEST = 8
#: The slowest run is a warm-up where it took this many times the fastest.
_WARM_UP = 50
_QUANTIZATION = {
    "accuracy": ("accuracy", "ratio"), "loss": ("loss", ""),
    "model_size_bytes": ("model_size", "bytes"),
}  # fmt: skip


def claims_blocks(document: Document) -> bool:
    """Say whether the content is nothing but nested blocks of statistics."""
    content = document.content
    return isinstance(content, dict) and bool(content) and _only_blocks(content, 0)


def _only_blocks(node: Any, depth: int) -> bool:
    if not isinstance(node, dict) or depth > _DEEPEST or not node:
        return False
    if "mean_time_ms" in node:
        return bool(depth) and set(_BLOCK) <= set(node)
    return all(_only_blocks(each, depth + 1) for each in node.values())


def read_blocks(document: Document) -> Iterator[Found]:
    """Yield one record per block."""
    for keys, block in _blocks(document.content):
        note = _warm_up(block)
        numbers = [
            Number("latency", block[key], "ms", statistic, f"/{key}",
                   note=note if statistic in ("mean", "std", "max") else None)
            for key, statistic in _BLOCK.items() if is_number(block[key])
        ]  # fmt: skip
        if numbers:
            labels = {"benchmark": "/".join(keys)}
            yield Record(pointer(*keys), numbers, labels, "kernel", "aggregate")


def _blocks(node: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], Any]]:
    for key, each in node.items():
        if "mean_time_ms" in each:
            yield (str(key),), each
        else:
            for keys, block in _blocks(each):
                yield (str(key), *keys), block


def _warm_up(block: Mapping[str, Any]) -> str | None:
    """Say where the mean holds a warm-up, and what the other runs average."""
    mean, std, low, high = (block[key] for key in _BLOCK)
    if not all(map(is_number, (mean, std, low, high))) or not 0 < low * _WARM_UP < high:
        return None
    said = f"the slowest run took {high / low:.0f} times the fastest: a warm-up inside"
    # of n runs with one outlier, (max − mean) / std is √(n − 1)
    ratio = (high - mean) / std if std > 0 else 0.0
    runs = round(ratio**2) + 1 if 1.2 < ratio < 100 else 0
    if runs and abs(ratio - (runs - 1) ** 0.5) < 0.01:
        rest = (runs * mean - high) / (runs - 1)
        said += f" the mean, of an apparent {runs} runs"
        return f"{said}; the others average {rest:.4g} ms"
    return said + " the mean"


def claims_quantization(document: Document) -> bool:
    """Say whether every block is the accuracy, loss and size of a method."""
    content = document.content
    return (
        isinstance(content, dict)
        and bool(content)
        and all(
            isinstance(each, dict) and set(each) == set(_QUANTIZATION)
            for each in content.values()
        )
    )


def read_quantization(document: Document) -> Iterator[Found]:
    """Yield one record per method."""
    content = document.content
    first: dict[str, str] = {}
    for method, block in content.items():
        twin = first.setdefault(repr(sorted(block.items())), method)
        note = f"the same three numbers as {twin!r}: they may be one model" \
            if twin != method else None  # fmt: skip
        numbers = [
            Number(metric, block[key], unit, place=f"/{key}", note=note)
            for key, (metric, unit) in _QUANTIZATION.items() if is_number(block[key])
        ]  # fmt: skip
        if numbers:
            yield Record(pointer(method), numbers, {"dtype": method}, "quantization")


READERS = (
    Reader("kernel_blocks", ("json",), claims_blocks, read_blocks),
    Reader("quantization_json", ("json",), claims_quantization, read_quantization),
)  # fmt: skip

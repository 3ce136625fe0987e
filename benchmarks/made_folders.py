"""Write folders of benchmark files that look real; the same for the same seed.

Each holds compile runs (CSV) and steady-state latencies (JSON) of a few models on a few
backends and devices, some of them failed, and the calls of a few language models (CSV).
"""

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any

_MODELS = ("resnet18", "mlp", "conv", "transformer", "bert_tiny", "unet", "lstm")
#: What a wide folder has besides.
_MORE = ("resnet34", "resnet50", "vit_base", "gpt2", "dlrm")
_BACKENDS = ("jit", "torch_compile", "onnx", "tensorrt", "openvino", "tvm")
_CALLED = (
    "gemma3:latest", "llama3.1:8b", "qwen2.5:7b", "phi3:mini", "mistral:7b",
    "gemma3:270m", "tinyllama:1.1b",
)  # fmt: skip
#: Names of the kind that the data has none of.
UNKNOWN = {
    "backend": ("glow", "tflite", "xla", "directml"),
    "model": ("vgg16", "mobilenet", "deepseek-r1:7b", "command-r:35b"),
    "device": ("rocm", "npu"),
    "benchmark": (),
}
_RUNS = (
    "run", "timestamp", "model", "device", "backend", "dtype", "batch_size",
    "compile_time_s", "success", "error",
)  # fmt: skip
_CALLS = (
    "timestamp", "model", "prompt_index", "prompt_text", "ttft_s", "tokens_s", "load_s",
    "prompt_eval_s", "eval_s", "prompt_eval_count", "eval_count", "response_chars",
    "error", "options",
)  # fmt: skip
_STAMP = "2026-01-02T03:04:05+00:00"


def write_folder(folder: Path, seed: int, wide: bool = False) -> None:
    """Write one folder; a `wide` one has every model, backend and device."""
    chance = Random(seed)
    models = _some(chance, _MODELS, len(_MODELS) if wide else chance.randint(2, 4))
    models += _MORE if wide else ()
    backends = _some(chance, _BACKENDS, 6 if wide else chance.randint(3, 5))
    devices = ("cpu", "cuda")[: 2 if wide else chance.randint(1, 2)]
    called = _some(chance, _CALLED, 7 if wide else chance.randint(3, 5))
    cost = {name: 10 ** chance.uniform(-1.6, 1.4) for name in backends}
    size = {name: 10 ** chance.uniform(-0.4, 0.4) for name in models}
    broken = chance.choice(backends)
    for model in models:
        for device in devices:
            compiled = {name: cost[name] * size[model] for name in backends}
            _latencies(folder, chance, model, device, compiled, size[model])
            for name in backends:
                mean = cost[name] * size[model] * chance.uniform(0.8, 1.2)
                runs = [
                    (run, mean * chance.lognormvariate(0, 0.12),
                     name == broken and chance.random() < 0.4)
                    for run in range(1, chance.randint(6, 14))
                ]  # fmt: skip
                _compile_runs(folder, model, device, name, runs)
    for name in called:
        _calls(folder, chance, name, chance.randint(12, 30))


def _some(chance: Random, names: Sequence[str], count: int) -> list[str]:
    return sorted(chance.sample(names, count))


def _csv(path: Path, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(rows)


def _compile_runs(
    folder: Path, model: str, device: str, backend: str, runs: list[Any]
) -> None:
    rows = [
        (run, _STAMP, model, device, backend, "float32", 4,
         "" if failed else f"{seconds:.6f}", str(not failed).lower(),
         "engine could not be built" if failed else "")
        for run, seconds, failed in runs
    ]  # fmt: skip
    _csv(folder / "compile" / f"{model}_{device}_{backend}_runs.csv", _RUNS, rows)


def _latencies(
    folder: Path,
    chance: Random,
    model: str,
    device: str,
    compiled: Mapping[str, float],
    size: float,
) -> None:
    found = {}
    for name in ("eager", *compiled):
        mean = size * (9 if device == "cpu" else 2) * chance.uniform(0.3, 1.3)
        found[name] = {
            "backend": name,
            "compilation": {
                "backend": name, "success": True, "error": None, "metadata": {},
                "compile_time_s": compiled[name] * chance.uniform(0.9, 1.1),
            } if name in compiled else None,
            "benchmark": {
                "backend": name, "mean_time_ms": mean, "median_time_ms": mean * 0.96,
                "std_time_ms": mean * chance.uniform(0.02, 0.2),
                "min_time_ms": mean * chance.uniform(0.6, 0.9),
                "max_time_ms": mean * chance.uniform(1.2, 2.5), "metadata": {},
            },
        }  # fmt: skip
    page = {
        "generated_at": _STAMP,
        "model": {"name": model, "device": device, "dtype": "float32", "batch_size": 4},
        "settings": {"runs": 50, "warmup_runs": 3, "backends": list(found)},
        "backends": found,
    }
    path = folder / "latency" / f"{model}_{device}_bench.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(page, indent=1))


def _calls(folder: Path, chance: Random, model: str, count: int) -> None:
    """Write the calls of one language model; about every eighth one loads it first."""
    rate = 10 ** chance.uniform(1.2, 2.5)
    rows = []
    for line in range(count):
        cold = line == 0 or chance.random() < 0.1
        load = chance.uniform(0.8, 4) if cold else chance.uniform(0.05, 0.3)
        prompt, tokens = chance.uniform(0.01, 0.2), chance.randint(50, 900)
        speed = rate * chance.lognormvariate(0, 0.15)
        rows.append([
            _STAMP, model, line % 5 + 1, f"Prompt {line % 5}", f"{load + prompt:.6f}",
            f"{speed:.4f}", f"{load:.6f}", f"{prompt:.6f}", f"{tokens / speed:.6f}", 22,
            tokens, tokens * 4, "", json.dumps({"temperature": 0.3}),
        ])  # fmt: skip
    _csv(folder / "llm" / f"{model.replace(':', '_')}_runs.csv", _CALLS, rows)

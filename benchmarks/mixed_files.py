"""Write folders of files as benchmark tools leave them; the same for the same seed.

Of ten files four are runs of a language model (CSV, 15 calls), four compile benchmarks
(JSON, four backends), one is hyperfine's export (JSON, three commands of ten runs), one
a Markdown page with a table.
"""

import csv
import io
import json
import random
from pathlib import Path

_RUNS = (
    "timestamp", "model", "prompt_index", "prompt_text", "ttft_s", "tokens_s", "load_s",
    "prompt_eval_s", "eval_s", "prompt_eval_count", "eval_count", "response_chars",
    "error", "options",
)  # fmt: skip
_STAMP = "2026-01-02T03:04:05+00:00"
_BACKENDS = ("eager", "jit", "onnx", "torch_compile")


def write_mixed(folder: Path, count: int, seed: int = 1) -> None:
    """Write so many files, a thousand to a folder."""
    chance = random.Random(seed)
    for number in range(count):
        here = folder / f"{number // 1000:03d}"
        if number % 1000 == 0:
            here.mkdir(parents=True)
        of = number % 10
        if of < 4:
            path, text = f"runs_{number:06d}.csv", runs(chance, number, 15)
        elif of < 8:
            path, text = f"compile_{number:06d}.json", _compile(chance, number)
        elif of == 8:
            path, text = f"hyperfine_{number:06d}.json", _hyperfine(chance)
        else:
            path, text = f"note_{number:06d}.md", _note(chance, number)
        (here / path).write_text(text)


def write_large(path: Path, size: int, seed: int = 1) -> None:
    """Write one CSV of runs of at least so many bytes; a block of lines repeats."""
    head, *lines = runs(random.Random(seed), 0, 20_000).splitlines(keepends=True)
    block = "".join(lines).encode()
    with path.open("wb") as file:
        file.write(head.encode())
        while file.tell() < size:
            file.write(block)


def write_own(path: Path, size: int, seed: int = 1) -> None:
    """Write one CSV of so many bytes that no tool wrote, so that all is a guess."""
    chance = random.Random(seed)
    with path.open("w") as file:
        file.write("framework,batch_size,threads,latency_ms,memory_mb,note\n")
        while file.tell() < size:
            for _ in range(1000):
                file.write(
                    f"fw{chance.randrange(5)},{2 ** chance.randrange(7)},"
                    f"{chance.randrange(1, 9)},{chance.uniform(1, 90):.3f},"
                    f"{chance.uniform(100, 9000):.1f},\n"
                )


def runs(chance: random.Random, number: int, lines: int) -> str:
    """Return a CSV of calls of a language model."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_RUNS)
    options = json.dumps({"temperature": 0.3, "top_p": 0.9})
    for line in range(lines):
        load, prompt = chance.uniform(0.05, 0.3), chance.uniform(0.01, 0.1)
        writer.writerow([
            _STAMP, f"model{number % 7}:latest", line % 5 + 1, f"Prompt {line % 5}",
            f"{load + prompt:.6f}", f"{chance.uniform(40, 300):.2f}", f"{load:.6f}",
            f"{prompt:.6f}", f"{chance.uniform(1, 5):.6f}", 22,
            chance.randint(50, 900), chance.randint(100, 3000), "", options,
        ])  # fmt: skip
    return text.getvalue()


def _compile(chance: random.Random, number: int) -> str:
    backends = {}
    for name in _BACKENDS:
        compiled = 0.0 if name == "eager" else chance.uniform(0.05, 30)
        backends[name] = {
            "backend": name,
            "compilation": {
                "backend": name, "success": True, "compile_time_s": compiled,
                "metadata": {"mode": "default"}, "error": None,
            } if compiled else None,
            "benchmark": {
                "backend": name, "mean_time_ms": chance.uniform(0.1, 9),
                "std_time_ms": chance.uniform(0.01, 0.2),
                "min_time_ms": chance.uniform(0.05, 0.1),
                "max_time_ms": chance.uniform(9, 12),
                "metadata": {"compile_time_s": compiled},
            },
        }  # fmt: skip
    return json.dumps({
        "generated_at": _STAMP,
        "model": {"name": f"m{number % 9}", "device": ("cpu", "cuda")[number % 2],
                  "dtype": "float32", "batch_size": 4},
        "settings": {"runs": 10, "warmup_runs": 3, "backends": list(backends)},
        "backends": backends,
    })  # fmt: skip


def _hyperfine(chance: random.Random) -> str:
    results = [
        {
            "command": f"sleep {number}", "mean": chance.uniform(1, 2),
            "stddev": chance.uniform(0.01, 0.1), "median": chance.uniform(1, 2),
            "user": chance.uniform(0.1, 0.2), "system": chance.uniform(0.1, 0.2),
            "min": chance.uniform(0.9, 1), "max": chance.uniform(2, 3),
            "times": [chance.uniform(1, 2) for _ in range(10)], "exit_codes": [0] * 10,
        }
        for number in range(3)
    ]  # fmt: skip
    return json.dumps({"results": results}, indent=1)


def _note(chance: random.Random, number: int) -> str:
    lines = [
        f"| m{number % 9} | {name} | {chance.uniform(0.1, 9):.3f}"
        f" | {chance.uniform(0.1, 20):.4f} |"
        for name in _BACKENDS[1:]
    ]
    head = "| Model | Backend | Mean Latency (ms) | Compile Time (s) |"
    return "\n".join([f"# Run {number}", "", head, "|---|---|---|---|", *lines, ""])

# ruff: noqa: E501 (files of other tools stand here as those tools write them)
"""Feed broken files to `read_benchmarks`: nothing but `InputError` may come out of it.

By hand, for an hour: ``python benchmarks/fuzz_reading.py --count 100000``. Where atheris
is installed it steers by coverage; else files are mutated at random, and a file that
broke something is left in the folder ``--keep``. The tests use `read_one` and `mutated`.
"""

import argparse
import ast
import json
import random
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from pathlib import Path

from chimera_nb.errors import InputError
from chimera_nb.read import opening, read_benchmarks

ROOT = Path(__file__).resolve().parent.parent

#: Small files of many tools, by name: what mutation starts from.
SEEDS: dict[str, str] = {
    "hyperfine.json": json.dumps(
        {"results": [{"command": "sleep 1", "mean": 1.0, "stddev": 0.1, "median": 1.0,
                      "user": 0.1, "system": 0.1, "min": 0.9, "max": 1.1,
                      "times": [0.9, 1.1], "exit_codes": [0, 0], "parameters": {"n": "1"}}]}
    ),
    "hyperfine.csv": "command,mean,stddev,median,user,system,min,max\n"
    "sleep 1,1.0,0.1,1.0,0.1,0.1,0.9,1.1\n",
    "gbench.json": json.dumps(
        {"context": {"date": "2025-01-01", "host_name": "h", "num_cpus": 4, "caches": []},
         "benchmarks": [{"name": "BM_x/8", "run_name": "BM_x/8", "run_type": "iteration",
                         "iterations": 10, "real_time": 3.5, "cpu_time": 3.4,
                         "time_unit": "ns", "bytes_per_second": 1e9}]}
    ),
    "pytest.json": json.dumps(
        {"machine_info": {"node": "n", "cpu": {"brand_raw": "c"}}, "version": "4.0.0",
         "commit_info": {"id": "a"}, "datetime": "2025-01-01T00:00:00",
         "benchmarks": [{"group": None, "name": "test_a[1]", "fullname": "t.py::test_a[1]",
                         "params": {"n": 1}, "param": "1", "extra_info": {}, "options": {},
                         "stats": {"min": 1e-3, "max": 2e-3, "mean": 1.5e-3, "stddev": 1e-4,
                                   "rounds": 5, "median": 1.4e-3, "iqr": 1e-4, "q1": 1e-3,
                                   "q3": 2e-3, "ops": 666.0, "total": 7e-3, "data": [1e-3],
                                   "iterations": 1, "outliers": "1;0"}}]}
    ),
    "jmh.json": json.dumps(
        [{"jmhVersion": "1.37", "benchmark": "a.B.c", "mode": "thrpt", "threads": 1,
          "forks": 1, "params": {"n": "1"}, "measurementIterations": 2,
          "primaryMetric": {"score": 5.0, "scoreError": "NaN", "scoreUnit": "ops/ms",
                            "scoreConfidence": [4.0, 6.0],
                            "scorePercentiles": {"0.0": 4.0}, "rawData": [[4.0, 6.0]]},
          "secondaryMetrics": {}}]
    ),
    "llama.jsonl": (
        json.dumps({"build_commit": "a", "model_type": "7B", "n_prompt": 512, "n_gen": 0,
                    "avg_ns": 5, "stddev_ns": 1, "avg_ts": 9.5, "stddev_ts": 0.1,
                    "samples_ns": [5], "samples_ts": [9.5], "backends": "CUDA"}) + "\n"
    ) * 2,
    "llama.md": "| model | size | params | backend | ngl | test | t/s |\n"
    "| --- | ---: | ---: | --- | ---: | ---: | ---: |\n"
    "| llama 7B Q4_0 | 3.56 GiB | 6.74 B | CUDA | 99 | pp512 | 99.16 ± 0.25 |\n",
    "ollama.txt": "total duration: 1.5s\nload duration: 20ms\nprompt eval count: 5 token(s)\n"
    "prompt eval duration: 10ms\nprompt eval rate: 500.00 tokens/s\neval count: 20 token(s)\n"
    "eval duration: 1s\neval rate: 20.00 tokens/s\n",
    "ollama.json": json.dumps({"model": "m", "total_duration": 5, "load_duration": 1,
                               "prompt_eval_count": 2, "prompt_eval_duration": 3,
                               "eval_count": 4, "eval_duration": 5, "done": True}),
    "go.txt": "goos: linux\npkg: x\ncpu: c\nBenchmarkA/n=1-8   100   12.5 ns/op   3 B/op\nPASS\n",
    "vllm.txt": "============ Serving Benchmark Result ============\n"
    "Successful requests:   10\nRequest throughput (req/s):   1.5\n"
    "Mean TTFT (ms):   20.5\nP99 TTFT (ms):   40.5\n" + "=" * 50 + "\n",
    "lm.json": json.dumps({"results": {"arc": {"acc,none": 0.5, "acc_stderr,none": 0.01}},
                           "versions": {"arc": 1}, "config": {"model": "hf"},
                           "configs": {"arc": {"num_fewshot": 0}}}),
    "compile.csv": "model,backend,compile_time_s,success,error\nm,jit,1.5,true,\n",
    "compile.json": json.dumps(
        {"model": {"name": "m", "device": "cpu"}, "settings": {"runs": 1},
         "backends": {"jit": {"backend": "jit",
                              "compilation": {"success": True, "compile_time_s": 0.5},
                              "benchmark": {"mean_time_ms": 1.5, "std_time_ms": 0.1}}}}
    ),
    "table.md": "# Device: cpu\n| Backend | Compile Time (s) | p99 (ms) |\n|---|---|---|\n"
    "| jit | 1.5 ± 0.1 | **3** |\n| onnx | OOM | n/a |\n",
    "generic.csv": "name;time [ms];mem\nx;1,5;3 MiB\ny;2,5;-\n",
    "generic.json": json.dumps({"a": {"latency_ms": [1, 2.5]}, "b": [{"tok/s": 3}]}),
    "time.txt": "real\t0m1.500s\nuser\t0m1.0s\nsys\t0m0.1s\n",
    "wide.log": "\x1b[31mrun 1: 35.5 ms\x1b[0m\n[info] {\"a\": 1.5}\n{\"b\": 2}\n",
}  # fmt: skip

_PIECES = [
    b"null", b"[]", b"{}", b'""', b"-1", b"1e400", b"NaN", b"0x10", b"\xd9\xa1", b"\0",
    b"\xff", b'"', b",", b"\n", b"|", b"{", b"}", b"[", b"]", b":", b"true", b"-", b"9" * 30,
    b"\\ud800", b"\xe2\x80\xae", b"\x1b[0m", b"%", b"(", b")", b"\xc2\xb1", b"=1+1", b" ",
    b"9" * 5000, b"inf", b"'", b"\\", b"\r", b"\t", b"e", b".", b"{}, " * 9, b"\xef\xbb\xbf",
]  # fmt: skip


def fixtures(module: Path) -> Iterator[tuple[str, str]]:
    """Yield the files that a module of tests holds as texts, each with a name."""
    for node in ast.walk(ast.parse(module.read_text())):
        text = node.value if isinstance(node, ast.Constant) else None
        if not isinstance(text, str) or len(text) > 6000 or text.count("\n") < 2:
            continue
        endings = ("json",) if text.lstrip()[:1] in ("{", "[") else ("txt", "md", "csv")
        for ending in endings:
            yield f"{module.stem}-{node.lineno}.{ending}", text


def mutated(name: str, chance: random.Random) -> tuple[str, bytes]:
    """Return a seed's name and its content, broken in one to six ways."""
    return name, broken(SEEDS[name], chance)


def broken(text: str, chance: random.Random) -> bytes:
    """Return a file's content, broken in one to six ways."""
    data = text.encode()
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(data) + 1)
        end = min(len(data), at + chance.choice((0, 1, 1, 4, 20)))
        match chance.randrange(6):
            case 0:
                data = data[:at]
            case 1:
                data = data[:at] + data[at:end] * 3 + data[end:]
            case 2:
                data = data[:at] + bytes([chance.randrange(256)]) + data[end:]
            case 3 if b'"' in data or b"," in data:
                data = _value_replaced(data, chance)
            case _:
                data = data[:at] + chance.choice(_PIECES) + data[end:]
    return data


def _value_replaced(data: bytes, chance: random.Random) -> bytes:
    """Put another value where one between two commas or colons stands."""
    marks = [at for at, byte in enumerate(data) if byte in b",:|;\t[{"]
    if not marks:
        return data
    at = chance.choice(marks) + 1
    end = at
    while end < len(data) and data[end] not in b",}]|;\t\n":
        end += 1
    return data[:at] + chance.choice(_PIECES) + data[end:]


def read_one(name: str, data: bytes) -> None:
    """Read a folder of one file; what is no `InputError` is raised.

    Raises
    ------
    AssertionError
        A reader's fault was caught by the safety net.
    """
    faults: list[str] = []

    def note(entry: object, reader: object, error: Exception) -> None:
        faults.append("".join(traceback.format_exception(error)))

    net = opening.contain
    opening.contain = note  # type: ignore[assignment]
    try:
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, name).write_bytes(data)
            read_benchmarks(folder, cache=False)
    except InputError:
        pass
    finally:
        opening.contain = net
    if faults:
        raise AssertionError(f"{name} {data!r}\n{faults[0]}")


def _by_chance(count: int, seed: int, keep: Path) -> int:
    chance = random.Random(seed)
    names = sorted(SEEDS)
    bad = 0
    start = time.monotonic()
    seen: set[str] = set()
    for number in range(count):
        name, data = mutated(chance.choice(names), chance)
        try:
            read_one(name, data)
        except Exception as error:  # noqa: BLE001 (what is looked for)
            where = (
                "|".join(
                    f"{frame.name}:{frame.lineno}"
                    for frame in traceback.extract_tb(error.__traceback__)[-2:]
                )
                + str(error)[-200:]
            )
            bad += 1
            if where not in seen:
                seen.add(where)
                keep.mkdir(parents=True, exist_ok=True)
                (keep / f"{number}-{name}").write_bytes(data)
                traceback.print_exception(error)
        if number % 1000 == 999:
            speed = (number + 1) / (time.monotonic() - start)
            print(f"{number + 1} files, {bad} faults, {speed:.0f} files/s", flush=True)
    print(f"{count} files, {bad} faults")
    return 1 if bad else 0


def main() -> int:
    """Run as many as asked."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--count", type=int, default=100_000)
    ask.add_argument("--seed", type=int, default=0)
    ask.add_argument(
        "--keep", type=Path, default=Path(tempfile.gettempdir(), "fuzz-found")
    )
    given = ask.parse_args()
    for module in sorted((ROOT / "tests" / "read" / "formats").glob("test_*.py")):
        SEEDS.update(fixtures(module))
    try:
        import atheris  # type: ignore[import-not-found]
    except ImportError:
        return _by_chance(given.count, given.seed, given.keep)

    names = sorted(SEEDS)

    def one(data: bytes) -> None:
        if data:
            read_one(names[data[0] % len(names)], data[1:])

    atheris.instrument_all()
    atheris.Setup([sys.argv[0], f"-runs={given.count}"], one)
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())

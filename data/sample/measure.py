"""Measure how long compiling takes, and leave the measurements as files.

How to run it
-------------
Install what should be measured, then::

    pip install torch==2.13.0 numpy onnx onnxruntime onnxscript
    python measure.py --out DIR --runs 10

``--only compile`` measures the models only, ``--only build`` the C and C++
programs only (which needs no torch), and ``--quick`` does two runs and few
calls, to see that everything works.  Measuring all of it takes about twenty
minutes on two cores, best on a machine with nothing else to do.

What is timed
-------------
Every compile happens in a fresh Python process with empty folders of its own
for ``TORCHINDUCTOR_CACHE_DIR``, ``TRITON_CACHE_DIR`` and ``TMPDIR``, so no
compile finds what an earlier one left.  The clock is ``time.perf_counter``.
Before it starts, torch and the package of the backend are imported, the model
is built and its input made.  The clock then covers:

``jit``
    ``torch.jit.trace`` and ``torch.jit.freeze``.
``torch_compile``
    ``torch.compile`` (inductor) and the first call, because that call is what
    compiles.  Modules that torch loads on demand meanwhile are included.
``onnx``
    ``torch.onnx.export`` to a file and making the ``onnxruntime`` session
    from it.  Modules that the exporter loads on demand are included.
``tensorrt``
    ``torch_tensorrt.compile`` and the first call.  Where the package is not
    installed this fails, and the failure is kept with its own words.

A model's latency is measured in one more such process, which compiles the
model, makes three calls that are not counted and then the counted ones, each
timed by itself.  ``eager`` is the model as it is, without compiling.

For the programs in ``src`` the clock covers one run of ``COMPILER FLAGS -c``
from starting the compiler to its end, writing into an empty folder.  The
system's own cache of files in memory is left as it is.

Runs are interleaved (run 1 of everything, then run 2, and so on), so that a
slow minute of the machine does not land on one backend alone.  What fails
three times in a row is not tried again.

What it leaves in DIR
---------------------
``compile/<model>_cpu_bench_<time>.json`` and its ``.md`` twin
    One comparison of the backends per model, times in UTC.
``compile/<model>_<backend>_compile_runs.csv``
    One row per fresh process.
``build/<compiler>_build_times.csv``
    One row per run of a compiler.
``machine.json``
    The machine, the versions, the date, the command and the load.

Files of these names that are there already are replaced.
"""

from __future__ import annotations

import argparse
import csv
import importlib.metadata
import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

MODELS: dict[str, dict[str, int]] = {
    "conv": {"batch_size": 4, "channels": 3, "height": 128, "width": 128},
    "mlp": {"batch_size": 4, "input_dim": 256, "hidden_dim": 512},
    "transformer": {
        "batch_size": 2,
        "seq_len": 128,
        "embed_dim": 256,
        "num_heads": 4,
        "num_layers": 2,
    },
}
COMPILING = ("jit", "torch_compile", "onnx", "tensorrt")
BACKENDS = ("eager", *COMPILING)
REPORTED_AS = {"jit": "torchscript", "torch_compile": "torch.compile"}
DTYPE = "torch.float32"
DEVICE = "cpu"
WARMUP_CALLS = 3
TIMED_CALLS = 50
FAILURES_ENOUGH = 3
WORKER_LIMIT_S = 600

LEVELS = ("-O0", "-O1", "-O2", "-O3")
TOO_OLD = "-O2 -std=c++98"
PROGRAMS = {
    "program.c": (("gcc", "clang"), ("-std=c11",), LEVELS),
    "program.cpp": (("g++", "clang++"), ("-std=c++17",), (*LEVELS, TOO_OLD)),
}

COMPILE_COLUMNS = (
    "run",
    "timestamp",
    "model",
    "device",
    "backend",
    "dtype",
    "batch_size",
    "compile_time_s",
    "success",
    "error",
)
BUILD_COLUMNS = (
    "run",
    "timestamp",
    "program",
    "compiler",
    "compiler_version",
    "optimisation",
    "compile_time_s",
    "exit_code",
    "error",
)
MARKDOWN_COLUMNS = (
    "Backend",
    "Success",
    "Compile Time (s)",
    "Mean (ms)",
    "Std (ms)",
    "Min (ms)",
    "Max (ms)",
    "Notes",
)


# ---- small things --------------------------------------------------------


def now() -> datetime:
    """Return the time in UTC."""
    return datetime.now(UTC)


def say(text: str) -> None:
    """Tell the progress on standard error."""
    sys.stderr.write(f"{now():%H:%M:%S} {text}\n")


def without_paths(text: str) -> str:
    """Shorten every absolute path in a text to its last part.

    Parameters
    ----------
    text : str
        For instance the message of an exception.

    Returns
    -------
    str
        The text without the folders of this machine.
    """
    return re.sub(r"(?<![\w.:/])(?:[A-Za-z]:)?(?:[\\/][^\s\\/:'\",]+)+", _last, text)


def _last(match: re.Match[str]) -> str:
    """Return the last part of the path that matched."""
    return re.split(r"[\\/]", match.group())[-1]


def version_of(package: str) -> str | None:
    """Return the version of an installed package, or None."""
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Write a JSON file, indented and ending in a newline."""
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def start_table(path: Path, columns: tuple[str, ...]) -> None:
    """Write a CSV file that holds its header only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerow(columns)


def add_row(path: Path, row: dict[str, Any]) -> None:
    """Append a row, given in the order of the columns, to a CSV file."""
    values = ["" if value is None else value for value in row.values()]
    with path.open("a", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerow(values)


# ---- the models and backends, inside the fresh process -------------------


def encoder_layer(width: int, heads: int) -> Any:
    """Build one layer of a transformer out of plain operations.

    ``nn.TransformerEncoderLayer`` would reach the compilers as one operation
    that is compiled already, which leaves them nothing to do.

    Parameters
    ----------
    width, heads : int
        The size of the embedding and the number of attention heads.

    Returns
    -------
    torch.nn.Module
        Attention and a feed-forward network, each normalised and added.
    """
    from torch import nn
    from torch.nn import functional

    class Attention(nn.Module):
        """Self-attention over all tokens."""

        def __init__(self) -> None:
            """Make the projections."""
            super().__init__()
            self.inward = nn.Linear(width, 3 * width)
            self.outward = nn.Linear(width, width)

        def forward(self, x: Any) -> Any:
            """Let every token attend to every other."""
            batch, tokens, _ = x.shape
            split = self.inward(x).view(batch, tokens, 3, heads, width // heads)
            query, key, value = split.permute(2, 0, 3, 1, 4).unbind(0)
            mixed = functional.scaled_dot_product_attention(query, key, value)
            return self.outward(mixed.transpose(1, 2).reshape(batch, tokens, width))

    class Layer(nn.Module):
        """Attention, then a feed-forward network."""

        def __init__(self) -> None:
            """Make the parts."""
            super().__init__()
            self.attention = nn.Sequential(nn.LayerNorm(width), Attention())
            self.forward_network = nn.Sequential(
                nn.LayerNorm(width),
                nn.Linear(width, 4 * width),
                nn.GELU(),
                nn.Linear(4 * width, width),
            )

        def forward(self, x: Any) -> Any:
            """Add what each part makes of the tokens."""
            x = x + self.attention(x)
            return x + self.forward_network(x)

    return Layer()


def make_model(name: str) -> tuple[Any, Any]:
    """Build one of the small models and an input for it.

    Parameters
    ----------
    name : str
        One of the names in ``MODELS``.

    Returns
    -------
    tuple
        The module, ready for inference, and its input tensor.
    """
    import torch
    from torch import nn

    torch.manual_seed(0)
    size = MODELS[name]
    batch = size["batch_size"]
    if name == "conv":
        model = nn.Sequential(
            nn.Conv2d(size["channels"], 16, 3, padding=1),
            nn.ReLU(),
            nn.Conv2d(16, 32, 3, padding=1),
            nn.ReLU(),
            nn.Conv2d(32, size["channels"], 1),
        )
        shape = (batch, size["channels"], size["height"], size["width"])
    elif name == "mlp":
        model = nn.Sequential(
            nn.Linear(size["input_dim"], size["hidden_dim"]),
            nn.GELU(),
            nn.Linear(size["hidden_dim"], size["hidden_dim"]),
            nn.GELU(),
            nn.Linear(size["hidden_dim"], size["input_dim"]),
        )
        shape = (batch, size["input_dim"])
    else:
        model = nn.Sequential(
            *(
                encoder_layer(size["embed_dim"], size["num_heads"])
                for _ in range(size["num_layers"])
            )
        )
        shape = (batch, size["seq_len"], size["embed_dim"])
    model.requires_grad_(False)
    return model.eval(), torch.randn(shape)


def load_backend(backend: str) -> None:
    """Import what a backend needs, so that the clock does not cover it."""
    if backend == "torch_compile":
        import torch._dynamo
        import torch._inductor.compile_fx  # noqa: F401
    elif backend == "onnx":
        import onnx  # noqa: F401
        import onnxruntime  # noqa: F401
        import onnxscript  # noqa: F401
    elif backend == "tensorrt":
        import torch_tensorrt  # noqa: F401


def compile_jit(model: Any, inputs: Any) -> tuple[Callable[[], Any], dict[str, Any]]:
    """Trace and freeze a model with TorchScript."""
    import torch

    traced = torch.jit.trace(model, inputs, strict=False, check_trace=False)
    frozen = torch.jit.freeze(traced)
    return lambda: frozen(inputs), {"strict": False, "frozen": True}


def compile_inductor(
    model: Any, inputs: Any
) -> tuple[Callable[[], Any], dict[str, Any]]:
    """Compile a model with ``torch.compile`` and call it once."""
    import torch

    compiled = torch.compile(model, backend="inductor")
    compiled(inputs)
    metadata = {"backend": "inductor", "mode": "default", "fullgraph": False}
    return lambda: compiled(inputs), metadata


def compile_onnx(model: Any, inputs: Any) -> tuple[Callable[[], Any], dict[str, Any]]:
    """Export a model to ONNX and open an ``onnxruntime`` session on it."""
    import onnxruntime
    import torch

    path = Path(tempfile.mkdtemp()) / "model.onnx"
    program = torch.onnx.export(model, (inputs,), path, dynamo=True, verbose=False)
    providers = ["CPUExecutionProvider"]
    session = onnxruntime.InferenceSession(str(path), providers=providers)
    feed = {session.get_inputs()[0].name: inputs.numpy()}
    metadata = {
        "exporter": "dynamo",
        "opset": program.model.opset_imports[""],
        "providers": providers,
        "session_type": "onnxruntime",
    }
    return lambda: session.run(None, feed), metadata


def compile_tensorrt(
    model: Any, inputs: Any
) -> tuple[Callable[[], Any], dict[str, Any]]:
    """Compile a model with TensorRT and call it once."""
    import torch_tensorrt

    compiled = torch_tensorrt.compile(model, ir="dynamo", inputs=[inputs])
    compiled(inputs)
    return lambda: compiled(inputs), {"ir": "dynamo"}


COMPILERS: dict[str, Callable[[Any, Any], tuple[Callable[[], Any], dict[str, Any]]]] = {
    "jit": compile_jit,
    "torch_compile": compile_inductor,
    "onnx": compile_onnx,
    "tensorrt": compile_tensorrt,
}


def time_calls(call: Callable[[], Any], count: int) -> list[float]:
    """Return the milliseconds of each of ``count`` calls after the warm-up."""
    for _ in range(WARMUP_CALLS):
        call()
    times = []
    for _ in range(count):
        start = time.perf_counter()
        call()
        times.append(1000 * (time.perf_counter() - start))
    return times


def work(model_name: str, backend: str, calls: int) -> dict[str, Any]:
    """Compile one model once, and call it if asked to.

    Parameters
    ----------
    model_name, backend : str
        What to compile and with what.
    calls : int
        How many calls to time; none when 0.

    Returns
    -------
    dict
        ``seconds`` (None for eager), ``metadata``, ``times`` and ``threads``.
    """
    import torch

    load_backend(backend)
    with torch.inference_mode(backend != "onnx"), torch.no_grad():
        model, inputs = make_model(model_name)
        seconds, metadata = None, {}
        if backend == "eager":

            def call() -> Any:
                return model(inputs)

        else:
            start = time.perf_counter()
            call, metadata = COMPILERS[backend](model, inputs)
            seconds = time.perf_counter() - start
        times = time_calls(call, calls) if calls else []
    return {
        "seconds": seconds,
        "metadata": metadata,
        "times": times,
        "threads": torch.get_num_threads(),
    }


def worker(job: str, result: Path) -> None:
    """Do one job in this process and leave its result in a file.

    Parameters
    ----------
    job : str
        Model, backend and number of calls, with colons between.
    result : Path
        Where the JSON result is written.
    """
    model, backend, calls = job.split(":")
    try:
        answer = work(model, backend, int(calls))
    except Exception as error:  # a failure is a result here
        words = " ".join(without_paths(str(error)).split())
        answer = {"error": f"{type(error).__name__}: {words}"}
    result.write_text(json.dumps(answer), encoding="utf-8")


# ---- compiling models, from outside --------------------------------------


def cold_environment(folder: Path) -> dict[str, str]:
    """Return environment variables whose caches are empty new folders."""
    caches = {
        "TORCHINDUCTOR_CACHE_DIR": folder / "inductor",
        "TRITON_CACHE_DIR": folder / "triton",
        "TMPDIR": folder / "tmp",
    }
    for path in caches.values():
        path.mkdir()
    return {**os.environ, **{name: str(path) for name, path in caches.items()}}


def in_fresh_process(model: str, backend: str, calls: int = 0) -> dict[str, Any]:
    """Compile in a new process with cold caches and return what it tells.

    Parameters
    ----------
    model, backend : str
        What to compile and with what.
    calls : int, optional
        How many calls to time afterwards.

    Returns
    -------
    dict
        The worker's answer with ``error`` (None if all went well) and the
        ``timestamp`` at which the process was started.
    """
    timestamp = now().isoformat(timespec="milliseconds")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        result = folder / "result.json"
        job = f"{model}:{backend}:{calls}"
        command = [sys.executable, __file__, "--worker", job, "--result", str(result)]
        answer = _ask(command, cold_environment(folder), result)
    return {"timestamp": timestamp, "error": None, **answer}


def _ask(command: list[str], environment: dict[str, str], result: Path) -> Any:
    """Run a worker and read its result, or say how it ended without one."""
    try:
        ended = subprocess.run(
            command,
            env=environment,
            capture_output=True,
            timeout=WORKER_LIMIT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {"error": f"no result after {WORKER_LIMIT_S} s"}
    if result.exists():
        return json.loads(result.read_text(encoding="utf-8"))
    return {"error": f"the process ended with exit code {ended.returncode}"}


def compile_row(run: int, model: str, backend: str) -> dict[str, Any]:
    """Compile once in a fresh process and return the row about it."""
    answer = in_fresh_process(model, backend)
    seconds = answer.get("seconds")
    return {
        "run": run,
        "timestamp": answer["timestamp"],
        "model": model,
        "device": DEVICE,
        "backend": backend,
        "dtype": DTYPE,
        "batch_size": MODELS[model]["batch_size"],
        "compile_time_s": None if seconds is None else f"{seconds:.6f}",
        "success": "false" if answer["error"] else "true",
        "error": answer["error"],
    }


def measure_compiles(out: Path, runs: int) -> None:
    """Measure every compile ``runs`` times and write one CSV for each."""
    failures = dict.fromkeys(((m, b) for m in MODELS for b in COMPILING), 0)
    paths = {
        (model, backend): out / "compile" / f"{model}_{backend}_compile_runs.csv"
        for model, backend in failures
    }
    for path in paths.values():
        start_table(path, COMPILE_COLUMNS)
    for run in range(1, runs + 1):
        for (model, backend), path in paths.items():
            if failures[model, backend] >= FAILURES_ENOUGH:
                continue
            row = compile_row(run, model, backend)
            failed = row["success"] == "false"
            failures[model, backend] = failures[model, backend] + 1 if failed else 0
            add_row(path, row)
            say(f"run {run} {model} {backend} {row['compile_time_s'] or 'failed'}")


def comparison(backend: str, answer: dict[str, Any]) -> dict[str, Any]:
    """Return what a report tells about one backend."""
    compilation = {
        "backend": REPORTED_AS.get(backend, backend),
        "success": answer["error"] is None,
        "compile_time_s": answer.get("seconds"),
        "metadata": answer.get("metadata", {}),
        "error": answer["error"],
    }
    times = answer.get("times")
    benchmark = None
    if times:
        benchmark = {
            "backend": backend,
            "mean_time_ms": statistics.fmean(times),
            "median_time_ms": statistics.median(times),
            "std_time_ms": statistics.stdev(times),
            "min_time_ms": min(times),
            "max_time_ms": max(times),
            "metadata": {},
        }
    return {
        "backend": backend,
        "compilation": None if backend == "eager" else compilation,
        "benchmark": benchmark,
    }


def measure_latency(out: Path, calls: int) -> None:
    """Compare the backends of each model and write the reports."""
    for model in MODELS:
        answers = {}
        for backend in BACKENDS:
            answers[backend] = in_fresh_process(model, backend, calls)
            say(f"{model} {backend} {answers[backend]['error'] or 'called'}")
        threads = answers["eager"].get("threads")
        write_report(out / "compile", model, calls, threads, answers)


def write_report(
    folder: Path,
    model: str,
    calls: int,
    threads: int | None,
    answers: dict[str, dict[str, Any]],
) -> None:
    """Write the JSON report about one model and its Markdown twin."""
    moment = now()
    report = {
        "generated_at": moment.isoformat(),
        "model": {"name": model, "device": DEVICE, "dtype": DTYPE, **MODELS[model]},
        "settings": {
            "runs": calls,
            "warmup_runs": WARMUP_CALLS,
            "backends": list(BACKENDS),
        },
        "environment": {**machine(), **versions(), "threads": threads},
        "backends": {b: comparison(b, answer) for b, answer in answers.items()},
    }
    stem = f"{model}_{DEVICE}_bench_{moment:%Y%m%d-%H%M%S}"
    for old in folder.glob(f"{model}_{DEVICE}_bench_*.*"):
        old.unlink()
    write_json(folder / f"{stem}.json", report)
    (folder / f"{stem}.md").write_text(as_markdown(report), encoding="utf-8")


def as_markdown(report: dict[str, Any]) -> str:
    """Return a report as Markdown with one table."""
    model = report["model"]
    lines = [
        "# Compilation Benchmark Report",
        "",
        f"- Generated: {report['generated_at']}",
        f"- Model: {model['name']}",
        f"- Device: {model['device']}",
        f"- DType: {model['dtype']}",
        "",
        _markdown_row(MARKDOWN_COLUMNS),
        _markdown_row(["---"] * len(MARKDOWN_COLUMNS)),
    ]
    lines += [_markdown_row(_cells(entry)) for entry in report["backends"].values()]
    return "\n".join(lines) + "\n"


def _markdown_row(cells: list[str] | tuple[str, ...]) -> str:
    """Join the cells of one row of a Markdown table."""
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _cells(entry: dict[str, Any]) -> list[str]:
    """Return the cells of the table's row about one backend."""
    compilation = entry["compilation"] or {"success": entry["benchmark"] is not None}
    benchmark = entry["benchmark"] or {}
    metadata = compilation.get("metadata", {})
    notes = "; ".join(f"{key}={_plain(value)}" for key, value in metadata.items())
    error = compilation.get("error")
    times = [benchmark.get(f"{name}_time_ms") for name in ("mean", "std", "min", "max")]
    return [
        entry["backend"],
        "yes" if compilation["success"] else "no",
        _number(compilation.get("compile_time_s"), 4),
        *(_number(value, 3) for value in times),
        " ".join((error or notes or "-").split()),
    ]


def _number(value: float | None, decimals: int) -> str:
    """Return a number with so many decimals, or a dash for none."""
    return "-" if value is None else f"{value:.{decimals}f}"


def _plain(value: Any) -> str:
    """Return a value of the metadata as plain text."""
    return ", ".join(value) if isinstance(value, list) else str(value)


# ---- building programs ---------------------------------------------------


def compiler_version(compiler: str) -> str:
    """Return the first line of what a compiler says about its version."""
    told = subprocess.run(
        [compiler, "--version"], capture_output=True, text=True, check=True
    )
    return told.stdout.splitlines()[0].strip()


def first_error(told: str) -> str:
    """Return the first error among a compiler's messages."""
    lines = [line.strip() for line in told.splitlines() if line.strip()]
    errors = [line for line in lines if "error:" in line]
    return without_paths((errors or lines or ["no message"])[0])


def build_row(
    run: int, program: str, compiler: str, version: str, flags: tuple[str, ...]
) -> dict[str, Any]:
    """Compile one program once and return the row about it.

    Parameters
    ----------
    run : int
        The number of the run, from 1.
    program : str
        A file in ``src``.
    compiler, version : str
        The command and what it says about its version.
    flags : tuple of str
        The language standard and the optimisation; the optimisation last.
    """
    source = Path(__file__).resolve().parent / "src"
    options = " ".join(flags).split()
    timestamp = now().isoformat(timespec="milliseconds")
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "program.o"
        command = [compiler, *options, "-c", program, "-o", str(target)]
        start = time.perf_counter()
        ended = subprocess.run(
            command,
            cwd=source,
            env={**os.environ, "TMPDIR": folder, "LC_ALL": "C"},
            capture_output=True,
            text=True,
            check=False,
        )
        seconds = time.perf_counter() - start
    failed = ended.returncode != 0
    return {
        "run": run,
        "timestamp": timestamp,
        "program": program,
        "compiler": compiler,
        "compiler_version": version,
        "optimisation": flags[-1],
        "compile_time_s": None if failed else f"{seconds:.6f}",
        "exit_code": ended.returncode,
        "error": first_error(ended.stderr) if failed else None,
    }


def builds() -> list[tuple[str, str, str, tuple[str, ...]]]:
    """Return program, compiler, its version and flags of every build."""
    return [
        (program, compiler, compiler_version(compiler), (*standard, level))
        for program, (compilers, standard, levels) in PROGRAMS.items()
        for compiler in compilers
        if shutil.which(compiler)
        for level in levels
    ]


def measure_builds(out: Path, runs: int) -> None:
    """Measure every build ``runs`` times and write one CSV per compiler."""
    todo = builds()
    failures = dict.fromkeys(todo, 0)
    paths = {build[1]: out / "build" / f"{build[1]}_build_times.csv" for build in todo}
    for path in paths.values():
        start_table(path, BUILD_COLUMNS)
    for run in range(1, runs + 1):
        for build in todo:
            if failures[build] >= FAILURES_ENOUGH:
                continue
            row = build_row(run, *build)
            failures[build] = failures[build] + 1 if row["exit_code"] else 0
            add_row(paths[build[1]], row)
            time_or_failure = row["compile_time_s"] or "failed"
            say(f"run {run} {build[1]} {row['optimisation']} {time_or_failure}")


# ---- the machine ---------------------------------------------------------


def _from_proc(file: str, key: str) -> str | None:
    """Return the first value of a key in a file under ``/proc``."""
    path = Path("/proc") / file
    if not path.exists():
        return None
    for line in path.read_text(encoding="utf-8").splitlines():
        name, _, value = line.partition(":")
        if name.strip() == key:
            return value.strip()
    return None


def machine() -> dict[str, Any]:
    """Return the processor, memory and system; never the host's name."""
    memory = _from_proc("meminfo", "MemTotal")
    system = platform.system()
    if system == "Linux":
        release = platform.freedesktop_os_release()
        system = release.get("PRETTY_NAME", system)
    return {
        "cpu": _from_proc("cpuinfo", "model name") or platform.processor(),
        "cores": os.cpu_count(),
        "memory_gb": round(int(memory.split()[0]) / 1024**2, 1) if memory else None,
        "os": system,
        "kernel": platform.release(),
    }


def versions() -> dict[str, str | None]:
    """Return the versions of Python and of the packages that are measured."""
    return {
        "python": platform.python_version(),
        "torch": version_of("torch"),
        "onnxruntime": version_of("onnxruntime"),
    }


def load() -> list[float] | None:
    """Return the load averages over 1, 5 and 15 minutes, where known."""
    if not hasattr(os, "getloadavg"):
        return None
    return [round(value, 2) for value in os.getloadavg()]


def measured(part: Callable[[], None], command: str) -> dict[str, Any]:
    """Run one part of the measuring and return when and how it was done."""
    started, load_before = now(), load()
    part()
    return {
        "command": command,
        "started_at": started.isoformat(timespec="seconds"),
        "ended_at": now().isoformat(timespec="seconds"),
        "load_average_at_start": load_before,
        "load_average_at_end": load(),
    }


def write_machine(out: Path, parts: dict[str, dict[str, Any]]) -> None:
    """Write ``machine.json``, keeping the parts that were not measured now."""
    path = out / "machine.json"
    known: dict[str, Any] = {}
    if path.exists():
        known = json.loads(path.read_text(encoding="utf-8")).get("measured", {})
    packages = ("numpy", "onnx", "onnxscript", "torch_tensorrt")
    names = {name for _, name, _, _ in builds()}
    write_json(
        path,
        {
            "date": f"{now():%Y-%m-%d}",
            "measured_by": "the authors of this project, with measure.py",
            "machine": machine(),
            "versions": {
                **versions(),
                **{package: version_of(package) for package in packages},
                **{name: compiler_version(name) for name in sorted(names)},
            },
            "measured": dict(sorted({**known, **parts}.items())),
        },
    )


# ---- the command line ----------------------------------------------------


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description="Measure compile times and leave them as files."
    )
    parser.add_argument("--out", type=Path, help="the folder to write into")
    parser.add_argument("--runs", type=int, default=10, help="runs of every compile")
    parser.add_argument("--only", choices=("compile", "build"), help="only one part")
    parser.add_argument("--quick", action="store_true", help="two runs, few calls")
    parser.add_argument("--worker", help=argparse.SUPPRESS)
    parser.add_argument("--result", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if not given.out and not given.worker:
        parser.error("--out is needed")
    return given


def main() -> None:
    """Measure what the command line asks for."""
    given = arguments()
    if given.worker:
        worker(given.worker, given.result)
        return
    runs, calls = (2, 5) if given.quick else (given.runs, TIMED_CALLS)
    command = f"python measure.py --out DIR --runs {runs}"

    def compiles() -> None:
        measure_compiles(given.out, runs)
        measure_latency(given.out, calls)

    parts = {
        "build": lambda: measure_builds(given.out, runs),
        "compile": compiles,
    }
    chosen = [given.only] if given.only else ["compile", "build"]
    option = f" --only {given.only}" if given.only else ""
    done = {name: measured(parts[name], command + option) for name in chosen}
    write_machine(given.out, done)


if __name__ == "__main__":
    main()

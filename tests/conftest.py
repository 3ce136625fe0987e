"""What many tests share: small folders, tidy rows, and the folders that may be absent."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session", autouse=True)
def _caches(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep what tests read out of the user's cache."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CHIMERA_NB_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def sample() -> Path:
    """The benchmark folder that ships with the project."""
    return ROOT / "data" / "sample"


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The 101 files of the predecessor; skips where they are not at hand."""
    folder = ROOT.parent / "shared" / "corpus"
    if not folder.is_dir():
        pytest.skip("the corpus of 101 files is not beside the project")
    return folder


def compile_file(model: str, device: str, **backends: object) -> dict:
    """Make the content of a compile benchmark; a backend is (compile s, latency ms).

    None is eager; a text is a failure, written with the predecessor's zeros.
    """
    entries = {}
    for name, given in backends.items():
        compilation: dict | None = None
        metadata: dict = {"compile_time_s": 0.0}
        mean = 0.0
        if isinstance(given, str):
            compilation = {"success": False, "compile_time_s": None, "error": given}
        elif isinstance(given, tuple):
            seconds, mean = given
            compilation = {"success": True, "compile_time_s": seconds, "error": None}
            metadata = {"compile_time_s": seconds}
        elif isinstance(given, float):
            mean = given
        entries[name] = {
            "backend": name,
            "compilation": compilation,
            "benchmark": {
                "mean_time_ms": mean,
                "std_time_ms": mean / 100,
                "min_time_ms": mean / 2,
                "max_time_ms": mean * 2,
                "metadata": metadata,
            },
        }
    return {
        "generated_at": "2026-01-02T03:04:05+00:00",
        "model": {"name": model, "device": device, "dtype": "float32", "batch_size": 4},
        "settings": {"runs": 10, "warmup_runs": 3, "backends": list(backends)},
        "backends": entries,
    }


def llm_calls(model: str, *calls: tuple, **settings: object) -> list[dict]:
    """Make rows of a language model's calls: (tok/s, ttft in s, cold), or an error."""
    shared = {"source": "a.csv", "kind": "llm", "tier": "raw", "model": model,
              "statistic": "value"}  # fmt: skip
    shared |= {f"setting.{name}": value for name, value in settings.items()}
    rows = []
    for call in calls:
        failed = isinstance(call, str)
        rate, first, cold = (None, None, None) if failed else call
        told = {"status": "failed", "error": call} if failed else {"status": "ok"}
        told["cold"] = cold
        rows += [
            shared | told | {"metric": "throughput", "unit": "tok/s", "value": rate},
            shared | told | {"metric": "ttft", "unit": "s", "value": first},
        ]
        if cold:
            rows.append(shared | told | {"metric": "load_time", "unit": "s",
                                         "value": first * 0.9})  # fmt: skip
    return rows


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small folder: two models, one failure, one twin, one conflict, one copy."""
    conv = compile_file(
        "conv", "cpu", eager=4.0, jit=(0.1, 3.0), onnx=(0.2, 1.0), tensorrt="no such"
    )
    mlp = compile_file("mlp", "cuda", eager=1.0, jit=(0.4, 2.0), onnx=(0.3, 0.5))
    root = tmp_path / "benchmarks"
    root.mkdir()
    (root / "conv.json").write_text(json.dumps(conv))
    (root / "mlp.json").write_text(json.dumps(mlp))
    (root / "mlp_copy.json").write_text(json.dumps(mlp))
    (root / "conv.md").write_text(
        "# Report - Model: conv\n- Device: cpu | Backend | Success | Compile Time (s) |\n"
        "| --- | --- | --- |\n| eager | yes | 0.0000 |\n| jit | yes | 0.1000 |\n"
        "| tensorrt | no | 0.0000 |\n"
    )
    (root / "lessons.md").write_text(
        "## CUDA Snapshot\n| Model | Backend | Compile Time (s) |\n|---|---|---|\n"
        "| `mlp` | jit | 0.0500 |\n| | onnx | 0.30 |\n"
    )
    return root

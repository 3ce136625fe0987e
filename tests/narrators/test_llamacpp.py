"""The llamacpp narrator on a real llama.cpp with a random gemma3."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from chimera_nb.config import RunConfig
from chimera_nb.errors import NarratorError
from chimera_nb.narrators.llamacpp import LlamaCppModel
from tests.support.tiny_gemma3 import write_tiny_gemma3

pytest.importorskip("xllamacpp", reason="xllamacpp is not installed")
pytest.importorskip("gguf", reason="gguf is not installed")


@pytest.fixture(scope="module")
def gguf(tmp_path_factory):
    return write_tiny_gemma3(tmp_path_factory.mktemp("gguf") / "tiny.gguf")


@pytest.fixture
def start(gguf):
    models = []

    def make(**config):
        models.append(LlamaCppModel(RunConfig(model=str(gguf), **config)))
        return models[-1]

    yield make
    for model in models:
        model.close()


def test_settings_are_in_effect_and_tokens_counted(start):
    model = start(num_ctx=512, num_gpu=60, seed=1)
    prompt = "the mean compile time of 12 backends"
    reply = model.write(prompt, num_predict=20)
    assert model.context == 512
    assert (model.effective().num_ctx, model.effective().gpu_layers) == (512, 5)
    assert reply.timings.prompt_tokens == model.count_tokens(prompt)
    assert (reply.timings.tokens_generated, reply.done_reason) == (20, "length")
    assert [each.message for each in reply.warnings] == [
        "the answer was cut after 20 tokens; raise num_predict",
        "num_gpu 60 is more than the model's 5 layers",
    ]
    assert 0 < reply.timings.ttft_ms <= reply.timings.total_duration_ms


def test_temperature_and_seed_change_the_answer(start):
    cold, hot = start(temperature=0.0, seed=1), start(temperature=2.0, seed=1)
    first = cold.write("the time", num_predict=30).text
    assert cold.write("the time", num_predict=30).text == first
    assert hot.write("the time", num_predict=30).text != first


def test_a_prompt_over_the_context_is_one_line(start):
    model = start(num_ctx=256)
    with pytest.raises(NarratorError) as caught:
        model.write("word " * 2000, num_predict=5)
    n = model.count_tokens("word " * 2000)
    assert str(caught.value) == (
        f"llama.cpp refused: request ({n} tokens) exceeds the available context size"
        " (256 tokens); raise num_ctx"
    )


def test_a_child_that_dies_is_one_line_and_no_zombie(start):
    model = start(num_ctx=8192)
    with pytest.raises(NarratorError) as caught:
        model.write("x", num_predict=5000, on_text=lambda _: model.process.kill())
    assert str(caught.value) == (
        "llama.cpp's process ended (-9) while it was asked; lower num_gpu or num_ctx,"
        " or try another file"
    )
    model.close()
    assert model.process.returncode == -9


def test_the_child_dies_with_its_parent(gguf):
    code = (
        "import os, sys; from chimera_nb.config import RunConfig;"
        "from chimera_nb.narrators.llamacpp import LlamaCppModel;"
        "m = LlamaCppModel(RunConfig(model=sys.argv[1]));"
        "print(m.process.pid, flush=True); os._exit(1)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(gguf)], capture_output=True, text=True
    )
    status = Path(f"/proc/{int(done.stdout)}/stat")
    if not Path("/proc/self/stat").exists():
        pytest.skip("no /proc to look at a process")
    deadline = time.monotonic() + 5
    while status.exists() and status.read_text().rsplit(")", 1)[1].split()[0] != "Z":
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_files_that_are_no_model(tmp_path):
    absent, prose, broken = (tmp_path / each for each in ("a.gguf", "b.gguf", "c.gguf"))
    prose.write_text("# no model")
    broken.write_bytes(b"GGUF" + bytes(100))
    for path, said in (
        (
            absent,
            "No such file or directory; narrator llamacpp wants the path of a GGUF file as model",
        ),
        (prose, "is not a GGUF file"),
    ):
        with pytest.raises(NarratorError) as caught:
            LlamaCppModel(RunConfig(model=str(path)))
        assert str(caught.value) == f"{path}: {said}"
    with pytest.raises(NarratorError) as caught:
        LlamaCppModel(RunConfig(model=str(broken)))
    assert str(caught.value).startswith(f"llama.cpp cannot load {broken}: ")
    assert "\n" not in str(caught.value)

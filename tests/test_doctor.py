"""The doctor: what is here, and what would really be in effect."""

from chimera_nb import RunConfig
from chimera_nb.doctor import diagnose, is_ready
from tests.support.ollama_server import OllamaServer


def told(config):
    table = diagnose(config)
    return table, {row.check: (row.status, row.detail) for row in table.itertuples()}


def test_no_server_is_missing_only_where_a_model_is_demanded(monkeypatch):
    monkeypatch.setenv("OLLAMA_HOST", "127.0.0.1:9")
    table, said = told(RunConfig())
    assert said["server"] == (
        "missing", "no Ollama server answers at http://127.0.0.1:9",
    )  # fmt: skip
    assert is_ready(RunConfig(), table)
    assert not is_ready(RunConfig(narrator="ollama"), table)


def test_a_server_tells_its_version_the_layers_and_the_room_for_data(monkeypatch):
    with OllamaServer() as server:
        monkeypatch.setenv("OLLAMA_HOST", server.host)
        config = RunConfig(narrator="ollama", num_gpu=60, num_ctx=1024)
        table, said = told(config)
    assert said["server"] == ("ok", f"Ollama 0.33.0 at {server.host}")
    assert said["model"] == ("ok", "gemma3:latest")
    assert said["num_gpu"] == ("note", "60 asked; the model has 35 layers")
    status, detail = said["tokens for data"]
    assert status == "ok"
    assert detail.startswith("about ")
    assert detail.endswith(" of 1024, beside 380 for the answer")
    assert is_ready(config, table)


def test_a_model_that_is_not_there_is_named_with_those_that_are(monkeypatch):
    with OllamaServer(model="llama3:latest") as server:
        monkeypatch.setenv("OLLAMA_HOST", server.host)
        table, said = told(RunConfig(narrator="ollama"))
    assert said["model"][0] == "missing"
    assert "llama3:latest" in said["model"][1]
    assert not is_ready(RunConfig(narrator="ollama"), table)


def test_too_small_a_context_is_said_before_anything_runs(monkeypatch):
    with OllamaServer() as server:
        monkeypatch.setenv("OLLAMA_HOST", server.host)
        _, said = told(RunConfig(num_ctx=64))
    assert said["tokens for data"][1].startswith("num_ctx 64 is too small: ")

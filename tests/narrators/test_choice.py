"""Who writes, and the reason that is given."""

import subprocess
import sys
import time

import pytest

from chimera_nb.config import RunConfig
from chimera_nb.errors import ConfigError, NarratorError
from chimera_nb.narrators import choose
from tests.support.ollama_server import OllamaServer

NOWHERE = "http://127.0.0.1:9"


def test_auto_takes_ollama_where_it_has_the_model(monkeypatch):
    with OllamaServer() as server:
        monkeypatch.setenv("OLLAMA_HOST", server.host)
        choice = choose(RunConfig(model="gemma3"))
        assert choice.name == "ollama"
        assert choice.why == f"the server at {server.host} has gemma3"
        choice.model.close()


def test_auto_falls_back_and_says_why(monkeypatch):
    monkeypatch.setenv("OLLAMA_HOST", NOWHERE)
    choice = choose(RunConfig())
    assert (choice.name, choice.model) == ("rules", None)
    assert choice.why == f"no server answered at {NOWHERE} within 1 s"
    with OllamaServer(model="llama3.1:8b") as server:
        monkeypatch.setenv("OLLAMA_HOST", server.host)
        choice = choose(RunConfig())
        assert choice.name == "rules"
        assert choice.why == (
            f"the server at {server.host} has no model 'gemma3:latest'; it has llama3.1:8b"
        )


def test_auto_waits_a_second_at_most(monkeypatch):
    with OllamaServer(slow_all=6) as server:
        monkeypatch.setenv("OLLAMA_HOST", server.host)
        start = time.monotonic()
        assert choose(RunConfig()).name == "rules"
        assert time.monotonic() - start < 5


def test_ollama_demanded_but_absent(monkeypatch):
    monkeypatch.setenv("OLLAMA_HOST", NOWHERE)
    with pytest.raises(NarratorError) as caught:
        choose(RunConfig(narrator="ollama"))
    assert caught.value.exit_code == 4
    assert str(caught.value) == (
        f"no server answered at {NOWHERE} within 5 s; start one with `ollama serve`"
    )


def test_rules_and_recorded():
    assert choose(RunConfig(narrator="rules")).name == "rules"
    recorded = choose(RunConfig(narrator="recorded", recorded="a.md"))
    assert (recorded.name, recorded.why) == ("recorded", "recorded in a.md")
    with pytest.raises(ConfigError, match="recorded is not set"):
        choose(RunConfig(narrator="recorded"))


def test_nothing_heavy_is_imported_before_it_is_needed():
    code = (
        "import sys, chimera_nb.narrators.ollama, chimera_nb.narrators.llamacpp;"
        "print(sorted({'httpx', 'ollama', 'xllamacpp', 'tenacity'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"

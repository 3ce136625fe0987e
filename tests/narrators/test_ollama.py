"""The ollama narrator, by the real ollama client against a server on loopback."""

import socket
import time

import pytest

from chimera_nb.config import RunConfig
from chimera_nb.errors import NarratorError
from chimera_nb.narrators.ollama import Limits, OllamaModel, host_in_use, probe
from chimera_nb.narrators.tokens import estimate_tokens
from tests.support.ollama_server import OllamaServer

PROMPT = "Write a report on these facts. " * 4


def ask(server, limits=None, prompt=PROMPT, num_predict=50, **config):
    model = OllamaModel(RunConfig(**config), server.host, limits or Limits())
    try:
        return model.write(prompt, num_predict=num_predict), model.effective()
    finally:
        model.close()


def codes(reply):
    return [each.code for each in reply.warnings]


def test_the_exact_request_is_sent():
    with OllamaServer() as server:
        reply, _ = ask(server, num_gpu=60, num_ctx=4096, temperature=0.4, top_p=0.9,
                       top_k=40, repeat_penalty=1.1, seed=7)  # fmt: skip
    options = {"num_gpu": 60, "num_ctx": 4096, "temperature": 0.4, "top_p": 0.9,
               "top_k": 40, "repeat_penalty": 1.1, "seed": 7, "num_predict": 50}  # fmt: skip
    (body,) = server.chats
    assert body == {
        "model": "gemma3:latest", "stream": True, "options": options, "tools": [],
        "messages": [{"role": "user", "content": PROMPT}],
    }  # fmt: skip
    assert reply.requested == options
    assert reply.text == "Hello world."
    assert reply.done_reason == "stop"


def test_timings_are_in_ms_and_ttft_is_of_the_first_piece():
    numbers = {"eval_count": 50, "eval_duration": 2_000_000_000, "prompt_eval_count": 40,
               "prompt_eval_duration": 100_000_000, "load_duration": 0}  # fmt: skip
    with OllamaServer(tokens=["", "a", "b"], slow_first=0.2, slow_gap=0.1,
                      metrics=numbers) as server:  # fmt: skip
        reply, _ = ask(server)
    timings = reply.timings
    assert timings.throughput_tok_s == 25
    assert timings.eval_ms == 2000
    assert timings.prompt_eval_ms == 100
    assert timings.load_ms is None
    assert timings.ttft_ms >= 290
    assert timings.total_duration_ms >= timings.ttft_ms + 95
    assert reply.raw["eval_duration"] == 2_000_000_000


def test_what_was_in_effect_and_its_warnings():
    with OllamaServer(metrics={"load_duration": 1_500_000_000}) as server:
        reply, effective = ask(server, num_ctx=1024, num_gpu=60)
    assert (effective.num_ctx, effective.gpu_layers) == (2048, 35)
    assert (effective.size, effective.size_vram) == (5000, 5000)
    assert effective.server_version == "0.33.0"
    assert effective.quantization == "Q4_K_M"
    assert [each.message for each in reply.warnings] == [
        "num_ctx 1024 was asked, 2048 was in effect",
        "num_gpu 60 is more than the model's 35 layers",
        "the model was loaded first, in 1.5 s, which is in the time to first token",
    ]
    assert codes(reply) == ["context_raised", "layers_capped", "cold_start"]


@pytest.mark.parametrize(
    ("script", "config", "code"),
    [
        ({"metrics": {"prompt_eval_count": 5}}, {}, "prompt_cut"),
        (
            {"metrics": {"prompt_eval_count": 4000, "eval_count": 200}},
            {},
            "context_shifted",
        ),
        ({"done_reason": "length"}, {}, "answer_cut"),
        ({"fault": "no_done"}, {}, "no_done"),
        ({"version": "0.24.0"}, {"repeat_penalty": 1.1}, "penalty_ignored"),
    ],
)
def test_silent_failures_are_warned_of(script, config, code):
    with OllamaServer(**script) as server:
        reply, _ = ask(server, **config)
    assert codes(reply) == [code]


@pytest.mark.parametrize(
    ("script", "message"),
    [
        ({"model": "other:1b"}, "the server at HERE has no model 'gemma3:latest'; `ollama pull gemma3:latest`"),
        ({"status": (500, "llama-server reported out-of-memory during startup: x")},
         "not enough memory for gemma3:latest: llama-server reported out-of-memory during startup: x; lower num_gpu or num_ctx"),
        ({"status": (400, '{"error":{"code":400,"message":"request (9 tokens) exceeds the available context size (4 tokens)"}}')},
         "the prompt is longer than the context: request (9 tokens) exceeds the available context size (4 tokens); raise num_ctx"),
        ({"status": (403, "")}, "the server at HERE refuses this host name; use 127.0.0.1"),
        ({"fault": "drop"}, "the server at HERE broke off in the middle of its answer; look at its log and run again"),
        ({"fault": "html"}, "what answers at HERE is no Ollama server; is OLLAMA_HOST right?"),
        ({"fault": "error"}, "the model broke off: an error was encountered while running the model: CUDA error; see the log of the server at HERE"),
        ({"busy": 9}, "the server at HERE is busy; try again later or with fewer workers"),
    ],
)  # fmt: skip
def test_each_fault_is_one_line_of_cause_and_cure(script, message):
    with OllamaServer(**script) as server:
        with pytest.raises(NarratorError) as caught:
            ask(server)
        assert str(caught.value) == message.replace("HERE", server.host)


def test_busy_once_is_asked_again():
    with OllamaServer(busy=1) as server:
        reply, _ = ask(server)
    assert reply.text == "Hello world."
    assert len(server.chats) == 2


def test_nobody_there():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        host = f"http://127.0.0.1:{free.getsockname()[1]}"
        model = OllamaModel(RunConfig(), host)
        with pytest.raises(NarratorError) as caught:
            model.write("x", num_predict=1)
        model.close()
    assert (
        str(caught.value)
        == f"no server answers at {host}; start one with `ollama serve`"
    )


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ({"slow_first": 8}, "no first token within 0.3 s; it may still load the model"),
        ({"slow_gap": 8}, "no further token within 0.2 s; look at the server's load"),
    ],
)
def test_the_limits_end_a_wait(script, said):
    limits = Limits(connect_s=1, first_token_s=0.3, between_tokens_s=0.2)
    with OllamaServer(**script) as server:
        start = time.monotonic()
        with pytest.raises(NarratorError) as caught:
            ask(server, limits)
        assert time.monotonic() - start < 5
        assert str(caught.value) == f"the server at {server.host} sent {said}"


def test_a_slow_first_token_may_take_longer_than_the_gap():
    limits = Limits(connect_s=1, first_token_s=30, between_tokens_s=1)
    with OllamaServer(slow_first=1.5) as server:
        assert ask(server, limits)[0].text == "Hello world."


def test_stop_ends_the_stream_on_the_server_too():
    with OllamaServer(tokens=["word "] * 5000, slow_gap=0.002) as server:
        model = OllamaModel(RunConfig(), server.host)
        seen = []
        reply = model.write("x", num_predict=9999, on_text=seen.append,
                            stop=lambda text: len(text) > 40)  # fmt: skip
        model.close()
        assert server.broken_off.wait(3)
    assert reply.done_reason == "stopped"
    assert reply.text == "word " * 9 == "".join(seen)
    assert reply.warnings == ()


def test_a_proxy_is_not_asked_for_loopback(monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    with OllamaServer() as server:
        assert ask(server)[0].text == "Hello world."
        assert probe(server.host).models == ("gemma3:latest",)


@pytest.mark.parametrize(
    ("given", "url"),
    [
        (None, "http://127.0.0.1:11434"),
        ("0.0.0.0", "http://127.0.0.1:11434"),
        (":5000", "http://127.0.0.1:5000"),
        ("http://h", "http://h:80"),
        ("https://h", "https://h:443"),
        ("h/path/", "http://h:11434/path"),
        ("[::1]:99", "http://[::1]:99"),
    ],
)
def test_hosts_follow_the_packages_rules(given, url, monkeypatch):
    monkeypatch.delenv("OLLAMA_HOST", raising=False)
    assert host_in_use(given) == url


def test_tokens_are_estimated_from_above():
    assert estimate_tokens("") == 0
    assert estimate_tokens("time is 12.5 ms") == 1 + 1 + 4 + 1
    assert estimate_tokens("µs") == 2

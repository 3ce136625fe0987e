"""Asking, watching, judging: through the real clients, and a real gemma3."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from chimera_nb import Facts, RunConfig, ask, collect_facts, read_benchmarks
from chimera_nb.coincidence import coincidence_rate, told
from chimera_nb.errors import BudgetError, ConfigError, NarratorError
from tests.support.ollama_server import OllamaServer
from tests.support.tiny_gemma3 import write_tiny_gemma3

ROOT = Path(__file__).resolve().parent.parent

REPORT = (
    "## Executive Summary\n\nThe mean compile time is 14.59 s and the mean compile time"
    " of conv is 0.15 s.\n\n## Recommendations\n\n1. Use what was measured, and measure"
    " it again.\n\n## Risk Table\n\n| Risk | Likelihood |\n|---|---|\n| Noise | Low |\n"
)
FINDINGS = "- The folder holds 5 files.\n- The average accuracy is 93.5 %.\n"


def scripted(body: dict) -> list[str]:
    """Answer each stage as a model would, a few characters a piece."""
    prompt = body["messages"][-1]["content"]
    text = FINDINGS if "Key Findings" in prompt else REPORT
    return re.findall(r".{1,7}", text, flags=re.S)


@pytest.fixture
def facts(folder) -> Facts:
    return collect_facts(read_benchmarks(folder))


@pytest.fixture
def server(monkeypatch):
    with OllamaServer(tokens=scripted) as running:
        monkeypatch.setenv("OLLAMA_HOST", running.host)
        yield running


def test_a_models_numbers_are_judged_and_counted(facts, server):
    answer = ask(RunConfig(num_gpu=60, num_ctx=1024, temperature=0.8), facts)
    assert answer.narrator == "ollama"
    assert answer.counts() == {"supported": 2, "contradicted": 1, "unsupported": 1}
    assert answer.quality.passed, answer.quality.problems
    said = answer.trust.sentences()
    assert said[0] == (
        "4 numbers judged: 2 supported by the data, 1 contradicted, 1 not in the data."
    )
    assert answer.coincidence == coincidence_rate(answer.text, facts)
    assert 0 < answer.coincidence < 0.1
    assert said[1] == told(answer.coincidence)
    assert said[2].startswith("Written by ollama (the server at http://127.0.0.1:")
    assert re.match(rf"The prompts held \d+ of {len(facts)} facts\.", said[3])


def test_both_stages_are_asked_with_the_configs_options_and_a_limit(facts, server):
    config = RunConfig(
        num_gpu=60, num_ctx=1024, temperature=0.8, top_k=5, seed=3, repair=False
    )
    answer = ask(config, facts)
    asked = [body["options"] for body in server.chats]
    assert [each.pop("num_predict") for each in asked] == [220, 380]
    assert asked == [config.options()] * 2
    assert [call.stage for call in answer.calls] == ["analysis", "report"]
    assert answer.requested["num_ctx"] == 1024
    assert answer.effective.num_ctx == 2048
    assert "context_raised" in {each.code for each in answer.warnings}
    shown = answer.metrics.frame.set_index("metric")["value"]
    assert not shown.isin(["not applicable"]).any()
    assert float(shown["time to first token (ms)"]) > 0


def test_a_loop_ends_the_stream_and_stands_in_the_report(facts, monkeypatch):
    with OllamaServer(
        tokens=lambda _: iter(lambda: "again and again ", None)
    ) as running:
        monkeypatch.setenv("OLLAMA_HOST", running.host)
        answer = ask(RunConfig(num_ctx=4096), facts)
    assert answer.calls[0].reply.done_reason == "stopped"
    assert "loop" in {problem.code for problem in answer.quality.problems}
    assert any("Quality gate not passed" in each for each in answer.trust.sentences())


def test_sections_are_shown_apart_and_no_text_is_lost(facts, server):
    answer = ask(RunConfig(num_ctx=1024), facts)
    parts = [repr(answer.section(title)) for title in (
        "Executive Summary", "Recommendations", "Risk Table", "Key Findings")]  # fmt: skip
    assert [part.split()[0] for part in parts] == ["The", "1.", "|", "-"]
    html = answer.section("Executive Summary")._repr_html_()
    assert 'class="contradicted"' in html
    assert 'class="supported"' in html
    markdown = answer.section("Key Findings")._repr_markdown_()
    assert "5 ✓" in markdown
    assert "⚠" in markdown
    with pytest.raises(
        ConfigError, match=r"^no section 'Risk Tabel'; did you mean 'Risk Table'"
    ):
        answer.section("Risk Tabel")


def test_an_answer_without_headings_is_kept_and_what_is_missing_is_said(
    facts, monkeypatch
):
    with OllamaServer(tokens=["Compiling ", "is slow."]) as running:
        monkeypatch.setenv("OLLAMA_HOST", running.host)
        answer = ask(RunConfig(num_ctx=1024), facts)
    assert "Compiling is slow." in repr(answer.section("Executive Summary"))
    assert repr(answer.section("Risk Table")) == (
        "The narrator wrote no section “Risk Table”."
    )
    codes = [problem.code for problem in answer.quality.problems]
    assert codes.count("missing_section") == 3


def test_without_a_server_rules_write_and_the_report_says_why(facts, monkeypatch):
    monkeypatch.setenv("OLLAMA_HOST", "127.0.0.1:9")
    answer = ask(RunConfig(), facts)
    assert answer.narrator == "rules"
    assert answer.why == "no server answered at http://127.0.0.1:9 within 1 s"
    assert set(answer.metrics.frame["value"]) == {"not applicable"}
    assert answer.quality.passed
    assert answer.counts()["unsupported"] == answer.counts()["contradicted"] == 0


def test_a_model_that_is_demanded_and_absent_is_an_error(facts, monkeypatch):
    monkeypatch.setenv("OLLAMA_HOST", "127.0.0.1:9")
    with pytest.raises(NarratorError, match="start one with `ollama serve`"):
        ask(RunConfig(narrator="ollama"), facts)


def test_a_context_too_small_is_an_error_before_the_call(facts, server):
    with pytest.raises(BudgetError, match=r"^num_ctx 64 is too small"):
        ask(RunConfig(num_ctx=64), facts)
    assert server.chats == []


def test_a_recorded_answer_is_judged_again(facts, tmp_path):
    for name, text in (
        ("answer.json", json.dumps({"text": REPORT})), ("old.md", REPORT),
    ):  # fmt: skip
        path = tmp_path / name
        path.write_text(text)
        answer = ask(RunConfig(narrator="recorded", recorded=str(path)), facts)
        assert answer.counts() == {"supported": 1, "contradicted": 1, "unsupported": 0}


@pytest.mark.notebook
def test_the_whole_main_job_runs_through_a_real_gemma3(tmp_path):
    """Its weights are random, so its text is nonsense: the report must say so."""
    pytest.importorskip("xllamacpp", reason="needs the extra `embedded`")
    pytest.importorskip("gguf", reason="needs gguf to make a small model")
    model = write_tiny_gemma3(tmp_path / "tiny.gguf")
    params = tmp_path / "tiny.yaml"
    params.write_text(
        f"model: {model}\nnarrator: llamacpp\nnum_gpu: 0\nnum_ctx: 4096\n"
        f"temperature: 0.8\nseed: 1\nnum_predict: 200\nbenchmarks: {ROOT}/data/sample\n"
        f"output: {tmp_path}/out\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "chimera_nb", "run", params],
        cwd=ROOT, capture_output=True, text=True, check=False, env=dict(os.environ),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    record = json.loads((tmp_path / "out" / "run.json").read_text())
    assert (record["status"], record["narrator"]) == ("ok", "llamacpp")
    assert record["requested"]["temperature"] == 0.8
    assert record["effective"]["num_ctx"] == 4096
    assert record["metrics"]["tokens_generated"] > 0
    assert [call["stage"] for call in record["calls"]] == ["analysis", "report"]
    assert not record["quality"]["passed"]
    codes = {problem["code"] for problem in record["quality"]["problems"]}
    assert "not_language" in codes
    report = (tmp_path / "out" / "report.md").read_text()
    assert "Quality gate not passed" in report
    facts = json.loads((tmp_path / "out" / "facts.json").read_text())
    assert 0 < sum(fact["in_prompt"] for fact in facts) < len(facts)

"""The prompt: it fits, or it says what would."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chimera_nb import Facts, collect_facts, read_benchmarks
from chimera_nb.errors import BudgetError
from chimera_nb.facts import Fact
from chimera_nb.narrators.tokens import estimate_tokens
from chimera_nb.prompt import SHARE, write_prompt


def words(text: str) -> int:
    return len(re.findall(r"\w+|\W", text))


@pytest.fixture
def facts(folder) -> Facts:
    return collect_facts(read_benchmarks(folder))


@pytest.mark.parametrize("stage", ["analysis", "report"])
@pytest.mark.parametrize("context", [1024, 2048, 4096])
def test_prompt_and_answer_fit_the_context_together(facts, stage, context):
    prompt = write_prompt(facts, stage=stage, context=context, count_tokens=words)
    assert prompt.tokens == words(prompt.text)
    assert prompt.tokens + prompt.num_predict <= context * SHARE
    assert 0 < len(prompt.fact_ids) <= len(facts) == prompt.n_facts


def test_at_1024_prompt_and_answer_take_900_tokens_at_most(facts):
    prompt = write_prompt(facts, stage="report", context=1024, count_tokens=words)
    assert prompt.tokens + prompt.num_predict <= 900


def test_too_small_a_context_is_refused_with_the_smallest_that_works(facts):
    with pytest.raises(BudgetError) as caught:
        write_prompt(facts, stage="report", context=64, count_tokens=words)
    message = str(caught.value)
    assert message.startswith("num_ctx 64 is too small: the shortest prompt and its")
    smallest = int(message.rsplit(" ", 1)[1])
    write_prompt(facts, stage="report", context=smallest, count_tokens=words)
    with pytest.raises(BudgetError):
        write_prompt(facts, stage="report", context=smallest - 1, count_tokens=words)


def test_the_weightiest_facts_go_in_first(facts):
    prompt = write_prompt(facts, stage="report", context=1024, count_tokens=words)
    assert "files.count" in prompt.fact_ids
    assert "compile_time.mean" in prompt.fact_ids
    assert f"Facts ({len(prompt.fact_ids)} of {len(facts)}):" in prompt.text


def test_at_1024_the_corpus_states_its_files_times_rates_failures_and_conflicts(corpus):
    facts = collect_facts(read_benchmarks(corpus))
    prompt = write_prompt(
        facts, stage="report", context=1024, count_tokens=estimate_tokens
    )
    assert prompt.tokens + prompt.num_predict <= 900
    assert {
        "files.count", "compile_time.mean", "compile_failures.count",
        "calls_failed.count", "conflicts.count",
        *(f"compile_time.mean[backend={name}]" for name in facts.labels["backend"]
          if name in ("jit", "onnx", "tensorrt", "torch_compile")),
        *(fact.id for fact in facts.select("throughput", "mean", ["model"])),
    } <= set(prompt.fact_ids)  # fmt: skip
    assert "- mean throughput, gemma3:latest: 100.6 tok/s (n 46)" in prompt.text


def test_no_fact_at_all_still_makes_an_honest_prompt():
    prompt = write_prompt(Facts([]), stage="report", context=1024, count_tokens=words)
    assert "Facts (0 of 0):" in prompt.text


@given(st.text(max_size=300))
def test_a_hostile_label_stays_on_its_line(name):
    fact = Fact(
        metric="compile_time", statistic="mean", value=1.0, unit="s", n=1,
        subject={"model": name}, priority=1,
    )  # fmt: skip
    prompt = write_prompt(
        Facts([fact]), stage="report", context=4096, count_tokens=words
    )
    assert prompt.text.count("\n- ") == 1

"""Facts: their ids, their sources, and what is computed on demand."""

from dataclasses import replace

import pytest

from chimera_nb import Facts, RunConfig, collect_facts, read_benchmarks
from chimera_nb.facts import Fact
from chimera_nb.measurements import measurements_table
from tests.conftest import llm_calls


@pytest.fixture
def facts(folder) -> Facts:
    return collect_facts(read_benchmarks(folder), config=RunConfig(num_ctx=1024))


def test_an_id_is_made_of_content_with_keys_sorted_and_odd_values_quoted():
    fact = Fact(
        metric="throughput", statistic="mean", value=1.0, unit="tok/s", n=1,
        subject={"model": "gemma3:latest", "calls": "warm"},
    )  # fmt: skip
    assert fact.id == 'throughput.mean[calls=warm,model="gemma3:latest"]'


def test_every_subset_of_labels_is_a_subject(facts):
    assert facts.get("compile_time.mean").value == pytest.approx(0.25)
    assert facts.get("compile_time.mean[backend=jit]").value == pytest.approx(0.25)
    assert facts.get("compile_time.mean[device=cpu]").value == pytest.approx(0.15)
    assert (
        facts.get("compile_time.mean[backend=jit,device=cpu,model=conv]").value == 0.1
    )
    assert facts.get("latency.mean[backend=jit,device=cpu,model=conv]").value == 0.003


def test_a_fact_names_its_sources(facts):
    fact = facts.get("compile_time.mean[backend=jit]")
    assert fact.sources == (
        "conv.json: /backends/jit/compilation/compile_time_s",
        "mlp.json: /backends/jit/compilation/compile_time_s",
    )
    assert (fact.n, fact.n_sources) == (2, 2)


def test_failures_are_facts_of_their_own(facts):
    assert facts.get("compile_failures.count[backend=tensorrt]").value == 1
    assert facts.get("compile_time.mean[backend=tensorrt]") is None
    assert facts.lookup({"backend": "tensorrt"}, "compile_time", "mean") is None


def test_files_copies_and_conflicts_are_counted(facts):
    got = {
        name: facts.get(name).value
        for name in ("files.count", "files.count[type=json]", "copies.count",
                     "conflicts.count", "models.count", "config.num_ctx")
    }  # fmt: skip
    assert got == {
        "files.count": 5, "files.count[type=json]": 3, "copies.count": 1,
        "conflicts.count": 1, "models.count": 2, "config.num_ctx": 1024,
    }  # fmt: skip


def test_lookup_computes_what_nobody_had_listed(facts):
    fact = facts.lookup({"dtype": "float32", "backend": "jit"}, "compile_time", "max")
    assert fact.value == 0.4
    assert facts.lookup({"dtype": "int8"}, "compile_time", "max") is None
    assert facts.lookup({"nonsense": "x"}, "compile_time", "max") is None
    assert facts.lookup({}, "accuracy", "mean") is None


def test_ids_are_unique(facts):
    ids = [fact.id for fact in facts]
    assert len(ids) == len(set(ids)) > 100


def test_samples_per_second_are_not_pooled_with_tokens_per_second(folder):
    rows = llm_calls("m", (100.0, 0.1, False), (50.0, 0.1, False))
    rows[2]["unit"] = "1/s"
    reading = replace(read_benchmarks(folder), measurements=measurements_table(rows))
    facts = collect_facts(reading)
    assert facts.get("throughput.mean[model=m]").value == 100.0
    assert facts.get("throughput.mean[model=m,unit=1/s]") is None
    assert facts.get('throughput.mean[model=m,unit="1/s"]').value == 50.0
    assert (
        facts.lookup({"model": "m", "tier": "raw"}, "throughput", "mean").value == 100
    )


def test_the_labels_hold_names_and_no_number(facts):
    assert facts.labels["backend"] == ("eager", "jit", "onnx", "tensorrt")
    assert facts.labels["type"] == ("csv", "json", "markdown")
    assert facts.get("files.count[type=csv]").value == 0


def test_facts_json_marks_what_the_prompt_held(facts):
    marked = facts.marked({"files.count"}).to_json()
    assert [each["id"] for each in marked if each["in_prompt"]] == ["files.count"]
    assert set(marked[0]) == {
        "id", "subject", "metric", "statistic", "value", "unit", "n", "sources",
        "n_sources", "in_prompt",
    }  # fmt: skip

"""What rules say of language models: every sentence states facts, cold apart."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from chimera_nb import Facts, check_text, collect_facts, read_benchmarks
from chimera_nb.measurements import measurements_table
from chimera_nb.narrators.rules import write_report
from tests.conftest import compile_file, llm_calls

WORDS = {
    "source": "w.json", "kind": "words", "tier": "raw", "status": "ok",
    "metric": "word_throughput", "statistic": "value", "unit": "words/s", "value": 14.0,
}  # fmt: skip


@pytest.fixture
def facts(tmp_path) -> Facts:
    rows = [
        *llm_calls("gemma", (100.0, 3.0, True), (110.0, 0.1, False)),
        *llm_calls("llama", (50.0, 0.3, False), (60.0, 0.2, False), "timed out"),
        WORDS, WORDS | {"value": 12.0},
    ]  # fmt: skip
    return facts_of(tmp_path, rows)


def facts_of(folder: Path, rows: list[dict]) -> Facts:
    """Collect the facts of a folder of one file that holds just these rows."""
    content = compile_file("m", "cpu", eager=1.0)
    (folder / "a.json").write_text(json.dumps(content))
    table = measurements_table(rows)
    return collect_facts(replace(read_benchmarks(folder), measurements=table))


def test_language_models_are_compared_and_cold_starts_told_apart(facts):
    text = write_report(facts)
    for sentence in (
        "`gemma` has the highest mean throughput, 105 tok/s, and `llama` the lowest"
        " mean throughput, 55 tok/s.",
        "The mean time to first token is 900 ms over all calls. In warm calls the mean"
        " time to first token is 200 ms.",
        "Where words were counted and not tokens, the mean word rate is 13 words/s.",
        "The data has 1 failed calls.",
        "- `gemma`: the mean throughput is 105 tok/s (n = 2, few to rest on), the least"
        " throughput is 100 tok/s and the greatest throughput is 110 tok/s.",
        "- `gemma`: the median time to first token is 1.550 s, and in warm calls the"
        " mean is 100 ms.",
        "- `llama`: the data has 1 failed calls.",
        "1. Look into what failed: the data has 1 failed calls, and none of them"
        " entered a mean.",
        "2. Load a model before its first answer is waited for: the mean time to first"
        " token is 900 ms where cold calls are counted.",
        "| A model's server does not answer | High | High | 1 failed calls |",
    ):
        assert sentence in text
    verdicts = check_text(text, facts)["verdict"]
    assert set(verdicts) == {"supported", "not a claim"}


def test_one_model_has_no_highest_and_no_lowest(tmp_path):
    calls = llm_calls("m", (100.0, 0.1, False), (90.0, 0.1, False))
    text = write_report(facts_of(tmp_path, calls))
    assert "The mean throughput is 95 tok/s, over 2 measurements." in text
    assert "highest" not in text
    assert "In warm calls the mean time" not in text


def test_a_folder_of_other_quantities_is_referred_to_its_table():
    text = write_report(Facts([]))
    assert (
        "- No compile time, build time or call of a language model is there to compare;"
        " the table of every quantity says what was measured." in text
    )

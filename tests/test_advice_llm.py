"""Recommendations on language models rest on what their calls show."""

from chimera_nb.advice_llm import for_language_models
from chimera_nb.measurements import measurements_table
from tests.conftest import llm_calls


def advised(*rows: list[dict]) -> dict[str, str]:
    table = measurements_table([row for group in rows for row in group])
    return {what: because for what, because, _ in for_language_models(table)}


def test_failed_calls_are_grouped_by_their_error_and_counted_once():
    table = advised(
        llm_calls("m", "timed out", "timed out", (10.0, 0.1, False)),
        llm_calls("n", "timed out", "no route"),
    )
    assert table["Repeat the calls that failed: timed out"] == "3 failed calls of m, n"
    assert table["Repeat the calls that failed: no route"] == "1 failed calls of n"


def test_many_errors_do_not_fill_the_report():
    table = advised(llm_calls("m", *(f"error {number}" for number in range(9))))
    assert len(table) == 4
    assert table["Look into the other failed calls"] == "6 calls with 6 other errors"


def test_a_cold_start_that_rules_the_first_token_is_said_with_both_means():
    what = "Load a model (one call that is not counted) before it is measured or used"
    cold = llm_calls("m", (10.0, 4.0, True), (10.0, 0.1, False), (10.0, 0.1, False))
    assert advised(cold)[what] == (
        "in 1 of 1 models cold calls more than double the mean time to first token;"
        " the most in m: 1.400 s over all calls, 100 ms over warm ones"
    )
    assert what not in advised(llm_calls("m", (10.0, 0.1, False), (10.0, 0.12, False)))


def test_a_setting_is_recommended_only_where_its_effect_is_beyond_noise():
    table = advised(
        llm_calls("m", *[(rate, 0.1, False) for rate in (99.0, 100.0, 101.0)], ctx=1),
        llm_calls("m", *[(rate, 0.1, False) for rate in (119.0, 120.0, 121.0)], ctx=2),
        llm_calls("n", *[(rate, 0.1, False) for rate in (80.0, 120.0)], ctx=1),
        llm_calls("n", *[(rate, 0.1, False) for rate in (70.0, 140.0)], ctx=2),
    )
    assert table["Set ctx of m to 2"] == (
        "120 tok/s against 100 tok/s at its worst value, 20% more; 6 warm calls"
    )
    assert table["Do not choose by throughput a setting that hardly changes it"] == (
        "best against worst value within the noise or below 2%: ctx of n (5%)"
    )


def test_single_runs_are_neither_noise_nor_a_recommendation():
    table = advised(
        llm_calls("m", (100.0, 0.1, False), ctx=1),
        llm_calls("m", (200.0, 0.1, False), ctx=2),
    )
    assert table == {
        "Repeat each combination of settings": "2 of 2 combinations of model and"
        " settings were run once: their spread is not known"
    }


def test_a_rate_in_words_is_not_compared_with_tokens():
    words = {"source": "w.json", "kind": "words", "tier": "raw", "status": "ok",
             "metric": "word_throughput", "statistic": "value", "unit": "words/s",
             "value": 14.0}  # fmt: skip
    assert advised([words]) == {
        "Count tokens where words are counted": "1 rates are in words/s, which no rate"
        " in tok/s compares with"
    }

"""Means of language-model runs: how many runs are behind, and what is no mean."""

import json

import pytest

from chimera_nb.read.formats.llm_summaries import READERS
from chimera_nb.read.testing import read_text

SWEEP, SUITE = READERS
RUNS = "model,num_gpu,num_ctx,temperature,ttft_s,tokens_s,error\n"
MEANS = "num_gpu,num_ctx,temperature,mean_tokens_s,mean_ttft_s,mean_load_s,prompt_eval,"
MEANS += "eval_s_mean\n40,1024,0.2,77.25,3.25,3.0,0.25,1.5\n"


def suite(**model):
    entry = {"model": "tiny:1b", "prompt_count": 5, "completed": 5,
             "options": {"temperature": 0.3, "top_p": 0.9}} | model  # fmt: skip
    whole = {"generated_at": "2026-01-02T03:04:05+00:00", "prompt_count": 5,
             "prompts": ["a", "b"], "models": [entry]}  # fmt: skip
    return json.dumps(whole)


def one(table, metric):
    rows = table[table["metric"] == metric]
    assert len(rows) == 1, rows
    return rows.iloc[0]


def test_a_sweeps_means_with_two_names_that_break_the_pattern():
    table = read_text(SWEEP, "a.csv", MEANS)
    assert dict(zip(table["metric"], table["value"], strict=True)) == {
        "throughput": 77.25, "ttft": 3.25, "load_time": 3.0, "prompt_time": 0.25,
        "decode_time": 1.5,
    }  # fmt: skip
    assert set(table["unit"]) == {"tok/s", "s"}
    assert set(table["statistic"]) == {"mean"}
    assert set(table["tier"]) == {"aggregate"}
    assert set(table["kind"]) == {"llm"}
    assert set(table["setting.num_ctx"]) == {1024}
    said = "unit guessed: its neighbours are seconds"
    assert one(table, "prompt_time")["note"] == said
    assert one(table, "throughput")["place"] == "line 2, column mean_tokens_s"


def test_a_mean_of_one_run_is_told_as_one_run():
    runs = RUNS + "tiny:1b,40,1024,0.2,3.25,77.25,\ntiny:1b,40,1024,0.8,,,timed out\n"
    table = read_text(SWEEP, "x/sweep_summary.csv", MEANS, {"sweep.csv": runs})
    row = one(table, "throughput")
    assert row["n_behind"] == 1
    assert row["note"] == "model from sweep.csv; called a mean, and is one run"
    assert row["model"] == "tiny:1b"


def test_how_many_runs_are_behind_is_counted_not_assumed():
    line = "tiny:1b,40,1024,0.2,3.25,77.25,\n"
    table = read_text(SWEEP, "s_summary.csv", MEANS, {"s.csv": RUNS + line * 3})
    assert set(table["n_behind"]) == {3}
    assert read_text(SWEEP, "s_summary.csv", MEANS)["n_behind"].isna().all()


def test_runs_of_two_models_name_no_model():
    runs = RUNS + "a,40,1024,0.2,3.25,77.25,\nb,40,1024,0.2,3.25,77.25,\n"
    table = read_text(SWEEP, "s_summary.csv", MEANS, {"s.csv": runs})
    assert table["model"].isna().all()


def test_the_model_comes_from_the_baseline_beside_the_summary():
    beside = {"tiny_baseline.json": '{"model": "tiny:latest"}'}
    table = read_text(SWEEP, "tiny_param_tuning_summary.csv", MEANS, beside)
    assert set(table["model"]) == {"tiny:latest"}
    assert one(table, "ttft")["note"] == "model from tiny_baseline.json"


def test_a_suites_means_stand_for_its_completed_prompts():
    table = read_text(SUITE, "a.json", suite(mean_ttft_s=0.5, mean_tokens_s=77.5))
    row = one(table, "throughput")
    assert (row["value"], row["unit"], row["n_behind"]) == (77.5, "tok/s", 5)
    assert (row["model"], row["setting.top_p"]) == ("tiny:1b", 0.9)
    assert row["timestamp"] == "2026-01-02T03:04:05+00:00"
    assert row["place"] == "/models/0/mean_tokens_s"


def test_a_suite_that_completed_a_part_says_so():
    text = suite(completed=4, mean_ttft_s=0.5, mean_tokens_s=77.5)
    row = one(read_text(SUITE, "a.json", text), "ttft")
    assert (row["n_behind"], row["note"]) == (4, "4 of 5 prompts were completed")


@pytest.mark.parametrize("means", [
    {}, {"mean_ttft_s": None, "mean_tokens_s": None},
    {"mean_ttft_s": 0.0, "mean_tokens_s": 0.0},
])  # fmt: skip
def test_a_suite_that_completed_nothing_failed_however_it_is_written(means):
    table = read_text(SUITE, "a.json", suite(completed=0, **means))
    assert list(table["metric"]) == ["throughput", "ttft"]
    assert set(table["status"]) == {"failed"}
    assert set(table["error"]) == {"0 of 5 prompts were completed"}
    assert table["value"].isna().all()


@pytest.mark.parametrize("value", [[], {}, "x", True, -1, 10**400, [[]]])
def test_hostile_values_raise_nothing(value):
    text = suite(completed=value, prompt_count=value, options=value, mean_ttft_s=value)
    assert len(read_text(SUITE, "a.json", text)) == 2


def test_a_cell_that_is_no_number_is_told():
    text = MEANS + "40,1024,0.4,fast,0.1,0.1,0.1,1\n1,2\n"
    assert read_text(SWEEP, "a.csv", text).attrs["problems"] == [
        ("line 3, column mean_tokens_s", "'fast' is no number"),
        ("line 4", "2 cells where the header has 8"),
    ]

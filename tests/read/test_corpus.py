"""The predecessor's 101 files, counted: what an independent count found in them."""

from collections import Counter

import pandas as pd
import pytest

from chimera_nb import collect_facts, read_benchmarks
from chimera_nb.read.folder import Reading

_REPORTS = "outputs/reports/"
#: CSV and JSON without a measurement of their own: a log, re-encoded, named .csv.
_NOTHING_IN_IT = {_REPORTS + "profiling/ncu_summary.csv"}


@pytest.fixture(scope="module")
def reading(corpus) -> Reading:
    return read_benchmarks(corpus)


@pytest.fixture(scope="module")
def rows(reading) -> pd.DataFrame:
    return reading.measurements


def of_kind(rows: pd.DataFrame, kind: str, tier: str = "raw") -> pd.DataFrame:
    return rows[(rows["kind"] == kind) & (rows["tier"] == tier)]


def by_status(rows: pd.DataFrame, metric: str) -> dict[str, int]:
    status = rows.loc[rows["metric"] == metric, "status"].astype(str)
    return status.value_counts().to_dict()


def test_files_by_type(reading):
    types = reading.files["type"].value_counts()
    assert (types["csv"], types["json"], types["markdown"]) == (28, 44, 29)


def test_distinct_contents(reading):
    files = reading.files[reading.files["type"].isin(["csv", "json", "markdown"])]
    copies = [name for name in files["copy_of"] if isinstance(name, str) and name]
    assert (len(files), len(copies)) == (101, 4)
    assert files["sha256"].nunique() == 97


def test_compile_attempts(rows):
    data = rows[rows["tier"] == "raw"]
    assert by_status(data, "compile_time") == {"ok": 27, "failed": 5, "placeholder": 9}


def test_latencies_of_models(rows):
    means = rows[(rows["kind"] == "latency") & (rows["tier"] == "aggregate")]
    means = means[means["statistic"] == "mean"]
    assert by_status(means, "latency") == {"ok": 36, "failed": 5}


def test_generations_of_language_models(rows):
    calls = of_kind(rows, "llm")
    assert by_status(calls, "throughput") == {"ok": 197, "failed": 77}
    assert by_status(calls, "ttft") == {"ok": 197, "failed": 77}


def test_time_to_first_token_is_load_and_prompt_evaluation_in_every_call(rows):
    calls = of_kind(rows, "llm")
    calls = calls[calls["status"] == "ok"]
    wide = calls.pivot_table(
        index="record", columns="metric", values="value", observed=True
    )
    assert len(wide) >= 197
    gap = wide["ttft"] - wide["load_time"] - wide["prompt_time"]
    assert gap.abs().max() < 0.0011
    assert set(calls.loc[calls["metric"] == "ttft", "note"].notna()) == {True}


def test_no_call_lies_between_warm_and_cold(rows):
    load = rows[rows["metric"] == "load_time"]
    load = load[(load["tier"] == "raw") & (load["status"] == "ok")]
    assert not load["value"].between(0.2, 0.9).any()
    assert ((load["value"] >= 0.5) == load["cold"].astype(bool)).all()


def test_every_cold_call_of_a_sweep_is_the_first_at_its_size(rows):
    calls = of_kind(rows, "llm")
    sweep = calls[(calls["metric"] == "ttft") & calls["setting.num_gpu"].notna()]
    cold = sweep[sweep["cold"].fillna(False).astype(bool)]
    assert len(cold) == 43
    assert set(cold["setting.temperature"].astype(float)) == {0.2}


def test_every_llm_call_has_a_model_and_none_is_guessed(rows):
    calls = rows[(rows["kind"] == "llm") & (rows["tier"] != "reported")]
    assert calls["model"].notna().all()
    assert not calls["note"].astype(str).str.contains("from the file name").any()


def test_means_of_sweeps_are_of_one_run(rows):
    sweeps = of_kind(rows, "llm", "aggregate")
    sweeps = sweeps[sweeps["setting.num_gpu"].notna()]
    assert set(sweeps["n_behind"]) <= {1.0}


def test_no_language_model_speed_is_zero(rows):
    good = rows[(rows["kind"] == "llm") & (rows["status"] == "ok")]
    good = good[good["tier"] != "reported"]  # a report states differences too
    assert (good["value"] > 0).all()


def test_banter_tests(rows):
    words = of_kind(rows, "words")
    words = words[words["source"].astype(str).str.endswith(".json")]
    assert by_status(words, "word_throughput") == {"ok": 6, "failed": 4, "suspect": 5}


def test_a_stored_mean_of_banter_is_not_believed(rows):
    stored = of_kind(rows, "words", "aggregate")
    means = stored[(stored["metric"] == "generation_time")
                   & (stored["statistic"] == "mean")]  # fmt: skip
    assert by_status(means, "generation_time") == {"ok": 1, "suspect": 2}


def test_timings_of_anything_are_not_among_the_latencies(rows):
    times = rows[(rows["kind"] == "benchmark") & (rows["tier"] != "reported")]
    times = times[(times["metric"] == "time") & (times["statistic"] == "mean")]
    runs = times["run_index"].notna().sum()
    assert (runs, len(times) - runs) == (25, 7 + 3)


def test_self_healing_latencies_are_all_suspect(rows):
    healing = rows[(rows["kind"] == "selfheal") & (rows["metric"] == "latency")]
    assert by_status(healing, "latency") == {"suspect": 10}


def test_every_json_and_csv_with_a_measurement_is_read(reading):
    files = reading.files[reading.files["type"].isin(["csv", "json"])]
    unread = set(files.loc[files["status"] != "read", "path"])
    assert unread == _NOTHING_IN_IT
    nothing = set(files.loc[(files["rows"] == 0) & files["copy_of"].isna(), "path"])
    places = "; ".join(reading.measurements["also_in"].dropna())
    merged = {path for path in nothing if f"{path}#" in places}
    assert merged == {
        "data/csv/baseline_performance_summary.csv",
        _REPORTS + "gemma3/gemma3_1b-it-qat_baseline.json",
        _REPORTS + "gemma3/gemma3_1b-it-qat_param_tuning_summary.csv",
        _REPORTS + "gemma3/gemma3_270m_baseline.json",
        _REPORTS + "gemma3/gemma3_270m_param_tuning_summary.csv",
        _REPORTS + "gemma3/gemma3_baseline.json",
        _REPORTS + "gemma3/gemma3_param_tuning_summary.csv",
    } | ({"data/csv/ollama_param_tuning_summary.csv"} & nothing)
    assert nothing - merged == {
        _REPORTS + "llama3/baseline_ml_metrics.json",
        _REPORTS + "profiling/ncu_summary.csv",
    }


def test_each_cell_that_contradicts_its_run_is_a_conflict(reading):
    stated = [values[0]["source"].rpartition("/")[2]
              for values in reading.conflicts["values"]]  # fmt: skip
    assert Counter(stated) == {
        "compilation_benchmark_lessons_20251002.md": 3,
        "transformer_cuda_triton2508_summary.md": 11,
        "Gemma3_Benchmark_Report.md": 29,
        "Technical_Report_108.md": 29 + 15,
    }
    tensorrt = next(
        values for values in reading.conflicts["values"] if values[0]["value"] == 4.2948
    )
    assert tensorrt[1]["value"] == pytest.approx(40.5345, abs=5e-5)
    assert tensorrt[1]["source"].endswith("mlp_cuda_bench_20251002-171845.json")


def test_facts_of_language_models_count_every_ok_call_once(reading):
    facts = collect_facts(reading)
    counted = {
        fact.subject["model"]: fact.n
        for fact in facts.select("throughput", "mean", ["model"])
    }
    assert counted == {
        "gemma3:1b-it-qat": 41, "gemma3:270m": 39, "gemma3:latest": 46,
        "llama3.1:8b-instruct-q4_0": 51, "llama3.1:8b-instruct-q5_K_M": 10,
        "llama3.1:8b-instruct-q8_0": 10,
    }  # fmt: skip
    assert facts.get("throughput.mean").n == 197
    assert facts.get("calls_failed.count").value == 77
    warm = facts.get('throughput.mean[calls=warm,model="gemma3:latest"]')
    assert warm.n == 36
    assert facts.get("throughput.max").unit == "tok/s"
    # words per second of J4 are a quantity of their own
    assert facts.get("word_throughput.mean").n == 6
    assert facts.get("word_throughput.mean").unit == "words/s"


def test_the_empty_export_is_told_in_its_own_words(reading):
    told = reading.problems
    told = told[told["path"].str.endswith("baseline_ml_metrics.json")]
    assert list(told["reason"]) == ["an empty export: No inference data available"]

"""The predecessor's 101 files, counted: what an independent count found in them."""

import pandas as pd
import pytest

from chimera_nb import read_benchmarks
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


def without_json_twins(rows: pd.DataFrame) -> pd.DataFrame:
    """Leave out the calls of a JSON that a CSV of the same name holds too.

    Merging such twins is the work of `chimera_nb.read.restatements`; what is merged
    there is not in the table, and nothing is left to leave out.
    """
    source = rows["source"].astype(str)
    twin = source.str.replace(r"\.json$", ".csv", regex=True)
    return rows[(source == twin) | ~twin.isin(set(source))]


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
    calls = without_json_twins(of_kind(rows, "llm"))
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
    times = rows[rows["kind"] == "benchmark"]
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
    nothing = files[(files["rows"] == 0) & (files["status"] == "read")]
    nothing = nothing[~nothing["copy_of"].map(lambda name: isinstance(name, str)
                                              and bool(name))]  # fmt: skip
    assert set(nothing["path"]) == {_REPORTS + "llama3/baseline_ml_metrics.json"}


def test_the_empty_export_is_told_in_its_own_words(reading):
    told = reading.problems
    told = told[told["path"].str.endswith("baseline_ml_metrics.json")]
    assert list(told["reason"]) == ["an empty export: No inference data available"]

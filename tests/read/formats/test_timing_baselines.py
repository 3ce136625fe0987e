"""Repeated timings: what each statistic is a statistic of."""

import json
from statistics import fmean, pstdev

import pytest

from chimera_nb.read.formats.timing_baselines import READERS
from chimera_nb.read.testing import read_text

ONE, RUNS = READERS
ENVIRONMENT = {
    "python_version": "3.13.1", "os": "Windows", "os_version": "10.0",
    "torch_version": "2.8.0", "torch_cuda_version": "12.8", "gpu_name": "Some GPU",
    "gpu_count": 1, "nvidia_driver": "581.29", "cuda_available": True,
}  # fmt: skip


def timing(mean, **more):
    largest = 3 * mean if isinstance(mean, float) else mean
    return {"samples": 10, "p50_ms": mean, "p95_ms": largest, "p99_ms": largest,
            "mean_ms": mean, "stdev_ms": 0.5} | more  # fmt: skip


def single(**more):
    return json.dumps({"benchmark_name": "demo", "timestamp": 1700000000,
                       "timing": timing(2.0), "environment": ENVIRONMENT} | more)  # fmt: skip


def runs(means=(1.0, 2.0, 3.0), **more):
    stats = {
        "overall_mean_ms": fmean(means), "overall_stdev_ms": pstdev(means),
        "run_results": [timing(mean) for mean in means],
        "latency_percentiles": {"p50": 2.0, "p95": max(means), "p99": max(means)},
        "cv_percent": 40.0, "outliers_detected": 0,
    }  # fmt: skip
    return json.dumps({
        "test_name": "demo", "runs": len(means), "samples_per_run": 10,
        "timing_stats": stats, "environment": ENVIRONMENT,
        "confidence_interval_95": [1.5, 2.5], "coefficient_of_variation": 40.0,
        "outliers_detected": 0, "timestamp": 1700000000.5,
    } | more)  # fmt: skip


def one(table, **labels):
    for name, value in labels.items():
        table = table[table[name] == value]
    assert len(table) == 1, table
    return table.iloc[0]


def test_a_timing_of_anything_is_no_latency_of_a_model():
    table = read_text(ONE, "a.json", single())
    assert set(table["metric"]) == {"time"}
    assert set(table["kind"]) == {"benchmark"}
    assert set(table["tier"]) == {"aggregate"}
    assert set(table["n_behind"]) == {10}


def test_one_timing_with_its_environment():
    table = read_text(ONE, "a.json", single())
    assert dict(zip(table["statistic"], table["value"], strict=True)) == {
        "mean": 0.002, "std": 0.0005, "median": 0.002, "p95": 0.006, "p99": 0.006,
    }  # fmt: skip
    row = one(table, statistic="mean")
    assert row["benchmark"] == "demo"
    assert row["machine"] == "Some GPU"
    said = "python 3.13.1, torch 2.8.0, CUDA 12.8, driver 581.29, Windows 10.0"
    assert row["software"] == said
    assert row["timestamp"] == "2023-11-14T22:13:20+00:00"
    assert row["place"] == "/timing/mean_ms"


def test_p99_of_few_samples_is_their_largest_and_says_so():
    table = read_text(ONE, "a.json", single())
    noted = table[table["statistic"].isin(["p95", "p99"])]
    assert set(noted["note"]) == {
        "p95 and p99 are one number: the largest of 10 samples"
    }
    other = read_text(ONE, "a.json", single(timing=timing(2.0, p99_ms=9.0)))
    assert other["note"].isna().all()


def test_each_run_is_a_record_and_the_whole_another():
    table = read_text(RUNS, "a.json", runs())
    means = table[(table["metric"] == "time") & (table["statistic"] == "mean")]
    assert list(means["value"]) == [0.001, 0.002, 0.003, 0.002]
    assert list(means["run_index"])[:3] == [1, 2, 3]
    assert list(means["n_behind"]) == [10, 10, 10, 3]
    assert means["config_label"].iloc[3] == "over 3 run means"
    assert means["place"].iloc[1] == "/timing_stats/run_results/1/mean_ms"


def test_the_standard_deviation_over_runs_says_its_divisor():
    table = read_text(RUNS, "a.json", runs())
    row = one(table, statistic="std", config_label="over 3 run means")
    assert row["note"] == "of 3 run means, ddof=0"


def test_percentiles_over_runs_have_a_guessed_unit_and_are_the_largest_mean():
    table = read_text(RUNS, "a.json", runs())
    whole = table[table["config_label"] == "over 3 run means"]
    guess = "unit guessed: its neighbours are in ms"
    assert one(whole, statistic="median")["note"] == guess
    p99 = one(whole, statistic="p99")
    assert p99["note"] == f"{guess}; the largest of 3 run means"
    assert p99["value"] == 0.003


def test_what_stands_twice_is_taken_once():
    table = read_text(RUNS, "a.json", runs())
    cv = one(table, statistic="cv")
    assert (cv["value"], cv["unit"], cv["status"]) == (40.0, "percent", "ok")
    assert cv["also_in"] == "/coefficient_of_variation"
    assert one(table, metric="outliers")["also_in"] == "/outliers_detected"


def test_what_stands_twice_and_differs_is_suspect():
    table = read_text(RUNS, "a.json", runs(coefficient_of_variation=4.0))
    cv = one(table, statistic="cv")
    assert (cv["status"], cv["error"]) == (
        "suspect", "/coefficient_of_variation says 4.0"
    )  # fmt: skip


def test_an_interval_that_is_too_narrow_says_so():
    table = read_text(RUNS, "a.json", runs())
    low, high = one(table, statistic="ci_low"), one(table, statistic="ci_high")
    assert (low["value"], high["value"]) == (0.0015, 0.0025)
    assert low["note"] == (
        "95 % interval, narrower than Student's of the 3 run means"
        " (1 instead of 4.969 ms wide)"
    )
    wide = read_text(RUNS, "a.json", runs(confidence_interval_95=[-0.5, 4.5]))
    assert one(wide, statistic="ci_low")["note"] == "95 % interval"


@pytest.mark.parametrize("value", [None, [], {}, "x", True, [1], 10**400, 1e299])
def test_hostile_values_raise_nothing(value):
    read_text(ONE, "a.json", single(timing=timing(value, samples=value), timestamp=value,
                                    environment=value))  # fmt: skip
    read_text(RUNS, "a.json", runs(confidence_interval_95=value, timestamp=value,
                                   environment=value, outliers_detected=value))  # fmt: skip
    stats = {"run_results": [timing(value), value, timing(value)],
             "overall_stdev_ms": value, "latency_percentiles": value}  # fmt: skip
    read_text(RUNS, "a.json", runs(timing_stats=stats))

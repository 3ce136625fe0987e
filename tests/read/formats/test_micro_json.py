"""hyperfine, pytest-benchmark and Google Benchmark: traps of their JSON."""

import json
from typing import Any

import pandas as pd

from chimera_nb.read.formats import google_benchmark, micro_json
from chimera_nb.read.testing import read_files, read_text

HYPERFINE, PYTEST = micro_json.READERS
(GOOGLE,) = google_benchmark.READERS


def of(table: pd.DataFrame, metric: str, statistic: str) -> list[float]:
    rows = table[(table["metric"] == metric) & (table["statistic"] == statistic)]
    return list(rows["value"])


def hyperfine(**entry: Any) -> str:
    usual = {"command": "sort a", "mean": 0.2, "stddev": None, "median": 0.2,
             "user": 0.1, "system": 0.05, "min": 0.1, "max": 0.3,
             "times": [0.1, 0.3], "exit_codes": [0, 0]}  # fmt: skip
    return json.dumps({"results": [usual | entry]})


def test_hyperfine_keeps_runs_and_totals_apart() -> None:
    table = read_text(HYPERFINE, "a.json", hyperfine(parameters={"threads": "4"}))
    assert of(table, "time", "value") == [0.1, 0.3]
    assert of(table, "time", "mean") == [0.2]
    assert of(table, "user_time", "mean") == [0.1]
    assert of(table, "time", "std") == []  # null with one run: not zero
    assert set(table["setting.threads"].astype(float)) == {4}
    assert set(table["benchmark"]) == {"sort a"}
    assert set(table["n_behind"].dropna()) == {2}


def test_a_run_with_an_exit_code_is_failed_though_it_has_seconds() -> None:
    table = read_text(HYPERFINE, "a.json", hyperfine(exit_codes=[0, 127]))
    runs = table[table["statistic"] == "value"]
    assert list(runs["status"]) == ["ok", "failed"]
    assert list(runs["error"])[1] == "the run ended with exit code 127"
    mean = table[table["statistic"] == "mean"].iloc[0]
    assert (mean["status"], mean["error"]) == (
        "suspect", "1 of 2 runs ended with exit code 127",
    )  # fmt: skip


def test_all_runs_failed_by_a_signal() -> None:
    table = read_text(HYPERFINE, "a.json", hyperfine(exit_codes=[None, None]))
    assert set(table["status"]) == {"failed"}
    assert table["value"].isna().all()
    assert table["error"].iloc[0] == "2 of 2 runs ended with a signal"


def pytest_file(**entry: Any) -> str:
    stats = {"min": 1e-3, "max": 3e-3, "mean": 2e-3, "stddev": 1e-4, "rounds": 7,
             "median": 2e-3, "iqr": 1e-4, "q1": 1.5e-3, "q3": 2.5e-3,
             "iqr_outliers": 1, "stddev_outliers": 2, "outliers": "2;1",
             "ld15iqr": 1e-3, "hd15iqr": 3e-3, "ops": 500.0, "total": 0.014,
             "iterations": 5}  # fmt: skip
    usual = {"group": "io", "name": "test_a[8]", "fullname": "tests/t.py::test_a[8]",
             "params": {"n": 8}, "param": "8", "extra_info": {}, "stats": stats}  # fmt: skip
    cpu = {"brand_raw": "Some CPU", "hz_actual": [2000000000, 0], "count": 8}
    content = {"machine_info": {"node": "n", "cpu": cpu, "python_version": "3.12.1"},
               "benchmarks": [usual | entry], "version": "4.0.0"}  # fmt: skip
    return json.dumps(content)


def test_pytest_outliers_rounds_and_fences_are_no_times() -> None:
    table = read_text(PYTEST, "a.json", pytest_file())
    assert sorted(table["statistic"]) == sorted(
        ["min", "max", "mean", "std", "median", "iqr", "p25", "p75", "mean", "total"]
    )
    assert of(table, "ops", "mean") == [500.0]
    assert set(table["unit"]) == {"s", "1/s"}
    assert set(table["n_behind"]) == {7}
    assert set(table["benchmark"]) == {"tests/t.py::test_a[8]"}
    assert set(table["machine"]) == {"Some CPU"}
    assert table.attrs["not_taken"] == [
        ("fences and outlier counts of the quartiles", 4)
    ]


def test_pytest_data_and_extra_info() -> None:
    content = json.loads(pytest_file(extra_info={"peak_mb": 3.5, "engine": "zlib"}))
    content["benchmarks"][0]["stats"]["data"] = [1e-3, 3e-3]
    table = read_text(PYTEST, "a.json", json.dumps(content))
    assert of(table, "time", "value") == [1e-3, 3e-3]
    peak = table[table["unit"] == "bytes"].iloc[0]
    assert (peak["value"], peak["note"]) == (
        3.5e6, "guess: extra_info, named by the test's author",
    )  # fmt: skip
    assert set(table["setting.engine"]) == {"zlib"}


def google(*entries: dict[str, Any]) -> str:
    return json.dumps({"context": {"host_name": "box", "num_cpus": 4,
                                   "mhz_per_cpu": 3000}, "benchmarks": entries})  # fmt: skip


def test_google_cv_and_big_o_are_no_times() -> None:
    table = read_text(GOOGLE, "a.json", google(
        {"name": "BM_a/8", "run_name": "BM_a/8", "run_type": "iteration",
         "iterations": 10, "real_time": 5.0, "cpu_time": 4.0, "time_unit": "us",
         "bytes_per_second": 2e9, "label": "warm", "threads": 1, "hits": 3.0},
        {"name": "BM_a/8_cv", "run_name": "BM_a/8", "run_type": "aggregate",
         "aggregate_name": "cv", "aggregate_unit": "percentage", "iterations": 3,
         "real_time": 0.02, "cpu_time": 0.01, "time_unit": "us"},
        {"name": "BM_a_BigO", "run_name": "BM_a", "run_type": "aggregate",
         "aggregate_name": "BigO", "cpu_coefficient": 2.0, "real_coefficient": 3.0,
         "big_o": "N", "time_unit": "ns"},
        {"name": "BM_a_RMS", "run_name": "BM_a", "run_type": "aggregate",
         "aggregate_name": "RMS", "rms": 0.1},
    ))  # fmt: skip
    found = [
        tuple(row) for row in table[["metric", "statistic", "value", "unit"]].to_numpy()
    ]
    assert found == [
        ("time", "value", 5e-6, "s"), ("cpu_time", "value", 4e-6, "s"),
        ("bandwidth", "value", 2e9, "bytes/s"), ("hits", "value", 3.0, ""),
        ("time", "cv", 0.02, "ratio"), ("cpu_time", "cv", 0.01, "ratio"),
        ("cpu_time", "slope", 2e-9, "s"), ("time", "slope", 3e-9, "s"),
        ("rms", "value", 0.1, "ratio"),
    ]  # fmt: skip
    assert list(table["tier"])[-1] == "aggregate"
    assert table["config_label"].iloc[0] == "warm"


def test_google_errors_carry_no_value_and_old_aggregates_are_told_by_name() -> None:
    table = read_text(GOOGLE, "a.json", google(
        {"name": "BM_b", "error_occurred": True, "error_message": "no file",
         "iterations": 0, "real_time": 0.0, "cpu_time": 0.0, "time_unit": "ns"},
        {"name": "BM_c_mean", "iterations": 3, "real_time": 9.0, "cpu_time": 9.0,
         "time_unit": "ms"},
    ))  # fmt: skip
    assert list(table["status"]) == ["failed", "failed", "ok", "ok"]
    assert table["error"].iloc[0] == "no file"
    assert list(table["benchmark"])[2:] == ["BM_c", "BM_c"]
    assert list(table["statistic"])[2:] == ["mean", "mean"]


def test_each_claims_its_own() -> None:
    table = read_files(**{
        "h.json": hyperfine(), "p.json": pytest_file(),
        "g.json": google({"name": "BM", "real_time": 1.0, "time_unit": "ns"}),
    })  # fmt: skip
    assert table["source"].value_counts().to_dict() == {
        "p.json": 10, "h.json": 8, "g.json": 1,
    }  # fmt: skip


def test_hostile_entries_are_problems() -> None:
    content = {"results": [{"command": "a", "mean": "x", "times": None}, 3]}
    table = read_text(HYPERFINE, "a.json", json.dumps(content))
    assert len(table) == 0
    assert table.attrs["problems"] == [("/results/1", "found 3; want an object")]

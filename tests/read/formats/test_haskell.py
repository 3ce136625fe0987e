"""Haskell's criterion, gauge and tasty-bench: console, CSV, JSON."""

import json

from chimera_nb.read.testing import read_files

CONSOLE = """\
benchmarking fib/1
time                 23.91 ns   (23.30 ns .. 24.54 ns)
                     0.994 R²   (0.991 R² .. 0.997 R²)
mean                 24.36 ns   (23.77 ns .. 24.97 ns)
std dev              2.033 ns   (999.0 ps .. 2.470 ns)
variance introduced by outliers: 88% (severely inflated)
"""
TASTY = """\
All
  Fibonacci numbers
    fifth:     OK (2.13s)
       63 ns ± 3.4 ns
    twentieth: OK (3.39s)
      104 μs ± 4.9 μs, 106 B  allocated, 11% less than baseline
"""


def rows(table, *columns):
    return [
        tuple(float(f"{e:.12g}") if isinstance(e, float) else e for e in each)
        for each in table[list(columns)].astype(object).to_numpy()
    ]


def test_time_is_a_slope_and_each_interval_belongs_to_its_own_estimate() -> None:
    table = read_files(**{"a.md": f"# R\n```\n{CONSOLE}```\n"})
    assert rows(table, "statistic", "value", "config_label") == [
        ("slope", 23.91e-9, "time, R"),
        ("ci_low", 23.30e-9, "time, R"),
        ("ci_high", 24.54e-9, "time, R"),
        ("mean", 24.36e-9, "mean, R"),
        ("ci_low", 23.77e-9, "mean, R"),
        ("ci_high", 24.97e-9, "mean, R"),
        ("std", 2.033e-9, "std dev, R"),
        ("ci_low", 0.999e-9, "std dev, R"),
        ("ci_high", 2.470e-9, "std dev, R"),
    ]
    assert set(table.benchmark) == {"fib/1"}


def test_tasty_bench_prints_two_deviations_and_names_groups_above() -> None:
    table = read_files(**{"a.txt": TASTY, "b.md": "# No numbers\n"})
    assert rows(table, "benchmark", "metric", "statistic", "value") == [
        ("All.Fibonacci numbers.fifth", "time", "mean", 63e-9),
        ("All.Fibonacci numbers.fifth", "time", "error", 3.4e-9),
        ("All.Fibonacci numbers.twentieth", "time", "mean", 104e-6),
        ("All.Fibonacci numbers.twentieth", "time", "error", 4.9e-6),
        ("All.Fibonacci numbers.twentieth", "memory", "value", 106),
        ("All.Fibonacci numbers.twentieth", "time", "delta", -11),
    ]


def test_csv_is_in_seconds_and_of_tasty_bench_in_picoseconds() -> None:
    criterion = "Name,Mean,MeanLB,MeanUB,Stddev,StddevLB,StddevUB\n"
    criterion += "fib/1,2.5e-8,2.0e-8,3.0e-8,1.5e-9,1.0e-9,2.0e-9\n"
    table = read_files(**{"a.csv": criterion})
    assert rows(table, "statistic", "value", "unit")[:4] == [
        ("mean", 2.5e-8, "s"),
        ("ci_low", 2.0e-8, "s"),
        ("ci_high", 3.0e-8, "s"),
        ("std", 1.5e-9, "s"),
    ]
    table = read_files(**{"a.csv": "Name,Mean (ps),2*Stdev (ps)\nAll.x,48500,4000\n"})
    assert rows(table, "statistic", "value", "unit") == [
        ("mean", 48500e-12, "s"),
        ("error", 4000e-12, "s"),
    ]


def test_json_has_estimates_and_no_densities_or_regressions_of_cycles() -> None:
    point = {"estPoint": 1e-5, "estError": {"confIntLDX": 2e-6, "confIntUDX": 3e-6}}
    fit = {"regResponder": "cycles", "regCoeffs": {"iters": point}}
    report = {
        "reportName": "ffi/10",
        "reportAnalysis": {"anMean": point, "anRegress": [fit], "anOverhead": 5e-4},
        "reportKDEs": [{"kdeValues": [1e-6, 2e-6], "kdePDF": [5.0, 6.0]}],
        "reportMeasured": [[1e-5, 1e-5, 9, 1]],
    }
    text = json.dumps(["criterion", "1.3.0.0", [report]])
    table = read_files(**{"a.json": text})
    assert rows(table, "benchmark", "statistic", "value") == [
        ("ffi/10", "mean", 1e-5),
        ("ffi/10", "ci_low", 8e-6),
        ("ffi/10", "ci_high", 1.3e-5),
    ]

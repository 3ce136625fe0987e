"""JMH and BenchmarkDotNet: traps of their JSON."""

import json
from typing import Any

import pandas as pd

from chimera_nb.read.formats import jvm_dotnet
from chimera_nb.read.testing import read_text

JMH, BDN = jvm_dotnet.READERS


def rows(table: pd.DataFrame) -> list[tuple[Any, ...]]:
    names = ["metric", "statistic", "value", "unit"]
    return [tuple(row) for row in table[names].to_numpy()]


def jmh(mode: str, unit: str, **metric: Any) -> list[dict[str, Any]]:
    return [{"benchmark": "a.B.c", "mode": mode, "threads": 1, "forks": 1,
             "params": {"size": "8"}, "jmhVersion": "1.37",
             "primaryMetric": {"score": 2.0, "scoreUnit": unit, **metric},
             "secondaryMetrics": {}}]  # fmt: skip


def test_jmh_error_is_no_deviation_and_throughput_is_no_time() -> None:
    text = json.dumps(jmh("thrpt", "ops/ms", scoreError=0.5, scoreConfidence=[1.5, 2.5],
                          scorePercentiles={"0.0": 1.0, "50.0": 2.0, "99.99": 3.0},
                          rawData=[[1.0, 3.0]]))  # fmt: skip
    table = read_text(JMH, "a.json", text)
    assert rows(table) == [
        ("ops", "mean", 2000.0, "1/s"), ("ops", "error", 500.0, "1/s"),
        ("ops", "ci_low", 1500.0, "1/s"), ("ops", "ci_high", 2500.0, "1/s"),
        ("ops", "min", 1000.0, "1/s"), ("ops", "median", 2000.0, "1/s"),
        ("ops", "p99.99", 3000.0, "1/s"), ("ops", "value", 1000.0, "1/s"),
        ("ops", "value", 3000.0, "1/s"),
    ]  # fmt: skip
    assert set(table["setting.size"].astype(float)) == {8}
    assert table["n_behind"].iloc[0] == 2


def test_jmh_nan_is_a_text_and_secondary_metrics_have_units_of_their_own() -> None:
    content = jmh("avgt", "us/op", scoreError="NaN", scoreConfidence=["NaN", "NaN"])
    content[0]["secondaryMetrics"] = {
        "·gc.alloc.rate": {"score": 1.0, "scoreUnit": "MB/sec"},
        "gc.alloc.rate.norm": {"score": 24.0, "scoreUnit": "B/op"},
        "gc.count": {"score": "NaN", "scoreUnit": "counts"},
    }
    table = read_text(JMH, "a.json", json.dumps(content))
    assert rows(table)[:3] == [
        ("time", "mean", 2e-6, "s"), ("gc_alloc_rate", "mean", 1048576.0, "bytes/s"),
        ("gc_alloc_rate_norm", "mean", 24.0, "bytes"),
    ]  # fmt: skip
    assert list(table["status"]) == ["ok", "ok", "ok", "failed"]
    assert table["error"].iloc[3] == "the score is no number"
    assert table["note"].iloc[1] == "JMH counts MB/sec as 1024² bytes a second"


def test_bdn_null_statistics_are_a_failed_benchmark() -> None:
    stats = {"N": 2, "Mean": 30.0, "StandardError": 1.0, "OriginalValues": [29.0, 31.0],
             "Skewness": 0.1, "LowerFence": 1.0,
             "ConfidenceInterval": {"N": 2, "Margin": 3.0, "Lower": 27.0, "Upper": 33.0},
             "Percentiles": {"P0": 29.0, "P95": 31.0}}  # fmt: skip
    content = {"Title": "T", "HostEnvironmentInfo": {"ProcessorName": "CPU"},
               "Benchmarks": [
        {"DisplayInfo": "T.F: Job(Runtime=.NET 8.0) [N=5]", "Method": "F",
         "FullName": "T.F(N: 5)", "Parameters": "N=5&Kind=a", "Statistics": stats,
         "Memory": {"Gen0Collections": 1, "BytesAllocatedPerOperation": 64}},
        {"Method": "G", "FullName": "T.G", "Parameters": "", "Statistics": None},
    ]}  # fmt: skip
    table = read_text(BDN, "a.json", json.dumps(content))
    found = rows(table)
    assert ("time", "mean", 3e-8, "s") in found
    assert ("time", "error", 3e-9, "s") in found
    assert ("time", "p95", 3.1e-8, "s") in found
    assert ("memory", "mean", 64.0, "bytes") in found
    assert [row[2] for row in found if row[1] == "value"] == [2.9e-8, 3.1e-8]
    assert list(table["setting.N"].dropna().astype(float).unique()) == [5]
    last = table.iloc[-1]
    assert (last["status"], last["benchmark"], last["error"]) == (
        "failed", "T.G", "no statistics: the benchmark did not run to its end",
    )  # fmt: skip

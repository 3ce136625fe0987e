"""optimum-benchmark and PyTorch's database: what a real file can get wrong."""

import json

from chimera_nb.read.formats.model_reports import READERS
from chimera_nb.read.testing import read_text

OPTIMUM, DATABASE = READERS


def rows(table):
    names = ("benchmark", "metric", "statistic", "value", "unit")
    return list(zip(*(table[name] for name in names), strict=True))


def test_units_are_each_trackers_own_and_stdev_is_of_two_kinds():
    content = {
        "config": {"backend": {"name": "pytorch", "model": "org/tiny"}},
        "report": {"prefill": {
            "memory": {"unit": "MB", "max_ram": 1500.0, "max_allocated": 250.0},
            "latency": {"unit": "s", "values": [0.5, 0.25], "count": 2, "mean": 0.375,
                        "stdev": 0.125, "stdev_": 33.5, "p50": 0.375},
            "throughput": {"unit": "tokens/s", "value": 42.5}, "energy": None,
        }},
    }  # fmt: skip
    table = read_text(OPTIMUM, "a.json", json.dumps(content))
    assert rows(table) == [
        ("prefill", "latency", "value", 0.5, "s"),
        ("prefill", "latency", "value", 0.25, "s"),
        ("prefill", "latency", "mean", 0.375, "s"),
        ("prefill", "latency", "std", 0.125, "s"),
        ("prefill", "latency", "cv", 33.5, "percent"),
        ("prefill", "latency", "median", 0.375, "s"),
        ("prefill", "memory", "max", 1.5e9, "bytes"),
        ("prefill", "memory", "max", 2.5e8, "bytes"),
        ("prefill", "throughput", "value", 42.5, "tok/s"),
    ]
    assert set(table["model"]) == {"org/tiny"}
    assert list(table["setting.part"].dropna()) == ["max_ram", "max_allocated"]


def test_records_of_the_database_have_one_metric_each():
    record = {
        "benchmark": {"name": "suite", "mode": "inference", "dtype": "bf16",
                      "extra_info": {"device": "cuda", "batch": 8}},
        "model": {"name": "tiny", "backend": "triton"},
        "metric": {"name": "latency_ms", "benchmark_values": [2.5, 3.5]},
    }  # fmt: skip
    other = record | {"metric": {"name": "speedup", "benchmark_values": [1.5]}}
    table = read_text(DATABASE, "a.json", json.dumps([record, other]))
    assert rows(table) == [
        ("suite", "latency", "value", 0.0025, "s"),
        ("suite", "latency", "value", 0.0035, "s"),
        ("suite", "speedup", "value", 1.5, "ratio"),
    ]
    assert set(table["device"]) == {"cuda"}
    assert set(table["setting.batch"]) == {8}

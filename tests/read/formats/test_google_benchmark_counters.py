"""User counters of Google Benchmark whose names say a statistic and a unit."""

import json

from chimera_nb.read.testing import read_files

CONSOLE = """\
Benchmark           Time             CPU   Iterations UserCounters...
BM_X/8           12.3 ns         12.1 ns     56789012 hits=12 p99_us=1.5k Read(B/S)=2M/s
"""
ENTRY = {"name": "BM_X/8", "run_name": "BM_X/8", "run_type": "iteration",
         "iterations": 10, "real_time": 1.5, "cpu_time": 1.5, "time_unit": "s",
         "label": "warm", "p50_ms": 250.0, "hits": 12}  # fmt: skip
COLUMNS = ["metric", "statistic", "value", "unit", "config_label"]


def rows(table):
    return [
        tuple("" if each != each else each for each in row)
        for row in table[COLUMNS].itertuples(index=False, name=None)
    ]


def test_a_counter_named_with_a_unit_is_no_count() -> None:
    table = read_files(**{"a.txt": CONSOLE})
    assert rows(table)[2:] == [
        ("hits", "value", 12.0, "count", "hits"),
        ("time", "p99", 0.0015, "s", "p99_us"),
        ("read", "value", 2e6, "bytes/s", "Read(B/S)"),
    ]


def test_a_counter_of_time_is_not_taken_for_the_time_of_the_benchmark() -> None:
    content = {"context": {"num_cpus": 8}, "benchmarks": [ENTRY]}
    table = read_files(**{"a.json": json.dumps(content)})
    assert rows(table) == [
        ("time", "value", 1.5, "s", "warm"),
        ("cpu_time", "value", 1.5, "s", "warm"),
        ("time", "median", 0.25, "s", "warm, p50_ms"),
        ("hits", "value", 12.0, "", "warm"),
    ]

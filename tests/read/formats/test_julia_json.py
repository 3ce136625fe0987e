"""BenchmarkTools of Julia: traps of its JSON."""

import json
from typing import Any

from chimera_nb.read.formats import julia_json
from chimera_nb.read.testing import read_text

(READER,) = julia_json.READERS


def saved(*roots: Any) -> str:
    return json.dumps(
        [{"Julia": "1.11.3", "BenchmarkTools": {"major": 1}}, list(roots)]
    )


def test_groups_are_the_name_and_times_are_nanoseconds() -> None:
    params = ["BenchmarkTools.Parameters", {"samples": 10, "evals": 2, "overhead": 0}]
    trial = ["Trial", {"allocs": 3, "gctimes": [0.0, 5.0], "memory": 64,
                       "params": params, "times": [100.0, 200.0]}]  # fmt: skip
    group = ["BenchmarkGroup", {"data": {"1024": trial}, "tags": []}]
    root = ["BenchmarkGroup", {"data": {"CUDA": group}, "tags": []}]
    table = read_text(READER, "a.json", saved(root))
    names = ["metric", "statistic", "value", "unit"]
    assert [tuple(row) for row in table[names].to_numpy()] == [
        ("time", "value", 1e-7, "s"), ("time", "value", 2e-7, "s"),
        ("memory", "value", 64.0, "bytes"), ("allocations", "value", 3.0, "count"),
        ("gc_time", "value", 5e-9, "s"),
    ]  # fmt: skip
    assert set(table["benchmark"]) == {"CUDA/1024"}
    assert set(table["setting.evals"]) == {2}
    assert set(table["software"]) == {"Julia 1.11.3"}


def test_a_ratio_is_no_time() -> None:
    root = ["BenchmarkTools.TrialRatio", {"time": 0.5, "gctime": 1.0, "memory": 1.0}]
    table = read_text(READER, "a.json", saved(root, ["x"]))
    assert set(table["unit"]) == {"ratio"}
    assert set(table["statistic"]) == {"delta"}
    assert table.attrs["problems"] == [
        ("/1/1", "want a pair of a type's name and its fields")
    ]

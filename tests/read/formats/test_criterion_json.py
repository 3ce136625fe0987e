"""criterion.rs and its kin: traps of their JSON."""

import json
from typing import Any

from chimera_nb.read.formats import criterion_json
from chimera_nb.read.testing import read_text

ESTIMATES, SAMPLE, NAME, CARGO, CRITCMP, BMF = criterion_json.READERS


def estimate(value: float) -> dict[str, Any]:
    return {"confidence_interval": {"confidence_level": 0.95, "lower_bound": value - 1,
                                    "upper_bound": value + 1},
            "point_estimate": value, "standard_error": 0.5}  # fmt: skip


def test_the_name_lies_beside() -> None:
    text = json.dumps({"mean": estimate(20.0), "std_dev": estimate(2.0), "slope": None})
    name = json.dumps({"group_id": "g", "full_id": "g/f/8", "function_id": "f"})
    table = read_text(ESTIMATES, "x/new/estimates.json", text, {"benchmark.json": name})
    assert list(table["statistic"]) == ["mean", "ci_low", "ci_high", "stderr", "std"]
    assert list(table["value"]) == [2e-8, 1.9e-8, 2.1e-8, 5e-10, 2e-9]
    assert set(table["benchmark"]) == {"g/f/8"}
    alone = read_text(ESTIMATES, "criterion/g/f/new/estimates.json", text)
    assert set(alone["benchmark"]) == {"g/f"}
    assert set(alone["note"]) == {
        "the name is the folder's: no benchmark.json beside it"
    }


def test_a_change_is_no_time() -> None:
    text = json.dumps({"mean": estimate(0.25), "median": estimate(0.125)})
    table = read_text(ESTIMATES, "g/change/estimates.json", text)
    assert set(table["unit"]) == {"ratio"}
    assert set(table["metric"]) == {"time_change"}
    assert list(table[table["statistic"] == "delta"]["value"]) == [0.25, 0.125]


def test_samples_are_times_of_many_iterations() -> None:
    text = json.dumps({"sampling_mode": "Linear", "iters": [2.0, 4], "times": [8.0, 8]})
    table = read_text(SAMPLE, "g/new/sample.json", text)
    assert list(table["value"]) == [4e-9, 2e-9]


def test_cargo_criterion_lines() -> None:
    one = {"reason": "benchmark-complete", "id": "norm", "unit": "ns",
           "iteration_count": [2], "measured_values": [10.0],
           "mean": {"estimate": 5.0, "lower_bound": 4.0, "upper_bound": 6.0,
                    "unit": "ns"}, "throughput": [],
           "change": {"mean": {"estimate": 0.1, "unit": "%"}, "change": "NoChange"}}  # fmt: skip
    text = json.dumps(one) + "\n" + json.dumps({"reason": "group-complete"}) + "\n"
    table = read_text(CARGO, "a.jsonl", text)
    assert list(table["statistic"]) == ["mean", "ci_low", "ci_high", "delta", "value"]
    assert list(table["unit"]) == ["s", "s", "s", "percent", "s"]
    assert list(table["value"])[-1] == 5e-9


def test_critcmp_and_bencher() -> None:
    content = {"name": "new", "benchmarks": {"a/b": {
        "baseline": "new", "criterion_estimates_v1": {"median": estimate(3.0),
                                                      "std_dev": estimate(1.0)}}}}  # fmt: skip
    table = read_text(CRITCMP, "a.json", json.dumps(content))
    assert set(table["benchmark"]) == {"a/b"}
    assert table["statistic"].iloc[0] == "median"
    bmf = {"f": {"latency": {"value": 8.0, "lower_value": 7.0}, "size": {"value": 3}}}
    table = read_text(BMF, "a.json", json.dumps(bmf))
    assert list(table["value"]) == [8e-9, 7e-9, 3.0]
    assert list(table["statistic"]) == ["value", "ci_low", "value"]

"""pyperf and asv: traps of their JSON."""

import json
from typing import Any

from chimera_nb.read.formats import interpreters
from chimera_nb.read.testing import read_files, read_text

PYPERF, ASV, SUITE, MACHINE = interpreters.READERS


def pyperf(unit: str, **metadata: Any) -> str:
    runs = [{"metadata": {"calibrate_loops": 8}, "warmups": [[8, 0.5]]},
            {"metadata": {"mem_max_rss": 4096}, "values": [0.25, 0.5],
             "warmups": [[8, 0.75]]}]  # fmt: skip
    return json.dumps({"version": "1.0", "benchmarks": [
        {"metadata": {"name": "loop", **metadata}, "runs": runs}],
        "metadata": {"unit": unit, "cpu_model_name": "CPU"}})  # fmt: skip


def test_pyperf_takes_no_warmup_and_no_calibration() -> None:
    table = read_text(PYPERF, "a.json", pyperf("second", loops=8))
    times = table[table["metric"] == "time"]
    assert list(times["value"]) == [0.25, 0.5]
    assert set(times["statistic"]) == {"value"}
    assert table.attrs["not_taken"] == [("warm-ups and calibration", 2)]
    assert list(table[table["metric"] == "mem_max_rss"]["value"]) == [4096]


def test_pyperf_units_are_not_always_seconds() -> None:
    memory = read_text(PYPERF, "a.json", pyperf("byte"))
    assert list(memory["unit"])[:2] == ["bytes", "bytes"]
    assert set(memory["benchmark"]) == {"loop"}
    assert read_text(PYPERF, "a.json", pyperf("integer"))["unit"].iloc[0] == "count"


def test_old_perf_raw_samples_are_divided_by_loops() -> None:
    text = json.dumps({"benchmarks": [{
        "common_metadata": {"name": "x", "loops": 4, "inner_loops": 2},
        "runs": [{"raw_samples": [8.0]}]}], "version": 5})  # fmt: skip
    assert list(read_text(PYPERF, "a.json", text)["value"]) == [1.0]


SUITES = {"b.time_f": {"code": "", "params": [["'a'", "'b'"], ["1", "2"]],
                       "param_names": ["kind", "n"], "unit": "seconds", "type": "time"},
          "b.track_q": {"code": "", "params": [], "param_names": [], "unit": "ms",
                        "type": "track"}}  # fmt: skip
NEW = {
    "version": 2, "commit_hash": "abc", "env_name": "e", "date": 1600000000000,
    "params": {"machine": "box", "cpu": "CPU", "ram": "16"}, "python": "3.11",
    "requirements": {"numpy": ""},
    "result_columns": ["result", "params", "version", "started_at", "duration",
                       "stats_ci_99_a", "stats_ci_99_b", "stats_q_25", "stats_q_75",
                       "stats_number", "stats_repeat", "samples"],
    "results": {
        "b.time_f": [[1.0, None, float("nan"), 4.0], [["'a'", "'b'"], ["1", "2"]], "v",
                     1600000000000, 9.0, [0.5, None, None, 3.5], [1.5, None, None, 4.5]],
        "b.track_q": [[7.0], [], "v", 1600000000000, 1.0],
        "b.peakmem_g": [[1024], []],
    },
}  # fmt: skip


def test_asv_order_of_parameters_failed_and_skipped() -> None:
    table = read_text(ASV, "r/m/a.json", json.dumps(NEW),
                      beside={"../benchmarks.json": json.dumps(SUITES)})  # fmt: skip
    results = table[table["statistic"] == "median"]
    assert list(results["status"]) == ["ok", "failed", "placeholder", "ok"]
    assert list(results["setting.kind"]) == ["a", "a", "b", "b"]
    assert list(results["setting.n"].astype(float)) == [1, 2, 1, 2]
    assert list(table[table["statistic"] == "ci_low"]["value"]) == [0.5, 3.5]
    track = table[table["benchmark"] == "b.track_q"].iloc[0]
    assert (track["value"], track["unit"]) == (0.007, "s")
    assert table[table["metric"] == "memory"]["unit"].iloc[0] == "bytes"


def test_asv_version_1_units_by_prefix_without_the_suite() -> None:
    old = {"commit_hash": "abc", "params": {"machine": "box"}, "results": {
        "a.time_x": 0.5, "a.mem_y": None, "a.time_z": {
            "params": [["10", "20"]], "result": [1.0, 2.0],
            "stats": [{"ci_99": [0.9, 1.1], "mean": 1.05, "std": 0.1, "repeat": 5},
                      None]}}}  # fmt: skip
    table = read_text(ASV, "a.json", json.dumps(old))
    ok = table[table["status"] == "ok"]
    assert list(ok["value"]) == [0.5, 1.0, 1.05, 0.1, 0.9, 1.1, 2.0]
    assert set(ok["unit"]) == {"s"}
    failed = table[table["status"] == "failed"].iloc[0]
    assert (failed["benchmark"], failed["error"]) == (
        "a.mem_y", "the benchmark failed (null)",
    )  # fmt: skip
    assert list(table["setting.param1"].dropna().astype(float).unique()) == [10, 20]


def test_the_suite_and_the_machine_give_no_rows() -> None:
    machine = {"arch": "x", "cpu": "c", "machine": "m", "num_cpu": "4", "os": "o",
               "ram": "16", "version": 1}  # fmt: skip
    table = read_files(**{
        "r/benchmarks.json": json.dumps(SUITES | {"version": 2}),
        "r/box/machine.json": json.dumps(machine),
        "r/box/a.json": json.dumps(NEW), "p.json": pyperf("second"),
    })  # fmt: skip
    assert set(table["source"]) == {"r/box/a.json", "p.json"}

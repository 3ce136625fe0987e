"""Snapshots, empty exports and self-healing: units without keys, ids, a mislabel."""

import json

import pytest

from chimera_nb.read.formats.snapshots import READERS
from chimera_nb.read.testing import read_text

SNAPSHOTS, EMPTY, DEMO, HEALING = READERS
SYSTEM = {"timestamp": 1700000000.5, "cpu_percent": 9.5, "memory_percent": 78.25,
          "memory_used_gb": 12.5, "memory_total_gb": 15.5, "disk_usage_percent": 54.0,
          "network_sent_mb": 26.5, "network_recv_mb": 1178.5}  # fmt: skip
GPU = {"timestamp": 1700000000.5, "gpu_id": 0, "name": "Some GPU", "temperature": 48,
       "power_draw": 2.5, "power_limit": 175.0, "utilization_gpu": 0,
       "utilization_memory": 0, "memory_used_mb": 285.0, "memory_total_mb": 12282.0,
       "memory_free_mb": 11997.0, "clock_graphics": 210, "clock_memory": 405,
       "fan_speed": 0.0, "pstate": "8"}  # fmt: skip
PROCESS = {"pid": 28024, "name": "ollama.exe", "cpu_percent": 36.5, "memory_mb": 613.5,
           "create_time": 1700000000.5}  # fmt: skip


def snapshots(*gpus, processes=()):
    ollama = {"timestamp": 1700000001.5, "ollama_processes": list(processes),
              "process_count": len(processes)}  # fmt: skip
    each = {"timestamp": 1700000000.5, "datetime": "2023-11-14T18:13:20.5",
            "system": SYSTEM, "gpu": list(gpus), "ollama": ollama}  # fmt: skip
    return json.dumps({"export_timestamp": 1700000009.5, "metrics_count": 1,
                       "export_datetime": "x", "metrics": [each]})  # fmt: skip


def action(strategy, before, after, **more):
    return {"action_id": f"{strategy}_1", "strategy": strategy, "target_backend": "tiny",
            "execution_time": "2026-01-02 03:04:05.6", "status": "completed",
            "error_message": None, "metrics_before": {"latency_ms": before},
            "metrics_after": {"latency_ms": after}} | more  # fmt: skip


def healing(*actions, validations=()):
    return json.dumps({"timestamp": "2026-01-02 03:04:05.6", "anomalies_detected": 2,
                       "actions_taken": list(actions), "overall_success": False,
                       "validation_results": list(validations)})  # fmt: skip


def one(table, **labels):
    for name, value in labels.items():
        table = table[table[name] == value]
    assert len(table) == 1, table
    return table.iloc[0]


def test_a_snapshot_of_the_system():
    table = read_text(SNAPSHOTS, "a.json", snapshots())
    assert set(table["kind"]) == {"system"}
    assert set(table["tier"]) == {"raw"}
    cpu = one(table, metric="cpu_util")
    assert (cpu["value"], cpu["unit"], cpu["config_label"]) == (
        9.5,
        "percent",
        "system",
    )
    assert cpu["timestamp"] == "2023-11-14T22:13:20.500000+00:00"
    assert cpu["place"] == "/metrics/0/system/cpu_percent"
    memory = one(table, metric="memory")
    assert (memory["value"], memory["unit"]) == (12.5e9, "bytes")
    assert one(table, metric="network_sent")["note"] == "a running total"


def test_a_gpus_numbers_have_units_that_their_keys_lack():
    table = read_text(SNAPSHOTS, "a.json", snapshots(GPU))
    gpu = table[table["device"] == "Some GPU"]
    found = dict(zip(gpu["metric"], zip(gpu["value"], gpu["unit"], strict=True),
                     strict=True))  # fmt: skip
    assert found == {
        "temperature": (48, "degC"), "power": (2.5, "W"), "gpu_util": (0, "percent"),
        "gpu_mem_util": (0, "percent"), "memory": (285e6, "bytes"),
        "memory_free": (11997e6, "bytes"), "clock_graphics": (210e6, "Hz"),
        "clock_memory": (405e6, "Hz"), "fan_speed": (0, "percent"),
    }  # fmt: skip
    power = one(gpu, metric="power")
    assert power["note"] == "unit not in the key: nvidia-smi's"
    assert power["place"] == "/metrics/0/gpu/0/power_draw"
    assert one(gpu, metric="gpu_util")["status"] == "ok"


def test_ids_clock_times_and_capacities_are_no_measurements():
    table = read_text(SNAPSHOTS, "a.json", snapshots(GPU, processes=[PROCESS]))
    reason = "ids, clock times, capacities and limits"
    assert table.attrs["not_taken"] == [(reason, 2 + 4 + 2)]
    assert not table["value"].isin([28024, 1700000000.5, 175.0, 8]).any()


def test_two_processes_of_one_name_are_told_apart():
    other = PROCESS | {"pid": 7, "cpu_percent": 0.5}
    table = read_text(SNAPSHOTS, "a.json", snapshots(processes=[PROCESS, other]))
    name = "process ollama.exe (pid 7)"
    row = one(table, metric="cpu_util", config_label=name)
    assert (row["value"], row["note"]) == (0.5, "of one core")
    assert one(table, metric="processes")["value"] == 2


def test_no_gpu_is_not_zero_watts():
    table = read_text(SNAPSHOTS, "a.json", snapshots())
    assert "power" not in set(table["metric"])
    reason = "snapshots without a GPU: nothing was measured there"
    assert (reason, 1) in table.attrs["not_taken"]


def test_an_empty_export_says_why_it_is_empty():
    text = json.dumps({"export_timestamp": 1700000000.5, "total_inferences": 0,
                       "overall_performance": {"error": "No data"},
                       "model_performance": {}, "raw_metrics": []})  # fmt: skip
    table = read_text(EMPTY, "a.json", text)
    assert len(table) == 0
    assert table.attrs["problems"] == [("", "an empty export: No data")]


def test_an_export_without_snapshots_is_told():
    table = read_text(SNAPSHOTS, "a.json", '{"export_timestamp": 1.5, "metrics": []}')
    said = ("/metrics", "an empty export: it holds no snapshot")
    assert table.attrs["problems"] == [said]


def test_actions_taken_is_a_number_in_a_demo_and_a_list_in_results():
    demo = {"demo_timestamp": "2026-01-02T03:04:05", "cycles_completed": 5,
            "anomalies_detected": 7, "actions_taken": 3, "success_rate": 0.25,
            "learning_efficiency": 0.75, "total_improvement": 162.5,
            "patterns_discovered": [], "strategies_learned": ["x"]}  # fmt: skip
    table = read_text(DEMO, "a.json", json.dumps(demo))
    assert set(table["kind"]) == {"selfheal"}
    actions = one(table, metric="actions")
    assert (actions["value"], actions["unit"]) == (3, "count")
    assert one(table, metric="success_rate")["unit"] == "ratio"
    improvement = one(table, metric="total_improvement")
    assert (improvement["value"], improvement["unit"]) == (162.5, "")
    assert improvement["note"] == "the file gives no unit"
    assert one(read_text(HEALING, "a.json", healing(action("s", 1, 2))),
               metric="anomalies")["value"] == 2  # fmt: skip


def test_a_setting_labelled_as_latency_is_suspect():
    text = healing(action("rollback", 26.5, 1024.0), action("scale", 100, 1024.0))
    table = read_text(HEALING, "a.json", text)
    latency = table[table["metric"] == "latency"]
    assert len(latency) == 4
    assert set(latency["status"]) == {"suspect"}
    said = "all 2 actions end at exactly 1024.0: a setting, not ms"
    assert set(latency["error"]) == {said}
    row = one(latency, benchmark="scale", config_label="after")
    assert (row["backend"], row["kind"]) == ("tiny", "selfheal")
    assert row["place"] == "/actions_taken/1/metrics_after/latency_ms"


def test_latencies_that_differ_are_measurements():
    text = healing(action("rollback", 20.0, 10.0), action("scale", 20.0, 12.5))
    table = read_text(HEALING, "a.json", text)
    assert set(table["status"]) == {"ok"}


def test_an_action_that_failed_has_no_latency_after_it():
    text = healing(action("a", 20.0, 10.0, status="failed"), action("b", 20.0, 12.5))
    row = one(read_text(HEALING, "a.json", text), benchmark="a", config_label="after")
    assert (row["status"], row["error"]) == ("failed", "status is failed")


def test_numbers_inside_the_text_of_a_validation():
    said = "ValidationResult(action_id='{}_1', success={}, performance_change={},"
    said += " metrics={{'latency_ms': 10.0}}, side_effects=[])"
    text = healing(
        action("a", 20.0, 10.0), action("b", 20.0, 12.5), action("c", 20.0, 30.0),
        validations=[said.format("a", True, 50.0), said.format("b", True, 2385.5),
                     said.format("c", False, -1006.25), 7],
    )  # fmt: skip
    table = read_text(HEALING, "a.json", text)
    change = table[table["metric"] == "performance_change"]
    note = "in the text /validation_results/0; the file gives no unit"
    first = one(change, benchmark="a")
    assert (first["status"], first["value"], first["note"]) == ("ok", 50.0, note)
    assert first["statistic"] == "delta"
    assert first["place"] == "/actions_taken/0 and /validation_results/0"
    second = one(change, benchmark="b")
    assert second["status"] == "suspect"
    assert second["error"] == "its latencies, 20 and 12.5 ms, give 37.5 %"
    third = one(change, benchmark="c")
    assert third["status"] == "failed"
    assert (third["error"], third["raw_value"]) == (
        "success=False in its validation", "-1006.25"
    )  # fmt: skip


@pytest.mark.parametrize("value", [None, [], {}, "x", True, -1, 10**400, [1]])
def test_hostile_values_raise_nothing(value):
    hostile = dict.fromkeys(GPU, value)
    process = dict.fromkeys(PROCESS, value)
    read_text(
        SNAPSHOTS, "a.json", snapshots(hostile, value, processes=[process, value])
    )
    metrics = [{"system": {"cpu_percent": value}, "gpu": value, "ollama": value}]
    text = json.dumps({"export_timestamp": value, "metrics": metrics})
    read_text(SNAPSHOTS, "a.json", text)
    actions = [action("a", value, value, status=value, action_id=value),
               {"strategy": value, "metrics_before": value}]  # fmt: skip
    read_text(HEALING, "a.json", healing(*actions, validations=[value]))

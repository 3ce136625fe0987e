"""MLPerf's logs and tables: what a real file can get wrong."""

from chimera_nb.read.formats.mlperf import READERS
from chimera_nb.read.testing import read_text

LOG, SUMMARY, TABLE = READERS
TEXT = """\
================================================
MLPerf Results Summary
================================================
SUT name : MySUT
Scenario : Server
Mode     : PerformanceOnly
Scheduled samples per second : 12.50
Result is : VALID
  Performance constraints satisfied : Yes

================================================
Additional Stats
================================================
Completed samples per second    : 12.25
Mean latency (ns)               : 2500000
50.00 percentile latency (ns)   : 2000000
99.90 percentile latency (ns)   : 9000000

================================================
Test Parameters Used
================================================
samples_per_query : 1
target_qps : 13
qsl_rng_seed : 123456
"""
RESULTS = """\
,,,,Benchmark  /  Model,,,
,,,,Inference,,,
,,,,model-a,,model-b,
,,,,Offline,Server,Offline,Server
Public ID,Organization,System Name (click + for details),Division/Power,Samples/s,Queries/s,Tokens/s,Tokens/s
1.0-0001,Acme,Box 9000,# of Accelerators,8,8,8,
,,,# of Nodes,1,1,1,
,,,Avg. Result at System Name,"1,234.50",99.5,"27,803.90",
"""


def rows(table):
    return list(zip(table["metric"], table["statistic"], table["value"], strict=True))


def test_nanoseconds_percentiles_and_parameters_of_loadgen():
    table = read_text(LOG, "mlperf_log_summary.txt", TEXT)
    assert rows(table) == [
        ("scheduled_throughput", "value", 12.5), ("completed_throughput", "value", 12.25),
        ("latency", "mean", 0.0025), ("latency", "median", 0.002),
        ("latency", "p99.9", 0.009),
    ]  # fmt: skip
    assert set(table["benchmark"]) == {"Server"}
    assert set(table["setting.target_qps"]) == {13}


def test_an_invalid_result_is_not_ok():
    table = read_text(LOG, "a.txt", TEXT.replace("VALID", "INVALID"))
    assert set(table["status"]) == {"suspect"}
    assert set(table["error"]) == {"the result is INVALID"}


def test_only_the_rows_of_results_are_results_and_models_reach_to_the_right():
    table = read_text(TABLE, "a.csv", RESULTS)
    assert list(
        zip(table["benchmark"], table["value"], table["unit"], strict=True)
    ) == [
        ("Inference, model-a, Offline", 1234.5, "1/s"),
        ("Inference, model-a, Server", 99.5, "1/s"),
        ("Inference, model-b, Offline", 27803.9, "tok/s"),
    ]
    assert set(table["machine"]) == {"Box 9000"}
    assert set(table["setting.Organization"]) == {"Acme"}
    assert table.attrs["not_taken"] == [
        ("numbers of processors, accelerators and nodes", 6)
    ]


def test_the_summary_of_the_submission_checker():
    text = (
        "Organization,SystemName,Model,Scenario,Result,Units,Accuracy\n"
        "Acme,Box,bert-99,Offline,12.5,Samples/s,\nAcme,Box,bert-99,SingleStream,"
        "3.5,Latency (ms),\nAcme,Box,x,Server,,Queries/s,\n"
    )
    table = read_text(SUMMARY, "summary.csv", text)
    assert rows(table) == [("throughput", "value", 12.5), ("latency", "value", 0.0035)]
    assert table.attrs["problems"] == [("line 4", "the result '' is no number")]


def test_detail_lines_hold_results_and_no_clock():
    text = (
        ':::MLLOG {"key": "power_begin", "value": "01-01", "time_ms": 1.5}\n'
        ':::MLLOG {"key": "result_mean_latency_ns", "value": 5000, "time_ms": 2.5}\n'
        ':::MLLOG {"key": "eval_accuracy", "value": 0.75, "metadata": {"epoch_num": 2}}\n'
    )
    table = read_text(LOG, "a.txt", text)
    assert rows(table) == [("latency", "mean", 5e-6), ("accuracy", "value", 0.75)]
    assert table["setting.epoch_num"].iloc[1] == 2

"""What vegeta reports: what a real report can get wrong."""

import json

from chimera_nb.read.formats.vegeta import READERS
from chimera_nb.read.testing import read_text

TEXT, JSON = READERS
RUN = """\
Requests      [total, rate, throughput]         250, 50.25, 22.5
Duration      [total, attack, wait]             1m10.5s, 5s, 500ms
Latencies     [min, mean, 50, 90, 95, 99, max]  65.5ms, 1.5s, 125ms, 450µs, 10s, 11s, 1m2s
Bytes In      [total, mean]                     3000, 12.00
Success       [ratio]                           94.50%
Status Codes  [code:count]                      0:14  200:236
Error Set:
Get "http://a/": no such host 5:6
"""


def rows(table):
    names = ("metric", "statistic", "value", "unit")
    return list(zip(*(table[name] for name in names), strict=True))


def test_brackets_name_the_values_and_durations_are_those_of_go() -> None:
    table = read_text(TEXT, "a.txt", RUN)
    assert rows(table) == [
        ("requests", "count", 250.0, "count"),
        ("request_rate", "mean", 50.25, "1/s"),
        ("request_throughput", "mean", 22.5, "1/s"),
        ("time", "total", 70.5, "s"),
        ("attack_time", "total", 5.0, "s"),
        ("wait_time", "total", 0.5, "s"),
        ("latency", "min", 0.0655, "s"),
        ("latency", "mean", 1.5, "s"),
        ("latency", "median", 0.125, "s"),
        ("latency", "p90", 0.00045, "s"),
        ("latency", "p95", 10.0, "s"),
        ("latency", "p99", 11.0, "s"),
        ("latency", "max", 62.0, "s"),
        ("bytes_in", "total", 3000.0, "bytes"),
        ("bytes_in", "mean", 12.0, "bytes"),
        ("success_rate", "value", 94.5, "percent"),
        ("responses", "count", 14.0, "count"),
        ("responses", "count", 236.0, "count"),
    ]
    assert list(table["config_label"][-2:]) == ["status code 0", "status code 200"]


def test_the_attack_in_a_pipe_is_the_command_and_a_run_without_success_has_no_times():
    attack = 'echo "GET http://a/" | vegeta attack -rate=50 | vegeta report'
    failed = RUN.replace("94.50", "0.00")
    text = (
        f"# A\n```\n{attack}\n{RUN}```\n# B\n```\n~ # vegeta attack -x\n{failed}```\n"
    )
    table = read_text(TEXT, "a.md", text)
    latency = table[(table["metric"] == "latency") & (table["statistic"] == "mean")]
    assert list(latency["config_label"]) == [f"A, {attack}", "B, vegeta attack -x"]
    assert list(latency["status"]) == ["ok", "failed"]
    assert set(table[table["status"] == "failed"]["error"]) == {"no request succeeded"}


def test_durations_in_json_are_nanoseconds_and_success_is_a_share() -> None:
    report = {
        "latencies": {"total": 2_500_000, "50th": 500_000, "99th": 1_500_000},
        "bytes_in": {"total": 20, "mean": 2}, "earliest": "2023-09-27T18:37:23Z",
        "duration": 2_000_000_000, "requests": 10, "rate": 5.5, "success": 0.5,
        "status_codes": {"200": 5},
    }  # fmt: skip
    table = read_text(JSON, "a.json", json.dumps(report))
    assert rows(table) == [
        ("requests", "count", 10.0, "count"),
        ("request_rate", "mean", 5.5, "1/s"),
        ("success_rate", "value", 0.5, "ratio"),
        ("attack_time", "total", 2.0, "s"),
        ("latency", "total", 0.0025, "s"),
        ("latency", "median", 0.0005, "s"),
        ("latency", "p99", 0.0015, "s"),
        ("bytes_in", "total", 20.0, "bytes"),
        ("bytes_in", "mean", 2.0, "bytes"),
        ("responses", "count", 5.0, "count"),
    ]

"""k6's summary as text and JSON; autocannon's boxes."""

import json

from chimera_nb.read.formats.load_table_text import READERS
from chimera_nb.read.testing import read_text

K6, AUTOCANNON, K6_JSON = READERS
SUMMARY = """\
     checks.........................: 75.00% ✓ 75       ✗ 25
     data_received..................: 5.5 MB  295 kB/s
   ✓ http_req_duration..............: avg=1.25ms med=798.5µs max=1m3.5s p(90)=2ms p(95)=0s
       { expected_response:true }...: avg=2.5ms  med=1ms     max=5ms    p(90)=2ms p(95)=3ms
     http_req_failed................: 0.50%  3 out of 600
     http_reqs......................: 48450   2421.5/s
     vus............................: 1       min=0      max=50
"""
BOX = """\
Running 60s test @ http://localhost:4005/mongo
10 connections with 10 pipelining factor

┌─────────┬───────┬──────────┬──────────┬────────┐
│ Stat    │ 97.5% │ Avg      │ Stdev    │ Max    │
├─────────┼───────┼──────────┼──────────┼────────┤
│ Latency │ 52 ms │ 83.5 ms  │ 18.5 ms  │ 254 ms │
└─────────┴───────┴──────────┴──────────┴────────┘
│ Stat      │ 1%      │ 50%     │ Avg     │ Min     │
│ Req/Sec   │ 1,209   │ 1247    │ 1189.5  │ 618     │
│ Bytes/Sec │ 19.5 MB │ 28.5 MB │ 38.5 MB │ 40.5 MB │
71k requests in 60.5s, 2.5 GB read
12k errors (12k timeouts)
"""


def values(table, *columns, **wanted):
    for name, value in wanted.items():
        table = table[table[name] == value]
    return [
        tuple(float(f"{e:.12g}") if isinstance(e, float) else e for e in each)
        for each in table[list(columns)].to_numpy()
    ]


def test_k6_trends_and_the_trend_within() -> None:
    table = read_text(K6, "a.txt", SUMMARY)
    rows = values(
        table, "statistic", "value", metric="latency", config_label="http_req_duration"
    )
    assert rows == [
        ("mean", 1.25e-3),
        ("median", 7.985e-4),
        ("max", 63.5),
        ("p90", 2e-3),
        ("p95", 0.0),
    ]
    within = "http_req_duration { expected_response:true }"
    assert values(table, "value", config_label=within, statistic="mean") == [(2.5e-3,)]


def test_k6_shares_counters_and_rates() -> None:
    table = read_text(K6, "a.txt", SUMMARY)
    assert values(table, "value", "unit", metric="checks") == [
        (75.0, "percent"),
        (75.0, "count"),
    ]
    assert values(table, "value", "unit", metric="request_throughput") == [
        (2421.5, "1/s")
    ]
    assert values(table, "value", "unit", metric="data_received") == [
        (5.5e6, "bytes"),
        (295e3, "bytes/s"),
    ]


def test_k6_json_of_both_shapes() -> None:
    export = {"metrics": {"http_req_duration": {"avg": 2.5, "p(95)": 5},
                          "http_reqs": {"count": 10, "rate": 2.5},
                          "checks": {"passes": 3, "fails": 1, "value": 0.75}}}  # fmt: skip
    table = read_text(K6_JSON, "a.json", json.dumps(export))
    assert values(table, "metric", "statistic", "value", "unit") == [
        ("latency", "mean", 2.5e-3, "s"),
        ("latency", "p95", 5e-3, "s"),
        ("requests", "total", 10.0, "count"),
        ("request_throughput", "mean", 2.5, "1/s"),
        ("checks_passes", "count", 3.0, "count"),
        ("checks_fails", "count", 1.0, "count"),
        ("checks", "value", 0.75, "ratio"),
    ]
    whole = {"metrics": {"iteration_duration": {
        "type": "trend", "contains": "time", "values": {"med": 4, "avg": None}}}}  # fmt: skip
    table = read_text(K6_JSON, "a.json", json.dumps(whole))
    assert values(table, "statistic", "value", "place") == [
        ("median", 4e-3, "/metrics/iteration_duration/values/med")
    ]


def test_autocannon() -> None:
    table = read_text(AUTOCANNON, "a.txt", BOX)
    assert values(table, "statistic", "value", metric="latency") == [
        ("p97.5", 0.052),
        ("mean", 0.0835),
        ("std", 0.0185),
        ("max", 0.254),
    ]
    assert values(table, "value", metric="bandwidth", statistic="mean") == [(38.5e6,)]
    assert values(table, "value", metric="requests") == [(71000.0,)]
    assert values(table, "value", metric="errors") == [(12000.0,)]
    assert set(table["setting.pipelining"]) == {10}
    assert set(table.benchmark) == {"http://localhost:4005/mongo"}


def test_k6s_own_lines_are_no_command_and_no_caption():
    text = (
        "❯ k6 run --vus 80 test.js\n\n  scenarios: (100.00%) 1 scenario, 80 max VUs:\n\n"
        f"    ✗ 'rate<0.01' rate=2.35%\n\n{SUMMARY}"
    )
    table = read_text(K6, "a.txt", text)
    said = table["config_label"].str.split(", ", n=1).str[1]
    assert set(said) == {"k6 run --vus 80 test.js"}

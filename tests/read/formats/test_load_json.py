"""k6, Gatling, JMeter, ClickBench: wishes, KO requests, failed queries."""

import json
from typing import Any

import pandas as pd
import pytest

from chimera_nb.read.document import Document
from chimera_nb.read.formats import load_json
from chimera_nb.read.testing import read_text

K6, POINTS, GATLING, JMETER, CLICKBENCH = load_json.READERS


def read(reader: Any, content: Any, name: str = "a.json") -> pd.DataFrame:
    return read_text(reader, name, json.dumps(content))


def values(table: pd.DataFrame, *columns: str) -> list[tuple]:
    return list(table[list(columns)].itertuples(index=False, name=None))


def test_k6_thresholds_are_wishes_and_rates_are_shares() -> None:
    table = read(K6, {
        "state": {"testRunDurationMs": 60000},
        "metrics": {
            "http_req_duration{name:a}": {
                "type": "trend", "contains": "time",
                "values": {"avg": 120.5, "med": 100, "p(95)": 300, "p(50)": 100},
                "thresholds": {"p(95)<500": {"ok": True}},
            },
            "http_reqs": {"type": "counter", "values": {"count": 600, "rate": 10.5}},
            "data_sent": {"type": "counter", "contains": "data",
                          "values": {"count": 2048, "rate": 34.5}},
            "http_req_failed": {"type": "rate",
                                "values": {"rate": 0.25, "passes": 150, "fails": 450}},
        },
        "root_group": {"checks": [{"path": "::ok", "passes": 5, "fails": 1}]},
    })  # fmt: skip
    assert values(table, "metric", "statistic", "value", "unit") == [
        ("http_req_duration", "mean", 0.1205, "s"),
        ("http_req_duration", "median", 0.1, "s"),
        ("http_req_duration", "p95", 0.3, "s"),
        ("http_req_duration", "median", 0.1, "s"),
        ("http_reqs", "count", 600.0, "count"),
        ("request_throughput", "value", 10.5, "1/s"),
        ("data_sent", "count", 2048.0, "bytes"),
        ("data_sent_rate", "value", 34.5, "bytes/s"),
        ("http_req_failed", "value", 0.25, "ratio"),
        ("http_req_failed_passes", "count", 150.0, "count"),
        ("http_req_failed_fails", "count", 450.0, "count"),
        ("run_time", "value", 60.0, "s"),
        ("checks_passes", "count", 5.0, "count"),
        ("checks_fails", "count", 1.0, "count"),
    ]
    assert table["config_label"].iloc[0] == "name:a"
    assert table.attrs["not_taken"] == [("thresholds, which are wishes", 1)]


def test_k6_flat_export() -> None:
    table = read(K6, {
        "root_group": {"checks": {"ok": {"name": "ok", "passes": 1, "fails": 0}}},
        "metrics": {
            "http_req_waiting": {"avg": 1.5, "med": 1.25, "thresholds": {"a": False}},
            "iterations": {"count": 7, "rate": 3.5},
            "vus": {"value": 2, "min": 1, "max": 2},
        },
    })  # fmt: skip
    assert values(table, "metric", "statistic", "value", "unit")[:3] == [
        ("http_req_waiting", "mean", 0.0015, "s"),
        ("http_req_waiting", "median", 0.00125, "s"),
        ("iterations", "count", 7.0, "count"),
    ]


def test_k6_points_learn_their_unit_from_the_metric_above() -> None:
    lines = [
        {"type": "Metric", "metric": "my_wait", "data": {"contains": "time"}},
        {"type": "Point", "metric": "my_wait",
         "data": {"value": 250, "time": "2024-01-01T00:00:00Z", "tags": {"name": "a"}}},
        {"type": "Point", "metric": "http_req_duration",
         "data": {"value": 9, "tags": {"error": "timeout"}}},
        {"type": "Point", "metric": "vus", "data": {"value": 1, "tags": None}},
    ]  # fmt: skip
    text = "\n".join(map(json.dumps, lines))
    table = read_text(POINTS, "a.jsonl", text)
    assert values(table, "metric", "status", "error")[1] == (
        "http_req_duration", "failed", "timeout",
    )  # fmt: skip
    assert values(table, "metric", "value", "unit")[0] == ("my_wait", 0.25, "s")
    assert table.attrs["not_taken"] == [
        ("numbers of users and marks of single events", 1)
    ]


def test_gatling_keeps_ok_and_ko_apart_and_a_dash_is_missing() -> None:
    stats = {
        "name": "All Requests",
        "numberOfRequests": {"total": "10", "ok": "10", "ko": "0"},
        "meanResponseTime": {"total": "559", "ok": "559", "ko": "-"},
        "percentiles3": {"total": 4033, "ok": 4033, "ko": 0},
        "group1": {"name": "t < 800 ms", "count": 8, "percentage": 80},
    }
    table = read(GATLING, {
        "type": "GROUP", "name": "All Requests", "stats": stats,
        "contents": {"req_a": {"type": "REQUEST", "name": "a", "path": "g / a",
                               "stats": {"numberOfRequests": {"total": 4}}}},
    })  # fmt: skip
    total = table[(table["config_label"] == "total")]
    assert values(total, "benchmark", "metric", "statistic", "value") == [
        ("All Requests", "requests", "count", 10.0),
        ("All Requests", "time", "mean", 0.559),
        ("All Requests", "time", "p95", 4.033),
        ("g / a", "requests", "count", 4.0),
    ]
    ko = table[(table["config_label"] == "ko")]
    assert values(ko, "metric", "statistic") == [("requests", "count")]


def test_jmeter_statistics() -> None:
    table = read(JMETER, {"Total": {
        "transaction": "Total", "sampleCount": 3, "errorPct": 33.5, "meanResTime": 12.5,
        "pct2ResTime": 20, "throughput": 4.5, "receivedKBytesPerSec": 2.0,
    }})  # fmt: skip
    assert values(table, "metric", "statistic", "value") == [
        ("samples", "count", 3.0), ("error_rate", "value", 33.5),
        ("time", "mean", 0.0125), ("time", "p95", 0.02),
        ("request_throughput", "value", 4.5), ("received_rate", "value", 2048.0),
    ]  # fmt: skip


def test_clickbench_null_is_a_failed_query_and_the_first_run_is_cold() -> None:
    table = read(CLICKBENCH, {
        "system": "Base", "machine": "small", "load_time": 12.5, "data_size": 100,
        "result": [[0.5, 0.25, 0.125], [None, None, None]],
    })  # fmt: skip
    assert values(table, "benchmark", "metric", "value", "unit")[:3] == [
        ("load", "load_time", 12.5, "s"), ("load", "data_size", 100.0, "bytes"),
        ("Q0", "time", 0.5, "s"),
    ]  # fmt: skip
    assert list(table["status"]) == ["ok"] * 5 + ["failed"] * 3
    assert list(table["cold"][2:5]) == [True, False, False]
    assert set(table["error"].dropna()) == {"null: the query failed"}


@pytest.mark.parametrize("reader", load_json.READERS)
@pytest.mark.parametrize("bad", [None, 1, "x", [], {}, [[1]], {"a": None}])
def test_hostile_content_raises_nothing(reader, bad) -> None:
    for content in (
        {"metrics": {"vus": bad, "iterations": bad}, "root_group": bad, "state": bad},
        {"system": bad, "machine": bad, "result": [[bad], bad], "load_time": bad},
        {"numberOfRequests": bad, "meanResponseTime": bad, "contents": bad},
        {"a": {"transaction": bad, "sampleCount": bad}, "b": bad},
        [{"type": "Point", "metric": "m", "data": bad}, bad],
    ):
        document = Document("a.json", "json", json.dumps(content))
        if reader.takes(document):
            assert isinstance(list(reader.read(document)), list)


def test_k6_trends_of_ones_own_are_times_only_where_their_name_says_so() -> None:
    own = {"avg": 3.5, "med": 3.0}
    table = read(K6, {
        "root_group": {"checks": {"ok": {"name": "ok", "passes": 1, "fails": 0}}},
        "metrics": {
            "login_duration": own, "cart_items": own,
            "iterations": {"count": 7, "rate": 3.5},
            "vus": {"value": 2, "min": 1, "max": 2},
        },
    })  # fmt: skip
    assert values(table, "metric", "value", "unit")[:4] == [
        ("login_duration", 0.0035, "s"),
        ("login_duration", 0.003, "s"),
        ("cart_items", 3.5, ""),
        ("cart_items", 3.0, ""),
    ]

"""Vitest, mitata, benny and Deno: traps of their JSON."""

import json
from typing import Any

import pandas as pd

from chimera_nb.read.formats import js_json
from chimera_nb.read.testing import read_text

SERVERS, VITEST, MITATA, BENNY, DENO = js_json.READERS


def rows(table: pd.DataFrame) -> list[tuple[Any, ...]]:
    names = ["metric", "statistic", "value", "unit"]
    return [tuple(row) for row in table[names].to_numpy()]


def test_vitest_is_in_milliseconds_and_rme_in_percent() -> None:
    bench = {"id": "1_0", "name": "sort", "rank": 1, "rme": 0.5, "hz": 500.0,
             "mean": 2.0, "p999": 4.0, "sampleCount": 9, "samples": []}  # fmt: skip
    group = {"fullName": "a > b", "benchmarks": [bench, None]}
    content = {"files": [{"filepath": "a.ts", "groups": [group]}]}
    table = read_text(VITEST, "a.json", json.dumps(content))
    assert rows(table) == [
        ("ops", "mean", 500.0, "1/s"), ("time", "mean", 0.002, "s"),
        ("time", "p99.9", 0.004, "s"), ("time", "error", 0.5, "percent"),
    ]  # fmt: skip
    assert set(table["benchmark"]) == {"sort"}
    assert set(table["n_behind"]) == {9}


def test_mitata_is_in_nanoseconds_and_an_error_has_no_value() -> None:
    content = {"context": {"runtime": "node"}, "benchmarks": [
        {"alias": "fib", "runs": [{"name": "fib(8)", "args": {"n": 8},
                                   "stats": {"avg": 20.0, "p50": 10.0}}]},
        {"alias": "bad", "runs": [{"name": "bad", "error": {"message": "boom"}}]}]}  # fmt: skip
    table = read_text(MITATA, "a.json", json.dumps(content))
    assert rows(table)[:2] == [
        ("time", "mean", 2e-8, "s"), ("time", "median", 1e-8, "s"),
    ]  # fmt: skip
    assert (table["status"].iloc[2], table["error"].iloc[2]) == ("failed", "boom")


def test_benny_margin_is_in_percent() -> None:
    one = {"name": "a", "ops": 900, "margin": 1.5, "percentSlower": 0}
    content = {"name": "s", "results": [one], "fastest": {}, "slowest": {}}
    table = read_text(BENNY, "a.json", json.dumps(content))
    assert rows(table) == [
        ("ops", "mean", 900.0, "1/s"), ("ops", "error", 1.5, "percent"),
        ("slower", "delta", 0.0, "percent"),
    ]  # fmt: skip


def test_deno_is_in_nanoseconds_and_a_failed_bench_has_no_value() -> None:
    stats = {"n": 70, "min": 30.5, "max": 50.5, "avg": 40.5, "p995": 49.5}
    content = {"version": 1, "runtime": "Deno/2", "cpu": "M2", "benches": [
        {"name": "now()", "group": "timing", "results": [{"ok": stats}]},
        {"name": "bad", "results": [{"failed": {"jsError": {"message": "boom"}}}]}]}  # fmt: skip
    table = read_text(DENO, "a.json", json.dumps(content))
    assert rows(table)[:4] == [
        ("time", "mean", 40.5e-9, "s"), ("time", "min", 30.5e-9, "s"),
        ("time", "max", 50.5e-9, "s"), ("time", "p99.5", 49.5e-9, "s"),
    ]  # fmt: skip
    assert (table["status"].iloc[4], table["error"].iloc[4]) == ("failed", "boom")


def test_servers_are_compared_by_text_and_one_that_did_not_run_has_no_number() -> None:
    ran = {"name": "h9", "version": "1.5", "hasRouter": True, "requests": "900.5",
           "latency": "20.5", "throughput": "2.0"}  # fmt: skip
    not_run = {"name": "h8", "requests": "N/A", "latency": "N/A", "throughput": "N/A"}
    table = read_text(SERVERS, "a.json", json.dumps([ran, not_run]))
    assert rows(table) == [
        ("request_throughput", "mean", 900.5, "1/s"), ("latency", "mean", 0.0205, "s"),
        ("bandwidth", "mean", 2097152.0, "bytes/s"),
    ]  # fmt: skip
    assert table.attrs["not_taken"] == [("words where a number would stand", 3)]

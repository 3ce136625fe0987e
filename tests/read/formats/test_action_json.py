"""github-action-benchmark: traps of its JSON."""

import json
from typing import Any

import pandas as pd

from chimera_nb.read.formats import action_json
from chimera_nb.read.testing import read_text

LIST, DATA, SCRIPT = action_json.READERS


def rows(table: pd.DataFrame) -> list[tuple[Any, ...]]:
    names = ["metric", "statistic", "value", "unit"]
    return [tuple(row) for row in table[names].to_numpy()]


def test_each_entry_has_a_unit_of_its_own() -> None:
    content = [
        {"name": "a", "unit": "ns/iter", "value": 2000, "range": "± 500"},
        {"name": "b", "unit": "ops/sec", "value": 4.0, "range": "±1.5%"},
        {"name": "c", "unit": "widgets", "value": "7"},
    ]
    table = read_text(LIST, "a.json", json.dumps(content))
    assert rows(table) == [
        ("time", "value", 2e-6, "s"), ("time", "error", 5e-7, "s"),
        ("ops", "value", 4.0, "1/s"), ("ops", "error", 1.5, "percent"),
        ("value", "value", 7.0, ""),
    ]  # fmt: skip
    assert list(table["benchmark"]) == ["a", "a", "b", "b", "c"]


def test_the_page_keeps_commits_apart_and_pytest_spread_is_in_seconds() -> None:
    bench = {"name": "t", "value": 500.0, "unit": "iter/sec", "range": "stddev: 0.25",
             "extra": "mean: 2.0 msec\nrounds: 9"}  # fmt: skip
    entry = {"commit": {"id": "abc", "timestamp": "2026-01-01T00:00:00Z"},
             "date": 1767225600000, "tool": "pytest", "benches": [bench]}  # fmt: skip
    content = {"lastUpdate": 1767225600000, "entries": {"Suite": [entry]}}
    wanted = [("ops", "value", 500.0, "1/s"), ("time", "std", 0.25, "s"),
              ("time", "mean", 0.002, "s")]  # fmt: skip
    table = read_text(DATA, "a.json", json.dumps(content))
    assert rows(table) == wanted
    assert set(table["setting.commit"]) == {"abc"}
    script = read_text(
        SCRIPT, "data.js", "window.BENCHMARK_DATA = " + json.dumps(content) + ";\n"
    )
    assert rows(script) == wanted


def test_a_value_that_is_no_number_is_a_problem() -> None:
    content = [{"name": "a", "unit": "ms", "value": None}]
    table = read_text(LIST, "a.json", json.dumps(content))
    assert table.attrs["problems"] == [("/0/value", "found None; want a number")]


def test_a_statistic_at_the_end_of_a_name_is_the_values() -> None:
    names = ["sort mean", "sort p95", "sort (median)", "min", "Init"]
    content = [{"name": name, "unit": "ms", "value": 2.0} for name in names]
    table = read_text(LIST, "a.json", json.dumps(content))
    assert table["statistic"].tolist() == ["mean", "p95", "median", "value", "value"]

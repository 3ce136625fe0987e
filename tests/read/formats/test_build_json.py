"""Chrome traces, cargo, rustc: microseconds, sums that are the tool's own."""

import json
from typing import Any

import pandas as pd
import pytest

from chimera_nb.read.document import Document
from chimera_nb.read.formats import build_json
from chimera_nb.read.testing import read_text

TRACE, CARGO, RUSTC = build_json.READERS


def read(reader: Any, content: Any) -> pd.DataFrame:
    return read_text(reader, "a.json", json.dumps(content))


def values(table: pd.DataFrame, *columns: str) -> list[tuple]:
    return list(table[list(columns)].itertuples(index=False, name=None))


def test_clang_totals_are_kept_and_nested_events_are_never_added() -> None:
    table = read(TRACE, {
        "traceEvents": [
            {"pid": 1, "tid": 1, "ph": "X", "ts": 5, "dur": 1500, "name": "Source",
             "args": {"detail": "a.h"}},
            {"pid": 1, "tid": 1, "ph": "X", "ts": 6, "dur": 500, "name": "Source",
             "args": {"detail": "b.h"}},
            {"pid": 1, "tid": 2, "ph": "X", "ts": 0, "dur": 1500, "name": "Total Source",
             "args": {"count": 2, "avg ms": 0}},
            {"pid": 1, "tid": 0, "ph": "M", "ts": 0, "name": "process_name",
             "args": {"name": "clang"}},
        ],
        "beginningOfTime": 1700000000000000,
    })  # fmt: skip
    assert values(table, "benchmark", "metric", "statistic", "value", "tier") == [
        ("Source", "time", "value", 0.0015, "raw"),
        ("Source", "time", "value", 0.0005, "raw"),
        ("Total Source", "time", "total", 0.0015, "aggregate"),
        ("Total Source", "calls", "count", 2.0, "aggregate"),
        ("Total Source", "time", "mean", 0.0, "aggregate"),
    ]
    assert list(table["config_label"][:2]) == ["a.h, clang", "b.h, clang"]
    assert set(table["kind"]) == {"build"}
    assert table.attrs["not_taken"] == [("clock times of events", 4)]


def test_display_unit_changes_nothing_and_begin_end_make_one_duration() -> None:
    table = read(TRACE, {
        "displayTimeUnit": "ms",
        "deviceProperties": [{"id": 0, "name": "Card X"}],
        "traceEvents": [
            {"ph": "B", "ts": 10, "pid": 1, "tid": 1, "name": "outer", "cat": "cpu_op"},
            {"ph": "B", "ts": 12.5, "pid": 1, "tid": 1, "name": "inner"},
            {"ph": "E", "ts": 14.5, "pid": 1, "tid": 1},
            {"ph": "E", "ts": 30, "pid": 1, "tid": 1},
            {"ph": "X", "ts": 1, "dur": "abc", "pid": 1, "tid": 1, "name": "bad"},
            {"ph": "C", "ts": 1, "pid": 1, "name": "mem", "args": {"used": "7", "x": "a"}},
        ],
    })  # fmt: skip
    assert values(table, "benchmark", "value", "device") == [
        ("inner", 2e-6, "Card X"), ("outer", 20e-6, "Card X"), ("mem", 7.0, "Card X"),
    ]  # fmt: skip
    assert table.attrs["problems"] == [
        ("/traceEvents/4", "found 'abc' as dur; want microseconds")
    ]


def test_cargo_units_are_seconds() -> None:
    table = read(CARGO, [
        {"i": 0, "name": "libc", "version": "0.2.1", "mode": "todo", "target": "",
         "start": 0.5, "duration": 1.25, "rmeta_time": None, "unlocked_units": []},
        {"i": 1, "name": "app", "version": "1.0.0", "mode": "todo", "target": " bin",
         "start": 2, "duration": 4.5, "rmeta_time": 2.5, "unlocked_units": [3]},
    ])  # fmt: skip
    assert values(table, "benchmark", "metric", "value") == [
        ("libc", "build_time", 1.25), ("app", "build_time", 4.5),
        ("app", "rmeta_time", 2.5),
    ]  # fmt: skip
    lines = "\n".join(map(json.dumps, [
        {"reason": "compiler-artifact", "package_id": "a 1.0"},
        {"reason": "timing-info", "package_id": "a 1.0", "duration": 3.5,
         "target": {"name": "a", "kind": ["lib"]}, "mode": "build"},
    ]))  # fmt: skip
    table = read_text(CARGO, "a.jsonl", lines)
    assert values(table, "benchmark", "value", "setting.kind") == [
        ("a 1.0", 3.5, "lib")
    ]


def test_rustc_self_profile() -> None:
    table = read(RUSTC, {
        "query_data": [{"label": "typeck", "time": {"secs": 1, "nanos": 500},
                        "self_time": 250, "invocation_count": 3}],
        "artifact_sizes": [{"label": "metadata", "value": 100}],
        "total_time": {"secs": 2, "nanos": 0},
    })  # fmt: skip
    assert values(table, "benchmark", "metric", "value", "unit") == [
        ("total", "compile_time", 2.0, "s"), ("typeck", "time", 1.0000005, "s"),
        ("typeck", "self_time", 250e-9, "s"), ("typeck", "invocation_count", 3.0, "count"),
        ("metadata", "size", 100.0, "bytes"),
    ]  # fmt: skip


@pytest.mark.parametrize("bad", [None, 1, "x", [], {}, [[1]], {"a": None}, 1e400])
def test_hostile_content_raises_nothing(bad) -> None:
    event = {"ph": "X", "name": bad, "ts": bad, "dur": bad, "args": bad, "pid": bad}
    for content in (
        {"traceEvents": [event, bad, event | {"ph": "B"}, event | {"ph": "E"}]},
        {"traceEvents": [event], "otherData": bad, "deviceProperties": [bad]},
        {"traceEvents": bad},
        {"query_data": [bad, {"label": bad, "self_time": bad}], "total_time": bad},
        {"query_data": bad, "artifact_sizes": bad},
        [{"reason": "timing-info", "target": bad, "duration": bad}, bad],
    ):
        document = Document("a.json", "json", json.dumps(content))
        for reader in build_json.READERS:
            if reader.takes(document):
                assert isinstance(list(reader.read(document)), list)

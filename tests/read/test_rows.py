"""Rows of a shape: the same numbers as any record, made only when asked for."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from chimera_nb.read import read_benchmarks, tables
from chimera_nb.read.frames import pack_records, unpack_records
from chimera_nb.read.records import Number, Record, Row, Shape, count_of, shape_of
from chimera_nb.read.table import Sourced, tidy
from chimera_nb.read.tables import Table, read_table

SHAPE = Shape(
    (
        Number("latency", 0.0, "ms", "mean", ", column a", note="a note"),
        Number("ttft", 0.0, "s", place=", column b"),
    )
)


def rows():
    return [
        Row("line 2", SHAPE, [1.5, 2.0], ["1.50", "2"], {"model": "m"}, "llm"),
        Row("line 3", SHAPE, [2.5, 3.0], ["2.50", "3"], {"setting.n": 4}, "llm"),
    ]


def plain():
    return [Record(each.place, each.numbers, each.labels, each.kind) for each in rows()]


def test_a_row_gives_the_table_that_a_plain_record_gives():
    (table, places), (wanted, said) = (
        tidy([Sourced("a.csv", found)]) for found in (rows(), plain())
    )
    assert_frame_equal(table, wanted)
    assert [places[at] for at in range(4)] == [said[at] for at in range(4)]
    assert places[2] == "line 3, column a"


def test_numbers_that_were_changed_count_and_the_shape_is_left():
    row = rows()[0]
    assert (count_of(row), shape_of(row)) == (2, SHAPE)
    row.numbers = row.numbers[1:]
    assert (count_of(row), shape_of(row)) == (1, None)
    table, _ = tidy([Sourced("a.csv", [row])])
    assert table["raw_value"].tolist() == ["2"]
    assert SHAPE.numbers[0].value == 0.0


def test_the_cache_gives_rows_back_as_rows():
    found, problems, not_taken = unpack_records(pack_records(rows(), [], []))
    assert [type(each) for each in found] == [Row, Row]
    assert found[0].shape is found[1].shape
    assert [each.numbers for each in found] == [each.numbers for each in rows()]
    assert (problems, not_taken) == ([], [])


@pytest.mark.parametrize(
    "row",
    [
        "m,p,1,0.5,0.4,0.1,80.5,",
        "m,p,1,0.5,0.4,0.05,80.5,",
        "m,p,1,0.5,0.4,0.1,80.5,boom",
        "m,p,1,0.5,0.4,0.1,0.0,",
        "m,p,1,0.5,0.4,0.1,nan,",
        "m,p,1,0.5,0.4,0.1,,",
        "m,p,1,0.5,0.4,0.1,fast,",
        "m,p,1,0.5,0.4,0.1",
        ",p,x,0.5,0.6,0.1, 80.5 , ",
        "m,,,0.5,0.4,0.1,1e9,",
    ],
)
def test_whole_columns_give_what_single_lines_give(tmp_path, monkeypatch, row):
    from chimera_nb.read.formats import llm_runs

    head = "model,prompt,prompt_index,ttft_s,load_s,prompt_eval_s,tokens_s,error"
    first = "m,q,2,0.75,0.7,0.05,90.25,"
    (tmp_path / "a.csv").write_text("\n".join([head, first, row, ""]))
    fast = read_benchmarks(tmp_path, cache=False)
    monkeypatch.setattr(llm_runs, "_regular", lambda document: None)
    slow = read_benchmarks(tmp_path, cache=False)
    assert_frame_equal(fast.measurements, slow.measurements, check_categorical=False)
    assert_frame_equal(fast.problems, slow.problems)
    assert len(slow.measurements) >= 4


def test_twins_are_found_however_finely_they_are_written(tmp_path):
    head = "model,prompt,ttft_s,load_s,prompt_eval_s,tokens_s"
    fine, near = "m,p,0.1049,0.1,0.0049,99.949", "m,p,0.1041,0.1,0.0041,99.941"
    for name, lines in {
        "a.csv": [fine, near],
        "b.csv": ["m,p,0.105,0.1,0.0049,99.95"],
        "c.csv": ["m,p,0.11,0.1,0.0049,99.9"],
    }.items():
        (tmp_path / name).write_text("\n".join([head, *lines, ""]))
    rows = read_benchmarks(tmp_path, cache=False).measurements
    assert rows.groupby("source", observed=True).size().to_dict() == {
        "a.csv": 8, "c.csv": 4,
    }  # fmt: skip
    merged = rows.loc[rows["also_in"].notna(), "raw_value"].tolist()
    assert merged == ["0.1049", "0.1", "0.0049", "99.949"]


HEADERS = (
    "name", "framework", "threads", "batch_size", "latency_ms", "Compile Time (s)",
    "throughput", "speedup", "change (%)", "runs", "status", "unit", "metric", "value",
    "p99", "memory", "requests_failed", "completed", "percentile", "time", "std", "run",
)  # fmt: skip
CELLS = (
    "1.5", "2", "0", "0.0", "-3.25", "+4", "10 ms", "N/A", "", "OOM", "ok", "mean",
    "jit", "cpu", "5 ± 1", "1.5x", "12%", "1,200", "0,25", "3/4", "1:23", "99", "latency",
    "Throughput (tok/s)", "ms", "10.5M", "1e3", "< 5",
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_rows_of_plain_numbers_say_what_they_say_one_by_one(data):
    names = data.draw(st.lists(st.sampled_from(HEADERS), min_size=2, max_size=6))
    some = [data.draw(st.sampled_from([CELLS, CELLS[:5], CELLS[:2]])) for _ in names]
    body = [
        (line, [data.draw(st.sampled_from(cells)) for cells in some])
        for line in range(2, 2 + data.draw(st.integers(1, 9)))
    ]
    table = Table(names, body, loose=True)
    fast = list(read_table(table))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tables._Reading, "_uniform", False)
        slow = list(read_table(table))
    assert list(map(shown, fast)) == list(map(shown, slow))


def shown(found):
    if not isinstance(found, Record):
        return found
    return (
        found.place,
        found.numbers,
        found.labels,
        found.kind,
        found.tier,
        found.about,
    )


def test_rows_that_share_a_shape_are_read_as_such():
    body = [(2, ["a", "1.5"]), (3, ["a", "2.5"]), (4, ["a", "0"]), (5, ["a", "3 s"])]
    found = list(read_table(Table(["name", "latency_ms"], body, loose=True)))
    assert [shape_of(each) is not None for each in found] == [True, True, False, False]
    assert found[0].shape is found[1].shape


@pytest.mark.parametrize(
    ("second", "dtype"), [({"run_index": 2}, "int64"), ({}, "float64")]
)
def test_run_numbers_stay_whole_where_every_record_has_one(second, dtype):
    number = [Number("latency", 1.0, "s")]
    found = [Record("/0", number, {"run_index": 1}), Record("/1", number, second)]
    table, _ = tidy([Sourced("a.json", found)])
    assert str(table["run_index"].dtype) == dtype

"""The tidy table saved and read back is the same table."""

import sys

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from chimera_nb import read_benchmarks
from chimera_nb.errors import InputError, SaveError
from chimera_nb.read.records import Number, Record, failed
from chimera_nb.read.table import Sourced, tidy
from chimera_nb.read.tidy_file import read_tidy, save_tidy

KINDS = [".csv", ".parquet"]


def awkward():
    """Everything that a file loses easily: types, missing and empty values, marks."""
    labels = {
        "model": 'a "b", c\nd\re', "benchmark": "NaN", "device": "", "backend": '"q"',
        "timestamp": "2026-01-02", "config_label": "None", "cold": True, "run_index": 3,
        "setting.num_ctx": 4096, "setting.text": "4096", "setting.mixed": "1",
        "setting.float": 2.0, "setting.large": 1e22, "setting.word": "é ∑",
    }  # fmt: skip
    numbers = [
        Number(
            "time", 0.1 + 0.2, "ms", place="/t", n_behind=10, also_in="b.md: line 3"
        ),
        Number("time", 1 / 3, "", "mean", place="/u", raw="=1+1", note="guess: a name"),
        failed("time", "s", "OOM, at 3", place=", column t", raw=""),
        Number("size", 3, "MB", labels={"model": "n/a"}),
    ]
    other = {"setting.mixed": 2, "cold": False, "setting.word": "NaN"}
    return [
        Sourced("a b,c.json", [Record("/x", numbers, labels), Record("/y", [numbers[0]], other)]),
        Sourced("z.csv", [Record("line 2", [numbers[1]], tier="reported", kind="words")]),
    ]  # fmt: skip


def same(path, table, places):
    save_tidy(table, lambda place: places[place], path)
    back = read_tidy(path)
    assert back["locator"].tolist() == [places[at] for at in table["place"]]
    assert_frame_equal(back.drop(columns="locator"), table)


def need(kind):
    if kind == ".parquet":
        pytest.importorskip("pyarrow")


@pytest.mark.parametrize("kind", KINDS)
def test_types_categories_and_what_is_missing_come_back(tmp_path, kind):
    need(kind)
    same(tmp_path / f"t{kind}", *tidy(awkward()))


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_table_comes_back(tmp_path, kind):
    need(kind)
    same(tmp_path / f"t{kind}", *tidy([]))


@pytest.mark.parametrize("kind", KINDS)
def test_the_sample_comes_back(tmp_path, sample, kind):
    need(kind)
    reading = read_benchmarks(sample)
    path = tmp_path / "made" / f"t{kind}"
    save_tidy(reading.measurements, reading.locate, path)
    back = read_tidy(path)
    locators = back["locator"]
    back = back.drop(columns="locator")
    for name in back.columns:  # a file keeps no category that no row has
        if reading.measurements[name].dtype == "category":
            assert back[name].dtype == "category"
            back[name] = back[name].astype("object")
    assert_frame_equal(back, reading.measurements.astype(back.dtypes))
    assert locators.iloc[-1] == reading.locate(reading.measurements.iloc[-1])


def test_a_spreadsheet_sees_plain_cells(tmp_path):
    table, places = tidy(
        [Sourced("a.csv", [Record("line 2", [Number("t", 1.5, "ms")], {"model": "m"})])]
    )
    save_tidy(table, lambda place: places[place], tmp_path / "t.csv")
    header, row = (tmp_path / "t.csv").read_text().splitlines()
    shown = dict(zip(header.split(","), row.split(","), strict=True))
    assert {name: cell for name, cell in shown.items() if cell} == {
        "source": "a.csv", "place": "0", "locator": "line 2", "record": "0", "kind": "other",
        "tier": "raw", "model": "m", "metric": "t", "statistic": "value", "value": "0.0015",
        "unit": "s", "raw_value": "1.5", "raw_unit": "ms", "status": "ok",
    }  # fmt: skip


def test_parquet_without_pyarrow_says_so_in_one_line(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    table, places = tidy(awkward())
    path = tmp_path / "t.parquet"
    message = f"{path}: parquet needs pyarrow; install pyarrow, or name a .csv file"
    with pytest.raises(InputError) as refused:
        save_tidy(table, lambda place: places[place], path)
    assert str(refused.value) == message
    with pytest.raises(InputError) as refused:
        read_tidy(path)
    assert str(refused.value) == message


def test_a_name_or_file_that_is_none_is_refused(tmp_path):
    table, places = tidy([])
    with pytest.raises(
        InputError, match=r"t.txt: want a name that ends in .csv or .parquet$"
    ):
        save_tidy(table, lambda place: places[place], tmp_path / "t.txt")
    with pytest.raises(InputError, match=r"t.csv: no such file or directory$"):
        read_tidy(tmp_path / "t.csv")
    (tmp_path / "o.csv").write_text("a,b\n1,2\n")
    with pytest.raises(
        InputError,
        match=r"o.csv: is no saved tidy table: it lacks the column 'source'$",
    ):
        read_tidy(tmp_path / "o.csv")
    pd.DataFrame().to_csv(tmp_path / "e.csv", index=False)
    with pytest.raises(InputError, match=r"e.csv: is no saved tidy table: "):
        read_tidy(tmp_path / "e.csv")
    (tmp_path / "f").write_text("")
    with pytest.raises(SaveError):
        save_tidy(table, lambda place: places[place], tmp_path / "f" / "t.csv")


def test_a_file_that_is_no_parquet_is_refused(tmp_path):
    pytest.importorskip("pyarrow")
    (tmp_path / "t.parquet").write_bytes(b"PAR1 no")
    with pytest.raises(InputError, match=r"t.parquet: is no saved tidy table: "):
        read_tidy(tmp_path / "t.parquet")

"""Statistics against hand-worked numbers."""

import math

import pandas as pd
import pytest

from chimera_nb import break_even, read_benchmarks, summarize
from chimera_nb.errors import MeasurementError
from chimera_nb.measurements import check_measurements, measurements_table
from chimera_nb.overview import table_by_model, table_by_type


def row(value, status="ok", **more):
    """One raw compile time."""
    return {
        "source": "a.json", "kind": "compile", "tier": "raw", "metric": "compile_time",
        "statistic": "value", "unit": "s", "status": status, "value": value,
        "backend": "jit", **more,
    }  # fmt: skip


def only(table):
    assert len(table) == 1
    return table.iloc[0]


def test_the_spread_has_n_minus_one_and_quantiles_are_of_type_7():
    table = measurements_table([row(float(value)) for value in range(1, 11)])
    found = only(summarize(table, metric="compile_time", by=["backend"]))
    assert (found["n"], found["mean"], found["median"]) == (10, 5.5, 5.5)
    assert found["std"] == pytest.approx(math.sqrt(55 / 6))
    assert found["p90"] == pytest.approx(9.1)
    assert math.isnan(found["p95"])


def test_one_measurement_has_no_spread_rather_than_a_spread_of_zero():
    found = only(summarize(measurements_table([row(2.0)]), metric="compile_time"))
    assert math.isnan(found["std"])
    assert found["mean"] == found["min"] == found["max"] == 2.0


def test_a_failed_run_is_counted_and_never_enters_a_mean():
    table = measurements_table([row(2.0), row(None, "failed"), row(99.0, "suspect")])
    found = only(summarize(table, metric="compile_time"))
    assert (found["n"], found["n_failed"], found["mean"]) == (1, 1, 2.0)


def test_a_group_of_which_all_failed_stays_in_the_table_without_a_value():
    found = only(
        summarize(measurements_table([row(None, "failed")]), metric="compile_time")
    )
    assert (found["n"], found["n_failed"]) == (0, 1)
    assert math.isnan(found["mean"])


def test_kinds_are_never_pooled():
    table = measurements_table([row(1.0), row(3.0, kind="build")])
    assert summarize(table, metric="compile_time")["mean"].tolist() == [3.0, 1.0]


def test_a_reported_row_never_enters_a_statistic():
    table = measurements_table([row(1.0), row(9.0, tier="reported")])
    assert only(summarize(table, metric="compile_time"))["mean"] == 1.0


def test_an_unknown_column_is_refused_with_the_nearest():
    with pytest.raises(
        MeasurementError,
        match=r"^the tidy table has no column 'backends'; did you mean 'backend'\?$",
    ):
        summarize(measurements_table([row(1.0)]), metric="x", by=["backends"])


def test_no_measurement_at_all_gives_an_empty_table():
    assert summarize(measurements_table([]), metric="compile_time").empty
    assert break_even(measurements_table([])).empty


def test_a_failed_measurement_with_a_value_breaks_the_contract():
    table = measurements_table([row(1.0, "failed")])
    with pytest.raises(
        MeasurementError, match=r"^a\.json: a failed measurement carries a value$"
    ):
        check_measurements(table)


def test_break_even_is_rounded_up_and_missing_where_it_never_pays_off(folder):
    table = break_even(read_benchmarks(folder).measurements)
    table = table.set_index(["model", "backend"])
    assert table.loc[("conv", "jit"), "calls"] == 100
    assert table.loc[("conv", "onnx"), "calls"] == 67
    assert pd.isna(table.loc[("mlp", "jit"), "calls"])
    assert table.loc[("conv", "onnx"), "speedup"] == 4.0
    assert ("conv", "tensorrt") not in table.index


def test_the_tables_by_type_and_by_model_come_from_the_data(folder):
    reading = read_benchmarks(folder)
    types = table_by_type(reading.files).set_index("type")
    assert types["files"].to_dict() == {"json": 3, "markdown": 2}
    assert types.loc["json", "names"] == "conv.json, mlp.json, mlp_copy.json"
    models = table_by_model(reading.measurements).set_index("model")
    assert models.loc["conv", "n_failed"] == 1
    assert models.loc["mlp", "best_backend"] == "onnx"


def test_the_corpus_gives_the_figures_it_was_found_to_give(corpus):
    rows = read_benchmarks(corpus).measurements
    found = only(summarize(rows, metric="compile_time"))
    got = [round(found[name], 4) for name in ("mean", "median", "min", "max")]
    assert (found["n"], got) == (27, [4.6303, 0.2346, 0.0576, 40.5345])
    for by, expected in (
        ("backend", {"jit": 0.1535, "onnx": 0.2076, "tensorrt": 24.2413,
                     "torch_compile": 4.1685}),
        ("device", {"cpu": 2.3474, "cuda": 5.7718}),
    ):  # fmt: skip
        table = summarize(rows, metric="compile_time", by=[by])
        means = table.set_index(by)["mean"].round(4)
        assert means.to_dict() == expected
    calls = break_even(rows)
    assert calls["calls"].notna().sum() == 14
    assert calls["noise"].sum() == 2

"""Unknown JSON: what is guessed, and what is not."""

import json
from typing import Any

import pandas as pd
import pytest

from chimera_nb.read.formats import generic_json
from chimera_nb.read.formats._keys import key_of
from chimera_nb.read.testing import read_text

(READER,) = generic_json.READERS


def read(content: Any) -> pd.DataFrame:
    return read_text(READER, "a.json", json.dumps(content))


def rows(table: pd.DataFrame) -> list[tuple[Any, ...]]:
    names = ["metric", "statistic", "value", "unit"]
    return [tuple(row) for row in table[names].to_numpy()]


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("mean_ttft_ms", ("ttft", "ms", "mean")),
        ("p99Latency", ("latency", None, "p99")),
        ("Time (s)", ("time", "s", None)),
        ("tokens_s", ("", "tok/s", None)),
        ("img/s", ("img_per_second", "1/s", None)),
        ("95th", ("", None, "p95")),
        ("latency_p50_us", ("latency", "us", "median")),
        ("q4_0", ("q4_0", None, None)),
        ("P100", ("p100", None, None)),
        ("p999_us", ("", "us", "p99.9")),
        ("q3", ("", None, "p75")),
        ("gpu_std_error", ("gpu", None, "stderr")),
        ("img_w", ("img_w", None, None)),
        ("throughput_mb_s", ("throughput", "MB/s", None)),
    ],
)
def test_keys_say_metric_unit_and_statistic(name: str, key: tuple[Any, ...]) -> None:
    assert tuple(key_of(name)) == key


def test_settings_are_labels_and_no_measurements() -> None:
    table = read({"config": {"warmup": 3, "seed": 7}, "results": [
        {"name": "sort", "batch_size": 8, "threads": 2, "mean_ms": 4.0, "p99_ms": 9.0}]})  # fmt: skip
    assert rows(table) == [("time", "mean", 0.004, "s"), ("time", "p99", 0.009, "s")]
    assert set(table["benchmark"]) == {"sort"}
    assert set(table["setting.batch_size"]) == {8}
    assert set(table["setting.warmup"]) == {3}
    assert set(table["note"]) == {"guess: by the names of the keys"}


def test_ids_and_clock_times_are_counted_not_taken() -> None:
    table = read({"pid": 12, "seed": 4, "start_time": 1767225600.5, "time_ms": 2.5})
    assert rows(table) == [("time", "value", 0.0025, "s")]
    assert table.attrs["not_taken"] == [("ids, seeds and clock times", 3)]


def test_a_failed_object_gives_no_value_though_it_has_seconds() -> None:
    table = read([{"name": "a", "status": "error", "error_message": "no memory",
                   "time_s": 1.5}, {"name": "b", "success": False, "time_s": 0.0},
                  {"name": "c", "error": 0.25, "time_s": 1.0}])  # fmt: skip
    assert list(table["status"]) == ["failed", "failed", "ok", "ok"]
    assert list(table["error"])[:2] == ["no memory", "success is false"]
    assert table["value"].isna().sum() == 2


def test_an_unsupported_case_is_neither_failed_nor_ok() -> None:
    table = read([{"name": "a", "status": "unsupported", "time_s": 0.0}])
    assert list(table["status"]) == ["placeholder"]


def test_minus_one_stands_for_no_value_but_a_difference_may_be_negative() -> None:
    table = read([{"name": "a", "avg_ms": -1, "delta_ms": -2.0, "target_ms": 5.0}])
    assert list(table["status"]) == ["placeholder", "ok"]
    assert table["note"].iloc[0] == "a negative number stands for no value"
    assert set(table["setting.target_ms"]) == {5}


def test_ancestors_are_labels_and_give_their_unit() -> None:
    table = read({"small": {"lookup_us": {"json": 178.0, "kvl": 193.0}}})
    assert rows(table) == [
        ("lookup", "value", 1.78e-4, "s"), ("lookup", "value", 1.93e-4, "s"),
    ]  # fmt: skip
    assert list(table["benchmark"]) == ["small / json", "small / kvl"]


def test_lists_of_runs_need_a_key_that_says_what_they_are() -> None:
    table = read({"mean_ms": 1.0, "latencies_ms": [1.0, 3.0], "shape": [64, 64]})
    assert rows(table)[1:] == [
        ("latencies", "value", 0.001, "s"), ("latencies", "value", 0.003, "s"),
    ]  # fmt: skip
    assert ("lists of numbers that no key explains", 2) in table.attrs["not_taken"]


def test_runs_measure_what_their_mean_does() -> None:
    table = read({"sort": {"mean_ms": 2.0, "runs": [1.0, 3.0]},
                  "pytest": {"mean": 0.5, "runs": [0.25, 0.75]}})  # fmt: skip
    assert rows(table) == [
        ("time", "mean", 0.002, "s"), ("time", "value", 0.001, "s"),
        ("time", "value", 0.003, "s"), ("pytest", "mean", 0.5, ""),
        ("pytest", "value", 0.25, ""), ("pytest", "value", 0.75, ""),
    ]  # fmt: skip
    assert list(table["tier"])[:3] == ["aggregate", "raw", "raw"]


@pytest.mark.parametrize(
    "content",
    [
        {"columns": ["n", "time_ms"], "data": [[1, 2.5], [2, 3.5]]},
        {"n": [1, 2], "time_ms": [2.5, 3.5]},
        {"n": {"0": 1, "1": 2}, "time_ms": {"0": 2.5, "1": 3.5}},
        [["n", "time_ms"], [1, 2.5], [2, 3.5]],
    ],
)
def test_tables_by_column_become_rows(content: Any) -> None:
    table = read(content)
    assert list(table["value"]) == [0.0025, 0.0035]
    assert list(table["setting.n"]) == [1, 2]


def test_units_beside_a_value() -> None:
    table = read([{"test": "a", "value": 3.5, "unit": "ms"},
                  {"test": "b", "latency_unit": "us", "latency": {"p50": 4}}])  # fmt: skip
    assert rows(table) == [
        ("time", "value", 0.0035, "s"), ("latency", "median", 4e-6, "s"),
    ]  # fmt: skip


def test_a_time_without_a_unit_is_marked() -> None:
    table = read({"a": {"elapsed": 1.5}, "b": {"latency": 12.5}})
    assert rows(table) == [("time", "value", 1.5, "s"), ("latency", "value", 12.5, "")]
    assert list(table["note"]) == [
        "guess: seconds, as no unit is given", "guess: no unit is given",
    ]  # fmt: skip


def test_null_and_nan_are_missing_not_zero() -> None:
    table = read({"mean_ms": None, "max_ms": float("nan"), "min_ms": 1.0})
    assert rows(table) == [("time", "min", 0.001, "s")]


@pytest.mark.parametrize(
    "content", [{"name": "x", "dependencies": {"time": "1"}}, [1, 2], {"a": "b"}]
)
def test_what_is_no_benchmark_is_not_claimed(content: Any) -> None:
    with pytest.raises(AssertionError, match="does not claim"):
        read(content)


def test_numbers_as_keys_are_ranks_only_beside_those_of_percentiles() -> None:
    ranked = rows(read({"latency_ms": {"50": 1.5, "90": 2.5, "99": 9.5}}))
    assert [each[1] for each in ranked] == ["median", "p90", "p99"]
    tokens = rows(read({"time_s": {"10": 2.5, "30": 6.5, "100": 20.5}}))
    assert [each[1] for each in tokens] == ["value", "value", "value"]


def test_the_best_accuracy_is_no_minimum_and_above_one_it_is_percent() -> None:
    found = rows(read({"accuracy": {"gsm8k": 95.5, "best": 96.5}, "best_ms": 3.0}))
    assert found == [
        ("time", "min", 0.003, "s"),
        ("accuracy", "value", 95.5, "percent"),
        ("accuracy", "value", 96.5, "percent"),
    ]


def test_a_rate_keeps_the_words_after_its_second() -> None:
    assert tuple(key_of("tok_per_s_single")) == ("throughput_single", "tok/s", None)


def test_what_the_settings_say_above_is_no_result_and_an_error_is_of_its_number():
    table = read(
        {
            "settings": {"pp_tokens": 256},
            "rows": [{"quant": "F16", "pp_tokens": 256, "ppl": 10.5, "ppl_err": 0.5}],
        }
    )
    assert rows(table) == [
        ("perplexity", "value", 10.5, ""),
        ("perplexity", "stderr", 0.5, ""),
    ]


def test_numbers_written_as_text_are_numbers_where_their_key_measures():
    table = read(
        [
            {"name": "h9", "version": "20", "latency": "20.5", "requests": "900.5"},
            {"name": "h8", "version": "21", "latency": "N/A", "requests": "N/A"},
        ]
    )
    assert rows(table) == [
        ("latency", "value", 20.5, ""),
        ("requests", "value", 900.5, ""),
    ]
    assert set(table["setting.version"]) == {20.0}


def test_an_error_without_words_fails_nothing():
    table = read(
        {"sizes": {"node": "110M", "deno": "137M"}, "score": {"node": 31.5, "deno": 33.5},
         "error": {"mujs": None}}
    )  # fmt: skip
    assert set(table["status"]) == {"ok"}
    assert "machine" not in table or table["machine"].isna().all()
    failed = read({"case": "a", "time_ms": 3.5, "error": {"message": "boom"}})
    assert set(failed["status"]) == {"failed"}


def test_operations_of_a_pass_are_no_rate_and_more_than_one_is_percent():
    table = read(
        {"device": "cpu", "d_model": 64, "vocab": 10000, "total_params": 2158366,
         "flops": {"macs": 79292106, "flops": 158584212},
         "accuracy": {"top1_accuracy": 11.09, "top5_accuracy": 0.475}}
    )  # fmt: skip
    assert rows(table) == [
        ("macs", "value", 79292106.0, "count"),
        ("flops", "value", 158584212.0, ""),
        ("top1_accuracy", "value", 11.09, "percent"),
        ("top5_accuracy", "value", 0.475, "ratio"),
    ]

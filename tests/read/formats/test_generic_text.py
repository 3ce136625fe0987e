"""Texts that a program of one's own printed: what names a number, what is no result."""

import pandas as pd
import pytest

from chimera_nb.read.document import Document
from chimera_nb.read.formats.generic_text import READERS
from chimera_nb.read.testing import read_text

(READER,) = READERS


def read(text: str) -> pd.DataFrame:
    return read_text(READER, "results.txt", text)


def rows(table: pd.DataFrame, *columns: str) -> list[tuple[object, ...]]:
    return list(table[list(columns)].itertuples(index=False, name=None))


def test_what_is_said_once_above_names_all_paragraphs_below() -> None:
    table = read(
        "Inference benchmark\n===================\nModel: resnet50\nBatch size: 8\n\n"
        "--- eager ---\nMean latency: 12.5 ms\nThroughput:   648.3 images/s\n\n"
        "--- compiled ---\nMean latency: 7.5 ms\nCompile time: 14.2 s\nSpeedup: 1.67x\n"
    )
    assert rows(table, "config_label", "metric", "statistic", "value", "unit") == [
        ("eager", "latency", "mean", 0.0125, "s"),
        ("eager", "throughput", "value", 648.3, "1/s"),
        ("compiled", "latency", "mean", 0.0075, "s"),
        ("compiled", "compile_time", "value", 14.2, "s"),
        ("compiled", "speedup", "value", 1.67, "ratio"),
    ]
    assert set(table["model"]) == {"resnet50"}
    assert set(table["setting.batch_size"]) == {8}
    assert table["place"].tolist() == [f"line {at}" for at in (7, 8, 11, 12, 13)]


def test_pairs_on_a_line_share_the_quantity_that_its_first_names() -> None:
    table = read(
        "Running with rounds=3, concurrency=5\nRound 1/3:\n"
        "  Latency avg=16.5s p50=15.8s p99=17.5s\n"
        "  Errors=0  Round wall=17.5s  Throughput=0.29 req/s\n"
        "ML-KEM-512\n  KeyGen:  median=1.5ms  p95=2.5ms\n"
    )
    assert rows(table, "metric", "statistic", "value", "unit") == [
        ("latency", "mean", 16.5, "s"),
        ("latency", "median", 15.8, "s"),
        ("latency", "p99", 17.5, "s"),
        ("time", "value", 17.5, "s"),
        ("throughput", "value", 0.29, "1/s"),
        ("time", "median", 0.0015, "s"),
        ("time", "p95", 0.0025, "s"),
    ]
    assert table["config_label"].tolist()[-2:] == ["ML-KEM-512"] * 2
    assert table["benchmark"].tolist()[-1] == "KeyGen"
    assert set(table["setting.concurrency"]) == {5}


def test_a_key_that_comes_again_is_another_run() -> None:
    table = read("GEMM 4 4 4: 0.5 ms\nGEMM 4 4 4: 0.25 ms\nGEMM 8 8 8: 1 ms\n")
    assert rows(table, "config_label", "value") == [
        ("GEMM 4 4 4", 0.0005), ("GEMM 4 4 4", 0.00025), ("GEMM 8 8 8", 0.001),
    ]  # fmt: skip


def test_a_line_that_only_announces_names_what_is_indented_below_it() -> None:
    table = read(
        "Benchmarking small: 1x1024 @ 1024x1024\n"
        "  Testing PyTorch (1x1024)...\n  PyTorch: 0.5ms\n\n"
        "Threads...\n  Testing with 2 threads...\n    Average time: 20.5ms\n"
    )
    assert table["config_label"].tolist() == [
        "Benchmarking small: 1x1024 @ 1024x1024, PyTorch", "Testing with 2 threads",
    ]  # fmt: skip


def test_the_title_results_hides_no_name_and_a_rule_below_a_text_is_no_title() -> None:
    table = read(
        "Small on CPU\n\nBenchmark Results:\n-----------------\nlatency: 1.5 s\n\n"
        "Output:\nIn a recent review\n--------------------\n\nlatency: 2.5 s\n"
    )
    assert [str(each) for each in table["config_label"]] == ["Small on CPU", "nan"]


def test_stamps_of_a_log_are_taken_off() -> None:
    table = read(
        "2025-03-23 13:44:16,460 - __main__ - INFO - Number of runs: 20\n"
        "2025-03-23 13:44:26,464 - __main__ - INFO - Average inference time: 23.5 ms\n"
    )
    assert rows(table, "statistic", "value", "n_behind") == [("mean", 0.0235, 20)]


def test_a_printed_table_and_what_is_said_below_it() -> None:
    table = read(
        "=====\nSUMMARY\n=====\nset     op      baseline (ms)   optimised (ms)\n"
        "-----------------------------------------------\n"
        "a       keygen         196.5           177.5\n"
        "a       sign          1638.5          1474.5\n\nTotal time: 9.5 s\n"
    )
    assert table["value"].tolist() == [0.1965, 0.1775, 1.6385, 1.4745, 9.5]


NOTHING = {
    "lscpu": "Architecture:        x86_64\nCPU(s):              16\n"
    "Model name:          AMD EPYC\nCPU MHz:             2449.998\n"
    "L3 cache:            32 MiB\n",
    "meminfo": "MemTotal:       65801148 kB\nMemFree:        12345678 kB\n",
    "requirements": "numpy==1.26.4\npandas = 2.1.0\n",
    "df": "Filesystem      Size  Used Avail Use% Mounted on\n"
    "/dev/sda1       100G   20G   80G  20% /\ntmpfs            32G  1.0G   31G   4% /run\n",
    "licence": "Version 2.0, January 2004\n\n1. Definitions.\n\nLicense: see section 4\n",
    "settings": "timeout: 30 s\nwarmup: 5 s\naudio duration: 36.2 s\n",
    "empty": "Total inferences: 0\nAverage latency: 0.00 ms\nAverage tokens/s: 0.00\n",
    "report": "Our report\n==========\nAll went well.\n- Average: 3203.5 ms\n"
    "1. Level Up: 2527.2 ms\n",
    "words": "Latency: good\nThroughput: n/a\n",
}


@pytest.mark.parametrize("name", NOTHING)
def test_what_measures_nothing_is_not_claimed(name: str) -> None:
    assert not READER.claims(Document(f"{name}.txt", "text", NOTHING[name]))


def test_a_quantity_that_cannot_be_read_is_no_title_of_those_below() -> None:
    table = read("Latency p50/p99: 3.5 / 7.1 ms\nThroughput: 12 req/s\n")
    assert rows(table, "metric", "statistic", "value") == [("throughput", "value", 12)]
    assert table.attrs["not_taken"] == [
        ("ranges, bounds and words where a number would stand", 1)
    ]


def test_a_long_hostile_text_is_read_in_one_pass() -> None:
    lines = [f"k{at}: {at + 1} ms" for at in range(3000)]
    lines += ["a=1ms " * 300, "=" * 1900, "x" * 1900 + ": 1 ms", "[" * 1900]
    table = read("\n".join(lines))
    assert table["value"].tolist()[:3000] == [(at + 1) / 1000 for at in range(3000)]


def test_names_and_times_in_columns_stand_under_their_title() -> None:
    table = read(
        "Running 5 loops\n[iter/fold]\n    Metall    462.5ms\n"
        "    Rust      1.5s      1.02 / 1.00    PASSED\n"
    )
    assert rows(table, "config_label", "value") == [
        ("iter/fold, Metall", 0.4625), ("iter/fold, Rust", 1.5),
    ]  # fmt: skip


def test_a_table_of_two_columns_has_one_bar() -> None:
    table = read(
        "With plugins\n-------------------\nRun        | Time (s)\n"
        "-------------------\n1          | 0.125\n2          | 0.25\n"
        "-------------------\nAverage    | .1875\n"
    )
    assert rows(table, "statistic", "value") == [
        ("value", 0.125), ("value", 0.25), ("mean", 0.1875),
    ]  # fmt: skip


def test_numbers_without_a_known_quantity_are_counted() -> None:
    table = read("Average time: 5 ms\nWidgets: 12\nSprockets: 3\n")
    assert table["value"].tolist() == [0.005]
    assert table.attrs["not_taken"] == [
        ("numbers in texts whose quantity or unit is not known", 2)
    ]

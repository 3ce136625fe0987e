"""Kernel blocks and quantization: a warm-up in the mean, two blocks that are one."""

import json

import pytest

from chimera_nb.read.document import Document
from chimera_nb.read.formats.kernels import READERS
from chimera_nb.read.testing import read_text

BLOCKS, QUANTIZATION = READERS
CALM = {"mean_time_ms": 0.5, "std_time_ms": 0.25, "min_time_ms": 0.25,
        "max_time_ms": 0.75}  # fmt: skip
#: Nine runs of 1 ms, the first one of 91 ms: mean 10, std 27 (ddof=0).
WARM = {"mean_time_ms": 10.0, "std_time_ms": 27.0, "min_time_ms": 1.0,
        "max_time_ms": 91.0}  # fmt: skip
FULL = {"accuracy": 0.75, "loss": 0.625, "model_size_bytes": 2781}


def one(table, **labels):
    for name, value in labels.items():
        table = table[table[name] == value]
    assert len(table) == 1, table
    return table.iloc[0]


def test_blocks_at_any_depth_are_named_by_their_path():
    text = json.dumps(
        {"attention": {"torch": CALM}, "a/b": {"x": {"y": CALM}}, "z": CALM}
    )
    table = read_text(BLOCKS, "a.json", text)
    assert list(table["benchmark"].unique()) == ["attention/torch", "a/b/x/y", "z"]
    assert set(table["kind"]) == {"kernel"}
    row = one(table, benchmark="a/b/x/y", statistic="mean")
    assert (row["value"], row["unit"], row["metric"]) == (0.0005, "s", "latency")
    assert row["place"] == "/a~1b/x/y/mean_time_ms"
    assert one(table, benchmark="z", statistic="max")["value"] == 0.00075
    assert table["note"].isna().all()


def test_a_warm_up_inside_the_mean_is_told_with_what_the_others_average():
    table = read_text(BLOCKS, "a.json", json.dumps({"k": WARM}))
    said = "the slowest run took 91 times the fastest: a warm-up inside the mean,"
    said += " of an apparent 10 runs; the others average 1 ms"
    assert one(table, statistic="mean")["note"] == said
    assert one(table, statistic="min").isna()["note"]
    assert set(table["status"]) == {"ok"}


def test_a_warm_up_among_runs_that_cannot_be_counted():
    table = read_text(BLOCKS, "a.json", json.dumps({"k": WARM | {"std_time_ms": 40.0}}))
    said = "the slowest run took 91 times the fastest: a warm-up inside the mean"
    assert one(table, statistic="mean")["note"] == said


@pytest.mark.parametrize("text", [
    json.dumps({"k": CALM, "note": "x"}), json.dumps(CALM), "{}", "[]", '{"k": {}}',
    json.dumps({"k": {"mean_time_ms": 1.0}}),
])  # fmt: skip
def test_content_with_anything_else_is_left_to_others(text):
    assert not BLOCKS.takes(Document("a.json", "json", text))


def test_a_report_of_quantization():
    text = json.dumps({"baseline": FULL, "int8": FULL | {"loss": 0.5}})
    table = read_text(QUANTIZATION, "a.json", text)
    assert set(table["kind"]) == {"quantization"}
    size = one(table, dtype="int8", metric="model_size")
    assert (size["value"], size["unit"], size["tier"]) == (2781, "bytes", "raw")
    loss = one(table, dtype="int8", metric="loss")
    assert (loss["value"], loss["unit"], loss["place"]) == (0.5, "", "/int8/loss")
    assert one(table, dtype="baseline", metric="accuracy")["unit"] == "ratio"
    assert table["note"].isna().all()


def test_a_method_with_the_baselines_numbers_says_so_whatever_its_key_order():
    same = dict(reversed(FULL.items()))
    text = json.dumps({"baseline": FULL, "int8": FULL | {"loss": 0.5}, "fp8": same})
    table = read_text(QUANTIZATION, "a.json", text)
    said = "the same three numbers as 'baseline': they may be one model"
    assert set(table.loc[table["dtype"] == "fp8", "note"]) == {said}
    assert table.loc[table["dtype"] == "int8", "note"].isna().all()


@pytest.mark.parametrize("value", [None, [], {}, "x", True, -1, 10**400, 1e299])
def test_hostile_values_raise_nothing(value):
    for key in CALM:
        read_text(BLOCKS, "a.json", json.dumps({"k": WARM | {key: value}}))
    read_text(QUANTIZATION, "a.json", json.dumps({"k": dict.fromkeys(FULL, value)}))


def test_blocks_deeper_than_any_real_file_raise_nothing():
    text = '{"a":' * 50 + json.dumps(CALM) + "}" * 50
    assert not BLOCKS.takes(Document("a.json", "json", text))

"""Prose about kernels and quantized models, whose metrics have no pattern of their own."""

import json

import pytest

from chimera_nb import Facts, check_text, collect_facts, read_benchmarks

KERNELS = {
    "attention": {
        "torch": {"mean_time_ms": 4.0, "std_time_ms": 1.0, "min_time_ms": 3.0, "max_time_ms": 6.0}
    },
    "fusion": {
        "baseline_linear_relu": {"mean_time_ms": 0.8, "std_time_ms": 0.1, "min_time_ms": 0.7, "max_time_ms": 0.9},
        "fused_linear_relu": {"mean_time_ms": 0.05, "std_time_ms": 0.01, "min_time_ms": 0.04, "max_time_ms": 0.06},
    },
}  # fmt: skip
QUANTIZED = {
    "baseline": {"accuracy": 0.8, "loss": 0.55, "model_size_bytes": 2500},
    "qat": {"accuracy": 0.6, "loss": 0.95, "model_size_bytes": 3500},
    "int8": {"loss": 0.57, "accuracy": 0.7, "model_size_bytes": 2900},
}


@pytest.fixture(scope="module")
def facts(tmp_path_factory) -> Facts:
    root = tmp_path_factory.mktemp("benchmarks")
    (root / "kernel_benchmarks.json").write_text(json.dumps(KERNELS))
    (root / "quantization_report.json").write_text(json.dumps(QUANTIZED))
    return collect_facts(read_benchmarks(root, cache=False))


def verdicts(text, facts):
    table = check_text(text, facts)
    table = table[(table["kind"] == "number") & (table["verdict"] != "not a claim")]
    return list(zip(table["token"], table["verdict"], strict=True))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # a data type is a subject; loss has no pattern but its name
        ("QAT's loss is 0.95.", [("0.95", "supported")]),
        ("QAT's loss is 0.57.", [("0.57", "contradicted")]),
        ("INT8 keeps an accuracy of 0.7 at 2900 bytes.", [("0.7", "supported"), ("2900", "supported")]),
        ("QAT is the largest export (2900 bytes).", [("2900", "contradicted")]),
        ("QAT has the lowest accuracy (0.6).", [("0.6", "supported")]),
        # a part that one benchmark's path alone has, and another mark between its words
        ("The fused Linear+ReLU kernel averages 50 µs.", [("50", "supported")]),
        ("The attention kernel averages 4 ms, with a maximum of 5 ms.",
         [("4", "supported"), ("5", "contradicted")]),
        ("fused_linear_relu runs in 0.05 ms against 0.8 ms for baseline_linear_relu.",
         [("0.05", "supported"), ("0.8", "supported")]),
        # one word of a path is no name by itself
        ("Attention needs 4 ms.", [("4", "unsupported")]),
        # a ratio of which only one side is named is not judged as a time
        ("The attention kernel is 4 times faster.", [("4", "unsupported")]),
    ],
)  # fmt: skip
def test_what_has_no_pattern_goes_by_its_own_name(facts, text, expected):
    assert verdicts(text, facts) == expected


def test_a_verb_is_judged_on_the_number_behind_it(facts):
    text = "INT8 takes 2900 bytes, while its accuracy drops to 0.7 from 0.8 for the baseline."
    table = check_text(text, facts)
    drop = table[table["token"] == "drops"]
    assert drop["fact"].tolist() == ["accuracy.mean[dtype=int8]"]


def test_data_types_are_ranked(facts):
    said = "QAT has the lowest accuracy. The baseline has the largest model size."
    table = check_text(said, facts)
    ranked = table[table["kind"] == "relation"]
    assert ranked["verdict"].tolist() == ["supported", "contradicted"]


def test_values_that_are_the_same_are_identical(tmp_path):
    same = {
        "baseline": {"accuracy": 0.8, "loss": 0.5},
        "fp8": {"accuracy": 0.8, "loss": 0.5},
    }
    (tmp_path / "quantization_report.json").write_text(json.dumps(same))
    facts = collect_facts(read_benchmarks(tmp_path, cache=False))
    table = check_text("The loss of FP8 is identical to that of the baseline.", facts)
    assert table[["token", "verdict"]].values.tolist() == [["identical", "supported"]]

"""The claim finder: what is a claim, and what its own words say of it."""

import pytest

from chimera_nb.claims import find_claims
from chimera_nb.names import Vocabulary

NAMES = Vocabulary(
    {
        "backend": ("jit", "onnx", "tensorrt", "torch_compile", "eager", "g++"),
        "model": ("conv", "mlp", "gemma3:latest"),
        "device": ("cpu", "cuda"),
        "type": ("csv", "json", "markdown"),
    }
)


def found(text):
    """Metric, statistic, subject, unit and value (canonical) of each claim."""
    return [
        (
            claim.token, claim.metric, claim.statistic,
            dict(claim.outer) | dict(claim.subject),
            claim.unit, claim.value * claim.factor,
        )
        for claim in find_claims(text, NAMES)
        if not claim.excluded and claim.kind == "number"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The mean compile time of jit is 0.15 s.",
            [("0.15", "compile_time", "mean", {"backend": "jit"}, "s", 0.15)],
        ),
        (
            "tensorrt took 24.24s to compile on average.",
            [("24.24", "compile_time", "mean", {"backend": "tensorrt"}, "s", 24.24)],
        ),
        (
            "Average compile time: jit 150 ms, onnx 0.2 s and torch_compile 4.17 s.",
            [
                ("150", "compile_time", "mean", {"backend": "jit"}, "s", 0.15),
                ("0.2", "compile_time", "mean", {"backend": "onnx"}, "s", 0.2),
                (
                    "4.17", "compile_time", "mean", {"backend": "torch_compile"}, "s",
                    4.17,
                ),
            ],
        ),
        (
            "On the GPU, conv with onnx has a latency of 0.77 ms.",
            [
                (
                    "0.77", "latency", None,
                    {"device": "cuda", "model": "conv", "backend": "onnx"}, "s", 0.00077,
                )
            ],
        ),
        (
            "The folder holds 101 files: 28 csv files and 44 JSON files.",
            [
                ("101", "files", "count", {}, None, 101),
                ("28", "files", "count", {"type": "csv"}, None, 28),
                ("44", "files", "count", {"type": "json"}, None, 44),
            ],
        ),
        (
            "The mean compile time of jit is 0.15 s (n = 9).",
            [
                ("0.15", "compile_time", "mean", {"backend": "jit"}, "s", 0.15),
                ("9", "compile_time", "count", {"backend": "jit"}, None, 9),
            ],
        ),
        (
            "The run used num_ctx 1024.",
            [("1024", "config.num_ctx", None, {}, None, 1024)],
        ),
        (
            "Three models were compared.",
            [("Three", "models", "count", {}, None, 3)],
        ),
    ],
)  # fmt: skip
def test_a_claim_takes_its_subject_from_its_own_words(text, expected):
    assert [each[:5] for each in found(text)] == [each[:5] for each in expected]
    got = [each[5] for each in found(text)]
    assert got == pytest.approx([each[5] for each in expected])


def test_a_tables_cell_takes_unit_and_statistic_from_its_header():
    text = "| Backend | Mean compile time (ms) |\n|---|---|\n| jit | 150 |\n| onnx | 200 |\n"
    assert [each[:4] for each in found(text)] == [
        ("150", "compile_time", "mean", {"backend": "jit"}),
        ("200", "compile_time", "mean", {"backend": "onnx"}),
    ]
    assert [(c.line, c.column) for c in find_claims(text, NAMES)] == [(3, 9), (4, 10)]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Measured on 2025-10-02.", "a date"),
        ("Made with torch 2.13.0.", "a version"),
        ("See conv_bench_20251002.json for more.", "a file name"),
        ("The 2nd run was cold.", "an ordinal"),
        ("1. Use jit.", "a list number"),
        ("Set `runs=50` there.", "code"),
        ("The model gemma3:4b wrote this.", "part of a name"),
        ("The p95 is unknown.", "part of a name"),
        ("You should aim for 2 s.", "advice or a hypothetical"),
        ("It is logged under PERF-412.", "a ticket"),
        ("The example shows that 600 tokens need 8 s.", "advice or a hypothetical"),
    ],
)
def test_what_is_no_claim_has_a_reason_that_a_person_can_read(text, reason):
    reasons = {c.excluded for c in find_claims(text, NAMES) if c.kind == "number"}
    assert reasons <= {reason}


def test_fenced_code_is_passed_over():
    assert find_claims("```\ncompile time 5 s\n```\n", NAMES) == []


def test_places_count_lines_and_characters_from_one():
    text = (
        "# Title\n\nFirst line\nthen 5 s of compile time.\n\n- a\n- jit: 7 ms latency"
    )
    places = [(c.line, c.column, c.token) for c in find_claims(text, NAMES)]
    assert places == [(4, 6, "5"), (7, 8, "7")]


@pytest.mark.timeout(30)
@pytest.mark.parametrize("text", ["(" * 200_000, "1 " * 20_000, "| 1 " * 20_000])
def test_no_text_takes_for_ever(text):
    assert len(find_claims(text, NAMES)) <= 20_000

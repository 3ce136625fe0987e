"""Scopes: the groups of files that prose speaks of as one."""

import re

import pytest

from chimera_nb.scopes import scope_pattern, scopes_of

PATHS = [
    "llama/ollama_quant_bench.csv", "gemma/x_param_tuning.csv", "w.json",
    "ollama/20251002-151204/prompt_suite_runs.csv", "c/transformer_cuda_triton2508.json",
]  # fmt: skip


def test_files_are_grouped_by_stamps_words_with_digits_and_pairs_of_words():
    scopes = scopes_of(PATHS, ["transformer", "cuda"])
    assert scopes["quant bench"] == ("llama/ollama_quant_bench.csv",)
    assert scopes["param tuning"] == ("gemma/x_param_tuning.csv",)
    assert scopes["20251002-151204"] == (PATHS[3],)
    assert scopes["triton2508"] == (PATHS[4],)


def test_a_subjects_name_or_a_single_letter_is_no_scope():
    scopes = scopes_of(PATHS, ["transformer", "cuda"])
    assert not {"w", "transformer cuda", "suite runs"} & set(scopes)


@pytest.mark.parametrize(
    ("scope", "text", "meant"),
    [
        ("quant bench", "the quantization bench", True),
        ("quant bench", "the quantization benchmark", True),
        ("param tuning", "its parameter sweep", True),
        ("param tuning", "the gemma3:270m sweep", True),
        ("prompt suite", "every prompt", False),
        ("20251002-151204", "run 20251002-151204", True),
    ],
)
def test_prose_may_write_the_words_out(scope, text, meant):
    found = re.search(rf"(?<![\w.])(?:{scope_pattern(scope)})(?![\w])", text, re.I)
    assert bool(found) is meant

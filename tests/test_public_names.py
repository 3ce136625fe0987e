"""The public names are one short list, and all of them can be had."""

import subprocess
import sys

import pytest

import chimera_nb


def test_every_public_name_is_there():
    assert chimera_nb.__all__ == sorted(set(chimera_nb.__all__))
    for name in chimera_nb.__all__:
        assert getattr(chimera_nb, name) is not None


def test_the_names_that_the_design_promises_are_public():
    promised = {
        "read_benchmarks", "summarize", "break_even", "plot_compile_times",
        "plot_break_even", "collect_facts", "ask", "check_text", "save_run", "RunConfig",
    }  # fmt: skip
    assert promised <= set(chimera_nb.__all__)


def test_an_unknown_name_is_refused_with_the_nearest():
    with pytest.raises(
        AttributeError, match=r"no 'read_benchmark'; did you mean 'read_benchmarks'\?"
    ):
        chimera_nb.read_benchmark  # noqa: B018


def test_importing_the_package_loads_nothing_heavy():
    code = (
        "import sys, chimera_nb; "
        "print([m for m in ('pandas', 'matplotlib', 'papermill', 'nbconvert', 'ollama',"
        " 'pydantic', 'typer') if m in sys.modules])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "[]"

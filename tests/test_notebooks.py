"""The notebooks read as essays, and hold nothing that a library should."""

import ast
import itertools
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def test_there_are_notebooks():
    assert [path.stem for path in NOTEBOOKS] == ["compare_configs", "compile_report"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_an_essay_without_outputs_loops_or_functions(path):
    cells = nbformat.read(path, as_version=4).cells
    codes = [cell for cell in cells if cell.cell_type == "code"]
    assert len(codes) <= 16
    for cell in codes:
        assert cell.outputs == []
        assert cell.execution_count is None
        if "parameters" not in cell.metadata.get("tags", []):  # a line a field
            assert len(cell.source.splitlines()) <= 13
        for node in ast.walk(ast.parse(cell.source)):
            assert not isinstance(
                node, (ast.FunctionDef, ast.For, ast.While, ast.Try, ast.ClassDef)
            )
    for before, cell in itertools.pairwise(cells):
        if cell.cell_type == "code":
            assert before.cell_type == "markdown", cell.source


def test_every_section_of_the_report_has_a_cell():
    cells = nbformat.read(
        ROOT / "notebooks" / "compile_report.ipynb", as_version=4
    ).cells
    tags = {tag for cell in cells for tag in cell.metadata.get("tags", [])}
    assert tags == {
        "parameters",
        *(
            f"section:{name}"
            for name in (
                "trust", "summary", "ingestion", "performance", "findings",
                "recommendations", "risks", "workflow", "metrics",
            )
        ),
    }  # fmt: skip

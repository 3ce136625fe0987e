"""A tiny project: params/, notebooks/compile_report.ipynb and a benchmark folder."""

import json
from pathlib import Path

import nbformat

PARAMETERS = 'model = "m"\noutput = "o"\nbenchmarks = "b"'


def summary(**claims: int) -> str:
    """Write the cell that leaves run-summary.json with these counts of claims."""
    counts = {"supported": 0, "contradicted": 0, "unsupported": 0} | claims
    told = json.dumps({"narrator": "rules", "claims": counts, "stages": {}})
    return (
        "from pathlib import Path\n"
        f"(Path(output) / 'run-summary.json').write_text({told!r})"
    )


def make_project(folder: Path, *cells: str, configs: tuple[str, ...] = ("a",)) -> Path:
    """Write a project whose notebook has these code cells under one heading."""
    v4 = nbformat.v4
    for name in ("params", "notebooks", "bench"):
        (folder / name).mkdir()
    (folder / "bench" / "a.json").write_text("{}", encoding="utf-8")
    for name in configs:
        text = f"model: {name}\nbenchmarks: bench\noutput: outputs/{name}\n"
        (folder / "params" / f"{name}.yaml").write_text(text, encoding="utf-8")
    notebook = v4.new_notebook(
        cells=[
            v4.new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]}),
            v4.new_markdown_cell("## Work"),
            *(v4.new_code_cell(cell) for cell in cells),
        ]
    )
    nbformat.write(notebook, folder / "notebooks" / "compile_report.ipynb")
    return folder

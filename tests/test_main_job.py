"""The main job end to end: files in, a judged report out, by all three ways."""

import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pandas as pd
import pytest

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOK = ROOT / "notebooks" / "compile_report.ipynb"
CONFIG = ROOT / "params" / "chimera_agent_b.yaml"
LEFT = {
    "notebook.ipynb", "report.md", "report.html", "figures", "measurements.csv",
    "facts.json", "answer.json", "claims.csv", "run.json",
}  # fmt: skip

pytestmark = pytest.mark.notebook


def chimera_nb(*words: object) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "chimera_nb", *map(str, words)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
        env=os.environ | {"OLLAMA_HOST": "127.0.0.1:9"},
    )


@pytest.fixture(scope="module")
def run(tmp_path_factory) -> Path:
    """The folder of one run on the sample, under `rules`."""
    outputs = tmp_path_factory.mktemp("outputs")
    done = chimera_nb("run", CONFIG, "--outputs", outputs, "--narrator", "rules")
    assert done.returncode == 0, done.stderr
    assert str(outputs / "chimera_agent_b" / "report.html") in done.stdout
    return outputs / "chimera_agent_b"


def displayed(path: Path) -> list:
    """What the cells show, without what differs by nature: times and folders."""
    shown = []
    for cell in nbformat.read(path, as_version=4).cells:
        tags = cell.metadata.get("tags", [])
        if cell.cell_type != "code" or "section:workflow" in tags:
            continue
        for output in cell.outputs:
            if output.output_type in ("display_data", "execute_result"):
                shown.append((tags, dict(output.data)))
    return shown


def test_a_run_leaves_what_the_design_promises(run):
    assert {path.name for path in run.iterdir()} == LEFT
    record = json.loads((run / "run.json").read_text())
    assert list(record) == [
        "config", "status", "error", "benchmarks", "narrator", "requested", "effective",
        "warnings", "stages", "metrics", "calls", "claims", "quality", "provenance",
    ]  # fmt: skip
    assert (record["status"], record["error"]) == ("ok", None)
    assert record["benchmarks"]["files"] == 24
    assert record["metrics"] is None
    assert record["claims"]["supported"] > 10
    assert record["claims"]["contradicted"] == record["claims"]["unsupported"] == 0
    assert 0 < record["claims"]["coincidence_rate"] < 0.1
    assert record["quality"] == {"passed": True, "problems": []}
    assert set(record["stages"]) == {
        "ingest_s", "analysis_s", "report_s", "export_s", "total_s",
    }  # fmt: skip
    assert (run.parent / "index.html").exists()
    assert (run.parent / "index.csv").exists()


def test_the_page_is_one_small_file_that_fetches_nothing(run):
    page = (run / "report.html").read_text()
    assert len(page.encode()) <= 900_000
    assert page.count("<img") >= 6
    assert "http://" not in page
    assert "https://" not in page
    assert "<script" not in page
    assert "Content-Security-Policy" in page
    assert "not applicable" in page
    assert "Chimera Agent B" in page


def test_both_reports_have_every_section_and_every_figure(run):
    markdown = (run / "report.md").read_text()
    places = [
        markdown.index(f"## {title}")
        for title in (
            "Executive summary", "Data ingestion summary", "Performance analysis",
            "Key findings", "Recommendations", "Risk table", "Workflow summary",
            "Metrics",
        )
    ]  # fmt: skip
    assert places == sorted(places)
    figures = sorted(path.name for path in (run / "figures").iterdir())
    assert len(figures) >= 6
    for name in figures:
        assert f"(figures/{name})" in markdown


def test_what_the_sample_does_not_hold_takes_one_line_a_part(run):
    markdown = (run / "report.md").read_text()
    assert "*No throughputs in this folder. No times to first token in" in markdown
    for caption in ("Calls by model", "Settings", "Copies"):
        assert f"**{caption}**" not in markdown


def test_every_way_shows_the_same_cells_and_leaves_the_same_tables(run, tmp_path):
    """By chimera-nb run and by plain papermill, with the same config."""
    plain = tmp_path / "plain"
    subprocess.run(
        [
            sys.executable, "-m", "papermill", NOTEBOOK, tmp_path / "plain.ipynb",
            "-f", CONFIG, "-p", "output", str(plain), "-p", "narrator", "rules",
            "-p", "benchmarks", str(ROOT / "data" / "sample"), "--log-level", "ERROR",
            "-k", "python3", "--no-progress-bar",
        ],
        cwd=ROOT, check=True, capture_output=True, env=os.environ | KERNEL,
    )  # fmt: skip
    assert displayed(run / "notebook.ipynb") == displayed(tmp_path / "plain.ipynb")
    for name in ("measurements.csv", "claims.csv"):
        pd.testing.assert_frame_equal(
            pd.read_csv(run / name), pd.read_csv(plain / name)
        )
    facts = [
        {
            fact["id"]: fact["value"]
            for fact in json.loads((each / "facts.json").read_text())
        }
        for each in (run, plain)
    ]
    assert facts[0] == facts[1]


def test_run_all_in_jupyterlab_works_from_the_notebooks_own_folder(run, tmp_path):
    source = nbformat.read(NOTEBOOK, as_version=4)
    cell = next(c for c in source.cells if "parameters" in c.metadata.get("tags", []))
    cell.source = cell.source.replace('"auto"', '"rules"').replace(
        '"outputs/interactive"', repr(str(tmp_path / "out"))
    )
    nbformat.write(source, tmp_path / "lab.ipynb")
    code = (
        "import sys, nbformat; from nbclient import NotebookClient; "
        "n = nbformat.read(sys.argv[1], as_version=4); "
        "NotebookClient(n, kernel_name='python3', resources={'metadata': {'path': "
        "sys.argv[2]}}).execute(); nbformat.write(n, sys.argv[1])"
    )
    subprocess.run(
        [sys.executable, "-c", code, tmp_path / "lab.ipynb", ROOT / "notebooks"],
        check=True, capture_output=True, env=os.environ | KERNEL,
    )  # fmt: skip
    sections = [
        [
            (tags, data)
            for tags, data in displayed(path)
            if "section:metrics" not in tags
        ]
        for path in (run / "notebook.ipynb", tmp_path / "lab.ipynb")
    ]
    assert [data for _, data in sections[1]] == [data for _, data in sections[0]]


def test_the_report_can_be_made_again_from_any_copy(run, tmp_path):
    copy = tmp_path / "copy.ipynb"
    copy.write_bytes((run / "notebook.ipynb").read_bytes())
    done = chimera_nb("report", copy)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "report.md").read_text() == (run / "report.md").read_text()
    assert list((tmp_path / "figures").iterdir())


def test_the_corpus_gives_the_figures_it_was_found_to_give(corpus, tmp_path):
    done = chimera_nb(
        "run", CONFIG, "--benchmarks", corpus, "--narrator", "rules",
        "--outputs", tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    folder = tmp_path / "chimera_agent_b"
    record = json.loads((folder / "run.json").read_text())
    counts = record["benchmarks"]
    assert [counts[name] for name in ("files", "csv", "json", "markdown")] == [
        101, 28, 44, 29,
    ]  # fmt: skip
    facts = {
        fact["id"]: fact for fact in json.loads((folder / "facts.json").read_text())
    }
    expected = {
        "compile_time.mean": 4.6303, "compile_time.median": 0.2346,
        "compile_time.min": 0.0576, "compile_time.max": 40.5345,
        "compile_time.mean[backend=jit]": 0.1535,
        "compile_time.mean[backend=onnx]": 0.2076,
        "compile_time.mean[backend=torch_compile]": 4.1685,
        "compile_time.mean[backend=tensorrt]": 24.2413,
        "compile_time.mean[device=cpu]": 2.3474,
        "compile_time.mean[device=cuda]": 5.7718,
        'throughput.mean[model="gemma3:latest"]': 100.5937,
        'throughput.mean[model="gemma3:270m"]': 286.1591,
        'ttft.median[model="gemma3:latest"]': 0.1362,
        'ttft.mean[calls=warm,model="gemma3:latest"]': 0.1342,
        "calls_failed.count": 77, "word_throughput.mean": 13.8958,
    }  # fmt: skip
    assert {name: round(facts[name]["value"], 4) for name in expected} == expected
    assert all(facts[name]["sources"] for name in expected if "failed" not in name)
    assert facts["compile_time.count"]["value"] == 27
    assert record["claims"]["supported"] > 90
    assert record["claims"]["contradicted"] == record["claims"]["unsupported"] == 0
    figures = {path.stem for path in (folder / "figures").iterdir()}
    assert {"throughput_by_model", "ttft_by_model", "sweep", "devices"} <= figures
    markdown = (folder / "report.md").read_text()
    for caption in (
        "Calls by model", "Settings", "Mean latency by device", "What a mean would mix",
        "Every quantity", "Numbers not taken", "Names unlike their neighbours'",
        "Copies", "One quantity, several units", "Files that do not say enough",
    ):  # fmt: skip
        assert f"**{caption}**" in markdown


KERNEL = {"JUPYTER_PATH": str(Path(sys.prefix) / "share" / "jupyter")}

"""nbconvert judges any notebook on the way: from the command, a config, and Python."""

import os
import subprocess
import sys

import nbformat
import pandas as pd
import pytest
from nbconvert.exporters import HTMLExporter, MarkdownExporter
from nbformat.v4 import (
    new_code_cell,
    new_markdown_cell,
    new_notebook,
    new_output,
)
from traitlets.config import Config

from chimera_nb.errors import ClaimsError, InputError
from chimera_nb.preprocessor import CheckPreprocessor
from tests.conftest import ROOT

FACTS = pd.DataFrame(
    [("nginx", "latency", 3.2, "ms"), ("apache", "latency", 5.1, "ms")],
    columns=["subject", "metric", "value", "unit"],
)
NAME = "chimera_nb.preprocessor.CheckPreprocessor"


def notebook():
    out = [
        new_output("stream", name="stdout", text="The latency of nginx is 8 ms.\n"),
        new_output("display_data", {"text/markdown": "Its latency was 5.1 ms."}),
        new_output("display_data", {"text/html": "<p>9 ms</p>", "text/plain": "9 ms"}),
    ]
    return new_notebook(
        cells=[
            new_markdown_cell("# Latency\n\n[A picture](https://x.example/a.png)."),
            new_markdown_cell("## apache\n\nOn average 5.1 ms.\n\n```\n# nginx"),
            new_markdown_cell("It is 3.2 ms.\n\n### nginx"),
            new_code_cell("run()", outputs=out),
            new_markdown_cell("<!-- never closed"),
            new_markdown_cell("About 3.2 ms. The load time of nginx is 1 s."),
        ]
    )


def convert(exporter=HTMLExporter, nb=None, **traits):
    made = exporter()
    made.register_preprocessor(CheckPreprocessor(**traits), enabled=True)
    return made.from_notebook_node(nb or notebook())[0]


def test_prose_is_judged_below_the_headings_of_the_cells_before_it():
    text = convert(MarkdownExporter, facts=FACTS)
    assert "On average 5.1 ✓ ms." in text
    assert "It is ~~3.2 ms~~ **5.100 ms** ✗." in text
    assert "About 3.2 ✓ ms. The load time of nginx is 1 ⚠ s." in text
    assert text.startswith(
        "**Checked against the data: 2 supported, 1 contradicted, 1 unsupported. Not backed:**\n\n"
        "| cell | line | token | verdict | the data says | why | source |\n"
        "|---:|---:|---|---|---|---|---|\n"
        "| 3 | 1 | 3.2 | contradicted | 5.100 ms | 3.2 means 3.15000 ms to 3.25000 ms;"
        " the data says 5.100 ms | facts, row 2 |\n"
        "| 6 | 1 | 1 | unsupported | – | the data has no mean load time of nginx | – |\n"
    )


def test_the_page_has_marks_and_a_summary_and_loads_and_runs_nothing_more():
    plain = HTMLExporter().from_notebook_node(notebook())[0]
    page = convert(facts=FACTS)
    assert '<del class="contradicted" tabindex="0" title="3.2 means' in page
    assert "<caption>Checked against the data: 2 supported" in page
    assert '<a href="https://x.example/a.png">A picture</a>' in page
    for word in ("<script", "http", "onload"):
        assert page.count(word) == plain.count(word)


def test_what_cells_wrote_is_judged_where_asked():
    page = convert(facts=FACTS, outputs=True)
    assert "2 supported, 3 contradicted, 1 unsupported" in page
    text = convert(MarkdownExporter, facts=FACTS, outputs=True)
    assert "| 4 | 1 | 8 | contradicted | 3.200 ms |" in text
    assert "The latency of nginx is 8 ms." in text
    assert "Its latency was ~~5.1 ms~~ **3.200 ms** ✗." in text
    assert "9 ms" in text
    assert "| 4 | 1 | 9 " not in text


def test_the_gate_stops_at_what_is_not_backed():
    with pytest.raises(ClaimsError) as stopped:
        convert(facts=FACTS, gate=True)
    assert str(stopped.value) == (
        "2 of 4 claims not backed by the data; first in cell 3, line 1:"
        " 3.2 contradicted: 3.2 means 3.15000 ms to 3.25000 ms; the data says 5.100 ms"
    )
    right = new_notebook(cells=[new_markdown_cell("nginx has a load time of 1 s.")])
    with pytest.raises(ClaimsError):
        convert(nb=right, facts=FACTS, gate=True)
    convert(nb=right, facts=FACTS, gate=True, unsupported="allow")
    convert(nb=new_notebook(), facts=FACTS, gate=True)


def test_data_must_be_given_once():
    with pytest.raises(InputError) as refused:
        convert()
    assert str(refused.value) == (
        "want benchmarks (a folder) or facts, one of them; neither is given"
    )


def test_a_notebook_of_an_old_format_stays_valid():
    nb = notebook()
    nb.nbformat_minor = 4
    for cell in nb.cells:
        del cell["id"]
    made, _ = CheckPreprocessor(facts=FACTS)(nb, {})
    assert made is nb
    assert len(nb.cells) == 6
    made, _ = CheckPreprocessor(facts=FACTS, enabled=True)(nb, {})
    assert len(made.cells) == 7
    nbformat.validate(made)


def nbconvert(folder, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "nbconvert", "notes.ipynb", "--log-level=WARN",
         *arguments],
        cwd=folder, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip


def test_the_command_and_a_config_file_know_its_traits(tmp_path, folder):
    nbformat.write(notebook(), tmp_path / "notes.ipynb")
    FACTS.to_csv(tmp_path / "facts.csv", index=False)
    on = (f"--Exporter.preprocessors={NAME}",)
    done = nbconvert(
        tmp_path, "--to", "html", *on, "--CheckPreprocessor.facts=facts.csv"
    )
    assert done.returncode == 0, done.stderr
    assert "Checked against the data: 2 supp" in (tmp_path / "notes.html").read_text()
    (tmp_path / "config.py").write_text(
        f"c.Exporter.preprocessors = [{NAME!r}]\n"
        f"c.CheckPreprocessor.benchmarks = {str(folder)!r}\n"
        "c.CheckPreprocessor.gate = True\n"
    )
    done = nbconvert(tmp_path, "--to", "markdown", "--config", "config.py")
    assert done.returncode == 3
    lines = done.stderr.splitlines()
    assert len(lines) == 1
    assert lines[0].startswith(
        "[NbConvertApp] ERROR | chimera-nb: 4 of 4 claims not backed by the data;"
        " first in cell 2, line 3: 5.1 "
    )
    assert not (tmp_path / "notes.md").exists()
    done = nbconvert(tmp_path, "--to", "html", *on, "--CheckPreprocessor.facts=no.csv")
    assert (done.returncode, done.stderr) == (
        2, "[NbConvertApp] ERROR | chimera-nb: no.csv: no such file or directory\n"
    )  # fmt: skip


def test_an_exporter_takes_it_from_a_config_in_python():
    config = Config()
    config.HTMLExporter.preprocessors = [NAME]
    config.CheckPreprocessor.facts = FACTS
    page = HTMLExporter(config=config).from_notebook_node(notebook())[0]
    assert "Checked against the data: 2 supported" in page

"""The report: order, safety, failures, size, and the files beside it."""

import base64
import re

import nbformat
import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from chimera_nb.display import show_table
from chimera_nb.errors import InputError, SaveError
from chimera_nb.marks import mark_html, mark_markdown
from chimera_nb.report import ReportHTMLExporter, ReportMarkdownExporter, write_report

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="640" height="240"'
    ' viewBox="0 0 640 240"><rect width="640" height="240" fill="#fff"/>'
    '<rect x="40" y="60" width="420" height="36" fill="#1f5f63"/>'
    '<rect x="40" y="120" width="180" height="36" fill="#9bbfb9"/></svg>'
)
PROSE = """## Executive Summary

Compiling resnet50 took **4.63 s** on inductor, 14.59 s on eager and 3 days elsewhere.

| model | compile time |
|---|---:|
| resnet50 | 4.63 |
"""


def claims():
    lines = PROSE.split("\n")
    rows = [
        (3, "4.63", "supported", "4.630 s", "compile time of resnet50", ""),
        (3, "14.59", "contradicted", "9.120 s", "", "the mean is 9.120 s"),
        (3, "3 days", "unsupported", "", "", "no fact of this subject"),
        (7, "4.63", "supported", "4.630 s", "compile time of resnet50", ""),
    ]
    return pd.DataFrame(
        [
            {
                "line": line,
                "column": lines[line - 1].index(token) + 1,
                "token": token,
                "kind": "number",
                "verdict": verdict,
                "true_value": true_value,
                "fact": fact,
                "reason": reason,
                "source": "compile.csv, row 3" if fact else None,
            }
            for line, token, verdict, true_value, fact, reason in rows
        ]
    )


def shown(section, count=1, metadata=None, **data):
    mimes = {key.replace("_", "/", 1): value for key, value in data.items()}
    return new_code_cell(
        "secret_code()",
        execution_count=count,
        metadata={"tags": [f"section:{section}"]},
        outputs=[new_output("display_data", mimes, metadata=metadata or {})],
    )


def words(section, text):
    return new_markdown_cell(text, metadata={"tags": [f"section:{section}"]})


def figure(name="compile_times"):
    image = base64.b64encode(SVG.encode()).decode()
    return shown(
        "performance",
        metadata={"chimera_nb": {"name": name}},
        **{
            "text_html": '<figure><img alt="Bars: inductor 4.63 s, eager 9.12 s"'
            f' src="data:image/svg+xml;base64,{image}"><figcaption>Compile time by'
            " backend</figcaption></figure><details><summary>The table behind it"
            "</summary><table><tr><th>backend</th><td>4.63 s</td></tr></table></details>",
            "text_markdown": f"![Bars](figures/{name}.svg)\n\n*Compile time*",
            "image_svg+xml": SVG,
        },
    )


def report_notebook():
    wide = pd.DataFrame(
        {
            "model": ["resnet50", "bert-base-uncased"],
            **{f"backend_{each}": [4.6301, None] for each in range(9)},
        }
    )
    table = show_table(wide, "By model", units={"backend_0": "s"})
    return new_notebook(
        cells=[
            new_markdown_cell("# Benchmark report\n\nWhat a folder says."),
            new_code_cell("secret_setup()", execution_count=1),
            words("ingestion", "## Data ingestion summary\n\nWhich files there are."),
            shown("ingestion", text_plain="Reading of 12 files"),
            words("performance", "## Performance analysis\n\nEach point is a run."),
            figure(),
            shown(
                "performance",
                text_html=table._repr_html_(),
                text_markdown=table._repr_markdown_(),
            ),
            shown(
                "trust",
                text_html='<p class="trust"><strong>4 numbers judged: 2 supported by the'
                " data, 1 contradicted, 1 not in the data.</strong></p><ul><li>Written by"
                " gemma3.</li></ul>",
                text_markdown="**4 numbers judged**",
            ),
            words("summary", "## Executive summary"),
            shown(
                "summary",
                text_html=mark_html(PROSE, claims()),
                text_markdown=mark_markdown(PROSE, claims()),
            ),
        ],
        metadata={"papermill": {"end_time": "2026-11-24T10:00:00.5"}},
    )


def save(notebook, folder):
    path = folder / "notebook.ipynb"
    nbformat.write(notebook, path)
    return path


def page_of(*cells):
    notebook = new_notebook(cells=list(cells))
    return ReportHTMLExporter().from_notebook_node(notebook)[0]


def markdown_of(*cells):
    notebook = new_notebook(cells=list(cells))
    return ReportMarkdownExporter().from_notebook_node(notebook)[0]


def test_sections_come_in_the_order_of_the_report_and_without_code(tmp_path):
    written = write_report(save(report_notebook(), tmp_path))
    page, text = written.html.read_text("utf-8"), written.markdown.read_text("utf-8")
    assert re.findall(r'<section id="section-(\w+)"', page) == [
        "trust", "summary", "ingestion", "performance",
    ]  # fmt: skip
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == [
        "How far to trust this report", "Executive summary", "Data ingestion summary",
        "Performance analysis",
    ]  # fmt: skip
    assert text.startswith("# Benchmark report\n\n*Chimera Agent B")
    for content in (page, text):
        assert "secret" not in content
        assert content.index("Each point is a run") < content.index("By model")


def test_the_page_is_small_and_loads_nothing(tmp_path):
    page = write_report(save(report_notebook(), tmp_path)).html.read_text("utf-8")
    without = re.sub(r"data:image/[^\"]+", "", page)
    assert len(without.encode()) <= 60_000
    assert not re.search(r"https?:|<script|<link(?! rel=\"icon\")|@import|url\(", page)
    assert "Content-Security-Policy" in page
    assert "default-src 'none'" in page
    assert '<html lang="en">' in page
    assert "Chimera Agent B" in page


def test_figures_are_written_beside_the_markdown_but_never_over_another(tmp_path):
    path = save(report_notebook(), tmp_path)
    text = write_report(path).markdown.read_text("utf-8")
    assert text.count("](figures/compile_times.svg)") == 1
    file = tmp_path / "figures" / "compile_times.svg"
    assert file.read_text("utf-8") == SVG
    file.write_text("mine", "utf-8")
    write_report(tmp_path)
    assert file.read_text("utf-8") == "mine"


def test_a_figure_is_named_only_inside_its_folder(tmp_path):
    write_report(save(new_notebook(cells=[figure("../../x")]), tmp_path))
    assert [each.name for each in (tmp_path / "figures").iterdir()] == ["figure-1.svg"]


HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(1)><a href='javascript:alert(1)'>"
    "go</a><img src='http://evil.example/a.png' alt='remote > \"cat\"'></style><style>"
    "body{display:none}</style><p style='position:fixed' onclick='x()'>kept</p>"
    "<iframe src='http://evil.example'></iframe><svg onload=alert(1)></svg>"
    "<img src='data:image/svg+xml,<svg onload=alert(1)>' alt='raw'>"
    "<form action=/x><input autofocus onfocus=alert(1)></form>"
)
HOSTILE_MARKDOWN = (
    "<script>alert(1)</script> [go](javascript:alert(1)) ![cat](http://evil.example/a.png)"
    " [far](http://evil.example) ![ok](figures/a.svg) \\\\<img src=x onerror=alert(1)>"
)


@pytest.mark.parametrize(
    "cell",
    [
        shown("summary", text_html=HOSTILE),
        shown("summary", text_markdown=HOSTILE_MARKDOWN),
        shown("summary", text_plain=HOSTILE),
        words("summary", HOSTILE_MARKDOWN),
        words("summary", "## </h2><script>alert(1)</script>"),
    ],
)
def test_hostile_output_does_nothing(cell):
    page = page_of(cell)
    body = page[page.index("<main") :]
    tags = "".join(re.findall(r"<[^>]*>", body))
    for bad in (
        "script",
        "onerror",
        "onclick",
        "javascript:",
        "style",
        "http",
        "iframe",
    ):
        assert bad not in tags
    assert "<svg" not in body
    assert "body{display:none}" not in tags
    assert "<img" not in body or 'alt="ok"' in body


def test_hostile_markdown_is_tamed():
    text = markdown_of(words("summary", HOSTILE_MARKDOWN + "\n\n```\nopen"))
    assert "javascript:" not in text
    assert "evil" not in text
    assert not re.search(r"<\w", text)
    assert "![ok](figures/a.svg)" in text
    assert text.rstrip().endswith("```")


def test_an_image_from_elsewhere_becomes_its_words():
    page = page_of(shown("summary", text_html=HOSTILE))
    assert "remote &gt; &quot;cat&quot;" in page
    assert "<p>kept</p>" in page


def test_a_huge_output_is_cut():
    page = page_of(
        shown("summary", text_plain="x" * 3_000_000),
        shown("appendix", text_html="<p>" + "y" * 9_000_000),
    )
    assert len(page) < 60_000
    assert "too large for a page" in page


def test_a_failed_cell_gets_a_banner_and_what_was_finished_is_shown():
    failed = new_code_cell(
        "boom()",
        execution_count=7,
        metadata={"tags": ["section:performance"]},
        outputs=[
            new_output(
                "error",
                ename="Value<b>Error",
                evalue="\x1b[31mno | file\x1b[0m",
                traceback=["\x1b[0;31mTraceback"],
            )
        ],
    )
    done = shown("ingestion", text_plain="12 files")
    page, text = page_of(done, failed), markdown_of(done, failed)
    assert "cell 2 of 2, In [7], section “Performance analysis”" in page
    assert "<code>Value&lt;b&gt;Error</code>: no | file" in page
    assert "cell 2 of 2" in text
    assert "no \\| file" in text
    for content in (page, text):
        assert "12 files" in content
        assert "\x1b" not in content
        assert "Traceback" not in content
        assert "incomplete" in content


def test_papermills_own_mark_of_a_failure_is_enough():
    cell = new_code_cell("x", metadata={"papermill": {"exception": True}})
    assert "stopped in cell 1 of 1" in page_of(cell)


def test_cells_left_unexecuted_are_said():
    cell = new_code_cell("x", metadata={"tags": ["section:risks"]})
    assert "1 of its cells were not executed" in page_of(cell)


def test_removed_and_untagged_cells_are_left_out():
    hidden = words("summary", "hidden text")
    hidden.metadata.tags.append("remove-cell")
    assert "hidden text" not in page_of(hidden, new_markdown_cell("hidden text"))


def test_marks_reach_the_page(tmp_path):
    page = write_report(save(report_notebook(), tmp_path)).html.read_text("utf-8")
    assert page.count('<span class="supported" tabindex="0" title="compile time') == 2
    assert "14.59 s</del><ins>9.120 s</ins>" in page
    assert 'class="legend"' in page


def test_a_table_scrolls_in_a_box_of_its_own():
    page = page_of(shown("summary", text_html="<table><tr><td>1</td></tr></table>"))
    assert '<div class="table"><table>' in page


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "No such file"),
        (b"{", "not a notebook"),
        (b"\xff\xfe", "not UTF-8"),
        (b"[]", "not a notebook"),
        (b'{"cells": [1], "nbformat": 4}', "not a notebook"),
        (b'{"cells": [{"source": 3}], "nbformat": 4}', "not a notebook"),
        (b'{"cells": [], "nbformat": 3}', "only nbformat 4"),
        (b'{"cells": [], "nbformat": 4, "metadata": {}}', "not executed"),
    ],
)
def test_what_is_no_executed_notebook_is_refused_in_one_line(tmp_path, content, says):
    path = tmp_path / "notebook.ipynb"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match=says) as caught:
        write_report(path)
    assert "\n" not in str(caught.value)
    assert str(path) in str(caught.value)


def test_a_report_that_cannot_be_written_says_where(tmp_path, monkeypatch):
    path = save(report_notebook(), tmp_path)

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(SaveError) as caught:
        write_report(path)
    assert str(caught.value) == (
        f"{tmp_path / 'figures' / 'compile_times.svg'}: could not be saved: no space left on device"
    )
    assert not list(tmp_path.glob(".*"))

"""`%%check`: a cell of Markdown is shown with its marks, and errors are one line."""

import subprocess
import sys

import pandas as pd
import pytest
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from chimera_nb import collect_facts, read_benchmarks
from chimera_nb.checking import Checked

FRAME = pd.DataFrame(
    [("nginx", "latency", 3.2, "ms"), ("apache", "latency", 5.1, "ms")],
    columns=["subject", "metric", "value", "unit"],
)


@pytest.fixture
def shell(tmp_path, monkeypatch):
    """A shell of its own, in a folder of its own, with the extension loaded."""
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.chdir(tmp_path)
    InteractiveShell.clear_instance()
    made = InteractiveShell.instance(
        config=Config({"HistoryManager": {"enabled": False}})
    )
    made.run_line_magic("load_ext", "chimera_nb")
    yield made
    InteractiveShell.clear_instance()


def check(shell, line, cell="The latency of nginx is 3.4 ms, that of apache 5.1 ms.\n"):
    """Run a cell and give its result."""
    done = shell.run_cell(f"%%check {line}\n{cell}", store_history=False)
    return done.result


def test_a_cell_is_shown_with_marks_and_a_table_beneath(shell):
    shell.user_ns["frame"] = FRAME
    shown = check(shell, "frame")
    assert isinstance(shown, Checked)
    page = shown._repr_html_()
    assert '<del class="contradicted" tabindex="0" title="3.4 means' in page
    assert "</del><ins>3.200 ms</ins>" in page
    assert page.index("</p>") < page.index("<caption>Checked against the data: 1 supp")
    assert shown._repr_markdown_().startswith(
        "The latency of nginx is ~~3.4 ms~~ **3.200 ms** ✗, that of apache 5.1 ✓ ms.\n\n"
        "**Checked against the data: 1 supported, 1 contradicted, 0 unsupported. Not backed:**\n"
    )


def test_without_a_browser_it_is_plain_text(shell, capsys):
    shell.user_ns["facts"] = FRAME
    check(shell, "")
    assert capsys.readouterr().out.startswith(
        "Out[0]: \nThe latency of nginx is ~~3.4 ms~~ **3.200 ms** ✗, that of apache 5.1 ✓ ms.\n\n"
        "Checked against the data: 1 supported, 1 contradicted, 0 unsupported. Not backed:\n"
        "line  token  verdict       the data says  why"
    )


@pytest.mark.parametrize("line", ["", "facts", "--facts facts", "facts.csv", "where"])
def test_facts_come_from_a_variable_or_a_file(shell, tmp_path, line):
    FRAME.to_csv(tmp_path / "facts.csv", index=False)
    shell.user_ns |= {"facts": FRAME, "where": tmp_path / "facts.csv"}
    counts = check(shell, line).table["verdict"].value_counts().to_dict()
    assert counts == {"contradicted": 1, "supported": 1}


def test_facts_come_from_a_folder_or_what_was_read_of_it(shell, folder):
    reading = read_benchmarks(folder)
    shell.user_ns |= {"reading": reading, "where": str(folder),
                      "collected": collect_facts(reading)}  # fmt: skip
    cell = "The mean compile time is 0.25 s.\n"
    for line in (f"'{folder}'", "reading", "where", "collected", "--facts collected"):
        assert check(shell, line, cell).table["verdict"].tolist() == ["supported"]


def test_the_table_of_verdicts_is_had_on_request(shell):
    shell.user_ns["frame"] = FRAME
    shown = check(shell, "frame --out verdicts")
    table = shell.user_ns["verdicts"]
    assert table is shown.table
    assert table["verdict"].tolist() == ["contradicted", "supported"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("", "no variable 'facts' is here; want %%check FOLDER, or --facts NAME"),
        ("frme", "'frme' is no variable, folder or file; did you mean 'frame'?"),
        ("--facts frme", "--facts frme: is no variable; did you mean 'frame'?"),
        ("frame --facts frame", "want 'frame' or --facts frame, one of them"),
        ("frame --out a.b", "--out 'a.b': want the name of a variable"),
        ("--fact", "argument --facts: expected one argument"),
        ("'frame", "'frame: no closing quotation"),
        ("number", "facts: found 7; want a DataFrame, a list of dicts, or the path of a"
         " facts.json or CSV file"),
        ("bad", "facts: column 'valeu'; did you mean 'value'?"),
    ],
)  # fmt: skip
def test_what_cannot_be_judged_is_said_in_one_line(shell, capsys, line, message):
    shell.user_ns |= {"frame": FRAME, "number": 7,
                      "bad": FRAME.rename(columns={"value": "valeu"})}  # fmt: skip
    assert check(shell, line) is None
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", f"UsageError: {message}\n")


def test_loading_the_extension_loads_nothing_that_judges():
    code = (
        "import sys, IPython.core.interactiveshell as i, IPython.core.magic_arguments\n"
        "before = set(sys.modules)\nimport chimera_nb\n"
        "print(sorted(set(sys.modules) - before))\n"
        "chimera_nb.load_ipython_extension(i.InteractiveShell.instance())\n"
        "print([m for m in ('pandas', 'numpy', 'nh3', 'pydantic') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == ["['chimera_nb']", "[]"]

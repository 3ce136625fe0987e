"""`chimera-nb check` on several texts, and as the hook that pre-commit calls."""

import io
import json
import math
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from chimera_nb.cli import app
from chimera_nb.errors import InputError
from tests.conftest import ROOT

HOOK = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())[0]


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A folder with a true text, a false one, and facts of its own."""
    (tmp_path / "facts.csv").write_text(
        "subject,metric,value\nnginx,requests per second,12300\n"
    )
    (tmp_path / "good.md").write_text("nginx served 12,300 requests per second.\n")
    (tmp_path / "bad.md").write_text("# On\n\nnginx served 12,900 requests per second.")
    (tmp_path / "new.md").write_text("nginx has a latency of 9 ms.\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def check(capsys, *arguments):
    code = app(["check", *map(str, arguments)], standalone_mode=False)
    return code or 0, capsys.readouterr().out.splitlines()


BAD = (
    "bad.md:3:14: 12,900 contradicted: 12,900 means 12899.5 1/s to 12900.5 1/s; the data"
    " says 12300 1/s"
)


def test_several_texts_are_judged_by_facts_read_once(project, capsys):
    code, lines = check(capsys, "good.md", "bad.md", "--facts", "facts.csv")
    assert code == 3
    said = BAD.partition(": ")[2].partition(": ")[2]
    assert [re.split(r" {2,}", line) for line in lines] == [
        ["place", "text", "verdict", "the data says", "why"],
        ["good.md:1:14", "12,300", "✓ supported", "12300 1/s",
         "12,300 means 12299.5 1/s to 12300.5 1/s; the data says 12300 1/s"
         " (facts.csv, row 1)"],
        ["good.md: 1 supported; coincidence rate under 0.01 %"],
        ["place", "text", "verdict", "the data says", "why"],
        ["bad.md:3:14", "12,900", "✗ contradicted", "12300 1/s",
         f"{said} (facts.csv, row 1)"],
        ["bad.md: 1 contradicted; coincidence rate under 0.01 %"],
    ]  # fmt: skip


def test_brief_says_only_what_is_not_backed(project, capsys):
    arguments = ("good.md", "bad.md", "--facts", "facts.csv", "--brief")
    assert check(capsys, *arguments) == (3, [BAD])
    assert check(capsys, "good.md", "--facts", "facts.csv", "--brief") == (0, [])
    rows = json.loads("\n".join(check(capsys, *arguments, "--json")[1]))
    assert [(row["text"], row["line"], row["verdict"]) for row in rows] == [
        ("bad.md", 3, "contradicted")
    ]


def test_what_the_data_lacks_may_be_allowed_and_what_it_contradicts_not(
    project, capsys
):
    given = ("--facts", "facts.csv", "--brief", "--allow-unsupported")
    assert check(capsys, "new.md", *given[:3])[0] == 3
    assert check(capsys, "new.md", *given) == (0, [])
    assert check(capsys, "new.md", "bad.md", *given) == (3, [BAD])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("good.md",),
         "want benchmarks (a folder) or facts, one of them; neither is given"),
        (("good.md", "--facts", "facts.csv", "--benchmarks", "."),
         "want benchmarks (a folder) or facts, one of them; both are given"),
        (("good.md", "none.md", "--facts", "facts.csv"),
         "none.md: no such file or directory"),
    ],
)  # fmt: skip
def test_bad_arguments_are_refused_before_anything_is_judged(
    project, capsys, arguments, message
):
    with pytest.raises(InputError, match=f"^{re.escape(message)}$"):
        check(capsys, *arguments)
    assert capsys.readouterr().out == ""


def hook(*arguments):
    """Call the hook's entry as pre-commit does: entry, args, then the files."""
    command, *rest = shlex.split(HOOK["entry"])
    beside = Path(sys.executable).with_name(command)
    start = [str(beside)] if beside.exists() else [sys.executable, "-m", "chimera_nb"]
    return subprocess.run(
        [*start, *rest, *arguments],
        capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip


def test_the_hook_stops_a_commit_with_a_false_sentence(project):
    done = hook("--facts", "facts.csv", "good.md", "bad.md")
    assert (done.returncode, done.stdout, done.stderr) == (3, BAD + "\n", "")
    done = hook("--facts", "facts.csv", "good.md")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_hook_is_offered_for_markdown_alone():
    assert HOOK["id"] == "chimera-nb-check"
    assert (HOOK["language"], HOOK["pass_filenames"]) == ("python", True)
    named = [n for n in ("a.md", "b/README.markdown", "a.mdx", "md.py", "amd")
             if re.search(HOOK["files"], n)]  # fmt: skip
    assert named == ["a.md", "b/README.markdown"]


# --- annotated and corrected texts ------------------------------------------------------


def written(capfdbinary, *arguments):
    code = app(["check", *map(str, arguments)], standalone_mode=False)
    return code or 0, capfdbinary.readouterr().out.decode()


def test_a_corrected_text_keeps_its_bytes_and_ends_well(project, capfdbinary):
    (project / "crlf.md").write_bytes(b"\xef\xbb\xbfnginx served 12,900 requests per"
                                      b" second.\r\n\r\n\tEnd \xc3\xa9.")  # fmt: skip
    given = ("crlf.md", "--facts", "facts.csv", "--fix")
    assert written(capfdbinary, *given) == (
        0,
        "\ufeffnginx served ~~12,900~~ 12,300 requests per second.\r\n\r\n\tEnd é.",
    )
    code, said = written(capfdbinary, *given, "--out", "sub/fixed.md")
    assert (code, said) == (0, "sub/fixed.md\n")
    assert (project / "sub" / "fixed.md").read_bytes().startswith(b"\xef\xbb\xbfnginx")
    assert check_again(capfdbinary, project / "sub" / "fixed.md") == 0


def check_again(capfdbinary, path):
    return written(capfdbinary, path, "--facts", "facts.csv")[0]


def test_what_is_left_flagged_ends_with_3_and_what_is_removed_does_not(
    project, capfdbinary
):
    given = ("new.md", "--facts", "facts.csv", "--fix")
    code, said = written(capfdbinary, *given)
    assert code == 3
    assert said.startswith(
        "nginx has a latency of 9 ms ⚠[^check-1].\n\n[^check-1]: not in"
    )
    assert written(capfdbinary, *given, "--allow-unsupported")[0] == 0
    assert written(capfdbinary, *given, "--unsupported", "remove") == (0, "")


def test_an_annotated_text_ends_as_the_check_does(project, capfdbinary):
    code, said = written(capfdbinary, "good.md", "--facts", "facts.csv", "--annotate")
    assert code == 0
    assert said.startswith("nginx served 12,300 ✓[^check-1] requests per second.\n\n")
    assert written(capfdbinary, "bad.md", "--facts", "facts.csv", "--annotate")[0] == 3


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("a.md", "--annotate", "--fix"),
         "--annotate and --fix both write the text; want one of them"),
        (("a.md", "--fix", "--json"),
         "--json and --brief list verdicts; want no --annotate, --fix"),
        (("a.md", "b.md", "--fix"), "--annotate and --fix take one text; 2 are given"),
        (("a.md", "--out", "b.md"), "--out takes a text; want --annotate or --fix, too"),
        (("a.md", "--fix", "--unsupported", "drop"),
         "--unsupported 'drop': want flag or remove; known are 'flag', 'remove'"),
    ],
)  # fmt: skip
def test_options_that_do_not_go_together_are_refused(capsys, arguments, message):
    with pytest.raises(InputError, match=f"^{re.escape(message)}$"):
        check(capsys, *arguments)


def test_problems_of_form_are_listed_with_their_places_and_change_no_exit_code(
    project, capsys
):
    (project / "chat.md").write_text(
        "Okay, here it is.\n\nnginx served 12,300 requests per second on [date].\n"
    )
    code, lines = check(capsys, "chat.md", "--facts", "facts.csv")
    assert code == 0
    assert [re.split(r" {2,}", line)[:3] for line in lines[1:-1]] == [
        ["chat.md:1:1", "Okay, here it is.", "⚠ problem"],
        ["chat.md:3:14", "12,300", "✓ supported"],
        ["chat.md:3:44", "[date]", "⚠ problem"],
    ]
    assert lines[-1] == (
        "chat.md: 1 supported, 2 problems of form; coincidence rate under 0.01 %"
    )
    rows = json.loads(
        "\n".join(check(capsys, "chat.md", "--facts", "facts.csv", "--json")[1])
    )
    assert [(row["kind"], row["verdict"], row["fact"]) for row in rows] == [
        ("quality", "problem", "preamble"),
        ("number", "supported", rows[1]["fact"]),
        ("quality", "problem", "placeholder"),
    ]
    # one of the whole numbers from 3890 to 38900: a factor of ten around 12300
    chance = math.log(12300.5 / 12299.5) / math.log(38900.5 / 3889.5)
    assert [row["coincidence"] for row in rows] == [None, pytest.approx(chance), None]


def test_on_a_terminal_the_table_folds_and_no_file_steers_it(project):
    from rich.console import Console

    from chimera_nb.verdict_table import rich, rows_of
    from chimera_nb.verdicts import check_text

    text = "nginx served 12,900 requests per second.\n"
    table = check_text(text, "facts.csv").assign(source="[red]\x1b[31m" + "x" * 90)
    console = Console(width=80, record=True, file=io.StringIO())
    console.print(rich(rows_of(table, "a.md")))
    shown = console.export_text()
    assert "✗ contradicted" in shown
    assert "[red]" in shown
    assert "\x1b" not in shown
    assert max(map(len, shown.splitlines())) <= 80

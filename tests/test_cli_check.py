"""`chimera-nb check` on several texts, and as the hook that pre-commit calls."""

import json
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
    assert lines[1:] == [
        "good.md: 1 supported", BAD, "bad.md: 1 contradicted",
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

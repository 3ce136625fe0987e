"""The pages on checking texts: each example does what the page says."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import nbformat
import pytest
from IPython.core.interactiveshell import InteractiveShell
from nbformat.v4 import new_markdown_cell, new_notebook
from traitlets.config import Config

from tests.conftest import ROOT

PAGES = ("checking", "checking-elsewhere")
_FENCE = re.compile(r"^```(\w+) ?(\S*)\n(.*?)^```$", re.M | re.S)
#: How the page's commands are started here.
COMMANDS = {
    "chimera-nb": ["-m", "chimera_nb"],
    "pytest": ["-m", "pytest", "-p", "no:cacheprovider", "-p",
               "chimera_nb.pytest_plugin", "--color=no"],
    "jupyter nbconvert": ["-m", "nbconvert"],
}  # fmt: skip


class Fence(NamedTuple):
    """A fenced block of the page: language, name of its file, content."""

    language: str
    name: str
    content: str


class Page:
    """The page while it is run: a folder, and a shell that keeps its variables."""

    def __init__(self, folder: Path, shell: InteractiveShell, capture) -> None:
        self.folder, self.shell, self.capture = folder, shell, capture

    def run(self, fence: Fence) -> str | None:
        """Do what a block says; give what it prints, None where it is a file."""
        if fence.name:
            (self.folder / fence.name).write_text(fence.content)
            return None
        if fence.language == "console":
            return self.command(fence.content.splitlines()[0].removeprefix("$ "))
        self.capture.readouterr()
        done = self.shell.run_cell(fence.content, store_history=False)
        assert done.success
        out = self.capture.readouterr().out
        return re.sub(r"\AOut\[\d+\]: \n?", "", out)

    def command(self, line: str) -> str:
        whole, (line, _, shown) = line, line.partition(" | grep ")
        start = next(name for name in COMMANDS if line.startswith(name + " "))
        done = subprocess.run(
            [sys.executable, *COMMANDS[start], *line[len(start) :].split()],
            cwd=self.folder, text=True, check=False, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "100"},
        )  # fmt: skip
        out = done.stdout
        kept = [each for each in out.splitlines() if re.search(shown, each)]
        return "\n".join([f"$ {whole}", *kept])


@pytest.fixture
def page(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / ".ipython"))
    shutil.copytree(ROOT / "data" / "sample", tmp_path / "data" / "sample")
    cells = [new_markdown_cell("# Servers"),
             new_markdown_cell("nginx served 12,900 requests per second."),
             new_markdown_cell("The mean compile time of onnx is 2.03 s.")]  # fmt: skip
    nbformat.write(new_notebook(cells=cells), tmp_path / "notes.ipynb")
    InteractiveShell.clear_instance()
    shell = InteractiveShell.instance(
        config=Config({"HistoryManager": {"enabled": False}})
    )
    yield Page(tmp_path, shell, capsys)
    InteractiveShell.clear_instance()


def fences(name: str) -> list[Fence]:
    text = (ROOT / "docs" / f"{name}.md").read_text()
    return [Fence(*match) for match in _FENCE.findall(text)]


@pytest.mark.parametrize("name", PAGES)
def test_every_example_prints_what_stands_below_it(page, name):
    shown = fences(name)
    ran = 0
    for fence, below in zip(shown, [*shown[1:], Fence("", "", "")], strict=True):
        if fence.language == "text":
            continue
        printed = page.run(fence)
        if printed is None:
            continue
        expected = below.content if below.language == "text" else ""
        expected = fence.content if fence.language == "console" else expected
        assert _plain(printed) == _plain(expected), fence.content
        ran += 1
    assert ran >= 5


def _plain(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def test_the_hook_of_the_page_is_the_one_that_is_offered():
    config = next(
        each.content for each in fences("checking-elsewhere") if each.language == "yaml"
    )
    hooks = (ROOT / ".pre-commit-hooks.yaml").read_text()
    assert re.findall(r"- id: (\S+)", config) == re.findall(r"- id: (\S+)", hooks)

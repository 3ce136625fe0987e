"""Readers of other packages: the page that explains them is run as it stands."""

import re
import sys
from importlib.metadata import EntryPoint
from pathlib import Path
from types import ModuleType

import pytest

from chimera_nb.read import registry
from chimera_nb.read.testing import read_files

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "readers.md").read_text()
(BLOCK,) = re.findall(r"```python\n(.*?)```", PAGE, re.S)
(ENTRY,) = re.findall(r"```toml\n(.*?)```", PAGE, re.S)


@pytest.fixture
def module():
    """The page's code as a module."""
    made = ModuleType("page")
    exec(compile(BLOCK, "docs/readers.md", "exec"), vars(made))
    return made


@pytest.fixture
def installed(module, monkeypatch):
    """The page's package, as if it were installed beside this one."""
    group, name, value = re.fullmatch(
        r'\[project\.entry-points\."(.+)"\]\n(\w+) = "(.+)"\n', ENTRY
    ).groups()
    package, sub = value.partition(":")[0].split(".")
    monkeypatch.setitem(sys.modules, package, ModuleType(package))
    monkeypatch.setitem(sys.modules, f"{package}.{sub}", module)
    points = [EntryPoint(name, value, group)]
    monkeypatch.setattr(
        registry, "entry_points", lambda group: [p for p in points if p.group == group]
    )
    registry.readers.cache_clear()
    yield points
    registry.readers.cache_clear()


def test_a_format_and_its_test_are_under_40_lines():
    assert len(BLOCK.splitlines()) + len(ENTRY.splitlines()) < 45
    assert len([line for line in BLOCK.splitlines() if line.strip()]) < 40


def test_the_pages_own_test_passes(module):
    tests = [each for name, each in vars(module).items() if name.startswith("test_")]
    assert len(tests) == 1
    for each in tests:
        each()


def test_an_installed_reader_reads_a_folder(installed, module):
    table = read_files(**{"deep/any name.json": module.TEXT})
    assert table["benchmark"].astype(str).tolist() == ["q1", "q1", "q1", "q2"]
    assert set(table["software"]) == {"sqlbench 1.2"}
    assert set(table["setting.threads"]) == {4}
    assert table["n_behind"].tolist()[2] == 2
    assert table["error"].tolist()[3] == "timeout"


def test_a_list_of_readers_may_stand_at_an_entry_point(installed, module):
    module.READER = [module.READER]
    assert len(read_files(**{"a.json": module.TEXT})) == 4


def test_readers_of_other_packages_are_asked_first_and_generic_ones_last(installed):
    names = [each.name for each in registry.readers()]
    assert names[0] == "sqlbench"
    guesses = [each.guess for each in registry.readers()]
    assert guesses == sorted(guesses)


def test_without_other_packages_the_file_is_not_theirs(module):
    assert "sqlbench" not in [each.name for each in registry.readers()]

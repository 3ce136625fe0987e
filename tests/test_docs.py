"""Words that can be checked are checked."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text()


def test_the_readme_names_every_command_and_no_other():
    shown = subprocess.run(
        [sys.executable, "-m", "chimera_nb", "--help"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    commands = set(re.findall(r"^│ (\w+) ", shown, re.M)) - {"Options"}
    assert commands == {"run", "report", "read", "facts", "check", "index", "doctor"}
    assert set(re.findall(r"^\| `(\w+) [A-Z\[]", README, re.M)) == commands


def test_every_link_of_the_docs_leads_somewhere():
    for page in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")):
        for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_map_of_the_rooms_names_every_module():
    drawn = (ROOT / "docs" / "rooms.md").read_text()
    modules = {path.stem for path in (ROOT / "chimera_nb").glob("*.py")}
    missing = {name for name in modules - {"__init__", "__main__"} if name not in drawn}
    assert missing == set()


def test_no_module_has_more_than_400_lines():
    paths = list((ROOT / "chimera_nb").rglob("*.py"))
    assert len(paths) > 20
    long = [path.name for path in paths if len(path.read_text().splitlines()) > 400]
    assert long == []

import subprocess
import sys

HEAVY = {"pandas", "papermill", "nbconvert", "matplotlib", "ollama"}


def test_help_loads_nothing_heavy():
    code = (
        "import sys\nfrom chimera_nb.cli import app\n"
        "app(['--help'], standalone_mode=False)\n"
        "print('LOADED', *sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert not HEAVY & set(done.stderr.split())
    assert "doctor" in done.stdout


def test_unknown_command_names_the_nearest():
    done = subprocess.run(
        [sys.executable, "-m", "chimera_nb", "rnu"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr == "chimera-nb: No such command 'rnu'. Did you mean 'run'?\n"

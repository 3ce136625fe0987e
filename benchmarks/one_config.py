"""One config with its reports, against papermill's and nbconvert's own commands.

Run by hand from the project's root: ``.venv/bin/python benchmarks/one_config.py``. Both
ways run the same notebook on the same input, one after the other, in the same session;
what counts is the ratio.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CONFIG = ROOT / "params" / "chimera_agent_b.yaml"


def seconds(*command: object) -> float:
    """Time one command, from its start to its end."""
    started = time.perf_counter()
    subprocess.run([*map(str, command)], cwd=ROOT, check=True, capture_output=True)
    return time.perf_counter() - started


def main(rounds: int = 3) -> None:
    """Print the median of each way, and the ratio."""
    python = sys.executable
    ours, theirs = [], []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for _ in range(rounds):
            ours.append(
                seconds(
                    python, "-m", "chimera_nb", "run", CONFIG, "--narrator", "rules",
                    "--outputs", folder / "ours",
                )
            )  # fmt: skip
            theirs.append(
                seconds(
                    python, "-m", "papermill", ROOT / "notebooks/compile_report.ipynb",
                    folder / "out.ipynb", "-f", CONFIG, "-p", "narrator", "rules",
                    "-p", "output", folder / "theirs", "--no-progress-bar",
                )
                + seconds(
                    python, "-m", "nbconvert", "--to", "html", folder / "out.ipynb",
                    "--log-level", "ERROR",
                )
            )  # fmt: skip
    ours, theirs = sorted(ours), sorted(theirs)
    middle = rounds // 2
    print(f"chimera-nb run, Markdown and HTML:  {ours[middle]:.2f} s")
    print(f"papermill + nbconvert, HTML only:   {theirs[middle]:.2f} s")
    print(f"ratio: {theirs[middle] / ours[middle]:.2f}")


if __name__ == "__main__":
    main()

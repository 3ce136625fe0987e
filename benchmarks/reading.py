"""Reading folders, against DuckDB, polars and pandas on the same files.

Run by hand from the project's root: ``make bench``, or ``.venv/bin/python
benchmarks/reading.py --peers PYTHON`` with a Python that has polars and DuckDB. The
files are made in a temporary folder, the same ones each time. Each way runs in a
process of its own, one after the other; its imports are not counted. What counts is
the ratio: ours also finds which tool wrote a file, what each number is and what it is
of, and the peers read cells.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from mixed_files import write_large, write_mixed, write_own

ROOT = Path(__file__).resolve().parent.parent
_LIMIT_S = 1800


def ours(folder: Path, *, cache: bool = False) -> Callable[[], int]:
    """Read a folder to the tidy table."""
    from chimera_nb import read_benchmarks
    from chimera_nb.read.registry import readers

    readers()
    return lambda: len(read_benchmarks(folder, cache=cache).measurements)


def kept(folder: Path) -> Callable[[], int]:
    """Read a folder that was read before."""
    return ours(folder, cache=True)


def data(folder: Path) -> Callable[[], int]:
    """Read all bytes."""
    return lambda: sum(len(path.read_bytes()) for path in _files(folder))


def stat(folder: Path) -> Callable[[], int]:
    """Walk a folder and look at each file's size and time."""
    return lambda: len(_files(folder, stat=True))


def _files(folder: Path, stat: bool = False) -> list[Path]:
    found: list[Any] = []
    stack = [os.fspath(folder)]
    while stack:
        with os.scandir(stack.pop()) as inside:
            for each in inside:
                if each.is_dir(follow_symlinks=False):
                    stack.append(each.path)
                elif stat:
                    found.append(each.stat(follow_symlinks=False))
                else:
                    found.append(Path(each.path))
    return found


def polars(folder: Path) -> Callable[[], int]:
    """Read each CSV and each JSON file, all tables of a kind in one."""
    import polars as pl

    def read() -> int:
        files = sorted(_files(folder))
        tables = [pl.read_csv(each) for each in files if each.suffix == ".csv"]
        whole = pl.concat(tables, how="diagonal_relaxed")
        texts = [pl.read_json(each) for each in files if each.suffix == ".json"]
        return len(whole) + len(texts)

    return read


def duckdb(folder: Path) -> Callable[[], int]:
    """Read all CSV files as one table, and the JSON files of each kind as one."""
    import duckdb as db

    def read() -> int:
        con = db.connect(config={"memory_limit": "8GB"})
        count = 0
        for how, names in (
            ("read_csv", "runs_*.csv"),
            ("read_json", "compile_*.json"),
            ("read_json", "hyperfine_*.json"),
        ):
            found = con.execute(
                f"select * from {how}('{folder}/*/{names}', union_by_name = true)"
            ).fetchnumpy()
            count += len(next(iter(found.values())))
        return count

    return read


def pandas(folder: Path) -> Callable[[], int]:
    """Read the one CSV of a folder."""
    import pandas as pd

    return lambda: len(pd.read_csv(next(folder.glob("*.csv"))))


_ALL = (ours, kept, data, stat, polars, duckdb, pandas)
WAYS = {each.__name__: each for each in _ALL}


def measure(way: str, folder: Path) -> None:
    """Run one way in this process; print its seconds, rows and peak memory."""
    read = WAYS[way](folder)
    before = time.perf_counter()
    rows = read()
    seconds = time.perf_counter() - before
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"seconds": seconds, "rows": rows, "peak": peak}))


def run(way: str, folder: Path, python: str = sys.executable, best_of: int = 1) -> Any:
    """Measure a way in a process of its own; None where it fails."""
    found = []
    for _ in range(best_of):
        try:
            done = subprocess.run(
                [python, __file__, "--way", way, str(folder)],
                cwd=ROOT, check=True, capture_output=True, timeout=_LIMIT_S,
            )  # fmt: skip
        except (subprocess.SubprocessError, OSError) as error:
            said = (getattr(error, "stderr", None) or b"").decode().strip()
            print(f"  {way}: {said.splitlines()[-1:] or error}", file=sys.stderr)
            return None
        found.append(json.loads(done.stdout.splitlines()[-1]))
    return min(found, key=lambda each: each["seconds"])


def line(what: str, ours: Any, peer: str, theirs: Any, reach: str) -> None:
    """Print one row: who took how long, and the ratio."""
    if ours is None or theirs is None:
        print(f"| {what} | {_said(ours)} | {peer}: {_said(theirs)} | | {reach} |")
        return
    ratio = ours["seconds"] / theirs["seconds"]
    says = f"{1 / ratio:.2f}× faster" if ratio < 1 else f"{ratio:.2f}× its time"
    print(f"| {what} | {_said(ours)} | {peer}: {_said(theirs)} | {says} | {reach} |")


def _said(found: Any) -> str:
    if found is None:
        return "failed"
    return f"{found['seconds']:.2f} s, {found['peak'] / 1e9:.1f} GB"


def many_files(folder: Path, count: int, peers: str) -> Any:
    """Compare the reading of a folder of mixed files; return ours."""
    write_mixed(folder, count)
    run("data", folder)  # so that all ways find the files in memory
    mine = run("ours", folder, best_of=2)
    what = f"{count:,} mixed files to the tidy table"
    for peer in ("polars", "duckdb"):
        line(what, mine, peer, run(peer, folder, peers, 2), "≥ 3× faster")
    line(what, mine, "the bytes", run("data", folder, best_of=2), "≤ 10×")
    return mine


def again(folder: Path, count: int) -> None:
    """Compare reading again with a walk of the folder."""
    run("kept", folder)
    walked = run("stat", folder, best_of=3)
    same = run("kept", folder, best_of=3)
    line(f"{count:,} unchanged files", same, "walk and stat", walked, "≤ 2×")
    for pattern in ("*.csv", "compile_*.json", "*.md"):
        changed = sorted(folder.rglob(pattern))[7]
        text = changed.read_text()
        changed.write_text(text.replace("7", "8", 1))
        once = run("kept", folder)
        line(f"after one {changed.suffix} file changed", once, "walk and stat", walked,
             "≤ 2×")  # fmt: skip


def one_large(
    folder: Path, size: int, write: Callable[[Path, int], None], kind: str
) -> None:
    """Compare one large CSV with pandas, in time and memory."""
    folder.mkdir()
    write(folder / "runs.csv", size)
    run("data", folder)
    mine, theirs = run("ours", folder, best_of=2), run("pandas", folder, best_of=2)
    what = f"one CSV of {size / 1e6:g} MB{kind}"
    line(what, mine, "pandas.read_csv", theirs, "≤ 2×, memory ≤ 3× the file")


def main() -> None:
    """Print every row."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--way", nargs=2, metavar=("WAY", "FOLDER"))
    parser.add_argument("--peers", default=sys.executable, help="a Python with both")
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--more", type=int, default=100_000, help="0: leave out")
    parser.add_argument("--gigabytes", type=float, default=0.05, help="0: leave out")
    given = parser.parse_args()
    if given.way:
        measure(given.way[0], Path(given.way[1]))
        return
    with tempfile.TemporaryDirectory() as name:
        os.environ["CHIMERA_NB_CACHE"] = str(Path(name, "cache"))
        print("| what | ours | peer | ratio | to reach |\n|---|---|---|---|---|")
        few = many_files(Path(name, "few"), given.files, given.peers)
        again(Path(name, "few"), given.files)
        if given.more:
            write_mixed(Path(name, "many"), given.more)
            many = run("ours", Path(name, "many"))
            what = f"{given.more:,} mixed files"
            line(what, many, f"{given.files:,} of them", few, "≤ 12×")
        if given.gigabytes:
            size = int(given.gigabytes * 1e9)
            one_large(Path(name, "large"), size, write_large, "")
            one_large(Path(name, "own"), size // 10, write_own, " by no known tool")


if __name__ == "__main__":
    main()

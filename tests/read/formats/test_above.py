"""The words above a tool's output: they often are all that tells two blocks apart."""

from chimera_nb.read.formats.console_text import READERS as CONSOLE
from chimera_nb.read.testing import read_files, read_text

HYPERFINE, GOOGLE = CONSOLE
GTABLE = """\
Benchmark            Time           CPU Iterations
BM_a              270 ns       260 ns      24751
"""
RUN = """\
Benchmark 1: once
  Time (mean ± σ):      12.5 ms ±   0.5 ms    [User: 5.5 ms, System: 3.5 ms]
  Range (min … max):    11.5 ms …  16.5 ms    10 runs
"""


def labels(table, column="config_label"):
    return list(dict.fromkeys(table[table.metric == "time"][column]))


def test_the_line_before_a_code_block_tells_it_from_the_next() -> None:
    text = f"## M1\n\nC++11:\n\n```\n{GTABLE}```\n\n**C++14**\n```\n{GTABLE}```\n"
    text += f"**C++17:**\n```\n{GTABLE}```\nA sentence.\n```\n{GTABLE}```\n"
    table = read_text(GOOGLE, "a.md", text)
    assert labels(table) == ["M1, C++11", "M1, C++14", "M1, C++17", "M1"]


def test_a_title_between_two_bars_holds_in_text_and_in_a_code_block() -> None:
    part = f"======\nBenchmarking {{}}\n======\n{RUN}\n"
    text = part.format("a.ts (one file)") + part.format("b")
    assert labels(read_text(HYPERFINE, "a.txt", text)) == [
        "Benchmarking a.ts (one file)",
        "Benchmarking b",
    ]
    table = read_text(HYPERFINE, "a.md", f"# R\n```\n{text}```\n")
    assert labels(table) == ["R, Benchmarking a.ts (one file)", "R, Benchmarking b"]


def test_a_line_with_a_colon_between_empty_lines_holds_for_what_follows() -> None:
    text = f"Device: CI\n\nGo:\n\n{RUN}\nGo Concurrent:\n\n{RUN}"
    assert labels(read_text(HYPERFINE, "a.txt", text)) == ["Go", "Go Concurrent"]


def test_commented_output_is_no_heading() -> None:
    lines = RUN.splitlines()[1:]
    text = "\n".join(["# Enabled:", *(f"# {line}" for line in lines)])
    assert labels(read_text(HYPERFINE, "a.txt", text)) == ["Enabled"]


def test_output_outside_of_code_blocks_is_read() -> None:
    table = read_files(**{"a.md": f"Measured by hand.\n\n{GTABLE}\nAccuracy: 8.3\n"})
    assert labels(table, "benchmark") == ["BM_a"]
    assert set(table.metric) == {"time", "cpu_time"}


def test_a_long_table_beside_output_does_not_hide_it() -> None:
    rows = "".join(f"| case {n} | {n}.5 ms |\n" for n in range(9))
    text = f"| name | time |\n|---|---|\n{rows}\n```\n{GTABLE}```\n"
    table = read_files(**{"a.md": text})
    assert len(table) == 9 + 2
    assert list(table[table.benchmark == "BM_a"].tier) == ["raw", "raw"]


def test_underlined_titles_of_plain_text_are_headings() -> None:
    text = f"Notes\n\nOn Linux\n--------\n\n{RUN}\nOn Windows\n----------\n\n{RUN}"
    assert labels(read_text(HYPERFINE, "a.txt", text)) == ["On Linux", "On Windows"]

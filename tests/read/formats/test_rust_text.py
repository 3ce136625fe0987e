"""What Rust's benchmark tools print."""

import pytest

from chimera_nb.read.formats.rust_text import READERS
from chimera_nb.read.formats.time_text import READERS as LATE_READERS
from chimera_nb.read.testing import read_files, read_text

CRITERION, LIBTEST, DIVAN, CRITCMP = READERS
TEXT = """
Benchmarking cipher/1024: Collecting 100 samples in estimcipher/1024
                        time:   [5.6 µs 5.7 µs 5.8 µs]
                        thrpt:  [912.27 KiB/s 931.90 KiB/s 952.51 KiB/s]
                 change:
                        time:   [−3.0498% −0.9940% +1.1944%] (p = 0.37 > 0.05)
                        thrpt:  [-1.1803% +1.0039% +3.1458%]
                        No change in performance detected.
Found 8 outliers among 100 measurements (8.00%)
  3 (3.00%) high mild
long article/ahash      time:   [211.37 µs 212.29 µs 213.47 µs]
                        thrpt:  [1.6381 Melem/s 1.8632 Melem/s 2.0768 Melem/s]
                        change: [-38.292% -37.342% -36.524%] (p = 0.00 < 0.05)
                        Performance has improved.
"""


def values(table, *columns, **wanted):
    for name, value in wanted.items():
        table = table[table[name] == value]
    return [tuple(each) for each in table[list(columns)].to_numpy()]


def test_criterion_estimate_lies_between_its_bounds() -> None:
    table = read_text(CRITERION, "a.txt", TEXT)
    assert values(
        table, "statistic", "value", metric="time", benchmark="long article/ahash"
    ) == [("ci_low", 211.37 / 1e6), ("mean", 212.29 / 1e6), ("ci_high", 213.47 / 1e6)]
    rate = values(table, "value", "unit", metric="elem_per_s", statistic="mean")
    assert rate == [(1863200.0, "1/s")]


def test_criterion_name_glued_to_a_progress_line_is_found() -> None:
    table = read_text(CRITERION, "a.txt", TEXT)
    assert set(table.benchmark) == {"cipher/1024", "long article/ahash"}
    speed = values(table, "value", metric="bandwidth", statistic="mean")
    assert speed == [(931.90 * 1024,)]


def test_criterion_change_is_a_delta_in_percent_and_no_time() -> None:
    table = read_text(CRITERION, "a.txt", TEXT)
    changes = values(table, "value", "unit", statistic="delta", metric="time_change")
    assert changes == [(-0.994, "percent"), (-37.342, "percent")]


def test_libtest() -> None:
    text = (
        "test b::add ... bench:       1,234.5 ns/iter (+/- 56) = 12 MB/s\n"
        "test b::bad ... FAILED\n"
    )
    table = read_text(LIBTEST, "a.txt", text)
    assert values(table, "metric", "statistic", "value", "status")[:3] == [
        ("time", "median", pytest.approx(1.2345e-6), "ok"),
        ("time", "error", 5.6e-8, "ok"),
        ("bandwidth", "median", 12e6, "ok"),
    ]
    assert values(table, "benchmark", "error", status="failed") == [
        ("b::bad", "FAILED")
    ]


def test_divan_tree_gives_names_and_throughput_rows_are_no_times() -> None:
    text = """\
simple             fastest       │ slowest       │ median        │ mean          │ samples
├─ group                         │               │               │               │
│  ╰─ 100          35.03 µs      │ 43.16 µs      │ 35.81 µs      │ 37.13 µs      │ 100
│                  2.854 Mitem/s │ 2.316 Mitem/s │ 2.791 Mitem/s │ 2.692 Mitem/s │
│                  max alloc:    │               │               │               │
│                    289 B       │ 289 B         │ 289 B         │ 302.5 B       │
╰─ sqrt            2.331 ms      │ 5.393 ms      │ 2.511 ms      │ 2.627 ms      │ 100
"""
    table = read_text(DIVAN, "a.txt", text)
    assert values(table, "benchmark", "value", metric="time", statistic="min") == [
        ("simple/group/100", 35.03 / 1e6),
        ("simple/sqrt", 2.331e-3),
    ]
    assert values(table, "statistic", "value", metric="item_per_s")[:2] == [
        ("max", 2854000.0),
        ("min", 2316000.0),
    ]
    assert values(table, "config_label", "value", metric="memory")[3] == (
        "max alloc", 302.5,
    )  # fmt: skip


def test_critcmp() -> None:
    text = (
        "group        base                     new\n"
        "-----        ----                     ---\n"
        "fib/10       1.00     26.0±0.30µs     1.05     27.3±0.31µs        ? ?/sec\n"
    )
    table = read_text(CRITCMP, "a.txt", text)
    assert values(table, "config_label", "value", statistic="mean") == [
        ("base", 2.6e-5),
        ("new", 2.73e-5),
    ]
    assert values(table, "value", metric="relative") == [(1.0,), (1.05,)]


def test_rustc_time_passes() -> None:
    text = "time:   0.004; rss:   49MB ->   52MB (   +3MB)\tparse_crate\n"
    table = read_text(LATE_READERS[-1], "a.txt", text)
    assert values(table, "metric", "value", "kind") == [
        ("compile_time", 0.004, "build"),
        ("memory", 49e6, "build"),
        ("memory", 52e6, "build"),
    ]


def test_libtest_lines_cut_short_and_a_lone_estimate_of_criterion() -> None:
    text = "literal                 124 ns/iter (+/- 5)\n"
    table = read_files(**{"a.txt": text})
    assert list(zip(table.benchmark, table.statistic, table.value, strict=True)) == [
        ("literal", "median", 124e-9),
        ("literal", "error", 5e-9),
    ]
    table = read_files(**{"a.md": "```\nmap/generate\n  time: [64.25 ns]\n```\n"})
    assert list(zip(table.benchmark, table.statistic, table.value, strict=True)) == [
        ("map/generate", "mean", 64.25e-9)
    ]


def test_divan_indented_in_a_log() -> None:
    text = "    ---- Rust ----\n    flops      fastest  │ slowest  │ median  │ mean  │ samples"
    text += " │ iters\n    ╰─ dot32   1.5 ms   │ 9.5 ms   │ 4.5 ms  │ 4.75 ms │ 100     │ 100\n"
    table = read_text(DIVAN, "a.txt", text)
    assert list(zip(table.benchmark, table.statistic, table.value, strict=True)) == [
        ("flops/dot32", "min", 1.5e-3),
        ("flops/dot32", "max", 9.5e-3),
        ("flops/dot32", "median", 4.5e-3),
        ("flops/dot32", "mean", 4.75e-3),
    ]
    assert set(table.config_label) == {"Rust"}

"""What hyperfine and Google Benchmark print."""

from chimera_nb.read.formats.console_text import READERS
from chimera_nb.read.testing import read_text

HYPERFINE, GOOGLE = READERS
RUN = """\
$ hyperfine -i 'sleep 0.01' once bad
Benchmark #1: sleep 0.01
  Time (mean ± σ):      12.3 ms ±   0.8 ms    [User: 5.3 ms, System: 3.8 ms]
  Range (min … max):    11.3 ms …  16.3 ms    10 runs

Benchmark 2: once
  Time (abs ≡):        2.500 s               [User: 1.250 s, System: 0.5 s]

Benchmark 3: bad
Error: Command terminated with non-zero exit code: 1

Summary
  'once' ran
    1.12 ± 0.07 times faster than 'sleep 0.01'
"""
TABLE = """\
Run on (8 X 2300 MHz CPU s)
-----------------------------------------------------------------------
Benchmark            Time           CPU Iterations UserCounters...
-----------------------------------------------------------------------
BM_a/8           27000 ns      26000 ns      24751 in packets=363.5k/s x=1024m
BM_b/8            1.50 us       1.25 us         10 bytes_per_second=2M/s
BM_b/8_cv         1.50 %        2.25 %           3
BM_b_BigO         0.30 N        0.30 N
BM_bad       ERROR OCCURRED: 'no device'
"""


def values(table, *columns, **wanted):
    for name, value in wanted.items():
        table = table[table[name] == value]
    return [
        tuple(float(f"{e:.12g}") if isinstance(e, float) else e for e in each)
        for each in table[list(columns)].to_numpy()
    ]


def test_hyperfine_time_user_system_and_range() -> None:
    table = read_text(HYPERFINE, "a.txt", RUN)
    rows = values(table, "metric", "statistic", "value", benchmark="sleep 0.01")
    assert rows[:6] == [
        ("time", "mean", 0.0123),
        ("time", "std", 0.0008),
        ("user_time", "mean", 0.0053),
        ("system_time", "mean", 0.0038),
        ("time", "min", 0.0113),
        ("time", "max", 0.0163),
    ]
    assert set(table[table.metric == "time"].n_behind.dropna()) == {10}


def test_hyperfine_single_run_failed_command_and_factor() -> None:
    table = read_text(HYPERFINE, "a.txt", RUN)
    single = values(table, "statistic", "value", benchmark="once", metric="time")
    assert single == [("value", 2.5)]
    assert values(table, "error", benchmark="bad") == [
        ("Error: Command terminated with non-zero exit code: 1",)
    ]
    factor = table[(table.metric == "relative") & (table.statistic == "value")].iloc[0]
    assert (factor.value, factor.unit) == (1.12, "ratio")
    assert "once" in factor.config_label


def test_hyperfine_times_with_an_ignored_exit_code_are_not_ok() -> None:
    text = RUN.replace(
        "10 runs\n", "10 runs\n\n  Warning: Ignoring non-zero exit code.\n"
    )
    table = read_text(HYPERFINE, "a.txt", text)
    rows = table[(table.benchmark == "sleep 0.01") & (table.metric != "relative")]
    assert set(rows.status) == {"suspect"}


def test_google_benchmark_rows_counters_and_errors() -> None:
    table = read_text(GOOGLE, "a.txt", TABLE)
    assert values(table, "metric", "value", "unit", benchmark="BM_a/8") == [
        ("time", 2.7e-5, "s"),
        ("cpu_time", 2.6e-5, "s"),
        ("in_packets", 363500.0, "1/s"),
        ("x", 1.024, "count"),
    ]
    assert set(table.machine) == {"8 X 2300 MHz CPU s"}
    assert values(table, "error", benchmark="BM_bad") == [("no device",)]


def test_google_benchmark_bytes_count_by_1024_and_cv_is_no_time() -> None:
    table = read_text(GOOGLE, "a.txt", TABLE)
    assert values(table, "value", metric="bandwidth") == [(2 * 1024.0**2,)]
    assert values(table, "statistic", "value", "unit", benchmark="BM_b/8_cv") == [
        ("cv", 1.5, "percent"),
        ("cv", 2.25, "percent"),
    ]
    assert table.attrs["not_taken"] == [("a fitted complexity (BigO, RMS)", 2)]


def test_a_table_beside_the_code_block_is_read_too() -> None:
    head = "# Results\n\n| Tool | Time (ms) |\n|---|---|\n| x | 12.5 |\n\n"
    text = f"{head}## On a laptop\n\n```\n{RUN}```\n"
    table = read_text(HYPERFINE, "a.md", text)
    assert values(table, "value", "metric", tier="reported") == [(0.0125, "time")]
    mine = values(table, "config_label", benchmark="sleep 0.01", statistic="mean")
    assert mine[0] == ("Results / On a laptop, hyperfine -i 'sleep 0.01' once bad",)


def test_control_codes_progress_lines_and_ci_stamps_are_taken_off() -> None:
    text = (
        "2024-05-01T10:00:00.1234567Z \x1b[1mBenchmark 1\x1b[0m: sleep\n"
        "2024-05-01T10:00:01.1234567Z  progress 50%\r\x1b[K  Time (mean ± σ):  "
        "\x1b[1;32m  12.5 ms\x1b[0m ±   0.5 ms    [User: 5.5 ms, System: 3.5 ms]\r\n"
    )
    table = read_text(HYPERFINE, "a.txt", text)
    assert values(table, "benchmark", "statistic", "value", metric="time") == [
        ("sleep", "mean", 0.0125),
        ("sleep", "std", 0.0005),
    ]


def test_a_line_break_of_an_e_mail_keeps_the_system_time() -> None:
    text = (
        "Benchmark 1: once\n  Time (mean ± σ):  1.150 s ±  0.010 s    [User: 0.494 s,"
    )
    table = read_text(HYPERFINE, "a.txt", text + " System: \n0.637 s]\n")
    assert values(table, "value", metric="system_time") == [(0.637,)]


def test_programs_of_one_log_are_told_apart_and_micro_signs_are_read() -> None:
    head = "Running ./{}\nBenchmark    Time     CPU Iterations GFLOP/s\n"
    text = head.format("old") + "BM_a  54.5 µs   54.5 µs   13058  9.5 G/s\n\n"
    text += "BM_b  12944 µs  12940 µs  55  702.5 M/s\n"
    text += head.format("new") + "BM_a  50.5 µs   50.5 µs   13058  9.75G/s\n"
    table = read_text(GOOGLE, "a.txt", text)
    assert values(table, "benchmark", "value", "config_label", metric="time") == [
        ("BM_a", 54.5e-6, "./old"),
        ("BM_b", 12944e-6, "./old"),
        ("BM_a", 50.5e-6, "./new"),
    ]
    assert values(table, "value", "unit", metric="flops") == [
        (9.5e9, "flop/s"),
        (702.5e6, "flop/s"),
        (9.75e9, "flop/s"),
    ]

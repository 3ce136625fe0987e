"""``time`` of shells, ``/usr/bin/time`` and ``perf stat``."""

import pytest

from chimera_nb.read.formats.time_text import READERS, perf_number
from chimera_nb.read.testing import read_text

PERF, VERBOSE, TIME, _ = READERS


def values(table, *columns, **wanted):
    for name, value in wanted.items():
        table = table[table[name] == value]
    return [
        tuple(float(f"{e:.12g}") if isinstance(e, float) else e for e in each)
        for each in table[list(columns)].to_numpy()
    ]


def test_bash_and_posix_each_with_its_command() -> None:
    text = (
        "$ time make\n\nreal\t0m1.250s\nuser\t1m1.500s\nsys\t0m0.250s\n\n"
        "$ time ./b\nreal 1,5\nuser 1.25\nsys 0.05\n"
    )
    table = read_text(TIME, "a.txt", text)
    assert values(table, "metric", "value", "config_label") == [
        ("time", 1.25, "time make"),
        ("user_time", 61.5, "time make"),
        ("system_time", 0.25, "time make"),
        ("time", 1.5, "time ./b"),
        ("user_time", 1.25, "time ./b"),
        ("system_time", 0.05, "time ./b"),
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "python x.py  1.25s user 0.05s system 98% cpu 1:01.50 total",
            [("time", 61.5), ("user_time", 1.25), ("system_time", 0.05),
             ("cpu_share", 98.0)],
        ),
        (
            "1.25user 0.05system 0:01.50elapsed 98%CPU (0avgtext+0avgdata 2maxresident)k",
            [("time", 1.5), ("user_time", 1.25), ("system_time", 0.05),
             ("memory", 2048.0)],
        ),
        (
            "        1.25 real         1.10 user         0.05 sys\n"
            "           12345  maximum resident set size",
            [("time", 1.25), ("user_time", 1.1), ("system_time", 0.05),
             ("memory", 12345.0)],
        ),
    ],
)  # fmt: skip
def test_zsh_gnu_and_bsd(text: str, wanted: list[tuple[str, float]]) -> None:
    assert values(read_text(TIME, "a.txt", text), "metric", "value") == wanted


def test_a_command_that_failed_has_no_time() -> None:
    text = "Command exited with non-zero status 2\n1.2user 0.1system 0:01.3elapsed 98%CPU\n"
    table = read_text(TIME, "a.txt", text)
    assert set(table.status) == {"failed"}
    assert set(table.error) == {"Command exited with non-zero status 2"}


def test_gnu_time_verbose() -> None:
    text = """\
\tCommand being timed: "sleep 1"
\tUser time (seconds): 0.01
\tElapsed (wall clock) time (h:mm:ss or m:ss): 0:01.50
\tMaximum resident set size (kbytes): 2048
\tExit status: 0
"""
    table = read_text(VERBOSE, "a.txt", text)
    assert values(table, "benchmark", "metric", "value") == [
        ("sleep 1", "user_time", 0.01),
        ("sleep 1", "time", 1.5),
        ("sleep 1", "memory", 2048 * 1024.0),
    ]
    bad = read_text(VERBOSE, "a.txt", text.replace("status: 0", "status: 1"))
    assert set(bad.error) == {"exit status 1"}


def test_perf_stat() -> None:
    text = """\
 Performance counter stats for './a.out' (10 runs):

          1,234.50 msec task-clock         #    0.998 CPUs utilized     ( +-  0.32% )
     4,567,890,123      cycles:u           #    3.700 GHz               (83.3%)
     5,000,000,000      instructions       #    1.09  insn per cycle
   <not supported>      LLC-loads

            1.2500 +- 0.0039 seconds time elapsed  ( +-  0.32% )
"""
    table = read_text(PERF, "a.txt", text)
    assert values(table, "metric", "statistic", "value", "unit", status="ok") == [
        ("task_clock", "mean", 1.2345, "s"),
        ("task_clock", "stderr", 0.32, "percent"),
        ("cpus_utilized", "mean", 0.998, "count"),
        ("cycles", "mean", 4567890123.0, "count"),
        ("cycles_rate", "mean", 3.7e9, "Hz"),
        ("instructions", "mean", 5e9, "count"),
        ("insn_per_cycle", "mean", 1.09, "count"),
        ("time", "mean", 1.25, "s"),
        ("time", "stderr", 0.0039, "s"),
        ("time", "stderr", 0.32, "percent"),
    ]
    assert values(table, "metric", "error", status="failed") == [
        ("llc_loads", "not supported")
    ]


def test_numbers_of_perf_follow_the_locale() -> None:
    assert perf_number("1.234.567", whole=True) == 1234567
    assert perf_number("1.234,56", whole=False) == 1234.56
    assert perf_number("1,234.56", whole=False) == 1234.56
    assert perf_number("0,998", whole=False) == 0.998
    assert perf_number("1,237000000", whole=False) == 1.237


def test_old_perf_writes_the_unit_behind_or_not_at_all() -> None:
    text = """\
 Performance counter stats for 'sleep 5' (5 runs):

       0.500000      task-clock (msec)   #    0.000 CPUs utilized   ( +-  1.65% )
   12247.500000 cpu-clock                #    0.999 CPUs utilized   ( +-   -nan% )
         29,618      page-faults:HG      #    0.092 M/sec           ( +-  1.05% ) [57,22%]

       5.000851904  seconds time elapsed                            ( +-  0.00% )
"""
    table = read_text(PERF, "a.txt", text)
    wanted = [("task_clock", 5e-4), ("cpu_clock", 12.2475), ("time", 5.000851904)]
    found = table[table.statistic.eq("mean") & table.unit.eq("s")]
    assert values(found, "metric", "value") == wanted
    assert values(table, "value", metric="page_faults_hg", statistic="mean") == [
        (29618.0,)
    ]


def test_a_line_of_settings_above_names_the_run() -> None:
    text = (
        "ROWS: 2 CORES: 1 TRIAL: 1\n\nreal\t0m0.719s\nuser\t0m0.186s\nsys\t0m0.163s\n"
    )
    text += "\nROWS: 2 CORES: 4 TRIAL: 1\n\nreal\t0m0.5s\nuser\t0m0.1s\nsys\t0m0.1s\n"
    table = read_text(TIME, "a.txt", text)
    assert table["config_label"].tolist() == [
        *["ROWS: 2 CORES: 1 TRIAL: 1"] * 3, *["ROWS: 2 CORES: 4 TRIAL: 1"] * 3,
    ]  # fmt: skip

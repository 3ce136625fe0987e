"""Logs of builds and compilers."""

from chimera_nb.read.formats.build_text import READERS
from chimera_nb.read.testing import read_text

NINJA, ANALYZER, GCC, LLVM, JAVA = READERS


def values(table, *columns, **wanted):
    for name, value in wanted.items():
        table = table[table[name] == value]
    return [
        tuple(float(f"{e:.12g}") if isinstance(e, float) else e for e in each)
        for each in table[list(columns)].to_numpy()
    ]


def test_ninja_the_last_entry_counts_and_outputs_of_one_command_are_one() -> None:
    text = (
        "# ninja log v6\n0\t120\t1600\ta.o\tab12\n10\t300\t1600\tb.o\tcd\n"
        "400\t900\t17\ta.o\tab13\n10\t300\t1600\tb.d\tcd\n500\t100\t1\tz\tef\n"
    )
    table = read_text(NINJA, "log.txt", text)
    assert values(table, "benchmark", "metric", "value", "unit") == [
        ("b.o", "build_time", 0.29, "s"),
        ("a.o", "build_time", 0.5, "s"),
    ]
    assert table.config_label[0] == "also b.d"
    assert table.attrs["problems"] == [
        ("line 6", "ends at 100 ms, before its start at 500 ms")
    ]


def test_clang_build_analyzer_sums_and_averages() -> None:
    text = """\
**** Time summary:
Compilation (1761 times):
  Parsing (frontend):         5167.5 s

**** Templates that took longest to instantiate:
 19006 ms: std::basic_string<char, ... (2665 times, avg 7 ms)
**** Expensive headers:
27393 ms: /usr/include/x (included 11 times, avg 2490 ms), included via:
  8x: a.h
"""
    table = read_text(ANALYZER, "a.txt", text)
    assert values(table, "benchmark", "statistic", "value", "n_behind") == [
        ("Parsing (frontend)", "total", 5167.5, 1761),
        ("std::basic_string<char, ...", "total", 19.006, 2665),
        ("std::basic_string<char, ...", "mean", 0.007, 2665),
        ("/usr/include/x", "total", 27.393, 11),
        ("/usr/include/x", "mean", 2.49, 11),
    ]
    assert set(table.kind) == {"build"}


def test_gcc_time_report_old_and_new() -> None:
    old = """\
Time variable                      usr           sys          wall               GGC
 phase setup          :   0.25 ( 10%)   0.00 (  0%)   0.50 (  5%)  1500 kB (  1%)
 TOTAL                :   1.25          0.10          1.50         2000 kB
"""
    table = read_text(GCC, "a.txt", old)
    assert values(table, "metric", "statistic", "value", benchmark="TOTAL") == [
        ("user_time", "total", 1.25),
        ("system_time", "total", 0.1),
        ("compile_time", "total", 1.5),
        ("memory", "total", 2000 * 1024.0),
    ]
    assert table.attrs["not_taken"] == [("a share of the total", 4)]
    new = """\
Time variable                                  wall           GGC
 phase setup                        :   0.50 (  5%)  1500k (  1%)
"""
    assert values(read_text(GCC, "a.txt", new), "metric", "value") == [
        ("compile_time", 0.5),
        ("memory", 1500 * 1024.0),
    ]


def test_llvm_time_report_columns_that_are_there() -> None:
    text = """\
===-------------------------------------------------------------------------===
                      ... Pass execution timing report ...
===-------------------------------------------------------------------------===
  Total Execution Time: 0.0002 seconds (0.0003 wall clock)

   ---User Time---   --User+System--   ---Wall Time---  ---Instr---  --- Name ---
   0.25 ( 50.0%)   0.50 ( 50.0%)   0.75 ( 50.0%)     707635  Bitcode Writer
   0.50 (100.0%)   1.00 (100.0%)   1.50 (100.0%)     845920  Total
"""
    table = read_text(LLVM, "a.txt", text)
    assert values(table, "metric", "value", benchmark="Bitcode Writer") == [
        ("instructions", 707635.0),
        ("user_time", 0.25),
        ("cpu_time", 0.5),
        ("compile_time", 0.75),
    ]
    assert set(table.config_label) == {"Pass execution timing report"}
    assert set(table[table.benchmark == "Total"].statistic) == {"total"}


def test_maven_and_gradle_failed_builds_have_no_time() -> None:
    text = (
        "[INFO] BUILD SUCCESS\n[INFO] Total time:  01:23 min\nBUILD FAILED in 1m 2s\n"
    )
    table = read_text(JAVA, "a.txt", text)
    assert list(table.status) == ["ok", "failed"]
    assert table.error[1] == "the build failed"
    assert table.value[0] == 83

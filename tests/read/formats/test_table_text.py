"""Tables that Catch2, pytest-benchmark, nanobench and BenchmarkTools.jl print."""

from chimera_nb.read.formats.table_text import READERS
from chimera_nb.read.testing import read_files, read_text

CATCH, PYTEST, NANO, JULIA = READERS
DASHES = "-" * 79


def values(table, *columns, **wanted):
    for name, value in wanted.items():
        table = table[table[name] == value]
    return [
        tuple(float(f"{e:.12g}") if isinstance(e, float) else e for e in each)
        for each in table[list(columns)].to_numpy()
    ]


def test_catch2_a_wrapped_name_and_three_lines() -> None:
    text = f"""\
{DASHES}
Numeric
{DASHES}
/home/a/numeric.cpp:33
{"." * 79}

benchmark name                       samples       iterations    estimated
                                     mean          low mean      high mean
                                     std dev       low std dev   high std dev
{DASHES}
A rather long name of                          100           662     4.0382 ms
benchmark
                                         1.5 us       1.25 us       1.75 us
                                          30 ns         20 ns         40 ns
"""
    table = read_text(CATCH, "a.txt", text)
    assert set(table.benchmark) == {"A rather long name of benchmark"}
    assert values(table, "statistic", "value", "config_label") == [
        ("mean", 1.5e-6, "Numeric"),
        ("ci_low", 1.25e-6, "Numeric"),
        ("ci_high", 1.75e-6, "Numeric"),
        ("std", 3e-8, "Numeric"),
        ("ci_low", 2e-8, "of the std dev, Numeric"),
        ("ci_high", 4e-8, "of the std dev, Numeric"),
    ]


def test_pytest_benchmark_unit_of_the_header_ratios_and_ops() -> None:
    text = f"""\
---------- benchmark 'n = 0': 2 tests -----------
Name (time in us)            Min           Mean   Outliers   OPS (Kops/s)  Rounds
{DASHES}
test_a[x y-0]     1,250.0 (2.5)  1,500.0 (3.00)       10;7  12.5 (>1000.0)      7
test_b (NOW)        500.0 (1.0)    500.0 (1.0)        10;7  2.0 (1.0)           7
{DASHES}
"""
    table = read_text(PYTEST, "a.txt", text)
    assert values(table, "statistic", "value", "unit", metric="time") == [
        ("min", 1.25e-3, "s"),
        ("mean", 1.5e-3, "s"),
        ("min", 5e-4, "s"),
        ("mean", 5e-4, "s"),
    ]
    assert values(table, "value", "unit", metric="ops") == [
        (12500.0, "1/s"),
        (2000.0, "1/s"),
    ]
    assert values(table, "value", "unit", metric="relative") == [
        (2.5, "ratio"),
        (3.0, "ratio"),
        (1.0, "ratio"),
        (1.0, "ratio"),
        (1.0, "ratio"),
    ]
    assert set(table.benchmark) == {"test_a[x y-0]", "test_b (NOW)"}
    assert set(table.n_behind.dropna()) == {7}


def test_nanobench() -> None:
    text = """\
|               ns/op |                op/s |    err% |     total | benchmark
|--------------------:|--------------------:|--------:|----------:|:----------
|                7.50 |      128,000,000.00 |    0.5% |      0.01 | `double ops`
"""
    table = read_text(NANO, "a.txt", text)
    assert values(table, "metric", "statistic", "value", "unit") == [
        ("time", "median", 7.5e-9, "s"),
        ("ops", "median", 128e6, "1/s"),
        ("time", "error", 0.5, "percent"),
        ("time", "total", 0.01, "s"),
    ]


def test_julia_garbage_collection_is_no_time() -> None:
    text = """\
julia> @benchmark f(x)
BenchmarkTools.Trial: 1999 samples with 1 evaluation.
 Range (min … max):  2.5 ms …   5.5 ms  ┊ GC (min … max): 0.00% … 45.53%
 Time  (median):     3.0 ms             ┊ GC (median):    0.00%
 Time  (mean ± σ):   3.5 ms ± 500.0 μs  ┊ GC (mean ± σ):  3.50% ±  8.91%
 Memory estimate: 1.5 MiB, allocs estimate: 2655.
"""
    table = read_text(JULIA, "a.txt", text)
    others = table[table.metric != "gc_share"]
    assert values(others, "metric", "statistic", "value") == [
        ("time", "min", 2.5e-3),
        ("time", "max", 5.5e-3),
        ("time", "median", 3e-3),
        ("time", "mean", 3.5e-3),
        ("time", "std", 5e-4),
        ("memory", "value", 1.5 * 1024**2),
        ("allocations", "value", 2655.0),
    ]
    assert set(others.config_label) == {"@benchmark f(x)"}


def test_catch2_sections_and_names_broken_over_lines() -> None:
    rule = "-" * 79 + "\n"
    head = (
        "benchmark name                       samples       iterations    estimated\n"
    )
    head += (
        "                                     mean          low mean      high mean\n"
    )
    head += "                                     std dev       low std dev   high\n"
    row = "{:<46} 100             1    17.5 ms\n"
    row += "       180.5 us    177.5 us    186.5 us\n        18.5 us    9.5 us    36.5 us\n"
    first = (
        rule + "Insert\n" + rule + "...\n\n" + head + rule + row.format("list") + "\n"
    )
    second = rule + "Search\n" + rule + "...\n\n" + head + rule
    second += "Connected_2024_Lager-\ngatan.\n" + row.format("gpx")
    table = read_text(CATCH, "a.txt", first + "\n" + second)
    means = table[table.statistic == "mean"]
    assert list(zip(means.config_label, means.benchmark, strict=True)) == [
        ("Insert", "list"),
        ("Search", "Connected_2024_Lagergatan.gpx"),
    ]


def test_trials_of_julia_have_the_name_above_and_the_share_of_the_collector() -> None:
    text = (
        "---- Julia ----\ndot32\nBenchmarkTools.Trial: 30 samples with 1 evaluation.\n"
    )
    text += " Range (min … max):  1.5 ms …  12.5 ms  ┊ GC (min … max): 0.00% … 45.50%\n"
    text += " Time  (mean ± σ):   2.5 ms ± 1.5 ms  ┊ GC (mean ± σ):  3.50% ± 8.50%\n"
    table = read_text(JULIA, "a.txt", text)
    assert set(table.benchmark) == {"dot32"}
    shares = table[table.metric == "gc_share"]
    assert list(zip(shares.statistic, shares.value, shares.unit, strict=True)) == [
        ("min", 0, "percent"),
        ("max", 45.5, "percent"),
        ("mean", 3.5, "percent"),
        ("std", 8.5, "percent"),
    ]


def test_what_a_trial_of_julia_allocated_is_not_the_name_of_the_next() -> None:
    trial = "BenchmarkTools.Trial: 30 samples with 1 evaluation.\n"
    trial += " Time  (mean ± σ):   2.5 ms ± 1.5 ms  ┊ GC (mean ± σ):  0.00% ± 0.00%\n"
    text = f"dot32\n{trial} Memory estimate: 32 bytes, allocs estimate: 1.\n{trial}"
    table = read_text(JULIA, "a.txt", text)
    assert {str(each) for each in table.benchmark} == {"dot32", "nan"}


def test_a_shortened_count_of_operations_does_not_hide_the_times_beside_it() -> None:
    text = (
        "--------- benchmark: 1 tests ---------\nName (time in ns)   Min  Mean  OPS\n"
    )
    text += "------\ntest_add...  25.5  28.5  35M\n------\n"
    table = read_text(PYTEST, "a.txt", text)
    assert values(table, "metric", "statistic", "value") == [
        ("time", "min", 25.5e-9),
        ("time", "mean", 28.5e-9),
        ("ops", "mean", 35e6),
    ]


def test_nanobench_of_markdown_keeps_marks_and_added_columns_apart() -> None:
    text = "## Index\n\n|  ns/op |  op/s | MdAPE | ns/vector | Build\n"
    text += (
        "|--:|--:|--:|--:|:--\n| 2.50 | 400,000.50 | 24.5% | 303 | :hand: `log(x)`\n"
    )
    table = read_files(**{"a.md": text})
    found = values(table, "metric", "statistic", "value", "unit", "config_label")
    assert found == [
        ("time", "median", 2.5e-9, "s", "Build, Index"),
        ("ops", "median", 400000.5, "1/s", "Build, Index"),
        ("time", "error", 24.5, "percent", "Build, Index"),
        ("time", "median", 303e-9, "s", "ns/vector, Build, Index"),
    ]
    assert set(table.benchmark) == {"log(x)"}

"""What pyperf prints: means, comparisons, tables of comparisons."""

from chimera_nb.read.formats.pyperf_text import READERS
from chimera_nb.read.testing import read_files, read_text

(PYPERF,) = READERS


def rows(table, *columns):
    return list(table[list(columns)].itertuples(index=False, name=None))


def test_plus_minus_is_a_standard_deviation_and_the_first_number_is_a_mean() -> None:
    text = "$ pyperf timeit 'f(1)'\n.....\nMean +- std dev: 782 ns +- 18 ns\n"
    table = read_files(**{"a.md": f"```\n{text}```\n"})
    assert rows(table, "statistic", "value", "unit") == [
        ("mean", 7.82e-07, "s"),
        ("std", 1.8e-08, "s"),
    ]


def test_a_comparison_gives_both_sides_their_names() -> None:
    text = (
        "ctor: Mean +- std dev: [py37] 1.50 us +- 0.25 us -> [py38] 92.5 ns +- 0.5 ns"
    )
    table = read_text(PYPERF, "a.txt", text + ": 16.25x faster (-94%)\n")
    assert rows(table, "statistic", "value", "config_label") == [
        ("mean", 1.5e-06, "py37"),
        ("std", 2.5e-07, "py37"),
        ("mean", 9.25e-08, "py38"),
        ("std", 5e-10, "py38"),
        ("value", 16.25, "faster"),
        ("delta", -94, "changed vs reference"),
    ]
    assert set(table.benchmark) == {"ctor"}


def test_pyperformance_names_the_files_above_and_the_benchmark_between_hashes() -> None:
    text = "old.json\n========\n\nnew.json\n========\n\n### 2to3 ###\n"
    text += "Mean +- std dev: 309 ms +- 11 ms -> 302 ms +- 6 ms: 1.02x faster\n"
    table = read_text(PYPERF, "a.txt", text)
    means = table[table.statistic == "mean"]
    assert [each.split(",")[0] for each in means.config_label] == [
        "old.json",
        "new.json",
    ]
    assert set(table.benchmark) == {"2to3"}


def test_a_cell_of_a_table_holds_a_time_and_a_factor() -> None:
    text = "| Benchmark | a | b |\n|---|:--:|:--:|\n| x | 250 ms | 237 ms: 1.05x faster |\n"
    text += "| Geometric mean | (ref) | 1.05x faster |\n"
    table = read_files(**{"a.md": text})
    assert rows(table, "statistic", "value", "unit", "config_label") == [
        ("mean", 0.25, "s", "a"),
        ("mean", 0.237, "s", "b"),
        ("value", 1.05, "ratio", "b, faster"),
        ("geomean", 1.05, "ratio", "b, faster"),
    ]


def test_statistics_of_one_benchmark() -> None:
    text = "Minimum:         112 ms\nMedian +- MAD:   115 ms +- 1 ms\n"
    text += "  5th percentile: 113 ms (-2% of the mean)\n"
    table = read_text(PYPERF, "a.txt", text + "Mean +- std dev: 116 ms +- 2 ms\n")
    assert rows(table, "statistic", "value") == [
        ("min", 0.112),
        ("median", 0.115),
        ("error", 0.001),
        ("p5", 0.113),
        ("mean", 0.116),
        ("std", 0.002),
    ]


def test_a_bare_line_over_a_block_tells_it_from_the_same_benchmark_below() -> None:
    text = "### stack\n\npodman\nstart: Mean +- std dev: 15.2 sec +- 0.3 sec\n\n"
    text += "docker (no cache)\nstart: Mean +- std dev: 12.2 sec +- 0.5 sec\n\n"
    text += "This took long.\nstart: Mean +- std dev: 12.8 sec +- 0.5 sec\n"
    table = read_files(**{"a.md": text})
    assert list(table[table.statistic == "mean"].config_label) == [
        "podman, stack",
        "docker (no cache), stack",
        "stack",
    ]

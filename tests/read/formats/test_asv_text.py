"""What asv prints: comparisons and runs."""

from chimera_nb.read.testing import read_files

COMPARED = """\
All benchmarks:

| Change   | Before [5cc8eb0d] <main>   | After [a4b6bb7b] <new>   |   Ratio | Benchmark (Parameter)     |
|----------|----------------------------|--------------------------|---------|---------------------------|
| -        | 30.7±0.5ms                 | 12.1ms                   |    ~0.39 | b.time_y('a', 10)        |
| +        | 105M                       | failed                   |     n/a | b.peakmem_q               |
"""
OLD = """\
       before           after         ratio
     [5cc8eb0d]       [a4b6bb7b]
+      1.20±0.01s            6.00s     5.00  b.time_y('a', 10)
x             n/a           failed      n/a  b.track_z
"""
RUN = """\
[ 33.33%] ··· b.track_n                                                   42
[ 50.00%] ··· b.peakmem_q                                               105M
[100.00%] ··· b.time_y                                                    ok
[100.00%] ··· ======= =============
                 n
              ------- -------------
                 1     10.1±0.1ms
                 10      failed
              ======= =============
"""


def rows(table, *columns):
    return [
        tuple(
            None if e != e else round(e, 9) if isinstance(e, float) else e for e in row
        )
        for row in table[list(columns)].astype(object).to_numpy()
    ]


def test_memory_with_a_decimal_prefix_is_no_duration() -> None:
    table = read_files(**{"a.md": COMPARED})
    assert rows(table, "metric", "statistic", "value", "status") == [
        ("time", "median", 0.0307, "ok"),
        ("time", "error", 0.0005, "ok"),
        ("time", "median", 0.0121, "ok"),
        ("relative", "value", 0.39, "ok"),
        ("memory", "median", 105e6, "ok"),
        ("memory", "median", None, "failed"),
    ]
    assert table["benchmark"][0] == "b.time_y('a', 10)"
    assert table["config_label"][0].startswith("[5cc8eb0d] <main>")


def test_missing_is_not_failed_and_a_name_holds_its_parameters() -> None:
    table = read_files(**{"a.txt": OLD})
    assert rows(table, "benchmark", "metric", "statistic", "value", "config_label") == [
        ("b.time_y('a', 10)", "time", "median", 1.2, "before 5cc8eb0d"),
        ("b.time_y('a', 10)", "time", "error", 0.01, "before 5cc8eb0d"),
        ("b.time_y('a', 10)", "time", "median", 6.0, "after a4b6bb7b"),
        ("b.time_y('a', 10)", "relative", "value", 5.0,
         "after a4b6bb7b to before 5cc8eb0d"),
        ("b.track_z", "value", "median", None, "after a4b6bb7b"),
    ]  # fmt: skip


def test_the_grid_below_a_benchmark_names_its_parameters() -> None:
    table = read_files(**{"a.log": RUN})
    assert rows(table, "benchmark", "metric", "value", "setting.n", "status") == [
        ("b.track_n", "value", 42.0, None, "ok"),
        ("b.peakmem_q", "memory", 105e6, None, "ok"),
        ("b.time_y", "time", 0.0101, 1.0, "ok"),
        ("b.time_y", "time", 0.0001, 1.0, "ok"),
        ("b.time_y", "time", None, 10.0, "failed"),
    ]

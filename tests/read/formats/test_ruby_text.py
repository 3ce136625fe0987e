"""Ruby's benchmark-ips and Benchmark: prefixes, restated rates, CPU beside real time."""

from chimera_nb.read.formats.ruby_text import READERS
from chimera_nb.read.testing import read_text

IPS = """Warming up --------------------------------------
                fast   309.000 i/100ms
Calculating -------------------------------------
                fast      3.234k (± 1.5%) i/s  (309.21 μs/i) -     16.377k in   5.065s
                slow    323.4 (± 2.5%) i/s -      1.632k in   5.050s

Comparison:
                fast:     3234.0 i/s
                slow:      323.4 i/s - 10.00x  slower
"""
TIMES = """                 user     system      total        real
for:         1.050000   0.000000   1.050000 (  0.503462)
"""


def test_rates_have_prefixes_and_the_comparison_restates_them() -> None:
    table = read_text(READERS[0], "a.txt", IPS)
    assert list(
        table[["benchmark", "metric", "statistic", "value", "unit"]].itertuples(
            index=False, name=None
        )
    ) == [
        ("fast", "ops", "mean", 3234.0, "1/s"),
        ("fast", "ops", "cv", 1.5, "percent"),
        ("fast", "time", "mean", 0.00030921, "s"),
        ("slow", "ops", "mean", 323.4, "1/s"),
        ("slow", "ops", "cv", 2.5, "percent"),
        ("slow", "slowdown", "value", 10.0, "ratio"),
    ]
    assert table["n_behind"].tolist()[0] == 16377


def test_cpu_time_is_not_the_time_that_passed() -> None:
    table = read_text(READERS[0], "a.txt", TIMES)
    assert table["metric"].tolist() == ["cpu_time"] * 3 + ["time"]
    assert table["value"].tolist() == [1.05, 0.0, 1.05, 0.503462]
    assert set(table["benchmark"]) == {"for"}

"""Benchee: traps of what it prints."""

from chimera_nb.read.formats.benchee_text import READERS
from chimera_nb.read.testing import read_text

TEXT = """*** sort (1000 integers) ***

Name                     ips        average  deviation         median         99th %
Fast.sort (binary)    4.70 K      212.64 μs     ±1.78%      211.25 μs      228.05 μs
Enum.sort/1             9.08      110.09 ms    ±10.27%      108.25 ms      140.55 ms

Comparison:
Fast.sort (binary)    4.70 K
Enum.sort/1             9.08 - 9.93x slower +99.00 ms

Memory usage statistics:

Name              Memory usage
Fast.sort (binary)        64 B
Enum.sort/1            1.50 KB - 24.00x memory usage +1.44 KB

**All measurements for memory usage were the same**
"""


def rows(table):
    names = ["benchmark", "metric", "statistic", "value", "unit"]
    table = table.assign(value=table["value"].round(9))
    return list(table[names].itertuples(index=False, name=None))


def test_thousands_shares_and_kilobytes_of_1024_and_a_comparison_that_repeats() -> None:
    table = read_text(READERS[0], "a.txt", TEXT)
    fast, slow = "Fast.sort (binary)", "Enum.sort/1"
    assert rows(table) == [
        (fast, "ops", "mean", 4700.0, "1/s"),
        (fast, "time", "mean", 0.00021264, "s"),
        (fast, "time", "cv", 1.78, "percent"),
        (fast, "time", "median", 0.00021125, "s"),
        (fast, "time", "p99", 0.00022805, "s"),
        (slow, "ops", "mean", 9.08, "1/s"),
        (slow, "time", "mean", 0.11009, "s"),
        (slow, "time", "cv", 10.27, "percent"),
        (slow, "time", "median", 0.10825, "s"),
        (slow, "time", "p99", 0.14055, "s"),
        (slow, "relative", "value", 9.93, "ratio"),
        (fast, "memory", "mean", 64.0, "bytes"),
        (slow, "memory", "mean", 1536.0, "bytes"),
    ]
    assert set(table["config_label"]) == {"sort (1000 integers)"}
    again = ("iterations a second again, in a comparison", 2)
    assert again in table.attrs["not_taken"]


def test_extended_statistics_have_ends() -> None:
    text = TEXT.partition("Comparison")[0] + (
        "Extended statistics:\n\n"
        "Name           minimum        maximum    sample size                     mode\n"
        "Enum.sort/1  105.20 ms      141.30 ms             46                     None\n"
    )
    found = rows(read_text(READERS[0], "a.txt", text))
    assert found[-2:] == [
        ("Enum.sort/1", "time", "min", 0.1052, "s"),
        ("Enum.sort/1", "time", "max", 0.1413, "s"),
    ]

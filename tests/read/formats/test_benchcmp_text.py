"""benchcmp: old and new values of Go benchmarks, and what changed."""

from chimera_nb.read.testing import read_files

TEXT = """\
BenchmarkRaw-8   100   15561 ns/op

benchmark         old ns/op     new ns/op     delta
BenchmarkA-8      120           8.5           -93.01%

benchmark         old MB/s     new MB/s     speedup
BenchmarkA-8      893.5        4845.5       5.42x

benchmark         old allocs     new allocs     delta
BenchmarkA-8      0              0              +0.00%
"""


def test_rows_of_benchcmp_are_no_rows_of_go_test() -> None:
    table = read_files(**{"a.txt": TEXT})
    found = table[["metric", "statistic", "value", "unit", "config_label"]].astype(
        object
    )
    assert list(found.fillna("").itertuples(index=False, name=None)) == [
        ("time", "value", 15561e-9, "s", ""),
        ("time", "value", 120e-9, "s", "old"),
        ("time", "value", 8.5e-9, "s", "new"),
        ("time", "delta", -93.01, "percent", "new vs old"),
        ("bandwidth", "value", 893.5e6, "bytes/s", "old"),
        ("bandwidth", "value", 4845.5e6, "bytes/s", "new"),
        ("speedup", "value", 5.42, "ratio", "new vs old"),
        ("allocations", "value", 0, "count", "old"),
        ("allocations", "value", 0, "count", "new"),
        ("allocations", "delta", 0, "percent", "new vs old"),
    ]

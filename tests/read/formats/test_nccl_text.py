"""nccl-tests: traps of what they print."""

from chimera_nb.read.formats.nccl_text import READERS
from chimera_nb.read.testing import read_text

TEXT = """# Collective test starting: all_gather_perf
#       size         count      type   redop    root     time   algbw   busbw  #wrong     time   algbw   busbw  #wrong
#        (B)    (elements)                               (us)  (GB/s)  (GB/s)             (us)  (GB/s)  (GB/s)
  1073741824     134217728     float    none      -1  27211.0   39.46   19.73       0  25806.5   41.61   20.80     N/A
  2147483648     268435456     float    none      -1  50573.5   42.46   21.23       3  48690.5   44.10   22.05       0
# Out of bounds values : 0 OK
# Avg bus bandwidth    : 21.5
"""


def test_out_of_place_and_in_place_are_two_and_wrong_values_fail() -> None:
    table = read_text(READERS[0], "a.txt", TEXT)
    assert len(table) == 13
    first = table.iloc[:3]
    assert first["metric"].tolist() == ["time", "algorithm_bandwidth", "bus_bandwidth"]
    assert first["unit"].tolist() == ["s", "bytes/s", "bytes/s"]
    assert first["value"].round(9).tolist() == [0.027211, 39.46e9, 19.73e9]
    assert table["config_label"].tolist()[:6] == ["out-of-place"] * 3 + ["in-place"] * 3
    assert table["status"].tolist() == ["ok"] * 6 + ["failed"] * 3 + ["ok"] * 4
    assert table["error"].iloc[6] == "3 wrong values"
    assert (table["statistic"].iloc[-1], table["value"].iloc[-1]) == ("mean", 21.5e9)
    assert set(table["benchmark"]) == {"all_gather_perf"}

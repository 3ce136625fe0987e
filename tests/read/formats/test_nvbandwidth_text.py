"""nvbandwidth: a pair of processors each, sums, pairs that are not measured."""

from chimera_nb.read.formats.nvbandwidth_text import READERS
from chimera_nb.read.testing import read_text

TEXT = """nvbandwidth Version: v0.8
Device 0: Tesla T4 (00000000:3b:00)
Device 1: Tesla T4 (00000000:86:00)

Running host_to_device_memcpy_ce.
memcpy CE CPU(row) -> GPU(column) bandwidth (GB/s)
           0         1
 0     12.35     12.34

SUM host_to_device_memcpy_ce 24.69

Running device_to_device_memcpy_read_ce.
memcpy CE GPU(row) -> GPU(column) bandwidth (GB/s)
           0         1
 0       N/A     10.24
 1      9.98       N/A

SUM device_to_device_memcpy_read_ce 20.22
"""


def test_a_pair_that_is_not_measured_is_no_number() -> None:
    table = read_text(READERS[0], "a.txt", TEXT)
    assert table["value"].tolist() == [
        12.35e9,
        12.34e9,
        24.69e9,
        10.24e9,
        9.98e9,
        20.22e9,
    ]
    assert table["statistic"].tolist() == ["value", "value", "total"] * 2
    assert [str(each) for each in table["config_label"]] == [
        "CPU 0, GPU 0", "CPU 0, GPU 1", "nan", "GPU 0, GPU 1", "GPU 1, GPU 0", "nan",
    ]  # fmt: skip
    assert set(table["metric"]) == {"bandwidth"}
    assert set(table["unit"]) == {"bytes/s"}
    assert set(table["device"]) == {"Tesla T4"}
    assert table["benchmark"].tolist()[2:4] == [
        "host_to_device_memcpy_ce", "device_to_device_memcpy_read_ce",
    ]  # fmt: skip

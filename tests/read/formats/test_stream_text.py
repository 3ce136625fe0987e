"""STREAM and torch.utils.benchmark: rates beside times, the unit below a table."""

from chimera_nb.read.formats.stream_text import READERS
from chimera_nb.read.testing import read_text

STREAM, COMPARE = READERS
PASSES = """Function    Best Rate MB/s  Avg time     Min time     Max time
Copy:           90014.5     0.031581     0.014220     0.050416
Triad:          98350.5     0.028845     0.019522     0.037835
"""
TABLE = """[------------------ Dropout+LayerNorm ------------------]
                       |  Eager (FP32)  |  nvFuser (FP32)
1 threads: ----------------------------------------------
      (32, 128, 768)   |     306.5      |        255.0
      (4, 512, 768)    |     234.5 (! 5%)  |
4 threads: ----------------------------------------------
      (32, 128, 768)   |     106.5      |         55.0

Times are in microseconds (us).
"""


def test_the_best_rate_is_a_maximum_and_times_are_seconds() -> None:
    table = read_text(STREAM, "a.txt", PASSES)
    assert table["value"].tolist()[:4] == [90014.5e6, 0.031581, 0.01422, 0.050416]
    assert table["statistic"].tolist()[:4] == ["max", "mean", "min", "max"]
    assert table["unit"].tolist()[:2] == ["bytes/s", "s"]
    assert table["benchmark"].tolist() == ["Copy"] * 4 + ["Triad"] * 4


def test_the_unit_below_a_table_is_of_all_its_medians() -> None:
    table = read_text(COMPARE, "a.txt", TABLE)
    assert table["value"].round(9).tolist() == [
        0.0003065, 0.000255, 0.0002345, 0.0001065, 5.5e-05,
    ]  # fmt: skip
    assert table["setting.threads"].tolist() == [1, 1, 1, 4, 4]
    assert set(table["statistic"]) == {"median"}
    assert set(table["benchmark"]) == {"Dropout+LayerNorm"}
    assert table["config_label"].tolist()[0] == "Eager (FP32), (32, 128, 768)"

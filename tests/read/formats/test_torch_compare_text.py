"""Tables of torch.utils.benchmark: the unit below them."""

from chimera_nb.read.formats.torch_compare_text import READERS
from chimera_nb.read.testing import read_text

(READER,) = READERS
TABLE = """[------------------ Dropout+LayerNorm ------------------]
                       |  Eager (FP32)  |  nvFuser (FP32)
1 threads: ----------------------------------------------
      (32, 128, 768)   |     306.5      |        255.0
      (4, 512, 768)    |     234.5 (! 5%)  |
4 threads: ----------------------------------------------
      (32, 128, 768)   |     106.5      |         55.0

Times are in microseconds (us).
"""


def test_the_unit_below_a_table_is_of_all_its_medians() -> None:
    table = read_text(READER, "a.txt", TABLE)
    assert table["value"].round(9).tolist() == [
        0.0003065, 0.000255, 0.0002345, 0.0001065, 5.5e-05,
    ]  # fmt: skip
    assert table["setting.threads"].tolist() == [1, 1, 1, 4, 4]
    assert set(table["statistic"]) == {"median"}
    assert set(table["benchmark"]) == {"Dropout+LayerNorm"}
    assert table["config_label"].tolist()[0] == "Eager (FP32), (32, 128, 768)"

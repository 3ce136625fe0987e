"""STREAM: rates beside times."""

from chimera_nb.read.formats.stream_text import READERS
from chimera_nb.read.testing import read_text

(READER,) = READERS
PASSES = """Function    Best Rate MB/s  Avg time     Min time     Max time
Copy:           90014.5     0.031581     0.014220     0.050416
Triad:          98350.5     0.028845     0.019522     0.037835
"""


def test_the_best_rate_is_a_maximum_and_times_are_seconds() -> None:
    table = read_text(READER, "a.txt", PASSES)
    assert table["value"].tolist()[:4] == [90014.5e6, 0.031581, 0.01422, 0.050416]
    assert table["statistic"].tolist()[:4] == ["max", "mean", "min", "max"]
    assert table["unit"].tolist()[:2] == ["bytes/s", "s"]
    assert table["benchmark"].tolist() == ["Copy"] * 4 + ["Triad"] * 4

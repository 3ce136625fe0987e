"""Tables of READMEs and of people's own scripts, named after the trap in each."""

from chimera_nb.read.formats.generic_csv import READERS as CSV
from chimera_nb.read.formats.generic_markdown import READERS as MARKDOWN
from chimera_nb.read.testing import read_text


def read(text):
    """Read a Markdown text."""
    return read_text(MARKDOWN[0], "a.md", text)


def read_csv(text):
    """Read a CSV text."""
    return read_text(CSV[0], "a.csv", text)


def shown(table, *columns):
    """The rows as tuples of these columns."""
    return list(table[list(columns)].itertuples(index=False, name=None))


def test_units_in_other_scripts_are_units():
    rows = read(
        "## 测试\n\n| 配置 | 速度 | 完成时间 | 提升 |\n|---|---|---|---|\n"
        "| 默认 | ~12,000 行/秒 | 1分25秒 | 40% |\n| 高 | 约28,000 行/秒 | 36秒 | **3倍** |\n"
    )
    assert shown(rows, "value", "unit", "statistic") == [
        (12000.0, "1/s", "value"),
        (85.0, "s", "value"),
        (40.0, "percent", "delta"),
        (28000.0, "1/s", "value"),
        (36.0, "s", "value"),
        (3.0, "ratio", "value"),
    ]
    rows = read("| Тест | Время (мс) | Память |\n|---|---|---|\n| a | 5,5 | 12 МБ |\n")
    assert shown(rows, "value", "unit") == [(0.0055, "s"), (12e6, "bytes")]


def test_a_header_in_another_script_is_part_of_the_subject():
    rows = read("| 操作 | 数组 | 链表 |\n|---|---|---|\n| 读取 | 15ns | 5000ns |\n")
    assert rows["config_label"].tolist() == ["数组", "链表"]


def test_a_rate_whose_slash_became_an_underscore_is_no_time():
    rows = read_csv(
        "test,wall_s,throughput_ops_s,write_mb_s,tile_x,tile_y\nget,0.6,2354.9,1.5,32,16\n"
    )
    assert shown(rows, "metric", "value", "unit")[:3] == [
        ("time", 0.6, "s"),
        ("throughput", 2354.9, "1/s"),
        ("bandwidth", 1.5e6, "bytes/s"),
    ]
    assert "ratio" not in set(rows["unit"])


def test_a_ratio_in_percent_is_a_share_unless_it_is_signed():
    rows = read(
        "| File | Size | Ratio | Relative |\n|---|---|---|---|\n"
        "| a | 25 bytes | 18.9% | +32% |\n| b | 26 bytes | 24.1% | -63% |\n"
    )
    assert shown(rows, "metric", "statistic", "value", "unit")[:2] == [
        ("relative", "value", 18.9, "percent"),
        ("relative", "delta", 32.0, "percent"),
    ]


def test_percentage_points_are_percent():
    rows = read(
        "| Benchmark | Recall | Change |\n|---|---|---|\n| a | 81.5% | +4.3 pp |\n"
    )
    assert shown(rows, "statistic", "value", "unit") == [
        ("value", 81.5, "percent"),
        ("delta", 4.3, "percent"),
    ]

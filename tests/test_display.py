"""What is shown is bounded, escaped, and marked in the right place."""

import pandas as pd

from chimera_nb.display import (
    bounded,
    clean_html,
    escape_markdown,
    show_table,
)


def test_a_bounded_value_is_one_visible_line():
    assert bounded("a\n\tb") == "a b"
    assert bounded("a\u202eb\x1b\u200b") == "a\\u202eb\\u001b\\u200b"
    assert bounded("x" * 100) == "x" * 79 + "…"
    assert bounded("µ × 试") == "µ × 试"


def test_markdown_is_safe_in_a_cell():
    assert escape_markdown("a|b\n`*<_[]>") == "a\\|b \\`\\*\\<\\_\\[\\]\\>"


def test_a_table_is_escaped_bounded_and_says_what_is_left_out():
    frame = pd.DataFrame({"k|<i>": ["<b>|", "c", "d"], "mean": [4.6301, None, 1.0]})
    table = show_table(frame, "A & B", limit=2, units={"mean": "s"})
    page = table._repr_html_()
    assert "<caption>A &amp; B</caption>" in page
    assert '<th scope="row">&lt;b&gt;|</th><td class="number">4.630 s</td>' in page
    assert '<td class="number">–</td>' in page
    assert "… and 1 more row" in page
    assert "| \\<b\\>\\| | 4.630 s |" in table._repr_markdown_()
    assert "… and 1 more row" in repr(table)


def test_a_cell_is_as_wide_as_asked():
    frame = pd.DataFrame({"a": ["x" * 100]})
    assert "x" * 79 + "…" in repr(show_table(frame))
    assert "x" * 100 in repr(show_table(frame, width=100))
    assert "x" * 9 + "…" in show_table(frame, width=10)._repr_html_()


def test_a_time_prints_to_the_minute():
    times = [pd.Timestamp("2026-11-24 21:30:05.123456", tz="UTC"), pd.NaT]
    table = show_table(pd.DataFrame({"at": times}))
    for text in (table._repr_html_(), table._repr_markdown_(), repr(table)):
        assert "2026-11-24 21:30 UTC" in text
        assert "–" in text


def test_a_table_without_rows_says_none():
    table = show_table(pd.DataFrame({"model": []}), "Failures")
    for text in (table._repr_html_(), table._repr_markdown_(), repr(table)):
        assert "Failures" in text
        assert "None." in text
        assert "model" not in text


def test_unclean_html_is_cleaned():
    assert clean_html("<b onclick=x>a</b><script>b</script>") == "<b>a</b>"


def test_each_row_may_have_its_own_unit():
    frame = pd.DataFrame({"unit": ["s", "bytes", ""], "least": [0.002, 3e6, 4.5]})
    table = show_table(frame, units={"least": "@unit"}, limit=2)
    assert "| s | 2 ms |\n| bytes | 3 MB |" in table._repr_markdown_()
    assert "4.500" in show_table(frame, units={"least": "@unit"})._repr_markdown_()

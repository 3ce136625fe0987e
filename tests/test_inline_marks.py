"""Marks in somebody's own Markdown: nothing but the judged places changes."""

import re

import pandas as pd
import pytest

from chimera_nb import check_text
from chimera_nb.inline_marks import mark_inline

FACTS = pd.DataFrame(
    [("nginx", "latency", 3.2, "ms"), ("nginx", "requests per second", 12300, "req/s"),
     ("a|b*c", "latency", 7, "ms")],
    columns=["subject", "metric", "value", "unit"],
)  # fmt: skip


def marked(text, html):
    return mark_inline(text, check_text(text, FACTS), html=html)


def without_marks(text):
    """Take our tags out again, and what they add."""
    text = re.sub(r"<ins>.*?</ins>|<span class=\"flag\">.*?</span>", "", text)
    return re.sub(r"</?(?:span|del)\b[^>]*>", "", text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The latency of nginx is 3.2 ms.", "The latency of nginx is 3.2 ✓ ms."),
        ("The latency of nginx is 3.4 ms.",
         "The latency of nginx is ~~3.4 ms~~ **3.200 ms** ✗."),
        ("**The latency of nginx is 3.4 ms.**",
         "**The latency of nginx is ~~3.4 ms~~ 3.200 ms ✗.**"),
        ("The load time of nginx is 9 s.", "The load time of nginx is 9 ⚠ s."),
        ("nginx served 12,900 requests per second.",
         "nginx served ~~12,900 requests per second~~ **12300 1/s** ✗."),
    ],
)  # fmt: skip
def test_marks_in_markdown_stand_at_their_numbers(text, expected):
    assert marked(text, html=False) == expected


def test_marks_in_html_say_why_on_hover_and_break_no_table():
    text = "| server | latency (ms) |\n|---|---|\n| a\\|b*c | 8 |\n"
    assert marked(text, html=True) == (
        "| server | latency (ms) |\n|---|---|\n| a\\|b*c |"
        ' <del class="contradicted" tabindex="0" title="8 means 7.50000 ms to 8.50000 ms;'
        " the data says 7 ms · latency&#91;subject=&quot;a&#124;b&#42;c&quot;&#93;"
        ' · 7 ms · facts, row 3">8</del><ins>7 ms</ins> |\n'
    )


@pytest.mark.parametrize(
    "part",
    [
        "[site](http://x.example/3.4 'nginx')", "![3.4](fig3.4.png)", "`latency = 3.4`",
        '<img width="3.4" title=\'latency of nginx 3.4 ms\'>', "<!-- latency 3.4 ms -->",
        "$t = 3.4$", "$$\nt = 3.4\n$$", "\\(t = 3.4\\)", "<b>nginx</b>", "a\\*b",
        "```\nlatency of nginx: 3.4 ms\n```", "\r\n", "[^1]", "~~3.4 ms~~", "&nbsp;",
    ],
)  # fmt: skip
def test_what_a_text_holds_besides_its_numbers_stays(part):
    text = f"nginx has a latency of 3.4 ms.\n\n{part}\n\nIts latency is 3.2 ms.\n"
    shown = marked(text, html=True)
    assert without_marks(shown) == text
    assert part in shown
    assert shown.count('class="contradicted"') == 1


@pytest.mark.parametrize(
    "part", ["<img width='300'>", '<p align="center" style="width: 3.4 ms">',
             "<!-- 7 -->"]
)  # fmt: skip
def test_a_tag_of_html_claims_nothing(part):
    table = check_text(f"The servers. {part} They ran.", FACTS)
    assert set(table["verdict"]) <= {"not a claim"}


@pytest.mark.parametrize("text", ["\\(" * 9000, "$" * 20000, "<a " * 9000, ""])
def test_no_text_costs_more_than_its_length(text):
    claims = check_text("", FACTS)
    assert mark_inline(text, claims, html=True) == text

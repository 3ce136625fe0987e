"""Marks stand where the judged numbers stand, and nowhere else."""

import pandas as pd
import pytest

from chimera_nb.marks import mark_html, mark_markdown


def claims(*rows, kind="number"):
    names = ("line", "column", "token", "verdict", "true_value")
    filled = [
        dict(zip(names, row, strict=True))
        | {"kind": kind, "fact": "a fact", "reason": "why", "source": 'a"b.csv'}
        for row in rows
    ]
    return pd.DataFrame(filled, columns=[*names, "kind", "fact", "reason", "source"])


def test_duplicates_of_a_token_are_told_apart_by_column():
    text = "4.6 s then 4.6 s and **4.6**"
    judged = claims(
        (1, 12, "4.6", "contradicted", "9.1 s"), (1, 24, "4.6", "unsupported", None)
    )
    page = mark_html(text, judged)
    assert page.startswith("<p>4.6 s then <del")
    assert "4.6 s</del><ins>9.1 s</ins>" in page
    assert page.count('class="unsupported"') == 1
    assert (
        mark_markdown(text, judged) == "4.6 s then ~~4.6 s~~ **9.1 s** ✗ and **4.6 ⚠**"
    )


def test_marks_stand_in_tables_and_headings_sink():
    text = "# T\n\n| a | b |\n|---|---|\n| x | 4.6 |\n"
    judged = claims((5, 7, "4.6", "supported", "4.6 s"))
    page = mark_html(text, judged)
    assert "<h3>T</h3>" in page
    assert '<td><span class="supported"' in page
    assert "&quot;b.csv" in page
    assert "| x | 4.6 ✓ |" in mark_markdown(text, judged)


@pytest.mark.parametrize("column", [0, 2, 99])
def test_a_claim_that_is_not_there_marks_nothing(column):
    judged = claims((1, column, "4.6", "supported", None))
    assert mark_html("4.6 s", judged) == "<p>4.6 s</p>\n"


def test_placeholders_never_leak_and_cannot_be_forged():
    text = "\U000f0000\ue000 [a 4.6](http://e.example/4.6 '4.6') `4.6` ![4.6](x)"
    found = [place + 1 for place in range(len(text)) if text.startswith("4.6", place)]
    judged = claims(*((1, column, "4.6", "supported", None) for column in found))
    for shown in (mark_html(text, judged), mark_markdown(text, judged)):
        assert not any(0xE000 <= ord(char) <= 0xF8FF for char in shown)
        assert not any(ord(char) >= 0xF0000 for char in shown)
        assert "http" not in shown

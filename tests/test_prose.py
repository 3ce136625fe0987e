"""Blocks of a text keep their places, and what claims nothing is silent."""

import pytest

from chimera_nb.prose import blocks


@pytest.mark.parametrize(
    ("text", "silent"),
    [
        ("a ~~14.59 s~~ 4.63 s", ["~~14.59 s~~"]),
        (r"a ~~\~15 s~~ ~4.6 s", [r"~~\~15 s~~"]),
        ("`~~4~~` ~~5~~ 6", ["~~5~~"]),
        ("4 ~~ 5 ~~ 6", []),
        ("a 4 [^check-12] b", ["[^check-12]"]),
        ('[4 s](http://host/5 "6") 7', ['(http://host/5 "6")']),
        ("see http://host/5, or 6", ["http://host/5,"]),
        ('<b title="5">4</b> <5 s', ['<b title="5">', "</b>"]),
    ],
)
def test_struck_text_links_tags_and_marks_are_silent_and_all_else_stays(text, silent):
    expected = text
    for part in silent:
        expected = expected.replace(part, " " * len(part))
    assert [block.text for block in blocks(text)] == [expected]


def test_a_struck_cell_keeps_its_columns():
    table = "| ~~a~~ b (s) | c |\n|---|---|\n| ~~1 s~~ 2 | 3 |\n"
    shown = [(block.text, block.at, block.column) for block in blocks(table)]
    assert shown == [("         2 ", 2, "b (s)"), (" 3 ", 14, "c")]


def test_a_strike_may_span_lines_and_the_notes_of_a_check_are_passed_over():
    text = "one ~~two\nthree~~ four\n\n[^check-1]: 5 s\n[^check-2]: 6 s\n\n7"
    assert [block.text for block in blocks(text)] == [
        "one      \n        four", "7",
    ]  # fmt: skip


def test_a_fence_of_markdown_that_was_never_closed_is_read_to_its_end():
    for end in ("", "\n```"):
        found = list(blocks(f"```markdown\none\n\ntwo{end}"))
        assert [(block.text, block.line) for block in found] == [("one", 2), ("two", 4)]

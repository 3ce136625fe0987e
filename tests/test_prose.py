"""Blocks of a text keep their places, and what claims nothing is silent."""

import pytest

from chimera_nb.prose import blocks, sentences


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
    cells = (block for block in blocks(table) if not block.head)
    shown = [(block.text, block.at, block.column) for block in cells]
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


@pytest.mark.parametrize("mark", [">", "> ", "- ", "1. ", "> - "])
def test_what_stands_deeper_than_the_parser_goes_is_still_a_block(mark):
    found = [block.text for block in blocks(mark * 40 + "1.5 s")]
    assert found == [mark * 40 + "1.5 s"]


def test_every_item_of_a_list_nested_forty_deep_is_a_block_once():
    text = "\n".join("  " * depth + f"- item{depth}" for depth in range(40))
    found = " ".join(block.text for block in blocks(text)).split()
    assert [word for word in found if word != "-"] == [f"item{n}" for n in range(40)]


def test_markdown_fences_in_markdown_fences_end_as_lines_of_code():
    found = list(blocks("```md\n" * 5000 + "1.5 s"))
    assert [block.text for block in found[-2:]] == ["```md", "1.5 s"]
    assert all(block.code for block in found[-2:])


def test_a_very_long_sentence_is_cut_between_words_and_loses_nothing():
    text = "12.25 " * 1000
    pieces = list(sentences(text))
    assert "".join(piece for _, piece in pieces) == text
    assert [text[start : start + len(piece)] for start, piece in pieces] == [
        piece for _, piece in pieces
    ]
    assert all(len(piece) <= 1500 for _, piece in pieces)
    assert [word for _, piece in pieces for word in piece.split()] == ["12.25"] * 1000


def test_a_word_longer_than_a_sentence_may_be_is_cut_all_the_same():
    assert [len(piece) for _, piece in sentences("a" * 4000)] == [1500, 1500, 1000]

"""Where a sign may stand in a text, and how a sentence is taken out of it."""

import pytest

from chimera_nb.passages import Passages


def place(text: str, token: str = "4") -> int:
    return text.index(token) + len(token)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a 4 b", "a 4! b"),
        ("a **4** b", "a **4!** b"),
        ("a **4**s b", "a **4**s! b"),
        ("[a 4 b](x (y) z) c", "[a 4 b](x (y) z)! c"),
        ("[a 4][b] c", "[a 4][b]! c"),
        ("[a 4] c", "[a 4]! c"),
        ("![a 4](x) c", "![a 4](x)! c"),
        ("`a=4 b` c", "`a=4 b`! c"),
        ('<b title="4">c</b>', '<b title="4">!c</b>'),
        ("see http://a/4/b c", "see http://a/4/b! c"),
    ],
)
def test_a_sign_stands_outside_of_what_it_would_break(text, expected):
    at, before, after = Passages(text).behind(place(text))
    assert (before, after) == (" ", "")
    assert f"{text[:at]}!{text[at:]}" == expected


def test_places_are_counted_as_the_check_counts_them():
    text = "a\r\nb\u2028c\n\nd"
    passages = Passages(text)
    assert [passages.offset(line, 1) for line in range(7)] == [
        None, 0, 3, 5, 7, 8, None,
    ]  # fmt: skip
    assert passages.offset(1, 9) is None
    assert [passages.line_and_column(each) for each in (0, 3, 5, 8)] == [
        (1, 1), (2, 1), (3, 1), (5, 1),
    ]  # fmt: skip
    assert passages.line_end == "\r\n"


@pytest.mark.parametrize(
    ("text", "raw"),
    [("a 4 b", False), ("`4`", True), ("[4](x)", False), ("![4](x)", True),
     ("```\n4\n```", True), ("```md\n4\n```", False), ("~~~\n4", True)],
)  # fmt: skip
def test_no_mark_works_in_code_and_in_images(text, raw):
    assert Passages(text).is_raw(text.index("4")) is raw


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A is. B is 4. C is.", "A is. C is."),
        ("A is. B is 4.\nC is.", "A is.\nC is."),
        ("A is.\nB is 4. C is.", "A is.\nC is."),
        ("1. A is 4.\n2. B is.", "2. B is."),
        ("> A is.\n> B is 4.\n> C is.", "> A is.\n> C is."),
        ("- [x] A is 4. B is.", "- [x] B is."),
        ("**A is. B is 4.** C is.", None),
        ("A is [b. C 4](x) is.", None),
        ("> # A is 4.", None),
    ],
)
def test_a_sentence_goes_with_its_space_or_stays(text, expected):
    at = text.index("4")
    cut = Passages(text).cuts([at])[at]
    if expected is None:
        assert cut is None
    else:
        assert text[: cut.start] + cut.new + text[cut.end :] == expected


def test_all_sentences_of_an_item_take_the_item_with_them():
    text = "- A is 4. B is 5.\n- C is.\n"
    cuts = Passages(text).cuts([text.index("4"), text.index("5")])
    assert set(cuts.values()) == {(0, 18, "")}

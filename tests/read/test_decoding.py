"""Bytes to text: every encoding that is taken is named, and a guess says so."""

import pytest

from chimera_nb.read.decoding import decode, looks_like_text

TEXT = "name,µs\nß,1.5\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode("utf-8"), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8-sig"),
        (TEXT.encode("utf-16"), "utf-16"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "utf-16"),
        (TEXT.encode("utf-32"), "utf-32"),
        (TEXT.encode("utf-16-le"), "utf-16-le (a guess)"),
        (TEXT.encode("utf-16-be"), "utf-16-be (a guess)"),
        (TEXT.encode("cp1252"), "cp1252 (a guess)"),
    ],
)
def test_the_encoding_is_found_and_the_text_is_the_same(data, encoding):
    assert decode(data) == (TEXT, encoding)


def test_plain_ascii_is_said_to_be_ascii():
    assert decode(b"a,b\n") == ("a,b\n", "ascii")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"a\0b", "holds NUL bytes: binary, or re-encoded UTF-16, not text"),
        (
            b"a" * 4096 + b"\0" * 4096,
            "holds NUL bytes: binary, or re-encoded UTF-16, not text",
        ),
        (b"\xff\xfea", "starts as UTF-16 but is not"),
        (b"\xff\xfe\0\0a", "starts as UTF-32 but is not"),
    ],
)
def test_what_is_no_text_says_why(data, message):
    with pytest.raises(ValueError) as caught:
        decode(data)
    assert str(caught.value) == message


def test_utf_8_that_was_cut_within_a_character_stays_utf_8():
    text, encoding = decode(("µ" * 600).encode()[:-1])
    assert (text, encoding) == ("µ" * 599 + "�", "utf-8 (cut off)")


def test_bytes_that_no_western_page_has_are_still_text():
    data = "編譯時間,毫秒\n模型,1.5\n".encode("gb18030") * 20 + b"\x81"
    text, encoding = decode(data)
    assert ",1.5" in text or "1.5" in text
    assert encoding.endswith("(a guess)")


def test_a_file_without_an_ending_is_text_only_where_it_looks_like_text():
    assert looks_like_text("µs\tok\n".encode())
    assert looks_like_text(("µ" * 5000).encode()[:-1])
    assert not looks_like_text(b"\x7fELF\x01\x00")
    assert not looks_like_text(b"\xff\xfea\0")

"""Bytes → text, and the name of the encoding that was taken."""

import codecs

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

#: What no text holds, though it decodes: control characters but tab, line ends, form
#: feed, backspace (old progress bars) and escape (colours).
_CONTROL = bytes(set(range(32)) - {8, 9, 10, 12, 13, 27})


def decode(data: bytes) -> tuple[str, str]:
    """Decode bytes to text; the second value names the encoding that was taken.

    Raises
    ------
    ValueError
        The bytes are no text; the message says why.
    """
    if data.isascii() and b"\0" not in data:
        return data.decode("ascii"), "ascii"
    for mark, name in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(name), name
            except UnicodeDecodeError:
                raise ValueError(f"starts as {name.upper()} but is not") from None
    if b"\0" in data:
        return _unmarked_utf16(data)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data" and error.start > 1000:
            # cut off within the last character: all before it was UTF-8
            return data.decode("utf-8-sig", "replace"), "utf-8 (cut off)"
        return _guessed(data)
    if data.startswith(codecs.BOM_UTF8):
        return text, "utf-8-sig"
    return text, "utf-8"


def _unmarked_utf16(data: bytes) -> tuple[str, str]:
    """Take UTF-16 without its mark: every other byte of western text is NUL."""
    if len(data) % 2 == 0:
        for start, name in ((1, "utf-16-le"), (0, "utf-16-be")):
            high = data[start::2]
            if high.count(0) >= 0.95 * len(high) and b"\0" not in data[1 - start :: 2]:
                try:
                    return data.decode(name), f"{name} (a guess)"
                except UnicodeDecodeError:
                    break
    raise ValueError("holds NUL bytes: binary, or re-encoded UTF-16, not text")


def _guessed(data: bytes) -> tuple[str, str]:
    """Take western text, else what charset-normalizer finds where it is installed."""
    try:
        return data.decode("cp1252"), "cp1252 (a guess)"
    except UnicodeDecodeError:
        pass
    try:
        from charset_normalizer import from_bytes
    except ImportError:
        found = None
    else:
        found = from_bytes(data[:200_000]).best()
    if found is not None:
        return data.decode(found.encoding, "replace"), f"{found.encoding} (a guess)"
    return data.decode("cp1252", "replace"), "cp1252 (a guess)"


def looks_like_text(data: bytes) -> bool:
    """Say whether bytes are text: UTF-8 without control characters."""
    head = data[:4096]
    if len(head.translate(None, _CONTROL)) != len(head):
        return False
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start > len(head) - 4 and len(data) > len(head)
    return True

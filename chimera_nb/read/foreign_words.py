"""Units and marks that people write in other scripts → as they are written in Latin.

``0.104秒`` is ``0.104 s``, ``～12,000 行/秒`` is ``~12,000 /s``, ``5 мс`` is ``5 ms``:
the rest of the reading then needs to know one spelling only.
"""

import re
from functools import lru_cache

_WIDE = str.maketrans("（）［］：，．％～〜＋－＝／　", "()[]:,.%~~+-=/ ")

#: Whole words; the longest is tried first.
UNIT_WORDS = {
    "毫秒": "ms", "微秒": "us", "纳秒": "ns", "奈秒": "ns", "秒钟": "s", "秒": "s",
    "分钟": "min", "分鐘": "min", "分": "min", "小时": "h", "小時": "h",
    "ミリ秒": "ms", "マイクロ秒": "us", "ナノ秒": "ns", "時間": "h",
    "밀리초": "ms", "마이크로초": "us", "나노초": "ns", "초": "s", "분": "min",
    "시간": "h", "倍": "x", "배": "x", "字节": "bytes", "バイト": "bytes",
    "мс": "ms", "мкс": "us", "нс": "ns", "сек": "s", "с": "s", "мин": "min", "ч": "h",
    "Б": "bytes", "КБ": "kB", "МБ": "MB", "ГБ": "GB", "ТБ": "TB", "раза": "x",
    "раз": "x",
}  # fmt: skip
_COUNTED = (
    r"行|次|个|個|件|条|條|请求|請求|回|건|개|요청"
    r"|операци[йия]|запрос(?:ов|а)?|оп|строк"
)
_SECOND = r"秒|초|сек|с(?!\w)|s(?:ec)?\b"
_RATE = re.compile(
    rf"(?<=\d)\s?(?:([kKMGКМГ])\s?)?(?:(?:{_COUNTED})\s?[/每毎]\s?(?:{_SECOND})"
    r"|(?:QPS|TPS)(?=[一-龥]))"
)
_TOKENS = re.compile(
    rf"(?<=\d)\s?(?:tokens?|tok|トークン|토큰|токен(?:ов|а)?|词元)\s?/\s?(?:{_SECOND})"
)
_BYTES = re.compile(r"(?<=\d)\s?([КМГТ]?Б|[KMGT]i?B)\s?/\s?(?:秒|초|сек|с)(?!\w)")
_UNIT = re.compile(
    r"(?<=\d)\s?("
    + "|".join(sorted(UNIT_WORDS, key=len, reverse=True))
    + r")(?![^\W\d_])"
)
_SPAN = re.compile(r"(?<=\d)\s?(分|分钟|분|мин|小时|小時|時間|시간|ч)\s?(?=\d)")
_ABOUT = re.compile(r"^(?:[约約]|およそ|약|около|прибл\.)\s?(?=[\d.])")
_CYRILLIC = str.maketrans("КМГТБ", "KMGTB")


def has_foreign(text: str) -> bool:
    """Say whether a text holds letters or marks that `latin` may change."""
    return not text.isascii() and any(char >= "\u0400" for char in text)


@lru_cache(maxsize=4096)
def latin(text: str) -> str:
    """Write a cell's units and wide marks in Latin.

    >>> latin("1分25秒"), latin("约50MB（全部）"), latin("12,000 行/秒")
    ('1m 25 s', '~50MB(全部)', '12,000 /s')
    """
    text = _ABOUT.sub("~", text.translate(_WIDE))
    text = _BYTES.sub(lambda m: f" {m[1].translate(_CYRILLIC)}/s", text)
    text = _TOKENS.sub(" tok/s", text)
    text = _RATE.sub(lambda m: f" {(m[1] or '').translate(_CYRILLIC)}/s", text)
    text = _SPAN.sub(lambda m: "h " if UNIT_WORDS[m[1]] == "h" else "m ", text)
    return _UNIT.sub(lambda m: f" {UNIT_WORDS[m[1]]}", text)


def latin_header(text: str) -> str:
    """Write a header's wide marks, and a unit in its parentheses, in Latin."""
    text = text.translate(_WIDE)
    return re.sub(
        r"([(\[])\s*([^()\[\]]+?)\s*([)\]])",
        lambda m: f"{m[1]}{UNIT_WORDS.get(m[2], latin_rate(m[2]))}{m[3]}",
        text,
    )


def latin_rate(text: str) -> str:
    """``行/秒`` as ``/s``; any other text as it is."""
    return latin(f"0{text}")[1:].strip() if "/" in text else text

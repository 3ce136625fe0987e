"""Digits as people write them → a number: thousands, decimal commas, powers of ten."""

import math
import re

_MINUS = str.maketrans({"−": "-", "’": "'"})


_SUPER = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def to_float(digits: str, comma: bool = False) -> float | None:
    """Read digits as written; None for what is no finite number."""
    text = digits.strip().translate(_MINUS)
    text = re.sub(r"[\s\u00a0\u2009\u202f'_]", "", text)
    power = 0
    if match := re.search(r"[×x*·]10\^?([+\-]?[\d⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)$", text):
        power = int(match[1].translate(_SUPER))
        text = text[: match.start()]
    if "," in text:
        text = _without_commas(text, comma)
    elif text.count(".") > 1 or (
        comma and re.fullmatch(r"[+-]?[1-9]\d{0,2}(\.\d{3})+", text)
    ):
        text = text.replace(".", "")
    try:
        value = float(text)
    except ValueError:
        return None
    if power:
        value = (
            float(f"{text}e{power}") if "e" not in text.lower() else value * 10.0**power
        )
    return value if math.isfinite(value) and abs(value) < 1e300 else None


def _without_commas(text: str, comma: bool) -> str:
    whole, _, rest = text.rpartition(",")
    if "." in whole and "." not in rest:  # 1.234,5
        return whole.replace(".", "") + "." + rest
    if "." in rest:  # 1,234.5
        return text.replace(",", "")
    if "," not in whole and (comma or len(rest) != 3 or whole.lstrip("+-") == "0"):
        return f"{whole}.{rest}"
    return text.replace(",", "")


_DECIMAL_COMMA = re.compile(
    r"(?<![\d.,])(?:0,\d+|\d+,(?:\d{1,2}|\d{4,}))(?![\d,.])", re.ASCII
)


_DECIMAL_POINT = re.compile(
    r"(?<![\d.,])(?!-?[1-9]\d{0,2}\.\d{3}(?!\d))\d+\.\d+(?![\d,.])", re.ASCII
)


def writes_comma(cells: list[str]) -> bool:
    """Say whether these cells write decimals with a comma, and none with a point."""
    commas = 0
    for cell in cells[:2000]:
        if "." in cell and len(cell) < 40 and _DECIMAL_POINT.search(cell):
            return False
        if "," in cell and len(cell) < 40:
            commas += bool(_DECIMAL_COMMA.search(cell))
    return commas > 0


#: Headers in languages that write 45.000 for forty-five thousand.
_DOTTED = re.compile(
    r"(?i)durchsatz|latenz|zeichen|einträge|seiten|anzahl|größe|speicher|ergebnis|dauer"
    r"|\bzeit\b|tiempo|resultado|tamaño|latencia|memoria|peticiones|tempo\b|tamanho"
    r"|latência|memória|requisições|dimensione|richieste|süre|doorvoer|tijd"
)
_THOUSANDS = re.compile(r"[~≈*]{0,3}[1-9]\d{0,2}(?:\.\d{3})+(?![.\d])", re.ASCII)
_POINTED = re.compile(r"\d+\.\d+(?!\d)(?!\s?[kKMG](?![a-z]))", re.ASCII)
_TIME = re.compile(r"\d\s?(?:[nmuµμ]?s|min|h)\b|%", re.ASCII)


def writes_dots(words: str) -> bool:
    """Say whether a table's words are of a language that groups digits by points."""
    return bool(_DOTTED.search(words))


def dotted_thousands(cells: list[str]) -> bool:
    """Say whether all points of a column's cells (two at least) stand for thousands."""
    grouped = [bool(_THOUSANDS.match(c)) for c in cells if _POINTED.search(c)]
    return len(grouped) > 1 and all(grouped) and not any(map(_TIME.search, cells))

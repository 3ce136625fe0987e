"""One cell of a table that a person wrote → its numbers, or what else it is.

Cells are seldom bare numbers: ``22,80,000``, ``**78.42**``, ``1,550 t <sup>1</sup>``,
``99.16 ± 0.25 tok/s``, ``5.41x (+441.0%)``, ``1m 23s``, ``< 5 ms``, ``3/5``, ``OOM``.
What is no single number (a range, a bound, a fraction, a formula) gives none.
"""

import html
import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from ..units import parse_unit
from .cell_units import cell_unit
from .cell_words import CROSSES, FAILS, MISSING_WORDS, fails
from .digits import to_float
from .foreign_words import has_foreign, latin

#: What a cell can be.
NUMBER, MISSING, FAILED, BOUND, TEXT = "number", "missing", "failed", "bound", "text"


class Quantity(NamedTuple):
    """A number of a cell.

    Attributes
    ----------
    value : float
        Thousands, percent signs and SI suffixes are undone or kept in `unit`.
    unit : str
        As written in the cell; ``""`` where there is none.
    statistic : str
        ``""``: what the column says; ``std`` for what stands after ±; ``delta``
        for a signed change in parentheses.
    raw : str
        The digits as written.
    """

    value: float
    unit: str
    statistic: str
    raw: str


class Cell(NamedTuple):
    """A cell: what it is, its numbers, its text without markup.

    `noun` is a word after the number that is no unit (``layers``), `clock` says
    that the number was written as ``1:23``.
    """

    kind: str
    text: str
    numbers: tuple[Quantity, ...] = ()
    noun: str = ""
    clock: bool = False
    signed: bool = False


_TAG = re.compile(r"<sup>[^<]{0,40}</sup>|</?[a-zA-Z][^<>]{0,200}/?>")
_BREAK = re.compile(r"<br\s*/?>", re.I)
_LINK = re.compile(r"!?\[([^\[\]]{0,200})\]\([^()\s]{0,400}(?:\s+\"[^\"]*\")?\)")
_FOOTNOTE = re.compile(r"\[\^?[\w*†‡]{1,6}\]$|(?<=[\d%a-zA-Z)])\s?[*†‡§¹²³⁴⁵]+$")
_MARKS = re.compile(
    r"\*\*|(?<!\w)__(?=\S)|(?<=\S)__(?!\w)|~~|`|\\(?=[|*_~`<>#+\-.\[\]()])"
)
_STRUCK = re.compile(r"[*_]{0,2}(?:~~[^~]+~~|<(del|s|strike)>[^<>]+</\1>)[*_]{0,2}")
_TWO = re.compile(r"\s+[=/|·;]\s+")
_LATEX = re.compile(r"\$([^$]{1,60})\$")

_INT = r"(?:\d{1,3}(?:,\d{2,3})*,\d{3}|\d{1,3}(?:['’_\u00a0\u2009\u202f ]\d{3})+|\d+)"
_NUM = (
    r"[+\-−]?\s?(?:"
    rf"{_INT}(?:\.\d+)?(?![\d,])"
    r"|\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3})+,\d+"
    rf"|\d{{1,3}}(?:\.\d{{3}})+,\d+|\d{{1,3}}(?:\.\d{{3}}){{2,}}|\d+,\d+"
    r"|\.\d+)(?:[eE][+\-−]?\d{1,4}|\s?[×x*·]\s?10(?:\^[+\-−]?\d{1,3}"
    r"|[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]{1,4}))?"
)
_WORD = (
    r"(?:[kKMGT] (?=[a-z]))?[A-Za-zµμ°%×✕$€£σ][\w/%°·^×\-]*\.?"
    r"(?:\s?/\s?[A-Za-z]+|\s(?:per|/)\s\w+)?|/\s?s(?:ec)?\b"
)
_PARTS = re.compile(
    rf"(?P<pre>[~≈∼≃$€£]|(?:ca?\.|approx\.?|about|around|roughly)(?=\s))?\s*"
    rf"(?P<num>{_NUM})(?![\d.,:/]*\d)\s*(?P<unit>{_WORD})?\s*"
    rf"(?:(?:±|\+/-|\+-|\\pm)\s*(?P<err>{_NUM})\s*(?P<eunit>{_WORD})?)?\s*"
    r"(?P<open>[(\[](?P<paren>[^()\[\]]{0,160})[)\]])?(?P<tail>.*)",
    re.ASCII | re.S,
)
_ALONE = re.compile(rf"(?P<num>{_NUM})\s*(?P<unit>{_WORD})?", re.ASCII)
_ERROR = re.compile(
    rf"(?:±|\+/-|\+-|\\pm)\s*(?P<err>{_NUM})\s*(?P<unit>{_WORD})?", re.ASCII
)
_SPAN = re.compile(
    r"(?:(?P<d>\d+)\s?d(?:ays?)?\s?)?(?:(?P<h>\d+)\s?h(?:(?:ou)?rs?)?\s?)?"
    r"(?:(?P<m>\d+(?:\.\d+)?)\s?m(?:in(?:ute)?s?)?\s?)?"
    r"(?:(?P<s>\d+(?:[.,]\d+)?)\s?s(?:ec(?:ond)?s?)?)?\s?"
    r"(?:(?P<ms>\d+(?:\.\d+)?)\s?ms)?",
    re.ASCII,
)
_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2}(?:\.\d+)?)", re.ASCII)
#: ``01:44m`` and ``01:44 min`` are minutes and seconds.
_MINUTES = re.compile(r"(\d{1,3}):([0-5]\d(?:\.\d+)?) ?m(?:in)?", re.ASCII)
_BOUND = re.compile(
    r"\s*[~≈]?\s*(?:[<>≤≥]=?|=<|=>|&[lg]t;|up to\b|at least\b|at most\b"
    r"|under\b|over\b|"
    r"max\.?\s+\d|less than|more than)|.*\d\s?\+\s*$|\s*\d[\d.,]*\s?\+\s",
    re.I,
)
_RANGE = re.compile(
    r"[~≈]?\s*[+\-−]?[\d.,]+\s?[A-Za-zµ%×]{0,6}\s?(?:-|–|—|\.\.\.?|…|~|→"
    r"|->|=>|\bto\b|/|:)"
    r"\s?[~≈]?[+\-−]?[\d.,]+",
    re.ASCII,
)
_SI = {"k": 1e3, "K": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "m": 1e-3}
_LONG = 200
_KEPT = 400  # cells up to this length are remembered
_THAN = re.compile(r"(?i)\s+(?:faster|slower|smaller|larger|less|more|lower|higher)$")
_TIMES = re.compile(r"[×x]\s?(\d+(?:[.,]\d+)?)", re.ASCII)
_SCALED = re.compile(
    r"([kKMGT])\s?((?:rows?|msgs?|tx|events?|items?|keys?|lookups?|elems?|hash(?:es)?|pkts?"
    r"|packets|tok(?:ens)?|t|evals?|points?|pts|samples|queries|rec(?:ords)?|nodes|cells"
    r"|updates|atoms?|inserts)?/s)(?:ec)?",
)
_SIMPLE = re.compile(r"-?\d{1,15}(?:\.\d{1,18})?", re.ASCII)


def plain(text: str) -> str:
    """Return a cell's text without Markdown, HTML, emoji and doubled blanks."""
    return _plain(text) if len(text) <= _KEPT else _plain.__wrapped__(text[:2000])


@lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    if "<" in text:
        text = _TAG.sub("", _BREAK.sub(" ", text))
    if "&" in text:
        text = html.unescape(text)
    if "[" in text:
        text = _LINK.sub(r"\1", text)
    if "$" in text:
        text = _LATEX.sub(r"\1", text).replace("\\%", "%").replace("\\times", "×")
    text = _MARKS.sub("", text)
    if not text.isascii():
        text = "".join(c for c in text if not _is_picture(c))
    text = " ".join(text.split(" ")) if "\u00a0" in text else " ".join(text.split())
    text = text.strip(" \t\r\n\u00a0\ufeff")
    while len(text) > 1 and text[0] == text[-1] and text[0] in "*_\"'":
        text = text[1:-1].strip()
    return text


def _is_picture(char: str) -> bool:
    return char in "\ufe0f\u200d\u200b\u2060\u20e3" or (
        ord(char) > 0x2000 and unicodedata.category(char) in ("So", "Sk", "Cs", "Co")
    )


def parse_cell(text: str, comma: bool = False) -> Cell:
    """Parse a cell.

    Parameters
    ----------
    text
        As written, markup and all.
    comma
        The table writes decimals with a comma (``0,25``).
    """
    if len(text) > _KEPT:
        return Cell(TEXT if plain(text) else MISSING, plain(text))
    return _parse(text, comma)


@lru_cache(maxsize=8192)
def _parse(text: str, comma: bool) -> Cell:
    if _SIMPLE.fullmatch(text) and not (comma and "." in text):
        return Cell(
            NUMBER, text, (Quantity(float(text), "", "", text),), signed=text[0] == "-"
        )
    shown = plain(text)
    if _STRUCK.fullmatch(text.strip()):
        return Cell(BOUND, shown)  # withdrawn
    if has_foreign(shown):
        cell = _parse_latin(written := latin(shown), text, comma)
        numbers = tuple(
            each._replace(raw=shown) if each.raw == written else each
            for each in cell.numbers
        )
        return cell._replace(text=shown, numbers=numbers)
    return _parse_latin(shown, text, comma)


def _parse_latin(shown: str, text: str, comma: bool) -> Cell:
    if not shown and CROSSES & set(text):
        return Cell(FAILED, text.strip())
    low = shown.lower()
    if low in MISSING_WORDS:
        return Cell(MISSING, shown)
    if len(shown) > _LONG:
        return Cell(TEXT, shown)
    if _TIMES.fullmatch(shown):
        return _parts(shown, comma)
    if low[0].isalpha() or low[0] in "([{⟨":
        inner = shown[1:-1] if shown[0] in "([" and shown[-1] in ")]" else ""
        if inner and _ALONE.fullmatch(inner):
            return _parse(inner, comma)
        if low[:2] not in ("ca", "ap", "ab", "ar", "ro", "c."):
            return Cell(FAILED if fails(low) else TEXT, shown)
    if not any(c in "0123456789" for c in shown):
        return Cell(FAILED if fails(low) else TEXT, shown)
    if FAILS.search(low):
        return Cell(FAILED if len(low) < 60 else TEXT, shown)
    if _BOUND.match(shown):
        return Cell(BOUND, shown)
    return _timed(shown) or _two(shown, comma) or _parts(shown, comma)


def _two(shown: str, comma: bool) -> Cell | None:
    """Read two quantities of different units: ``51.0 ms = 19.6 FPS``."""
    halves = _TWO.split(shown)
    if len(halves) != 2 or not all(halves):
        return None
    cells = [_parts(half.strip(), comma) for half in halves]
    if any(len(cell.numbers) != 1 for cell in cells):
        return None
    units = [parse_unit(cell.numbers[0].unit) for cell in cells]
    kinds = {unit.canonical for unit in units if unit} - {"ratio", "percent", "count"}
    if len(kinds) < 2:
        return None
    return Cell(NUMBER, shown, tuple(cell.numbers[0] for cell in cells))


def _timed(shown: str) -> Cell | None:
    if clock := _CLOCK.fullmatch(shown):
        hours, minutes, seconds = clock.groups()
        value = int(hours or 0) * 3600 + int(minutes) * 60 + float(seconds)
        return Cell(NUMBER, shown, (Quantity(value, "s", "", shown),), clock=True)
    if clock := _MINUTES.fullmatch(shown):
        value = int(clock[1]) * 60 + float(clock[2])
        return Cell(NUMBER, shown, (Quantity(value, "s", "", shown),))
    span = _SPAN.fullmatch(shown.lower())
    if span and sum(part is not None for part in span.groups()) >= 2:
        parts = {
            name: float((v or "0").replace(",", "."))
            for name, v in span.groupdict().items()
        }
        value = parts["d"] * 86400 + parts["h"] * 3600 + parts["m"] * 60 + parts["s"]
        value += parts["ms"] / 1000
        return Cell(NUMBER, shown, (Quantity(value, "s", "", shown),))
    return None


def _parts(shown: str, comma: bool) -> Cell:
    text = _FOOTNOTE.sub("", shown).strip()
    text = text[1:].lstrip() if text[0] == "±" else text
    if times := _TIMES.fullmatch(text):
        text = f"{times[1]}x"
    found = _PARTS.fullmatch(text)
    if not found:
        return Cell(TEXT, shown)
    value = to_float(found["num"], comma)
    if value is None:
        return Cell(TEXT, shown)
    tail = found["tail"].strip(" ,;.!")
    unit, noun, scale = _unit(found["unit"] or "", found["pre"] or "")
    if (noun or tail) and _RANGE.match(text):
        return Cell(TEXT, shown)
    if noun and (noun.startswith("-") or text[found.end("num")] in "-_"):
        return Cell(TEXT, shown)
    if tail and text[found.start("tail")] in "-_|":
        return Cell(TEXT, shown)
    if unit == "B" and text[found.end("num")] == "B" and value < 3000:
        return Cell(TEXT, shown)  # 7B parameters
    if tail and unit and text[found.start("tail")] in ",@;" and not _RANGE.match(text):
        tail = ""  # 6.2 GB, all of it on the GPU
    glued = noun and text[found.end("num") : found.end("num") + 1] != " "
    if glued or (tail and not _harmless(tail)):
        return Cell(TEXT, shown, noun=noun)
    raw = _raw(found["num"], value)
    numbers = [Quantity(value * scale, unit, "", raw)]
    if found["err"]:
        error = to_float(found["err"], comma)
        eunit, _, escale = _unit(found["eunit"] or "", "")
        if eunit and not unit and eunit != "%":
            numbers[0] = Quantity(
                value * (escale if scale == 1 else scale), eunit, "", raw
            )
            unit = eunit
        if error is not None:
            if eunit == "%" and unit != "%":
                numbers.append(Quantity(error, "%", "cv", _raw(found["err"], error)))
            else:
                wide = error * (escale if eunit else scale)
                numbers.append(
                    Quantity(wide, eunit or unit, "std", _raw(found["err"], error))
                )
    if found["paren"]:
        numbers += _in_parentheses(found["paren"], unit, comma, bool(found["err"]))
    signed = found["num"][0] in "+-−"
    return Cell(NUMBER, shown, tuple(numbers), noun, signed=signed)


def _in_parentheses(
    paren: str, unit: str, comma: bool, has_error: bool
) -> list[Quantity]:
    """Read what stands behind a number: its error, a change, or only words."""
    if error := _ERROR.fullmatch(paren.strip()):
        value = to_float(error["err"], comma)
        own = _unit(error["unit"] or "", "")[0]
        if value is not None and not has_error:
            statistic = "cv" if own == "%" and unit != "%" else "std"
            return [Quantity(value, own or unit, statistic, _raw(error["err"], value))]
        return []
    found = _ALONE.fullmatch(_THAN.sub("", paren.strip()))
    if not found:
        return []
    value = to_float(found["num"], comma)
    own, noun, scale = _unit(found["unit"] or "", "")
    if value is None or noun:
        return []
    signed = found["num"].strip()[0] in "+-−"
    if own or signed:
        change = signed or own in ("x", "×")
        return [
            Quantity(
                value * scale,
                own or unit,
                "delta" if change else "",
                _raw(found["num"], value),
            )
        ]
    if has_error:
        return []
    return [Quantity(value, unit, "std", _raw(found["num"], value))]


def _harmless(tail: str) -> bool:
    """Words after a number that say nothing against it (``faster``, a footnote)."""
    return len(tail) <= 40 and not any(c in "0123456789" for c in tail)


def _raw(digits: str, value: float) -> str:
    """Return the digits as written, ungrouped; a decimal comma becomes a point."""
    text = re.sub(r"[,\s\u00a0\u2009\u202f']", "", digits).lstrip("+").replace("−", "-")
    if "," in digits or text.count(".") > 1:
        plain_digits = text.count(".") < 2 and to_float(text) == value
        return text if plain_digits else repr(value)
    return text


@lru_cache(maxsize=1024)
def _unit(word: str, prefix: str) -> tuple[str, str, float]:
    """Return the unit as written, or a noun that is none, and an SI factor."""
    word = word.rstrip(".")
    if not word:
        return {"$": "USD", "€": "EUR", "£": "GBP"}.get(prefix, ""), "", 1.0
    if scaled := _SCALED.fullmatch(word):
        return cell_unit(scaled[2]) or "1/s", "", _SI[scaled[1]]
    if known := cell_unit(word):
        return known, "", 1.0
    if word in _SI and word != "m":
        return "", "", _SI[word]
    rest = word[1:].strip() if word[0] in _SI and word[0] != "m" else ""
    if "/" in rest and (known := cell_unit(rest)):
        return known, "", _SI[word[0]]
    first, _, rest = word.partition(" ")
    if first in _SI and first != "m" and (known := cell_unit(rest)):
        return known, "", _SI[first]
    return "", word, 1.0

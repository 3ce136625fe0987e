"""A judged text with its verdicts in it, and one that the data no longer contradicts.

Both are Markdown to Markdown. Only places with a verdict are touched; whatever else a
text holds stays as it is, byte for byte.
"""

import re
from bisect import bisect_right
from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, NamedTuple

import pandas as pd

from .display import bounded, escape_markdown
from .facts import Facts
from .passages import Passages
from .rewording import bound_before, in_digits_of, opposite
from .verdicts import check_text
from .words import UNIT

WhatToDo = Literal["flag", "remove"]
#: How values end that may stand without a unit; all others have theirs in the header.
_UNITLESS = ("x", *"0123456789")
#: What no file of benchmarks measures: a value of the data in its place makes no sense.
_MONEY = ("$", "€", "£")
_CALENDAR = re.compile(
    r"[ \u00a0-]?(?:days?|weeks?|months?|years?|dollars?|euros?)\b", re.I
)
_ENDS_IN_NOTES = re.compile(r"(?:\A|[\r\n])\[\^check-\d+\]: [^\r\n]*\r?\n\Z")
_SIGNS = {"supported": "✓", "contradicted": "✗", "unsupported": "⚠"}
_SAID = {"supported": "supported", "contradicted": "contradicted",
         "unsupported": "not in the data"}  # fmt: skip


class Edit(NamedTuple):
    """The text from `start` to `end` becomes `new`."""

    start: int
    end: int
    new: str


class _Judged(NamedTuple):
    """A claim of the table, at its offsets in the text."""

    start: int
    end: int
    token: str
    kind: str
    verdict: str
    note: str
    wanted: float
    true_value: str


def annotate(text: str, claims: pd.DataFrame) -> str:
    """Write a judged text with a sign at every judged number and comparison word.

    ``4.63 s ✓`` is supported, ``~~14.59 s~~ 4.63 s ✗`` contradicted, with the data's
    value, ``93.5 % ⚠`` not in the data; a footnote at each gives reason and source.

    Parameters
    ----------
    text
        The Markdown that was judged.
    claims
        What `check_text` gave for it.

    Returns
    -------
    str
        Markdown that needs no HTML. Signs stand outside links and code.
    """
    page = _Page(text)
    for claim in _judged(page, claims):
        sign = _SIGNS[claim.verdict]
        new = ""
        if claim.verdict == "contradicted" and not page.passages.is_raw(claim.start):
            value = _replacement(page, claim) or escape_markdown(claim.true_value)
            new = _struck(page, claim, value if claim.kind == "number" else "")
        page.sign(claim, sign, new)
    return page.written()


def fix(
    text: str,
    claims: pd.DataFrame,
    *,
    unsupported: WhatToDo = "flag",
    opposites: Collection[tuple[int, int]] = (),
) -> str:
    """Write a judged text with the data's values in place of contradicted ones.

    Parameters
    ----------
    text
        The Markdown that was judged.
    claims
        What `check_text` gave for it.
    unsupported
        What happens to a sentence that states what is not in the data: "flag" puts ⚠
        and a footnote behind what it states, "remove" takes the sentence out (a cell
        becomes a dash; a heading is flagged all the same).
    opposites
        Lines and columns of contradicted comparison words that are to be replaced by
        their opposites; the others are flagged.

    Returns
    -------
    str
        The text; the old number is struck: ``~~14.59 s~~ 4.63 s``. Its number of digits
        and its unit are the writer's. In code the old one is not kept.
    """
    page = _Page(text)
    judged = _judged(page, claims)
    out = [each.start for each in judged if each.verdict == "unsupported"]
    cuts = page.passages.cuts(out if unsupported == "remove" else ())
    page.edits = sorted(Edit(*cut) for cut in dict.fromkeys(cuts.values()) if cut)
    gone = list(page.edits)
    for claim in judged:
        before = bisect_right(gone, claim.start, key=lambda cut: cut.start) - 1
        if before >= 0 and claim.start < gone[before].end:
            continue
        if claim.verdict == "unsupported":
            page.sign(claim, "⚠")
        elif claim.verdict == "contradicted" and claim.kind == "number":
            value = _replacement(page, claim)
            page.sign(claim, "" if value else "⚠", _struck(page, claim, value))
        elif claim.verdict == "contradicted":
            place = page.passages.line_and_column(claim.start)
            other = opposite(claim.token) if place in opposites else None
            if other:
                page.edits.append(
                    Edit(claim.start, claim.end, f"~~{claim.token}~~ {other}")
                )
            else:
                page.sign(claim, "⚠")
    return page.written()


def correct(text: str, facts: Facts, *, unsupported: WhatToDo = "flag") -> str:
    """Judge a text, fix it, and judge it again until no number is contradicted.

    A comparison word is replaced where the data supports its opposite. A number is
    struck and flagged where the data's cannot stand in its place: the unit is of
    another kind, or the number is contradicted in its new sentence, too.

    Parameters
    ----------
    text
        Markdown by anybody.
    facts
        What the data says.
    unsupported
        As in `fix`.
    """
    claims = check_text(text, facts)
    opposites = _certain(text, claims, facts)
    fixed = fix(text, claims, unsupported=unsupported, opposites=opposites)
    while True:
        claims = check_text(fixed, facts)
        numbers = claims["kind"] == "number"
        wrong = claims[numbers & (claims["verdict"] == "contradicted")]
        page = _Page(fixed)
        for claim in _judged(page, wrong):
            if not page.passages.is_raw(claim.start):
                page.sign(claim, "⚠", _struck(page, claim, ""))
        struck = page.written()
        if struck == fixed:
            return fixed
        fixed = struck


def is_settled(text: str, *, but_unsupported: bool = False) -> bool:
    """Say whether a fixed text holds no flag: the data put all of it right.

    Parameters
    ----------
    text
        What `fix` or `correct` gave.
    but_unsupported
        Whether a flag at what is not in the data counts as settled.
    """
    if not but_unsupported:
        return "⚠[^check-" not in text
    return re.search(r"^\[\^check-\d+\]: contradicted", text, re.MULTILINE) is None


def _certain(text: str, claims: pd.DataFrame, facts: Facts) -> set[tuple[int, int]]:
    """Find the contradicted comparison words whose opposites the data supports."""
    page = _Page(text)
    wrong = claims[(claims["kind"] == "relation")
                   & (claims["verdict"] == "contradicted")]  # fmt: skip
    tried = [(each, other) for each in _judged(page, wrong)
             if (other := opposite(each.token))]  # fmt: skip
    if not tried:
        return set()
    edits = [Edit(each.start, each.end, other) for each, other in tried]
    turned = _apply(text, edits)
    judged = check_text(turned, facts)
    good = judged[(judged["kind"] == "relation") & (judged["verdict"] == "supported")]
    now = {each.start for each in _judged(_Page(turned), good)}
    found, moved = set(), 0
    for each, other in tried:
        if each.start + moved in now:
            found.add(page.passages.line_and_column(each.start))
        moved += len(other) - len(each.token)
    return found


# --- one text while it is edited -----------------------------------------------------


@dataclass
class _Page:
    """A text, the edits to it, and the notes that will stand below it."""

    text: str
    edits: list[Edit] = field(default_factory=list)
    notes: dict[str, int] = field(default_factory=dict)

    @cached_property
    def passages(self) -> Passages:
        return Passages(self.text)

    @cached_property
    def _first(self) -> int:
        numbers = re.findall(r"\[\^check-(\d{1,9})\]", self.text)
        return 1 + max(map(int, numbers), default=0)

    def sign(self, claim: _Judged, sign: str, new: str = "") -> None:
        """Put a sign and its note behind a claim; `new` stands in the claim's place."""
        start, end = _span(self, claim)
        if new:
            self.edits.append(Edit(start, end, new))
        if sign:
            number = self.notes.setdefault(claim.note, self._first + len(self.notes))
            at, before, after = self.passages.behind(end)
            mark = f"{before}{sign}[^check-{number}]{after}"
            self.edits.append(Edit(at, at, mark))

    def written(self) -> str:
        """Write the text with its edits, and its notes below."""
        if not self.notes:
            return _apply(self.text, self.edits)
        end, last = self.passages.line_end, len(self.text)
        closing = Edit(last, last, self.passages.closing)
        text = _apply(self.text, [closing, *self.edits])
        gap = "" if text.endswith(("\n", "\r")) else end
        gap += "" if _ENDS_IN_NOTES.search(text) else end
        notes = (
            f"[^check-{number}]: {note}{end}" for note, number in self.notes.items()
        )
        return text + gap + "".join(notes)


def _apply(text: str, edits: Iterable[Edit]) -> str:
    """Apply edits that do not overlap."""
    pieces, done = [], 0
    for edit in sorted(edits, key=lambda each: each[:2]):
        pieces += [text[done : edit.start], edit.new]
        done = edit.end
    return "".join([*pieces, text[done:]])


def _judged(page: _Page, claims: pd.DataFrame) -> list[_Judged]:
    """Take the judged claims that stand where the table says, in the text's order."""
    found = []
    for row in claims[claims["verdict"].isin(_SIGNS)].to_dict("records"):
        token = str(row["token"])
        start = page.passages.offset(int(row["line"]), int(row["column"]))
        if start is None or not token or not page.text.startswith(token, start):
            continue
        true_value = row.get("true_value")
        wanted = row.get("wanted")
        found.append(_Judged(
            start, start + len(token), token, str(row["kind"]), str(row["verdict"]),
            _note(row), float("nan") if wanted is None else float(wanted),
            true_value if isinstance(true_value, str) else "",
        ))  # fmt: skip
    found.sort(key=lambda each: each.start)
    return [each for place, each in enumerate(found)
            if (not place or each.start >= found[place - 1].end)
            and not _is_bound(page, each, found[place + 1 : place + 2])]  # fmt: skip


def _is_bound(page: _Page, claim: _Judged, following: list[_Judged]) -> bool:
    """Say whether a word is the bound of the number after it, which says all."""
    return (
        claim.kind == "relation"
        and bool(following)
        and not page.text[claim.end : following[0].start].strip()
        and bound_before(page.text[claim.start : following[0].start]) != ""
    )


def _note(row: "Mapping[Hashable, object]") -> str:
    """Say in one line what a verdict rests on."""
    said = [_SAID[str(row["verdict"])], escape_markdown(_text(row, "reason"))]
    fact, source = (_in_code(_text(row, name)) for name in ("fact", "source"))
    origin = ", from ".join(each for each in (fact, source) if each)
    note = ": ".join(each for each in said if each)
    return f"{note} ({origin})" if origin else note


def _text(row: "Mapping[Hashable, object]", name: str) -> str:
    value = row.get(name)
    return bounded(value, 200) if isinstance(value, str) else ""


def _in_code(text: str) -> str:
    """Write a text as code, whatever it holds; empty where there is none."""
    ticks = "`" * (1 + max(map(len, re.findall("`+", text)), default=0))
    space = " " if "`" in text else ""
    return f"{ticks}{space}{text}{space}{ticks}" if text else ""


def _span(page: _Page, claim: _Judged) -> tuple[int, int]:
    """Give the place of a number with its unit, where one stands beside it."""
    start, end = claim.start, claim.end
    if claim.kind != "number" or page.passages.is_raw(start):
        return start, end
    if start and page.text[start - 1] == "~":  # three in a row would strike nothing
        start -= 1
    unit = UNIT.match(page.text, end)
    return start, unit.end() if unit else end


def _struck(page: _Page, claim: _Judged, new: str) -> str:
    """Strike a claim and write what is true beside it; in code there is no striking."""
    if page.passages.is_raw(claim.start):
        return new
    start, end = _span(page, claim)
    old = page.text[start:end].replace("~", r"\~")
    return f"~~{old}~~ {new}".rstrip()


def _replacement(page: _Page, claim: _Judged) -> str:
    """Write the data's value as the writer would; empty where that cannot be done."""
    if claim.kind != "number":
        return ""
    start, end = _span(page, claim)
    unit = page.text[claim.end : end]
    if not unit and (
        page.text[start - 1 : start] in _MONEY or _CALENDAR.match(page.text, end)
    ):
        return ""
    above = bool(claim.true_value) and not claim.true_value.endswith(_UNITLESS)
    new = in_digits_of(
        claim.token, claim.wanted, unit=bool(unit) or above,
        bound=bound_before(page.text[max(0, start - 40) : claim.start]),
    )  # fmt: skip
    return page.text[start : claim.start] + new + unit if new else ""

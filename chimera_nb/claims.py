"""Prose → claims: the numbers and comparisons of a text, and what they are about.

The finder knows the names in the data (a `Vocabulary`), never a value, so it cannot
bind a number to whatever happens to fit; see `chimera_nb.binding`.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import NamedTuple

from .binding import RAW_KEY, Sentence
from .claim import Claim, written
from .meaning import Said
from .names import Name, Vocabulary
from .numbers import numbers_in
from .own_words import known
from .prose import Block, blocks, sentences
from .wording import first_word
from .words import MEASURED

__all__ = ["Claim", "find_claims"]

_IN_CODE = re.compile(r"\"([^\"\n]{2,80})\"\s*:\s*(-?\d[\d.]*(?:[eE][-+]?\d+)?)")


def find_claims(text: str, vocabulary: Vocabulary) -> list[Claim]:
    """Find the claims of a Markdown text, in the order they stand in.

    Parameters
    ----------
    text
        Markdown; fenced code is passed over.
    vocabulary
        The names in the data.
    """
    with known(vocabulary.own):
        return _found(text, vocabulary)


def _found(text: str, vocabulary: Vocabulary) -> list[Claim]:
    @cache
    def names_of(part: str) -> tuple[Name, ...]:
        return tuple(vocabulary.finder.find(part)) if part.strip() else ()

    claims: list[Claim] = []
    for block in blocks(text):
        if block.code:
            claims += _in_code(block)
            continue
        said = Said()
        place, seen = _Place(block.line, 1 - block.at), 0
        for start, text_of in sentences(block.text):
            place = place.after(block.text, seen, start)
            seen = start
            sentence = Sentence(text_of, block, said, names_of, vocabulary)
            claims += [_placed(claim, text_of, start, place)
                       for claim in sentence.claims()]  # fmt: skip
            said = Said(text_of, tuple(sentence.names) or said.names)
    return sorted(claims, key=lambda claim: (claim.line, claim.column))


def _in_code(block: Block) -> Iterator[Claim]:
    """Find the raw keys that fenced code dumps; the rest of it claims nothing."""
    for match in _IN_CODE.finditer(block.text):
        if RAW_KEY.search(match[1]):
            number = numbers_in(match[2], ())
            if number and not number[0].excluded:
                yield replace(
                    written(number[0]), line=block.line, column=match.start(2) + 1,
                    key=match[1], role="key", metric=first_word(
                        "metric", match[1].replace("_", " "), but=MEASURED),
                    statistic="count",
                )  # fmt: skip


class _Place(NamedTuple):
    """A line of the text, and where it starts in its block (before it, in a cell)."""

    line: int
    start: int

    def after(self, text: str, since: int, until: int) -> "_Place":
        """Go on to the line that a later place of the block is on."""
        more = text.count("\n", since, until)
        if not more:
            return self
        return _Place(self.line + more, text.rfind("\n", since, until) + 1)


def _placed(claim: Claim, text: str, start: int, place: _Place) -> Claim:
    before = text[: claim.column]
    more = before.count("\n")
    since = start + before.rfind("\n") + 1 if more else place.start
    column = start + claim.column - since + 1
    return replace(claim, line=place.line + more, column=column)

"""Prose → claims: the numbers and comparisons of a text, and what they are about.

The finder knows the names in the data (a `Vocabulary`), never a value, so it cannot
bind a number to whatever happens to fit; see `chimera_nb.binding`.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from .carrying import Said, carries_on, implied, of_paragraph
from .claim import Claim, written
from .keys import RAW_KEY, metric_of_key
from .names import Name, Vocabulary
from .numbers import numbers_in
from .own_words import known
from .prose import Block, blocks, sentences
from .readings import like_before
from .sentence import Sentence

__all__ = ["Claim", "find_claims"]

_IN_CODE = re.compile(
    r"(?:[\"`]([^\"`\n]{2,80})[\"`]"
    r"|\b((?:json|csv|markdown)_[\w.\[\]]{2,80}|[a-z]+_[\w.\[\]]{2,80}))"
    r"\s*[:=|]\s*(-?\d[\d.]*(?:[eE][-+]?\d+)?)"
)


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
    names_of = _finder(vocabulary)
    claims: list[Claim] = []
    last, heading, in_list = Said(), "", False
    for block in blocks(text):
        if block.code:
            claims += _in_code(block, names_of)
            continue
        if block.heading != heading:
            last, heading = Said(), block.heading
        listed = Said()
        if block.item and in_list:
            listed = Said(paragraph=last.paragraph, counted=last.counted)
        said = last if carries_on(block) else listed
        in_list = block.item
        place, seen = _Place(block.line, 1 - block.at), 0
        likes: dict[str, Claim] = {}
        for start, text_of in sentences(block.text):
            place = place.after(block.text, seen, start)
            seen = start
            sentence = Sentence(text_of, block, said, names_of, vocabulary)
            backends = vocabulary.labels.get("backend", ())
            told = dict(of_paragraph(text_of, said))
            told |= implied(text_of, sentence.names, backends)
            found = list(sentence.claims())
            if told:
                found = [replace(each, paragraph=told) for each in found]
            found = like_before(found, likes, sentence.names_no_quantity)
            claims += [_placed(claim, text_of, start, place) for claim in found]
            last = said = said.then(
                text_of, sentence.names, sentence.about, sentence.last_count,
                names_of(block.above) if block.item else (),
            )  # fmt: skip
    return sorted(claims, key=lambda claim: (claim.line, claim.column))


def _finder(vocabulary: Vocabulary) -> Callable[[str], tuple[Name, ...]]:
    """Find names, once in what many sentences share: cells of a row, a path's parts."""

    @lru_cache(maxsize=4096)
    def of_part(part: str) -> list[Name]:
        return vocabulary.finder.find(part) if part.strip() else []

    @lru_cache(maxsize=512)
    def names_of(text: str) -> tuple[Name, ...]:
        found, at = [], 0
        for part in text.split("\x1f"):
            for name in of_part(part):
                found.append(
                    name._replace(start=name.start + at, end=name.end + at)
                    if at
                    else name
                )
            at += len(part) + 1
        return tuple(found)

    return names_of


def _in_code(
    block: Block, names_of: Callable[[str], tuple[Name, ...]]
) -> Iterator[Claim]:
    """Find the raw keys that fenced code dumps; the rest of it claims nothing."""
    for match in _IN_CODE.finditer(block.text):
        key = match[1] or match[2]
        number = numbers_in(match[3], ()) if RAW_KEY.search(key) else []
        if number and not number[0].excluded:
            words = key.replace("_", " ")
            metric = metric_of_key(key)
            yield replace(
                written(number[0]), line=block.line, column=match.start(3) + 1, key=key,
                role="key", metric=metric,
                statistic=None if metric == "size" else "count",
                unit="bytes" if metric == "size" else None,
                subject={n.label: n.value for n in names_of(words)
                         if n.label == "type"},
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

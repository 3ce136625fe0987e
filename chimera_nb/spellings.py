"""Very many names, found in a text without trying each of them.

A pattern of each name, tried in turn, costs names × text. A name is spelled with words
of its own, so only the names whose words all stand in the text are tried.
"""

import re
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

_WORD = re.compile(r"[^\W_]+")
#: Letters that a pattern takes for these where it ignores case.
_ALIKE = str.maketrans({"\u0130": "i", "\u0131": "i", "\u017f": "s", "\u212a": "k"})


class Spelling(NamedTuple):
    """How prose writes a name of a label, and what a text must have to hold it.

    `words` stand in the text as whole words; of each of `parts` one stands in it
    somewhere. Both are ASCII in small letters; where they are empty every text is
    searched.
    """

    label: str
    value: str
    pattern: str
    words: frozenset[str] = frozenset()
    parts: tuple[tuple[str, ...], ...] = ()


class Name(NamedTuple):
    """A name found in a text: where, of which label, and which value it is."""

    start: int
    end: int
    label: str
    value: str


def spelled(label: str, value: str, name: str) -> Spelling:
    """Spell a name as prose writes it: any case, escaped, with - or _ or a space."""
    parts = []
    for char in " ".join(name.split()):
        if char in "-_ ":
            parts.append(r"\\?[-_ .]")
        elif char.isalnum():
            parts.append(re.escape(char))
        elif char == ":":  # gemma3_270m is what a file calls it
            parts.append(r"\\?[:_-]")
        elif char in "|`":  # no code span holds them: they are written otherwise
            parts.append(r"\\?[|`/']")
        else:
            parts.append(r"\\?" + re.escape(char))
    pattern = rf"(?<![\w.]){''.join(parts)}(?![\w+]|\.\w)"
    return Spelling(label, value, pattern, words_of(name))


def words_of(name: str) -> frozenset[str]:
    """List the words that every spelling of a name holds."""
    return frozenset(w.lower() for w in _WORD.findall(name) if w.isascii())


class NameFinder:
    """Finds names, of spellings that overlap the one given first."""

    def __init__(self, spellings: Iterable[Spelling]) -> None:
        self._spellings = tuple(spellings)
        self._compiled: dict[int, re.Pattern[str]] = {}
        self._by_word: dict[str, list[int]] = {}
        self._by_part: dict[str, list[int]] = {}
        how_many = Counter(word for each in self._spellings for word in each.words)
        for at, each in enumerate(self._spellings):
            if each.words:
                rarest = min(each.words, key=lambda word: (how_many[word], word))
                self._by_word.setdefault(rarest, []).append(at)
            else:
                for part in each.parts[0] if each.parts else ("",):
                    self._by_part.setdefault(part, []).append(at)

    def find(self, text: str) -> list[Name]:
        """Find all names of a text, in its order."""
        found: list[Name] = []
        taken = bytearray(len(text))
        for at in self._candidates(text):
            for match in self._pattern(at).finditer(text):
                start, end = match.span()
                if not any(taken[start:end]):
                    taken[start:end] = b"\1" * (end - start)
                    label, value, *_ = self._spellings[at]
                    found.append(Name(start, end, label, value))
        return sorted(found)

    def _candidates(self, text: str) -> list[int]:
        plain = (text if text.isascii() else text.translate(_ALIKE)).lower()
        words = set(_WORD.findall(plain))
        some = set()
        for word in self._by_word.keys() & words:
            some.update(self._by_word[word])
        for part, group in self._by_part.items():
            if part in plain:
                some.update(group)
        return sorted(at for at in some if self._may_stand(at, words, plain))

    def _may_stand(self, at: int, words: set[str], plain: str) -> bool:
        _, _, _, whole, parts = self._spellings[at]
        return whole <= words and (
            not parts or all(any(part in plain for part in group) for group in parts)
        )

    def _pattern(self, at: int) -> re.Pattern[str]:
        if at not in self._compiled:
            self._compiled[at] = re.compile(self._spellings[at].pattern, re.IGNORECASE)
        return self._compiled[at]

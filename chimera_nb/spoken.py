"""What a sentence names, and what is named around it."""

import re
from collections.abc import Callable
from functools import cached_property

from .around import ends_before
from .carrying import Said, carried, said_again
from .names import Name, Vocabulary, folders_listed, is_reference, stems_beside
from .numbers import numbers_in
from .prose import Block
from .swept import changed_settings

_BREAK_EVEN = re.compile(
    r"\b(?:amorti[sz]e|break(?:s|ing)?[- ]even|(?:pays?|paid|paying) (?:off|back"
    r"|for (?:it|them)sel(?:f|ves))|recoup|(?:earn|win|get)s? back)",
    re.I,
)
_ACCELERATORS = ("cuda", "gpu", "mps", "metal", "xpu", "rocm", "hip", "tpu")
LEADS_NEXT = re.compile(
    r"\b(?:for|with|at|to|but|and) (?:an? |the |its )?[a-z][\w -]{2,30}? of "
    r"(?:only |about |just )?\Z"
)


class Spoken:
    """A sentence, its numbers, and the names that it and its surroundings have."""

    def __init__(
        self,
        text: str,
        block: Block,
        said: Said,
        names_of: Callable[[str], tuple[Name, ...]],
        vocabulary: Vocabulary,
    ) -> None:
        self.text, self.block, self.said = text, block, said
        self.names_of = names_of
        self.measured = vocabulary.metrics or {"build_time": "s"}
        self.own = vocabulary.own
        self._backends = vocabulary.labels.get("backend", ())
        names = list(names_of(text))
        self.values = vocabulary.labels
        self.stems = vocabulary.stems
        if not any(n.label == "scope" for n in names):
            stems = stems_beside(text, names, vocabulary.stems)
            names = [n for n in names if not any(_overlap(n, stem) for stem in stems)]
            names = sorted([*names, *stems])
        names = sorted([
            *names, *folders_listed(text, names, vocabulary.labels.get("folder", ()))
        ])  # fmt: skip
        names = sorted([
            *names, *changed_settings(text, names, vocabulary.settings, self.values)
        ])  # fmt: skip
        again = said_again(text, said, names)
        names = [name for name in names if name not in again]
        settings = self.settings = frozenset(vocabulary.settings)
        self.numbers = numbers_in(text, names)
        if vocabulary.config and not any(n.unit for n in self.numbers):
            # settings and nothing measured: the run's own config
            kept = [name for name in names if name.label not in settings]
            if len(kept) < len(names):
                names, self.numbers = kept, numbers_in(text, kept)
        self.names = names
        #: The subject of what was counted last: 4 of them …
        self.counted: dict[str, str] = {}

    @cached_property
    def baseline(self) -> str:
        """The backend that others are compared with where none is named."""
        return next((name for name in self._backends if name.lower() == "eager"), "")

    @cached_property
    def other_device(self) -> dict[str, str]:
        """Of the CPU and the one accelerator there is, each the other one."""
        devices = self.values.get("device", ())
        cpus = [name for name in devices if name.lower() == "cpu"]
        others = [name for name in devices if name.lower() in _ACCELERATORS]
        if len(cpus) != 1 or len(others) != 1:
            return {}
        return {cpus[0]: others[0], others[0]: cpus[0]}

    @cached_property
    def about(self) -> list[Name]:
        """The names that are more than what something is compared with."""
        files = {name.value for name in self.names if name.label == "scope"}
        return [
            name for name in self.names
            if not is_reference(self.text, name)
            or (name.label == "scope" and len(files) == 1)  # where, not with what
        ]  # fmt: skip

    @cached_property
    def outer(self) -> dict[str, str]:
        """What the cells, lines and headings around, and the sentence before, name."""
        block, said = self.block, self.said
        around = [block.rest, block.heading, block.above, block.row, block.column]
        outer = {
            name.label: name.value
            for part in around
            for name in self.names_of(part)
            if not is_reference(part, name)
        }
        if "scope" not in outer:
            for part in (block.above, block.heading):
                for name in stems_beside(part, self.names_of(part), self.stems):
                    outer[name.label] = name.value  # baseline runs of the gemma3 family
        return outer | carried(self.text, said, self.names)

    @cached_property
    def breaks_even(self) -> bool:
        """Whether it, or the sentence before, speaks of what pays off."""
        heading = self.block.heading.split(" \x1f ")[-1]
        return any(map(_BREAK_EVEN.search, (self.text, self.said.text, heading)))

    @cached_property
    def ends(self) -> list[int]:
        """For each number where the claim before it ends."""
        return ends_before(self.text, self.numbers)

    def _part(self, index: int) -> tuple[int, int, int, str]:
        """Its part of the sentence: since, start, end, and what follows it."""
        number = self.numbers[index]
        upto = next(
            (n.start for n in self.numbers[index + 1 :] if not n.excluded),
            len(self.text),
        )
        rest = self.text[number.end : upto]
        if upto < len(self.text) and (led := LEADS_NEXT.search(rest)):
            rest = rest[: led.start()]  # 12.9 s for a latency of 4.1 ms
        return (
            self.ends[index], number.start, number.end,
            re.split(r",| and |;|\(", rest, maxsplit=1)[0],
        )  # fmt: skip


def _overlap(one: Name, other: Name) -> bool:
    return one.start < other.end and other.start < one.end

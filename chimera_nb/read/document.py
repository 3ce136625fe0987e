"""One file, decoded once: its text, and what its kind makes of it."""

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any


class DuplicateKeys(list[str]):
    """The JSON keys that stood twice in one object; the last value of each counts."""


@dataclass(eq=False)
class Document:
    """A file as readers see it.

    Attributes
    ----------
    path : str
        Relative to the folder that is read, with forward slashes. A reader takes
        nothing from it but, last of all, a missing name, and says so in a note.
    type : str
        ``json`` (also JSON lines), ``csv``, ``markdown`` or ``text``.
    text : str
        Decoded, with the file's own line ends.
    beside : callable
        ``beside("../machine.json")`` gives another file of the same folder tree as a
        `Document`, or None where there is none that may be read.
    """

    path: str
    type: str
    text: str
    beside: Callable[[str], "Document | None"] = field(default=lambda name: None)
    repeated: DuplicateKeys = field(default_factory=DuplicateKeys)

    @cached_property
    def lines(self) -> list[str]:
        """The text's lines without their ends; line 1 is ``lines[0]``."""
        return self.text.splitlines()

    @cached_property
    def content(self) -> Any:
        """The parsed JSON; for JSON lines the list of all lines' values.

        Raises
        ------
        ValueError
            The text is not JSON.
        """
        try:
            return self._loads(self.text)
        except json.JSONDecodeError as whole:
            if not self.is_lines:
                raise
            try:
                return [self._loads(line) for _, line in self._filled_lines()]
            except json.JSONDecodeError:
                raise whole from None

    @cached_property
    def is_lines(self) -> bool:
        """Whether this is JSON lines: one value a line, at least two of them."""
        starts = [line for _, line in self._filled_lines()]
        return len(starts) > 1 and all(line[0] in "{[" for line in starts[:2])

    def item_place(self, index: int) -> str:
        """Say where the item of a list stands: a JSON pointer, or a line of JSONL."""
        if isinstance(self.content, list) and self.is_lines and self._parsed_by_line:
            return f"line {self._line_numbers[index]} "
        return f"/{index}"

    @cached_property
    def _parsed_by_line(self) -> bool:
        try:
            json.loads(self.text)
        except json.JSONDecodeError:
            return True
        return False

    @cached_property
    def _line_numbers(self) -> list[int]:
        return [number for number, _ in self._filled_lines()]

    def _filled_lines(self) -> Iterator[tuple[int, str]]:
        for number, line in enumerate(self.lines, start=1):
            if line.strip():
                yield number, line.strip()

    def _loads(self, text: str) -> Any:
        return json.loads(text, object_pairs_hook=self._object)

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) != len(pairs):
            seen: set[str] = set()
            self.repeated += [k for k, _ in pairs if k in seen or seen.add(k)]  # type: ignore[func-returns-value]
        return made

    @cached_property
    def delimiter(self) -> str:
        """The delimiter of the CSV text: of ``, ; tab |`` the steadiest."""
        lines = [line for line in self.lines[:20] if line.strip()]
        if not lines:
            return ","
        best = max(",;\t|", key=lambda mark: _steadiness(lines, mark))
        return best if _steadiness(lines, best) > (0, 0) else ","

    @cached_property
    def rows(self) -> list[tuple[int, list[str]]]:
        """The CSV's rows as (line number, cells); empty lines are left out.

        Raises
        ------
        ValueError
            The text is no CSV (a quote never closed, a cell past the limit).
        """
        reader = csv.reader(
            self.text.splitlines(keepends=True), delimiter=self.delimiter, strict=True
        )
        found = []
        try:
            start = 1
            for cells in reader:
                if any(cells):
                    found.append((start, cells))
                start = reader.line_num + 1
        except csv.Error as error:
            raise ValueError(f"line {reader.line_num}: {error}") from None
        return found

    @cached_property
    def header(self) -> list[str]:
        """The names in the first CSV row, stripped."""
        return [name.strip() for name in self.rows[0][1]] if self.rows else []


def _steadiness(lines: list[str], mark: str) -> tuple[int, int]:
    """Rank a delimiter: in how many lines it stands as often as in the first."""
    wanted = lines[0].count(mark)
    if not wanted:
        return (0, 0)
    return (sum(line.count(mark) == wanted for line in lines), wanted)


def pointer(*keys: object) -> str:
    """Make a JSON pointer of keys (RFC 6901): ``/backends/jit``."""
    return "".join("/" + str(key).replace("~", "~0").replace("/", "~1") for key in keys)


def text_of(value: Any) -> str | None:
    """Return a value as one line of text; None for what is empty."""
    if value is None or isinstance(value, (dict, list)):
        return None
    return " ".join(str(value).split()) or None


def object_of(content: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """Return the object under a key; an empty one where there is none."""
    value = content.get(key)
    return value if isinstance(value, dict) else {}

"""One file, decoded once: its text, and what its kind makes of it."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from .limits import Limits, defaults

#: The part of a CSV text that its delimiter is found in.
_HEAD = 65_536

_PIECE = 1 << 22
#: The rows of a text of so many characters are parsed at once.
_SMALL = 1_000_000

_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)

#: What each character is to the depth of a JSON text: [ and { one more, ] and } less.
_STEPS = np.zeros(256, dtype=np.int8)
_STEPS[[ord("["), ord("{")]] = 1
_STEPS[[ord("]"), ord("}")]] = -1


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
    repeated : list of str
        Keys that stood twice in one JSON object, once `content` was asked for.
    limits : Limits
        What is refused.
    broken : list of (int, str)
        Lines of JSON lines that are no JSON, and why, once `content` was asked for.
    """

    path: str
    type: str
    text: str
    beside: Callable[[str], "Document | None"] = field(default=lambda name: None)
    repeated: DuplicateKeys = field(default_factory=DuplicateKeys)
    limits: Limits = field(default_factory=defaults)
    broken: list[tuple[int, str]] = field(default_factory=list)

    @cached_property
    def lines(self) -> list[str]:
        """The text's lines without their ends; line 1 is ``lines[0]``.

        A line ends as editors end it (line feed, carriage return, or both), not at the
        further marks that `str.splitlines` knows.
        """
        text = self.text
        if "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        found = text.split("\n")
        if not found[-1]:
            found.pop()
        return found

    @cached_property
    def content(self) -> Any:
        """The parsed JSON; for JSON lines the list of all lines' values.

        Of JSON lines those that are broken go to `broken`, unless most are.

        Raises
        ------
        ValueError
            The text is not JSON, or passes a limit.
        """
        _check_size(self.text, self.limits)
        if "\\ud" in self.text or "\\uD" in self.text:
            # half a character, which no encoding can write
            self.text = _SURROGATES.sub(_whole, self.text)
        try:
            return self._loads(self.text)
        except json.JSONDecodeError as whole:
            if self.is_lines:
                found = self._by_line()
            elif whole.msg == "Extra data":
                found = self._one_after_another()
            else:
                raise
            if not found:
                raise
            self._starts = [number for number, _ in found]
            return [value for _, value in found]

    @cached_property
    def is_lines(self) -> bool:
        """Whether this is JSON lines: one value a line, at least two of them."""
        starts = []
        for _, line in self._filled_lines():
            starts.append(line)
            if len(starts) == 2:
                return all(_is_json_line(each) for each in starts)
        return False

    def item_place(self, index: int) -> str:
        """Say where the item of a list stands: a JSON pointer, or a line of JSONL."""
        if isinstance(self.content, list) and self._starts is not None:
            return f"line {self._starts[index]} "
        return f"/{index}"

    #: Where the values begin, of JSON lines and of JSON values one after another.
    _starts: list[int] | None = field(default=None, init=False, repr=False)

    def _by_line(self) -> list[tuple[int, Any]]:
        found = []
        broken = []
        for number, line in self._filled_lines():
            try:
                found.append((number, self._loads(line)))
            except json.JSONDecodeError as error:
                broken.append((number, f"no JSON: {error.msg} (column {error.colno})"))
        if len(broken) > len(found):
            return []
        self.broken += broken
        return found

    def _one_after_another(self) -> list[tuple[int, Any]]:
        """Read JSON values that follow each other without a comma."""
        decoder = json.JSONDecoder(object_pairs_hook=self._object)
        found: list[tuple[int, Any]] = []
        at = line = 0
        text = self.text
        while True:
            begin = _filled(text, at)
            if begin == len(text):
                return found
            line += text.count("\n", at, begin)
            try:
                value, end = decoder.raw_decode(text, begin)
            except json.JSONDecodeError:
                return []
            found.append((line + 1, value))
            line += text.count("\n", begin, end)
            at = end

    def _filled_lines(self) -> Iterator[tuple[int, str]]:
        for number, line in enumerate(self.lines, start=1):
            if line and not line.isspace():
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
        head = self.text[:_HEAD].splitlines()[:20]
        lines = [line for line in head if line.strip()]
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
            The text is no CSV (a quote never closed, a cell past the limit), or it
            passes a limit.
        """
        found = self._plain_rows() or list(self._rows(self.limits.rows + 1))
        if len(found) > self.limits.rows:
            raise ValueError(self.limits.passed("rows", "more than {} rows"))
        return found

    @cached_property
    def header(self) -> list[str]:
        """The names in the first CSV row, stripped; the rest is not parsed for it."""
        known = "rows" in self.__dict__
        first = self.rows[:1] if known else list(self._rows(1))
        return [name.strip() for name in first[0][1]] if first else []

    @cached_property
    def names(self) -> frozenset[str]:
        """The names in the header, as a set."""
        return frozenset(self.header)

    @cached_property
    def keys(self) -> tuple[str, ...] | None:
        """A CSV's header, the keys of a JSON object; None where there are none.

        Raises
        ------
        ValueError
            The text is no JSON or no CSV, or passes a limit.
        """
        if self.type == "csv":
            return tuple(self.header)
        content = self.content if self.type == "json" else None
        return tuple(content) if isinstance(content, dict) else None

    def _plain_rows(self) -> list[tuple[int, list[str]]] | None:
        """Return the rows of a small text that has one on each line, none empty."""
        if len(self.text) > _SMALL:
            return None
        reader = csv.reader(
            io.StringIO(self.text, newline=""), delimiter=self.delimiter, strict=True
        )
        try:
            found = list(reader)
        except csv.Error:
            return None
        plain = reader.line_num == len(found) and all(map(any, found))
        if not plain or max(map(len, found), default=0) > self.limits.columns:
            return None
        return list(enumerate(found, start=1))

    def _rows(self, most: int) -> Iterator[tuple[int, list[str]]]:
        widest = self.limits.columns
        reader = csv.reader(
            io.StringIO(self.text, newline=""), delimiter=self.delimiter, strict=True
        )
        start = 1
        try:
            for cells in reader:
                if len(cells) > widest:
                    passed = self.limits.passed("columns", "more than {} columns")
                    raise ValueError(f"line {start}: {passed}")
                if any(cells):
                    yield start, cells
                    most -= 1
                    if not most:
                        return
                start = reader.line_num + 1
        except csv.Error as error:
            raise ValueError(f"line {reader.line_num}: {error}") from None


def _is_json_line(line: str) -> bool:
    """Say whether a line may be a JSON value of its own, not the start of one."""
    return line[0] in "{[" and (len(line) > 1 or line == "{}")


_SURROGATES = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    r"|\\u[dD][89a-fA-F][0-9a-fA-F]{2}"
)


def _whole(found: re.Match[str]) -> str:
    return found[0] if len(found[0]) == 12 else "\\ufffd"


_FILLED = re.compile(r"[^ \t\r\n]")


def _filled(text: str, at: int) -> int:
    found = _FILLED.search(text, at)
    return found.start() if found else len(text)


def _check_size(text: str, limits: Limits) -> None:
    """Refuse JSON that is too deep or too large before it is parsed."""
    if text.count("[") + text.count("{") > limits.nesting and (
        _depth(text) > limits.nesting
        # brackets in strings count for nothing
        and _depth(_STRING.sub("", text)) > limits.nesting
    ):
        raise ValueError(limits.passed("nesting", "nested deeper than {} levels"))
    if len(text) > limits.keys and text.count('":') > limits.keys:
        raise ValueError(limits.passed("keys", "more than {} keys"))


def _depth(text: str) -> int:
    deepest = now = 0
    for start in range(0, len(text), _PIECE):
        piece = text[start : start + _PIECE].encode("utf-8", "replace")
        steps = _STEPS[np.frombuffer(piece, dtype=np.uint8)]
        depths = np.cumsum(steps, dtype=np.int32)
        deepest = max(deepest, now + int(depths.max()))
        now += int(depths[-1])
    return deepest


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

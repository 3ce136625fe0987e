"""The generic reader of texts: what a program of one's own printed into a file.

Tables with ruled, boxed or aligned columns, and paragraphs of lines ``Key: value unit``
of which one at least is measured; the others name the run (``Model: conv``). All of it
is guessed from words, so a text without a unit or a known quantity is left alone.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from ...units import parse_unit
from ..document import Document
from ..headers import LABEL, PARAMETER, SAMPLES, meaning_of
from ..numerals import BOUND, NUMBER, TEXT, parse_cell
from ..records import Found, NotTaken, Number, Reader, Record
from ..tables import Table, read_table
from ._text import CODES, plain_number
from .markdown_lists import is_measured
from .printed_tables import printed_tables

_LINE = re.compile(
    r"\s*(?:[-*•>├└│─]+\s+)?(?P<key>[^\W\d][^:=|]{0,60}?)\s*(?::|=|\.{3,})\s+"
    r"(?P<value>[^|]{1,100}?)\s*"
)
#: ``    Rust      473.9ms   1.02 / 1.00   PASSED``: a name and its time.
_ALIGNED = re.compile(
    r"\s+(?P<key>[^\W\d][\w./+#-]{0,40})\s{2,}"
    r"(?P<value>\d[\d.,]*\s?(?:ns|us|µs|μs|ms|s))(?=\s{2,}|\s*\Z)"
)
#: ``mean=7.10ms``, ``Gen throughput=68.3 tok/s``, ``device=cuda``.
_PAIR = re.compile(
    r"(?<!\S)(?P<key>[^\W\d][\w%/.@-]*(?: [a-z]\w*)?)="
    r"(?P<value>[-+]?\d+(?:,\d{3})*(?:\.\d+)?(?:[eE][-+]?\d+)?(?: ?[a-zA-Zµμ%][\w%/]*)?"
    r"|[\w./:@-]+)"
    r"(?=$|[\s,;|)])"
)
_STAMP = re.compile(
    r"\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.,\d]*Z?\]?\s*(?:[-|]?\s*[\w.]+\s*)?[-|]?\s*"
    r"\[?(?:DEBUG|INFO|WARNING|NOTICE)\]?\s*[-:|]?\s*"
)
#: A text whose numbers stand in lists alone is a report that somebody wrote.
_ITEM = re.compile(r"\s*(?:[-*•]|\d{1,3}[.)])\s")
_RULE = re.compile(r"\s*([-=─━═*#~_])\1{3,}\s*")
_TITLE = re.compile(
    r"\s*(?:([-=─━═*#~])\1{1,}\s*(?P<ruled>[^\s=─━═*#~-].{0,80}?)\s*\1{2,}"
    r"|#{1,6}\s+(?P<hashed>\S.{0,80})|\[(?P<boxed>[A-Za-z][^\]]{1,60})\])\s*"
)
_NAME = re.compile(r"\s*(?P<name>[^\W_].{0,78}?)\s*")
#: A title that says nothing of what was measured.
_GENERAL = re.compile(
    r"(?i)(?:(?:benchmark|test|performance|timing|detailed)\s*)*"
    r"(?:results?|summary|metrics|report|statistics|stats)?\W*"
)
_SENTENCE = re.compile(r"[.!?…]$|\w[.!?] \w")
#: What a text must tell of: a size or a share alone may be the machine's.
_METRICS = frozenset(("speedup", "accuracy", "perplexity", "loss", "latency", "ttft"))
_DIMENSIONS = frozenset(("s", "1/s", "tok/s", "bytes/s", "flop/s"))
#: A longer text is no report; a log of that size has a format of its own.
_LONGEST = 1_000_000
_LONG = 80
_WIDEST = 2000
_MOST_LINES = 60
#: What names all that stands below, and what speaks of its own paragraph only.
_NAMING = (LABEL, PARAMETER)
_OWN = (*_NAMING, SAMPLES)


class Line(NamedTuple):
    """A line ``key: value``."""

    line: int
    key: str
    value: str


def claims(document: Document) -> bool:
    """Say whether it tells of a time, a rate or a speedup that is not zero."""
    if len(document.text) > _LONGEST or not re.search(r"\d", document.text):
        return False
    printed = ["" if _ITEM.match(line) else line for line in _lines(document)]
    return any(
        _tells(number)
        for found in _found(printed)
        if isinstance(found, Record)
        for number in found.numbers
    )


def read(document: Document) -> Iterator[Found]:
    """Yield the rows of tables, then a record per paragraph of ``Key: value``."""
    yield from _found(_lines(document))


def _lines(document: Document) -> list[str]:
    """Split a text into lines without control codes; too long ones are left empty."""
    lines = document.text.splitlines()
    return ["" if len(line) > _WIDEST else CODES.sub("", line) for line in lines]


def _found(lines: list[str]) -> Iterator[Found]:
    taken: set[int] = set()
    for header, body, title in printed_tables(lines, 1):
        if _is_list(header, body):
            continue
        taken |= {line for line, _ in body}
        path = (title.rstrip(": "),) if title else ()
        yield from read_table(Table(header, body, path, title, {}, "reported"))
    yield from _paragraphs(lines, taken)


def _tells(number: Number) -> bool:
    if not number.value:
        return False
    unit = parse_unit(number.unit)
    return number.metric in _METRICS or bool(unit and unit.canonical in _DIMENSIONS)


def _is_list(header: list[str], body: list[tuple[int, list[str]]]) -> bool:
    """Say whether these columns are lines ``Key:   value``, aligned."""
    keys = [header[0], *(cells[0] for _, cells in body)]
    return sum(key.rstrip().endswith((":", "=")) for key in keys) * 2 > len(keys)


def _paragraphs(lines: list[str], taken: set[int]) -> Iterator[Found]:
    """Read the lines ``key: value`` and ``key=value …`` under their titles."""
    place = Place()
    above: list[Line] = []
    group: list[Line] = []
    for at, text in enumerate([*lines, ""], start=1):
        line = _STAMP.sub("", text, count=1)
        pairs = [] if at in taken else _pairs(at, line, place.path)
        found = None if at in taken or pairs else _key_and_value(at, line)
        if found:
            group.append(found)
            continue
        for part in _split(group):
            if _measured(part, place.path):
                yield from _record(part, above, place.path)
            else:
                above = _kept([*above, *part])
        group = []
        if pairs and _measured(pairs, place.path):
            yield from _record(pairs, above, place.path)
        elif pairs:
            above = _kept([*above, *pairs])
        elif at not in taken and line == text:
            following = lines[at] if at < len(lines) else ""
            place.read(line, lines[at - 2] if at > 1 else "", following)


@dataclass
class Place:
    """The title and the name that lines stand under."""

    title: str = ""
    name: str = ""
    fleeting: bool = False
    before: str = ""

    @property
    def path(self) -> tuple[str, ...]:
        """What is there of both."""
        return tuple(filter(None, (self.title, self.name)))

    def read(self, line: str, previous: str, following: str) -> None:
        """Look whether a line is a title, the name of a paragraph or neither."""
        text = line.strip()
        heading = _TITLE.fullmatch(line)
        title = next(filter(None, heading.groups()[1:]), "") if heading else ""
        above = not previous.strip() or _RULE.fullmatch(previous)
        if not title and text and above and _RULE.fullmatch(following):
            title = text[:_LONG].rstrip(": ")
        if not text:
            self.before = self.name
            self.name = "" if self.fleeting else self.name
        elif _RULE.fullmatch(line):
            return
        elif _GENERAL.fullmatch(title or text):
            self.name = self.name or self.before
        elif title:
            self.title, self.name, self.before = title, "", ""
        elif not _SENTENCE.search(text) or _indent(following) > _indent(line):
            named = _NAME.fullmatch(line)
            self.fleeting = not text.endswith(":")
            self.name = named["name"].rstrip(": .") if named else self.name


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _key_and_value(at: int, line: str) -> Line | None:
    """Read ``key: value``; words that neither measure nor name a run are a title."""
    match = _LINE.fullmatch(line) or _ALIGNED.match(line)
    if not match:
        return None
    found = Line(at, match["key"].strip(), match["value"])
    known = meaning_of(found.key).role or _quantity_of(found.key)
    known = known or parse_cell(found.value).kind != TEXT
    return found if known or not _NAME.fullmatch(line) else None


def _quantity_of(key: str) -> bool:
    """Say whether a key tells what is measured, be its value readable or not."""
    meaning = meaning_of(key)
    return bool(meaning.metric or meaning.statistic or meaning.unit)


def _pairs(at: int, line: str, path: tuple[str, ...]) -> list[Line]:
    """Read a line of several ``key=value``, what stands before them as its name."""
    found = list(_PAIR.finditer(line))
    if len(found) < 2:
        return []
    before = line[: found[0].start()].strip(" \t:|-•*>,")
    pairs = [Line(at, match["key"], match["value"]) for match in found]
    what, _, rest = pairs[0].key.partition(" ")
    if rest and meaning_of(rest).statistic:  # Latency avg=… p50=…: all are latencies
        pairs = [
            each._replace(key=f"{what} {each.key}")
            if meaning_of(each.key).statistic and each is not pairs[0]
            else each
            for each in pairs
        ]
    first = pairs[0]
    if 0 < len(before) <= _LONG and is_measured(first.key, first.value, path):
        return [Line(at, "Benchmark", before), *pairs]
    return pairs


def _split(group: list[Line]) -> Iterator[list[Line]]:
    """Split a paragraph before each line whose key stood in it before."""
    part: list[Line] = []
    keys: set[str] = set()
    for each in group:
        if each.key in keys or len(part) == _MOST_LINES:
            yield part
            part, keys = [], set()
        part.append(each)
        keys.add(each.key)
    if part:
        yield part


def _measured(group: list[Line], path: tuple[str, ...]) -> bool:
    return any(is_measured(each.key, each.value, path) for each in group)


def _kept(lines: list[Line], roles: tuple[str, ...] = _NAMING) -> list[Line]:
    """Keep the lines of these roles, the last of each key."""
    named = {
        each.key.lower(): each for each in lines if meaning_of(each.key).role in roles
    }
    return list(named.values())


def _record(
    group: list[Line], above: list[Line], path: tuple[str, ...]
) -> Iterator[Found]:
    """Read a paragraph as a table of one row; a number's place is its own line."""
    measured = [
        each
        for each in group
        if is_measured(each.key, each.value, path) or _is_bare(each)
    ]
    named = [each for each in group if each not in measured]
    row = [*_kept([*above, *_kept(named, _OWN)], _OWN), *measured]
    header, cells = [each.key for each in row], [each.value for each in row]
    first = group[0].line
    lines = {f", column {each.key}": each.line for each in row}
    body = [(first, cells)]
    for found in read_table(Table(header, body, path, "", {}, "reported")):
        if isinstance(found, Record):
            numbers = [
                number._replace(place=f"line {lines.get(number.place, first)}")
                for number in found.numbers
            ]
            found = replace(found, place="", numbers=numbers)
        yield found
    left = [each for each in named if each not in row]
    if count := sum(parse_cell(each.value).kind == NUMBER for each in left):
        yield NotTaken("numbers in texts whose quantity or unit is not known", count)
    if count := sum(_is_unread(each) for each in left):
        yield NotTaken("ranges, bounds and words where a number would stand", count)


def _is_unread(line: Line) -> bool:
    words = parse_cell(line.value).kind in (TEXT, BOUND)
    return words and _quantity_of(line.key) and any(map(str.isdigit, line.value))


def _is_bare(line: Line) -> bool:
    """Say whether a number without a unit stands beside those that have one."""
    meaning = meaning_of(line.key)
    return bool(
        meaning.metric
        and not (meaning.role or meaning.unit)
        and plain_number(line.value) is not None
    )


READERS = (Reader("generic_text", ("text",), claims, read, guess=True),)

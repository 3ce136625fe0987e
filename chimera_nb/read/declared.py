"""Readers that are declared, not programmed: where values, units and labels lie.

A path is keys joined by ``/``; ``*`` is every item of a list or every value of an
object; a leading ``/`` starts from the document's root, else from the record.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from .document import Document, pointer, text_of
from .records import Found, NotTaken, Number, Problem, Reader, Record, is_number, yes


class Take(NamedTuple):
    """How a number is taken: its metric, statistic and unit.

    A `unit` that starts with ``@`` is read from the record: ``@time_unit``.
    `n_behind` is a path to the number of samples.
    """

    metric: str
    statistic: str = "value"
    unit: str = "s"
    n_behind: str = ""
    labels: Mapping[str, Any] = {}


#: A label's source: a path, or a function of (record, root).
Source = str | Callable[[Any, Any], Any]


@dataclass(frozen=True)
class JsonFormat:
    """A JSON file of one tool.

    Attributes
    ----------
    name : str
        The family.
    claim : mapping or list
        A pattern: a mapping's keys must be there and match in turn, a list of one
        pattern must match the first item, ``...`` matches anything. A text must be
        equal.
    each : str
        The path of the records; ``""``: the document itself is the only one.
    numbers : mapping of path to `Take`
        Relative to the record; ``times/*`` takes every item.
    labels : mapping of label to path or function
        What is absent or empty is left out. The label ``setting.*`` takes every plain
        value of the object at its path as a setting.
    error : path or function
        Where it gives a text, the record failed: its numbers carry no value.
    """

    name: str
    claim: Any
    each: str
    numbers: Mapping[str, Take]
    labels: Mapping[str, Source] = field(default_factory=dict)
    error: Source = ""
    kind: str | None = None

    def reader(self) -> Reader:
        """Return the reader of this format."""
        keys = frozenset(self.claim) if isinstance(self.claim, dict) else frozenset()

        def claims(document: Document) -> bool:
            return matches(document.content, self.claim)

        return Reader(self.name, ("json",), claims, self.read, keys)

    def read(self, document: Document) -> Iterator[Found]:
        """Yield the records of a document."""
        root = document.content
        parts = [part for part in self.each.split("/") if part]
        for keys, item in walk_path(root, parts):
            if not isinstance(item, (dict, list)):
                yield Problem(pointer(*keys), f"found {item!r}; want an object")
                continue
            place = pointer(*keys)
            if keys and isinstance(root, list):
                place = document.item_place(keys[0]) + pointer(*keys[1:])
            labels = _labels(self.labels, item, root)
            error = text_of(_source(self.error, item, root)) if self.error else None
            numbers = list(self._numbers(item, root, error))
            if numbers:
                yield Record(place, numbers, labels, self.kind)
            elif not error:
                yield NotTaken("a record without a number of this format", 0)

    def _numbers(self, item: Any, root: Any, error: str | None) -> Iterator[Number]:
        for path, take in self.numbers.items():
            unit = take.unit
            if unit.startswith("@"):
                unit = text_of(_source(unit[1:], item, root)) or ""
            n = _source(take.n_behind, item, root) if take.n_behind else None
            n = n if is_number(n) else None
            for keys, value in walk_path(item, path.split("/")):
                if is_number(value):
                    yield number_of(take, value, unit, pointer(*keys), error, n)


def number_of(
    take: Take,
    value: float,
    unit: str,
    place: str,
    error: str | None = None,
    n_behind: float | None = None,
    raw: str | None = None,
) -> Number:
    """Make the number that a `Take` describes; of a failed record without value."""
    if error:
        return Number(
            take.metric, None, unit, take.statistic, place, raw or repr(value),
            "failed", error, labels=take.labels,
        )  # fmt: skip
    return Number(
        take.metric, value, unit, take.statistic, place, raw, n_behind=n_behind,
        labels=take.labels,
    )  # fmt: skip


@dataclass(frozen=True)
class CsvFormat:
    """A CSV file of one tool, one record a line.

    Attributes
    ----------
    header : set of str
        Column names that claim the file (all must be there).
    numbers : mapping of column to `Take`
        A `unit` that starts with ``@`` is read from that column.
    labels : mapping of label to column or function
        A function is given the line as a mapping of column to cell.
    settings : sequence of str
        Columns that are settings (``setting.<name>``).
    error : column or function
        Where it gives a text, the line failed.
    claims : function
        A further test of the document, where the header does not suffice.
    """

    name: str
    header: frozenset[str] | set[str]
    numbers: Mapping[str, Take]
    labels: Mapping[str, str | Callable[[Mapping[str, str]], Any]] = field(
        default_factory=dict
    )
    settings: Sequence[str] = ()
    error: str | Callable[[Mapping[str, str]], Any] = ""
    claims: Callable[[Document], bool] = yes
    kind: str | None = None

    def reader(self) -> Reader:
        """Return the reader of this format."""
        return Reader(
            self.name, ("csv",), self.claims, self.read, frozenset(self.header)
        )

    def read(self, document: Document) -> Iterator[Found]:
        """Yield one record a line."""
        names = document.header
        for line, cells in document.rows[1:]:
            if len(cells) != len(names):
                reason = f"{len(cells)} cells where the header has {len(names)}"
                yield Problem(f"line {line}", reason)
                continue
            row = {name: cell.strip() for name, cell in zip(names, cells, strict=True)}
            error = text_of(_cell(self.error, row)) if self.error else None
            numbers = []
            for column, take in self.numbers.items():
                written = row.get(column, "")
                if not written and not error:
                    continue
                unit = row.get(take.unit[1:], "") if take.unit[:1] == "@" else take.unit
                place = f", column {column}"
                try:
                    value = float(written.replace(",", "")) if written else 0.0
                except ValueError:
                    yield Problem(f"line {line}{place}", f"{written!r} is no number")
                    continue
                numbers.append(
                    number_of(take, value, unit, place, error, raw=written or "")
                    if is_number(value) or error
                    else Number(take.metric, None, unit, take.statistic, place, written,
                                "failed", f"{written!r} is no number")
                )  # fmt: skip
            labels: dict[str, Any] = {
                name: text_of(_cell(source, row))
                for name, source in self.labels.items()
            }
            labels |= {
                f"setting.{name}": plain(row.get(name)) for name in self.settings
            }
            if numbers:
                yield Record(f"line {line}", numbers, labels, self.kind)


def plain(cell: str | None) -> float | int | str | None:
    """Return a setting's cell as a number where it is one, else as text."""
    if not cell:
        return None
    try:
        return int(cell) if cell.lstrip("-").isdigit() else float(cell)
    except ValueError:
        return cell


def matches(content: Any, pattern: Any) -> bool:
    """Say whether JSON content matches a claim (see `JsonFormat`)."""
    if pattern is ...:
        return True
    if isinstance(pattern, dict):
        return isinstance(content, dict) and all(
            key in content and matches(content[key], inner)
            for key, inner in pattern.items()
        )
    if isinstance(pattern, list):
        return (
            isinstance(content, list)
            and bool(content)
            and matches(content[0], pattern[0])
        )
    return bool(content == pattern)


def walk_path(
    content: Any, parts: Sequence[str]
) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Yield (keys, value) for everything that a path reaches."""
    if not parts:
        yield (), content
        return
    first, *rest = parts
    if first == "*":
        items: Any = ()
        if isinstance(content, dict):
            items = content.items()
        elif isinstance(content, list):
            items = enumerate(content)
    elif isinstance(content, dict) and first in content:
        items = ((first, content[first]),)
    elif isinstance(content, list) and first.isdigit() and int(first) < len(content):
        items = ((int(first), content[int(first)]),)
    else:
        items = ()
    for key, value in items:
        for keys, found in walk_path(value, rest):
            yield (key, *keys), found


def _source(source: Source, item: Any, root: Any) -> Any:
    if callable(source):
        return source(item, root)
    start = root if source.startswith("/") else item
    parts = [part for part in source.split("/") if part]
    return next((value for _, value in walk_path(start, parts)), None)


def _labels(sources: Mapping[str, Source], item: Any, root: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, source in sources.items():
        value = _source(source, item, root)
        if name.endswith(".*"):
            if isinstance(value, dict):
                found |= {
                    name[:-1] + str(key): setting_of(v) for key, v in value.items()
                }
        else:
            found[name] = value if name.startswith("setting.") else text_of(value)
    return {name: value for name, value in found.items() if value is not None}


def setting_of(value: Any) -> float | int | str | None:
    """Return a JSON value as a setting: a number, or one line of text."""
    return value if is_number(value) else text_of(value)


def _cell(
    source: str | Callable[[Mapping[str, str]], Any], row: Mapping[str, str]
) -> Any:
    return source(row) if callable(source) else row.get(source)

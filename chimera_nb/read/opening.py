"""One file: its bytes → a document → the reader that claims it → what it found."""

import hashlib
import posixpath
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

from . import large_csv
from .archives import ARCHIVES, COMPRESSED, Member, decompress, members
from .csv_pieces import LARGE, NotRegular
from .decoding import decode, looks_like_text
from .document import Document
from .files import BENCHMARK_TYPES, NO_BENCHMARK, Entry, entry_of, type_of, why
from .limits import Limits
from .lines import Lines
from .records import Found, NotTaken, Problem, Reader, Record
from .sniffing import claimed, shorten, why_unclaimed


@dataclass(slots=True, eq=False)
class Opened:
    """A file and what was found in it.

    Attributes
    ----------
    content : str
        The SHA-256 of what readers see: of a compressed file, of what it holds.
    looked : set of str
        Other files that its reader looked at, or would have.
    raw : bytes or None
        What was found, as the cache holds it, where it comes from there.
    """

    entry: Entry
    content: str = ""
    records: Sequence[Record] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    not_taken: list[NotTaken] = field(default_factory=list)
    looked: set[str] = field(default_factory=set)
    raw: bytes | None = None


class Opener:
    """Opens the files of one folder tree, each once."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.entries: dict[str, Entry] = {}
        self._first: dict[str, Opened] = {}
        #: Says why the folder's owner leaves a file out; empty where it is read.
        self.leave_out: Callable[[str], str] = lambda path: ""

    def open(self, entry: Entry) -> Iterator[Opened]:
        """Yield a file, then the members of an archive; copies are not read again."""
        if entry.load and entry.bytes > self.limits.file_bytes:
            yield self._in_pieces(entry)
            return
        data = self._bytes(entry)
        if data is None:
            yield Opened(entry)
        elif entry.ending in ARCHIVES:
            yield from self._archive(entry, data)
        else:
            yield self._file(entry, data)

    def again(self, unit: list[Opened]) -> list[Opened]:
        """Return what is known of a file that did not change, as `open` would now."""
        for each in unit:
            entry = each.entry
            if not each.content or _named(entry) == "other":
                continue
            was_copy, entry.copy_of = _was_copy(entry), None
            if self.is_copy(each):
                each.records, each.problems, each.not_taken = [], [], []
                each.raw = None
            elif was_copy:  # what it was a copy of changed: read it after all
                for one in unit:
                    if self._first.get(one.content) is one:
                        del self._first[one.content]
                return list(self.open(self.entries[unit[0].entry.path]))
        return unit

    def seen(self, opened: Opened) -> Opened:
        """Return the first file of the same content; this one where there is none."""
        return self._first.setdefault(opened.content, opened)

    def _left_out(self, entry: Entry) -> bool:
        if why_not := self.leave_out(entry.path):
            entry.load, entry.type, entry.reason = None, "other", why_not
        return bool(why_not)

    def _in_pieces(self, entry: Entry) -> Opened:
        """Read a CSV that is too large to be held in memory."""
        opened = Opened(entry)
        if self._left_out(entry):
            return opened
        try:
            read = large_csv.of_file(entry, partial(self._document, opened))
        except OSError as error:
            entry.status, entry.reason = "unreadable", why(error)
        except NotRegular as error:
            passed = self.limits.passed("file_bytes", "larger than {} bytes")
            entry.encoding = None
            entry.reason = f"not read in pieces: {error}; {passed}"
        except (ValueError, RecursionError) as error:
            entry.status, entry.reason = "unreadable", f"not read as csv: {error}"
        except Exception as error:  # noqa: BLE001 (a faulty reader stops one file)
            contain(entry, None, error)
        else:
            opened.content = entry.sha256 or ""
            if not self.is_copy(opened):
                _take(opened, *read)
        return opened

    def _bytes(self, entry: Entry) -> bytes | None:
        if entry.load is None or self._left_out(entry):
            return None
        try:
            data = entry.load(entry, self.limits)
            entry.sha256 = hashlib.sha256(data).hexdigest()
            if entry.ending in COMPRESSED:
                return decompress(data, entry.ending, self.limits)
        except OSError as error:
            entry.status, entry.reason = "unreadable", why(error)
        except ValueError as error:
            entry.status, entry.reason = "unreadable", str(error)
        except MemoryError:
            entry.status, entry.reason = "unreadable", "does not fit into memory"
        else:
            return data
        return None

    def _archive(self, entry: Entry, data: bytes) -> Iterator[Opened]:
        try:
            inside = list(members(data, self.limits))
        except ValueError as error:
            entry.status, entry.reason = "unreadable", str(error)
            yield Opened(entry)
            return
        entry.status = "read"
        entry.reason = f"an archive of {len(inside)} files"
        yield Opened(entry)
        listed = [_member(entry, each, self.limits) for each in inside]
        for member in listed:
            self.entries.setdefault(member.path, member)
        for member in listed:
            content = self._bytes(member)
            if content is None:
                yield Opened(member)
            else:
                member.bytes = len(content)
                yield self._file(member, content)
        for member in listed:  # seen from inside only: a kept archive is not opened
            if self.entries.get(member.path) is member:
                del self.entries[member.path]

    def _file(self, entry: Entry, data: bytes) -> Opened:
        opened = Opened(entry)
        if not data or data.isspace():
            if entry.type == "other":
                entry.reason = NO_BENCHMARK
            else:
                entry.status = "empty"
                entry.reason = "holds no bytes but white space"
            return opened
        if entry.ending:
            opened.content = hashlib.sha256(data).hexdigest()
        else:
            opened.content = entry.sha256 or ""
        if entry.type == "other":
            if not looks_like_text(data):
                entry.reason = NO_BENCHMARK
                return opened
        elif self.is_copy(opened):
            return opened
        self._read(opened, data)
        return opened

    def is_copy(self, opened: Opened) -> bool:
        """Say whether an earlier file has this content; the entry is filled in then."""
        original = self.seen(opened)
        if original is opened:
            return False
        entry, first = opened.entry, original.entry
        entry.type = _named(entry)
        entry.family = entry.encoding = None
        if first.type == "other":
            entry.type, entry.status, entry.reason = "other", "skipped", first.reason
            return True
        entry.status, entry.copy_of = "read", first.path
        same = "content" if entry.ending or first.ending else "bytes"
        entry.reason = f"the same {same} as {first.path}"
        return True

    def _read(self, opened: Opened, data: bytes) -> None:
        entry = opened.entry
        reader: Reader | None = None
        document: Document | None = None
        try:
            _check_lines(data, self.limits)
            read = self._large(opened, data) if len(data) >= LARGE else None
            if read is not None:
                _take(opened, *read)
                return
            document = self._document(opened, data)
            named = document
            reader, document = claimed(document)
            found = list(reader.read(document)) if reader else []
        except (ValueError, RecursionError) as error:
            reason = str(error) if isinstance(error, ValueError) else "nested too deep"
            kind = "text" if entry.type == "other" else entry.type
            entry.status = "unreadable"
            entry.reason = f"not read as {kind}: {reason}"
            if entry.type == "other":
                entry.status, entry.reason = "skipped", NO_BENCHMARK
            return
        except Exception as error:  # noqa: BLE001 (a faulty reader stops one file)
            contain(entry, reader, error)
            return
        if reader is not None and reader.guess and not _says(found):
            # a guess that finds nothing has claimed nothing
            opened.not_taken += [e for e in found if isinstance(e, NotTaken)]
            reader, document = None, named
        if reader is None:
            _unclaimed(entry, document)
            return
        _take(opened, reader, document, found)

    def _large(self, opened: Opened, data: bytes) -> large_csv.Read | None:
        """Read a large CSV in pieces; None where that cannot be."""
        if opened.entry.type != "csv":
            return None
        try:
            return large_csv.of_bytes(
                opened.entry, data, partial(self._document, opened)
            )
        except (ValueError, RecursionError):
            opened.looked.clear()
            opened.entry.encoding = None
            return None

    def _document(self, opened: Opened, data: bytes) -> Document:
        """Make a document that can look at the other files of its folder tree."""
        entry = opened.entry
        text, entry.encoding = decode(data)
        kind = "text" if entry.type == "other" else entry.type
        here = posixpath.dirname(entry.path)

        def beside(name: str) -> Document | None:
            path = posixpath.normpath(posixpath.join(here, name))
            opened.looked.add(path)
            return self._beside(path)

        return Document(entry.path, kind, text, beside, limits=self.limits)

    def _beside(self, path: str) -> Document | None:
        other = self.entries.get(path)
        if other is None or other.load is None or self.leave_out(path):
            return None
        kind = _named(other)  # whether it was read already says nothing
        if kind == "other":
            return None
        try:
            data = other.load(other, self.limits)
            if other.ending:
                data = decompress(data, other.ending, self.limits)
            _check_lines(data, self.limits)
            return Document(path, kind, decode(data)[0], limits=self.limits)
        except (ValueError, OSError, MemoryError):
            return None


def _named(entry: Entry) -> str:
    """Return the type that a file's name says; reading may find another."""
    return type_of(posixpath.basename(entry.path))[0]


def _was_copy(entry: Entry) -> bool:
    """Say whether a file was a copy and not read, be it of an unclaimed text."""
    return entry.copy_of is not None or (
        entry.type == "other" and entry.encoding is None
    )


def _member(archive: Entry, found: Member, limits: Limits) -> Entry:
    name = found.name.replace("\\", "/")
    entry = entry_of(
        f"{archive.path}/{name}", posixpath.basename(name), found.size, limits,
        lambda entry, limits: found.load(), in_archive=True,
    )  # fmt: skip
    entry.modified_ns = found.modified_ns
    if found.reason:
        entry.load, entry.reason = None, found.reason
    return entry


def contain(entry: Entry, reader: Reader | None, error: Exception) -> None:
    """Make a reader's fault the reason of its file: the safety net of a reading."""
    name = f"reader {reader.name}" if reader else "a reader"
    said = " ".join(str(error).split())[:200]
    entry.status = "unreadable"
    entry.reason = f"a fault of {name}: {type(error).__name__}: {said}"


def _check_lines(data: bytes, limits: Limits) -> None:
    """Refuse a text with a line that is too long."""
    most = limits.line_length
    start, left = 0, len(data)
    while left > most:
        end = data.rfind(b"\n", start, start + most + 1)
        if end < 0:
            line = data.count(b"\n", 0, start) + 1
            passed = limits.passed("line_length", "longer than {} bytes")
            raise ValueError(f"line {line}: {passed}")
        left -= end + 1 - start
        start = end + 1


def _take(
    opened: Opened, reader: Reader, document: Document, found: list[Found]
) -> None:
    """Note what a reader found in a file."""
    entry = opened.entry
    entry.type = document.type
    entry.status, entry.family = "read", reader.name
    if document.repeated:
        names = shorten(sorted(set(document.repeated)))
        reason = f"keys that stand twice, the last counts: {names}"
        opened.problems.append(Problem("", reason))
    for line, reason in document.broken:
        opened.problems.append(Problem(f"line {line}", reason))
    records = []
    for each in found:
        if isinstance(each, Record):
            records.append(each)
        elif isinstance(each, Lines):
            opened.records = each
        elif isinstance(each, Problem):
            opened.problems.append(each)
        else:
            opened.not_taken.append(each)
    opened.records = opened.records or records
    unread = len(opened.problems)
    if opened.records and unread:
        entry.status = "partly"
        entry.reason = f"read but for {unread} problem{'s'[: unread > 1]}"


def _says(found: list[Found]) -> bool:
    return any(isinstance(each, (Record, Problem)) for each in found)


def _unclaimed(entry: Entry, document: Document) -> None:
    if entry.type == "other":
        entry.reason = NO_BENCHMARK
    elif entry.type == "text":
        entry.type, entry.reason = "other", "a text that no reader claims"
    else:
        entry.status, entry.reason = "skipped", why_unclaimed(document)


def whole_files(opened: Iterable[Opened]) -> list[tuple[str, str, str]]:
    """List the benchmark files that were not read, and why."""
    return [
        (each.entry.path, "", each.entry.reason)
        for each in opened
        if each.entry.reason
        and each.entry.type in BENCHMARK_TYPES
        and not (each.problems or each.entry.copy_of)
    ]

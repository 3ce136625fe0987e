"""A few files changed: only they are read, and put into what is kept of the rest.

This is done where it is certain that no other file's measurements change by it: no
changed file, as it was or as it is, is a copy or has one, looks at another file, is a
report, has a number that a report was or may be compared to, or a twin in another file
(`chimera_nb.read.links`); there is no ``chimera.yaml``; and the new table can be told
from the old one (`chimera_nb.read.spliced_table`). Else all is put together again.
"""

import copy
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from .cache import Kept
from .files import BENCHMARK_TYPES, Entry
from .limits import Limits
from .lines import is_apart
from .links import Links, digests, label_names, mixed, odd_labels
from .opening import Opened, Opener, whole_files
from .records import Record
from .restatements import Data
from .spliced_table import Change, NotSplicedError, Piece, SplicedPlaces, coded, splice
from .table import Sourced, tidy
from .twins import candidates, cells_of, fewest

#: More files than these are put together with all others.
_MOST = 64

#: A file in the new order: one that is kept, by its number, or one read anew.
_One = int | Opened


class _Old(NamedTuple):
    """A file as it was: its number and records."""

    at: int
    records: list[Record]


def spliced(
    kept: Kept, entries: Sequence[Entry], limits: Limits, file_columns: Sequence[str]
) -> dict[str, Any] | None:
    """Return the fields of a reading; None where all must be put together again.

    Parameters
    ----------
    file_columns
        Fields of entries: the columns of ``files``, as plain lists.
    """
    links = kept.links()
    whole = kept.reading() if links is not None else None
    if links is None or whole is None:
        return None
    same = kept.units(entries, limits)
    stay = {at for first, last, _ in same for at in range(first, last)}
    gone = set(range(len(kept.paths))) - stay
    if max(len(gone), len(entries) - len(same)) > _MOST or any(map(kept.looked, gone)):
        return None
    try:
        order = _order(same, entries, limits)
        new = [each for each in order if not isinstance(each, int)]
        if any(is_apart(each.records) for each in new):
            raise NotSplicedError("a file that stands for itself")
        old = [_Old(at, kept.found(at)[0]) for at in sorted(gone)]
        _check_alone(kept, order, old, new)
        _check_reports(kept, links, old, new)
        _check_twins(links, gone, new)
        return _put_together(kept, links, whole, order, old, file_columns)
    except (NotSplicedError, TypeError, ValueError, KeyError):
        return None


def _order(
    same: Sequence[tuple[int, int, Entry]],
    entries: Sequence[Entry],
    limits: Limits,
) -> list[_One]:
    """Return all files in the order of the walk; those that changed are read."""
    numbers = {entry.path: range(first, last) for first, last, entry in same}
    opener = Opener(limits)
    opener.entries = {entry.path: entry for entry in entries}
    order: list[_One] = []
    last = -1
    for entry in entries:
        if entry.path not in numbers:
            order += opener.open(copy.copy(entry))
            continue
        if numbers[entry.path].start <= last:
            raise NotSplicedError("another order")
        last = numbers[entry.path].stop - 1
        order += numbers[entry.path]
    return order


def _check_alone(
    kept: Kept, order: Sequence[_One], old: Sequence[_Old], new: Sequence[Opened]
) -> None:
    """Refuse files that share their content, or path, with another or look at it."""
    paths = [kept.paths[e] if isinstance(e, int) else e.entry.path for e in order]
    known = set(paths) | set(kept.paths)
    if len(set(paths)) < len(paths) or len(set(kept.paths)) < len(kept.paths):
        raise NotSplicedError("two files of one name")
    if any(each.looked & known for each in new):
        raise NotSplicedError("a file that looks at another")
    stay = {kept.content(each) for each in order if isinstance(each, int)}
    for contents in (
        [kept.content(each.at) for each in old], [each.content for each in new],
    ):  # fmt: skip
        told = [each for each in contents if each]
        if len(set(told)) < len(told) or stay.intersection(told):
            raise NotSplicedError("a copy")


def _check_reports(
    kept: Kept, links: Links, old: Sequence[_Old], new: Sequence[Opened]
) -> None:
    """Refuse reports, and data that a report was or may be compared to."""
    before = [Sourced(kept.paths[each.at], each.records) for each in old]
    after = [Sourced(each.entry.path, each.records) for each in new]
    both = [*before, *after]
    if any(r.tier == "reported" for source in both for r in source.records):
        raise NotSplicedError("a report")
    if not links.stems:
        return
    if {PurePosixPath(each.path).stem for each in both} & set(links.stems):
        raise NotSplicedError("the data of a report")
    was = {each.path: Data([each]) for each in before if each.records}
    now = {each.path: Data([each]) for each in after if each.records}
    if was.keys() != now.keys() or any(
        data.known != was[path].known for path, data in now.items()
    ):
        raise NotSplicedError("names that a report may mean")
    held = set().union(*(each.held for each in (*was.values(), *now.values())))
    if held & set(links.asked):
        raise NotSplicedError("what a report was compared to")
    for metric, keys, ranges in links.sought:
        labels = [(name, value) for name, value in keys]
        for path, data in now.items():
            _check_values(metric, labels, ranges, was[path], data)


def _check_values(
    metric: str,
    labels: Sequence[tuple[str, str]],
    ranges: Sequence[Sequence[float]],
    was: Data,
    now: Data,
) -> None:
    """Refuse data with a number that a report was, or would be, compared to.

    Of labels with many numbers reports are compared to what lies near. How many each
    label has stays, so that it is looked for among the same ones.
    """
    sizes, before = was.values(metric, labels)
    now_sizes, after = now.values(metric, labels)
    if sizes != now_sizes:
        raise NotSplicedError("how many numbers a report was compared to")
    for value in {*before, *after}:
        if any(not (value < least or value > most) for least, most in ranges):
            raise NotSplicedError("a number that a report was compared to")


def _check_twins(links: Links, gone: set[int], new: Sequence[Opened]) -> None:
    """Refuse files with a record that may be a twin of another file's."""
    left = np.array(sorted(gone), dtype=np.int64)
    stays = ~np.isin(links.cell_files, left)
    taken = links.cells[stays]
    if np.isin(taken, links.cells[~stays]).any():
        raise NotSplicedError("a twin that was")
    among = candidates([Sourced(e.entry.path, e.records) for e in new])
    if any(owner is None for owner in among.owners):
        raise NotSplicedError("two new files of one subject")
    subjects = digests(among)
    code = {subject: at for at, subject in enumerate(links.subjects.tolist())}
    if len(code) < len(links.subjects):
        raise NotSplicedError("two subjects of one digest")
    at = np.array([code.get(each, -1) for each in subjects.tolist()], dtype=np.int64)
    owner = links.owners[at[at >= 0]]
    if (~np.isin(owner, [-1, *gone])).any():
        raise NotSplicedError("a subject of one file that another has now")
    several = {
        n for n, each in enumerate(at.tolist()) if each >= 0 > links.owners[each]
    }
    pairs = [pair for pair in among.pairs if pair[1] in several]
    near = among.near(pairs)
    own = np.array([each for _, each in pairs], dtype=np.int64)
    subject, files, *digits = links.pairs
    stay = ~np.isin(files, left)
    count = len(links.subjects)
    rounded = []
    for before, few in zip(digits, near.digits, strict=True):
        were = fewest(subject, before, count)
        are = fewest(
            np.concatenate([subject[stay], at[own]]),
            np.concatenate([before[stay], few]), count,
        )  # fmt: skip
        used = np.unique(subject[stay])
        if (were[used] != are[used]).any():
            raise NotSplicedError("numbers of a subject are compared otherwise")
        rounded.append(are[at[own]])
    if pairs:
        cells = mixed(subjects, cells_of(own, near, rounded))
        if np.isin(taken, cells).any():
            raise NotSplicedError("a twin that is")


def _put_together(
    kept: Kept,
    links: Links,
    whole: Mapping[str, Any],
    order: Sequence[_One],
    old: Sequence[_Old],
    file_columns: Sequence[str],
) -> dict[str, Any]:
    new = [each for each in order if not isinstance(each, int)]
    before = [Sourced(kept.paths[each.at], each.records) for each in old]
    found = [Sourced(e.entry.path, e.records) for e in new if e.records]
    table, places = tidy(found)
    counts = table["source"].value_counts(sort=False).to_dict()
    for each in new:
        each.entry.rows = counts.get(each.entry.path, 0)
    rows = _Rows(kept, whole["measurements"], new, table)
    runs = list(_runs(order))
    pieces = [rows.piece(run) for run in runs]
    change = Change(
        whole["measurements"], table, pieces,
        [rows.piece([each.at]) for each in old],
        label_names(before) - label_names(found),
        {*links.odd, *odd_labels(found)},
        bool(set(links.uncounted) - {each.at for each in old}),
    )  # fmt: skip
    made = splice(change, rows.sources(order, change), rows.records(runs, pieces))
    listed = kept.columns()
    files = {
        name: [
            listed[name][e] if isinstance(e, int) else getattr(e.entry, name)
            for e in order
        ]
        for name in file_columns
    }
    if not any(each in BENCHMARK_TYPES for each in files["type"]):
        raise NotSplicedError("no benchmark file")
    gone = {kept.paths[each.at] for each in old}
    path_of = [kept.paths[e] if isinstance(e, int) else e.entry.path for e in order]
    return {
        "files": files,
        "measurements": made,
        "conflicts": whole["conflicts"],
        "problems": _problems(kept, whole["problems"], path_of, gone, new),
        "not_taken": _lines(
            whole["not_taken"], path_of, gone,
            [(e.entry.path, *each) for e in new for each in e.not_taken],
        ),
        "_places": SplicedPlaces(whole["_places"], places, pieces),
    }  # fmt: skip


class _Rows:
    """Which rows and records of the two tables each file has."""

    def __init__(
        self, kept: Kept, old: pd.DataFrame, new: Sequence[Opened], table: pd.DataFrame
    ) -> None:
        self._old, self._table = old, table
        self._paths = kept.paths
        self._counts = kept.counts()
        self._new = {id(each): at for at, each in enumerate(new)}
        self._of_new = new
        self._ends = _row_ends(old, kept.paths)
        self._new_ends = _row_ends(table, [each.entry.path for each in new])

    def piece(self, run: Sequence[_One]) -> Piece:
        """Return the rows of files that follow each other."""
        first, last = run[0], run[-1]
        if isinstance(first, int) and isinstance(last, int):
            return Piece(False, int(self._ends[first]), int(self._ends[last + 1]))
        at = self._new[id(first)]
        return Piece(True, int(self._new_ends[at]), int(self._new_ends[at + 1]))

    def sources(self, order: Sequence[_One], change: Change) -> Any:
        """Return the column of the files: all that have records are its categories."""
        names: dict[str, int] = {}
        for each in order:
            if isinstance(each, int):
                if self._counts[each]:
                    names[self._paths[each]] = len(names)
            elif each.records:
                names[each.entry.path] = len(names)
        parts = []
        for table in (self._old, self._table):
            column = table["source"].array
            to = np.array([names.get(name, -1) for name in column.categories] + [-1])
            parts.append(to[column.codes])
        codes = [np.empty(0, dtype=np.int64), *change.join(*parts)]
        return coded(np.concatenate(codes), list(names))

    def records(
        self, runs: Sequence[Sequence[_One]], pieces: Sequence[Piece]
    ) -> np.ndarray:
        """Return the column that counts records, those without numbers, too."""
        before = np.cumsum([0, *self._counts])
        new_before = np.cumsum([0, *(len(each.records) for each in self._of_new)])
        old, new = (table["record"].to_numpy() for table in (self._old, self._table))
        parts = [np.empty(0, dtype=np.int64)]
        base = 0
        for run, piece in zip(runs, pieces, strict=True):
            first, last = run[0], run[-1]
            if isinstance(first, int) and isinstance(last, int):
                begin, end = int(before[first]), int(before[last + 1])
            else:
                at = self._new[id(first)]
                begin, end = int(new_before[at]), int(new_before[at + 1])
            counted = (new if piece.new else old)[piece.start : piece.stop]
            parts.append(counted + (base - begin))
            base += end - begin
        return np.concatenate(parts)


def _runs(order: Sequence[_One]) -> Iterator[list[_One]]:
    """Yield kept files that followed each other before, and each new file alone."""
    run: list[_One] = []
    for each in order:
        last = run[-1] if run else None
        if isinstance(each, int) and isinstance(last, int) and each == last + 1:
            run.append(each)
            continue
        if run:
            yield run
        run = [each]
    if run:
        yield run


def _row_ends(table: pd.DataFrame, paths: Sequence[str]) -> np.ndarray:
    """Return where each file's rows begin, and where the last one's end."""
    source = table["source"].array
    sizes = np.bincount(source.codes, minlength=len(source.categories))
    of = dict(zip(source.categories, sizes.tolist(), strict=True))
    return np.cumsum([0, *(of.get(path, 0) for path in paths)])


def _lines(
    kept: pd.DataFrame, order: Sequence[str], gone: set[str], new: list[Any]
) -> list[Any]:
    """Put lines of a table that begin with a path into the order of the files."""
    at = {path: number for number, path in enumerate(order)}
    stay = [each for each in kept.itertuples(index=False, name=None)
            if each[0] not in gone]  # fmt: skip
    return sorted([*stay, *new], key=lambda each: at[each[0]])


def _problems(
    kept: Kept,
    whole: pd.DataFrame,
    order: Sequence[str],
    gone: set[str],
    new: Sequence[Opened],
) -> list[Any]:
    """List what could not be read: first in files, then whole files."""
    found: list[Any] = []
    first = kept.in_files()
    inside = [(e.entry.path, *problem) for e in new for problem in e.problems]
    found += _lines(whole[:first], order, gone, inside)
    return found + _lines(whole[first:], order, gone, whole_files(new))

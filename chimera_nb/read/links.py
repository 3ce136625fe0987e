"""What ties the files of a folder: by what a change of one can touch another.

Two data files are tied where records of both are of one subject and lie in one cell
(`chimera_nb.read.twins`), and a report to the data that it may have been compared to.
All is kept as digests: two that are equal by chance tie files that are not.
"""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from itertools import islice
from typing import Any, NamedTuple

import numpy as np

from .records import Record, shape_of
from .restatements import Once
from .table import Sourced
from .twins import Candidates, Cells

#: So many of the files are named where only one has to be left.
_SOME = 100

_ODD = np.uint64(0x9E3779B97F4A7C15)
_OTHER = np.uint64(0xC2B2AE3D27D4EB4F)


class Links(NamedTuple):
    """What ties files, each of which is a running number.

    Attributes
    ----------
    subjects, owners : ndarray
        Each subject, and the only file that has it (-1: several).
    pairs : ndarray
        Records of subjects that several files have: the subject, the file, the digits
        of the two first numbers.
    cells, cell_files : ndarray
        Cells of these records, and whose they are.
    asked : list of (metric, label, value)
        What reports were compared to, number by number.
    stems : list of str
        The names of reports.
    odd : list of str
        Labels that some record has as something else than text.
    uncounted : list of int
        Some files with a record whose ``run_index`` is missing or a fraction.
    sought : list of (metric, labels, ranges)
        Labels and their values that have too many numbers for that: reports were
        compared to what lies in these ranges alone.
    """

    subjects: np.ndarray
    owners: np.ndarray
    pairs: np.ndarray
    cells: np.ndarray
    cell_files: np.ndarray
    asked: list[tuple[str, str, str]]
    stems: list[str]
    odd: list[str]
    uncounted: list[int]
    sought: list[tuple[str, list[tuple[str, str]], list[tuple[float, float]]]]


def links_of(
    found: Sequence[Sourced], once: Once, numbers: Mapping[str, int]
) -> Links | None:
    """Return what ties the files; None where that cannot be told.

    Parameters
    ----------
    found
        The records, after each was kept once.
    numbers
        Path → the file's running number.
    """
    among = once.among
    if among is None:
        return None
    try:
        subjects = digests(among)
    except TypeError:
        return None
    pairs, near, cells = among.shared
    files = np.array([numbers[among.path(at)] for at, _ in pairs], dtype=np.int64)
    subject = np.array([each for _, each in pairs], dtype=np.int64)
    owners = [-1 if each is None else numbers[each] for each in among.owners]
    return Links(
        subjects,
        np.array(owners, dtype=np.int64),
        np.array([subject, files, *near.digits], dtype=np.int64),
        mixed(subjects, cells),
        files[cells.pair],
        sorted(once.asked),
        sorted(once.stems),
        sorted(odd_labels(found)),
        list(islice((numbers[s.path] for s in found if _is_uncounted(s)), _SOME)),
        [(metric, [*keys], ranges) for (metric, keys), ranges in once.sought.items()],
    )


def _is_uncounted(source: Sourced) -> bool:
    runs = (record.labels.get("run_index") for record in source.records)
    return any(run is None or type(run) is float for run in runs)


def digests(among: Candidates) -> np.ndarray:
    """Return a digest of each subject; those of equal subjects are equal.

    Raises
    ------
    TypeError
        A subject has a label that is neither a text nor a number.
    """
    texts = [repr(_plain(each)).encode() for each in among.subjects]
    whole = b"".join(blake2b(text, digest_size=8).digest() for text in texts)
    return np.frombuffer(whole, dtype=np.uint64)


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(map(_plain, value))
    if value is None or type(value) is str:
        return value
    if isinstance(value, (bool, int, float)):
        try:
            return (
                float(value) + 0.0
            )  # 1, 1.0 and True are one key; so are 0.0 and -0.0
        except OverflowError:
            return float("inf")
    raise TypeError(f"a {type(value).__name__} as a label")


def mixed(subjects: np.ndarray, cells: Cells) -> np.ndarray:
    """Return a digest of each cell."""
    found: np.ndarray = subjects[cells.subject]
    for values in (cells.first, cells.second):
        found = (found ^ values.view(np.uint64)) * _ODD
        found = (found ^ (found >> np.uint64(29))) * _OTHER
    return found


def odd_labels(found: Sequence[Sourced]) -> set[str]:
    """Return the labels that a record, or one of its numbers, has not as text."""
    return {
        name
        for source in found
        for record in source.records
        for labels in _labels(record)
        for name, value in labels.items()
        if type(value) is not str and value is not None
    }


def _labels(record: Record) -> Iterator[Mapping[str, Any]]:
    yield record.labels
    shape = shape_of(record)
    for number in record.numbers if shape is None else shape.numbers:
        if number.labels:
            yield number.labels


def label_names(found: Sequence[Sourced]) -> set[str]:
    """Return the names of all labels of records and numbers."""
    return {
        name
        for source in found
        for record in source.records
        for labels in _labels(record)
        for name in labels
    }

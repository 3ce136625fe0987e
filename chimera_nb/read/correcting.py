"""Corrections × records → corrected records; nothing is changed in place.

What the owner of a folder says goes before what a reader found; each corrected number
says so in its note.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Any, NamedTuple

from .corrections import FILE, Correction, Corrections, named
from .records import NotTaken, Number, Record, is_number
from .table import Sourced

Row = dict[str, Any]


class Corrected(NamedTuple):
    """Corrected records, and the numbers that were left out: (path, what)."""

    found: list[Sourced]
    ignored: list[tuple[str, NotTaken]]


def apply(corrections: Corrections, found: Sequence[Sourced]) -> list[Sourced]:
    """Return the records as corrected: columns, aliases, failed runs, machine."""
    return correct(corrections, found).found


def correct(corrections: Corrections, found: Sequence[Sourced]) -> Corrected:
    """Correct records, and say which numbers were ignored and why."""
    fails = _fails(corrections.failed)
    done, ignored = [], []
    for path, records in found:
        columns = corrections.columns_of(path)
        always = {
            "machine": named(corrections.machine, path),
            "software": named(corrections.software, path),
        }
        kept, why = [], dict[str, int]()
        for record in records:
            made = _columns(record, columns, why) if columns else _copy(record)
            made = _aliases(made, corrections.aliases)
            made = _failed(made, fails) if corrections.failed else made
            for name, value in always.items():
                if value and made.labels.get(name) is None:
                    made.labels[name] = value
            if made.numbers or not record.numbers:
                kept.append(made)
        done.append(Sourced(path, kept))
        ignored += [(path, NotTaken(reason, count)) for reason, count in why.items()]
    return Corrected(done, ignored)


# --- columns -------------------------------------------------------------------------


@lru_cache(maxsize=65_536)
def names_of(place: str) -> tuple[str, ...]:
    """Return what a column or key may be called in ``columns``, the plainest first.

    ``line 7, column wall`` gives ``wall``; ``/results/0/latency/p50`` gives ``p50``,
    ``latency/p50`` and so on, without and then with the places in lists.
    """
    before, mark, column = place.partition(", column ")
    if mark:
        return (column,)
    keys = [key.replace("~1", "/").replace("~0", "~") for key in before.split("/")[1:]]
    words = [key for key in keys if not key.isdigit()]
    return tuple(
        dict.fromkeys(
            "/".join(some[-length:])
            for some in (words, keys)
            for length in range(1, len(some) + 1)
        )
    )


def _of(columns: Mapping[str, Correction], place: str) -> tuple[str, Correction] | None:
    """Find the correction with the most exact name for a place."""
    for name in reversed(names_of(place)):
        if name in columns:
            return name, columns[name]
    return None


def _columns(
    record: Record, columns: Mapping[str, Correction], ignored: dict[str, int]
) -> Record:
    made = _copy(record)
    own: dict[str, Any] = {}
    same: list[Number] = []
    changed: list[Number] = []
    made.numbers = []
    for number in record.numbers:
        hit = _of(columns, record.place + number.place)
        if hit is None:
            same.append(number)
            made.numbers.append(number)
            continue
        name, correction = hit
        if correction.ignore:
            why = f"{name}: {correction.ignore} ({FILE})"
            ignored[why] = ignored.get(why, 0) + 1
        elif correction.label:
            own[correction.label] = number.raw or _printed(number.value)
        elif correction.setting:
            own[f"setting.{correction.setting}"] = number.value
        else:
            changed.append(_renamed(number, correction))
            made.numbers.append(changed[-1])
    changed += _settings(made, columns)
    made.labels |= {name: value for name, value in own.items() if value is not None}
    if changed:
        made.kind = None if record.kind == "other" else record.kind
        made.tier = _tier(record.tier, same, changed)
    return made


def _renamed(number: Number, correction: Correction) -> Number:
    said = correction.model_dump(exclude_none=True)
    note = f"{FILE}: {', '.join(said)}"
    if number.note and not number.note.startswith("guess"):
        note = f"{number.note}; {note}"
    return number._replace(**said, note=note)


def _own_names(correction: Correction) -> tuple[str, str]:
    return correction.label or "", f"setting.{correction.setting}"


def _settings(record: Record, columns: Mapping[str, Correction]) -> list[Number]:
    """Correct what was read as a setting or label; add what is a measurement."""
    numbers = []
    for key in list(record.labels):
        name = key.removeprefix("setting.")
        correction = columns.get(name)
        value = record.labels[key]
        if correction is None or value is None or key in _own_names(correction):
            continue
        if correction.label:
            record.labels[correction.label] = str(value)
        elif correction.setting:
            record.labels[f"setting.{correction.setting}"] = value
        elif not correction.ignore:
            # a file's setting stands in all its records: only a cell is of one alone
            if not record.place.startswith("line ") or not is_number(value):
                continue
            number = Number(
                correction.metric or name, value, "", place=f", column {name}"
            )
            numbers.append(_renamed(number, correction))
        del record.labels[key]
    record.numbers += numbers
    return numbers


def _tier(
    given: str | None, same: Sequence[Number], changed: Sequence[Number]
) -> str | None:
    """Let the tier follow from the statistics where a corrected one contradicts it."""

    def usual(number: Number) -> str:
        return "raw" if number.statistic == "value" else "aggregate"

    if given not in ("raw", "aggregate"):
        return given
    differs = any(usual(number) != given for number in changed)
    return None if differs and all(usual(each) == given for each in same) else given


# --- aliases, failed runs ------------------------------------------------------------


def _aliases(record: Record, aliases: Mapping[str, Mapping[str, str]]) -> Record:
    said = _renames(record.labels, aliases)
    for name, (_, meant) in said.items():
        record.labels[name] = meant
    for at, number in enumerate(record.numbers if aliases else ()):
        own = _renames(number.labels, aliases)
        notes = [f"{FILE}: {n} was {w!r}" for n, (w, _) in (said | own).items()]
        if notes:
            record.numbers[at] = number._replace(
                labels={**number.labels, **{n: meant for n, (_, meant) in own.items()}},
                note="; ".join(filter(None, (number.note, *notes))),
            )
    return record


def _renames(
    labels: Mapping[str, Any], aliases: Mapping[str, Mapping[str, str]]
) -> dict[str, tuple[str, str]]:
    """Return label → (as written, as meant) for the labels that have an alias."""
    return {
        name: (str(labels[name]), of[str(labels[name])])
        for name, of in aliases.items()
        if labels.get(name) is not None and str(labels[name]) in of
    }


def _fails(failed: Sequence[str]) -> Callable[[str], bool]:
    """Make the test whether a written value means a failed run."""
    numbers = {value for word in failed if (value := _number(word)) is not None}
    words = [word.strip().casefold() for word in failed if _number(word) is None]

    @lru_cache(maxsize=65_536)
    def test(written: str) -> bool:
        text = written.strip().casefold()
        return _number(text) in numbers or any(fnmatchcase(text, w) for w in words)

    return test


def _failed(record: Record, fails: Callable[[str], bool]) -> Record:
    def word_of(labels: Mapping[str, Any]) -> str | None:
        texts = (each for each in labels.values() if isinstance(each, str))
        return next((t for t in texts if _number(t) is None and fails(t)), None)

    whole = word_of(record.labels)
    for at, number in enumerate(record.numbers):
        if number.status == "failed":
            continue
        written = number.raw if number.raw is not None else _printed(number.value)
        word = whole or word_of(number.labels) or (fails(written or "") and written)
        if word:
            record.numbers[at] = number._replace(
                value=None, raw=written, status="failed",
                error=f"{word!r} means a failed run ({FILE})",
            )  # fmt: skip
    return record


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _printed(value: float | None) -> str | None:
    return None if value is None else repr(value)


def _copy(record: Record) -> Record:
    return Record(
        record.place, list(record.numbers), dict(record.labels), record.kind,
        record.tier, record.about,
    )  # fmt: skip


# --- conflicts -----------------------------------------------------------------------


def settle(
    corrections: Corrections, found: Sequence[Sourced], conflicts: Sequence[Row]
) -> tuple[list[Sourced], list[Row]]:
    """Let the trusted side win each conflict of which ``trust`` says something.

    The other numbers become ``suspect`` and name the winner, so that they enter no
    statistic; a trusted number that was only ``reported`` counts in their stead.

    Returns
    -------
    tuple
        The records, and the conflicts that nobody has settled.
    """
    left, losers, winners = [], dict[tuple[str, str], str](), set[tuple[str, str]]()
    for conflict in conflicts:
        said, *held = conflict["values"]
        data = [each["source"] for each in held]
        winner = corrections.trusts(said["source"], data)
        if winner is None:
            left.append(conflict)
            continue
        text_wins = winner == said["source"]
        for each in held if text_wins else [said]:
            losers[each["source"], each["locator"]] = winner
        if text_wins:
            winners.add((said["source"], said["locator"]))
    done = [
        Sourced(
            path, [n for old in records for n in _settled(path, old, losers, winners)]
        )
        for path, records in found
    ]
    return done, left


def _settled(
    path: str,
    record: Record,
    losers: Mapping[tuple[str, str], str],
    winners: set[tuple[str, str]],
) -> list[Record]:
    made, counts = _copy(record), _copy(record)
    made.numbers, counts.numbers, counts.tier = [], [], None
    for number in record.numbers:
        at = (path, record.place + number.place)
        if at in losers:
            error = f"differs from {losers[at]}, which {FILE} trusts"
            number = number._replace(status="suspect", error=error)
        if at in winners and record.tier == "reported":
            note = f"{FILE}: trusted before the data that it differs from"
            counts.numbers.append(number._replace(note=note))
        else:
            made.numbers.append(number)
    both = [each for each in (made, counts) if each.numbers]
    return both or [made]

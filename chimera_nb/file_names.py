"""File names: the parts they are made of, and the convention that a group keeps.

A name's parts are its date, its device, the words that most names share, and the rest,
which names what was measured. The convention is made of the parts that most files have,
in their usual order; it is found in the names and never assumed.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import PurePosixPath
from typing import NamedTuple

#: A group of fewer files has no convention.
FROM_FILES = 4

#: Of a larger group so many files, evenly spread, are asked for its convention.
ASKED = 2000

_DATE = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<a>[-_.]?)(?P<month>0[1-9]|1[0-2])(?P=a)"
    r"(?P<day>0[1-9]|[12]\d|3[01])(?:(?P<b>[-_T ]?)(?P<hour>[01]\d|2[0-3])"
    r"(?P<c>[-_.:h]?)(?P<minute>[0-5]\d)(?:(?P=c)(?P<second>[0-5]\d))?Z?)?(?!\d)"
    r"|(?<!\d)(?P<epoch>1[0-9]{9})(?P<millis>\d{3})?(?!\d)"
)
_DEVICES = frozenset((
    "cpu", "gpu", "cuda", "rocm", "mps", "metal", "vulkan", "xpu", "tpu", "npu", "hip",
    "sycl", "opencl",
))  # fmt: skip


class Stamp(NamedTuple):
    """A date in a name: as it is written (``YYYYMMDD-HHMMSS``), and which one."""

    form: str
    moment: datetime
    has_time: bool

    def written(self, form: str) -> str:
        """Write the date in another form; what it does not say stays a gap."""
        if form.startswith("epoch"):
            if not self.has_time:
                return f"<{form}>"
            seconds = int(self.moment.timestamp())
            return str(seconds * 1000 if form == "epoch ms" else seconds)
        date, time = form[: form.index("DD") + 2], form[form.index("DD") + 2 :]
        day = date.replace("YYYY", f"{self.moment.year:04}")
        day = day.replace("MM", f"{self.moment.month:02}")
        day = day.replace("DD", f"{self.moment.day:02}")
        if not time:
            return day
        if not self.has_time:
            return day + time.replace("HH", "<HH", 1) + ">"
        clock = time.replace("HH", f"{self.moment.hour:02}")
        clock = clock.replace("MM", f"{self.moment.minute:02}")
        return day + clock.replace("SS", f"{self.moment.second:02}")


def stamp_in(text: str) -> tuple[Stamp, int, int] | None:
    """Find a date in a text: the date, where it starts and where it ends."""
    for match in _DATE.finditer(text):
        if match["epoch"]:
            moment = datetime.fromtimestamp(int(match["epoch"]), UTC)
            form = "epoch ms" if match["millis"] else "epoch"
            return Stamp(form, moment, True), *match.span()
        year, month, day, hour, minute, second = (
            int(match[name] or 0)
            for name in ("year", "month", "day", "hour", "minute", "second")
        )
        try:
            moment = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
        except ValueError:
            continue
        form = match["a"].join(("YYYY", "MM", "DD"))
        if match["hour"]:
            parts = ("HH", "MM", "SS") if match["second"] else ("HH", "MM")
            form += match["b"] + match["c"].join(parts)
        return Stamp(form, moment, bool(match["hour"])), *match.span()
    return None


@dataclass(frozen=True)
class Name:
    """A file's name, taken apart.

    Attributes
    ----------
    words : tuple of str
        In order; the date is the word ``"<date>"``.
    mark : str
        What most often stands between them.
    stamp : Stamp or None
        The date.
    suffix : str
        The ending.
    """

    words: tuple[str, ...]
    mark: str
    stamp: Stamp | None
    suffix: str


DATE = "<date>"


@lru_cache(maxsize=131_072)
def take_apart(path: str, mark: str = "") -> Name:
    """Take a file's name apart, at *mark* where the name holds it."""
    pure = PurePosixPath(path)
    stem, found = pure.stem, stamp_in(pure.stem)
    before, after = stem, ""
    if found:
        before, after = stem[: found[1]], stem[found[2] :]
    counts = Counter(char for char in before + after if char in "_- .")
    own = mark if counts[mark] else (counts.most_common(1) or [(mark or "_", 0)])[0][0]
    words = [word for word in before.split(own) if word.strip("_- .")]
    if found:
        words.append(DATE)
    words += [word for word in after.split(own) if word.strip("_- .")]
    return Name(tuple(words), own, found[0] if found else None, pure.suffix)


@dataclass(frozen=True)
class Convention:
    """How most files of a group are named.

    Attributes
    ----------
    parts : tuple of str
        ``<name>``, ``<device>``, ``<date>`` and fixed words, in order.
    mark : str
        What stands between the parts.
    form : str
        How the date is written; empty where the names hold none.
    suffix : str
        The most usual ending.
    lower : bool
        Whether the names hold no upper case.
    """

    parts: tuple[str, ...]
    mark: str
    form: str
    suffix: str
    lower: bool

    def __str__(self) -> str:
        shown = [f"<{self.form}>" if each == DATE else each for each in self.parts]
        return self.mark.join(shown) + self.suffix

    def parts_of(self, name: Name, names: frozenset[str]) -> list[tuple[str, str]]:
        """Give each word of a name its part: (part, word)."""
        given = []
        last = {word.lower(): at for at, word in enumerate(name.words)}
        for at, word in enumerate(name.words):
            lower = word.lower()
            if word == DATE:
                part = DATE
            elif lower in self.parts and last[lower] == at:
                part = lower
            elif lower in _DEVICES and lower not in names:
                part = "<device>"
            else:
                part = "<name>"
            given.append((part, word))
        return given

    def judge(
        self, path: str, names: frozenset[str], facts: dict[str, str]
    ) -> tuple[str, str]:
        """Say what is wrong with a name and how it would be right; empty: nothing.

        Parameters
        ----------
        path
            The file.
        names
            Words that name models and benchmarks: never fixed, never a device.
        facts
            What the file itself says: ``device``, ``date`` (both may be absent).
        """
        name = take_apart(path, self.mark)
        given = self.parts_of(name, names)
        have = [part for part, _ in given]
        merged = [
            p for at, p in enumerate(have) if p != "<name>" or have[:at][-1:] != [p]
        ]
        wrong = [f"no {self._called(part)}" for part in self.parts if part not in have]
        more = [p for p in dict.fromkeys(merged) if p not in self.parts]
        wrong += [f"has a {self._called(part)}" for part in more]
        if not wrong and tuple(merged) != self.parts:
            wrong.append("its parts stand in another order")
        if name.mark != self.mark and len(name.words) > 1:
            wrong.append(f"{name.mark!r} between its parts, not {self.mark!r}")
        if name.stamp and self.form and name.stamp.form != self.form:
            wrong.append(f"its date is written {name.stamp.form}")
        if self.lower and any(w != w.lower() for w in name.words if w != DATE):
            wrong.append("upper case")
        if not wrong:
            return "", ""
        return ", ".join(wrong), self._right(path, name, given, facts)

    def _called(self, part: str) -> str:
        return part.strip("<>") if part.startswith("<") else f"word {part!r}"

    def _right(
        self,
        path: str,
        name: Name,
        given: Sequence[tuple[str, str]],
        facts: dict[str, str],
    ) -> str:
        stamp = name.stamp
        if stamp is None and (found := stamp_in(facts.get("date", ""))):
            stamp = found[0]
        rest = [word for part, word in given if part == "<name>"]
        device = next((word for part, word in given if part == "<device>"), None)
        if "<device>" not in self.parts and device:
            rest.append(device)
        made = []
        for part in self.parts:
            if part == DATE:
                made.append(stamp.written(self.form) if stamp else f"<{self.form}>")
            elif part == "<device>":
                made.append(device or facts.get("device") or part)
            elif part == "<name>":
                words = self.mark.join(rest)
                for other in "_- ":
                    if name.mark == other != self.mark:
                        words = words.replace(other, self.mark)
                made.append((words.lower() if self.lower else words) or part)
            else:
                made.append(part)
        if "<name>" not in self.parts and rest:
            made.insert(0, self.mark.join(rest))
        return str(PurePosixPath(path).with_name(self.mark.join(made) + name.suffix))


def conventions_of(
    paths: Sequence[str], names: frozenset[str]
) -> Iterator[tuple[Convention, list[str]]]:
    """Find the conventions of files of one kind, each with the files it is for.

    Files that have none of a convention's fixed words and keep one of their own are
    judged by that.
    """
    found = convention_of(paths, names)
    if found is None:
        return
    fixed = {part for part in found.parts if not part.startswith("<")}
    others = [
        path
        for path in paths
        if fixed.isdisjoint(word.lower() for word in take_apart(path, found.mark).words)
    ]
    further = list(conventions_of(others, names)) if fixed else []
    theirs = {path for _, each in further for path in each}
    yield found, [path for path in paths if path not in theirs]
    yield from further


def convention_of(paths: Sequence[str], names: frozenset[str]) -> Convention | None:
    """Find the convention of a group of files; None where they have none.

    A date or device belongs to it where most names hold one, a word where two of three
    do; and at least two files, and a third of all, must keep it wholly.
    """
    if len(paths) < FROM_FILES:
        return None
    paths = paths[:: 1 + len(paths) // ASKED]
    loose = [take_apart(path) for path in paths]
    with_marks = Counter(name.mark for name in loose if len(name.words) > 1)
    mark = with_marks.most_common(1)[0][0] if with_marks else "_"
    apart = [take_apart(path, mark) for path in paths]
    size = len(apart)
    fixed = {
        word
        for word, count in Counter(
            word.lower() for name in apart for word in set(name.words)
        ).items()
        if 3 * count >= 2 * size and word != DATE and word not in names
        and word not in _DEVICES and not any(char.isdigit() for char in word)
    }  # fmt: skip
    draft = Convention(tuple(fixed), mark, "", "", False)
    where: dict[str, list[float]] = {}
    for name in apart:
        given = draft.parts_of(name, names)
        first = {part: at for at, (part, _) in reversed(list(enumerate(given)))}
        for part, at in first.items():
            where.setdefault(part, []).append(at / len(given))
    usual = [part for part, places in where.items() if 2 * len(places) > size]
    parts = sorted(usual, key=lambda each: sum(where[each]) / len(where[each]))
    forms = Counter(name.stamp.form for name in apart if name.stamp)
    form = forms.most_common(1)[0][0] if DATE in parts else ""
    suffix = Counter(name.suffix for name in apart).most_common(1)[0][0]
    words = [[w for w in name.words if w != DATE] for name in apart]
    lowers = sum(all(w == w.lower() for w in each) for each in words)
    found = Convention(tuple(parts), mark, form, suffix, 3 * lowers >= 2 * size)
    kept = sum(not found.judge(path, names, {})[0] for path in paths)
    is_one = len(parts) > 1 and kept >= 2 and 3 * kept >= size
    return found if is_one else None

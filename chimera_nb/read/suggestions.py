"""What generic readers guessed, as a ``chimera.yaml`` that its owner can correct."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import PurePosixPath
from typing import NamedTuple

import pandas as pd

from ..display import bounded
from ..units import parse_unit
from .correcting import names_of
from .corrections import FILE, MAX_BYTES, fits

_HEAD = f"""\
# {FILE}: corrections for the reader of this folder.
# Each line below is a guess made from a name. Correct it, or delete it to keep the
# guess; what stays here counts as checked. Beside metric, unit and statistic a column
# may be `label: model`, `setting: num_ctx` or `ignore: a running number`.
"""

#: Longest name that YAML takes as a key.
_LONGEST = 500


class _Guess(NamedTuple):
    """What all numbers of one column of one file were taken for."""

    path: str
    names: tuple[str, ...]
    metric: str
    unit: str
    statistic: str
    is_guess: bool

    @property
    def meaning(self) -> tuple[str, str, str]:
        return self.metric, self.unit, self.statistic


class _Rule(NamedTuple):
    scope: str
    name: str
    guesses: Sequence[_Guess]


def suggest(measurements: pd.DataFrame, locate: Callable[[int], str]) -> str:
    """Write what was guessed as the text of a ``chimera.yaml``.

    Parameters
    ----------
    measurements
        The tidy table; rows whose note starts with ``guess`` are suggested.
    locate
        `Reading.locate`.

    Returns
    -------
    str
        Valid, commented YAML; read again with it, nothing in it is a guess any more.
        Without guesses it holds comments only.
    """
    counts: Counter[_Guess] = Counter()
    examples: dict[_Guess, str] = {}
    columns = ["source", "place", "metric", "raw_unit", "statistic", "note"]
    values = [measurements[name].astype("object").tolist() for name in columns]
    for source, place, metric, unit, statistic, note in zip(*values, strict=True):
        words = locate(int(place))
        is_guess = isinstance(note, str) and note.startswith("guess")
        each = _Guess(source, _names(words), metric, unit, statistic, is_guess)
        counts[each] += 1
        if each not in examples:
            examples[each] = f"{source}: {words}" + (f" ({note})" if note else "")
    guessed = [each for each in counts if each.is_guess]
    if not guessed:
        return f"{_HEAD}\n# Nothing was guessed.\n"
    return _text(guessed, list(_rules(counts)), counts, examples)


def _names(words: str) -> tuple[str, ...]:
    return tuple(n for n in names_of(words) if 0 < len(n) <= _LONGEST)[:3]


def _rules(counts: Counter[_Guess]) -> Iterator[_Rule]:
    """Find for each guess the plainest name and widest scope that mean it alone."""
    by_name: dict[str, list[_Guess]] = defaultdict(list)
    for each in counts:
        for name in each.names:
            by_name[name].append(each)
    covered: set[_Guess] = set()
    for guess in counts:
        if not guess.is_guess or guess in covered:
            continue
        for scope, name in _candidates(guess):
            meant = [e for e in by_name[name] if not scope or fits(scope, e.path)]
            if all(each.meaning == guess.meaning for each in meant):
                covered.update(meant)
                yield _Rule(scope, name, [each for each in meant if each.is_guess])
                break


def _candidates(guess: _Guess) -> Iterator[tuple[str, str]]:
    path = PurePosixPath(guess.path)
    folder = "" if str(path.parent) == "." else f"/{_literal(str(path.parent))}"
    scopes = ("", f"{folder}/*{_literal(path.suffix)}", f"/{_literal(guess.path)}")
    for scope in scopes:
        for name in guess.names:
            yield scope, name


def _literal(path: str) -> str:
    return "".join(f"[{char}]" if char in "[*?" else char for char in path)


def _text(
    guessed: list[_Guess],
    rules: list[_Rule],
    counts: Counter[_Guess],
    examples: dict[_Guess, str],
) -> str:
    lines, size, told = [_HEAD, "columns:"], len(_HEAD), 0
    scope = ""
    for rule in sorted(rules, key=lambda each: each.scope):
        mark = "  "
        new = []
        if rule.scope:
            mark = "    "
            if rule.scope != scope:
                new.append(f"  {_quoted(rule.scope)}:")
        new += _lines(rule, mark, counts, examples)
        size += sum(len(line.encode("utf-8", "replace")) + 1 for line in new)
        if size > MAX_BYTES - 1000:
            break
        lines += new
        scope = rule.scope
        told += len(rule.guesses)
    if not told:
        lines[1] = ""
    if told < len(guessed):
        lines += [
            f"# {len(guessed) - told} more columns were guessed and are not here: the",
            "# same name means several things there, or this file is full.",
        ]
    return "\n".join(lines) + "\n"


def _lines(
    rule: _Rule, mark: str, counts: Counter[_Guess], examples: dict[_Guess, str]
) -> list[str]:
    first = rule.guesses[0]
    numbers = sum(counts[each] for each in rule.guesses)
    files = len({each.path for each in rule.guesses})
    said = f"{numbers} number{'s' * (numbers != 1)} in {files} file{'s' * (files != 1)}"
    known = not first.unit or parse_unit(first.unit) is not None
    parts = [f"metric: {_quoted(first.metric)}"]
    parts += [f"unit: {_quoted(first.unit)}"] if known else []
    parts.append(f"statistic: {_quoted(first.statistic)}")
    unknown = (
        [] if known else [f"{mark}# its unit, {bounded(first.unit)}, is not known"]
    )
    return [
        f"{mark}# {said}, such as {bounded(examples[first], 160)}",
        *unknown,
        f"{mark}{_quoted(rule.name)}: {{{', '.join(parts)}}}",
    ]


def _quoted(text: str) -> str:
    """Write a text as YAML reads it back."""
    if text.isascii() and text.replace("_", "a").isalnum() and text[0].isalpha():
        return text
    shown = []
    for char in text:
        if char in '"\\':
            shown.append("\\" + char)
        elif char.isprintable():
            shown.append(char)
        else:
            shown.append(f"\\U{ord(char):08x}")
    return '"' + "".join(shown) + '"'

"""`chimera-nb check`: texts judged, listed, annotated or corrected."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from . import fixing, verdict_table
from .checking import facts_of, not_backed, read_text
from .coincidence import coincidences, rate_of, shown
from .config import RunConfig
from .errors import InputError, nearest
from .quality import judge_quality
from .saving import save
from .terminal import print_json, print_line, records
from .verdicts import check_text

_UNSUPPORTED = ("flag", "remove")


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is wanted of a check; the options of the command."""

    brief: bool = False
    everything: bool = False
    annotate: bool = False
    fix: bool = False
    unsupported: str = "flag"
    out: Path | None = None
    as_json: bool = False
    allow_unsupported: bool = False

    def refuse(self, texts: int) -> None:
        """Refuse options that do not go together.

        Raises
        ------
        InputError
            Says which, and what would be right.
        """
        writes = self.annotate or self.fix
        if self.unsupported not in _UNSUPPORTED:
            hint = nearest(self.unsupported, _UNSUPPORTED)
            raise InputError(
                f"--unsupported {self.unsupported!r}: want flag or remove{hint}"
            )
        if self.annotate and self.fix:
            raise InputError(
                "--annotate and --fix both write the text; want one of them"
            )
        if writes and (self.as_json or self.brief):
            raise InputError(
                "--json and --brief list verdicts; want no --annotate, --fix"
            )
        if writes and texts > 1:
            raise InputError(f"--annotate and --fix take one text; {texts} are given")
        if self.out is not None and not writes:
            raise InputError("--out takes a text; want --annotate or --fix, too")


def run_check(
    texts: Sequence[Path],
    benchmarks: Path | None,
    facts: Path | None,
    params: Path | None,
    wanted: Wanted,
) -> bool:
    """Judge texts, print what is wanted, and say whether all is backed by the data.

    A corrected text is judged as it is written: what was replaced is backed, what was
    flagged is not.

    Raises
    ------
    InputError
        Options do not go together, or a text or the facts cannot be read.
    """
    wanted.refuse(len(texts))
    prose = {text: read_text(text) for text in texts}
    config = RunConfig.load(params) if params else None
    found = facts_of(benchmarks, facts, config)
    allowed = "allow" if wanted.allow_unsupported else "fail"
    if wanted.fix:
        what: fixing.WhatToDo = "remove" if wanted.unsupported == "remove" else "flag"
        text = fixing.correct(prose[texts[0]], found, unsupported=what)
        _write(text, wanted.out)
        return fixing.is_settled(text, but_unsupported=wanted.allow_unsupported)
    tables = {text: check_text(said, found) for text, said in prose.items()}
    wrong = {text: not_backed(table, allowed) for text, table in tables.items()}
    if wanted.annotate:
        _write(fixing.annotate(prose[texts[0]], tables[texts[0]]), wanted.out)
    elif wanted.brief:
        _list(wrong, wanted.as_json)
    else:
        shares = {text: coincidences(said, found) for text, said in prose.items()}
        formed = {
            text: verdict_table.with_problems(
                table.assign(coincidence=shares[text]),
                judge_quality(prose[text], language=None).problems,
            )
            for text, table in tables.items()
        }
        _show(formed, wanted)
    return not any(len(table) for table in wrong.values())


def _list(tables: Mapping[Path, pd.DataFrame], as_json: bool) -> None:
    if as_json:
        _json(tables)
        return
    for text, table in tables.items():
        for row in records(table):
            place = f"{text}:{row['line']}:{row['column']}"
            print_line(f"{place}: {row['token']} {row['verdict']}: {row['reason']}")


def _json(tables: Mapping[Path, pd.DataFrame]) -> None:
    print_json(
        [
            {"text": str(text)} | row
            for text, table in tables.items()
            for row in records(table)
        ]
    )


def _show(tables: Mapping[Path, pd.DataFrame], wanted: Wanted) -> None:
    if wanted.as_json:
        _json(tables)
        return
    for text, table in tables.items():
        rows = verdict_table.rows_of(table, str(text), wanted.everything)
        if sys.stdout.isatty():
            from rich.console import Console

            Console().print(verdict_table.rich(rows))
        else:
            for line in verdict_table.plain(rows).splitlines():
                print_line(line)
        rate = rate_of(table["coincidence"])
        by_chance = "" if rate is None else f"; coincidence rate {shown(rate)}"
        print_line(f"{text}: {verdict_table.counted(table)}{by_chance}")


def _write(text: str, out: Path | None) -> None:
    """Write a text as it is, its line ends too."""
    data = text.encode("utf-8", "replace")
    if out is not None:
        save(out, data)
        print_line(str(out))
        return
    sys.stdout.flush()
    getattr(sys.stdout, "buffer", sys.stdout).write(data)

"""A fixture for pytest: `check_claims` fails where a text says what the data does not.

pytest loads this module into every suite of an environment that has the package, so it
imports nothing but pytest; the rest comes with the first text that is judged.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    import pandas as pd

_READ: pytest.StashKey[dict[Path, Any]] = pytest.StashKey()
_MARKDOWN = (".md", ".markdown", ".txt", ".rst")


@pytest.fixture
def check_claims(request: pytest.FixtureRequest) -> "Callable[..., pd.DataFrame]":
    """Judge a Markdown file or text, and fail where a number is not backed.

    The fixture is a function ``check_claims(text, *, benchmarks=None, facts=None,
    unsupported="fail")``. *text* is a path (a `Path`, or a name that ends in ``.md``)
    or Markdown itself; *benchmarks* a folder of benchmark files, or *facts* a
    DataFrame, a list, a ``facts.json`` or a CSV of them. Relative paths start at
    pytest's root folder. ``unsupported="allow"`` lets pass what the data does not have;
    what the data contradicts always fails. The table of `check_text` is returned.
    """
    root = request.config.rootpath
    known = request.config.stash.setdefault(_READ, {})

    def facts_of(benchmarks: Any, facts: Any) -> Any:
        from . import checking

        if isinstance(facts, str | os.PathLike):
            facts = root / facts
        if benchmarks is None or facts is not None:
            return checking.facts_of(benchmarks, facts)
        folder = (root / benchmarks).resolve()
        if folder not in known:  # one folder is read once in a session
            known[folder] = checking.facts_of(folder)
        return known[folder]

    def check(
        text: "str | os.PathLike[str]",
        *,
        benchmarks: "str | os.PathLike[str] | None" = None,
        facts: Any = None,
        unsupported: str = "fail",
    ) -> "pd.DataFrame":
        __tracebackhide__ = True
        from .checking import lines_of, not_backed, read_text
        from .verdicts import check_text

        given = facts_of(benchmarks, facts)
        is_file = not isinstance(text, str) or text.lower().endswith(_MARKDOWN)
        table = check_text(read_text(root / text) if is_file else str(text), given)
        name = str(text) if is_file else "text"
        wrong = not_backed(table, unsupported)
        if len(wrong):
            judged = int((table["verdict"] != "not a claim").sum())
            by = benchmarks or (facts if isinstance(facts, str) else "the facts")
            head = f"{name}: {len(wrong)} of {judged} claims not backed by {by}"
            raise AssertionError("\n".join([head, *lines_of(wrong, name)]))
        return table

    return check

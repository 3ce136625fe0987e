"""Texts that are long, wide or deep: the check ends, and each number has a verdict."""

import pytest

from chimera_nb import Facts, check_text
from chimera_nb.facts import Fact


@pytest.fixture(scope="module")
def facts():
    """Facts of two hundred models and two backends."""
    subjects = [{"model": f"net{number:04d}x"} for number in range(200)]
    subjects += [{"backend": "jit"}, {"backend": "onnx"}]
    return Facts(
        Fact(metric="compile_time", statistic="mean", value=1.5 + at, unit="s", n=3,
             subject=subject)
        for at, subject in enumerate(subjects)
    )  # fmt: skip


def cells(count, columns=100):
    columns = min(count, columns)
    head = "| " + " | ".join(f"c{at}" for at in range(columns)) + " |"
    rule = "|" + "---|" * columns
    row = "| " + " | ".join(["1.5 s"] * columns) + " |"
    return "\n".join([head, rule, *[row] * (count // columns)])


#: Name → (how much of it, the text of so much, how many numbers so much holds).
TEXTS = {
    "parentheses": (10_000_000, lambda n: "(" * n, lambda n: 0),
    "brackets": (1_000_000, lambda n: "![a](" * n, lambda n: 0),
    "one word": (10_000_000, lambda n: "a" * n, lambda n: 0),
    "one word with hyphens": (5_000_000, lambda n: "a-" * n, lambda n: 0),
    "numbers in a line": (100_000, lambda n: "1.5 s " * n, lambda n: n),
    "numbers in lines": (100_000, lambda n: "1.5 s\n" * n, lambda n: n),
    "names in a line": (
        100_000, lambda n: " ".join(f"net{at % 200:04d}x" for at in range(n)),
        lambda n: 0,
    ),
    "names and numbers": (
        50_000, lambda n: "".join(f"net{at % 200:04d}x: 1.5 s, " for at in range(n)),
        lambda n: n,
    ),
    "abbreviations": (1_000_000, lambda n: "no. " * n, lambda n: 0),
    "cells": (1_000_000, cells, lambda n: n),
    "columns": (20_000, lambda n: cells(n, n), lambda n: n),
    "bullets": (100_000, lambda n: "- jit took 1.5 s\n" * n, lambda n: n),
    "bullets in a bullet": (
        100_000, lambda n: "- jit\n" + "  - 1.5 s\n" * n, lambda n: n,
    ),
    "headings": (100_000, lambda n: "# jit took 1.5 s\n" * n, lambda n: n),
    "paragraphs": (100_000, lambda n: "It took 1.5 s.\n\n" * n, lambda n: n),
    "quotes in quotes": (1_000_000, lambda n: ">" * n + " 1.5 s", lambda n: 1),
    "lists in lists": (1_000_000, lambda n: "- " * n + "1.5 s", lambda n: 1),
    "lists by indent": (
        2_000, lambda n: "\n".join("  " * at + "- 1.5 s" for at in range(n)),
        lambda n: n,
    ),
    "fences in fences": (100_000, lambda n: "```md\n" * n, lambda n: 0),
}  # fmt: skip


def check(name, share, facts):
    count, make, numbers = TEXTS[name]
    count //= share
    table = check_text(make(count), facts)
    assert list(table["kind"].unique()) in ([], ["number"])
    assert len(table) == numbers(count)


@pytest.mark.parametrize("name", TEXTS)
def test_a_part_of_a_hostile_text_has_its_verdicts(name, facts):
    check(name, 500, facts)


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("name", TEXTS)
def test_a_hostile_text_has_its_verdicts(name, facts):
    check(name, 1, facts)

"""The quality gate: language, loops, cut-offs, sections, manners."""

import random

import pytest

from chimera_nb.quality import is_looping, judge_quality

GOOD = (
    "## Executive Summary\n\nCompiling a model takes several seconds on average, and the"
    " fastest backend is the one that compiles least.\n\n## Risk Table\n\n"
    "| Risk | Likelihood |\n|---|---|\n| Noise | Low |\n"
)
SECTIONS = ("Executive Summary", "Risk Table")


def codes(text, done_reason="stop", sections=SECTIONS):
    quality = judge_quality(text, sections=sections, done_reason=done_reason)
    assert quality.passed == (not quality.problems)
    return [problem.code for problem in quality.problems]


def test_a_plain_report_passes():
    assert codes(GOOD) == []
    assert codes(GOOD.replace("## Risk", "-" * 120 + "\n\n## Risk")) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (GOOD.replace("## Risk Table", "## Other"), "missing_section"),
        ("Okay, here is the report.\n\n" + GOOD, "preamble"),
        (GOOD + "\nWould you like to know more?\n", "closing_question"),
        (GOOD + "\nWritten on [insert date].\n", "placeholder"),
        (GOOD + "\nThe same line again and again.\n" * 8, "loop"),
        (
            GOOD.replace(
                "Compiling a model takes several seconds on average, and the fastest"
                " backend is the one that compiles least.",
                "Die Übersetzung eines Modells dauert im Mittel mehrere Sekunden, und das"
                " ist für kleine Modelle viel zu lang, wie alle Messungen zeigen.",
            ),
            "not_language",
        ),
    ],
)
def test_each_fault_is_named(text, code):
    assert codes(text) == [code]


def test_an_answer_that_was_cut_is_told_with_its_last_line():
    quality = judge_quality(GOOD, sections=SECTIONS, done_reason="length")
    assert quality.to_json() == {
        "passed": False,
        "problems": [
            {"code": "cut_off", "message": "the answer was cut off", "line": 9}
        ],
    }


def test_nothing_at_all_is_empty_and_nothing_else():
    assert codes(" \n") == ["empty"]


def test_a_random_models_bytes_are_not_language():
    chance = random.Random(1)
    for letters in ("abcdefghijklmnop", "".join(map(chr, range(33, 250)))):
        text = " ".join(
            "".join(chance.choices(letters, k=chance.randrange(2, 12)))
            for _ in range(200)
        )
        assert "not_language" in codes(text, sections=())


def test_prose_does_not_loop_and_a_stuck_stream_does():
    assert not is_looping(GOOD)
    assert is_looping(GOOD + "and so on " * 40)
    assert is_looping("x" * 500)
    assert not is_looping("|---|---|\n" * 3)

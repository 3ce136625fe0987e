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
            {
                "code": "cut_off",
                "message": "the answer was cut off",
                "line": 9,
                "column": 1,
                "words": "| Noise | Low |",
            }
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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Okay, here's your report:\n\n" + GOOD,
            "preamble (the answer starts with chatter: “Okay, here's your report:”,"
            " line 1)",
        ),
        (
            "```markdown\nSure! Here it is.\n\n" + GOOD + "```",
            "preamble (the answer starts with chatter: “Sure! Here it is.”, line 2)",
        ),
        (
            GOOD + "\nWould you like me to:\n\n* say more\n* or less? 😊\n",
            "closing question (the answer ends in a question: “Would you like me to:”,"
            " line 11)",
        ),
        (
            GOOD + "\nLet me know if that helps.\n",
            "closing question (the answer ends in an offer: “Let me know if that"
            " helps.”, line 11)",
        ),
        (
            GOOD + "\nSigned, [Your Name], in [link](x) [1] [x] `[Date]`.\n",
            "placeholder (a placeholder was left: “[Your Name]”, line 11)",
        ),
        (
            GOOD + "\nThe mean is XX.X s.\n",
            "placeholder (a placeholder was left: “XX.X”, line 11)",
        ),
        (
            GOOD + "\nThe slowest backend of all is the",
            "cut off (the answer ends in the middle of a sentence: “The slowest backend"
            " of all is the”, line 11)",
        ),
        (
            GOOD + "| Heat |",
            None,
        ),
        (
            GOOD + "| Heat | Hi",
            "cut off (the answer ends in the middle of a table's row: “| Heat | Hi”,"
            " line 10)",
        ),
        (
            GOOD + "\n```json\n{}\n",
            "cut off (the answer ends in code that was not closed: “{}”, line 12)",
        ),
        (
            GOOD + "\nAnd then: " + "once more we measured it " * 9,
            "loop (the answer repeats itself: “once more we measured it”, line 11)",
        ),
        (
            GOOD + "\n- The same line again and again." * 6,
            "loop (the answer repeats itself: “- The same line again and again.”,"
            " line 11)",
        ),
        (
            GOOD + "\nالنتائج واضحة جدا في كل مكان.\n",
            "not language (the answer, or a part of it, is in another script:"
            " “النتائج واضحة جدا في كل مكان.”, line 11)",
        ),
    ],
)
def test_each_fault_has_its_place_and_its_words(text, expected):
    problems = judge_quality(text, sections=SECTIONS).problems
    assert [str(each) for each in problems] == ([expected] if expected else [])
    for each in problems:
        line = text.splitlines()[each.line - 1]
        assert line[each.column - 1 :].startswith(each.words[:10])


def test_another_language_is_placed_at_its_first_paragraph():
    german = (
        "Die Übersetzung eines Modells dauert im Mittel mehrere Sekunden, und das ist"
        " für kleine Modelle viel zu lang, wie alle unsere Messungen hier zeigen."
    )
    text = "# Summary\n\nCompiling takes long.\n\n" + f"{german}\n\n" * 3
    problem = judge_quality(text.replace("\n\n" + german, "\n\n" + german, 1)).problems
    places = {(each.code, each.line) for each in problem}
    assert ("not_language", 5) in places
    assert judge_quality(german, language=None).passed
    assert judge_quality(german, language="de").passed


def test_a_list_of_placeholders_ends():
    problems = judge_quality("So it is. [Your Name] " * 500, language=None).problems
    assert [each.code for each in problems].count("placeholder") == 20

"""Annotating and fixing touch the judged places, and nothing else."""

import re

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chimera_nb import Facts, check_text, collect_facts, read_benchmarks
from chimera_nb.display import render_markdown
from chimera_nb.facts import Fact
from chimera_nb.fixing import annotate, correct, fix


def facts() -> Facts:
    values = {"": 0.25, "jit": 0.15, "onnx": 4.6303}
    found = [
        Fact(
            metric="compile_time", statistic="mean", value=value, unit="s", n=7,
            subject={"backend": name} if name else {}, sources=("a|b`c.csv: line 2",),
            n_sources=1,
        )
        for name, value in values.items()
    ]  # fmt: skip
    files = Fact(metric="files", statistic="count", value=5, unit="count", n=5)
    return Facts([*found, files])


FACTS = facts()
WRONG = "The mean compile time of onnx is 14.59 s."
RIGHT = "The mean compile time of jit is 150 ms."
ABSENT = "The mean latency of jit is 3 ms."


def fixed(text: str, **how: str) -> str:
    return fix(text, check_text(text, FACTS), **how)


def annotated(text: str) -> str:
    return annotate(text, check_text(text, FACTS))


def notes_of(text: str) -> list[str]:
    return re.findall(r"^\[\^check-\d+\]: (.*)$", text, re.M)


def body(text: str) -> str:
    """A fixed or annotated text without the notes below it."""
    return re.sub(r"\n\n(?:\[\^check-\d+\]: [^\n]*\n)+\Z", "\n", text)


# --- fix --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (WRONG, "The mean compile time of onnx is ~~14.59 s~~ 4.63 s."),
        (
            "The mean compile time of onnx is **14.59 s**.",
            "The mean compile time of onnx is **~~14.59 s~~ 4.63 s**.",
        ),
        (
            "The mean compile time of onnx is ~900ms.",
            r"The mean compile time of onnx is ~~\~900ms~~ ~4630ms.",
        ),
        (
            "- [The mean compile time of onnx is 9 s](x.md)",
            "- [The mean compile time of onnx is ~~9 s~~ 4.6 s](x.md)",
        ),
        (
            "## The mean compile time of onnx: 14.6 s ##",
            "## The mean compile time of onnx: ~~14.6 s~~ 4.6 s ##",
        ),
        (
            "| backend | mean compile time (ms) |\n|---|--:|\n| onnx | 9.25 |\n",
            "| backend | mean compile time (ms) |\n|---|--:|\n"
            "| onnx | ~~9.25~~ 4630.30 |\n",
        ),
        (
            "| backend | mean compile time (ms) |\n|---|--:|\n| jit | 9 |\n| onnx | 925 |\n",
            "| backend | mean compile time (ms) |\n|---|--:|\n"
            "| jit | ~~9~~ 150 |\n| onnx | ~~925~~ 4630 |\n",
        ),
        ("The folder holds 68 files.", "The folder holds ~~68~~ 5 files."),
        ("The folder holds seven files.", "The folder holds ~~seven~~ five files."),
        (
            "The mean compile time of onnx is under 1 s.",
            "The mean compile time of onnx is under ~~1 s~~ 4.7 s.",
        ),
    ],
)
def test_a_contradicted_number_is_struck_and_the_datas_stands_beside_it(text, expected):
    assert fixed(text) == expected
    again = check_text(expected, FACTS)
    assert set(again["verdict"]) == {"supported"}
    assert fixed(expected) == expected


def test_a_right_text_stays_as_it_is():
    assert fixed(RIGHT) == RIGHT
    assert correct(RIGHT, FACTS) == RIGHT
    assert fixed("") == ""


def test_line_ends_stay_and_notes_take_them_over():
    text = f"{WRONG}\r\n\r\n{ABSENT}"
    new = correct(text, FACTS)
    assert new.startswith(
        "The mean compile time of onnx is ~~14.59 s~~ 4.63 s.\r\n\r\n"
        "The mean latency of jit is 3 ms ⚠[^check-1].\r\n\r\n[^check-1]: not in the data: "
    )
    assert new.replace("\r\n", "").isprintable()


def test_a_unit_of_another_kind_is_struck_and_flagged_not_replaced():
    new = fixed("The mean compile time of onnx is 14.59 MB.")
    assert body(new + "\n") == (
        "The mean compile time of onnx is ~~14.59 MB~~ ⚠[^check-1].\n"
    ) or new.startswith(
        "The mean compile time of onnx is ~~14.59 MB~~ ⚠[^check-1].\n\n"
    )
    assert notes_of(new)[0].startswith("contradicted: the text gives bytes where")


@pytest.mark.parametrize("number", ["68 days", "$68", "68-year"])
def test_money_and_days_are_never_given_a_value_of_the_data(number):
    text = f"The folder holds files for {number}."
    at = text.index("68") + 1
    table = check_text("The folder holds 68 files.", FACTS).assign(column=at)
    new = fix(text, table)
    assert new.startswith(text.replace("68", "~~68~~ ⚠[^check-1]", 1)[: at + 17])


def test_a_comparison_word_is_turned_only_where_the_data_supports_its_opposite():
    text = "jit has a higher mean compile time than onnx."
    assert correct(text, FACTS) == (
        "jit has a ~~higher~~ lower mean compile time than onnx."
    )
    flagged = fixed(text)
    assert flagged.startswith(
        "jit has a higher ⚠[^check-1] mean compile time than onnx.\n\n[^check-1]: contra"
    )
    even = Facts(
        Fact(metric="compile_time", statistic="mean", value=2.0, unit="s", n=3,
             subject={"backend": name})
        for name in ("jit", "onnx")
    )  # fmt: skip
    assert correct(text, even).startswith("jit has a higher ⚠[^check-1] mean")


def test_code_has_no_strikes_and_its_sign_stands_below_it():
    text = f'> ```\n> {{"ttft_s": 2.5}}\n> ```\n\n{ABSENT}\n'
    rows = [(2, 14, "2.5", "contradicted", 2.31), (5, 28, "3", "unsupported", None)]
    table = pd.DataFrame(
        [dict(zip(("line", "column", "token", "verdict", "wanted"), row, strict=True))
         | {"kind": "number", "reason": "why", "fact": "", "source": "",
            "true_value": ""} for row in rows]
    )  # fmt: skip
    assert fix(text, table).startswith(
        '> ```\n> {"ttft_s": 2.3}\n> ```\n\nThe mean latency of jit is 3 ms ⚠[^check-1].\n'
    )
    assert annotate(text, table).startswith(
        '> ```\n> {"ttft_s": 2.5}\n> ```\n>\n> ✗[^check-1]\n>\n\nThe mean latency'
    )


def test_an_open_fence_is_closed_before_the_notes():
    text = f"```markdown\n{ABSENT}"
    assert fixed(text).startswith(
        "```markdown\nThe mean latency of jit is 3 ms ⚠[^check-1].\n```\n\n[^check-1]: "
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{RIGHT} {ABSENT} {WRONG}\n",
         f"{RIGHT} The mean compile time of onnx is ~~14.59 s~~ 4.63 s.\n"),
        (f"{ABSENT} {RIGHT}\n", f"{RIGHT}\n"),
        (f"{RIGHT} {ABSENT}\n", f"{RIGHT}\n"),
        (f"{RIGHT}\n{ABSENT}\n{RIGHT}", f"{RIGHT}\n{RIGHT}"),
        (f"{RIGHT}\n\n{ABSENT} {ABSENT}\n\n{RIGHT}\n", f"{RIGHT}\n\n{RIGHT}\n"),
        (f"- {RIGHT}\n- {ABSENT}\n- {RIGHT}\n", f"- {RIGHT}\n- {RIGHT}\n"),
        (f"- {ABSENT} {RIGHT}\n", f"- {RIGHT}\n"),
        (f"> {RIGHT}\n> {ABSENT}\n", f"> {RIGHT}\n"),
        ("| backend | mean latency |\n|---|---|\n| jit | 3 ms |\n",
         "| backend | mean latency |\n|---|---|\n| jit | – |\n"),
    ],
)  # fmt: skip
def test_an_unsupported_sentence_is_taken_out_whole(text, expected):
    assert fixed(text, unsupported="remove") == expected


@pytest.mark.parametrize(
    "text",
    [
        f"## {ABSENT}\n",
        f"{ABSENT}\n---\n",
        f"- {ABSENT}\n  - {RIGHT}\n",
        f"**So. {ABSENT} {RIGHT}** Well.\n".replace("So. ", ""),
    ],
)
def test_what_cannot_be_taken_out_is_flagged(text):
    new = fixed(text, unsupported="remove")
    assert body(new) == text.replace("3 ms", "3 ms ⚠[^check-1]")


def test_a_number_that_is_wrong_in_its_new_sentence_is_struck():
    """The judge is asked again: what it still contradicts does not stay."""

    class Stubborn(Facts):
        def lookup(self, subject, metric, statistic):
            found = super().lookup(subject, metric, statistic)
            self.asked = getattr(self, "asked", 0) + 1
            shift = self.asked * 10.0
            return found and Fact(
                metric=found.metric, statistic=found.statistic, unit=found.unit,
                value=found.value + shift, n=1, subject=found.subject,
            )  # fmt: skip

    new = correct(WRONG, Stubborn(FACTS))
    assert re.match(
        r"The mean compile time of onnx is ~~14\.59 s~~ ~~[\d.]+ s~~ ⚠\[\^check-1\]\.",
        new,
    )


# --- annotate -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (RIGHT, "The mean compile time of jit is 150 ms ✓[^check-1]."),
        (WRONG, "The mean compile time of onnx is ~~14.59 s~~ 4.63 s ✗[^check-1]."),
        (ABSENT, "The mean latency of jit is 3 ms ⚠[^check-1]."),
        (
            "# The mean compile time of jit: **150 ms**",
            "# The mean compile time of jit: **150 ms ✓[^check-1]**",
        ),
        (
            "- [jit's mean compile time is 150 ms, see](x.md 'y') it",
            "- [jit's mean compile time is 150 ms, see](x.md 'y') ✓[^check-1] it",
        ),
        (
            "jit has a higher mean compile time than onnx.",
            "jit has a ~~higher~~ ✗[^check-1] mean compile time than onnx.",
        ),
    ],
)
def test_every_verdict_has_its_sign_and_its_note(text, expected):
    new = annotated(text)
    assert new.startswith(expected + "\n\n[^check-1]: ")
    assert len(notes_of(new)) == 1


def test_a_note_gives_reason_fact_and_source_and_stands_once():
    new = annotated(f"{WRONG} {WRONG}\n\n{RIGHT}\n")
    first, second = notes_of(new)
    assert first.endswith(
        "; the data says 4.630 s (`compile_time.mean[backend=onnx]`,"
        " from ``  a|b`c.csv: line 2  ``)".replace("``  ", "`` ").replace("  ``", " ``")
    )
    assert first.startswith("contradicted: 14.59 means ")
    assert second.startswith("supported: 150 means ")
    assert new.count("✗[^check-1]") == 2
    assert "[^check-1]:" in new
    assert new.count("[^check-2]") == 2


def test_a_table_keeps_its_columns_when_it_is_annotated():
    text = (
        "| backend | mean compile time |\n|---|---|\n| onnx | 9 s |\n| jit | 150 ms |\n"
    )
    page = render_markdown(body(annotated(text)))
    assert page.count("<td>") == page.count("<tr>") * 2 - 2
    assert "<td><s>9 s</s> 4.6 s ✗[^check-1]</td>" in page


def test_notes_number_on_from_those_of_an_earlier_check():
    once = annotated(f"{WRONG}\n")
    twice = annotate(once, check_text(once, FACTS))
    assert "4.63 s ✓[^check-2] ✗[^check-1]." in twice
    assert twice.count("\n\n") == 1
    assert re.findall(r"^\[\^(check-\d)\]:", twice, re.M) == ["check-1", "check-2"]


def test_hostile_names_cannot_leave_their_note():
    table = check_text(WRONG, FACTS).assign(
        reason="<script>\n\n# x | [a](javascript:b)", source="``` \n x", fact="`"
    )
    note = notes_of(annotate(WRONG, table))[0]
    assert note == (
        r"contradicted: \<script\> # x \| \[a\](javascript:b) (`` ` ``, from"
        " ```` ``` x ````)"
    )


# --- properties -----------------------------------------------------------------------

FILLER = st.text(
    st.characters(
        blacklist_categories=("N", "L", "C"), blacklist_characters="~^`\u2028"
    ),
    max_size=12,
).map(lambda each: f" {each.strip()}\n\n")
WRITTEN = st.sampled_from(["mean compile time of onnx", "mean compile time of jit",
                           "mean compile time", "mean latency of jit"])  # fmt: skip
NUMBER = st.floats(0.001, 5000).map(lambda each: f"{each:.4g}")
SENTENCE = st.builds(
    "The {} is {} {}.".format, WRITTEN, NUMBER, st.sampled_from(["s", "ms", "MB"])
)
SHAPE = st.sampled_from(
    ["{}", "- {}", "> {}", "# {}", "**{}**", "1. {}", "| a |\n|---|\n| {} |"]
)
TEXT = st.lists(st.tuples(FILLER, SHAPE, SENTENCE), min_size=1, max_size=5)


def undone(text: str) -> str:
    """Take signs, notes and replacements out of a fixed text."""
    text = re.sub(r"\n\n?(?:\[\^check-\d+\]: [^\n]*\n)+\Z", "", text)
    text = re.sub(r" [✓✗⚠]\[\^check-\d+\]", "", text)
    return re.sub(r"~~([^~]*)~~(?: [\d.]+(?: ?ms| ?s)?)?", r"\1", text)


@settings(max_examples=150, deadline=None)
@given(TEXT)
def test_a_fixed_text_is_contradicted_nowhere_and_the_rest_is_the_same(parts):
    text = "".join(
        f"{filler}{shape.format(words)}\n\n" for filler, shape, words in parts
    )
    new = correct(text, FACTS)
    table = check_text(new, FACTS)
    assert not (table["verdict"] == "contradicted").any(), new
    assert undone(new).rstrip("\n") == text.rstrip("\n")
    assert correct(new, FACTS).count("~~") == new.count("~~")


@settings(max_examples=100, deadline=None)
@given(TEXT)
def test_an_annotated_text_is_the_same_but_for_its_signs(parts):
    text = "".join(
        f"{filler}{shape.format(words)}\n\n" for filler, shape, words in parts
    )
    claims = check_text(text, FACTS)
    new = annotate(text, claims)
    judged = claims["verdict"].isin(("supported", "contradicted", "unsupported")).sum()
    assert len(re.findall(r" [✓✗⚠]\[\^", new)) == judged
    assert undone(new).rstrip("\n") == text.rstrip("\n")


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60), st.integers(-1, 9), st.integers(-1, 70),
       st.sampled_from(["supported", "contradicted", "unsupported"]))  # fmt: skip
def test_no_text_and_no_table_makes_it_raise(text, line, column, verdict):
    table = pd.DataFrame([{
        "line": line, "column": column, "token": text[5:8] or "4", "kind": "number",
        "verdict": verdict, "fact": "", "reason": "", "true_value": "", "source": "",
        "wanted": 3.0,
    }])  # fmt: skip
    for unsupported in ("flag", "remove"):
        fix(text, table, unsupported=unsupported)
    annotate(text, table)


def test_no_number_of_a_models_report_stays_contradicted(corpus):
    folder = corpus.parent / "narratives"
    reports = sorted(folder.glob("*.md"))
    if not reports:
        pytest.skip("the reports by models are not beside the project")
    known = collect_facts(read_benchmarks(corpus))
    struck = 0
    for path in reports:
        for how in ("flag", "remove"):
            new = correct(path.read_text(), known, unsupported=how)
            table = check_text(new, known)
            numbers = table[table["kind"] == "number"]
            assert not (numbers["verdict"] == "contradicted").any(), path.name
            struck += new.count("~~")
    assert struck > 20

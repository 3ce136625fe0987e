"""What holds for every text and all facts: roundings, wrong digits, order, no crash."""

from decimal import ROUND_HALF_EVEN, Decimal

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from chimera_nb import Facts, check_text
from chimera_nb.facts import Fact
from chimera_nb.narrators.rules import write_report
from tests.test_verdicts import random_facts

quick = settings(
    max_examples=20, deadline=None, derandomize=True, database=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)  # fmt: skip
long = settings(
    max_examples=300, deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)  # fmt: skip
slow = [pytest.mark.slow, pytest.mark.timeout(1200)]


def rewritten(text, row, token):
    """The text with another number in the place of a row's."""
    lines = text.splitlines()
    line, at = lines[row.line - 1], row.column - 1
    assert line[at : at + len(row.token)] == row.token
    lines[row.line - 1] = line[:at] + token + line[at + len(row.token) :]
    return "\n".join(lines)


def verdict_at(text, facts, row):
    table = check_text(text, facts)
    here = table[(table["line"] == row.line) & (table["column"] == row.column)]
    return here["verdict"].tolist()


def supported_numbers(text, facts):
    table = check_text(text, facts)
    good = (table["kind"] == "number") & (table["verdict"] == "supported")
    return list(table[good].itertuples(index=False))


def dropped(token):
    """A number with one decimal less; nothing where it ends in a tie, or has none."""
    if "." not in token or token.endswith("5"):
        return ""
    unit = Decimal(1).scaleb(Decimal(token).as_tuple().exponent + 1)
    return str(Decimal(token).quantize(unit, rounding=ROUND_HALF_EVEN))


def is_a_tie(row):
    """Say whether the true value stands between two numbers of so many digits."""
    unit = Decimal(1).scaleb(Decimal(row.token.replace(",", "")).as_tuple().exponent)
    true = Decimal(repr(float(row.wanted)))
    return abs(abs(true % unit) - unit / 2) < unit / 10**6 + abs(true) / 10**11


def is_a_bound(row):
    """Say whether other numbers may hold as well: over 9, under 9, about 9."""
    return "anything" in row.reason


def rounding_keeps(facts, chance):
    text = write_report(facts)
    rows = [row for row in supported_numbers(text, facts) if dropped(row.token)]
    assume(rows)
    for row in chance.sample(rows, min(3, len(rows))):
        changed = rewritten(text, row, dropped(row.token))
        assert verdict_at(changed, facts, row) == ["supported"], changed


def a_wrong_digit_does_not_keep(facts, chance):
    text = write_report(facts)
    rows = [row for row in supported_numbers(text, facts)
            if row.token[-1].isdigit() and not is_a_bound(row) and not is_a_tie(row)]  # fmt: skip
    assume(rows)
    for row in chance.sample(rows, min(3, len(rows))):
        digit = str((int(row.token[-1]) + chance.randint(1, 9)) % 10)
        changed = rewritten(text, row, row.token[:-1] + digit)
        assert "supported" not in verdict_at(changed, facts, row), (row, changed)


def order_never_matters(facts, chance, text):
    mixed = list(facts)
    chance.shuffle(mixed)
    text = write_report(facts) + "\n\n" + text
    pd.testing.assert_frame_equal(
        check_text(text, facts), check_text(text, Facts(mixed))
    )


_PIECES = st.sampled_from(
    ["jit", "onnx", "my net", "a-b_c", "x|y", "q`r", "Größe", "v2", "jit is faster than",
     "the fastest", "mean", "median", "compile time", "throughput", "TTFT", "ratio of",
     "times as", "twice", "half of", "5 of 32", "12.8k", "1,234.5", "1.2e-3", "½", "0.25",
     "27", "-4", "1e999", "٣", "between 1 and 3", "±0.3", "10–20", "s", "ms", "tok/s", "%",
     "x", "files", "about", "under", "at least", "n =", "it", "both", "respectively",
     "failed", "calls", ". ", "; ", ", ", "\n", "\n\n", "# ", "## ", "- ", "1. ", "> ",
     "| a | b |\n|---|---|\n| ", " | ", "|\n", "`", "**", "~~", "```\n", "```md\n", "[", "](",
     ")", "<b>", "http://x/4", "json_a[0].b", "[^check-1]", "\\", "\x1f", "\u2028", "\0", "("]
)  # fmt: skip
texts = st.lists(_PIECES, max_size=40).map(" ".join)


def no_text_raises(text, facts):
    table = check_text(text, facts)
    lines = text.splitlines()
    for row in table[table["kind"] == "number"].itertuples(index=False):
        assert lines[row.line - 1][row.column - 1 :].startswith(row.token), row
    assert set(table["verdict"]) <= {
        "supported", "contradicted", "unsupported", "not a claim",
    }  # fmt: skip


PROPERTIES = {
    rounding_keeps: (random_facts(), st.randoms()),
    a_wrong_digit_does_not_keep: (random_facts(), st.randoms()),
    order_never_matters: (random_facts(), st.randoms(), texts),
    no_text_raises: (texts, random_facts()),
}


@pytest.mark.parametrize("holds", PROPERTIES, ids=lambda each: each.__name__)
def test_it_holds_for_some(holds):
    quick(given(*PROPERTIES[holds])(holds))()


@pytest.mark.slow
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("holds", PROPERTIES, ids=lambda each: each.__name__)
def test_it_holds_for_very_many(holds):
    long(given(*PROPERTIES[holds])(holds))()


@st.composite
def said(draw):
    """One value, written in some unit of its kind with some digits; and its facts."""
    value = draw(st.floats(1e-6, 1e5))
    unit, factor = draw(st.sampled_from([("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)]))
    decimals = draw(st.integers(0, 6))
    token = f"{Decimal(repr(value)) / Decimal(repr(factor)):.{decimals}f}"
    assume(Decimal(token) and len(token) < 16)
    facts = Facts([
        Fact(metric="compile_time", statistic="mean", value=value, unit="s", n=3,
             subject={"backend": "jit"}),
        Fact(metric="compile_time", statistic="median", value=value * 3, unit="s", n=3,
             subject={"backend": "jit"}),
        Fact(metric="compile_time", statistic="mean", value=value * 2, unit="s", n=3,
             subject={"backend": "onnx"}),
    ])  # fmt: skip
    return facts, token, unit


@settings(quick, max_examples=100)
@given(said())
def test_a_value_is_supported_with_as_many_digits_as_one_likes(given_):
    facts, token, unit = given_
    table = check_text(f"The mean compile time of jit is {token} {unit}.", facts)
    assert table["verdict"].tolist() == ["supported"]


@settings(quick, max_examples=100)
@given(said(), st.integers(1, 9), st.sampled_from(["mean", "median"]))
def test_a_value_with_another_last_digit_or_statistic_is_not(given_, more, statistic):
    facts, token, unit = given_
    if statistic == "mean":
        token = token[:-1] + str((int(token[-1]) + more) % 10)
    table = check_text(f"The {statistic} compile time of jit is {token} {unit}.", facts)
    assume(not is_a_tie(table.iloc[0]))
    if statistic == "median":  # in few digits three times a value may look the same
        assume(abs(float(token) / table["wanted"].iloc[0] - 1) > 0.1)
    assert table["verdict"].tolist() == ["contradicted"]

"""The coincidence rate by hand: how many random numbers would have passed."""

from math import log

import pandas as pd
import pytest

from chimera_nb import Facts, check_text
from chimera_nb.coincidence import coincidence_rate, coincidences, rate_of, told
from chimera_nb.facts import Fact


def fact(metric, statistic, value, unit, **subject):
    return Fact(metric=metric, statistic=statistic, value=value, unit=unit, n=3,
                subject=subject)  # fmt: skip


@pytest.fixture
def facts():
    return Facts([
        fact("compile_time", "min", 0.1, "s"), fact("compile_time", "mean", 0.25, "s"),
        fact("compile_time", "max", 4.0, "s"),
        fact("compile_time", "mean", 0.4, "s", backend="jit"),
        fact("compile_time", "mean", 1.0, "s", backend="onnx"),
        fact("files", "count", 5, "count"), fact("calls", "count", 120, "count"),
        fact("ttft", "mean", 0.0, "s"),
    ])  # fmt: skip


#: Seconds are 0.10 to 4.00 in the data, so what is rounded to them is 0.095 to 4.005.
SECONDS = log(4.005 / 0.095)


@pytest.mark.parametrize(
    ("text", "share"),
    [
        # one of the numbers with two decimals: what is rounded to 0.25
        ("The mean compile time is 0.25 s.", log(0.255 / 0.245) / SECONDS),
        # a wrong number is as easily replaced by a right one
        ("The mean compile time is 1.87 s.", log(0.255 / 0.245) / SECONDS),
        # 0.3 and 0.2 both mean 0.25; from 0.1 to 4.0 there are forty numbers
        ("The mean compile time is 0.3 s.", log(0.35 / 0.15) / log(4.05 / 0.05)),
        ("The mean compile time is 250 ms.", log(250.5 / 249.5) / log(4000.5 / 99.5)),
        # about 0.24, 0.25 and 0.26 are not off by more than 5 %
        ("The mean compile time is about 0.25 s.", log(0.265 / 0.235) / SECONDS),
        # under 0.3 to under 4.0
        ("The mean compile time is under 1.5 s.", log(4.05 / 0.25) / log(4.05 / 0.05)),
        # counts are 5 to 120
        ("The folder holds 5 files.", log(5.5 / 4.5) / log(120.5 / 4.5)),
        ("The folder holds 68 files.", log(5.5 / 4.5) / log(120.5 / 4.5)),
        # the data has no such quantity, whatever the number
        ("The mean load time is 0.25 s.", 0.0),
        # no ratio is in the data: from 2.5/√10 = 0.8 to ten times that, in tenths;
        # either way round 0.4 / 1.0 is 0.4 or 2.5
        ("jit is 2.5 times faster than onnx to compile.", log(2.55 / 2.45) / log(8.05 / 0.75)),
    ],
)  # fmt: skip
def test_the_share_of_random_numbers_that_would_pass(facts, text, share):
    assert coincidence_rate(text, facts) == pytest.approx(share, rel=1e-9)


def test_a_bound_that_nearly_all_numbers_keep_is_weighed_by_draws(facts):
    # under 0.26 to under 4.00, of 391 numbers: no finite list of numbers beside 0.25
    rate = coincidence_rate("The mean compile time is under 1.50 s.", facts)
    assert rate == pytest.approx(log(4.005 / 0.255) / SECONDS, abs=0.03)


def test_every_draw_is_the_same_again(facts):
    text = "The mean compile time is under 1.50 s, for the 5 files."
    pd.testing.assert_series_equal(coincidences(text, facts), coincidences(text, facts))


def test_the_rate_is_the_mean_over_the_judged_numbers_alone(facts):
    text = (
        "In 2024-05-06 jit 1.2.3 took 0.25 s at best. The mean compile time is 0.25 s,"
        " jit is faster than onnx. Four mixtures. The folder holds 5 files."
    )
    shares = coincidences(text, facts)
    table = check_text(text, facts)
    assert len(shares) == len(table)
    judged = (table["kind"] == "number") & (table["verdict"] != "not a claim")
    in_digits = table["token"].str.contains(r"\d")
    assert list(shares.notna()) == list(judged & in_digits)
    assert rate_of(shares) == pytest.approx(shares.dropna().mean())
    assert coincidence_rate(text, facts) == rate_of(shares)


@pytest.mark.parametrize("text", ["", "No number.", "See 2024-05-06.", "jit leads."])
def test_a_text_without_judged_numbers_has_no_rate(facts, text):
    assert coincidence_rate(text, facts) is None


def test_of_very_many_numbers_two_hundred_are_chosen_evenly(facts):
    shares = coincidences("The mean compile time is 0.25 s. " * 1000, facts)
    assert shares.notna().sum() == 200
    assert list(shares.index[shares.notna()]) == list(range(0, 1000, 5))


def test_facts_in_which_one_value_is_all_span_a_factor_of_ten():
    facts = Facts([fact("compile_time", "mean", 0.25, "s")])
    # 0.25/√10 = 0.08 to 0.80
    rate = coincidence_rate("The mean compile time is 0.25 s.", facts)
    assert rate == pytest.approx(log(0.255 / 0.245) / log(0.805 / 0.075))


def test_a_rate_is_said_in_a_sentence():
    end = (
        " of random numbers in place of these, written alike and of the data's magnitude,"
        " would have passed."
    )
    assert told(0.0123) == "Coincidence rate: 1.2 %" + end
    assert told(0.0) == "Coincidence rate: 0 %" + end
    assert told(0.00004) == "Coincidence rate: under 0.01 %" + end

"""A value in a writer's digits is that value, and looks as the writer's did."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chimera_nb.rewording import bound_before, in_digits_of, opposite


@pytest.mark.parametrize(
    ("token", "value", "expected"),
    [
        ("14.59", 4.6303, "4.63"),
        ("14.59", 0.15347, "0.15"),
        ("14.59", 0.0012345, "0.0012"),
        ("15", 4.63, "4.6"),
        ("15", 463.03, "463"),
        ("0.25", 0.0, "0.00"),
        ("68", 16.0, "16"),
        ("1,234.5", 98765.432, "98,765.4"),
        ("1,234", 98765.0, "98,765"),
        ("1 234,5", 55555.55, "55 555,6"),
        ("12,5", 4.6303, "4,6"),
        ("1.2e-3", 0.0046303, "4.6e-3"),
        ("1.2E+05", 0.0046303, "4.6E-03"),
        ("1.2e3", 0.0, "0.0e0"),
        ("12.8k", 4.6303, "4.6k"),
        ("93.5%", 50.0, "50.0%"),
        ("−5", -4.25, "−4.2"),
        ("Three", 4.0, "Four"),
        ("three", 27.0, "27"),
        ("three", 2.54, "2.5"),
        ("twenty-seven", 3.0, "three"),
        ("two thirds", 3.0, None),
        ("half", 3.0, None),
        ("14.59", math.nan, None),
        ("14.59", math.inf, None),
        ("14.59", 1e300, None),
        ("14.59", 1e-300, None),
        ("250", 0.25 / 1e-3, "250"),
    ],
)
def test_a_value_takes_the_writers_digits(token, value, expected):
    assert in_digits_of(token, value) == expected


def test_a_number_without_a_unit_is_exact_so_it_gets_decimals():
    assert in_digits_of("15", 23.41, unit=True) == "23"
    assert in_digits_of("15", 23.41, unit=False) == "23.4"
    assert in_digits_of("15", 23.0, unit=False) == "23"


def test_a_bound_is_rounded_away_from_the_value():
    assert bound_before("it took under ") == "under"
    assert in_digits_of("20", 24.0, bound=bound_before("under ")) == "25"
    assert in_digits_of("20", 24.0, bound=bound_before("at most ")) == "24"
    assert in_digits_of("20.5", 24.0, bound=bound_before("more than ")) == "23.9"
    assert in_digits_of("20", 24.24, bound=bound_before("stays below ")) == "25"
    assert in_digits_of("20", 24.84, bound=bound_before("takes at least ")) == "24"
    assert in_digits_of("20", 24.84, bound=bound_before("takes ")) == "25"


@given(
    st.decimals(0, 10**6, places=3).map(lambda each: f"{each:.3f}"),
    st.floats(1e-6, 1e9),
    st.integers(0, 3),
)
def test_what_is_written_means_the_value(token, value, decimals):
    token = token[: len(token) - 3 + decimals].rstrip(".")
    new = in_digits_of(token, value)
    assert new is not None
    shown = len(new.partition(".")[2])
    assert shown >= len(token.partition(".")[2])
    assert abs(float(new) - value) <= 0.5000001 * 10.0**-shown + 1e-9 * value


@pytest.mark.parametrize(
    ("word", "expected"),
    [("faster", "slower"), ("Slower", "Faster"), ("higher", "lower"),
     ("fewer", "more"), ("fastest", None), ("most", None)],
)  # fmt: skip
def test_only_comparatives_have_an_opposite(word, expected):
    assert opposite(word) == expected

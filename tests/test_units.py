"""Units: parse, convert, print."""

import pytest

from chimera_nb.units import format_value, parse_unit, split_unit, to_canonical


@pytest.mark.parametrize(
    ("written", "canonical", "factor"),
    [
        ("ms", "s", 1e-3), ("µs", "s", 1e-6), ("seconds", "s", 1.0), ("MB", "bytes", 1e6),
        ("MiB", "bytes", 1048576.0), ("tokens/s", "tok/s", 1.0), ("%", "percent", 1.0),
    ],
)  # fmt: skip
def test_each_spelling_has_one_canonical_unit(written, canonical, factor):
    assert parse_unit(written) == (canonical, factor)


def test_an_unknown_unit_is_not_guessed():
    assert parse_unit("furlong") is None
    with pytest.raises(ValueError, match=r"^unknown unit 'furlong'$"):
        to_canonical(1, "furlong")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("mean_time_ms", ("mean_time", "ms")),
        ("compile_time_s", ("compile_time", "s")),
        ("Compile Time (s)", ("Compile Time", "s")),
        ("tokens_s", ("tokens_s", "tok/s")),
        ("mean_tokens_s", ("mean", "tok/s")),
        ("runs", ("runs", None)),
    ],
)
def test_tokens_s_is_a_rate_and_not_seconds(name, expected):
    assert split_unit(name) == expected


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (4.63032, "s", "4.630 s"), (0.0576, "s", "57.60 ms"), (0.9999999, "s", "1.000 s"),
        (0.00004693, "s", "46.93 µs"), (27.0, "count", "27"), (5.5, "ratio", "5.500x"),
        (0.0, "s", "0 s"), (1.5e9, "bytes", "1.500 GB"), (float("nan"), "s", "n/a"),
        (48539945.0, "bytes/s", "48.54 MB/s"), (2.5e12, "flop/s", "2.500 TFLOP/s"),
    ],
)  # fmt: skip
def test_a_value_is_printed_in_the_multiple_that_reads_best(value, unit, shown):
    assert format_value(value, unit) == shown


@pytest.mark.parametrize(
    ("text", "factor"), [("MJ", 1e6), ("mJ", 1e-3), ("mj", 1e-3), ("MW", 1e6)]
)
def test_mega_is_not_milli(text, factor):
    assert parse_unit(text).factor == factor

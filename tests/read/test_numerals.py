"""Cells as people write them: which hold a number, and which only look as if."""

import pytest

from chimera_nb.read.digits import writes_comma
from chimera_nb.read.numerals import parse_cell


def numbers(text, comma=False):
    """The numbers of a cell, as (value, unit, statistic)."""
    cell = parse_cell(text, comma)
    return [(each.value, each.unit, each.statistic) for each in cell.numbers]


@pytest.mark.parametrize(
    ("written", "value", "unit"),
    [
        ("22,80,000", 2280000, ""),
        ("2,14,74,83,647", 2147483647, ""),
        ("33,143,453", 33143453, ""),
        ("1\u202f234\u202f567", 1234567, ""),
        ("12&nbsp;345 ms", 12345, "ms"),
        ("1_000_000", 1000000, ""),
        ("**78.42**", 78.42, ""),
        ("`12.5 ms`", 12.5, "ms"),
        ("1,550 t <sup>1</sup>", 1550, "tokens"),
        ("12.5 [1]", 12.5, ""),
        ("0.123*", 0.123, ""),
        ("~100.5", 100.5, ""),
        ("1.985x", 1.985, "x"),
        ("×1.15", 1.15, "x"),
        ("1.97x faster", 1.97, "x"),
        ("13,918 t/s", 13918, "t/s"),
        ("12.5k req/s", 12.5, "kreq/s"),
        ("~1.5K/s", 1500, "/s"),
        ("2.4M rows/s", 2400000, "1/s"),
        ("1.2 Gbps", 1.2, "Gbps"),
        ("20/s", 20, "/s"),
        ("36.3M", 36300000, ""),
        ("512 B", 512, "B"),
        ("12 images/s", 12, "1/s"),
        ("100% (confirmed)", 100, "%"),
        ("**101.1 tok/s** ✅", 101.1, "tok/s"),
        ("−5.2", -5.2, ""),
        ("3×10⁻³", 0.003, ""),
        ("1.2e+06", 1200000, ""),
        ("1m 23s", 83, "s"),
        ("1:23.4", 83.4, "s"),
        ("01:44m", 104, "s"),
        ("0m12.345s", 12.345, "s"),
        ("$1.2\\times$", 1.2, "x"),
        ("6.2 GB, 100% GPU", 6.2, "GB"),
    ],
)
def test_a_number_with_what_stands_around_it_is_read(written, value, unit):
    assert numbers(written) == [(value, unit, "")]


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("99.16 ± 0.25 tok/s", [(99.16, "tok/s", ""), (0.25, "tok/s", "std")]),
        ("12.3 ms ± 0.4 ms", [(12.3, "ms", ""), (0.4, "ms", "std")]),
        ("12.3 ms ± 3%", [(12.3, "ms", ""), (3.0, "%", "cv")]),
        ("12.3 (0.4)", [(12.3, "", ""), (0.4, "", "std")]),
        ("5.41x (+441.0%)", [(5.41, "x", ""), (441.0, "%", "delta")]),
        ("489 (7.8%)", [(489.0, "", ""), (7.8, "%", "")]),
        ("12.4 (p<0.05)", [(12.4, "", "")]),
    ],
)
def test_two_numbers_of_one_cell_keep_what_each_of_them_is(written, found):
    assert numbers(written) == found


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("2.3-6.5s", "text"),
        ("~6-7 GB (estimated)", "text"),
        ("3/5", "text"),
        ("3/5 runs", "text"),
        ("2-64", "text"),
        ("2025-10-08", "text"),
        ("1.2.3", "text"),
        ("v1.2", "text"),
        ("7B", "text"),
        ("270m (291MB)", "text"),
        ("4-bit", "text"),
        ("1920x1080", "text"),
        ("8 x A100", "text"),
        ("=1+1", "text"),
        ("0x10", "text"),
        ("1e400", "text"),
        ("٣٤", "text"),
        ("< 5 ms", "bound"),
        ("&lt;5", "bound"),
        ("100+", "bound"),
        ("N/A", "missing"),
        ("-", "missing"),
        ("—", "missing"),
        ("", "missing"),
        ("NaN", "missing"),
        ("inf", "missing"),
        ("Failed", "failed"),
        ("OOM", "failed"),
        ("timeout (>300s)", "failed"),
        ("12.3s (timeout)", "failed"),
        ("❌", "failed"),
    ],
)
def test_what_only_looks_like_a_number_gives_none(written, kind):
    cell = parse_cell(written)
    assert (cell.kind, cell.numbers) == (kind, ())


def test_the_digits_are_kept_as_written_without_their_grouping():
    raws = [
        parse_cell(text).numbers[0].raw for text in ("0.0699", "1,550 t", "+2.50 %")
    ]
    assert raws == ["0.0699", "1550", "2.50"]


def test_a_decimal_comma_is_told_from_thousands_by_its_neighbours():
    assert writes_comma(["12,5", "1.234,5"])
    assert not writes_comma(["12,345", "0.5"])
    assert numbers("1,234") == [(1234.0, "", "")]
    assert numbers("1,234", comma=True) == [(1.234, "", "")]
    assert numbers("1.234", comma=True) == [(1234.0, "", "")]
    assert numbers("1.234,5") == [(1234.5, "", "")]


@pytest.mark.parametrize("mark", ["1", "1,", "1 ", "(", "±", "[", "<sup>", "**", "1m "])
def test_a_hostile_cell_takes_no_time_and_raises_nothing(mark):
    assert parse_cell(mark * 100_000).kind in ("text", "missing", "failed")
    assert parse_cell(mark * 60).kind

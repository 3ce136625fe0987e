"""What benchstat prints: old form, new form, CSV."""

from chimera_nb.read.formats.benchstat_text import READERS
from chimera_nb.read.testing import read_files, read_text

TEXT, CSV = READERS
NEW = """goos: linux
pkg: x/y
                 │   old.txt   │               new.txt               │
                 │   sec/op    │   sec/op     vs base                │
Encode/json-48     1.718µ ± 1%   1.423µ ± 1%  -17.20% (p=0.000 n=10)
Only-48                          3.070m ± ∞ ¹
geomean            2.295µ        2.090µ        -8.94%
¹ need >= 6 samples for confidence interval at level 0.95

note: second
                 │   old.txt    │
                 │     B/s      │
Encode/json-48     11.88Gi ± 2%
"""
OLD = """name          old time/op    new time/op    delta
pkg:a/b goos:linux
Decode-16      151ns ± 0%      23ns ±12%   -85.00%  (p=0.000 n=9+10)
Same-16       1.49µs ± 4%    0.23µs ± 2%     ~      (p=0.4 n=9+8)

name          old allocs/op  new allocs/op  delta
Decode-16      19.8k ± 0%      0.00       -100.00%  (p=0.000 n=10+10)

name \\ time/op   a.txt         b.txt         c.txt
X-4              68.4ns ± 3%   39.5ns ± 1%   41ns ± 0%
"""


def values(table, **wanted):
    for name, value in wanted.items():
        table = table[table[name] == value]
    return list(
        zip(table.config_label, table.statistic, table.value, table.unit, strict=True)
    )


def test_new_form_prefixes_and_columns() -> None:
    table = read_text(TEXT, "a.txt", NEW)
    assert values(table, metric="time", benchmark="Encode/json-48") == [
        ("old.txt", "median", 1.718e-6, "s"),
        ("old.txt", "error", 1.0, "percent"),
        ("new.txt", "median", 1.423e-6, "s"),
        ("new.txt", "error", 1.0, "percent"),
        ("new.txt vs old.txt", "delta", -17.2, "percent"),
    ]
    assert set(table[table.benchmark == "Encode/json-48"].n_behind.dropna()) == {10}


def test_a_missing_first_column_does_not_shift_the_second() -> None:
    table = read_text(TEXT, "a.txt", NEW)
    assert values(table, benchmark="Only-48") == [("new.txt", "median", 3.07e-3, "s")]


def test_geomean_is_a_statistic_and_no_benchmark() -> None:
    table = read_text(TEXT, "a.txt", NEW)
    assert "geomean" not in set(table.benchmark)
    assert values(table[table.benchmark.isna()], metric="time") == [
        ("old.txt", "geomean", 2.295e-6, "s"),
        ("new.txt", "geomean", 2.09e-6, "s"),
        ("geomean, new.txt vs old.txt", "delta", -8.94, "percent"),
    ]


def test_a_later_table_has_its_own_configuration() -> None:
    table = read_text(TEXT, "a.txt", NEW)
    last = table[table.metric == "bandwidth"].iloc[0]
    assert (last["setting.note"], last.value) == ("second", 11.88 * 2**30)


def test_old_form() -> None:
    table = read_text(TEXT, "a.txt", OLD)
    assert values(table, benchmark="Decode-16", metric="time") == [
        ("old", "mean", 1.51e-7, "s"),
        ("old", "error", 0.0, "percent"),
        ("new", "mean", 2.3e-8, "s"),
        ("new", "error", 12.0, "percent"),
        ("new vs old", "delta", -85.0, "percent"),
    ]
    assert "delta" not in set(table[table.benchmark == "Same-16"].statistic)
    assert values(table, metric="allocations")[0] == ("old", "mean", 19800.0, "count")
    assert values(table, benchmark="X-4", statistic="mean") == [
        ("a.txt", "mean", 6.84e-8, "s"),
        ("b.txt", "mean", 39.5 / 1e9, "s"),
        ("c.txt", "mean", 4.1e-8, "s"),
    ]
    assert table["setting.pkg"].iloc[0] == "a/b"


def test_csv() -> None:
    text = (
        "goos: linux\n,old.txt,,new.txt\n,sec/op,CI,sec/op,CI,vs base,P\n"
        "Encode-48,1.718e-06,1%,1.423e-06,∞,-17.20%,p=0.000 n=10\n"
        "geomean,2e-06,,1e-06,,-50.00%,\n"
    )
    table = read_text(CSV, "a.csv", text)
    assert values(table, benchmark="Encode-48") == [
        ("old.txt", "median", 1.718e-6, "s"),
        ("old.txt", "error", 1.0, "percent"),
        ("new.txt", "median", 1.423e-6, "s"),
        ("new.txt vs old.txt", "delta", -17.2, "percent"),
    ]
    assert list(table[table.benchmark.isna()].statistic)[:2] == ["geomean", "geomean"]


def test_units_without_a_slash_a_zero_change_and_one_sample() -> None:
    text = (
        "         │    before    │          after           │\n"
        "         │  text-bytes  │ text-bytes  vs base      │\n"
        "Size       100.0 ± 0%     105.0 ± 0%  +5.00% (n=1)\n"
        "NonExact   101.0 ± 1% ¹   101.0 ± 0%   0.00% (n=3)\n"
    )
    table = read_text(TEXT, "a.txt", text)
    assert values(table, benchmark="NonExact") == [
        ("before", "median", 101.0, "bytes"),
        ("before", "error", 1.0, "percent"),
        ("after", "median", 101.0, "bytes"),
        ("after", "error", 0.0, "percent"),
        ("after vs before", "delta", 0.0, "percent"),
    ]


def test_columns_squeezed_to_one_blank_keep_their_order() -> None:
    text = "goos: linux\n│ a.txt │ b.txt │\n│ sec/op │ sec/op vs base │\n"
    text += "Iter/12-8 179.5n ± 10% 190.5n ± 4% -6.50% (p=0.036 n=10)\n"
    table = read_files(**{"a.md": text})
    found = table[["statistic", "value", "config_label"]].astype(object)
    assert list(found.itertuples(index=False, name=None)) == [
        ("median", 1.795e-07, "a.txt"),
        ("error", 10, "a.txt"),
        ("median", 1.905e-07, "b.txt"),
        ("error", 4, "b.txt"),
        ("delta", -6.5, "b.txt vs a.txt"),
    ]

"""What JavaScript's benchmark libraries print."""

from chimera_nb.read.testing import read_files

VITEST = """\
 ✓ bench/parse.bench.ts (7) 17780ms
   ✓ 5MB of TOML (3) 17268ms
     name                 hz     min     max    mean     p99    p995     rme  samples
   · ours           5,686.57  0.1438  12.373  0.1759  0.4403  0.5771  ±5.18%     2844   fastest
   · two words           NaN     NaN     NaN     NaN     NaN     NaN  ±0.00%        0

 BENCH  Summary

  ours - bench/parse.bench.ts > 5MB of TOML
    8.32x faster than two words
"""
BENCHMARK_JS = """\
RegExp#test x 12,345,678 ops/sec ±1.23% (92 runs sampled)
Fastest is RegExp#test
"""
MITATA = """\
cpu: Apple M1
runtime: node 22.3.0 (arm64-darwin)

benchmark                   avg (min … max) p75 / p99    (min … top 1%)
------------------------------------------- -------------------------------
• dates
------------------------------------------- -------------------------------
new Date()                   98.25 ns/iter  97.75 ns           █
                      (81.5 ns … 15.25 µs) 116.25 ns           █▂
Date.now()                   27.5 ns/iter  27.25 ns  █

summary
  Date.now()
   3.57x faster than new Date()
"""
DENO = """\
| benchmark | time/iter (avg) |    iter/s |      (min … max)      |   p75 |    p995 |
| --------- | --------------- | --------- | --------------------- | ----- | ------- |
| URL parse |        299.5 ns | 3,335,000 | (295.5 ns …   1.5 ms) | 301 ns | 329 ns |
"""


def rows(table, *columns):
    return [
        tuple(
            None if e != e else round(e, 12) if isinstance(e, float) else e for e in row
        )
        for row in table[list(columns)].itertuples(index=False, name=None)
    ]


def test_vitest_prints_milliseconds_and_tells_suites_by_their_indent() -> None:
    table = read_files(**{"a.md": f"# R\n\n```\n{VITEST}```\n"})
    columns = ("benchmark", "metric", "statistic", "value", "unit")
    assert rows(table[table.status == "ok"], *columns) == [
        ("ours", "ops", "mean", 5686.57, "1/s"),
        ("ours", "time", "min", 0.0001438, "s"),
        ("ours", "time", "max", 0.012373, "s"),
        ("ours", "time", "mean", 0.0001759, "s"),
        ("ours", "time", "p99", 0.0004403, "s"),
        ("ours", "time", "p99.5", 0.0005771, "s"),
        ("ours", "time", "error", 5.18, "percent"),
        ("ours", "speedup", "value", 8.32, "ratio"),
    ]
    assert set(table[table.status != "ok"].benchmark) == {"two words"}
    suite = "bench/parse.bench.ts > 5MB of TOML"
    assert set(table.config_label) == {
        f"{suite}, R", f"faster than two words, {suite}, R"
    }  # fmt: skip


def test_the_margin_of_error_of_benchmark_js_is_relative() -> None:
    table = read_files(**{"a.txt": BENCHMARK_JS})
    assert rows(table, "benchmark", "statistic", "value", "unit") == [
        ("RegExp#test", "mean", 12_345_678.0, "1/s"),
        ("RegExp#test", "error", 1.23, "percent"),
    ]


def test_the_second_line_of_mitata_belongs_to_the_first() -> None:
    table = read_files(**{"a.txt": MITATA})
    assert rows(table, "benchmark", "statistic", "value") == [
        ("new Date()", "mean", 98.25e-9),
        ("new Date()", "p75", 97.75e-9),
        ("new Date()", "min", 81.5e-9),
        ("new Date()", "max", 15.25e-6),
        ("new Date()", "p99", 116.25e-9),
        ("Date.now()", "mean", 27.5e-9),
        ("Date.now()", "p75", 27.25e-9),
        ("Date.now()", "value", 3.57),
    ]
    assert set(table.machine) == {"Apple M1"}
    assert table.config_label[0] == "dates"


def test_the_table_of_deno_names_extremes_in_one_cell() -> None:
    table = read_files(**{"a.md": DENO})
    assert rows(table, "metric", "statistic", "value") == [
        ("time", "mean", 299.5e-9),
        ("ops", "mean", 3_335_000.0),
        ("time", "min", 295.5e-9),
        ("time", "max", 1.5e-3),
        ("time", "p75", 301e-9),
        ("time", "p99.5", 329e-9),
    ]

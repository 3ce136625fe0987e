"""What JMH prints: its log and its table."""

from chimera_nb.read.formats.jmh_text import READERS
from chimera_nb.read.testing import read_files, read_text

(JMH,) = READERS
TEXT = """\
[info] # JMH version: 1.37
[info] # VM version: JDK 17.0.1
[info] # Benchmark: a.b.C.read
[info] # Parameters: (kind = x, n = 10)
[info] # Fork: 1 of 2
[info] # Warmup Iteration   1: 5.000 us/op
[info] Iteration   1: 4.000 us/op
[info] Iteration   2: 4.500 us/op
[info] Result "a.b.C.read":
[info]   4.250 ±(99.9%) 0.100 us/op [Average]
[info]   (min, avg, max) = (4.000, 4.250, 4.500), stdev = 0.050
[info] Benchmark                    (kind)  (n)    Mode  Cnt     Score     Error  Units
[info] C.read                            x   10    avgt   10   714,500 ± 482,250  us/op
[info] C.read:·gc.alloc.rate.norm        x   10    avgt   10    24.000 ±   0.001   B/op
[info] C.single                        N/A   10      ss         17.500            ms/op
[info] C.s:s·p0.99                     a b   10  sample         12.500            us/op
[info] C.t                               x   10   thrpt    5     1.500 ±   0.250 ops/ms
[info] C.zero                            x   10    avgt   10      ≈ 10⁻³           s/op
"""


def values(table, *columns, **wanted):
    for name, value in wanted.items():
        table = table[table[name] == value]
    return [
        tuple(float(f"{e:.12g}") if isinstance(e, float) else e for e in each)
        for each in table[list(columns)].to_numpy()
    ]


def test_a_decimal_comma_is_no_thousands_mark() -> None:
    table = read_text(JMH, "a.txt", TEXT)
    columns = ("metric", "statistic", "value", "setting.kind", "setting.n")
    assert values(table, *columns, benchmark="C.read") == [
        ("time", "mean", 714.5e-6, "x", 10),
        ("time", "error", 482.25e-6, "x", 10),
    ]


def test_warm_up_is_no_run_and_iterations_are_raw() -> None:
    table = read_text(JMH, "a.txt", TEXT)
    raw = values(table, "value", "run_index", benchmark="a.b.C.read", statistic="value")
    assert raw == [(4e-6, 1), (4.5e-6, 2)]
    assert table.attrs["not_taken"] == [("a warm-up iteration", 1)]
    assert values(table, "value", statistic="std") == [(5e-8,)]
    assert table.software[0] == "JMH 1.37, JDK 17.0.1"


def test_secondary_results_percentiles_and_missing_errors() -> None:
    table = read_text(JMH, "a.txt", TEXT)
    assert values(
        table, "metric", "value", "unit", benchmark="C.read:·gc.alloc.rate.norm"
    ) == [("gc_alloc_rate_norm", 24.0, "bytes"), ("gc_alloc_rate_norm", 1e-3, "bytes")]
    assert values(table, "value", benchmark="C.single") == [(0.0175,)]
    assert values(table, "statistic", "setting.kind", benchmark="C.s:s·p0.99") == [
        ("p99", "a b")
    ]


def test_a_rate_per_millisecond_and_an_order_of_magnitude() -> None:
    table = read_text(JMH, "a.txt", TEXT)
    assert values(table, "metric", "value", "unit", benchmark="C.t") == [
        ("ops", 1500.0, "1/s"),
        ("ops", 250.0, "1/s"),
    ]
    assert values(table, "value", "note", benchmark="C.zero") == [
        (1e-3, "printed as ≈ 10⁻³")
    ]


def test_a_failed_fork_has_no_value() -> None:
    text = TEXT.split("[info] # Warmup")[0] + "[info] <failure>\n[info] \n[info] OOM\n"
    table = read_text(JMH, "a.txt", text)
    assert values(table, "benchmark", "status", "error") == [
        ("a.b.C.read", "failed", "OOM")
    ]


def test_a_table_pasted_as_markdown_holds_means_and_percentiles() -> None:
    rows = ["Benchmark | (size) | Mode | Cnt | Score | Error | Units",
            "--- | --- | --- | --- | --- | --- | ---",
            "`Map.get` | 10 | thrpt | 5 | 123456.5 | ± 345.5 | ops/ms",
            "Map.put:put·p0.99 | 10 | sample | | **0,125** | | us/op"]  # fmt: skip
    for text in ("\n".join(rows), "\n".join(f"| {row} |" for row in rows)):
        table = read_files(**{"a.md": f"## M1\n\n{text}\n"})
        columns = ["metric", "statistic", "value", "setting.size"]
        assert list(table[columns].itertuples(index=False, name=None)) == [
            ("ops", "mean", 123456500.0, 10.0),
            ("ops", "error", 345500.0, 10.0),
            ("time", "p99", 0.125e-6, 10.0),
        ]

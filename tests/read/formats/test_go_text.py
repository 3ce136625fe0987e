"""Go's benchmark text, plain and as ``go test -json``."""

import json

from chimera_nb.read.formats.go_text import READERS, measure_of
from chimera_nb.read.testing import read_text

GO, GO_JSON = READERS
SESSION = """\x1b[32m$ go test -bench=. ./...\x1b[0m
goos: linux
goarch: amd64
pkg: example.com/a
cpu: AMD EPYC 7B13
BenchmarkEncode/json-8         \t 1000000\t      1234 ns/op\t  52.30 MB/s\t     128 B/op
BenchmarkEncode/gob-8   a line that the benchmark logged
    5000\t    2.5e+05 ns/op
BenchmarkBad-8 --- FAIL: BenchmarkBad-8
    a_test.go:12: database is locked
--- SKIP: BenchmarkSkipped
BenchmarkLat-8  100  0.5 ns/GC  5.5 p99-ms  100 docs/s  NaN nodes/op
PASS
ok  \texample.com/a\t12.345s
FAIL\texample.com/b [build failed]
"""


def row(table, **wanted):
    for name, value in wanted.items():
        table = table[table[name] == value]
    assert len(table) == 1, table
    return table.iloc[0]


def test_a_line_of_results_is_read_with_its_configuration() -> None:
    table = read_text(GO, "a.txt", SESSION)
    found = row(table, benchmark="BenchmarkEncode/json-8", metric="time")
    assert (found.value, found.unit, found.statistic) == (1234e-9, "s", "value")
    assert (found.machine, found["setting.pkg"]) == ("AMD EPYC 7B13", "example.com/a")
    assert (found.n_behind, found.place) == (1_000_000, "line 6, ns/op")
    speed = row(table, benchmark="BenchmarkEncode/json-8", metric="bandwidth")
    assert (speed.value, speed.unit) == (52.3e6, "bytes/s")
    memory = row(table, benchmark="BenchmarkEncode/json-8", metric="memory")
    assert (memory.value, memory.unit) == (128, "bytes")


def test_a_result_torn_from_its_name_by_a_log_line_is_read() -> None:
    table = read_text(GO, "a.txt", SESSION)
    assert row(table, benchmark="BenchmarkEncode/gob-8").value == 2.5e-4


def test_a_failed_benchmark_has_no_value_and_a_failed_package_is_a_problem() -> None:
    table = read_text(GO, "a.txt", SESSION)
    bad = row(table, benchmark="BenchmarkBad-8")
    assert (bad.status, bad.error) == ("failed", "a_test.go:12: database is locked")
    assert table.attrs["problems"] == [
        ("line 15", "the benchmarks of example.com/b failed (build failed)")
    ]
    assert ("how long the whole test binary ran", 1) in table.attrs["not_taken"]


def test_own_units_give_metric_unit_and_statistic() -> None:
    assert measure_of("p99-ms") == ("p99_ms", "ms", "p99")
    assert measure_of("ns/GC") == ("ns_per_gc", "ns", "value")
    assert measure_of("docs/s") == ("docs_per_s", "1/s", "value")
    assert measure_of("nodes/op") == ("nodes_per_op", "count", "value")
    table = read_text(GO, "a.txt", SESSION)
    assert row(table, metric="nodes_per_op").error == "'NaN' is no number"


def test_go_test_json_is_put_together_per_package() -> None:
    pieces = ["BenchmarkX-8 \t", " 100\t 7.5 ns/op\n", "PASS\n"]
    lines = [
        json.dumps({"Action": "output", "Package": "p", "Output": piece})
        for piece in pieces
    ]
    table = read_text(GO_JSON, "a.json", "\n".join(lines))
    found = row(table, metric="time")
    assert (found.value, found.benchmark) == (7.5e-9, "BenchmarkX-8")
    assert (found["setting.pkg"], found.place) == ("p", "line 1 /Output, ns/op")


def test_markdown_is_read_where_the_output_is_its_main_content() -> None:
    text = "# On a laptop\n\n```\nBenchmarkX-8  10  7 ns/op\n```\n"
    table = read_text(GO, "a.md", text)
    assert row(table, metric="time").config_label == "On a laptop"

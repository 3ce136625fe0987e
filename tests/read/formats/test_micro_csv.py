"""CSV of hyperfine, Google Benchmark, pytest-benchmark, JMH and criterion.rs."""

from textwrap import dedent

import pandas as pd
import pytest

from chimera_nb.read.formats import micro_csv
from chimera_nb.read.testing import read_text

READERS = {reader.name: reader for reader in micro_csv.READERS}


def read(name: str, text: str, file: str = "a.csv") -> pd.DataFrame:
    return read_text(READERS[name], file, dedent(text).lstrip("\n"))


def rows(table: pd.DataFrame, *columns: str) -> list[tuple]:
    return list(table[list(columns)].itertuples(index=False, name=None))


def test_hyperfine_is_seconds_and_parameters_are_settings() -> None:
    table = read("hyperfine_csv", """
        command,mean,stddev,median,user,system,min,max,parameter_n,parameter_cc
        sort -n 4,0.25,0.01,0.24,0.2,0.05,0.23,0.27,4,gcc
        sort -n 8,0.5,,0.5,0.4,0.1,0.5,0.5,8,clang
    """)  # fmt: skip
    first = table[table["benchmark"] == "sort -n 4"]
    assert rows(first, "metric", "statistic", "value", "unit") == [
        ("time", "mean", 0.25, "s"), ("time", "std", 0.01, "s"),
        ("time", "median", 0.24, "s"), ("user_time", "mean", 0.2, "s"),
        ("system_time", "mean", 0.05, "s"), ("time", "min", 0.23, "s"),
        ("time", "max", 0.27, "s"),
    ]  # fmt: skip
    assert list(table["setting.n"].unique()) == [4, 8]
    assert set(table["setting.cc"]) == {"gcc", "clang"}
    # one run has no spread: an empty cell is missing, not zero
    assert "std" not in set(table[table["benchmark"] == "sort -n 8"]["statistic"])


def test_hyperfine_row_without_times_is_a_command_that_did_not_run() -> None:
    table = read("hyperfine_csv", """
        command,mean,stddev,median,user,system,min,max
        none,,,,,,,
    """)  # fmt: skip
    assert rows(table, "status", "error") == [
        ("failed", "no times: the command did not run")
    ]


GOOGLE = """
    2024-05-01T10:00:00+02:00
    Running ./bench_sort
    Run on (8 X 2400 MHz CPU s)
    CPU Caches:
      L1 Data 32 KiB (x4)
    ***WARNING*** CPU scaling is enabled
    name,iterations,real_time,cpu_time,time_unit,bytes_per_second,items_per_second,label,error_occurred,error_message,hits
    "BM_sort/8",100,12.5,12.0,us,2000,,,,,3
    "BM_sort/8_mean",3,12.5,12.0,us,2000,,,,,3
    "BM_sort/8_stddev",3,0.5,0.25,us,,,,,,
    "BM_sort/8_cv",3,0.04,0.02,,,,,,,
    "BM_sort_BigO",,0.3,0.3,NlgN,,,,,,
    "BM_gpu",,,,,,,,true,"no device",
"""


def test_google_names_of_aggregates_become_statistics() -> None:
    table = read("google_benchmark_csv", GOOGLE)
    table = table[table["metric"] == "time"]
    assert rows(table, "benchmark", "statistic", "value", "unit", "status") == [
        ("BM_sort/8", "value", 12.5e-6, "s", "ok"),
        ("BM_sort/8", "mean", 12.5e-6, "s", "ok"),
        ("BM_sort/8", "std", 0.5e-6, "s", "ok"),
        ("BM_sort/8", "cv", 0.04, "ratio", "ok"),
        ("BM_gpu", "value", pytest.approx(float("nan"), nan_ok=True), "s", "failed"),
    ]


def test_google_context_counters_and_complexity() -> None:
    table = read("google_benchmark_csv", GOOGLE)
    assert set(table["machine"]) == {"8 X 2400 MHz CPU s"}
    assert set(table["config_label"]) == {"./bench_sort"}
    assert rows(table[table["metric"] == "bandwidth"], "value", "unit") == [
        (2000.0, "bytes/s"), (2000.0, "bytes/s"),
    ]  # fmt: skip
    assert set(table[table["metric"] == "hits"]["value"]) == {3.0}
    assert table.attrs["not_taken"] == [("coefficients of a complexity, no times", 2)]
    assert list(table[table["status"] == "failed"]["error"]) == ["no device"]


def test_google_table_in_a_terminal_session() -> None:
    table = read("google_benchmark_csv", """
        $ ./bench --benchmark_format=csv
        name,iterations,real_time,cpu_time,time_unit
        "BM_a<int, 4>",10,7,6,ns
        $ echo done
    """, "session.txt")  # fmt: skip
    assert rows(table, "benchmark", "value", "n_behind") == [
        ("BM_a<int, 4>", 7e-9, 10.0), ("BM_a<int, 4>", 6e-9, 10.0),
    ]  # fmt: skip


def test_pytest_benchmark_outliers_and_rounds_are_no_measurements() -> None:
    table = read("pytest_benchmark_csv", """
        name,param:size,min,max,mean,stddev,median,iqr,outliers,ops,rounds,iterations
        tests/test_a.py::test_sort[10],10,0.001,0.004,0.002,0.0005,0.0019,0.0003,3;7,500.0,99,1
    """)  # fmt: skip
    assert rows(table, "metric", "statistic", "value", "unit") == [
        ("time", "min", 0.001, "s"), ("time", "max", 0.004, "s"),
        ("time", "mean", 0.002, "s"), ("time", "std", 0.0005, "s"),
        ("time", "median", 0.0019, "s"), ("time", "iqr", 0.0003, "s"),
        ("ops", "mean", 500.0, "1/s"),
    ]  # fmt: skip
    assert set(table["setting.size"]) == {10}
    assert set(table["n_behind"]) == {99.0}


def test_jmh_decimal_commas_of_a_locale() -> None:
    table = read("jmh_csv", """
        "Benchmark","Mode","Threads","Samples","Score","Score Error (99,9%)","Unit","Param: n"
        "org.a.Bench.sort","avgt",1,5,"0,120356","0,081554","ms/op",1000
        "org.a.Bench.sort","avgt",1,5,"1.317,134531",NaN,"ms/op",10000
    """)  # fmt: skip
    assert rows(table, "statistic", "value", "unit", "setting.n") == [
        ("mean", 0.120356 / 1000, "s", 1000), ("error", 0.081554 / 1000, "s", 1000),
        ("mean", 1317.134531 / 1000, "s", 10000),
    ]  # fmt: skip


def test_jmh_throughput_percentiles_and_the_collector() -> None:
    table = read("jmh_csv", """
        "Benchmark","Mode","Threads","Samples","Score","Score Error (99.9%)","Unit"
        "org.a.B.put","thrpt",4,25,12.5,0.5,"ops/ms"
        "org.a.B.put:·gc.alloc.rate.norm","thrpt",4,25,64.0,0.1,"B/op"
        "org.a.B.get:get·p0.99","sample",4,1,3.0,NaN,"us/op"
        "org.a.B.bad","thrpt",1,5,NaN,NaN,"ops/s"
    """)  # fmt: skip
    assert rows(table, "metric", "statistic", "value", "unit", "status")[:5] == [
        ("ops", "mean", 12500.0, "1/s", "ok"), ("ops", "error", 500.0, "1/s", "ok"),
        ("gc_alloc_rate_norm", "mean", 64.0, "bytes", "ok"),
        ("gc_alloc_rate_norm", "error", 0.1, "bytes", "ok"),
        ("time", "p99", 3e-6, "s", "ok"),
    ]  # fmt: skip
    assert table["status"].iloc[-1] == "failed"


def test_criterion_sample_is_the_time_of_all_its_iterations() -> None:
    table = read("criterion_csv", """
        group,function,value,throughput_num,throughput_type,sample_measured_value,unit,iteration_count
        fib,fast,20,1024,bytes,900.0,ns,9
        fib,fast,20,1024,bytes,,ns,0
    """)  # fmt: skip
    assert rows(table, "benchmark", "statistic", "value", "status")[:2] == [
        ("fib/fast/20", "value", 100e-9, "ok"), ("fib/fast/20", "total", 900e-9, "ok"),
    ]  # fmt: skip
    assert table["status"].iloc[2] == "failed"


def test_a_ragged_row_is_a_problem_and_the_others_are_read() -> None:
    table = read("hyperfine_csv", """
        command,mean,stddev,median,user,system,min,max
        a,b,0.25,0.01,0.24,0.2,0.05,0.23,0.27
        c,1,0,1,1,0,1,1
    """)  # fmt: skip
    assert table.attrs["problems"] == [("line 2", "9 cells where the header has 8")]
    assert set(table["benchmark"]) == {"c"}


@pytest.mark.parametrize(
    "header", ["name,value", "command,mean", "name,min,max", "Benchmark,Mode,Score"]
)
def test_other_headers_are_not_claimed(header: str) -> None:
    for reader in READERS.values():
        with pytest.raises(AssertionError, match="does not claim"):
            read_text(reader, "a.csv", f"{header}\n1,2,3\n")

"""JMeter, Locust, k6: failed samples, aggregates, what is no measurement."""

import pandas as pd

from chimera_nb.read.formats import load_csv
from chimera_nb.read.testing import read_text

READERS = load_csv.READERS


def read(text: str, name: str = "a.csv") -> pd.DataFrame:
    for reader in READERS:
        try:
            return read_text(reader, name, text)
        except AssertionError:
            continue
    raise AssertionError("no reader claims the text")


def values(table: pd.DataFrame, *columns: str) -> list[tuple]:
    return list(table[list(columns)].itertuples(index=False, name=None))


def test_a_failed_sample_has_no_time_though_milliseconds_stand_there() -> None:
    table = read(
        "timeStamp,elapsed,label,responseCode,responseMessage,success,failureMessage,"
        "bytes,Latency,Connect\n"
        "1700000000000,120,login,200,OK,true,,512,100,5\n"
        "1700000000100,30000,login,504,Gateway Timeout,false,,0,0,0\n"
    )
    assert values(table, "metric", "value", "unit", "status")[:4] == [
        ("time", 0.12, "s", "ok"), ("latency", 0.1, "s", "ok"),
        ("connect_time", 0.005, "s", "ok"), ("received", 512.0, "bytes", "ok"),
    ]  # fmt: skip
    assert values(table, "status", "error")[4:] == [("failed", "504 Gateway Timeout")]


def test_aggregate_report_with_percent_and_decimal_commas() -> None:
    table = read(
        "Etiqueta,# Muestras,Media,Mediana,90% Line,Mín,Máx,% Error,Rendimiento,Kb/sec\n"
        'GO,1000,99,72,216,62,1109,"0,500%","474,83381","93,67"\n'
    )
    assert values(table, "metric", "statistic", "value", "unit") == [
        ("samples", "count", 1000.0, "count"), ("time", "mean", 0.099, "s"),
        ("time", "median", 0.072, "s"), ("time", "p90", 0.216, "s"),
        ("time", "min", 0.062, "s"), ("time", "max", 1.109, "s"),
        ("error_rate", "value", 0.5, "percent"),
        ("request_throughput", "value", 474.83381, "1/s"),
        ("received_rate", "value", 93.67 * 1024, "bytes/s"),
    ]  # fmt: skip
    assert set(table["tier"]) == {"aggregate"}


def test_locust_stats_and_a_row_without_requests() -> None:
    table = read(
        "Type,Name,Request Count,Failure Count,Median Response Time,"
        "Average Response Time,Min Response Time,Max Response Time,"
        "Average Content Size,Requests/s,Failures/s,50%,99.9%,100%\n"
        "GET,/a,100,2,30,32.5,10,90,1024.0,25.5,0.5,30,88,90\n"
        "GET,/never,0,0,0,0,0,0,0,0,0,N/A,N/A,N/A\n"
        ",Aggregated,100,2,30,32.5,10,90,1024.0,25.5,0.5,30,88,90\n"
    )
    first = table[table["benchmark"] == "GET /a"]
    assert values(first, "metric", "statistic", "value") == [
        ("requests", "count", 100.0), ("failures", "count", 2.0),
        ("time", "median", 0.03), ("time", "mean", 0.0325), ("time", "min", 0.01),
        ("time", "max", 0.09), ("received", "mean", 1024.0),
        ("request_throughput", "value", 25.5), ("failure_rate", "value", 0.5),
        ("time", "median", 0.03), ("time", "p99.9", 0.088), ("time", "max", 0.09),
    ]  # fmt: skip
    never = table[table["benchmark"] == "GET /never"]
    assert set(never["metric"]) == {"requests", "failures"}


def test_times_of_requests_that_all_failed_are_no_times() -> None:
    table = read(
        "Type,Name,Request Count,Failure Count,Average Response Time,Requests/s\n"
        "POST,/b,4,4,165000.5,0.25\n"
    )
    assert values(table, "metric", "status") == [
        ("requests", "ok"), ("failures", "ok"), ("time", "failed"),
        ("request_throughput", "ok"),
    ]  # fmt: skip
    table = read(
        "Label,# Samples,Average,Min,Max,Std. Dev.,Error %,Throughput\n"
        'a,10,50,1,99,2.5,"100,000%",",16005"\n'
        'b,10,50,1,99,"2,75","0,000%","3,88"\n'
    )
    first = table[table["benchmark"] == "a"]
    assert set(first[first["metric"] == "time"]["status"]) == {"failed"}
    assert values(first, "value")[-2:] == [(100.0,), (0.16005,)]
    assert values(table[table["benchmark"] == "b"], "value")[-3:] == [
        (0.00275,), (0.0,), (3.88,),
    ]  # fmt: skip


def test_locust_history_and_failures() -> None:
    table = read(
        "Timestamp,User Count,Type,Name,Requests/s,Failures/s,50%,95%\n"
        "1700000000,5,,Aggregated,10.5,0.000000,12,20\n"
    )
    assert values(table, "metric", "value", "setting.User Count")[0] == (
        "request_throughput", 10.5, 5,
    )  # fmt: skip
    table = read("Method,Name,Error,Occurrences\nGET,/a,HTTPError 500,3\n")
    assert values(table, "benchmark", "config_label", "value") == [
        ("GET /a", "HTTPError 500", 3.0)
    ]


def test_k6_samples() -> None:
    table = read(
        "metric_name,timestamp,metric_value,check,error,error_code,expected_response,"
        "method,name,status\n"
        "http_reqs,1700000000,1.000000,,,,true,GET,http://a/,200\n"
        "http_req_duration,1700000000,114.5,,,,true,GET,http://a/,200\n"
        "http_req_duration,1700000001,9000.0,,,1504,false,GET,http://a/,504\n"
        "data_sent,1700000001,250,,,,,,,\n"
    )
    assert values(table, "metric", "value", "unit", "status")[::2] == [
        ("http_req_duration", 0.1145, "s", "ok"), ("data_sent", 250.0, "bytes", "ok"),
    ]  # fmt: skip
    assert values(table, "status", "error")[1] == ("failed", "1504")
    assert table.attrs["not_taken"] == [
        ("numbers of users and marks of single events", 1)
    ]

"""GuideLLM's reports: what a real file can get wrong."""

import json

from chimera_nb.read.formats.guidellm import READERS
from chimera_nb.read.testing import read_text

JSON, CSV = READERS
SPREAD = {"mean": 20.0, "median": 19.0, "mode": 19.0, "variance": 4.0, "std_dev": 2.0,
          "min": 18.0, "max": 25.0, "count": 4, "total_sum": 80.0,
          "percentiles": {"p001": 18.0, "p50": 19.0, "p95": 24.0, "p999": 25.0}}  # fmt: skip
REPORT = {
    "benchmarks": [{
        "args": {"strategy": {"type_": "constant", "rate": 2.5}},
        "worker": {"backend_model": "org/tiny"}, "duration": 30.0,
        "metrics": {
            "request_totals": {"successful": 4, "errored": 1},
            "time_to_first_token_ms": {"successful": SPREAD,
                                       "errored": SPREAD | {"mean": 999.0}},
            "request_latency": {"successful": SPREAD | {"count": 0, "mean": 0.0}},
            "text": {"tokens": {"output": {"per_second": {"successful":
                {"mean": 50.0, "count": 4}}}}},
        },
    }],
}  # fmt: skip
HEAD = """\
Run Info,Benchmark,Timings,Request Counts,Time to First Token,Time to First Token,Time to First Token,Request Latency,Server Throughput
Run ID,Strategy,Duration,Successful,Successful ms,Successful ms,Successful ms,Successful Sec,Successful Requests/Sec
,,Sec,,Mean,Std Dev,Percentiles,Mean,Median
"""


def rows(table):
    return list(zip(table["metric"], table["statistic"], table["value"], strict=True))


def test_only_the_successful_requests_are_measured():
    table = read_text(JSON, "a.json", json.dumps(REPORT))
    assert rows(table) == [
        ("ttft", "mean", 0.02), ("ttft", "median", 0.019), ("ttft", "std", 0.002),
        ("ttft", "min", 0.018), ("ttft", "max", 0.025), ("samples", "count", 4.0),
        ("ttft", "total", 0.08), ("ttft", "p0.1", 0.018), ("ttft", "p95", 0.024),
        ("ttft", "p99.9", 0.025),
        ("throughput", "mean", 50.0), ("samples", "count", 4.0),
        ("time", "value", 30.0), ("successful_requests", "value", 4.0),
        ("errored_requests", "value", 1.0),
    ]  # fmt: skip
    assert set(table["benchmark"]) == {"constant@2.5"}
    assert set(table["model"]) == {"org/tiny"}
    assert table["n_behind"].iloc[0] == 4
    assert table.attrs["not_taken"] == [
        ("distributions of requests that failed, or of all", 1)
    ]


def test_three_rows_of_header_and_a_cell_of_eleven_percentiles():
    ranks = json.dumps([float(each) for each in range(1, 12)])
    text = HEAD + f'x,synchronous,12.5,3,20.5,1.0,"{ranks}",4.5,0.25\n'
    table = read_text(CSV, "a.csv", text)
    found = rows(table)
    assert found[:4] == [
        ("time", "value", 12.5), ("successful_requests", "value", 3.0),
        ("ttft", "mean", 0.0205), ("ttft", "std", 0.001),
    ]  # fmt: skip
    assert [each[1] for each in found[4:15]] == [
        "p0.1", "p1", "p5", "p10", "p25", "median", "p75", "p90", "p95", "p99", "p99.9"
    ]  # fmt: skip
    assert found[14] == ("ttft", "p99.9", 0.011)
    assert found[15:] == [
        ("latency", "mean", 4.5), ("request_throughput", "median", 0.25)
    ]  # fmt: skip
    assert set(table["benchmark"]) == {"synchronous"}


def test_a_line_without_a_successful_request_has_only_counts():
    table = read_text(CSV, "a.csv", HEAD + "x,throughput,12.5,0,0.0,0.0,[],0.0,0.0\n")
    assert rows(table) == [("successful_requests", "value", 0.0)]


def test_the_older_csv_of_one_row_of_header():
    names = ["Name", "Duration"]
    for metric in ("Request latency", "Time to first token ms"):
        names += [f"Successful {metric} mean", f'"Successful {metric} [min, 50, 99]"']
    names += ['"Errored Request latency [min, 50, 99]"']
    text = ",".join(names) + '\nconstant@1,9.0,1.5,"[1, 1.5, 2]",20.0,"[1, 2, 3]",[]\n'
    table = read_text(CSV, "a.csv", text)
    assert rows(table) == [
        ("latency", "mean", 1.5), ("latency", "min", 1.0), ("latency", "median", 1.5),
        ("latency", "p99", 2.0), ("ttft", "mean", 0.02), ("ttft", "min", 0.001),
        ("ttft", "median", 0.002), ("ttft", "p99", 0.003),
    ]  # fmt: skip
    assert set(table["benchmark"]) == {"constant@1"}


def test_hostile_types_are_no_crash():
    bad = {"benchmarks": [{"metrics": {"a": {"successful": {"mean": []}}, "b": 3}}, 7]}
    table = read_text(JSON, "a.json", json.dumps(bad))
    assert not len(table)
    assert table.attrs["problems"] == [("/benchmarks/1", "want an object with metrics")]

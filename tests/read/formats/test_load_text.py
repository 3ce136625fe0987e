"""What HTTP load generators print."""

from chimera_nb.read.formats.load_text import READERS
from chimera_nb.read.testing import read_text

WRK, AB, HEY, BOMBARDIER = READERS
WRK_TEXT = """\
$ wrk -t4 -c96 http://app
Running 20s test @ http://app:5678/api
  4 threads and 96 connections
  Thread calibration: mean lat.: 1.423ms, rate sampling interval: 10ms
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     3.50ms   16.25ms   1.50m    97.80%
    Req/Sec     1.32k   238.50     4.33k    88.95%
  Latency Distribution (HdrHistogram - Recorded Latency)
 50.000%    1.10ms
 99.990%    1.70ms
100.000%    2.40ms
  Detailed Percentile spectrum:
       Value   Percentile   TotalCount 1/(1-Percentile)
       1.100     0.500000        30000         2.00
  60000 requests in 20.00s, 15.50MB read
  Socket errors: connect 0, read 1, write 0, timeout 2
Requests/sec:   3000.00
Transfer/sec:    779.50KB
"""
AB_TEXT = """\
This is ApacheBench, Version 2.3
Server Software:        nginx/1.18
Document Path:          /index
Concurrency Level:      10
Time taken for tests:   0.125 seconds
Complete requests:      100
Failed requests:        2
   (Connect: 0, Receive: 0, Length: 2, Exceptions: 0)
Requests per second:    79048.5 [#/sec] (mean)
Time per request:       1.25 [ms] (mean)
Time per request:       0.0125 [ms] (mean, across all concurrent requests)
Transfer rate:          10.50 [Kbytes/sec] received
              min  mean[+/-sd] median   max
Connect:        0    1   0.5      1       3
  50%     12
 100%     45 (longest request)
"""
HEY_TEXT = """\
Summary:
  Total:\t29.5 secs
  Slowest:\t0.05 secs
  Fastest:\t0.0001 secs
  Average:\t10.5 ms
  Requests/sec:\t33701.5

Response time histogram:
  0.005 [971369]\t|■■■■
Latency distribution:
  10% in 0.0003 secs
  99 % in 15.5 ms
Status code distribution:
  [200] 4534 responses
"""
BOMBARDIER_TEXT = """\
Statistics        Avg      Stdev        Max
  Reqs/sec     30252.5     5526.5    57624.5
  Latency        4.15ms     3.53ms    95.44ms
  HTTP codes:
    1xx - 0, 2xx - 100000, 3xx - 0, 4xx - 0, 5xx - 0
  Throughput:     8.5MB/s
"""


def values(table, *columns, **wanted):
    for name, value in wanted.items():
        table = table[table[name] == value]
    return [
        tuple(float(f"{e:.12g}") if isinstance(e, float) else e for e in each)
        for each in table[list(columns)].to_numpy()
    ]


def test_wrk_minutes_thousands_and_binary_bytes() -> None:
    table = read_text(WRK, "a.txt", WRK_TEXT)
    assert values(table, "statistic", "value", metric="latency") == [
        ("mean", 3.5e-3),
        ("std", 16.25e-3),
        ("max", 90.0),
        ("median", 1.1e-3),
        ("p99.99", 1.7e-3),
        ("max", 2.4e-3),
    ]
    assert values(table, "value", metric="bandwidth") == [(779.5 * 1024,)]
    assert values(table, "value", "statistic", metric="request_throughput") == [
        (1320.0, "mean"),
        (238.5, "std"),
        (4330.0, "max"),
        (3000.0, "mean"),
    ]
    assert table.attrs["not_taken"] == [("a bin of a histogram", 2)]


def test_wrk_is_labelled_by_url_threads_and_command() -> None:
    table = read_text(WRK, "a.txt", WRK_TEXT)
    assert set(table.benchmark) == {"http://app:5678/api"}
    assert set(table["setting.threads"]) == {4}
    assert "wrk -t4 -c96 http://app" in table.config_label[0]


def test_ab_two_times_per_request_are_two_things() -> None:
    table = read_text(AB, "a.txt", AB_TEXT)
    assert values(table, "value", metric="time_per_request") == [(1.25e-5,)]
    latency = values(table, "statistic", "value", metric="latency")
    assert latency[0] == ("mean", 1.25e-3)
    assert latency[-2:] == [("median", 0.012), ("max", 0.045)]
    assert values(table, "value", metric="bandwidth") == [(10752.0,)]
    assert set(table.benchmark) == {"/index"}
    assert values(table, "value", metric="errors") == [(2.0,)]


def test_hey_and_ghz_times_have_units_of_their_own() -> None:
    table = read_text(HEY, "a.txt", HEY_TEXT)
    assert values(table, "statistic", "value", metric="latency") == [
        ("max", 0.05),
        ("min", 1e-4),
        ("mean", 0.0105),
        ("p10", 3e-4),
        ("p99", 0.0155),
    ]
    assert values(table, "value", metric="time") == [(29.5,)]


def test_bombardier() -> None:
    table = read_text(BOMBARDIER, "a.txt", BOMBARDIER_TEXT)
    assert values(table, "value", metric="request_throughput") == [
        (30252.5,),
        (5526.5,),
        (57624.5,),
    ]
    assert values(table, "value", metric="bandwidth") == [(8.5e6,)]


def test_a_capture_of_several_tools_keeps_them_apart() -> None:
    text = "\n".join((WRK_TEXT, AB_TEXT, HEY_TEXT, BOMBARDIER_TEXT))
    together = read_text(WRK, "a.txt", text)
    apart = [
        read_text(reader, "a.txt", each)
        for reader, each in zip(
            READERS, (WRK_TEXT, AB_TEXT, HEY_TEXT, BOMBARDIER_TEXT), strict=True
        )
    ]
    assert len(together) == sum(map(len, apart))


def test_the_command_in_the_code_block_before_names_what_was_loaded():
    text = (
        "```sh\nhey -c 20 http://app/api\n```\n\n```\nSummary:\n"
        "  Total:\t16.5 secs\n  Slowest:\t10.5 secs\n  Fastest:\t0.5 secs\n"
        "  Requests/sec:\t53.5\n```\n"
    )
    table = read_text(HEY, "a.md", text)
    assert set(table["config_label"]) == {"hey -c 20 http://app/api"}


def test_a_run_without_a_request_that_came_through_has_failed() -> None:
    text = (
        "Running 5s test @ http://a.example\n  1 threads and 1 connections\n"
        "  Thread Stats   Avg      Stdev     Max   +/- Stdev\n"
        "    Latency     0.00us    0.00us   0.00us    -nan%\n"
        "  0 requests in 5.04s, 0.00B read\n"
        "  Socket errors: connect 0, read 363, write 0, timeout 0\n"
        "Requests/sec:      0.00\nTransfer/sec:       0.00B\n"
    )
    table = read_text(WRK, "a.txt", text)
    failed = table[table["status"] == "failed"]
    assert set(failed["metric"]) == {"latency", "request_throughput", "bandwidth"}
    assert failed["value"].isna().all()
    assert set(failed["error"]) == {"0 requests"}
    ok = table[table["status"] == "ok"]
    assert ok[ok["metric"] == "errors"]["value"].tolist() == [0, 363, 0, 0]

"""What siege prints: what a real text can get wrong."""

from chimera_nb.read.formats.siege_text import READERS
from chimera_nb.read.testing import read_text

(READER,) = READERS
RUN = """\
$ siege -c20 -t1m localhost
** Preparing 20 concurrent users for battle.
Transactions:\t\t         436 hits
Availability:\t\t       97.50 %
Elapsed time:\t\t       59.25 secs
Data transferred:\t        1.50 MB
Response time:\t\t        2.25 secs
Transaction rate:\t        7.50 trans/sec
Throughput:\t\t        0.25 MB/sec
Concurrency:\t\t       15.75
Successful transactions:         436
Failed transactions:\t          11
Longest transaction:\t        3.25
Shortest transaction:\t     510.00 ms
"""


def rows(table):
    names = ("metric", "statistic", "value", "unit")
    return list(zip(*(table[name] for name in names), strict=True))


def test_bare_lines_are_seconds_and_the_response_time_is_a_mean() -> None:
    table = read_text(READER, "a.txt", RUN)
    assert rows(table) == [
        ("requests", "count", 436.0, "count"),
        ("availability", "value", 97.5, "percent"),
        ("time", "total", 59.25, "s"),
        ("bytes_transferred", "total", 1.5e6, "bytes"),
        ("latency", "mean", 2.25, "s"),
        ("request_throughput", "mean", 7.5, "1/s"),
        ("bandwidth", "mean", 250_000.0, "bytes/s"),
        ("concurrency", "mean", 15.75, "count"),
        ("successful_requests", "count", 436.0, "count"),
        ("errors", "count", 11.0, "count"),
        ("latency", "max", 3.25, "s"),
        ("latency", "min", 0.51, "s"),
    ]
    assert set(table["config_label"]) == {"siege -c20 -t1m localhost"}


def test_two_runs_are_two_records_and_one_without_success_has_no_times() -> None:
    text = f"# A\n```\n{RUN}```\n# B\n```\n{RUN.replace('97.50', '0.00')}```\n"
    table = read_text(READER, "a.md", text)
    failed = table[table["status"] == "failed"]
    assert set(failed["error"]) == {"no transaction succeeded"}
    assert set(failed["config_label"]) == {"B, siege -c20 -t1m localhost"}
    assert len(failed) == 7

"""What Artillery prints: what a real text can get wrong."""

from chimera_nb.read.formats.artillery_text import READERS
from chimera_nb.read.testing import read_text

(READER,) = READERS
OLD = """\
Started phase 0, duration: 1s @ 16:43:37(-0700) 2019-04-14
Report @ 16:43:38(-0700) 2019-04-14
Elapsed time: 1 second
  Scenarios launched:  10
  RPS sent: 147.25
  Request latency:
    min: 1.5
    p95: 4.5
  Codes:
    200: 20

Summary report @ 16:43:39(-0700) 2019-04-14
  Scenarios launched:  10
  Response time (msec):
    min: 1.5
  Scenario counts:
    Order and pay: 9 (90%)
  Errors:
    ETIMEDOUT: 2
"""
NEW = """\
--------------------------------
Summary report @ 21:18:16(+0000)
--------------------------------

http.codes.200: ......................................... 6330
http.downloaded_bytes: .................................. 1024
http.request_rate: ...................................... 33/sec
http.response_time:
  min: .................................................. 0
  median: ............................................... 7.5
  p99.9: ................................................ 12.5
vusers.created_by_name.Check health: .................... 30
vusers.session_length:
  mean: ................................................. 64500
"""


def rows(table):
    names = ("config_label", "metric", "statistic", "value", "unit")
    return list(zip(*(table[name] for name in names), strict=True))


def test_reports_of_a_period_and_of_the_whole_are_told_apart_and_times_are_ms() -> None:
    part, whole = (f"{at} 2019-04-14" for at in (
        "Report @ 16:43:38(-0700)", "Summary report @ 16:43:39(-0700)"
    ))  # fmt: skip
    assert rows(read_text(READER, "a.txt", OLD)) == [
        (part, "scenarios_launched", "count", 10.0, "count"),
        (part, "request_rate", "mean", 147.25, "1/s"),
        (part, "latency", "min", 0.0015, "s"),
        (part, "latency", "p95", 0.0045, "s"),
        (f"status code 200, {part}", "responses", "count", 20.0, "count"),
        (whole, "scenarios_launched", "count", 10.0, "count"),
        (whole, "latency", "min", 0.0015, "s"),
        (f"Order and pay, {whole}", "scenarios", "count", 9.0, "count"),
        (f"ETIMEDOUT, {whole}", "errors", "count", 2.0, "count"),
    ]


def test_dots_lead_to_the_values_of_version_2() -> None:
    whole = "Summary report @ 21:18:16(+0000)"
    assert rows(read_text(READER, "a.md", f"```\n{NEW}```\n")) == [
        (f"status code 200, {whole}", "responses", "count", 6330.0, "count"),
        (whole, "downloaded_bytes", "total", 1024.0, "bytes"),
        (whole, "request_rate", "mean", 33.0, "1/s"),
        (whole, "latency", "min", 0.0, "s"),
        (whole, "latency", "median", 0.0075, "s"),
        (whole, "latency", "p99.9", 0.0125, "s"),
        (f"Check health, {whole}", "vusers_created", "count", 30.0, "count"),
        (whole, "session_length", "mean", 64.5, "s"),
    ]

"""What redis-benchmark, memtier, sysbench, fio and iperf3 print."""

from chimera_nb.read.formats.store_text import READERS
from chimera_nb.read.testing import read_text

REDIS, MEMTIER, SYSBENCH, FIO, IPERF = READERS


def values(table, *columns, **wanted):
    for name, value in wanted.items():
        table = table[table[name] == value]
    return [
        tuple(float(f"{e:.12g}") if isinstance(e, float) else e for e in each)
        for each in table[list(columns)].to_numpy()
    ]


def test_redis_benchmark_long_and_quiet() -> None:
    text = """\
====== SET ======
  100000 requests completed in 0.75 seconds
  50 parallel clients
99.267% <= 0.303 milliseconds (cumulative count 99267)
Summary:
  throughput summary: 146842.5 requests per second
  latency summary (msec):
          avg       min       p50       p95       p99       max
        0.250     0.125     0.5     0.75     1.5     2.5
GET: 112359.5 requests per second, p50=0.25 msec
"""
    table = read_text(REDIS, "a.txt", text)
    assert values(table, "benchmark", "value", metric="request_throughput") == [
        ("GET", 112359.5),
        ("SET", 146842.5),
    ]
    assert values(table, "statistic", "value", metric="latency", benchmark="SET") == [
        ("mean", 2.5e-4),
        ("min", 1.25e-4),
        ("median", 5e-4),
        ("p95", 7.5e-4),
        ("p99", 1.5e-3),
        ("max", 2.5e-3),
    ]
    assert table.attrs["not_taken"] == [("a bin of a cumulative distribution", 1)]


def test_memtier_three_dashes_are_not_applicable() -> None:
    text = """\
Type         Ops/sec     Hits/sec   Misses/sec    Avg. Latency   p99.9 Latency   KB/sec
---------------------------------------------------------------------------------------
Sets          7000.5          ---          ---             2.5           12.25    540.5
"""
    table = read_text(MEMTIER, "a.txt", text)
    assert values(table, "metric", "statistic", "value", "unit") == [
        ("ops", "mean", 7000.5, "1/s"),
        ("latency", "mean", 2.5e-3, "s"),
        ("latency", "p99.9", 0.01225, "s"),
        ("bandwidth", "mean", 540.5 * 1024, "bytes/s"),
    ]


def test_sysbench_reports_in_between_are_not_taken() -> None:
    text = """\
Threads started!
[ 10s ] thds: 16 tps: 75.95 qps: 1540.26
SQL statistics:
    queries performed:
        read:                            364532
    transactions:                        26038  (86.5 per sec.)
General statistics:
    total time:                          300.5s
    total number of events:              26038
Latency (ms):
         avg:                                   184.5
         95th percentile:                       277.5
"""
    table = read_text(SYSBENCH, "a.txt", text)
    assert values(table, "metric", "statistic", "value", "unit") == [
        ("read", "count", 364532.0, "count"),
        ("transactions", "count", 26038.0, "count"),
        ("transactions_per_s", "mean", 86.5, "1/s"),
        ("time", "total", 300.5, "s"),
        ("total_number_of_events", "count", 26038.0, "count"),
        ("latency", "mean", 0.1845, "s"),
        ("latency", "p95", 0.2775, "s"),
    ]
    assert table.attrs["not_taken"] == [("a report in between", 1)]


FIO_TEXT = """\
job: (groupid=0, jobs=2): err= 0: pid=11375: Mon Sep 22 11:50:58 2025
  read: IOPS=67.5k, BW=21.5MiB/s (22.5MB/s)(219MiB/10001msec)
    clat (usec): min=41, max=30k, avg=75.5, stdev=202.5
    clat percentiles (usec):
     |  1.00th=[   55], 99.99th=[ 2999]
   bw (  KiB/s): min=20688, max=25688, per=100.00%, avg=22418.5, stdev=1384.5, samples=20
"""


def test_fio() -> None:
    table = read_text(FIO, "a.txt", FIO_TEXT)
    assert values(table, "metric", "statistic", "value", "config_label") == [
        ("iops", "mean", 67500.0, "read"),
        ("bandwidth", "mean", 21.5 * 2**20, "read"),
        ("latency", "min", 41e-6, "clat, read"),
        ("latency", "max", 0.03, "clat, read"),
        ("latency", "mean", 75.5e-6, "clat, read"),
        ("latency", "std", 202.5e-6, "clat, read"),
        ("latency", "p1", 55e-6, "clat, read"),
        ("latency", "p99.99", 2.999e-3, "clat, read"),
        ("bandwidth", "min", 20688 * 1024.0, "bw, read"),
        ("bandwidth", "max", 25688 * 1024.0, "bw, read"),
        ("bandwidth", "mean", 22418.5 * 1024, "bw, read"),
        ("bandwidth", "std", 1384.5 * 1024, "bw, read"),
    ]


def test_a_job_of_fio_that_failed_has_no_values() -> None:
    table = read_text(FIO, "a.txt", FIO_TEXT.replace("err= 0", "err= 5"))
    assert set(table.status) == {"failed"}
    assert set(table.error) == {"err= 5"}


def test_iperf3_bits_are_eighths_of_bytes() -> None:
    text = """\
[  5]   0.00-1.00   sec  1000 MBytes  8.00 Gbits/sec  162    192 KBytes
[SUM]   0.00-30.00  sec  1.50 GBytes   560 Mbits/sec  210             sender
"""
    table = read_text(IPERF, "a.txt", text)
    assert values(table, "statistic", "value", "unit", metric="bandwidth") == [
        ("value", 1e9, "bytes/s"),
        ("mean", 7e7, "bytes/s"),
    ]
    assert values(table, "value", metric="retransmits") == [(162.0,), (210.0,)]


def test_fio_2_writes_its_rate_otherwise_and_counts_by_1024() -> None:
    text = """\
job: (groupid=0, jobs=1): err= 0: pid=7506: Wed Mar 23 19:54:15 2016
  read : io=1536.0MB, bw=41006KB/s, iops=10251, runt= 38357msec
    clat (usec): min=21, max=10010, avg=97.50, stdev=18.50
    bw (KB  /s): min=40144, max=41176, per=50.02%, avg=41011.50, stdev=115.50
"""
    table = read_text(FIO, "a.txt", text)
    assert values(table, "metric", "statistic", "value")[:3] == [
        ("iops", "mean", 10251.0),
        ("bandwidth", "mean", 41006 * 1024.0),
        ("latency", "min", 21e-6),
    ]
    assert values(table, "statistic", "value", config_label="bw, read") == [
        ("min", 40144 * 1024.0),
        ("max", 41176 * 1024.0),
        ("mean", 41011.5 * 1024),
        ("std", 115.5 * 1024),
    ]


def test_every_percentile_of_a_quiet_line_and_the_run_it_stands_in() -> None:
    text = (
        "iteration1:\nSET: 1000.50 requests per second, p50=1.500 msec, p99=2.500 msec\n"
        "iteration2:\nSET: 2000.50 requests per second, p50=0.500 msec\n"
    )
    table = read_text(REDIS, "a.txt", text)
    assert values(table, "statistic", "value", "config_label") == [
        ("mean", 1000.5, "iteration1"),
        ("median", 0.0015, "iteration1"),
        ("p99", 0.0025, "iteration1"),
        ("mean", 2000.5, "iteration2"),
        ("median", 0.0005, "iteration2"),
    ]

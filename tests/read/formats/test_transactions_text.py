"""pgbench and YCSB: traps of what they print."""

from chimera_nb.read.formats.transactions_text import READERS
from chimera_nb.read.testing import read_text

PGBENCH, YCSB = READERS


def rows(table):
    names = ["metric", "statistic", "value", "unit"]
    table = table.assign(value=table["value"].round(9))
    return list(table[names].itertuples(index=False, name=None))


def test_a_part_of_a_run_is_no_run_and_tps_with_connecting_is_told_apart() -> None:
    text = (
        "progress: 6.0 s, 274.0 tps, lat 28.5 ms stddev 37.5, 0 failed\n"
        "transaction type: <builtin: TPC-B (sort of)>\nnumber of clients: 50\n"
        "number of transactions actually processed: 2400/2400\n"
        "latency average = 78.25 ms\nlatency stddev = 29.5 ms\n"
        "tps = 636.5 (including connections establishing)\n"
        "tps = 637.5 (excluding connections establishing)\n"
    )
    table = read_text(PGBENCH, "a.txt", text)
    assert rows(table) == [
        ("ops", "value", 274.0, "1/s"),
        ("latency", "mean", 0.0285, "s"),
        ("latency", "std", 0.0375, "s"),
        ("transactions", "count", 2400.0, "count"),
        ("latency", "mean", 0.07825, "s"),
        ("latency", "std", 0.0295, "s"),
        ("ops", "mean", 636.5, "1/s"),
        ("ops", "mean", 637.5, "1/s"),
    ]
    assert table["config_label"].iloc[0] == "progress"
    with_connecting = table["config_label"].iloc[-2]
    assert with_connecting == "including connections establishing"
    assert set(table["setting.clients"].dropna()) == {50.0}


def test_microseconds_of_a_section_and_bins_that_are_no_measurement() -> None:
    text = (
        "[OVERALL], RunTime(ms), 1849\n[OVERALL], Throughput(ops/sec), 540.5\n"
        "[INSERT], Operations, 1000\n[INSERT], AverageLatency(us), 8622\n"
        "[INSERT], 95thPercentileLatency(us), 12951\n[INSERT], Return=OK, 1000\n"
        "[INSERT], 0, 12\n[INSERT], >1000, 3\n"
    )
    table = read_text(YCSB, "a.txt", text)
    assert rows(table) == [
        ("time", "total", 1.849, "s"),
        ("ops", "mean", 540.5, "1/s"),
        ("operations", "value", 1000.0, "count"),
        ("latency", "mean", 0.008622, "s"),
        ("latency", "p95", 0.012951, "s"),
    ]
    assert table["benchmark"].tolist() == ["OVERALL"] * 2 + ["INSERT"] * 3
    assert ("bins of a histogram", 2) in table.attrs["not_taken"]

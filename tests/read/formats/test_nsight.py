"""Nsight Compute: units below the header, device attributes, thousands, error logs."""

import pytest

from chimera_nb.read.formats import nsight
from chimera_nb.read.testing import read_text

DETAILS, RAW, TEXT, ERROR = nsight.READERS

RAW_PAGE = """==PROF== Connected to process 77
"ID","Process Name","Kernel Name","Block Size","Grid Size","Device","CC","device__attribute_display_name","device__attribute_clock_rate","gpu__time_duration.sum","launch__block_size","launch__registers_per_thread","sm__warps_active.avg.pct_of_peak_sustained_active","dram__bytes_read.sum","launch__func_cache_config"
"","","","","","","","","","us","","register/thread","%","Mbyte",""
"0","app","void mul<1>(const float *, int)","(128, 1, 1)","(16, 8, 1)","0","8.9","Card X","22,80,000","1,009.5","128","40","75.5","2.5","CachePreferNone"
"""


def test_units_row_thousands_and_device_attributes() -> None:
    table = read_text(RAW, "raw.csv", RAW_PAGE)
    found = table[["metric", "statistic", "value", "unit"]]
    assert list(found.itertuples(index=False, name=None)) == [
        ("time", "value", 1009.5e-6, "s"),
        ("launch__registers_per_thread", "value", 40.0, "count"),
        ("sm__warps_active.avg.pct_of_peak_sustained_active", "mean", 75.5, "percent"),
        ("dram__bytes_read.sum", "value", 2.5e6, "bytes"),
    ]
    assert set(table["benchmark"]) == {"void mul<1>(const float *, int)"}
    assert set(table["device"]) == {"Card X"}
    assert set(table["setting.launch__block_size"]) == {128}
    assert set(table["setting.block_size"]) == {"(128, 1, 1)"}
    assert table["place"].iloc[0] == "line 4, column gpu__time_duration.sum"
    assert table.attrs["not_taken"] == [("what the device is, no measurements", 1)]


def test_details_page_has_a_metric_a_row() -> None:
    text = (
        '"ID","Kernel Name","Section Name","Metric Name","Metric Unit","Metric Value",'
        '"Rule Name","Estimated Speedup"\n'
        '"0","k(int)","GPU Speed Of Light Throughput","Duration","msecond","1.25","",""\n'
        '"0","k(int)","GPU Speed Of Light Throughput","SM Frequency","cycle/usecond","584.5","",""\n'
        '"0","k(int)","Launch Statistics","Function Cache Configuration","","None","",""\n'
        '"0","k(int)","SpeedOfLight","","","","SOLBottleneck","12.5"\n'
        '"0","k(int)","Occupancy","Achieved Occupancy","%","60","",""\n'
    )
    table = read_text(DETAILS, "details.csv", text)
    assert list(table["value"]) == [0.00125, 584.5e6, 60.0]
    assert list(table["unit"]) == ["s", "Hz", "percent"]
    assert list(table["config_label"]) == [
        "GPU Speed Of Light Throughput, Duration",
        "GPU Speed Of Light Throughput, SM Frequency",
        "Occupancy, Achieved Occupancy",
    ]
    assert table.attrs["not_taken"] == [
        ("a rule's estimate of a speedup, no measurement", 1)
    ]


def test_a_page_without_units_has_base_units() -> None:
    text = (
        '"ID","Kernel Name","Metric Name","Metric Value"\n'
        '"1","k()","gpu__time_duration.sum","1,250,000"\n'
        '"1","k()","dram__bytes_read.sum","1048576"\n'
        '"1","k()","dram__throughput.avg.pct_of_peak_sustained_elapsed","n/a"\n'
    )
    table = read_text(DETAILS, "a.csv", text)
    assert list(table["value"]) == [0.00125, 1048576.0]
    assert list(table["unit"]) == ["s", "bytes"]


def test_terminal_page_cuts_columns_at_the_rule() -> None:
    text = """==PROF== Disconnected from process 7
  void mul(float *, int) (64, 1, 1)x(256, 1, 1), Context 1, Stream 7, Device 0, CC 8.0
    Section: GPU Speed Of Light Throughput
    ----------------------- ----------- -------------
    Metric Name             Metric Unit  Metric Value
    ----------------------- ----------- -------------
    Duration                         us        117.98
    SM Active Cycles              cycle 37,633,714.52
    Waves Per SM                                73.14
    ----------------------- ----------- -------------
"""
    table = read_text(TEXT, "ncu.txt", text)
    assert list(table["metric"]) == ["time", "sm_active_cycles", "waves_per_sm"]
    assert list(table["value"]) == [117.98e-6, 37633714.52, 73.14]
    assert set(table["benchmark"]) == {"void mul(float *, int)"}


def test_a_log_named_csv_is_unreadable_with_what_it_says() -> None:
    text = "==ERROR== the argument for option '--page' is invalid.\n"
    reason = (
        "a log of the profiler without a table; it says: the argument for option"
        " '--page' is invalid."
    )
    with pytest.raises(ValueError, match=f"^{reason}$"):
        read_text(ERROR, "summary.csv", text)

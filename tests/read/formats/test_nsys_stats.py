"""Nsight Systems and nvprof: shares, counts, one instance without a spread."""

from chimera_nb.read.formats import nsys_stats
from chimera_nb.read.testing import read_text

TIME, _, OPERATION, DURATION, RULED, NVPROF = nsys_stats.READERS


def values(table, *columns):
    return list(table[list(columns)].itertuples(index=False, name=None))


def test_one_instance_has_no_spread_and_the_share_is_no_time() -> None:
    text = (
        "Processing [a.sqlite] with [/opt/reports/cuda_gpu_kern_sum.py]...\n\n"
        "Time (%),Total Time (ns),Instances,Avg (ns),Med (ns),Min (ns),Max (ns),"
        "StdDev (ns),Name\n"
        '75.0,"3,000",2,1500.0,1400.5,1000,2000,12.5,"void k<4, 1>(int, float)"\n'
        "25.0,1000,1,1000.0,1000.0,1000,1000,0.0,copy\n"
    )
    table = read_text(TIME, "kern.csv", text)
    first = table[table["benchmark"] == "void k<4, 1>(int, float)"]
    assert values(first, "metric", "statistic", "value", "unit") == [
        ("time_share", "value", 75.0, "percent"), ("time", "total", 3e-6, "s"),
        ("calls", "count", 2.0, "count"), ("time", "mean", 1.5e-6, "s"),
        ("time", "median", 1400.5e-9, "s"), ("time", "min", 1e-6, "s"),
        ("time", "max", 2e-6, "s"), ("time", "std", 12.5e-9, "s"),
    ]  # fmt: skip
    assert set(table["config_label"]) == {"cuda_gpu_kern_sum"}
    assert set(table["tier"]) == {"aggregate"}
    last = table.iloc[-1]
    assert (last["statistic"], last["status"]) == ("std", "placeholder")
    assert last["note"] == "one instance has no spread"


def test_memory_operations_by_size() -> None:
    text = (
        "Total (MB),Count,Avg (MB),Med (MB),Min (MB),Max (MB),StdDev (MB),Operation\n"
        "12.5,5,2.5,2.5,1.0,4.0,0.5,[CUDA memcpy HtoD]\n"
    )
    table = read_text(OPERATION, "mem.csv", text)
    assert values(table, "metric", "statistic", "value")[:2] == [
        ("memory", "total", 12.5e6), ("calls", "count", 5.0),
    ]  # fmt: skip


def test_nvprof_units_stand_in_a_row_of_their_own() -> None:
    text = (
        "==42== NVPROF is profiling process 42, command: ./a\n"
        "==42== Profiling result:\n"
        '"Type","Time(%)","Time","Calls","Avg","Min","Max","Name"\n'
        ",%,ms,,us,us,us,\n"
        '"GPU activities",80.5,1.5,3,500.0,400.0,600.0,"k(int)"\n'
    )
    table = read_text(TIME, "prof.csv", text)
    assert values(table, "statistic", "value", "unit") == [
        ("value", 80.5, "percent"), ("total", 0.0015, "s"), ("count", 3.0, "count"),
        ("mean", 500e-6, "s"), ("min", 400e-6, "s"), ("max", 600e-6, "s"),
    ]  # fmt: skip
    assert set(table["setting.Type"]) == {"GPU activities"}


def test_tables_of_spaces_and_boxes_in_a_terminal() -> None:
    text = """
 ** CUDA GPU Kernel Summary (cuda_gpu_kern_sum):

 Time (%)  Total Time (ns)  Instances  Avg (ns)            Name
 --------  ---------------  ---------  --------  ---------------------
    100.0        2,000,000          4  500000.0  add(float *, int, int)

 ** NVTX Range Summary (nvtx_sum):

+----------+-----------------+-----------+---------+-------+
| Time (%) | Total Time (ns) | Instances |  Style  | Range |
+----------+-----------------+-----------+---------+-------+
|     90.0 |            5000 |         2 | PushPop | :step |
+----------+-----------------+-----------+---------+-------+
"""
    table = read_text(RULED, "nsys.txt", text)
    assert values(table, "benchmark", "statistic", "value") == [
        ("add(float *, int, int)", "value", 100.0),
        ("add(float *, int, int)", "total", 0.002),
        ("add(float *, int, int)", "count", 4.0),
        ("add(float *, int, int)", "mean", 0.0005),
        (":step", "value", 90.0), (":step", "total", 5e-6), (":step", "count", 2.0),
    ]  # fmt: skip


def test_a_code_block_of_markdown_is_read_where_it_is_most_of_the_file() -> None:
    text = """# Profile

```
 Time (%)  Total Time (ns)  Num Calls  Avg (ns)     Name
 --------  ---------------  ---------  --------  ----------
     75.0            3,000          2    1500.0  cudaMalloc
     25.0            1,000          2     500.0  cudaFree
```
"""
    table = read_text(RULED, "notes.md", text)
    assert set(table["benchmark"]) == {"cudaMalloc", "cudaFree"}
    assert table["place"].iloc[0] == "line 6, column Time (%)"


def test_a_trace_has_a_run_a_row_and_its_clock_is_not_taken() -> None:
    text = (
        "Start (ns),Duration (ns),CorrId,GrdX,Bytes (MB),Throughput (MBps),Strm,Name\n"
        "1000,250,7,64,,,3,k\n2000,500,8,,1.5,2.0,3,[CUDA memcpy HtoD]\n"
    )
    table = read_text(DURATION, "trace.csv", text)
    assert values(table, "metric", "value", "unit", "tier") == [
        ("time", 250e-9, "s", "raw"), ("time", 500e-9, "s", "raw"),
        ("memory", 1.5e6, "bytes", "raw"), ("bandwidth", 2e6, "bytes/s", "raw"),
    ]  # fmt: skip
    assert table.attrs["not_taken"][0] == ("clock times and ids of a trace", 3)


def test_nvprof_in_a_terminal_has_units_in_its_cells() -> None:
    text = (
        "            Type  Time(%)      Time     Calls       Avg       Min       Max  Name\n"
        " GPU activities:   60.00%  1.5000s         3  500.00ms  400.00ms  600.00ms  k(int)\n"
        "      API calls:   90.00%  2.0000ms        1  2.0000ms  2.0000ms  2.0000ms  cudaMalloc\n"
    )
    table = read_text(NVPROF, "nvprof.txt", text)
    assert values(table, "benchmark", "value")[:2] == [
        ("k(int)", 60.0),
        ("k(int)", 1.5),
    ]
    assert set(table["setting.Type"]) == {"GPU activities", "API calls"}


def test_tables_of_one_text_are_told_apart_by_report_and_heading() -> None:
    rule = " --------  ---------------  ---------  ----\n"
    head = " Time (%)  Total Time (ns)  Instances  Name\n" + rule
    text = (
        "# Before\n\n[6/8] Executing 'cuda_gpu_kern_sum' stats report\n\n"
        f"{head}    100.0            1,000          2  add\n\n"
        "# After\n\n[6/8] Executing 'cuda_gpu_kern_sum' stats report\n\n"
        f"{head}    100.0              500          2  add\n"
    )
    table = read_text(RULED, "notes.md", text)
    times = table[table["unit"] == "s"]
    assert values(times, "value", "config_label") == [
        (1e-6, "cuda_gpu_kern_sum, Before"), (5e-7, "cuda_gpu_kern_sum, After")
    ]  # fmt: skip

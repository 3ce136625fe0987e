"""BenchmarkDotNet: units in cells, NA rows, jobs, what "-" means, decimal commas."""

from chimera_nb.read.formats import dotnet_csv
from chimera_nb.read.testing import read_files, read_text

MARKDOWN, REPORT, MEASUREMENTS = dotnet_csv.READERS


def values(table, *columns):
    return list(table[list(columns)].itertuples(index=False, name=None))


def test_cells_carry_units_and_thousands() -> None:
    text = (
        "Method,Job,Affinity,Runtime,Server,N,Mean,Error,StdDev,Ratio,RatioSD,Gen0,Allocated,Alloc Ratio\n"
        '\'Parse: ""1, 2""\',Job-A,1111,.NET 8.0,Default,10,"5,763.5 ns",12.5 ns,11.5 ns,1.50,0.02,0.0763,2896 B,2.00\n'
        "Sort,Job-A,1111,.NET 9.0,Default,10,1.5 μs,0.5 μs,0.25 μs,?,?,0.0000,1.5 KB,NA\n"
        "Bad,Job-A,1111,.NET 9.0,Default,10,NA,NA,NA,?,?,NA,NA,NA\n"
    ).replace('\'Parse: ""1, 2""\'', '"\'Parse: ""1, 2""\'"')
    table = read_text(REPORT, "a-report.csv", text)
    first = table[table["benchmark"] == 'Parse: "1, 2"']
    assert values(first, "metric", "statistic", "value", "unit") == [
        ("time", "mean", 5763.5e-9, "s"), ("time", "error", 12.5e-9, "s"),
        ("time", "std", 11.5e-9, "s"), ("relative", "value", 1.5, "ratio"),
        ("relative", "std", 0.02, "ratio"), ("gc_gen0", "value", 0.0763, "count"),
        ("memory", "value", 2896.0, "bytes"), ("memory_ratio", "value", 2.0, "ratio"),
    ]  # fmt: skip
    assert set(first["software"]) == {".NET 8.0"}
    assert set(first["setting.N"]) == {10}
    assert "setting.Affinity" not in table
    sort = table[table["benchmark"] == "Sort"]
    assert values(sort, "metric", "value")[-2:] == [
        ("gc_gen0", 0.0),
        ("memory", 1536.0),
    ]
    bad = table[table["benchmark"] == "Bad"]
    assert values(bad, "statistic", "status", "error") == [
        ("mean", "failed", "NA: the benchmark did not run")
    ]


def test_semicolons_with_decimal_commas() -> None:
    text = "Method;Job;Mean;Error;Allocated\nA;J;1.093,9 ns;0,1 ns;64 B\nB;J;2,50 us;0,2 us;-\n"
    table = read_text(REPORT, "a.csv", text)
    assert values(table, "value")[:2] == [(1093.9e-9,), (0.1e-9,)]
    assert values(table[table["benchmark"] == "B"], "value") == [
        (2.5e-6,), (0.2 / 1e6,), (0.0,),
    ]  # fmt: skip


def test_units_in_the_header() -> None:
    text = 'Method,Mean [us],Error [us],Allocated [KB]\nA,"1,500.5",2.5,2\n'
    table = read_text(REPORT, "a.csv", text)
    assert values(table, "value", "unit") == [
        (1500.5e-6, "s"), (2.5e-6, "s"), (2048.0, "bytes"),
    ]  # fmt: skip


GITHUB = """```

BenchmarkDotNet v0.13.12, Windows 11 (10.0.22631.1)
AMD Ryzen 9 1234X, 1 CPU, 24 logical and 12 physical cores
.NET SDK 8.0.300
  [Host]   : .NET 8.0.5 (8.0.524.21615), X64 RyuJIT AVX2
  ShortRun : .NET 8.0.5 (8.0.524.21615), X64 RyuJIT AVX2

Job=ShortRun  IterationCount=3  LaunchCount=1

```
| Method                | Size    | Mean        | Error    | Ratio        | Gen0   | Allocated |
|---------------------- |-------- |------------:|---------:|-------------:|-------:|----------:|
| **&#39;My test&lt;T&gt;&#39;** | **10**      | **1,250.5 μs** | **2.5 μs** | **baseline** | **-** | **-** |
| Other                 | 10      |    62.25 ns | 1.328 ns | 1.22x slower | 0.0010 |      88 B |
|                       |         |             |          |              |        |           |
| Broken                | 10      |          NA |       NA |            ? |     NA |        NA |

Benchmarks with issues:
  X.Broken: ShortRun(IterationCount=3)
"""


def test_markdown_with_its_environment() -> None:
    table = read_text(MARKDOWN, "a-report-github.md", GITHUB)
    assert values(table, "benchmark", "metric", "statistic", "value", "status")[
        :-1
    ] == [
        ("My test<T>", "time", "mean", 1250.5e-6, "ok"),
        ("My test<T>", "time", "error", 2.5e-6, "ok"),
        ("My test<T>", "gc_gen0", "value", 0.0, "ok"),
        ("My test<T>", "memory", "value", 0.0, "ok"),
        ("Other", "time", "mean", 62.25e-9, "ok"),
        ("Other", "time", "error", 1.328 / 1e9, "ok"),
        ("Other", "relative", "value", 1.22, "ok"),
        ("Other", "gc_gen0", "value", 0.001, "ok"),
        ("Other", "memory", "value", 88.0, "ok"),
    ]
    assert table["status"].iloc[-1] == "failed"
    assert set(table["machine"]) == {
        "AMD Ryzen 9 1234X, 1 CPU, 24 logical and 12 physical cores"
    }
    assert set(table["software"]) == {".NET 8.0.5"}
    assert set(table["config_label"]) == {"ShortRun"}
    assert set(table["setting.IterationCount"]) == {3}


def test_old_console_tables_have_no_outer_bars() -> None:
    text = """// * Summary *

BenchmarkDotNet=v0.10.14, OS=Windows 10
Intel Core i7-1 CPU 3.70GHz, 1 CPU, 8 logical and 4 physical cores
[Host]   : .NET Core 2.0.7 (CoreCLR 4.6), 64bit RyuJIT
.NET 6.0 : .NET 6.0.15 (6.0.1), X64 RyuJIT

Job=InProcess  Toolchain=InProcessToolchain

  Method |     Mean |     Error |  Gen 0 | Allocated |
-------- |---------:|----------:|-------:|----------:|
 ToArray | 21.75 us | 0.8125 us | 7.6294 |  39.50 KB |
"""
    table = read_text(MARKDOWN, "log.txt", text)
    assert values(table, "benchmark", "metric", "value") == [
        ("ToArray", "time", 21.75e-6), ("ToArray", "time", 0.8125e-6),
        ("ToArray", "gc_gen0", 7.6294), ("ToArray", "memory", 39.5 * 1024),
    ]  # fmt: skip
    assert set(table["software"]) == {".NET 6.0.15"}
    assert set(table["config_label"]) == {"InProcess"}


def test_warm_ups_are_no_measurements() -> None:
    text = (
        "Target;Target_Namespace;Target_Type;Target_Method;Job;Params;"
        "Measurement_IterationMode;Measurement_IterationStage;"
        "Measurement_IterationIndex;Measurement_Value\n"
        "A.Run;N;A;Run;J;N=1;Workload;Warmup;1;900.0\n"
        "A.Run;N;A;Run;J;N=1;Workload;Actual;1;350.0\n"
        "A.Run;N;A;Run;J;N=1;Workload;Result;1;250.5\n"
    )
    table = read_text(MEASUREMENTS, "m.csv", text)
    assert values(table, "benchmark", "value", "tier") == [("Run", 250.5e-9, "raw")]
    assert table.attrs["not_taken"] == [("warm-ups, pilots and overheads", 2)]


def test_headings_tell_two_reports_of_one_file_apart() -> None:
    block = "``` ini\nBenchmarkDotNet=v0.13.4, OS=Windows 11\n```\n"
    table = "| Method | Mean | Error |\n|---|---:|---:|\n| Sum | {} ns | 0.50 ns |\n"
    text = "## List.Where\n### Results\n" + block + table.format("1.50")
    text += "## Array.Where\n### Results\n" + block + table.format("2.50")
    found = read_text(MARKDOWN, "a.md", text)
    assert list(found[found.statistic == "mean"].config_label) == [
        "List.Where / Results",
        "Array.Where / Results",
    ]


def test_bold_cells_of_a_console_table_are_cells() -> None:
    text = "\nBenchmarkDotNet v0.15.8, Windows 11\n\n Method | N | Mean | Error |\n"
    text += (
        "------ |-- |-----:|------:|\n **Run** | **0** | **5.5 μs** | **1.5 μs** |\n"
    )
    found = read_files(**{"a.md": text})
    assert list(found.value) == [5.5e-6, 1.5e-6]
    assert list(found["setting.N"]) == [0, 0]


def test_units_in_parentheses_of_a_hand_edited_report() -> None:
    text = "```text\nBenchmarkDotNet v0.15.8, macOS\n```\n\nResults:\n\n"
    text += "| Method | Mean (ns) | Error (ns) | Allocated |\n|---|--:|--:|--:|\n"
    text += "| Put it | `305.5` | `6.5` | `32 B` |\n"
    found = read_files(**{"a.md": text})
    assert list(zip(found.statistic, found.value, found.unit, strict=True)) == [
        ("mean", 3.055e-07, "s"),
        ("error", 6.5e-09, "s"),
        ("value", 32, "bytes"),
    ]


def test_a_comment_directly_above_a_table_tells_it_from_the_next_one() -> None:
    text = "BenchmarkDotNet v0.13.12, Windows 11\n\n"
    for comment in ("aligned by 4", "aligned by 8 (+ 220MB)"):
        text += f"// {comment}\n| Method | Mean | Error |\n|---|--:|--:|\n"
        text += "| Sum | 7.5 ms | 0.5 ms |\n\n"
    found = read_files(**{"a.txt": text})
    labels = list(found[found.statistic == "mean"].config_label)
    assert labels == ["aligned by 4", "aligned by 8 (+ 220MB)"]

"""Markdown as people write it: its tables, its squeezed lines, its traps."""

import pytest

from chimera_nb.read.document import Document
from chimera_nb.read.formats.generic_markdown import READERS
from chimera_nb.read.testing import read_text


def read(text):
    """Read a Markdown text with the generic reader."""
    return read_text(READERS[0], "a.md", text)


def shown(table, *columns):
    """The rows as tuples of these columns."""
    return list(table[list(columns)].itertuples(index=False, name=None))


def test_a_header_glued_behind_a_bullet_is_found_by_its_last_cells():
    rows = read(
        "# Report - Model: conv\n- Device: cpu | Backend | Success | Compile Time (s) |\n"
        "| --- | --- | --- |\n| eager | yes | 0.0000 |\n| jit | yes | 0.1000 |\n"
        "| onnx | no | 0.0000 |\n"
    )
    assert shown(
        rows, "model", "device", "backend", "metric", "value", "raw_value"
    ) == [("conv", "cpu", "jit", "compile_time", 0.1, "0.1000")]
    assert rows["place"].tolist() == ["line 5, column Compile Time (s)"]
    assert rows.attrs["not_taken"] == [("numbers of a failed backend", 1)]


def test_tables_without_a_blank_line_between_and_titles_in_rows_are_kept_apart():
    rows = read(
        "## CPU Snapshot\n| Model | Backend | Mean Latency (ms) |\n|---|---|---|\n"
        "| `mlp` | eager | 0.5 |\n| | jit | 0.6 | ## CUDA Snapshot\n"
        "| Model | Backend | Mean Latency (ms) |\n|---|---|---|\n| `mlp` | jit | 0.2 |\n"
    )
    assert shown(rows, "model", "device", "backend", "raw_value") == [
        ("mlp", "cpu", "eager", "0.5"),
        ("mlp", "cpu", "jit", "0.6"),
        ("mlp", "cuda", "jit", "0.2"),
    ]
    assert set(rows["tier"]) == {"reported"}
    assert set(rows["statistic"]) == {"mean"}


def test_rows_of_metrics_give_the_metric_and_columns_the_subject():
    rows = read(
        "### Parsing\n\n| Metric | Before | After | Δ |\n|---|---|---|---|\n"
        "| Mean time | 4.0 ms | 2.0 ms | -50% |\n| Ops/sec | 1,500 | 3,000 | - |\n"
    )
    assert shown(rows, "metric", "statistic", "value", "unit") == [
        ("time", "mean", 0.004, "s"),
        ("time", "mean", 0.002, "s"),
        ("time", "delta", -50.0, "percent"),
        ("ops", "value", 1500.0, "1/s"),
        ("ops", "value", 3000.0, "1/s"),
    ]
    assert rows["config_label"].tolist()[:2] == [
        "Parsing, Mean time, Before",
        "Parsing, Mean time, After",
    ]


def test_units_in_cells_win_over_the_header_and_say_so():
    rows = read(
        "# Bench\n\n| Case | Time (ms) |\n|---|---|\n| a | 2.5 s |\n| b | 20 |\n"
    )
    assert shown(rows, "benchmark", "value", "note") == [
        ("a", 2.5, "guess: unit from the cell, the header says ms"),
        ("b", 0.02, "guess: unit from the header"),
    ]


def test_a_unit_in_the_title_is_that_of_columns_that_say_nothing():
    rows = read(
        "## Decode latency (ms)\n\n| Batch | A100 | H100 |\n|---|---|---|\n| 8 | 20.5 | 11.5 |\n"
    )
    assert shown(rows, "setting.batch", "value", "unit", "config_label") == [
        (8, 0.0205, "s", "Decode latency (ms), A100"),
        (8, 0.0115, "s", "Decode latency (ms), H100"),
    ]


def test_a_bare_min_takes_the_unit_of_its_measure_and_is_no_minute():
    rows = read(
        "| Library | Ops/sec | Min | Max |\n|---|---|---|---|\n| x | 2,000 | 1,900 | 2,100 |\n"
    )
    assert shown(rows, "statistic", "value", "unit") == [
        ("value", 2000.0, "1/s"),
        ("min", 1900.0, "1/s"),
        ("max", 2100.0, "1/s"),
    ]


def test_a_measured_cell_that_says_oom_is_failed_and_a_dash_is_nothing():
    rows = read(
        "| Strategy | Speed (tok/s) |\n|---|---|\n| a | 52.5 |\n| b | OOM |\n| c | - |\n"
    )
    assert shown(rows, "benchmark", "status") == [("a", "ok"), ("b", "failed")]
    assert rows["error"].iloc[1] == "OOM"
    assert rows["value"].isna().tolist() == [False, True]


def test_parameters_are_settings_and_a_table_of_them_alone_is_no_measurement():
    rows = read(
        "| Rank | num_gpu | num_ctx | temp | Tokens/s |\n|---|---|---|---|---|\n"
        "| 1 | 40 | 1024 | 0.4 | **78.42** |\n"
    )
    row = rows.iloc[0]
    assert (row["setting.num_gpu"], row["setting.num_ctx"]) == (40, 1024)
    assert (row["setting.temperature"], row["value"], row["unit"]) == (
        0.4,
        78.42,
        "tok/s",
    )
    assert len(rows) == 1
    reader = READERS[0]
    config = "| Use case | num_gpu | num_ctx |\n|---|---|---|\n| fast | 60 | 512 |\n"
    found = read_text(reader, "a.md", config)
    assert found.empty
    assert found.attrs["not_taken"] == [
        ("a table of settings: nothing in it is measured", 2)
    ]


def test_bounds_ranges_and_fractions_are_counted_not_taken():
    rows = read(
        "# Results\n\n| Step | Latency | Share |\n|---|---|---|\n| a | < 5 ms | 3/5 |\n"
        "| b | 2.3-6.5s | 4/5 |\n| c | 7 ms | 5/5 |\n"
    )
    assert shown(rows, "metric", "value") == [("latency", 0.007)]
    assert rows.attrs["not_taken"] == [
        ("ranges, bounds and words where a number would stand", 2)
    ]


def test_bullets_under_a_title_in_the_middle_of_a_line_belong_to_it():
    rows = read(
        "# Quantization ## FP32\n- Accuracy: 0.7500\n- Loss: 0.6085 ## INT8\n"
        "- Accuracy: 0.5000\n- Iterations: 100\n- Mean TTFT: 0.165 seconds (warm)\n"
    )
    assert shown(rows, "config_label", "metric", "statistic", "raw_value") == [
        ("Quantization / FP32", "accuracy", "value", "0.7500"),
        ("Quantization / FP32", "loss", "value", "0.6085"),
        ("Quantization / INT8", "accuracy", "value", "0.5000"),
        ("Quantization / INT8", "ttft", "mean", "0.165"),
    ]


def test_runs_of_key_and_value_with_a_memory_of_zero_are_suspect():
    rows = read(
        "### Ranking\n- sum: - q8: mean_latency_ms=46.5 tokens_per_s=2.0 mem_mb=0\n"
    )
    assert shown(rows, "benchmark", "metric", "status") == [
        ("q8", "latency", "suspect"),
        ("q8", "throughput", "suspect"),
    ]


def test_metric_unit_of_a_profiler_is_the_column_of_units():
    rows = read(
        "| Metric Name | Metric Unit | fa |\n|---|---|---|\n| Duration | ms | 8.5 |\n"
        "| DRAM Frequency | Ghz | 6.25 |\n"
    )
    assert shown(rows, "metric", "value", "unit") == [
        ("time", 0.0085, "s"),
        ("dram_frequency", 6.25e9, "Hz"),
    ]


@pytest.mark.parametrize("share", ["{}%", "{}", "p{}", "{}th"])
def test_a_column_of_percentiles_says_which_statistic_a_row_is(share):
    half, most = share.format(50), share.format(99)
    rows = read(
        "| Model | Percentiles | TTFT (ms) |\n|---|---|---|\n"
        f"| a | {half} | 5.5 |\n| a | {most} | 8.5 |\n| b | {half} | 6.5 |\n"
    )
    assert shown(rows, "metric", "statistic", "value") == [
        ("ttft", "median", 0.0055),
        ("ttft", "p99", 0.0085),
        ("ttft", "median", 0.0065),
    ]


def test_a_list_below_a_bold_line_has_its_name_and_an_invalid_run_is_not_ok():
    rows = read(
        "#### Run 1\n**Server Scenario:**\n- Valid: False\n- Latency P99: 2.5 ms\n\n"
        "**Offline Scenario:**\n- Valid: True\n- Latency P99: 3.5 ms\n"
        "- Status: ❌ above the target\n\n- Latency: 4.5 ms\n- Status: **FAILED**\n"
    )
    assert shown(rows, "config_label", "status") == [
        ("Run 1 / Server Scenario", "failed"),
        ("Run 1 / Offline Scenario", "ok"),
        ("Run 1 / Offline Scenario", "failed"),
    ]
    assert rows["value"][1] == 0.0035


def test_html_tables_fill_spanned_cells_and_join_stacked_headers():
    rows = read(
        "<table><tr><th rowspan=2>Model</th><th colspan=2>GPU</th></tr>\n"
        "<tr><th>Mean (ms)</th><th>Std (ms)</th></tr>\n"
        "<tr><td>m</td><td>2.5<sup>1</sup></td><td>0.5</td></tr></table>\n"
    )
    assert shown(rows, "model", "statistic", "value") == [
        ("m", "mean", 0.0025),
        ("m", "std", 0.0005),
    ]
    assert rows["config_label"].tolist()[0] == "GPU / Mean (ms)"


@pytest.mark.parametrize(
    "block",
    [
        "name   time_ms   ops\nfoo    2.5       10.5\nbar    3.5       11.5\n",
        "name    time_ms    ops\n------  ---------  -----\nfoo     2.5        10.5\nbar     3.5        11.5\n",
        "+------+---------+------+\n| name | time_ms | ops  |\n+======+=========+======+\n"
        "| foo  | 2.5     | 10.5 |\n| bar  | 3.5     | 11.5 |\n+------+---------+------+\n",
        "┌──────┬─────────┬──────┐\n│ name │ time_ms │ ops  │\n├──────┼─────────┼──────┤\n"
        "│ foo  │ 2.5     │ 10.5 │\n│ bar  │ 3.5     │ 11.5 │\n└──────┴─────────┴──────┘\n",
    ],
)
def test_tables_printed_into_a_code_block_are_read(block):
    rows = read(f"# Bench\n\n```\n{block}```\n")
    times = rows[rows["metric"] == "time"]
    assert shown(times, "benchmark", "value") == [("foo", 0.0025), ("bar", 0.0035)]


def test_source_code_is_not_read():
    text = "```python\nx = {'time_ms': 5}\n# | a | 1 ms |\n```\n"
    assert not READERS[0].takes(Document("a.md", "markdown", text))


def test_a_table_of_ten_thousand_rows_is_read_in_linear_time():
    text = "| n | t (ms) |\n|---|---|\n" + "".join(
        f"| a{i} | {i}.5 |\n" for i in range(10_000)
    )
    assert len(read(text)) == 10_000


def test_a_bullet_of_several_statistics_is_one_row_of_them():
    rows = read(
        "## Results\n\n- `Eager 9`: p50 0.125 ms, mean 0.15 ms, throughput 1250.5"
        " tokens/s\n- `TVM 9`: unavailable (TVM not installed; install TVM)\n"
    )
    assert shown(rows, "benchmark", "metric", "statistic", "value", "unit") == [
        ("Eager 9", "time", "median", 0.000125, "s"),
        ("Eager 9", "time", "mean", 0.00015, "s"),
        ("Eager 9", "throughput", "value", 1250.5, "tok/s"),
    ]


def test_a_line_that_is_nothing_but_a_quantity_is_read_and_prose_is_not():
    rows = read(
        "## Teste com 2 threads:\n\nMédia do tempo de execução: 38,6 ms\n\n"
        "Note: 5 of the runs were cold.\n\nTip: wait 30 s: it warms up.\n\n"
        "Average time: 12.5 ms\n"
    )
    assert shown(rows, "statistic", "value", "unit") == [
        ("mean", 0.0386, "s"),
        ("mean", 0.0125, "s"),
    ]
    assert "2 threads" in rows["config_label"].iloc[0]


def test_several_statistics_in_a_list_that_failed_have_failed():
    rows = read("## Runs\n\n- Eager 9: p50 0.125 ms, mean 0.15 ms\n- Status: failed\n")
    assert rows["status"].tolist() == ["failed", "failed"]
    assert rows["value"].isna().all()

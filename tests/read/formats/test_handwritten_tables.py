"""Tables of READMEs and of people's own scripts, named after the trap in each."""

from chimera_nb.read.formats.generic_csv import READERS as CSV
from chimera_nb.read.formats.generic_markdown import READERS as MARKDOWN
from chimera_nb.read.testing import read_text


def read(text):
    """Read a Markdown text."""
    return read_text(MARKDOWN[0], "a.md", text)


def read_csv(text):
    """Read a CSV text."""
    return read_text(CSV[0], "a.csv", text)


def shown(table, *columns):
    """The rows as tuples of these columns."""
    return list(table[list(columns)].itertuples(index=False, name=None))


def test_units_in_other_scripts_are_units():
    rows = read(
        "## 测试\n\n| 配置 | 速度 | 完成时间 | 提升 |\n|---|---|---|---|\n"
        "| 默认 | ~12,000 行/秒 | 1分25秒 | 40% |\n| 高 | 约28,000 行/秒 | 36秒 | **3倍** |\n"
    )
    assert shown(rows, "value", "unit", "statistic") == [
        (12000.0, "1/s", "value"),
        (85.0, "s", "value"),
        (40.0, "percent", "delta"),
        (28000.0, "1/s", "value"),
        (36.0, "s", "value"),
        (3.0, "ratio", "value"),
    ]
    rows = read("| Тест | Время (мс) | Память |\n|---|---|---|\n| a | 5,5 | 12 МБ |\n")
    assert shown(rows, "value", "unit") == [(0.0055, "s"), (12e6, "bytes")]


def test_a_header_in_another_script_is_part_of_the_subject():
    rows = read("| 操作 | 数组 | 链表 |\n|---|---|---|\n| 读取 | 15ns | 5000ns |\n")
    assert rows["config_label"].tolist() == ["数组", "链表"]


def test_a_rate_whose_slash_became_an_underscore_is_no_time():
    rows = read_csv(
        "test,wall_s,throughput_ops_s,write_mb_s,tile_x,tile_y\nget,0.6,2354.9,1.5,32,16\n"
    )
    assert shown(rows, "metric", "value", "unit")[:3] == [
        ("time", 0.6, "s"),
        ("throughput", 2354.9, "1/s"),
        ("bandwidth", 1.5e6, "bytes/s"),
    ]
    assert "ratio" not in set(rows["unit"])


def test_a_ratio_in_percent_is_a_share_unless_it_is_signed():
    rows = read(
        "| File | Size | Ratio | Relative |\n|---|---|---|---|\n"
        "| a | 25 bytes | 18.9% | +32% |\n| b | 26 bytes | 24.1% | -63% |\n"
    )
    assert shown(rows, "metric", "statistic", "value", "unit")[:2] == [
        ("relative", "value", 18.9, "percent"),
        ("relative", "delta", 32.0, "percent"),
    ]


def test_percentage_points_are_percent():
    rows = read(
        "| Benchmark | Recall | Change |\n|---|---|---|\n| a | 81.5% | +4.3 pp |\n"
    )
    assert shown(rows, "statistic", "value", "unit") == [
        ("value", 81.5, "percent"),
        ("delta", 4.3, "percent"),
    ]


def test_counts_of_errors_are_numbers_and_fail_no_row():
    rows = read(
        "| Model | Accuracy | JSON Errors | Failed | Avg Time |\n|---|---|---|---|---|\n"
        "| a | 100% (12/12) | **0/23** | 0 | ~24s |\n| b | 86% | 8+/23 timeouts | 7 | 44s |\n"
    )
    assert shown(rows, "metric", "value", "status") == [
        ("accuracy", 100.0, "ok"),
        ("failed", 0.0, "ok"),
        ("time", 24.0, "ok"),
        ("accuracy", 86.0, "ok"),
        ("failed", 7.0, "ok"),
        ("time", 44.0, "ok"),
    ]
    rows = read_csv("test,ok,err,wall_s\na,1500,0,6.9\nb,1423,77,35.1\n")
    assert rows["value"].tolist() == [1500.0, 0.0, 6.9, 1423.0, 77.0, 35.1]


def test_a_first_column_of_sizes_names_the_rows():
    rows = read("| Test Case | C++ Size |\n|---|---|\n| 100KB | 4,781 B |\n")
    assert shown(rows, "benchmark", "value") == [("100KB", 4781.0)]


def test_names_that_begin_with_a_number_are_names_and_notes_are_none():
    rows = read(
        "## Results\n\n| Kernel | GFLOPs | Notes |\n|---|---|---|\n"
        "| 1 (naive) | 4,850 | coalesced |\n| 2 (tiled) | 4,839 | same |\n"
    )
    assert shown(rows, "benchmark", "config_label") == [
        ("1 (naive)", "Results, coalesced, GFLOPs"),
        ("2 (tiled)", "Results, same, GFLOPs"),
    ]
    rows = read(
        "| Kernel ID | Kernel Name | Time (ms) |\n|---|---|---|\n| 0 | cuBLAS | 5.6 |\n"
    )
    assert shown(rows, "benchmark", "value") == [("cuBLAS", 0.0056)]


def test_readings_of_a_clock_and_ids_with_hyphens_are_no_measurements():
    rows = read_csv(
        "Index,KernelName,gpu-id,queue-index,tid,DispatchNs,EndNs,DurationNs\n"
        "1,copy,1,2,344,7381420215065217,7381420358351236,43711446\n"
    )
    assert shown(rows, "benchmark", "metric", "value") == [
        ("copy", "time", 0.043711446)
    ]


def test_counts_with_commas_before_the_measures_are_parameters():
    rows = read(
        "| Shape | Events | a |\n|---|---|---|\n| wide | 65,536 | 1.7 ms |\n"
        "| long | 2,097,152 | 48 ms |\n"
    )
    assert shown(rows, "setting.events", "value") == [
        (65536.0, 0.0017),
        (2097152.0, 0.048),
    ]


def test_a_minimum_is_no_minute_and_a_bare_maximum_is_of_the_time():
    rows = read_csv(
        "name,wall_time_s,events_per_s,mean_last_price,wall_time_min,wall_time_max\n"
        "a,0.5,20.5,64.1,0.4,0.6\n"
    )
    assert shown(rows, "statistic", "value", "unit") == [
        ("value", 0.5, "s"),
        ("value", 20.5, "1/s"),
        ("mean", 64.1, ""),
        ("min", 0.4, "s"),
        ("max", 0.6, "s"),
    ]
    rows = read_csv("name,build_min\na,1.5\n")
    assert shown(rows, "value", "unit") == [(90.0, "s")]


def test_times_of_one_and_plural_megabytes_are_units():
    rows = read_csv("name,us_per_step,CompSpeedMBs,RatioPct\na,500,0.18,151.2\n")
    assert shown(rows, "statistic", "value", "unit") == [
        ("value", 0.0005, "s"),
        ("value", 180000.0, "bytes/s"),
        ("value", 151.2, "percent"),
    ]


def test_what_was_chosen_is_no_measurement_whatever_its_unit():
    rows = read(
        "## Results\n\n| Experiment | Best Setting | Timeout (s) | MSE |\n"
        "|---|---|---|---|\n| Patch | 32 hours | 30 | 45.79±0.12 |\n"
    )
    assert shown(rows, "statistic", "value") == [("value", 45.79), ("std", 0.12)]
    assert rows["setting.best_setting"].tolist() == ["32 hours"] * 2


def test_none_is_a_name_and_a_version_in_a_header_is_kept():
    rows = read(
        "| Parallel | Set A | fst 3.1 |\n|---|---|---|\n| None | 2 s | 3% |\n| a | - | - |\n"
    )
    assert shown(rows, "benchmark", "config_label") == [
        ("None", "Set A"),
        ("None", "fst 3.1"),
    ]


def test_ops_beside_a_time_per_op_are_how_many_were_run():
    rows = read("| Benchmark | ops | ns/op |\n|---|---|---|\n| a | 200k | 728 |\n")
    assert shown(rows, "setting.ops", "unit") == [("200k", "s")]


def test_lists_in_a_cell_are_a_number_for_each_name_in_the_header():
    rows = read(
        "| Readers | Read p50/p95 (µs) | Cold read bytes: ours / theirs | 95% CI |\n"
        "|---|---|---|---|\n"
        "| 1 | 1,500 / 2,000.5 | 50,114 / **50,081** | 1.1 µs – 1.3 µs |\n"
    )
    assert shown(rows, "statistic", "value", "unit") == [
        ("median", 0.0015, "s"),
        ("p95", 0.0020005, "s"),
        ("value", 50114.0, "bytes"),
        ("value", 50081.0, "bytes"),
        ("ci_low", 1.1e-06, "s"),
        ("ci_high", 1.3e-06, "s"),
    ]
    assert rows["config_label"].tolist()[2:4] == [
        "ours: Cold read bytes",
        "theirs: Cold read bytes",
    ]


def test_a_row_of_two_names_is_two_rows():
    rows = read(
        "## Results\n\n| Library | Time (ms) | GFLOPS |\n|---|---|---|\n"
        "| naive | 42.0 | 406.8 |\n| blas / torch | 2.5 / 4.5 | 6479.21 / 3965.30 |\n"
    )
    assert shown(rows, "benchmark", "value") == [
        ("naive", 0.042),
        ("naive", 406.8e9),
        ("blas", 0.0025),
        ("blas", 6479.21e9),
        ("torch", 0.0045),
        ("torch", 3965.30e9),
    ]
    rows = read("| a | Passed | Time |\n|---|---|---|\n| x | 3/5 | 2 s |\n")
    assert rows["value"].tolist() == [2.0]


def test_a_title_above_unnamed_rows_names_them():
    rows = read(
        "| Query | Server | Requests/sec | Latency (ms) |\n|---:|---:|---:|---:|\n"
        "| 1 | `{ posts }` |\n|| [Tail] | `30,484.10` | `3.27` |\n"
        "| 2 | `{ users }` |\n|| [Tail] | `62,386.70` | `1.59` |\n"
    )
    assert shown(rows, "config_label", "value")[::2] == [
        ("1 { posts }, Requests/sec", 30484.1),
        ("2 { users }, Requests/sec", 62386.7),
    ]


def test_a_bar_in_a_span_of_code_parts_no_cells():
    rows = read(
        "| Filter | File | jx | jq |\n|---|---|---|---|\n"
        "| `-c '.'` | a.json | 1.8ms | 16.5ms |\n"
        "| `'.x[]|select(.n>0)|{u:.u}'` | a.json | 3.3ms | 9.5ms |\n"
    )
    assert shown(rows, "benchmark", "config_label", "value")[2:] == [
        (".x[]|select(.n>0)|{u:.u}", "a.json, jx", 0.0033),
        (".x[]|select(.n>0)|{u:.u}", "a.json, jq", 0.0095),
    ]


def test_a_paragraph_above_a_table_says_its_statistic():
    rows = read(
        "# Baseline\n\nValues are medians of three samples of a hundred milliseconds each,\n"
        "taken on a quiet machine without other work, see the file.\n"
        "Lower is better.\n\n| Name | ns/op |\n|---|---|\n| a | 94.3 |\n"
    )
    assert shown(rows, "statistic", "config_label") == [
        ("median", "Baseline / Lower is better., ns/op")
    ]


def test_what_a_machine_has_is_not_what_a_program_used():
    rows = read(
        "## Requirements\n\n- **CPU**: 2 cores\n- **RAM**: 4 GB\n- **Disk**: 10 GB\n\n"
        "## Memory usage\n\n- RAM: 120 MB\n\n| Rate | Latency |\n|---|---|\n| a | 5 ms |\n"
    )
    assert shown(rows, "value", "unit") == [(0.005, "s"), (120e6, "bytes")]
    assert "machine" not in rows or rows["machine"].isna().all()


def test_points_group_digits_where_the_words_are_of_such_a_language():
    rows = read(
        "| Operation | Durchsatz | Latenz |\n|---|---|---|\n"
        "| Write | 45.000 ops/s | 0.02 ms |\n| Read | 120.000 ops/s | 0.01 ms |\n"
        "| Walk | 9.56M ops/s | 0.105 µs |\n"
    )
    assert rows["value"].tolist()[::2] == [45000.0, 120000.0, 9560000.0]
    rows = read(
        "| Operation | Rate |\n|---|---|\n| a | 45.000 ops/s |\n| b | 1.125 ops/s |\n"
    )
    assert rows["value"].tolist() == [45.0, 1.125]


def test_zeros_in_all_rows_are_placeholders():
    rows = read_csv("query,pg_ms,mongo_ms,winner\nq1,0,0,TBD\nq2,0,0,TBD\n")
    assert set(shown(rows, "status", "note")) == {
        ("placeholder", "zeros in all rows: not run")
    }
    rows = read_csv("query,pg_ms,mongo_ms\nq1,0,0\nq2,0,0.2\n")
    assert set(rows["status"]) == {"ok"}


def test_a_signed_share_in_a_column_of_rates_is_a_change():
    rows = read("| conns | rps | CPU% |\n|---|---|---|\n| 64 | +58% | -2% |\n")
    assert shown(rows, "statistic", "value", "unit") == [
        ("delta", 58.0, "percent"),
        ("delta", -2.0, "percent"),
    ]


def test_rows_and_headers_of_statistics_in_other_words():
    rows = read(
        "| Métrica | Sin caché (ms) | p999 (ms) |\n|---|---|---|\n"
        "| Media | 45.5 | 1.5 |\n| Desv. estándar | 10.5 | 2.5 |\n| P95 | 63.5 | 2 |\n"
    )
    assert rows["statistic"].tolist()[::2] == ["mean", "std", "p95"]
    rows = read("| Mode | p999 |\n|---|---|\n| REST | 65.1ms |\n")
    assert rows["statistic"].tolist() == ["p99.9"]


def test_a_unit_at_the_end_of_a_caption_or_behind_a_name_is_read():
    rows = read(
        "Deep nesting operations per second:\n\n| Library | Encode |\n|---|---|\n"
        "| a | 18,276 |\n"
    )
    assert shown(rows, "value", "unit") == [(18276.0, "1/s")]
    rows = read(
        "| Parser | `a.json` ops/s | `a.json` MiB/s |\n|---|---|---|\n| a | 3 | 2 |\n"
    )
    assert shown(rows, "value", "unit") == [(3.0, "1/s"), (2097152.0, "bytes/s")]
    rows = read("| conns | RSS |\n|---|---|\n| 1 | 10.5M |\n")
    assert shown(rows, "value", "unit") == [(10.5e6, "bytes")]


def test_counts_beside_words_in_the_first_column_are_names():
    rows = read(
        "Times are the mean.\n\n| files | v1 | GPU |\n|---|---|---|\n"
        "| 10,000 | 1.4 s | 2 s |\n| the tree | 78 s | 3 s |\n| 200k files | 2 s | 4 s |\n"
    )
    assert shown(rows, "setting.files", "statistic", "value")[::2] == [
        ("10000", "mean", 1.4),
        ("the tree", "mean", 78.0),
        ("200k files", "mean", 2.0),
    ]


def test_a_verdict_in_words_fails_its_row_even_beside_seconds():
    rows = read(
        "| Suite | Current stock status | Result | Wall time |\n|---|---|---|---|\n"
        "| a | pass | PASS | 3.5 s |\n| b | `SIGSEGV` after the start | PASS | 3 s |\n"
        "| c | timed out; no result | PASS | 900 s |\n| d | pass | MEMORY_LIMIT | 12 s |\n"
    )
    assert shown(rows, "benchmark", "status", "error")[1:] == [
        ("b", "failed", "SIGSEGV after the start"),
        ("c", "failed", "timed out; no result"),
        ("d", "failed", "MEMORY_LIMIT"),
    ]
    rows = read("| run | result | time |\n|---|---|---|\n| 1 | CANCELED | 0.5 s |\n")
    assert rows["status"].tolist() == ["ok"]


def test_an_error_with_a_unit_is_the_interval_of_the_mean_before_it():
    rows = read(
        "| Name | Mean | Error | Max error |\n|---|---|---|---|\n"
        "| a | 833.0 ns | 45.9 ns | 2.5e-3 |\n"
    )
    assert shown(rows, "statistic", "unit") == [
        ("mean", "s"),
        ("error", "s"),
        ("max", ""),
    ]


def test_tps_of_no_language_model_are_transactions():
    rows = read("| Leaders | TPS (approx) |\n|---|---|\n| 1 | ~9,100 |\n")
    assert shown(rows, "value", "unit") == [(9100.0, "1/s")]
    rows = read("| Model | TPS |\n|---|---|\n| llama | 91 |\n")
    assert rows["unit"].tolist() == ["tok/s"]


def test_a_scaled_rate_of_points_keeps_its_scale():
    rows = read("| N | GPU Mpts/s |\n|---|---|\n| 10 000 | 1.5 |\n")
    assert shown(rows, "value", "unit") == [(1500000.0, "1/s")]


def test_a_greek_letter_names_a_parameter_and_delta_a_change():
    rows = read("| χ | δ | time |\n|---|---|---|\n| 64 | 0.15 | 101 s |\n")
    assert "delta" not in set(rows["statistic"])


def test_a_rule_of_bare_dashes_stands_below_a_header():
    rows = read(
        "```\nModel    | Train Time | Accuracy\n─────────┼────────────┼─────────\n"
        "LightGBM | 2 seconds  | 89%\nXGBoost  | 8 seconds  | 88%\n```\n"
    )
    assert shown(rows, "model", "value") == [
        ("LightGBM", 2.0),
        ("LightGBM", 89.0),
        ("XGBoost", 8.0),
        ("XGBoost", 88.0),
    ]


def test_a_column_of_dates_is_no_name_and_p1_no_percentile():
    rows = read_csv(
        "ran_at,label,trips,best_ms,file\n2026-06-11T20:56:04,p1,20000,9.5,a__b.txt\n"
    )
    assert shown(rows, "benchmark", "statistic", "setting.trips") == [
        ("p1", "min", 20000.0)
    ]
    assert rows["config_label"].tolist() == ["a__b.txt, best_ms"]


def test_a_ratio_in_words_behind_a_time_is_read():
    rows = read("| | Brute |\n|---|---|\n| x | `48.5 us` (🚀 **24.2x faster**) |\n")
    assert shown(rows, "value", "unit") == [(4.85e-05, "s"), (24.2, "ratio")]


def test_a_series_of_thread_counts_measures_also_without_a_unit():
    rows = read(
        "| Tamanho | Repetições | 1 Thread | 2 Threads |\n|---|---|---|---|\n"
        "| 1000000 | 1000 | 2721892 | 1,386,003 |\n"
    )
    assert shown(rows, "config_label", "setting.repetições", "value") == [
        ("1 Thread", 1000.0, 2721892.0),
        ("2 Threads", 1000.0, 1386003.0),
    ]


def test_a_rate_anywhere_in_a_caption_is_the_unit_of_bare_numbers():
    rows = read(
        "64 KiB encoding, aggregate MiB/s, on CPython 3.13:\n\n"
        "| Name | 1 thread |\n|---|---|\n| a | 2 |\n"
    )
    assert shown(rows, "value", "unit") == [(2097152.0, "bytes/s")]


def test_a_load_that_is_planned_is_no_measurement():
    rows = read(
        "- **CPU**: 4 vCPU\n- Ramp-up: 1 minute\n- Think time: 1 s\n\n"
        "| Version | Query |\n|---|---|\n| v1 | 45ms |\n"
    )
    assert rows["value"].tolist() == [0.045]
    assert "machine" not in rows or rows["machine"].isna().all()


def test_minified_sizes_are_no_minima():
    rows = read(
        "### Size\n\n| Lib | min | min+gzip |\n|---|---|---|\n| a | 12.5 kB | 4 kB |\n"
    )
    assert shown(rows, "statistic", "value") == [("value", 12500.0), ("value", 4000.0)]
    rows = read("| Lib | Size min | Size max |\n|---|---|---|\n| a | 1 kB | 4 kB |\n")
    assert rows["statistic"].tolist() == ["min", "max"]


def test_best_and_worst_beside_a_median_are_the_ends_of_times_not_of_settings():
    rows = read(
        "## Startup time\n\n| Terminal | Best | Median | Worst |\n|---|---|---|---|\n"
        "| a | 28 ms | 30 ms | 31 ms |\n"
    )
    assert rows["statistic"].tolist() == ["min", "median", "max"]
    rows = read(
        "## Speed\n\n| Model | Best | Worst |\n|---|---|---|\n| a | 9 t/s | 7 t/s |\n"
    )
    assert rows["statistic"].tolist() == ["value", "value"]


def test_the_unit_above_a_table_is_of_the_columns_that_a_rate_stands_beside():
    rows = read(
        "## Latency\n\nAll values are milliseconds per request.\n\n"
        "| Model | MLX P50 / P95 | questions/s |\n|---|---|---|\n| a | 15.5 / 16.5 | 74.0 |\n"
    )
    assert shown(rows, "statistic", "value", "unit") == [
        ("median", 0.0155, "s"),
        ("p95", 0.0165, "s"),
        ("value", 74.0, "1/s"),
    ]


def test_a_column_hz_counts_what_is_done_a_second():
    rows = read_csv("name,cycles,hz\nsort,6,853669.5\n")
    assert ("ops", 853669.5, "1/s") in shown(rows, "metric", "value", "unit")


def test_what_is_struck_out_is_counted_and_not_taken():
    rows = read(
        "## Speed\n\n| Streams | Old tps | New tps |\n|---|---|---|\n"
        "| 1 | ~~9.0~~ | 43.3 |\n| 8 | ~~9.2~~ | 45.1 |\n"
    )
    assert rows["value"].tolist() == [43.3, 45.1]
    reason = "ranges, bounds and words where a number would stand"
    assert (reason, 2) in rows.attrs["not_taken"]


def test_two_quantities_in_a_cell_are_both_read():
    rows = read(
        "## Results of the model\n\n| Stage | 416 FP16 | tokens |\n|---|---|---|\n"
        "| total | 51.0 ms = 19.6 FPS | 922 ms / 21.7 tps |\n"
    )
    assert shown(rows, "value", "unit") == [
        (0.051, "s"),
        (19.6, "1/s"),
        (0.922, "s"),
        (21.7, "tok/s"),
    ]


def test_a_column_of_ranges_or_of_flags_names_no_row():
    rows = read(
        "## Decode\n\n| Input tokens | Decode | Decode range |\n|---|---|---|\n"
        "| 8,192 | 88.66 tok/s | 76.62–95.84 |\n| 9,000 | 70.5 tok/s | 68.38–84.55 |\n"
    )
    assert "benchmark" not in rows or rows["benchmark"].isna().all()
    rows = read_csv("size,cpu_ms,results_match\n1024,39.5,True\n2048,40.5,True\n")
    assert "benchmark" not in rows or rows["benchmark"].isna().all()


def test_seconds_in_other_languages_end_a_name():
    rows = read_csv("Lenguaje,N,Tiempo_segundos\ncpp,500,0.5\ngo,500,2.5\n")
    assert shown(rows, "value", "unit") == [(0.5, "s"), (2.5, "s")]
    rows = read_csv("Sprache,Zeit_Millisekunden\nc,500.5\ngo,2.5\n")
    assert shown(rows, "value", "unit") == [(0.5005, "s"), (0.0025, "s")]

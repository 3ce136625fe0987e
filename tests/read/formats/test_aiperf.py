"""genai-perf, AIPerf and LLMPerf: what a real file can get wrong."""

import json

from chimera_nb.read.formats.aiperf import READERS
from chimera_nb.read.testing import read_text

JSON, CSV, LINES, BOXES, LLMPERF = READERS


def rows(table):
    names = ("metric", "statistic", "value", "unit")
    return list(zip(*(table[name] for name in names), strict=True))


def test_each_metric_of_the_json_has_its_own_unit():
    content = {
        "request_throughput": {"unit": "requests/sec", "avg": 1.5},
        "time_to_first_token": {"unit": "ms", "avg": 50.0, "p50": 49.0, "p99": 90.0,
                                "std": 2.0, "min": 40.0, "max": 99.0, "count": 8},
        "request_count": {"unit": "requests", "avg": 8.0},
        "input_config": {"model_names": ["org/tiny"],
                         "perf_analyzer": {"stimulus": {"concurrency": 4}}},
    }  # fmt: skip
    table = read_text(JSON, "a.json", json.dumps(content))
    assert rows(table) == [
        ("request_throughput", "value", 1.5, "1/s"), ("ttft", "mean", 0.05, "s"),
        ("ttft", "median", 0.049, "s"), ("ttft", "p99", 0.09, "s"),
        ("ttft", "std", 0.002, "s"), ("ttft", "min", 0.04, "s"),
        ("ttft", "max", 0.099, "s"), ("samples", "count", 8.0, "count"),
        ("requests", "value", 8.0, "count"),
    ]  # fmt: skip
    assert set(table["model"]) == {"org/tiny"}
    assert set(table["setting.concurrency"]) == {4}


def test_a_metric_that_is_a_clock_time_is_no_measurement():
    content = {
        "request_latency": {"unit": "ms", "header": "Request Latency", "avg": 5.0},
        "min_request_timestamp": {"unit": "ns", "avg": 1.7e18, "count": 1},
    }
    table = read_text(JSON, "a.json", json.dumps(content))
    assert rows(table) == [("latency", "mean", 0.005, "s")]
    assert set(table["setting.metric"]) == {"request_latency (Request Latency)"}
    assert table.attrs["not_taken"] == [("clock times", 1)]


def test_two_tables_in_one_csv_and_thousands_in_quotes():
    text = (
        "Metric,avg,min,max,p99,p50,std\n"
        'Time To First Token (ms),"1,146.31",249.5,"3,485.23",3400.0,640.07,10.5\n'
        "Output Sequence Length (tokens),174.5,164,187,186,174,2\n\n"
        "Metric,Value\nOutput Token Throughput (tokens/sec),598.75\n"
        "Request Count (count),50\n"
    )
    table = read_text(CSV, "a.csv", text)
    assert rows(table)[:2] == [
        ("ttft", "mean", 1.14631, "s"), ("ttft", "min", 0.2495, "s")
    ]  # fmt: skip
    assert rows(table)[6] == ("tokens", "mean", 174.5, "count")
    assert rows(table)[-2:] == [
        ("throughput", "value", 598.75, "tok/s"), ("requests", "value", 50.0, "count")
    ]  # fmt: skip


def test_time_slices_and_gpu_tables_keep_their_names():
    text = (
        "=== Time Slice 1 (0.00ms - 5.00ms) ===\n\nMetric,avg,min\n"
        "Request Latency (ms),45.5,12.5\n\nEndpoint,GPU_Index,GPU_Name,Metric,avg\n"
        "host,0,Some GPU,GPU Power Usage (W),85.5\n"
    )
    table = read_text(CSV, "a.csv", text)
    assert table["config_label"].iloc[0] == "Time Slice 1 (0.00ms - 5.00ms)"
    assert rows(table)[-1] == ("gpu_power_usage", "mean", 85.5, "W")
    assert table["device"].iloc[-1] == "Some GPU"


def test_llmperf_names_units_and_quantiles_in_its_keys():
    content = {"version": "2023-08-31", "model": "org/tiny", "num_concurrent_requests": 5,
               "results_ttft_s_quantiles_p50": 0.25, "results_ttft_s_mean": 0.5,
               "results_request_output_throughput_token_per_s_stddev": 2.0,
               "results_num_completed_requests_per_min": 30.0,
               "results_mean_output_throughput_token_per_s": 40.0,
               "results_error_code_frequency": "{}"}  # fmt: skip
    table = read_text(LLMPERF, "a.json", json.dumps(content))
    assert rows(table) == [
        ("ttft", "median", 0.25, "s"), ("ttft", "mean", 0.5, "s"),
        ("throughput", "std", 2.0, "tok/s"), ("request_throughput", "value", 0.5, "1/s"),
        ("throughput", "mean", 40.0, "tok/s"),
    ]  # fmt: skip
    assert set(table["setting.num_concurrent_requests"]) == {5}


def test_the_printed_table_with_names_over_two_lines():
    text = (
        "              LLM Metrics\n┏━━━━━━━━━━━━━━━┳━━━━━━━┳━━━━━━━┓\n"
        "┃     Statistic ┃   avg ┃   p99 ┃\n┡━━━━━━━━━━━━━━━╇━━━━━━━╇━━━━━━━┩\n"
        "│ Time to First │ 18.50 │ 20.25 │\n│    Token (ms) │       │       │\n"
        "│ Request Count │ 10.00 │   N/A │\n└───────────────┴───────┴───────┘\n"
    )
    assert rows(read_text(BOXES, "a.txt", text)) == [
        ("ttft", "mean", 0.0185, "s"), ("ttft", "p99", 0.02025, "s"),
        ("requests", "mean", 10.0, "count"),
    ]  # fmt: skip


def test_single_requests_of_the_warm_up_are_no_runs_and_one_with_an_error_failed():
    def line(phase, value, error=None):
        return json.dumps({
            "metadata": {"benchmark_phase": phase}, "error": error,
            "metrics": {"request_latency": {"value": value, "unit": "ms"}},
        })  # fmt: skip

    text = "\n".join(
        (line("warmup", 900.0), line("profiling", 20.0),
         line("profiling", 30.0, {"message": "timeout"}))
    )  # fmt: skip
    table = read_text(JSON, "a.jsonl", text)
    assert list(table["status"]) == ["ok", "failed"]
    assert table["value"].iloc[0] == 0.02
    assert table.attrs["not_taken"] == [("requests of the warm-up", 1)]


def test_the_csv_in_a_text_and_counts_without_a_unit():
    text = (
        "See the results:\n\n  Metric,avg,min,p99\n"
        '  Time To First Token (ms),"1,146.50",249.5,3400.0\n'
        "  Output Sequence Length,174.5,164,187\n\n"
        "  Metric,Value\n  Request Throughput (per sec),1.5\n\nThat is all\n"
    )
    table = read_text(LINES, "a.txt", text)
    assert rows(table) == [
        ("ttft", "mean", 1.1465, "s"), ("ttft", "min", 0.2495, "s"),
        ("ttft", "p99", 3.4, "s"), ("tokens", "mean", 174.5, "count"),
        ("tokens", "min", 164.0, "count"), ("tokens", "p99", 187.0, "count"),
        ("request_throughput", "value", 1.5, "1/s"),
    ]  # fmt: skip


def test_llmperfs_numbers_that_are_written_as_text():
    content = {"results_ttft_s_mean": 0.25, "results_number_input_tokens_mean": "258.5"}
    table = read_text(LLMPERF, "a.json", json.dumps(content))
    assert rows(table) == [
        ("ttft", "mean", 0.25, "s"), ("prompt_tokens", "mean", 258.5, "count")
    ]  # fmt: skip


def test_the_command_above_the_boxes_names_the_model():
    text = (
        '```bash\naiperf profile \\\n  --model "granite4:350m" \\\n  --concurrency 5\n'
        "```\n\n```\n┏━━━┳━━━┓\n┃ Metric ┃ avg ┃\n┡━━━╇━━━┩\n"
        "│ Request Latency (ms) │ 1,500.50 │\n└───┴───┘\n"
        "Benchmark Duration: 138.5 sec\n```\n"
    )
    table = read_text(BOXES, "a.md", text)
    assert rows(table) == [
        ("latency", "mean", 1.5005, "s"), ("time", "value", 138.5, "s")
    ]  # fmt: skip
    assert set(table["model"]) == {"granite4:350m"}
    assert table["setting.command"].str.endswith("--concurrency 5").all()

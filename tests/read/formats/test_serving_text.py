"""Serving benchmarks as printed: what a real text can get wrong."""

from chimera_nb.read.formats.serving_text import READERS
from chimera_nb.read.testing import read_text

(READER,) = READERS
BLOCK = """\
============ Serving Benchmark Result ============
Backend:                                 vllm
Traffic request rate:                    inf
Max request concurrency:                 8
Successful requests:                     32
Benchmark duration (s):                  63.50
Total input tokens:                      2000
Request throughput (req/s):              0.50
Output token throughput (tok/s):         40.25
Total Token throughput (tok/s):          80.50
---------------Time to First Token----------------
Mean TTFT (ms):                          560.00
P99 TTFT (ms):                           2300.50
-----Time per Output Token (excl. 1st token)------
Median TPOT (ms):                        36.02
==================================================
"""


def rows(table):
    return list(zip(table["metric"], table["statistic"], table["value"], strict=True))


def test_the_block_inside_a_terminal_session():
    text = (
        f"$ vllm bench serve --model org/tiny --num-prompts 32\n100%|##| 32/32\n{BLOCK}"
    )
    table = read_text(READER, "a.log", text)
    assert rows(table) == [
        ("requests", "value", 32.0), ("time", "value", 63.5),
        ("prompt_tokens", "value", 2000.0), ("request_throughput", "value", 0.5),
        ("throughput", "value", 40.25), ("total_throughput", "value", 80.5),
        ("ttft", "mean", 0.56), ("ttft", "p99", 2.3005), ("tpot", "median", 0.03602),
    ]  # fmt: skip
    assert set(table["model"]) == {"org/tiny"}
    assert set(table["backend"]) == {"vllm"}
    assert set(table["setting.max request concurrency"]) == {8}


def test_headings_tell_blocks_of_one_markdown_apart():
    text = f"## Before\n```\n{BLOCK}```\n## After\n```\n{BLOCK}```\n"
    table = read_text(READER, "a.md", text)
    assert list(table["config_label"].unique()) == ["Before", "After"]


def test_a_placeholder_of_the_documentation_is_no_number():
    text = BLOCK.replace("560.00", "xxx.xx").replace("63.50", "[result]")
    table = read_text(READER, "a.txt", text)
    assert "time" not in set(table["metric"])
    assert table.attrs["not_taken"] == [("a placeholder where a result would stand", 2)]


def test_zeros_without_a_successful_request_failed():
    table = read_text(READER, "a.txt", BLOCK.replace(" 32\n", " 0\n"))
    ttft = table[table["metric"] == "ttft"]
    assert set(ttft["error"]) == {"no request was completed"}
    assert ttft["value"].isna().all()


def test_latency_and_throughput_lines_of_vllm():
    text = (
        "Avg latency: 2.5 seconds\n10% percentile latency: 2.25 seconds\n"
        "Throughput: 4.50 requests/s, 900.00 total tokens/s, 450.00 output tokens/s\n"
    )
    assert rows(read_text(READER, "a.txt", text)) == [
        ("latency", "mean", 2.5), ("latency", "p10", 2.25),
        ("request_throughput", "value", 4.5), ("total_throughput", "value", 900.0),
        ("throughput", "value", 450.0),
    ]  # fmt: skip


def test_the_model_of_a_printed_namespace():
    text = f"Namespace(backend='vllm', model='org/tiny', seed=0)\n{BLOCK}"
    assert set(read_text(READER, "a.log", text)["model"]) == {"org/tiny"}


def test_the_overview_of_trtllm_bench_and_its_breakdown():
    text = (
        "===========================================\n= PERFORMANCE OVERVIEW\n"
        "===========================================\n"
        "Request Throughput (req/sec):                     43.50\n"
        "Per User Output Throughput (tokens/sec/user):     2.25\n"
        "Total Latency (ms):                               1500.50\n"
        "Average request latency (ms):                     750.50\n\n"
        "-- Request Latency Breakdown (ms) -----------------------\n\n"
        "[Latency] P50    : 760.50\n[Latency] MAXIMUM: 900.50\n"
        "===========================================\n= DATASET DETAILS\n"
    )
    assert rows(read_text(READER, "a.log", text)) == [
        ("request_throughput", "value", 43.5),
        ("per_user_output_throughput", "value", 2.25), ("time", "value", 1.5005),
        ("latency", "mean", 0.7505), ("latency", "median", 0.7605),
        ("latency", "max", 0.9005),
    ]  # fmt: skip


def test_generated_tokens_are_counted_and_an_acceptance_is_a_percentage():
    text = (
        "# request rate: 2\n============ Serving Benchmark Result ============\n"
        "Total generated tokens:                  218257    \n"
        "Total generated tokens (retokenized):    103837    \n"
        "Acceptance rate (%):                     61.25     \n"
        "  Position 0:                            78.5      \n"
        "==================================================\n"
    )
    table = read_text(READER, "a.md", text)
    assert list(table["unit"]) == ["count", "count", "percent", "percent"]
    assert list(table["config_label"]) == [
        "request rate: 2", "request rate: 2, retokenized",
        "request rate: 2", "request rate: 2",
    ]  # fmt: skip

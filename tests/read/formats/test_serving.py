"""Serving benchmarks in JSON: what a real file can get wrong."""

import json

from chimera_nb.read.document import Document
from chimera_nb.read.formats.serving import READERS
from chimera_nb.read.testing import read_text

READER, CSV = READERS
SERVE = {
    "date": "20250101-000000", "backend": "vllm", "model_id": "org/tiny",
    "num_prompts": 3, "request_rate": "inf", "max_concurrency": 8, "duration": 2.5,
    "completed": 2, "total_input_tokens": 300, "total_output_tokens": 50,
    "request_throughput": 0.8, "request_goodput:": None, "output_throughput": 20.0,
    "total_token_throughput": 140.0, "input_lens": [100, 100, 100],
    "output_lens": [25, 25, 0], "ttfts": [0.05, 0.07, 0.0],
    "itls": [[0.01, 0.02], [0.03], []], "errors": ["", "", "timeout"],
    "mean_ttft_ms": 60.0, "median_ttft_ms": 55.0, "p99_e2el_ms": 900.0,
}  # fmt: skip


def rows(table):
    return list(zip(table["metric"], table["statistic"], table["value"], strict=True))


def test_times_are_ms_in_keys_but_seconds_in_lists():
    table = read_text(READER, "a.json", json.dumps(SERVE))
    found = rows(table)
    assert ("ttft", "mean", 0.06) in found
    assert ("ttft", "median", 0.055) in found
    assert ("latency", "p99", 0.9) in found
    assert ("ttft", "value", 0.05) in found
    assert ("itl", "value", 0.03) in found
    assert ("throughput", "value", 20.0) in found
    assert ("total_throughput", "value", 140.0) in found
    assert set(table["model"]) == {"org/tiny"}
    assert {str(rate) for rate in table["setting.request_rate"]} == {"inf"}
    assert set(table["setting.max_concurrency"]) == {8}
    assert table.attrs["not_taken"] == [("lengths of single requests: settings", 6)]


def test_a_request_with_an_error_has_no_first_token():
    table = read_text(READER, "a.json", json.dumps(SERVE))
    bad = table[table["status"] == "failed"]
    assert list(zip(bad["place"], bad["error"], strict=True)) == [
        ("/ttfts/2", "timeout")
    ]
    assert bad["value"].isna().all()


def test_zeros_of_a_run_without_a_completed_request_are_no_values():
    none = {"completed": 0, "duration": 3.0, "mean_ttft_ms": 0.0,
            "request_throughput": 0.0, "output_throughput": 0.0}  # fmt: skip
    table = read_text(READER, "a.json", json.dumps(none))
    ok = table[table["status"] == "ok"]
    assert rows(ok) == [("requests", "value", 0.0)]
    assert set(table["error"].dropna()) == {"no request was completed"}


def test_percentiles_of_latency_are_ranks_and_seconds():
    content = {"avg_latency": 2.0, "latencies": [1.5, 2.5],
               "percentiles": {"10": 1.6, "50": 2.0, "99": 2.49}}  # fmt: skip
    table = read_text(READER, "a.json", json.dumps(content))
    assert rows(table) == [
        ("latency", "mean", 2.0), ("latency", "value", 1.5), ("latency", "value", 2.5),
        ("latency", "p10", 1.6), ("latency", "median", 2.0), ("latency", "p99", 2.49),
    ]  # fmt: skip
    assert set(table["unit"]) == {"s"}


def test_sglang_lines_are_one_record_each():
    line = {"backend": "sglang", "dataset_name": "random", "request_rate": 4,
            "completed": 9, "request_throughput": 1.0, "output_throughput": 10.0,
            "mean_e2e_latency_ms": 250.0, "std_itl_ms": 1.0}  # fmt: skip
    text = "\n".join(json.dumps(line | {"request_rate": rate}) for rate in (4, 8))
    table = read_text(READER, "a.jsonl", text)
    assert table["record"].nunique() == 2
    assert list(table["setting.request_rate"].unique()) == [4, 8]
    assert ("latency", "mean", 0.25) in rows(table)


def test_a_throughput_of_vllm_and_one_of_trtllm_inside_its_report():
    vllm = {"elapsed_time": 10.0, "num_requests": 5, "total_num_tokens": 1000,
            "requests_per_second": 0.5, "tokens_per_second": 100.0}  # fmt: skip
    assert ("total_throughput", "value", 100.0) in rows(
        read_text(READER, "a.json", json.dumps(vllm))
    )
    report = {"engine": {"model": "tiny"}, "performance": {
        "request_throughput_req_s": 2.0, "system_output_throughput_tok_s": 64.0,
        "avg_request_latency_ms": 5.0}}  # fmt: skip
    table = read_text(READER, "b.json", json.dumps(report))
    assert rows(table) == [
        ("request_throughput", "value", 2.0), ("throughput", "value", 64.0),
        ("latency", "mean", 0.005),
    ]  # fmt: skip


def test_hostile_types_are_no_crash():
    content = SERVE | {"errors": 3, "ttfts": {"a": 1}, "itls": [None, [None]],
                       "percentiles": [], "model_id": ["x"]}  # fmt: skip
    assert len(read_text(READER, "a.json", json.dumps(content)))
    assert not READER.takes(Document("a.json", "json", '[{"a_throughput": 1}]'))


def test_results_that_were_flattened_to_a_csv():
    text = (
        "model_id,max_concurrency,request_throughput,output_throughput,mean_ttft_ms,"
        "p99_ttft_ms\norg/tiny,8,0.5,20.0,50.0,nan\n"
    )
    table = read_text(CSV, "a.csv", text)
    assert rows(table)[:3] == [
        ("request_throughput", "value", 0.5), ("throughput", "value", 20.0),
        ("ttft", "mean", 0.05),
    ]  # fmt: skip
    assert list(table["error"])[3] == "p99_ttft_ms is nan"
    assert set(table["setting.max_concurrency"]) == {8}


def test_a_result_without_its_duration_has_settings_all_the_same():
    content = {
        "backend": "vllm", "model_id": "org/tiny", "best_of": 1, "num_prompts": 200,
        "request_rate": 1.0, "burstiness": 1.0, "mean_ttft_ms": 110.5,
    }  # fmt: skip
    table = read_text(READER, "a.json", json.dumps(content))
    assert rows(table) == [("ttft", "mean", 0.1105)]
    assert set(table["setting.request_rate"]) == {1.0}

"""inference-perf's lifecycle metrics: what a real report can get wrong."""

import json

from chimera_nb.read.formats.inference_perf import READERS
from chimera_nb.read.testing import read_text

(READER,) = READERS
REPORT = {
    "load_summary": {
        "count": 12, "schedule_delay": {"mean": 0.25, "p99.9": 1.5},
        "requested_rate": 10.0, "achieved_rate": 9.5, "send_duration": 60,
    },
    "successes": {
        "count": 10,
        "latency": {
            "request_latency": {"mean": 3.5, "p50": 2.5},
            "inter_token_latency": {"median": 0.025, "p99": 0.5},
        },
        "throughput": {"output_tokens_per_sec": 100.5, "requests_per_sec": 9.75},
        "prompt_len": {"mean": 216.5},
    },
    "failures": {"count": 2, "request_latency": {"mean": 30.5, "p99": None}},
}  # fmt: skip


def test_times_are_seconds_the_asked_rate_is_none_and_failures_are_not_ok() -> None:
    wrapped = {"model": "tiny", "stages": {"low load": REPORT}}
    table = read_text(READER, "a.json", json.dumps(wrapped))
    names = ("benchmark", "metric", "statistic", "unit", "status")
    found = dict(
        zip(zip(*(table[n] for n in names), strict=True), table["value"], strict=True)
    )
    assert found.pop(("failures", "latency", "mean", "s", "failed")) != 30.5
    assert found == {
        ("load_summary", "requests", "count", "count", "ok"): 12,
        ("load_summary", "schedule_delay", "mean", "s", "ok"): 0.25,
        ("load_summary", "schedule_delay", "p99.9", "s", "ok"): 1.5,
        ("load_summary", "request_rate", "value", "1/s", "ok"): 9.5,
        ("load_summary", "send_time", "value", "s", "ok"): 60,
        ("successes", "requests", "count", "count", "ok"): 10,
        ("successes", "latency", "mean", "s", "ok"): 3.5,
        ("successes", "latency", "median", "s", "ok"): 2.5,
        ("successes", "itl", "median", "s", "ok"): 0.025,
        ("successes", "itl", "p99", "s", "ok"): 0.5,
        ("successes", "throughput", "value", "tok/s", "ok"): 100.5,
        ("successes", "request_throughput", "value", "1/s", "ok"): 9.75,
        ("successes", "prompt_tokens", "mean", "count", "ok"): 216.5,
        ("failures", "errors", "count", "count", "ok"): 2,
    }
    assert set(table["model"]) == {"tiny"}
    assert set(table["config_label"]) == {"stages, low load"}
    assert set(table["setting.requested_rate"]) == {10.0}

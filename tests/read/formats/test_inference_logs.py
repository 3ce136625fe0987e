"""Logs of inference benchmarks: what a real text can get wrong."""

from chimera_nb.read.document import Document
from chimera_nb.read.formats.inference_logs import READERS
from chimera_nb.read.testing import read_text

(READER,) = READERS


def rows(table):
    return list(zip(table["metric"], table["statistic"], table["value"], strict=True))


def test_a_terminal_session_of_two_models_and_its_banner_numbers():
    run = (
        "****************\n Benchmarking {}\n****************\n\n"
        "[Step 1/11] Parsing and validating input arguments\n"
        "[Step 10/11] Measuring performance (limits: 60000 ms duration)\n"
        "Count:      674 iterations\nDuration:   60000.50 ms\nLatency:    88.50 ms\n"
        "Throughput: 11.25 FPS\n"
    )
    text = (
        "System load:  2.12\nMem:   30655\n" + run.format("net A") + run.format("net B")
    )
    table = read_text(READER, "a.txt", text)
    assert rows(table)[:4] == [
        ("iterations", "count", 674.0), ("time", "value", 60.0005),
        ("latency", "value", 0.0885), ("throughput", "value", 11.25),
    ]  # fmt: skip
    assert list(table["config_label"].unique()) == ["Benchmarking net A",
                                                    "Benchmarking net B"]  # fmt: skip
    assert len(table) == 8


def test_benchmark_app_with_its_block_of_latencies():
    text = (
        "$ benchmark_app -m model/tiny.xml -d CPU\n"
        "[ INFO ] First inference took 9.50 ms\n[ INFO ] Count:            2436 iterations\n"
        "[ INFO ] Duration:         10010.50 ms\n[ INFO ] Latency:\n"
        "[ INFO ]    Median:        16.25 ms\n[ INFO ]    Average:       16.50 ms\n"
        "[ INFO ]    Min:           13.00 ms\n[ INFO ]    Max:           40.50 ms\n"
        "[ INFO ] Throughput:   243.25 FPS\n"
    )
    table = read_text(READER, "a.log", text)
    assert rows(table) == [
        ("first_latency", "value", 0.0095), ("iterations", "count", 2436.0),
        ("time", "value", 10.0105), ("latency", "median", 0.01625),
        ("latency", "mean", 0.0165), ("latency", "min", 0.013), ("latency", "max", 0.0405),
        ("throughput", "value", 243.25),
    ]  # fmt: skip
    assert set(table["model"]) == {"model/tiny.xml"}
    assert table["n_behind"].iloc[3] == 2436


def test_trtexec_with_percentiles_and_a_failed_run():
    text = (
        "&&&& RUNNING TensorRT.trtexec [TensorRT v8601] # trtexec --onnx=tiny.onnx\n"
        "[01/01/2024-00:00:00] [I] Throughput: 123.5 qps\n"
        "[01/01/2024-00:00:00] [I] Latency: min = 1.25 ms, max = 3.5 ms, mean = 1.5 ms, "
        "median = 1.4 ms, percentile(99%) = 2.5 ms\n"
        "[01/01/2024-00:00:00] [I] Total Host Walltime: 3.5 s\n"
        "&&&& RUNNING TensorRT.trtexec [TensorRT v8601] # trtexec --onnx=big.onnx\n"
        "&&&& FAILED TensorRT.trtexec [TensorRT v8601] # trtexec --onnx=big.onnx\n"
    )
    table = read_text(READER, "a.log", text)
    assert rows(table)[:6] == [
        ("throughput", "value", 123.5), ("latency", "min", 0.00125),
        ("latency", "max", 0.0035), ("latency", "mean", 0.0015),
        ("latency", "median", 0.0014), ("latency", "p99", 0.0025),
    ]  # fmt: skip
    assert list(table["model"].unique()) == ["tiny.onnx", "big.onnx"]
    assert list(table["status"])[-1] == "failed"


def test_perf_test_mixes_ms_and_seconds_and_says_some_things_twice():
    text = (
        "# onnxruntime_perf_test -m times -r 8 models/tiny.onnx\n"
        "Session creation time cost: 0.5 s\nFirst inference time cost: 20 ms\n"
        "Total inference requests: 8\nAverage inference time cost: 17.5 ms\n"
        "Number of inferences per second: 56.25 \nAvg CPU usage: 98 %\n"
        "Peak working set size: 1000 bytes\nAvg CPU usage:98\nRuns:8\n"
        "P50 Latency: 0.0165 s\nP999 Latency: 0.025 s\n"
    )
    table = read_text(READER, "a.txt", text)
    found = rows(table)
    assert set(table["model"]) == {"models/tiny.onnx"}
    assert found[:5] == [
        ("load_time", "value", 0.5), ("first_latency", "value", 0.02),
        ("requests", "count", 8.0), ("latency", "mean", 0.0175),
        ("throughput", "value", 56.25),
    ]  # fmt: skip
    assert found[-2:] == [("latency", "median", 0.0165), ("latency", "p99.9", 0.025)]


def test_warm_up_of_tflite_is_no_run():
    text = (
        "$ ./benchmark_model --graph=tiny.tflite\n"
        "INFO: count=50 first=249042 curr=250889 min=247000 max=254000 avg=249684 std=1442\n"
        "INFO: Inference timings in us: Init: 16000, First inference: 360000, "
        "Warmup (avg): 304586, Inference (avg): 249500\n"
        "Peak memory footprint (MB): init=4.5 overall=138.5\n"
    )
    table = read_text(READER, "a.txt", text)
    assert rows(table) == [
        ("latency", "min", 0.247), ("latency", "max", 0.254), ("latency", "std", 0.001442),
        ("load_time", "value", 0.016), ("first_latency", "value", 0.36),
        ("latency", "mean", 0.2495), ("init_memory", "value", 4.5e6),
        ("peak_memory", "max", 138.5e6),
    ]  # fmt: skip
    assert set(table["model"]) == {"tiny.tflite"}
    assert table.attrs["not_taken"] == [("the mean of the warm-up runs", 1)]


def test_nets_of_ncnn_are_named_by_their_lines():
    text = (
        "loop_count = 4\nnum_threads = 2\n"
        "          squeezenet  min =    2.50  max =    2.75  avg =    2.60\n"
        "           mobilenet  min =    3.50  max =    3.75  avg =    3.60\n"
    )
    table = read_text(READER, "a.txt", text)
    assert list(table["benchmark"].unique()) == ["squeezenet", "mobilenet"]
    assert rows(table)[:3] == [
        ("latency", "min", 0.0025), ("latency", "max", 0.00275), ("latency", "mean", 0.0026)
    ]  # fmt: skip
    assert set(table["setting.num_threads"]) == {2}


def test_an_ordinary_log_is_not_claimed():
    text = "Throughput: many\nLatency: 5 ms\nFPS counter started\n"
    assert not READER.takes(Document("a.txt", "text", text))


def test_trtexec_in_a_code_block_without_the_log_prefix():
    text = (
        "## Batch Size 8\n```\n=== Performance summary ===\nThroughput: 48.95 qps\n\n"
        "GPU Compute Time: min = 20.5 ms, max = 21.5 ms, mean = 20.75 ms\n```\n"
    )
    table = read_text(READER, "a.md", text)
    assert rows(table) == [
        ("throughput", "value", 48.95), ("gpu_time", "min", 0.0205),
        ("gpu_time", "max", 0.0215), ("gpu_time", "mean", 0.02075),
    ]  # fmt: skip
    assert table["config_label"].str.contains("Batch Size 8").all()

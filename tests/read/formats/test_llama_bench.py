"""llama-bench's JSON, JSON lines and CSV: what a real file can get wrong."""

import json

from chimera_nb.read.formats.llama_bench import READERS
from chimera_nb.read.testing import read_files, read_text

JSON, CSV = READERS
ENTRY = {
    "build_commit": "abc1234", "build_number": 4321, "cpu_info": "Some CPU",
    "gpu_info": "Some GPU", "backends": "CUDA", "model_type": "llama 1B Q4_0",
    "model_size": 700000000, "model_n_params": 1200000000, "n_batch": 2048,
    "n_gpu_layers": 99, "flash_attn": True, "n_prompt": 512, "n_gen": 0,
    "n_depth": 4096, "test_time": "2025-01-02T03:04:05Z", "avg_ns": 2000000000,
    "stddev_ns": 1000, "avg_ts": 256.0, "stddev_ts": 0.5,
    "samples_ns": [1999999000, 2000001000], "samples_ts": [256.1, 255.9],
}  # fmt: skip
GEN = ENTRY | {"n_prompt": 0, "n_gen": 128, "n_depth": 0, "avg_ts": 64.0}


def numbers(table):
    return list(zip(table["metric"], table["statistic"], table["value"], strict=True))


def test_nanoseconds_are_of_the_whole_test_and_ts_is_tokens_per_second():
    table = read_text(JSON, "a.json", json.dumps([ENTRY]))
    assert numbers(table) == [
        ("time", "mean", 2.0), ("time", "std", 1e-6),
        ("time", "value", 1.999999), ("time", "value", 2.000001),
        ("prompt_throughput", "mean", 256.0), ("prompt_throughput", "std", 0.5),
        ("prompt_throughput", "value", 256.1), ("prompt_throughput", "value", 255.9),
    ]  # fmt: skip
    assert set(table["tier"]) == {"raw", "aggregate"}
    assert table["n_behind"].iloc[0] == 2


def test_a_test_is_named_by_its_prompt_generation_and_depth():
    both = ENTRY | {"n_gen": 16, "n_depth": 0}
    text = "\n".join(json.dumps(each) for each in (ENTRY, GEN, both))
    table = read_text(JSON, "a.jsonl", text)
    assert list(table["benchmark"].unique()) == ["pp512 @ d4096", "tg128", "pp512+tg16"]
    speed = table[(table["statistic"] == "mean") & (table["unit"] == "tok/s")]
    assert list(speed["metric"]) == ["prompt_throughput", "throughput", "throughput"]
    assert list(speed["place"])[1] == "line 2 /avg_ts"


def test_sizes_and_settings_are_no_measurements():
    table = read_text(JSON, "a.json", json.dumps([ENTRY]))
    assert set(table["setting.n_batch"]) == {2048}
    assert table.attrs["not_taken"] == [
        ("size and parameters of the model: its properties", 2)
    ]


def test_one_sample_gives_no_spread():
    one = GEN | {"samples_ns": [5], "samples_ts": [64.0], "stddev_ts": 0.0}
    table = read_text(JSON, "a.json", json.dumps([one]))
    spread = table[(table["statistic"] == "std") & (table["unit"] == "tok/s")].iloc[0]
    assert (spread["n_behind"], spread["note"]) == (
        1, "of one sample: says nothing of the spread",
    )  # fmt: skip


def test_a_test_without_speed_failed():
    bad = GEN | {"avg_ts": 0.0}
    table = read_text(JSON, "a.json", json.dumps([bad]))
    assert set(table["status"]) == {"failed"}
    assert table["value"].isna().all()
    assert table["error"].iloc[0] == "no speed: avg_ts is 0.0"


def test_entries_inside_an_object_of_ones_own_keep_its_words():
    content = {"host": "box-7", "model": "tiny", "results": [GEN]}
    table = read_text(JSON, "a.json", json.dumps(content))
    assert table["config_label"].iloc[0] == "results, box-7"
    assert table["model"].iloc[0] == "llama 1B Q4_0"


def test_csv_is_read_like_json_and_a_header_may_come_again():
    names = [name for name in GEN if not name.startswith("samples")]
    head = ",".join(names)
    row = ",".join(f'"{GEN[name]}"' for name in names)
    table = read_files(**{"a.csv": f"{head}\n{row}\n{head}\n{row}\n"})
    speed = table[table["metric"] == "throughput"]
    assert list(speed["value"]) == [64.0, 0.5, 64.0, 0.5]
    assert set(table["benchmark"]) == {"tg128"}


def test_batched_bench_lines_keep_their_batch():
    line = {"n_kv_max": 2048, "pp": 128, "tg": 64, "pl": 4, "n_kv": 768, "t_pp": 0.5,
            "speed_pp": 1024.0, "t_tg": 2.0, "speed_tg": 128.0, "t": 2.5,
            "speed": 307.2}  # fmt: skip
    table = read_text(JSON, "a.jsonl", json.dumps(line))
    assert numbers(table) == [
        ("prompt_time", "value", 0.5), ("prompt_throughput", "value", 1024.0),
        ("decode_time", "value", 2.0), ("throughput", "value", 128.0),
        ("time", "value", 2.5), ("total_throughput", "value", 307.2),
    ]  # fmt: skip
    assert set(table["setting.pl"]) == {4}


def test_nulls_and_lists_for_objects_are_no_crash():
    content = [GEN | {"samples_ts": None, "avg_ns": [1], "gpu_info": {}, "n_gen": "x"}]
    assert numbers(read_text(JSON, "a.json", json.dumps(content))) == [
        ("time", "std", 1e-6), ("time", "value", 1.999999), ("time", "value", 2.000001),
        ("throughput", "mean", 64.0), ("throughput", "std", 0.5),
    ]  # fmt: skip


def test_timings_of_a_servers_answer():
    timings = {"prompt_n": 8, "prompt_ms": 40.0, "prompt_per_second": 200.0,
               "predicted_n": 16, "predicted_ms": 800.0,
               "predicted_per_token_ms": 50.0, "predicted_per_second": 20.0}  # fmt: skip
    answer = {"model": "tiny.gguf", "content": "12 ms", "timings": timings}
    table = read_text(JSON, "a.json", json.dumps(answer))
    assert numbers(table) == [
        ("prompt_tokens", "count", 8), ("prompt_time", "value", 0.04),
        ("prompt_throughput", "value", 200.0), ("tokens", "count", 16),
        ("decode_time", "value", 0.8), ("tpot", "mean", 0.05),
        ("throughput", "value", 20.0),
    ]  # fmt: skip
    assert set(table["model"]) == {"tiny.gguf"}

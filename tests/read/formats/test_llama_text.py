"""What llama.cpp prints, in logs and Markdown: what a real text can get wrong."""

from chimera_nb.read.document import Document
from chimera_nb.read.formats.llama_text import READERS
from chimera_nb.read.testing import read_text

(READER,) = READERS
TABLE = """\
| model            |     size |  params | backend | ngl | fa |         test |            t/s |
| ---------------- | -------: | ------: | ------- | --: | -: | -----------: | -------------: |
| llama 1B Q4_0    | 0.70 GiB |  1.20 B | Vulkan  |  99 |  1 |        pp512 | 1234.50 ± 6.25 |
ggml_backend: some line between the rows
| llama 1B Q4_0    | 0.70 GiB |  1.20 B | Vulkan  |  99 |  1 | tg32 @ d4096 |   45.50 ± 0.00 |

build: abc1234 (777)
"""


def numbers(table):
    return list(zip(table["metric"], table["statistic"], table["value"], strict=True))


def test_the_table_in_a_terminal_log_with_lines_between_its_rows():
    log = (
        "user@box:~$ ./build/bin/llama-bench -m models/tiny.gguf -fa 1\n"
        "ggml_vulkan: 0 = Some Radeon (driver) | uma: 1 | fp16: 1\n" + TABLE
    )
    table = read_text(READER, "run.txt", log)
    assert numbers(table) == [
        ("prompt_throughput", "mean", 1234.5), ("prompt_throughput", "std", 6.25),
        ("throughput", "mean", 45.5), ("throughput", "std", 0.0),
    ]  # fmt: skip
    assert list(table["benchmark"].unique()) == ["pp512", "tg32 @ d4096"]
    assert set(table["software"]) == {"llama.cpp abc1234 (777)"}
    assert set(table["device"]) == {"Some Radeon (driver)"}
    assert set(table["setting.fa"]) == {1}
    assert set(table["setting.size"]) == {"0.70 GiB"}
    assert table["place"].iloc[0] == "line 5, column t/s"


def test_headings_tell_equal_tables_apart_also_inside_a_code_block():
    text = f"# Box\n## Before\n```\n{TABLE}```\n## After\n```\n### fast\n{TABLE}```\n"
    table = read_text(READER, "a.md", text)
    assert list(table["config_label"].unique()) == ["Box, Before", "Box, After, fast"]


def test_a_cell_that_is_no_speed_failed_and_an_empty_one_is_missing():
    text = TABLE.replace("1234.50 ± 6.25", "OOM").replace("45.50 ± 0.00", "-")
    table = read_text(READER, "a.txt", text)
    assert list(table["error"]) == ["no speed: 'OOM'"]
    assert table["value"].isna().all()
    assert ("a test without a speed (-)", 0) in table.attrs["not_taken"]


def test_a_model_that_does_not_load_is_a_failed_run():
    text = TABLE + "main: error: failed to load model 'x.gguf'\n"
    table = read_text(READER, "a.txt", text)
    assert list(table["status"])[-1] == "failed"
    assert list(table["error"])[-1] == "main: error: failed to load model 'x.gguf'"


def test_batched_bench_rows_keep_their_shape():
    text = (
        "|    PP |     TG |    B |   N_KV |   T_PP s | S_PP t/s |   T_TG s | S_TG t/s |\n"
        "|-------|--------|------|--------|----------|----------|----------|----------|\n"
        "|   128 |     64 |    2 |    384 |    0.500 |   512.00 |    1.250 |   102.40 |\n"
    )
    table = read_text(READER, "a.log", text)
    assert numbers(table) == [
        ("prompt_time", "value", 0.5), ("prompt_throughput", "value", 512.0),
        ("decode_time", "value", 1.25), ("throughput", "value", 102.4),
    ]  # fmt: skip
    assert set(table["setting.B"]) == {2}


def test_timings_of_two_runs_are_two_records_and_inf_is_no_speed():
    block = (
        "llama_print_timings:        load time =   576.45 ms\n"
        "llama_print_timings: prompt eval time =   600.00 ms /    19 tokens (   31.50 ms"
        " per token,    31.67 tokens per second)\n"
        "llama_print_timings:        eval time =     0.00 ms /     1 runs   (    0.00 ms"
        " per token,      inf tokens per second)\n"
        "llama_print_timings:       total time =   700.00 ms\n"
    )
    table = read_text(READER, "a.log", "$ ./main -m a.gguf\n" + block + block)
    assert table["record"].nunique() == 2
    assert numbers(table)[:5] == [
        ("load_time", "value", 0.57645), ("prompt_tokens", "count", 19.0),
        ("prompt_time", "value", 0.6), ("prompt_tpot", "mean", 0.0315),
        ("prompt_throughput", "value", 31.67),
    ]  # fmt: skip
    idle = table[table["metric"].isin(["throughput", "tpot", "decode_time"])]
    assert set(idle["status"]) == {"placeholder"}
    assert idle["value"].isna().all()
    assert set(table["model"]) == {"a.gguf"}


def test_perplexity_has_a_standard_error():
    text = "[1]4.2,[2]5.1,\nFinal estimate: PPL = 5.9066 +/- 0.0330\n"
    table = read_text(READER, "a.log", text)
    assert numbers(table) == [
        ("perplexity", "value", 5.9066), ("perplexity", "stderr", 0.033)
    ]  # fmt: skip


def test_other_tables_of_the_markdown_are_read_by_the_generic_reader():
    other = "# Box\n\n| step | time (ms) |\n|---|---|\n| load | 12.5 |\n\n"
    table = read_text(READER, "a.md", other + TABLE + "\n" + other)
    assert list(table["value"][:4]) == [1234.5, 6.25, 45.5, 0.0]
    assert list(table["value"][4:]) == [0.0125, 0.0125]
    assert not READER.takes(Document("a.txt", "text", "| a | t/s |\n|---|---|\n"))


def test_json_between_the_lines_of_a_log_also_when_it_was_cut_off():
    log = (
        "ggml_cuda_init: found 1 CUDA devices:\n[\n  {\n"
        '    "build_commit": "abc", "model_type": "tiny", "n_prompt": 8, "n_gen": 0,\n'
        '    "avg_ts": 20.5\n  },\n'
        '  {\n    "build_commit": "abc", "n_prompt": 0, "n_gen": 4, "avg_ts": 2.5\n  },\n'
        '  {\n    "build_commit": "abc", "n_pro'
    )
    table = read_text(READER, "a.log", log)
    assert numbers(table) == [
        ("prompt_throughput", "mean", 20.5), ("throughput", "mean", 2.5)
    ]  # fmt: skip
    assert list(table["place"]) == ["line 3 /avg_ts", "line 7 /avg_ts"]


def test_the_line_after_an_answer_and_whispers_timings():
    text = (
        "[ Prompt: 120.5 t/s | Generation: 30.25 t/s ]\n"
        "whisper_print_timings:     load time =    64.00 ms\n"
        "whisper_print_timings:   encode time =   500.00 ms /     2 runs (   250.00 ms per"
        " run)\n"
    )
    assert numbers(read_text(READER, "a.txt", text)) == [
        ("prompt_throughput", "value", 120.5), ("throughput", "value", 30.25),
        ("load_time", "value", 0.064), ("encode_time", "value", 0.5),
        ("encode_time_per_run", "mean", 0.25),
    ]  # fmt: skip


def test_the_header_of_a_table_by_hand_below_is_no_test_without_a_speed():
    text = (
        f"# Bench\n\n{TABLE}\n## By hand\n\n"
        "| path | a | b | c | d | e | pp512 | tg128 |\n|---|---|---|---|---|---|---|---|\n"
        "| I8 | x | x | x | x | x | 638.5 | 33.25 |\n"
    )
    table = read_text(READER, "a.md", text)
    assert set(table["status"]) == {"ok"}
    assert numbers(table)[-2:] == [
        ("prompt_throughput", "value", 638.5), ("throughput", "value", 33.25)
    ]  # fmt: skip
    assert set(table["unit"]) == {"tok/s"}


def test_batched_bench_without_tokens_has_no_speed_and_no_zero():
    head = "PP | TG | B | N_KV | T_PP s | S_PP t/s | T_TG s | S_TG t/s | T s | S t/s"
    text = (
        f"| {head} |\n|{'--|' * 10}\n| 128 | 0 | 1 | 128 | 0.5 | 256.0 | 0.000 | -nan"
        " | 0.5 | 256.0 |\n| 128 | 64 | 1 | 192 | 0.5 | 256.0 | 2.5 | 25.6 | 3.0 | 64.0 |\n"
    )
    table = read_text(READER, "a.txt", text)
    bad = table[table["status"] == "failed"]
    assert list(bad["metric"]) == ["decode_time", "throughput"]
    assert bad["value"].isna().all()
    assert len(table) == 12


def test_times_beside_the_speed_of_a_test_are_measured_and_no_settings() -> None:
    text = (
        "| model | test | t/s | peak t/s | ttfr (ms) |\n|:--|--:|--:|--:|--:|\n"
        "| gemma9 | pp512 | 2265.5 ± 142.5 | | 979.5 ± 59.5 |\n"
        "| gemma9 | tg128 | 75.5 ± 0.5 | 98.5 ± 5.5 | |\n"
    )
    table = read_text(READER, "a.md", text)
    assert not [name for name in table.columns if "ttfr" in name or "peak" in name]
    beside = table[table["config_label"].notna()]
    assert beside["config_label"].tolist() == ["ttfr (ms)"] * 2 + ["peak t/s"] * 2
    assert beside["value"].round(9).tolist() == [0.9795, 0.0595, 98.5, 5.5]
    assert beside["statistic"].tolist()[1::2] == ["std", "std"]
    assert beside["unit"].tolist() == ["s", "s", "tok/s", "tok/s"]

"""Ollama's statistics and answers: what a real file can get wrong."""

import json

from chimera_nb.read.document import Document
from chimera_nb.read.formats.ollama_logs import READERS
from chimera_nb.read.testing import read_text

JSON, TEXT = READERS
BLOCK = """\
total duration:       1m2.5s
load duration:        850µs
prompt eval count:    10 token(s)
prompt eval duration: 250.5ms
prompt eval rate:     39.92 tokens/s
eval count:           120 token(s)
eval duration:        1h1m1.5s
eval rate:            0.03 tokens/s
"""
ANSWER = {
    "model": "tiny:1b", "created_at": "2025-01-01T00:00:00Z", "response": "12.5 ms",
    "done": True, "context": [1, 2, 3], "total_duration": 3000000000,
    "load_duration": 1000, "prompt_eval_count": 7, "prompt_eval_duration": 500000000,
    "eval_count": 50, "eval_duration": 2000000000,
}  # fmt: skip
NUMBERS = [
    ("time", "value", 62.5, "s"), ("load_time", "value", 0.00085, "s"),
    ("prompt_tokens", "count", 10.0, "count"),
    ("prompt_time", "value", 0.2505, "s"),
    ("prompt_throughput", "value", 39.92, "tok/s"),
    ("tokens", "count", 120.0, "count"), ("decode_time", "value", 3661.5, "s"),
    ("throughput", "value", 0.03, "tok/s"),
]  # fmt: skip


def numbers(table):
    return list(
        zip(table["metric"], table["statistic"], table["value"], table["unit"],
            strict=True)
    )  # fmt: skip


def test_go_durations_of_minutes_and_hours_are_read_whole():
    table = read_text(TEXT, "a.txt", "$ ollama run tiny:1b --verbose\n" + BLOCK)
    assert numbers(table) == NUMBERS
    assert set(table["model"]) == {"tiny:1b"}
    assert table["place"].iloc[-1] == "line 2, line 9"


def test_numbers_of_the_answer_above_are_not_read():
    text = (
        "## Prompt\nHow fast?\n```\nLight takes 8.3 s at 299,792 km/s.\n```\n" + BLOCK
    )
    assert numbers(read_text(TEXT, "a.md", text)) == NUMBERS


def test_each_block_has_the_model_of_the_command_or_heading_before_it():
    text = (
        f"### ollama run --verbose one:7b < p.txt\n{BLOCK}\n"
        f"#### PROMPT 2: ollama run two:3b\n{BLOCK}\n## Model: three:1b\n{BLOCK}"
    )
    table = read_text(TEXT, "a.md", text)
    assert list(table["model"].unique()) == ["one:7b", "two:3b", "three:1b"]
    assert table["record"].nunique() == 3


def test_rates_alone_are_one_record_a_run():
    text = (
        "$ for i in 1 2; do ollama run tiny --verbose; done\n"
        "prompt eval rate:     1354.84 tokens/s\neval rate:            88.77 tokens/s\n"
        "prompt eval rate:     14000.00 tokens/s\neval rate:            95.31 tokens/s\n"
    )
    table = read_text(TEXT, "a.log", text)
    assert list(table["record"]) == [0, 0, 1, 1]
    assert list(table["value"]) == [1354.84, 88.77, 14000.0, 95.31]


def test_a_list_in_markdown_and_colour_codes_are_no_obstacle():
    listed = "".join(
        f"- **{line.replace(':', '**:', 1)}\n" for line in BLOCK.split("\n") if line
    )
    assert numbers(read_text(TEXT, "a.md", listed)) == NUMBERS
    coloured = "\x1b[?25l\x1b[2K" + BLOCK.replace("\n", "\x1b[0m\n")
    assert numbers(read_text(TEXT, "a.txt", coloured)) == NUMBERS


def test_a_text_without_a_model_is_named_by_its_file_and_says_so():
    table = read_text(TEXT, "runs/big-box.txt", BLOCK)
    assert set(table["config_label"]) == {"big-box"}
    assert set(table["note"]) == {"named by the file: no model stands in the text"}


def test_a_script_that_names_the_keys_is_not_claimed():
    script = 'echo "eval rate:  ${rate} tokens/s"\necho "eval duration: ${d}s"\n'
    assert not TEXT.takes(Document("a.txt", "text", script))


def test_the_answers_durations_are_nanoseconds():
    table = read_text(JSON, "a.json", json.dumps(ANSWER))
    assert numbers(table) == [
        ("time", "value", 3.0, "s"), ("load_time", "value", 1e-6, "s"),
        ("prompt_time", "value", 0.5, "s"), ("decode_time", "value", 2.0, "s"),
        ("prompt_tokens", "count", 7.0, "count"), ("tokens", "count", 50.0, "count"),
    ]  # fmt: skip
    assert set(table["model"]) == {"tiny:1b"}


def test_a_streams_parts_are_no_records_and_an_error_is_a_failed_run():
    part = {"model": "tiny:1b", "response": "x", "done": False}
    error = {"model": "other", "error": "out of memory"}
    text = "\n".join(json.dumps(each) for each in (part, part, ANSWER, error))
    table = read_text(JSON, "a.jsonl", text)
    assert table["record"].nunique() == 2
    assert next(iter(table["place"])) == "line 3 /total_duration"
    assert list(table["status"])[-1] == "failed"
    assert list(table["error"])[-1] == "out of memory"


def test_seconds_under_the_same_keys_are_not_taken_for_nanoseconds():
    seconds = ANSWER | {"eval_duration": 2.5}
    assert not JSON.takes(Document("a.json", "json", json.dumps(seconds)))


def test_answers_inside_a_wrapper_keep_its_words():
    content = {"host": "box-7", "runs": [{"prompt_id": "p1", "metrics": ANSWER}]}
    table = read_text(JSON, "a.json", json.dumps(content))
    assert set(table["config_label"]) == {"runs, metrics, box-7, p1"}
    assert set(table["benchmark"]) == {"p1"}


def test_answers_in_a_log_of_curl():
    part = json.dumps({"model": "tiny:1b", "response": "{", "done": False})
    text = f"$ curl localhost/api/generate\n{part}\n{json.dumps(ANSWER, indent=1)}\n"
    table = read_text(TEXT, "a.txt", text)
    assert table["record"].nunique() == 1
    assert table["place"].iloc[0] == "line 3 /total_duration"
    assert table["value"].iloc[0] == 3.0


def test_a_table_of_speeds_is_read_and_a_table_of_an_answer_is_not():
    text = (
        f"```\n{BLOCK}```\n\n| planet | day (s) |\n|---|---|\n| Mars | 88775 |\n\n"
        "# Summary\n\n| model | tokens/s |\n|---|---|\n| tiny | 12.5 |\n"
    )
    table = read_text(TEXT, "a.md", text)
    assert list(table["value"])[8:] == [12.5]


def test_prompts_of_ollama_benchmark_are_tests_and_their_average_is_a_mean():
    block = (
        "model_name =    {}\nprompt = How does it work?\neval rate:      15.5 tokens/s\n"
        "prompt = Why?\neval rate:    16.5 tokens/s\n--------------------\n"
        "Average of eval rate:  16.0  tokens/s\n----------------------------------------\n"
    )
    text = block.format("phi3:3.8b") + block.format("gemma:2b")
    table = read_text(TEXT, "a.txt", text)
    names = ("model", "benchmark", "statistic", "value")
    columns = (table[name].astype(object).fillna("") for name in names)
    assert list(zip(*columns, strict=True)) == [
        (model, *row)
        for model in ("phi3:3.8b", "gemma:2b")
        for row in (
            ("How does it work?", "value", 15.5),
            ("Why?", "value", 16.5),
            ("", "mean", 16.0),
        )
    ]

"""Runs of a local language model: what fails, what is cold, whose model it was."""

import json

import pytest

from chimera_nb.read.document import Document
from chimera_nb.read.formats.llm_runs import READERS
from chimera_nb.read.testing import read_text

CSV, RESULTS = READERS
SUITE = "timestamp,model,prompt_index,prompt_text,ttft_s,tokens_s,load_s,prompt_eval_s,"
SUITE += "eval_s,prompt_eval_count,eval_count,response_chars,error,options\n"
STAMP = "2026-01-02T03:04:05.5+00:00"
OPTIONS = '"{""temperature"":0.3,""top_p"":0.9}"'
GOOD = f"{STAMP},tiny:1b,1,Say hello.,0.250000,50.50,0.050000,0.200000,2.000000,7,101,"
GOOD += f"400,,{OPTIONS}\n"
DOWN = f"{STAMP},tiny:1b,2,Say bye.,0.000000,0.00,0.000000,0.000000,0.000000,0,0,0,"
DOWN += f'"no server, no answer",{OPTIONS}\n'
SWEEP = "num_gpu,num_ctx,temperature,config_name,ttft_s,tokens_s,load_s,prompt_eval_s,"
SWEEP += "eval_s,eval_count,error\n"
BASELINE = "prompt,ttft_s,tokens_s,load_s,prompt_eval_s,eval_s,eval_count,"
BASELINE += "response_chars,error\nSay hello.,0.3,90.5,0.1,0.2,2.0,181,700,\n"


def one(table, metric):
    rows = table[table["metric"] == metric]
    assert len(rows) == 1, rows
    return rows.iloc[0]


def test_every_number_of_a_call_with_its_labels():
    table = read_text(CSV, "a.csv", SUITE + GOOD)
    found = dict(zip(table["metric"], zip(table["value"], table["unit"], strict=True),
                     strict=True))  # fmt: skip
    assert found == {
        "ttft": (0.25, "s"), "throughput": (50.5, "tok/s"), "load_time": (0.05, "s"),
        "prompt_time": (0.2, "s"), "decode_time": (2.0, "s"),
        "prompt_tokens": (7, "count"), "tokens": (101, "count"),
        "response_length": (400, "count"),
    }  # fmt: skip
    row = one(table, "throughput")
    assert (row["kind"], row["tier"], row["statistic"]) == ("llm", "raw", "value")
    assert (row["model"], row["benchmark"]) == ("tiny:1b", "Say hello.")
    assert (row["timestamp"], row["run_index"]) == (STAMP, 1)
    assert (row["place"], row["raw_value"]) == ("line 2, column tokens_s", "50.50")


def test_options_as_json_inside_a_cell_are_settings():
    table = read_text(CSV, "a.csv", SUITE + GOOD)
    assert set(table["setting.temperature"]) == {0.3}
    assert set(table["setting.top_p"]) == {0.9}


def test_options_that_are_not_json_stay_a_text():
    table = read_text(CSV, "a.csv", "ttft_s,tokens_s,options\n0.1,5,{broken\n")
    assert set(table["setting.options"]) == {"{broken"}


def test_a_call_written_with_zeros_after_a_connection_error_has_no_value():
    table = read_text(CSV, "a.csv", SUITE + GOOD + DOWN)
    lost = table[table["place"].str.startswith("line 3")]
    assert list(lost["metric"]) == ["throughput", "ttft"]
    assert set(lost["status"]) == {"failed"}
    assert set(lost["error"]) == {"no server, no answer"}
    assert lost["value"].isna().all()
    assert list(lost["raw_value"]) == ["0.00", "0.000000"]


def test_a_call_without_a_token_and_without_an_error_failed_too():
    table = read_text(CSV, "a.csv", "ttft_s,tokens_s,eval_count\n0.0,0.0,0\n")
    assert set(table["status"]) == {"failed"}
    assert set(table["error"]) == {"no token was generated"}


def test_blank_cells_beside_a_timeout_are_a_failed_call():
    text = SWEEP + "40,1024,0.2,g40_c1024_t0.2,,,,,,,timed out\n"
    table = read_text(CSV, "a.csv", text)
    assert list(table["metric"]) == ["throughput", "ttft"]
    assert set(table["error"]) == {"timed out"}
    assert set(table["setting.num_gpu"]) == {40}


def test_blank_cells_without_an_error_are_a_failed_call():
    table = read_text(CSV, "a.csv", SWEEP + "40,1024,0.2,g40_c1024_t0.2,,,,,,,\n")
    assert set(table["error"]) == {
        "neither throughput nor time to first token is given"
    }


def test_numbers_in_quotes_are_numbers():
    names = ["timestamp", "model", "tag", "ttft_s", "tokens_s", "num_ctx"]
    cells = ["2026-01-02T03:04:05", "tiny:1b-q4", "q4_0", "0.0871", "77.5", "1024"]
    text = "\n".join(",".join(f'"{c}"' for c in row) for row in (names, cells))
    table = read_text(CSV, "a.csv", text + "\n")
    assert one(table, "throughput")["value"] == 77.5
    assert one(table, "throughput")["dtype"] == "q4_0"
    assert set(table["setting.num_ctx"]) == {1024}
    assert one(table, "throughput")["timestamp"] == "2026-01-02T03:04:05"


def test_a_call_that_loaded_its_model_is_cold_and_its_ttft_says_so():
    text = SWEEP
    text += "999,1024,0.2,g999_c1024_t0.2,6.5,181.25,6.25,0.25,2.5,453,\n"
    text += "999,1024,0.8,g999_c1024_t0.8,0.075,182.5,0.0625,0.0125,2.0,365,\n"
    table = read_text(CSV, "a.csv", text)
    ttft = table[table["metric"] == "ttft"]
    assert list(ttft["cold"]) == [True, False]
    assert list(ttft["setting.temperature"]) == [0.2, 0.8]
    assert set(ttft["note"]) == {
        "load and prompt evaluation together: a cold call carries the model's load"
    }
    assert table.loc[table["metric"] != "ttft", "note"].isna().all()


def test_whether_a_call_without_a_load_time_was_cold_is_not_known():
    table = read_text(CSV, "a.csv", "ttft_s,tokens_s\n9.0,5.0\n")
    assert table["cold"].isna().all()
    assert table["note"].isna().all()


def test_an_outlier_stays():
    text = SUITE + GOOD.replace("0.250000", "26.300000").replace(
        "0.200000", "26.250000"
    )
    assert one(read_text(CSV, "a.csv", text), "ttft")["value"] == 26.3
    assert one(read_text(CSV, "a.csv", text), "ttft")["status"] == "ok"


def test_one_timestamp_for_all_calls_is_that_of_the_writing():
    text = SUITE + GOOD + GOOD.replace(",1,", ",2,", 1)
    table = read_text(CSV, "a.csv", text)
    said = "all calls of the file share one timestamp: when it was written"
    assert set(table.loc[table["metric"] == "tokens", "note"]) == {said}
    assert one(read_text(CSV, "a.csv", SUITE + GOOD), "tokens")["note"] != said


def test_the_model_of_a_sweep_is_that_of_the_baseline_beside_it():
    text = SWEEP + "9,1024,0.2,g9,0.3,9.5,0.1,0.2,2.5,453,\n"
    beside = {"tiny_baseline.json": '{"model": "tiny:latest", "results": []}'}
    table = read_text(CSV, "d/tiny_param_tuning.csv", text, beside)
    assert set(table["model"]) == {"tiny:latest"}
    assert one(table, "tokens")["note"] == "model from tiny_baseline.json"


@pytest.mark.parametrize("beside", [{}, {"tiny_1b_baseline.json": "{broken"},
                                    {"tiny_1b_baseline.json": "[1]"}])  # fmt: skip
def test_a_model_that_nothing_names_is_taken_from_the_file_name_and_marked(beside):
    table = read_text(CSV, "d/tiny_1b_baseline.csv", BASELINE, beside)
    assert set(table["model"]) == {"tiny_1b"}
    assert one(table, "tokens")["note"] == "model from the file name"


@pytest.mark.parametrize("name", ["runs.csv", "ollama_baseline.csv"])
def test_a_file_name_that_names_no_model_gives_none(name):
    table = read_text(CSV, name, BASELINE)
    assert table["model"].isna().all()
    assert one(table, "tokens")["note"] is None or one(table, "tokens").isna()["note"]


def test_a_model_column_is_never_overruled_by_a_file_name():
    table = read_text(CSV, "other_baseline.csv", "model,ttft_s,tokens_s\ntiny,0.1,5\n")
    assert set(table["model"]) == {"tiny"}


def test_the_json_twin_of_a_baseline_reads_the_same_numbers():
    item = {"prompt": "Say hello.", "ttft_s": 0.3, "tokens_s": 90.5, "load_s": 0.1,
            "prompt_eval_s": 0.2, "eval_s": 2.0, "eval_count": 181,
            "response_chars": 700}  # fmt: skip
    squeezed = json.dumps({"model": "tiny:1b", "results": [item]})
    twin = read_text(RESULTS, "tiny_baseline.json", squeezed)
    table = read_text(
        CSV, "tiny_baseline.csv", BASELINE, {"tiny_baseline.json": squeezed}
    )
    for column in ("model", "benchmark", "metric", "value", "unit", "cold"):
        assert list(twin[column]) == list(table[column]), column
    assert one(twin, "throughput")["place"] == "/results/0/tokens_s"


def test_a_result_that_failed_in_json_has_no_value():
    item = {"prompt": "x", "ttft_s": None, "tokens_s": None, "error": "timed out"}
    table = read_text(RESULTS, "a.json", json.dumps({"results": [item]}))
    assert set(table["status"]) == {"failed"}
    assert set(table["error"]) == {"timed out"}


def test_results_of_another_kind_are_left_to_others():
    for results in ([{"command": "ls", "mean": 1.0}], [1], [], {"a": 1}, None):
        text = json.dumps({"results": results})
        assert not RESULTS.takes(Document("a.json", "json", text))


def test_what_is_no_number_is_told_with_its_place():
    table = read_text(CSV, "a.csv", "ttft_s,tokens_s\nsoon,5\n0.1\n0.1,nan\n")
    assert sorted(table.attrs["problems"]) == [
        ("line 2, column ttft_s", "'soon' is no number"),
        ("line 3", "1 cells where the header has 2"),
        ("line 4, column tokens_s", "'nan' is no number"),
    ]
    assert list(table["value"]) == [5.0, 0.1]


HOSTILE = [1, None, [], {}, [1], "x", {"ttft_s": [], "tokens_s": {}}, True, 10**400]


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_values_raise_nothing(value):
    results = [{"ttft_s": value, "tokens_s": value, "options": value, "model": value},
               value]  # fmt: skip
    table = read_text(
        RESULTS, "a.json", json.dumps({"model": value, "results": results})
    )
    assert not (table["status"] == "ok").any() or value in (1, 10**400)

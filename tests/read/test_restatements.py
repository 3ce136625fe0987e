"""Twins, restatements and conflicts: each measurement is counted once."""

import json

import pytest

from chimera_nb import read_benchmarks
from chimera_nb.read.identities import Names
from chimera_nb.read.records import Number
from chimera_nb.read.twins import agrees

_RUNS = (
    "num_gpu,num_ctx,temperature,config_name,ttft_s,tokens_s,load_s,prompt_eval_s,"
    "eval_s,eval_count,error\n"
    "40,1024,0.2,g40_c1024_t0.2,2.5176155,101.4449506,2.2951013,0.2225143,9.5322,967,\n"
    "40,1024,0.8,g40_c1024_t0.8,0.1432390,101.7703051,0.1318192,0.0114198,9.3543,952,\n"
    "40,2048,0.8,g40_c2048_t0.8,0.1132390,102.3303051,0.1018192,0.0114198,9.1543,932,\n"
)
_BASELINE = {
    "model": "gemma9:latest",
    "results": [
        {
            "prompt": f"Say {n}", "ttft_s": 0.1 + n / 7, "tokens_s": 100 + n / 3,
            "load_s": 0.05, "prompt_eval_s": 0.05 + n / 7, "eval_s": 1.0 + n,
            "eval_count": 100 + n, "response_chars": 400,
        }
        for n in range(3)
    ],
}  # fmt: skip


def written(folder, **files):
    for name, content in files.items():
        text = content if isinstance(content, str) else json.dumps(content)
        (folder / name.replace("__", ".")).write_text(text)
    return read_benchmarks(folder, cache=False)


def baseline_csv(digits=9):
    names = list(_BASELINE["results"][0])
    lines = [",".join([*names, "error"])]
    for each in _BASELINE["results"]:
        cells = [str(each[n]) if isinstance(each[n], (str, int)) else
                 f"{each[n]:.{digits}f}" for n in names]  # fmt: skip
        lines.append(",".join([*cells, ""]))
    return "\n".join(lines) + "\n"


def rates(reading, tier="raw"):
    rows = reading.measurements
    return rows[(rows["metric"] == "throughput") & (rows["tier"] == tier)]


def test_a_json_and_a_csv_of_the_same_calls_count_once(tmp_path):
    reading = written(
        tmp_path, gemma9_baseline__json=_BASELINE, gemma9_baseline__csv=baseline_csv()
    )
    rows = rates(reading)
    assert len(rows) == 3
    assert set(rows["model"]) == {"gemma9:latest"}
    assert rows["also_in"].notna().all()
    assert reading.conflicts.empty


def test_a_twin_rounded_to_two_decimals_keeps_the_full_digits(tmp_path):
    reading = written(
        tmp_path, a_baseline__json=_BASELINE, z_baseline__csv=baseline_csv(2)
    )
    rows = rates(reading)
    assert sorted(rows["value"]) == pytest.approx([100.0, 100 + 1 / 3, 100 + 2 / 3])
    assert set(rows["source"]) == {"a_baseline.json"}
    assert all(place.startswith("z_baseline.csv#line ") for place in rows["also_in"])


def test_equal_prompts_with_other_values_are_other_calls(tmp_path):
    other = json.loads(json.dumps(_BASELINE))
    for each in other["results"]:
        each["tokens_s"] += 5
        each["ttft_s"] *= 2
    reading = written(
        tmp_path, a_baseline__json=_BASELINE, b_baseline__json=other
    )  # fmt: skip
    assert len(rates(reading)) == 6


def test_a_summary_of_one_run_per_configuration_is_that_run(tmp_path):
    summary = (
        "config_name,num_gpu,num_ctx,temperature,mean_tokens_s,mean_ttft_s,mean_load_s\n"
        "g40_c2048_t0.8,40,2048,0.8,102.3303051,0.1132390,0.1018192\n"
        "g40_c1024_t0.8,40,1024,0.8,101.7703051,0.1432390,0.1318192\n"
        "g40_c1024_t0.2,40,1024,0.2,101.4449506,2.5176155,2.2951013\n"
    )
    reading = written(
        tmp_path, gemma9_param_tuning__csv=_RUNS,
        gemma9_param_tuning_summary__csv=summary, gemma9_baseline__json=_BASELINE,
    )  # fmt: skip
    assert rates(reading, "aggregate").empty
    merged = rates(reading)["also_in"].dropna()
    assert len(merged) == 3


def test_a_table_of_configurations_restates_or_contradicts_the_sweep(tmp_path):
    report = (
        "# Gemma9 Deep Dive\n\n## Tuning\n\n"
        "| Config | num_gpu | num_ctx | temp | Tokens/s | TTFT (s) |\n"
        "|---|---|---|---|---|---|\n"
        "| best | 40 | 2048 | 0.8 | **102.33** | 0.113 |\n"
        "| next | 40 | 1024 | 0.8 | 99.12 | 0.143 |\n"
    )
    reading = written(
        tmp_path, gemma9_param_tuning__csv=_RUNS, gemma9_baseline__json=_BASELINE,
        report__md=report,
    )  # fmt: skip
    (conflict,) = reading.conflicts.to_dict("records")
    assert conflict["metric"] == "throughput"
    assert conflict["subject"]["model"] == "gemma9:latest"
    stated, held = conflict["values"]
    assert (stated["value"], stated["locator"]) == (99.12, "line 8, column Tokens/s")
    assert (held["value"], held["source"]) == (101.7703051, "gemma9_param_tuning.csv")
    assert not rates(reading, "reported")["value"].eq(102.33).any()


def test_a_number_of_an_experiment_without_files_is_no_conflict(tmp_path):
    report = (
        "# Gemma9 with agents\n\n| Metric | Baseline | Agents |\n|---|---|---|\n"
        "| Mean throughput (tok/s) | 71.3 | 68.4 |\n"
    )
    reading = written(
        tmp_path, gemma9_baseline__json=_BASELINE, report__md=report
    )  # fmt: skip
    assert reading.conflicts.empty


def _listing(*rows):
    lines = [
        "# Gemma9",
        "",
        "| Prompt | Tokens/s | TTFT (s) | Tokens |",
        "|---|---|---|---|",
    ]
    return "\n".join([*lines, *rows, ""])


def test_a_table_that_lists_a_files_runs_is_compared_run_by_run(tmp_path):
    report = _listing("| x | 100.0 | 0.100 | 100 |", "| y | 100.33 | 0.999 | 101 |",
                      "| z | 100.67 | 0.386 | 777 |")  # fmt: skip
    reading = written(tmp_path, gemma9_baseline__json=_BASELINE, report__md=report)
    found = [
        (each["metric"], values[0]["value"], values[0]["locator"], values[1]["locator"])
        for each in reading.conflicts.to_dict("records")
        for values in [each["values"]]
    ]
    assert found == [
        ("ttft", 0.999, "line 6, column TTFT (s)", "/results/1/ttft_s"),
        ("tokens", 777.0, "line 7, column Tokens", "/results/2/eval_count"),
    ]
    reported = reading.measurements[reading.measurements["tier"] == "reported"]
    assert sorted(reported["value"]) == [0.999, 777.0]


@pytest.mark.parametrize(
    "rows",
    [
        ("| x | 100.0 | 9.9 | 7 |", "| y | 100.33 | 9.9 | 7 |"),
        ("| x | 100.0 | 9.9 | 7 |", "| y | 100.33 | 9.9 | 7 |", "| z | 55.5 | 9 | 7 |"),
        (
            "| x | 100.0 | 9.9 | 7 |",
            "| y | 100.33 | 9.9 | 7 |",
            "| z | 100.33 | 9 | 7 |",
        ),
    ],
)
def test_a_number_that_a_run_has_by_chance_makes_no_listing(tmp_path, rows):
    reading = written(
        tmp_path, gemma9_baseline__json=_BASELINE, report__md=_listing(*rows)
    )
    assert reading.conflicts.empty


def test_a_power_limit_is_not_compared_with_a_power_draw_of_nothing_named(tmp_path):
    snapshot = {
        "export_timestamp": 1.0, "export_datetime": "2026-01-01T00:00:00",
        "metrics_count": 1,
        "metrics": [{
            "timestamp": 1.0, "datetime": "2026-01-01T00:00:00",
            "system": {"cpu_percent": 3.0},
            "gpu": [{"name": "RTX", "power_draw": 2.0, "temperature": 50}],
            "ollama": {"timestamp": 1.0, "ollama_processes": [], "process_count": 0},
        }],
    }  # fmt: skip
    table = "| Part | Power Limit |\n|---|---|\n| GPU | 175 W |\n"
    reading = written(tmp_path, snap__json=snapshot, parts__md=table)
    assert reading.conflicts.empty


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("gemma3:latest", "gemma3:latest"),
        ("Parameter Tuning Results (270m)", "gemma3:270m"),
        ("Gemma3:1b-qat", "gemma3:1b-it-qat"),
        ("Gemma3 Deep Dive", "gemma3:latest"),
        ("q4_0", "llama3.1:8b-instruct-q4_0"),
        ("Llama3.1 Results", None),
        ("Gemma3 vs Llama3.1", None),
        ("270m against 1b-it-qat", None),
        ("Memory", None),
        ("1", None),
    ],
)
def test_a_heading_names_the_one_model_that_it_can_mean(text, name):
    names = Names([
        "gemma3:latest", "gemma3:270m", "gemma3:1b-it-qat",
        "llama3.1:8b-instruct-q4_0", "llama3.1:8b-instruct-q8_0",
    ])  # fmt: skip
    assert names.find(text) == name


@pytest.mark.parametrize(
    ("raw", "unit", "value", "same"),
    [
        ("0.05", "s", 0.0549, True), ("0.05", "s", 0.0551, False),
        ("3,503", "count", 3503.4, True), ("1.2e3", "ms", 1.2049, True),
        ("1.2e3", "ms", 1.26, False), ("17.2", "s", 17.15, True),
    ],
)  # fmt: skip
def test_a_number_agrees_to_the_digits_it_is_written_with(raw, unit, value, same):
    written_value = float(raw.replace(",", ""))
    assert agrees(Number("time", written_value, unit, raw=raw), value) is same

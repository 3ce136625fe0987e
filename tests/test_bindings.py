"""What prose may say of language models, scopes, settings and raw keys, and how."""

import json

import pytest

from chimera_nb import Facts, check_text, collect_facts, read_benchmarks

RUNS = "num_gpu,num_ctx,temperature,config_name,ttft_s,tokens_s,load_s,prompt_eval_s,eval_s,eval_count,error\n"
MODEL = {"model": "gemma9:270m", "results": [
    {"prompt": f"Say {n}", "ttft_s": 0.1, "tokens_s": 100.0 + 10 * n, "load_s": 0.05,
     "prompt_eval_s": 0.05, "eval_s": 1.0, "eval_count": 100, "response_chars": 9}
    for n in range(3)
]}  # fmt: skip


@pytest.fixture(scope="module")
def facts(tmp_path_factory) -> Facts:
    root = tmp_path_factory.mktemp("benchmarks")
    rows = [
        "40,1024,0.2,g40_c1024_t0.2,2.5,200.0,2.3,0.2,9.5,967,",
        "40,1024,0.8,g40_c1024_t0.8,0.15,220.0,0.13,0.02,9.3,952,",
        "40,2048,0.8,g40_c2048_t0.8,0.12,250.0,0.1,0.02,9.1,932,",
        "80,2048,0.8,g80_c2048_t0.8,,,,,,,timed out",
    ]
    (root / "gemma9_270m_param_tuning.csv").write_text(RUNS + "\n".join(rows) + "\n")
    (root / "gemma9_270m_baseline.json").write_text(json.dumps(MODEL))
    other = json.loads(json.dumps(MODEL)) | {"model": "llama9:8b-q4_0"}
    for each in other["results"]:
        each["tokens_s"] /= 2
        each["ttft_s"] = 0.3
    (root / "llama9_q4_quant_bench.json").write_text(json.dumps(other))
    return collect_facts(read_benchmarks(root, cache=False))


def verdicts(text, facts, kind="number"):
    table = check_text(text, facts)
    table = table[(table["kind"] == kind) & (table["verdict"] != "not a claim")]
    return list(zip(table["token"], table["verdict"], strict=True))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # a part that only one model's name has
        ("q4_0 averages 55 tok/s.", [("55", "supported")]),
        # a scope, wherever it stands in the sentence
        ("gemma9:270m reached 110 tok/s on average over all runs.", [("110", "contradicted")]),
        ("q4_0 averages 55 tok/s in the quantization bench.", [("55", "supported")]),
        ("In its parameter sweep 270m averages 223.3 tok/s.", [("223.3", "supported")]),
        # a ratio that a noun names, of the two before it
        ("270m averages 166.7 tok/s, compared with 55 tok/s for q4_0, a ratio of 3.03.",
         [("166.7", "supported"), ("55", "supported"), ("3.03", "supported")]),
        ("270m averages 166.7 tok/s, compared with 55 tok/s for q4_0, a ratio of 2.1.",
         [("166.7", "supported"), ("55", "supported"), ("2.1", "contradicted")]),
        # the best of a rate is its greatest, of a time its least
        ("270m reaches 250 tok/s at best.", [("250", "supported")]),
        ("270m reaches 100 tok/s at worst.", [("100", "supported")]),
        ("270m has a TTFT of 0.1 s at best.", [("0.1", "supported")]),
        # all of a time put together, where no other statistic is named
        ("The TTFT of q4_0 takes 0.9 s in total.", [("0.9", "supported")]),
        ("The TTFT of q4_0 takes 0.3 s in total.", [("0.3", "contradicted")]),
        ("In total the TTFT of q4_0 is 0.3 s on average.", [("0.3", "supported")]),
        # a clause without a unit takes its place, too, from the one before
        ("270m averages 223.3 tok/s in its parameter sweep; q4_0 only 55.", [("223.3", "supported"), ("55", "unsupported")]),
        # a model and a word that together are the name of a file
        ("The gemma9:270m baseline averages 110 tok/s.", [("110", "supported")]),
        ("270m averages 110 tok/s in its baseline file.", [("110", "supported")]),
        ("TTFT of gemma9:270m (baseline file): 0.3 s", [("0.3", "contradicted")]),
        # the same sweep again, not another one
        ("The sweep of gemma9:270m averages 223.3 tok/s. In that sweep the maximum is 250 tok/s.",
         [("223.3", "supported"), ("250", "supported")]),
        # values of settings in a list
        ("The sweep covers num_ctx of 1024 and 2048, and temperatures 0.2, 0.8 and 0.9.",
         [("1024", "supported"), ("2048", "supported"), ("0.2", "supported"), ("0.8", "supported"),
          ("0.9", "unsupported")]),
        # what came of the calls, by column
        ("| Model | Calls | Failed |\n|---|---|---|\n| gemma9:270m | 7 | 2 |",
         [("7", "supported"), ("2", "contradicted")]),
        # an end of one of several of a name
        ("- Slowest gemma9:270m call: 100 tok/s", [("100", "supported")]),
        # things of the world that the data has none of
        ("- gemma9:270m converged after 12 epochs", [("12", "unsupported")]),
        # a single call, by its place in its file
        ("The first gemma9:270m baseline prompt ran at 100 tok/s, whereas the second reached 110 tok/s.",
         [("100", "supported"), ("110", "supported")]),
        ("The rate of gemma9_270m_baseline.json rises from 100 tok/s on the first prompt to 120 tok/s on the second.",
         [("100", "supported"), ("120", "contradicted")]),
        # tokens per second is no place
        ("270m averages 166.7 tokens per second, the best of all.", [("166.7", "supported")]),
        # the other end of what was spoken of
        ("The best configuration of 270m is g80_c9 with 250 tok/s, the worst reached 100 tok/s.",
         [("250", "supported"), ("100", "supported")]),
        # two files are named, each has its own number
        ("`gemma9_270m_param_tuning.csv` averages 223.3 tok/s, while `gemma9_270m_baseline.json` averages 110 tok/s.",
         [("223.3", "supported"), ("110", "supported")]),
        # the name as files have it
        ("For gemma9_270m the mean is 166.7 tok/s.", [("166.7", "supported")]),
        # the rows of a file
        ("`gemma9_270m_param_tuning.csv` has 4 rows.", [("4", "supported")]),
        ("`gemma9_270m_param_tuning.csv` has 9 rows.", [("9", "contradicted")]),
        # a threshold of advice is no measurement
        ("## Recommendations\n\n- Scale out when 270m exceeds 100 tok/s.", []),
        # what is said to be reached is a number of something
        ("Request queue depth never exceeded 6.", [("6", "unsupported")]),
        # settings by their short names, and as a table prints them
        ("With GPU=40, CTX=2048 and TEMP=0.8, 270m generates 250 tok/s.",
         [("40", "supported"), ("2048", "supported"), ("0.8", "supported"), ("250", "supported")]),
        ("| num_gpu | num_ctx | temperature | mean_tokens_s |\n|---|---|---|---|\n| 40.00 | 2048.00 | 0.8 | 250 |",
         [("40.00", "supported"), ("2048.00", "supported"), ("0.8", "supported"), ("250", "supported")]),
        # a file that others are compared with is still where it was measured
        ("Checking against gemma9_270m_baseline.json: 270m averages 110 tok/s there.", [("110", "supported")]),
        # give or take is a spread
        ("In its baseline file 270m runs at 110 tok/s, give or take 10 tok/s.", [("110", "supported"), ("10", "supported")]),
        # the first and the last of the models, by their means
        ("The gap between the fastest and the slowest model is 111.7 tok/s.", [("111.7", "supported")]),
        ("The gap between the fastest and the slowest model is 200 tok/s.", [("200", "contradicted")]),
        # how many are listed counts nothing
        ("The two fastest models are gemma9:270m and llama9:8b-q4_0.", []),
        # a setting that goes from one value to another, each with its own number
        ("Raising num_gpu from 40 (223.3 tok/s) to 80 slows 270m down.", [("40", "supported"), ("223.3", "supported"), ("80", "supported")]),
        ("num_ctx was varied between 1024 and 2048.", [("1024", "supported"), ("2048", "supported")]),
        # the slowest one is one of those that were spoken of
        ("The fastest call of 270m ran at 250 tok/s, the slowest one at 100 tok/s.",
         [("250", "supported"), ("100", "supported")]),
        # settings are conditions, and the data has them or not
        (
            "270m generates 250 tok/s at num_ctx=2048 and temperature=0.8.",
            [("250", "supported"), ("2048", "supported"), ("0.8", "supported")],
        ),
        # numbers in the order of names
        (
            "q4_0 and 270m generate 55 and 166.7 tok/s, respectively.",
            [("55", "supported"), ("166.7", "supported")],
        ),
        # a range
        (
            "In the sweep of 270m, throughput ranges from 200 to 250 tok/s.",
            [("200", "supported"), ("250", "supported")],
        ),
        # derived values
        ("270m is 3.03 times as fast as q4_0.", [("3.03", "supported")]),
        ("270m is 2 times as fast as q4_0.", [("2", "contradicted")]),
        ("270m is 203% faster than q4_0.", [("203", "supported")]),
        ("The throughput of 270m exceeds that of q4_0 by 111.7 tok/s.", [("111.7", "supported")]),
        ("Delta of mean throughput, 270m vs q4_0: +111.7 tok/s", [("111.7", "supported")]),
        ("Throughput lost by going from 270m to q4_0: 101.7 tok/s", [("101.7", "contradicted")]),
        # a line of two ends
        ("In the sweep of 270m, throughput: 200 to 250 tok/s", [("200", "supported"), ("250", "supported")]),
        ("In the sweep of 270m, throughput: 210 to 250 tok/s", [("210", "contradicted"), ("250", "supported")]),
        # each statistic behind its own number
        ("The sweep of 270m shows 223.3 tok/s mean, 200 tok/s min and 250 tok/s max.",
         [("223.3", "supported"), ("200", "supported"), ("250", "supported")]),
        ("In the sweep of 270m, throughput spans 200 to 250 tok/s.", [("200", "supported"), ("250", "supported")]),
        # a number in its name's own parentheses, or behind its possessive, is of that name
        ("Overall q4_0 (55 tok/s) sits below 270m (166.7).", [("55", "supported"), ("166.7", "supported")]),
        ("q4_0 stays well below 270m's 166.7 tok/s.", [("166.7", "supported")]),
        ("q4_0 stays well below 270m's 55 tok/s.", [("55", "contradicted")]),
        # factors and shares in words
        ("270m is three times as fast as q4_0.", [("three", "supported")]),
        ("270m is five times as fast as q4_0.", [("five", "contradicted")]),
        ("Nine in ten calls completed.", [("Nine in ten", "supported")]),
        ("Four fifths of the calls failed.", [("Four fifths", "contradicted")]),
        # both ends, by any of their words
        ("In the sweep of 270m, the quickest rate is 1.25 times the slowest.", [("1.25", "supported")]),
        # one of many against all
        ("The throughput of q4_0 is 0.42 times the overall mean.", [("0.42", "supported")]),
        # what a preposition at the end brings in
        ("At 55 tok/s, q4_0 is behind in the quantization bench.", [("55", "supported")]),
        # counts of what was tried
        ("Of 10 calls, 1 failed.", [("10", "supported"), ("1", "supported")]),
        ("10% of the calls failed.", [("10", "supported")]),
        # a name that the data has not
        ("The Mistral model generates 120 tok/s.", [("120", "unsupported")]),
        # what is supposed or asked for
        ("If 270m generated 500 tok/s, nobody would wait.", []),
        ("Aim for a throughput above 300 tok/s.", []),
        # documents, products, stamps
        ("See Section 4.2 of Report 108, run 20251008-122911, on an RTX 4080.", []),
    ],
)  # fmt: skip
def test_a_number_is_bound_by_its_own_words(facts, text, expected):
    assert verdicts(text, facts) == expected


def test_a_table_takes_settings_and_units_from_its_header(facts):
    text = (
        "Sweep of gemma9:270m:\n\n| Rank | num_ctx | temperature | tokens/s |\n"
        "|---|---|---|---|\n| 1 | 2048 | 0.8 | 250.0 |\n| 2 | 1024 | 0.8 | 221.0 |\n"
    )
    assert verdicts(text, facts) == [
        ("2048", "supported"), ("0.8", "supported"), ("250.0", "supported"),
        ("1024", "supported"), ("0.8", "supported"), ("221.0", "contradicted"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("| `json_results[1].tokens_s` | 110.0 |", "supported"),
        ("| `json_results[1].tokens_s` | 101.0 |", "contradicted"),
        ("| json_results[1].tokens_s | 55.0 |", "supported"),
    ],
)
def test_a_raw_key_stands_for_what_the_files_store(facts, text, verdict):
    table = f"| Key | Value |\n|---|---|\n{text}\n"
    assert [word for _, word in verdicts(table, facts)] == [verdict]


def test_fenced_code_claims_only_the_keys_that_it_dumps(facts):
    text = '```json\n{"json_results[2].ttft_s": 0.3,\n "other": 5}\n```\n'
    assert verdicts(text, facts) == [("0.3", "supported")]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("270m is faster than q4_0.", "supported"),
        ("q4_0 outperforms 270m in throughput.", "contradicted"),
        ("270m has the highest mean throughput.", "supported"),
        ("q4_0 leads with 55 tok/s.", "contradicted"),
        (
            "For 270m, throughput climbs from 220 tok/s at num_ctx=1024 and"
            " temperature=0.8 to 250 tok/s at num_ctx=2048.", "supported",
        ),
    ],
)  # fmt: skip
def test_a_comparison_is_judged_on_the_values_of_its_names(facts, text, word):
    assert [verdict for _, verdict in verdicts(text, facts, "relation")] == [word]


@pytest.mark.parametrize(
    "token", ["1e999", "-1e400", "9" * 400, "1e-999", "0x10", "١٢"]
)
def test_no_number_makes_the_check_raise(facts, token):
    table = check_text(f"270m generates {token} tok/s.", facts)
    assert set(table["verdict"]) <= {"not a claim", "contradicted"}


@pytest.mark.parametrize(
    "text",
    ["num_ctx was 5 of 32.", "Of the temperature, 5% of 0.8.", "Accuracy: 5 of 32."],
)
def test_a_part_of_what_is_no_count_does_not_make_the_check_raise(facts, text):
    assert "supported" not in set(check_text(text, facts)["verdict"])


@pytest.mark.parametrize("text", ["- Mean: 110.0", "- Max: 250", "- Value: 220.0"])
def test_a_statistic_alone_is_no_key_of_whatever_file_has_that_number(tmp_path, text):
    rows = [{"name": "a", "mean": 110.0, "max": 250, "value": 220.0, "unit": "ms"}]
    (tmp_path / "a.json").write_text(json.dumps(rows))
    facts = collect_facts(read_benchmarks(tmp_path, cache=False))
    assert "supported" not in set(check_text(text, facts)["verdict"])


def test_a_column_of_units_that_contradicts_a_key_does_not_pass(tmp_path):
    stored = {"stats": {"overall_mean_ms": 10.4, "percentiles": {"p95": 15.584035}}}
    (tmp_path / "a.json").write_text(json.dumps(stored))
    facts = collect_facts(read_benchmarks(tmp_path, cache=False))
    row = "| Metric | Value | Unit |\n|---|---|---|\n| `json_stats.percentiles.p95` | 15.584035 | {} |\n"
    assert verdicts(row.format("ms"), facts) == [("15.584035", "supported")]
    assert verdicts(row.format("seconds"), facts) == [("15.584035", "contradicted")]


def test_a_stored_time_is_not_backed_in_another_unit_than_its_key_names(tmp_path):
    stored = {"timing_stats": {"overall_mean_ms": 0.0907, "overall_median_ms": 0.0811}}
    (tmp_path / "demo_baseline.json").write_text(json.dumps(stored))
    facts = collect_facts(read_benchmarks(tmp_path, cache=False))
    text = "**Demo** (`demo_baseline.json`):\n\n- Overall mean: 0.0907 {}\n"
    assert verdicts(text.format("ms"), facts) == [("0.0907", "supported")]
    assert verdicts(text.format("seconds"), facts) != [("0.0907", "supported")]

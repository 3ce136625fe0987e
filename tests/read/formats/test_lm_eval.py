"""lm-evaluation-harness: what a real file can get wrong."""

import json

from chimera_nb.read.formats.lm_eval import READERS
from chimera_nb.read.testing import read_text

JSON, TEXT = READERS
RESULTS = {
    "results": {
        "tiny_qa": {"alias": " - tiny qa", "acc,none": 0.75, "acc_stderr,none": 0.0125,
                    "acc_norm,none": 0.5, "acc_norm_stderr,none": "N/A"},
        "wiki": {"word_perplexity,none": 0.9, "alias": "wiki"},
        "group": {"alias": "group", "acc,none": 0.6, "acc_stderr,none": 0.01},
        "empty": {" ": " ", "alias": "empty"},
    },
    "groups": {"group": {"alias": "group", "acc,none": 0.6, "acc_stderr,none": 0.01}},
    "n-shot": {"tiny_qa": 5}, "versions": {"tiny_qa": 1.0},
    "n-samples": {"tiny_qa": {"original": 100, "effective": 40}},
    "config": {"model": "hf", "model_args": "pretrained=org/tiny,dtype=float16",
               "batch_size": 8},
    "date": 1700000000.5, "total_evaluation_time_seconds": "12.5",
}  # fmt: skip
TABLE = """\
hf (pretrained=org/tiny,dtype=float16), gen_kwargs: (None), limit: None, num_fewshot: 5, batch_size: 8
|  Tasks  |Version|     Filter     |n-shot|  Metric   |   |Value |   |Stderr|
|---------|------:|----------------|-----:|-----------|---|-----:|---|-----:|
|group    |      1|none            |     5|acc        |↑  |0.6000|±  |0.0100|
| - gsm   |      3|flexible-extract|     5|exact_match|↑  |0.9007|±  |0.0082|
|         |       |strict-match    |     5|exact_match|↑  |0.8848|±  |   N/A|

|Groups|Version|Filter|n-shot|Metric|   |Value |   |Stderr|
|------|------:|------|-----:|------|---|-----:|---|-----:|
|group |      1|none  |     5|acc   |↑  |0.6000|±  |0.0100|
"""


def rows(table):
    names = ("benchmark", "metric", "statistic", "value", "unit")
    return list(zip(*(table[name] for name in names), strict=True))


def test_results_with_filters_in_their_keys():
    table = read_text(JSON, "a.json", json.dumps(RESULTS))
    assert rows(table) == [
        ("tiny_qa", "accuracy", "value", 0.75, "ratio"),
        ("tiny_qa", "accuracy", "stderr", 0.0125, "ratio"),
        ("tiny_qa", "acc_norm", "value", 0.5, "ratio"),
        ("wiki", "word_perplexity", "value", 0.9, ""),
        ("group", "accuracy", "value", 0.6, "ratio"),
        ("group", "accuracy", "stderr", 0.01, "ratio"),
        ("the whole evaluation", "time", "value", 12.5, "s"),
    ]  # fmt: skip
    first = table.iloc[0]
    assert (first["model"], first["n_behind"]) == ("org/tiny", 40)
    assert (first["setting.metric"], first["setting.filter"]) == ("acc", "none")
    assert first["setting.n-shot"] == 5


def test_a_group_that_stands_twice_is_read_once():
    table = read_text(JSON, "a.json", json.dumps(RESULTS))
    group = table[table["benchmark"] == "group"]
    assert list(group["also_in"]) == [
        "/groups/group/acc,none", "/groups/group/acc_stderr,none"
    ]  # fmt: skip


def test_results_before_filters_and_a_score_that_is_nan():
    old = {"results": {"tiny_qa": {"acc": 0.25, "acc_stderr": 0.5, "f1": float("nan")}},
           "versions": {}, "config": {"model": "gpt2", "model_args": None}}  # fmt: skip
    table = read_text(JSON, "a.json", json.dumps(old))
    assert rows(table)[:2] == [
        ("tiny_qa", "accuracy", "value", 0.25, "ratio"),
        ("tiny_qa", "accuracy", "stderr", 0.5, "ratio"),
    ]
    assert list(table["error"])[2] == "f1 is nan"
    assert set(table["model"]) == {"gpt2"}


def test_a_row_without_task_is_of_the_task_above_and_groups_are_read_once():
    table = read_text(TEXT, "a.txt", TABLE)
    assert rows(table) == [
        ("group", "accuracy", "value", 0.6, "ratio"),
        ("group", "accuracy", "stderr", 0.01, "ratio"),
        ("gsm", "exact_match", "value", 0.9007, "ratio"),
        ("gsm", "exact_match", "stderr", 0.0082, "ratio"),
        ("gsm", "exact_match", "value", 0.8848, "ratio"),
    ]
    assert list(table["setting.filter"])[2:] == [
        "flexible-extract", "flexible-extract", "strict-match"
    ]  # fmt: skip
    assert set(table["model"]) == {"org/tiny"}
    assert table["also_in"].iloc[0] == "line 10"


def test_old_tables_comments_and_numpy_prints():
    text = (
        "# |Task |Version|Metric|Value|   |Stderr|\n"
        "# |-----|------:|------|----:|---|-----:|\n"
        "# |coqa |      0|em    |0.5  |±  |np.float64(0.125)|\n"
        "# |     |       |ppl   |7.25 |+- |0.5|\n"
    )
    assert rows(read_text(TEXT, "a.txt", text)) == [
        ("coqa", "em", "value", 0.5, "ratio"), ("coqa", "em", "stderr", 0.125, "ratio"),
        ("coqa", "ppl", "value", 7.25, ""), ("coqa", "ppl", "stderr", 0.5, ""),
    ]  # fmt: skip


def test_other_tables_of_the_markdown_are_read_by_the_generic_reader():
    other = "\n| step | time (ms) |\n|---|---|\n| load | 12.5 |\n"
    table = read_text(TEXT, "a.md", TABLE + other)
    assert list(table["value"]) == [0.6, 0.01, 0.9007, 0.0082, 0.8848, 0.0125]


def test_hostile_types_are_no_crash():
    bad = {"results": {"a": {"acc,none": [], "acc_stderr,none": {}}, "b": 3},
           "config": [], "n-shot": None, "groups": 7, "n-samples": {"a": 1}}  # fmt: skip
    assert not len(read_text(JSON, "a.json", json.dumps(bad)))

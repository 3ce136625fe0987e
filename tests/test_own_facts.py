"""Facts of one's own: a plain table judges prose, and a bad one is refused in a line."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chimera_nb import check_text, collect_facts, read_benchmarks
from chimera_nb.errors import InputError
from chimera_nb.own_facts import as_facts

SERVERS = pd.DataFrame(
    [("nginx", "requests per second", 12300), ("apache", "requests per second", 8100)],
    columns=["subject", "metric", "value"],
)
MANY = pd.DataFrame(
    [
        ("nginx", "requests/s", None, 12300, "req/s"),
        ("apache", "requests/s", None, 8100, "req/s"),
        ("nginx", "p99 latency", None, 3.2, "ms"),
        ("apache", "p99 latency", None, 5.1, "ms"),
        ("nginx", "binary size", None, 1.9, "MB"),
        ("apache", "binary size", None, 0.8, "MB"),
        ("nginx", "score", None, 77, "points"),
        ("nginx", "start-up", "median", 40, "ms"),
        (None, "tests passed", None, 99, "count"),
    ],
    columns=["subject", "metric", "statistic", "value", "unit"],
)


def verdicts(text, facts):
    table = check_text(text, facts)
    table = table[table["verdict"] != "not a claim"]
    return list(zip(table["token"], table["verdict"], strict=True))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("nginx served 12,300 requests per second, apache 8,100.",
         [("12,300", "supported"), ("8,100", "supported")]),
        ("nginx served 12,300 requests per second, apache 8,400.",
         [("12,300", "supported"), ("8,400", "contradicted")]),
        ("nginx served 8,100 requests per second.", [("8,100", "contradicted")]),
        ("nginx served 12300 req/s.", [("12300", "supported")]),
        ("Requests per second: nginx 12300, apache 8,100.",
         [("12300", "supported"), ("8,100", "supported")]),
        ("nginx is 1.5x faster than apache.",
         [("1.5", "supported"), ("faster", "supported")]),
        ("nginx is 1.8x faster than apache.",
         [("1.8", "contradicted"), ("faster", "supported")]),
        ("apache is faster than nginx.", [("faster", "contradicted")]),
        ("apache is the fastest server.", [("fastest", "contradicted")]),
        ("nginx handles 4,200 more requests per second than apache.",
         [("4,200", "supported"), ("more", "supported")]),
        ("nginx handles 52% more requests per second than apache.",
         [("52", "supported"), ("more", "supported")]),
        ("lighttpd2 served 9,000 requests per second.", [("9,000", "unsupported")]),
        ("The average latency of nginx is 3 ms.", [("3", "unsupported")]),
        ("| server | requests per second |\n|---|---|\n| nginx | 12,300 |\n"
         "| apache | 8,200 |", [("12,300", "supported"), ("8,200", "contradicted")]),
    ],
)  # fmt: skip
def test_prose_is_judged_by_a_frame_of_two_rows(text, expected):
    assert verdicts(text, SERVERS) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("nginx answers in 3.2 ms at p99, apache in 5.1.",
         [("3.2", "supported"), ("5.1", "supported")]),
        ("The p99 latency of apache is 3.2 ms.", [("3.2", "contradicted")]),
        ("The mean latency of nginx is 3.2 ms.", [("3.2", "unsupported")]),
        ("The binary size of nginx is 1.9 MB, 1.1 MB more than apache.",
         [("1.9", "supported"), ("1.1", "supported"), ("more", "supported")]),
        ("apache's binary size is 900 kB.", [("900", "contradicted")]),
        ("apache has a larger binary size than nginx.", [("larger", "contradicted")]),
        ("nginx scores 77 points.", [("77", "supported")]),
        ("nginx scores 80 points.", [("80", "contradicted")]),
        ("The start-up of nginx takes 40 ms.", [("40", "supported")]),
        ("99 tests passed.", [("99", "supported")]),
        ("98 tests passed.", [("98", "contradicted")]),
        ("nginx served 12,300 requests per second, apache 8,100.",
         [("12,300", "supported"), ("8,100", "supported")]),
    ],
)  # fmt: skip
def test_metrics_and_units_nobody_knew_are_learned_from_their_names(text, expected):
    assert verdicts(text, MANY) == expected


LANGUAGES = pd.DataFrame(
    [
        ("Rust", "binary size", 4.2, "MB"), ("Go", "binary size", 7.9, "MB"),
        ("Zig", "binary size", 0.3, "MB"), ("Rust", "compile time", 41, "s"),
        ("Go", "compile time", 3.1, "s"), ("Rust", "peak memory", 512, "MiB"),
        ("Go", "peak memory", 210, "MiB"), ("Rust", "cache hit rate", 93.5, "%"),
        ("Go", "cache hit rate", 88, "%"), ("Rust", "frames", 60, "fps"),
        ("Go", "frames", 30, "fps"), ("Rust", "energy", 120, "J"),
        ("Go", "energy", 300, "J"),
    ],
    columns=["subject", "metric", "value", "unit"],
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Rust binary is 4.2 MB, Go's 7.8 MB.",
         [("4.2", "supported"), ("7.8", "contradicted")]),
        ("Rust peaks at 512 MiB of memory; Go at 210 MiB.",
         [("512", "supported"), ("210", "supported")]),
        ("The cache hit rate is 93.5% for Rust and 80% for Go.",
         [("93.5", "supported"), ("80", "contradicted")]),
        ("Rust reaches 60 fps, twice as many as Go.",
         [("60", "supported"), ("twice", "supported"), ("as many as", "supported")]),
        ("Go's binary size is 88% larger than Rust's.",
         [("88", "supported"), ("larger", "supported")]),
        ("Rust uses less energy than Go.", [("less", "supported")]),
        ("Go compiles 13.2 times faster than Rust.",
         [("13.2", "supported"), ("faster", "supported")]),
        ("The binary sizes range from 0.3 MB to 7.8 MB.",
         [("0.3", "supported"), ("7.8", "contradicted")]),
        ("On average the binary size is 4.13 MB.", [("4.13", "supported")]),
        ("Zig has the smallest binary size.", [("smallest", "supported")]),
        ("Rust takes 93.5% of the energy of Go.", [("93.5", "contradicted")]),
        ("The cache hit rate of Zig is 80%.", [("80", "unsupported")]),
    ],
)  # fmt: skip
def test_prose_on_several_metrics_is_bound_by_its_words(text, expected):
    assert verdicts(text, LANGUAGES) == expected


_UNITS = st.sampled_from(["ms", "s", "MB", "MiB", "req/s", "J", "points", "fps", "%"])
_METRICS = st.sampled_from(
    ["binary size", "warm start", "request rate", "draw-calls", "score", "cache_hits",
     "frames per second", "P95 latency", "Energy", "queue depth", "throughput"]
)  # fmt: skip


@st.composite
def own_rows(draw):
    """Rows of random own metrics, each with a true sentence about it."""
    names = draw(st.lists(st.sampled_from(["nginx", "Rust", "my net", "v8-jit", "C++"]),
                          min_size=1, max_size=3, unique=True))  # fmt: skip
    metrics = draw(st.lists(_METRICS, min_size=1, max_size=4, unique=True))
    rows = []
    for metric in metrics:
        unit = draw(_UNITS)
        for name in names:
            value = draw(st.integers(101, 99_999)) / draw(
                st.sampled_from([10, 100, 1e3])
            )
            rows.append(
                {"subject": name, "metric": metric, "value": value, "unit": unit}
            )
    return rows


@settings(max_examples=80, deadline=None)
@given(own_rows(), st.data())
def test_a_true_sentence_is_supported_and_another_digit_is_not(rows, data):
    row = data.draw(st.sampled_from(rows))
    token = str(row["value"])
    text = f"The {row['metric']} of {row['subject']} is {{}} {row['unit']}."
    assert verdicts(text.format(token), rows) == [(token, "supported")]
    wrong = token[:-1] + str((int(token[-1]) + 3) % 10)
    assert verdicts(text.format(wrong), rows) == [(wrong, "contradicted")]


def test_a_verdict_names_the_row_or_the_source_that_was_given():
    table = check_text("nginx served 12,301 requests per second.", SERVERS)
    assert table["source"].tolist() == ["facts, row 1"]
    given = SERVERS.assign(source=["wrk.txt", "ab.txt"])
    table = check_text("apache served 8,101 requests per second.", given)
    assert table["source"].tolist() == ["ab.txt"]


def test_what_own_words_mean_is_forgotten_after_the_text(folder):
    check_text("nginx scores 80 points.", MANY)
    facts = collect_facts(read_benchmarks(folder))
    table = check_text("nginx scores 80 points.", facts)
    assert table["reason"].tolist() == ["the text does not say which quantity this is"]


def test_metrics_by_our_own_names_are_judged_as_a_folder_is():
    rows = [
        {"subject": {"model": model, "backend": "jit"}, "metric": "compile time (ms)",
         "value": value}
        for model, value in (("conv", 150), ("mlp", 300.0))
    ]  # fmt: skip
    assert [fact.id for fact in as_facts(rows)] == [
        "compile_time.mean[backend=jit,model=conv]",
        "compile_time.mean[backend=jit,model=mlp]",
    ]
    text = "With jit, conv compiles in 0.15 s and mlp in 0.2 s."
    assert verdicts(text, rows) == [("0.15", "supported"), ("0.2", "contradicted")]


def test_a_label_of_numbers_is_a_setting_not_a_name():
    rows = [
        {"subject": {"server": "nginx", "threads": n}, "metric": "rate", "unit": "req/s",
         "value": value}
        for n, value in ((4, 900), (8, 1700))
    ]  # fmt: skip
    assert as_facts(rows).settings == ("threads",)
    text = "At threads=8 nginx has a rate of 1700 req/s, at threads=4 it is 800 req/s."
    assert verdicts(text, rows) == [
        ("8", "supported"), ("1700", "supported"), ("4", "supported"),
        ("800", "contradicted"),
    ]  # fmt: skip


def test_facts_json_judges_as_the_facts_it_was_written_from(folder, tmp_path):
    facts = collect_facts(read_benchmarks(folder))
    path = tmp_path / "facts.json"
    path.write_text(json.dumps(facts.to_json()))
    text = (
        "The mean compile time is 0.25 s, that of conv 0.15 s and of mlp 9 s. The folder"
        " holds 5 files, 3 of them JSON files; jit has a higher mean compile time than"
        " onnx."
    )
    assert verdicts(text, path) == verdicts(text, facts)
    assert verdicts(text, json.loads(path.read_text())) == verdicts(text, facts)


def test_a_csv_of_facts_is_read(tmp_path):
    path = tmp_path / "facts.csv"
    path.write_text("subject,metric,value,unit\nnginx,latency,3.2,ms\n,tests,7,\n")
    assert [(fact.id, fact.value, fact.unit) for fact in as_facts(str(path))] == [
        ("latency[subject=nginx]", 0.0032, "s"), ("tests", 7.0, ""),
    ]  # fmt: skip


def row(**given):
    return pd.DataFrame([{"metric": "rate", "value": 1.0} | given])


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (pd.DataFrame({"metric": ["a"], "valeu": [1]}),
         "facts: column 'valeu'; did you mean 'value'?"),
        (pd.DataFrame({"subject": ["a"], "value": [1]}),
         "facts: there is no column 'metric'; found 'subject', 'value'"),
        (pd.DataFrame(), "facts: there is no column 'metric'; found no column"),
        (row(value="fast"),
         "facts: row 1, column 'value': found 'fast'; want a finite number"),
        (row(value=np.nan),
         "facts: row 1, column 'value': found nothing; want a finite number"),
        (row(value=np.inf),
         "facts: row 1, column 'value': found inf; want a finite number"),
        (row(value=True),
         "facts: row 1, column 'value': found True; want a finite number"),
        (row(metric=" "), "facts: row 1, column 'metric': found nothing; want a name"),
        (row(metric=3), "facts: row 1, column 'metric': found 3; want a name"),
        (row(statistic="meen"),
         "facts: row 1, column 'statistic': 'meen'; did you mean 'mean'?"),
        (row(unit=5), "facts: row 1, column 'unit': found 5; want a unit such as 'ms'"),
        (row(subject=4096),
         "facts: row 1, column 'subject': found 4096; want a name, or a dict of label"
         " and value, or nothing"),
        ([{"metric": "rate", "value": 1, "subject": {"model": ["a"]}}],
         "facts: row 1, column 'subject': found dict {'model': ['a']}; want a name, or a"
         " dict of label and value, or nothing"),
        (pd.concat([row(subject="a"), row(subject="a", value=2.0)]),
         "facts: rows 1 and 2 both give rate[subject=a]: 1 and 2; want one value each"),
        ([{"metric": "a", "value": 1}, 7], "facts: row 2: found 7; want a dict"),
        ([{"metric": "a", "value": 1}, {"metric": "a", "val": 1}],
         "facts: row 2: column 'val'; did you mean 'value'?"),
        (3, "facts: found 3; want a DataFrame, a list of dicts, or the path of a"
         " facts.json or CSV file"),
    ],
)  # fmt: skip
def test_bad_facts_are_refused_in_one_line(given, message):
    with pytest.raises(InputError) as refused:
        check_text("It is 3 ms.", given)
    assert str(refused.value) == message


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("none.json", None, "no such file or directory"),
        ("a.json", '{"metric": 1}',
         "found dict {'metric': 1}; want a list, as facts.json is"),
        ("a.json", "[1", "is no table of facts (Expecting ',' delimiter: line 1 column 3"
         " (char 2))"),
        ("a.csv", "subject,value\na,1\n",
         "there is no column 'metric'; found 'subject', 'value'"),
        ("a.csv", "", "is no table of facts (No columns to parse from file)"),
    ],
)  # fmt: skip
def test_a_bad_file_of_facts_is_refused_in_one_line(tmp_path, name, content, message):
    path = Path(tmp_path / name)
    if content is not None:
        path.write_text(content)
    with pytest.raises(InputError) as refused:
        as_facts(path)
    assert str(refused.value) == f"{path}: {message}"


def test_rows_that_say_the_same_are_one_fact():
    twice = pd.concat([SERVERS, SERVERS])
    assert len(as_facts(twice)) == 2
    assert verdicts("nginx served 12,300 requests per second.", twice) == [
        ("12,300", "supported")
    ]


@pytest.mark.parametrize("name", ["ſize", "K", "a|b (c", "x" * 5000, "µ", "()", "1"])
def test_no_name_of_a_metric_makes_the_check_raise(name):
    facts = row(metric=name, unit=name, subject=name)
    for text in (f"{name} has {name} of 1 {name}.", f"| {name} |\n|---|\n| 1 |"):
        check_text(text, facts)

"""Verdicts: right, wrong, or not in the data; and every number of a rules report."""

import random
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chimera_nb import Facts, RunConfig, check_text, collect_facts, read_benchmarks
from chimera_nb.facts import Fact
from chimera_nb.narrators.rules import write_report


@pytest.fixture
def facts(folder) -> Facts:
    config = RunConfig(num_ctx=1024, temperature=0.8)
    return collect_facts(read_benchmarks(folder), config=config)


def verdicts(text, facts):
    table = check_text(text, facts)
    table = table[table["verdict"] != "not a claim"]
    return list(zip(table["token"], table["verdict"], strict=True))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The mean compile time is 0.25 s.", [("0.25", "supported")]),
        ("The mean compile time is 250 ms.", [("250", "supported")]),
        ("The mean compile time is 14.59 s.", [("14.59", "contradicted")]),
        ("The mean compile time is 0.25 ms.", [("0.25", "contradicted")]),
        ("The mean compile time is 0.25 MB.", [("0.25", "contradicted")]),
        ("The mean compile time of conv is 0.25 s.", [("0.25", "contradicted")]),
        ("The mean compile time of conv is 0.15 s.", [("0.15", "supported")]),
        ("The mean compile time of conv is 0.2 s.", [("0.2", "supported")]),
        ("The mean compile time of conv is 0.14 s.", [("0.14", "contradicted")]),
        ("The mean compile time of tensorrt is 0 s.", [("0", "unsupported")]),
        ("The maximum compile time is 0.4 s.", [("0.4", "supported")]),
        ("The average accuracy is 93.5 %.", [("93.5", "unsupported")]),
        ("The folder holds 5 files.", [("5", "supported")]),
        ("The folder holds 68 csv files.", [("68", "contradicted")]),
        ("The folder holds 3 json files.", [("3", "supported")]),
        ("There is 1 failed compilation.", [("1", "supported")]),
        ("It ran at num_ctx 2048.", [("2048", "contradicted")]),
        ("It ran at num_ctx 1024.", [("1024", "supported")]),
        (
            "On cuda, mlp with jit compiled in 0.05 s.",
            [("0.05", "contradicted")],
        ),
        (
            "Compile time of conv is about 0.16 s and under 1 s.",
            [("0.16", "contradicted"), ("under", "supported"), ("1", "supported")],
        ),
        (
            "jit has a higher mean compile time than onnx in no case.",
            [("higher", "contradicted")],
        ),
    ],
)
def test_a_number_is_judged_on_its_own_subject(facts, text, expected):
    assert verdicts(text, facts) == expected


def test_a_contradicted_number_shows_the_true_value_and_its_source(facts):
    row = check_text("The mean compile time is 14.59 s.", facts).iloc[0]
    assert row["reason"] == (
        "14.59 means 14.585 s to 14.595 s; the data says 250.0 ms"
    ) or row["reason"].endswith("the data says 250 ms")
    assert row["true_value"] in ("250 ms", "250.0 ms")
    assert row["source"] == (
        "conv.json: /backends/jit/compilation/compile_time_s and 3 more"
    )
    assert row["fact"] == "compile_time.mean"


def test_the_true_value_is_given_in_the_unit_that_the_text_uses(facts):
    text = "The mean compile time is 14.59 s. The mean compile time is 900 ms.\n"
    assert [round(each, 9) for each in check_text(text, facts)["wanted"]] == [0.25, 250]
    table = check_text("| compile time of conv (ms) |\n|---|\n| 14 |\n", facts)
    assert [round(each, 9) for each in table["wanted"]] == [150]
    assert check_text("The mean compile time is 0.25 MB.", facts)["wanted"].isna().all()


def test_a_number_means_what_its_digits_say(facts):
    for token, verdict in (
        ("0.3", "supported"), ("0.25", "supported"), ("0.250", "supported"),
        ("0.251", "contradicted"), ("0.2", "supported"),
    ):  # fmt: skip
        text = f"The mean compile time is {token} s."
        assert verdicts(text, facts) == [(token, verdict)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The mean time to first token is 2 s.", [("2", "supported")]),
        ("In warm calls the mean TTFT is 90 ms.", [("90", "supported")]),
        ("Warm-up is not free: the mean TTFT is 2 s.", [("2", "supported")]),
        ("In warm calls the mean TTFT is 2 s.", [("2", "contradicted")]),
        ("The data has 7 failed calls.", [("7", "supported")]),
        ("Seven calls failed.", [("Seven", "supported")]),
        ("The mean word rate is 14 words/s.", [("14", "supported")]),
        ("The mean throughput is 14 words/s.", [("14", "contradicted")]),
        ("The mean word rate is 14 tok/s.", [("14", "contradicted")]),
        ("There are 3 mixtures.", [("3", "supported")]),
    ],
)
def test_cold_and_warm_tokens_and_words_are_told_apart(text, expected):
    facts = Facts([
        Fact(metric="ttft", statistic="mean", value=2.0, unit="s", n=9),
        Fact(metric="ttft", statistic="mean", value=0.09, unit="s", n=6,
             subject={"calls": "warm"}),
        Fact(metric="throughput", statistic="mean", value=80.0, unit="tok/s", n=9),
        Fact(metric="word_throughput", statistic="mean", value=14.0, unit="words/s",
             n=4),
        Fact(metric="calls_failed", statistic="count", value=7, unit="count", n=7),
        Fact(metric="mixtures", statistic="count", value=3, unit="count", n=3),
    ])  # fmt: skip
    assert verdicts(text, facts) == expected


def test_no_text_gives_an_empty_table_with_its_columns(facts):
    table = check_text("", facts)
    assert list(table.columns)[:7] == [
        "line", "column", "token", "kind", "verdict", "fact", "reason",
    ]  # fmt: skip
    assert table.empty


_NAMES = st.sampled_from(
    ["jit", "onnx", "tensorrt", "torch_compile", "xla", "tvm", "a-b_c", "v2", "my net",
     "C++", "x|y", "q`r", "Größe"]
)  # fmt: skip
_SECONDS = st.floats(1e-7, 1e5, allow_nan=False)


@st.composite
def calls_of(draw, taken: set[str]) -> list[Fact]:
    """Facts of random language models, whose names nothing else has."""
    names = draw(st.lists(_NAMES, max_size=4, unique_by=str.casefold))
    models = [name for name in names if name.casefold() not in taken]
    facts = []
    for subject in [{}, *({"model": name} for name in models)] if models else []:
        n = draw(st.integers(1, 500))
        for metric, unit in (("throughput", "tok/s"), ("ttft", "s")):
            low, mean, median, high = sorted(draw(_SECONDS) for _ in range(4))
            values = {"mean": mean, "median": median, "min": low, "max": high}
            facts += [
                Fact(metric=metric, statistic=name, value=value, unit=unit,
                     subject=subject, n=n)
                for name, value in values.items()
            ]  # fmt: skip
            facts += [
                Fact(metric=metric, statistic="count", value=n, unit="count",
                     subject=subject, n=n),
                Fact(metric=metric, statistic="mean", value=draw(_SECONDS), unit=unit,
                     subject=subject | {"calls": "warm"}, n=n),
            ]  # fmt: skip
        failed = draw(st.integers(0, 9))
        if subject and failed:
            facts.append(Fact(metric="calls_failed", statistic="count", value=failed,
                              unit="count", subject=subject, n=failed))  # fmt: skip
    if draw(st.booleans()):
        facts.append(Fact(metric="word_throughput", statistic="mean", n=3,
                          value=draw(_SECONDS), unit="words/s"))  # fmt: skip
    return facts


@st.composite
def random_facts(draw) -> Facts:
    """Facts of random backends, with random values, as the collector makes them."""
    backends = draw(st.lists(_NAMES, min_size=1, max_size=5, unique=True))
    facts = [
        Fact(metric="files", statistic="count", value=n, unit="count", n=n)
        for n in [draw(st.integers(1, 10_000))]
    ]
    for metric in ("compile_time", "build_time"):
        values = {name: draw(_SECONDS) for name in backends}
        for subject, value in [({}, draw(_SECONDS)), *(
            ({"backend": name}, value) for name, value in values.items()
        )]:  # fmt: skip
            n = draw(st.integers(1, 500))
            shared = {"metric": metric, "subject": subject, "n": n}
            facts += [
                Fact(statistic="count", value=n, unit="count", **shared),
                Fact(statistic="mean", value=value, unit="s", **shared),
                Fact(statistic="median", value=draw(_SECONDS), unit="s", **shared),
            ]
    facts += draw(calls_of({name.casefold() for name in backends}))
    for metric in (
        "compile_failures", "build_failures", "calls_failed", "conflicts", "mixtures",
        "files_not_read",
    ):  # fmt: skip
        n = draw(st.integers(0, 40))
        facts.append(Fact(metric=metric, statistic="count", value=n, unit="count", n=n))
    return Facts(draw(st.permutations(facts)))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(random_facts())
def test_every_number_of_a_rules_report_is_supported(facts):
    text = write_report(facts)
    table = check_text(text, facts)
    judged = table[table["verdict"] != "not a claim"]
    bad = judged[judged["verdict"] != "supported"]
    assert bad.empty, f"{text}\n{bad[['line', 'token', 'reason']].to_string()}"
    assert len(judged) >= 3


@settings(max_examples=20, deadline=None)
@given(random_facts(), st.randoms())
def test_the_order_of_facts_never_matters(facts, chance):
    mixed = list(facts)
    chance.shuffle(mixed)
    assert write_report(Facts(mixed)) == write_report(facts)


def mutations(text, facts, kind):
    """Each way to spoil one judged number of a report, one at a time."""
    table = check_text(text, facts)
    lines = text.splitlines()
    for row in table[(table["kind"] == "number") & (table["verdict"] == "supported")][
        ["line", "column", "token"]
    ].itertuples(index=False):
        line = lines[row.line - 1]
        before, after = line[: row.column - 1], line[row.column - 1 + len(row.token) :]
        if kind == "digit":
            digit = str((int(row.token[-1]) + 5) % 10)
            changed = before + row.token[:-1] + digit + after
        elif kind == "unit":
            units = {" ms": " µs", " s": " ms", " µs": " ns", "x": " s"}
            unit = next((u for u in units if after.startswith(u)), None)
            if unit is None:
                continue
            changed = before + row.token + units[unit] + after[len(unit) :]
        else:
            names = {"jit": "onnx", "onnx": "jit", "conv": "mlp", "mlp": "conv"}
            swapped = re.search(r"`(jit|onnx|conv|mlp)`: the", before)
            if not swapped:
                continue
            changed = line.replace(swapped[1], names[swapped[1]], 1)
        yield row, "\n".join([*lines[: row.line - 1], changed, *lines[row.line :]])


@pytest.mark.parametrize("kind", ["digit", "unit", "subject"])
def test_what_is_spoilt_in_a_rules_report_is_found(sample, kind):
    facts = collect_facts(read_benchmarks(sample))
    text = write_report(facts)
    spoilt = list(mutations(text, facts, kind))
    assert len(spoilt) >= 3
    missed = []
    for row, changed in random.Random(0).sample(spoilt, min(len(spoilt), 25)):
        table = check_text(changed, facts)
        flagged = table[table["verdict"].isin(("contradicted", "unsupported"))]
        if row.line not in set(flagged["line"]):
            missed.append((row, changed.splitlines()[row.line - 1]))
    if kind == "subject":  # n is the same for both subjects: still true
        missed = [each for each in missed if "n = " not in each[1]]
    assert not missed


@pytest.mark.parametrize("folder_name", ["sample", "corpus"])
def test_the_rules_report_on_real_files_is_wholly_supported(request, folder_name):
    facts = collect_facts(read_benchmarks(request.getfixturevalue(folder_name)))
    table = check_text(write_report(facts), facts)
    counts = table["verdict"].value_counts().to_dict()
    assert set(counts) == {"supported", "not a claim"}
    assert counts["supported"] > 30


def test_a_wrong_ratio_is_told_the_ratio_that_points_its_way():
    facts = Facts([
        Fact(metric="compile_time", statistic="mean", value=value, unit="s", n=9,
             subject={"backend": name})
        for name, value in (("jit", 0.03), ("onnx", 15.0))
    ])  # fmt: skip
    table = check_text("onnx takes 2.6 times as long to compile as jit.", facts)
    number = table[table["kind"] == "number"].iloc[0]
    assert (number["verdict"], number["true_value"]) == ("contradicted", "500")


def test_what_is_only_built_is_compiled_by_building():
    facts = Facts([
        Fact(metric="build_time", statistic="mean", value=2.5, unit="s", n=9,
             subject={"backend": "g++"}),
        Fact(metric="compile_time", statistic="mean", value=0.1, unit="s", n=9,
             subject={"backend": "jit"}),
    ])  # fmt: skip
    assert verdicts("g++ compiles in 2.5 s.", facts) == [("2.5", "supported")]
    assert verdicts("jit compiles in 2.5 s.", facts) == [("2.5", "contradicted")]

"""Banter tests: words are no tokens, false successes, a summary that is wrong."""

import json

import pytest

from chimera_nb.read.document import Document
from chimera_nb.read.formats.banter import READERS
from chimera_nb.read.testing import read_text

JSON, CSV = READERS
HEADER = (
    "Test Name,Context,Tone,Generation Time (ms),Tokens,Tokens per Second,Success\n"
)


def good(name, ms, text):
    words = len(text.split())
    return {"test_name": name, "context": "won", "tone": "glad", "success": True,
            "generation_time_ms": ms, "tokens": words,
            "tokens_per_second": words / (ms / 1e3), "banter_text": text}  # fmt: skip


def bad(name, error):
    return {"test_name": name, "context": "won", "tone": "glad", "success": False,
            "error": error}  # fmt: skip


def whole(*results, **more):
    return json.dumps({
        "test_timestamp": 1700000000, "test_datetime": "2023-11-14T18:13:20",
        "total_tests": len(results), "successful_tests": len(results),
        "results": list(results),
    } | more)  # fmt: skip


def one(table, **labels):
    for name, value in labels.items():
        table = table[table[name] == value]
    assert len(table) == 1, table
    return table.iloc[0]


def test_tokens_that_are_words_are_words_per_second():
    table = read_text(JSON, "a.json", whole(good("Won", 500.0, "well done you")))
    row = one(table, metric="word_throughput")
    assert (row["value"], row["unit"], row["kind"]) == (6.0, "words/s", "words")
    said = "words split at white space, timed end to end; the file calls them tokens"
    assert row["note"] == said
    assert one(table, metric="generation_time")["value"] == 0.5
    assert one(table, metric="words")["value"] == 3
    assert "throughput" not in set(table["metric"])


def test_tokens_that_are_not_the_words_of_the_text_are_tokens():
    result = good("Won", 500.0, "well done you") | {"tokens": 5}
    table = read_text(JSON, "a.json", whole(result))
    assert one(table, metric="throughput")["unit"] == "tok/s"
    assert "word_throughput" not in set(table["metric"])


def test_the_epoch_decides_where_the_date_has_no_zone():
    table = read_text(JSON, "a.json", whole(good("Won", 500.0, "a b")))
    assert set(table["timestamp"]) == {"2023-11-14T22:13:20+00:00"}


def test_an_error_counted_as_a_success_is_suspect():
    text = "Error generating banter: no server"
    table = read_text(JSON, "a.json", whole(good("Won", 6900.0, text)))
    assert set(table["status"]) == {"suspect"}
    assert set(table["error"]) == {f"counted as a success, but its text is: {text}"}
    row = one(table, metric="generation_time")
    assert (row["value"], row["place"]) == (6.9, "/results/0/generation_time_ms")


def test_a_text_about_an_error_is_no_error():
    table = read_text(JSON, "a.json", whole(good("Won", 500.0, "Errors happen, champ")))
    assert set(table["status"]) == {"ok"}


def test_an_explicit_error_has_no_value():
    table = read_text(JSON, "a.json", whole(bad("Won", "'charmap' codec")))
    assert list(table["metric"]) == ["generation_time", "word_throughput"]
    assert set(table["status"]) == {"failed"}
    assert set(table["error"]) == {"'charmap' codec"}
    assert table["value"].isna().all()


def test_success_false_without_an_error_failed():
    result = good("Won", 500.0, "a b") | {"success": False}
    table = read_text(JSON, "a.json", whole(result))
    assert set(table["error"]) == {"success is false"}


def test_a_stored_mean_that_its_records_contradict_is_suspect():
    summary = {"avg_generation_time_ms": 300.0, "min_generation_time_ms": 200.0,
               "max_generation_time_ms": 600.0}  # fmt: skip
    results = [good("A", 200.0, "a b"), good("B", 600.0, "c d"), good("C", 400.0, "e")]
    table = read_text(JSON, "a.json", whole(*results, summary=summary))
    stored = table[table["config_label"] == "summary"]
    mean = one(stored, statistic="mean")
    assert (mean["status"], mean["value"], mean["tier"]) == (
        "suspect",
        0.3,
        "aggregate",
    )
    assert mean["error"] == "the file's own good records (3) give 400 ms"
    assert one(stored, statistic="min")["status"] == "ok"
    assert one(stored, statistic="max")["n_behind"] == 3


def test_totals_that_still_hold_the_failed_tests_are_suspect():
    text = whole(good("A", 500.0, "a b c"), bad("B", "no"), total_tokens=40,
                 total_generation_time_ms=500.0, overall_tokens_per_second=6.0)  # fmt: skip
    table = read_text(JSON, "a.json", text)
    stored = table[table["config_label"] == "overall"]
    total = one(stored, metric="words", statistic="total")
    assert total["status"] == "suspect"
    assert total["error"] == "the file's own good records (1) give 3"
    assert one(stored, metric="generation_time")["status"] == "ok"
    assert one(stored, metric="word_throughput")["status"] == "ok"


def test_a_summary_of_error_messages_is_suspect_even_where_it_adds_up():
    result = good("A", 500.0, "Error: no server")
    summary = {"min_generation_time_ms": 500.0}
    table = read_text(JSON, "a.json", whole(result, summary=summary))
    row = one(table, config_label="summary")
    assert row["status"] == "suspect"
    assert row["error"] == "computed of records none of which succeeded"


def test_the_csv_of_the_same_test():
    table = read_text(CSV, "a.csv", HEADER + "Won,won,glad,500.25,44,14.25,TRUE\n")
    row = one(table, metric="word_throughput")
    assert (row["value"], row["unit"], row["benchmark"]) == (14.25, "words/s", "Won")
    assert row["place"] == "line 2, column Tokens per Second"
    assert one(table, metric="generation_time")["value"] == 0.50025
    assert row["setting.tone"] == "glad"


def test_a_line_of_the_csv_without_success_failed():
    table = read_text(CSV, "a.csv", HEADER + "Won,won,glad,500.25,44,14.25,FALSE\n")
    assert set(table["status"]) == {"failed"}
    assert set(table["error"]) == {"Success is FALSE"}


def test_cells_that_are_no_numbers_are_told():
    text = HEADER + "Won,won,glad,soon,44,inf,TRUE\nx\n"
    assert read_text(CSV, "a.csv", text).attrs["problems"] == [
        ("line 2, column Generation Time (ms)", "'soon' is no number"),
        ("line 2, column Tokens per Second", "'inf' is no number"),
        ("line 3", "1 cells where the header has 7"),
    ]


@pytest.mark.parametrize("value", [None, [], {}, "x", True, -1, 10**400])
def test_hostile_values_raise_nothing(value):
    result = dict.fromkeys(good("a", 1.0, "b"), value) | {"error": value}
    summary = {"avg_generation_time_ms": value}
    text = whole(result, summary=summary, total_tokens=value, test_timestamp=value)
    read_text(JSON, "a.json", text)
    read_text(
        JSON, "a.json", whole(good("a", 1.0, "b"), summary=value, total_tokens=value)
    )


def test_results_of_another_tool_are_left_to_others():
    for results in ([1], [], {"a": 1}, None, [{"test_name": "a", "passed": True}]):
        text = json.dumps({"results": results, "total_tests": 1})
        assert not JSON.takes(Document("a.json", "json", text))

"""Dates that say something of the data are judged; every other date is none."""

import json
import os
from datetime import UTC, date, datetime

import pytest

from chimera_nb import Facts, check_text, collect_facts, read_benchmarks
from chimera_nb.dated import dates_in
from tests.conftest import compile_file


def _written(root, name, day, measured):
    report = compile_file("conv9", "cuda", eager=3.0, jit=(0.25, 1.5))
    report |= {"generated_at": f"{measured}T10:00:00+00:00"}
    path = root / name
    path.write_text(json.dumps(report))
    at = datetime.fromisoformat(f"{day}T12:00:00").replace(tzinfo=UTC).timestamp()
    os.utime(path, (at, at))


@pytest.fixture
def facts(tmp_path) -> Facts:
    _written(tmp_path, "a_compile.json", "2025-11-02", "2025-09-28")
    _written(tmp_path, "b_compile.json", "2025-11-14", "2025-10-08")
    return collect_facts(read_benchmarks(tmp_path, cache=False))


def words(text, facts):
    return set(check_text(text, facts)["verdict"])


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("The measurements were taken from 2025-09-28 to 2025-10-08.", "supported"),
        ("The data spans September 2025 to October 2025.", "supported"),
        ("The latest measurement is of October 9th, 2025.", "contradicted"),
        ("The first run is dated 28 September 2025.", "supported"),
        ("- **Latest modified date:** November 14, 2025", "supported"),
        ("The files were last modified on 2025-11-15.", "contradicted"),
        ("The oldest modification of JSON files is of 2025-11-02.", "supported"),
        # a report's own date, a run's, one day of several
        ("**Date:** 2025-11-27", "not a claim"),
        ("Report period: 2025-11-01 to 2025-11-30", "not a claim"),
        ("The measurements were taken on 2025-10-02.", "not a claim"),
        ("conv9 was measured from 2025-10-01 to 2025-10-02.", "not a claim"),
        ("From 2025-13-01 to 2025-02-30 nothing was measured.", "not a claim"),
    ],
)
def test_first_and_last_days_are_judged_other_dates_are_not(facts, text, verdict):
    assert words(text, facts) == {verdict}


def test_the_days_of_a_fresh_copy_tell_nothing(tmp_path):
    _written(tmp_path, "a_compile.json", "2025-11-14", "2025-09-28")
    _written(tmp_path, "b_compile.json", "2025-11-14", "2025-10-08")
    facts = collect_facts(read_benchmarks(tmp_path, cache=False))
    table = check_text("The files were last modified on 2025-11-14.", facts)
    assert set(table["reason"]) == {"a date; the data does not have it"}


def test_a_wrong_day_is_told_the_true_one(facts):
    table = check_text("The latest measurement is of 2025-10-09.", facts)
    assert set(table["reason"]) == {"the last day measured is 2025-10-08"}
    assert set(table["true_value"]) == {"2025-10-08"}
    assert set(table["source"]) == {"b_compile.json"}


def test_a_month_means_each_of_its_days():
    (found,) = dates_in("The latest results are of February 2024.")
    assert (found.first, found.last) == (date(2024, 2, 1), date(2024, 2, 29))
    assert (found.of, found.statistic) == ("measured", "max")

"""The long ones, only in `make slow`."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chimera_nb import check_text, read_benchmarks
from chimera_nb.narrators.rules import write_report
from tests.test_verdicts import random_facts

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]


@settings(max_examples=1000, deadline=None)
@given(random_facts())
def test_every_number_of_very_many_rules_reports_is_supported(facts):
    verdicts = check_text(write_report(facts), facts)["verdict"]
    assert set(verdicts) <= {"supported", "not a claim"}


@settings(max_examples=2000, deadline=None)
@given(st.text(max_size=400), random_facts())
def test_no_text_makes_the_check_raise(text, facts):
    check_text(text, facts)


@settings(max_examples=2000, deadline=None)
@given(
    st.sampled_from(["a.json", "a.csv", "a.md"]),
    st.one_of(
        st.binary(max_size=400),
        st.text(alphabet='{}[]",:|-\n \\0123456789.eE#`compilation_time_s', max_size=400)
        .map(str.encode),
    ),
)  # fmt: skip
def test_no_bytes_make_the_reader_raise(tmp_path_factory, name, data):
    folder = tmp_path_factory.mktemp("fuzz")
    (folder / name).write_bytes(data)
    files = read_benchmarks(folder).files
    assert (
        files["status"].isin(("read", "partly", "empty", "unreadable", "skipped")).all()
    )

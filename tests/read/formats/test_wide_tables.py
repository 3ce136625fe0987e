"""A status column belongs to the value column of its own name."""

import pytest

from chimera_nb.read.formats.wide_tables import is_failed_word, status_columns


def test_each_value_has_the_status_of_its_own_name() -> None:
    header = ["file", "checkSeconds", "checkStatus", "fullSeconds", "fullStatus"]
    assert status_columns(header) == {
        "checkSeconds": "checkStatus",
        "fullSeconds": "fullStatus",
    }


@pytest.mark.parametrize(
    ("value", "status"),
    [
        ("cold_time_ms", "cold_error"),
        ("Warm Time (s)", "Warm Status"),
        ("gcc_mean", "gcc_exit_code"),
        ("eager", "eager_status"),
    ],
)
def test_units_and_words_of_time_are_no_part_of_the_name(value, status) -> None:
    assert status_columns(["name", value, status]) == {value: status}


def test_the_status_of_a_whole_line_belongs_to_no_single_column() -> None:
    assert status_columns(["model", "seconds", "status", "error"]) == {}


@pytest.mark.parametrize(
    "text",
    ["failed:SIGSEGV", "FAILED", "error", "timeout", "timed out", "OOM", "KO", "DNF",
     "SIGKILL", "exit code 139", "RuntimeError: no kernel", "crashed", "fail_to_run",
     "Segmentation fault (core dumped)", "cancelled"],
)  # fmt: skip
def test_words_of_failure(text) -> None:
    assert is_failed_word(text)


@pytest.mark.parametrize(
    "text", ["ok", "passed", "pass", "0", "", "true", "no errors", "0 failures",
             "exit code 0", "erratic", "signal", "1.25", "timeouts: none", "koala"],
)  # fmt: skip
def test_words_of_success_and_numbers_are_no_failure(text) -> None:
    assert not is_failed_word(text)

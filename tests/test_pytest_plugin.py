"""The fixture check_claims: false sentences fail, and other suites notice nothing."""

import json
import subprocess
import sys

import pytest

import chimera_nb.checking  # noqa: F401  # numpy is not loaded anew by a suite inside
from tests.conftest import compile_file

pytest_plugins = ["pytester"]


@pytest.fixture
def suite(pytester):
    """A project of somebody's own: a README, benchmark files, a table of facts."""
    bench = pytester.mkdir("bench")
    for model, seconds in (("conv", 0.1), ("mlp", 0.4)):
        content = compile_file(model, "cpu", eager=4.0, jit=(seconds, 3.0))
        (bench / f"{model}.json").write_text(json.dumps(content))
    pytester.makefile(
        ".md",
        README="# Ours\n\nThe mean compile time is 0.25 s. It is 0.3 s with conv.\n",
        GOOD="The mean compile time is 0.25 s.\n",
        LESS="The mean compile time is 0.25 s, the mean latency of conv is 7 W.\n",
        SERVED="nginx served 12,301 requests per second.\n",
    )
    (pytester.path / "facts.csv").write_text(
        "subject,metric,value\nnginx,requests per second,12300\n"
    )
    return pytester


def run(suite, body):
    suite.makepyfile(f"def test_it(check_claims):\n    {body}\n")
    return suite.runpytest("-p", "chimera_nb.pytest_plugin", "-p", "no:cacheprovider")


def test_a_false_sentence_fails_with_its_place_and_what_the_data_says(suite):
    done = run(suite, "check_claims('README.md', benchmarks='bench/')")
    done.assert_outcomes(failed=1)
    assert [line for line in done.outlines if line[:2] in ("> ", "E ")] == [
        ">       check_claims('README.md', benchmarks='bench/')",
        "E       AssertionError: README.md: 1 of 2 claims not backed by bench/",
        "E       README.md:3:40: 0.3 contradicted: 0.3 means 250 ms to 350 ms; the data"
        " says 100 ms (conv.json: /backends/jit/compilation/compile_time_s)",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "body",
    [
        "check_claims('GOOD.md', benchmarks='bench')",
        "assert len(check_claims('GOOD.md', benchmarks='bench')) == 1",
        "import pathlib; check_claims(pathlib.Path('GOOD.md'), benchmarks='bench')",
        "check_claims('The mean compile time is 0.25 s.', benchmarks='bench')",
        "check_claims('nginx served 12,300 requests per second.', facts='facts.csv')",
        "check_claims('A rate of 3.', facts=[dict(metric='rate', value=3)])",
        "check_claims('We saw 77 bananas of 5 kg.', facts='facts.csv',"
        " unsupported='allow')",
    ],
)
def test_a_true_text_passes(suite, body):
    run(suite, body).assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("check_claims('SERVED.md', facts='facts.csv', unsupported='allow')",
         "AssertionError: SERVED.md: 1 of 1 claims not backed by facts.csv"),
        ("check_claims('Its throughput is 5 tok/s.', facts='facts.csv')",
         "AssertionError: text: 1 of 1 claims not backed by facts.csv"),
        ("check_claims('GOOD.md', benchmarks='bench', unsupported='skip')",
         "*ConfigError: unsupported='skip'; known are 'allow', 'fail'"),
        ("check_claims('GOOD.md')",
         "*InputError: want benchmarks (a folder) or facts, one of them; neither is"
         " given"),
        ("check_claims('GOOD.md', benchmarks='bench', facts='facts.csv')",
         "*InputError: want benchmarks (a folder) or facts, one of them; both are given"),
        ("check_claims('NONE.md', facts='facts.csv')",
         "*InputError: *NONE.md: no such file or directory"),
    ],
)  # fmt: skip
def test_what_cannot_pass_says_why_in_one_line(suite, body, message):
    done = run(suite, body)
    done.assert_outcomes(failed=1)
    done.stdout.fnmatch_lines(["E  *" + message.replace("[", "[[]")])


def test_one_folder_is_read_once_in_a_session(suite):
    suite.makeconftest(
        "import pytest, chimera_nb.checking as c\n"
        "read, seen = c.read_benchmarks, []\n"
        "def once(folder):\n"
        "    assert folder not in seen\n"
        "    seen.append(folder)\n"
        "    return read(folder)\n"
        "@pytest.fixture(autouse=True)\n"
        "def count(monkeypatch): monkeypatch.setattr(c, 'read_benchmarks', once)\n"
    )
    check = "check_claims('GOOD.md', benchmarks='bench')"
    run(suite, f"{check}\n    {check}").assert_outcomes(passed=1)


def test_a_suite_that_does_not_use_it_loads_nothing_but_pytest():
    code = (
        "import sys, pytest\nbefore = set(sys.modules)\n"
        "import chimera_nb.pytest_plugin\nprint(sorted(set(sys.modules) - before))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "['chimera_nb', 'chimera_nb.pytest_plugin']"


def test_a_suite_that_does_not_use_it_only_gains_a_fixture(suite):
    suite.makepyfile("def test_it(): pass")
    done = suite.runpytest("-p", "chimera_nb.pytest_plugin", "--fixtures")
    done.stdout.fnmatch_lines([
        "check_claims -- *", "*Judge a Markdown file or text, and fail where a number*",
    ])  # fmt: skip
    assert done.ret == 0

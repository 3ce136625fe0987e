"""Random, mutated and truncated files: no exception, and no fault of a reader."""

import os
import random
import tempfile
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.fuzz_reading import SEEDS, broken, fixtures, mutated, read_one


@pytest.fixture(scope="module")
def seeds():
    return SEEDS


COUNT = int(os.environ.get("CHIMERA_NB_FUZZ", "120"))
QUIET = settings(
    max_examples=COUNT, deadline=None, derandomize=True, database=None,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
NAMES = st.sampled_from(
    ["a.csv", "a.json", "a.jsonl", "a.md", "a.txt", "a.log", "a", ".ninja_log",
     "a.json.gz", "a.csv.zst", "a.zip"]
)  # fmt: skip


@QUIET
@given(NAMES, st.binary(max_size=400))
def test_random_bytes_are_a_row_with_a_reason(name, data):
    read_one(name, data)


@QUIET
@given(NAMES, st.text(max_size=300))
def test_random_text_is_a_row(name, text):
    read_one(name, text.encode("utf-8", "replace"))


@pytest.mark.parametrize("name", sorted(SEEDS))
def test_mutated_and_truncated_files_are_rows(name):
    chance = random.Random(zlib.crc32(name.encode()))
    for _ in range(max(4, COUNT // 8)):
        read_one(*mutated(name, chance))


@pytest.mark.parametrize(
    "module", sorted((Path(__file__).parent / "formats").glob("test_*.py")),
    ids=lambda module: module.stem,
)  # fmt: skip
def test_the_files_of_each_readers_tests_may_be_broken_anywhere(module):
    chance = random.Random(zlib.crc32(module.stem.encode()))
    for name, text in fixtures(module):
        for _ in range(max(1, COUNT // 120)):
            read_one(name, broken(text, chance))


def test_the_net_is_seen_where_it_is_used(monkeypatch):
    from chimera_nb.read import sniffing

    def broken(document):
        raise KeyError("x")

    monkeypatch.setattr(sniffing, "reader_of", broken)
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "a.csv").write_text("a,b\n1,2\n")
        with pytest.raises(AssertionError, match="KeyError"):
            read_one("a.csv", b"a,b\n1,2\n")

"""After a change only what changed is read, and the reading is that of the folder now."""

import random
import time
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from chimera_nb import read_benchmarks
from chimera_nb.read import splicing
from tests.read.test_files import CSV, JSON

TABLES = ("files", "measurements", "problems", "conflicts", "not_taken")
HEAD = "timestamp,model,prompt_index,ttft_s,tokens_s,options\n"


def calls(model, *rows, temperature=0.3):
    options = f'"{{""temperature"": {temperature}}}"'
    lines = [
        f"2026-01-02T03:04:05+00:00,{model},{at},{ttft},{speed},{options}"
        for at, (ttft, speed) in enumerate(rows)
    ]
    return HEAD + "\n".join(lines) + "\n"


REPORT = """# a:1

| Model | TTFT (s) | Tokens/s |
|---|---|---|
| a:1 | 0.210 | 50.5 |
| b:2 | 0.999 | 12.0 |
"""
#: What a file may hold: twins, copies, reports, settings of two types, broken files.
CONTENTS = (
    calls("a:1", (0.21, 50.5), (0.31, 61.25)),
    calls("a:1", (0.2104, 50.51), (0.77, 88.125)),
    calls("a:1", (0.211, 50.5), temperature=0.4),
    calls("b:2", (0.41, 70.5), (0.511, 81.25)),
    calls("b:2", (0.4, 70.0)),
    calls("c:3", (0.123, 45.678), temperature='""hot""'),
    calls("A:1", (0.91, 90.5)),
    CSV,
    CSV.replace("m,", "other,"),
    CSV.replace("1.5", "1.52"),
    "benchmark,model,run_index,cold,ttft_s,tokens_s\np,a:1,1,true,0.21,50.5\n",
    "benchmark,model,run_index,cold,ttft_s,tokens_s\np,a:1,1,,0.3,60.5\nq,d,x,false,0.5,7.25\n",
    "benchmark,model,run_index,ttft_s,tokens_s\np,b:2,2,0.4104,70.5\n",
    JSON,
    JSON.replace("1.5", "3.25"),
    'a,"b\n',
    "",
    " \n",
    "id,name\n1,x\n2,y\n",
    '{"a": 1, "a": 2}',
    REPORT,
    "The model b:2 reached 70.5 tokens/s.\n",
)  # fmt: skip
NAMES = ("a.csv", "b.csv", "c.csv", "d.json", "e.json", "n.md", "a.md", "x/f.csv",
         "x/g.json", "t.txt", "z.zip")  # fmt: skip
CORRECTIONS = "aliases:\n  model:\n    a:1: alpha\n"

content = st.one_of(st.sampled_from(CONTENTS), st.integers(0, 40).map(
    lambda seed: calls(
        random.Random(seed).choice(["a:1", "b:2", "new"]),
        *[(round(random.Random(seed + n).uniform(0.1, 0.9), 4), 40.5 + seed + n)
          for n in range(3)],
    )))  # fmt: skip
edit = st.tuples(st.sampled_from(NAMES), st.one_of(st.none(), content))


@pytest.fixture(autouse=True)
def caches(tmp_path, monkeypatch):
    """A cache folder of the test's own; nothing is racy."""
    monkeypatch.setenv("CHIMERA_NB_CACHE", str(tmp_path / "cache"))
    real = time.time_ns
    monkeypatch.setattr(time, "time_ns", lambda: real() + 3600 * 10**9)


def put(folder, name, text):
    path = folder / name
    if text is None:
        path.unlink(missing_ok=True)
        return
    path.parent.mkdir(exist_ok=True, parents=True)
    if not name.endswith(".zip"):
        path.write_text(text)
        return
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("in.csv", text)
        archive.writestr("two.csv", text + "\n")


def the_same(folder):
    fresh, kept = read_benchmarks(folder, cache=False), read_benchmarks(folder)
    for name in TABLES:
        assert_frame_equal(getattr(fresh, name), getattr(kept, name), obj=name)
    places = range(len(fresh.measurements))
    assert list(map(fresh.locate, places)) == list(map(kept.locate, places))
    return kept


@pytest.fixture
def ways(monkeypatch):
    """Of each reading after a change: whether it was spliced."""
    found = []
    real = splicing.spliced

    def note(*given):
        made = real(*given)
        found.append(made is not None)
        return made

    monkeypatch.setattr(splicing, "spliced", note)
    return found


@settings(
    max_examples=25, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(
    start=st.dictionaries(st.sampled_from(NAMES), content, min_size=2),
    edits=st.lists(edit, min_size=1, max_size=4),
    corrected=st.booleans(),
)
def test_after_any_edits_the_reading_is_that_of_the_folder_now(
    tmp_path_factory, start, edits, corrected
):
    folder = tmp_path_factory.mktemp("root")
    put(folder, "keep.csv", calls("kept", (0.777, 33.25)))
    if corrected:
        put(folder, "chimera.yaml", CORRECTIONS)
    for name, text in start.items():
        put(folder, name, text)
    the_same(folder)
    for name, text in edits:
        put(folder, name, text)
        the_same(folder)


@pytest.fixture
def root(tmp_path):
    folder = tmp_path / "root"
    put(folder, "a.csv", calls("a:1", (0.21, 50.5), (0.31, 61.25)))
    put(folder, "b.csv", calls("b:2", (0.41, 70.5)))
    put(folder, "c.csv", calls("a:1", (0.66, 90.5)))
    read_benchmarks(folder)
    return folder


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("c.csv", calls("a:1", (0.67, 91.5), (0.55, 12.25))),
        ("c.csv", calls("new", (0.67, 91.5))),
        ("c.csv", None),
        ("aa.csv", calls("a:1", (0.88, 12.25))),
        ("bad.csv", 'a,"b\n'),
        ("x.zip", calls("zipped", (0.123, 9.875))),
    ],
)
def test_a_change_that_touches_no_other_file_is_spliced(root, ways, name, text):
    put(root, name, text)
    the_same(root)
    # of the two members of the archive one may be the other's twin
    assert ways == [not name.endswith(".zip")]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("c.csv", calls("a:1", (0.2104, 50.51))),  # a twin of a.csv
        ("c.csv", calls("a:1", (0.31, 61.25), (0.21, 50.5))),
        ("c.csv", calls("b:2", (0.41, 70.5))),  # a copy
        ("aa.csv", calls("b:2", (0.88, 12.25))),  # of a subject that b.csv alone had
        ("n.md", REPORT),
        ("chimera.yaml", CORRECTIONS),
    ],
)
def test_a_change_that_may_touch_another_file_is_not_spliced(root, ways, name, text):
    put(root, name, text)
    the_same(root)
    assert ways in ([], [False])

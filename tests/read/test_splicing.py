"""After a change only what changed is read, and the reading is that of the folder now."""

import random
import time
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from chimera_nb import read_benchmarks
from chimera_nb.read import (
    flat,
    lines,
    opening,
    restatements,
    spliced_table,
    splicing,
    table,
)
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


@pytest.fixture
def empty(tmp_path):
    folder = tmp_path / "empty"
    folder.mkdir()
    return folder


WORDS = "just words, and no number\n"


def put_all(folder, files):
    for name, text in files.items():
        put(folder, name, text)
    the_same(folder)


def type_and_copy(reading):
    listed = reading.files.set_index("path")
    return {
        path: (row["type"], row["copy_of"] if isinstance(row["copy_of"], str) else None)
        for path, row in listed.iterrows()
    }


def test_a_text_that_becomes_a_copy_has_the_type_of_its_name_again(empty):
    put_all(empty, {"a.csv": CSV, "b.json": JSON + "\n", "t.txt": JSON})
    put(empty, "b.json", JSON)
    assert type_and_copy(the_same(empty))["t.txt"] == ("text", "b.json")
    put(empty, "b.json", JSON + "\n")
    assert type_and_copy(the_same(empty))["t.txt"] == ("json", None)


def test_a_file_whose_name_has_no_ending_becomes_no_copy(empty):
    put_all(empty, {"a.csv": CSV, "b.json": JSON + "\n", "data": JSON})
    put(empty, "b.json", JSON)
    assert type_and_copy(the_same(empty))["data"] == ("json", None)


def test_a_copy_of_an_unclaimed_text_is_read_when_that_is_gone(empty):
    put_all(empty, {"a.csv": CSV, "t.txt": WORDS, "u.txt": WORDS, "v.txt": WORDS})
    put(empty, "t.txt", None)
    encodings = the_same(empty).files.set_index("path")["encoding"]
    assert encodings.notna().to_dict() == {"a.csv": True, "u.txt": True, "v.txt": False}


RESULT = """{"prefill": {"latency": {
  "unit": "s", "count": 2, "mean": 0.5, "stdev_": 0.1, "values": [0.4, 0.6]}}}"""
CONFIG = '{"config": 1, "backend": {"name": "pytorch", "model": "gpt"}}'


@pytest.mark.parametrize("corrected", [CORRECTIONS, "exclude: [benchmark_config.json]"])
def test_a_changed_file_looks_at_a_kept_one_as_if_all_were_read(empty, corrected):
    put_all(empty, {
        "benchmark_config.json": CONFIG, "chimera.yaml": corrected, "r.json": RESULT,
    })  # fmt: skip
    put(empty, "r.json", RESULT.replace("0.4", "0.3"))
    models = the_same(empty).measurements["model"]
    assert models.notna().all() == (corrected == CORRECTIONS)


def test_files_of_an_archive_that_is_read_again_look_at_each_other(empty):
    put_all(empty, {"a.csv": CSV, "keep.csv": calls("kept", (0.777, 33.25))})
    with zipfile.ZipFile(empty / "z.zip", "w") as archive:
        archive.writestr("benchmark_config.json", CONFIG)
        archive.writestr("r.json", RESULT)
        archive.writestr("s.csv", CSV)  # a copy, until the original is gone
    the_same(empty)
    put(empty, "a.csv", None)
    found = the_same(empty).measurements
    assert set(found.loc[found["source"] == "z.zip/r.json", "model"]) == {"gpt"}


def test_a_file_is_looked_at_by_its_name_though_it_was_read_as_another(
    empty, monkeypatch
):
    seen = []
    real = opening.claimed

    def claimed(document):
        if document.path == "x.csv":
            inside = document.beside("a.zip/in.csv")
            seen.append((document.beside("t.txt").type, inside))
        return real(document)

    monkeypatch.setattr(opening, "claimed", claimed)
    put_all(empty, {"a.zip": CSV, "t.txt": JSON, "x.csv": calls("x", (0.3, 30.5))})
    put(empty, "x.csv", calls("x", (0.4, 30.5)))
    the_same(empty)
    assert seen == [("text", None)] * 4


def test_a_new_file_that_stands_for_itself_is_not_spliced(root, ways, monkeypatch):
    monkeypatch.setattr(opening, "LARGE", 1)
    monkeypatch.setattr(lines, "APART", 2)
    put(root, "n.csv", calls("n", (0.6, 9.5), (0.7, 8.5), (0.8, 7.5)))
    reasons = the_same(root).files.set_index("path")["reason"]
    assert reasons["n.csv"] == lines.WHY_APART
    assert ways == [False]


@pytest.mark.parametrize(
    ("run_index", "spliced"), [(False, True), (True, False)]
)  # whether it fits into four bytes depends on all rows
def test_a_spliced_table_of_many_rows_has_numbers_of_four_bytes(
    empty, ways, monkeypatch, run_index, spliced
):
    for module in (flat, table, spliced_table):
        monkeypatch.setattr(module, "LONG", 4)
    head = f"timestamp,model,{'prompt_index,' * run_index}ttft_s,tokens_s\n"
    runs = {
        name: f"{head}2026-01-02,{name},{index * run_index}0.{name},5{name}.5\n"
        for name, index in {"1": "16777217,", "2": ",", "3": "3,", "4": "4,"}.items()
    }
    put_all(empty, {f"{name}.csv": text for name, text in runs.items()})
    put(empty, "4.csv", runs["4"].replace("0.4", "0.47"))
    assert the_same(empty).measurements["record"].dtype == "int32"
    assert ways == [spliced]


@pytest.mark.parametrize(
    ("before", "name", "rows", "spliced"),
    [
        ((0.66, 90.5), "c.csv", [(0.67, 91.5)], True),
        ((0.66, 90.5), "c.csv", [(0.2104, 91.5)], False),  # what the report says
        ((0.2098, 90.5), "c.csv", [(0.67, 91.5)], False),  # what it said
        ((0.66, 90.5), "c.csv", [(0.67, 91.5), (0.68, 92.5)], False),  # how many
        ((0.66, 90.5), "b.csv", [(0.42, 71.5)], False),  # few: all are compared
    ],
)
def test_of_many_numbers_only_those_near_a_report_touch_it(
    empty, ways, monkeypatch, before, name, rows, spliced
):
    monkeypatch.setattr(restatements, "_MANY", 2)
    put_all(empty, {
        "a.csv": calls("a:1", (0.21, 50.5), (0.31, 61.25)),
        "b.csv": calls("b:2", (0.41, 70.5)),
        "c.csv": calls("a:1", before),
        "n.md": REPORT,
    })  # fmt: skip
    put(empty, name, calls("b:2" if name == "b.csv" else "a:1", *rows))
    the_same(empty)
    assert ways == [spliced]


def test_numbers_that_some_label_of_a_report_is_silent_about_count_as_near(
    empty, ways, monkeypatch
):
    monkeypatch.setattr(restatements, "_MANY", 1)
    head = "benchmark,model,backend,run_index,latency_ms,compile_time_s\n"
    many = "".join(f"p,m,jit,{n},{n}.25,{n}.5\n" for n in range(1, 5))
    put_all(empty, {
        "a.csv": head + many,
        "b.csv": head.replace("backend,", "") + "p,m,7,9.75,8.5\n",
        "n.md": "| Model | Backend | Latency (ms) |\n|---|---|---|\n| m | jit | 6.125 |\n",
    })  # fmt: skip
    put(empty, "b.csv", head.replace("backend,", "") + "p,m,7,6.125,8.5\n")
    the_same(empty)
    assert ways == [False]


@pytest.mark.parametrize("rows", [0, 1, 3])
def test_categories_that_first_rows_lack_come_in_the_order_of_all_rows(
    empty, ways, monkeypatch, rows
):
    monkeypatch.setattr(spliced_table, "_FIRST_ROWS", rows)
    put_all(empty, {f"{n}.csv": calls(n, (0.1 + n / 100, 20.5 + n)) for n in range(5)})
    put(empty, "1.csv", calls("new", (0.77, 33.25)))
    put(empty, "3.csv", None)
    the_same(empty)
    assert ways == [True]

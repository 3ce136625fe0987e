"""Reading a folder: the traps that real folders hold."""

import json
import os
import tempfile
from pathlib import Path

import pytest

from chimera_nb import read_benchmarks
from chimera_nb.errors import InputError
from tests.conftest import compile_file


def one(table, **labels):
    """The single row with these labels."""
    for name, value in labels.items():
        table = table[table[name] == value]
    assert len(table) == 1, table
    return table.iloc[0]


def test_a_failed_backend_written_as_zero_carries_no_value(folder):
    rows = read_benchmarks(folder).measurements
    for metric in ("compile_time", "latency"):
        row = one(rows, backend="tensorrt", metric=metric)
        assert row["status"] == "failed"
        assert row["value"] != row["value"]
        assert row["error"] == "no such"


def test_eager_compiles_nothing_and_its_zero_is_a_placeholder(folder):
    rows = read_benchmarks(folder).measurements
    eager = rows[(rows["backend"] == "eager") & (rows["metric"] == "compile_time")]
    assert set(eager["status"]) == {"placeholder"}
    assert eager["value"].isna().all()


def test_milliseconds_and_seconds_beside_each_other_become_seconds(folder):
    rows = read_benchmarks(folder).measurements
    row = one(rows, model="conv", backend="jit", metric="latency", statistic="mean")
    assert (row["value"], row["unit"]) == (0.003, "s")
    assert (row["raw_value"], row["raw_unit"]) == ("3.0", "ms")


def test_a_markdown_twin_counts_once_and_is_named_in_also_in(folder):
    rows = read_benchmarks(folder).measurements
    row = one(rows, model="conv", backend="jit", metric="compile_time", status="ok")
    assert "conv.md#line 5, column Compile Time (s)" in row["also_in"]
    assert not (rows["source"] == "conv.md").any()


def test_a_restatement_that_differs_is_a_conflict_with_both_places(folder):
    reading = read_benchmarks(folder)
    assert len(reading.conflicts) == 1
    conflict = reading.conflicts.iloc[0]
    assert conflict["subject"] == {"model": "mlp", "device": "cuda", "backend": "jit"}
    assert [each["value"] for each in conflict["values"]] == [0.05, 0.4]
    assert [each["locator"] for each in conflict["values"]] == [
        "line 4, column Compile Time (s)",
        "/backends/jit/compilation/compile_time_s",
    ]
    shown = reading.conflict_table().iloc[0]
    assert (shown["stated"], shown["data"]) == ("50 ms", "400 ms")


def test_a_copy_is_read_once_and_named(folder):
    reading = read_benchmarks(folder)
    copy = one(reading.files, path="mlp_copy.json")
    assert copy["copy_of"] == "mlp.json"
    assert copy["reason"] == "the same bytes as mlp.json"
    assert not (reading.measurements["source"] == "mlp_copy.json").any()
    row = one(
        reading.measurements, model="mlp", backend="jit", metric="compile_time",
        tier="raw",
    )  # fmt: skip
    assert "mlp_copy.json#/backends/jit" in row["also_in"]


def test_a_place_is_a_number_that_locate_says_in_words(folder):
    reading = read_benchmarks(folder)
    row = one(
        reading.measurements, model="conv", backend="jit", metric="compile_time",
        tier="raw",
    )  # fmt: skip
    assert isinstance(int(row["place"]), int)
    assert reading.locate(row) == "/backends/jit/compilation/compile_time_s"


def test_an_onnx_provider_says_where_it_really_ran(tmp_path):
    content = compile_file("m", "cuda", eager=1.0, onnx=(0.1, 0.5))
    metadata = {"providers": ["CPUExecutionProvider"]}
    content["backends"]["onnx"]["compilation"]["metadata"] = metadata
    (tmp_path / "m.json").write_text(json.dumps(content))
    rows = read_benchmarks(tmp_path).measurements
    row = one(rows, backend="onnx", metric="compile_time")
    assert (row["device"], row["executed_on"]) == ("cuda", "cpu")


@pytest.mark.parametrize(
    ("name", "content", "status", "reason"),
    [
        ("a.csv", b"", "empty", "holds no bytes but white space"),
        (
            "a.csv", b"\xc3\xbf=\0E\0R\0", "unreadable",
            "not read as csv: holds NUL bytes: binary, or re-encoded UTF-16, not text",
        ),
        (
            "a.json", b'{"a": ', "unreadable",
            "not read as json: Expecting value: line 1 column 7 (char 6)",
        ),
        ("a.json", b'{"x": 1, "y": 2}', "skipped", "no reader claims its keys (x, y)"),
        ("a.csv", b"p,q\n1,2\n", "skipped", "no reader claims its header (p, q)"),
        ("a.csv", b'p,"q\n1,2\n', "unreadable", "not read as csv: line 2: unexpected end of data"),
        (
            "a.md", b"# Words only\n", "skipped",
            "no table or list with a measurement in it",
        ),
        (
            "a.json", b"[" * 100_000, "unreadable",
            "not read as json: nested deeper than 300 levels"
            " (the limit CHIMERA_NB_MAX_NESTING)",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_a_row_with_its_reason(
    tmp_path, name, content, status, reason
):
    (tmp_path / name).write_bytes(content)
    reading = read_benchmarks(tmp_path)
    row = one(reading.files, path=name)
    assert (row["status"], row["reason"]) == (status, reason)
    assert reading.problems.to_dict("records") == [
        {"path": name, "place": "", "reason": reason}
    ]


@pytest.fixture
def no_superuser():
    """Be nobody in particular for a while: root may read every file."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    yield
    os.seteuid(0)


@pytest.fixture
def open_folder():
    """A folder that every user may list, with one file that no user may read."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        root.chmod(0o755)
        (root / "odd.json").write_text("{}")
        (root / "secret.json").write_text("{}")
        (root / "secret.json").chmod(0)
        yield root


def test_a_file_without_rights_is_listed(open_folder, no_superuser):
    row = one(read_benchmarks(open_folder).files, path="secret.json")
    assert (row["status"], row["reason"]) == ("unreadable", "permission denied")


def test_links_hidden_folders_and_our_own_runs_are_listed_and_not_read(folder):
    (folder / ".git").mkdir()
    (folder / "loop").symlink_to(folder)
    run = folder / "run"
    run.mkdir()
    (run / "run.json").write_text('{"config": {}, "provenance": {}, "claims": {}}')
    (run / "facts.json").write_text("[]")
    files = read_benchmarks(folder).files.set_index("path")
    assert files.loc[".git/", "reason"] == "a hidden folder"
    assert files.loc["loop", "reason"] == "a link; links are not followed"
    assert files.loc["run/", "reason"] == "a folder that one of our own runs left"
    assert "run/facts.json" not in files.index


def test_a_csv_line_that_does_not_fit_is_a_problem_and_the_rest_is_read(tmp_path):
    (tmp_path / "runs.csv").write_text(
        "model,backend,compile_time_s,success,error\n"
        "m,jit,1.5,true,\nm,jit,2.5\nm,jit,,false,boom\nm,jit,abc,true,\n"
    )
    reading = read_benchmarks(tmp_path)
    assert reading.measurements["status"].tolist() == ["ok", "failed", "failed"]
    errors = reading.measurements["error"]
    assert errors.isna().tolist() == [True, False, False]
    assert errors.dropna().tolist() == ["boom", "'abc' is no number"]
    assert reading.problems.to_dict("records")[0] == {
        "path": "runs.csv", "place": "line 3",
        "reason": "3 cells where the header has 5",
    }  # fmt: skip
    assert one(reading.files, path="runs.csv")["status"] == "partly"


def test_builds_of_programs_are_another_metric_than_compiling_models(tmp_path):
    (tmp_path / "build.csv").write_text(
        "program,compiler,compiler_version,optimisation,compile_time_s,exit_code,error\n"
        "p.c,gcc,12,-O2,0.5,0,\np.c,gcc,12,-O9,,1,bad flag\n"
    )
    rows = read_benchmarks(tmp_path).measurements
    assert set(rows["metric"]) == {"build_time"}
    assert rows["benchmark"].tolist() == ["p.c -O2", "p.c -O9"]
    assert rows["status"].tolist() == ["ok", "failed"]


def test_a_folder_that_is_not_there_a_file_and_an_empty_folder_are_one_line(tmp_path):
    for path, message in (
        (tmp_path / "no", "is not there; want a folder of benchmark files"),
        (
            tmp_path,
            "holds no benchmark file (csv, json, markdown, text); found nothing",
        ),
    ):
        with pytest.raises(InputError) as caught:
            read_benchmarks(path)
        assert str(caught.value) == f"{path}: {message}"
    (tmp_path / "f").write_text("x")
    with pytest.raises(InputError) as caught:
        read_benchmarks(tmp_path / "f")
    assert str(caught.value) == (
        f"{tmp_path / 'f'}: is a file; want a folder of benchmark files"
    )


def test_the_corpus_is_read_as_its_catalogue_says(corpus):
    reading = read_benchmarks(corpus)
    counts = reading.benchmark_files()["type"].value_counts()
    assert counts.to_dict() == {"json": 44, "markdown": 29, "csv": 28}
    rows = reading.measurements
    compiled = rows[(rows["metric"] == "compile_time") & (rows["tier"] == "raw")]
    assert compiled["status"].astype(str).value_counts().to_dict() == {
        "ok": 27, "placeholder": 9, "failed": 5,
    }  # fmt: skip
    compilation = rows["source"].astype(str).str.contains("/compilation/")
    means = rows[compilation & (rows["metric"] == "latency")]
    means = means[means["statistic"] == "mean"]
    assert ((means["tier"] == "aggregate") & (means["status"] == "ok")).sum() == 36
    stated = reading.conflict_table()["stated_in"]
    assert stated.str.contains("/compilation/").sum() == 14
    assert reading.files["copy_of"].notna().sum() == 4


def test_the_sample_is_read_whole(sample):
    reading = read_benchmarks(sample)
    files = reading.benchmark_files()
    assert set(files["type"]) == {"csv", "json", "markdown"}
    assert 15 <= len(files) <= 40
    assert files["bytes"].sum() <= 300_000
    skipped = files[~files["status"].isin(("read",))]["path"].tolist()
    assert skipped == ["machine.json", "notes.md"]
    assert reading.conflicts.empty
    rows = reading.measurements
    ok = rows[(rows["metric"] == "compile_time") & (rows["status"] == "ok")]
    assert ok.groupby(["model", "backend"]).size().min() >= 10
    assert (rows["status"] == "failed").any()

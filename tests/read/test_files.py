"""Walking a folder: names, types and what is listed but not opened."""

import dataclasses
import json
import os
import re
import subprocess
import time
from pathlib import Path

import pytest

from chimera_nb import read_benchmarks
from chimera_nb.errors import InputError
from chimera_nb.read import files, sniffing, walking
from chimera_nb.read.files import ChangingError, Entry, load_local, type_of
from chimera_nb.read.limits import Limits
from chimera_nb.read.walking import Walked, walk
from tests.conftest import compile_file

CSV = "model,backend,compile_time_s,success,error\nm,jit,1.5,true,\n"
JSON = json.dumps(compile_file("m", "cpu", eager=1.0, jit=(0.25, 0.5)))


def rows_of(folder, **more):
    """Path → (type, status, family, reason)."""
    found = read_benchmarks(folder, cache=False, **more).files
    return {
        row.path: (row.type, row.status, row.family if row.family == row.family else None, row.reason)
        for row in found.itertuples()
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("a.csv", ("csv", "")),
        ("A.JSON", ("json", "")),
        (".ninja_log", ("text", "")),
        ("a.jsonl.gz", ("json", ".gz")),
        ("a.csv.zst", ("csv", ".zst")),
        ("a.gz", ("other", ".gz")),
        ("a.zip", ("other", ".zip")),
        ("README", ("other", "")),
        ("a.py", ("other", "")),
        (".csv", ("csv", "")),
    ],
)
def test_a_name_says_the_type_and_how_the_file_is_packed(name, wanted):
    assert type_of(name) == wanted


def test_csv_and_json_in_texts_are_read_as_what_they_are(tmp_path):
    (tmp_path / "table.txt").write_text(CSV)
    (tmp_path / "one.txt").write_text(JSON.replace("0.25", "0.26"))
    (tmp_path / "session.log").write_text(f"$ cat x.json\n{JSON}\n$ exit\n")
    (tmp_path / "out").write_text(CSV.replace("1.5", "2.5"))
    (tmp_path / "wrong.json").write_text(CSV.replace("1.5", "3.5"))
    found = {path: row[:2] for path, row in rows_of(tmp_path).items()}
    assert found == {
        "one.txt": ("json", "read"),
        "out": ("csv", "read"),
        "session.log": ("json", "read"),
        "table.txt": ("csv", "read"),
        "wrong.json": ("json", "unreadable"),
    }


def test_a_text_that_no_reader_claims_counts_as_other(tmp_path):
    (tmp_path / "a.csv").write_text(CSV)
    (tmp_path / "LICENSE").write_text(
        "Permission is granted, free of charge, to all.\n"
    )
    (tmp_path / "binary").write_bytes(b"\x7fELF\0\1")
    (tmp_path / "notes.txt").write_text("nothing measured\n")
    (tmp_path / "copy.txt").write_text("nothing measured\n")
    found = rows_of(tmp_path)
    assert found["LICENSE"] == ("other", "skipped", None, files.NO_BENCHMARK)
    assert found["binary"] == ("other", "skipped", None, files.NO_BENCHMARK)
    assert found["notes.txt"] == (
        "other",
        "skipped",
        None,
        "a text that no reader claims",
    )
    assert found["copy.txt"] == found["notes.txt"]


def test_names_that_would_break_a_line_a_table_or_a_terminal_are_kept_apart(tmp_path):
    names = ["line\nbreak.csv", 'quo"te.csv', "right‮vsc.csv", "|pipe|.csv", "'.csv"]
    for number, name in enumerate(names):
        (tmp_path / name).write_text(CSV.replace("1.5", f"{number}.5"))
    broken = os.fsencode(tmp_path) + b"/bro\xffken.csv"
    with open(broken, "w") as file:  # noqa: PTH123
        file.write(CSV.replace("1.5", "9.5"))
    reading = read_benchmarks(tmp_path, cache=False)
    assert set(reading.files["path"]) == {*names, "bro\\xffken.csv"}
    assert set(reading.files["status"]) == {"read"}
    assert set(reading.measurements["source"]) == {*names, "bro\\xffken.csv"}


def test_pipes_sockets_and_links_are_listed_and_not_opened(tmp_path):
    outside = tmp_path / "outside.csv"
    outside.write_text(CSV)
    root = tmp_path / "root"
    (root / "loop").mkdir(parents=True)
    (root / "a.csv").write_text(CSV)
    os.mkfifo(root / "pipe.csv")
    (root / "loop" / "back").symlink_to(root)
    (root / "self.csv").symlink_to("self.csv")
    (root / "leaves.csv").symlink_to(outside)
    start = time.monotonic()
    found = rows_of(root)
    assert time.monotonic() - start < 5
    link = "a link; links are not followed"
    assert found["pipe.csv"] == ("csv", "skipped", None, "not a plain file")
    assert found["loop/back"] == ("other", "skipped", None, link)
    assert found["self.csv"] == ("csv", "skipped", None, link)
    assert found["leaves.csv"] == ("csv", "skipped", None, link)


def test_a_file_that_vanishes_or_becomes_a_pipe_after_the_walk_is_unreadable(
    tmp_path, monkeypatch
):
    for name in ("a.csv", "gone.csv", "pipe.csv"):
        (tmp_path / name).write_text(CSV.replace("m,", name + ","))
    real = load_local

    def load(entry: Entry, limits: Limits) -> bytes:
        if entry.path == "a.csv":
            (tmp_path / "gone.csv").unlink()
            (tmp_path / "pipe.csv").unlink()
            os.mkfifo(tmp_path / "pipe.csv")
        return real(entry, limits)

    monkeypatch.setattr(walking, "load_local", load)
    found = rows_of(tmp_path)
    assert found["gone.csv"][1:] == ("unreadable", None, "no such file or directory")
    assert found["pipe.csv"][1:] == ("unreadable", None, "not a plain file any more")
    assert found["a.csv"][1] == "read"


def test_a_file_that_shrinks_while_it_is_read_is_read_again_as_it_is_then(
    tmp_path, monkeypatch
):
    path = tmp_path / "a.csv"
    path.write_text(CSV + "m,jit,2.5,true,\n" * 3)
    real, times = os.read, []

    def read(handle: int, size: int) -> bytes:
        if not times:
            times.append(1)
            path.write_text(CSV)
        return real(handle, size)

    monkeypatch.setattr(files.os, "read", read)
    reading = read_benchmarks(tmp_path, cache=False)
    assert reading.measurements["value"].tolist() == [1.5]
    assert reading.files["bytes"].tolist() == [len(CSV)]


def test_a_file_that_never_stops_changing_is_unreadable(tmp_path, monkeypatch):
    path = tmp_path / "a.csv"
    path.write_text(CSV)
    real = os.read

    def read(handle: int, size: int) -> bytes:
        data = real(handle, size)
        with path.open("a") as file:
            file.write("m,jit,2.5,true,\n")
        return data

    monkeypatch.setattr(files.os, "read", read)
    (entry,) = walk(tmp_path, Limits()).entries(Limits())
    with pytest.raises(ChangingError) as caught:
        load_local(entry, Limits())
    assert str(caught.value) == "changes while it is read"


def test_a_very_deep_folder_is_walked(tmp_path):
    here = os.getcwd()  # noqa: PTH109
    os.chdir(tmp_path)
    try:
        for _ in range(1200):
            os.mkdir("d")  # noqa: PTH102
            os.chdir("d")
    finally:
        os.chdir(here)
    (tmp_path / "a.csv").write_text(CSV)
    try:
        found = rows_of(tmp_path)
    finally:  # Python's own removal of folders recurses
        subprocess.run(["rm", "-rf", tmp_path / "d"], check=True)
    assert found["a.csv"][1] == "read"


def test_each_limit_is_named_in_the_reason_of_the_file_it_stops(tmp_path):
    (tmp_path / "a.csv").write_text(CSV)
    (tmp_path / "b.json").write_text(JSON)

    def reason(path, **limits):
        return rows_of(tmp_path, limits=Limits(**limits))[path][3]

    assert reason("b.json", file_bytes=100) == (
        "larger than 100 bytes (the limit CHIMERA_NB_MAX_FILE_BYTES)"
    )
    assert reason("a.csv", line_length=20) == (
        "not read as csv: line 1: longer than 20 bytes (the limit CHIMERA_NB_MAX_LINE_LENGTH)"
    )
    assert reason("b.json", nesting=2) == (
        "not read as json: nested deeper than 2 levels (the limit CHIMERA_NB_MAX_NESTING)"
    )
    assert reason("b.json", keys=5) == (
        "not read as json: more than 5 keys (the limit CHIMERA_NB_MAX_KEYS)"
    )
    assert reason("a.csv", columns=3) == (
        "not read as csv: line 1: more than 3 columns (the limit CHIMERA_NB_MAX_COLUMNS)"
    )
    assert reason("a.csv", rows=1) == (
        "not read as csv: more than 1 rows (the limit CHIMERA_NB_MAX_ROWS)"
    )
    assert reason("…", names=1) == (
        "the folder holds more than 1 files (the limit CHIMERA_NB_MAX_NAMES)"
    )


def test_the_page_lists_every_limit_with_its_default():
    page = (Path(__file__).resolve().parents[2] / "docs" / "reading.md").read_text()
    rows = re.findall(r"^\| `([A-Z_]+)` \|.*\| ([\d,]+) \|$", page, re.M)
    assert {name.lower(): int(most.replace(",", "")) for name, most in rows} == (
        dataclasses.asdict(Limits())
    )


def test_limits_come_from_the_environment_and_what_is_no_number_is_one_line(tmp_path):
    assert Limits.of_environment({"CHIMERA_NB_MAX_KEYS": "10_000"}) == Limits(
        keys=10_000
    )
    with pytest.raises(InputError) as caught:
        Limits.of_environment({"CHIMERA_NB_MAX_ROWS": "many"})
    assert str(caught.value) == (
        "CHIMERA_NB_MAX_ROWS: want a whole number from 1 up, found 'many'"
    )


def test_a_fault_of_a_reader_stops_one_file_and_is_named(tmp_path, monkeypatch):
    (tmp_path / "a.csv").write_text(CSV)
    (tmp_path / "b.json").write_text(JSON)

    def broken(document):
        raise KeyError("no such column")

    real = sniffing.reader_of
    monkeypatch.setattr(
        sniffing, "reader_of",
        lambda document: broken(document) if document.type == "csv" else real(document),
    )  # fmt: skip
    found = rows_of(tmp_path)
    assert found["a.csv"][1:] == (
        "unreadable", None, "a fault of a reader: KeyError: 'no such column'"
    )  # fmt: skip
    assert found["b.json"][1] == "read"


def test_an_inode_of_more_than_eight_bytes_fits_a_stamp():
    class Status:
        st_size, st_mtime_ns, st_ctime_ns = 1, -2, 3
        st_ino, st_mode = (1 << 127) + 4, 0o100644

    walked = Walked()
    walked.add("a.csv", "/a.csv", Status)
    assert walked.stamps().tolist() == [[1, -2, 3, 4]]
    assert walked.entry(0, Limits()).stamp == (1, -2, 3, 4)

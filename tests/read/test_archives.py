"""Packed files: the same rows as unpacked ones, and bombs that do not go off."""

import bz2
import gzip
import io
import json
import lzma
import tracemalloc
import zipfile

import pytest
import zstandard

from chimera_nb import read_benchmarks
from chimera_nb.read.archives import decompress, members
from chimera_nb.read.limits import Limits
from tests.conftest import compile_file
from tests.read.test_files import CSV, JSON, rows_of


def zipped(path, *files, method=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in files:
            info = zipfile.ZipInfo(name, (2025, 3, 4, 5, 6, 8))
            info.compress_type = method
            archive.writestr(info, content)


@pytest.mark.parametrize(
    ("ending", "pack"),
    [
        (".gz", gzip.compress),
        (".bz2", bz2.compress),
        (".xz", lzma.compress),
        (".zst", lambda data: zstandard.ZstdCompressor().compress(data)),
    ],
)
def test_a_packed_file_is_read_as_the_plain_one(tmp_path, ending, pack):
    (tmp_path / f"a.csv{ending}").write_bytes(pack(CSV.encode()))
    reading = read_benchmarks(tmp_path, cache=False)
    row = reading.files.iloc[0]
    assert (row["path"], row["type"], row["status"]) == (
        f"a.csv{ending}",
        "csv",
        "read",
    )
    assert reading.measurements["value"].tolist() == [1.5]


def test_a_plain_file_and_its_packed_copy_count_once(tmp_path):
    (tmp_path / "a.csv").write_text(CSV)
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(CSV.encode()))
    reading = read_benchmarks(tmp_path, cache=False)
    copy = reading.files.set_index("path").loc["a.csv.gz"]
    assert (copy["copy_of"], copy["reason"]) == ("a.csv", "the same content as a.csv")
    assert len(reading.measurements) == 1


def test_json_lines_are_read_packed_too_and_broken_lines_are_problems(tmp_path):
    first = compile_file("m", "cpu", jit=(0.25, 0.5))
    text = json.dumps(first) + "\n{broken\n" + json.dumps(first) + "\n"
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(text.encode()))
    problems = read_benchmarks(tmp_path, cache=False).problems.to_dict("records")
    wanted = "Expecting property name enclosed in double quotes"
    assert problems[0] in (
        {
            "path": "a.jsonl.gz",
            "place": "line 2",
            "reason": f"no JSON: {wanted} (column 2)",
        },
        {
            "path": "a.jsonl.gz",
            "place": "",
            "reason": "no reader claims its keys (a list)",
        },
    )


def test_members_of_a_zip_are_files_with_the_times_of_the_archive(tmp_path):
    zipped(tmp_path / "x.zip", ("in/a.csv", CSV), ("b.json", JSON), ("c.py", ""))
    reading = read_benchmarks(tmp_path, cache=False)
    files = reading.files.set_index("path")
    assert files["type"].to_dict() == {
        "x.zip": "other", "x.zip/b.json": "json", "x.zip/c.py": "other", "x.zip/in/a.csv": "csv",
    }  # fmt: skip
    assert files.loc["x.zip", ["status", "reason"]].tolist() == [
        "read",
        "an archive of 3 files",
    ]
    assert str(files.loc["x.zip/in/a.csv", "modified"]) == "2025-03-04 05:06:08+00:00"
    assert set(reading.measurements["source"]) == {"x.zip/b.json", "x.zip/in/a.csv"}


def test_odd_members_are_rows_with_a_reason(tmp_path):
    inner = io.BytesIO()
    zipped(inner, ("a.csv", CSV))
    with pytest.warns(UserWarning, match="Duplicate name"):
        zipped(
            tmp_path / "x.zip", ("../../up.csv", CSV), ("/root.csv", CSV), ("C:/c.csv", CSV),
            ("in.zip", inner.getvalue()), ("in.csv.gz", gzip.compress(CSV.encode())),
            ("twice.csv", CSV), ("twice.csv", CSV), ("empty.csv", " "), ("n.csv", "a\0b"),
        )  # fmt: skip
    found = [
        (row.path, row.reason)
        for row in read_benchmarks(tmp_path, cache=False).files.itertuples()
    ]
    leaves = "a name that leaves its archive"
    assert found == [
        ("x.zip", "an archive of 9 files"),
        ("x.zip/../../up.csv", leaves),
        ("x.zip//root.csv", leaves),
        ("x.zip/C:/c.csv", leaves),
        ("x.zip/empty.csv", "holds no bytes but white space"),
        ("x.zip/in.csv.gz", "an archive in an archive"),
        ("x.zip/in.zip", "an archive in an archive"),
        (
            "x.zip/n.csv",
            "not read as csv: holds NUL bytes: binary, or re-encoded UTF-16, not text",
        ),
        ("x.zip/twice.csv", ""),
        ("x.zip/twice.csv", "a name that stands twice in its archive"),
    ]


def test_an_encrypted_member_and_a_broken_one_say_so(tmp_path):
    (tmp_path / "a.csv").write_text(CSV)
    zipped(tmp_path / "x.zip", ("a.csv", CSV * 50))
    data = bytearray((tmp_path / "x.zip").read_bytes())
    locked = bytearray(data)
    directory = locked.index(b"PK\1\2")
    locked[6] |= 1
    locked[directory + 8] |= 1
    (tmp_path / "locked.zip").write_bytes(locked)
    data[45:60] = b"\xff" * 15
    (tmp_path / "x.zip").write_bytes(data)
    (tmp_path / "no.zip").write_bytes(b"PK\3\4 not really")
    (tmp_path / "cut.csv.gz").write_bytes(gzip.compress(CSV.encode() * 100)[:-20])
    found = rows_of(tmp_path)
    assert found["locked.zip/a.csv"][1:] == ("skipped", None, "encrypted")
    assert found["x.zip/a.csv"][1] == "unreadable"
    assert found["x.zip/a.csv"][3].startswith("not whole in its archive: ")
    assert found["no.zip"][1:] == (
        "unreadable",
        None,
        "not a whole .zip file: File is not a zip file",
    )
    assert found["cut.csv.gz"][1] == "unreadable"
    assert found["cut.csv.gz"][3].startswith("not a whole .gz file: ")


def test_a_zip_bomb_is_stopped_while_it_goes_off(tmp_path):
    (tmp_path / "a.csv").write_text(CSV)
    zipped(tmp_path / "bomb.zip", *((f"{n}.csv", b"0" * 60_000_000) for n in range(4)))
    (tmp_path / "bomb.json.gz").write_bytes(gzip.compress(b" " * 60_000_000))
    limits = Limits(decompressed_bytes=100_000_000)
    tracemalloc.start()
    found = rows_of(tmp_path, limits=limits)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    ratio = (
        "decompresses to more than 500 times its bytes (the limit CHIMERA_NB_MAX_RATIO)"
    )
    assert found["bomb.json.gz"][3] == ratio
    assert {found[f"bomb.zip/{n}.csv"][3] for n in range(4)} == {ratio}
    assert peak < 60_000_000


def test_the_files_of_an_archive_share_one_budget_of_bytes(tmp_path):
    zipped(
        tmp_path / "x.zip",
        *((f"{n}.csv", CSV) for n in range(4)),
        method=zipfile.ZIP_STORED,
    )
    limits = Limits(decompressed_bytes=len(CSV) * 2 + 10, members=3)
    found = rows_of(tmp_path, limits=limits)
    passed = "(the limit CHIMERA_NB_MAX_{})"
    assert found["x.zip/2.csv"][3] == (
        f"decompresses to more than {len(CSV) * 2 + 10} bytes {passed.format('DECOMPRESSED_BYTES')}"
    )
    assert (
        found["x.zip/…"][3]
        == f"the archive holds more than 3 files {passed.format('MEMBERS')}"
    )


@pytest.mark.parametrize("ending", [".gz", ".bz2", ".xz", ".zst"])
@pytest.mark.parametrize(
    "data", [b"\0" * 100, b"\x1f\x8b\x08x", b"BZh9x", b"\xfd7zXZ\0x"]
)
def test_bytes_that_are_not_packed_are_a_value_error(ending, data):
    with pytest.raises(ValueError, match=f"^not a whole {ending} file: "):
        decompress(data, ending, Limits())


def test_a_directory_that_points_outside_its_zip_is_a_value_error():
    with pytest.raises(ValueError, match=r"^not a whole \.zip file: "):
        list(members(b"PK\5\6" + b"\xff" * 18, Limits()))

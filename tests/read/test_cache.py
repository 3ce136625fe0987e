"""The cache of a folder: the same reading, and never one of a folder that changed."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import zipfile

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from chimera_nb import read_benchmarks
from chimera_nb.read import cache, cache_keys, opening
from chimera_nb.read.frames import Packer, Unpacker
from chimera_nb.read.kept_files import checksum
from chimera_nb.read.walking import walk
from tests.read.test_files import CSV, JSON

TABLES = ("files", "measurements", "problems", "conflicts", "not_taken")


@pytest.fixture(autouse=True)
def caches(tmp_path, monkeypatch):
    """A cache folder of the test's own."""
    monkeypatch.delenv("CHIMERA_NB_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(sys, "platform", "linux")
    return tmp_path / "cache" / "chimera-nb" / "readings"


@pytest.fixture
def root(tmp_path):
    """A folder of an hour ago: nothing in it can be racy."""
    folder = tmp_path / "root"
    folder.mkdir()
    for n in range(3):
        (folder / f"{n}.csv").write_text(CSV.replace("m,", f"m{n},"))
    (folder / "a.json").write_text(JSON)
    (folder / "copy.csv").write_text((folder / "0.csv").read_text())
    (folder / "bad.csv").write_text('a,"b\n')
    with zipfile.ZipFile(folder / "x.zip", "w") as archive:
        archive.writestr("in.csv", CSV.replace("m,", "zipped,"))
    return folder


@pytest.fixture
def opened(monkeypatch):
    """The paths of the files that were opened."""
    paths = []
    real = opening.Opener._bytes

    def note(self, entry):
        paths.append(entry.path)
        return real(self, entry)

    monkeypatch.setattr(opening.Opener, "_bytes", note)
    return paths


@pytest.fixture
def later(monkeypatch):
    """Nothing is racy: the cache is written an hour later than the files."""
    real = time.time_ns
    monkeypatch.setattr(time, "time_ns", lambda: real() + 3600 * 10**9)


def the_same(folder):
    fresh, kept = read_benchmarks(folder, cache=False), read_benchmarks(folder)
    for name in TABLES:
        assert_frame_equal(getattr(fresh, name), getattr(kept, name))
    places = range(len(fresh.measurements))
    assert list(map(fresh.locate, places)) == list(map(kept.locate, places))
    return kept


def test_an_unchanged_folder_is_read_from_the_cache_and_is_the_same(
    root, later, opened
):
    the_same(root)
    opened.clear()
    read_benchmarks(root)
    assert opened == []
    the_same(root)


def test_after_one_file_changed_only_that_file_is_opened(root, later, opened):
    read_benchmarks(root)
    (root / "1.csv").write_text(CSV + "m,jit,9.5,true,\n")
    opened.clear()
    reading = read_benchmarks(root)
    assert opened == ["1.csv"]
    assert 9.5 in reading.measurements["value"].tolist()
    the_same(root)


@pytest.mark.parametrize(
    "change",
    [
        lambda root: (root / "0.csv").write_text(CSV.replace("1.5", "8.5")),  # the original
        lambda root: (root / "copy.csv").write_text(CSV.replace("1.5", "8.5")),
        lambda root: (root / "0.csv").unlink(),
        lambda root: (root / "00.csv").write_text((root / "1.csv").read_text()),
        lambda root: (root / "1.csv").rename(root / "9.csv"),
        lambda root: (root / "x.zip").unlink(),
        lambda root: (root / "x.zip").write_bytes(b"no zip"),
        lambda root: (root / "2.csv").write_text('a,"b\n'),
        lambda root: (root / "bad.csv").write_text(CSV.replace("1.5", "7.5")),
        lambda root: (root / "new").mkdir() or (root / "new" / "n.csv").write_text(CSV + "\n"),
        lambda root: shutil.copy(root / "0.csv", root / "x.csv"),
        lambda root: (root / "1.csv").chmod(0o600),
    ],
)  # fmt: skip
def test_whatever_changes_the_reading_is_that_of_the_folder_now(root, later, change):
    the_same(root)
    change(root)
    the_same(root)
    the_same(root)


def test_the_same_size_and_time_do_not_hide_a_change(root, later):
    before = (root / "1.csv").stat()
    the_same(root)
    (root / "1.csv").write_text(CSV.replace("m,", "m1,").replace("1.5", "2.5"))
    os.utime(root / "1.csv", ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (root / "1.csv").stat().st_size == before.st_size
    the_same(root)


def test_a_file_as_young_as_the_cache_is_hashed_again(root, monkeypatch):
    the_same(root)
    (root / "1.csv").write_text(CSV.replace("m,", "m1,").replace("1.5", "2.5"))
    # a file system of coarse times, on which the change left no trace
    monkeypatch.setattr(
        cache.Kept,
        "_opened",
        lambda *args: pytest.fail("a stale file was used"),
        raising=True,
    )
    kept = cache.load(root, cache.Limits())
    walked = walk(root, cache.Limits())
    kept._stamps[kept.paths.index("1.csv")] = walked.stamps()[
        walked.paths.index("1.csv")
    ]
    assert not kept.unchanged(walked, cache.Limits())


def test_a_young_folder_that_did_not_change_is_hashed_once(root, opened):
    read_benchmarks(root)
    opened.clear()
    the_same(root)
    kept = cache.load(root, cache.Limits())
    assert kept._written_ns > walk(root, cache.Limits()).stamps()[:, 2].max()


def test_a_file_that_a_reader_looked_at_changes_what_looked(root, later, monkeypatch):
    seen = []
    real = opening.claimed

    def claimed(document):
        if document.path == "1.csv":
            other = document.beside("machine.txt")
            seen.append(other.text if other else None)
        return real(document)

    monkeypatch.setattr(opening, "claimed", claimed)
    read_benchmarks(root)
    read_benchmarks(root)
    (root / "machine.txt").write_text("cpu\n")
    read_benchmarks(root)
    (root / "machine.txt").unlink()
    read_benchmarks(root)
    assert seen == [None, "cpu\n", None]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda file: file.write_bytes(b""),
        lambda file: file.write_bytes(b"something else\n" * 1000),
        lambda file: file.write_bytes(file.read_bytes()[:-100]),
        lambda file: file.write_bytes(file.read_bytes().replace(b'"of"', b'"no"')),
        lambda file: file.write_bytes(file.read_bytes().replace(b"a.json", b"b.json")),
        lambda file: file.write_bytes(file.read_bytes()[:60] + b"\xff" * 500),
        lambda file: file.unlink() or file.mkdir(),
    ],
)
def test_a_broken_or_foreign_cache_is_ignored_and_written_again(
    root, later, caches, spoil
):
    the_same(root)
    (file,) = caches.iterdir()
    spoil(file)
    the_same(root)
    assert cache.load(root, cache.Limits()) is not None or file.is_dir()


def test_a_broken_record_of_a_file_is_read_from_the_file_again(root, later, caches):
    read_benchmarks(root)
    (file,) = caches.iterdir()
    data = file.read_bytes()
    assert b',1.5,"s"' in data
    file.write_bytes(data.replace(b',1.5,"s"', b',2.5,"s"'))
    (root / "1.csv").write_text(CSV + "m,jit,9.5,true,\n")
    the_same(root)


def test_another_version_or_other_limits_do_not_use_it(root, later, monkeypatch):
    read_benchmarks(root)
    assert cache.load(root, cache.Limits()) is not None
    assert cache.load(root, cache.Limits(rows=7)) is None
    monkeypatch.setattr(cache, "fingerprint", lambda: ["another"])
    assert cache.load(root, cache.Limits()) is None


def test_without_a_cache_nothing_is_written_and_nothing_is_used(root, caches, later):
    read_benchmarks(root, cache=False)
    assert not caches.exists()


def test_a_cache_folder_that_cannot_be_written_stops_nothing(root, tmp_path, later):
    (tmp_path / "cache").write_text("a file")
    the_same(root)


def test_old_caches_and_halves_of_killed_writers_are_removed(
    root, caches, later, monkeypatch
):
    caches.mkdir(parents=True)
    half = caches / ".x.reading.1.2.tmp"
    half.write_bytes(b"half")
    for n in range(70):
        (caches / f"{n}.reading").write_bytes(b"old")
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + 7200)
    read_benchmarks(root)
    names = {each.name for each in caches.iterdir()}
    assert half.name not in names
    assert len(names) == 64
    assert cache.load(root, cache.Limits()) is not None


def test_a_kill_while_the_cache_is_written_leaves_the_old_one(root, caches, tmp_path):
    read_benchmarks(root)
    script = (
        "import os, pathlib, signal\n"
        "from chimera_nb.read import cache, read_benchmarks\n"
        "real = pathlib.Path.replace\n"
        "def kill(self, target):\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "pathlib.Path.replace = kill\n"
        f"read_benchmarks({str(root)!r})\n"
    )
    # a copy touches another file: all is put together, and written
    (root / "1.csv").write_text((root / "2.csv").read_text())
    done = subprocess.run([sys.executable, "-c", script], check=False)
    assert done.returncode == -signal.SIGKILL
    assert len(list(caches.iterdir())) == 2
    the_same(root)


def test_it_holds_plain_json_and_no_pickle(root, caches, later):
    read_benchmarks(root)
    (file,) = caches.iterdir()
    data = file.read_bytes()
    head = len(b"chimera-nb reading 3\n")
    length = int.from_bytes(data[head : head + 8], "little")
    start = head + 3 * 8 + 4 + 15
    assert json.loads(data[start : start + length])["of"][0] == str(root)
    assert b"pandas.core" not in data


def test_writing_to_a_kept_table_changes_neither_the_cache_nor_the_next_reading(
    root, caches, later
):
    read_benchmarks(root)
    (file,) = caches.iterdir()
    before = file.read_bytes()
    table = read_benchmarks(root).measurements
    table["value"] += 1.0
    table.loc[0, "metric"] = None
    table.loc[0, "raw_value"] = "7"
    assert file.read_bytes() == before
    the_same(root)


def test_a_reading_outlives_the_cache_file_that_it_lies_in(root, caches, later):
    fresh = read_benchmarks(root)
    kept = read_benchmarks(root)
    (root / "1.csv").write_text((root / "2.csv").read_text())
    read_benchmarks(root)
    for file in caches.iterdir():
        file.unlink()
    assert_frame_equal(kept.measurements, fresh.measurements)
    assert kept.locate(0) == fresh.locate(0)


@pytest.mark.parametrize("texts", [["a", "", "üß€"], [""], ["a\0b", "c"]])
@pytest.mark.parametrize("arrow", [True, False])
def test_texts_come_back_with_and_without_pyarrow(monkeypatch, texts, arrow):
    column = pd.DataFrame({"word": pd.array(texts, dtype="str")})
    packer = Packer()
    packed = packer.frame(column)
    if not arrow:
        monkeypatch.setitem(sys.modules, "pyarrow", None)
    found = Unpacker(memoryview(bytearray(b"".join(packer.blobs)))).frame(packed)
    assert_frame_equal(found, column)


def test_a_checksum_is_of_the_bytes_however_they_are_cut_and_tells_one_bit():
    data = random.Random(1).randbytes(100_003)
    whole = checksum([data])
    for cut in (0, 1, 32_767, 32_768, 70_001, 100_003):
        assert checksum([data[:cut], b"", data[cut:]]) == whole
    for at in (0, 32_768, 65_535, 98_304, 100_002):
        other = bytearray(data)
        other[at] ^= 1
        assert checksum([memoryview(other)]) != whole


def test_another_version_of_an_installed_package_or_new_plugins_change_the_key(
    tmp_path, monkeypatch
):
    monkeypatch.syspath_prepend(tmp_path)
    key = cache_keys.fingerprint.__wrapped__
    keys = [key(), key()]
    said = tmp_path / "brings_readers-1.0.dist-info" / "entry_points.txt"
    said.parent.mkdir()
    keys.append(key())
    said.write_text("[chimera_nb.readers]\n")
    os.utime(said, ns=(1, 1))
    keys.append(key())
    os.utime(said, ns=(2, 2))
    keys.append(key())
    said.parent.rename(tmp_path / "brings_readers-1.1.dist-info")
    keys.append(key())
    assert keys[0] == keys[1]
    assert len({repr(each) for each in keys}) == 5

"""Folders that lie elsewhere: the same rows as if they lay here."""

import builtins
import functools
import http.server
import threading
import zipfile

import fsspec
import pytest

from chimera_nb import read_benchmarks
from chimera_nb.errors import InputError
from chimera_nb.read.remote import address_of
from tests.read.test_files import CSV, JSON

FILES = {
    "a.csv": CSV,
    "deep/er/b.json": JSON,
    "deep/c.csv": CSV.replace("1.5", "2.5"),
    ".git/config.csv": CSV,
    "LICENSE": "words",
    "bad.csv": "a\0b",
}


@pytest.fixture
def local(tmp_path):
    root = tmp_path / "root"
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


def same_rows(address, local):
    here, there = read_benchmarks(local, cache=False), read_benchmarks(address)
    columns = [
        "source",
        "model",
        "backend",
        "metric",
        "statistic",
        "value",
        "unit",
        "status",
    ]
    assert (
        there.measurements[columns].astype(str).values.tolist()
        == here.measurements[columns].astype(str).values.tolist()
    )
    columns = ["path", "type", "sha256", "family", "rows", "status", "reason"]
    rows = there.files[~there.files["path"].isin(["LICENSE"])][columns].fillna("")
    wanted = here.files[~here.files["path"].isin(["LICENSE"])][columns].fillna("")
    assert sorted(rows.values.tolist()) == sorted(wanted.values.tolist())
    return there


def test_a_folder_in_memory_reads_as_one_on_disk(local):
    system = fsspec.filesystem("memory")
    try:
        for name, text in FILES.items():
            system.pipe(f"/bench/{name}", text.encode())
        reading = same_rows("memory://bench", local)
        assert reading.files["modified"].notna().sum() >= 4
    finally:
        system.rm("/bench", recursive=True)


def test_a_folder_in_a_zip_reads_as_one_on_disk(local, tmp_path):
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        for name, text in FILES.items():
            archive.writestr(name, text)
    same_rows(f"zip://::{tmp_path / 'x.zip'}", local)


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


@pytest.fixture
def server(local):
    handler = functools.partial(Quiet, directory=str(local))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()
        thread.join()


def test_a_folder_of_a_web_server_reads_as_one_on_disk(server, local):
    same_rows(f"{server}/", local)


def test_what_is_not_there_or_has_no_benchmarks_is_one_line(server, tmp_path):
    with pytest.raises(InputError) as caught:
        read_benchmarks("memory://nowhere")
    assert str(caught.value) == (
        "memory://nowhere: is not there; want a folder of benchmark files"
    )
    with pytest.raises(InputError) as caught:
        read_benchmarks("nosuch://x")
    assert str(caught.value).startswith("nosuch://x: ")
    assert "\n" not in str(caught.value)
    with pytest.raises(InputError) as caught:
        read_benchmarks("http://127.0.0.1:1/x/")
    assert str(caught.value).startswith("http://127.0.0.1:1/x/: ")


def test_without_fsspec_the_error_says_what_to_install(monkeypatch):
    real = builtins.__import__

    def without(name, *args, **more):
        if name.startswith("fsspec"):
            raise ImportError(name)
        return real(name, *args, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(InputError) as caught:
        read_benchmarks("s3://bucket/x")
    assert str(caught.value) == (
        "s3://bucket/x: remote folders need fsspec: pip install 'chimera-nb[remote]'"
    )


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("s3://b/x", "s3://b/x"),
        ("s3:/b/x", "s3://b/x"),
        ("zip://::/tmp/x.zip", "zip://::/tmp/x.zip"),
        ("/tmp/a:b", None),
        ("C:/bench", None),
        ("C:\\bench", None),
        ("data/sample", None),
        ("a:b", None),
    ],
)
def test_an_address_is_told_from_a_path(given, address):
    assert address_of(given) == address


def test_corrections_that_are_not_followed_there_are_said_so():
    system = fsspec.filesystem("memory")
    system.pipe({"/corrected/a.csv": CSV.encode(), "/corrected/chimera.yaml": b"a: 1"})
    try:
        files = read_benchmarks("memory://corrected").files.set_index("path")
    finally:
        system.rm("/corrected", recursive=True)
    assert files.loc["chimera.yaml", "reason"] == (
        "corrections are followed only in folders of this machine"
    )

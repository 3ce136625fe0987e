"""Saving: whole or not at all, and one line where it cannot be."""

import errno
import os

import pytest

from chimera_nb.errors import SaveError
from chimera_nb.saving import save


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_text_and_bytes_are_written_whole_and_leave_nothing_beside(tmp_path):
    save(tmp_path / "new" / "a.txt", "é\n")
    save(tmp_path / "new" / "b.bin", b"\0")
    assert (tmp_path / "new" / "a.txt").read_bytes() == "é\n".encode()
    assert names(tmp_path / "new") == ["a.txt", "b.bin"]


def test_a_full_disk_is_one_line_and_the_old_file_stays(tmp_path, monkeypatch):
    path = tmp_path / "report.html"
    save(path, "old")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SaveError) as caught:
        save(path, "new")
    assert str(caught.value) == f"{path}: could not be saved: no space left on device"
    assert caught.value.exit_code == 1
    assert path.read_text() == "old"
    assert names(tmp_path) == ["report.html"]

import json

import pytest

from chimera_nb.errors import InputError
from chimera_nb.index import build_index


def test_broken_run_json_is_listed_and_stops_nothing(tmp_path):
    for name, text in (("bad", "{"), ("good", json.dumps({"status": "ok"}))):
        (tmp_path / name).mkdir()
        (tmp_path / name / "run.json").write_text(text)
    table = build_index(tmp_path)
    assert list(table["run"]) == ["bad", "good"]
    assert list(table["status"]) == ["unreadable", "ok"]
    assert (tmp_path / "index.csv").is_file()


def test_hostile_names_and_texts_are_escaped(tmp_path):
    folder = tmp_path / "<img src=x onerror=alert(1)>"
    folder.mkdir()
    config = {"model": "</td><script>alert(1)</script>"}
    (folder / "run.json").write_text(json.dumps({"config": config, "status": "<b>"}))
    build_index(tmp_path)
    page = (tmp_path / "index.html").read_text()
    assert "<script" not in page
    assert "<img" not in page
    assert "<b>" not in page


def test_folder_that_is_not_there(tmp_path):
    with pytest.raises(InputError) as caught:
        build_index(tmp_path / "no")
    assert str(caught.value) == (
        f"{tmp_path}/no: is not there; want the folder that holds the runs"
    )

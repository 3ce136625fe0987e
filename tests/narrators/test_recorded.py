"""A text written before: what is taken, and what is refused in one line."""

import json

import pytest

from chimera_nb.errors import InputError
from chimera_nb.narrators.recorded import load_recorded


def test_an_answer_and_a_markdown(tmp_path):
    answer = tmp_path / "answer.json"
    answer.write_text(json.dumps({"text": "# R\n", "narrator": "ollama"}))
    assert load_recorded(answer) == ("# R\n", {"narrator": "ollama"})
    prose = tmp_path / "report.md"
    prose.write_text("# Bericht über µs\n", encoding="utf-8-sig")
    assert load_recorded(prose) == ("# Bericht über µs\n", {})


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.json", b"{", "is not JSON"),
        ("a.json", b"[1]", 'want an object with a "text", as in answer.json'),
        ("a.json", b'{"text": 1}', 'want an object with a "text", as in answer.json'),
        ("a.md", b"\xff\xfe\x00", "is not UTF-8 text"),
        ("a.md", b"x" * 10_000_001, "is larger than 10 MB"),
        ("a.md", None, "No such file or directory"),
    ],
)
def test_refused_in_one_line(tmp_path, name, content, said):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        load_recorded(path)
    assert str(caught.value) == f"{path}: {said}"

"""`chimera-nb read`: one screen that lets a person see whether a folder can be trusted."""

import json
import os
import subprocess
import sys

import pytest

from chimera_nb import read_benchmarks
from chimera_nb.cli import app
from chimera_nb.errors import InputError, SaveError
from chimera_nb.inventory import as_json, by_family, save_new, screen
from chimera_nb.read.corrections import parse
from chimera_nb.read.records import Number, Record
from chimera_nb.read.table import Sourced, tidy
from chimera_nb.read.tidy_file import read_tidy
from tests.conftest import compile_file


def read(capsys, *arguments):
    app(["read", *map(str, arguments)], standalone_mode=False)
    return capsys.readouterr().out


def section(out, title):
    """The lines below a title, up to the next empty one."""
    lines = out.splitlines()
    start = next(at for at, line in enumerate(lines) if line.startswith(title + ":"))
    end = next((at for at in range(start, len(lines)) if not lines[at]), len(lines))
    return lines[start:end]


def test_the_head_counts_files_measurements_and_what_is_in_doubt(folder, capsys):
    lines = read(capsys, folder).splitlines()
    reading = read_benchmarks(folder)
    files, rows = len(reading.files), len(reading.measurements)
    assert lines[0].startswith(f"{folder}: {files} files, {files - 1} distinct: ")
    assert lines[1].startswith(f"{rows} measurements: ")
    assert lines[2].startswith("in doubt: 1 conflict")
    counts = dict(
        word.split()[::-1]
        for word in lines[1].split(": ")[1].replace(";", ",").split(", ")
    )
    assert int(counts["ok"]) == (reading.measurements["status"] == "ok").sum()
    assert int(counts["raw"]) == (reading.measurements["tier"] == "raw").sum()


def test_the_families_are_counted_with_failures_and_guesses(folder, capsys):
    table = by_family(read_benchmarks(folder)).set_index("family")
    assert table.loc["compile_json", ["files", "failed", "guesses"]].tolist() == [
        2,
        2,
        0,
    ]
    line = next(
        each
        for each in read(capsys, folder).splitlines()
        if each.startswith("compile_json")
    )
    assert line.split() == ["compile_json", *map(str, table.loc["compile_json"])]


def test_a_conflict_shows_both_values_and_places(folder, capsys):
    head, of, *values = section(read(capsys, folder), "conflicts")
    assert head == "conflicts: 1"
    assert of.startswith("  compile_time, value of mlp, ")
    assert values == [
        "    50 ms in lessons.md: line 4, column Compile Time (s)",
        "    400 ms in mlp.json: /backends/jit/compilation/compile_time_s",
    ]


def test_ten_problems_are_shown_and_the_rest_counted_unless_all_is_asked(
    folder, capsys
):
    for n in range(15):
        (folder / f"bad{n:02}.json").write_text("{" + " " * n)
    (folder / "lessons.md").unlink()
    shown = section(read(capsys, folder), "problems")
    assert len(shown) == 12
    assert shown[1].startswith("  bad00.json: not read as json: ")
    assert (
        shown[-1] == f"  … and {int(shown[0].split()[1]) - 10} more; --all shows them"
    )
    assert len(section(read(capsys, folder, "--all"), "problems")) == 1 + int(
        shown[0].split()[1]
    )


def test_a_folder_in_which_all_is_well_says_so(tmp_path, capsys):
    (tmp_path / "a.json").write_text(json.dumps(compile_file("m", "cpu", eager=1.0)))
    out = read(capsys, tmp_path)
    assert out.splitlines()[2] == "in doubt: nothing"
    assert section(out, "problems") == ["problems: none"]
    assert section(out, "conflicts") == ["conflicts: none"]


def test_a_hostile_name_and_key_do_not_steer_the_terminal(folder, capsys):
    (folder / "a\x1b[31m\n‮.json").write_text('{"\x1b]0;title\x07": 1')
    content = compile_file("m\x1b[2J\nok", "cpu", eager=1.0)
    (folder / "b.json").write_text(json.dumps(content))
    out = read(capsys, folder, "--all")
    assert not set(out) & set("\x1b\x07‮")
    assert any(r"a\u001b[31m" in line for line in section(out, "problems"))


def test_json_holds_files_problems_conflicts_and_what_was_not_taken_unrounded(
    folder, capsys
):
    content = compile_file("m", "cpu", jit=(0.1 + 0.2, 1.0))
    (folder / "m.json").write_text(json.dumps(content))
    (folder / "m.md").write_text(
        "# Report - Model: m\n- Device: cpu | Backend | Success | Compile Time (s) |\n"
        "| --- | --- | --- |\n| jit | yes | 9.0 |\n"
    )
    found = json.loads(read(capsys, folder, "--json"))
    assert list(found) == ["files", "problems", "conflicts", "not_taken"]
    reading = read_benchmarks(folder)
    assert [each["path"] for each in found["files"]] == reading.files["path"].tolist()
    assert {each["copy_of"] for each in found["files"]} == {None, "mlp.json"}
    conflict = next(
        each for each in found["conflicts"] if each["subject"]["model"] == "m"
    )
    assert conflict["values"][1]["value"] == 0.1 + 0.2
    assert set(conflict["values"][0]) == {"value", "unit", "source", "locator"}
    json.dumps(as_json(reading), allow_nan=False)


def test_out_saves_the_table_that_is_read_back(folder, tmp_path, capsys):
    read(capsys, folder, "--out", tmp_path / "t.csv")
    table = read_tidy(tmp_path / "t.csv")
    reading = read_benchmarks(folder)
    assert table["value"].equals(reading.measurements["value"])
    assert table["locator"].tolist() == [reading.locate(int(p)) for p in table["place"]]


def test_no_cache_reads_anew(folder, capsys, monkeypatch):
    asked = []

    def spy(where, *, cache):
        asked.append(cache)
        return read_benchmarks(where, cache=False)

    monkeypatch.setattr("chimera_nb.read.read_benchmarks", spy)
    read(capsys, folder, "--no-cache")
    read(capsys, folder)
    assert asked == [False, True]


def test_a_suggestion_is_printed_or_saved_and_never_over_a_file(
    folder, tmp_path, capsys
):
    printed = read(capsys, folder, "--suggest")
    assert parse(printed) == parse("")
    path = folder / "chimera.yaml"
    assert read(capsys, folder, "--suggest-to", path) == f"{path}\n"
    assert path.read_text() == printed
    path.write_text("# mine\n")
    with pytest.raises(InputError) as refused:
        read(capsys, folder, "--suggest-to", path)
    assert str(refused.value) == f"{path}: is there already, and stays as it is"
    assert path.read_text() == "# mine\n"


def test_a_link_is_not_written_through(tmp_path):
    (tmp_path / "chimera.yaml").symlink_to(tmp_path / "target")
    with pytest.raises(InputError):
        save_new(tmp_path / "chimera.yaml", "")
    assert not (tmp_path / "target").exists()
    with pytest.raises(SaveError):
        save_new(tmp_path / "no" / "chimera.yaml", "")


def test_guesses_are_told_and_suggested(folder, monkeypatch):
    reading = read_benchmarks(folder)
    number = Number("time", 1.0, "ms", place=", column wall", note="guess: its name")
    table, places = tidy([Sourced("conv.json", [Record("line 2", [number])])])
    object.__setattr__(reading, "measurements", table)
    object.__setattr__(reading, "_places", places)
    assert by_family(reading)["guesses"].tolist() == [
        1,
        *[0] * (len(by_family(reading)) - 1),
    ]
    assert list(screen(reading))[2].endswith("1 guessed number")


def test_errors_are_one_line_and_exit_with_2(tmp_path):
    for arguments, message in (
        (
            (tmp_path / "no",),
            f"chimera-nb: {tmp_path}/no: is not there; want a folder of benchmark files\n",
        ),
        (
            (tmp_path, "--all-of-it"),
            "chimera-nb: No such option: --all-of-it",
        ),
    ):
        done = subprocess.run(
            [sys.executable, "-m", "chimera_nb", "read", *map(str, arguments)],
            capture_output=True, text=True, check=False, env=os.environ | {"COLUMNS": "200"},
        )  # fmt: skip
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith(message)
        assert done.stderr.count("\n") == 1

"""A folder with a chimera.yaml is read as its owner corrects it."""

import json

import pytest

from chimera_nb import read_benchmarks
from chimera_nb.errors import ConfigError
from chimera_nb.read.suggestions import suggest

MINE = {"engine": "g3", "wall_ms": 3.0, "threads": 4, "odd": {"p50": 1.5}}


def write(folder, text, **files):
    (folder / "chimera.yaml").write_text(text)
    for name, content in files.items():
        path = folder / name.replace("__", "/").replace("_json", ".json")
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content))
    return read_benchmarks(folder, cache=False)


def listed(reading, path):
    row = reading.files.set_index("path").loc[path]
    return row["type"], row["status"], row["reason"]


def test_the_file_itself_and_what_it_excludes_are_listed_with_reasons(folder):
    reading = write(folder, "exclude: [mlp*]\n")
    assert listed(reading, "chimera.yaml") == (
        "other", "skipped", "corrections for this reader",
    )  # fmt: skip
    assert listed(reading, "mlp.json") == (
        "other", "skipped", "excluded by chimera.yaml (mlp*)",
    )  # fmt: skip
    assert "mlp.json" not in set(reading.measurements["source"])
    assert not reading.problems["path"].str.startswith("mlp").any()


def test_a_bad_file_is_refused_before_anything_is_read(folder):
    with pytest.raises(ConfigError) as refused:
        write(folder, "exlude: [a]\n")
    assert str(refused.value) == (
        f"{folder}/chimera.yaml: line 1: unknown key 'exlude'; did you mean 'exclude'?"
    )


def test_trust_settles_the_conflict_of_a_text_with_its_data(folder):
    before = read_benchmarks(folder, cache=False)
    assert len(before.conflicts) == 1
    after = write(folder, "trust: ['*.json']\n")
    assert len(after.conflicts) == 0
    rows = after.measurements[after.measurements["source"] == "lessons.md"]
    assert rows["status"].tolist() == ["suspect"]
    assert rows["error"].tolist() == [
        "differs from mlp.json, which chimera.yaml trusts"
    ]


def test_an_alias_lets_a_text_restate_the_data(folder):
    reading = write(folder, "aliases: {model: {conv: conv:latest}}\nmachine: mine\n")
    assert {"conv:latest", "mlp"} <= set(reading.measurements["model"].dropna())
    assert set(reading.measurements["machine"].dropna()) == {"mine"}


def test_guesses_are_corrected_and_ignored_numbers_counted(tmp_path):
    text = (
        "columns:\n  wall_ms: {metric: latency, unit: us}\n  p50: {ignore: not ours}\n"
    )
    reading = write(tmp_path, text, a_json=[MINE, MINE | {"engine": "g4"}])
    rows = reading.measurements
    assert rows["metric"].astype(str).tolist() == ["latency", "latency"]
    assert rows["value"].tolist() == [3e-6, 3e-6]
    assert ("a.json", "p50: not ours (chimera.yaml)", 2) in list(
        reading.not_taken.itertuples(index=False, name=None)
    )


def test_a_suggestion_changes_no_number_and_leaves_no_guess(tmp_path):
    before = write(
        tmp_path,
        "",
        a_json=[MINE, MINE | {"engine": "g4"}],
        d__b_json=[MINE | {"wall_ms": 9}] * 2,
    )
    after = write(tmp_path, suggest(before.measurements, before.locate))
    same = ["source", "metric", "value", "unit", "statistic", "tier", "status"]
    assert len(before.measurements) >= 4
    assert after.measurements[same].equals(before.measurements[same])
    notes = after.measurements["note"].astype(str)
    assert not notes.str.startswith("guess").any()


def test_a_changed_correction_is_seen_by_a_reading_that_is_kept(
    folder, tmp_path, monkeypatch
):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for text, machine in (
        ("machine: a\n", "a"),
        ("machine: b\n", "b"),
        ("exclude: [conv*]\nmachine: c\n", "c"),
    ):
        (folder / "chimera.yaml").write_text(text)
        for _ in range(2):
            reading = read_benchmarks(folder)
            assert set(reading.measurements["machine"].dropna()) == {machine}
    assert "conv" not in set(reading.measurements["model"].dropna())
    (folder / "chimera.yaml").unlink()
    assert "conv" in set(read_benchmarks(folder).measurements["model"].dropna())


def test_a_copy_is_read_where_its_original_is_left_out(folder):
    reading = write(folder, "exclude: [/mlp.json]\n")
    assert "mlp_copy.json" in set(reading.measurements["source"])

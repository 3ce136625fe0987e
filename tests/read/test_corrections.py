"""chimera.yaml: how the owner of a folder corrects the reader."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from chimera_nb.errors import ConfigError
from chimera_nb.read.correcting import apply, correct, names_of, settle
from chimera_nb.read.corrections import Correction, Corrections, fits, load, parse
from chimera_nb.read.records import Number, Record, failed
from chimera_nb.read.suggestions import suggest
from chimera_nb.read.table import Sourced, tidy

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "reading.md").read_text()


def csv_row(line, *numbers, **labels):
    """A record as a generic reader of CSV yields it; numbers are (column, value)."""
    made = [
        Number(column, value, "s", place=f", column {column}", note="guess: a name")
        for column, value in numbers
    ]
    return Record(f"line {line}", made, labels)


def corrected(text, *records, path="a.csv"):
    (source,) = apply(parse(text), [Sourced(path, list(records))])
    return source.records


# --- the file ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("colums:\n  a: {metric: time}\n", "line 1: unknown key 'colums'; did you mean 'columns'?"),
        ("columns:\n  a: {metrics: time}\n", "line 2: unknown key 'metrics' for a; did you mean 'metric'?"),
        (
            "columns:\n  a:\n    metric: time\n    unit: msex\n",
            "line 4: unit of a is 'msex', which is not known; did you mean 'msec'?",
        ),
        (
            "columns:\n  '*.csv':\n    a: {metric: time}\n    b: {statistic: average}\n",
            "line 4: unknown statistic 'average' for b; known are ",
        ),
        ("columns:\n  a: {label: modell}\n", "line 2: unknown label 'modell' for a; did you mean 'model'?"),
        (
            "columns:\n  a: {metric: time, label: model}\n",
            "line 2: a is given metric, label; want metric, unit and statistic, or one of label, setting, ignore",
        ),
        ("columns:\n  a: {ignore: }\n", "line 2: ignore of a is empty; want a word"),
        ("columns:\n  a: {metric: [b]}\n", "line 2: metric of a is ['b']; want a word"),
        (
            "columns:\n  a: ms\n",
            "line 2: columns holds 'ms'; want lines such as `wall: {metric: time, unit: ms}`",
        ),
        ("aliases:\n  modle: {a: b}\n", "line 2: aliases of an unknown label 'modle'; did you mean 'model'?"),
        ("include:\n  - a\n  - {b: c}\n", "line 3: include holds {'b': 'c'}; want a list of file patterns such as '*.csv'"),
        ("machine: [a]\n", "line 1: machine holds ['a']; want a name, or lines `pattern: name`"),
        ("machine: a\nfailed: x\nmachine: b\n", "line 3: the key 'machine' is given twice"),
        ("machine: &a box\nsoftware: *a\n", "line 2: found an alias (*name); write the value out"),
        ("? [a]\n: b\n", "line 1: keys must be words"),
        ('a: "\\UFFFFFFFF"\n', "is not YAML: "),
        ("- a\n", "want `key: value` lines, found a list"),
        ("a\n", "want `key: value` lines, found a text"),
        ("[" * 5000, "is nested too deep; want a flat file"),
    ],
)  # fmt: skip
def test_what_is_refused_is_named_with_its_line_and_the_nearest_key(text, message):
    with pytest.raises(ConfigError) as refused:
        parse(text, where="d/chimera.yaml")
    assert str(refused.value).startswith(f"d/chimera.yaml: {message}")


def test_a_text_that_is_no_yaml_is_one_line():
    with pytest.raises(
        ConfigError, match=r"^chimera.yaml: is not YAML: .* line 1, column"
    ) as refused:
        parse("a: [b\n")
    assert "\n" not in str(refused.value)


def test_an_empty_file_corrects_nothing():
    assert parse("# nothing\n") == Corrections(
        include=[], exclude=[], columns=[], trust=[], failed=[]
    )
    assert parse("include:\ncolumns:\naliases:\nmachine:\n").selects("a.csv")


def test_words_that_yaml_would_turn_into_truth_or_numbers_stay_words():
    made = parse("failed: [no, -1, 1.10]\naliases: {software: {1.10: '1.10.0'}}\n")
    assert made.failed == ["no", "-1", "1.10"]
    assert made.aliases == {"software": {"1.10": "1.10.0"}}


def test_a_folder_without_the_file_has_no_corrections(tmp_path):
    assert load(tmp_path) is None


def test_a_file_that_is_a_link_too_large_or_no_text_is_refused(tmp_path):
    path = tmp_path / "chimera.yaml"
    path.write_bytes(b"# " + b"x" * 64_000)
    with pytest.raises(ConfigError, match=r"want at most 64 kB, found more$"):
        load(tmp_path)
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match=r"is not UTF-8 text$"):
        load(tmp_path)
    path.unlink()
    path.symlink_to("/dev/zero")
    with pytest.raises(ConfigError, match=r"is a link; want a plain file$"):
        load(tmp_path)


# --- patterns ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "path", "is_meant"),
    [
        ("*.csv", "a/b.csv", True),
        ("/*.csv", "a/b.csv", False),
        ("/*.csv", "b.csv", True),
        ("old", "a/old/b.csv", True),
        ("a/old/", "a/old/b.csv", True),
        ("a/*.csv", "a/b/c.csv", False),
        ("a/**/c.csv", "a/c.csv", True),
        ("a/**/c.csv", "a/x/y/c.csv", True),
        ("**/c.csv", "x/c.csv", True),
        ("**", "x/c.csv", True),
        ("a[[]1].csv", "a[1].csv", True),
        ("A.csv", "a.csv", False),
    ],
)
def test_patterns(pattern, path, is_meant):
    assert fits(pattern, path) is is_meant


def test_a_pattern_of_many_stars_takes_no_time():
    assert not fits("**/" * 50 + "*a" * 50 + "b", "a/" * 200 + "a" * 5000)


def test_excluded_files_say_by_which_pattern():
    made = parse("include: ['*.csv']\nexclude: [old/**]\n")
    assert made.selects("a.csv")
    assert made.why_not("old/a.csv") == "excluded by chimera.yaml (old/**)"
    assert made.why_not("a.json") == "not among what chimera.yaml includes"


# --- columns -------------------------------------------------------------------------


def test_a_place_gives_the_name_of_its_column_or_key():
    assert names_of("line 7, column tok/s") == ("tok/s",)
    assert names_of("/runs/0/lat~1ency/p50") == (
        "p50", "lat/ency/p50", "runs/lat/ency/p50", "0/lat/ency/p50", "runs/0/lat/ency/p50",
    )  # fmt: skip
    assert names_of("line 3 /a/99") == ("a", "99", "a/99")
    assert names_of("line 3") == ()


def test_a_column_is_given_its_metric_unit_and_statistic():
    (row,) = corrected(
        "columns:\n  wall: {metric: latency, unit: ms, statistic: mean}\n",
        csv_row(2, ("wall", 3.0), ("other", 1.0)),
    )
    table, _ = tidy([Sourced("a.csv", [row])])
    assert table["metric"].tolist() == ["latency", "other"]
    assert table["value"].tolist() == [0.003, 1.0]
    assert table["raw_value"].tolist() == ["3.0", "1.0"]
    assert table["tier"].tolist() == ["aggregate", "raw"]
    assert table["note"].tolist() == [
        "chimera.yaml: metric, unit, statistic", "guess: a name",
    ]  # fmt: skip


def test_a_correction_under_a_pattern_goes_before_one_for_all_files():
    made = parse("columns:\n  t: {unit: s}\n  'b/*.csv':\n    t: {unit: ms}\n")
    assert made.column("a.csv", "t").unit == "s"
    assert made.column("b/a.csv", "t").unit == "ms"
    assert made.column("a.csv", "u") is None


def test_the_longer_name_of_a_key_goes_before_the_shorter():
    record = Record(
        "/runs/0",
        [Number("x", 1.0, "", place="/ttft/p50"), Number("x", 2.0, "", place="/p50")],
    )
    text = "columns:\n  p50: {metric: latency}\n  ttft/p50: {metric: ttft}\n"
    (made,) = corrected(text, record, path="a.json")
    assert [number.metric for number in made.numbers] == ["ttft", "latency"]


def test_a_column_becomes_a_label_or_a_setting_of_its_row():
    (row,) = corrected(
        "columns:\n  gpu: {label: device}\n  ctx: {setting: num_ctx}\n",
        csv_row(2, ("gpu", 1.0), ("ctx", 4096), ("time", 2.0)),
    )
    assert [number.metric for number in row.numbers] == ["time"]
    assert row.labels == {"device": "1.0", "setting.num_ctx": 4096}


def test_a_text_that_was_read_as_a_label_or_setting_becomes_another():
    text = "columns:\n  benchmark: {label: model}\n  engine: {label: backend}\n  user: {ignore: private}\n  n: {setting: n}\n"
    (row,) = corrected(
        text,
        csv_row(
            2,
            ("t", 1.0),
            benchmark="g3",
            **{"setting.engine": "jit", "setting.user": "me", "setting.n": 1},
        ),
    )
    assert row.labels == {"model": "g3", "backend": "jit", "setting.n": 1}


def test_an_ignored_column_is_counted_with_its_reason():
    made = correct(
        parse("columns:\n  id: {ignore: a running number}\n"),
        [Sourced("a.csv", [csv_row(2, ("id", 1)), csv_row(3, ("id", 2), ("t", 1.0))])],
    )
    assert [len(record.numbers) for record in made.found[0].records] == [1]
    assert made.ignored == [("a.csv", ("id: a running number (chimera.yaml)", 2))]


def test_a_setting_of_a_row_can_be_a_measurement_and_one_of_a_file_cannot():
    text = "columns:\n  steps: {metric: steps, unit: count}\n"
    (row,) = corrected(text, csv_row(2, ("t", 1.0), **{"setting.steps": 50}))
    assert [(n.metric, n.value, n.place) for n in row.numbers] == [
        ("t", 1.0, ", column t"), ("steps", 50, ", column steps"),
    ]  # fmt: skip
    assert row.labels == {}
    whole = Record("/a", [Number("t", 1.0, "s", place="/t")], {"setting.steps": 50})
    (kept,) = corrected(text, whole, path="a.json")
    assert kept.labels == {"setting.steps": 50}


def test_a_tier_that_the_corrected_statistic_contradicts_follows_it():
    record = Record("line 2", [Number("t", 1.0, "s", place=", column t")], tier="raw")
    (made,) = corrected("columns:\n  t: {statistic: mean}\n", record)
    assert made.tier is None
    (made,) = corrected("columns:\n  t: {unit: ms}\n", record)
    assert made.tier == "raw"


def test_nothing_is_changed_in_place():
    row = csv_row(2, ("t", -1.0), model="a")
    before = (list(row.numbers), dict(row.labels))
    text = "columns:\n  t: {metric: time}\nfailed: [-1]\nmachine: m\naliases: {model: {a: b}}\n"
    (made,) = corrected(text, row)
    assert made.labels == {"model": "b", "machine": "m"}
    assert (row.numbers, row.labels) == before


# --- aliases, failed runs, machine ---------------------------------------------------


def test_an_alias_is_applied_and_the_written_name_kept_in_the_note():
    number = Number("t", 1.0, "s", labels={"model": "g3"})
    record = Record(
        "/a", [number, Number("t", 2.0, "s")], {"model": "gemma3", "device": "g3"}
    )
    text = "aliases:\n  model: {gemma3: 'gemma3:latest', g3: 'gemma3:4b'}\n"
    (made,) = corrected(text, record)
    assert made.labels == {"model": "gemma3:latest", "device": "g3"}
    assert made.numbers[0].labels == {"model": "gemma3:4b"}
    assert made.numbers[0].note == "chimera.yaml: model was 'g3'"
    assert made.numbers[1].note == "chimera.yaml: model was 'gemma3'"


def test_a_value_that_means_a_failed_run_carries_none():
    (row,) = corrected("failed: [-1, OOM]\n", csv_row(2, ("a", -1.0), ("b", 1.0)))
    a, b = row.numbers
    assert (a.value, a.raw, a.status) == (None, "-1.0", "failed")
    assert a.error == "'-1.0' means a failed run (chimera.yaml)"
    assert (b.value, b.status) == (1.0, "ok")


def test_a_word_in_a_label_fails_the_whole_row_and_a_number_there_does_not():
    text = "failed: ['*out of memory*', -1]\n"
    row = csv_row(2, ("a", 5.0), **{"setting.state": "CUDA Out Of Memory!"})
    (made,) = corrected(text, row)
    assert [(n.value, n.status) for n in made.numbers] == [(None, "failed")]
    (made,) = corrected(text, csv_row(2, ("a", 5.0), **{"setting.gpus": "-1"}))
    assert [(n.value, n.status) for n in made.numbers] == [(5.0, "ok")]


def test_a_machine_is_given_only_where_the_file_names_none():
    text = "machine:\n  a/**: first\n  '*.csv': second\nsoftware: torch 2.9\n"
    for path, labels, machine in (
        ("a/x.csv", {}, "first"),
        ("x.csv", {}, "second"),
        ("x.csv", {"machine": "own"}, "own"),
        ("x.json", {}, None),
    ):
        (made,) = corrected(text, csv_row(2, ("t", 1.0), **labels), path=path)
        assert (made.labels.get("machine"), made.labels["software"]) == (
            machine,
            "torch 2.9",
        )


# --- trust ---------------------------------------------------------------------------


def conflict():
    said = Record(
        "line 4", [Number("time", 5.0, "s", place=", column t")], tier="reported"
    )
    held = Record("/a", [Number("time", 4.0, "s", place="/t")])
    values = [
        {"value": 5.0, "unit": "s", "source": "a.md", "locator": "line 4, column t"},
        {"value": 4.0, "unit": "s", "source": "a.json", "locator": "/a/t"},
    ]
    row = {"metric": "time", "statistic": "value", "subject": {}, "values": values}
    return [Sourced("a.md", [said]), Sourced("a.json", [held])], [row]


def test_the_trusted_data_file_wins_and_the_text_is_suspect():
    found, left = settle(parse("trust: ['*.json']\n"), *conflict())
    assert left == []
    table, _ = tidy(found)
    assert table[["source", "status", "tier", "value"]].to_numpy().tolist() == [
        ["a.md", "suspect", "reported", 5.0], ["a.json", "ok", "raw", 4.0],
    ]  # fmt: skip
    assert table["error"][0] == "differs from a.json, which chimera.yaml trusts"


def test_a_trusted_text_counts_in_the_place_of_the_data():
    found, left = settle(parse("trust: [a.md, a.json]\n"), *conflict())
    assert left == []
    table, _ = tidy(found)
    assert table[["source", "status", "tier", "value"]].to_numpy().tolist() == [
        ["a.md", "ok", "raw", 5.0], ["a.json", "suspect", "raw", 4.0],
    ]  # fmt: skip


def test_data_files_that_a_text_contradicts_are_several_runs_and_all_stay():
    found, (row,) = conflict()
    found.append(
        Sourced("b.json", [Record("/a", [Number("time", 4.5, "s", place="/t")])])
    )
    other = {"value": 4.5, "unit": "s", "source": "b.json", "locator": "/a/t"}
    row["values"].append(other)
    for text, statuses in (
        ("trust: ['*.json']\n", ["suspect", "ok", "ok"]),
        ("trust: [b.json]\n", ["suspect", "ok", "ok"]),
        ("trust: ['*', '*.md']\n", ["ok", "suspect", "suspect"]),
    ):
        settled, left = settle(parse(text), found, [row])
        assert left == []
        assert tidy(settled)[0]["status"].tolist() == statuses


def test_a_conflict_of_which_trust_says_nothing_stays():
    found, conflicts = conflict()
    for text in ("trust: ['*.csv']\n", "trust: ['a.*']\n", ""):
        kept, left = settle(parse(text), found, conflicts)
        assert left == conflicts
        assert [source.records[0].numbers for source in kept] == [
            source.records[0].numbers for source in found
        ]


# --- suggestions ---------------------------------------------------------------------


def reading(found):
    table, places = tidy(found)
    return SimpleNamespace(measurements=table, locate=lambda place: places[place])


def guessed(metric, unit, place, note="guess: from its name", statistic="value"):
    return Number(metric, 1.0, unit, statistic, place=place, note=note)


def test_a_suggestion_read_back_leaves_nothing_guessed_and_everything_else_alone():
    found = [
        Sourced("a.csv", [Record("line 2", [
            guessed("time", "ms", ", column wall"), guessed("score", "", ', column so "so": #é\t'),
        ])]),
        Sourced("known.csv", [Record("line 2", [guessed("time", "s", ", column wall", note=None)])]),
        Sourced("r[1]/b.json", [Record("/runs/0", [
            guessed("latency", "ms", "/latency/p50", statistic="median"),
            guessed("ttft", "s", "/ttft/p50", statistic="median"),
        ])]),
        Sourced("no", [Record("line 2", [guessed("rate", "img/s", ", column no")])]),
    ]  # fmt: skip
    before = reading(found)
    text = suggest(before.measurements, before.locate)
    after = reading(apply(parse(text), found))
    same = [
        "source",
        "metric",
        "value",
        "unit",
        "raw_unit",
        "statistic",
        "tier",
        "place",
    ]
    assert after.measurements[same].equals(before.measurements[same])
    notes = after.measurements["note"].astype("object").fillna("").tolist()
    assert [note.split(":")[0] for note in notes] == [
        "chimera.yaml", "chimera.yaml", "", "chimera.yaml", "chimera.yaml", "chimera.yaml",
    ]  # fmt: skip
    assert '"latency/p50": {metric: latency, unit: ms, statistic: median}' in text
    assert "# its unit, img/s, is not known" in text


def test_columns_of_one_name_in_many_files_are_one_line():
    found = [
        Sourced(
            f"d/{n}.csv", [Record("line 2", [guessed("time", "ms", ", column wall")])]
        )
        for n in range(20)
    ]
    seen = reading(found)
    lines = suggest(seen.measurements, seen.locate).splitlines()
    assert [line for line in lines if not line.startswith("#")] == [
        "",
        "columns:",
        "  # 20 numbers in 20 files, such as d/0.csv: line 2, column wall (guess: from its name)",
        "  wall: {metric: time, unit: ms, statistic: value}",
    ]


def test_a_failed_row_without_a_guess_does_not_stand_in_the_way():
    numbers = [
        guessed("time", "ms", ", column v"),
        failed("time", "ms", "OOM", place=", column v"),
    ]
    seen = reading([Sourced("a.csv", [Record("line 2", numbers)])])
    text = suggest(seen.measurements, seen.locate)
    assert "  # 1 number in 1 file, such as " in text
    assert "  v: {metric: time, unit: ms, statistic: value}\n" in text


def test_a_name_that_means_two_things_in_one_file_is_not_suggested():
    numbers = [guessed("time", "ms", ", column v"), guessed("size", "MB", ", column v")]
    seen = reading([Sourced("a.csv", [Record("line 2", numbers)])])
    text = suggest(seen.measurements, seen.locate)
    assert "2 more columns were guessed and are not here" in text
    assert parse(text).columns == []


def test_a_suggestion_never_outgrows_what_is_read_back():
    numbers = [
        guessed(f"m{n}", "ms", f", column name of a column {n}") for n in range(2000)
    ]
    seen = reading([Sourced("a.csv", [Record("line 2", numbers)])])
    text = suggest(seen.measurements, seen.locate)
    assert len(text.encode()) <= 64_000
    assert len(parse(text).columns) > 300


def test_without_a_guess_the_suggestion_corrects_nothing():
    seen = reading([Sourced("a.csv", [Record("line 2", [Number("t", 1.0, "s")])])])
    text = suggest(seen.measurements, seen.locate)
    assert text.endswith("# Nothing was guessed.\n")
    assert parse(text).columns == []


# --- the page for users --------------------------------------------------------------


def test_the_example_of_the_page_is_valid_and_uses_every_key():
    (text,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.S)
    made = parse(text)
    assert all(getattr(made, key) for key in Corrections.__dataclass_fields__)
    assert made.column("a.csv", "wall").unit == "ms"
    assert made.column("gemma/a.csv", "wall").unit == "s"
    assert made.machine == {"**": "Ryzen 9, 64 GB"}
    used = {key for r in made.columns for key in r.correction.model_fields_set}
    assert used == set(Correction.model_fields)


def test_the_refusal_that_the_page_shows_is_real():
    (shown,) = re.findall(r"`(d/chimera.yaml: line .*?)`", PAGE)
    with pytest.raises(ConfigError) as refused:
        parse("\n\ncolumns:\n  wall: {metrics: a}\n", where="d/chimera.yaml")
    assert str(refused.value) == shown

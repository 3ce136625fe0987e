"""Hygiene: what the owner of a folder may put right."""

import time

import pandas as pd
import pytest

from chimera_nb.file_names import Stamp, stamp_in
from chimera_nb.hygiene import (
    conventions,
    duplicates,
    naming,
    summary,
    undated,
    unit_disagreements,
)
from chimera_nb.measurements import measurements_table


def files(*paths, family="compile_json", **columns):
    rows = [
        {"path": path, "type": "json", "family": family, "status": "read",
         "copy_of": None, "bytes": 10} | columns
        for path in paths
    ]  # fmt: skip
    names = ["path", "type", "family", "status", "copy_of", "bytes"]
    return pd.DataFrame(rows, columns=names)


GOOD = [
    f"r/{model}_{device}_bench_2025100{day}-171845.json"
    for day, (model, device) in enumerate(
        [("mlp", "cpu"), ("mlp", "cuda"), ("conv", "cpu"), ("conv", "cuda")], start=1
    )
]


def broken(path, measurements=None):
    table = naming(files(*GOOD, path), measurements)
    assert set(table["path"]) <= {path}
    return [] if table.empty else table[["reason", "would_be"]].iloc[0].tolist()


# --- names ---------------------------------------------------------------------------


def test_the_convention_is_found_in_the_names():
    assert conventions(files(*GOOD)).to_dict("records") == [
        {"type": "json", "family": "compile_json", "files": 4, "kept": 4,
         "convention": "<name>_<device>_bench_<YYYYMMDD-HHMMSS>.json"}
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "reason", "would_be"),
    [
        ("vit_bench_20251009-010203", "no device", "vit_<device>_bench_20251009-010203"),
        ("vit_cpu_20251009-010203", "no word 'bench'", "vit_cpu_bench_20251009-010203"),
        ("vit_cpu_bench", "no date", "vit_cpu_bench_<YYYYMMDD-HHMMSS>"),
        ("cpu_bench_20251009-010203", "no name", "<name>_cpu_bench_20251009-010203"),
        ("ViT_cpu_bench_20251009-010203", "upper case", "vit_cpu_bench_20251009-010203"),
        (
            "vit_cpu_bench_2025-10-09_01-02-03", "its date is written YYYY-MM-DD_HH-MM-SS",
            "vit_cpu_bench_20251009-010203",
        ),
        (
            "vit_cpu_bench_20251009", "its date is written YYYYMMDD",
            "vit_cpu_bench_20251009-<HHMMSS>",
        ),
        (
            "vit_cpu_bench_1759971723", "its date is written epoch",
            "vit_cpu_bench_20251009-010203",
        ),
        (
            "vit-cpu-bench-20251009-010203", "'-' between its parts, not '_'",
            "vit_cpu_bench_20251009-010203",
        ),
        (
            "20251009-010203_vit_cpu_bench", "its parts stand in another order",
            "vit_cpu_bench_20251009-010203",
        ),
        (
            "vit_cpu_triton2508", "no word 'bench', no date",
            "vit_triton2508_cpu_bench_<YYYYMMDD-HHMMSS>",
        ),
    ],
)  # fmt: skip
def test_a_name_that_breaks_it_is_listed_with_the_one_it_would_have(
    name, reason, would_be
):
    assert broken(f"r/{name}.json") == [reason, f"r/{would_be}.json"]


def test_a_name_of_several_words_keeps_the_convention():
    assert broken("r/llama-3.1_8b_q4_cuda_bench_20251009-010203.json") == []


def test_a_device_and_a_date_that_the_name_lacks_come_from_the_file():
    rows = measurements_table(
        {"source": "r/vit_bench.json", "model": "vit", "device": device, "metric": "x",
         "timestamp": "2025-10-09T01:02:03+00:00"}
        for device in ("cpu", "cpu")
    )  # fmt: skip
    assert broken("r/vit_bench.json", rows)[1] == "r/vit_cpu_bench_20251009-010203.json"


def test_a_model_that_all_names_share_is_no_fixed_word():
    paths = [f"gemma_{device}.json" for device in ("cpu", "cuda", "mps", "rocm")]
    rows = measurements_table([{"source": paths[0], "model": "gemma"}])
    assert conventions(files(*paths), rows)["convention"].tolist() == [
        "<name>_<device>.json"
    ]
    assert conventions(files(*paths))["convention"].tolist() == ["gemma_<device>.json"]


def test_a_name_that_another_file_has_is_said_to_be_taken():
    table = naming(files(*GOOD, GOOD[0].replace("mlp", "MLP")))
    assert table["is_taken"].tolist() == [True]
    table = naming(files(*GOOD, "r/a_cpu_bench.json", "r/A_cpu_bench.json"))
    assert table["is_taken"].tolist() == [True, True]


def test_few_files_or_files_named_each_its_own_way_have_no_convention():
    assert conventions(files(*GOOD[:3])).empty
    assert naming(files("a.json", "b-c.json", "d e f.json", "20250101.json")).empty


def test_two_ways_of_naming_in_one_family_are_two_conventions():
    runs = [
        f"{m}_{b}_compile_runs.csv" for m in "abcde" for b in ("jit", "torch_compile")
    ]
    builds = [f"{c}_build_times.csv" for c in ("gcc", "clang", "icc", "msvc")]
    both = files(*runs, *builds)
    assert conventions(both)["convention"].tolist() == [
        "<name>_compile_runs.csv", "<name>_build_times.csv",
    ]  # fmt: skip
    assert naming(both).empty


def test_each_family_has_its_own_convention_and_copies_have_none():
    both = pd.concat([
        files(*GOOD),
        files(*(f"{c}_build_times.csv" for c in ("gcc", "clang", "icc", "msvc")), family="b", type="csv"),
        files("mlp_copy.json", copy_of=GOOD[0]),
    ])  # fmt: skip
    assert conventions(both)["convention"].tolist() == [
        "<name>_build_times.csv", "<name>_<device>_bench_<YYYYMMDD-HHMMSS>.json",
    ]  # fmt: skip
    assert naming(both).empty


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("a_20251002-170837", "YYYYMMDD-HHMMSS"),
        ("20251002170837", "YYYYMMDDHHMMSS"),
        ("2025-10-02T17:08Z", "YYYY-MM-DDTHH:MM"),
        ("2025.10.02", "YYYY.MM.DD"),
        ("run1759098967", "epoch"),
        ("run1759098967123", "epoch ms"),
        ("20251402", None),
        ("20250230", None),
        ("pytorch2508", None),
        ("120251002", None),
    ],
)
def test_a_date_is_known_by_its_form(text, form):
    found = stamp_in(text)
    assert (found[0].form if found else None) == form


def test_a_date_is_written_in_another_form():
    stamp = stamp_in("1759098967")[0]
    assert isinstance(stamp, Stamp)
    assert stamp.written("YYYY-MM-DD") == "2025-09-28"
    assert stamp.written("epoch ms") == "1759098967000"
    assert stamp_in("2025-09-28")[0].written("epoch") == "<epoch>"


# --- copies, units, dates ------------------------------------------------------------


def test_of_copies_the_one_with_the_plainest_name_is_kept():
    table = pd.concat([
        files("a copy.json"), files("b/a.json", "a.json", copy_of="a copy.json"),
    ])  # fmt: skip
    assert duplicates(table).to_numpy().tolist() == [
        ["a copy.json", "a.json", 10], ["b/a.json", "a.json", 10],
    ]  # fmt: skip
    assert duplicates(files("a.json")).empty


def test_two_spellings_of_one_unit_do_not_disagree_and_two_units_do():
    rows = measurements_table(
        {"source": f"{n}.csv", "metric": metric, "raw_unit": raw, "unit": unit}
        for n, (metric, raw, unit) in enumerate([
            ("latency", "ms", "s"), ("latency", "msec", "s"),
            ("time", "ms", "s"), ("time", "ms", "s"), ("time", "s", "s"),
            ("size", "MB", "bytes"), ("size", "s", "s"),
        ])
    )  # fmt: skip
    table = unit_disagreements(rows)
    assert table.to_numpy().tolist() == [
        ["size", "MB", "bytes", 1, 1, "5.csv", True],
        ["size", "s", "s", 1, 1, "6.csv", False],
        ["time", "ms", "s", 2, 2, "2.csv", True],
        ["time", "s", "s", 1, 1, "4.csv", True],
    ]


def test_what_a_file_does_not_say_of_its_runs_is_listed():
    whole = {"timestamp": "2026-01-01", "machine": "m", "software": "v"}
    rows = measurements_table([
        {"source": "whole.json", "tier": "raw"} | whole,
        {"source": "20251002-151204/a.json", "tier": "raw", "machine": "m", "software": "v"},
        {"source": "b_20251002.json", "tier": "raw", "machine": "m"},
        {"source": "c.json", "tier": "raw"}, {"source": "c.json", "tier": "raw"},
        {"source": "words.md", "tier": "reported"},
    ])  # fmt: skip
    table = undated(
        rows,
        files(
            "whole.json",
            "20251002-151204/a.json",
            "b_20251002.json",
            "c.json",
            "words.md",
        ),
    )
    assert table.to_numpy().tolist() == [
        ["b_20251002.json", 1, "in its name", True, False, "software"],
        ["c.json", 2, "no", False, False, "date, machine, software"],
    ]


def test_the_summary_is_a_few_lines_and_none_where_all_is_well():
    rows = measurements_table([
        {"source": path, "tier": "raw", "metric": "t", "raw_unit": unit, "unit": "s",
         "machine": "m", "software": "v"}
        for path, unit in ((GOOD[0], "s"), ("r/vit_cpu_bench.json", "ms"))
    ])  # fmt: skip
    table = pd.concat(
        [files(*GOOD, "r/vit_cpu_bench.json"), files("x.json", copy_of=GOOD[0])]
    )
    assert summary(table, rows) == [
        "1 of 5 json files (compile_json) are not named <name>_<device>_bench_<YYYYMMDD-HHMMSS>.json",
        "1 copy to delete, 10 bytes",
        "t is written in ms, s",
        "1 file without a date",
    ]
    assert summary(files(*GOOD), rows.iloc[:1]) == []


def test_a_hundred_thousand_names_take_seconds():
    paths = [f"m{n}_cpu_bench_20250101-{n % 24:02}0000.json" for n in range(100_000)]
    started = time.perf_counter()
    assert conventions(files(*paths))["kept"].tolist() == [100_000]
    assert time.perf_counter() - started < 20

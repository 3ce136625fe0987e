"""Recommendations come from the data, or are not made."""

import json

from chimera_nb import read_benchmarks, recommendations
from tests.conftest import compile_file


def test_failures_conflicts_copies_and_unread_files_are_recommended_upon(folder):
    (folder / "odd.json").write_text('{"x": 1}')
    table = recommendations(read_benchmarks(folder)).set_index("what")
    assert table.loc["Fix or drop tensorrt, which failed to compile", "because"] == (
        "1 failed runs: no such"
    )
    assert table.loc["Correct the texts that contradict their data", "where"] == (
        "lessons.md"
    )
    assert table.loc["Delete files that are copies", "where"] == "mlp_copy.json"
    assert table.loc["Look at the files that were not read", "because"] == (
        "1 of 6 benchmark files; mostly: no reader claims its keys"
    )
    never = table.loc["Do not compile with jit where it never pays off", "because"]
    assert never == "not faster than eager in 1 of 2 files that compare them"


def test_cpu_and_gpu_are_put_side_by_side_where_both_were_measured(tmp_path):
    for device, mean in (("cpu", 4.0), ("cuda", 1.0)):
        content = compile_file("m", device, eager=mean, jit=(0.1, mean / 2))
        (tmp_path / f"m_{device}.json").write_text(json.dumps(content))
    table = recommendations(read_benchmarks(tmp_path)).set_index("what")
    assert table.loc["Run m on cuda with jit", "because"] == (
        "mean latency 500 µs on cuda against 2 ms on cpu (jit, its best there)"
    )


def test_an_onnx_run_that_was_on_the_cpu_is_no_gpu_figure(tmp_path):
    for device, mean in (("cpu", 4.0), ("cuda", 1.0)):
        content = compile_file("m", device, eager=mean, onnx=(0.1, 0.01))
        if device == "cuda":
            metadata = {"providers": ["CPUExecutionProvider"]}
            content["backends"]["onnx"]["compilation"]["metadata"] = metadata
        (tmp_path / f"m_{device}.json").write_text(json.dumps(content))
    table = recommendations(read_benchmarks(tmp_path))
    assert "Run m on cpu with onnx" in table["what"].tolist()


def test_a_name_that_breaks_the_folders_own_convention_is_listed(tmp_path):
    for number in range(4):
        content = compile_file(f"m{number}", "cpu", eager=1.0, jit=(0.1, 0.5))
        stem = f"m{number}" if number == 3 else f"m{number}_20260102-030405"
        (tmp_path / f"{stem}.json").write_text(json.dumps(content))
    table = recommendations(read_benchmarks(tmp_path)).set_index("what")
    what = (
        "Name json files by the folder's own convention, <name>_<YYYYMMDD-HHMMSS>.json"
    )
    assert table.loc[what, "because"] == "1 of 4 (compile_json) are not named so"
    assert table.loc[what, "where"] == "m3.json"


def test_settings_that_were_never_swept_are_told_from_those_that_were(folder):
    table = recommendations(read_benchmarks(folder)).set_index("what")
    assert table.loc["Vary the settings that were never swept", "because"] == (
        "never varied: batch_size (always 4), runs (always 10), warmup_runs (always 3)"
    )


def test_what_no_file_says_of_its_runs_is_counted_and_recommended_upon(folder):
    table = recommendations(read_benchmarks(folder)).set_index("what")
    what = "Record when, on what machine and with what software each file was made"
    assert table.loc[what, "because"] == (
        "of the files that hold measurements: 2 without a machine,"
        " 2 without a version of software"
    )


def test_means_over_several_batch_sizes_are_recommended_against(tmp_path):
    for size in (4, 8):
        content = compile_file("m", "cpu", eager=1.0, jit=(0.1, 0.5))
        content["model"]["batch_size"] = size
        (tmp_path / f"m{size}.json").write_text(json.dumps(content))
    table = recommendations(read_benchmarks(tmp_path)).set_index("what")
    assert table.loc["Compare only what has the same batch size", "because"] == (
        "measurements under several: compile_time m cpu: 4 (1), 8 (1);"
        " latency m cpu: 4 (2), 8 (2)"
    )

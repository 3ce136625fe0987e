"""Traps that a real folder of 101 files held and that no other test ends.

Each test is named after its trap; fixtures are of our own.
"""

import json

import pytest

from chimera_nb import collect_facts, read_benchmarks
from chimera_nb.overview import table_of_calls, table_of_mixtures, table_of_sweeps
from tests.conftest import compile_file

RUNS = "timestamp,model,prompt_index,prompt_text,ttft_s,tokens_s,load_s,prompt_eval_s,"
RUNS += "eval_s,prompt_eval_count,eval_count,response_chars,error,options\n"
SWEEP = "num_gpu,num_ctx,temperature,config_name,ttft_s,tokens_s,load_s,prompt_eval_s,"
SWEEP += "eval_s,eval_count,error\n"


def reading_of(folder, files):
    """Write files and read them."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_text(
                content if isinstance(content, str) else json.dumps(content)
            )
    return read_benchmarks(folder, cache=False)


def shown(table, *columns):
    """The rows as tuples of these columns."""
    return list(table[list(columns)].itertuples(index=False, name=None))


def test_utf_16_marks_that_were_encoded_again_as_utf_8_are_no_text(tmp_path):
    log = "==ERROR== no page\n".encode("utf-16").decode("latin-1").encode()
    reading = reading_of(
        tmp_path, {"log.csv": log.replace(b"\n\0", b"\r\n\0"), "a.csv": "t_ms\n1.5\n"}
    )
    assert log.startswith(b"\xc3\xbf\xc3\xbe")
    assert shown(reading.files, "path", "status", "reason")[-1] == (
        "log.csv",
        "unreadable",
        "not read as csv: holds NUL bytes: binary, or re-encoded UTF-16, not text",
    )


def test_text_with_bars_before_a_glued_header_loses_to_the_last_cells(tmp_path):
    text = (
        "# Trial (a | b) - Model: conv - Device: cpu | note | Backend |"
        " Compile Time (s) | Mean (ms) |\n| --- | --- | --- |\n"
        "| jit | 0.25 | 1.5 | Artifacts: 300 files\n| onnx | 0.75 | 2.5\n"
        "Best throughput 0.097 s. | tag | Tokens/s |\n|---|---|\n| q4_0 | 76.5 |\n"
    )
    rows = reading_of(tmp_path, {"a.md": text}).measurements
    assert shown(rows, "metric", "value", "unit") == [
        ("compile_time", 0.25, "s"), ("latency", 0.0015, "s"),
        ("compile_time", 0.75, "s"), ("latency", 0.0025, "s"),
        ("throughput", 76.5, "tok/s"),
    ]  # fmt: skip
    assert rows["backend"].tolist()[:4] == ["jit", "jit", "onnx", "onnx"]


def test_line_ends_of_windows_and_a_doubled_one_change_nothing(tmp_path):
    text = "# Lessons \x96 a\n\n| Case | Time (ms) |\n|---|---|\n| a | 2.5 |\n| b | 3.5 |\n"
    windows = text.replace("\n", "\r\n").removesuffix("\r\n") + "\r\r\n"
    csv = "case,time_ms\nc,4.5\nd,5.5\n"
    plain = reading_of(tmp_path / "a", {"a.md": text, "b.csv": csv})
    other = reading_of(
        tmp_path / "b",
        {"a.md": windows.encode(), "b.csv": csv.replace("\n", "\r\n")},
    )
    wanted = ["source", "benchmark", "metric", "value", "unit"]
    assert len(plain.measurements) == 4
    assert shown(other.measurements, *wanted) == shown(plain.measurements, *wanted)
    assert list(map(other.locate, other.measurements["place"])) == list(
        map(plain.locate, plain.measurements["place"])
    )


@pytest.mark.parametrize(
    ("encoding", "said"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("utf-16", "utf-16"),
     ("utf-16-le", "utf-16-le (a guess)"), ("cp1252", "cp1252 (a guess)")],
)  # fmt: skip
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_what_no_file_held_so_far_is_read_all_the_same(tmp_path, encoding, said, end):
    lines = ["Größe;Time (ms);Rate (MB/s)", "klein;1,5;1.234.567,25", "groß;-;NaN",
             "weit;1.234,5", "fern;2,5;Failed", ""]  # fmt: skip
    reading = reading_of(tmp_path, {"a.csv": end.join(lines).encode(encoding)})
    (file,) = reading.files.to_dict("records")
    assert (file["encoding"], file["status"]) == (said, "partly")
    assert shown(reading.problems, "place", "reason") == [
        ("line 4", "2 cells where the header has 3"),
    ]
    assert shown(reading.measurements, "benchmark", "metric", "status", "unit") == [
        ("klein", "time", "ok", "s"), ("klein", "bandwidth", "ok", "bytes/s"),
        ("fern", "time", "ok", "s"), ("fern", "bandwidth", "failed", "bytes/s"),
    ]  # fmt: skip
    assert reading.measurements["value"].dropna().tolist() == [
        0.0015, 1234567.25e6, 0.0025,
    ]  # fmt: skip
    assert reading.measurements["note"].dropna().str.startswith("guess: ").all()


def test_a_summary_that_lacks_the_failed_configurations_does_not_hide_them(tmp_path):
    runs = SWEEP + (
        "40,512,0.2,g40_c512_t0.2,,,,,,,timed out\n"
        "40,512,0.8,g40_c512_t0.8,0.25,21.5,0.125,0.125,2.0,43,\n"
        "40,1024,0.2,g40_c1024_t0.2,0.25,90.5,0.125,0.125,2.0,181,\n"
    )
    summary = (
        "config_name,num_gpu,num_ctx,temperature,mean_tokens_s,mean_ttft_s,mean_load_s\n"
        "g40_c1024_t0.2,40,1024,0.2,90.5,0.25,0.125\n"
        "g40_c512_t0.8,40,512,0.8,21.5,0.25,0.125\n"
    )
    reading = reading_of(
        tmp_path, {"m_param_tuning.csv": runs, "m_param_tuning_summary.csv": summary}
    )
    rates = reading.measurements
    rates = rates[rates["metric"] == "throughput"]
    assert sorted(rates["status"]) == ["failed", "ok", "ok"]
    # the slow call after the timeout stays
    assert rates["value"].min() == 21.5
    facts = collect_facts(reading)
    assert facts.get("calls_failed.count").value == 1


def test_a_text_report_of_an_empty_export_measures_nothing(tmp_path):
    report = "ML PERFORMANCE REPORT\n\nTotal inferences: 0\nAverage tokens/s: 0.00\n"
    report += "Average latency: 0.00 ms\nSuccess rate: 0.00%\n"
    reading = reading_of(tmp_path, {"ml_report.txt": report, "a.csv": "t_ms\n1.5\n"})
    assert not (reading.measurements["source"] == "ml_report.txt").any()


def test_cold_calls_of_one_temperature_do_not_make_it_slow(tmp_path):
    lines = [SWEEP]
    for context in (512, 1024, 2048):
        lines.append(f"9,{context},0.2,c,6.5,90.5,6.25,0.25,2.0,181,\n")
        lines.append(f"9,{context},0.8,c,0.25,90.5,0.125,0.125,2.0,181,\n")
        lines.append(f"9,{context},0.2,c,0.25,91.5,0.125,0.125,2.0,183,\n")
    reading = reading_of(tmp_path, {"m_param_tuning.csv": "".join(lines)})
    sweeps = table_of_sweeps(reading.measurements).set_index("setting")
    assert sweeps.loc["temperature", "runs"] == 6
    assert sweeps.loc["temperature", "best_mean"] == 91.5
    calls = table_of_calls(reading.measurements).iloc[0]
    assert (calls["calls"], calls["cold"], calls["ttft_warm"]) == (9, 3, 0.25)
    facts = collect_facts(reading)
    assert calls["model"] == "m"
    assert facts.get("ttft.mean[calls=warm,model=m]").value == 0.25
    assert facts.get("ttft.median").value == 0.25


def test_a_precision_that_the_model_does_not_have_is_said(tmp_path):
    content = compile_file("m", "cuda", eager=1.0, tensorrt=(18.0, 0.5))
    metadata = {"enabled_precisions": ["torch.float16"]}
    content["backends"]["tensorrt"]["compilation"]["metadata"] = metadata
    rows = reading_of(tmp_path, {"m.json": content}).measurements
    said = "enabled precisions: float16; the model's dtype is float32"
    assert set(rows.loc[rows["backend"] == "tensorrt", "note"]) == {said}
    assert not rows.loc[rows["backend"] == "eager", "note"].eq(said).any()


def test_unequal_set_ups_of_one_model_are_a_mixture_that_is_named(tmp_path):
    first = compile_file("m", "cuda", eager=1.0, tensorrt=(18.0, 0.5))
    second = compile_file("m", "cuda", eager=1.5, tensorrt=(19.0, 8.0))
    second["model"]["batch_size"] = 2
    second["settings"]["runs"] = 5
    reading = reading_of(tmp_path, {"a.json": first, "b.json": second})
    mixtures = table_of_mixtures(reading.measurements)
    latency = mixtures[mixtures["metric"] == "latency"]
    assert shown(latency, "model", "device", "differs", "values") == [
        ("m", "cuda", "batch_size", "2 (2), 4 (2)"),
        ("m", "cuda", "runs", "10 (2), 5 (2)"),
    ]


@pytest.mark.parametrize(
    "stamp", ["2026-01-02T03:04:05", "2026-01-02 03:04:05.003861", 1700000000,
              1700000000.5, "1700000000", None, []],
)  # fmt: skip
def test_a_timestamp_may_be_an_integer_a_float_or_a_text_without_zone(tmp_path, stamp):
    timing = {"samples": 10, "p50_ms": 2.0, "p95_ms": 3.0, "p99_ms": 3.0,
              "mean_ms": 2.0, "stdev_ms": 0.5}  # fmt: skip
    content = {"benchmark_name": "demo", "timestamp": stamp, "timing": timing}
    rows = reading_of(tmp_path, {"a.json": content}).measurements
    (found,) = set(rows["timestamp"].astype("string").fillna(""))
    if isinstance(stamp, (int, float)):
        assert found.startswith("2023-11-14T22:13:20")
    else:
        assert found == ("" if not isinstance(stamp, str) else stamp)
    assert set(rows["status"]) == {"ok"}


def test_the_compile_time_that_stands_twice_in_a_file_counts_once(tmp_path):
    content = compile_file("m", "cpu", eager=1.0, jit=(0.25, 0.5))
    rows = reading_of(tmp_path, {"m.json": content}).measurements
    (row,) = rows[
        (rows["metric"] == "compile_time") & (rows["status"] == "ok")
    ].to_dict("records")
    assert row["also_in"] == "/backends/jit/benchmark/metadata/compile_time_s"


def test_a_suite_and_the_means_of_its_calls_count_once(tmp_path):
    stamp = "2026-01-02T03:04:05+00:00"
    calls = RUNS + (
        f"{stamp},tiny:1b,1,Say a.,0.25,50.50,0.05,0.20,2.0,7,101,400,,\n"
        f"{stamp},tiny:1b,2,Say b.,0.35,60.50,0.05,0.30,2.0,7,121,400,,\n"
    )
    suite = {
        "generated_at": stamp, "prompt_count": 2, "prompts": ["Say a.", "Say b."],
        "models": [{"model": "tiny:1b", "prompt_count": 2, "completed": 2,
                    "mean_ttft_s": 0.3, "mean_tokens_s": 55.503,
                    "options": {"temperature": 0.3}}],
    }  # fmt: skip
    reading = reading_of(
        tmp_path, {"d/suite_runs.csv": calls, "d/suite_summary.json": suite}
    )
    facts = collect_facts(reading)
    rate = facts.get("throughput.mean")
    assert (rate.n, rate.value) == (2, 55.5)
    assert reading.conflicts.empty


def test_a_rounded_table_of_the_same_tests_counts_once(tmp_path):
    results = [
        {"test_name": name, "context": "won", "tone": "glad", "success": True,
         "generation_time_ms": ms, "tokens": words,
         "tokens_per_second": words / (ms / 1e3), "banter_text": "a " * words}
        for name, ms, words in (("A", 512.3456, 7), ("B", 2048.8765, 13))
    ]  # fmt: skip
    content = {"test_timestamp": 1700000000, "test_datetime": "2023-11-14T18:13:20",
               "total_tests": 2, "successful_tests": 2, "results": results}  # fmt: skip
    table = (
        "Test Name,Context,Tone,Generation Time (ms),Tokens,Tokens per Second,Success\n"
    )
    for each in results:
        table += (
            f"{each['test_name']},won,glad,{each['generation_time_ms']:.2f},"
            f"{each['tokens']},{each['tokens_per_second']:.2f},TRUE\n"
        )
    reading = reading_of(tmp_path, {"r.json": content, "s.csv": table})
    rows = reading.measurements
    rates = rows[rows["metric"] == "word_throughput"]
    assert sorted(rates["value"]) == [13 / 2.0488765, 7 / 0.5123456]
    assert set(rates["source"]) == {"r.json"}


@pytest.mark.parametrize(
    "line",
    [
        "- q8_0: mean_latency_ms=46.570 tokens_per_s=2.008 mem_mb=0",
        "- 40.00: mean_latency_ms=1024 tokens_per_s=0.400 mem_mb=0",
        "- transformer: mean_latency_ms=8.198 tokens_per_s=18.039 mem_mb=0",
    ],
)
def test_a_digest_whose_labels_are_wrong_is_never_a_measurement(tmp_path, line):
    digest = f"# Performance digest\n\n### Ranking\n{line}\n"
    reading = reading_of(tmp_path, {"digest.md": digest, "a.csv": "t_ms\n1.5\n"})
    rows = reading.measurements
    rows = rows[rows["source"] == "digest.md"]
    assert not (rows["status"] == "ok").any()
    assert set(rows["tier"]) <= {"reported"}


def test_a_sentence_that_all_went_well_does_not_hide_the_failed_calls(tmp_path):
    text = "# Done\n\nAll 2 configurations completed successfully.\n"
    runs = SWEEP + "40,512,0.2,c,,,,,,,timed out\n"
    runs += "40,512,0.8,c,0.25,21.5,0.125,0.125,2.0,43,\n"
    reading = reading_of(tmp_path, {"DONE.md": text, "m_param_tuning.csv": runs})
    facts = collect_facts(reading)
    assert facts.get("calls_failed.count").value == 1
    assert facts.get("throughput.mean").n == 1

"""Units that a tool's fields have by custom, in tables that people save of them."""

from chimera_nb.read.testing import read_files


def rows(name: str, text: str):
    table = read_files(**{name: text})
    return table[["metric", "value", "unit"]].values.tolist(), table


def test_ollamas_durations_without_a_unit_are_nanoseconds() -> None:
    found, _ = rows(
        "a.csv",
        "prompt_id,start_timestamp,model,total_duration,prompt_eval_count,"
        "prompt_eval_duration,eval_count,eval_duration,eval_rate\n"
        "1,1733333333123456789,gemma3,9000000000,26,342000000,300,7500000000,40.0\n",
    )
    assert found == [
        ["time", 9.0, "s"],
        ["prompt_tokens", 26.0, "count"],
        ["prompt_time", 0.342, "s"],
        ["tokens", 300.0, "count"],
        ["decode_time", 7.5, "s"],
        ["throughput", 40.0, "tok/s"],
    ]


def test_ollamas_durations_that_somebody_converted_are_no_nanoseconds() -> None:
    converted = "model,eval_count,eval_duration,eval_rate\nphi3,180,4.5,40.0\n"
    assert rows("a.csv", converted)[0][1] == ["decode_time", 4.5, "s"]
    unproven = "model,prompt,eval_count,eval_duration\nphi3,a,180,4.5\n"
    assert rows("a.csv", unproven)[0][1] == ["time", 4.5, ""]


def test_times_of_pytorch_without_a_unit_are_seconds() -> None:
    found, table = rows(
        "a.csv",
        "pt_version,model_name,batch_size,max_num_tokens,precision,hf_time,speedup\n"
        "2.1.0,gpt2,8,256,torch.float16,0.125,1.5\n",
    )
    assert found == [["time", 0.125, "s"], ["speedup", 1.5, "ratio"]]
    assert table["software"][0] == "2.1.0"
    assert table["setting.max_num_tokens"][0] == 256


def test_a_time_without_a_unit_and_without_a_custom_stays_without() -> None:
    text = "model,batch_size,run_time\ngpt2,8,0.125\n"
    assert rows("a.csv", text)[0] == [["time", 0.125, ""]]


def test_a_unit_of_memory_inside_a_header_is_read() -> None:
    text = "host,memavailable_kb_before\npi5,7000000\npi4,3000000\n"
    assert rows("a.csv", text)[0][0] == ["memory", 7_000_000_000.0, "bytes"]


def test_a_statistic_at_the_end_of_a_header_is_not_what_it_measures() -> None:
    found, table = rows(
        "a.csv",
        "profile,ttft_mean_ms,rps_mean,concurrency_mean,prompt_tokens_mean,"
        "total_requests\nsync,84.5,4.5,16.0,264,259\n",
    )
    assert found == [
        ["ttft", 0.0845, "s"],
        ["request_throughput", 4.5, "1/s"],
        ["concurrency", 16.0, "count"],
        ["prompt_tokens", 264.0, "count"],
        ["requests", 259.0, "count"],
    ]
    assert list(table["statistic"]) == ["mean"] * 4 + ["total"]


def test_the_fields_of_llama_cpps_server() -> None:
    found, _ = rows(
        "a.csv",
        "test,run,prompt_n,prompt_ms,predicted_n,predicted_ms,predicted_tps\n"
        "short,1,84,781.5,256,26000.0,9.75\n",
    )
    assert found == [
        ["prompt_tokens", 84.0, "count"],
        ["prompt_time", 0.7815, "s"],
        ["tokens", 256.0, "count"],
        ["decode_time", 26.0, "s"],
        ["throughput", 9.75, "tok/s"],
    ]

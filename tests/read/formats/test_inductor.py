"""PyTorch's compiler benchmarks: what a real file can get wrong."""

from chimera_nb.read.document import Document
from chimera_nb.read.formats.inductor import READERS
from chimera_nb.read.testing import read_text

DYNAMO, LOG, EXPECTED = READERS


def test_units_differ_by_column_and_a_speedup_of_zero_failed():
    text = (
        "dev,name,batch_size,speedup,abs_latency,compilation_latency,"
        "compression_ratio,eager_peak_mem\n"
        "cuda,net_a,16,1.25,2.5,30.5,0.9,1.5\ncuda,net_b,4,0.0,0.0,0.0,0.0,0.0\n"
        "dev,name,batch_size,speedup,abs_latency,compilation_latency,"
        "compression_ratio,eager_peak_mem\n"
    )
    table = read_text(DYNAMO, "a.csv", text)
    ok = table[table["status"] == "ok"]
    assert list(zip(ok["metric"], ok["value"], ok["unit"], strict=True)) == [
        ("speedup", 1.25, "ratio"), ("latency", 0.0025, "s"),
        ("compile_time", 30.5, "s"), ("compression_ratio", 0.9, "ratio"),
        ("eager_peak_memory", 1.5e9, "bytes"),
    ]  # fmt: skip
    bad = table[table["status"] == "failed"]
    assert set(bad["model"]) == {"net_b"}
    assert set(bad["error"]) == {"speedup is 0.0: the model failed"}
    assert bad["value"].isna().all()


def test_a_word_that_is_not_pass_is_a_failed_model():
    text = (
        "dev,name,batch_size,accuracy\ncpu,net_a,1,pass\ncpu,net_b,1,fail_accuracy\n"
        "cpu,net_c,1,eager_1st_run_OOM\n"
    )
    table = read_text(DYNAMO, "a.csv", text)
    assert list(table["error"]) == ["fail_accuracy", "eager_1st_run_OOM"]
    assert table.attrs["not_taken"] == [
        ("the word that a model's results are right: no number", 1)
    ]


def test_expected_accuracy_keeps_graph_breaks_of_models_that_pass():
    text = "name,accuracy,graph_breaks\nnet_a,pass,3\nnet_b,fail_to_run,0\n"
    table = read_text(DYNAMO, "a.csv", text)
    assert list(table["status"]) == ["ok", "failed"]
    assert table["value"].iloc[0] == 3


def test_expected_results_have_no_header_and_their_noise_is_no_measurement():
    text = (
        "add_loop,compile_time_instruction_count,3000000000,0.1\n\n\n\n"
        "sum_floor,compile_time_instruction_count,1000,0.015\n"
    )
    table = read_text(EXPECTED, "a.csv", text)
    assert list(table["value"]) == [3e9, 1000]
    assert list(table["benchmark"]) == ["add_loop", "sum_floor"]
    assert list(table["setting.noise"]) == [0.1, 0.015]
    head = "name,instruction_count,value\na,b,1\n"
    assert not EXPECTED.takes(Document("a.csv", "csv", head))


def test_the_lines_of_one_model_in_its_log():
    text = (
        "cpu  eval  net_a\n2.014x\nWARNING:common:no cache, which is\n"
        "dev,name,batch_size,speedup,abs_latency\ncpu,net_a,2,2.5,58.5\n"
    )
    table = read_text(LOG, "a.log", text)
    assert list(zip(table["model"], table["metric"], table["value"], strict=True)) == [
        ("net_a", "speedup", 2.5), ("net_a", "latency", 0.0585)
    ]  # fmt: skip

"""Which model of the data a text names."""

from chimera_nb import read_benchmarks
from chimera_nb.read.identities import Names


def test_a_model_of_another_size_is_another_model() -> None:
    names = Names(["qwen2.5-0.5b-instruct"])
    assert names.find("Historial, Qwen2.5 1.5B") is None
    assert names.find("Historial, Qwen2.5 0.5B") == "qwen2.5-0.5b-instruct"
    assert names.find("Historial, Qwen2.5") == "qwen2.5-0.5b-instruct"


def test_a_model_named_in_full_is_not_renamed_by_the_size_that_it_shares() -> None:
    names = Names(["phi9:14b", "nvidia/Nemo-9-30B", "gemma9:270m"])
    assert names.find("deepseek-r9:14b", named=True) is None
    assert names.find("deepseek-r9:14b") is None
    assert names.find("qwen9 30b", named=True) is None
    assert names.find("phi9-14b-instruct", named=True) == "phi9:14b"
    assert names.find("270m", named=True) == "gemma9:270m"
    assert names.find("Gemma 270m", named=True) == "gemma9:270m"
    assert names.find("Parameter Tuning Results (270m)") == "gemma9:270m"


def test_a_reports_own_model_stays_beside_data_of_another(tmp_path) -> None:
    (tmp_path / "runs.csv").write_text("model,tokens_per_second\nphi9:14b,90.5\n")
    (tmp_path / "report.md").write_text(
        "| Model | Eval rate (tokens/s) |\n|---|---|\n| deepseek-r9:14b | 1.25 |\n"
    )
    table = read_benchmarks(tmp_path, cache=False).measurements
    assert dict(zip(table["value"], table["model"].astype(str), strict=True)) == {
        90.5: "phi9:14b", 1.25: "deepseek-r9:14b",
    }  # fmt: skip

"""What mlx-lm and mlx-vlm print: what a real text can get wrong."""

from chimera_nb.read.formats.mlx_text import READERS
from chimera_nb.read.testing import read_text

(READER,) = READERS
RUN = """\
Prompt: 33 tokens, 62.5 tokens-per-sec
Generation: 100 tokens, 84.25 tokens-per-sec
Peak memory: {}
"""


def rows(table):
    names = ("metric", "statistic", "value", "unit")
    return list(zip(*(table[name] for name in names), strict=True))


def test_each_generation_has_the_model_of_its_command_and_its_caption() -> None:
    text = (
        "# MLX\n```\n$ mlx_lm generate \\\n    --model ./models/tiny-4bit \\\n"
        f"    --prompt hi\n{RUN.format('1.5 GB')}```\nRun 2:\n\n"
        f"```\nModel: org/other\n{RUN.format('20.5')}```\n"
    )
    table = read_text(READER, "a.md", text)
    assert rows(table)[:5] == [
        ("prompt_tokens", "count", 33.0, "count"),
        ("prompt_throughput", "value", 62.5, "tok/s"),
        ("tokens", "count", 100.0, "count"),
        ("throughput", "value", 84.25, "tok/s"),
        ("peak_memory", "max", 1.5e9, "bytes"),
    ]
    assert list(table["model"]) == 5 * ["./models/tiny-4bit"] + 5 * ["org/other"]
    assert "Run 2" in table["config_label"].iloc[-1]
    assert table["value"].iloc[-1] == 20.5e9


def test_averages_of_trials_are_means_and_trials_are_runs() -> None:
    line = "prompt_tps=1318.5, generation_tps=83.25, peak_memory=10.5\n"
    table = read_text(READER, "a.txt", f"Trial 1:  {line}Averages: {line}")
    trial = [
        ("prompt_throughput", 1318.5, "tok/s"),
        ("throughput", 83.25, "tok/s"),
        ("peak_memory", 10.5e9, "bytes"),
    ]
    assert [(m, v, u) for m, _, v, u in rows(table)] == trial + trial
    assert list(table["statistic"]) == 3 * ["value"] + 3 * ["mean"]
    assert list(table["run_index"])[:3] == [1, 1, 1]

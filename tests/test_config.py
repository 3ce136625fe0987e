"""RunConfig: what is refused, and how it says so."""

from pathlib import Path

import papermill
import pytest

from chimera_nb import RunConfig
from chimera_nb.errors import ConfigError

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"temprature": 1}, "x: unknown key 'temprature'; did you mean 'temperature'?"),
        ({"num_ctx": "1024"}, "x: num_ctx is '1024'; want a whole number from 4 up"),
        ({"num_ctx": 3}, "x: num_ctx is 3; want a whole number from 4 up"),
        ({"num_gpu": 1.5}, "x: num_gpu is 1.5; want a whole number from -1 up"),
        ({"num_gpu": True}, "x: num_gpu is True; want a whole number from -1 up"),
        ({"top_p": 1.1}, "x: top_p is 1.1; want a number from 0 to 1"),
        (
            {"temperature": float("nan")},
            "x: temperature is nan; want a number from 0 to 10",
        ),
        (
            {"narrator": "olama"},
            "x: narrator is 'olama'; want one of auto, ollama, llamacpp, rules,"
            " recorded; did you mean 'ollama'?",
        ),
        ({"model": ""}, "x: model is ''; want a model's name"),
    ],
)
def test_a_bad_value_names_the_key_and_what_would_be_right(values, message):
    with pytest.raises(ConfigError) as caught:
        RunConfig.of(values, where="x")
    assert str(caught.value) == message
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- a\n- b\n", "want `key: value` lines, found a list"),
        ("model: a\nmodel: b\n", "is not YAML: line 2: the key 'model' is given twice"),
        ("? [a, b]\n: 1\n", "is not YAML: "),
        ("1: 2\n", "keys must be words"),
        ("!!python/object/apply:os.system ['true']\n", "is not YAML: "),
    ],
)
def test_a_file_that_is_no_flat_yaml_is_refused_by_name(tmp_path, text, message):
    path = tmp_path / "p.yaml"
    path.write_text(text)
    with pytest.raises(ConfigError) as caught:
        RunConfig.load(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_one_line():
    with pytest.raises(
        ConfigError, match=r"^nowhere\.yaml: No such file or directory$"
    ):
        RunConfig.load("nowhere.yaml")


def test_there_are_configs_and_each_writes_the_folder_of_its_name():
    paths = sorted((ROOT / "params").glob("*.yaml"))
    assert len(paths) >= 4
    for path in paths:
        assert RunConfig.load(path).output == f"outputs/{path.stem}"


def test_the_predecessors_config_is_kept():
    config = RunConfig.load(ROOT / "params" / "chimera_agent_b.yaml")
    assert config.model == "gemma3:latest"
    assert config.options() == {"num_gpu": 60, "num_ctx": 1024, "temperature": 0.8}


def test_the_notebooks_parameters_are_the_configs_fields():
    found = papermill.inspect_notebook(str(ROOT / "notebooks" / "compile_report.ipynb"))
    defaults = {name: field.default for name, field in RunConfig.model_fields.items()}
    assert {name: eval(entry["default"]) for name, entry in found.items()} == defaults
    assert all(entry["help"] for entry in found.values())


def test_a_parameter_that_papermill_only_warns_of_is_refused():
    cells = [
        "",
        "model = 'a'\nnum_ctx = 1024",
        "# Parameters\ntemprature = 0.3\nseed = 1",
    ]
    with pytest.raises(
        ConfigError,
        match=r"^parameters: unknown parameter 'temprature'; did you mean 'temperature'",
    ):
        RunConfig.from_notebook({"In": cells, "model": "a", "num_ctx": 1024, "seed": 1})


def test_other_cells_may_use_any_names():
    cells = ["model = 'a'", "model = 'b'\nprint(model)", "x = 1", "not python ("]
    assert RunConfig.from_notebook({"In": cells, "model": "b"}).model == "b"


def test_relative_paths_are_taken_from_the_project_folder(tmp_path, monkeypatch):
    for name in ("params", "notebooks"):
        (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")
    config = RunConfig(benchmarks="data", output="/abs").resolved()
    assert config.benchmarks == str(tmp_path / "data")
    assert config.output == "/abs"

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from chimera_nb.errors import ConfigError, InputError
from chimera_nb.runs import run_configs
from tests.support.small_notebooks import make_project, summary

KEYS = [
    "config", "status", "error", "benchmarks", "narrator", "requested", "effective",
    "warnings", "stages", "metrics", "calls", "claims", "quality", "provenance",
]  # fmt: skip


def cli(folder, *words):
    return subprocess.run(
        [sys.executable, "-m", "chimera_nb", *words],
        cwd=folder, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def record(folder, name="a"):
    return json.loads((folder / "outputs" / name / "run.json").read_text())


def test_folder_that_is_not_there(tmp_path, monkeypatch):
    monkeypatch.chdir(make_project(tmp_path))
    with pytest.raises(InputError) as caught:
        run_configs(["params"], benchmarks="nowhere")
    assert str(caught.value) == (
        f"{tmp_path}/nowhere: is not there; want a folder of benchmark files"
    )
    assert not (tmp_path / "outputs").exists()


def test_file_instead_of_a_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(make_project(tmp_path))
    with pytest.raises(InputError) as caught:
        run_configs(["params"], benchmarks="bench/a.json")
    assert str(caught.value) == (
        f"{tmp_path}/bench/a.json: is a file; want a folder of benchmark files"
    )


def test_the_command_line_beats_the_config_on_the_repair_round(tmp_path):
    make_project(tmp_path)
    for word, expected in ((None, True), ("--no-repair", False), ("--repair", True)):
        done = cli(tmp_path, "run", "params", *([word] if word else []))
        assert done.returncode == 0, done.stderr
        assert record(tmp_path)["config"]["repair"] is expected


def test_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(make_project(tmp_path))
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError) as caught:
        run_configs(["params"], benchmarks="empty")
    assert (
        str(caught.value)
        == f"{tmp_path}/empty: holds no benchmark file (csv, json, markdown, text)"
    )


def test_two_configs_that_write_the_same_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(make_project(tmp_path))
    with pytest.raises(ConfigError) as caught:
        run_configs(["params", "params/a.yaml"])
    assert str(caught.value) == (
        "params/a.yaml and params/a.yaml would both write"
        f" {tmp_path}/outputs/a; give each its own"
    )


def test_typo_in_yaml_runs_nothing(tmp_path):
    make_project(tmp_path, configs=("a", "b"))
    (tmp_path / "params" / "b.yaml").write_text("temprature: 1\n")
    done = cli(tmp_path, "run", "params")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "chimera-nb: params/b.yaml: unknown key 'temprature';"
        " did you mean 'temperature'?\n"
    )
    assert not (tmp_path / "outputs").exists()


@pytest.mark.notebook
def test_failing_cell_leaves_record_notebook_and_report(tmp_path):
    make_project(tmp_path, "1/0")
    done = cli(tmp_path, "run", "params")
    assert done.returncode == 1
    assert list(record(tmp_path)) == KEYS
    assert record(tmp_path)["status"] == "failed"
    assert record(tmp_path)["error"] == {
        "cell": "3 (Work)", "type": "ZeroDivisionError", "message": "division by zero",
    }  # fmt: skip
    assert (tmp_path / "outputs/a/notebook.ipynb").is_file()
    assert (tmp_path / "outputs/a/report.html").is_file()


@pytest.mark.notebook
def test_kernel_that_dies(tmp_path):
    make_project(tmp_path, "import os; os._exit(1)")
    assert cli(tmp_path, "run", "params").returncode == 1
    assert record(tmp_path)["error"]["type"] == "DeadKernelError"


@pytest.mark.notebook
def test_gate_refuses_a_contradicted_number(tmp_path):
    make_project(tmp_path, summary(supported=2, contradicted=1))
    done = cli(tmp_path, "run", "params", "--gate")
    assert done.returncode == 3
    assert record(tmp_path)["claims"]["contradicted"] == 1
    assert not (tmp_path / "outputs/a/run-summary.json").exists()


@pytest.mark.notebook
def test_disk_full_while_the_notebook_is_saved(tmp_path):
    cell = (
        "import os; p = output + '/notebook.ipynb'; os.unlink(p);"
        " os.symlink('/dev/full', p)"
    )
    make_project(tmp_path, cell)
    done = cli(tmp_path, "run", "params")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert record(tmp_path)["error"]["type"] == "OSError"


@pytest.mark.notebook
def test_ctrl_c_keeps_finished_runs_and_leaves_no_kernel(tmp_path):
    cell = (
        "import os, time, pathlib; pathlib.Path(output, 'pid').write_text("
        "str(os.getpid()))\nif model == 'b': time.sleep(60)"
    )
    make_project(tmp_path, cell, configs=("a", "b"))
    with subprocess.Popen(
        [sys.executable, "-m", "chimera_nb", "run", "params"],
        cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        # a shell that puts us in the background has Ctrl-C ignored, and that is inherited
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    ) as running:  # fmt: skip
        pid = tmp_path / "outputs/b/pid"
        until = time.monotonic() + 40
        while not pid.exists() and time.monotonic() < until:
            time.sleep(0.1)
        time.sleep(0.5)
        running.send_signal(signal.SIGINT)
        running.communicate(timeout=30)
    assert running.returncode == 130
    assert record(tmp_path, "a")["status"] == "ok"
    assert record(tmp_path, "b")["status"] == "interrupted"
    assert (tmp_path / "outputs/index.html").is_file()
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)

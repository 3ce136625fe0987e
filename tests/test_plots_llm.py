"""Plots of calls, sweeps and devices, read back from their axes."""

import json

import numpy as np
import pytest
from matplotlib.collections import PathCollection

from chimera_nb import plots_llm, read_benchmarks, table_of_calls
from chimera_nb.measurements import measurements_table
from tests.conftest import compile_file, llm_calls


def table_of(*rows: list[dict]):
    return measurements_table([row for group in rows for row in group])


def points(axes):
    """All drawn points as (x, row)."""
    scatters = [c for c in axes.collections if isinstance(c, PathCollection)]
    return np.concatenate([np.asarray(each.get_offsets()) for each in scatters])


def ticks(axes):
    return [label.get_text() for label in axes.get_yticklabels()]


def legend(plot):
    return [text.get_text() for each in plot.figure.legends for text in each.texts]


CALLS = [
    *llm_calls("gemma", (100.0, 3.0, True), (110.0, 0.1, False), (112.0, 0.2, False)),
    *llm_calls("llama", (50.0, 0.3, False), "timed out"),
]


def test_each_call_is_a_point_cold_ones_apart_and_failed_ones_counted():
    plot = plots_llm.plot_throughput(table_of(CALLS))
    drawn = points(plot.axes)
    assert sorted(drawn[:, 0]) == [50.0, 100.0, 110.0, 112.0]
    assert ticks(plot.axes) == ["gemma\n2 warm, 1 cold", "llama\n1 warm, 1 failed"]
    cold = drawn[drawn[:, 0] == 100.0][0, 1]
    assert all(cold > row for value, row in drawn if value in (110.0, 112.0))
    assert legend(plot) == ["warm", "cold (loads the model)"]
    assert plot.alt == (
        "Throughput of each call by model, 2 models: gemma 2 warm with median 111 tok/s"
        " and 1 cold with median 100 tok/s; llama 1 warm with median 50 tok/s."
    )


def test_first_tokens_of_cold_calls_make_the_axis_logarithmic():
    plot = plots_llm.plot_ttft(table_of(CALLS))
    assert plot.axes.get_xscale() == "log"
    assert plot.table["calls"].tolist() == ["warm", "cold", "warm"]
    assert plot.table["n"].tolist() == [2, 1, 1]
    warm = table_of(llm_calls("m", (9.0, 0.1, False), (9.0, 0.2, False)))
    assert plots_llm.plot_ttft(warm).axes.get_xscale() == "linear"


def test_where_no_file_says_cold_or_warm_the_plot_says_neither():
    plot = plots_llm.plot_throughput(table_of(llm_calls("m", (9.0, 0.1, None))))
    assert ticks(plot.axes) == ["m\n1 calls"]
    assert legend(plot) == []
    assert "warm" not in plot.alt


def test_samples_per_second_are_not_drawn_beside_tokens_per_second():
    rows = llm_calls("m", (100.0, 0.1, False), (50.0, 0.1, False))
    rows[2]["unit"] = "1/s"
    plot = plots_llm.plot_throughput(table_of(rows))
    assert points(plot.axes)[:, 0].tolist() == [100.0]
    assert table_of_calls(table_of(rows))["throughput"].tolist() == [100.0]


def test_an_authors_percentiles_and_spreads_are_not_drawn_as_calls():
    rows = llm_calls("m", (100.0, 0.1, False))[:1]
    rows += [rows[0] | {"statistic": "std", "value": 3.0}]
    rows = [row | {"tier": "aggregate"} for row in rows]
    rows[0]["statistic"] = "mean"
    plot = plots_llm.plot_throughput(table_of(rows))
    assert points(plot.axes)[:, 0].tolist() == [100.0]


def test_a_sweep_has_a_panel_a_setting_and_leaves_cold_calls_out():
    plot = plots_llm.plot_sweep(
        table_of(
            llm_calls("m", (20.0, 9.0, True), (100.0, 0.1, False), ctx=1024, top_p=0.9),
            llm_calls("m", (80.0, 0.1, False), (90.0, 0.1, False), ctx=512, top_p=0.9),
            llm_calls("n", (50.0, 0.1, False), ctx=512, top_p=0.9),
        )
    )
    (panel,) = plot.figure.axes
    (line,) = panel.lines
    assert list(line.get_ydata()) == [85.0, 100.0]
    assert [tick.get_text() for tick in panel.get_xticklabels()] == ["512", "1024"]
    assert (panel.get_xlabel(), legend(plot)) == ("ctx", ["m"])
    assert panel.get_ylim()[0] == 0
    assert plot.alt == (
        "Mean throughput by setting: ctx of m: best at 1024, 18% above the least."
    )


def test_a_ring_marks_what_did_not_run_where_its_label_says(tmp_path):
    for device, mean in (("cpu", 4.0), ("cuda", 1.0)):
        content = compile_file("m", device, eager=mean, onnx=(0.1, mean / 2))
        if device == "cuda":
            metadata = {"providers": ["CPUExecutionProvider"]}
            content["backends"]["onnx"]["compilation"]["metadata"] = metadata
        (tmp_path / f"m_{device}.json").write_text(json.dumps(content))
    plot = plots_llm.plot_devices(read_benchmarks(tmp_path).measurements)
    assert ticks(plot.axes) == ["m · eager", "m · onnx"]
    assert sorted(points(plot.axes)[:, 0]) == [0.0005, 0.001, 0.002, 0.004]
    faces = plot.axes.collections[2].get_facecolors()
    assert [tuple(face) == (1, 1, 1, 1) for face in faces] == [False, True]
    assert plot.alt == (
        "Mean latency, device against device: m eager 4 ms on cpu, 1 ms on cuda;"
        " m onnx 2 ms on cpu, 500 µs on cuda (cuda files ran on cpu)."
    )


@pytest.mark.parametrize(
    ("draw", "said"),
    [
        (plots_llm.plot_throughput, "No throughputs in this folder."),
        (plots_llm.plot_ttft, "No times to first token in this folder."),
        (plots_llm.plot_sweep, "No setting was varied in this folder."),
        (plots_llm.plot_devices, "Nothing was measured on two devices."),
    ],
)
def test_nothing_to_draw_is_one_sentence(draw, said):
    plot = draw(table_of([]))
    assert (plot.axes, plot.alt) == (None, said)


@pytest.mark.parametrize("name", ["$x_{", "a" * 300, "\u202eabc", "😀"])
def test_a_hostile_name_neither_crashes_nor_escapes(name):
    calls = (100.0, 0.1, False), (90.0, 0.1, False)
    rows = table_of(
        llm_calls(name, *calls, **{name: 1}), llm_calls(name, *calls, **{name: 2})
    )
    for draw in (plots_llm.plot_throughput, plots_llm.plot_sweep):
        plot = draw(rows)
        assert plot.svg().startswith("<?xml")
        assert len(plot.alt) <= 600


def test_the_same_calls_give_the_same_picture():
    first, again = (plots_llm.plot_ttft(table_of(CALLS)).svg() for _ in range(2))
    assert first == again

"""Plots, read back from their axes."""

import json
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import PathCollection

from chimera_nb import (
    break_even,
    plots,
    present,
    read_benchmarks,
    show_table,
    table_by_type,
)
from chimera_nb.measurements import measurements_table


def times(**groups):
    """Compile times by backend; None is a failed run."""
    return measurements_table(
        {
            "source": "a.json", "kind": "compile", "tier": "raw", "unit": "s",
            "metric": "compile_time", "statistic": "value", "backend": backend,
            "model": "m", "device": "cpu", "value": value,
            "status": "failed" if value is None else "ok",
        }
        for backend, values in groups.items()
        for value in values
    )  # fmt: skip


def points(axes):
    """All drawn points as (x, row), the row being the group's place."""
    scatters = [c for c in axes.collections if isinstance(c, PathCollection)]
    found = [c.get_offsets() for c in scatters if len(c.get_offsets())]
    return np.concatenate([np.asarray(each) for each in found])


def ticks(axes):
    return [label.get_text() for label in axes.get_yticklabels()]


def test_each_measurement_is_a_point_in_its_own_group():
    plot = plots.plot_compile_times(times(jit=[1.0, 2.0], onnx=[0.5]))
    drawn = points(plot.axes)
    assert sorted(drawn[:, 0]) == [0.5, 1.0, 2.0]
    assert ticks(plot.axes) == ["onnx\nn = 1", "jit\nn = 2"]
    assert abs(drawn[drawn[:, 0] == 0.5][0, 1]) < 0.5


def test_a_box_is_drawn_only_where_ten_carry_it():
    few = plots.plot_compile_times(times(jit=np.linspace(1, 2, 9)))
    many = plots.plot_compile_times(times(jit=np.linspace(1, 2, 10), onnx=[1.0]))
    assert len(few.axes.patches) == 0
    assert len(many.axes.patches) == 1


def test_the_axis_is_logarithmic_only_where_the_range_asks_for_it():
    assert (
        plots.plot_compile_times(times(jit=[1.0, 19.0])).axes.get_xscale() == "linear"
    )
    assert plots.plot_compile_times(times(jit=[1.0, 21.0])).axes.get_xscale() == "log"


def test_failed_runs_are_counted_and_never_drawn_as_zero():
    plot = plots.plot_compile_times(times(jit=[1.0, None], tensorrt=[None, None]))
    assert ticks(plot.axes) == ["jit\nn = 1, 1 failed"]
    assert points(plot.axes)[:, 0].tolist() == [1.0]
    assert plot.alt == (
        "Compile time by backend, 1 group: jit n = 1 (1 failed), median 1 s;"
        " 2 runs of tensorrt failed."
    )
    assert plot.table["n_failed"].tolist() == [1, 2]


def test_nothing_to_draw_is_one_honest_sentence():
    for plot, said in (
        (plots.plot_compile_times(times()), "No compile times in this folder."),
        (
            plots.plot_compile_times(times(jit=[None])),
            "No compile times in this folder. 1 runs failed.",
        ),
        (plots.plot_build_times(times(jit=[1.0])), "No build times in this folder."),
        (
            plots.plot_latency(times(jit=[1.0])),
            "No steady-state latencies in this folder.",
        ),
    ):
        assert plot.axes is None
        assert plot.alt == said
        data, _ = plot._repr_mimebundle_()
        assert data["text/html"] == f"<p><em>{said}</em></p>"


def test_break_even_says_which_points_are_noise_and_which_never_pay_off(folder):
    plot = plots.plot_break_even(break_even(read_benchmarks(folder).measurements))
    drawn = points(plot.axes)
    assert sorted(drawn[:, 0]) == [67, 100, 600]
    assert plot.alt == (
        "Calls until compiling has paid off: from 67 (conv cpu onnx) to 600"
        " (mlp cuda onnx); 0 of 3 within noise; 1 never pay off."
    )


def test_speedup_has_a_line_at_one(folder):
    plot = plots.plot_speedup(break_even(read_benchmarks(folder).measurements))
    assert [1, 1] in [list(line.get_xdata()) for line in plot.axes.lines]
    assert sorted(points(plot.axes)[:, 0])[-1] == 4.0


def test_latency_draws_eager_apart_as_the_baseline(folder):
    plot = plots.plot_latency(read_benchmarks(folder).measurements)
    labels = [text.get_text() for text in plot.axes.get_legend().get_texts()]
    assert labels == ["compiled", "eager (baseline)"]
    assert 0.004 in points(plot.axes)[:, 0]


def test_files_are_counted_by_type_and_status(folder):
    (folder / "odd.json").write_text("{}")
    plot = plots.plot_files(table_by_type(read_benchmarks(folder).files))
    assert [patch.get_width() for patch in plot.axes.patches] == [3, 2, 1, 0]
    assert plot.alt == (
        "Benchmark files by type: json 4 (1 not read), markdown 2 (0 not read)."
    )


def test_the_same_data_gives_the_same_picture():
    first, again = (
        plots.plot_compile_times(times(jit=[1.0, 2.0, 3.0])).svg() for _ in range(2)
    )
    assert first == again
    assert "<dc:date>" not in first


@pytest.mark.parametrize(
    "name", ["$x_{", "<script>", "a" * 300, "line\nbreak", "\u202eabc", "\0", "😀"]
)
def test_a_hostile_name_neither_crashes_nor_escapes(name):
    plot = plots.plot_compile_times(times(**{name: [1.0, 2.0]}))
    data, metadata = plot._repr_mimebundle_()
    assert "<script" not in data["text/html"]
    assert metadata == {"chimera_nb": {"name": "compile_times_by_backend"}}
    assert all(len(tick) < 60 for tick in ticks(plot.axes))


def test_no_state_of_pyplot_is_needed():
    code = (
        "import sys, pandas; from chimera_nb import plots;"
        "from matplotlib import _pylab_helpers as h; print(len(h.Gcf.figs))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "0"


def test_the_sample_gives_eight_figures(sample):
    reading = read_benchmarks(sample)
    rows = reading.measurements
    table = break_even(rows)
    drawn = [
        plots.plot_files(table_by_type(reading.files)),
        *(plots.plot_compile_times(rows, by=by) for by in
          (("backend",), ("model",), ("model", "device"))),
        plots.plot_build_times(rows), plots.plot_latency(rows),
        plots.plot_speedup(table), plots.plot_break_even(table),
    ]  # fmt: skip
    assert len({plot.name for plot in drawn}) == 8
    for plot in drawn:
        assert plot.axes is not None
        assert isinstance(plot.table, pd.DataFrame)
        assert 20 < len(plot.alt) <= 600


@pytest.mark.parametrize("lacking", ["name", "device"])
def test_a_file_without_a_label_does_not_stop_the_figures(folder, lacking):
    content = json.loads((folder / "conv.json").read_text())
    del content["model"][lacking]
    (folder / "bare.json").write_text(json.dumps(content))
    rows = read_benchmarks(folder).measurements
    for by in (("backend",), ("model",), ("model", "device")):
        plot = plots.plot_compile_times(rows, by=by)
        assert len(points(plot.axes)) == plot.table["n"].sum()
    table = break_even(rows)
    said = "no model" if lacking == "name" else "no device"
    for plot in (plots.plot_break_even(table), plots.plot_speedup(table)):
        assert any(said in tick for tick in ticks(plot.axes))


def test_two_kinds_are_two_groups_though_their_labels_are_equal():
    rows = times(jit=[1.0, 2.0])
    rows.loc[1, "kind"] = "llm"
    plot = plots.plot_compile_times(rows)
    assert ticks(plot.axes) == ["jit · compile\nn = 1", "jit · llm\nn = 1"]
    assert sorted(points(plot.axes)[:, 0]) == [1.0, 2.0]


def test_the_readers_random_numbers_stay_as_they_were():
    np.random.seed(7)  # noqa: NPY002
    before = np.random.get_state()[1].tolist()  # noqa: NPY002
    plots.plot_compile_times(times(jit=[1.0, 2.0]))
    assert np.random.get_state()[1].tolist() == before  # noqa: NPY002


def test_what_never_pays_off_is_named_in_the_figure(folder):
    plot = plots.plot_break_even(break_even(read_benchmarks(folder).measurements))
    assert plot.figure.get_supxlabel() == "Never pays off: mlp · cuda · jit"


def test_what_a_folder_lacks_is_one_line_and_figures_speak_for_their_tables():
    drawn = plots.plot_compile_times(times(jit=[1.0]))
    none = plots.plot_compile_times(times())
    table = show_table(pd.DataFrame({"a": [1]}), "Rows")
    empty = show_table(pd.DataFrame({"a": []}), "Copies")
    assert present(drawn, table) == [drawn, table]
    *shown, absent = present(empty, drawn, none, none, table)
    assert shown == [drawn, table]
    assert repr(absent) == "No compile times in this folder."
    *shown, absent = present(empty, table, empty)
    assert shown == [table]
    assert absent._repr_html_() == "<p><em>Copies: none.</em></p>"
    assert absent._repr_markdown_() == "*Copies: none.*"

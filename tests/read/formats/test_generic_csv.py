"""CSV that people's own scripts export: dialects, headers, failures."""

import pytest

from chimera_nb.read.document import Document
from chimera_nb.read.formats.generic_csv import READERS
from chimera_nb.read.testing import read_text


def read(text):
    """Read a CSV text with the generic reader."""
    return read_text(READERS[0], "a.csv", text)


def shown(table, *columns):
    """The rows as tuples of these columns."""
    return list(table[list(columns)].itertuples(index=False, name=None))


def test_a_value_with_its_own_failed_status_carries_no_value_and_its_neighbour_does():
    rows = read(
        "range,compiler,checkSeconds,checkStatus,fullSeconds,fullStatus\n"
        'r1,"cc (X 1.2.3) 1.2.3",0.5,failed:SIGSEGV,1.5,ok\n'
    )
    assert rows["status"].tolist() == ["failed", "ok"]
    assert rows["value"].isna().tolist() == [True, False]
    assert rows["benchmark"].tolist() == ["r1", "r1"]
    assert rows["config_label"].tolist() == [
        "cc (X 1.2.3) 1.2.3, checkSeconds",
        "cc (X 1.2.3) 1.2.3, fullSeconds",
    ]


@pytest.mark.parametrize(
    ("header", "cell"),
    [
        ("success", "false"),
        ("error", "boom"),
        ("exit_code", "139"),
        ("status", "TIMEOUT"),
    ],
)
def test_a_failed_row_never_gives_its_seconds(header, cell):
    rows = read(f"name,time_ms,{header}\na,2.5,{cell}\n")
    assert shown(rows, "status", "raw_value") == [("failed", "2.5")]
    assert rows["value"].isna().all()


def test_semicolons_with_decimal_commas_and_a_german_failure():
    rows = read("Name;Zeit (ms);Status\na;12,5;ok\nb;1.234,5;Fehler\n")
    assert rows["status"].tolist() == ["ok", "failed"]
    assert rows["value"].iloc[0] == 0.0125


def test_headers_over_each_other_are_joined_with_merged_cells_filled():
    rows = read(
        ",GPU,,CPU,\nmodel,mean (ms),std (ms),mean (ms),std (ms)\nm,2.5,0.5,4.5,1.5\n"
    )
    assert shown(rows, "model", "statistic", "value", "config_label") == [
        ("m", "mean", 0.0025, "GPU / mean (ms)"),
        ("m", "std", 0.0005, "GPU / std (ms)"),
        ("m", "mean", 0.0045, "CPU / mean (ms)"),
        ("m", "std", 0.0015, "CPU / std (ms)"),
    ]


def test_a_row_of_units_below_the_header_is_no_data():
    rows = read("name,latency,rate\n,ms,tok/s\na,2.5,100\n")
    assert shown(rows, "value", "unit") == [(0.0025, "s"), (100.0, "tok/s")]
    assert rows["place"].iloc[0] == "line 3, column latency (ms)"


def test_metrics_in_rows_take_their_unit_from_the_units_column():
    rows = read("benchmark,metric,value,unit\nfft,time,2.5,ms\nfft,memory,4,MiB\n")
    assert shown(rows, "benchmark", "metric", "value", "unit") == [
        ("fft", "time", 0.0025, "s"),
        ("fft", "memory", 4194304.0, "bytes"),
    ]


def test_comments_and_titles_above_the_header_are_words_not_rows():
    rows = read("# Run on host a\n# seed 42\nname, time_ms\na, 2.5\n")
    assert shown(rows, "benchmark", "value") == [("a", 0.0025)]
    assert rows["place"].tolist() == ["line 4, column time_ms"]
    assert "Run on host a" in rows["config_label"].iloc[0]


def test_json_in_cells_becomes_settings_and_a_runs_number_its_index():
    rows = read(
        'name,iteration,time_ms,config\na,3,2.5,"{""threads"": 4, ""opt"": ""O2""}"\n'
    )
    row = rows.iloc[0]
    assert (row["setting.threads"], row["setting.opt"], row["run_index"]) == (
        4,
        "O2",
        3.0,
    )
    assert len(rows) == 1


def test_a_line_that_does_not_fit_is_a_problem_and_the_rest_is_read():
    rows = read("name,time_ms,n_threads\na,2.5,1\nb,3.5\nc,4.5,1,9\nd,5.5,1\n")
    assert rows["benchmark"].tolist() == ["a", "d"]
    assert rows.attrs["problems"] == [
        ("line 3", "2 cells where the header has 3"),
        ("line 4", "4 cells where the header has 3"),
    ]


def test_counts_as_column_names_are_a_header_and_kept_as_labels():
    rows = read("lock,1,2,4\nspin,1.5,2.5,4.5\n")
    assert shown(rows, "benchmark", "config_label", "value") == [
        ("spin", "1", 1.5),
        ("spin", "2", 2.5),
        ("spin", "4", 4.5),
    ]


def test_missing_values_of_four_kinds_are_no_rows():
    rows = read("name,time_ms\na,\nb,N/A\nc,nan\nd,-\ne,0.0\n")
    assert shown(rows, "benchmark", "value", "status") == [("e", 0.0, "ok")]


@pytest.mark.parametrize(
    "text", ["p,q\n1,2\n", "name,city\na,b\n", "port,service\n80,web\n"]
)
def test_a_table_that_measures_nothing_is_not_claimed(text):
    assert not READERS[0].takes(Document("a.csv", "csv", text))


def test_columns_of_one_name_stay_apart():
    rows = read("name,time_ms,time_ms\na,1.5,2.5\n")
    assert rows["place"].tolist() == [
        "line 2, column time_ms",
        "line 2, column time_ms #2",
    ]


def test_thousands_of_columns_are_read_in_linear_time():
    names = ",".join(f"m{at}_ms" for at in range(5_000))
    values = ",".join(f"{at}.5" for at in range(5_000))
    assert len(read(f"name,{names}\na,{values}\n")) == 5_000


def test_a_row_in_which_no_request_succeeded_has_no_times_and_its_counts_are_kept():
    rows = read(
        "endpoint,successful_requests,failed_requests,p97.5_latency_ms,rps\n"
        "/a,100,0,2.5,65.5\n/b,0,100,0,0\n"
    )
    assert shown(rows[rows["benchmark"] == "/b"], "metric", "status") == [
        ("successful_requests", "ok"),
        ("failed_requests", "ok"),
        ("latency", "failed"),
        ("request_throughput", "failed"),
    ]
    assert rows["statistic"][2] == "p97.5"
    assert rows["status"][:4].tolist() == 4 * ["ok"]


def test_errors_are_a_count_of_what_went_wrong():
    rows = read("name,requests,latency_ms,errors\na,10,2.5,0\nb,10,3.5,4\n")
    errors = rows[rows["metric"] == "errors"]
    assert shown(errors, "value", "unit") == [(0.0, "count"), (4.0, "count")]


@pytest.mark.parametrize(
    ("header", "value", "unit"),
    [
        ("avg_power_w", 2.5, "W"),
        ("idle_gpu_mw", 0.0025, "W"),
        ("prefill_energy_mj", 0.0025, "J"),
        ("energy_wh", 9000.0, "J"),
        ("gpu_temp_c", 2.5, "degC"),
    ],
)
def test_units_of_power_and_energy_end_a_name(header, value, unit):
    rows = read(f"model,{header}\ntiny,2.5\n")
    assert shown(rows, "value", "unit") == [(value, unit)]


@pytest.mark.parametrize("header", ["hidden_w", "size_c", "image_w"])
def test_a_width_is_no_power(header):
    assert set(read(f"name,t_ms,{header}\na,2.5,4.5\n")["unit"]) <= {"s", ""}


@pytest.mark.parametrize(
    ("name", "statistic"),
    [
        ("p99.99", "p99.99"),
        ("p9999", "p99.99"),
        ("p97.5", "p97.5"),
        ("p50.0", "median"),
    ],
)
def test_percentiles_with_a_fraction_are_not_cut(name, statistic):
    rows = read(f"name,{name}_latency_ms\na,2.5\n")
    assert shown(rows, "metric", "statistic") == [("latency", statistic)]


def test_an_error_in_time_is_how_far_off_a_score_may_be_and_what_was_chosen_no_result():
    rows = read(
        "operation,score_us,error_us,warmup_tries,device_count\nSign,1.5,0.5,2,8\n"
    )
    assert shown(rows, "metric", "statistic", "value", "unit") == [
        ("score", "value", 1.5e-06, "s"),
        ("time", "error", 5e-07, "s"),
    ]


def test_a_cell_of_several_lines_is_no_row() -> None:
    text = "Modelo,Latencia_Segundos,Status,Ejercicio\n"
    text += 'gemma9,120.25,Aprobado,"**Uno**\n\nTexto; con | marcas; y, comas.\n"\n'
    text += 'phi9,0.5,Error,"**Dos**; a; b; c; d\n"\n'
    table = read_text(READERS[0], "a.csv", text)
    assert table["value"].tolist()[:1] == [120.25]
    assert table["status"].tolist() == ["ok", "failed"]

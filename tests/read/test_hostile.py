"""Hostile content: each ends as a row with a reason, never in a crash or a hang."""

import json
import time

import pytest

from chimera_nb import read_benchmarks
from chimera_nb.read.document import Document
from tests.conftest import compile_file
from tests.read.test_files import CSV, rows_of

HEADER = "model,backend,compile_time_s,success,error\n"


def reason_of(folder, name, content):
    (folder / name).write_bytes(
        content if isinstance(content, bytes) else content.encode()
    )
    start = time.monotonic()
    found = rows_of(folder)
    assert time.monotonic() - start < 60
    return found[name][1], found[name][3]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        (
            "deep.json", "[" * 100_000 + "]" * 100_000,
            "not read as json: nested deeper than 300 levels (the limit CHIMERA_NB_MAX_NESTING)",
        ),
        (
            "deep.jsonl", '{"a":' * 100_000 + "1" + "}" * 100_000,
            "not read as json: nested deeper than 300 levels (the limit CHIMERA_NB_MAX_NESTING)",
        ),
        (
            "wide.csv", ",".join(f"c{n}" for n in range(100_000)) + "\n",
            "not read as csv: line 1: more than 20,000 columns (the limit CHIMERA_NB_MAX_COLUMNS)",
        ),
        (
            "wide.csv", CSV + "," * 100_000 + "\n",
            "not read as csv: line 3: more than 20,000 columns (the limit CHIMERA_NB_MAX_COLUMNS)",
        ),
        (
            "nul.csv", CSV.encode() + b"m,jit,\0,true,\n",
            "not read as csv: holds NUL bytes: binary, or re-encoded UTF-16, not text",
        ),
        (
            "quote.csv", HEADER + 'm,"jit,1.5,true,\n' + "m,jit,1.5,true,\n" * 100,
            "not read as csv: line 102: unexpected end of data",
        ),
        (
            "cell.csv", HEADER + "m," + "j" * 200_000 + ",1.5,true,\n",
            "not read as csv: line 2: field larger than field limit (131072)",
        ),
        (
            "digits.json", '{"a": ' + "9" * 5000 + "}",
            "not read as json: Exceeds the limit (4300 digits) for integer string"
            " conversion: value has 5000 digits; use sys.set_int_max_str_digits()"
            " to increase the limit",
        ),
        ("hex.json", '{"a": 0x10}', "not read as json: Expecting ',' delimiter: line 1 column 8 (char 7)"),
        ("name.json", '{"\\ud800": 1}', "no reader claims its keys (\ufffd)"),
    ],
)  # fmt: skip
def test_a_hostile_file_is_one_row_with_its_reason(tmp_path, name, content, reason):
    assert reason_of(tmp_path, name, content)[1] == reason


def test_brackets_in_strings_are_no_nesting():
    text = json.dumps(["\x1b[31m [[[ {{{" * 200, '\\"[' * 500, {"a": ["]"]}])
    assert len(Document("a.json", "json", text).content) == 3


def test_numbers_that_python_reads_and_others_do_not_carry_no_value(tmp_path):
    cells = ["1e400", "0x10", "=1+1", "nan", "-inf", "1e-400", "--1", "+", "1__0", "½"]
    (tmp_path / "a.csv").write_text(
        HEADER + "".join(f"m,b{n},{cell},true,\n" for n, cell in enumerate(cells))
    )
    rows = read_benchmarks(tmp_path, cache=False).measurements
    ok = rows[rows["status"] == "ok"]
    assert set(ok["raw_value"]) <= {"1e-400"}


_ODD = ["1e400", "0x10", "١٢", "=1+1", "NaN", "inf", "N/A", "-", "Failed", "2.5"]
_CSV = "case,time_ms\n" + "".join(f"c{n},{odd}\n" for n, odd in enumerate(_ODD))
_TABLE = "| Case | Time (ms) |\n|---|---|\n"
_TABLE += "".join(f"| c{n} | {odd} |\n" for n, odd in enumerate(_ODD))
_TEXTS = json.dumps(
    {"cases": [{"name": f"c{n}", "time_ms": odd} for n, odd in enumerate(_ODD)]}
)
_BARE = '{"cases": [{"name": "c0", "time_ms": 1e400}, {"name": "c4", "time_ms": NaN},'
_BARE += ' {"name": "c5", "time_ms": -Infinity}, {"name": "c8", "time_ms": "Failed"},'
_BARE += ' {"name": "c9", "time_ms": 2.5}]}'


@pytest.mark.parametrize(
    ("name", "text", "counted"),
    [("a.csv", _CSV, 4), ("a.md", _TABLE, 4), ("a.json", _TEXTS, 8),
     ("b.json", _BARE, 3)],
)  # fmt: skip
def test_what_is_no_number_is_failed_missing_or_counted(tmp_path, name, text, counted):
    (tmp_path / name).write_text(text)
    reading = read_benchmarks(tmp_path, cache=False)
    rows = reading.measurements.sort_values("benchmark")
    wanted = ["benchmark", "status", "raw_value", "unit"]
    assert list(rows[wanted].itertuples(index=False, name=None)) == [
        ("c8", "failed", "Failed", "s"),
        ("c9", "ok", "2.5", "s"),
    ]
    assert rows["value"].iloc[1] == 0.0025
    assert reading.not_taken["count"].sum() == counted


def test_numbers_beyond_floats_in_json_carry_no_value(tmp_path):
    text = json.dumps(compile_file("m", "cpu", eager=1.0, jit=(0.25, 0.5)))
    for number, value in enumerate(
        ("1e400", "NaN", "-Infinity", "9" * 400, '"0.25"', "[0.25]")
    ):
        (tmp_path / f"{number}.json").write_text(text.replace("0.25", value))
    reading = read_benchmarks(tmp_path, cache=False)
    assert not reading.files["reason"].str.contains("fault").any()
    rows = reading.measurements
    ok = rows[(rows["status"] == "ok") & (rows["metric"] == "compile_time")]
    assert ok["value"].dropna().isin([0.25]).all()


def test_duplicate_keys_are_a_problem_and_the_last_counts(tmp_path):
    text = json.dumps(compile_file("m", "cpu", eager=1.0, jit=(0.25, 0.5)))
    (tmp_path / "a.json").write_text(text.replace('"runs":', '"runs": 3, "runs":'))
    reading = read_benchmarks(tmp_path, cache=False)
    assert reading.problems.to_dict("records") == [
        {"path": "a.json", "place": "", "reason": "keys that stand twice, the last counts: runs"}
    ]  # fmt: skip
    assert reading.files["reason"].tolist() == ["read but for 1 problem"]


def test_duplicate_headers_stop_nothing(tmp_path):
    status, _ = reason_of(
        tmp_path, "a.csv", HEADER.replace("error", "model") + "m,jit,1.5,true,n\n"
    )
    assert status in ("read", "skipped", "partly")


def test_a_markdown_table_of_10_000_rows_is_read_in_linear_time(tmp_path):
    table = "# Model: m\n| Backend | Compile Time (s) |\n|---|---|\n"
    (tmp_path / "a.md").write_text(
        table + "".join(f"| b{n} | {n}.5 |\n" for n in range(10_000))
    )
    start = time.monotonic()
    reading = read_benchmarks(tmp_path, cache=False)
    assert time.monotonic() - start < 20
    assert len(reading.measurements) == 10_000


def test_lines_end_where_editors_end_them(tmp_path):
    assert Document("a", "text", "a\x0bb\u2028c\x85d\r\ne\rf\n").lines == [
        "a\x0bb\u2028c\x85d",
        "e",
        "f",
    ]
    (tmp_path / "a.csv").write_text(
        HEADER + "m\u2028\x85,jit,1.5,true,\nm,jit,x,true,\n"
    )
    places = read_benchmarks(tmp_path, cache=False)
    assert [places.locate(place) for place in range(2)] == [
        "line 2, column compile_time_s", "line 3, column compile_time_s",
    ]  # fmt: skip


def test_values_one_after_another_are_read_with_their_lines():
    document = Document("a.json", "json", '{"a": 1}{"a": 2}\n\n{\n"a": 3}\n')
    assert document.content == [{"a": 1}, {"a": 2}, {"a": 3}]
    assert [document.item_place(index) for index in range(3)] == [
        "line 1 ",
        "line 1 ",
        "line 3 ",
    ]


def test_json_lines_of_an_interrupted_run_are_kept_but_for_the_last():
    document = Document("a.jsonl", "json", '{"a": 1}\n\n{"a": 2}\n{"a": ')
    assert document.content == [{"a": 1}, {"a": 2}]
    assert document.broken == [(4, "no JSON: Expecting value (column 6)")]
    assert document.item_place(1) == "line 3 "


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_line_of_1_gb_is_a_row_with_its_reason(tmp_path, monkeypatch):
    with (tmp_path / "line.csv").open("wb") as file:
        for _ in range(100):
            file.write(b"1," * 5_000_000)
    found = rows_of(tmp_path)
    assert found["line.csv"][3] == (
        "not read in pieces: its first row is longer than a megabyte;"
        " larger than 200,000,000 bytes (the limit CHIMERA_NB_MAX_FILE_BYTES)"
    )
    monkeypatch.setenv("CHIMERA_NB_MAX_FILE_BYTES", "2_000_000_000")
    found = rows_of(tmp_path)
    assert found["line.csv"][3] == (
        "not read as csv: line 1: longer than 100,000,000 bytes"
        " (the limit CHIMERA_NB_MAX_LINE_LENGTH)"
    )


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_ten_million_keys_are_a_row_with_its_reason(tmp_path):
    with (tmp_path / "keys.json").open("w") as file:
        file.write("{\n")
        for start in range(0, 10_000_000, 100_000):
            file.write("\n".join(f'"{n}":1,' for n in range(start, start + 100_000)))
        file.write('"last":1}')
    found = rows_of(tmp_path)
    assert found["keys.json"][3] == (
        "not read as json: more than 5,000,000 keys (the limit CHIMERA_NB_MAX_KEYS)"
    )

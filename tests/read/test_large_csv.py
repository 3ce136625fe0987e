"""A CSV that is read in pieces gives what the same text gives line by line."""

import hashlib
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from chimera_nb.read import (
    csv_pieces,
    flat,
    large_csv,
    lines,
    opening,
    read_benchmarks,
    table,
)
from chimera_nb.read.csv_pieces import NotRegular, parsed, pieces
from chimera_nb.read.document import Document
from chimera_nb.read.files import Entry
from chimera_nb.read.limits import Limits
from chimera_nb.read.lines import Lines, pieces_of
from chimera_nb.read.records import Number, Record
from chimera_nb.read.table import Sourced, tidy

HEAD = "timestamp,model,prompt,prompt_index,ttft_s,load_s,prompt_eval_s,tokens_s,error,options,response\n"
ROWS = [
    "2026-01-01,m,p,1,0.5,0.4,0.1,80.5,,,text",
    "2026-01-01,m,q,2,0.75,0.7,0.05,90.250,,\"{\"\"num_ctx\"\": 512, \"\"seed\"\": null}\",\"two\nlines\"",
    "2026-01-01,n,p,x,0.50,0.4,0.05,1e2,,{broken,",
    "2026-01-01,m,p,1,0.5,0.4,0.1,80.5,out of memory,,",
    "2026-01-02,m,p,1,0.5,0.4,0.1,0.0,,,",
    ",m,p,1,0.5,0.4,0.1,nan,,,",
    ",,p,1,0.5,0.4,0.1,,,,",
    ",m,p,1,0.5,0.4,0.1,fast,,,",
    "2026-01-01,m,p,1, 0.5 ,0.4,0.1,80.5,\" \",,",
    "2026-01-01,m,p,1,1_0,0.4,0.1,١٢,,,",
    "2026-01-01,m,é,1,0.5,0.4,0.1,80.5,,,",
    "2026-01-01,m,p,1,0.5,0.4,0.1,80.5",
    "2026-01-01,m,p,1,0.5,0.4,0.1,80.5,,,,,more",
    "2026-01-01,m,p,1,+0.5,.4,1.,-80.5,,\"{\"\"model\"\": \"\"z\"\", \"\"b\"\": true}\",",
    "",
    " ",
    ",,,,,,,,,,",
    ",,",
]  # fmt: skip


def read(folder: Path, monkeypatch, *, large: int, piece: int = 1 << 25):
    monkeypatch.setattr(opening, "LARGE", large)
    monkeypatch.setattr(large_csv, "PIECE", piece)
    monkeypatch.setattr(csv_pieces, "PIECE", piece)
    return read_benchmarks(folder, cache=False)


def same(folder: Path, monkeypatch, piece: int = 700) -> bool:
    """Compare both ways of reading; say whether the file was read in pieces."""
    taken = []
    original = large_csv.of_bytes

    def watched(*given):
        taken.append(original(*given))
        return taken[-1]

    with monkeypatch.context() as patch:
        patch.setattr(large_csv, "of_bytes", watched)
        fast = read(folder, patch, large=1, piece=piece)
        slow = read(folder, patch, large=1 << 40)
    assert_frame_equal(fast.files, slow.files)
    assert_frame_equal(fast.measurements, slow.measurements, check_categorical=False)
    assert_frame_equal(fast.problems, slow.problems)
    assert_frame_equal(fast.not_taken, slow.not_taken)
    places = range(len(slow.measurements))
    assert [*map(fast.locate, places)] == [*map(slow.locate, places)]
    return bool(taken)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("piece", [150, 100_000])
def test_rows_of_all_kinds_are_read_in_pieces_as_line_by_line(
    tmp_path, monkeypatch, end, piece
):
    text = "".join(each + end for each in [HEAD.strip(), *ROWS, *ROWS[:3]])
    (tmp_path / "a.csv").write_bytes(text.encode())
    assert same(tmp_path, monkeypatch, piece)


@pytest.mark.parametrize("row", ROWS)
def test_a_single_odd_row_among_plain_ones(tmp_path, monkeypatch, row):
    (tmp_path / "a.csv").write_text("\n".join([HEAD.strip(), *ROWS[:2], row]))
    assert same(tmp_path, monkeypatch)
    (tmp_path / "a.csv").write_text(f"\ufeff{HEAD}{row}\n", encoding="utf-8")
    same(tmp_path, monkeypatch)


@pytest.mark.parametrize(
    "text",
    [
        ROWS[0] + "\r" + ROWS[0],
        ROWS[0].replace("text", 'te"xt'),
        ROWS[0].replace("text", '"te"xt'),
        ROWS[0].replace("text", '"text'),
        ROWS[0].replace("text", "te\0xt"),
        ROWS[0].replace("text", "x" * 140_000),
        "\n" + HEAD + ROWS[0],
    ],
)
def test_what_is_not_plain_is_read_line_by_line(tmp_path, monkeypatch, text):
    (tmp_path / "a.csv").write_text(HEAD + ROWS[1] + "\n" + text)
    same(tmp_path, monkeypatch, piece=1 << 20)
    (tmp_path / "a.csv").write_text(text)
    same(tmp_path, monkeypatch, piece=1 << 20)


def test_cp1252_and_utf_16_are_read_line_by_line(tmp_path, monkeypatch):
    for encoding in ("cp1252", "utf-16"):
        text = HEAD + ROWS[0] * 30 + "\n" + ROWS[0].replace("text", "café") + "\n"
        (tmp_path / "a.csv").write_bytes(text.encode(encoding))
        assert not same(tmp_path, monkeypatch)


cells = st.one_of(
    st.sampled_from(
        ["", " ", "0", "0.0", "1.5", "-2", "1e3", "nan", "inf", "1_0", "N/A", "m", "é",
         "a,b", 'say "x"', "two\nlines", "1e400", "0x10", "{", '{"n": 1}', "x\r\ny"]
    ),
    st.decimals(-1000, 1000, places=3).map(str),
)  # fmt: skip


@settings(max_examples=60, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(
    rows=st.lists(st.lists(cells, min_size=9, max_size=11), max_size=12),
    width=st.integers(4, 11),
    piece=st.integers(60, 500),
    mark=st.sampled_from(",;\t|"),
)
def test_any_table_is_the_same_both_ways(
    tmp_path, monkeypatch, rows, width, piece, mark
):
    import csv

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n", delimiter=mark)
    names = ["ttft_s", "tokens_s", "model", "error", *HEAD.strip().split(",")[:4],
             "load_s", "prompt_eval_s", "config_name"][:width]  # fmt: skip
    names = list(dict.fromkeys(names))
    writer.writerow(names)
    writer.writerows(["0.5", "20", *row][: len(names)] for row in rows)
    writer.writerows(row[: len(names)] for row in rows)
    (tmp_path / "a.csv").write_text(text.getvalue(), newline="")
    same(tmp_path, monkeypatch, piece)


def test_records_of_a_large_file_are_made_where_another_file_is_compared(
    tmp_path, monkeypatch
):
    (tmp_path / "a.csv").write_text("\n".join([HEAD.strip(), *ROWS[:6]]))
    (tmp_path / "b.csv").write_text("\n".join([HEAD.strip(), *ROWS[:2]]))
    (tmp_path / "c.md").write_text(
        "# m\n\n| Model | Throughput (tok/s) |\n|---|---|\n| m | 90.25 |\n| n | 100.0 |\n"
    )
    assert same(tmp_path, monkeypatch)


def test_a_file_past_the_limit_is_read_in_pieces(tmp_path, monkeypatch):
    text = "\n".join([HEAD.strip(), *ROWS])
    (tmp_path / "a.csv").write_text(text)
    wanted = read(tmp_path, monkeypatch, large=1 << 40)
    monkeypatch.setattr(large_csv, "PIECE", 300)
    found = read_benchmarks(tmp_path, cache=False, limits=Limits(file_bytes=100))
    assert_frame_equal(found.files, wanted.files)
    assert_frame_equal(found.measurements, wanted.measurements, check_categorical=False)
    assert_frame_equal(found.problems, wanted.problems)
    assert found.files["sha256"].item() == hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (HEAD + ROWS[0].replace("text", 'te""xt'), "not read in pieces: a quote within a cell; larger than 100 bytes (the limit CHIMERA_NB_MAX_FILE_BYTES)"),
        ("name,note\n" * 30, "not read in pieces: its reader reads line by line; larger than 100 bytes (the limit CHIMERA_NB_MAX_FILE_BYTES)"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_in_pieces_is_skipped_with_its_reason(
    tmp_path, text, reason
):
    (tmp_path / "a.csv").write_text(text)
    found = read_benchmarks(tmp_path, cache=False, limits=Limits(file_bytes=100))
    assert found.files[["status", "reason"]].to_numpy().tolist() == [
        ["skipped", reason]
    ]


def test_a_csv_past_its_own_limit_is_skipped(tmp_path):
    (tmp_path / "a.csv").write_text(HEAD + ROWS[0] + "\n")
    limits = Limits(file_bytes=20, csv_bytes=50)
    found = read_benchmarks(tmp_path, cache=False, limits=limits)
    assert found.files["reason"].item() == (
        "larger than 50 bytes (the limit CHIMERA_NB_MAX_CSV_BYTES)"
    )


def test_pieces_are_cut_between_rows_only():
    data = b'a,b\n1,"x\ny"\n2,"p\n\n"\n3,4'
    for size in range(1, len(data) + 1):
        blocks = [data[at : at + size] for at in range(0, len(data), size)]
        found = list(pieces(blocks))
        assert b"".join(found) == data
        assert all(each.count(b'"') % 2 == 0 for each in found)


def test_a_row_without_end_is_no_piece(monkeypatch):
    monkeypatch.setattr(csv_pieces, "PIECE", 10)
    with pytest.raises(NotRegular, match=r"^a row is longer than a piece$"):
        list(parsed(pieces([b"a,b\n", b"1" * 15, b"1" * 15]), ["a", "b"], ",", ()))


def test_whoever_asks_for_one_record_gets_all_of_them(tmp_path, monkeypatch):
    made = []
    original = opening._take
    (tmp_path / "a.csv").write_text("\n".join([HEAD.strip(), *ROWS[:6]]))
    monkeypatch.setattr(
        opening, "_take", lambda o, *rest: (original(o, *rest), made.append(o.records))
    )
    read(tmp_path, monkeypatch, large=1)
    (lines,) = made
    assert isinstance(lines, Lines)
    assert pieces_of(lines) is not None
    (table, _), count = tidy([Sourced("a.csv", lines)]), len(lines)
    lines[1].numbers = lines[1].numbers[:1]
    assert pieces_of(lines) is None
    again, _ = tidy([Sourced("a.csv", lines)])
    assert (len(lines), len(again)) == (count, len(table) - 3)


def lines_of(text: str) -> Lines:
    entry = Entry("a.csv")
    data = text.encode()
    entry.encoding = "ascii"
    found = large_csv.of_bytes(entry, data, lambda data: Document("a.csv", "csv", data.decode())).found  # fmt: skip
    return next(each for each in found if isinstance(each, Lines))


@pytest.mark.parametrize("long", [1, 1 << 40])
def test_columns_stand_among_records_of_other_files(monkeypatch, long):
    monkeypatch.setattr(flat, "LONG", long)
    monkeypatch.setattr(table, "LONG", long)
    monkeypatch.setattr(csv_pieces, "PIECE", 400)
    monkeypatch.setattr(large_csv, "PIECE", 400)
    text = "\n".join([HEAD.strip(), *ROWS])
    other = [
        Record("/0", [Number("latency", 1.5, "ms", labels={"config_label": "cold"})], {"model": "z", "setting.num_ctx": "many"}),
        Record("/1", [], {"model": "none"}),
    ]  # fmt: skip
    before, after = Sourced("0.json", other[:1]), Sourced("z.json", other)
    lines = lines_of(text)
    assert len(pieces_of(lines)) > 1
    found, places = tidy([before, Sourced("a.csv", lines), after])
    assert pieces_of(lines) is not None
    wanted, said = tidy([before, Sourced("a.csv", list(lines_of(text))), after])
    assert_frame_equal(found, wanted, check_categorical=False)
    assert [*map(str, found["model"].cat.categories)] == [
        *map(str, wanted["model"].cat.categories)
    ]
    assert places.parts()[0] == said.parts()[0]
    assert places.parts()[2] == said.parts()[2]
    count = range(len(wanted))
    assert [places[at] for at in count] == [said[at] for at in count]
    if long == 1:
        assert str(found["place"].dtype) == "int32"


def test_the_cache_keeps_the_table_of_a_large_file_and_reads_it_again_after_a_change(
    tmp_path, monkeypatch
):
    monkeypatch.setenv("CHIMERA_NB_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(opening, "LARGE", 1)
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "a.csv").write_text("\n".join([HEAD.strip(), *ROWS]))
    first = read_benchmarks(folder)
    with monkeypatch.context() as patch:
        patch.setattr(large_csv, "of_bytes", lambda *given: pytest.fail("read again"))
        again = read_benchmarks(folder)
    assert_frame_equal(again.measurements, first.measurements)
    assert again.locate(3) == first.locate(3)
    (folder / "b.md").write_text("# nothing\n")
    after = read_benchmarks(folder)
    assert_frame_equal(after.measurements, first.measurements)


@pytest.mark.parametrize("beside", ["b.csv", "chimera.yaml", "copy.csv", ""])
def test_a_file_of_too_many_rows_stands_for_itself(tmp_path, monkeypatch, beside):
    monkeypatch.setattr(lines, "APART", 3)
    text = "\n".join([HEAD.strip(), *ROWS[:3], *ROWS[1:3], ""])
    (tmp_path / "a.csv").write_text(text)
    other = {"b.csv": HEAD + ROWS[0] + "\n", "chimera.yaml": "machine: m\n", "copy.csv": text, "": ""}  # fmt: skip
    if beside:
        (tmp_path / beside).write_text(other[beside])
    monkeypatch.setattr(lines.Lines, "_all", lambda self: pytest.fail("made"))
    found = read(tmp_path, monkeypatch, large=len(text))
    why = "too many rows to compare them with other files, or to correct them"
    reasons = dict(found.files[["path", "reason"]].to_numpy().tolist())
    assert reasons["a.csv"] == (why if beside in ("b.csv", "chimera.yaml") else "")
    of = found.measurements["source"].value_counts().to_dict()
    assert of == {"a.csv": 20, **({"b.csv": 4} if beside == "b.csv" else {})}
    problems = found.problems.to_numpy().tolist()
    assert problems == ([["a.csv", "", why]] if reasons["a.csv"] else [])


def test_many_numbers_of_small_files_alone_are_filled_in(tmp_path, monkeypatch):
    # all that their rows have in common is one value, which is held once
    monkeypatch.setattr(flat, "LONG", 4)
    for name in ("a", "b"):
        (tmp_path / f"{name}.csv").write_text(
            f"timestamp,model,ttft_s,tokens_s\n,{name},0.5,80.5\n,{name},0.75,90.5\n"
        )
    values = read_benchmarks(tmp_path, cache=False).measurements["value"]
    assert values.tolist() == [0.5, 80.5, 0.75, 90.5] * 2

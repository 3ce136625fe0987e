"""Runs of a local language model, one call a row: CSV, and the same as JSON.

The structure is that of Chimeraforge's scripts around Ollama (prompt suites,
parameter sweeps, quantization benches, baselines): ``ttft_s`` and ``tokens_s``, with
the parts of the call beside them. In these files ``ttft_s`` is ``load_s`` +
``prompt_eval_s``, so that the first call of a model carries its loading; such calls are
marked ``cold``. A call that failed is written with zeros or with blanks: it has no
value here.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from ..arrow_columns import coded, dictionary, floats, rows_at, side_by_side
from ..csv_pieces import Cells, NotRegular, Parse
from ..document import Document, pointer, text_of
from ..lines import Coded, Lines, Piece
from ..records import Found, Number, Problem, Reader, Record, Row, Shape, records
from ._llm_calls import (
    COLD_S,
    DERIVED,
    LABELS,
    NO_LABELS,
    ONE_STAMP,
    Call,
    metric_of,
    of_run,
    record_of,
    records_of,
    setting,
    settings_of,
)
from ._llm_names import LLM_METRICS, TEXTS


def read_csv(document: Document) -> Iterator[Found]:
    """Yield one record per line."""
    regular = _regular(document)
    if regular is not None:
        yield from regular
        return
    names = document.header
    rows = []
    for line, cells in document.rows[1:]:
        if len(cells) != len(names):
            reason = f"{len(cells)} cells where the header has {len(names)}"
            yield Problem(f"line {line}", reason)
            continue
        row = {name: cell.strip() for name, cell in zip(names, cells, strict=True)}
        rows.append(Call(f"line {line}", ", column ", row))
    yield from records_of(document, rows, None)


def _regular(document: Document) -> list[Row] | None:
    """Return a row per line, where each line is whole and no call failed.

    Columns are looked at as a whole; what this finds, `record_of` would find, too.
    """
    names, lines = document.header, document.rows[1:]
    if not lines or any(len(cells) != len(names) for _, cells in lines):
        return None
    if "model" not in names or len({LABELS.get(n, n) for n in names}) < len(names):
        return None
    columns = zip(*(cells for _, cells in lines), strict=True)
    texts: dict[str, Sequence[str]] = dict(zip(names, columns, strict=True))
    raws = {
        name: [cell.strip() for cell in texts.pop(name)]
        for name in names
        if name in LLM_METRICS
    }
    values = _floats(raws)
    if values is None or any(map(_filled, texts.get("error", ()))):
        return None
    labels = _labels_of(texts, len(lines))
    if "load_s" in values:
        for given, load in zip(labels, values["load_s"], strict=True):
            given["cold"] = load >= COLD_S
    stamps = set(map(text_of, texts.get("timestamp", ())))
    stamped = len(lines) > 1 and len(stamps) == 1 and None not in stamps
    shapes = [_shape(tuple(values), stamped, derived) for derived in (False, True)]
    return [
        Row(f"line {line}", shapes[derived], cells, written, given, "llm")
        for (line, _), derived, cells, written, given in zip(
            lines, _sums(values).tolist(), zip(*values.values(), strict=True),
            zip(*raws.values(), strict=True), labels, strict=True,
        )
    ]  # fmt: skip


def _floats(raws: Mapping[str, Sequence[str]]) -> dict[str, list[float]] | None:
    """Parse columns, where every cell is a finite number and no call made nothing."""
    try:
        found = {name: list(map(float, column)) for name, column in raws.items()}
    except ValueError:
        return None
    finite = all(sum(map(abs, column)) < 1e300 for column in found.values())
    return found if finite and all(found["tokens_s"]) else None


def _sums(values: Mapping[str, Sequence[float] | np.ndarray]) -> np.ndarray:
    """Say of each line whether its time to first token is the sum of its parts."""
    if not {"load_s", "prompt_eval_s", "ttft_s"} <= set(values):
        return np.zeros(len(values["tokens_s"]), dtype=bool)
    ttft, load, prompt = map(
        np.asarray, (values["ttft_s"], values["load_s"], values["prompt_eval_s"])
    )
    found: np.ndarray = np.abs(ttft - (load + prompt)) <= 0.0011
    return found


def _labels_of(texts: Mapping[str, Sequence[str]], count: int) -> list[dict[str, Any]]:
    """Return what `_labels` says of each line; a cell is read once."""
    columns: dict[str, list[Any]] = {}
    for name, cells in texts.items():
        if name in NO_LABELS or (name in TEXTS and name not in LABELS):
            continue
        of = of_run if name == "prompt_index" else text_of if name in LABELS \
            else setting  # fmt: skip
        known = {cell: of(cell.strip()) for cell in set(cells)}
        columns[LABELS.get(name, f"setting.{name}")] = [known[cell] for cell in cells]
    options = texts.get("options", ())
    read = {cell: settings_of(cell.strip()) for cell in set(options)}
    for label in {label: None for each in read.values() for label in each}:
        columns.setdefault(label, [read[cell].get(label) for cell in options])
    if not columns:
        return [{} for _ in range(count)]
    rows = zip(*columns.values(), strict=True)
    found = [dict(zip(columns, row, strict=True)) for row in rows]
    for label in [name for name, column in columns.items() if None in column]:
        for given in found:
            if given[label] is None:
                del given[label]
    return found


@lru_cache(maxsize=1024)
def _shape(names: tuple[str, ...], stamped: bool, derived: bool) -> Shape:
    return Shape(tuple(
        Number(*metric_of(name, 0.0), place=", column " + name, note="; ".join(
            [ONE_STAMP] * stamped + [DERIVED] * (derived and name == "ttft_s")
        ) or None)
        for name in names
    ))  # fmt: skip


def read_large(document: Document, parse: Parse) -> Iterator[Found]:
    """Yield what `read_csv` finds, the rows of a large file as columns."""
    names = document.header
    metrics = [name for name in names if name in LLM_METRICS]
    labels = {LABELS.get(name, name) for name in names}
    if "model" not in names or len(labels) < len(names):
        raise NotRegular("its labels are not told apart")
    found: list[tuple[Piece, list[Call]]] = []
    stamps: set[str | None] = set()
    for cells in parse({*metrics, *TEXTS}):
        for line, count in cells.wrong:
            reason = f"{count} cells where the header has {len(names)}"
            yield Problem(f"line {line}", reason)
        if "timestamp" in names:
            stamps |= set(map(text_of, dictionary(cells.columns["timestamp"])[0]))
        found.append(_piece(cells, metrics))
    several = sum(len(piece.of) + len(rows) for piece, rows in found) > 1
    stamped = several and len(stamps) == 1 and None not in stamps
    for piece, rows in found:
        piece.shapes = [_shape(tuple(metrics), stamped, each) for each in (False, True)]
        yield from _with_odd(piece, rows, [ONE_STAMP] * stamped)
    yield Lines([piece for piece, _ in found])


def _piece(cells: Cells, metrics: Sequence[str]) -> tuple[Piece, list[Call]]:
    """Return the rows that are whole as columns, and all others one by one."""
    columns = cells.columns
    values, whole = zip(*(floats(columns[name]) for name in metrics), strict=True)
    of = dict(zip(metrics, values, strict=True))
    good = np.all(whole, axis=0) & (of["tokens_s"] != 0)
    if "error" in columns:
        _, failed_at = coded(columns["error"], text_of)
        good &= failed_at < 0
    every = bool(good.all())
    rows = None if every else np.flatnonzero(good)
    if rows is not None:
        of = {name: column[rows] for name, column in of.items()}
    given = _coded_labels({n: c for n, c in columns.items() if n not in metrics}, rows)
    if len(of.get("load_s", ())):
        given["cold"] = [False, True], (of["load_s"] >= COLD_S).astype(np.int8)
    piece = Piece(
        lines=cells.lines if rows is None else cells.lines[rows],
        shapes=(),
        of=_sums(of).astype(np.uint8),
        cells=np.column_stack(list(of.values())).ravel(),
        raws=side_by_side([columns[name] for name in metrics], rows),
        labels=given,
        kind="llm",
    )
    piece.odd_at = np.flatnonzero(~good)
    lines = cells.lines[piece.odd_at].tolist()
    return piece, [
        Call(f"line {line}", ", column ", row)
        for line, row in zip(lines, rows_at(cells, piece.odd_at), strict=True)
    ]


def _coded_labels(
    columns: Mapping[str, Any], rows: np.ndarray | None
) -> dict[str, Coded]:
    """Return what `_labels` says of rows, each distinct cell looked at once."""
    found: dict[str, Coded] = {}
    for name, column in columns.items():
        if name in NO_LABELS or (name in TEXTS and name not in LABELS):
            continue
        of = of_run if name == "prompt_index" else text_of if name in LABELS \
            else setting  # fmt: skip
        found[LABELS.get(name, f"setting.{name}")] = coded(column, of)
    if "options" in columns:
        said, at = coded(columns["options"], settings_of)
        for label in {name for each in said for name in each}:
            given = [each.get(label) for each in said]
            none = [-1 if each is None else at for at, each in enumerate(given)]
            found.setdefault(label, (given, np.array(none, dtype=at.dtype)[at]))
    if rows is not None:
        found = {name: (values, at[rows]) for name, (values, at) in found.items()}
    return {name: each for name, each in found.items() if (each[1] >= 0).any()}


def _with_odd(piece: Piece, rows: Sequence[Call], notes: list[str]) -> Iterator[Found]:
    """Give a piece the records of its odd rows; yield what else these hold."""
    odd: list[Record] = []
    at: list[int] = []
    for row, place in zip(rows, piece.odd_at.tolist(), strict=True):
        found = list(record_of(row, None, notes))
        yield from (each for each in found if not isinstance(each, Record))
        for record in records(iter(found)):
            at.append(place - len(at) + len(odd))
            odd.append(record)
    piece.odd, piece.odd_at = odd, np.array(at, dtype=np.int64)


def _filled(cell: str) -> bool:
    return bool(cell) and not cell.isspace()


def claims_results(document: Document) -> bool:
    """Say whether the results of a JSON file are calls of a language model."""
    results = document.content["results"]
    return (
        isinstance(results, list)
        and bool(results)
        and isinstance(results[0], dict)
        and {"ttft_s", "tokens_s"} <= set(results[0])
    )


def read_results(document: Document) -> Iterator[Found]:
    """Yield one record per item of ``results``."""
    rows = []
    for index, item in enumerate(document.content["results"]):
        place = pointer("results", index)
        if isinstance(item, dict):
            rows.append(Call(place, "/", item))
        else:
            yield Problem(place, f"found {item!r}; want an object")
    yield from records_of(document, rows, text_of(document.content.get("model")))


READERS = (
    Reader(
        "llm_runs", ("csv",), lambda document: True, read_csv,
        frozenset({"ttft_s", "tokens_s"}), large=read_large,
    ),
    Reader("llm_results", ("json",), claims_results, read_results,
           frozenset({"results"})),
)  # fmt: skip

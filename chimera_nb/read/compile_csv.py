"""The reader of compile and build times in CSV: one run a line.

Claims a file by its header: a column of compile times with its unit, and either
``model`` and ``backend`` (compiling a model) or ``compiler`` (building a program).
"""

import csv
import io
import math
from collections.abc import Iterator, Sequence
from typing import Any

from ..units import parse_unit, split_unit

_TRUE = {"true", "yes", "1", "ok", "success"}


def parse(text: str) -> list[list[str]]:
    """Split CSV text into lines of cells.

    Raises
    ------
    ValueError
        The text is no CSV (a quote never closed, a field past the limit).
    """
    try:
        return list(csv.reader(io.StringIO(text), strict=True))
    except csv.Error as error:
        raise ValueError(str(error)) from None


def claims(header: Sequence[str]) -> bool:
    """Say whether the header is one of compile or build times."""
    names = {name.strip().lower() for name in header}
    return bool(_time_column(header)) and (
        {"model", "backend"} <= names or "compiler" in names
    )


def rows(table: list[list[str]]) -> Iterator[dict[str, Any]]:
    """Yield one measurement per line; ``place`` is "line 3, column compile_time_s".

    A line that does not fit its header yields ``{"problem": reason, "place": …}``.
    """
    header = [name.strip() for name in table[0]]
    column, unit = _time_column(header) or ("", "s")
    for number, cells in enumerate(table[1:], start=2):
        place = f"line {number}, column {column}"
        if not cells:
            continue
        if len(cells) != len(header):
            found = f"{len(cells)} cells where the header has {len(header)}"
            yield {"problem": found, "place": f"line {number}"}
            continue
        line = {
            name.lower(): value.strip()
            for name, value in zip(header, cells, strict=True)
        }
        row = _build(line) if "compiler" in line else _model(line)
        row |= {
            "tier": "raw", "statistic": "value", "unit": "s", "raw_unit": unit,
            "place": place, "record": number, "timestamp": line.get("timestamp"),
            "raw_value": line[column.lower()], "run_index": _whole(line.get("run")),
        }  # fmt: skip
        yield row | _outcome(line, row["raw_value"], unit)


def _time_column(header: Sequence[str]) -> tuple[str, str] | None:
    for name in header:
        quantity, unit = split_unit(name.strip())
        known = parse_unit(unit) if unit else None
        quantity = quantity.lower().replace(" ", "_")
        if known and known.canonical == "s" and quantity in ("compile_time", "compile"):
            return name.strip(), unit or "s"
    return None


def _model(line: dict[str, str]) -> dict[str, Any]:
    row: dict[str, Any] = {
        name: line.get(name) or None for name in ("model", "device", "backend", "dtype")
    }
    if line.get("batch_size"):
        row["setting.batch_size"] = _whole(line["batch_size"])
    return row | {"kind": "compile", "metric": "compile_time"}


def _build(line: dict[str, str]) -> dict[str, Any]:
    what = [line.get("program"), line.get("optimisation") or line.get("optimization")]
    version = line.get("compiler_version")
    return {
        "kind": "build", "metric": "build_time",
        "benchmark": " ".join(each for each in what if each) or None,
        "backend": line["compiler"] or None,
        "software": f"{line['compiler']} {version}" if version else None,
        "setting.optimisation": what[1] or None,
    }  # fmt: skip


def _outcome(line: dict[str, str], written: str, unit: str) -> dict[str, Any]:
    error = " ".join(line.get("error", "").split())
    success = line.get("success", "").lower()
    code = line.get("exit_code", "")
    failed = bool(error) or (success and success not in _TRUE) or code not in ("", "0")
    if failed:
        return {"status": "failed", "error": error or f"exit code {code or 'unknown'}"}
    try:
        value = float(written)
    except ValueError:
        reason = f"{written!r} is no number" if written else "no value and no error"
        return {"status": "failed", "error": reason}
    known = parse_unit(unit)
    if not math.isfinite(value) or value < 0 or known is None:
        return {"status": "suspect", "error": f"{written!r} is no possible time"}
    return {"status": "ok", "value": value * known.factor}


def _whole(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() else None

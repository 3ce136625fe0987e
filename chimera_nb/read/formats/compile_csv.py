"""The reader of compile and build times in CSV: one run a line.

Claims a file by its header: a column of compile times with its unit, and either
``model`` and ``backend`` (compiling a model) or ``compiler`` (building a program).
"""

import math
from collections.abc import Iterator, Sequence
from typing import Any

from ...units import parse_unit, split_unit
from ..document import Document
from ..records import Found, Number, Problem, Reader, Record, failed

_TRUE = {"true", "yes", "1", "ok", "success"}


def claims(document: Document) -> bool:
    """Say whether the header is one of compile or build times."""
    names = {name.lower() for name in document.header}
    said = {"model", "backend"} <= names or "compiler" in names
    return said and bool(_time_column(document.header))


def read(document: Document) -> Iterator[Found]:
    """Yield one record per line; ``place`` is "line 3, column compile_time_s"."""
    header = document.header
    column, unit = _time_column(header) or ("", "s")
    for number, cells in document.rows[1:]:
        if len(cells) != len(header):
            found = f"{len(cells)} cells where the header has {len(header)}"
            yield Problem(f"line {number}", found)
            continue
        line = {
            name.lower(): value.strip()
            for name, value in zip(header, cells, strict=True)
        }
        metric, labels = _build(line) if "compiler" in line else _model(line)
        labels |= {
            "timestamp": line.get("timestamp") or None,
            "run_index": _whole(line.get("run")),
        }
        outcome = _outcome(line, line[column.lower()], metric, unit)
        yield Record(
            f"line {number}", [outcome._replace(place=f", column {column}")], labels
        )


def _time_column(header: Sequence[str]) -> tuple[str, str] | None:
    for name in header:
        quantity, unit = split_unit(name.strip())
        known = parse_unit(unit) if unit else None
        quantity = quantity.lower().replace(" ", "_")
        if known and known.canonical == "s" and quantity in ("compile_time", "compile"):
            return name.strip(), unit or "s"
    return None


def _model(line: dict[str, str]) -> tuple[str, dict[str, Any]]:
    labels: dict[str, Any] = {
        name: line.get(name) or None for name in ("model", "device", "backend", "dtype")
    }
    if line.get("batch_size"):
        labels["setting.batch_size"] = _whole(line["batch_size"])
    return "compile_time", labels


def _build(line: dict[str, str]) -> tuple[str, dict[str, Any]]:
    what = [line.get("program"), line.get("optimisation") or line.get("optimization")]
    version = line.get("compiler_version")
    return "build_time", {
        "benchmark": " ".join(each for each in what if each) or None,
        "backend": line["compiler"] or None,
        "software": f"{line['compiler']} {version}" if version else None,
        "setting.optimisation": what[1] or None,
    }


def _outcome(line: dict[str, str], written: str, metric: str, unit: str) -> Number:
    error = " ".join(line.get("error", "").split())
    success = line.get("success", "").lower()
    code = line.get("exit_code", "")
    if bool(error) or (success and success not in _TRUE) or code not in ("", "0"):
        error = error or f"exit code {code or 'unknown'}"
        return failed(metric, unit, error, raw=written)
    try:
        value = float(written)
    except ValueError:
        reason = f"{written!r} is no number" if written else "no value and no error"
        return failed(metric, unit, reason, raw=written)
    if not math.isfinite(value) or value < 0:
        reason = f"{written!r} is no possible time"
        return Number(metric, None, unit, raw=written, status="suspect", error=reason)
    return Number(metric, value, unit, raw=written)


def _whole(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() else None


READERS = (Reader("compile_csv", ("csv",), claims, read),)

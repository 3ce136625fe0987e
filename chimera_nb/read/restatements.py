"""Keep each measurement once: copies and rounded restatements go into ``also_in``.

A restatement that differs from what it restates is a conflict: both values and both
places are shown, and neither is averaged.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Any

Row = dict[str, Any]


def keep_once(rows: Iterable[Row]) -> tuple[list[Row], list[Row]]:
    """Split rows into those to keep and the conflicts among them.

    A ``reported`` row restates one of the same model, device, backend, metric and
    statistic that a data file holds: equal after rounding to the digits it was written
    with, it is dropped and its place kept in that row's ``also_in``; different, it
    stays (it never enters a statistic) and makes a conflict.

    Returns
    -------
    tuple of (rows, conflicts)
        A conflict has ``metric, statistic, subject, values``; values are dicts of
        ``value, unit, source, locator``.
    """
    rows = list(rows)
    measured: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    models = {row.get("model") for row in rows if row["tier"] != "reported"}
    for row in rows:
        if row["tier"] != "reported" and row["status"] == "ok":
            measured[_key(row)].append(row)
    kept, conflicts = [], []
    for row in rows:
        if row["tier"] != "reported":
            kept.append(row)
            continue
        about = row.pop("about", "")
        half_width = row.pop("half_width", 0.0)
        row["model"] = row.get("model") or _named(models, about, row["source"])
        candidates = _same_stem(row, measured.get(_key(row), []))
        match = _nearest(row, candidates)
        if match is None:
            kept.append(row)
        elif abs(match["value"] - row["value"]) <= half_width * 1.000001:
            _also_in(match, f"{row['source']}: {row['place']}")
        else:
            row["note"] = "differs from " + _where(match)
            kept.append(row)
            conflicts.append(_conflict(row, candidates))
    return kept, conflicts


def _key(row: Row) -> tuple[Any, ...]:
    return tuple(
        row.get(name) for name in ("model", "device", "backend", "metric", "statistic")
    )


def _named(models: set[str | None], about: str, source: str) -> str | None:
    """Name the one known model that the heading or, last, the file name has."""
    for text in (about, PurePosixPath(source).stem):
        words = set(re.findall(r"[a-z0-9]+", text.lower()))
        found = [model for model in models if model and model.lower() in words]
        if len(found) == 1:
            return found[0]
    return None


def _same_stem(row: Row, candidates: list[Row]) -> list[Row]:
    """Of several files that could be meant, take the one of the same name."""
    stem = PurePosixPath(row["source"]).stem
    same = [each for each in candidates if PurePosixPath(each["source"]).stem == stem]
    return same or candidates


def _nearest(row: Row, candidates: list[Row]) -> Row | None:
    return min(
        candidates, key=lambda each: abs(each["value"] - row["value"]), default=None
    )


def _also_in(row: Row, place: str) -> None:
    row["also_in"] = "; ".join(filter(None, (row.get("also_in"), place)))


def _where(row: Row) -> str:
    return f"{row['source']}: {row['place']}"


def _conflict(row: Row, candidates: list[Row]) -> Row:
    labels = ("model", "device", "backend")
    values = [
        {
            "value": each["value"],
            "unit": each["unit"],
            "source": each["source"],
            "locator": each["place"],
        }
        for each in (row, *candidates)
    ]
    return {
        "metric": row["metric"],
        "statistic": row["statistic"],
        "subject": {name: row[name] for name in labels if row.get(name)},
        "values": values,
    }

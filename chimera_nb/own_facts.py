"""Facts of one's own: a plain table, a list or a file of them → `Facts`.

A row needs a metric and a value; a subject, a statistic and a unit say more. Metrics
and units may be ones that nobody here has heard of: their words are then learned from
their names.
"""

import json
import math
import numbers
import os
import re
import statistics
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from .display import bounded
from .errors import InputError, nearest
from .facts import Fact, Facts
from .measurements import LABELS, METRICS, STATISTICS, Metric
from .own_words import key_of
from .quantities import SOURCES, label_text
from .units import Unit, parse_unit, split_unit
from .words import METRIC

#: The label of a subject that is given as a bare name.
SUBJECT = "subject"
_COLUMNS = ("subject", "metric", "statistic", "value", "unit", "n", "source", "sources",
            "n_sources", "id", "in_prompt")  # fmt: skip
_NEEDED = ("metric", "value")
#: Labels that this package gives itself; the hidden ones hold no names.
_HIDDEN = ("kind", "unit", "source", "machine", "software", "executed_on")
_LABELS = (*LABELS, "calls", "type", "scope", "config_label", *_HIDDEN)
_STATISTICS = {
    "average": "mean", "avg": "mean", "minimum": "min", "maximum": "max",
    "p50": "median", "stdev": "std", "stddev": "std", "sd": "std", "sum": "total",
    "n": "count", "peak": "max",
}  # fmt: skip
_QUANTILE = re.compile(r"p\d{1,2}(?:\.\d+)?")
_SAID = "peak|mean|average|avg|median|min|minimum|max|maximum|std|p\\d\\d"
_STATISTIC_IN = re.compile(
    rf"(?P<first>{_SAID})[ _-]+(?P<of>.+)|(?P<metric>.+?)[ _-]+(?P<last>{_SAID})", re.I
)
_RATE_IN = re.compile(r"(?: |_)per(?: |_)sec(?:ond)?|/s(?:ec)?", re.I)
_NUMERIC = re.compile(r"-?\d+(?:\.\d+)?")


def as_facts(given: Any) -> Facts:
    """Make facts of what somebody holds.

    Parameters
    ----------
    given
        `Facts` (returned as they are); a DataFrame or a list of dicts with ``metric``
        and ``value``, and where they are wanted ``subject`` (a name, or a dict of
        label to value), ``statistic``, ``unit``, ``n`` and ``source``; or the path of
        a ``facts.json`` or of a CSV file with these columns.

    Returns
    -------
    Facts
        Units are canonical where they are known, else as they were given; a metric
        goes by the name that this package has for it, else by its own.

    Raises
    ------
    InputError
        Names the row (from 1) and the column, what was found and what would be right.
    """
    if isinstance(given, Facts):
        return given
    if isinstance(given, str | os.PathLike):
        return _of_file(Path(given))
    if isinstance(given, pd.DataFrame):
        _check_columns(map(str, given.columns), "facts")
        return _facts(given.to_dict("records"), "facts", "facts")
    if isinstance(given, Iterable) and not isinstance(given, Mapping):
        return _of_list(list(given), "facts", "facts")
    raise InputError(
        f"facts: found {_kind(given)}; want a DataFrame, a list of dicts, or the path"
        " of a facts.json or CSV file"
    )


def _of_file(path: Path) -> Facts:
    """Read a facts.json, or a CSV with the columns of a table of facts."""
    try:
        if path.suffix.lower() == ".csv":
            table = pd.read_csv(path, skipinitialspace=True)
            _check_columns(map(str, table.columns), str(path))
            return _facts(table.to_dict("records"), str(path), path.name)
        rows = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{path}: {(error.strerror or str(error)).lower()}") from None
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path}: is no table of facts ({bounded(error)})") from None
    if not isinstance(rows, list):
        raise InputError(f"{path}: found {_kind(rows)}; want a list, as facts.json is")
    return _of_list(rows, str(path), path.name)


def _of_list(rows: list[Any], where: str, name: str) -> Facts:
    if rows and all(isinstance(row, Fact) for row in rows):
        return Facts(rows)
    for number, row in enumerate(rows, 1):
        if not isinstance(row, Mapping):
            raise InputError(f"{where}: row {number}: found {_kind(row)}; want a dict")
        _check_columns(map(str, row), f"{where}: row {number}")
    return _facts(rows, where, name)


def _check_columns(columns: Iterable[str], where: str) -> None:
    names = list(columns)
    for name in names:
        if name not in _COLUMNS:
            raise InputError(f"{where}: column {name!r}{nearest(name, _COLUMNS)}")
    for name in _NEEDED:
        if name not in names:
            found = ", ".join(map(repr, names)) or "no column"
            raise InputError(f"{where}: there is no column {name!r}; found {found}")


# --- rows ----------------------------------------------------------------------------


def _facts(rows: Iterable[Mapping[Any, Any]], where: str, name: str) -> Facts:
    """Make facts of rows; *name* is what a source that no row gives is called."""
    found: list[Fact] = []
    titles: dict[str, str] = {}
    for number, row in enumerate(rows, 1):
        fact, title = _fact(row, f"{where}: row {number}", f"{name}, row {number}")
        found.append(fact)
        titles.setdefault(fact.metric, title)
    settings = _settings(found)
    own = {
        fact.metric: _own(fact, titles[fact.metric])
        for fact in found
        if not _is_ours(fact, settings)
    }
    facts = [
        replace(
            fact, statistic=fact.statistic or _statistic_of(fact, fact.metric in own)
        )
        for fact in found
    ]
    _refuse_two_values(facts, where)
    facts = list({fact.id: fact for fact in facts}.values())
    return Facts(facts, _Single(facts), _names(facts), None, settings, None, own)


def _fact(row: Mapping[Any, Any], at: str, source: str) -> tuple[Fact, str]:
    """Make the fact of a row; its statistic stays empty where the row has none."""
    given = {str(name): value for name, value in row.items() if not _missing(value)}
    metric, statistic, unit = _metric(given, at)
    value = _number(given, "value", at)
    n = int(_number(given, "n", at)) if "n" in given else 1
    sources = given.get("sources", given.get("source", source))
    places = (sources,) if isinstance(sources, str) else tuple(map(str, sources))
    title = " ".join(str(given["metric"]).split())
    fact = Fact(
        metric=metric, statistic=statistic, value=value * unit.factor, n=n,
        unit=unit.canonical, subject=_subject(given.get("subject"), at),
        sources=places,
        n_sources=int(_number(given, "n_sources", at)) if "n_sources" in given
        else len(places),
    )  # fmt: skip
    return fact, split_unit(title)[0]


def _metric(given: Mapping[str, Any], at: str) -> tuple[str, str, Unit]:
    """Read the name of a metric, and what the name says of statistic and unit."""
    said = given.get("metric")
    if not isinstance(said, str):
        raise InputError(f"{at}, column 'metric': found {_kind(said)}; want a name")
    name, of_name = split_unit(" ".join(said.split()))
    statistic = _statistic(given.get("statistic"), at)
    if not statistic and (match := _STATISTIC_IN.fullmatch(name)):
        statistic = _statistic(match["first"] or match["last"], at)
        name = match["of"] or match["metric"]
    written = given.get("unit", of_name or ("1/s" if _RATE_IN.search(name) else ""))
    if not isinstance(written, str):
        raise InputError(
            f"{at}, column 'unit': found {_kind(written)}; want a unit such as 'ms'"
        )
    unit = parse_unit(written) or Unit(" ".join(written.split()), 1.0)
    return _known_name(name, unit.canonical), statistic, unit


def _statistic(said: Any, at: str) -> str:
    if said is None:
        return ""
    name = _STATISTICS.get(str(said).strip().lower(), str(said).strip().lower())
    if name in STATISTICS or _QUANTILE.fullmatch(name):
        return name
    hint = nearest(name, (*STATISTICS, *_STATISTICS))
    raise InputError(f"{at}, column 'statistic': {bounded(said)!r}{hint}")


def _known_name(name: str, unit: str) -> str:
    """Return the name that this package has for a metric, where the unit agrees."""
    same = key_of(name)
    for known, metric in METRICS.items():
        if metric.unit == unit and same in map(
            key_of, (known, metric.title, *metric.aliases)
        ):
            return known
    return name


def _number(given: Mapping[str, Any], column: str, at: str) -> float:
    value = given.get(column)
    if isinstance(value, numbers.Real) and not isinstance(value, bool):
        number = float(value)
        if math.isfinite(number):
            return number
    raise InputError(
        f"{at}, column {column!r}: found {_kind(value)}; want a finite number"
    )


def _subject(said: Any, at: str) -> dict[str, str]:
    """Read a subject: a name, or label → value; nothing means over all."""
    if said is None:
        return {}
    if isinstance(said, str):
        return {SUBJECT: " ".join(said.split())}
    plain = isinstance(said, Mapping) and all(
        isinstance(key, str) and key.strip() and isinstance(value, str | int | float)
        and str(value).strip()
        for key, value in said.items()
    )  # fmt: skip
    if not plain:
        raise InputError(
            f"{at}, column 'subject': found {_kind(said)}; want a name, or a dict of"
            " label and value, or nothing"
        )
    return {key.strip(): label_text(value).strip() for key, value in said.items()}


def _missing(value: Any) -> bool:
    if isinstance(value, str):
        return not value.strip()
    return value is None or bool(pd.api.types.is_scalar(value) and pd.isna(value))


def _kind(value: Any) -> str:
    """Say what was found, in a few words."""
    if value is None:
        return "nothing"
    if isinstance(value, str | int | float):
        return repr(bounded(value)) if isinstance(value, str) else bounded(value)
    return f"{type(value).__name__} {bounded(value, 40)}"


# --- what they are together ----------------------------------------------------------


def _is_ours(fact: Fact, settings: tuple[str, ...]) -> bool:
    """Say whether a fact is of a metric, unit and labels that this package knows."""
    if fact.metric.startswith("config."):
        return True
    known = fact.metric in METRIC and METRICS[fact.metric].unit == fact.unit
    return known and set(fact.subject) <= {*_LABELS, *settings}


def _own(fact: Fact, title: str) -> Metric:
    known = METRICS.get(fact.metric)
    other = (known.title, *known.aliases) if known else ()
    name = title if _STATISTIC_IN.fullmatch(title) is None else fact.metric
    return Metric(fact.unit, name, tuple(dict.fromkeys((fact.metric, *other))))


def _statistic_of(fact: Fact, own: bool) -> str:
    """Say what a row without a statistic gives."""
    if own or fact.metric.startswith("config.") or fact.unit == "ratio":
        return "value"
    if fact.metric in ("break_even", "size"):
        return {"break_even": "value", "size": "total"}[fact.metric]
    return "count" if fact.unit == "count" else "mean"


def _settings(facts: Iterable[Fact]) -> tuple[str, ...]:
    """Name the labels that are settings: all their values are numbers."""
    values: dict[str, set[str]] = {}
    for fact in facts:
        for label, value in fact.subject.items():
            values.setdefault(label, set()).add(value)
    return tuple(
        label for label, given in values.items()
        if label not in _LABELS and label != SUBJECT
        and all(map(_NUMERIC.fullmatch, given))
    )  # fmt: skip


def _names(facts: Iterable[Fact]) -> dict[str, tuple[str, ...]]:
    """Collect the names that prose may use, by label."""
    found: dict[str, dict[str, None]] = {}
    for fact in facts:
        for label, value in fact.subject.items():
            if label not in _HIDDEN:
                found.setdefault(label, {})[value] = None
    return {label: tuple(values) for label, values in found.items()}


class _Single:
    """Finds statistics of what was given as single values.

    The mean of one value is that value; of a subject that several values are of, their
    statistics are computed.
    """

    def __init__(self, facts: Iterable[Fact]) -> None:
        self._facts: dict[str, list[Fact]] = {}
        for fact in facts:
            if fact.statistic == "value":
                self._facts.setdefault(fact.metric, []).append(fact)

    def __call__(
        self, subject: Mapping[str, str], metric: str, statistic: str
    ) -> Fact | None:
        given = self._facts.get(metric, [])
        for fact in given:
            if dict(fact.subject) == dict(subject):
                counts = statistic == "count" and fact.unit == "count"
                return fact if statistic == "mean" or counts else None
        of = [fact for fact in given if subject.items() <= fact.subject.items()]
        if len(of) < 2 or statistic not in _COMPUTED:
            return None
        value = _COMPUTED[statistic]([fact.value for fact in of])
        sources = tuple(place for fact in of for place in fact.sources)
        return replace(
            of[0], statistic=statistic, value=value, subject=dict(subject), n=len(of),
            sources=sources[:SOURCES], n_sources=len(sources),
        )  # fmt: skip


_COMPUTED: dict[str, Callable[[list[float]], float]] = {
    "min": min, "max": max, "total": sum, "mean": statistics.fmean,
    "median": statistics.median, "std": statistics.stdev,
}  # fmt: skip


def _refuse_two_values(facts: Iterable[Fact], where: str) -> None:
    seen: dict[str, tuple[int, float]] = {}
    for number, fact in enumerate(facts, 1):
        before, value = seen.setdefault(fact.id, (number, fact.value))
        if value != fact.value:
            raise InputError(
                f"{where}: rows {before} and {number} both give {bounded(fact.id)}:"
                f" {value:g} and {fact.value:g}; want one value each"
            )

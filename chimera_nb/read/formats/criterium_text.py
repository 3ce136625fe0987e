"""The reader of what criterium prints, the benchmark library of Clojure.

Source: https://github.com/hugoduncan/criterium, ``src/criterium/core.clj``,
``report-result``: mean, standard deviation and two quantiles of the execution time of
one call. The overhead is subtracted already and is no measurement of the expression,
which stands, if at all, on the line above.
"""

import re
from collections.abc import Iterator

from ..records import Found, NotTaken, Number, Record
from ._text import Tool, readers_of

_COUNT = re.compile(r"[\s;#]*Evaluation count : \d+ in (?P<n>\d+) samples")
_TIME = re.compile(
    r"[\s;#\"_]*Execution time (?P<what>mean|std-deviation|lower quantile|"
    r"upper quantile) : (?P<value>-?[\d.,]+) (?P<unit>[a-zµμ]+)"
    r"(?: \( ?(?P<percent>[\d.,]+)%\))?"
)
_OTHER = re.compile(r"[\s;#]*(?:Overhead used :|Variance from outliers :)")
_OUTLIERS = re.compile(
    r"[\s;#]*(?:Found \d+ outliers? in |(?:low|high)-(?:severe|mild)\b)"
)
_STATISTICS = {"mean": "mean", "std-deviation": "std"}


def read(lines: list[str]) -> Iterator[Found]:
    """Yield one record per benchmarked expression."""
    record: Record | None = None
    above = ""
    n: float | None = None
    others = 0
    for at, line in enumerate(lines):
        if match := _COUNT.match(line):
            if record:
                yield record
            record = Record(f"line {at + 1}", [], {"benchmark": above or None})
            above = ""
            n = float(match["n"][:15])
        elif "Execution time" in line and (match := _TIME.match(line)):
            if record is None or (record.numbers and match["what"] == "mean"):
                if record:
                    yield record
                record, n = Record(f"line {at + 1}", [], {}), None
            record.numbers.append(_number(match, n))
        elif _OTHER.match(line):
            others += 1
        elif _OUTLIERS.match(line):
            above = ""
        else:
            above = line.strip(" ;\t")
    if record and record.numbers:
        yield record
    if others:
        yield NotTaken("overhead of the measurement, share of the outliers", others)


def _number(match: re.Match[str], n: float | None) -> Number:
    percent = (match["percent"] or "").replace(",", ".").rstrip("0").rstrip(".")
    statistic = _STATISTICS.get(match["what"]) or f"p{percent}"
    text = match["value"]
    # six decimals, with the decimal mark of the locale
    value = float(text.replace(",", ".")) if re.match(r"-?\d+[.,]\d+\Z", text) else None
    place = f", {match['what']}"
    if value is None:
        problem = f"{text!r} is no number"
        return Number(
            "time", None, match["unit"], statistic, place, text, "failed", problem
        )
    return Number("time", value, match["unit"], statistic, place, text, n_behind=n)


TOOLS = (
    Tool(
        "criterium", ("Execution time mean : ",),
        re.compile(r"^[\s;#\"_]*Execution time mean : -?[\d.,]+ ", re.MULTILINE), read,
    ),
)  # fmt: skip
READERS = readers_of(*TOOLS)

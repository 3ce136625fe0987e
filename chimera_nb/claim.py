"""A claim: a number or comparison word of a text, and what its words say of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from .numbers import Written


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """A number or a comparison word, with its place and what its words say of it.

    `line` and `column` count from 1. `half_width` is half a unit of the last digit
    written. `factor` converts to the canonical `unit`. `excluded` says why it is no
    claim; `unknown` is a name in its place that the data does not have. `outer` is
    the part of the subject that headings and tables give, `paragraph` what the
    sentences before it are about, `like` the number before it of the same unit
    where its own words name no quantity, `span` two ends that it is one of and that
    may hold the mean, `end` the statistic that it is of where a line calls it the
    best or the worst of all. `role` says what a number is of the data: a value, or
    a ratio, percent, difference, part or whole of the `operands` (subjects) or of
    two `statistics`. `key` is a raw key of a file that stands before it, `said` the
    words of its line (``Total tokens: 44``), `header` those of its column, `row`
    those of its row's first cell; `failed`: its sentence speaks of failures;
    `rate`: it is a share of its own attempts; `summed`: those whose sum it is;
    `listed`: how many names of its kind the text lists; `of_kind`: the kind of
    measurement that it speaks of; `terms`: two numbers of the sentence that it may
    be reckoned of. A comparison word has the `form`, `sense`, `rank` and `label` of
    `relating.Related`; `denied`: it is said not to be so; `always`: it speaks of
    every single measurement.
    """

    line: int
    column: int
    token: str
    kind: str
    value: float = 0.0
    half_width: float = 0.0
    unit: str | None = None
    factor: float = 1.0
    subject: Mapping[str, str] = field(default_factory=dict)
    outer: Mapping[str, str] = field(default_factory=dict)
    paragraph: Mapping[str, str] = field(default_factory=dict)
    like: "Claim | None" = None
    end: str = ""
    span: tuple[float, float] | None = None
    metric: str | None = None
    statistic: str | None = None
    bound: str = ""
    excluded: str | None = None
    unknown: str = ""
    role: str = "value"
    operands: tuple[Mapping[str, str], ...] = ()
    terms: tuple["Claim", ...] = ()
    statistics: tuple[str, ...] = ()
    form: str = ""
    sense: str = ""
    rank: int = 0
    label: str = ""
    always: bool = False
    denied: bool = False
    key: str = ""
    said: str = ""
    header: str = ""
    row: str = ""
    failed: bool = False
    rate: bool = False
    listed: int = 0
    summed: tuple[Mapping[str, str], ...] = ()
    of_kind: str = ""


def written(number: Written) -> Claim:
    """Make the claim of a number whose words are not looked at yet."""
    return Claim(
        line=0, column=number.start, token=number.token, kind="number",
        value=number.value, half_width=number.half_width, unit=number.unit,
        factor=number.factor, bound=number.bound, excluded=number.excluded,
    )  # fmt: skip

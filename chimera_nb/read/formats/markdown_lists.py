"""Numbers in lists of Markdown: ``- Key: value unit``, runs of ``key=value``."""

import re
from collections.abc import Iterator

from ..failures import failure
from ..headers import meaning_of
from ..numerals import NUMBER, parse_cell
from ..records import Found, Number, Record
from ..tables import Table, read_table
from .markdown_tables import Bullet, Scan

_PAIR = re.compile(r"(\w+)=(-?[\d.]+(?:[eE]-?\d+)?)")


_PART = re.compile(
    r"\**(?P<what>[A-Za-z][\w ]{0,30}?)\**[:=]?\s+"
    r"(?P<value>\d[\d.,]*\s?[^\W\d][\w/]*)\W*"
)
_PLANNED = re.compile(
    r"(?i)(?:test )?duration$|time ?out|warm-?up|interval|budget|limit"
    r"|threshold|target"
    r"|goal|expected|timer|window|max(?:imum)? (?:time|duration)|version"
    r"|(?:audio|video|clip|sample|utterance|input) (?:duration|length|rate)"
    r"|measurement time|ramp-?up|think time|cool-?down"
)


_NOT_RUN = re.compile(
    r"fail(?:ed|ure)?|error(?:ed)?|crash(?:ed)?|timed? ?out|timeout|invalid|oom"
    r"|out of memory|aborted"
)
_DISKS = re.compile(
    r"(?i)(?:system |total |host |minimum |recommended )?(?:ram|disk(?: space)?|storage"
    r"|ssd|hdd|swap)"
)
_PARTS = re.compile(
    r"(?i)(?:system |total |gpu |host |main |peak )?(?:memory|vram|network"
    r"|(?:memory )?bandwidth|l[123](?: cache)?|cache|内存|显存|メモリ)"
    r"(?: size| capacity)?"
)
_MACHINE = re.compile(
    r"(?i)require|hardware|environment|system|setup|\bspec|prerequis|config|machine"
    r"|platform|testbed|umgebung|entorno|ambiente|环境|環境|配置|构成|構成"
)
#: ``CPU(s): 16``: several, not seconds.
_PLURAL = re.compile(r"(?i)(?:cpu|core|socket|node|gpu|thread|process|run|test)\(s\)")
_USED = re.compile(r"(?i)usage|consum|footprint|\bmemory|overhead")


#: Metrics whose numbers stand without a unit.
_UNITLESS = frozenset(
    (
        "accuracy",
        "perplexity",
        "speedup",
        "loss",
        "throughput",
        "ops",
        "request_throughput",
    )
)


def bullets(found: Scan) -> Iterator[Found]:
    """Yield the numbers of bullets whose key or value says a unit or a metric."""
    failed = _failed(found.bullets)
    for bullet in found.bullets:
        columns = _columns(bullet)
        if not columns:
            continue
        why = failed.get(bullet.line)
        table = Table(
            [*(key for key, _ in columns), *(["status"] if why else [])],
            [(bullet.line, [*(cell for _, cell in columns), *([why] if why else [])])],
            bullet.path,
            "",
            bullet.labels,
            "reported",
        )
        yield from read_table(table)
    yield from _runs(found)


def _columns(bullet: Bullet) -> list[tuple[str, str]]:
    """Split ``eager: p50 0.11 ms, mean 0.12 ms`` into columns; none: not measured."""
    parts = [_PART.fullmatch(part) for part in re.split(r"[,;]\s+", bullet.value)]
    pairs = [(part["what"], part["value"]) for part in parts if part]
    several = len(pairs) > 1 and len(pairs) == len(parts)
    if several and all(is_measured(*pair, bullet.path) for pair in pairs):
        return [("Benchmark", bullet.key.strip("`* ")), *pairs]
    one = is_measured(bullet.key, bullet.value, bullet.path)
    return [(bullet.key, bullet.value)] if one else []


def is_measured(key: str, value: str, path: tuple[str, ...]) -> bool:
    """Say whether a line ``key: value`` under its titles tells of a measurement."""
    cell = parse_cell(value)
    if cell.kind != NUMBER or cell.noun or cell.clock:
        return False
    if _PLURAL.search(key) and cell.text.isdigit():
        return False
    meaning = meaning_of(key)
    unit = cell.numbers[0].unit or meaning.unit
    if meaning.role or not (unit or meaning.metric in _UNITLESS):
        return False
    if _PLANNED.search(key) or (unit != "%" and _is_hardware(key, path)):
        return False
    return bool(meaning.metric) or unit not in ("x", "%", "USD", "tokens")


def _is_failure(key: str, value: str) -> bool:
    """Say whether a verdict is one on the run; a target missed is none."""
    if key.lower() == "status":
        return bool(_NOT_RUN.fullmatch(value.strip(" *`❌✗.!").lower()))
    return bool(failure(key, value))


def _failed(bullets: list[Bullet]) -> dict[int, str]:
    """Find the lines of lists without a gap one of whose lines tells of a failure."""
    found: dict[int, str] = {}
    group: list[Bullet] = []
    for bullet in [*bullets, None]:
        if group and (
            bullet is None
            or bullet.line > group[-1].line + 1
            or bullet.path != group[-1].path
        ):
            bad = [b for b in group if b.verdict and _is_failure(b.key, b.value)]
            if bad:
                why = f"failed: {bad[0].key} {bad[0].value}"
                found |= {each.line: why for each in group}
            group = []
        if bullet is not None:
            group.append(bullet)
    return found


def _is_hardware(key: str, path: tuple[str, ...]) -> bool:
    """Tell ``RAM: 16 GB`` of a machine from what a program used."""
    about = " ".join(path)
    if _DISKS.fullmatch(key):
        return not _USED.search(about)
    return bool(_PARTS.fullmatch(key) and _MACHINE.search(about))


def _runs(found: Scan) -> Iterator[Found]:
    for line, name, run, path in found.runs:
        pairs = [(key, value) for key, value in _PAIR.findall(run)]
        means = [(meaning_of(key), key, parse_cell(value)) for key, value in pairs]
        empty = any(
            m.metric == "memory" and c.numbers and c.numbers[0].value == 0
            for m, _, c in means
        )
        numbers = []
        for meaning, key, cell in means:
            if (
                not meaning.unit
                or cell.kind != NUMBER
                or (meaning.metric == "memory" and not cell.numbers[0].value)
            ):
                continue
            numbers.append(
                Number(
                    meaning.metric or key,
                    cell.numbers[0].value,
                    meaning.unit,
                    meaning.statistic or "value",
                    f", {key}",
                    cell.numbers[0].raw,
                    "suspect" if empty else "ok",
                    "its line gives a memory of 0, a placeholder: the names of its"
                    " numbers may be wrong"
                    if empty
                    else None,
                )
            )
        if numbers:
            labels = {"benchmark": name, "config_label": " / ".join(path) or None}
            yield Record(
                f"line {line}",
                numbers,
                labels,
                None,
                "reported",
                path[-1] if path else "",
            )

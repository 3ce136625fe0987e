"""What readers of printed output share: clean lines, numbers, tools, one session.

A text file may hold a terminal session with the output of several tools. Each tool is
a `Tool` that knows its lines; the reader of whichever tool claims the file reads the
others' output too. Terminal control codes, progress lines, time stamps of CI logs and
prefixes of build tools are taken off first; line numbers stay those of the file.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, partial
from importlib import import_module
from typing import Any
from weakref import WeakKeyDictionary

from ...units import parse_unit
from ..document import Document
from ..records import Found, Number, Reader, Record, is_number
from ._above import FENCE, Above

#: Modules that have a tuple ``TOOLS``; any of them may take part in a session.
_WITH_TOOLS = (
    "go_text", "benchstat_text", "rust_text", "console_text", "jmh_text",
    "table_text", "load_text", "load_table_text", "time_text",
    "build_text", "store_text", "siege_text", "vegeta", "artillery_text", "mlx_text",
    "pyperf_text", "benchcmp_text", "haskell", "asv_text", "criterium_text", "tsc_text",
    "benchee_text", "transactions_text", "nccl_text", "nvbandwidth_text", "ruby_text",
    "stream_text", "torch_compare_text",
    "js_text", "criterion_table",
)  # fmt: skip

CODES = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b\n]*(?:\x07|\x1b\\)?|\x1b[()][0-9AB]"
    r"|\x1b[=>78cM]|[\x00-\x08\x0e-\x1a\x7f]"
)
_STAMP = re.compile(
    r"(?:[^\t\n]{1,99}\t[^\t\n]{1,99}\t)?\ufeff?"
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3,}Z ?"
)
_PREFIX = re.compile(r"\[(?:info|INFO)\] ?|[\w.-]{1,40} +\| (?=\S)(?! )(?=.*\D)")
_RULE = re.compile(r"\s*\|?\s*:?-{2,}:?\s*\|")
#: Outside of code blocks these lines are no tool's output: headings and lists.
_PROSE = re.compile(r"\s*(?:[#>]|<|[-*+] |\d+[.)] |!?\[)")
_PLAIN = re.compile(
    r"[-+]?(?:\d{1,3}(?:[,_']\d{3})+|\d+)?(?:\.\d+)?(?:[eE][-+]?\d+)?\Z"
)

#: Decimal and binary prefixes.
PREFIXES = {
    "": Decimal(1), "n": Decimal("1e-9"), "u": Decimal("1e-6"), "µ": Decimal("1e-6"),
    "μ": Decimal("1e-6"), "m": Decimal("1e-3"), "k": Decimal(10) ** 3,
    "K": Decimal(10) ** 3, "M": Decimal(10) ** 6, "G": Decimal(10) ** 9,
    "B": Decimal(10) ** 9, "T": Decimal(10) ** 12, "P": Decimal(10) ** 15,
    "Ki": Decimal(2) ** 10, "Mi": Decimal(2) ** 20, "Gi": Decimal(2) ** 30,
    "Ti": Decimal(2) ** 40, "Pi": Decimal(2) ** 50,
}  # fmt: skip

#: A longer line is no line of a table that a tool prints.
_LONGEST = 2000

_cleaned: "WeakKeyDictionary[Document, list[str]]" = WeakKeyDictionary()


@dataclass(frozen=True)
class Tool:
    """A tool that prints benchmark results.

    Attributes
    ----------
    name : str
        The family.
    hints : tuple of str
        One of them must stand in a text before `mark` is looked for.
    mark : pattern
        Finds a distinctive line; with ``re.MULTILINE`` over clean lines.
    read : callable
        Given the clean lines, yields records; their places start with ``line N``.
    """

    name: str
    hints: tuple[str, ...]
    mark: re.Pattern[str]
    read: Callable[[list[str]], Iterator[Found]]

    def in_text(self, document: Document, lines: list[str]) -> bool:
        """Say whether the tool's output stands in the document."""
        if not any(hint in document.text for hint in self.hints):
            return False
        return self.mark.search("\n".join(lines)) is not None


def readers_of(*tools: Tool) -> tuple[Reader, ...]:
    """Return a reader for each tool, of text and of Markdown with its output."""
    return tuple(
        Reader(
            tool.name, ("text", "markdown"), partial(_claims, tool),
            partial(_read_session, tool),
        )
        for tool in tools
    )  # fmt: skip


def clean_lines(document: Document) -> list[str]:
    """Return the lines of a document as a terminal would show them at the end.

    Of Markdown the lines of code blocks, paragraphs and tables are kept; headings and
    lists are empty.
    """
    found = _cleaned.get(document)
    if found is None:
        found = [
            _clean(line) if len(line) < _LONGEST else ""
            for line in document.text.split("\n")
        ]
        if document.type == "markdown":
            found = list(_fenced(found))
        _cleaned[document] = found
    return found


def _clean(line: str) -> str:
    if "\x1b" in line or not line.isprintable():
        line = CODES.sub("", line)
        if "\r" in line:
            parts = [part for part in line.split("\r") if part.strip()]
            line = parts[-1] if parts else ""
    if line[:1] == "[" or "Z " in line[:260] or " | " in line[:60]:
        line = _STAMP.sub("", line, count=1) if "Z" in line else line
        match = _PREFIX.match(line)
        rest = line[match.end() :] if match else line
        row = match and "|" in match[0] and "|" in rest and rest.lstrip()[:1] != "|"
        line = line if row else rest  # of a table without outer bars
    return line.rstrip().replace("\xa0", " ")


def _fenced(lines: list[str]) -> Iterator[str]:
    fenced = False
    for line in lines:
        if FENCE.match(line):
            fenced = not fenced
            yield ""
        elif fenced or line.startswith(("    ", "\t")) or not _PROSE.match(line):
            yield line
        else:
            yield ""


def _claims(tool: Tool, document: Document) -> bool:
    text = document.text
    for hint in tool.hints:  # a loop: forty tools are asked about every file
        if hint in text:
            break
    else:
        return False
    lines = clean_lines(document)
    if not tool.in_text(document, lines):
        return False
    if document.type != "markdown" or "|" not in document.text:
        return True
    return not any(
        reader.takes(document)
        for reader in import_module("..registry", __package__).readers()
        if "markdown" in reader.types and not reader.guess
        and reader.name not in _tool_names()
    )  # fmt: skip


@cache
def _tool_names() -> frozenset[str]:
    return frozenset(tool.name for tool in _all_tools())


def _read_session(tool: Tool, document: Document) -> Iterator[Found]:
    lines = clean_lines(document)
    others = [each for each in _all_tools() if each.name != tool.name]
    context = Above(document, lines)
    taken: set[int] = set()
    for each in (tool, *(other for other in others if other.in_text(document, lines))):
        for found in each.read(lines):
            if isinstance(found, Record):
                found.numbers = [_honest(number) for number in found.numbers]
                taken.add(context.add_to(found))
            yield found
    if document.type == "markdown":
        beside = _without(document, taken)
        generic = import_module(".generic_markdown", __package__)
        if generic.claims(beside):
            yield from generic.read(beside)


def _without(document: Document, taken: set[int]) -> Document:
    """Return the Markdown without the code blocks that hold lines already read."""
    lines = document.text.split("\n")
    start = -1
    for at, line in enumerate(lines):
        if not FENCE.match(line):
            continue
        if start >= 0 and any(start < number <= at for number in taken):
            lines[start : at + 1] = [""] * (at + 1 - start)
        start = at if start < 0 else -1
    for number in taken - {0}:
        lines[number - 1] = ""
    return Document(document.path, "markdown", "\n".join(lines), document.beside)


def _honest(number: Number) -> Number:
    """Return the number as failed where its text gave no value."""
    if number.value is not None or number.status != "ok":
        return number
    error = number.error or f"{number.raw!r} is no number"
    return number._replace(status="failed", error=error)


@cache
def _all_tools() -> tuple[Tool, ...]:
    modules = [import_module(f".{name}", __package__) for name in _WITH_TOOLS]
    return tuple(tool for module in modules for tool in module.TOOLS)


def plain_number(text: str) -> float | None:
    """Parse ``1,234.5`` or ``1e-3``; None for anything else (also NaN and inf)."""
    text = text.strip()
    if (
        not text
        or not text.isascii()
        or not text[-1].isdigit()
        or not _PLAIN.match(text)
    ):
        return None
    value = float(text.replace(",", "").replace("_", "").replace("'", ""))
    return value if is_number(value) else None


def scaled(text: str, prefix: str) -> float | None:
    """Multiply a written number by its prefix, to the last digit as written."""
    factor = PREFIXES.get(prefix)
    if plain_number(text) is None or factor is None:
        return None
    value = float(Decimal(text.strip().replace(",", "").replace("_", "")) * factor)
    return value if is_number(value) else None


def number(
    metric: str,
    text: str,
    unit: str,
    statistic: str = "value",
    place: str = "",
    **more: Any,
) -> Number:
    """Make the number of a written text; one that is no number has failed."""
    value = plain_number(text)
    if value is None:
        more.setdefault("error", f"{text.strip()!r} is no number")
        return Number(metric, None, unit, statistic, place, text, "failed", **more)
    return Number(metric, value, unit, statistic, place, text, **more)


def split_value(text: str) -> tuple[str, str] | None:
    """Split ``12.5ms`` or ``1,024 KB/s`` into number and unit."""
    match = re.match(r"\s*([-+]?[\d.,]*\d(?:[eE][-+]?\d+)?)\s*(\S.*?)?\s*\Z", text)
    return (match[1], match[2] or "") if match else None


def seconds(text: str) -> float | None:
    """Parse durations: ``1m30.5s``, ``2h3m``, ``12ms``, ``1:02.5``, ``1m 02s``."""
    text = text.strip()
    if re.fullmatch(r"(?:\d+:)?\d+:\d+(?:\.\d+)?", text):
        total = Decimal(0)
        for part in text.split(":"):
            total = total * 60 + Decimal(part)
        return float(total)
    parts = re.findall(r"(\d+(?:\.\d+)?)\s*([a-zµμ]+)", text)
    if not parts or re.sub(r"(\d+(?:\.\d+)?)\s*([a-zµμ]+)|\s", "", text):
        return None
    total = Decimal(0)
    for written, name in parts:
        unit = parse_unit(name if name != "m" else "min")
        if unit is None or unit.canonical != "s":
            return None
        total += Decimal(written) * Decimal(repr(unit.factor))
    return float(total)


def snake(name: str) -> str:
    """Make a metric's name of a tool's own words."""
    return re.sub(r"\W+", "_", name.strip()).strip("_").lower() or "value"

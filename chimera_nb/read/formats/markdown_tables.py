"""Find the tables and key-value lists of a Markdown text, however it was squeezed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from ..numerals import MISSING, NUMBER, parse_cell, plain
from ..tables import Table
from .html_tables import html_tables
from .markdown_labels import KEY, document_labels
from .printed_tables import printed_tables

RULE = re.compile(r">*\|?:?-+:?(?:\|:?-+:?)*\|?")
_RULE_MARKS = frozenset("|:-> \t\u00a0")
_HEADING = re.compile(r"(#{1,6})\s+(\S.*)")
_INNER = re.compile(r"(?:^|(?<=\s))(#{1,6})\s+([^#|]+)")
_FENCE = re.compile(r"\s{0,12}(?:>\s*)?(```+|~~~+)\s*([\w+-]*)")
_PIPE = re.compile(r"(?<!\\)\|")
_BULLET = re.compile(
    r"\s*(?:>\s*)?(?:[-*•+]|\d{1,3}[.)])\s+(?P<key>[^:=|]{1,80}?)\s*(?::"
    r"|=|\s[–—-]{1,2}\s)\s*\**\s*(?P<value>[^|]*)"
)
_BOLD = re.compile(r"\s*\*\*(?P<key>[^*:|]{1,60}):?\*\*:?\s*(?P<value>[^|]{1,80})")
#: A line that is nothing but a quantity: ``Average time: 77.2 ms``.
_SAID = re.compile(
    r"(?P<key>[^\W\d_][^:=|.!?*`]{1,60}?):\s+(?P<value>\d[\d.,]*\s?[^\W\d_][\w/]{0,15})\s*"
)
#: Whether what a list tells of was measured; such a line may hold no digit.
_VERDICT = re.compile(
    r"(?i)\s*[-*•+]\s+\**(?P<key>valid|success(?:ful)?|status)\**\s*:\**\s*"
    r"(?P<value>[^|]{1,40})"
)
#: A line of its own that names the list below it: ``**Server Scenario:**``.
_NAME = re.compile(r"\*\*([^*|]{2,80})\*\*:?")
_RUN = re.compile(
    r"(`?[\w.:/\-]+`?): ((?:[A-Za-z_]\w*=-?[\d.]+(?:[eE]-?\d+)?(?:\s+|$|,\s*))+)"
)
#: Code in these languages holds no output of a program.
_CODE = frozenset((
    "bash", "sh", "zsh", "fish", "python", "py", "json", "yaml", "yml", "toml", "c",
    "cpp", "c++", "cs", "csharp", "rust", "rs", "go", "java", "js", "ts", "jsx", "tsx",
    "javascript", "typescript", "powershell", "ps1", "sql", "html", "xml", "css",
    "make", "makefile", "dockerfile", "diff", "ruby", "rb", "php", "swift", "kotlin",
    "scala", "julia", "r", "mermaid", "ini", "nix", "cmake", "lua", "perl", "haskell",
    "elixir", "zig", "nim", "cuda", "proto", "graphql", "jsonc", "latex", "tex",
))  # fmt: skip
_SPAN = re.compile(r"`[^`]*`")
_ITEM = re.compile(r"(?:[-*•+]|\d{1,3}[.)])\s")
_NO_WORDS = ("#", "|", "```", "---", "===", "<!--", ":::")
_MOST_LINES = 12
_SQUEEZED = re.compile(r"\S\s+#{2,6}\s")


@dataclass
class Place:
    """Where in the text one is: the titles above, the last words before a table."""

    titles: list[tuple[int, str]] = field(default_factory=list)
    caption: str = ""
    blank: int = 0

    def heading(self, level: int, text: str) -> None:
        """Enter a section."""
        text = plain(text.split(" - Generated")[0].rstrip("# ")).strip()
        self.titles = [each for each in self.titles if each[0] < level]
        if text:
            self.titles.append((level, text[:120]))
        self.caption = ""

    def words(self, line: str) -> None:
        """Remember a line of text; titles inside it start sections."""
        line = line.strip()
        if not line:
            self.blank += 1
            return
        self.blank = 0
        last = None
        for last in _INNER.finditer(line):
            if last.start() and len(last[1]) < 2:
                continue
            self.heading(
                len(last[1]),
                last[2].split(" - ")[0]
                if last.start() or " - " in last[2]
                else last[2],
            )
        if last is None and (line[-1] == ":" or not _ITEM.match(line)):
            self.caption = line if len(line) < 400 else line[-400:]

    @property
    def path(self) -> tuple[str, ...]:
        """The titles that one stands under."""
        return tuple(text for _, text in self.titles)

    @property
    def list_path(self) -> tuple[str, ...]:
        """The titles that a list stands under, a bold line above it among them."""
        name = _NAME.fullmatch(self.caption)
        return (*self.path, plain(name[1]).rstrip(": ")) if name else self.path


@dataclass
class Bullet:
    """A line ``key: value`` under its titles."""

    line: int
    key: str
    value: str
    path: tuple[str, ...]
    labels: dict[str, Any]
    verdict: bool = False


@dataclass
class Scan:
    """What one pass over a text finds."""

    tables: list[Table] = field(default_factory=list)
    bullets: list[Bullet] = field(default_factory=list)
    runs: list[tuple[int, str, str, tuple[str, ...]]] = field(default_factory=list)


def scan(text: str) -> Scan:
    """Find all tables, bullets and runs of ``key=value``, in one pass."""
    lines = text.splitlines()
    labels = document_labels(text)
    found, place = Scan(), Place()
    at = 0
    while at < len(lines):
        line = lines[at]
        if fence := _FENCE.match(line):
            end = _end_of_fence(lines, at, fence[1])
            if fence[2].lower() not in _CODE:
                _block(lines, at + 1, end, place, labels, found)
            at = end + 1
            continue
        if is_rule(line) and at and "|" in lines[at - 1]:
            at = _pipe_table(lines, at, place, labels, found)
            continue
        close = _end_of_html(lines, at) if "<t" in line.lower() else None
        if close is not None:
            for header, body in html_tables(lines[at : close + 1], at + 1):
                found.tables.append(
                    Table(header, body, place.path, place.caption, labels, "reported")
                )
            at = close + 1
            continue
        if heading := _HEADING.fullmatch(line.strip()):
            if (
                not _SQUEEZED.search(line)
                and " - Generated" not in line
                and " - Model" not in line
            ):
                place.heading(len(heading[1]), heading[2])
            else:
                place.words(line)
        elif (
            set(line.strip()) in ({"="}, {"-"})
            and len(line.strip()) > 2
            and place.caption
            and not place.blank
            and not place.caption.startswith(("-", "*", "|"))
        ):
            place.heading(1 if "=" in line else 2, place.caption)
        else:
            _bullet(line, at + 1, place, labels, found)
            place.words(line)
        at += 1
        if _printed_start(lines, at - 1):
            end = at
            while (
                end < len(lines)
                and lines[end].strip()
                and not lines[end].startswith("#")
            ):
                end += 1
            _block(lines, at - 1, end, place, labels, found)
            at = end
    return found


def is_rule(line: str) -> bool:
    """Say whether a line is a table's delimiter row."""
    if "|" not in line or "-" not in line or not set(line) <= _RULE_MARKS:
        return False
    return bool(RULE.fullmatch("".join(line.split())))


def _printed_start(lines: Sequence[str], at: int) -> bool:
    line = lines[at].strip()
    return len(line) > 8 and (line[:2] in ("+-", "+=", "┌─", "╭─", "┏━", "╔═"))


def _end_of_fence(lines: Sequence[str], at: int, mark: str) -> int:
    end = at + 1
    while end < len(lines) and not lines[end].strip().lstrip("> ").startswith(mark[:3]):
        end += 1
    return end


def _end_of_html(lines: Sequence[str], at: int) -> int | None:
    if not re.search(r"<table\b", lines[at], re.I):
        return None
    end = at
    while end < len(lines) and "</table" not in lines[end].lower():
        end += 1
    return min(end, len(lines) - 1)


def _block(
    lines: Sequence[str],
    start: int,
    end: int,
    place: Place,
    labels: dict[str, Any],
    found: Scan,
) -> None:
    """Read what a program printed: tables of several styles, lines ``key: value``."""
    taken: set[int] = set()
    block = [
        line.lstrip(">").rstrip() if line.startswith(">") else line
        for line in lines[start:end]
    ]
    for header, body, title in printed_tables(block, start + 1):
        caption = title or place.caption
        found.tables.append(
            Table(header, body, place.path, caption, labels, "reported")
        )
        taken |= {line for line, _ in body}
    for at, line in enumerate(block, start=start + 1):
        if at in taken or "|" in line:
            continue
        match = re.fullmatch(
            r"\s*(?:[-*•]\s+)?([A-Za-z][^:=|]{0,60}?)\s*[:=]\s+([^:|]{1,60})", line
        )
        if match:
            found.bullets.append(Bullet(at, match[1], match[2], place.path, labels))


def _pipe_table(
    lines: Sequence[str], rule: int, place: Place, labels: dict[str, Any], found: Scan
) -> int:
    width = len(cells_of(lines[rule]))
    before = cells_of(lines[rule - 1])
    glued = before[:-width] if len(before) > width else []
    if place.caption and place.caption == lines[rule - 1].strip()[-400:]:
        place.caption = _glued(glued) or _caption(lines, rule - 2)
    elif glued:
        place.caption = _glued(glued)
    header = before[-width:]
    header += [""] * (width - len(header))
    bare = not lines[rule].lstrip("> ").startswith("|")
    body: list[tuple[int, list[str]]] = []
    groups: tuple[str, ...] = ()
    after: list[str] = []
    at = rule + 1

    def close() -> None:
        if body:
            path = (*place.path, *groups)
            found.tables.append(
                Table(header, list(body), path, place.caption, labels, "reported")
            )
            body.clear()

    while at < len(lines) and _goes_on(lines[at], bare):
        if is_rule(lines[at]):
            at += 1
            continue
        if at + 1 < len(lines) and is_rule(lines[at + 1]) and _is_header(lines[at]):
            break
        row = _row(lines[at], width)
        extra = " | ".join(row[width:])
        row = row[:width] + [""] * (width - len(row))
        if len(row[-1]) > 4 and (inner := re.search(r"(?:^|\s)#{2,6}\s", row[-1])):
            extra = row[-1][inner.start() :] + extra
            row[-1] = row[-1][: inner.start()].strip()
        if "#" in extra:
            after.append(extra)
        if (
            width > 2
            and row[0]
            and not any(row[1:])
            and parse_cell(row[0]).kind != NUMBER
        ):
            close()
            groups = (plain(row[0]),)
        elif _is_title(row) and at + 1 < len(lines) and _unnamed(lines[at + 1]):
            close()
            groups = (" ".join(map(plain, row[:2])),)
        else:
            if (
                body
                and not row[0]
                and any(row)
                and parse_cell(body[-1][1][0]).kind != NUMBER
            ):
                row[0] = body[-1][1][0]
            body.append((at + 1, row))
        at += 1
    close()
    place.caption = ""
    for text in after:
        place.words(text)
    return at


def _glued(cells: Sequence[str]) -> str:
    """Return the words before a header on its line; ``- Device: cpu`` is none."""
    text = " | ".join(cells)
    return "" if KEY.search(text) else re.split(r"\s#{1,6}\s", text)[-1]


def _goes_on(line: str, bare: bool) -> bool:
    text = line.strip().lstrip("> ")
    return text.startswith("|") or (bare and "|" in text and not text.startswith("#"))


def _is_header(line: str) -> bool:
    return all(
        parse_cell(cell).kind not in (NUMBER, MISSING) or not cell
        for cell in cells_of(line)
    )


def _caption(lines: Sequence[str], at: int) -> str:
    """Return the paragraph above a table, at most one blank line above its header."""
    at -= at >= 0 and not lines[at].strip()
    paragraph: list[str] = []
    while at >= 0 and (text := lines[at].strip()) and len(paragraph) < _MOST_LINES:
        item = _ITEM.match(text) and not (text[-1] == ":" and not paragraph)
        if item or text.startswith(_NO_WORDS):
            break
        paragraph.insert(0, text)
        at -= 1
    return " ".join(paragraph)[-400:]


def cells_of(line: str) -> list[str]:
    """Split a row of a pipe table."""
    line = line.strip().lstrip("> ") if line.lstrip().startswith(">") else line.strip()
    line = line.removeprefix("|")
    line = line[:-1] if line.endswith("|") and not line.endswith("\\|") else line
    if "`" in line and "|" in line:
        line = re.sub(r"`[^`]*`", lambda m: m[0].replace("\\|", "\\\\|"), line)
    return [cell.strip() for cell in _PIPE.split(line)]


def _row(line: str, width: int) -> list[str]:
    """Split a row; a bar in a span of code is none where the row were too wide else."""
    row = cells_of(line)
    if len(row) > width and "`" in line:
        whole = _SPAN.sub(lambda m: m[0].replace("|", "\\|"), line)
        inner = cells_of(whole)
        if len(inner) == width:
            return [cell.replace("\\\\|", "|").replace("\\|", "|") for cell in inner]
    return row


def _is_title(row: Sequence[str]) -> bool:
    """Say whether a row names the unnamed rows below it: ``| 1 | query |``."""
    return (
        len(row) > 3
        and bool(row[0] and row[1])
        and not any(row[2:])
        and parse_cell(row[1]).kind != NUMBER
    )


def _unnamed(line: str) -> bool:
    cells = cells_of(line)
    return line.lstrip().startswith("|") and len(cells) > 2 and not cells[0]


def _bullet(
    line: str, number: int, place: Place, labels: dict[str, Any], found: Scan
) -> None:
    if not any(c in "0123456789" for c in line):
        if verdict := _VERDICT.match(line) if ":" in line else None:
            value = verdict["value"].strip()
            found.bullets.append(
                Bullet(number, verdict["key"], value, place.list_path, labels, True)
            )
        return
    if "=" in line:
        for name, run in _RUN.findall(line[:20_000]):
            found.runs.append((number, name.strip("`"), run, place.path))
    match = _BULLET.match(line) or _BOLD.match(line) or _SAID.fullmatch(line)
    if match and len(match["key"]) <= 80:
        value = re.split(r"\s#{1,6}\s", match["value"])[0]
        found.bullets.append(
            Bullet(number, plain(match["key"]), value.strip(), place.list_path, labels)
        )

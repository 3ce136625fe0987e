"""What the readers of printed output share: headings, commands, cells, Go durations.

A log, a pasted terminal session and a Markdown file with code blocks differ little:
colour codes, prompts, headings, banners, and somewhere in it what the tool printed.
"""

import re
from collections.abc import Iterator

from ..document import Document

_ANSI = re.compile(
    r"\x1b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\^_])"
)
_HEADING = re.compile(r"\s{0,3}(#{1,6})\s+(\S.*?)\s*#*\s*\Z")
_BANNER = re.compile(r"\s*(?:[=*\-#_~]{3,}|[═─━]{3,})\s*([^=*\-#_~═─━\s|].{0,150}?)\s*"
                     r"(?:[=*\-#_~]{3,}|[═─━]{3,})\s*\Z")  # fmt: skip
_BAR = re.compile(r"\s*[=*#_~\-═─━]{4,}\s*\Z")
_CAPTION = re.compile(
    r"\s*(?:\*\*.{1,120}|(?:model|device|gpu|cpu|hardware|machine|system|config\w*|test|"
    r"backend)\s*[:=].{1,120}|.{1,100}:)\s*\Z", re.IGNORECASE)  # fmt: skip
#: No tool prints a longer line; the patterns here are not linear in its length.
_LONGEST = 4000

_MARKS = re.compile(r"[*`]|<[^<>]{1,40}>")
_GO = re.compile(r"(\d+(?:\.\d*)?|\.\d+)(h|ms|m|s|µs|μs|us|ns)")
_GO_UNITS = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 1e-3, "µs": 1e-6, "μs": 1e-6,
             "us": 1e-6, "ns": 1e-9}  # fmt: skip


def clean(line: str) -> str:
    """Take terminal colour and cursor codes out of a line."""
    return _ANSI.sub("", line) if "\x1b" in line else line


def cells(line: str) -> list[str]:
    """Split a row of a pipe table into its cells, without marks of emphasis."""
    text = line.strip().strip(">").strip()
    text = text.removeprefix("|").removesuffix("|")
    return [_MARKS.sub("", cell).strip() for cell in text.split("|")]


def is_rule(line: str) -> bool:
    """Say whether a line is the rule under a pipe table's header."""
    text = line.strip()
    return "-" in text and "|" in text and not text.strip("|:- +\t>")


def go_seconds(text: str) -> float | None:
    """Return a Go duration in seconds (``1m2.5s``, ``850µs``); None: it is none."""
    text = text.strip()
    total, at = 0.0, 0
    for match in _GO.finditer(text):
        if match.start() != at:
            return None
        total += float(match[1]) * _GO_UNITS[match[2]]
        at = match.end()
    return total if at and at == len(text) else None


def table_rows(document: Document) -> int:
    """Count the lines that look like rows of pipe tables."""
    return sum(line.lstrip().startswith("|") for line in document.lines)


class Outline:
    """Where in a text the tool's output stands: headings, caption, last command.

    Parameters
    ----------
    tool
        Finds the tool's command in a line; its first group is the command.
    """

    def __init__(self, tool: re.Pattern[str]) -> None:
        self._tool = tool
        self._headings: list[tuple[int, str]] = []
        self._caption = ""
        self._barred = self._titled = False
        self._open = False
        self.command = ""

    @property
    def heading(self) -> str | None:
        """The headings above, joined; without the caption."""
        return ", ".join(text for _, text in self._headings) or None

    @property
    def label(self) -> str | None:
        """The headings above and the caption, joined."""
        parts = [text for _, text in self._headings]
        if self._caption and self._caption not in parts:
            parts.append(self._caption)
        return ", ".join(parts) or None

    def feed(self, line: str) -> bool:
        """Take a line in; says whether it was a heading, a caption or a command."""
        if self._open:
            self._open = line.rstrip().endswith("\\")
            self.command += " " + line.strip().rstrip("\\").strip()
            return True
        barred, titled = self._barred, self._titled
        bar = bool(_BAR.match(line))
        self._barred, self._titled = bar and not titled, False
        if bar or not line.strip() or len(line) > 1000:
            return bar
        if match := self._tool.search(line):
            heading = _HEADING.match(line)
            if heading and len(heading[1]) > 1:
                self._head(len(heading[1]), heading[2])
            command = match[1].strip().strip("`")
            self._open = command.endswith("\\")
            self.command = command.rstrip("\\").strip()
            return True
        if match := _HEADING.match(line):
            self._head(len(match[1]), match[2])
        elif match := _BANNER.match(line):
            self._head(7, match[1])
        elif barred and len(line) < 100 and "|" not in line:
            self._head(7, line)
            self._titled = True
        elif "|" not in line and _CAPTION.match(line):
            self._caption = _plain(line)
        else:
            return False
        return True

    def _head(self, level: int, text: str) -> None:
        self._headings = [each for each in self._headings if each[0] < level]
        if plain := _plain(text):
            self._headings.append((level, plain))
        self._caption = ""


def _plain(text: str) -> str:
    return " ".join(_MARKS.sub("", text).split()).rstrip(":").strip()


def numbered(document: Document) -> Iterator[tuple[int, str]]:
    """Yield (line number, line without colour codes) of a text; no endless lines."""
    for number, line in enumerate(document.lines, start=1):
        if len(line) <= _LONGEST:
            yield number, clean(line)

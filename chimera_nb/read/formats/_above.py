"""What stands above the output of a tool: heading, caption, banner, command line.

Somebody who reads a README or a pasted terminal session knows what a block of output
belongs to by the words above it: a Markdown heading, the line before the code block
(``C++14:``), a title between two bars, the command that was typed. These words become
labels, since two blocks often differ in nothing else.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from typing import Any

from ..document import Document
from ..records import Found, Record

FENCE = re.compile(r"\s*(?:```|~~~)")
_PROMPT = re.compile(
    r"\s*(?:(?:[\w.@:~/()\[\] -]{0,60})?[$❯➜]|[\w.@:~/()][\w.@:~/()\[\] -]{2,60}✗|~ #"
    r"|>{1,3}|julia>)\s+([@\w./~\"'-].*\S)\s*\Z"
)
_TOOL = re.compile(
    r"\s*((?:\S*/)?(?:hey|wrk2?|ab|ghz|oha|siege|bombardier|autocannon|fio|sysbench"
    r"|redis-benchmark|memtier_benchmark|hyperfine|iperf3?|k6 run)(?:\.exe)?"
    r" +(?:-|http).*\S"
    r"|(?:(?:echo|cat) [^|]{1,300}\| *)?(?:\./)?vegeta attack .*\S)\s*\Z"
)
_BANNER = re.compile(
    r"\s*([=*#~-]{2,}|─+|═+)\s*(\w[^=*#]{0,150}?)\s*(?:\1|[=*#~─═-]+)\s*\Z"
)
_HEADING = re.compile(r"\s*(#{1,6}) {1,4}(\S.{0,200}?)\s*#*\Z")
_BAR = re.compile(r"\s*([=*#~═])\1{3,}\s*\Z")
_UNDER = re.compile(r"([=~^\"*#-])\1{2,}\Z")
_CAPTION = re.compile(
    r"(?:\*\*|__|<summary>|[-*] )?[^\s|#>`\[-][^|\[\]]{0,118}?"
    r"(?::|:\*\*|\*\*:?|__:?|</summary>)\Z"
)
#: A line of its own right above a code block.
_SHORT = re.compile(r"[^\s|#>`<\[!-][^|]{1,79}\Z")
#: Titles that tools print inside their own output.
_OWN = re.compile(
    r"\s*(?:Summary|scenarios|Latency distribution|Details \(.*\)|\w+ histogram"
    r"|Comparison|(?:Memory usage|Reduction count|Extended) statistics):"
)
_RUN = re.compile(r"(?i)\s*(?:iteration|run|round|trial|attempt)\s*#?\d+:?\s*\Z")
_MARKS = re.compile(r"</?\w[^<>]{0,40}>|[*`]|__")
_LOG_LINE = re.compile(
    r"ninja log|(?:JMH|VM|Warmup|Measurement|Timeout|Threads|Benchmark|Parameters|Fork"
    r"|Run progress|Blackhole|Run complete"
    r"|Detecting|Preparing|Warning"
    r"|Out of bounds|Avg bus bandwidth|nThread|Rank|Using devices|Collective"
    r")\b.*?[:.]|[-=#]"
    r"|(?:Time|Range) \("
)


class Above:
    """The words above each line of a document.

    Parameters
    ----------
    document
        A text or a Markdown.
    lines
        Its clean lines (`_text.clean_lines`).
    """

    def __init__(self, document: Document, lines: list[str]) -> None:
        self._at: list[tuple[int, str]] = []
        self._headings: list[tuple[int, str]] = []
        self._answered = False  # the command's output stood in its own block
        self._parts = {"heading": "", "caption": "", "banner": "", "command": ""}
        markdown = document.type == "markdown"
        raw = document.text.split("\n") if markdown else lines
        fenced = not markdown
        for at, line in enumerate(raw):
            if markdown and FENCE.match(line):
                fenced = not fenced
                self._set(at, "caption", _caption_before(raw, at) if fenced else "")
                if not fenced and self._answered:
                    self._set(at, "command", "")
            elif markdown and not fenced and (match := _HEADING.match(line)):
                self._set(at, "heading", self._path(len(match[1]), match[2]))
            elif fenced or lines[at]:
                self._printed(at, lines)

    def _path(self, level: int, text: str) -> str:
        """Return a heading below those that it belongs to."""
        self._headings = [each for each in self._headings if each[0] < level]
        self._headings.append((level, _plain(text)))
        return " / ".join(each for _, each in self._headings)

    def _printed(self, at: int, lines: list[str]) -> None:
        line = lines[at]
        self._answered = self._answered or bool(line.strip())
        if title := _title(lines, at):
            self._set(at, "banner", title)
        elif prompt := _PROMPT.match(line) or _TOOL.match(line):
            self._set(at, "command", prompt[1])
            self._answered = False
        elif _OWN.match(line):
            pass
        elif _RUN.match(line) or (_alone(lines, at) and _CAPTION.match(line.strip())):
            self._set(at, "caption", _plain(line))

    def _set(self, at: int, name: str, text: str) -> None:
        """Take a word in; what is more special than it no longer holds."""
        names = list(self._parts)
        for after in names[names.index(name) :]:
            if after != "command" or text:
                self._parts[after] = ""
        self._parts[name] = text
        words = dict.fromkeys(part[-300:] for part in self._parts.values() if part)
        self._at.append((at + 1, ", ".join(words)[:600]))

    def add_to(self, record: Record) -> int:
        """Add to a record's ``config_label`` what stands above it; give its line."""
        match = re.match(r"line (\d+)", record.place)
        line = int(match[1]) if match else 0
        at = bisect_right(self._at, (line, "\U0010ffff"))
        context = self._at[at - 1][1] if at else ""
        shared = record.labels.get("config_label")
        if context and context != shared:
            shared = ", ".join(filter(None, (shared, context)))
            record.labels["config_label"] = shared
        if shared:
            record.numbers = [
                each._replace(labels=_joined(each.labels, shared))
                if each.labels.get("config_label") else each
                for each in record.numbers
            ]  # fmt: skip
        return line


def with_above(document: Document, found: Iterator[Found]) -> Iterator[Found]:
    """Add to each record of a text or a Markdown what stands above it."""
    from ._text import clean_lines

    above = Above(document, clean_lines(document))
    for each in found:
        if isinstance(each, Record):
            above.add_to(each)
        yield each


def _joined(labels: Mapping[str, Any], shared: str) -> dict[str, Any]:
    return {**labels, "config_label": f"{labels['config_label']}, {shared}"}


def _caption_before(raw: list[str], at: int) -> str:
    """Return the line before a code block, where it introduces the block."""
    above = next((line for line in raw[at - 1 :: -1] if line.strip()), "") if at else ""
    alone = above is raw[at - 1] and (at < 2 or not raw[at - 2].strip())
    if _CAPTION.match(above.strip()) or (alone and _SHORT.match(above)):
        return _plain(above)
    return ""


def _alone(lines: list[str], at: int) -> bool:
    return not at or not lines[at - 1].strip()


def _plain(line: str) -> str:
    return " ".join(_MARKS.sub("", line).split()).rstrip(":").lstrip("- ")


def _title(lines: list[str], at: int) -> str:
    """Return the words of a heading, of a banner or between or over bars."""
    line = lines[at]
    if line.lstrip()[:1] in tuple("#=*-~─═"):
        match = _HEADING.match(line) if line[:4].strip() else None
        if match:
            return "" if _LOG_LINE.match(match[2]) else _plain(match[2])
        match = _BANNER.match(line)
        return match[2] if match and "--" not in match[2] else ""
    below = lines[at + 1] if at + 1 < len(lines) else ""
    if len(below) < 3 or not line.strip() or len(line) > 120:
        return ""
    above = lines[at - 1] if at else ""
    barred = _BAR.match(below) and _BAR.match(above)
    under = not above.strip() and _UNDER.match(below)
    if barred or (under and abs(len(below) - len(line)) <= 2):
        return _plain(line.strip())
    return ""

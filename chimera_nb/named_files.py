"""Files that prose tells by a part of their names: 4 start with "mlp"."""

import re

_QUOTED = r"(?:the (?:word|term|string|prefix|suffix) )?[\"'“‘`]([\w.-]{3,40})[\"'”’`]"
#: Files told by a part of their name: files referencing "baseline".
_NAMED = re.compile(
    rf"\bfiles? (?:that )?(?:(?:are |is )?(?:referenc\w+|named|called|matching)"
    rf"|whose names? (?:contains?|holds?|includes?|has|have)) {_QUOTED}"
    rf"|\bfiles? (?:that )?(?:with|contain\w*|includ\w+|hold\w*|having|have|carry)"
    rf" {_QUOTED} in (?:their|the|its) (?:file ?)?names?",
    re.I,
)
#: Files told by a pattern of their names: 10 run files (`*_runs.csv`).
_PATTERN = re.compile(
    r"(?: [\w.-]+){0,3} files? (?:\(|named |called |matching )"
    r"[\"'`](\*[\w.-]{3,40}|[\w.-]{3,40}\*)[\"'`]",
    re.I,
)
#: The same by how their names begin or end: 4 start with "mlp".
_BEGINS = re.compile(
    rf"\s*(?:files? )?(?:of (?:them|these) )?(?:that |whose (?:file ?)?names? )?"
    rf"(?P<how>starts? with|starting with|begins? with|beginning with|ends? (?:in|with)"
    rf"|ending (?:in|with)|contains?|mentions?) {_QUOTED}",
    re.I,
)


def part_of_name(text: str, start: int, token: str) -> str:
    """Return what the names of counted files have; empty where no words say it.

    Parameters
    ----------
    text, start, token
        A sentence, and the count in it.

    Returns
    -------
    str
        A part of the names; ``mlp*``: they begin with it, ``*mlp``: they end so.
    """
    at = start + len(token)
    if begins := _BEGINS.match(text, at):
        part, how = begins[2], begins["how"].lower()
        if how.startswith(("start", "begin")):
            return f"{part}*"
        return f"*{part}" if how.startswith("end") else part
    if pattern := _PATTERN.match(text, at):
        return pattern[1]
    named = _NAMED.search(text, at) or _NAMED.search(text)
    return (named[1] or named[2]) if named else ""

"""Quality: whether an answer reads as the report that was asked for."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

_PREAMBLE = re.compile(
    r"(okay|ok|sure|certainly|of course|here(?:'s| is| are))\b", re.I
)
_PLACEHOLDER = re.compile(
    r"\[(?:insert|your|add|todo|placeholder)\b[^\]\n]{0,80}\]", re.I
)
_FENCE = re.compile(r"`[^`\n]*`")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffd]")


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with an answer; `line` counts from 1."""

    code: str
    message: str
    line: int | None = None


@dataclass(frozen=True)
class Quality:
    """Whether an answer passed, and what is wrong with it."""

    passed: bool
    problems: tuple[Problem, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the object that ``run.json`` holds."""
        return {
            "passed": self.passed,
            "problems": [
                {"code": each.code, "message": each.message, "line": each.line}
                for each in self.problems
            ],
        }


def is_looping(text: str) -> bool:
    """Say whether the end of a text repeats itself; looks at its tail only."""
    tail = text[-1200:].rstrip()
    for period in range(1, min(200, len(tail) // 4) + 1):
        span = max(4 * period, 60)
        if span > len(tail):
            break
        end = tail[-span:]
        if end[period:] == end[:-period] and re.search(r"\w", end):
            return True
    words = re.findall(r"\w+", tail.lower())
    if len(words) < 60:
        return False
    trigrams = Counter(zip(words, words[1:], words[2:], strict=False))
    return trigrams.most_common(1)[0][1] * 3 > 0.3 * len(words)


def _strange(text: str, language: str) -> str | None:
    if len(_CONTROL.findall(text)) > 0.005 * len(text):
        return "the answer holds control or replacement characters"
    plain = _FENCE.sub(" ", text)
    tokens = [
        each
        for each in plain.split()
        if not re.search(r"[\d|_/]", each) and not re.fullmatch(r"(\W)\1*", each)
    ]
    letters = sum(char.isalpha() for token in tokens for char in token)
    if letters < 50:
        return None
    if letters < 0.6 * sum(map(len, tokens)):
        return "the answer is not made of words"
    words = [each.strip(".,:;!?()*#\"'`-") for each in tokens]
    odd = sum(bool(re.search(r"[^\w'’\-–—&+.:=]", each)) for each in words)
    if odd > 0.25 * len(words):
        return "the answer is not made of words"
    from py3langid.langid import classify

    found = str(classify(" ".join(words)[:5000])[0])
    if found != language:
        return f"the answer reads as {found!r}, not {language!r}"
    return None


def judge_quality(
    text: str,
    *,
    sections: Iterable[str],
    done_reason: str | None,
    language: str = "en",
) -> Quality:
    """Judge an answer's form: language, loops, cut-offs, sections, chatter."""
    problems: list[Problem] = []
    if not text.strip():
        return Quality(False, (Problem("empty", "the answer is empty"),))
    strange = _strange(text, language)
    if strange:
        problems.append(Problem("not_language", strange))
    lines = text.splitlines()
    equal = Counter(each.strip() for each in lines if len(each.strip()) > 20)
    if is_looping(text) or (equal and equal.most_common(1)[0][1] >= 5):
        problems.append(Problem("loop", "the answer repeats itself"))
    if done_reason == "length":
        problems.append(Problem("cut_off", "the answer was cut off", len(lines)))
    titles = [
        each.strip("#* :\t").lower()
        for each in lines
        if each.strip().startswith(("#", "**"))
    ]
    for section in sections:
        if not any(section.lower() in title for title in titles):
            problems.append(Problem("missing_section", f"no section {section!r}"))
    full = [(i, each.strip()) for i, each in enumerate(lines, 1) if each.strip()]
    if _PREAMBLE.match(full[0][1]):
        problems.append(
            Problem("preamble", "the answer starts with chatter", full[0][0])
        )
    if full[-1][1].endswith("?"):
        problems.append(
            Problem("closing_question", "the answer ends in a question", full[-1][0])
        )
    for i, each in full:
        if _PLACEHOLDER.search(each):
            problems.append(Problem("placeholder", "a placeholder was left", i))
    return Quality(not problems, tuple(problems))

"""The nouns of what prose counts: attempts, calls, files, models."""

import re

NOUNS = (
    ("types", r"(?:file )?(?:formats|types)"),
    ("files_not_read", r"(?:unread|unreadable) files?"
                       r"|files? (?:that )?(?:(?:were |was |are )?not read"
                       r"|could not be (?:read|parsed|opened))"),
    ("files", r"files?|documents?"),
    ("configurations", r"configurations?|configs|combinations?|sweep points?"
                       r"|settings combinations?"),
    ("compile_entries", r"backend entries"),
    ("compile_attempts", r"(?:engine |compile |compilation )?attempts?|engine builds?"
                         r"|engines(?= (?:were )?built)"
                         r"|compilations?|compiles|traces?|exports?(?! (?:time|step))"),
    ("build_attempts", r"builds?"),
    ("records", r"(?:data |table )?rows|records|data points"),
    ("calls", r"(?:prompt |model |ollama |LLM )(?:calls?|runs?)|calls?|generations?"
              r"|requests?"),
    ("quantizations", r"tags|quanti[sz]ations?(?: (?:levels|variants|formats|types))?"
                      r"|quants|quant(?:i[sz]ation)? levels"),
    ("compile_failures", r"(?:compile |compilation )?failures"),
    ("conflicts", r"conflicts?|contradictions?"),
    ("copies", r"copies"),
    ("mixtures", r"mixtures?"),
    ("models", r"(?:language )?models?|LLMs|(?:neural )?networks?|architectures?"),
    ("backends", r"back-?ends?|runtimes?|compilers?"),
    ("devices", r"devices?"),
)  # fmt: skip
NOUN = re.compile(
    r"\s*((?:[\w./+`*-]+(?::[\w.`*-]+)? ){0,4}?)\**(?:"
    + "|".join(f"(?P<{name}>{words})" for name, words in NOUNS)
    + r")\b(?![-/:]\w|=)",
    re.I,
)
#: Words that end what may stand before a noun.
_NO_MODIFIER = re.compile(
    r"\b(?:of|in|on|for|with|from|at|by|to|and|or|that|which|were|was|are|is|than|per|as"
    r"|has|have|had|shows?|takes?|between|across|over|under|each|times?|more|out|a|an"
    r"|the|its|this|these|those|their)\b",
    re.I,
)
_OF_ITS = re.compile(r"\s*of (?:its|their|the|our|these|those)(?= )")


def noun_at(text: str, at: int) -> tuple[str, int]:
    """Name what the noun behind a place counts, and say where it ends."""
    of = _OF_ITS.match(text, at)
    match = NOUN.match(text, of.end() if of else at)
    if match is None or _NO_MODIFIER.search(match[1]):
        return "", at
    return str(match.lastgroup), match.end()

"""Nouns after a number that no quantity of the data is: 12 epochs, 4 GPUs."""

import re

from .numbers import Written

#: The noun, or two, after a number; none that belongs to a text.
_NOUN = re.compile(
    r" \**(?!(?:and|or|to|in|for|on|at|of|with|as|is|was|are|were|while|but|than|vs"
    r"|versus|per|from|by|when|where|which|that|respectively|compared|against|over|under"
    r"|after|before|across|out|sections?|steps?|parts?|recommendations?|phases?|stages?"
    r"|categor\w+|key|main|areas?|points?|reasons?|ways?|figures?|tables?|times|more|less"
    r"|sets?|kinds?|types?)\b)([a-z][a-z-]+(?: [a-z]+s\b)?)"
)
_REPORTED = re.compile(
    r"\b(?:report(?:s|ed)?|record(?:s|ed)?|show(?:s|ed)?|logged|produced|used|needed"
    r"|consumed|identified|detected|found|encountered|revealed|contains?|includes"
    r"|comprises|suffered|triggered|caused|raised|observed)\s+"
    r"(?:about |only |a total of )?\Z",
    re.I,
)
_REACHES = re.compile(
    r"\b(?:exceed(?:s|ed)|reach(?:es|ed)|peak(?:s|ed) at|stood at"
    r"|stay(?:s|ed) (?:at|below)|(?:rose|fell|dropped|climbed|grew) to)"
    r" (?:about |only |just )?\Z",
    re.I,
)
#: What is counted in the world, not in a text: 12 epochs, 4 GPUs.
_THINGS = re.compile(
    r" \**(?:of (?:the|our|its) )?(?:[a-z-]+ )?"
    r"(epochs?|sessions|GPUs?|CPUs|cores|threads|workers|nodes|servers|machines"
    r"|users|images|hours|minutes|days|weeks|layers|iterations|issues|bugs|errors"
    r"|warnings|bottlenecks|regressions|anomalies|incidents|crashes|restarts|cycles"
    r"|experiments|datasets|sensors|containers|clusters|replicas)\b(?! (?:of|per|to) )"
)


def noun_after(text: str, end: int) -> str:
    """Return the noun, or two, after a number; empty where none is."""
    if thing := _THINGS.match(text, end):
        return str(thing[1])
    noun = _NOUN.match(text, end)
    return noun[1] if noun else ""


def is_reported(text: str, number: Written) -> bool:
    """Say whether a number of something unknown is stated as a finding."""
    if _REPORTED.search(text[max(0, number.start - 60) : number.start]):
        return True
    return number.token.isdigit() and bool(_THINGS.match(text, number.end))


def is_reached(text: str, number: Written) -> bool:
    """Say whether a bare number is what something is said to reach."""
    before = text[max(0, number.start - 60) : number.start]
    return number.token.isdigit() and _REACHES.search(before) is not None

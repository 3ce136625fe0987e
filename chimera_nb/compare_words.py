"""The words that compare: how each is used, and which way it points."""

import re
from typing import NamedTuple


class Comparing(NamedTuple):
    """How a comparison word is used, and what it claims.

    `form`: superlative, adjective ("faster than"), verb ("trims"), place ("leads",
    "comes second"), sure ("significantly"), same ("no difference") or majority.
    `sense`: better or worse (of a time the smaller one is better), greater or smaller.
    """

    form: str
    sense: str


_LEXICON = {
    ("superlative", "better"): "fastest|quickest|(?<!-)best|snappiest",
    ("superlative", "worse"): "slowest|worst|brings up the rear|bottom(?= of)",
    ("superlative", "greater"): (
        "highest|longest|most variable|most volatile|largest|biggest|greatest"
        "|maximum|maximal|max|peak"
        "|the most(?! (?:predictable|reliable|stable|consistent|robust|promising"
        "|important|notable|interesting|relevant|critical|suitable|balanced))"
        "|most common|most frequent|top"
    ),
    ("superlative", "smaller"): (
        "lowest|shortest|cheapest|(?:the )?least expensive"
        "|least variable|most stable|smallest|rarest|minimum"
        "|minimal|min|fewest|the least|least common"
    ),
    ("adjective", "better"): (
        "(?:(?<=times )|(?<=twice ))as (?:fast|quick) as"
        "|faster|quicker|better|more quickly|ahead of"
        "|superior to"
    ),
    ("adjective", "worse"): "slower|worse|more slowly|behind|inferior to",
    ("adjective", "greater"): (
        "(?:(?<=times )|(?<=twice ))as (?:high|large|long|many|much) as"
        "|higher|longer|larger|bigger"
        "|greater|more|above|extra(?= \\w+ (?:relative|compared|over|than))"
    ),
    ("adjective", "smaller"): "lower|shorter|cheaper|smaller|less|fewer|below",
    ("verb", "better"): (
        "beats?|outperform(?:s|ed)?|outpaces?|surpass(?:es|ed)?|edges? out|edged out"
        "|overtakes?|overtook|improv(?:es?|ed) (?:up)?on|wins? (?:over|against)"
        "|speeds? (?:things |it |them )?up|sped (?:things |it |them )?up|accelerates?"
        "|improves?|dominates?|outruns?|lead(?= in)"
        "|advantage"
    ),
    ("verb", "worse"): (
        "trails?|lags?(?: behind)?|loses? (?:to|against)|falls? behind"
        "|slows?(?: (?:things |it |them )?down)?"
        "|underperforms?|degrades?|worsens?"
    ),
    ("verb", "greater"): (
        "exceed(?:s|ed)?|raises?|raised|increase[sd]?|climb(?:s|ed)?|rises?|rose"
        "|grows?|grew|lengthens?|boost(?:s|ed)?|jump(?:s|ed)?|doubles?|triples?"
        "|inflates?|adds|(?:is|are|goes|went) up|gains|outnumbers?|increase|rise"
    ),
    ("verb", "smaller"): (
        "trims?|(?:is|are|goes|went) down|comes? down|reduction|decrease|savings?"
        "|shaves?(?: off)?|cuts?|lowers?"
        "|reduce[sd]?|saves?|saved|shortens?"
        "|drop(?:s|ped)?|falls?|fell|decrease[sd]?|shrinks?|undercuts?|declines?|sinks?"
        "|halves?|takes? off|gives? (?:up|away)|forfeits?|concedes?"
    ),
    ("place", "better"): (
        "leads?|tops|comes? out ahead|comes? out on top|ranks?|comes? in|comes?|places?"
        "|finishes|takes|runner-up|is(?= (?:first|second|third|last)\\b)"
    ),
    ("sure", ""): "significantly|significant|consistently|always|invariably|without"
                  " exception|in every (?:case|run)",
    ("same", ""): "no (?:measurable |real |significant |noticeable )?difference"
                  "|identical|just as fast as|equally fast",
    ("majority", "greater"): "most of|(?:the )?majority of|mostly|more than half of",
}  # fmt: skip
_KINDS = tuple(_LEXICON)
RELATION = re.compile(
    r"(?<![\w-])(?<!\bper )"
    r"(?:(?P<rank>second|third|fourth|fifth|2nd|3rd|4th|5th)[- ])?(?:"
    + "|".join(f"(?P<k{at}>{words})" for at, words in enumerate(_LEXICON.values()))
    + r")(?![\w-])",
    re.I,
)
_PLACE = re.compile(
    r"\s+(?:in |at )?(?:the )?"
    r"(?P<rank>first|second|third|fourth|fifth|last|1st|2nd|3rd|4th|5th)"
    r"(?: place| among| of| in| out| behind| with| at| by| on|[.,;:]|\W*$)",
    re.I,
)
RANKS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4,
         "4th": 4, "fifth": 5, "5th": 5, "last": -1, "runner-up": 2}  # fmt: skip


#: What says that it is not so: is not faster, never the best, no slower than.
_DENIES = re.compile(
    r"(?:\b(?:not|never|cannot|no longer)(?! (?:only|just|merely))|n['’]t"
    r"|\bno(?= \Z))(?: (?:be|been|the|a|an|any|actually|really|even|by far)){0,3} \Z",
    re.I,
)
_HEDGES = re.compile(
    r"(?:\b(?:not|never)|n['’]t) (?:be |been )?(?:the |a )?"
    r"(?:(?:much|far|significantly|notably|noticeably|appreciably|substantially|that|so"
    r"|necessarily|always|any|considerably|clearly|consistently) )+\Z",
    re.I,
)


def denied(before: str) -> bool | None:
    """Say whether the words before a comparison deny it; None: they only hedge it."""
    if _HEDGES.search(before[-60:]):
        return None
    return _DENIES.search(before[-40:]) is not None


def comparing(match: re.Match[str]) -> Comparing:
    """Say how a match of `RELATION` is used."""
    at = next(at for at in range(len(_KINDS)) if match[f"k{at}"] is not None)
    return Comparing(*_KINDS[at])


def rank_of(sentence: str, match: re.Match[str]) -> int:
    """Return the place that a superlative or a verb of place claims; 0: none.

    1 is first, −1 last; ``second-fastest`` is 2.
    """
    if match["rank"]:
        return RANKS[match["rank"].lower()]
    word = match[0].lower()
    if comparing(match).form != "place":
        return 1
    if word.startswith(("lead", "tops")) or "out" in word.split():
        return 1
    if word in RANKS:
        return RANKS[word]
    place = _PLACE.match(sentence, match.end())
    return RANKS[place["rank"].lower()] if place else 0

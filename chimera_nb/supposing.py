"""What prose supposes, advises, expects or shows as an example: no claims."""

import re

from .prose import Block

_VERBS = (
    "Achieve|Add|Adjust|Bump|Deploy|Disable|Drop(?!s|ped)|Expand|Extend|Install|Migrate|Pin|Skip"
    "|Remove|Adopt|Aim|Allow|Analy[sz]e|Apply|Automate|Avoid|Batch|Cache|Cap"
    "|Collect|Compare|Compress|Conduct|Consider|Create|Cut|Decrease|Define|Develop"
    "|Document|Enable|Ensure|Establish|Evaluate|Experiment|Explore|Fix|Focus|Implement"
    "|Improve|Include|Increase|Introduce|Investigate|Keep|Leave|Limit|Lower|Maintain"
    "|Make|Measure|Minimi[sz]e|Monitor|Optimi[sz]e|Perform|Plan|Prefer|Prioriti[sz]e"
    "|Profile|Prune|Quanti[sz]e|Raise|Re-?run|Reach|Reduce|Refactor|Repeat|Review"
    r"|Run(?! [a-z]+\w*\d| \d{6,})"
    "|Scale|Schedule|Set(?! against| beside| off)"
    r"|Shorten|Standardi[sz]e|Start|Store|Switch|Target|Test|Track"
    "|Try|Tune|Update|Upgrade|Use|Validate|Verify|Warm up"
)
#: A label that opens with a word that may be a verb: "Run configuration: ...".
_LABEL = re.compile(
    r"^\W{0,9}(?:Batch|Cache|Document|Limit|Profile|Review|Run|Scale|Schedule|Set|Start"
    r"|Store|Test|Track|Update)(?: [a-z-]+){1,3}(?::\**|\**:)\s"
)
#: An imperative opens a sentence, or what stands after a label in bold or a number.
_IMPERATIVE = re.compile(
    rf"^\W{{0,9}}(?:\d{{1,3}}[.)]\s{{0,3}})?\W{{0,9}}(?:{_VERBS})\b(?! time)"
    rf"|(?::\*\*|\*\*:|\*\* [-–—])\s*\W{{0,4}}(?i:{_VERBS})\b"
)
_ADVICE = re.compile(
    r"\b(?:should(?! (?:not )?(?:be (?:surpris|noted|clear|obvious|no )|come as"
    r"|surprise))|target(?:s|ed|ing)?|aim(?:s|ing)? (?:for|to)|goals?|budget of"
    r"|recommend(?:ed|s)?|please|TODO|to[- ]do(?: [a-z ]{3,40})?(?=:)|don'?t|can we"
    r"|nit:|make sure"
    r"|must not exceed|try to|(?:we|i) suggest"
    r"|acceptance (?:level|criteri\w+))\b",
    re.I,
)
_SUPPOSED = re.compile(
    r"\b(?:what if|let'?s (?:pretend|say|assume)|pretend(?:ing)?|(?:we|you|they)'d"
    r"|suppose|supposing|imagine|assum(?:e|ing)"
    r"|hypothetical(?:ly)?|thought experiment|back[- ]of[- ]the[- ]envelope"
    r"|if we|would|could then"
    r"|were every|at, say|say,)"
    r"|^\W{0,9}(?:if(?! [\w -]{3,40}? (?:matters?|counts?|is (?:the |an? )?"
    r"(?:main |top )?(?:priority|goal|concern|key|important|critical|needed"
    r"|required)))|were|with twice|at, say"
    r"|say (?:a|an|one|the|we|you|it))\b|^\W{0,9}e\.g\.,? an? "
    r"|^\W{0,9}(?:the|this) (?:example|snippet|sketch)(?: (?:above|below|code))?"
    r" (?!file)",
    re.I,
)
#: A word before a number by which it is only expected.
_EXPECTED = re.compile(
    r"\b(?:for example|for instance|e\.g\.,?|could(?! (?:not|be)\b)|might|may"
    r"|would|will|shall"
    r"|expect\w*|anticipat\w+|project(?:ed|ing)"
    r"|forecasts?|estimat(?:e|ed|ing)|potential(?:ly)?|by up to|threshold)\b[^.;:]*\Z"
)
_ADVISING = re.compile(
    r"\b(?:recommend\w*|next steps?|road ?map|mitigation\w*|action (?:items?|plan)"
    r"|future work|TODOs?|to-dos?|suggest(?:ed|ions?)"
    r"|implementation plan|targets?|goals?)\b",
    re.I,
)
_ASSERTS = re.compile(
    r"\b(?:is|was|were|are|has|had|have|shows?|showed|took|takes|averaged?|averages"
    r"|measured|reached|needed|needs|ended|failed|reports?|data|found|observed"
    r"|currently|today)\b|\b(?:run|runs|report|sweep|it) used\b"
    r"|\bthe (?:mean|median|average|current)\b",
    re.I,
)
_EXAMPLE = re.compile(
    r"\b(?:illustrati(?:ve|on)|hypothetical|placeholder|dummy|mock|fictional"
    r"|example (?:data|output|code|table|values?|calculation)|for demonstration)\b",
    re.I,
)
_THRESHOLDS = re.compile(
    r"\b(?:thresholds?|targets?|goals?|budget|deadline|timeline)\b"
    r"|^\W*(?:risks?|trigger|mitigations?|actions?|impact|recommend\w*|priority)\b",
    re.I,
)


def supposed(sentence: str, block: Block) -> str:
    """Say whether a sentence supposes ("supposed") or advises ("advice"), or states."""
    if _SUPPOSED.search(sentence) or _EXAMPLE.search(block.above[-200:]):
        return "supposed"
    if block.column and (
        _THRESHOLDS.search(block.column) or _EXAMPLE.search(block.heading[-200:])
    ):
        return "supposed"
    labelled = _LABEL.match(sentence)
    if _ADVICE.search(sentence) or (
        _IMPERATIVE.search(sentence, labelled.end() if labelled else 0)
    ):
        return "advice"
    advising = _ADVISING.search(block.heading) or _ADVISING.search(block.above)
    return "advice" if advising and not _ASSERTS.search(sentence) else ""


def expected(before: str) -> bool:
    """Say whether the words before a number only expect it."""
    return _EXPECTED.search(before[-100:]) is not None

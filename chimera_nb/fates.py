"""What prose says came of what is counted: it failed, went well, timed out, and why."""

import re

TIMED_OUT = re.compile(r"\btime[ds]?[- ]?outs?\b", re.I)
FAILED = re.compile(
    r"\b(?:fail\w*|(?<!standard )errors?|crash\w*|died|abort\w*|unsuccessful\w*|broken?"
    r"|(?:could|did|would) not|ha(?:s|ve|d) no (?:result|value)|went wrong|did not work"
    r"|never (?:compiled|finished|completed))\b",
    re.I,
)
FAILED_IN = re.compile(
    r"\bfail\w* (?:in|for|on) (?:(?:about|roughly|only|just|over|nearly|almost|under"
    r"|more than|less than) )*\Z",
    re.I,
)
WENT_WELL = re.compile(
    r"\b(?:success\w*|succeed\w*|complet\w*|finish\w*|ok|usable|worked"
    r"|made it|went through|ended well|went well|with a result"
    r"|ha(?:s|ve|d) (?:an? |any )?(?:valid |usable )?(?:results?|values?)|could be \w+"
    r"|(?:produc|return|deliver)\w* (?:an?|the|some) (?:results?|answers?|outputs?"
    r"|responses?))\b",
    re.I,
)
UNFAILED = re.compile(
    r"\bwithout (?:an? |any )?(?:single )?(?:fail\w*|errors?|crash\w*)", re.I
)
REASON = re.compile(
    r"\b(?:because|due to|for (?:lack|want) of|without|owing to|since|lack\w*"
    r"|missing)\b",
    re.I,
)

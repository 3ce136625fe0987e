"""The words that the claim finder knows: units, metrics, statistics, bounds."""

import re

from .units import SPELLINGS

NUMBER = re.compile(
    r"(?<![\w.,/\\])[-+−~≈]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:[eE][-+]?\d{1,3})?"
)
NOT_UNITS = {
    "calls",
    "call",
    "runs",
    "files",
    "tokens",
    "count",
    "ratio",
    "times",
    "B",
}
UNIT = re.compile(
    r"[ \u00a0\u202f]?("
    + "|".join(re.escape(name) for name in SPELLINGS if name not in NOT_UNITS)
    + r")(?![\w/])"
)

METRIC_WORDS = {
    "files_not_read": (
        r"files? (?:that )?(?:were |was |are )?not read|unread files?"
        r"|files? (?:that )?could not be (?:read|parsed|opened)"
    ),
    "compile_failures": (
        r"failed compilations?|compil\w+ failures?|failed to compile|failed compiles?"
    ),
    "build_failures": r"failed builds?|build failures?|failed to build",
    "compile_attempts": r"(?:compile|compilation) attempts?",
    "compile_time": (
        r"(?:average|mean|median|slowest|fastest|longest"
        r"|shortest) compiles?\b(?! time)|"
        r"compil(?:e|ation|ing)[- ](?:times?|durations?|overheads?)"
        r"|(?<!torch[._ ])compil(?:e|ation|ing)[- ]latenc(?:y|ies)"
        r"|compil(?:e|ation)(?= \((?:s|ms|sec)\))"
        r"|compiles? (?:takes?|took|needs?|needed|lasts?|lasted)\b"
        r"|time to compile|to compile|compile[sd]? in"
        r"|compil(?:ing|ations?|es|ed)(?! attempts?| failures?| (?:variants?"
        r"|versions?|models?"
        r"|back-?ends?|code|graphs?|kernels?))"
    ),
    "build_time": r"build(?:ing)?[- ]times?|time to build|to build|builds? in|built in",
    "latency": (
        r"latenc(?:y|ies)|inference times?|steady[- ]state|inferences?"
        r"|(?:per|each) (?:call|inference|pass|forward|request|batch)"
        r"|forward pass(?:es)?"
    ),
    "throughput": (
        r"throughput|tokens? (?:per|a) (?:second|minute)|(?:decode|token) rate"
        r"|generation speed|tok(?:ens)?/s(?:ec)?"
        r"|(?:[a-z]+_)?tok(?:en)?s?_(?:per_)?s(?:ec(?:ond)?)?"
    ),
    "prompt_throughput": (
        r"(?<!per-)(?<!per )(?:prompt|prefill) throughput|prompt processing rate"
    ),
    "word_throughput": r"word (?:rate|throughput)|words? per second",
    "ttft": (
        r"(?:times?[- ]to|until|before|for)[- ](?:(?:the|its|a)[- ])?first[- ]token"
        r"|first[- ]token(?: latency)?|(?:[a-z]+_)?ttft(?:_m?s)?"
    ),
    "load_time": (
        r"(?:model )?load(?:ing)? times?|cold loads?|model load(?:s|ing)?"
        r"|load(?=:? (?:of )?(?:[~\d]|\Z))|to load\b"
    ),
    "prompt_time": r"prompt[- _]eval(?:uation)?(?:[- _]times?)?|prefill times?",
    "decode_time": (
        r"(?:decod(?:e|ing)|eval(?:uation)?)[- _]times?"
        r"|decoding(?=\s*(?:takes?|took|lasts?|lasted|averages?|needs?|[~\d(]|\Z))"
    ),
    "prompt_tokens": r"(?:prompt|input) tokens",
    "tokens": r"(?:generated|output) tokens|tokens generated|eval[_ ]count",
    "generation_time": r"generation times?",
    "cpu_util": r"CPU (?:utili[sz]ation|usage|load)",
    "gpu_util": r"GPU (?:utili[sz]ation|usage|load)",
    "gpu_mem_util": r"(?:GPU memory|VRAM) (?:utili[sz]ation|usage)",
    "mem_util": (
        r"(?:system )?(?:RAM|memory) (?:utili[sz]ation|usage)"
        r"|(?:RAM|memory)(?=: [\d~]|: \Z)"
    ),
    "temperature": r"(?:GPU|CPU|peak|core|chip|device) temperatures?",
    "power": r"power (?:draw|consumption|usage)",
    "accuracy": r"accurac(?:y|ies)",
    "model_size": r"model sizes?|size of the model",
    "calls_failed": r"failed calls?|calls? (?:that )?failed",
    "calls": r"calls|generations",
    "mixtures": r"mixtures?",
    "speedup": r"speed-?ups?",
    "break_even": (
        r"break[- ]even(?: point)?|pa(?:y|ys|id) off|recover\w*|amorti[sz]e\w*"
    ),
    "copies": r"(?:identical )?copies",
    "conflicts": r"conflicts?|contradictions?",
    "files": r"files?|entries|(?:json|csv|markdown) documents?",
    "size": (
        r"(?:total |file |data ?set |overall |combined |cumulative )+sizes?(?: bytes)?"
        r"|total bytes"
    ),
    "types": r"(?:file )?(?:formats|types)",
    "models": r"models",
    "backends": r"backends",
    "devices": r"devices",
    **{
        f"config.{name}": name.replace("_", "[_ ]")
        for name in ("top_p", "top_k", "repeat_penalty", "num_predict")
    },
    "config.num_gpu": r"num[_ ]gpu|GPU layers?|offloaded layers",
    "config.num_ctx": (
        r"num[_ ]ctx|context (?:length|window|size)(?: size)?"
        r"|context of(?=\s*(?:\d|\Z))"
    ),
    "config.temperature": r"temp(?:erature)?",
}  # fmt: skip
METRIC = {
    name: re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
    for name, words in METRIC_WORDS.items()
}
#: Any of them: most cells have none, and one search tells it.
ANY_METRIC = re.compile(rf"\b(?:{'|'.join(METRIC_WORDS.values())})\b", re.IGNORECASE)
STATISTIC = {
    "mean": re.compile(
        r"\b(?:means?|averages?|averaged|averaging|avg|on average)\b", re.I
    ),
    "median": re.compile(r"\bmedians?\b|\b50th[- ]percentile|\bp50\b", re.I),
    "std": re.compile(
        r"\bstandard deviations?|\bstd(?:\.? ?dev\.?)?\b|\bspread\b"
        r"|\bvar(?:y|ies)\b(?! by [^.;]{0,30}\()"
        r"(?! (?:widely|greatly|strongly|little|a lot|between|from|with))",
        re.I,
    ),
    "min": re.compile(
        r"\b(?:never|no(?:ne|t one)?\b[^.;,]{3,50}?) (?:\w+ ){0,2}?(?:below|under)\b"
        r"|\bmin(?:imum|imal)?\b|\bleast\b"
        r"(?! (?:common|frequent|variable|often|expensive|costly|efficient|stable))"
        r"|\b(?:as low as|as little as|down to)(?= [~\d])",
        re.I,
    ),
    "max": re.compile(
        r"\bin the worst case\b|\bmax(?:imum|imal)?\b|\bgreatest\b"
        r"|\bnever (?:\w+ ){0,2}(?:longer|more|slower|above|over)\b"
        r"|\bpeak(?:s|ed)?\b|\b(?:(?<!add )(?<!adds )(?<!sum )(?<!sums )up to"
        r"|as high as|as much as|as long as)(?= [~\d])",
        re.I,
    ),
    "cv": re.compile(r"\bcoefficients? of variation\b|\bCVs?\b(?! score)"),
    "p90": re.compile(r"\bp90\b|\b90th[- ]percentile", re.I),
    "p95": re.compile(r"\bp95\b|\b95th[- ]percentile", re.I),
    "p99": re.compile(r"\bp99\b|\b99th[- ]percentile", re.I),
}
#: What a time is of where no metric is named.
CONTEXT = (
    (
        "compile_time",
        re.compile(
            r"\b(?:builds?|building|engine|compilers?|trac(?:e|ed|es|ing)|export\w*)\b",
            re.I,
        ),
    ),
    (
        "latency",
        re.compile(
            r"\b(?:fastest|slowest|quickest|faster|slower|quicker|inference|runs? in"
            r"|answers? in|beats?|outperforms?|as fast as|as slow as|runs (?:through"
            r"|with|on|at)"
            r"|speeds? up|sped up"
            r"|slows? down|improves? on|pass(?:es)?|executes?|timed|per batch)\b",
            re.I,
        ),
    ),
    ("compile_time", re.compile(r"\b(?:ready|needed|took|takes|spent|spends)\b", re.I)),
)
#: The same for a later part of a sentence, which may speak of another time.
OWN_CONTEXT = (
    (
        "latency",
        re.compile(r"\b(?:inferences?|call|pass(?:es)?|per batch|answers?)\b", re.I),
    ),
    (
        "compile_time",
        re.compile(r"\b(?:build\w*|engines?|trac(?:e|ed|ing)|export\w*)\b", re.I),
    ),
)
#: One of many: the quickest of the timed calls.
ONE_OF_MANY = re.compile(
    r"\b(?:(?P<least>quickest|fastest|shortest|best)|(?P<most>slowest|longest|worst))"
    r"(?:(?<=single \w{4})|(?<=single \w{5})|(?<=single \w{7})|(?<=single \w{8})"
    r"|(?<=very \w{4})|(?<=very \w{5})"
    r"| (?:(?!way\b|to\b|of\b)[\w.:/-]+ ){0,2}"
    r"(?:of (?:the |all |its )?(?:(?!to\b)[\w.-]+ ){0,3})?"
    r"(?:calls?|runs?|configurations?|prompts?|iterations?|measurements?|passes|executions?|inferences?"
    r"|(?:builds?|exports?|compil(?:es?|ations?)|starts?|loads?)(?! times?)"
    r"|case|ones?))\b",
    re.I,
)
#: One single measurement: dominated by one build of 40.5 s.
ONE_AT = re.compile(
    r"\b(?:one|a single|a) (?:single )?(?:build|export|trace|compilation|call|run"
    r"|prompt|outlier|configuration)"
    r" (?:of|at|with|taking|that took|which took) (?:about |only |just )?~?(?=\d)",
    re.I,
)
#: A range: its least and its greatest.
RANGE = re.compile(
    r"(?:rang(?:e|es|ed|ing) (?:from|between)|between|anywhere between|from"
    r"|span(?:s|ned|ning)?)\s*\Z",
    re.I,
)
#: A superlative that says which statistic is meant: the worst TTFT of q8_0.
RANKED_OF = re.compile(
    r"\b(?:best|fastest|worst|slowest|highest|largest|lowest|smallest|peak)"
    r" [^.,;:]{2,40}? (?:of|in|for)(?: the)?\W*\Z",
    re.I,
)
#: The end of a range: of a rate the best is the greatest, of a time the least.
BEST = re.compile(r"\b(?:best|fastest|quickest)\b", re.I)
WORST = re.compile(r"\b(?:worst|slowest)\b", re.I)
GREATEST = re.compile(r"\b(?:highest|largest|biggest|longest)\b", re.I)
LEAST = re.compile(r"\b(?:lowest|smallest|shortest)\b", re.I)

COUNT_BEFORE = re.compile(
    r"\bn\s*=\s*$|\b(?:successful|ok|completed) (?:builds?|compilations?|runs?|calls?)"
    r"[\s:*]*$",
    re.I,
)
COUNT_AFTER = re.compile(
    r"\s*(?:runs|measurements|samples|values|compile times|build times)\b"
    r"|\s*(?:successful|ok|good) (?:calls|compilations|generations|runs)\b",
    re.I,
)
BOUNDS = (
    (
        "at_least",
        re.compile(
            r"\b(?:never|no(?:ne|t one)?\b[^.;,]{3,50}?) (?:\w+ ){0,2}?"
            r"(?:(?:below|under)|less than)\s*$",
            re.I,
        ),
    ),
    (
        "about",
        re.compile(
            r"(?:about|around|roughly|approximately|nearly|almost|some|close to|~|≈)"
            r"\s*$",
            re.I,
        ),
    ),
    (
        "at_most",
        re.compile(
            r"\bnever (?:\w+ ){0,2}(?:longer than|more than|above|over)\s*$", re.I
        ),
    ),
    (
        "under",
        re.compile(
            r"\b(?:(?:just|well|a little|slightly|a bit) )?(?:under|below"
            r"|(?:less|fewer) than|short of)\s*$",
            re.I,
        ),
    ),
    (
        "more",
        re.compile(
            r"\b(?<!no )(?<!not )(?:(?:just|well|slightly|a little|a bit) )?"
            r"more than\s*$",
            re.I,
        ),
    ),
    (
        "over",
        re.compile(
            r"\b(?<!spread )(?<!distributed )(?<!averaged )(?<!divided )"
            r"(?:(?:just|well|a little|slightly|a bit) )?"
            r"(?:over|above|past|beyond|longer than|north of|upwards of"
            r"|exceed\w*)\s*$",
            re.I,
        ),
    ),
    ("at_most", re.compile(r"\b(?:at most|no(?:t)? more than|within)\s*$", re.I)),
    ("at_least", re.compile(r"\b(?:at least|no less than)\s*$", re.I)),
)
REFERENCE = re.compile(
    r"\b(?:than|over|against|versus|vs\.?|compared (?:to|with)|beats|outperforms"
    r"|replacing|instead of|ahead of|exceeds that of"
    r"|behind|unlike|apart from|besides|except(?: for)?"
    r"|as (?:fast|quick|slow|long|high|much|many) as"
    r"|(?:dominated|driven|skewed|inflated|raised|pulled up) by|(?:due|owing) to"
    r"|because of)(?: (?:a|an|the|few|slow))*$",
    re.IGNORECASE,
)
#: What the failed ones of a count, or of what was timed, are counted as.
FAILURES = {
    "compile_time": "compile_failures", "compile_attempts": "compile_failures",
    "build_time": "build_failures", "build_attempts": "build_failures",
    "calls": "calls_failed",
}  # fmt: skip
#: Metrics that are counts of things that a text names after the number.
COUNTED = (
    "files_not_read", "compile_failures", "build_failures", "compile_attempts",
    "calls_failed", "calls", "mixtures", "types", "copies", "conflicts", "files",
    "models", "backends",
    "devices",
)  # fmt: skip
#: All other metrics: a number of theirs stands with a unit, or after their name.
MEASURED = tuple(name for name in METRIC if name not in COUNTED)

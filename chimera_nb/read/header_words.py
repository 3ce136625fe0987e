"""Words of headers that name a statistic or a metric."""

import re

from ..units import parse_unit

_STATISTICS = tuple(
    (re.compile(pattern, re.I), name)
    for pattern, name in (
        (
            r"\b(?:std\.?\s?err(?:or)?|stderr|standard error|s\.?e\.?m\.?)(?![a-z])",
            "stderr",
        ),
        (
            r"\b(?:std\.?\s?dev(?:iation)?|stddev|stdev|std|st\.? ?dev|s\.?d\.?"
            r"|standard deviation"
            r"|écart[ -]type|desv\w*\.?(?: (?:est[áa]ndar|padr[ãa]o))?"
            r"|standardabweichung|sigma)(?![a-z])|σ",
            "std",
        ),
        (r"\b(?:c\.?v\.?|rsd|rel\w* std\w*|coef\w* of var\w*)(?![a-z])(?: ?%)?", "cv"),
        (
            r"\bci[ _-]?(?:\d+%? ?)?(?:low(?:er)?|lo|min)\b|\b(?:lower|low)"
            r" ?(?:ci|bound)\b",
            "ci_low",
        ),
        (
            r"\bci[ _-]?(?:\d+%? ?)?(?:high|upper|hi|max)\b|\b(?:upper|high)"
            r" ?(?:ci|bound)\b",
            "ci_high",
        ),
        (
            r"\b(?:moe|margin(?: of error)?|half.?width|\d{2}% ?ci|ci"
            r" ?\d{2}%?)(?![a-z])|^ci$|^± ?.*$"
            r"|\+/-|(?<![\w±] )±(?! ?σ)",
            "error",
        ),
        (r"\br\.?m\.?e\.?\b(?!\w)", "error"),
        (r"\br(?:el(?:ative)?)?[ _]?st(?:d|dev|ddev)\b", "cv"),
        (r"\biqr\b|\binterquartile range\b", "iqr"),
        (r"\bgeo(?:metric)?[ _-]?mean\b|\bgmean\b", "geomean"),
        (r"\bp(?:ct|erc)?[ _-]?99[.,_]?9\b|\b99[.,]9 ?(?:th|%|%?-?ile|$)", "p99.9"),
        (
            r"\bp(?:ct|erc)?[ _-]?0*99\b|\b99 ?(?:th|%(?:ile)?|-?ile)\b(?: perc\w*)?",
            "p99",
        ),
        (
            r"\bp(?:ct|erc)?[ _-]?0*95\b|\b95 ?(?:th|%(?:ile)?|-?ile)(?![\w])(?:"
            r" perc\w*)?",
            "p95",
        ),
        (
            r"\bp(?:ct|erc)?[ _-]?0*90\b|\b90 ?(?:th|%(?:ile)?|-?ile)(?![\w])(?:"
            r" perc\w*)?",
            "p90",
        ),
        (
            r"\bp(?:ct|erc)?[ _-]?0*75\b|\b75 ?(?:th|%(?:ile)?|-?ile)(?![\w])(?:"
            r" perc\w*)?|\bq3\b",
            "p75",
        ),
        (
            r"\bp(?:ct|erc)?[ _-]?0*50\b|\b50 ?(?:th|%(?:ile)?|-?ile)(?![\w])(?:"
            r" perc\w*)?"
            r"|\bmedi(?:an|ana|ane|aan)(?:e|o|wert)?\b|\bmed\b|\bmédiane?\b|中位数",
            "median",
        ),
        (
            r"\bp(?:ct|erc)?[ _-]?0*25\b|\b25 ?(?:th|%(?:ile)?|-?ile)(?![\w])(?:"
            r" perc\w*)?|\bq1\b",
            "p25",
        ),
        (r"\bp(?:ct|erc)?[ _-]?0*10\b|\b10th\b(?: perc\w*)?", "p10"),
        (r"\bp(?:ct|erc)?[ _-]?0*5\b|\b5th\b(?: perc\w*)?", "p5"),
        (r"\bp(?:ct|erc)?[ _-]?0*1\b|\b1st perc\w*", "p1"),
        (
            r"\b(?:mean|avg\.?|average|moyen(?:ne)?|durchschnitt\w*|promedio"
            r"|media|médio|média"
            r"|gemiddelde?|mittel(?:wert)?|średni\w*|средн\w*)(?![a-z])|平均|^x̄$",
            "mean",
        ),
        (r"\b(?:min(?:imum)?|fastest|mín(?:imo)?|lowest)\.?(?![a-z/])|最小|мин", "min"),
        (
            r"\b(?:max(?:imum)?|slowest|peak|máx(?:imo)?|highest"
            r"|maximal\w*)\.?(?![a-z/])|最大|макс",
            "max",
        ),
        (r"\b(?:total|sum|overall|cumul\w*|gesamt\w*|somme)\b|\bcum(?= |$)", "total"),
    )
)


_METRICS = tuple(
    (re.compile(pattern, re.I), name)
    for pattern, name in (
        (r"\befficien(?:cy|za)\b", "efficiency"),
        (r"speed[ -]?ups?\b|\bfaster\b|beschleunigung|accélération", "speedup"),
        (r"\brelative\b|\bratio\b|\bvs\.?\b|\bnormalized\b", "relative"),
        (
            r"\bcompil(?:e|ation|ing)\b(?!er)(?=.*\b(?:time|s|ms|duration|sec)"
            r"|$)|\bcompile[ _]?time",
            "compile_time",
        ),
        (r"\bbuild(?:ing)?\b(?=.*(?:time|duration)|$)|\bbuild[ _]?time", "build_time"),
        (r"\bttft\b|first[ _-]token", "ttft"),
        (r"\btpot\b|time per (?:output )?token", "tpot"),
        (r"\bitl\b|inter[ _-]?token", "itl"),
        (
            r"\b(?:model )?load(?:ing)?(?: time| duration)?$|\bload[ _]?(?:time"
            r"|duration|ms)\b",
            "load_time",
        ),
        (
            r"\bprefill\b|\bprompt[ _](?:eval\w*|proc\w*|tok\w*)|^prompt$"
            r"|\bpp\d*\b|prompt (?:speed|time|rate)",
            "prompt_",
        ),
        (
            r"\bdecod(?:e|ing)\b|^predicted$|\bgenerat(?:ion|e|ing)\b|\btg\d*\b|\beval(?:"
            r" time| rate| duration)?$",
            "decode_",
        ),
        (r"\bwords?[ /_](?:per[ _])?s(?:ec\w*)?\b", "word_throughput"),
        (
            r"\breq(?:uest)?s?[ _/.-]{1,3}(?:per[ _])?s(?:ec\w*)?\b|\brps\b|\bqps\b",
            "request_throughput",
        ),
        (r"\buser(?: cpu)? ?time\b|^user$", "user_time"),
        (r"\bsys(?:tem)?(?: cpu)? ?time\b|^sys(?:tem)?$", "system_time"),
        (r"\bcpu[ _]?time\b", "cpu_time"),
        (
            r"\b(?:prompt|input)[ _]?(?:tokens?(?: count)?|eval count)$|^prompt n$",
            "prompt_tokens",
        ),
        (
            r"\b(?:output|completion|generated|total|new)[ _]tokens?(?: count)?$"
            r"|\btokens? (?:generated|out|count)\b"
            r"|^eval count$|^tokens$|^predicted n$",
            "tokens",
        ),
        (r"\bperplexity\b|\bppl\b", "perplexity"),
        (
            r"\bacc(?:uracy)?\b|\btop-?[15]\b|\bpass@\d+|\bf1\b|\bexact match\b"
            r"|\bmap\b|\bprecision@|\brecall\b",
            "accuracy",
        ),
        (
            r"\b(?:gpu|cpu|ram|disk|memory|vram)? ?util(?:i[sz]ation)?\b|\bcpu"
            r" ?(?:usage|load|%)|\bgpu ?(?:usage|load|%)",
            "utilization",
        ),
        (r"\bpower\b|\bwatts?\b|\btdp\b", "power"),
        (r"\benergy\b|\bjoules?\b", "energy"),
        (
            r"\ballocs?(?:ations)?(?:/op| count|s)?\b(?!.*(?:bytes|[kmg]i?b\b))",
            "allocations",
        ),
        (
            r"\b(?:v?ram|mem(?:ory)?|rss|heap|footprint|allocated|alloc|working"
            r" set|maxrss|m[ée]moire|speicher|memoria|memória)\b|内存|显存|顯存|메모리"
            r"|메모리|メモリ",
            "memory",
        ),
        (r"\b(?:eval |train(?:ing)? |val(?:idation)? |test )?loss\b", "loss"),
        (r"\b(?:bleu|rouge|wer|cer|mmlu|gsm8k|hellaswag|arc|elo|score)\b", "score"),
        (
            r"\bmodel[ _]size\b|\b(?:binary|file|disk|download|bundle|package"
            r"|checkpoint|weights?)[ _]size\b",
            "model_size",
        ),
        (
            r"\bthroughput\b|\bdébit\b|\bdurchsatz\b|吞吐|スループット|처리량|\bvazão\b"
            r"|\btokens? ?(?:/|per) ?s(?:ec\w*)?\b|\btok/s\b|\bt/s\b",
            "throughput",
        ),
        (r"\bbandwidth\b|\bbusbw\b|\balgbw\b", "bandwidth"),
        (r"\b[mgt]?flop/?s?\b", "flops"),
        (r"\bops?\b ?(?:/|per)? ?s(?:ec\w*)?\b|\biops\b|\bfps\b|\bops\b", "ops"),
        (
            r"\blaten(?:cy|cia|ce|z)\b|\brtt\b|延迟|遅延|レイテンシ|지연"
            r"|\bresponse time\b",
            "latency",
        ),
        (
            r"\b(?:wall[ -]?(?:clock)?|elapsed|real|run[ _-]?time|execution|exec"
            r"|duration|durée|duration"
            r"|dauer|laufzeit|zeit|temps|tiempo|tempo|time|czas|время|seconds?"
            r"|secs?|millis\w*|mean|median"
            r"|took)\b|时间|耗时|実行時間|^ms$|^ns$|^us$|^s$",
            "time",
        ),
        (r"\bbreak[ -]?even\b", "break_even"),
    )
)


_BY_UNIT = {
    "s": "time",
    "tok/s": "throughput",
    "words/s": "word_throughput",
    "bytes": "memory",
    "bytes/s": "bandwidth",
    "flop/s": "flops",
    "1/s": "ops",
    "W": "power",
    "J": "energy",
    "degC": "temperature",
    "Hz": "frequency",
    "ratio": "relative",
}


_FITS = {
    "compile_time": ("s",),
    "build_time": ("s",),
    "ttft": ("s",),
    "tpot": ("s",),
    "itl": ("s",),
    "load_time": ("s",),
    "latency": ("s",),
    "time": ("s",),
    "user_time": ("s",),
    "system_time": ("s",),
    "cpu_time": ("s",),
    "memory": ("bytes", "percent"),
    "model_size": ("bytes",),
    "bandwidth": ("bytes/s",),
    "flops": ("flop/s",),
    "ops": ("1/s", "count"),
    "request_throughput": ("1/s",),
    "power": ("W", "J"),
    "energy": ("J",),
    "tokens": ("count",),
    "prompt_tokens": ("count",),
    "allocations": ("count",),
    "word_throughput": ("words/s", "1/s"),
}


#: Percentiles that `_STATISTICS` does not spell: p97.5, p99.99, p9999, 80th.
_PERCENTILE = re.compile(
    r"\bp(?:ct|erc)?[ _-]?(?:(?P<point>\d{1,2}[.,]\d{1,4})|99(?P<nines>99?9?)"
    r"|(?P<whole>6[067]|7[0-4]|8[05]|9[678]))(?![\w.])"
    r"|(?<![\d.])(?:(?P<nth>9\d[.,]\d{1,4}|6[067]|70|8[05]|9[678]) ?(?:th|-?ile)"
    r"|(?P<share>99[.,]9\d{1,3}) ?%(?:-?ile)?)(?!\w)(?: perc\w*)?",
    re.I,
)


def statistic_of(words: str) -> tuple[str, str]:
    """Find the statistic that words name; return it and the words without it."""
    if found := _PERCENTILE.search(words):
        parts = found.groupdict()
        text = parts.pop("nines")
        text = f"99.{text}" if text else next(filter(None, parts.values()))
        rest = f"{words[: found.start()]} {words[found.end() :]}"
        share = f"{float(text.replace(',', '.')):.10g}"
        return "median" if share == "50" else f"p{share}", " ".join(rest.split())
    for pattern, name in _STATISTICS:
        found = pattern.search(words)
        if found and not (
            name == "min" and re.search(r"(?:/|per )\s*min\b", words, re.I)
        ):
            rest = f"{words[: found.start()]} {words[found.end() :]}"
            return name, " ".join(rest.split())
    return "", words


def metric_of(words: str, unit: str) -> str:
    """Name the metric that words and a unit mean; ``""`` where they say nothing."""
    known = parse_unit(unit) if unit else None
    canonical = known.canonical if known else ""
    for pattern, name in _METRICS:
        if not pattern.search(words):
            continue
        if name in ("prompt_", "decode_"):
            if canonical in ("tok/s", "1/s"):
                return "prompt_throughput" if name == "prompt_" else "throughput"
            if canonical == "s":
                return f"{name}time"
            continue
        if canonical and canonical not in _FITS.get(name, (canonical,)):
            if name in (
                "ttft",
                "latency",
                "compile_time",
                "load_time",
            ) and canonical in ("percent", "ratio"):
                return name
            continue
        return name
    return _BY_UNIT.get(canonical, "") if canonical != "ratio" else ""

"""What a column's header (or a row's label) says: metric, statistic, unit, role.

``P95 TTFT (ms)`` is metric ttft, statistic p95, unit ms; ``num_ctx`` is a parameter;
``Backend`` is a label; ``vs baseline`` is a ratio; ``Notes`` is none of these.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from ..units import parse_unit, split_unit
from .numerals import cell_unit, plain

#: Roles that a header alone can give.
LABEL, PARAMETER, STATUS, NOTE, RANK, ID, UNIT, SAMPLES, DATE = (
    "label", "parameter", "status", "note", "rank", "id", "unit", "samples", "date",
)  # fmt: skip


class Meaning(NamedTuple):
    """What a header says; empty where it says nothing.

    Attributes
    ----------
    metric, statistic, unit : str
        `unit` as written, of a spelling that `units.parse_unit` knows.
    role : str
        One of this module's roles, or ``""``: the cells decide.
    label : str
        For role label: the tidy table's column.
    rest : str
        The header without unit and statistic.
    error : str
        The statistic of what stands after ± in the cells, where the header says it.
    change : bool
        The column compares with another row or column (``speedup``, ``Δ``).
    """

    metric: str = ""
    statistic: str = ""
    unit: str = ""
    role: str = ""
    label: str = ""
    rest: str = ""
    error: str = ""
    change: bool = False


_STATISTICS = tuple(
    (re.compile(pattern, re.I), name)
    for pattern, name in (
        (r"\b(?:std\.?\s?err(?:or)?|stderr|standard error|s\.?e\.?m\.?)(?![a-z])", "stderr"),
        (r"\b(?:std\.?\s?dev(?:iation)?|stddev|stdev|std|st\.? ?dev|s\.?d\.?|standard deviation"
         r"|écart[ -]type|desv\w*|standardabweichung|sigma)(?![a-z])|σ", "std"),
        (r"\b(?:c\.?v\.?|rsd|rel\w* std\w*|coef\w* of var\w*)(?![a-z])(?: ?%)?", "cv"),
        (r"\bci[ _-]?(?:\d+%? ?)?(?:low(?:er)?|lo|min)\b|\b(?:lower|low) ?(?:ci|bound)\b", "ci_low"),
        (r"\bci[ _-]?(?:\d+%? ?)?(?:high|upper|hi|max)\b|\b(?:upper|high) ?(?:ci|bound)\b", "ci_high"),
        (r"\b(?:moe|margin(?: of error)?|half.?width|\d{2}% ?ci|ci ?\d{2}%?)(?![a-z])|^ci$|^± ?.*$"
         r"|\+/-|(?<![\w±] )±(?! ?σ)", "error"),
        (r"\br\.?m\.?e\.?\b(?!\w)", "error"),
        (r"\br(?:el(?:ative)?)?[ _]?st(?:d|dev|ddev)\b", "cv"),
        (r"\biqr\b|\binterquartile range\b", "iqr"),
        (r"\bgeo(?:metric)?[ _-]?mean\b|\bgmean\b", "geomean"),
        (r"\bp(?:ct|erc)?[ _-]?99[.,_]9\b|\b99[.,]9 ?(?:th|%|%?-?ile|$)", "p99.9"),
        (r"\bp(?:ct|erc)?[ _-]?0*99\b|\b99 ?(?:th|%(?:ile)?|-?ile)\b(?: perc\w*)?", "p99"),
        (r"\bp(?:ct|erc)?[ _-]?0*95\b|\b95 ?(?:th|%(?:ile)?|-?ile)(?![\w])(?: perc\w*)?", "p95"),
        (r"\bp(?:ct|erc)?[ _-]?0*90\b|\b90 ?(?:th|%(?:ile)?|-?ile)(?![\w])(?: perc\w*)?", "p90"),
        (r"\bp(?:ct|erc)?[ _-]?0*75\b|\b75 ?(?:th|%(?:ile)?|-?ile)(?![\w])(?: perc\w*)?|\bq3\b", "p75"),
        (r"\bp(?:ct|erc)?[ _-]?0*50\b|\b50 ?(?:th|%(?:ile)?|-?ile)(?![\w])(?: perc\w*)?"
         r"|\bmedi(?:an|ana|ane|aan)(?:e|o|wert)?\b|\bmed\b|\bmédiane?\b|中位数", "median"),
        (r"\bp(?:ct|erc)?[ _-]?0*25\b|\b25 ?(?:th|%(?:ile)?|-?ile)(?![\w])(?: perc\w*)?|\bq1\b", "p25"),
        (r"\bp(?:ct|erc)?[ _-]?0*10\b|\b10th\b(?: perc\w*)?", "p10"),
        (r"\bp(?:ct|erc)?[ _-]?0*5\b|\b5th\b(?: perc\w*)?", "p5"),
        (r"\bp(?:ct|erc)?[ _-]?0*1\b|\b1st perc\w*", "p1"),
        (r"\b(?:mean|avg\.?|average|moyen(?:ne)?|durchschnitt\w*|promedio|media|médio|média"
         r"|gemiddelde?|mittel(?:wert)?|średni\w*|средн\w*)(?![a-z])|平均|^x̄$", "mean"),
        (r"\b(?:min(?:imum)?|fastest|mín(?:imo)?|lowest)\.?(?![a-z/])|最小|мин", "min"),
        (r"\b(?:max(?:imum)?|slowest|peak|máx(?:imo)?|highest|maximal\w*)\.?(?![a-z/])|最大|макс", "max"),
        (r"\b(?:total|sum|overall|cumul\w*|gesamt\w*|somme)\b|\bcum(?= |$)", "total"),
    )
)  # fmt: skip
_CHANGE = re.compile(
    r"speed[ -]?up|slow[ -]?down|\bvs\.?\b|\bversus\b|\brelative\b|\brel\.?(?= |$)|\bratio\b"
    r"|\bdiff(?:erence)?\b|\bdelta\b|[ΔδΔ]|\bchange\b|\bimprove\w*|\bgain\b|\boverhead\b|\bfaster\b"
    r"|\bslower\b|\breduction\b|\bregression\b|\bnormalized\b|\bsavings?\b|×|accélération"
    r"|\bscaling\b|\bpenalty\b|\bincrease\b|\bbeschleunigung\b|\bcompared\b|\bfactor\b",
    re.I,
)
_METRICS = tuple(
    (re.compile(pattern, re.I), name)
    for pattern, name in (
        (r"\befficien(?:cy|za)\b", "efficiency"),
        (r"speed[ -]?ups?\b|\bfaster\b|beschleunigung|accélération", "speedup"),
        (r"\brelative\b|\bratio\b|\bvs\.?\b|\bnormalized\b", "relative"),
        (r"\bcompil(?:e|ation|ing)\b(?!er)(?=.*\b(?:time|s|ms|duration|sec)|$)|\bcompile[ _]?time", "compile_time"),
        (r"\bbuild(?:ing)?\b(?=.*(?:time|duration)|$)|\bbuild[ _]?time", "build_time"),
        (r"\bttft\b|first[ _-]token", "ttft"),
        (r"\btpot\b|time per (?:output )?token", "tpot"),
        (r"\bitl\b|inter[ _-]?token", "itl"),
        (r"\b(?:model )?load(?:ing)?(?: time| duration)?$|\bload[ _]?(?:time|duration|ms)\b", "load_time"),
        (r"\bprefill\b|\bprompt[ _](?:eval\w*|proc\w*|tok\w*)|^prompt$|\bpp\d*\b|prompt (?:speed|time|rate)", "prompt_"),
        (r"\bdecod(?:e|ing)\b|\bgenerat(?:ion|e|ing)\b|\btg\d*\b|\beval(?: time| rate| duration)?$", "decode_"),
        (r"\bwords?[ /_](?:per[ _])?s(?:ec\w*)?\b", "word_throughput"),
        (r"\breq(?:uest)?s?[ _/.-]{1,3}(?:per[ _])?s(?:ec\w*)?\b|\brps\b|\bqps\b", "request_throughput"),
        (r"\buser(?: cpu)? ?time\b|^user$", "user_time"),
        (r"\bsys(?:tem)?(?: cpu)? ?time\b|^sys(?:tem)?$", "system_time"),
        (r"\bcpu[ _]?time\b", "cpu_time"),
        (r"\b(?:prompt|input)[ _]?(?:tokens?(?: count)?|eval count)$", "prompt_tokens"),
        (r"\b(?:output|completion|generated|total|new)[ _]tokens?(?: count)?$|\btokens? (?:generated|out|count)\b"
         r"|^eval count$|^tokens$", "tokens"),
        (r"\bperplexity\b|\bppl\b", "perplexity"),
        (r"\bacc(?:uracy)?\b|\btop-?[15]\b|\bpass@\d+|\bf1\b|\bexact match\b|\bmap\b|\bprecision@|\brecall\b", "accuracy"),
        (r"\b(?:gpu|cpu|ram|disk|memory|vram)? ?util(?:i[sz]ation)?\b|\bcpu ?(?:usage|load|%)|\bgpu ?(?:usage|load|%)", "utilization"),
        (r"\bpower\b|\bwatts?\b|\btdp\b", "power"),
        (r"\benergy\b|\bjoules?\b", "energy"),
        (r"\ballocs?(?:ations)?(?:/op| count|s)?\b(?!.*(?:bytes|[kmg]i?b\b))", "allocations"),
        (r"\b(?:v?ram|mem(?:ory)?|rss|heap|footprint|allocated|alloc|working set|maxrss|m[ée]moire|speicher|memoria|memória)\b|内存|显存|顯存|메모리|메모리|メモリ", "memory"),
        (r"\b(?:eval |train(?:ing)? |val(?:idation)? |test )?loss\b", "loss"),
        (r"\b(?:bleu|rouge|wer|cer|mmlu|gsm8k|hellaswag|arc|elo|score)\b", "score"),
        (r"\bmodel[ _]size\b|\b(?:binary|file|disk|download|bundle|package|checkpoint|weights?)[ _]size\b", "model_size"),
        (r"\bthroughput\b|\bdébit\b|\bdurchsatz\b|吞吐|スループット|처리량|\bvazão\b|\btokens? ?(?:/|per) ?s(?:ec\w*)?\b|\btok/s\b|\bt/s\b", "throughput"),
        (r"\bbandwidth\b|\bbusbw\b|\balgbw\b", "bandwidth"),
        (r"\b[mgt]?flop/?s?\b", "flops"),
        (r"\bops?\b ?(?:/|per)? ?s(?:ec\w*)?\b|\biops\b|\bfps\b|\bops\b", "ops"),
        (r"\blaten(?:cy|cia|ce|z)\b|\brtt\b|延迟|遅延|レイテンシ|지연|\bresponse time\b", "latency"),
        (r"\b(?:wall[ -]?(?:clock)?|elapsed|real|run[ _-]?time|execution|exec|duration|durée|duration"
         r"|dauer|laufzeit|zeit|temps|tiempo|tempo|time|czas|время|seconds?|secs?|millis\w*|mean|median"
         r"|took)\b|时间|耗时|実行時間|^ms$|^ns$|^us$|^s$", "time"),
        (r"\bbreak[ -]?even\b", "break_even"),
    )
)  # fmt: skip
_BY_UNIT = {
    "s": "time", "tok/s": "throughput", "words/s": "word_throughput", "bytes": "memory",
    "bytes/s": "bandwidth", "flop/s": "flops", "1/s": "ops", "W": "power", "J": "energy",
    "degC": "temperature", "Hz": "frequency", "ratio": "relative",
}  # fmt: skip
_FITS = {
    "compile_time": ("s",), "build_time": ("s",), "ttft": ("s",), "tpot": ("s",), "itl": ("s",),
    "load_time": ("s",), "latency": ("s",), "time": ("s",), "user_time": ("s",),
    "system_time": ("s",), "cpu_time": ("s",), "memory": ("bytes", "percent"),
    "model_size": ("bytes",), "bandwidth": ("bytes/s",), "flops": ("flop/s",),
    "ops": ("1/s", "count"), "request_throughput": ("1/s",), "power": ("W", "J"),
    "energy": ("J",), "tokens": ("count",), "prompt_tokens": ("count",), "allocations": ("count",), "word_throughput": ("words/s", "1/s"),
}  # fmt: skip

_KNOWN_LABELS = {
    "model": r"(?:llm|ai|base|ml)?[ _]?models?(?:[ _](?:name|tag|id|path|variant|file))?|llm|network|checkpoint|mod[èe]le|modell|modelo|模型",
    "backend": r"backends?|frameworks?|(?:inference |serving )?engines?|runtimes?|providers?|executors?|后端",
    "device": r"devices?|gpus?(?:[ _](?:name|model|type))?|accelerators?|hardware|hw|processing unit|cards?|graphics card|chip|soc|npu|board",
    "machine": r"machines?|hosts?(?:name)?|systems?|platforms?|cpus?(?:[ _](?:name|model|type))?|processors?|instance(?:[ _]type)?|server|node type|laptop|computer",
    "dtype": r"d[ _-]?types?|precisions?|data[ _-]?types?|torch_dtype",
    "benchmark": r"bench(?:mark)?s?(?:[ _]name)?|tests?(?:[ _](?:name|case))?|cases?|functions?(?:[ _]name)?|methods?|operations?|ops?(?=$)|op_name|tasks?|workloads?|quer(?:y|ies)|programs?|commands?|scenarios?|kernels?|names?|problems?|algorithms?|programme|query_name|step|stage|phase|dataset|suite|group",
    "software": r"(?:software|library|tool|python|torch|cuda|driver|compiler|node|package)?[ _]?version",
}  # fmt: skip
_LABELS = {name: re.compile(rf"(?:{p})", re.I) for name, p in _KNOWN_LABELS.items()}
_PARAMETER = re.compile(
    r"(?:#|num(?:ber)?(?: of)?|no\.? of|n|nb|max|total)? ?"
    r"(?:batch(?: ?size)?|bs|bsz|threads?|n ?threads?|cores?|workers?|jobs?|nodes?|procs?|process(?:es)?|mpi ranks?"
    r"|(?:gpu|model|offload\w*)? ?layers?|heads?|ctx|context(?: (?:size|length|len|window))?|seq(?:uence)?\.?(?: ?len(?:gth)?\.?)?"
    r"|temperature|temp|top ?[pk]|seed|epochs?|concurren\w*|clients?|connections?|users?|vus|num gpu|num ctx|n ?ctx|ngl|n ?gpu ?layers"
    r"|n ?batch|n ?ubatch|n ?prompt|n ?gen|isl|osl|in(?:put)? ?(?:len(?:gth)?|size|tokens?)?|output ?len(?:gth)?|max ?tokens|prompt ?len(?:gth)?"
    r"|(?:input|problem|data|message|msg|matrix|array|block|chunk|page|tile|image|payload|vector|grid|buffer|record|file|key|value|pool|window|object|packet|string|window)? ?size"
    r"|w?bits|dims?|dimensions?|width|height|depth|rows?|col(?:umn)?s|records?|entries|items|elements|elems|length|len|n|m|k|p|q|bits?|gr(?:ou)?p ?(?:size|sz)?"
    r"|grpsz|rate limit|degree|order|scale(?: factor)?|sf|level|compression level|channels?|kernel size|stride|tp|pp|dp|ep|warm ?ups?|world ?size|instances|qd|iodepth|resolution|params?|parameters"
    r"|repeats?|lr|learning rate|port|year|stars|lines(?: of code)?|loc|shards?|replicas|partitions|vcpus?|act|act ?order|mode|type|config(?:uration)?|setting|variant|optimi[sz]ation|flags?|options?)",
    re.I,
)
_STATUS = re.compile(
    r"(?:\w+[ _])?(?:status|success(?:ful)?|outcome|exit[ _]?(?:code|status)|return[ _]?code|rc|error(?:[ _](?:msg|message|text|type))?"
    r"|errors?(?=$)|exception|failed|passed|ok|pass(?:/fail)?|state|crashed|timed?[ _]?out|valid|result[ _]status|failure(?:[ _]reason)?)",
    re.I,
)
_NOTE = re.compile(
    r"notes?|comments?|remarks?|descriptions?|details?|explanation|analysis|insight|rationale|purpose|reason|observations?"
    r"|why|source|links?|urls?|reference|assessment|recommendation|verdict|best for|use case|interpretation|impact|winner|meaning|bemerkung\w*|remarques?|notas?|evidence|justification|sha|commit|hash|git ?\w*|takeaway",
    re.I,
)
_RANK = re.compile(
    r"#|rank(?:ing)?|no\.?|nr\.?|№|place|pos(?:ition)?|index|idx|row|line|序号|排名|s\.?no\.?",
    re.I,
)
_ID = re.compile(
    r"(?:\w+[ _])?(?:id|uuid|guid|pid|port|hash|sha|commit|seed|build number)s?|unnamed: \d+",
    re.I,
)
_DATE = re.compile(
    r"generated(?:[ _](?:at|on))?|(?:\w+[ _])?(?:date(?:time)?|timestamps?|created(?:[ _]at)?|recorded[ _]at|start(?:ed)?(?:[ _](?:time|at))?|end(?:ed)?(?:[ _](?:time|at))?|finished(?:[ _]at)?|when|run[ _]?(?:date|at)|epoch|day|time ?stamp|test date)(?: \(?utc\)?)?",
    re.I,
)
_SAMPLES = re.compile(
    r"(?:#|num(?:ber)?(?: of)?|n|total)? ?(?:samples?|runs?|iterations?|iters?|trials?|reps?|repetitions?|rounds?|measurements|evaluations?|n ?runs|n ?samples|loops?|observations)|count|n",
    re.I,
)
_UNITS = re.compile(r"units?|unité|einheit|unidad", re.I)
#: Headers of a first column whose rows are metrics: the table is transposed.
METRIC_COLUMN = re.compile(
    r"m[ée]tri(?:cs?|ques?|k|ca)|measures?(?:ment)?s?|kpis?|indicators?|stat(?:istic)?s?|propert(?:y|ies)|measured"
    r"|quantit(?:y|ies)|performance(?: metric)?|performance indicator|指标|指標|metriken?|kennzahl|aspect|criteria|parameter|category|item|attribute|feature",
    re.I,
)
_PAREN = re.compile(r"[(\[{]\s*([^()\[\]{}]*?)\s*[)\]}]")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z][a-z]|[A-Z]+$)|(?<=[a-z])(?=[A-Z])")
_SEPARATE = re.compile(r"[_\s]+|(?<=\w)\.(?=[a-zA-Z])")
_ARROWS = re.compile(
    r"[↑↓⬆⬇▲▼⇧⇩→]|\b(?:higher|lower|less|more|bigger|smaller) is better\b|\b(?:higher|lower)=better\b",
    re.I,
)
_IN = re.compile(r"^(.*?\S)(?:\s+in\s+|\s*[,/:|–-]\s*|\s+)([A-Za-zµμ%°×][\w/%·°µμ]*)$")
_TRAILING = frozenset((
    "ms", "us", "µs", "μs", "ns", "s", "sec", "secs", "seconds", "second", "msec", "usec", "nsec", "millis",
    "milliseconds", "microseconds", "nanoseconds", "minutes", "mins", "mb", "gb", "kb", "mib", "gib", "kib", "bytes", "%",
    "pct", "percent", "mb/s", "gb/s", "gib/s", "mib/s", "kb/s", "tok/s", "t/s", "tps", "fps", "qps", "rps", "iops", "ops/s",
    "ops/sec", "req/s", "req/sec", "gflops", "tflops", "mflops", "watts", "w", "joules", "x", "×", "ops",
    "tokens/s", "tokens/sec", "mhz", "ghz", "celsius", "kwh",
))  # fmt: skip
_SUFFIX = re.compile(
    r"(?i)^(.+?)_(ns|us|ms|sec|secs|s|seconds|min|minutes|mins|bytes|kb|mb|gb|kib|mib|gib|pct|percent|mbps|gbps|w|watts|mhz|ghz|nanos|millis|micros|tps|qps|rps|ops|x|j)$"
)
_ALIASES = {"nanos": "ns", "millis": "ms", "micros": "us", "tps": "tok/s", "iops": "1/s", "ops": "1/s",
            "fps": "1/s", "qps": "1/s", "rps": "1/s", "pct": "%", "kwh": "", "mbps": "", "gbps": ""}  # fmt: skip
_PER_SECOND = re.compile(
    r"(?i)\b(\w+?)s?[ _]?(?:/|[ _]per[ _]|_p)[ _]?(s|sec|second|sn|sek)s?\b"
)
_BPS = re.compile(r"^(?:(.+)[_ ])?([KMGT]i?Bps)$")
#: Headers that a unit's spelling must not be read into.
_NO_UNITS = frozenset(
    ("min", "count", "calls", "runs", "files", "tokens", "ratio", "times")
)
_PER_END = re.compile(r"(?i)([a-z]+)[_ ]per[_ ](?:s|sec|second)$")
_INSIDE = re.compile(
    r"(?i)(?<=\w) (ms|us|ns|msec|usec|nsec|sec|secs|seconds|millis)(?= |$)"
)
_PARTS = re.compile(r"\s*(?:[,;|]| - | – |±|\+/-)\s*")


def _header_unit(text: str) -> str:
    """The unit that a piece of a header is, or ``""``."""
    text = _ARROWS.sub("", text).strip(" .,:;*")
    if not text or len(text) > 40:
        return ""
    low = text.lower()
    if low in _ALIASES:
        return _ALIASES[low]
    if low.startswith("in "):
        text = text[3:].strip()
    if (
        low in _TRAILING
        and text != low
        and (known := parse_unit(low))
        and known.canonical == "s"
    ):
        return low
    return cell_unit(text) or cell_unit(low if low != "m" else "")


def split_header(header: str) -> tuple[str, str, str]:
    """Split a header into (quantity, unit, words in parentheses that are no unit)."""
    text = _ARROWS.sub("", plain(header[:400])[:160]).strip(" :")
    unit, extra = "", ""
    for inner in _PAREN.findall(text):
        for piece in (inner, *_PARTS.split(inner)):
            found = _header_unit(piece)
            if found and not unit:
                unit = found
        if not unit or not _header_unit(inner):
            extra += f" {inner}"
    rest = " ".join(_PAREN.sub(" ", text).split()).strip(" :-–")
    if not unit:
        whole = _header_unit(text)
        if whole and text.lower() not in _NO_UNITS and (len(text) > 1 or text == "s"):
            return text, whole, ""
    if not unit and (match := _PER_END.search(rest)):
        unit = _rate(match[1].lower().removesuffix("s"))
    if not unit and "_" in rest and (halves := split_unit(rest))[1]:
        rest, unit = halves[0], halves[1] or ""
    if not unit and (found := _BPS.match(rest)):
        unit, rest = _header_unit(found[2]), found[1] or rest
    if not unit and (found := _SUFFIX.match(rest)):
        unit = _header_unit(found[2])
        rest = found[1] if unit else rest
    if not unit:
        spread = _CAMEL.sub(" ", rest)
        spread = " ".join(_SEPARATE.split(spread))
        match = _PER_SECOND.search(spread)
        if match:
            unit = _rate(match[1].lower())
            rest = spread
        elif (match := _IN.match(spread)) and (
            match[2].lower() in _TRAILING or " in " in spread or "/" in match[2]
        ):
            unit = _header_unit(match[2])
            rest = match[1] if unit else rest
        elif spread.endswith("%"):
            unit, rest = "%", spread[:-1]
        elif match := _INSIDE.search(spread):
            unit, rest = (
                match[1].lower(),
                f"{spread[: match.start()]} {spread[match.end() :]}",
            )
    return rest.strip(" ,:-_"), unit, extra.strip()


def _rate(what: str) -> str:
    if what in ("tok", "token", "t", "toks"):
        return "tok/s"
    if what == "word":
        return "words/s"
    if (size := parse_unit(what)) and size.canonical == "bytes" and what != "b":
        return f"{'kB' if what == 'kb' else what.upper() if len(what) == 2 else what}/s"
    if what.endswith("flop"):
        return what.upper() + "S"
    return "1/s"


@lru_cache(maxsize=8192)
def meaning_of(header: str) -> Meaning:
    """Say what a header means."""
    header = header[:400]
    quantity, unit, extra = split_header(header)
    spread = " ".join(_SEPARATE.split(_CAMEL.sub(" ", quantity))).strip()
    words = f"{spread} {extra}".strip()
    role, label = _role(spread or extra, words)
    if unit and (role != PARAMETER or not _is_size(unit)):
        role, label = "", ""
    statistic, rest = _statistic(words)
    error = (
        "std"
        if re.search(r"±\s*(?:σ|std|sd|stddev|stdev)", plain(header), re.I)
        else ""
    )
    if not error and re.search(
        r"±.*(?:ci|95|error|sem)|confidence|\bci\b", plain(header), re.I
    ):
        error = "error"
    if (
        error
        and statistic in ("std", "error", "stderr")
        and re.search(r"\S\s*±", header)
    ):
        statistic = (
            "mean"
            if re.search(r"mean|avg|aver|time|latency|^\W*±", words, re.I)
            else ""
        )
    change = bool(_CHANGE.search(words)) or unit in ("x",)
    metric = metric_of(words, unit)
    if change and not metric.startswith(("speedup", "relative")) and unit == "%":
        statistic = statistic if statistic not in ("", "value") else "delta"
    if change and statistic in ("min", "max") and metric in ("relative", "speedup"):
        statistic = ""
    if re.search(r"[ΔδΔ]|\bdelta\b|\bdiff(?:erence)?\b|\bchange\b", words, re.I):
        statistic = "delta"
    if (
        metric in ("memory", "model_size", "utilization", "power")
        and statistic == "max"
    ):
        statistic = "value" if metric in ("memory", "model_size") else "max"
    return Meaning(
        metric, statistic, unit, role, label, rest.strip(" -_:,/±"), error, change
    )


def _is_size(unit: str) -> bool:
    known = parse_unit(unit)
    return known is not None and known.canonical in ("bytes", "count")


def _statistic(words: str) -> tuple[str, str]:
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


def _role(words: str, all_words: str) -> tuple[str, str]:
    low = words.lower().strip()
    if not low:
        return "", ""
    for role, pattern in (
        (RANK, _RANK), (UNIT, _UNITS), (STATUS, _STATUS), (DATE, _DATE), (ID, _ID),
    ):  # fmt: skip
        if pattern.fullmatch(low):
            return role, ""
    if _PARAMETER.fullmatch(low) and low not in ("variant", "params", "parameters"):
        return PARAMETER, ""
    for name, pattern in _LABELS.items():
        if pattern.fullmatch(low):
            return LABEL, name
    if _NOTE.fullmatch(low):
        return NOTE, ""
    if _SAMPLES.fullmatch(low):
        return SAMPLES, ""
    if re.fullmatch(
        r"quant(?:i[sz]ation)?(?: (?:type|method|level))?|tag|quant type", low
    ):
        return PARAMETER, ""
    return "", ""


_SETTINGS = {"temp": "temperature", "ctx": "num_ctx", "context": "num_ctx", "context_size": "num_ctx",
             "gpu_layers": "num_gpu", "quantization": "quant", "quantisation": "quant", "quant_type": "quant"}  # fmt: skip


def setting_name(header: str) -> str:
    """Name a setting after its header: ``Batch Size`` is ``batch_size``."""
    spread = _CAMEL.sub("_", _PAREN.sub(" ", plain(header)))
    slug = re.sub(r"[^\w]+", "_", spread.lower().replace("#", "num ")).strip("_")[:40]
    return _SETTINGS.get(slug, slug) or "setting"

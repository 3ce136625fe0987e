"""What a column's header (or a row's label) says: metric, statistic, unit, role.

``P95 TTFT (ms)`` is metric ttft, statistic p95, unit ms; ``num_ctx`` is a parameter;
``Backend`` is a label; ``vs baseline`` is a ratio; ``Notes`` is none of these.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from ..units import parse_unit, split_unit
from .cell_units import cell_unit
from .header_words import metric_of, statistic_of
from .numerals import plain

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


_CHANGE = re.compile(
    r"speed[ -]?up|slow[ -]?down|\bvs\.?\b|\bversus\b|\brelative\b|\brel\.?(?= |$)|\bratio\b"
    r"|\bdiff(?:erence)?\b|\bdelta\b|[ΔδΔ]|\bchange\b|\bimprove\w*|\bgain\b|\boverhead\b|\bfaster\b"
    r"|\bslower\b|\breduction\b|\bregression\b|\bnormalized\b|\bsavings?\b|×|accélération"
    r"|\bscaling\b|\bpenalty\b|\bincrease\b|\bbeschleunigung\b|\bcompared\b|\bfactor\b",
    re.I,
)

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
    statistic, rest = statistic_of(words)
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

"""What a column's header (or a row's label) says: metric, statistic, unit, role.

``P95 TTFT (ms)`` is metric ttft, statistic p95, unit ms; ``num_ctx`` is a parameter;
``Backend`` is a label; ``vs baseline`` is a ratio; ``Notes`` is none of these.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from ..units import parse_unit
from .header_units import CAMEL, PAREN, SEPARATE, split_header
from .header_words import metric_of, statistic_of
from .numerals import plain

#: Roles that a header alone can give.
LABEL, PARAMETER, STATUS, NOTE, RANK, ID, UNIT, SAMPLES, DATE = (
    "label",
    "parameter",
    "status",
    "note",
    "rank",
    "id",
    "unit",
    "samples",
    "date",
)


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
    r"speed[ -]?up|slow[ -]?down|\bvs\.?\b|\bversus\b|\brelative\b"
    r"|\brel\.?(?= |$)|\bratio\b"
    r"|\bdiff(?:erence)?\b|\bdelta\b|(?-i:[Δ∆])|\bchange\b|\bimprove\w*"
    r"|\bgain\b|\boverhead\b|\bfaster\b"
    r"|\bslower\b|\breduction\b|\bregression\b|\bnormalized\b"
    r"|\bsavings?\b|×|accélération"
    r"|\bscaling\b|\bpenalty\b|\bincrease\b|\bbeschleunigung\b"
    r"|\bcompared\b|\bfactor\b|差[值异距]|变化|百分比"
    r"|\b(?:reducci[óo]n|redu[çc][ãa]o|réduction|reduktion|vorteil)\b"
    r"|\b(?:differenz|unterschied|verbesserung|différence|amélioration|diferencia"
    r"|mejora|diferença|ganho|melhoria|acelera[çc](?:ión|ão)|ускорение|разница"
    r"|прирост)\b|提升|减少|降低|加速|提速|倍率|改善|高速化|향상|감소",
    re.I,
)

_KNOWN_LABELS = {
    "model": r"(?:llm|ai|base|ml)?[ _]?models?(?:[ _](?:name|tag|id|path|variant"
    r"|file))?|llm|network|checkpoint|mod[èe]le|modell|modelo|模型",
    "backend": r"backends?|frameworks?|(?:inference |serving )?engines?|runtimes?"
    r"|providers?|executors?|后端",
    "device": r"devices?|gpus?(?:[ _](?:name|model|type))?|accelerators?|hardware"
    r"|hw|processing unit|cards?|graphics card|chip|soc|npu|board",
    "machine": r"machines?|hosts?(?:name)?|systems?|platforms?|cpus?(?:[ _](?:name"
    r"|model|type))?|processors?|instance(?:[ _]type)?|server|node type"
    r"|laptop|computer",
    "dtype": r"d[ _-]?types?|precisions?|data[ _-]?types?|torch_dtype",
    "benchmark": r"bench(?:mark)?s?(?:[ _]name)?|(?:kernel|method|operation|task|query"
    r"|program|command|scenario|algorithm|workload|layer)[ _]?names?"
    r"|tests?(?:[ _](?:name|case))?|cases?"
    r"|functions?(?:[ _]name)?|methods?|operations?|ops?(?=$)|op_name"
    r"|tasks?|workloads?|quer(?:y|ies)|programs?|commands?|scenarios?"
    r"|kernels?|names?|problems?|algorithms?|programme|query_name|step"
    r"|stage|phase|dataset|suite|group",
    "software": r"(?:software|library|tool|python|torch|cuda|driver|compiler|node"
    r"|package|pt|py ?torch|ollama|vllm)?[ _]?version",
}
_LABELS = {name: re.compile(rf"(?:{p})", re.I) for name, p in _KNOWN_LABELS.items()}
_PARAMETER = re.compile(
    r"(?:#|num(?:ber)?(?: of)?|no\.? of|n|nb|max|total)? ?"
    r"(?:batch(?: ?size)?|bs|bsz|threads?|n ?threads?|cores?|workers?"
    r"|jobs?|nodes?|procs?|process(?:es)?|mpi ranks?"
    r"|(?:gpu|model|offload\w*)? ?layers?|heads?|ctx|context(?: (?:size"
    r"|length|len|window))?|seq(?:uence)?\.?(?: ?len(?:gth)?\.?)?"
    r"|temperature|temp|top ?[pk]|seed|epochs?|concurren\w*|clients?"
    r"|connections?|users?|vus|num gpu|num ctx|n ?ctx|ngl|n ?gpu ?layers"
    r"|n ?batch|(?:n ?)?u ?batch|mmproj|n ?prompt|n ?gen|isl|osl|in(?:put)?"
    r" ?(?:len(?:gth)?|size|tokens?)?|output ?len(?:gth)?"
    r"|max ?(?:new |num |output |gen )?tokens"
    r"|prompt ?len(?:gth)?"
    r"|(?:input|problem|data|message|msg|matrix|array|block|chunk|page"
    r"|tile|image|payload|vector|grid|buffer|record|file|key|value|pool"
    r"|window|object|packet|string|window)? ?size"
    r"|w?bits|dims?|dimensions?|width|height|depth|rows?|col(?:umn)?s"
    r"|records?|entries|files|items|elements|elems|length|len|n|m|k|p|q|bits?"
    r"|gr(?:ou)?p ?(?:size|sz)?"
    r"|grpsz|rate limit|degree|order|scale(?: factor)?|sf|level"
    r"|compression level|channels?|kernel size|stride|tp|pp|dp|ep"
    r"|(?:time |train(?:ing)? )?steps?|cpu cores|warm"
    r" ?ups?(?: ?(?:iters?|iterations|runs|tries|rounds|steps|reps?))?|world ?size"
    r"|(?:server )?(?:max )?num ?(?:gpus|devices|seqs|sequences)|actual runs"
    r"|(?:local )?(?:device|gpu|node|core|thread|worker) ?count"
    r"|instances|qd|iodepth|resolution|params?"
    r"|parameters"
    r"|repeats?|lr|learning rate|port|year|stars|lines(?: of code)?|loc"
    r"|shards?|replicas|partitions|vcpus?|act|act ?order|mode|type"
    r"|config(?:uration)?|setting|variant|optimi[sz]ation|flags?"
    r"|options?)",
    re.I,
)
#: How far off a number may be, as JMH has it: Score Error (99.9%), error_us.
_UNCERTAINTY = re.compile(
    r"(?P<of>score|time|latency|mean|average|avg)?\s*err(?:or)?"
    r"\s*(?P<level>\(?\d\d(?:[.,]\d+)?\s?%\)?)?",
    re.I,
)
_STATUS = re.compile(
    r"[\w ]+[ _]status|(?:\w+[ _])?(?:status|success(?:ful)?|outcome|exit[ _]?(?:code"
    r"|status)|return[ _]?code|rc|error(?:[ _](?:msg|message|text"
    r"|type))?"
    r"|errors?(?=$)|exception|failed|passed|ok|pass(?:/fail)?|state"
    r"|crashed|timed?[ _]?out|valid|result[ _]status|failure(?:["
    r" _]reason)?)",
    re.I,
)
_NOTE = re.compile(
    r"notes?|comments?|remarks?|descriptions?|details?|explanation"
    r"|analysis|insight|rationale|purpose|reason|observations?"
    r"|why|source|links?|urls?|reference|assessment|recommendation"
    r"|verdict|best for|use case|interpretation|impact|winner|meaning"
    r"|bemerkung\w*|remarques?|notas?|evidence|justification|sha|commit"
    r"|hash|git ?\w*|takeaway",
    re.I,
)
_RANK = re.compile(
    r"(?:queue|device|gpu|thread|batch|row|item)[ _-](?:index|idx)"
    r"|#|rank(?:ing)?|no\.?|nr\.?|№|place|pos(?:ition)?|index|idx|row"
    r"|line|序号|排名|s\.?no\.?",
    re.I,
)
_ID = re.compile(
    r"(?:\w+[ _-])?(?:id|uuid|guid|pid|tid|port|hash|sha|commit|seed|build"
    r" number)s?|http(?: status| code)?|errno|unnamed: \d+",
    re.I,
)
_DATE = re.compile(
    r"ran[ _]at|generated(?:[ _](?:at|on))?|(?:\w+[ _])?(?:date(?:time)?"
    r"|timestamps?|created(?:[ _]at)?|recorded[ _]at|start(?:ed)?(?:["
    r" _](?:time|at))?|end(?:ed)?(?:[ _](?:time|at))?|finished(?:["
    r" _]at)?|when|run[ _]?(?:date|at)|epoch|day|time ?stamp|test"
    r" date)(?: \(?utc\)?)?",
    re.I,
)
_SAMPLES = re.compile(
    r"(?:#|num(?:ber)?(?: of)?|n|total)? ?(?:samples?|runs?|iterations?"
    r"|iters?|trials?|reps?|repetitions?|rounds?|measurements"
    r"|evaluations?|n ?runs|n ?samples|loops?|observations)|count|n",
    re.I,
)
_UNITS = re.compile(r"(?:metric )?units?|unité|einheit|unidad", re.I)
#: Headers of a first column whose rows are metrics: the table is transposed.
METRIC_COLUMN = re.compile(
    r"m[ée]tri(?:cs?|ques?|k|ca)|metric[ _]name|measures?(?:ment)?s?|kpis?|indicators?"
    r"|stat(?:istic)?s?|propert(?:y|ies)|measured"
    r"|quantit(?:y|ies)|performance(?: metric)?|performance indicator|指标"
    r"|指標|metriken?|kennzahl|aspect|criteria|parameter|category|item"
    r"|attribute|feature",
    re.I,
)


#: A time, size or share that was chosen, not measured, whatever its unit.
_CHOSEN = re.compile(
    r"(?:best|optimal|chosen|selected|default) (?:setting|value|config(?:uration)?)"
    r"|(?:\w+ )?(?:time ?out|rto|interval|delay|warm ?up|ttl|budget|deadline"
    r"|think time)"
    r"|(?:payload|msg|message|packet|chunk|block|buffer)(?: ?(?:size|len(?:gth)?))?"
    r"|(?:test|target) duration|max (?:moves|steps|depth|evals?|retries)"
    r"|(?:inner|outer) (?:iter\w*|loops?)"
    r"|批大小|批次大小|批量大小|批次|线程数?|執行緒|并发数?|進程数|进程数|节点数|核心?数"
    r"|载荷|(?:并发)?连接数|请求数|用户数|文件大小|数据大小|数据量|数据规模"
    r"|规模|迭代次数|轮数|スレッド数|並列数|バッチサイズ|件数|データ数"
    r"|스레드 ?수?|배치 ?크기|nombre de \w+|itérations|repeti(?:ções|ciones)"
    r"|répétitions|anzahl(?: \w+)?|hilos"
    r"|número de \w+|потоки|потоков|число \w+|количество \w+",
    re.I,
)


def is_chosen(words: str) -> bool:
    """Say whether a header names what was chosen, not measured."""
    return bool(_CHOSEN.fullmatch(words.strip()))


@lru_cache(maxsize=8192)
def meaning_of(header: str) -> Meaning:
    """Say what a header means."""
    header = header[:400]
    quantity, unit, extra = split_header(header)
    if quantity.strip().lower() == "hz":
        unit = "1/s"  # no clock's: what is done a second, as benchmark.js has it
    spread = " ".join(SEPARATE.split(CAMEL.sub(" ", quantity))).strip()
    words = f"{spread} {extra}".strip()
    role, label = _role(spread or extra, words)
    if unit and (role != PARAMETER or not _is_size(unit)):
        role, label = "", ""
    if is_chosen(spread):
        role, label = PARAMETER, ""
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
    if (of := _UNCERTAINTY.fullmatch(words)) and (of["level"] or _is_time(unit)):
        statistic, rest, role = "error", of["of"] or "", ""
    change = bool(_CHANGE.search(words)) or unit in ("x",)
    told = statistic and re.search(r"[a-z]{3}", rest, re.I)
    metric = metric_of(rest if told else words, unit)
    if change and not metric.startswith(("speedup", "relative")) and unit == "%":
        statistic = statistic if statistic not in ("", "value") else "delta"
    if change and statistic in ("min", "max") and metric in ("relative", "speedup"):
        statistic = ""
    if re.search(
        r"(?-i:[Δ∆])|\bdelta\b|\bdiff(?:erence)?\b|\bchange\b|差[值异]|变化",
        words,
        re.I,
    ):
        statistic = "delta"
    if not statistic and re.search(r"\bbest\b", words, re.I) and _is_time(unit):
        statistic = "min"
    if (
        metric in ("memory", "model_size", "utilization", "power")
        and statistic == "max"
    ):
        statistic = "value" if metric in ("memory", "model_size") else "max"
    return Meaning(
        metric, statistic, unit, role, label, rest.strip(" -_:,/±"), error, change
    )


def _is_time(unit: str) -> bool:
    known = parse_unit(unit)
    return known is not None and known.canonical == "s"


def _is_size(unit: str) -> bool:
    known = parse_unit(unit)
    return known is not None and known.canonical in ("bytes", "count")


def _role(words: str, all_words: str) -> tuple[str, str]:
    low = words.lower().strip()
    if not low:
        return "", ""
    for role, pattern in (
        (RANK, _RANK),
        (UNIT, _UNITS),
        (STATUS, _STATUS),
        (DATE, _DATE),
        (ID, _ID),
    ):
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


_SETTINGS = {
    "temp": "temperature",
    "ctx": "num_ctx",
    "context": "num_ctx",
    "context_size": "num_ctx",
    "gpu_layers": "num_gpu",
    "quantization": "quant",
    "quantisation": "quant",
    "quant_type": "quant",
}


@lru_cache(maxsize=8192)
def setting_name(header: str) -> str:
    """Name a setting after its header: ``Batch Size`` is ``batch_size``."""
    spread = CAMEL.sub("_", PAREN.sub(" ", plain(header)))
    slug = re.sub(r"[^\w]+", "_", spread.lower().replace("#", "num ")).strip("_")[:40]
    return _SETTINGS.get(slug, slug) or "setting"

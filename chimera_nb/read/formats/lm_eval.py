"""EleutherAI's lm-evaluation-harness: its results in JSON, and the table it prints.

The JSON is what lm_eval/loggers/evaluation_tracker.py of
https://github.com/EleutherAI/lm-evaluation-harness saves
(``results.<task>["acc,none"]`` with ``acc_stderr,none``; before 0.4 ``acc`` and
``acc_stderr``), the table ``make_table`` of lm_eval/utils.py: a row leaves out the task
where it is that of the row above. ± is the standard error; ``N/A`` is none.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..declared import setting_of
from ..document import Document, object_of, pointer, text_of
from ..records import Found, NotTaken, Number, Reader, Record, failed, is_number
from ._rest import with_rest
from ._terminal import Outline, cells, is_rule, numbered
from ._wrapped import entries, holds, place_of, words_of

_ARGS = re.compile(
    r"(?:^|[,(\s])(?:pretrained|model|model_path|path|engine)=[\"']?([^,\"')\s]+)"
)
_RUN = re.compile(
    r"\W*([\w\-]+) ?\((.{0,2000}?)\), ?gen_kwargs: ?.{0,300}?"
    r"limit: ?(\S+), ?num_fewshot: ?(\S+), ?batch_size: ?(\S+)"
)
_OLD_RUN = re.compile(
    r"\W*([\w\-]+) \((.{0,2000}?)\), limit: (\S+), (?:provide_description: \S+, )?"
    r"num_fewshot: (\S+), batch_size: (\S+)"
)
_COMMAND = re.compile(r"((?:python\S* .*|\b)lm[_-]eval\S*\s+-.*)")
_FLOAT = re.compile(r"(?:np\.float\d*\()?\s*(-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)\)?\Z")
_NO_RATIO = re.compile(
    r"perplexity|ppl|bits_per|bleu|rouge|chrf|\bter\b|likelihood|time"
)
_COLUMNS = {"tasks": "task", "task": "task", "groups": "task", "version": "version",
            "filter": "filter", "n-shot": "n-shot", "metric": "metric",
            "value": "value", "stderr": "stderr"}  # fmt: skip
_RUN_SETTINGS = ("model", "batch_size", "num_fewshot", "limit", "device",
                 "model_dtype", "gen_kwargs", "no_cache")  # fmt: skip


def unit_of(metric: str, value: float) -> str:
    """Say whether a score is a share of one; a perplexity or a BLEU is not."""
    return "ratio" if 0 <= value <= 1 and not _NO_RATIO.search(metric) else ""


def name_of(metric: str) -> str:
    """Name the tidy table's metric for a score of the harness."""
    return {"acc": "accuracy"}.get(metric, metric)


def _is_scores(task: Any) -> bool:
    return isinstance(task, dict) and any(
        "_stderr" in key or key.endswith(",none") for key in task
    )


def _is_results(content: dict[str, Any]) -> bool:
    results = content.get("results")
    return isinstance(results, dict) and any(
        _is_scores(task) for task in list(results.values())[:50]
    )


def claims(document: Document) -> bool:
    """Say whether results of the harness lie in the JSON."""
    text = document.text
    if "_stderr" not in text and ',none"' not in text:
        return False
    content = document.content
    bare = isinstance(content, dict) and any(
        _is_scores(task) and any("," in key for key in task)
        for task in list(content.values())[:50]
    )
    return bare or holds(document, '"results"', _is_results)


def read(document: Document) -> Iterator[Found]:
    """Yield one record a task (and filter), and one of the run's own time."""
    found = False
    for entry in entries(document.content, _is_results):
        found = True
        root = entry.content
        shared = _shared(root, words_of(entry, ("model", "model_name")))
        place = place_of(document, entry.path)
        yield from _tasks(root, root["results"], f"{place}/results", shared)
        spent = text_of(root.get("total_evaluation_time_seconds"))
        if spent and _FLOAT.match(spent):
            where = f"{place}/total_evaluation_time_seconds"
            total = Number("time", float(spent), "s", raw=spent)
            yield Record(where, [total], shared | {"benchmark": "the whole evaluation"})
    if not found and isinstance(document.content, dict):
        yield from _tasks({}, document.content, "", {})


def _shared(root: Mapping[str, Any], words: str | None) -> dict[str, Any]:
    config = object_of(root, "config") or object_of(root, "config_general")
    args = config.get("model_args")
    model = text_of(root.get("model_name")) or text_of(config.get("model_name"))
    if isinstance(args, dict):
        model = model or text_of(args.get("pretrained") or args.get("model"))
        args = ",".join(f"{key}={value}" for key, value in args.items())
    elif isinstance(args, str) and not model and (match := _ARGS.search(args)):
        model = match[1]
    labels: dict[str, Any] = {
        "model": model or text_of(config.get("model")),
        "config_label": words,
        "timestamp": text_of(root.get("date")),
        "setting.model_args": text_of(args),
    }
    for key in _RUN_SETTINGS:
        labels[f"setting.{key}"] = setting_of(config.get(key))
    return {key: value for key, value in labels.items() if value is not None}


def _tasks(
    root: Mapping[str, Any], results: Mapping[str, Any], place: str,
    shared: Mapping[str, Any],
) -> Iterator[Found]:  # fmt: skip
    groups = object_of(root, "groups")
    for name, scores in results.items():
        if not isinstance(scores, dict):
            continue
        labels: dict[str, Any] = dict(shared) | {"benchmark": name}
        alias = text_of(scores.get("alias"))
        if alias and alias.lstrip("- ") != name:
            labels["setting.alias"] = alias.lstrip("- ")
        for key in ("n-shot", "versions"):
            value = setting_of(object_of(root, key).get(name))
            if value is not None:
                labels[f"setting.{key.removesuffix('s')}"] = value
        n = object_of(object_of(root, "n-samples"), name).get("effective")
        twin = f"/groups/{pointer(name)[1:]}" if groups.get(name) == scores else ""
        numbers = list(_scores(scores, n if is_number(n) else None, twin))
        if numbers:
            yield Record(f"{place}{pointer(name)}", numbers, labels, kind="accuracy")
        else:
            yield NotTaken("a group of tasks without a score of its own", 0)


def _scores(scores: Mapping[str, Any], n: float | None, twin: str) -> Iterator[Number]:
    for key, value in scores.items():
        name, _, filtered = key.partition(",")
        if key in ("alias", "name", "sample_len", "sample_count", "samples"):
            continue
        statistic = "value"
        if "_stderr" in name:
            statistic, name = "stderr", name.replace("_stderr", "")
        labels = {"setting.metric": name}
        if filtered:
            labels["setting.filter"] = filtered
        base = scores.get(f"{name},{filtered}" if filtered else name, value)
        where = pointer(key)
        also = twin + where if twin else ""
        if is_number(value):
            unit = unit_of(name, base if is_number(base) else value)
            yield Number(name_of(name), value, unit, statistic, where, n_behind=n,
                         labels=labels, also_in=also)  # fmt: skip
        elif isinstance(value, float):
            yield failed(name_of(name), "", f"{key} is {value}", statistic=statistic,
                         place=where, raw=repr(value), labels=labels)  # fmt: skip


def _columns(line: str) -> dict[str, int]:
    """Find the columns of a table of the harness; empty: it is another table."""
    names = [cell.lower() for cell in _row(line)]
    found = {_COLUMNS[n]: at for at, n in enumerate(names) if n in _COLUMNS}
    wanted = {"task", "metric", "value", "stderr"}
    return found if wanted <= found.keys() else {}


def _row(line: str) -> list[str]:
    at = line.find("|")
    return cells(line[at:]) if 0 <= at < 12 else []


def claims_text(document: Document) -> bool:
    """Say whether a table of the harness stands here."""
    if "Stderr" not in document.text or "Metric" not in document.text:
        return False
    rows = 0
    ours = False
    before = ""
    for line in document.lines:
        if "|" not in line or len(line) > 2000:
            ours = False
        elif is_rule(line.lstrip("#/* ")):
            ours = bool(_columns(before))
            rows += 2 * ours
        else:
            rows += ours
        before = line
    return rows > 2


def read_text(document: Document) -> Iterator[Found]:
    """Yield one record a row of a table."""
    outline = Outline(_COMMAND)
    columns: dict[str, int] = {}
    run: dict[str, Any] = {}
    filled: dict[str, str] = {}
    seen: dict[tuple[Any, ...], Record] = {}
    before = ""
    for number, line in numbered(document):
        if "|" in line and is_rule(line.lstrip("#/* ")):
            columns, filled = _columns(before), {}
        elif columns and "|" in line and (row := _row(line)):
            before = line
            if _columns(line):
                continue
            found = _table_row(number, row, columns, filled, run | _label(outline))
            if isinstance(found, Record):
                key = (str(run), outline.label, *_identity(found))
                first = seen.setdefault(key, found)
                if first is not found:
                    first.numbers = [
                        each._replace(also_in=found.place) for each in first.numbers
                    ]
                    continue
            if found:
                yield found
        elif match := _RUN.match(line) or _OLD_RUN.match(line):
            run = _run(match)
        else:
            outline.feed(line)
        before = line


def _identity(record: Record) -> tuple[Any, ...]:
    labels = record.labels
    names = ("benchmark", "setting.filter", "setting.metric", "setting.n-shot")
    return (*(labels.get(name) for name in names), *(n.raw for n in record.numbers))


def _label(outline: Outline) -> dict[str, Any]:
    return {"config_label": outline.label} if outline.label else {}


def _run(match: re.Match[str]) -> dict[str, Any]:
    kind, args, limit, shots, batch = match.groups()
    model = _ARGS.search(args)
    labels = {
        "model": model[1] if model else None, "setting.model": kind,
        "setting.model_args": args, "setting.limit": limit,
        "setting.num_fewshot": shots, "setting.batch_size": batch,
    }  # fmt: skip
    return {key: value for key, value in labels.items() if value not in (None, "None")}


def _table_row(
    line: int, row: list[str], columns: Mapping[str, int], filled: dict[str, str],
    more: Mapping[str, Any],
) -> Record | None:  # fmt: skip
    cell = {name: row[at] for name, at in columns.items() if at < len(row)}
    task = cell.get("task", "").strip()
    if task:
        plain = task.lstrip("- ")
        filled.clear()
        filled["task"] = plain
    for name in ("version", "filter", "n-shot"):
        if cell.get(name):
            filled[name] = cell[name]
    metric = cell.get("metric", "")
    value = _FLOAT.match(cell.get("value", ""))
    if not metric or "task" not in filled:
        return None
    labels = dict(more) | {"benchmark": filled["task"], "setting.metric": metric}
    labels |= {f"setting.{k}": v for k, v in filled.items() if k != "task"}
    name = name_of(metric)
    place = f"line {line}"
    if not value:
        written = cell.get("value", "")
        if not written or written.lower() in ("n/a", "-"):
            return None
        bad = failed(name, "", f"no score: {written!r}", place=", column Value",
                     raw=written)  # fmt: skip
        return Record(place, [bad], labels, kind="accuracy")
    score = float(value[1])
    unit = unit_of(metric, score)
    numbers = [Number(name, score, unit, place=", column Value", raw=value[1])]
    error = _FLOAT.match(cell.get("stderr", "").lstrip("±+-/ "))
    if error:
        numbers.append(Number(name, float(error[1]), unit, "stderr", ", column Stderr",
                              error[1]))  # fmt: skip
    return Record(place, numbers, labels, kind="accuracy")


READERS = (
    Reader("lm_eval", ("json",), claims, read),
    Reader("lm_eval table", ("text", "markdown"), claims_text, with_rest(read_text)),
)

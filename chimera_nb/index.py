"""The index: every run below a folder, side by side, as a table and a page."""

import html
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from .config import RunConfig, project_folder
from .errors import InputError
from .saving import save

if TYPE_CHECKING:
    import pandas as pd

_CLAIMS = ("supported", "contradicted", "unsupported")
_METRICS = (
    "throughput_tok_s", "ttft_ms", "total_duration_ms", "tokens_generated",
    "prompt_tokens", "prompt_eval_ms", "eval_ms", "load_ms",
)  # fmt: skip


def read_runs(outputs: str | Path) -> "pd.DataFrame":
    """Read every ``*/run.json`` below a folder of outputs.

    A relative folder is looked for in the working folder, then in the project folder.

    Returns
    -------
    DataFrame
        One row per run, sorted by name: ``run, status, error, narrator``, then the
        config's fields (``narrator`` of the config as ``narrator_asked``),
        ``supported, contradicted, unsupported``, the metrics (ms, tokens per second),
        ``total_s, warnings, started, report``. A run.json that cannot be read is a row
        of status ``unreadable``, whose ``error`` says why. What is not known is
        missing.

    Raises
    ------
    InputError
        The folder is not there or is no folder.
    """
    import pandas as pd

    folder = Path(outputs)
    if not folder.exists():  # a notebook's working folder is its own
        folder = project_folder() / folder
    if not folder.is_dir():
        found = "is a file" if folder.exists() else "is not there"
        raise InputError(f"{outputs}: {found}; want the folder that holds the runs")
    try:
        paths = sorted(folder.glob("*/run.json"))
    except OSError as error:
        raise InputError(f"{folder}: {error.strerror}") from None
    rows = [_row(path) for path in paths]
    return pd.DataFrame(rows, columns=_columns()).convert_dtypes()


def build_index(outputs: str | Path) -> "pd.DataFrame":
    """Write ``index.csv`` and ``index.html`` of a folder of outputs.

    Returns
    -------
    DataFrame
        The table of `read_runs`.

    Raises
    ------
    InputError
        The folder is not there or is no folder.
    SaveError
        A file could not be written.
    """
    table = read_runs(outputs)
    folder = Path(outputs)
    save(folder / "index.csv", table.to_csv(index=False, lineterminator="\n"))
    save(folder / "index.html", _page(table))
    return table


def _columns() -> list[str]:
    fields = [
        "narrator_asked" if name == "narrator" else name
        for name in RunConfig.model_fields
    ]
    return [
        "run", "status", "error", "narrator", *fields, *_CLAIMS, *_METRICS, "total_s",
        "warnings", "started", "report",
    ]  # fmt: skip


def _row(path: Path) -> dict[str, Any]:
    name = path.parent.name
    row: dict[str, Any] = dict.fromkeys(_columns())
    row["run"] = name.encode("utf-8", "replace").decode()
    if (path.parent / "report.html").is_file():
        row["report"] = f"{row['run']}/report.html"
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(record, dict):
            raise ValueError(f"holds a {type(record).__name__}, not an object")
        config = _object(record, "config")
        return row | _of_record(record, config)
    except (OSError, ValueError, RecursionError) as error:
        reason = getattr(error, "strerror", None) or str(error) or "nested too deep"
        return row | {"status": "unreadable", "error": f"run.json: {reason}"}


def _of_record(record: dict[str, Any], config: dict[str, Any]) -> dict[str, Any]:
    error = _object(record, "error")
    told = f"cell {error.get('cell')}: " if error.get("cell") else ""
    told += f"{error.get('type')}: {error.get('message')}"
    fields = {name: _plain(config.get(name)) for name in RunConfig.model_fields}
    asked = fields.pop("narrator")
    claims, metrics = _object(record, "claims"), _object(record, "metrics")
    stages, provenance = _object(record, "stages"), _object(record, "provenance")
    warnings = record.get("warnings")
    codes = [
        str(each.get("code"))
        for each in (warnings if isinstance(warnings, list) else ())
        if isinstance(each, dict)
    ]
    return {
        **fields,
        "status": str(record.get("status")),
        "error": told if error else None,
        "narrator": _plain(record.get("narrator")),
        "narrator_asked": asked,
        **{name: _number(claims.get(name)) for name in _CLAIMS},
        **{name: _number(metrics.get(name)) for name in _METRICS},
        "total_s": _number(stages.get("total_s")),
        "warnings": " ".join(dict.fromkeys(codes)) or None,
        "started": _plain(provenance.get("started")),
    }


def _object(record: dict[str, Any], key: str) -> dict[str, Any]:
    value = record.get(key)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise ValueError(f"{key} is a {type(value).__name__}, not an object")
    return value


def _plain(value: Any) -> Any:
    simple = value is None or isinstance(value, int | float | str)
    return value if simple else str(value)


def _number(value: Any) -> int | float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return value if is_number else None


_HEADINGS = {
    "run": "Run", "status": "Status", "narrator": "Written by", "error": "Error",
    "supported": "Numbers supported", "contradicted": "Contradicted",
    "unsupported": "Unsupported", "throughput_tok_s": "Tokens per second",
    "ttft_ms": "First token (ms)", "total_duration_ms": "Answer (ms)",
    "tokens_generated": "Tokens written", "total_s": "Whole run (s)",
    "warnings": "Warnings", "started": "Started (UTC)",
}  # fmt: skip
_FIRST = (
    "run", "status", "narrator", *_CLAIMS, "throughput_tok_s", "ttft_ms",
    "total_duration_ms", "tokens_generated", "total_s",
)  # fmt: skip
_LAST = ("warnings", "error", "started")


def _page(table: "pd.DataFrame") -> str:
    # every run has its own folders; as columns they would only widen the page
    fields = [n for n in RunConfig.model_fields if n not in ("narrator", "output")]
    shown = [*_FIRST, *fields, *_LAST]
    head = "".join(
        f'<th scope="col">{html.escape(_HEADINGS.get(name, name))}</th>'
        for name in shown
    )
    body = "\n".join(
        f"<tr>{''.join(_cell(name, row) for name in shown)}</tr>"
        for row in table.astype(object).where(table.notna(), None).to_dict("records")
    )
    counts = table["status"].value_counts()
    told = ", ".join(f"{count} {html.escape(str(status))}" for status, count in
                     sorted(counts.items())) or "none yet"  # fmt: skip
    return _TEMPLATE.format(
        count=len(table), plural="" if len(table) == 1 else "s", told=told, head=head,
        body=body,
    )  # fmt: skip


def _cell(name: str, row: dict[str, Any]) -> str:
    value = row[name]
    text = "" if value is None else _shown(value)
    text = html.escape(text)
    if name == "run":
        if row["report"]:
            link = html.escape(quote(row["report"], errors="replace"))
            text = f'<a href="./{link}">{text}</a>'
        return f'<th scope="row">{text}</th>'
    if name == "status":
        status = text if text in ("ok", "failed", "interrupted") else "unreadable"
        return f'<td><span class="status {status}">{text}</span></td>'
    kind = ' class="number"' if isinstance(value, int | float) else ""
    return f"<td{kind}>{text or '<span class=none>–</span>'}</td>"


def _shown(value: Any) -> str:
    if isinstance(value, float) and not value.is_integer():
        return f"{value:.4g}" if abs(value) < 1000 else f"{value:.1f}"
    if isinstance(value, float):
        return str(int(value))
    text = str(value)
    return text if len(text) <= 200 else text[:199] + "…"


_TEMPLATE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src \
'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{count} run{plural}</title>
<style>
:root {{ color-scheme: light dark; --line: #d0d5dd; --head: #f3f4f6; --soft: #5b6472 }}
@media (prefers-color-scheme: dark) {{
  :root {{ --line: #3b424d; --head: #23272e; --soft: #a9b2bf }}
}}
body {{ font: 1rem/1.5 system-ui, sans-serif; margin: 1.5rem auto; padding: 0 1rem }}
.scroll {{ overflow-x: auto }}
table {{ border-collapse: collapse; font-size: .875rem }}
th, td {{ border-bottom: 1px solid var(--line); padding: .35rem .6rem;
  text-align: left; vertical-align: top }}
thead th {{ background: var(--head); white-space: nowrap }}
tbody th {{ font-weight: 600; overflow-wrap: anywhere; min-width: 8rem }}
.number {{ text-align: right; font-variant-numeric: tabular-nums }}
.status {{ border: 1px solid currentColor; border-radius: .25rem; padding: 0 .35rem }}
.failed, .interrupted, .unreadable {{ font-weight: 700 }}
.none {{ color: var(--soft) }}
@media print {{ .scroll {{ overflow: visible }} table {{ font-size: .6rem }} }}
</style>
</head>
<body>
<main>
<h1>Runs</h1>
<p>{count} run{plural}: {told}. A name leads to its report. Numbers supported,
contradicted and unsupported are those that the run's prose states, judged against the
benchmark files.</p>
<div class="scroll" tabindex="0" role="region" aria-label="All runs">
<table>
<thead><tr>{head}</tr></thead>
<tbody>
{body}
</tbody>
</table>
</div>
</main>
</body>
</html>
"""

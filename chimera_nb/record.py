"""`save_run`: what a run leaves in its folder, written by the notebook's last cell."""

import json
import math
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from .answer import Answer
from .config import RunConfig
from .display import Table
from .facts import Facts
from .read import Reading
from .saving import SUMMARY, save

if TYPE_CHECKING:
    from .plots import Plot


class Stopwatch:
    """Seconds spent in each stage: ``ingest``, ``analysis``, ``report``.

    The notebook calls `lap` where a stage ends.
    """

    def __init__(self) -> None:
        self._since = time.monotonic()
        self.stages: dict[str, float] = {}

    def lap(self, stage: str) -> None:
        """End a stage; the next one begins."""
        now = time.monotonic()
        self.stages[stage] = self.stages.get(stage, 0.0) + now - self._since
        self._since = now


@dataclass(frozen=True, kw_only=True)
class RunRecord:
    """What was saved, and where."""

    folder: Path
    summary: dict[str, Any]

    def workflow(self) -> Table:
        """Return the workflow summary: files analysed, and the time of each stage."""
        benchmarks, stages = self.summary["benchmarks"], self.summary["stages"]
        total = sum(stages.values())
        rows = [
            ("files analysed", str(benchmarks["files"])),
            ("measurements", str(benchmarks["measurements"])),
            ("execution time", f"{total:.2f} s"),
            *((name.removesuffix("_s"), f"{stages[name]:.2f} s") for name in stages),
        ]
        frame = pd.DataFrame(rows, columns=["what", "value"])
        return Table(frame, caption="Workflow summary")

    def _repr_html_(self) -> str:
        return self.workflow()._repr_html_()

    def _repr_markdown_(self) -> str:
        return self.workflow()._repr_markdown_()

    def __repr__(self) -> str:
        return repr(self.workflow())


def save_run(
    folder: str | Path,
    *,
    config: RunConfig,
    reading: Reading,
    facts: Facts,
    answer: Answer,
    plots: Iterable["Plot"] = (),
    stopwatch: Stopwatch | None = None,
) -> RunRecord:
    """Write the tables and figures of a run.

    Leaves ``figures/``, ``measurements.csv``, ``facts.json``, ``answer.json``,
    ``claims.csv`` and ``run-summary.json`` in *folder*.

    Raises
    ------
    SaveError
        A file could not be written; names it and says why.
    """
    folder = Path(folder)
    for plot in plots:
        if plot.axes is not None:
            save(folder / "figures" / f"{plot.name}.svg", plot.svg())
    table = reading.measurements.copy()
    table["place"] = table["place"].map(reading.locate)
    save(folder / "measurements.csv", table.to_csv(index=False))
    save(folder / "facts.json", to_json(facts.marked(answer.in_prompt).to_json()))
    save(folder / "answer.json", to_json(answer_json(answer)))
    save(folder / "claims.csv", answer.claims.to_csv(index=False))
    stages = stopwatch.stages if stopwatch else {}
    summary = {
        "benchmarks": _benchmarks(reading),
        "narrator": answer.narrator,
        "why": answer.why,
        "requested": dict(answer.requested) if answer.calls else None,
        "effective": asdict(answer.effective) if answer.effective else None,
        "warnings": [asdict(each) for each in answer.warnings],
        "stages": {
            f"{name}_s": stages.get(name, 0.0)
            for name in ("ingest", "analysis", "report")
        },
        "metrics": answer.timings.to_json() if answer.timings else None,
        "calls": [
            {"stage": call.stage, "done_reason": call.reply.done_reason}
            | call.reply.timings.to_json()
            for call in answer.calls
        ],
        "claims": answer.counts() | {"coincidence_rate": answer.coincidence},
        "quality": answer.quality.to_json(),
    }
    save(folder / SUMMARY, to_json(summary))
    return RunRecord(folder=folder, summary=summary)


def answer_json(answer: Answer) -> dict[str, Any]:
    """Return the object that ``answer.json`` holds."""
    return {
        "text": answer.text, "narrator": answer.narrator, "why": answer.why,
        "calls": [call.to_json() for call in answer.calls],
        "requested": dict(answer.requested) if answer.calls else None,
        "effective": asdict(answer.effective) if answer.effective else None,
        "warnings": [asdict(each) for each in answer.warnings],
        "quality": answer.quality.to_json(),
        "repair": answer.repair.to_json() if answer.repair else None,
    }  # fmt: skip


def to_json(value: Any) -> str:
    """Write JSON that any parser reads: NaN and infinity become null."""
    return json.dumps(_finite(value), indent=1, ensure_ascii=False, allow_nan=False)


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {str(key): _finite(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(each) for each in value]
    return value


def _benchmarks(reading: Reading) -> dict[str, Any]:
    files = reading.benchmark_files()
    by_type = files["type"].value_counts()
    return {
        "folder": str(reading.folder),
        "files": len(files),
        **{
            kind: int(by_type.get(kind, 0))
            for kind in ("csv", "json", "markdown", "text")
        },
        "other": len(reading.files) - len(files),
        "not_read": int((~files["status"].isin(("read", "partly"))).sum()),
        "measurements": len(reading.measurements),
        "conflicts": len(reading.conflicts),
        "sha256": _fingerprint(files),
    }


def _fingerprint(files: pd.DataFrame) -> str:
    """Hash the names and contents of all benchmark files together."""
    import hashlib

    lines = [
        f"{path}\0{sha}"
        for path, sha in zip(files["path"], files["sha256"], strict=True)
    ]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()

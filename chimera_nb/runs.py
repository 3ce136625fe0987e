"""`run_configs`: configs → executed notebooks, reports, run.json and the index."""

import hashlib
import json
import os
import platform
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from .config import RunConfig, project_folder
from .doctor import git_state, package_versions
from .errors import ChimeraError, ConfigError, InputError
from .index import build_index
from .saving import SUMMARY
from .saving import save as save_file

#: Files of an earlier run, cleared before the next one writes there.
_OURS = (
    "notebook.ipynb", "report.md", "report.html", "measurements.csv", "facts.json",
    "answer.json", "claims.csv", "run.json", "summary.json", SUMMARY,
)  # fmt: skip
_FROM_KERNEL = (
    "benchmarks", "narrator", "requested", "effective", "metrics", "calls", "claims",
    "quality",
)  # fmt: skip
_BENCHMARK_NAME = re.compile(
    r".+\.(csv|json|jsonl|ndjson|md|markdown|txt|log)(\.\w+)?\Z"
)

#: Told of a cell that is done: config, number, how many, name, seconds so far.
Progress = Callable[[str, int, int, str, float], None]


@dataclass(frozen=True, kw_only=True)
class RunOutcome:
    """How one config ended; `record` is what its run.json holds."""

    name: str
    folder: Path
    status: str
    seconds: float
    exit_code: int
    report: Path | None
    record: dict[str, Any]

    @property
    def problem(self) -> str:
        """One line of what went wrong, or the empty string."""
        error = self.record["error"]
        if not error:
            return ""
        cell = f"cell {error['cell']}: " if error["cell"] else ""
        return f"{cell}{error['type']}: {error['message']}"


@dataclass(frozen=True, kw_only=True)
class _Job:
    path: Path
    name: str
    config: RunConfig
    same_as: tuple[str, ...] = ()


def run_configs(
    params: Sequence[str | Path],
    *,
    benchmarks: str | Path | None = None,
    outputs: str | Path | None = None,
    narrator: str | None = None,
    repair: bool | None = None,
    notebook: str | Path | None = None,
    fail_fast: bool = False,
    gate: bool = False,
    progress: Progress | None = None,
    done: Callable[[RunOutcome], None] | None = None,
) -> list[RunOutcome]:
    """Run every config, one after the other, then rebuild the index.

    Parameters
    ----------
    params
        YAML files, or folders, which mean their own ``*.yaml``.
    benchmarks, narrator, repair
        Override the configs' own.
    outputs
        Each config writes to ``outputs/<file name>`` instead of its own folder.
    notebook
        By default the project's ``notebooks/compile_report.ipynb``.
    fail_fast
        Stop after the first config that did not end well.
    gate
        Exit code 3 for a run whose prose states a number that the data contradicts or
        does not have, or whose prose was not judged.
    progress, done
        Called after each cell, and after each config.

    Returns
    -------
    list of RunOutcome
        In the order of the configs. After Ctrl-C the last one is ``interrupted`` and
        those not begun are absent.

    Raises
    ------
    ConfigError, InputError
        Before anything runs: a config, the notebook or a folder cannot be used.
    SaveError
        The index could not be written; every run is there.
    """
    project = project_folder()
    jobs = _load(params, project, benchmarks, outputs, narrator, repair)
    source = Path(notebook or project / "notebooks" / "compile_report.ipynb").absolute()
    if not source.is_file():
        raise InputError(f"{source}: is not there; want the notebook to run")
    for job in jobs:
        _check(job)
    outcomes: list[RunOutcome] = []
    for job in jobs:
        outcome = _run_one(job, source, project, gate, progress)
        outcomes.append(outcome)
        if done:
            done(outcome)
        if outcome.status == "interrupted" or (fail_fast and outcome.exit_code):
            break
    for folder in dict.fromkeys(outcome.folder.parent for outcome in outcomes):
        if folder.is_dir():
            build_index(folder)
    return outcomes


def exit_code_of(outcomes: Sequence[RunOutcome]) -> int:
    """Return the lowest exit code that is not zero, or zero."""
    return min((o.exit_code for o in outcomes if o.exit_code), default=0)


def _load(
    params: Sequence[str | Path],
    project: Path,
    benchmarks: str | Path | None,
    outputs: str | Path | None,
    narrator: str | None,
    repair: bool | None,
) -> list[_Job]:
    """Load all configs; what the command line gives beats what they hold."""
    jobs: list[_Job] = []
    for path in _files(params):
        over: dict[str, Any] = {}
        if benchmarks is not None:
            over["benchmarks"] = str(Path(benchmarks).absolute())
        if outputs is not None:
            over["output"] = str(Path(outputs).absolute() / path.stem)
        if narrator is not None:
            over["narrator"] = narrator
        if repair is not None:
            over["repair"] = repair
        values = RunConfig.load(path).model_dump() | over
        where = str(path) if narrator is None else "--narrator"
        config = RunConfig.of(values, where=where).resolved(project)
        jobs.append(_Job(path=path, name=path.stem, config=config))
    writers: dict[Path, Path] = {}
    for job in jobs:
        folder = Path(job.config.output).resolve()
        if folder in writers:
            both = f"{writers[folder]} and {job.path}"
            raise ConfigError(f"{both} would both write {folder}; give each its own")
        writers[folder] = job.path
    return [_with_same(job, jobs) for job in jobs]


def _files(params: Sequence[str | Path]) -> list[Path]:
    found: list[Path] = []
    for each in map(Path, params):
        if each.is_dir():
            own = sorted(path for path in each.glob("*.yaml") if path.is_file())
            if not own:
                raise InputError(f"{each}: holds no *.yaml; want a folder of configs")
            found += own
        elif each.exists():
            found.append(each)
        else:
            raise InputError(f"{each}: is not there; want a YAML file or a folder")
    if not found:
        raise InputError("no config given; want YAML files or folders")
    return found


def _with_same(job: _Job, jobs: Sequence[_Job]) -> _Job:
    mine = job.config.model_dump(exclude={"output"})
    same = tuple(
        other.name
        for other in jobs
        if other is not job and other.config.model_dump(exclude={"output"}) == mine
    )
    return _Job(path=job.path, name=job.name, config=job.config, same_as=same)


def _check(job: _Job) -> None:
    """Refuse before a kernel starts what could only fail in it."""
    config = job.config
    folder, output = Path(config.benchmarks), Path(config.output)
    if not folder.is_dir():
        found = "is a file" if folder.exists() else "is not there"
        raise InputError(f"{folder}: {found}; want a folder of benchmark files")
    try:
        os.listdir(folder)  # noqa: PTH208 (os.walk would not tell)
    except OSError as error:
        raise InputError(f"{folder}: {_why(error)}") from None
    names = (name for _, _, names in os.walk(folder) for name in names)
    if not any(_BENCHMARK_NAME.match(name.lower()) for name in names):
        raise InputError(
            f"{folder}: holds no benchmark file (csv, json, markdown, text)"
        )
    if output.exists() and not output.is_dir():
        raise InputError(f"{output}: is a file; want a folder to write to")
    if folder.resolve() in (output.resolve(), output.parent.resolve()):
        raise ConfigError(
            f"{job.path}: output is {output}; want a folder apart from the benchmarks"
        )
    if config.narrator == "recorded" and config.recorded is None:
        raise ConfigError(f"{job.path}: narrator is 'recorded'; want `recorded` too")
    if config.recorded is not None and not Path(config.recorded).is_file():
        raise InputError(f"{config.recorded}: is not there; want a recorded answer")


def _run_one(
    job: _Job, notebook: Path, project: Path, gate: bool, progress: Progress | None
) -> RunOutcome:
    started = time.perf_counter()
    record = _new_record(job, notebook, project)
    folder = Path(job.config.output)
    report = None

    def save() -> None:
        record["provenance"]["finished"] = _now()
        record["stages"]["total_s"] = time.perf_counter() - started
        save_file(folder / "run.json", json.dumps(record, indent=1, ensure_ascii=False))

    def failed(error: BaseException) -> None:
        status = "interrupted" if isinstance(error, KeyboardInterrupt) else "failed"
        message = " ".join(str(error).split()) or "interrupted by the user"
        record["status"] = status
        if record["error"] is None or record["error"] == _UNTOLD:
            record["error"] = {
                "cell": None, "type": type(error).__name__, "message": message,
            }  # fmt: skip

    try:
        _clear(job)
        save()  # so that a run whose runner is killed is seen as such
        _execute(job, notebook, project, record, progress)
        save()
        if (folder / "notebook.ipynb").is_file():  # also where it stopped early
            since = time.perf_counter()
            report = _report(folder)
            record["stages"]["export_s"] = time.perf_counter() - since
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 (the others go on)
        failed(error)
    try:
        save()
    except ChimeraError as error:
        failed(error)
    return RunOutcome(
        name=job.name, folder=folder, status=record["status"], report=report,
        seconds=time.perf_counter() - started, exit_code=_exit_code(record, gate),
        record=record,
    )  # fmt: skip


def _execute(
    job: _Job,
    notebook: Path,
    project: Path,
    record: dict[str, Any],
    progress: Progress | None,
) -> None:
    """Run the notebook and take over what its kernel knew."""
    from .engine import execute

    def tell(number: int, total: int, name: str, seconds: float) -> None:
        if progress:
            progress(job.name, number, total, name, seconds)

    folder = Path(job.config.output)
    target = folder / "notebook.ipynb"
    executed = execute(notebook, job.config, target, project=project, progress=tell)
    record["status"], record["error"] = executed.status, executed.error
    summary = folder / SUMMARY
    if not summary.is_file():
        return
    told = json.loads(summary.read_text(encoding="utf-8"))
    record |= {key: told.get(key) for key in _FROM_KERNEL}
    record["warnings"] += told.get("warnings") or []
    record["stages"] |= told.get("stages") or {}
    summary.unlink()


def _report(folder: Path) -> Path:
    from .report import write_report

    return Path(write_report(folder / "notebook.ipynb").html)


def _clear(job: _Job) -> None:
    """Remove what an earlier run left, and nothing else."""
    folder = Path(job.config.output)
    folder.mkdir(parents=True, exist_ok=True)
    keep = Path(job.config.recorded).resolve() if job.config.recorded else None
    figures = folder / "figures"
    ours = [folder / name for name in _OURS]
    if figures.is_dir() and not figures.is_symlink():
        ours += [*figures.glob("*.svg"), *figures.glob("*.png")]
    for path in ours:
        if path.is_symlink() or (path.is_file() and path.resolve() != keep):
            path.unlink()


_UNTOLD = {
    "cell": None, "type": "Interrupted",
    "message": "the runner ended before the run did",
}  # fmt: skip


def _new_record(job: _Job, notebook: Path, project: Path) -> dict[str, Any]:
    """Make a run.json with every key, as it stands before the run."""
    same = [
        {"code": "same_as_config", "message": f"the same run in effect as {name}"}
        for name in job.same_as
    ]
    return {
        "config": job.config.model_dump(),
        "status": "interrupted",
        "error": _UNTOLD,
        **dict.fromkeys(_FROM_KERNEL[:4]),
        "warnings": same,
        "stages": dict.fromkeys(
            ("ingest_s", "analysis_s", "report_s", "export_s", "total_s")
        ),
        **dict.fromkeys(_FROM_KERNEL[4:]),
        "provenance": {
            "packages": package_versions(),
            "git": git_state(project),
            "python": platform.python_version(),
            "platform": platform.platform(),
            "started": _now(),
            "finished": None,
            "notebook_sha256": hashlib.sha256(notebook.read_bytes()).hexdigest(),
        },
    }


def _exit_code(record: dict[str, Any], gate: bool) -> int:
    if record["status"] == "interrupted":
        return 130
    if record["status"] == "failed":
        return 4 if record["error"]["type"] == "NarratorError" else 1
    if not gate:
        return 0
    claims = record["claims"]
    if claims is None:
        return 3
    return 3 if claims["contradicted"] or claims["unsupported"] else 0


def _why(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")

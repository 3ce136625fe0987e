"""`diagnose`: what is here, what would really be in effect, and what is missing."""

import re
import subprocess
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .config import RunConfig, project_folder
from .errors import ChimeraError

if TYPE_CHECKING:
    import pandas as pd


def package_versions() -> dict[str, str | None]:
    """Return the versions of this package and of those that it needs."""
    needed = [
        match.group()
        for each in metadata.requires("chimera-nb") or ()
        if "extra ==" not in each and (match := re.match(r"[\w.-]+", each))
    ]
    versions: dict[str, str | None] = {}
    for name in ("chimera-nb", *sorted(needed)):
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            versions[name] = None
    return versions


def git_state(folder: Path) -> dict[str, Any] | None:
    """Return the ``commit`` of a folder and whether it is ``dirty``; None without."""

    def ask(*words: str) -> str:
        return subprocess.run(
            ["git", "-C", str(folder), *words],
            capture_output=True, text=True, check=True, timeout=20,
        ).stdout.strip()  # fmt: skip

    try:
        commit = ask("rev-parse", "HEAD")
        return {"commit": commit, "dirty": bool(ask("status", "--porcelain"))}
    except (OSError, ValueError, subprocess.SubprocessError):
        return None


def diagnose(config: RunConfig) -> "pd.DataFrame":
    """Look at everything that a run of this config would need.

    Returns
    -------
    DataFrame
        ``check, status, detail``; status is ``ok``, ``missing`` or ``note``.
    """
    import pandas as pd

    project = project_folder()
    notebook = project / "notebooks" / "compile_report.ipynb"
    rows = [
        ("project folder", "ok", str(project)),
        ("notebook", "ok" if notebook.is_file() else "missing", str(notebook)),
        *_server(config),
        *(
            (f"package {name}", "ok" if version else "missing", version or "not here")
            for name, version in package_versions().items()
        ),
    ]
    return pd.DataFrame(rows, columns=["check", "status", "detail"])


def is_ready(config: RunConfig, table: "pd.DataFrame") -> bool:
    """Tell whether the model that the config demands could be asked."""
    if config.narrator != "ollama":
        return True
    asked = table[table["check"].isin(("server", "model"))]
    return bool(len(asked) == 2 and (asked["status"] == "ok").all())


def _server(config: RunConfig) -> list[tuple[str, str, str]]:
    from .narrators.ollama import (
        OllamaModel,
        has_model,
        host_in_use,
        missing_model,
        probe,
    )

    try:
        server = probe()
    except ChimeraError as error:
        return [("server", "missing", str(error))]
    if server is None:
        return [("server", "missing", f"no Ollama server answers at {host_in_use()}")]
    rows = [("server", "ok", f"Ollama {server.version} at {server.host}")]
    if not has_model(server, config.model):
        return [*rows, ("model", "missing", missing_model(server, config.model))]
    rows.append(("model", "ok", config.model))
    model = OllamaModel(config)
    try:
        blocks, context = model.blocks(), model.context
    finally:
        model.close()
    if blocks and (config.num_gpu or 0) > blocks + 1:
        told = f"{config.num_gpu} asked; the model has {blocks + 1} layers"
        rows.append(("num_gpu", "note", told))
    rows.append(("num_ctx", "ok", f"{context} tokens for prompt and answer"))
    return [*rows, _room(config, context)]


def _room(config: RunConfig, context: int) -> tuple[str, str, str]:
    """Say how many tokens of a prompt are left for data."""
    from .facts import Facts
    from .narrators.tokens import estimate_tokens
    from .prompt import SHARE, write_prompt

    try:
        prompt = write_prompt(
            Facts([]),
            stage="report",
            context=context,
            count_tokens=estimate_tokens,
            num_predict=config.num_predict,
        )
    except ChimeraError as error:
        return ("tokens for data", "missing", str(error))
    left = int(context * SHARE) - prompt.tokens - prompt.num_predict
    told = f"about {left} of {context}, beside {prompt.num_predict} for the answer"
    return ("tokens for data", "ok", told)

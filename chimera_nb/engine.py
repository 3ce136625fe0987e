"""`execute`: one notebook, one config, in a kernel of this very interpreter."""

import logging
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import nbformat
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from nbclient.exceptions import CellExecutionError, DeadKernelError
from papermill import execute_notebook
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import (
    NBClientEngine,
    NotebookExecutionManager,
    papermill_engines,
)
from papermill.exceptions import PapermillExecutionError

from .config import RunConfig, project_folder

#: What is told after each cell: its number, how many there are, its name, seconds.
Progress = Callable[[int, int, str, float], None]


@dataclass(frozen=True, kw_only=True)
class Executed:
    """How an execution ended; `error` holds ``cell``, ``type`` and ``message``."""

    status: Literal["ok", "failed", "interrupted"]
    error: dict[str, str | None] | None
    seconds: float


def execute(
    notebook: Path,
    config: RunConfig,
    output: Path,
    *,
    project: Path | None = None,
    progress: Progress | None = None,
) -> Executed:
    """Run a notebook with papermill, its parameters being the config's fields.

    Parameters
    ----------
    notebook
        A notebook whose parameters cell assigns fields of `RunConfig`.
    config
        Its paths are made absolute before they are handed over.
    output
        The executed notebook; saved after every cell, so that it is there whatever
        happens.
    project
        The kernel's working folder; by default the project folder.
    progress
        Called after each code cell with number, total, name and seconds so far.

    Returns
    -------
    Executed
        A failing cell, a kernel that died, Ctrl-C and a disk that is full are all
        told by it; nothing of them is raised.
    """
    project = project or project_folder()
    watch = _Watch(progress or (lambda *_: None))
    parameters = config.resolved(project).model_dump()
    status: Literal["ok", "failed", "interrupted"] = "failed"
    error = None
    try:
        with _quiet_logs():
            execute_notebook(
                nbformat.read(notebook, as_version=4),
                str(output).replace("{", "{{").replace("}", "}}"),  # papermill formats
                parameters=parameters,
                engine_name="chimera",
                kernel_name="python3",
                language="python",
                progress_bar=False,
                cwd=str(project),
                watch=watch,
            )
        status = "ok"
    except KeyboardInterrupt:
        status = "interrupted"
        error = watch.error("KeyboardInterrupt", "interrupted by the user")
    except PapermillExecutionError as caught:
        error = watch.error(caught.ename, caught.evalue)
    except DeadKernelError:
        error = watch.error("DeadKernelError", _DEAD)
    except OSError as caught:
        name = Path(caught.filename).name if caught.filename else output.name
        error = watch.error(type(caught).__name__, f"{name}: {caught.strerror}")
    except Exception as caught:  # noqa: BLE001 (a broken notebook must not stop a batch)
        error = watch.error(type(caught).__name__, str(caught))
    return Executed(status=status, error=error, seconds=watch.seconds)


_DEAD = "the kernel died (its process ended, or was killed, perhaps for memory)"


class _Watch:
    """Knows which cell runs, and since when."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._started = time.perf_counter()
        self.cell: str | None = None

    @property
    def seconds(self) -> float:
        return time.perf_counter() - self._started

    def start(self, number: int, name: str) -> None:
        self.cell = f"{number} ({name})" if name else str(number)

    def done(self, number: int, total: int, name: str) -> None:
        self._progress(number, total, name, self.seconds)

    def error(self, kind: str, message: str) -> dict[str, str | None]:
        line = " ".join(message.split())
        if len(line) > 500:
            line = line[:499] + "…"
        return {"cell": self.cell, "type": kind, "message": line}


class _OurKernel(KernelSpecManager):
    """Knows one kernel: ipykernel in the interpreter that runs us.

    A kernelspec named python3 may be absent, or be another environment's.
    """

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        return KernelSpec(
            argv=[sys.executable, "-m", "ipykernel_launcher",
                  "-f", "{connection_file}"],
            display_name="Python 3 (ipykernel)",
            language="python",
            # MPLBACKEND=Agg, usual in CI, would leave figures out without a word
            env={"MPLBACKEND": "module://matplotlib_inline.backend_inline"},
            metadata={"debugger": False},
        )  # fmt: skip


class _Client(PapermillNotebookClient):
    """papermill's client with our kernel, telling which cell runs."""

    watch: _Watch

    def create_kernel_manager(self) -> Any:
        manager = super().create_kernel_manager()
        manager.kernel_spec_manager = _OurKernel()
        return manager

    def papermill_execute_cells(self) -> None:
        codes = [i for i, cell in enumerate(self.nb.cells) if cell.cell_type == "code"]
        numbers = {index: number for number, index in enumerate(codes, 1)}
        for index, cell in enumerate(self.nb.cells):
            number = numbers.get(index)
            name = _name_of(self.nb.cells, index)
            if number:
                self.watch.start(number, name)
            try:
                self.nb_man.cell_start(cell, index)
                self.execute_cell(cell, index)
            except CellExecutionError as error:
                self.nb_man.cell_exception(cell, cell_index=index, exception=error)
                break
            except DeadKernelError:
                self._stopped(cell, index, "DeadKernelError", _DEAD)
                raise
            except KeyboardInterrupt:
                self._stopped(cell, index, "KeyboardInterrupt", "interrupted")
                raise
            finally:
                self.nb_man.cell_complete(cell, cell_index=index)
                if number:
                    self.watch.done(number, len(codes), name)

    def _stopped(self, cell: Any, index: int, kind: str, message: str) -> None:
        """Leave in the notebook what the kernel could no longer say itself."""
        if cell.cell_type == "code":
            line = f"{kind}: {message}"
            cell.outputs.append(
                nbformat.v4.new_output(
                    "error", ename=kind, evalue=message, traceback=[line]
                )
            )
        self.nb_man.cell_exception(cell, cell_index=index)


class _Engine(NBClientEngine):
    """papermill's engine, with our client."""

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: NotebookExecutionManager, kernel_name: str, **kwargs: Any
    ) -> Any:
        client = _Client(
            nb_man,
            kernel_name=kernel_name,
            startup_timeout=kwargs.get("start_timeout", 60),
            timeout=None,
            log=logging.getLogger("papermill"),
        )
        client.watch = kwargs["watch"]
        # what a kernel's process itself says (not its cells) is noise beside our lines
        return client.execute(stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


papermill_engines.register("chimera", _Engine)


def _name_of(cells: list[Any], index: int) -> str:
    """Name a cell: its own section tag, else the last heading above it."""
    for tag in cells[index].metadata.get("tags", ()):
        if tag.startswith("section:"):
            return str(tag.removeprefix("section:"))
        if tag in ("parameters", "injected-parameters"):
            return str(tag.replace("-", " "))
    for cell in reversed(cells[:index]):
        if cell.cell_type == "markdown":
            for line in reversed(cell.source.splitlines()):
                if line.startswith("#"):
                    return " ".join(line.strip("# ").split())[:60]
    return ""


@contextmanager
def _quiet_logs() -> Iterator[None]:
    """Keep papermill's log to itself: we tell the same, in one line."""
    loggers = [logging.getLogger(name) for name in ("papermill", "asyncio")]
    before = [each.level for each in loggers]
    for each in loggers:
        each.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for each, level in zip(loggers, before, strict=True):
            each.setLevel(level)

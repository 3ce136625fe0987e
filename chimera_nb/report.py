"""An executed notebook as a report: one Markdown file, one HTML page.

The report sees cells and their outputs, never the analysis. Sections come in the order
of `SECTIONS` whatever the order of work; code is not shown.
"""

import json
import os
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import nbformat
from nbconvert.exporters import HTMLExporter, MarkdownExporter
from nbformat.v4.rwbase import rejoin_lines
from traitlets import HasTraits, default

from .display import bounded, escape_markdown
from .errors import InputError
from .rendering import ANSI, MarkdownParts, html_parts
from .saving import save

#: The sections of a report, in its order, with the title of one that brings none.
SECTIONS = {
    "trust": "How far to trust this report",
    "summary": "Executive summary",
    "ingestion": "Data ingestion summary",
    "performance": "Performance analysis",
    "findings": "Key findings",
    "recommendations": "Recommendations",
    "risks": "Risk table",
    "workflow": "Workflow summary",
    "metrics": "Metrics",
    "appendix": "Appendix",
}

_TEMPLATES = str(Path(__file__).with_name("templates"))


class Written(NamedTuple):
    """The two files of a report."""

    html: Path
    markdown: Path


@dataclass
class _Section:
    name: str
    title: str
    parts: list[str] = field(default_factory=list)


@dataclass
class _Page:
    """What a template is given."""

    title: str
    language: str
    finished: str
    sections: list[_Section]
    failure: dict[str, str] | None
    unfinished: int
    marks: set[str] = field(default_factory=set)


# --- Reading the notebook ------------------------------------------------------------


def _is_sound(cell: Any) -> bool:
    """Say whether a cell has the parts that are read below."""
    return (
        isinstance(cell, dict)
        and isinstance(cell.get("source"), str)
        and isinstance(cell.get("metadata", {}), dict)
        and isinstance(cell.get("outputs", []), list)
        and all(
            isinstance(output, dict)
            and isinstance(output.get("data", {}), dict)
            and isinstance(output.get("metadata", {}), dict)
            for output in cell.get("outputs", [])
        )
    )


def _load(path: Path) -> nbformat.NotebookNode:
    """Read an executed notebook, or say in one line why it cannot be."""
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from None
    except ValueError:
        raise InputError(f"{path}: not a notebook (not UTF-8 text)") from None
    try:
        raw = json.loads(text)
        if not isinstance(raw, dict) or not isinstance(raw.get("cells"), list):
            raise ValueError("no list of cells")
        if raw.get("nbformat") != 4:
            raise ValueError("only nbformat 4 is read")
        notebook: nbformat.NotebookNode = rejoin_lines(nbformat.from_dict(raw))
        if not all(_is_sound(cell) for cell in notebook.cells):
            raise ValueError("a cell is broken")
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError) as error:
        raise InputError(f"{path}: not a notebook ({bounded(error)})") from None
    if not any(
        cell.get("outputs") or cell.get("execution_count") for cell in notebook.cells
    ):
        raise InputError(f"{path}: this notebook was not executed; it has no outputs")
    return notebook


def _tags(cell: Any) -> list[str]:
    tags = cell.get("metadata", {}).get("tags") or []
    return [str(tag) for tag in tags] if isinstance(tags, list) else []


def _section_of(cell: Any) -> str | None:
    tags = _tags(cell)
    if "remove-cell" in tags:
        return None
    named = [tag.removeprefix("section:") for tag in tags if tag.startswith("section:")]
    return named[0] if named and named[0] in SECTIONS else None


def _failure(nb: Any) -> dict[str, str] | None:
    """Find the cell that stopped the notebook."""
    cells = [cell for cell in nb.cells if "papermill-error-cell-tag" not in _tags(cell)]
    for number, cell in enumerate(cells, start=1):
        errors = [
            output
            for output in cell.get("outputs", [])
            if output.get("output_type") == "error"
        ]
        papermill = cell.get("metadata", {}).get("papermill") or {}
        if not errors and papermill.get("exception") is not True:
            continue
        error = errors[0] if errors else {}
        section = _section_of(cell)
        count = cell.get("execution_count")
        where = f"cell {number} of {len(cells)}" + (f", In [{count}]" if count else "")
        if section:
            where += f", section “{SECTIONS[section]}”"
        message = ANSI.sub("", str(error.get("evalue", "")))
        return {
            "where": where,
            "type": bounded(ANSI.sub("", str(error.get("ename", "Error")))),
            "message": bounded(message, 400) or "it gave no message",
        }
    return None


def _page(nb: Any, shown: Any) -> _Page:
    """Collect what a page shows; `shown` turns a cell into its parts."""
    sections = {name: _Section(name, title) for name, title in SECTIONS.items()}
    title, unfinished = "", 0
    for cell in nb.cells:
        if not title and cell.get("cell_type") == "markdown":
            heading = re.search(r"^#\s+(.+?)\s*#*$", cell.source, re.MULTILINE)
            title = bounded(heading[1], 120) if heading else ""
        name = _section_of(cell)
        if name is None:
            continue
        section, source = sections[name], cell.source
        if cell.get("cell_type") == "markdown":
            heading = re.match(r"\s*##?\s+(.+?)\s*#*\s*(?:\n|$)", source)
            if heading and not section.parts:
                section.title, source = (
                    bounded(heading[1], 120),
                    source[heading.end() :],
                )
        elif cell.get("cell_type") == "code":
            unfinished += not cell.get("execution_count") and not cell.get("outputs")
        section.parts += [part for part in shown(cell, source) if part.strip()]
    metadata = nb.get("metadata", {})
    papermill = metadata.get("papermill") or {}
    own = metadata.get("chimera_nb") or {}
    language = str(own.get("language", "en"))
    return _Page(
        title=title or "Report",
        language=language if re.fullmatch(r"[A-Za-z]{2,3}(-\w+)*", language) else "en",
        finished=bounded(papermill.get("end_time") or "")[:16].replace("T", " "),
        sections=[section for section in sections.values() if section.parts],
        failure=_failure(nb),
        unfinished=unfinished,
    )


# --- Exporters -----------------------------------------------------------------------


class _ReportTemplate(HasTraits):  # type: ignore[misc]
    """Where both exporters find their templates."""

    @default("template_name")
    def _template_name_default(self) -> str:
        return "chimera"

    @default("extra_template_basedirs")
    def _default_extra_template_basedirs(self) -> list[str]:
        return [_TEMPLATES]


class ReportHTMLExporter(_ReportTemplate, HTMLExporter):  # type: ignore[misc]
    """The report as one HTML page (``jupyter nbconvert --to chimera_html``)."""

    export_from_notebook = "Chimera report (HTML)"

    def from_notebook_node(
        self, nb: Any, resources: Any = None, **kw: Any
    ) -> tuple[str, Any]:
        """Make the page of an executed notebook; `kw` is nbconvert's, unused."""
        resources = self._init_resources(resources)
        page = _page(nb, html_parts)
        page.marks = {
            verdict
            for verdict in ("supported", "contradicted", "unsupported")
            for section in page.sections
            if any(f'class="{verdict}"' in part for part in section.parts)
        }
        return self.template.render(page=page), resources


class ReportMarkdownExporter(_ReportTemplate, MarkdownExporter):  # type: ignore[misc]
    """The report as Markdown (``jupyter nbconvert --to chimera_markdown``)."""

    export_from_notebook = "Chimera report (Markdown)"

    def from_notebook_node(
        self, nb: Any, resources: Any = None, **kw: Any
    ) -> tuple[str, Any]:
        """Make the Markdown of an executed notebook; its figures are ``outputs``."""
        resources = self._init_resources(resources)
        parts = MarkdownParts()
        page = _page(nb, parts)
        resources["outputs"] = {**(resources.get("outputs") or {}), **parts.files}
        text = self.template.render(page=page, escape=escape_markdown)
        return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n", resources


def write_report(
    notebook_path: str | os.PathLike[str], folder: str | os.PathLike[str] | None = None
) -> Written:
    """Make ``report.html`` and ``report.md`` of an executed notebook.

    Parameters
    ----------
    notebook_path : path
        The notebook, or a folder that holds it as ``notebook.ipynb``.
    folder : path, optional
        Where the report goes; by default beside the notebook.

    Returns
    -------
    Written
        The paths of the two files.

    Raises
    ------
    InputError
        There is no such notebook, it is none, or it was never executed.
    SaveError
        A file could not be written.
    """
    path = Path(notebook_path)
    if path.is_dir():
        path = path / "notebook.ipynb"
    notebook = _load(path)
    target = Path(folder) if folder is not None else path.parent
    page, _ = _exporter(ReportHTMLExporter).from_notebook_node(notebook)
    text, resources = _exporter(ReportMarkdownExporter).from_notebook_node(notebook)
    for name, content in resources["outputs"].items():
        if not (target / name).exists():
            save(target / name, content)
    written = Written(target / "report.html", target / "report.md")
    save(written.html, page)
    save(written.markdown, text)
    return written


@cache
def _exporter(kind: type[Any]) -> Any:
    """Keep one exporter of each kind: its templates are compiled once."""
    return kind()

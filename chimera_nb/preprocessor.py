"""A preprocessor for nbconvert: a notebook's prose is judged while it is converted."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, NoReturn

import pandas as pd
from nbconvert.nbconvertapp import NbConvertApp
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell
from traitlets import Any as AnyTrait
from traitlets import Bool, Enum, Unicode

from .checking import UNSUPPORTED, facts_of, not_backed, summary_of
from .errors import ChimeraError, ClaimsError
from .facts import Facts
from .inline_marks import mark_inline
from .verdicts import check_text

_STYLE = (
    "<style>.supported { text-decoration: underline dotted; }"
    " .unsupported { text-decoration: underline wavy; }"
    " ins { text-decoration: none; font-weight: 650; margin-left: .35em; }</style>\n"
)
_HEADING = re.compile(r" {0,3}(#{1,6})(?:\s|$)")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")


class CheckPreprocessor(Preprocessor):  # type: ignore[misc]
    """Judge the Markdown of a notebook by data, and put marks and a summary into it.

    ``jupyter nbconvert --to html notes.ipynb
    --Exporter.preprocessors=chimera_nb.preprocessor.CheckPreprocessor
    --CheckPreprocessor.benchmarks=results``, or the same traits in a config file, or
    `Exporter.register_preprocessor` from Python.
    """

    benchmarks = Unicode("", help="Folder of benchmark files.").tag(config=True)
    facts = AnyTrait(
        None, allow_none=True,
        help="Instead: a facts.json or a CSV of facts; in Python also a DataFrame.",
    ).tag(config=True)  # fmt: skip
    gate = Bool(False, help="Stop where a number is not backed.").tag(config=True)
    unsupported = Enum(
        UNSUPPORTED, "fail", help="Whether the gate stops at what the data lacks."
    ).tag(config=True)
    outputs = Bool(
        False, help="Judge text that cells wrote, too: Markdown, printed text."
    ).tag(config=True)

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Judge a notebook; see nbconvert's `Preprocessor`.

        Raises
        ------
        InputError
            Not exactly one of `benchmarks` and `facts` is set, or it cannot be used.
        ClaimsError
            `gate` is set, and a number is not backed.
        """
        try:
            table = self._mark(nb, str(resources.get("output_extension", ".html")))
            wrong = not_backed(table, self.unsupported)
            if self.gate and len(wrong):
                row = wrong.iloc[0]
                judged = int((table["verdict"] != "not a claim").sum())
                raise ClaimsError(
                    f"{len(wrong)} of {judged} claims not backed by the data; first in"
                    f" cell {row['cell']}, line {row['line']}:"
                    f" {row['token']} {row['verdict']}: {row['reason']}"
                )
        except ChimeraError as error:
            self._stop(error)
        return nb, resources

    def _mark(self, nb: Any, extension: str) -> pd.DataFrame:
        """Judge and mark the cells; return all claims with the number of their cell."""
        facts = self._facts()
        html = extension.endswith("html")
        tables, above = [], []
        for number, cell in enumerate(nb.cells, 1):
            if cell.cell_type == "markdown":
                table = _judged(cell.source, above, facts)
                above = _headings(cell.source, above)
                cell.source = mark_inline(cell.source, table, html=html)
                tables.append(table.assign(cell=number))
            elif self.outputs:
                tables += [
                    table.assign(cell=number)
                    for table in _judged_outputs(cell, above, facts, html)
                ]
        table = pd.concat(tables or [check_text("", facts).assign(cell=0)])
        shown = summary_of(table)
        summary = _STYLE + shown._repr_html_() if html else shown._repr_markdown_()
        nb.cells.insert(0, _cell(nb, summary))
        return table

    def _facts(self) -> Facts:
        return facts_of(self.benchmarks or None, self.facts)

    def _stop(self, error: ChimeraError) -> NoReturn:
        """Raise the error; on the command line say it in one line."""
        app = NbConvertApp._instance if NbConvertApp.initialized() else None
        if app is None:
            raise error
        app.log.error("chimera-nb: %s", error)
        app.exit(error.exit_code)
        raise error


def _cell(nb: Any, source: str) -> NotebookNode:
    cell = new_markdown_cell(source, id="chimera-nb-check")
    if (nb.get("nbformat"), nb.get("nbformat_minor", 0)) < (4, 5):
        del cell["id"]
    return cell


def _judged(text: str, above: Sequence[str], facts: Facts) -> pd.DataFrame:
    """Judge a text below the headings of the cells before it."""
    head = "".join(f"{line}\n\n" for line in above)
    table = check_text(head + text, facts)
    lines = head.count("\n")
    own = table[table["line"] > lines]
    return own.assign(line=own["line"] - lines)


def _headings(source: str, above: Sequence[str]) -> list[str]:
    """Return the headings that stand above what follows a cell, the nearest last."""
    kept, fence = list(above), ""
    for line in source.splitlines():
        fenced = _FENCE.match(line)
        if fenced and (not fence or fenced[1].startswith(fence)):
            fence = "" if fence else fenced[1]
        elif not fence and (heading := _HEADING.match(line)):
            depth = len(heading[1])
            kept = [each for each in kept if each.index(" ") < depth]
            kept.append("#" * depth + " " + line[heading.end() :].strip())
    return kept


def _judged_outputs(
    cell: Any, above: Sequence[str], facts: Facts, html: bool
) -> Iterator[pd.DataFrame]:
    """Judge what a cell wrote as text; Markdown is marked, the rest is only listed."""
    for output in cell.get("outputs", []):
        data = output.get("data", {})
        if "text/markdown" in data:
            table = _judged(data["text/markdown"], above, facts)
            data["text/markdown"] = mark_inline(data["text/markdown"], table, html=html)
            yield table
        elif output.get("output_type") == "stream" and output.get("name") == "stdout":
            yield _judged(output["text"], above, facts)
        elif "text/plain" in data and len(data) == 1:
            yield _judged(data["text/plain"], above, facts)

"""What a cell shows, as HTML or as Markdown: cleaned, bounded, figures kept."""

import base64
import re
from collections.abc import Iterator
from typing import Any

from .display import (
    bounded,
    clean_html,
    escape_html,
    escape_markdown,
    render_markdown,
)
from .marks import tame_markdown

ANSI = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])"
)
_LONGEST_TEXT = 20_000
_LARGEST_OUTPUT = 8_000_000
_PIECE = {"image/svg+xml": "svg", "image/png": "png"}


def _text(output: Any) -> str:
    """Take the plain text of an output: what was printed, or a value's repr."""
    if output.get("output_type") == "stream":
        text = output.get("text", "") if output.get("name") == "stdout" else ""
    else:
        text = output.get("data", {}).get("text/plain", "")
    text = ANSI.sub("", str(text)).strip("\n")
    return text if len(text) <= _LONGEST_TEXT else text[:_LONGEST_TEXT] + " …"


def _image(data: Any) -> tuple[str, bytes] | None:
    """Take the image of an output, as its kind and its bytes; SVG comes first."""
    for mime, kind in _PIECE.items():
        if mime in data:
            text = str(data[mime])
            if kind == "svg" and text.lstrip().startswith("<"):
                return kind, text.encode()
            try:
                return kind, base64.b64decode(text)
            except ValueError:
                continue
    return None


def html_parts(cell: Any, source: str) -> Iterator[str]:
    """Turn a cell into the parts of a page."""
    if cell.get("cell_type") == "markdown":
        yield render_markdown(source, least=3)
    for output in cell.get("outputs", []):
        data = output.get("data", {})
        size = sum(len(value) for value in data.values() if isinstance(value, str))
        image = _image(data)
        if size > _LARGEST_OUTPUT:
            yield '<p class="note">An output too large for a page was left out.</p>'
        elif "text/html" in data:
            yield _boxed(clean_html(str(data["text/html"])))
        elif "text/markdown" in data and "](figures/" not in data["text/markdown"]:
            yield render_markdown(str(data["text/markdown"]), least=3)
        elif image:
            mime = "svg+xml" if image[0] == "svg" else "png"
            body = base64.b64encode(image[1]).decode()
            alt = escape_html(bounded(_text(output) or "Figure", 300))
            yield (
                f'<figure><img src="data:image/{mime};base64,{body}" alt="{alt}">'
                "</figure>"
            )
        elif text := _text(output):
            yield f"<pre>{escape_html(text)}</pre>"


def _boxed(source: str) -> str:
    """Put every table into a box of its own, which may scroll."""
    if source.count('<div class="table"><table') == source.count("<table"):
        return source
    return re.sub(
        r'(?<!<div class="table">)(<table\b.*?</table>)',
        r'<div class="table">\1</div>',
        source,
        flags=re.DOTALL,
    )


class MarkdownParts:
    """Turns cells into Markdown, and keeps the figures that stand beside it."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def __call__(self, cell: Any, source: str) -> Iterator[str]:
        """Turn a cell into Markdown, and note its figures."""
        if cell.get("cell_type") == "markdown":
            yield tame_markdown(source, least=3).strip()
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            image = _image(data)
            link = self._figure(output, image) if image else ""
            if "text/markdown" in data:
                text = tame_markdown(str(data["text/markdown"]), least=3).strip()
                yield text if not link or link in text else f"![]({link})\n\n{text}"
            elif link:
                alt = escape_markdown(bounded(_text(output) or "Figure", 300))
                yield f"![{alt}]({link})"
            elif text := _text(output):
                fence = "`" * max(
                    3, 1 + max(map(len, re.findall("`+", text)), default=0)
                )
                yield f"{fence}text\n{text}\n{fence}"

    def _figure(self, output: Any, image: tuple[str, bytes]) -> str:
        """Note the file of a figure; give its path beside the report."""
        own = output.get("metadata", {}).get("chimera_nb") or {}
        name = str(own.get("name", "")) if isinstance(own, dict) else ""
        if not name:
            linked = output.get("data", {}).get("text/markdown", "")
            found = re.search(r"\]\(figures/([\w.-]+)\.(?:svg|png)\)", str(linked))
            name = found[1] if found else ""
        if not re.fullmatch(r"[\w-][\w.-]{0,100}", name):
            name = f"figure-{len(self.files) + 1}"
        path = f"figures/{name}.{image[0]}"
        self.files[path] = image[1]
        return path

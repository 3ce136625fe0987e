"""The recorded narrator: a text that was written before, judged again."""

import json
from pathlib import Path
from typing import Any

from ..errors import InputError

#: A recorded answer larger than this is refused.
LARGEST = 10_000_000


def load_recorded(path: str | Path) -> tuple[str, dict[str, Any]]:
    """Read an ``answer.json`` that a run left, or any Markdown or text file.

    Returns
    -------
    tuple
        The text, and what else the file said (empty for Markdown).

    Raises
    ------
    InputError
        The file is absent, larger than 10 MB, not UTF-8, or JSON without a ``text``.
    """
    path = Path(path)
    try:
        if path.is_dir():
            raise InputError(f"{path}: is a folder; want an answer.json or Markdown")
        if path.exists() and not path.is_file():
            raise InputError(f"{path}: is not a regular file")
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from None
    if len(content) > LARGEST:
        raise InputError(f"{path}: is larger than {LARGEST // 1_000_000} MB")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(f"{path}: is not UTF-8 text") from None
    if path.suffix.lower() != ".json":
        return text, {}
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise InputError(f"{path}: is not JSON") from None
    if not isinstance(found, dict) or not isinstance(found.get("text"), str):
        raise InputError(f'{path}: want an object with a "text", as in answer.json')
    return found["text"], {key: each for key, each in found.items() if key != "text"}

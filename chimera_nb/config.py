"""`RunConfig`: one model configuration, read from YAML or from a notebook's cells."""

import ast
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from .errors import ConfigError, nearest

if TYPE_CHECKING:
    import pandas as pd

NarratorName = Literal["auto", "ollama", "llamacpp", "rules", "recorded"]
NARRATORS: tuple[str, ...] = get_args(NarratorName)


class RunConfig(BaseModel):
    """One model configuration; frozen, keywords only, every field has a default.

    ``None`` means "the server's or the model's default". No field holds a secret.
    The notebook's parameters are exactly these fields.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    model: Annotated[str, Field(min_length=1)] = "gemma3:latest"
    num_gpu: Annotated[int, Field(ge=-1)] | None = None
    num_ctx: Annotated[int, Field(ge=4)] | None = None
    temperature: Annotated[float, Field(ge=0, le=10, allow_inf_nan=False)] | None = None
    top_p: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] | None = None
    top_k: Annotated[int, Field(ge=0)] | None = None
    repeat_penalty: Annotated[float, Field(gt=0, le=10, allow_inf_nan=False)] | None = (
        None
    )
    seed: Annotated[int, Field(ge=-1)] | None = None
    num_predict: Annotated[int, Field(ge=1)] | None = None
    repair: bool = True
    narrator: NarratorName = "auto"
    recorded: str | None = None
    benchmarks: Annotated[str, Field(min_length=1)] = "data/sample"
    output: Annotated[str, Field(min_length=1)] = "outputs/interactive"

    @classmethod
    def of(cls, values: Mapping[str, Any], *, where: str = "config") -> "RunConfig":
        """Check values and make a config of them.

        Raises
        ------
        ConfigError
            Names *where*, the key, what was found and what would be right.
        """
        try:
            return cls(**dict(values))
        except ValidationError as error:
            raise ConfigError(_one_line(error, where)) from None
        except TypeError:
            raise ConfigError(f"{where}: keys must be words") from None

    @classmethod
    def load(cls, path: str | Path) -> "RunConfig":
        """Read a flat YAML file.

        Raises
        ------
        ConfigError
            The file is absent, is no mapping, repeats a key or holds a bad value.
        """
        try:
            text = Path(path).read_text(encoding="utf-8")
            values = yaml.load(text, Loader=_UniqueKeys)  # noqa: S506 (a SafeLoader)
        except OSError as error:
            raise ConfigError(f"{path}: {error.strerror or error}") from None
        except UnicodeDecodeError:
            raise ConfigError(f"{path}: is not UTF-8 text") from None
        except yaml.YAMLError as error:
            line = " ".join(str(error).split())
            raise ConfigError(f"{path}: is not YAML: {line}") from None
        except RecursionError:
            raise ConfigError(f"{path}: is nested too deep; want a flat file") from None
        if values is None:
            values = {}
        if not isinstance(values, dict):
            found = type(values).__name__
            raise ConfigError(f"{path}: want `key: value` lines, found a {found}")
        return cls.of(values, where=str(path))

    @classmethod
    def from_notebook(cls, namespace: Mapping[str, Any] | None = None) -> "RunConfig":
        """Make the config of the notebook's own variables.

        Looks at the cells run so far that only assign, and assign a field: the
        parameters cell and the one that papermill injects. A name there that is no
        field is refused, since papermill itself only warns of it.

        Raises
        ------
        ConfigError
            A parameter is unknown or has a bad value.
        """
        if namespace is None:
            from IPython import get_ipython

            namespace = get_ipython().user_ns
        fields = cls.model_fields
        for cell in namespace.get("In", ()):
            for name in _assigned_by(cell, fields):
                if name not in fields:
                    hint = nearest(name, fields)
                    raise ConfigError(f"parameters: unknown parameter {name!r}{hint}")
        given = {name: namespace[name] for name in fields if name in namespace}
        return cls.of(given, where="parameters")

    def resolved(self, project: Path | None = None) -> "RunConfig":
        """Return this config with absolute paths, taken from the project folder."""
        base = project or project_folder()
        paths = {
            name: str((base / value).absolute())
            for name in ("benchmarks", "output", "recorded")
            if (value := getattr(self, name)) is not None
        }
        return self.model_copy(update=paths)

    def table(self) -> "pd.DataFrame":
        """Return the fields as a table for people: ``parameter, value``."""
        import pandas as pd

        values = {
            name: "default" if value is None else str(value)
            for name, value in self.model_dump().items()
        }
        return pd.DataFrame(list(values.items()), columns=["parameter", "value"])

    def options(self) -> dict[str, int | float]:
        """Return the model's options that are set, by Ollama's names."""
        names = ("num_gpu", "num_ctx", "temperature", "top_p", "top_k",
                 "repeat_penalty", "seed", "num_predict")  # fmt: skip
        values = {name: getattr(self, name) for name in names}
        return {name: value for name, value in values.items() if value is not None}


def project_folder(start: Path | None = None) -> Path:
    """Find the nearest folder upwards that holds both ``params/`` and ``notebooks/``.

    The working folder itself where there is none.
    """
    start = (start or Path.cwd()).absolute()
    for folder in (start, *start.parents):
        if (folder / "params").is_dir() and (folder / "notebooks").is_dir():
            return folder
    return start


class _UniqueKeys(yaml.SafeLoader):
    """YAML's safe loader, which also refuses a key given twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> Any:
        seen = set()
        for key_node, _ in node.value:
            key = str(key_node.value)
            if key in seen:
                line = key_node.start_mark.line + 1
                raise yaml.YAMLError(f"line {line}: the key {key!r} is given twice")
            seen.add(key)
        return super().construct_mapping(node, deep)


def _assigned_by(cell: str, fields: Mapping[str, Any]) -> list[str]:
    """Names that a cell assigns, if it does nothing else and sets a field."""
    try:
        body = ast.parse(cell).body
    except (SyntaxError, ValueError):
        return []
    names = []
    for statement in body:
        targets = (
            statement.targets
            if isinstance(statement, ast.Assign)
            else [statement.target]
            if isinstance(statement, ast.AnnAssign)
            else [None]
        )
        for target in targets:
            if not isinstance(target, ast.Name):
                return []
            names.append(target.id)
    return names if any(name in fields for name in names) else []


_WANTED = {
    "model": "a model's name", "num_gpu": "a whole number from -1 up",
    "num_ctx": "a whole number from 4 up", "temperature": "a number from 0 to 10",
    "top_p": "a number from 0 to 1", "top_k": "a whole number from 0 up",
    "repeat_penalty": "a number above 0, up to 10", "seed": "a whole number from -1 up",
    "num_predict": "a whole number from 1 up",
    "repair": "true or false",
    "narrator": "one of " + ", ".join(NARRATORS),
    "recorded": "the path of an answer", "benchmarks": "the path of a folder",
    "output": "the path of a folder",
}  # fmt: skip


def _one_line(error: ValidationError, where: str) -> str:
    """Say the first thing that is wrong, in one line."""
    first = error.errors()[0]
    key = str(first["loc"][0])
    if first["type"] == "extra_forbidden":
        return f"{where}: unknown key {key!r}{nearest(key, RunConfig.model_fields)}"
    found = first["input"]
    hint = ""
    if key == "narrator" and isinstance(found, str):
        hint = nearest(found, NARRATORS)
        hint = hint if "did you mean" in hint else ""
    shown = repr(found)
    shown = shown if len(shown) <= 60 else shown[:57] + "..."
    return f"{where}: {key} is {shown}; want {_WANTED[key]}{hint}"

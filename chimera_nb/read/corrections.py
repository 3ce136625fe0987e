"""``chimera.yaml``: how the owner of a folder corrects what is read of it.

The file is small, flat YAML whose values are all taken as text, so that ``no``,
``1.10`` and ``-1`` mean what they look like. `load` checks it, and
`chimera_nb.read.correcting` applies it to records. `docs/reading.md` explains each key.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from ..errors import ConfigError, nearest
from ..measurements import STATISTICS
from ..units import SPELLINGS, parse_unit

#: The name of the file, at the top of the folder that is read.
FILE = "chimera.yaml"

#: What the inventory says of the file itself.
REASON = "corrections for this reader"

#: The largest file that is looked at, in bytes.
MAX_BYTES = 64_000

#: Labels that a column may become, and whose values may have aliases.
LABELS = (
    "benchmark", "model", "device", "executed_on", "dtype", "backend", "machine",
    "software", "config_label", "timestamp",
)  # fmt: skip


class Correction(BaseModel):
    """What a column or key really is: a metric, a label, a setting, or nothing."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    metric: str | None = None
    unit: str | None = None
    statistic: str | None = None
    label: str | None = None
    setting: str | None = None
    ignore: str | None = None


class ColumnRule(NamedTuple):
    """A correction of one column or key, in the files that a pattern names."""

    pattern: str
    name: str
    correction: Correction


@dataclass(frozen=True)
class Corrections:
    """All that a ``chimera.yaml`` says; every field may be empty."""

    include: Sequence[str] = ()
    exclude: Sequence[str] = ()
    columns: Sequence[ColumnRule] = ()
    aliases: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    trust: Sequence[str] = ()
    failed: Sequence[str] = ()
    machine: Mapping[str, str] = field(default_factory=dict)
    software: Mapping[str, str] = field(default_factory=dict)

    def why_not(self, path: str) -> str:
        """Say why a file is left out, for the inventory; empty where it is read."""
        for pattern in self.exclude:
            if fits(pattern, path):
                return f"excluded by {FILE} ({pattern})"
        if self.include and not any(fits(each, path) for each in self.include):
            return f"not among what {FILE} includes"
        return ""

    def selects(self, path: str) -> bool:
        """Say whether a file is to be read (a path relative to the folder)."""
        return not self.why_not(path)

    def columns_of(self, path: str) -> dict[str, Correction]:
        """Return a file's corrections by column; those under a pattern go first."""
        rules = [rule for rule in self.columns if not rule.pattern]
        rules += [r for r in self.columns if r.pattern and fits(r.pattern, path)]
        return {rule.name: rule.correction for rule in rules}

    def column(self, path: str, name: str) -> Correction | None:
        """Return what is said of one column or key of a file."""
        return self.columns_of(path).get(name)

    def trusts(self, text: str, data: Sequence[str]) -> str | None:
        """Return the file that wins where a text contradicts data.

        The first pattern that names one side and not the other decides; None: none
        does. Data files that differ among themselves are several runs.
        """
        for pattern in self.trust:
            held = [path for path in data if fits(pattern, path)]
            if fits(pattern, text) != bool(held):
                return held[0] if held else text
        return None


def named(by_pattern: Mapping[str, str], path: str) -> str | None:
    """Return the value of the first pattern that a path fits."""
    return next((v for pattern, v in by_pattern.items() if fits(pattern, path)), None)


@lru_cache(maxsize=65_536)
def fits(pattern: str, path: str) -> bool:
    """Say whether a pattern names a file, or a folder above it.

    ``*`` and ``?`` stay inside one name, ``**`` is any number of folders. A pattern
    without a slash is tried on every name of the path; ``/a.csv`` is at the top.
    """
    wanted, names = pattern.strip("/").split("/"), path.split("/")
    if "/" not in pattern.rstrip("/") and wanted[0] != "**":
        return any(fnmatchcase(name, wanted[0]) for name in names)
    states = _after_stars({0}, wanted)
    for name in names:
        following = set()
        for state in states:
            if state == len(wanted):
                return True
            if wanted[state] == "**":
                following.add(state)
            elif fnmatchcase(name, wanted[state]):
                following.add(state + 1)
        states = _after_stars(following, wanted)
    return len(wanted) in states


def _after_stars(states: set[int], wanted: Sequence[str]) -> set[int]:
    """Add the states that are reached where ``**`` stands for no folder at all."""
    for state in sorted(states):
        while state < len(wanted) and wanted[state] == "**":
            state += 1
            states.add(state)
    return states


# --- checking ------------------------------------------------------------------------


def _list(value: Any) -> Any:
    return [value] if isinstance(value, str) and value else value or []


def _mapping(value: Any) -> Any:
    return value or {}


def _by_pattern(value: Any) -> Any:
    return {"**": value} if isinstance(value, str) and value else value or {}


_Texts = Annotated[list[str], BeforeValidator(_list)]
_ByPattern = Annotated[dict[str, str], BeforeValidator(_by_pattern)]


class _Sheet(BaseModel):
    """The file's keys."""

    model_config = ConfigDict(extra="forbid", strict=True)

    include: _Texts = []
    exclude: _Texts = []
    columns: Annotated[dict[str, dict[str, Any]], BeforeValidator(_mapping)] = {}
    aliases: Annotated[dict[str, dict[str, str]], BeforeValidator(_mapping)] = {}
    trust: _Texts = []
    failed: _Texts = []
    machine: _ByPattern = {}
    software: _ByPattern = {}


_PATTERNS = "a list of file patterns such as '*.csv'"
_WANTED = {
    "include": _PATTERNS, "exclude": _PATTERNS, "trust": _PATTERNS,
    "failed": "a list of values or words",
    "columns": "lines such as `wall: {metric: time, unit: ms}`",
    "aliases": "lines such as `model: {gemma3: gemma3:latest}`",
    "machine": "a name, or lines `pattern: name`",
    "software": "a name, or lines `pattern: name`",
}  # fmt: skip


def load(folder: str | Path) -> Corrections | None:
    """Read a folder's ``chimera.yaml``; None where there is none.

    Raises
    ------
    ConfigError
        Names the file, the line, what was found and what would be right.
    """
    path = Path(folder, FILE)
    if path.is_symlink():
        raise ConfigError(f"{path}: is a link; want a plain file")
    if not path.exists():
        return None
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
        text = data.decode("utf-8-sig")
    except OSError as error:
        raise ConfigError(f"{path}: {(error.strerror or str(error)).lower()}") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{path}: is not UTF-8 text") from None
    if len(data) > MAX_BYTES:
        raise ConfigError(f"{path}: want at most {MAX_BYTES // 1000} kB, found more")
    return parse(text, where=str(path))


def parse(text: str, *, where: str = FILE) -> Corrections:
    """Check the text of a ``chimera.yaml``.

    Raises
    ------
    ConfigError
        As `load`.
    """
    try:
        node = yaml.compose(text, Loader=_NoAliases)
        values: Any = None if node is None else _plain(node)
    except yaml.YAMLError as error:
        line = " ".join(str(error).split())
        raise ConfigError(f"{where}: is not YAML: {line}") from None
    except RecursionError:
        raise ConfigError(f"{where}: is nested too deep; want a flat file") from None
    except _RefusedError as error:
        raise ConfigError(f"{where}: {error}") from None
    except (ValueError, OverflowError) as error:  # an escape that is no character
        raise ConfigError(f"{where}: is not YAML: {error}") from None
    check = _Check(where, node)
    values = values or {}
    if not isinstance(values, dict):
        found = "list" if isinstance(values, list) else "text"
        raise ConfigError(f"{where}: want `key: value` lines, found a {found}")
    sheet = check.sheet(values)
    return Corrections(
        include=sheet.include, exclude=sheet.exclude,
        columns=check.columns(sheet.columns), aliases=check.aliases(sheet.aliases),
        trust=sheet.trust, failed=sheet.failed, machine=sheet.machine,
        software=sheet.software,
    )  # fmt: skip


class _RefusedError(ValueError):
    """Something that YAML allows and a file of corrections does not."""


class _NoAliases(yaml.SafeLoader):
    """YAML's safe loader without aliases, which can make a small file huge."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            line = self.peek_event().start_mark.line + 1  # type: ignore[no-untyped-call]
            why = "found an alias (*name); write the value out"
            raise _RefusedError(f"line {line}: {why}")
        return super().compose_node(parent, index)


def _plain(node: yaml.Node) -> Any:
    """Return a node's content; every scalar as the text that it is written with."""
    if isinstance(node, yaml.SequenceNode):
        return [_plain(each) for each in node.value]
    if not isinstance(node, yaml.MappingNode):
        return node.value
    made: dict[str, Any] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            raise _RefusedError(f"line {line}: keys must be words")
        if key.value in made:
            raise _RefusedError(f"line {line}: the key {key.value!r} is given twice")
        made[key.value] = _plain(value)
    return made


class _Check:
    """Turns checked text into corrections; knows at which line each key stands."""

    def __init__(self, where: str, node: yaml.Node | None) -> None:
        self.where, self.node = where, node

    def refuse(self, keys: Sequence[Any], why: str) -> ConfigError:
        return ConfigError(f"{self.where}: line {self._line(keys)}: {why}")

    def _line(self, keys: Sequence[Any]) -> int:
        node, line = self.node, 1
        for key in keys:
            inner = None
            if isinstance(node, yaml.MappingNode):
                for name, value in node.value:
                    if name.value == key:
                        inner, line = value, name.start_mark.line + 1
            elif isinstance(node, yaml.SequenceNode) and isinstance(key, int):
                inner = node.value[key]
                line = inner.start_mark.line + 1
            if inner is None:
                break
            node = inner
        return line

    def sheet(self, values: Mapping[str, Any]) -> _Sheet:
        try:
            return _Sheet(**values)
        except ValidationError as error:
            first = error.errors()[0]
        key = str(first["loc"][0])
        if first["type"] == "extra_forbidden":
            hint = nearest(key, _Sheet.model_fields)
            raise self.refuse(first["loc"], f"unknown key {key!r}{hint}")
        shown = _shown(first["input"])
        raise self.refuse(first["loc"], f"{key} holds {shown}; want {_WANTED[key]}")

    def columns(self, given: Mapping[str, Mapping[str, Any]]) -> list[ColumnRule]:
        rules = []
        for key, value in given.items():
            if any(isinstance(inner, dict) for inner in value.values()):
                for name, inner in value.items():
                    correction = self.correction(inner, ("columns", key, name))
                    rules.append(ColumnRule(key, name, correction))
            else:
                correction = self.correction(value, ("columns", key))
                rules.append(ColumnRule("", key, correction))
        return rules

    def correction(self, value: Any, at: tuple[str, ...]) -> Correction:
        name = at[-1]
        if not isinstance(value, dict) or not value:
            why = f"{name} is {_shown(value)}; want {_WANTED['columns']}"
            raise self.refuse(at, why)
        try:
            made = Correction(**value)
        except ValidationError as error:
            first = error.errors()[0]
            key = str(first["loc"][0])
            if first["type"] == "extra_forbidden":
                hint = nearest(key, Correction.model_fields)
                why = f"unknown key {key!r} for {name}{hint}"
            else:
                why = f"{key} of {name} is {_shown(first['input'])}; want a word"
            raise self.refuse((*at, key), why) from None
        self._known(made, at)
        return made

    def _known(self, made: Correction, at: tuple[str, ...]) -> None:
        """Refuse what no number or label can be."""
        name, given = at[-1], made.model_dump(exclude_none=True)
        for key in ("metric", "statistic", "label", "setting", "ignore"):
            if given.get(key) == "":
                raise self.refuse((*at, key), f"{key} of {name} is empty; want a word")
        ways = [{"metric", "unit", "statistic"}, {"label"}, {"setting"}, {"ignore"}]
        if sum(bool(way & set(given)) for way in ways) > 1:
            why = (
                f"{name} is given {', '.join(given)}; want metric, unit and statistic,"
                " or one of label, setting, ignore"
            )
            raise self.refuse(at, why)
        if made.unit and parse_unit(made.unit) is None:
            hint = nearest(made.unit, SPELLINGS)
            hint = hint if "did you mean" in hint else ""
            why = f"unit of {name} is {made.unit!r}, which is not known{hint}"
            raise self.refuse((*at, "unit"), why)
        for key, known in (("statistic", STATISTICS), ("label", LABELS)):
            word = given.get(key)
            if word is not None and word not in known:
                why = f"unknown {key} {word!r} for {name}{nearest(word, known)}"
                raise self.refuse((*at, key), why)

    def aliases(self, given: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
        for label in given:
            if label not in LABELS and not label.startswith("setting."):
                why = f"aliases of an unknown label {label!r}{nearest(label, LABELS)}"
                raise self.refuse(("aliases", label), why)
        return given


def _shown(value: Any) -> str:
    shown = repr(value)
    return shown if len(shown) <= 60 else shown[:57] + "..."

"""The names in the data, found in prose however they are spelled there."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from .measurements import Metric
from .scopes import scope_parts, scope_pattern
from .spellings import Name, NameFinder, Spelling, spelled, words_of
from .words import REFERENCE

__all__ = ["Name", "Vocabulary", "is_reference", "spellings_of"]

#: Labels whose names have patterns of their own.
_SAYS_FOLDER = re.compile(r"\b(?:folders?|director(?:y|ies))\b", re.I)
_CODE_WORD = re.compile(r"`([\w.-]+)/?`")
_TOLD_OF = re.compile(r"[`*]{0,2}(?: [^,;.]{1,40})?, (?:which|whose)\b")
#: What else a setting is called, and what stands in every way to call it.
_ALSO_CALLED = {"temperature": "temp", "num_gpu": "gpu(?= ?=)",
                "num_ctx": "ctx|context(?: (?:length|window|size))?"}  # fmt: skip
#: How many parameters a model has: 1b.
_SHORTEST_HEAD = 4
_BILLIONS = re.compile(r"\d+[bm]")
_FIRST = {"temperature": ("temp",), "num_gpu": ("gpu",), "num_ctx": ("ctx", "context")}
_WARM = (
    r"(?<!\w)(?:(?:without|excluding|ignoring)(?: the)? cold (?:calls?|starts?|runs?)"
    r"|cold (?:calls?|starts?|runs?) (?:aside|excluded)|(?:once|when) warm(?:ed up)?)\b"
)
_STEM_WORD = re.compile(r"[^\W_]+")
_WORD_OF_STEM = re.compile(
    r"(?<![\w-])(?P<word>[A-Za-z]{4,})(?![\w-])"
    r"(?P<noun> (?:files?|csv|json|runs?|results?|tests?|benchmarks?)\b)?",
    re.I,
)
#: What models that are named by a short form are called in full.
_IN_FULL = {"conv": r"convolution(?:al)?(?: (?:network|model|layer))?",
            "mlp": r"multi-?layer perceptron"}  # fmt: skip
_OF_FAMILY = (
    r"(?:models?|variants?|famil(?:y|ies)|series|quanti[sz]ations?|quants?|tags|sweep)"
    r"\b"
)
_MEASURED_NOUN = r"(?:kernels?|operators?|ops?|layers?|benchmarks?|runs?)\b"
_SPELLED_APART = ("scope", "folder", "error", "family", "dtype")


@dataclass(frozen=True)
class Vocabulary:
    """The names in the data: the values of each label.

    `settings` says which labels are settings (``num_gpu``), `config` whether the text
    may state a run's own config, `metrics` the unit of each metric that is measured,
    `own` those of them that go by the words of whoever brought them.
    """

    labels: Mapping[str, tuple[str, ...]]
    settings: tuple[str, ...] = ()
    config: bool = False
    metrics: Mapping[str, str] = field(default_factory=dict)
    own: Mapping[str, Metric] = field(default_factory=dict)

    @cached_property
    def stems(self) -> dict[frozenset[str], str]:
        """The scope that is a file's stem, or two words of some, by its words."""
        return {
            frozenset(_STEM_WORD.findall(name.lower())): name
            for name in self.labels.get("scope", ())
            if re.search(r"[-_]|[a-z] [a-z]", name)
        }

    @cached_property
    def finder(self) -> NameFinder:
        """Find the names of a text."""
        return NameFinder(spellings_of(self))


def spellings_of(vocabulary: Vocabulary) -> list[Spelling]:
    """Spell every name, the longest first, then its other names."""
    settings = set(vocabulary.settings)
    pairs = [
        (label, value)
        for label, values in vocabulary.labels.items()
        if label not in settings and label not in _SPELLED_APART
        for value in values
    ]
    pairs.sort(key=lambda pair: -len(pair[1]))
    found = [Spelling("folder", name, folder_pattern(name),
                      parts=_parts(name.rpartition("/")[2]))
             for name in vocabulary.labels.get("folder", ())]  # fmt: skip
    found += [
        spelled(label, value, f"{value} calls" if label == "calls" else value)
        for label, value in pairs
        if value.strip()
    ]
    if "warm" in vocabulary.labels.get("calls", ()):
        found.append(Spelling("calls", "warm", _WARM, parts=(("cold", "warm"),)))
    found += _settings(vocabulary)
    found += [
        Spelling(
            "scope",
            name,
            rf"(?<![\w.])(?:{scope_pattern(name)})(?![\w])",
            parts=scope_parts(name),
        )
        for name in sorted(vocabulary.labels.get("scope", ()), key=lambda n: -len(n))
    ]
    found += _aliases(vocabulary.labels)
    found += [
        spelled("dtype", name, name)
        for name in sorted(vocabulary.labels.get("dtype", ()), key=lambda n: -len(n))
        if name.strip()
    ]
    found += [
        Spelling("family", name, rf"(?<![\w.]){re.escape(name)}(?= {_OF_FAMILY})",
                 parts=_parts(name))
        for name in vocabulary.labels.get("family", ())
    ]  # fmt: skip
    found += _without_asides(vocabulary.labels)
    found += _parts_of_paths(vocabulary.labels)
    found += [Spelling("error", word, rf"(?<!\w){re.escape(word)}(?!\w)",
                       parts=_parts(word))
              for word in vocabulary.labels.get("error", ())]  # fmt: skip
    for kind in vocabulary.labels.get("type", ()):
        ends = {"markdown": "md|mdown"}.get(kind, re.escape(kind))
        parts = (("md",),) if kind == "markdown" else _parts(kind)
        suffix = rf"(?<![\w./*-])\*?\.(?:{ends})(?![\w.])"
        bare = r"|(?<![\w./-])md(?![\w./-])" if kind == "markdown" else ""
        found.append(Spelling("type", kind, suffix + bare, parts=parts))
    models = vocabulary.labels.get("model", ())
    found += [
        Spelling("model", name, rf"(?<![\w.-]){_IN_FULL[name.lower()]}(?![\w-])")
        for name in models
        if name.lower() in _IN_FULL
    ]
    devices = {value.lower(): value for value in vocabulary.labels.get("device", ())}
    if "cuda" in devices and "gpu" not in devices:
        of_hardware = r"(?<!laptop )(?<!\d )"  # an RTX 4080 Laptop GPU is no place
        gpu = spelled("device", devices["cuda"], "gpu")
        found.append(gpu._replace(pattern=of_hardware + gpu.pattern))
    return found


def _settings(vocabulary: Vocabulary) -> Iterator[Spelling]:
    """Spell a setting and its value: ``num_gpu=40``, ``temperature of 0.4``."""
    for label in vocabulary.settings:
        words = re.escape(label).replace("_", "[-_ ]?")
        words = "|".join(filter(None, (words, _ALSO_CALLED.get(label, ""))))
        first = _FIRST.get(label, (label.partition("_")[0],))
        for value in sorted(vocabulary.labels.get(label, ()), key=lambda v: -len(v)):
            pattern = rf"(?<!\w)(?:{words})\W{{0,3}}(?:=|of|is|at|:)?\W{{0,3}}"
            zeros = r"(?:\.0+)?" if value.isdigit() else ""
            pattern += re.escape(value) + zeros + r"(?![\w]|\.\d)"
            yield Spelling(label, value, pattern, parts=(first, *_parts(value)))


def _parts(text: str) -> tuple[tuple[str, ...], ...]:
    """Require each word of a text, wherever it stands."""
    return tuple((word,) for word in sorted(words_of(text)))


def _aliases(labels: Mapping[str, tuple[str, ...]]) -> Iterator[Spelling]:
    """Spell a part that only one model's name has: ``q4_0``, ``270m``."""
    models = labels.get("model", ())
    others = {value.lower() for label, values in labels.items() if label != "model"
              for value in values}  # fmt: skip
    owners: dict[str, set[str]] = {}
    for model in models:
        tag = model.rpartition(":")[2].lower()
        for part in {tag, *re.split(r"[-:/]", model.lower())}:
            owners.setdefault(part, set()).add(model)
    for part, of in sorted(owners.items(), key=lambda pair: -len(pair[0])):
        telling = any(char.isdigit() for char in part) and not part.isdigit()
        long = len(part) > 2 or _BILLIONS.fullmatch(part)
        if len(of) == 1 and telling and long and part not in others:
            yield spelled("model", next(iter(of)), part)


def _without_asides(labels: Mapping[str, tuple[str, ...]]) -> Iterator[Spelling]:
    """Spell a benchmark by what stands before its parentheses: Player Died (Kind)."""
    names = labels.get("benchmark", ())
    heads = Counter(name.partition(" (")[0] for name in names)
    for name in names:
        head = name.partition(" (")[0]
        if head != name and heads[head] == 1 and len(head) > _SHORTEST_HEAD:
            yield spelled("benchmark", name, head)


def _parts_of_paths(labels: Mapping[str, tuple[str, ...]]) -> Iterator[Spelling]:
    """Spell a part that only one benchmark's path has: fusion/fused_linear_gelu.

    One word alone is a name only before the noun of what is measured: the attention
    kernel.
    """
    owners: dict[str, set[str]] = {}
    for name in labels.get("benchmark", ()):
        for part in name.lower().split("/") if "/" in name else ():
            owners.setdefault(part, set()).add(name)
    for part, of in sorted(owners.items(), key=lambda pair: -len(pair[0])):
        words = [word for word in re.split(r"[-_ ]", part) if word]
        if len(of) > 1 or not all(word.isalpha() for word in words):
            continue
        pattern = r"[\W_]{1,3}(?:and )?".join(map(re.escape, words))
        if len(words) == 1:
            pattern += rf"(?= {_MEASURED_NOUN})"
        yield Spelling("benchmark", next(iter(of)), rf"(?<![\w.]){pattern}(?!\w)",
                       parts=_parts(part))  # fmt: skip


def folder_pattern(name: str) -> str:
    """Match a folder by its path, or by its last part where the text says folder."""
    last = re.escape(name.rpartition("/")[2])
    whole = re.escape(name) + ("/?" if "/" in name else "/")
    noun = r"(?:folders?|director(?:y|ies)|subfolders?)\b"
    return (
        rf"(?<![\w./-]){whole}(?![\w/-])|(?<=folder )`?{last}`?(?![\w/-])"
        rf"|(?<![\w/-])`?{last}`? (?={noun})"
    )


def stems_beside(
    text: str, names: Sequence[Name], stems: Mapping[frozenset[str], str]
) -> list[Name]:
    """Find files that a model and a word name together: the gemma3:270m baseline.

    The word stands behind the model, or before "file", "run" and the like.
    """
    found = []
    for match in _WORD_OF_STEM.finditer(text):
        models = [n for n in names if n.label == "model" and n.end <= match.start()]
        beside = models and text[models[-1].end : match.start()].strip("`*") == " "
        several = match["noun"] and _of_family(match["word"], names, stems)
        if several:
            found.append(Name(match.start(), match.end(), "scope", several))
            continue
        one_file = match["noun"] and match["noun"].lower() != " files"
        if one_file and not models:  # in its baseline file 270m runs at
            models = [n for n in names if n.label == "model"][:1]
        if not models or not (beside or match["noun"]):
            continue
        words = set(_STEM_WORD.findall(models[-1].value.lower()))
        for of in (words, words - {"latest"}):
            if stem := stems.get(frozenset(of | {match["word"].lower()})):
                found.append(Name(match.start(), match.end(), "scope", stem))
                break
    return found


def _of_family(
    word: str, names: Sequence[Name], stems: Mapping[frozenset[str], str]
) -> str:
    """Name the scope of several models of one family: gemma's in the baseline runs."""
    models = {n.value for n in names if n.label == "model"}
    heads = {re.split(r"[\d:]", model, maxsplit=1)[0].lower() for model in models}
    families = {n.value for n in names if n.label == "family"}
    heads |= {re.split(r"\d", family, maxsplit=1)[0].lower() for family in families}
    if (len(models) < 2 and not families) or len(heads) > 1:
        return ""
    return stems.get(frozenset((*heads, word.lower())), "")


def folders_listed(
    text: str, names: Sequence[Name], folders: Sequence[str]
) -> list[Name]:
    """Find folders by their last part, in code, where a text lists folders."""
    if not _SAYS_FOLDER.search(text):
        return []
    by_last = {name.rpartition("/")[2].lower(): name for name in reversed(folders)}
    return [
        Name(match.start(), match.end(), "folder", by_last[match[1].lower()])
        for match in _CODE_WORD.finditer(text)
        if match[1].lower() in by_last
        and not any(n.start < match.end() and match.start() < n.end for n in names)
    ]


def is_reference(sentence: str, name: Name) -> bool:
    """Say whether a name is only what something is compared with."""
    before = sentence[max(0, name.start - 16) : name.start].rstrip("`* ")
    told = _TOLD_OF.match(sentence, name.end)  # than jit, which needs 0.15 s
    return bool(REFERENCE.search(before)) and told is None

"""Scopes: the groups of files that prose speaks of as one ("the quantization bench").

A scope is made of what file names share: a run's stamp (``20251002-172126``), a word
with digits (``triton2508``), or two words (``quant bench``). Names only, no values.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable
from itertools import pairwise
from pathlib import PurePosixPath

import pandas as pd

_STAMP = re.compile(r"\d{8}-\d{6}")
#: Seconds since 1970, by which a file is named: demo_1759197059.
_EPOCH = re.compile(r"(?<!\d)1\d{9}(?!\d)")
_WORD = re.compile(r"[a-z]+\d{3,}|[a-z]{4,}")


#: Words that tell what a file is, not which of the benchmarks it belongs to.
_FORM = frozenset(("summary", "results", "runs", "report", "test", "metrics", "fixed"))


def scopes_of(
    paths: Iterable[str], names_in_data: Iterable[str] = ()
) -> dict[str, tuple[str, ...]]:
    """Group files by what their names share.

    Parameters
    ----------
    paths
        Of files that hold measurements.
    names_in_data
        Models, devices and backends: these name a subject, not a scope.

    Returns
    -------
    dict
        Name of the scope → the files in it, in order. Whole stems, stamps (of the
        file or its folder), words with digits, pairs of neighbouring words.
    """
    found: dict[str, list[str]] = {}
    other = _FORM | {name.lower() for name in names_in_data}
    for path in dict.fromkeys(paths):
        pure = PurePosixPath(path)
        stem = pure.stem.lower()
        names = {stem} if re.search(r"[-_]", stem) and len(stem) > 5 else set()
        for part in (stem, pure.parent.name.lower()):
            for stamp in _STAMP.findall(part):
                names |= {stamp, "run " + stamp.rpartition("-")[2]}
            names |= set(_EPOCH.findall(part))
        words = _WORD.findall(_STAMP.sub(" ", stem))
        names |= {word for word in words if word[-1].isdigit()}
        plain = ["" if w in other or w[-1].isdigit() else w for w in words]
        names |= {f"{one} {two}" for one, two in pairwise(plain) if one and two}
        for name in names:
            found.setdefault(name, []).append(path)
    return {name: tuple(files) for name, files in sorted(found.items())}


def rows_in(table: pd.DataFrame, paths: Collection[str]) -> pd.Series:
    """Say of each row whether one of some files holds it, or states it again."""
    found = table["source"].isin(paths)
    for at, places in table["also_in"].dropna().items():
        if any(path in paths for path in _other_files(places)):
            found[at] = True
    return found


def files_in(table: pd.DataFrame) -> list[str]:
    """List the data files that hold rows or state them again: also a summary CSV."""
    found = dict.fromkeys(table["source"].astype(str))
    for places in table["also_in"].dropna():
        of = (path for path in _other_files(places) if not path.endswith(".md"))
        found |= dict.fromkeys(of)
    return list(found)


def _other_files(places: str) -> list[str]:
    """List the files of the places where a row stands again; some are in its own."""
    return [each.partition("#")[0] for each in places.split("; ") if "#" in each]


def families_of(models: Iterable[str]) -> tuple[str, ...]:
    """Name the families that several models are of: gemma3, of gemma3:270m and more."""
    heads = Counter(name.partition(":")[0].lower() for name in models if ":" in name)
    return tuple(sorted(head for head, n in heads.items() if n > 1))


#: Words that mean the same in the name of a benchmark.
_SAME = {
    "tuning": r"(?:tuning|sweeps?)", "sweep": r"(?:sweeps?|tuning)",
    "bench": r"bench(?:mark)?s?", "runs": r"(?:runs?)",
}  # fmt: skip


def scope_pattern(name: str) -> str:
    """Return the pattern by which prose names a scope; words may be longer there."""
    if (
        _STAMP.fullmatch(name)
        or _EPOCH.fullmatch(name)
        or re.fullmatch(r"run \d{6}", name)
    ):
        return re.escape(name)
    if re.fullmatch(r"[a-z]+ (?:tuning|sweep)", name):
        first = name.split(" ")[0]
        return rf"(?:{first}[a-z]*[-_ ])?sweeps?|{first}[a-z]*[-_ ]tuning"
    if tag := re.fullmatch(r"([a-z]{4,})(\d\d)(\d\d)", name):  # an image's tag: 25.08
        return rf"{tag[1]}(?:[a-z]*[-_: ])?{tag[2]}\.?{tag[3]}"
    parts = [
        _SAME.get(word)
        or (re.escape(word) + (r"[a-z]*" if word.isalpha() and len(word) > 3 else ""))
        for word in re.split(r"[ _]", name)
    ]
    return r"[-_ ]".join(parts)


def scope_parts(name: str) -> tuple[tuple[str, ...], ...]:
    """Say what a text must have to name a scope: of each group one, anywhere in it."""
    if re.fullmatch(r"[a-z]+ (?:tuning|sweep)", name):
        return (("tuning", "sweep"),)
    if tag := re.fullmatch(r"([a-z]{4,})(\d\d)(\d\d)", name):
        return tuple((part,) for part in tag.groups())
    other = {"tuning": ("tuning", "sweep"), "sweep": ("tuning", "sweep"),
             "runs": ("run",)}  # fmt: skip
    words = [word for word in re.findall(r"[^\W_]+", name.lower()) if word.isascii()]
    return tuple(other.get(word, (word,)) for word in words)

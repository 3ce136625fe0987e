"""Judging prose: true reports, mutated, against figured and corroborate.

Run by hand from the project's root: ``make bench-claims``, or ``.venv/bin/python -m
benchmarks.claims --peers PYTHON`` with a Python that has figured and corroborate. The
text is that of the rules narrator and of `benchmarks.true_prose`, over the sample and
over made folders; each mutation changes one field and is false by the benchmark's own
arithmetic. A mutation counts for a tool where it raises nothing on the true text.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.made_folders import UNKNOWN, write_folder
from benchmarks.prose_shapes import OPPOSITE, SHAPES, STATISTICS, UNITS
from benchmarks.true_prose import (
    NAMES,
    NUMBERS,
    Saying,
    World,
    holds,
    make,
    of_rules,
    render,
)  # fmt: skip

ROOT = Path(__file__).resolve().parent.parent
FLAGGED = {"contradicted", "unsupported"}
KINDS = ("digit", "subject", "unit", "statistic", "direction", "rank", "count")
_RANKED = OPPOSITE | {"highest": "lowest", "lowest": "highest", "longest": "shortest",
                      "shortest": "longest", "fastest": "slowest",
                      "slowest": "fastest"}  # fmt: skip


def mutations(saying: Saying, world: World, chance: Random) -> Iterator[Any]:
    """Yield (kind, false saying): at most one of each kind, a digit in three ways."""
    for kind in KINDS:
        changes = list(_changes(kind, saying, world))
        chance.shuffle(changes)
        left = 2 if kind == "digit" else 1
        for change in changes:
            false = saying._replace(fields={**saying.fields, **change})
            if not holds(false, world, any_reading=True):
                yield kind, false
                left -= 1
            if not left:
                break


def _changes(kind: str, saying: Saying, world: World) -> Iterator[dict[str, Any]]:
    fields = saying.fields
    if kind == "digit":
        for name in NUMBERS:
            for changed in _digits(fields[name]) if name in fields else ():
                yield {name: changed}
    elif kind == "subject":
        for name in (*NAMES, "c"):
            if name in fields:
                label = fields["around"] if name == "c" else fields["label"]
                known = world.names(label, {}, fields["metric"])
                for other in (*known, *world.unknown.get(label, ())[:1]):
                    if other not in [fields.get(each) for each in (*NAMES, "c")]:
                        yield {name: other}
        if "b" in fields:
            yield {"a": fields["b"], "b": fields["a"]}
    elif kind == "unit" and "u" in fields:
        yield from ({"u": other} for other in UNITS if other != fields["u"])
    elif kind == "statistic":
        said = any(f"{{{each}}}" in saying.shape.text for each in ("s", "S", "as"))
        own = {fields["label"]: fields["a"]} if "a" in fields else {}
        around = {fields["around"]: fields["c"]} if fields.get("around") else {}
        for other in STATISTICS if said else ():
            if world.value(around | own, fields["metric"], other) is not None:
                yield {"s": other}
    elif kind == "direction" and "dir" in fields:
        yield {"dir": OPPOSITE[fields["dir"]]}
    elif kind == "rank" and "rank" in fields:
        ordinal, _, word = fields["rank"].rpartition(" ")
        yield {"rank": f"{ordinal} {_RANKED[word]}".strip()}
        yield {"rank": word if ordinal else f"second {word}"}
    elif kind == "count":
        for name in ("n", "k"):
            for by in (-3, -2, -1, 1, 2, 3) if name in fields else ():
                if fields[name] + by > 0:
                    yield {name: fields[name] + by}


def _digits(said: str) -> Iterator[str]:
    """Change the last digit, the first one, or swap two."""
    at = [place for place, each in enumerate(said) if each.isdigit()]
    first = next((place for place in at if said[place] != "0"), at[0])
    for place in (at[-1], first):
        for by in (1, 2, 5, 8):
            digit = (int(said[place]) + by) % 10
            if digit or place != at[0]:
                yield f"{said[:place]}{digit}{said[place + 1 :]}"
    for one, other in pairwise(at):
        if said[one] != said[other] and (one != at[0] or said[other] != "0"):
            middle = said[one + 1 : other]
            yield f"{said[:one]}{said[other]}{middle}{said[one]}{said[other + 1 :]}"


def worlds(count: int, folder: Path) -> Iterator[World]:
    """Read the sample and so many made folders."""
    from chimera_nb import collect_facts, read_benchmarks

    places = [ROOT / "data" / "sample"]
    for seed in range(1, count + 1):
        places.append(folder / str(seed))
        write_folder(places[-1], seed)
    for place in places:
        yield World(collect_facts(read_benchmarks(place, cache=False)), UNKNOWN)


def sayings(world: World, chance: Random, count: int) -> Iterator[Saying]:
    """Yield what the rules narrator says, then so many sayings in every shape."""
    from chimera_nb.narrators.rules import write_report

    yield from of_rules(write_report(world.facts), world)
    for number in range(count):
        made = make(world, SHAPES[number % len(SHAPES)], chance)
        if made is not None:
            yield made


def ours(texts: Sequence[str], facts: Any) -> list[list[dict[str, Any]]]:
    """Judge each text on its own."""
    from chimera_nb import check_text

    return [check_text(text, facts).to_dict("records") for text in texts]


def rows_of(facts: Any) -> list[dict[str, Any]]:
    """Give the peers each fact as a row; a time also in milliseconds."""
    return [
        {"fact": fact.id, "value": fact.value}
        | ({"ms": fact.value * 1e3} if fact.unit == "s" else {})
        for fact in facts
    ]


def peer(python: str, name: str, texts: Sequence[str], rows: Any) -> Any:
    """Ask a peer in a process of its own: whether it flags each text; its seconds."""
    given = json.dumps({"name": name, "texts": texts, "rows": rows})
    try:
        done = subprocess.run(
            [python, str(Path(__file__).with_name("claim_peers.py"))],
            input=given, capture_output=True, text=True, check=True, timeout=900,
        )  # fmt: skip
    except (subprocess.SubprocessError, OSError) as error:
        print(f"  {name}: {error}", file=sys.stderr)
        return None
    return json.loads(done.stdout)


def compare(given: argparse.Namespace) -> None:
    """Judge true and mutated text; print the tables."""
    chance = Random(given.seed)
    kinds: Any = defaultdict(Counter)
    shapes: Any = defaultdict(Counter)
    misses: Any = defaultdict(list)
    theirs: Any = defaultdict(Counter)
    with tempfile.TemporaryDirectory() as name:
        for world in worlds(given.folders, Path(name)):
            each = given.count // (given.folders + 1) // 3
            asked, texts = [], []
            for saying in sayings(world, chance, each):
                text, places = render(saying)
                true = len(texts)
                asked.append(("", saying, true, places))
                texts.append(text)
                for kind, false in mutations(saying, world, chance):
                    asked.append((kind, false, true, {}))
                    texts.append(render(false)[0])
            found = ours(texts, world.facts)
            flagged = [any(r["verdict"] in FLAGGED for r in rows) for rows in found]
            for at, (kind, saying, true, places) in enumerate(asked):
                shape = saying.shape.name
                if not kind:
                    _true(shapes[shape], texts[at], places, found[at], misses, shape)
                elif not flagged[true]:
                    for counts in (kinds[kind], shapes[shape]):
                        counts["mutated"] += 1
                        counts["caught"] += flagged[at]
                    if not flagged[at]:
                        misses[kind, shape].append((texts[at], _said(found[at])))
            if given.peers:
                _peers(given.peers, asked, texts, rows_of(world.facts), theirs)
    _print(kinds, shapes, theirs)
    if given.misses:
        _print_misses(misses, given.misses)


def _said(rows: Any) -> str:
    return "; ".join(f"{r['token']} {r['verdict']} ({r['reason']})" for r in rows)


def _true(
    counts: Counter, text: str, places: Any, rows: Any, misses: Any, shape: str
) -> None:
    """Count a true text: was it flagged, is each number in it supported."""
    alarm = any(row["verdict"] in FLAGGED for row in rows)
    counts["true"] += 1
    counts["alarms"] += alarm
    lines = text.split("\n")
    good = {
        sum(len(line) + 1 for line in lines[: row["line"] - 1]) + row["column"] - 1
        for row in rows
        if row["verdict"] == "supported" and row["kind"] == "number"
    }
    numbers = [at for name in (*NUMBERS, "n", "k") for at in places.get(name, ())]
    counts["numbers"] += len(numbers)
    confirmed = sum(any(s <= at < e for at in good) for s, e in numbers)
    counts["confirmed"] += confirmed
    if alarm:
        misses["false alarm", shape].append((text, _said(rows)))
    elif confirmed < len(numbers):
        misses["not confirmed", shape].append((text, _said(rows)))


def _peers(python: str, asked: Any, texts: Any, rows: Any, theirs: Any) -> None:
    for name in ("figured", "figured strict", "corroborate"):
        got = peer(python, name, texts, rows)
        if got is None:
            continue
        for at, (kind, _, true, _) in enumerate(asked):
            if not kind:
                theirs[name]["true"] += 1
                theirs[name]["alarms"] += got["flagged"][at]
            elif not got["flagged"][true]:
                theirs[name]["mutated"] += 1
                theirs[name]["caught"] += got["flagged"][at]


def _share(counts: Counter, part: str, whole: str) -> str:
    if not counts[whole]:
        return ""
    return f"{counts[part] / counts[whole]:.3f} of {counts[whole]:,}"


def _print(kinds: Any, shapes: Any, theirs: Any) -> None:
    print("| mutation | caught |\n|---|---|")
    for kind in KINDS:
        print(f"| {kind} | {_share(kinds[kind], 'caught', 'mutated')} |")
    print(f"| all | {_share(sum(kinds.values(), Counter()), 'caught', 'mutated')} |")
    print("\n| shape | caught | false alarms | numbers confirmed |\n|---|---|---|---|")
    rows = [*shapes.items(), ("all", sum(shapes.values(), Counter())), *theirs.items()]
    for name, counts in rows:
        cells = [_share(counts, *each) for each in (
            ("caught", "mutated"), ("alarms", "true"), ("confirmed", "numbers"),
        )]  # fmt: skip
        print(f"| {name} | {' | '.join(cells)} |")


def _print_misses(misses: Any, count: int) -> None:
    for (kind, shape), found in sorted(misses.items(), key=lambda each: -len(each[1])):
        print(f"\n### {kind} · {shape}: {len(found)}")
        for text, said in found[:count]:
            print("  " + text.replace("\n", "\n  ") + f"\n    → {said or 'no claim'}")


def timing(python: str | None, seed: int) -> None:
    """Judge 20 pages against 5,000 facts, once, as figured does."""
    from chimera_nb import check_text, collect_facts, read_benchmarks

    with tempfile.TemporaryDirectory() as name:
        write_folder(Path(name), seed, wide=True)
        facts = collect_facts(read_benchmarks(Path(name), cache=False))[:5000]
        world, chance, parts = World(facts, UNKNOWN), Random(seed), []
        size = number = 0
        while size < 20 * 3000:
            made = make(world, SHAPES[number % len(SHAPES)], chance)
            number += 1
            if made is not None:
                parts.append(render(made)[0])
                size += len(parts[-1]) + 2
        text = "\n\n".join(parts)
        before = time.perf_counter()
        judged = len(check_text(text, facts))
        mine = time.perf_counter() - before
        print(f"\n20 pages, {judged:,} claims, {len(facts):,} facts: {mine:.2f} s")
        got = peer(python, "figured", [text], rows_of(facts)) if python else None
        if got:
            theirs = got["seconds"]
            print(f"figured: {theirs:.2f} s; ours is {mine / theirs:.2f}× its time")


def main() -> None:
    """Print every table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", metavar="PYTHON", help="a Python with the peers")
    parser.add_argument("--count", type=int, default=12_000, help="about, of mutations")
    parser.add_argument("--folders", type=int, default=5, help="made ones")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--misses", type=int, default=0, metavar="N")
    given = parser.parse_args()
    compare(given)
    timing(given.peers, given.seed)


if __name__ == "__main__":
    main()

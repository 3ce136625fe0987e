"""What a number may be of beside its own words: what its paragraph speaks of.

``On the CPU jit needs 0.21 ms. Eager there: 0.49 ms``: the second is of the CPU, too;
``jit cuts latency by 80%; torch.compile manages 77%``: the second is a cut, too.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from .claim import Claim

#: Labels that say what came of what is counted: they go with the quantity.
_FATE = ("status",)


def like_before(
    claims: Sequence[Claim],
    likes: dict[str, Claim],
    names_no_quantity: Callable[[int], bool],
) -> list[Claim]:
    """Give each number that names no quantity the one before it of its unit.

    Parameters
    ----------
    claims
        Those of one sentence, in its order: numbers, then comparisons.
    likes
        The last of each unit in the paragraph so far; brought up to date.
    names_no_quantity
        Whether the words around the k-th number name none.
    """
    found = []
    numbers = [claim for claim in claims if claim.kind == "number"]
    for index, claim in enumerate(numbers):
        key = f"{claim.unit} {claim.role in ('part', 'whole') and claim.role}"
        if claim.excluded or claim.role in ("setting", "date"):
            found.append(claim)
            continue
        like = likes.get(key)
        if like and like.metric and not claim.key and names_no_quantity(index):
            likes[key] = _like(claim, like)
            found.append(replace(claim, like=like))
            continue
        likes[key] = claim
        found.append(claim)
    return found + [claim for claim in claims if claim.kind != "number"]


def other_readings(claim: Claim) -> Iterator[Claim]:
    """Yield what a claim may mean where its own words alone do not hold.

    What its paragraph is about goes first, then the quantity of the number before it,
    then both. What a line calls the best or the worst may be one run, too, and two ends
    may only say where a mean lies.
    """
    if claim.span:
        low, high = claim.span
        yield replace(claim, value=(low + high) / 2, half_width=(high - low) / 2,
                      statistic=None, bound="")  # fmt: skip
    if claim.end:
        yield replace(claim, statistic=claim.end)
    inside = _inside(claim)
    if inside:
        yield inside
    if claim.like:
        yield _like(claim, claim.like)
        if inside:
            yield _like(inside, claim.like)


def _inside(claim: Claim) -> Claim | None:
    """Return the claim with what its paragraph names, and it does not."""
    own = {*claim.outer, *claim.subject}
    told = {k: v for k, v in claim.paragraph.items() if k not in own}
    return replace(claim, outer={**claim.outer, **told}) if told else None


def _like(claim: Claim, like: Claim) -> Claim:
    """Return the claim as one of the quantity of another."""
    fate = {k: v for k, v in like.subject.items() if k in _FATE}
    return replace(
        claim, metric=like.metric, role=like.role,
        statistic=claim.statistic or like.statistic,
        subject={**fate, **claim.subject}, statistics=like.statistics, terms=(),
        operands=tuple(_of(each, claim.subject, at, like.operands)
                       for at, each in enumerate(like.operands)),
    )  # fmt: skip


def _of(
    operand: Mapping[str, str],
    subject: Mapping[str, str],
    at: int,
    operands: Sequence[Mapping[str, str]],
) -> Mapping[str, str]:
    """Put a subject's names into what is compared; the second keeps its own side."""
    sides = {k for each in operands for k in each
             if len({other.get(k) for other in operands}) > 1}  # fmt: skip
    return dict(operand) | {
        k: v for k, v in subject.items() if not at or k not in sides
    }

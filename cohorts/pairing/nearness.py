"""Who would learn well together: suggestions of pairs by territory. Pure, deterministic, and each says why."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from territories.names import folded
from territories.regions import are_neighbours, current_region


class Nearness(IntEnum):
    """How near two people's territories are, nearest first."""

    SAME_TERRITORY = 0
    SAME_REGION = 1
    NEIGHBOURING_REGIONS = 2
    BY_NAME = 3


@dataclass(frozen=True)
class Candidate:
    """Someone who needs a partner. `name` puts her in order, family name first; `spoken` is what people read."""

    pk: int
    name: str
    territory: str = ""
    region: str = ""
    spoken: str = ""

    @property
    def key(self) -> tuple[str, int]:
        return (folded(self.name), self.pk)


@dataclass(frozen=True)
class Standing:
    """A binôme of two that stands, which an odd one could join."""

    pk: int
    people: tuple[Candidate, ...]


@dataclass(frozen=True)
class Suggestion:
    """People to seat together, and how near they are. `joins` is the standing binôme that the last of them would join."""

    people: tuple[Candidate, ...]
    nearness: Nearness
    joins: int | None = None

    @property
    def is_trio(self) -> bool:
        return len(self.people) == 3

    @property
    def reason(self) -> str:
        """Why these people, in words: what the two nearest of them share, then who comes to them."""
        *others, last = self.people
        if self.joins:
            near = min(others, key=lambda one: nearness(one, last))
            return f"{_shared(near, last)}. {last.spoken or last.name} rejoindrait un binôme qui existe."
        words = _shared(*self.people[:2])
        return f"{words}. Nombre impair : {last.spoken or last.name} ferait un trio avec ces personnes." if self.is_trio else words


def _shared(one: Candidate, other: Candidate) -> str:
    """What brings two people together. Of a trio it is said of two only: the third may live far from them."""
    return {
        Nearness.SAME_TERRITORY: f"Même territoire : {one.territory}",
        Nearness.SAME_REGION: f"Même région : {current_region(one.region) or one.region}",
        Nearness.NEIGHBOURING_REGIONS: f"Régions voisines : {one.region} et {other.region}",
        Nearness.BY_NAME: "Personne de plus proche : dans l’ordre des noms",
    }[nearness(one, other)]


def nearness(one: Candidate, other: Candidate) -> Nearness:
    """Same territory, same region, neighbouring regions, otherwise nothing but the order of names."""
    if one.territory and folded(one.territory) == folded(other.territory):
        return Nearness.SAME_TERRITORY
    mine, theirs = current_region(one.region) or one.region, current_region(other.region) or other.region
    if mine and folded(mine) == folded(theirs):
        return Nearness.SAME_REGION
    return Nearness.NEIGHBOURING_REGIONS if are_neighbours(mine, theirs) else Nearness.BY_NAME


def suggest(candidates: Sequence[Candidate], standing: Sequence[Standing] = ()) -> list[Suggestion]:
    """Pairs for everyone: the nearest first, then by name; the odd one out makes a trio, and nobody is left over.

    The same people give the same pairs whatever the order they come in. Someone who is alone and has nobody to be paired
    with is offered to the nearest standing binôme; with none, she stays alone and the list is empty.
    """
    left = sorted(candidates, key=lambda candidate: candidate.key)
    pairs: list[Suggestion] = []
    for level in Nearness:
        index = 0
        while index < len(left):
            found = next((other for other in left[index + 1 :] if nearness(left[index], other) <= level), None)
            if found is None:
                index += 1
                continue
            pairs.append(Suggestion((left[index], found), level))
            left = [one for one in left if one not in {pairs[-1].people[0], found}]
    if not left:
        return pairs
    return _with_the_odd_one(left[0], pairs, standing)


def _with_the_odd_one(odd: Candidate, pairs: list[Suggestion], standing: Sequence[Standing]) -> list[Suggestion]:
    if pairs:
        index = min(range(len(pairs)), key=lambda at: (_to_group(odd, pairs[at].people), at))
        near = _to_group(odd, pairs[index].people)
        return [Suggestion((*pair.people, odd), max(pair.nearness, near)) if at == index else pair for at, pair in enumerate(pairs)]
    groups = sorted(standing, key=lambda group: (_to_group(odd, group.people), group.people[0].key))
    if groups:
        return [Suggestion((*groups[0].people, odd), _to_group(odd, groups[0].people), joins=groups[0].pk)]
    return []


def _to_group(odd: Candidate, people: Sequence[Candidate]) -> Nearness:
    return min(nearness(odd, one) for one in people)

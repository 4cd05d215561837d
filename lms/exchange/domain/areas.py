"""Where people live who have no seat, and where a class nearby would reach those who can come to no centre. Pure."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from lms.learners.domain.lives import Availability

Kind = tuple[str, str]
"""Track and level of a group."""


@dataclass(frozen=True)
class Living:
    """Somebody without a seat: which group she needs, and what she said of her way."""

    kind: Kind
    week: Availability

    def is_far(self, centres: Collection[str]) -> bool:
        """Whether the way to every centre is longer than she goes."""
        limit = self.week.travel_limit
        return limit is not None and bool(centres) and all(self.week.travel_to(one) > limit for one in centres)


@dataclass(frozen=True)
class Wanted:
    """One kind of group in an area: who needs it, who of them can come to no centre, and whether they are enough for one."""

    kind: Kind
    people: int
    far: int
    enough: bool


@dataclass(frozen=True)
class Area:
    """One area with everybody of it who has no seat."""

    name: str
    people: int
    far: int
    wanted: tuple[Wanted, ...]

    @property
    def reached(self) -> int:
        """People whom classes there would reach and no centre does: of the kinds that fill one."""
        return sum(one.far for one in self.wanted if one.enough)


def by_area(people: Iterable[Living], centres: Collection[str], smallest: Callable[[Kind], int]) -> list[Area]:
    """Areas that were named, those first where most people can come nowhere. `smallest` is the size of a group of a kind.

    Spellings that differ in capitals only are one area.
    """
    found: dict[str, list[Living]] = {}
    for one in people:
        if one.week.area:
            found.setdefault(one.week.area.casefold(), []).append(one)
    areas = [_area(here, centres, smallest) for here in found.values()]
    return sorted(areas, key=lambda one: (-one.reached, -one.far, -one.people, one.name))


def _area(here: list[Living], centres: Collection[str], smallest: Callable[[Kind], int]) -> Area:
    names = Counter(one.week.area for one in here)
    people = Counter(one.kind for one in here)
    far = Counter(one.kind for one in here if one.is_far(centres))
    wanted = [Wanted(kind, number, far[kind], far[kind] >= smallest(kind)) for kind, number in people.items()]
    wanted.sort(key=lambda one: (-one.far, -one.people, one.kind))
    return Area(min(names, key=lambda name: (-names[name], name)), len(here), far.total(), tuple(wanted))

"""People's lives as a problem sees them: free slots by week of the rotation, children, households."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from lms.kernel.contracts import SharedResource, WeekInterval
from lms.kernel.vocabulary import Shift
from lms.learners import queries as learners
from lms.learners.domain.availability import Availability, Need, can_come, rotation_week
from scheduling.domain import problem as domain
from scheduling.queries.demand import household_of

ChildKey = tuple[str, date]
"""The same name and birth date under two adults of one home is one child."""


@dataclass(frozen=True)
class Homes:
    """Households that need one adult at home, and who shares all of her children with another adult."""

    households: tuple[domain.Household, ...] = ()
    of: Mapping[str, str] = field(default_factory=dict)
    sharing: frozenset[str] = frozenset()


def homes(
    everybody: Sequence[learners.LearnerInfo], resources: Sequence[SharedResource], on: date, alone_under: int
) -> Homes:
    """Homes in which every adult who is known to us learns."""
    together = household_of(everybody)
    adults = [one.id for found in together.values() for one in found]
    children = learners.children_of_learners(adults) if adults else {}
    keys = {one: {_key(child) for child in children.get(one, ())} for one in adults}
    households, of, sharing = [], dict[str, str](), set[str]()
    for household_id, found in sorted(together.items()):
        ids = [one.id for one in found]
        of |= dict.fromkeys(ids, household_id)
        sharing |= {one for one in ids if keys[one] and any(keys[one] == keys[x] for x in ids if x != one)}
        young = _young([child for one in ids for child in children.get(one, ())], on, alone_under)
        if young:
            groups = _groups(ids, resources, sharing)
            # A child who is too young to be alone and whom no group takes has no name there.
            named = groups + ("",) * max(0, young - len(groups))
            households.append(domain.Household(household_id, tuple(ids), named))
    return Homes(tuple(households), of, frozenset(sharing))


def _key(child: learners.ChildInfo) -> ChildKey:
    return child.name.strip().casefold(), child.birth_date


def _young(children: Sequence[learners.ChildInfo], on: date, under: int) -> int:
    """Children who are born and younger than so many years, each once."""
    born = {_key(child) for child in children if child.birth_date <= on}
    return sum(_years(birth, on) < under for _, birth in born)


def _years(birth: date, on: date) -> int:
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def _groups(adults: Sequence[str], resources: Sequence[SharedResource], sharing: set[str]) -> tuple[str, ...]:
    """Age groups of all children of a home, each child once."""
    found: list[str] = []
    counted = False
    for one in adults:
        groups = [group for resource in resources for group in resource.demand.get(one, ())]
        if one in sharing and counted:
            continue
        counted = counted or one in sharing
        found += groups
    return tuple(found)


def people(
    everybody: Sequence[learners.LearnerInfo],
    courses_of: Mapping[str, str],
    slots: Sequence[domain.Slot],
    resources: Sequence[SharedResource],
    on: date,
    weeks: Mapping[str, int],
    homes: Homes,
) -> list[domain.Learner]:
    """Everybody by number. Week 0 of all rotations is the week of `on`."""
    known = learners.availabilities([one.id for one in everybody])
    demand: dict[str, tuple[str, ...]] = {}
    later: dict[str, tuple[str, ...]] = {}
    for resource in resources:
        demand |= resource.demand
        later |= resource.later
    return [
        domain.Learner(
            id=one.id,
            course=courses_of[one.id],
            weeks=free_weeks(known.get(one.id, Availability()), slots, one.centre_id, on),
            children=demand.get(one.id, ()),
            later=later.get(one.id, ()),
            step_free=one.step_free or Need.STEP_FREE in known.get(one.id, Availability()).needs,
            intensive=_wish(known.get(one.id, Availability())),
            priority=weeks.get(one.id, 0),
            household=homes.of.get(one.id, ""),
            shared=demand.get(one.id, ()) + later.get(one.id, ()) if one.id in homes.sharing else (),
        )
        for one in sorted(everybody, key=lambda one: one.number)
    ]


def _wish(availability: Availability) -> bool | None:
    """Whoever has no work hours is best served by class on most days; others have said nothing about it."""
    return True if availability.shift is Shift.NONE else None


def free_weeks(
    availability: Availability, slots: Sequence[domain.Slot], centre_id: str | None = None, on: date | None = None
) -> tuple[frozenset[str], ...]:
    """The slots somebody can come to, for each week until her pattern meets the same weekdays again.

    The first week is the one of `on`, so that rotations of two people can be laid side by side.
    """
    first = rotation_week(availability, on) if on else 0
    return tuple(
        frozenset(
            slot.id
            for slot in slots
            if can_come(availability, WeekInterval(slot.weekday, slot.start, slot.end), first + number, centre_id)
        )
        for number in range(availability.weeks)
    )

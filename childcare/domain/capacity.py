"""What childcare can offer a timetable: places per age group and interval, from rooms, carers and the ratio."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from childcare.domain.ages import AgeGroup
from childcare.domain.day import Duty, Interval
from childcare.domain.ratios import RatioRule, children_per_carer


@dataclass(frozen=True, slots=True)
class CareRoom:
    """A room for children: its places, the age groups it may take, and when it is open."""

    key: int | str
    places: int
    groups: frozenset[str]
    open: tuple[Interval, ...]


@dataclass(frozen=True, slots=True)
class GroupCapacity:
    """Places for one age group in one interval, and how many children one carer may have there."""

    group: str
    places: int
    children_per_carer: int


@dataclass(frozen=True, slots=True)
class IntervalCapacity:
    """What can be cared for in one interval. The groups share the carers, so their places do not simply add up."""

    when: Interval
    carers: int
    groups: tuple[GroupCapacity, ...]

    def places(self, group: str) -> int:
        """Places of one group, if all carers looked after it."""
        return next((each.places for each in self.groups if each.group == group), 0)


def capacity(
    groups: Sequence[AgeGroup],
    rooms: Sequence[CareRoom],
    duties: Sequence[Duty],
    rule: RatioRule,
    intervals: Iterable[Interval],
    minimum_staff: int | None = None,
) -> tuple[IntervalCapacity, ...]:
    """Places per age group and interval: never more than the open rooms hold, nor than the carers may look after."""
    least = max(rule.minimum_on_site, rule.minimum_staff if minimum_staff is None else minimum_staff)
    return tuple(_interval_capacity(groups, rooms, duties, rule, when, least) for when in intervals)


def carers_throughout(duties: Iterable[Duty], when: Interval) -> int:
    """Carers who are on duty for the whole interval. Somebody who leaves in the middle cannot be planned with."""
    return len({duty.carer for duty in duties if duty.when.covers(when)})


def _interval_capacity(
    groups: Sequence[AgeGroup],
    rooms: Sequence[CareRoom],
    duties: Sequence[Duty],
    rule: RatioRule,
    when: Interval,
    least: int,
) -> IntervalCapacity:
    carers = carers_throughout(duties, when)
    if carers < least:
        carers = 0
    open_rooms = [room for room in rooms if any(hours.covers(when) for hours in room.open)]
    return IntervalCapacity(when, carers, tuple(_group_capacity(group, open_rooms, carers, rule) for group in groups))


def _group_capacity(group: AgeGroup, rooms: Sequence[CareRoom], carers: int, rule: RatioRule) -> GroupCapacity:
    ratio = children_per_carer(group, rule)
    in_rooms = sum(room.places for room in rooms if group.key in room.groups)
    return GroupCapacity(group.key, min(in_rooms, carers * ratio), ratio)

"""A carer is away: which groups lack a carer and when, and which few parents would have to stay at home. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from childcare.domain.day import CareBooking, Duty, Groups, HouseHalfHour, Interval, house_by_half_hour
from childcare.domain.ratios import RatioRule


@dataclass(frozen=True, slots=True)
class Break:
    """A span of the day in which a group lacks carers. `needed` and `on_duty` are those of the house at its worst."""

    group: str
    when: Interval
    needed: int
    on_duty: int
    refuses: bool


def less(duties: Sequence[Duty], carer: str, away: Interval) -> list[Duty]:
    """What is left of everybody's hours when one carer is away for a span."""
    left: list[Duty] = []
    for duty in duties:
        if duty.carer != carer or not duty.when.overlaps(away):
            left.append(duty)
            continue
        rest = (Interval(duty.when.start, away.start), Interval(away.end, duty.when.end))
        left += [Duty(carer, part) for part in rest if part.start < part.end]
    return left


def breaks(house: Sequence[HouseHalfHour], step: int) -> tuple[Break, ...]:
    """Spans in which groups lack carers, joined where they follow each other, in the order of the day."""
    found: list[Break] = []
    for one in house:
        for group in one.broken:
            before = next((b for b in found if b.group == group and b.when.end == one.start), None)
            needed, on_duty = one.carers_needed, one.on_duty
            if before is not None:
                found.remove(before)
                needed, on_duty = max(
                    (before.needed, before.on_duty), (needed, on_duty), key=lambda two: two[0] - two[1]
                )
            found.append(
                Break(
                    group,
                    Interval(before.when.start if before else one.start, one.start + step),
                    needed,
                    on_duty,
                    one.refuses and (before is None or before.refuses),
                )
            )
    return tuple(sorted(found, key=lambda one: (one.when.start, one.group)))


def affected(groups: Groups, broken: Sequence[Break]) -> tuple[int | str, ...]:
    """Children who are in a group while it lacks a carer."""
    return tuple(
        dict.fromkeys(
            booking.child for one in broken for booking in groups.get(one.group, ()) if booking.when.overlaps(one.when)
        )
    )


def fewest(
    groups: Groups,
    parents: Mapping[int | str, str],
    duties: Sequence[Duty],
    rule: RatioRule | None,
    day: date,
    minimum_staff: int | None = None,
) -> tuple[str, ...]:
    """A short list of parents: if their children stay at home, the carers suffice. A proposal; a person decides.

    One by one, always the one who helps most; among equals who was booked last. Siblings stay at home together.
    """
    left = {key: list(bookings) for key, bookings in groups.items()}
    chosen: list[str] = []
    while lacking := _lacking(left, duties, rule, day, minimum_staff):
        candidates = dict.fromkeys(parents[one.child] for bookings in left.values() for one in bookings)
        if not candidates:
            break
        best = min(
            reversed(candidates),
            key=lambda parent: _lacking(_home(left, parents, parent), duties, rule, day, minimum_staff),
        )
        if _lacking(_home(left, parents, best), duties, rule, day, minimum_staff) >= lacking:
            # Nobody alone helps: one more of the fullest moment, and look again.
            best = _of_the_worst(left, parents, duties, rule, day, minimum_staff)
        chosen.append(best)
        left = _home(left, parents, best)
    return tuple(chosen)


def _home(
    groups: Mapping[str, list[CareBooking]], parents: Mapping[int | str, str], parent: str
) -> dict[str, list[CareBooking]]:
    return {key: [one for one in bookings if parents[one.child] != parent] for key, bookings in groups.items()}


def _lacking(
    groups: Groups, duties: Sequence[Duty], rule: RatioRule | None, day: date, minimum_staff: int | None
) -> int:
    house = house_by_half_hour(groups, duties, rule, day, minimum_staff)
    return sum(max(0, one.carers_needed - one.on_duty) for one in house)


def _of_the_worst(
    groups: Groups,
    parents: Mapping[int | str, str],
    duties: Sequence[Duty],
    rule: RatioRule | None,
    day: date,
    minimum_staff: int | None,
) -> str:
    house = house_by_half_hour(groups, duties, rule, day, minimum_staff)
    worst = max((one for one in house if not one.ok), key=lambda one: one.carers_needed - one.on_duty)
    present = [
        booking
        for key in worst.broken
        for booking in groups[key]
        if booking.when.overlaps(Interval(worst.start, worst.start + 1))
    ] or [booking for bookings in groups.values() for booking in bookings]
    return parents[present[-1].child]

"""What care offers a timetable: places, carers and open hours by interval, and who needs which group."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import select

from childcare import models
from childcare.domain.ages import age_group_on
from childcare.domain.capacity import CareRoom, capacity
from childcare.domain.day import Duty
from childcare.domain.ratios import RatioRule
from childcare.queries.groups import (
    GroupInfo,
    duties_on_weekday,
    groups,
    half_hours,
    hours,
    interval_of,
    is_open,
    rule_of,
)
from lms.kernel import db
from lms.kernel.contracts import Message, ResourceGroup, SharedResource, WeekInterval
from lms.learners import queries as learners


def shared_resource(
    centre_id: str, country: str, intervals: Sequence[WeekInterval], learner_ids: Sequence[str], on: date
) -> SharedResource | None:
    """Places per interval and age group, carers, open hours, and each learner's demand by her children's ages on `on`.

    Places that other learners hold in the week of `on` are not offered again. None where the centre has no care group.
    """
    centre_groups = groups(centre_id)
    rule = rule_of(country, on)
    if not centre_groups:
        return None
    open_hours = hours(centre_id)
    duties = {day: duties_on_weekday(centre_id, day) for day in range(7)}
    held = _held_by_others(set(learner_ids), on)
    opened, staff = [], []
    places: dict[str, list[int]] = {group.id: [] for group in centre_groups}
    ratios = {group.id: group.places for group in centre_groups}
    for interval in intervals:
        fits = is_open(open_hours, interval.weekday, interval.starts, interval.ends)
        opened.append(fits)
        count, offered = _offer(centre_groups, duties[interval.weekday], rule, interval, fits)
        staff.append(count)
        for group in centre_groups:
            size, ratio = offered[group.id]
            if fits:
                ratios[group.id] = ratio
            places[group.id].append(max(0, size - _peak(held, group.id, interval)))
    ages = [group.ages for group in centre_groups]
    demand = {
        learner_id: tuple(
            found.key for child in children if (found := age_group_on(child.birth_date, on, ages)) is not None
        )
        for learner_id, children in learners.children_of_learners(learner_ids).items()
    }
    return SharedResource(
        key="childcare",
        groups=tuple(
            ResourceGroup(group.id, group.name, tuple(places[group.id]), ratios[group.id], ages_in_words(group))
            for group in centre_groups
        ),
        staff=tuple(staff),
        opened=tuple(opened),
        demand={learner_id: wanted for learner_id, wanted in demand.items() if wanted},
    )


def ages_in_words(group: GroupInfo) -> Message:
    """What a child of this group is called by its age. The last year is the one in which a child becomes too old."""
    first, last = group.from_months // 12, (group.to_months - 1) // 12
    if group.from_months == 0 and group.to_months % 12 == 0:
        return Message("childcare.child_under", {"years": group.to_months // 12})
    return Message("childcare.child_between", {"first": first, "last": last})


def _offer(
    centre_groups: Sequence[GroupInfo],
    duties: Sequence[Duty],
    rule: RatioRule | None,
    interval: WeekInterval,
    fits: bool,
) -> tuple[int, dict[str, tuple[int, int]]]:
    if not fits:
        return 0, {group.id: (0, 1) for group in centre_groups}
    if rule is None:
        # No rule is shipped for this country: the rooms alone decide, and pages say that nobody checked the ratio.
        return len(duties), {group.id: (group.places, group.places) for group in centre_groups}
    when = interval_of(interval.starts, interval.ends)
    rooms = [CareRoom(group.id, group.places, frozenset({group.id}), (when,)) for group in centre_groups]
    found = capacity([group.ages for group in centre_groups], rooms, duties, rule, [when])[0]
    # Places are those of the room: carers are counted once, by `staff` and the ratio, so that what is missing has a name.
    sizes = {group.id: group.places for group in centre_groups}
    return found.carers, {one.group: (sizes[one.group], one.children_per_carer) for one in found.groups}


def _held_by_others(learner_ids: set[str], on: date) -> list[models.CareBooking]:
    rows = db.session().scalars(
        select(models.CareBooking).where(models.CareBooking.day >= on, models.CareBooking.day < on + timedelta(days=7))
    )
    return [row for row in rows if row.learner_id not in learner_ids]


def _peak(held: Sequence[models.CareBooking], group_id: str, interval: WeekInterval) -> int:
    counts: Counter[int] = Counter()
    for row in held:
        if row.group_id == group_id and row.day.weekday() == interval.weekday:
            counts.update(half_hours(row.starts, row.ends))
    return max((counts[number] for number in half_hours(interval.starts, interval.ends)), default=0)

"""What care offers a timetable: places, carers and open hours by interval, and who needs which group."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import select

from childcare import models
from childcare.domain.ages import AgeGroup, age_group_on, group_changes
from childcare.domain.capacity import CareRoom, capacity
from childcare.domain.day import Duty
from childcare.domain.ratios import RatioRule, group_findings
from childcare.queries.groups import (
    GroupInfo,
    groups,
    half_hours,
    hours,
    interval_of,
    is_open,
    rule_of,
    settings,
)
from childcare.queries.staffing import duties_on
from lms.kernel import db
from lms.kernel.contracts import Message, ResourceGroup, SharedResource, WeekInterval
from lms.learners import queries as learners
from lms.organisations import queries as organisations


def shared_resource(
    centre_id: str, country: str, intervals: Sequence[WeekInterval], learner_ids: Sequence[str], on: date
) -> SharedResource | None:
    """Places per interval and age group, carers, open hours, and each learner's demand by her children's ages on `on`.

    Carers are those who count in the week of `on`: papers that hold, nobody away. Groups of the same ages are one pool.

    A child that grows into another group before the term ends, or is born before, is named in `later`. Places that other
    learners hold in any week up to then are not offered again. None where the centre has no care group.
    """
    of_centre = groups(centre_id)
    rule = rule_of(country, on, settings(centre_id).rule_key)
    if not of_centre:
        return None
    centre_groups, same = _pooled(of_centre, rule)
    open_hours = hours(centre_id)
    week = [on + timedelta(days=(day - on.weekday()) % 7) for day in range(7)]
    duties = {day.weekday(): duties_on(centre_id, day) for day in week}
    until = _end_of_term(centre_id, on)
    held = _held_by_others(set(learner_ids), on, until)
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
            places[group.id].append(max(0, size - _peak(held, same[group.id], interval)))
    ages = [group.ages for group in centre_groups]
    children = learners.children_of_learners(learner_ids)
    demand = {learner_id: _groups_on(found, ages, on) for learner_id, found in children.items()}
    later = {learner_id: _groups_after(found, ages, on, until) for learner_id, found in children.items()}
    return SharedResource(
        key="childcare",
        groups=tuple(
            ResourceGroup(
                group.id,
                group.name,
                tuple(places[group.id]),
                ratios[group.id],
                ages_in_words(group),
                group.picture,
            )
            for group in centre_groups
        ),
        staff=tuple(staff),
        opened=tuple(opened),
        demand={learner_id: wanted for learner_id, wanted in demand.items() if wanted},
        later={learner_id: wanted for learner_id, wanted in later.items() if wanted},
    )


def _pooled(
    of_centre: Sequence[GroupInfo], rule: RatioRule | None
) -> tuple[list[GroupInfo], dict[str, frozenset[str]]]:
    """Groups of the same ages as one pool under the id of the first, with the ids of all that are in it.

    No group offers more than its room may hold, nor more than the rule's largest group where that is verified.
    """
    pools: dict[tuple[int, int], list[GroupInfo]] = {}
    for group in of_centre:
        pools.setdefault((group.from_months, group.to_months), []).append(group)
    found = [replace(same[0], places=sum(_most(one, rule) for one in same)) for same in pools.values()]
    return found, {same[0].id: frozenset(one.id for one in same) for same in pools.values()}


def _most(group: GroupInfo, rule: RatioRule | None) -> int:
    if rule is None:
        return group.places
    refusing = [one for one in group_findings(group.ages, group.places, rule, None) if one.refuses]
    return min([group.places, *(int(one.allowed) for one in refusing)])


def _end_of_term(centre_id: str, on: date) -> date:
    """The last day of the term that a week belongs to; the end of that week where it belongs to none."""
    ends = [term.ends_on for term in organisations.terms(centre_id) if term.starts_on <= on <= term.ends_on]
    return max(ends, default=on + timedelta(days=6))


def _groups_on(children: Sequence[learners.ChildInfo], ages: Sequence[AgeGroup], on: date) -> tuple[str, ...]:
    found = (age_group_on(child.birth_date, on, ages) for child in children)
    return tuple(group.key for group in found if group is not None)


def _groups_after(
    children: Sequence[learners.ChildInfo], ages: Sequence[AgeGroup], on: date, until: date
) -> tuple[str, ...]:
    births: dict[int | str, date] = {child.id: child.birth_date for child in children}
    return tuple(change.after for change in group_changes(births, ages, on, until) if change.after is not None)


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


def _held_by_others(learner_ids: set[str], on: date, until: date) -> list[models.CareBooking]:
    rows = db.session().scalars(
        select(models.CareBooking).where(models.CareBooking.day >= on, models.CareBooking.day <= until)
    )
    return [row for row in rows if row.learner_id not in learner_ids]


def _peak(held: Sequence[models.CareBooking], group_ids: Collection[str], interval: WeekInterval) -> int:
    """The most places that others hold at one time of this interval, in any week. A child whom two adults bring has one."""
    wanted = half_hours(interval.starts, interval.ends)
    there = {
        (row.day, number, row.child_id)
        for row in held
        if row.group_id in group_ids and row.day.weekday() == interval.weekday
        for number in half_hours(row.starts, row.ends)
        if number in wanted
    }
    counts = Counter((day, number) for day, number, _child in there)
    return max(counts.values(), default=0)

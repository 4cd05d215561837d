"""One day of care: who is expected with what carers must know, and whether the carers suffice."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from sqlalchemy import select

from childcare import models
from childcare.domain.ages import GroupChange, age_group_on, age_in_months, group_changes
from childcare.domain.day import CareBooking as Expected
from childcare.domain.day import Duty, HouseHalfHour, house_at, house_by_half_hour
from childcare.domain.together import overlapping
from childcare.queries.groups import groups, half_hours, interval_of, least_staff, minutes_of, rule_for
from lms.courses import queries as courses
from lms.kernel import db, errors
from lms.learners import queries as learners


@dataclass(frozen=True)
class ChildToday:
    """A child expected on a day, with what carers must know."""

    booking_id: str
    child_id: str
    learner_id: str
    session_id: str
    group_id: str
    name: str
    picture: str
    months: int
    birth_date: date
    parent: str
    parent_phone: str
    parent_no_calls: bool
    starts: time
    ends: time
    arrived_at: datetime | None
    left_at: datetime | None
    collected_by: str
    brought_by: str
    late_minutes: int | None
    allergies: str
    medicine: str
    also: tuple["ChildToday", ...] = ()
    """Places of the same child by another adult's seat at that time: one child, one place, one line."""

    @property
    def seats(self) -> tuple["ChildToday", ...]:
        """The line by each seat that it comes with."""
        return self, *self.also


def children_on(day: date, centre_id: str) -> list[ChildToday]:
    """Children expected on a day, by time and name. A child whom two adults bring at one time stands once."""
    rows = list(
        db.session().scalars(
            select(models.CareBooking)
            .join(models.CareGroup, models.CareBooking.group_id == models.CareGroup.id)
            .where(models.CareBooking.day == day, models.CareGroup.centre_id == centre_id)
            .order_by(models.CareBooking.starts)
        )
    )
    parents = learners.by_ids({row.learner_id for row in rows})
    known = {
        key: child
        for found in learners.children(parent.person_id for parent in parents.values()).values()
        for child in found
        for key in (child.id, *child.also)
    }
    records = _records(known)
    shown = [row for row in rows if row.child_id in known and row.learner_id in parents]
    return [
        _together([_child(row, known[row.child_id], parents[row.learner_id], records, day) for row in same])
        for same in overlapping(
            shown, lambda row: (row.group_id, known[row.child_id].id), lambda row: interval_of(row.starts, row.ends)
        )
    ]


def _together(found: Sequence[ChildToday]) -> ChildToday:
    """One line for a child whom two adults bring: from the first beginning to the last end."""
    if len(found) == 1:
        return found[0]
    # Whoever has been seen stands for both.
    head = next((one for one in found if one.arrived_at), found[0])
    return replace(
        head,
        parent=", ".join(dict.fromkeys(one.parent for one in found)),
        starts=min(one.starts for one in found),
        ends=max(one.ends for one in found),
        also=tuple(one for one in found if one is not head),
    )


def _records(child_ids: Iterable[str]) -> dict[str, models.ChildRecord]:
    rows = db.session().scalars(select(models.ChildRecord).where(models.ChildRecord.child_id.in_(list(child_ids))))
    return {row.child_id: row for row in rows}


def _child(
    row: models.CareBooking,
    child: learners.ChildInfo,
    parent: learners.LearnerInfo,
    records: Mapping[str, models.ChildRecord],
    day: date,
) -> ChildToday:
    of_child = [records[key] for key in (child.id, *child.also) if key in records]
    record = of_child[0] if of_child else None
    return ChildToday(
        booking_id=row.id,
        child_id=child.id,
        learner_id=row.learner_id,
        session_id=row.session_id,
        group_id=row.group_id,
        name=child.name,
        picture=record.picture if record else "",
        months=age_in_months(child.birth_date, day),
        birth_date=child.birth_date,
        parent=parent.name,
        parent_phone=parent.phone,
        parent_no_calls=parent.no_calls,
        starts=row.starts,
        ends=row.ends,
        arrived_at=row.arrived_at,
        left_at=row.left_at,
        collected_by=row.collected_by,
        brought_by=row.brought_by,
        late_minutes=row.late_minutes,
        allergies=_joined(one.allergies for one in of_child),
        medicine=_joined(one.medicine for one in of_child),
    )


def _joined(texts: Iterable[str]) -> str:
    """What stands in any entry for a child is told."""
    return "; ".join(dict.fromkeys(text for text in texts if text))


@dataclass(frozen=True)
class ChildAway:
    """A child that stays away because its parent said that she cannot come."""

    session_id: str
    learner_id: str
    name: str
    parent: str
    starts: time
    group_id: str


def away_on(day: date, centre_id: str) -> list[ChildAway]:
    """Children whose place of a day was given back for that day, by time and name."""
    sessions = {one.id: one for one in courses.sessions_between(day, day, centre_id=centre_id)}
    told = courses.told_absent(sessions)
    parents, ages = learners.by_ids({learner_id for _, learner_id in told}), [one.ages for one in groups(centre_id)]
    children = learners.children_of_learners(sorted(parents))
    row = models.CareBooking
    kept = {
        (one.child_id, number)
        for one in db.session().execute(select(row.child_id, row.starts, row.ends).where(row.day == day))
        for number in half_hours(one.starts, one.ends)
    }
    found = [
        ChildAway(session_id, learner_id, child.name, parents[learner_id].name, sessions[session_id].starts, group.key)
        for session_id, learner_id in told
        for child in children.get(learner_id, ())
        if (group := age_group_on(child.birth_date, day, ages)) is not None
        # Another adult may bring it at that time.
        and not any(
            (child.id, number) in kept for number in half_hours(sessions[session_id].starts, sessions[session_id].ends)
        )
    ]
    return sorted(found, key=lambda one: (one.starts, one.name))


def booking(booking_id: str, centre_id: str) -> ChildToday:
    """One child's place at a centre. Raises NotFound."""
    day = db.session().scalar(select(models.CareBooking.day).where(models.CareBooking.id == booking_id))
    expected_then = children_on(day, centre_id) if day else []
    found = [child for child in expected_then if booking_id in {one.booking_id for one in child.seats}]
    if not found:
        raise errors.NotFound("childcare.absent")
    return found[0]


def house_on(
    children: Sequence[ChildToday], centre_id: str, day: date, duties: Sequence[Duty]
) -> tuple[HouseHalfHour, ...]:
    """Children by group, carers needed and on duty by half hour of a day; empty without children."""
    rule = rule_for(centre_id, day)
    return house_by_half_hour(expected(children, centre_id), duties, rule, day, least_staff(centre_id, rule))


def house_now(children: Sequence[ChildToday], centre_id: str, at: datetime, duties: Sequence[Duty]) -> HouseHalfHour:
    """Who is expected to be there at a moment in wall time, and the carers for them."""
    rule, day = rule_for(centre_id, at.date()), at.date()
    groups_of = expected(children, centre_id)
    return house_at(groups_of, duties, rule, day, minutes_of(at.time()), least_staff(centre_id, rule))


def expected(children: Sequence[ChildToday], centre_id: str) -> dict[str, list[Expected]]:
    """Children by group as the rules count them, the group of the smallest children first."""
    found: dict[str, list[Expected]] = {group.id: [] for group in groups(centre_id)}
    for child in children:
        place = Expected(child.child_id, child.birth_date, interval_of(child.starts, child.ends))
        found.setdefault(child.group_id, []).append(place)
    return found


def changes_of_group(children: Sequence[ChildToday], centre_id: str, first: date, last: date) -> dict[str, GroupChange]:
    """Children who grow into another group between two days, by child."""
    ages = [group.ages for group in groups(centre_id)]
    births: dict[int | str, date] = {child.child_id: child.birth_date for child in children}
    return {str(change.child): change for change in group_changes(births, ages, first, last)}


@dataclass(frozen=True)
class ChildRecordInfo:
    """What carers know of a child."""

    child_id: str
    learner_id: str
    name: str
    birth_date: date
    parent: str
    parent_phone: str
    parent_no_calls: bool
    allergies: str = ""
    medicine: str = ""
    picture: str = ""
    language: str = ""
    needs: str = ""
    emergency_consent: bool = False
    photo_consent: bool = False
    funding: str = ""


def child(child_id: str, centre_id: str) -> ChildRecordInfo:
    """A child with a place at a centre. Raises NotFound for one that never had any."""
    learner_id = db.session().scalar(
        select(models.CareBooking.learner_id)
        .join(models.CareGroup, models.CareBooking.group_id == models.CareGroup.id)
        .where(models.CareBooking.child_id == child_id, models.CareGroup.centre_id == centre_id)
        .limit(1)
    )
    if learner_id is None:
        raise errors.NotFound("childcare.absent")
    parent = learners.learner(learner_id)
    of_parent = learners.children([parent.person_id]).get(parent.person_id, ())
    known = next((one for one in of_parent if child_id in (one.id, *one.also)), None)
    if known is None:
        raise errors.NotFound("childcare.absent")
    head = (child_id, learner_id, known.name, known.birth_date, parent.name, parent.phone, parent.no_calls)
    record = _records([child_id]).get(child_id)
    if record is None:
        return ChildRecordInfo(*head)
    return ChildRecordInfo(
        *head,
        record.allergies,
        record.medicine,
        record.picture,
        record.language,
        record.needs,
        record.emergency_consent,
        record.photo_consent,
        record.funding,
    )

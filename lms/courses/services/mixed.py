"""Mixed classes with parts of their own level, and twin classes that share one roll."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from lms.courses import models
from lms.courses.domain.calendar import monday_of
from lms.courses.queries.bookings import part_of
from lms.courses.queries.mixed import away_in_twin, visits_to
from lms.courses.services import seats
from lms.courses.services.changes import section_row, session_row
from lms.kernel import db, errors
from lms.kernel.actor import Actor
from lms.kernel.contracts import Booking
from lms.kernel.vocabulary import EnrolmentState


def add_group(section_id: str, course_id: str, name: str) -> str:
    """A part of a class that works towards the module of its own course. Returns its id."""
    section_row(section_id)
    if not name.strip():
        raise errors.Invalid("courses.no_group_name", field="name")
    if db.session().scalar(select(models.Course.id).where(models.Course.id == course_id)) is None:
        raise errors.NotFound("courses.absent")
    row = models.Subgroup(id=db.new_id(), section_id=section_id, course_id=course_id, name=name.strip()[:80])
    try:
        with db.session().begin_nested():
            db.session().add(row)
    except IntegrityError as twice:
        raise errors.Conflict("courses.group_twice", field="name") from twice
    return row.id


def remove_group(section_id: str, group_id: str) -> None:
    """Its people work at the class's own level again."""
    of = (models.SubgroupMember.section_id == section_id, models.SubgroupMember.subgroup_id == group_id)
    db.session().execute(delete(models.SubgroupMember).where(*of))
    db.session().execute(
        delete(models.Subgroup).where(models.Subgroup.id == group_id, models.Subgroup.section_id == section_id)
    )


def put_in_group(section_id: str, learner_id: str, group_id: str | None) -> None:
    """A learner with a seat works in this part of the class; None for the class's own level."""
    session = db.session()
    seated = select(models.Enrolment.id).where(
        models.Enrolment.section_id == section_id,
        models.Enrolment.learner_id == learner_id,
        models.Enrolment.state.in_(models.HOLDS_SEAT),
    )
    if session.scalar(seated) is None:
        raise errors.NotFound("courses.absent")
    row = session.get(models.SubgroupMember, (section_id, learner_id))
    if group_id is None:
        if row is not None:
            session.delete(row)
        return
    group = session.scalar(select(models.Subgroup).where(models.Subgroup.id == group_id))
    if group is None or group.section_id != section_id:
        raise errors.NotFound("courses.absent")
    if row is None:
        session.add(models.SubgroupMember(section_id=section_id, learner_id=learner_id, subgroup_id=group_id))
    else:
        row.subgroup_id = group_id
    session.flush()


def pair(section_id: str, other_id: str) -> None:
    """Two classes of the same course teach the same content at different times and share one roll."""
    one, other = section_row(section_id), section_row(other_id)
    if one.id == other.id:
        raise errors.Invalid("courses.twin_of_itself", field="twin")
    if one.course_id != other.course_id or one.term_id != other.term_id:
        raise errors.Invalid("courses.not_twins", field="twin")
    one.twin_key = other.twin_key = one.twin_key or other.twin_key or db.new_id()
    db.session().flush()


def part_twins(section_id: str) -> None:
    """A class is on its own again. Swaps that were made stay."""
    section_row(section_id).twin_key = None
    db.session().flush()


def swap(enrolment_id: str, session_id: str, *, actor: Actor, now: datetime) -> str:
    """Come to this session of the twin class instead of the own one of the same place in the week. Returns the swap's id.

    The seat stays where it is, and so does the one register the person is in. What plug-ins keep with a seat (a care
    place) goes along: chair, free hour and place are one decision. Said twice it is said once.

    Raises Conflict where the twin has no chair left then, for another class at that time, and for what a plug-in refuses;
    nothing has changed then.
    """
    enrolment = _seated(enrolment_id)
    with db.session().begin_nested():
        row, new = _visit(enrolment, session_id, now)
        if new:
            _take_along(enrolment, [row], actor)
    return row.id


def _seated(enrolment_id: str) -> models.Enrolment:
    row = db.session().scalar(select(models.Enrolment).where(models.Enrolment.id == enrolment_id))
    if row is None or row.state not in models.HOLDS_SEAT:
        raise errors.NotFound("courses.absent")
    return row


def _visit(enrolment: models.Enrolment, session_id: str, now: datetime) -> tuple[models.Visit, bool]:
    """The swap as it is written down, and whether it is new."""
    session, enrolment_id = db.session(), enrolment.id
    to, own = session_row(session_id), section_row(enrolment.section_id)
    twin = section_row(to.section_id)
    if own.twin_key is None or twin.twin_key != own.twin_key or twin.id == own.id:
        raise errors.Invalid("courses.not_in_twin", field="session_id")
    if to.state == "cancelled":
        raise errors.Conflict("courses.session_cancelled")
    known = session.scalar(
        select(models.Visit).where(models.Visit.session_id == to.id, models.Visit.enrolment_id == enrolment_id)
    )
    if known is not None:
        return known, False
    _refuse_full(twin, to)
    row = models.Visit(
        id=db.new_id(),
        session_id=to.id,
        enrolment_id=enrolment_id,
        learner_id=enrolment.learner_id,
        instead_of=_counterpart(own.id, twin.id, to),
        at=now,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as taken:
        raise errors.Conflict("courses.two_sessions_at_once", section=twin.name) from taken
    return row, True


def _refuse_full(twin: models.Section, to: models.Session) -> None:
    """As many may come as there are seats: those of the class who are not in its twin then, and those who come from there."""
    seats.lock_sections(twin.id)
    taken = db.session().scalar(select(models.Section.taken).where(models.Section.id == twin.id)) or 0
    if taken - len(away_in_twin(to.id)) + len(visits_to(to.id)) >= twin.seats:
        raise errors.Conflict("courses.twin_full", section=twin.name, day=to.day)


def _take_along(enrolment: models.Enrolment, visits: Sequence[models.Visit], actor: Actor) -> None:
    """What plug-ins keep for the own sessions is given back, and kept for those of the twin. Raises Conflict.

    Who pauses has nothing to take along; she has all of it when she is back.
    """
    if enrolment.state == EnrolmentState.PAUSED:
        return
    left = [one.instead_of for one in visits if one.instead_of]
    seats.release(_part(enrolment, enrolment.section_id, left), actor)
    there = _part(enrolment, session_row(visits[0].session_id).section_id, [one.session_id for one in visits])
    seats.refuse_obstacles(there, left_for_it=[enrolment.section_id])
    seats.reserve(there, actor)


def _part(enrolment: models.Enrolment, section_id: str, session_ids: Sequence[str]) -> Booking:
    return part_of(section_id, enrolment.learner_id, session_ids, enrolment_id=enrolment.id)


def _counterpart(own_id: str, twin_id: str, to: models.Session) -> str | None:
    """The own session with the same content: the one at the same place in the week."""
    first = monday_of(to.day)
    theirs, mine = (_week(section_id, first) for section_id in (twin_id, own_id))
    place = theirs.index(to.id) if to.id in theirs else len(mine)
    return mine[place] if place < len(mine) else None


def _week(section_id: str, monday: date) -> list[str]:
    row = models.Session
    last = date.fromordinal(monday.toordinal() + 6)
    statement = (
        select(row.id)
        .where(row.section_id == section_id, row.day >= monday, row.day <= last, row.state != "cancelled")
        .order_by(row.starts_at)
    )
    return list(db.session().scalars(statement))


def swap_week(enrolment_id: str, monday: date, *, actor: Actor, now: datetime) -> int:
    """Come to the twin class for a whole week: all of its sessions, or none. Returns how many sessions were swapped.

    Raises Conflict as `swap` does.
    """
    enrolment = _seated(enrolment_id)
    own = section_row(enrolment.section_id)
    if own.twin_key is None:
        raise errors.Invalid("courses.not_in_twin", field="session_id")
    others = select(models.Section.id).where(models.Section.twin_key == own.twin_key, models.Section.id != own.id)
    twin_id = db.session().scalar(others.order_by(models.Section.id))
    ids = _week(twin_id, monday) if twin_id else []
    with db.session().begin_nested():
        found = [_visit(enrolment, session_id, now) for session_id in ids]
        visits = [row for row, new in found if new]
        if visits:
            _take_along(enrolment, visits, actor)
    return len(ids)


def take_back_week(enrolment_id: str, monday: date, *, actor: Actor) -> int:
    """Come to the own class in a week after all: to all of its sessions, or none. Returns how many swaps were taken back."""
    row, last = models.Visit, date.fromordinal(monday.toordinal() + 6)
    of_week = (
        select(row.id)
        .join(models.Session, row.session_id == models.Session.id)
        .where(row.enrolment_id == enrolment_id, models.Session.day >= monday, models.Session.day <= last)
        .order_by(models.Session.starts_at)
    )
    ids = list(db.session().scalars(of_week))
    with db.session().begin_nested():
        for swap_id in ids:
            take_back_swap(swap_id, actor=actor)
    return len(ids)


class _OnlyAsked(Exception):
    """Takes a swap back that was tried to see whether it can be."""


def weeks_with_room(enrolment_id: str, mondays: Sequence[date], *, actor: Actor, now: datetime) -> list[date]:
    """The weeks for which a swap would be kept, with all that belongs to it. Nothing is kept by asking."""
    found = []
    for monday in mondays:
        try:
            with db.session().begin_nested():
                if swap_week(enrolment_id, monday, actor=actor, now=now):
                    found.append(monday)
                raise _OnlyAsked
        except (_OnlyAsked, errors.OnwardError):
            continue
    return found


def take_back_swap(swap_id: str, *, actor: Actor) -> None:
    """She comes to her own class after all, with all that belongs to it.

    Conflict once she was marked in the twin's register, and where her own place went to somebody else meanwhile: then she
    goes on coming to the twin.
    """
    session = db.session()
    row = session.scalar(select(models.Visit).where(models.Visit.id == swap_id))
    if row is None:
        raise errors.NotFound("courses.absent")
    there = session_row(row.session_id)
    if session.get(models.Mark, (row.session_id, row.enrolment_id)) is not None:
        raise errors.Conflict("courses.marked_already", day=there.day)
    enrolment = session.scalars(select(models.Enrolment).where(models.Enrolment.id == row.enrolment_id)).one()
    with session.begin_nested():
        instead_of = row.instead_of
        session.delete(row)
        session.flush()
        seats.release(_part(enrolment, there.section_id, [there.id]), actor)
        if instead_of and enrolment.state == EnrolmentState.ENROLLED:
            back = _part(enrolment, enrolment.section_id, [instead_of])
            seats.refuse_obstacles(back)
            seats.reserve(back, actor)

"""Mixed classes with parts of their own level, and twin classes that share one roll."""

from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from lms.courses import models
from lms.courses.domain.calendar import monday_of
from lms.courses.services.changes import section_row, session_row
from lms.kernel import db, errors
from lms.kernel.actor import Actor


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

    The seat stays where it is, and so does the one register the person is in. Said twice it is said once.
    """
    session = db.session()
    enrolment = session.scalar(select(models.Enrolment).where(models.Enrolment.id == enrolment_id))
    if enrolment is None or enrolment.state not in models.HOLDS_SEAT:
        raise errors.NotFound("courses.absent")
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
        return known.id
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
    return row.id


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
    """Come to the twin class for a whole week. Returns how many sessions were swapped."""
    enrolment = db.session().scalar(select(models.Enrolment).where(models.Enrolment.id == enrolment_id))
    if enrolment is None:
        raise errors.NotFound("courses.absent")
    own = section_row(enrolment.section_id)
    if own.twin_key is None:
        raise errors.Invalid("courses.not_in_twin", field="session_id")
    others = select(models.Section.id).where(models.Section.twin_key == own.twin_key, models.Section.id != own.id)
    twin_id = db.session().scalar(others.order_by(models.Section.id))
    ids = _week(twin_id, monday) if twin_id else []
    for session_id in ids:
        swap(enrolment_id, session_id, actor=actor, now=now)
    return len(ids)


def take_back_swap(swap_id: str) -> None:
    """She comes to her own class after all. Conflict once she was marked in the twin's register."""
    session = db.session()
    row = session.scalar(select(models.Visit).where(models.Visit.id == swap_id))
    if row is None:
        raise errors.NotFound("courses.absent")
    if session.get(models.Mark, (row.session_id, row.enrolment_id)) is not None:
        raise errors.Conflict("courses.marked_already", day=session_row(row.session_id).day)
    session.delete(row)
    session.flush()

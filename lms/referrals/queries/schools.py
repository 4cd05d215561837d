"""Schools, the parents they sent, and for a parent the classes near the school in which the children have places."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from lms.accounts import domain as accounts
from lms.courses import queries as courses
from lms.kernel import db, errors, plugins
from lms.kernel.contracts import WeekInterval
from lms.kernel.vocabulary import EnrolmentState, Level
from lms.learners import queries as learners
from lms.learners.domain.targets import SCHOOL_AGE
from lms.referrals import models
from lms.referrals.domain import schools as domain
from lms.referrals.domain.schools import Care, Status

PAGE = 50
CROSSING = "school link"
_LEVELS = {level.value: level.rank for level in Level}


@dataclass(frozen=True)
class School:
    """A school that may send parents, and the centre near it."""

    id: str
    provider_id: str
    name: str
    centre_id: str
    ended_on: date | None


@dataclass(frozen=True)
class Sent:
    """What a school sees of somebody it sent."""

    number: str
    day: date
    status: Status


@dataclass(frozen=True)
class Parent:
    """Somebody whom a school sent, for staff."""

    id: str
    provider_id: str
    school_id: str
    school: str
    learner_id: str
    number: str
    day: date
    wish_section_id: str | None
    status: Status


@dataclass(frozen=True)
class Proposal:
    """A class near the school, the day to begin, and whether the children have places."""

    section: courses.SectionInfo
    begins: date
    care: Care


def schools(centre_id: str | None) -> list[School]:
    """Schools that send parents to a centre, to any without one, by name."""
    row = models.School
    here = (row.centre_id == centre_id,) if centre_id else ()
    rows = db.session().scalars(select(row).where(row.ended_on.is_(None), *here).order_by(row.name, row.id))
    return [_school(one) for one in rows]


def school(school_id: str) -> School:
    """One school. Raises NotFound."""
    row = db.session().scalar(select(models.School).where(models.School.id == school_id))
    if row is None:
        raise errors.NotFound("referrals.no_school")
    return _school(row)


def school_by_token(token: str) -> School:
    """The school of a link. Raises NotFound, also for a school that has ended."""
    row = models.School
    with db.crossing(CROSSING):
        found = db.session().scalar(
            select(row).where(row.token_hash == accounts.token_hash(token), row.ended_on.is_(None))
        )
    if found is None:
        raise errors.NotFound("referrals.no_school")
    return _school(found)


def _school(row: models.School) -> School:
    return School(row.id, row.provider_id, row.name, row.centre_id, row.ended_on)


def sent_by(school_id: str, *, limit: int = 100) -> list[Sent]:
    """What a school sees, the newest first: a number, a day, received or placed."""
    row = models.SchoolReferral
    rows = list(
        db.session().scalars(
            select(row).where(row.school_id == school_id).order_by(row.day.desc(), row.id.desc()).limit(limit)
        )
    )
    placed = _placed(one.learner_id for one in rows)
    return [Sent(one.number, one.day, _status(one, placed)) for one in rows]


def count_on(school_id: str, day: date) -> int:
    """How many parents a school sent on a day."""
    row = models.SchoolReferral
    statement = select(func.count(row.id)).where(row.school_id == school_id, row.day == day)
    return int(db.session().scalar(statement) or 0)


def parents(centre_id: str | None, *, page: int = 1) -> tuple[list[Parent], int]:
    """(a page of parents whom schools sent, how many there are), the newest first."""
    row, sender = models.SchoolReferral, models.School
    here = (sender.centre_id == centre_id,) if centre_id else ()
    statement = select(row, sender.name).join(sender, sender.id == row.school_id).where(*here)
    newest = statement.order_by(row.day.desc(), row.id.desc()).limit(PAGE).offset((page - 1) * PAGE)
    rows = db.session().execute(newest).all()
    total = db.session().scalar(select(func.count()).select_from(statement.subquery())) or 0
    placed = _placed(one.learner_id for one, _name in rows)
    return [_parent(one, name, placed) for one, name in rows], int(total)


def parent_by_token(token: str) -> Parent:
    """Whose page this is. Raises NotFound."""
    row, sender = models.SchoolReferral, models.School
    with db.crossing(CROSSING):
        found = (
            db.session()
            .execute(
                select(row, sender.name)
                .join(sender, sender.id == row.school_id)
                .where(row.token_hash == accounts.token_hash(token))
            )
            .first()
        )
        if found is None:
            raise errors.NotFound("referrals.absent")
        return _parent(found[0], found[1], frozenset())


def _parent(row: models.SchoolReferral, name: str, placed: frozenset[str]) -> Parent:
    return Parent(
        row.id, row.provider_id, row.school_id, name, row.learner_id, row.number, row.day, row.wish_section_id,
        _status(row, placed),
    )  # fmt: skip


def _placed(learner_ids: Iterable[str]) -> frozenset[str]:
    """Who has a seat, and not only the offer of one."""
    found = courses.enrolments_of(list(learner_ids))
    return frozenset(key for key, seats in found.items() if any(one.state != EnrolmentState.OFFERED for one in seats))


def _status(row: models.SchoolReferral, placed: frozenset[str]) -> Status:
    return Status.PLACED if row.learner_id in placed else Status.RECEIVED


def proposals(centre_id: str, learner_id: str, today: date) -> list[Proposal]:
    """The best few classes of a centre: with places for the children first, then near to what somebody can do, then soon."""
    learner = learners.learner(learner_id)
    children = learners.children([learner.person_id]).get(learner.person_id, ())
    small = any((today - child.birth_date).days < SCHOOL_AGE * 365 for child in children)
    open_ones = [
        (section, max(section.starts_on, courses.entry_day(section, today)))
        for section in courses.sections(centre_id=centre_id)
        if section.free > 0 and section.meetings
    ]
    found = [
        Proposal(section, begins, _care(section, learner_id, small, begins))
        for section, begins in sorted(open_ones, key=lambda one: _far(one[0], one[1], learner))[: domain.SHOWN * 4]
        if begins <= min(section.ends_on, section.entry_until or section.ends_on)
    ]
    return sorted(found, key=lambda one: one.care is Care.NONE)[: domain.SHOWN]


def _far(section: courses.SectionInfo, begins: date, learner: learners.LearnerInfo) -> tuple[bool, int, date, str]:
    """How far a class is from what somebody can do; who was not placed yet begins at the beginning."""
    other = bool(learner.track) and section.course.track != learner.track
    steps = abs(_LEVELS.get(section.course.level, 0) - _LEVELS.get(learner.level, 0))
    return other, steps, begins, section.id


def _care(section: courses.SectionInfo, learner_id: str, small: bool, begins: date) -> Care:
    meetings = [WeekInterval(one.weekday, one.starts, one.ends) for one in section.meetings]
    resources = plugins.installed().ask("shared_resources", section.centre_id, meetings, [learner_id], begins)
    return domain.care_of(resources, learner_id, small)

"""Seats: who holds one, what a booking would be, what it clashes with, how well a section fits a person."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import and_, bindparam, exists, or_, select
from sqlalchemy.orm import aliased

from lms.courses import models
from lms.kernel import db, errors
from lms.kernel.contracts import Booking, SessionTime
from lms.kernel.questions import Question
from lms.learners import queries as learners


@dataclass(frozen=True)
class EnrolmentInfo:
    """A learner in a section."""

    id: str
    section_id: str
    section: str
    course_id: str
    module_key: str
    track: str
    level: str
    title: str
    learner_id: str
    state: str
    from_date: date
    to_date: date | None


_OFFERED = Question(
    select(
        models.Section.provider_id,
        models.Section.starts_on,
        models.Section.course_id,
        models.Course.module_key,
        models.Course.track,
        models.Course.level,
    )
    .join(models.Course, models.Section.course_id == models.Course.id)
    .where(models.Section.id == bindparam("section_id"))
)


def booking_for(section_id: str, learner_id: str, from_date: date, *, enrolment_id: str | None = None) -> Booking:
    """What a seat would mean: the dated sessions from a day on. Raises NotFound for either id.

    For a seat that is held already these are the sessions its learner comes to: those of a twin class for which she
    swapped instead of her own.
    """
    learner = learners.learner(learner_id)
    offered = _OFFERED.ask(section_id=section_id).first()
    if offered is None:
        raise errors.NotFound("courses.absent")
    return Booking(
        enrolment_id=enrolment_id or db.new_id(),
        provider_id=offered.provider_id,
        section_id=section_id,
        course_id=offered.course_id,
        module_key=offered.module_key,
        track=offered.track,
        level=offered.level,
        learner_id=learner_id,
        person_id=learner.person_id,
        from_date=max(from_date, offered.starts_on),
        sessions=tuple(_times(section_id, from_date, enrolment_id)),
    )


def part_of(section_id: str, learner_id: str, session_ids: Collection[str], *, enrolment_id: str) -> Booking:
    """Single sessions of a section beside a seat that is held here or in a twin class."""
    whole = booking_for(section_id, learner_id, date.min)
    wanted = tuple(one for one in whole.sessions if one.session_id in session_ids)
    first = min((one.day for one in wanted), default=whole.from_date)
    return replace(whole, enrolment_id=enrolment_id, from_date=first, sessions=wanted, part=True)


_SWAPPED = Question(
    select(models.Visit.session_id, models.Visit.instead_of).where(
        models.Visit.enrolment_id == bindparam("enrolment_id")
    )
)
_TIMES = Question(
    select(
        models.Session.id,
        models.Session.day,
        models.Session.starts,
        models.Session.ends,
        models.Session.starts_at,
        models.Session.ends_at,
    )
    .where(
        or_(
            and_(
                models.Session.section_id == bindparam("section_id"),
                models.Session.id.not_in(bindparam("left", expanding=True)),
            ),
            models.Session.id.in_(bindparam("taken", expanding=True)),
        ),
        models.Session.day >= bindparam("from_date"),
        models.Session.state != "cancelled",
    )
    .order_by(models.Session.starts_at)
)


def _times(section_id: str, from_date: date, enrolment_id: str | None) -> list[SessionTime]:
    swapped = _SWAPPED.ask(enrolment_id=enrolment_id).all() if enrolment_id else []
    found = _TIMES.ask(
        section_id=section_id,
        from_date=from_date,
        left=[one.instead_of for one in swapped if one.instead_of],
        taken=[one.session_id for one in swapped],
    )
    return [SessionTime(*times) for times in found]


_OTHER, _MINE = aliased(models.Session), aliased(models.Session)
_AT_ONCE = (
    select(models.Section.name)
    .join(models.Enrolment, models.Enrolment.section_id == models.Section.id)
    .join(_OTHER, _OTHER.section_id == models.Section.id)
    .join(_MINE, _MINE.section_id == bindparam("section_id"))
    .where(
        models.Enrolment.learner_id == bindparam("learner_id"),
        models.Enrolment.state.in_(models.HOLDS_SEAT),
        models.Section.id.not_in(bindparam("but", expanding=True)),
        _MINE.day >= bindparam("from_date"),
        _MINE.state != "cancelled",
        _OTHER.state != "cancelled",
        _OTHER.starts_at < _MINE.ends_at,
        _MINE.starts_at < _OTHER.ends_at,
    )
    .limit(1)
)
_CLASH = Question(_AT_ONCE)
_CLASH_OF_PART = Question(_AT_ONCE.where(_MINE.id.in_(bindparam("session_ids", expanding=True))))


def clash(booking: Booking, *, but: Collection[str] = ()) -> str | None:
    """Name of another section that meets at the same time and holds a seat for this learner; `but` are left out."""
    asked: dict[str, Any] = {
        "section_id": booking.section_id,
        "learner_id": booking.learner_id,
        "from_date": booking.from_date,
        "but": [booking.section_id, *but],
    }
    if booking.part:
        found = _CLASH_OF_PART.ask(**asked, session_ids=[one.session_id for one in booking.sessions])
    else:
        found = _CLASH.ask(**asked)
    name: str | None = found.scalar()
    return name


_OTHERS: dict[str, Any] = {
    "section": models.Section.name,
    "course_id": models.Course.id,
    "module_key": models.Course.module_key,
    "track": models.Course.track,
    "level": models.Course.level,
    "title": models.Course.title,
}
_JOINED = (
    select(
        *(
            _OTHERS[name] if name in _OTHERS else getattr(models.Enrolment, name)
            for name in EnrolmentInfo.__annotations__
        )
    )
    .select_from(models.Enrolment)
    .join(models.Section, models.Enrolment.section_id == models.Section.id)
    .join(models.Course, models.Section.course_id == models.Course.id)
    .order_by(models.Enrolment.from_date.desc(), models.Enrolment.id)
)


_SEATED = models.Enrolment.state.in_(models.HOLDS_SEAT)
_OF_LEARNERS = _JOINED.where(models.Enrolment.learner_id.in_(bindparam("ids")))
_OF_SECTION = _JOINED.where(models.Enrolment.section_id == bindparam("section_id"))
# By whether only held seats are asked for.
_THEIRS = {True: Question(_OF_LEARNERS.where(_SEATED)), False: Question(_OF_LEARNERS)}
_MEMBERS = {True: Question(_OF_SECTION.where(_SEATED)), False: Question(_OF_SECTION)}


def enrolments_of(learner_ids: Iterable[str], *, seated: bool = True) -> dict[str, list[EnrolmentInfo]]:
    """Enrolments by learner, newest first; with `seated` only those that hold a seat."""
    ids = list(learner_ids)
    found: dict[str, list[EnrolmentInfo]] = {}
    for row in _THEIRS[seated].ask(ids=ids) if ids else ():
        info = EnrolmentInfo(*row)
        found.setdefault(info.learner_id, []).append(info)
    return found


def enrolments_of_section(section_id: str, *, seated: bool = True) -> list[EnrolmentInfo]:
    """Who is in a section."""
    return [EnrolmentInfo(*row) for row in _MEMBERS[seated].ask(section_id=section_id)]


def visiting(section_id: str, from_date: date) -> list[EnrolmentInfo]:
    """Who holds a seat in a twin class and comes to sessions of this section from a day on."""
    swapped = (
        select(models.Visit.enrolment_id)
        .join(models.Session, models.Visit.session_id == models.Session.id)
        .where(models.Session.section_id == section_id, models.Session.day >= from_date)
    )
    rows = db.session().execute(_JOINED.where(models.Enrolment.id.in_(swapped), _SEATED))
    return [EnrolmentInfo(*row) for row in rows]


def visit_at(learner_id: str, session_id: str) -> EnrolmentInfo | None:
    """The seat by which a learner comes to one session of the twin class."""
    swapped = select(models.Visit.enrolment_id).where(
        models.Visit.session_id == session_id, models.Visit.learner_id == learner_id
    )
    row = db.session().execute(_JOINED.where(models.Enrolment.id.in_(swapped), _SEATED)).first()
    return EnrolmentInfo(*row) if row else None


def without_seat(centre_id: str) -> list[learners.LearnerInfo]:
    """Learners of a centre whose track is decided and who hold no seat, by number."""
    seated = set(
        db.session().scalars(
            select(models.Enrolment.learner_id).where(models.Enrolment.state.in_(models.HOLDS_SEAT)).distinct()
        )
    )
    return [one for one in learners.all_of(centre_id) if one.track and one.id not in seated and one.until is None]


def has_marks(section_id: str) -> bool:
    """Whether anybody was ever marked in a section."""
    return bool(
        db.session().scalar(
            select(exists().where(models.Mark.session_id == models.Session.id, models.Session.section_id == section_id))
        )
    )

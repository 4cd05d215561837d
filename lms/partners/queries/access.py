"""Who of which partner may see what; their own pages; and the pages that were refused to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from lms.accounts import queries as accounts
from lms.casework import queries as casework
from lms.courses import queries as courses
from lms.kernel import db, errors
from lms.kernel.actor import Actor
from lms.learners import queries as learners
from lms.partners import models
from lms.partners.domain.access import Cohort, Coming, Part, State, coming, state_of

PAGE = 50
REFUSED = "refused"
SHOWN = ("published", "closed")
_ROW = models.Access


@dataclass(frozen=True)
class AccessInfo:
    """Somebody of a partner, what it is that may be seen, and until when."""

    id: str
    user_id: str
    name: str
    email: str
    organisation_id: str
    organisation: str
    sector: str
    centre_id: str
    cohort: Cohort
    until: date
    state: State
    part: Part = Part.COMING


@dataclass(frozen=True)
class Refusal:
    """A page that was refused to somebody of a partner."""

    at: datetime
    page: str


@dataclass(frozen=True)
class Person:
    """One learner as a partner sees her."""

    name: str
    coming: Coming


def accesses(
    today: date, *, centre_id: str | None = None, text: str = "", page: int = 1
) -> tuple[list[AccessInfo], int]:
    """A page of them, those in force first, and how many there are. Every word of `text` stands in the name."""
    wanted = select(_ROW).where(*(_ROW.name.icontains(word, autoescape=True) for word in text.split()))
    if centre_id:
        wanted = wanted.where(_ROW.centre_id == centre_id)
    total = db.session().scalar(wanted.with_only_columns(func.count(_ROW.id))) or 0
    order = (_ROW.ended_at.is_not(None), _ROW.until.desc(), _ROW.name, _ROW.id)
    rows = db.session().scalars(wanted.order_by(*order).limit(PAGE).offset((page - 1) * PAGE)).all()
    return infos(rows, today), total


def access(access_id: str, today: date) -> AccessInfo:
    """One of them. Raises NotFound."""
    row = db.session().scalar(select(_ROW).where(_ROW.id == access_id))
    if row is None:
        raise errors.NotFound("partners.absent")
    return infos([row], today)[0]


def access_of(actor: Actor, today: date) -> AccessInfo:
    """What this person of a partner may see. Raises NotFound."""
    row = db.session().scalar(select(_ROW).where(_ROW.user_id == actor.user_id))
    if row is None:
        raise errors.NotFound("partners.absent")
    return infos([row], today)[0]


def seeing(section_id: str, course_id: str, today: date) -> list[AccessInfo]:
    """Who of partners sees how people come to this class of a module today."""
    return who_sees_class(section_id, course_id, today, Part.COMING)


def who_sees_class(section_id: str, course_id: str, today: date, part: Part) -> list[AccessInfo]:
    """Whose access opens one part of this class today, by name."""
    of_class = (_ROW.section_id == section_id) | (_ROW.course_id == course_id)
    rows = db.session().scalars(
        select(_ROW)
        .where(of_class, _ROW.part == part, _ROW.ended_at.is_(None), _ROW.until >= today)
        .order_by(_ROW.name, _ROW.id)
    )
    return infos(rows.all(), today)


def who_sees(learner_id: str, today: date) -> list[tuple[AccessInfo, str]]:
    """Who of partners reads today how somebody comes, each with the class."""
    found = [
        (one, seat.section)
        for seat in courses.enrolments_of([learner_id]).get(learner_id, ())
        for one in seeing(seat.section_id, seat.course_id, today)
    ]
    return sorted(found, key=lambda pair: (pair[0].organisation.casefold(), pair[1], pair[0].name))


def infos(rows: Sequence[models.Access], today: date) -> list[AccessInfo]:
    """With their organisations, in the same order."""
    known = casework.organisations_by_id(row.organisation_id for row in rows)
    return [
        AccessInfo(
            row.id, row.user_id, row.name, row.email, row.organisation_id, known[row.organisation_id].name,
            known[row.organisation_id].sector, row.centre_id, Cohort(row.section_id or "", row.course_id or ""),
            row.until, state_of(row.until, row.ended_at is not None, today), Part(row.part),
        )
        for row in rows
    ]  # fmt: skip


def classes_of(cohort: Cohort, centre_id: str) -> list[courses.SectionInfo]:
    """The classes of a cohort, those that are over too, by name."""
    if cohort.section_id:
        return courses.sections(ids=[cohort.section_id], states=SHOWN)
    found = courses.sections(centre_id=centre_id, states=SHOWN)
    return [one for one in found if one.course.id == cohort.course_id]


def people_of(section_id: str) -> list[Person]:
    """Who is in a class and how each comes, by name."""
    seats = courses.enrolments_of_section(section_id)
    held = courses.held_of(seat.id for seat in seats)
    known = learners.by_ids(seat.learner_id for seat in seats)
    found = [
        Person(known[seat.learner_id].name, coming([(one.day, one.attendance) for one in held.get(seat.id, ())]))
        for seat in seats
        if seat.learner_id in known
    ]
    return sorted(found, key=lambda one: one.name.casefold())


def refusals(access_id: str, *, limit: int = 100) -> list[Refusal]:
    """Pages that were refused, the newest first."""
    lines = accounts.history_of(models.Access.__tablename__, access_id, limit=limit)
    return [Refusal(one.at, one.changes.get("page", "")) for one in lines if one.action == REFUSED]

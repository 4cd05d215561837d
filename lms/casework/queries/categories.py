"""The four kinds of services: what somebody has had of each, how far each reaches at a centre, and what is offered there."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from lms.casework import models
from lms.casework.domain.directory import Service, categories
from lms.casework.domain.events import EventKind, PlaceState
from lms.casework.queries.lists import people
from lms.courses import models as course_models
from lms.kernel import db, plugins
from lms.kernel.contracts import OfferTaken
from lms.kernel.vocabulary import Category, EnrolmentState
from lms.learners import models as learner_models

_LEARNER = learner_models.Learner
_COURSE, _SECTION, _SEAT = course_models.Course, course_models.Section, course_models.Enrolment
SAT_IN = (
    *(EnrolmentState.ENROLLED, EnrolmentState.PAUSED, EnrolmentState.COMPLETED),
    *(EnrolmentState.TRANSFERRED, EnrolmentState.LEFT),
)
"""Whoever waits, or was offered a seat, has had nothing of it yet."""


@dataclass(frozen=True)
class Reach:
    """One kind at a centre: how many people have had something of it, how many nothing, and what is offered there."""

    category: Category
    people: int
    without: int
    courses: int
    meetings: int
    organisations: int

    @property
    def offers(self) -> int:
        """All that is offered."""
        return self.courses + self.meetings + self.organisations


def offers_taken(learner_ids: Sequence[str]) -> dict[str, dict[Category, list[OfferTaken]]]:
    """By learner and kind what somebody has or had: courses, steps that are services, meetings, talks of guidance.

    What plug-ins know of comes along. A kind that is missing is a gap.
    """
    ids = list(learner_ids)
    known = plugins.installed().ask("offers_taken", ids)
    taken: dict[str, dict[Category, list[OfferTaken]]] = {}
    for one in (*_courses(ids), *_steps(ids), *_meetings(ids), *_talks(ids), *known):
        taken.setdefault(one.learner_id, {}).setdefault(one.category, []).append(one)
    return taken


def _courses(ids: list[str]) -> Iterator[OfferTaken]:
    rows = db.session().execute(
        select(_SEAT.learner_id, _COURSE.category, _COURSE.title)
        .join(_SECTION, _SECTION.id == _SEAT.section_id)
        .join(_COURSE, _COURSE.id == _SECTION.course_id)
        .where(_SEAT.learner_id.in_(ids), _SEAT.state.in_(SAT_IN))
        .order_by(_SEAT.from_date.desc(), _SEAT.id)
    )
    for learner_id, category, title in rows:
        yield OfferTaken(learner_id, Category(category), title)


def _steps(ids: list[str]) -> Iterator[OfferTaken]:
    """Steps of the newest version that are a service: it is arranged, or done."""
    step, plan, older = models.Step, models.Plan, aliased(models.Plan)
    newest = select(func.max(older.version)).where(older.person_id == plan.person_id).scalar_subquery()
    rows = db.session().execute(
        select(_LEARNER.id, step.service, step.title)
        .join(plan, plan.person_id == _LEARNER.person_id)
        .join(step, step.plan_id == plan.id)
        .where(_LEARNER.id.in_(ids), plan.version == newest, step.service.in_(list(Service)))
        .order_by(step.due_on, step.id)
    )
    for learner_id, service, title in rows:
        yield OfferTaken(learner_id, Service(service).category, title)


def _meetings(ids: list[str]) -> Iterator[OfferTaken]:
    event, place = models.Event, models.EventPlace
    rows = db.session().execute(
        select(place.learner_id, event.kind, event.title)
        .join(event, event.id == place.event_id)
        .where(place.learner_id.in_(ids), place.state != PlaceState.MISSED, event.cancelled_at.is_(None))
        .order_by(event.day.desc(), event.id)
    )
    for learner_id, kind, title in rows:
        yield OfferTaken(learner_id, EventKind(kind).category, title)


def _talks(ids: list[str]) -> Iterator[OfferTaken]:
    """A talk at the beginning or the end of the courses is guidance."""
    talk = models.Guidance
    rows = db.session().execute(
        select(talk.learner_id, talk.kind).where(talk.learner_id.in_(ids), talk.held_at.is_not(None))
    )
    for learner_id, kind in rows:
        yield OfferTaken(learner_id, Category.INFORMATION, "", f"casework.talk.{kind}")


def reach_of_categories(today: date, centre_id: str = "") -> tuple[int, list[Reach]]:
    """How many people are at a centre, or at every centre of the provider, and how far each kind reaches."""
    here = people(today)
    here = here.where(_LEARNER.centre_id == centre_id) if centre_id else here
    ids = list(db.session().scalars(here))
    taken = offers_taken(ids)
    courses, meetings = _courses_open(today, centre_id), _meetings_ahead(today, centre_id)
    helping = _organisations()
    reached = {one: sum(one in taken.get(learner_id, ()) for learner_id in ids) for one in Category}
    return len(ids), [
        Reach(
            one, reached[one], len(ids) - reached[one], courses.get(one, 0), meetings.get(one, 0), helping.get(one, 0)
        )
        for one in Category
    ]


def _courses_open(today: date, centre_id: str) -> Mapping[Category, int]:
    """Courses with a class that is open on a day, or opens later."""
    wanted: Any = (
        select(_COURSE.category, func.count(_COURSE.id.distinct()))
        .join(_SECTION, _SECTION.course_id == _COURSE.id)
        .where(_SECTION.state == "published", _SECTION.ends_on >= today)
        .group_by(_COURSE.category)
    )
    rows = db.session().execute(wanted.where(_COURSE.centre_id == centre_id) if centre_id else wanted)
    return {Category(code): int(count) for code, count in rows}


def _meetings_ahead(today: date, centre_id: str) -> Mapping[Category, int]:
    event = models.Event
    wanted: Any = (
        select(event.kind, func.count()).where(event.day >= today, event.cancelled_at.is_(None)).group_by(event.kind)
    )
    found: dict[Category, int] = {}
    for kind, count in db.session().execute(wanted.where(event.centre_id == centre_id) if centre_id else wanted):
        category = EventKind(kind).category
        found[category] = found.get(category, 0) + int(count)
    return found


def _organisations() -> Mapping[Category, int]:
    """Organisations of the register, each counted once in every kind."""
    row = models.Organisation
    found: dict[Category, int] = {}
    for services in db.session().scalars(select(row.services).where(row.ended_on.is_(None))):
        for one in categories(services):
            found[one] = found.get(one, 0) + 1
    return found

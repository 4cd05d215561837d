"""Who has a caseworker of their own: by programme, the load of each caseworker, who waits, who has changed hands often."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, or_, select

from lms.casework import models
from lms.casework.domain.compliance import Share
from lms.casework.queries.lists import BY_NAME, people
from lms.courses import models as course_models
from lms.kernel import db, plugins
from lms.learners import models as learner_models
from lms.learners import queries as learners
from lms.organisations import models as organisation_models
from lms.organisations import queries as organisations

_LEARNER, _STAFF = learner_models.Learner, organisation_models.Staff
OFTEN = 2
"""So many changes are more than one: whoever had them has told everything three times."""


@dataclass(frozen=True)
class Load:
    """A caseworker and how many people that is."""

    staff: organisations.Staff
    people: int


@dataclass(frozen=True)
class Coverage:
    """How many people have a caseworker: in all, by programme of their class (an empty name for those in none)."""

    all: Share
    by_programme: tuple[tuple[str, Share], ...]
    loads: tuple[Load, ...]
    changed_often: Share
    """Of those who have one, how many had the second change already."""


def coverage(today: date, centre_id: str = "") -> Coverage:
    """Numbers of one centre, or of every centre of the provider."""
    rows = [(name, total, kept) for name, total, kept in db.session().execute(_by_programme(today, centre_id))]
    names = {one["key"]: one["name"] for one in plugins.installed().ask("programmes")}
    groups = sorted((names.get(key, key or ""), Share(kept, total)) for key, total, kept in rows)
    return Coverage(
        Share(sum(kept for _, _, kept in rows), sum(total for _, total, _ in rows)),
        # Those who are in no class come last.
        (*(one for one in groups if one[0]), *(one for one in groups if not one[0])),
        _loads(today, centre_id),
        _changed(today, centre_id),
    )


def waiting_for_one(today: date, centre_id: str = "", *, limit: int) -> tuple[list[learners.LearnerInfo], int]:
    """People whom nobody looks after, the longest waiting first, and how many there are."""
    alone = _here(today, centre_id).where(_STAFF.id.is_(None))
    total = db.session().scalar(alone.with_only_columns(func.count())) or 0
    ids = list(db.session().scalars(alone.order_by(_LEARNER.since, *BY_NAME).limit(limit)))
    found = learners.by_ids(ids)
    return [found[one] for one in ids], total


def _here(today: date, centre_id: str) -> Any:
    found = people(today)
    return found.where(_LEARNER.centre_id == centre_id) if centre_id else found


def _by_programme(today: date, centre_id: str) -> Any:
    seat, section, course = course_models.Enrolment, course_models.Section, course_models.Course
    programme = (
        select(func.min(course.programme))
        .join(section, section.course_id == course.id)
        .join(seat, seat.section_id == section.id)
        .where(seat.learner_id == _LEARNER.id, seat.state.in_(course_models.HOLDS_SEAT))
        .correlate(_LEARNER)
        .scalar_subquery()
    )
    known = _here(today, centre_id).with_only_columns(programme.label("programme"), _STAFF.id.label("staff_id"))
    known = known.subquery()
    return select(known.c.programme, func.count(), func.count(known.c.staff_id)).group_by(known.c.programme)


def _loads(today: date, centre_id: str) -> tuple[Load, ...]:
    rows = db.session().execute(people(today).with_only_columns(_STAFF.id, func.count()).group_by(_STAFF.id))
    counted = {staff_id: int(count) for staff_id, count in rows}
    found = organisations.staff(kind="caseworker", centre_id=centre_id or None)
    return tuple(Load(one, counted.get(one.id, 0)) for one in found)


def _changed(today: date, centre_id: str) -> Share:
    """A day on which somebody was taken on and given back at once is no change."""
    kept = models.Assignment
    times = (
        select(kept.learner_id, func.count().label("times"))
        .where(kept.from_date <= today, or_(kept.to_date.is_(None), kept.to_date > kept.from_date))
        .group_by(kept.learner_id)
        .subquery()
    )
    had = _here(today, centre_id).join(times, times.c.learner_id == _LEARNER.id)
    often = had.where(times.c.times > OFTEN)
    count, total = (db.session().scalar(one.with_only_columns(func.count())) or 0 for one in (often, had))
    return Share(count, total)

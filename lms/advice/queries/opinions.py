"""What people say of their modules: whom to ask, what enough of them said, and what the centre did."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from lms.advice import models
from lms.advice.domain import opinions
from lms.courses import queries as courses
from lms.kernel import db


@dataclass(frozen=True)
class Change:
    """What learners said, and what the centre did."""

    id: str
    said: str
    did: str
    on_day: date


def to_ask(learner_id: str, today: date) -> list[courses.CourseInfo]:
    """Courses whose module she ended within the last weeks and was not asked about, the newest first."""
    ended = [
        one
        for one in reversed(courses.completions([learner_id]).get(learner_id, []))
        if one.section_id and today - opinions.ASKED_FOR <= one.on_day <= today
    ]
    if not ended:
        return []
    asked = set(
        db.session().scalars(select(models.OpinionAsked.course_id).where(models.OpinionAsked.learner_id == learner_id))
    )
    sections = {
        one.id: one.course
        for one in courses.sections(ids=[one.section_id for one in ended if one.section_id], states=_EVERY)
    }
    found = {sections[one.section_id].id: sections[one.section_id] for one in ended if one.section_id in sections}
    return [one for key, one in found.items() if key not in asked]


_EVERY = ("published", "closed")


def said_at(centre_id: str, first: date) -> list[opinions.Answered]:
    """What people of a centre said since a month."""
    return opinions.summed(faces for _course, faces in _faces(centre_id, first))


def said_by_course(centre_id: str, first: date) -> list[tuple[courses.CourseInfo, list[opinions.Answered]]]:
    """The same for each course, by title."""
    found: dict[str, list[Mapping[str, str]]] = {}
    for course_id, faces in _faces(centre_id, first):
        found.setdefault(course_id, []).append(faces)
    summed = opinions.summed_by(found)
    return [(one, summed[one.id]) for one in courses.courses(centre_id) if one.id in summed]


def _faces(centre_id: str, first: date) -> list[tuple[str, Mapping[str, str]]]:
    rows = db.session().execute(
        select(models.Opinion.course_id, models.Opinion.faces).where(
            models.Opinion.centre_id == centre_id, models.Opinion.month >= first.replace(day=1)
        )
    )
    return [(row.course_id, row.faces) for row in rows]


def changes(centre_id: str, *, limit: int = 20) -> list[Change]:
    """What the centre did, the newest first."""
    rows = db.session().scalars(
        select(models.Change)
        .where(models.Change.centre_id == centre_id)
        .order_by(models.Change.on_day.desc(), models.Change.id.desc())
        .limit(limit)
    )
    return [Change(row.id, row.said, row.did, row.on_day) for row in rows]

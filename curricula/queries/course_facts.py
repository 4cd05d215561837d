"""What a course costs and how much of it is speaking: what the provider said, else what the programme says."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from curricula import models
from curricula.domain.allowances import Cost, CostKind
from curricula.domain.amounts import Money
from curricula.domain.programme import EVERY_TRACK
from curricula.queries import outline
from lms.courses import queries as courses
from lms.kernel import db


@dataclass(frozen=True)
class CourseFacts:
    """`price` by whom it was said: `own` for the whole course, else by the programme for a lesson or the course.

    Nothing where it is not known. `oral_percent` of 100 lessons are for speaking and listening.
    """

    course: courses.CourseInfo
    price: Money | None
    per_lesson: bool
    own: bool
    source: str
    oral_percent: int | None


def facts_of(found: Iterable[courses.CourseInfo], day: date) -> dict[str, CourseFacts]:
    """Of several courses, by id."""
    found = list(found)
    rows = db.session().scalars(
        select(models.CourseFacts).where(models.CourseFacts.course_id.in_([one.id for one in found]))
    )
    said = {row.course_id: row for row in rows}
    return {one.id: _facts(one, said.get(one.id), day) for one in found}


def _facts(course: courses.CourseInfo, said: models.CourseFacts | None, day: date) -> CourseFacts:
    oral = said.oral_percent if said else None
    if said is not None and said.price_cents is not None:
        return CourseFacts(course, Money(said.price_cents, said.currency), False, True, said.by, oral)
    cost = _cost(course, day)
    if cost is None:
        return CourseFacts(course, None, False, False, "", oral)
    return CourseFacts(course, cost.price, cost.kind is CostKind.LESSON, False, cost.evidence.source, oral)


def _cost(course: courses.CourseInfo, day: date) -> Cost | None:
    """What the programme asks for this module, a price of the whole course before one of a lesson."""
    known = outline.module_on(outline.full_name(course.module_key, course.programme), day)
    if known is None:
        return None
    programme, module = known
    found = [
        one
        for one in programme.costs
        if one.kind is not CostKind.EXAMINATION
        and (not one.tracks or EVERY_TRACK in one.tracks or set(one.tracks) & {*module.tracks, EVERY_TRACK})
    ]
    return min(found, key=lambda one: one.kind is CostKind.LESSON, default=None)

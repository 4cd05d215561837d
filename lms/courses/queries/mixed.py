"""Mixed classes and twin classes: who works in which part, which part could stand alone, who comes to the twin."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, bindparam, func, select

from lms.courses import models
from lms.courses.domain.recurrence import viable
from lms.courses.queries.sections import SectionInfo
from lms.kernel import db
from lms.kernel.questions import Question


@dataclass(frozen=True)
class Part:
    """A part of a mixed class. `viable` says that, with those who wait, it could be a class of its own.

    `least` people make one; `lacking` of them are neither in the part nor waiting.
    """

    id: str
    name: str
    course_id: str
    course: str
    module_key: str
    level: str
    size: int
    viable: bool
    least: int
    lacking: int


@dataclass(frozen=True)
class Groups:
    """The parts of a class and the part of each learner. Learners without one work at the class's own level."""

    parts: tuple[Part, ...]
    of_learner: dict[str, str]


_PARTS = Question(
    select(models.Subgroup, models.Course)
    .join(models.Course, models.Subgroup.course_id == models.Course.id)
    .where(models.Subgroup.section_id == bindparam("section_id"))
    .order_by(models.Subgroup.name)
)


def groups_of(section: SectionInfo, seated: Collection[str]) -> Groups:
    """Parts of a class among those who hold a seat; none for a class that is not mixed."""
    rows = list(_PARTS.parts(section_id=section.id))
    if not rows:
        return Groups((), {})
    member = models.SubgroupMember
    found = db.session().execute(select(member.learner_id, member.subgroup_id).where(member.section_id == section.id))
    of_learner = {one.learner_id: one.subgroup_id for one in found if one.learner_id in seated}
    sizes = {group.id: sum(part == group.id for part in of_learner.values()) for group, _ in rows}
    waiting = _waiting({group.id: course.id for group, course in rows})
    rest = len(seated) - len(of_learner)
    alone = viable(
        {**sizes, "": rest},
        waiting,
        {**{group.id: course.section_min for group, course in rows}, "": section.course.section_min},
    )
    return Groups(
        tuple(
            Part(
                group.id,
                group.name,
                course.id,
                course.title,
                course.module_key,
                course.level,
                sizes[group.id],
                group.id in alone,
                course.section_min,
                max(0, course.section_min - sizes[group.id] - waiting.get(group.id, 0)),
            )
            for group, course in rows
        ),
        of_learner,
    )


def _waiting(courses: dict[str, str]) -> dict[str, int]:
    """People who wait for any class of a part's course, by part."""
    rows = db.session().execute(
        select(models.Section.course_id, func.count())
        .join(models.Enrolment, models.Enrolment.section_id == models.Section.id)
        .where(models.Section.course_id.in_(list(courses.values())), models.Enrolment.state == "waiting")
        .group_by(models.Section.course_id)
    )
    counts = {course_id: int(count) for course_id, count in rows}
    return {part: counts.get(course_id, 0) for part, course_id in courses.items()}


@dataclass(frozen=True)
class VisitInfo:
    """A learner comes to one session instead of another."""

    session_id: str
    enrolment_id: str
    learner_id: str
    instead_of: str | None


def visits_to(session_id: str) -> list[VisitInfo]:
    """Who comes to a session from its twin class."""
    return _visits(models.Visit.session_id == session_id)


def away_in_twin(session_id: str) -> set[str]:
    """Enrolments whose learners go to the twin class instead of this session."""
    return {one.enrolment_id for one in _visits(models.Visit.instead_of == session_id)}


def visits_of(enrolment_ids: Iterable[str]) -> list[VisitInfo]:
    """Every swap of these enrolments."""
    return _visits(models.Visit.enrolment_id.in_(list(enrolment_ids)))


def _visits(condition: ColumnElement[bool]) -> list[VisitInfo]:
    rows = db.session().scalars(select(models.Visit).where(condition))
    return [VisitInfo(one.session_id, one.enrolment_id, one.learner_id, one.instead_of) for one in rows]

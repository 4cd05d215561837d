"""Who teaches courses for work, in which strands, and what is missing before learners see a class."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from curricula import models
from curricula.domain.programme import Module, Strand
from curricula.domain.teaching import Teaching, missing, needs_team, of_the_pack
from curricula.queries import outline
from lms.courses import queries as courses
from lms.kernel import db
from lms.kernel.contracts import Obstacle
from lms.organisations import queries as organisations


@dataclass(frozen=True)
class WorkCourse:
    """A course for work at a centre: how it is taught, and whether somebody there may teach its language."""

    course: courses.CourseInfo
    module: Module
    teaching: Teaching | None
    missing: tuple[str, ...]

    @property
    def minutes(self) -> dict[Strand, int]:
        """What was said for this course, else what the programme says."""
        return dict(self.teaching.minutes) if self.teaching else of_the_pack(self.module)


def teaching_of(course_id: str) -> Teaching | None:
    """How a course is taught; nothing before somebody said it."""
    return _teachings([course_id]).get(course_id)


def _teachings(course_ids: Sequence[str]) -> dict[str, Teaching]:
    """How courses are taught, in one question."""
    rows = db.session().scalars(select(models.CourseTeaching).where(models.CourseTeaching.course_id.in_(course_ids)))
    return {
        row.course_id: Teaching(
            {Strand(name): int(minutes) for name, minutes in row.minutes.items()}, row.reason, row.expert
        )
        for row in rows
    }


def work_courses(centre_id: str, day: date) -> list[WorkCourse]:
    """The courses for work that a centre offers, by title."""
    offered = [(course, work_module(course, day)) for course in courses.courses(centre_id)]
    for_work = [(course, module) for course, module in offered if module is not None]
    if not for_work:
        return []
    teachers = organisations.staff(kind="teacher", centre_id=centre_id)
    taught = _teachings([course.id for course, _module in for_work])
    found = []
    for course, module in for_work:
        accredited = any(one.may_teach(course.qualification, day) for one in teachers)
        lacks = missing(taught.get(course.id), accredited_teacher=accredited)
        found.append(WorkCourse(course, module, taught.get(course.id), lacks))
    return found


def work_module(course: courses.CourseInfo, day: date) -> Module | None:
    """The module of a course that needs a team; nothing for any other course."""
    known = outline.module_on(outline.full_name(course.module_key, course.programme), day)
    return known[1] if known and needs_team(known[1].kind) else None


def obstacles_to_showing(section_ids: Sequence[str]) -> list[Obstacle]:
    """What is missing before these classes are shown, each named with its class."""
    found = []
    for section in courses.sections(ids=section_ids):
        if work_module(section.course, section.starts_on) is None:
            continue
        teachers = organisations.staff(ids=[section.teacher_id]) if section.teacher_id else []
        accredited = any(one.may_teach(section.course.qualification, section.starts_on) for one in teachers)
        lacks = missing(teaching_of(section.course.id), accredited_teacher=accredited)
        facts = {"section": section.name, "course": section.course.title}
        found += [Obstacle(f"curricula.needs_{one}", facts) for one in lacks]
    return found

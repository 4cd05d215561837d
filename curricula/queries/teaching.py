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
    row = db.session().scalar(select(models.CourseTeaching).where(models.CourseTeaching.course_id == course_id))
    if row is None:
        return None
    return Teaching({Strand(name): int(minutes) for name, minutes in row.minutes.items()}, row.reason, row.expert)


def work_courses(centre_id: str, day: date) -> list[WorkCourse]:
    """The courses for work that a centre offers, by title."""
    teachers = organisations.staff(kind="teacher", centre_id=centre_id)
    found = []
    for course in courses.courses(centre_id):
        module = work_module(course, day)
        if module is not None:
            teaching = teaching_of(course.id)
            accredited = any(one.may_teach(course.qualification, day) for one in teachers)
            found.append(WorkCourse(course, module, teaching, missing(teaching, accredited_teacher=accredited)))
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

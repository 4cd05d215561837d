"""Lessons in the classes of the first teacher: two are shown, a third one waits."""

from datetime import date, datetime, timedelta
from pathlib import Path

from lms.blocks import packs, services
from lms.courses import queries as courses
from lms.courses.queries import SectionInfo
from lms.kernel import language
from lms.kernel.actor import Actor
from lms.kernel.vocabulary import Level

SPEAKS = "de_"
"""Programmes whose language the shipped lessons teach."""
LITERACY = "literacy"
SHOWN = 2


def put_in(section: SectionInfo, *, today: date, folder: Path, actor: Actor, now: datetime) -> int:
    """Lessons of the class's own level into its outline. Returns how many."""
    if not section.course.programme.startswith(SPEAKS):
        return 0
    fitting = [one for one in packs.lessons() if _fits(one, section.course)]
    # Takes and shows only: nothing here is sealed.
    door = services.Door("", language.say, folder)
    for place, lesson in enumerate(fitting):
        unit_id = services.take_lesson(section.id, lesson.id, door=door, actor=actor, now=now)
        opens_on = today - timedelta(weeks=SHOWN - place) if place < SHOWN else None
        services.edit_unit(
            unit_id, title=lesson.title, opens_on=opens_on, level=lesson.level, outcome=lesson.outcome, actor=actor
        )
    return len(fitting)


def _fits(lesson: packs.LessonInfo, course: courses.CourseInfo) -> bool:
    """The class's level, or the highest that there are lessons for."""
    if course.track.startswith(LITERACY) or lesson.literacy:
        return lesson.literacy and course.track.startswith(LITERACY)
    return lesson.level == min(course.level, Level.A2, key=lambda one: Level(one).rank)

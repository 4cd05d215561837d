"""Courses for work: hours by strand, the expert of the trade."""

from typing import Any

from flask import request
from flask_babel import gettext as _

from curricula import services
from curricula.domain.teaching import STRANDS
from curricula.queries import teaching as queries
from curricula.views import door
from curricula.views.door import pages
from lms.courses import queries as courses
from lms.kernel import db, errors, language
from lms.kernel.vocabulary import LESSON_MINUTES
from lms.kernel.web import current_actor, current_day, done, now, render
from lms.organisations import queries as organisations

PLAN = "courses.plan"


@pages.get("/courses/<course_id>/teaching", permission=PLAN)
def course_teaching(course_id: str) -> Any:
    """Who teaches what in a course for work."""
    return _page(_mine(course_id))


def _page(found: queries.WorkCourse, refused: str | None = None, status: int = 200) -> Any:
    typed = request.form if refused else {}
    teaching = found.teaching
    return render(
        "curricula/teaching.html",
        status,
        found=found,
        strands=[
            (
                strand.value,
                language.say(f"curricula.strand.{strand}"),
                typed.get(strand.value, door.lessons(found.minutes.get(strand))),
            )
            for strand in STRANDS
        ],
        expert=typed.get("expert", teaching.expert if teaching else ""),
        reason=typed.get("reason", teaching.reason if teaching else ""),
        people=[one.name for one in organisations.staff(centre_id=found.course.centre_id)],
        needs=[language.say(f"curricula.lacks.{one}") for one in found.missing],
        refused=refused,
    )


@pages.post("/courses/<course_id>/teaching", permission=PLAN)
def save_teaching(course_id: str) -> Any:
    """Keep it."""
    found = _mine(course_id)
    try:
        services.say_teaching(
            course_id,
            {strand: _minutes(request.form.get(strand.value, "")) for strand in STRANDS},
            expert=request.form.get("expert", "")[:200],
            reason=request.form.get("reason", "")[:500],
            actor=current_actor(),
            now=now(),
        )
    except errors.OnwardError as error:
        db.session().rollback()
        return _page(found, language.say(error.code, error.facts), error.status)
    return done(_("Saved. Classes of this course can be opened now."), "courses.courses")


def _minutes(typed: str) -> int:
    """Lessons of 45 minutes as they were typed. Raises Invalid for what is no number."""
    text = typed.strip().replace(",", ".")
    if not text:
        return 0
    try:
        return round(float(text) * LESSON_MINUTES)
    except (ValueError, OverflowError):
        raise errors.Invalid("curricula.strand_hours", field="minutes") from None


def _mine(course_id: str) -> queries.WorkCourse:
    course = courses.course(course_id)
    if course.centre_id != door.own_centre():
        raise errors.NotFound("curricula.absent")
    found = next(
        (one for one in queries.work_courses(course.centre_id, current_day()) if one.course.id == course_id), None
    )
    if found is None:
        raise errors.NotFound("curricula.absent")
    return found

"""Somebody's week of classes in large type, to hang on the wall: picture of the room, day, dots, hours."""

from typing import Any

from flask import url_for

from lms.accounts.services import audit
from lms.courses import queries
from lms.courses.views import people
from lms.courses.views.door import pages
from lms.kernel.web import current_actor, current_day, now, render
from lms.learners import queries as learners
from lms.organisations import queries as organisations


@pages.get("/my-times/print", permission="learner.self")
def my_large_times() -> Any:
    """My week on paper, large."""
    learner = learners.learner(current_actor().learner_id or "")
    return _sheet(learner, url_for("courses.my_times"))


@pages.get("/people/<learner_id>/times", permission="learners.see", writes=True)
def large_times(learner_id: str) -> Any:
    """Somebody's week on paper, large: for people who see little, and to hang on the wall."""
    learner = learners.learner(learner_id)
    audit.read("learners_learner", [learner.id], "times", now=now())
    return _sheet(learner, url_for("learners.record", learner_id=learner.id))


def _sheet(learner: learners.LearnerInfo, back_url: str) -> Any:
    seats = queries.enrolments_of([learner.id]).get(learner.id, [])
    held = queries.sections(ids=[one.section_id for one in seats]) if seats else []
    # What hangs on the wall begins with what goes on now.
    found = sorted((one for one in held if one.ends_on >= current_day()), key=lambda one: (one.starts_on, one.name))
    return render(
        "courses/large_times.html",
        learner=learner,
        centre=organisations.centre(learner.centre_id),
        sections=found,
        rooms=people.rooms_by_id(),
        staff=people.staff_by_id(one.teacher_id for one in found),
        words=people,
        today=current_day(),
        back_url=back_url,
    )

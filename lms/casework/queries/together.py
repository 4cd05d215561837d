"""One timetable of a plan: classes of this provider beside the steps of every organisation."""

from datetime import date

from lms.casework.domain.content import Content
from lms.casework.domain.together import Slot, slots_of
from lms.courses import queries as courses
from lms.kernel import db
from lms.learners.queries import LearnerInfo
from lms.organisations import queries as organisations


def class_slots(learner: LearnerInfo, first: date, last: date) -> list[Slot]:
    """Sessions of somebody's classes from a day to a day, without those that are cancelled."""
    seats = courses.enrolments_of([learner.id]).get(learner.id, [])
    if not seats:
        return []
    here = organisations.provider(db.require_provider()).name
    return [
        Slot(one.day, one.starts, one.ends, one.section, here)
        for one in courses.sessions_between(first, last, section_ids={seat.section_id for seat in seats})
        if one.state != "cancelled"
        and any(
            seat.section_id == one.section_id
            and seat.from_date <= one.day
            and (seat.to_date is None or one.day <= seat.to_date)
            for seat in seats
        )
    ]


def one_timetable(learner: LearnerInfo, content: Content, first: date, last: date) -> list[Slot]:
    """Everything that the person has to be at, by time."""
    found = [*class_slots(learner, first, last), *slots_of(content.steps, first, last)]
    return sorted(found, key=lambda one: (one.day, one.starts, one.ends, one.title))

"""What a change of a plan would move, asked before anything is saved."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from lms.casework.domain import content as rules
from lms.casework.domain import moves
from lms.casework.domain.content import Change, Content, Difference, Step
from lms.casework.domain.versions import Word
from lms.casework.queries.plans import PlanInfo
from lms.courses import queries as courses
from lms.kernel.vocabulary import LESSON_MINUTES
from lms.learners.queries import LearnerInfo


@dataclass(frozen=True)
class Preview:
    """The plan before and after, and everything that moves with the change."""

    before: Content
    after: Content
    differences: tuple[Difference, ...]
    pushed: tuple[tuple[Step, Step], ...]
    """Steps that move only because another one does: before, after."""
    bookings: tuple[Difference, ...]
    asked_again: tuple[Word, ...]
    """Whose word counted for the version before and is asked anew."""
    new_version: bool


def preview(learner: LearnerInfo, current: PlanInfo, change: Change, today: date) -> Preview:
    """What `change` would do to the plan."""
    after = rules.changed(current.content, change)
    found = rules.differences(current.content, after)
    pushed = rules.pushed_along(current.content, after, change)
    keys = {one.title for _was, one in pushed}
    return Preview(
        before=current.content,
        after=after,
        differences=tuple(
            one for one in found if not (one.code == "casework.diff.step_date" and one.facts["step"] in keys)
        ),
        pushed=pushed,
        bookings=moves.bookings_moved(current.content, after, booked(learner.id, today)),
        asked_again=tuple(one for one in (current.staff, current.person) if one is not None) if found else (),
        new_version=bool(found) and current.person is not None,
    )


def booked(learner_id: str, today: date) -> list[moves.Booked]:
    """Seats that she has from today on, with their lessons a week."""
    seats = courses.enrolments_of([learner_id]).get(learner_id, [])
    sections = {one.id: one for one in courses.sections(ids=[seat.section_id for seat in seats])} if seats else {}
    found = []
    for seat in seats:
        section = sections.get(seat.section_id)
        if section is not None and section.ends_on >= today:
            minutes = sum(_minutes(meeting) for meeting in section.meetings)
            found.append(moves.Booked(section.name, seat.level, minutes // LESSON_MINUTES, section.ends_on))
    return found


def _minutes(meeting: Any) -> int:
    length = (meeting.ends.hour - meeting.starts.hour) * 60 + meeting.ends.minute - meeting.starts.minute
    return int(length // getattr(meeting, "every", 1))


def compared(before: Content, after: Content) -> tuple[Difference, ...]:
    """Between two versions, in the order of a page."""
    return rules.differences(before, after)

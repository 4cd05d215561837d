"""Half a year of ordinary life: who came, who apologised, who was ill. Seeded, and made through services."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from random import Random

from lms.courses import queries as course_queries
from lms.courses import services as courses
from lms.courses.domain.attendance import EXCUSING
from lms.courses.domain.calendar import minutes
from lms.kernel.actor import Actor
from lms.kernel.vocabulary import AbsenceReason, Attendance

REASONS = (
    (AbsenceReason.ILL, 5),
    (AbsenceReason.CHILD_ILL, 3),
    (AbsenceReason.CARE_FAILED, 1),
    (AbsenceReason.OFFICE_VISIT, 2),
    (AbsenceReason.WORK_SHIFT, 3),
    (AbsenceReason.TRANSPORT, 1),
)


@dataclass(frozen=True)
class Habit:
    """How a person of the demonstration lives her course: share of sessions she comes to, and how fast she learns.

    `gain` is the true pace against what is usual for her profile: 1 is usual, 0 stands still.
    """

    comes: float
    gain: float


def habits(learner_ids: list[str], rng: Random) -> dict[str, Habit]:
    """Most come regularly and move on; one in eight comes rarely, one in nine stands still though she comes."""
    found = {}
    for learner_id in learner_ids:
        draw = rng.random()
        if draw < 0.12:
            found[learner_id] = Habit(rng.uniform(0.35, 0.6), rng.uniform(0.3, 0.8))
        elif draw < 0.23:
            found[learner_id] = Habit(rng.uniform(0.88, 0.98), 0.0)
        else:
            found[learner_id] = Habit(rng.uniform(0.8, 0.99), rng.uniform(0.8, 1.5))
    return found


def attend(
    section_ids: list[str], until: date, habit: Mapping[str, Habit], rng: Random, *, actor: Actor, now: datetime
) -> int:
    """Registers of every session before `until`. Returns the number of marks."""
    marks: list[courses.PastMark] = []
    for section in course_queries.sections(ids=section_ids):
        people = course_queries.enrolments_of_section(section.id)
        sessions = course_queries.sessions_between(section.starts_on, until, section_ids=[section.id])
        for session in sessions:
            if session.day >= until:
                continue
            length = minutes(session.starts, session.ends)
            marks.extend(
                _mark(session.id, person, length, habit[person.learner_id], rng)
                for person in sorted(people, key=lambda one: one.learner_id)
                if person.from_date <= session.day
            )
    return courses.take_over_marks(marks, actor=actor, now=now)


def _mark(
    session_id: str, person: course_queries.EnrolmentInfo, length: int, habit: Habit, rng: Random
) -> courses.PastMark:
    if rng.random() < habit.comes:
        late = rng.random() < 0.06
        return courses.PastMark(
            session_id,
            person.id,
            person.learner_id,
            Attendance.LATE if late else Attendance.PRESENT,
            length - (20 if late else 0),
        )
    if rng.random() < 0.04:
        return courses.PastMark(session_id, person.id, person.learner_id, Attendance.UNKNOWN, 0)
    reason = rng.choices([one for one, _ in REASONS], [weight for _, weight in REASONS])[0]
    excused = Attendance.EXCUSED if reason in EXCUSING else Attendance.UNEXCUSED
    return courses.PastMark(session_id, person.id, person.learner_id, excused, 0, reason)

"""Codes of the hard rules and what one broken rule looks like."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from scheduling.domain.problem import Problem
from scheduling.domain.timetable import Timetable


class Rule(StrEnum):
    """Codes of the hard rules; message catalogues and pages key on them."""

    NAMES_EXIST = "timetable.unknown_name"
    COURSE_SECTIONS = "timetable.too_many_sections"
    GROUP_TOO_SMALL = "timetable.group_too_small"
    GROUP_TOO_LARGE = "timetable.group_too_large"
    ROOM_CAPACITY = "timetable.room_too_small"
    ROOM_TWICE = "timetable.room_twice"
    STEP_FREE = "timetable.room_not_step_free"
    TEACHER_TWICE = "timetable.teacher_twice"
    TEACHER_QUALIFIED = "timetable.teacher_not_qualified"
    TEACHER_AVAILABLE = "timetable.teacher_away"
    TEACHER_MEETINGS = "timetable.teacher_too_many_meetings"
    LEARNER_TWICE = "timetable.learner_twice"
    LEARNER_COURSE = "timetable.learner_wrong_course"
    LEARNER_SHARE = "timetable.learner_attends_too_little"
    CARE_CLOSED = "timetable.care_closed"
    CARE_PLACES = "timetable.care_full"
    CARE_STAFF = "timetable.care_staff_short"
    LOCK_KEPT = "timetable.lock_not_kept"
    ROOM_SUITS = "timetable.room_does_not_suit"
    ROOM_TAKEN = "timetable.room_taken_by_others"
    TEACHER_TRAVEL = "timetable.teacher_cannot_travel"
    LEARNER_TRAVEL = "timetable.learner_cannot_travel"
    PAPER_LASTS = "timetable.paper_ends_in_term"
    HOUSEHOLD = "timetable.child_alone"
    TWINS = "timetable.not_twins"
    TWIN_SEATS = "timetable.twin_full"


SOFTENABLE = (
    Rule.GROUP_TOO_SMALL,
    Rule.TEACHER_MEETINGS,
    Rule.ROOM_SUITS,
    Rule.TEACHER_TRAVEL,
    Rule.PAPER_LASTS,
)
"""Rules that a person may let cost points instead of forbidding. The others are physics, law, or a promise."""

Facts = Mapping[str, str | int]


@dataclass(frozen=True)
class Violation:
    """One broken rule: its code, and the facts that a sentence about it needs."""

    rule: Rule
    facts: Facts = field(default_factory=dict)


Constraint = Callable[[Problem, Timetable], Iterator[Violation]]

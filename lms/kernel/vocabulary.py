"""The words of the field that every package shares: tracks, levels, skills, states. Values are stable codes, never text."""

from enum import IntEnum, StrEnum


class Track(StrEnum):
    """The kind of group a learner is sorted into."""

    LITERACY_FIRST_SCRIPT = "literacy_first_script"
    LITERACY_SECOND_SCRIPT = "literacy_second_script"
    REGULAR = "regular"
    VOCATIONAL_LANGUAGE = "vocational_language"
    FAST_TRACK = "fast_track"


class Level(StrEnum):
    """CEFR levels with the step before A1 that newcomers need."""

    PRE_A1 = "pre_a1"
    A1 = "a1"
    A2 = "a2"
    B1 = "b1"
    B2 = "b2"
    C1 = "c1"

    @property
    def rank(self) -> int:
        """Position on the scale, 0 for Pre-A1."""
        return LEVELS.index(self)


LEVELS: tuple[Level, ...] = tuple(Level)


class Category(StrEnum):
    """The four kinds of services that an offer for newcomers is one of."""

    INFORMATION = "information"
    LEARNING = "learning"
    WORK = "work"
    RECOGNITION = "recognition"


class Skill(StrEnum):
    """The four skills in which a level is measured."""

    LISTENING = "listening"
    READING = "reading"
    SPEAKING = "speaking"
    WRITING = "writing"


class Literacy(StrEnum):
    """What a person reads, as the interview and the screener see it."""

    NONE = "none"
    FUNCTIONAL = "functional"
    OTHER_SCRIPT = "other_script"
    LATIN = "latin"
    UNKNOWN = "unknown"


class Shift(StrEnum):
    """Kinds of paid work hours. A rotating shift alternates early and late by week from an anchor date."""

    NONE = "none"
    DAY = "day"
    EARLY = "early"
    LATE = "late"
    NIGHT = "night"
    ROTATING = "rotating"


class Attendance(StrEnum):
    """What one mark says about one person in one session. No row at all means: not marked, or not yet joined."""

    PRESENT = "present"
    LATE = "late"
    LEFT_EARLY = "left_early"
    EXCUSED = "excused"
    UNEXCUSED = "unexcused"
    UNKNOWN = "unknown"


class AbsenceReason(StrEnum):
    """Why somebody is away. What a reason means for the mark is a rule of the programme."""

    ILL = "ill"
    CHILD_ILL = "child_ill"
    CARE_FAILED = "care_failed"
    WORK_SHIFT = "work_shift"
    OFFICE_VISIT = "office_visit"
    INTERNSHIP = "internship"
    TRANSPORT = "transport"
    OTHER = "other"
    NOT_KNOWN = "not_known"


class EnrolmentState(StrEnum):
    """Where an enrolment stands. Only `ENROLLED` holds a seat together with `PAUSED` and `OFFERED`."""

    WAITING = "waiting"
    OFFERED = "offered"
    ENROLLED = "enrolled"
    PAUSED = "paused"
    TRANSFERRED = "transferred"
    COMPLETED = "completed"
    LEFT = "left"


class ProgressState(StrEnum):
    """The verdict of a progress review."""

    PROGRESSING = "progressing"
    WITHIN_EXPECTED = "within_expected"
    WATCH = "watch"
    BLOCKED = "blocked"
    SKILL_BLOCKED = "skill_blocked"
    SUPPLY_STALLED = "supply_stalled"
    LOW_ATTENDANCE = "low_attendance"
    NOT_ENOUGH_EVIDENCE = "not_enough_evidence"


class Confidence(StrEnum):
    """How sure a shipped fact is. Only `FOUND` facts may refuse anything; all others may warn."""

    FOUND = "F"
    FOUND_OLD = "FO"
    LOCAL = "L"
    PROPOSED = "P"
    MEMORY = "M"

    @property
    def verified(self) -> bool:
        """Whether a rule of this confidence may refuse somebody something."""
        return self is Confidence.FOUND


class Weekday(IntEnum):
    """ISO order, Monday is 0 as in `date.weekday()`."""

    MONDAY = 0
    TUESDAY = 1
    WEDNESDAY = 2
    THURSDAY = 3
    FRIDAY = 4
    SATURDAY = 5
    SUNDAY = 6


LESSON_MINUTES = 45
"""One lesson (German UE) in minutes. Hours are stored in minutes; lessons are a way to show them."""

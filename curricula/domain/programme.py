"""A programme as dated facts: tracks, modules, rules, examinations and next steps, each with its source."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum
from typing import Any, Protocol, TypeVar

from curricula.domain.allowances import (
    AttendanceRule,
    Cost,
    Duration,
    ExpectedHours,
    HourBudget,
    PlanRule,
    TimeLimit,
    WeeklyHours,
)
from curricula.domain.amounts import Hours, Unit
from lms.kernel.facts import Evidence
from lms.kernel.vocabulary import AbsenceReason, Attendance, Category, EnrolmentState, Level, Track

EVERY_TRACK = "*"
"""Stands for all tracks of the programme in an entry rule, a group limit or a repeat rule."""


class ModuleKind(StrEnum):
    """What a module teaches or tests."""

    LANGUAGE = "language"
    ORIENTATION = "orientation"
    VOCATIONAL_LANGUAGE = "vocational_language"
    VOCATIONAL = "vocational"
    EXAMINATION = "examination"
    SOCIAL = "social"
    """Company and daily life, for people whom age or health keeps from work: no examination and no deadline."""
    READINESS = "readiness"
    """Getting ready for work: interviews, a CV, what is usual at work."""
    ENTREPRENEURSHIP = "entrepreneurship"
    """Starting a business of one's own."""
    PEER = "peer"
    """Becoming a mentor of other learners: not formal, without level and examination."""

    @property
    def category(self) -> Category:
        """Which of the four kinds of services a module of this kind is."""
        return _CATEGORIES[self]


_CATEGORIES: Mapping[ModuleKind, Category] = {
    ModuleKind.LANGUAGE: Category.LEARNING,
    ModuleKind.ORIENTATION: Category.INFORMATION,
    ModuleKind.VOCATIONAL_LANGUAGE: Category.LEARNING,
    ModuleKind.VOCATIONAL: Category.LEARNING,
    ModuleKind.EXAMINATION: Category.RECOGNITION,
    ModuleKind.SOCIAL: Category.INFORMATION,
    ModuleKind.READINESS: Category.WORK,
    ModuleKind.ENTREPRENEURSHIP: Category.WORK,
    ModuleKind.PEER: Category.LEARNING,
}


class PersonFact(StrEnum):
    """What a rule may ask about a person. Nationality, religion and permit are left out on purpose."""

    LITERACY = "literacy"
    SCHOOLING_YEARS = "schooling_years"
    LEVEL = "level"
    GOAL = "goal"
    FIELD_OF_WORK = "field_of_work"
    PLACEMENT_TAKEN = "placement_taken"
    FAST_PROGRESS_PREDICTED = "fast_progress_predicted"
    SPECIAL_NEED = "special_need"
    PROPERLY_ATTENDED = "properly_attended"
    COURSE_TRACK = "course_track"
    HOURS_USED_UP = "hours_used_up"
    LANGUAGE_TEST_FAILED = "language_test_failed"
    RECOGNITION_CASE = "recognition_case"
    AGE = "age"
    HAS_CHILDREN = "has_children"
    WORKS = "works"
    UNEVEN_SKILLS = "uneven_skills"


class Operator(StrEnum):
    """How a rule compares a person's fact with its value."""

    IS = "is"
    ONE_OF = "one_of"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    BELOW = "below"


class Dated(Protocol):
    """Anything a programme states."""

    @property
    def key(self) -> str:
        """Versions of one statement have the same key."""
        ...

    @property
    def evidence(self) -> Evidence:
        """Where it comes from and when it holds."""
        ...


Statement = TypeVar("Statement", bound=Dated)


@dataclass(frozen=True, slots=True)
class Fact:
    """One sentence of a rule book that people may read but no rule here computes with."""

    key: str
    value: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class TrackOffer:
    """One track of the programme under its own name."""

    key: str
    name: str
    track: Track
    evidence: Evidence


class Strand(StrEnum):
    """What the hours of a vocational language module are for."""

    LANGUAGE = "language"
    PROFESSIONAL = "professional"
    SOFT = "soft"


@dataclass(frozen=True, slots=True)
class StrandHours:
    """The hours of one strand of a module."""

    strand: Strand
    hours: Hours


@dataclass(frozen=True, slots=True)
class Module:
    """A unit of teaching. `prerequisites`: of every group one must be had, a module or `level:<code>`."""

    key: str
    name: str
    kind: ModuleKind
    tracks: tuple[str, ...]
    evidence: Evidence
    hours: Hours | None = None
    level: Level | None = None
    level_evidence: Evidence | None = None
    prerequisites: tuple[tuple[str, ...], ...] = ()
    optional: bool = False
    strands: tuple[StrandHours, ...] = ()

    @property
    def without_pressure(self) -> bool:
        """Whether nobody who sits in it is measured against hours, deadlines or examinations."""
        return self.kind is ModuleKind.SOCIAL

    @property
    def minutes(self) -> int | None:
        """Its length, or nothing where the programme does not say."""
        return None if self.hours is None else self.hours.minutes


@dataclass(frozen=True, slots=True)
class Condition:
    """One question about a person."""

    fact: PersonFact
    operator: Operator
    value: str | int | bool | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EntryRule:
    """Who may enter a track. `document` decides it in doubt; an advising rule only says who usually goes here.

    With `by_document` nothing is asked: the rule depends on something that is not kept here (a residence permit, a
    registration, an order), so the answer is always "not known: this document decides".
    """

    key: str
    track: str
    conditions: tuple[Condition, ...]
    evidence: Evidence
    document: str = ""
    advises: bool = False
    by_document: bool = False


@dataclass(frozen=True, slots=True)
class GroupLimit:
    """How many learners a group may hold."""

    key: str
    track: str
    evidence: Evidence
    maximum: int | None = None
    minimum: int | None = None


@dataclass(frozen=True, slots=True)
class Examination:
    """A test at the end of modules, and the levels it can show. A civic one asks about the country, not the language."""

    key: str
    name: str
    levels: tuple[Level, ...]
    modules: tuple[str, ...]
    evidence: Evidence
    civic: bool = False


@dataclass(frozen=True, slots=True)
class RepeatRule:
    """A second chance: how much more teaching, how often and for whom."""

    key: str
    tracks: tuple[str, ...]
    hours: Hours
    times: int
    conditions: tuple[Condition, ...]
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class NextStep:
    """An edge of the graph. `start`: a module, `level:<code>` or `any`; `to`: `module`, `programme:module`,
    `track:<key>` or `examination:<key>`."""

    start: str
    to: str
    evidence: Evidence
    conditions: tuple[Condition, ...] = ()

    @property
    def key(self) -> str:
        """Two steps with one start and one end are versions of the same statement."""
        return f"{self.start}>{self.to}"


@dataclass(frozen=True, slots=True)
class AttendanceSign:
    """A letter of the programme's register and the marks it stands for."""

    key: str
    attendances: tuple[Attendance, ...]
    evidence: Evidence
    reasons: tuple[AbsenceReason, ...] = ()
    enrolment_states: tuple[EnrolmentState, ...] = ()


@dataclass(frozen=True, slots=True)
class AbsenceRule:
    """What a reason means for the mark, from one day of the absence to another and with which proof."""

    key: str
    reason: AbsenceReason
    attendance: Attendance
    evidence: Evidence
    foreseen: bool | None = None
    from_day: int = 1
    to_day: int | None = None
    proof: str = ""


@dataclass(frozen=True, slots=True)
class LateRule:
    """How many minutes somebody may come late or leave early before it is noted."""

    key: str
    minutes: int
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Programme:
    """A course system. The same key may stand in it several times with spans that do not touch."""

    key: str
    name: str
    country: str
    language: str
    unit: Unit
    tracks: tuple[TrackOffer, ...] = ()
    modules: tuple[Module, ...] = ()
    entry_rules: tuple[EntryRule, ...] = ()
    group_limits: tuple[GroupLimit, ...] = ()
    examinations: tuple[Examination, ...] = ()
    repeat_rules: tuple[RepeatRule, ...] = ()
    next_steps: tuple[NextStep, ...] = ()
    attendance_signs: tuple[AttendanceSign, ...] = ()
    absences: tuple[AbsenceRule, ...] = ()
    late_rules: tuple[LateRule, ...] = ()
    attendance_rules: tuple[AttendanceRule, ...] = ()
    hour_budgets: tuple[HourBudget, ...] = ()
    time_limits: tuple[TimeLimit, ...] = ()
    weekly_hours: tuple[WeeklyHours, ...] = ()
    durations: tuple[Duration, ...] = ()
    expected_hours: tuple[ExpectedHours, ...] = ()
    costs: tuple[Cost, ...] = ()
    plan_rules: tuple[PlanRule, ...] = ()
    facts: tuple[Fact, ...] = ()

    def on(self, day: date) -> "Programme":
        """The programme as it stands on one day."""
        standing: dict[str, Any] = {table: in_force(getattr(self, table), day) for table in TABLES}
        return replace(self, **standing)

    def statements(self) -> Iterator[tuple[str, "Dated"]]:
        """Everything it states, with the table it stands in."""
        return ((table, one) for table in TABLES for one in getattr(self, table))

    def module(self, key: str) -> Module | None:
        """The first version of a module; ask `on(day)` first to get that day's."""
        return next((module for module in self.modules if module.key == key), None)

    def modules_of(self, track: str) -> tuple[Module, ...]:
        """The modules of a track, in teaching order."""
        return tuple(module for module in self.modules if track in module.tracks or EVERY_TRACK in module.tracks)

    def level_aimed_at(self, track: str, key: str) -> Level | None:
        """The next level that a module of this track leads to, itself or one of those after it."""
        order = self.modules_of(track)
        start = next((at for at, module in enumerate(order) if module.key == key), len(order))
        return next((module.level for module in order[start:] if module.level is not None), None)


TABLES: tuple[str, ...] = tuple(each.name for each in fields(Programme) if each.name.endswith("s"))
"""Tables of a programme: what holds from a day to another."""


def in_force(statements: Iterable[Statement], day: date) -> tuple[Statement, ...]:
    """Those statements that hold on this day."""
    return tuple(statement for statement in statements if statement.evidence.holds_on(day))


def group_limit(programme: Programme, track: str, day: date) -> tuple[GroupLimit, ...]:
    """The limits for a track on a day, those made for it before those for all tracks."""
    limits = in_force(programme.group_limits, day)
    return tuple(limit for name in (track, EVERY_TRACK) for limit in limits if limit.track == name)

"""What a programme grants and asks: attendance, hour budgets, time limits, weekly hours, prices, plans, hours a goal takes."""

from dataclasses import dataclass
from enum import StrEnum

from curricula.domain.amounts import Hours, Money, Span
from curricula.domain.hours import Profile
from lms.courses.domain.budgets import BudgetKind
from lms.kernel.facts import Evidence
from lms.kernel.vocabulary import Level


class Purpose(StrEnum):
    """What the share of attendance is asked for."""

    REGULAR = "regular"
    CERTIFICATE = "certificate"
    EXAMINATION = "examination"
    PAYMENT = "payment"


class LimitKind(StrEnum):
    """What has to happen within a time limit."""

    START = "start"
    PLAN = "plan"
    FINISH = "finish"
    MODULE = "module"
    INACTIVITY = "inactivity"
    NO_CONTACT = "no_contact"
    RETURN = "return"
    REGISTRATION = "registration"
    REFUND = "refund"


class CostKind(StrEnum):
    """What a price is paid for."""

    LESSON = "lesson"
    COURSE = "course"
    EXAMINATION = "examination"


@dataclass(frozen=True, slots=True)
class AttendanceRule:
    """The share of what was offered that somebody has to attend. `share` is between 0 and 1."""

    key: str
    tracks: tuple[str, ...]
    share: float
    purpose: Purpose
    evidence: Evidence
    window_weeks: int | None = None
    excused_outside: bool = False
    asks_arrival: bool = False


@dataclass(frozen=True, slots=True)
class HourBudget:
    """Hours that are granted to one learner: before the course, for it, on top of it, or to repeat it."""

    key: str
    tracks: tuple[str, ...]
    kind: BudgetKind
    hours: Hours
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """How long something may take. `after` says in one code from when it is counted, `modules` for which ones it holds."""

    key: str
    tracks: tuple[str, ...]
    kind: LimitKind
    amount: int
    span: Span
    after: str
    evidence: Evidence
    modules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WeeklyHours:
    """How many hours a week a track is taught."""

    key: str
    tracks: tuple[str, ...]
    evidence: Evidence
    least: Hours | None = None
    most: Hours | None = None


@dataclass(frozen=True, slots=True)
class Duration:
    """Months that one module of one track takes people on average, and the longest it may take."""

    key: str
    track: str
    module: str
    evidence: Evidence
    typical_months: float | None = None
    longest_months: float | None = None


@dataclass(frozen=True, slots=True)
class ExpectedHours:
    """Published hours that people of some profiles take: for each level, or from one level to another.

    `most` stands where the source gives two ends. They calibrate the estimate of a programme.
    """

    key: str
    profiles: tuple[Profile, ...]
    hours: Hours
    evidence: Evidence
    most: Hours | None = None
    start: Level | None = None
    goal: Level | None = None


@dataclass(frozen=True, slots=True)
class Cost:
    """What somebody pays. Nothing to pay is a price of 0; a price that is not known has no row."""

    key: str
    tracks: tuple[str, ...]
    kind: CostKind
    price: Money
    evidence: Evidence
    examination: str = ""


@dataclass(frozen=True, slots=True)
class PlanRule:
    """That everybody needs a plan of her own."""

    key: str
    evidence: Evidence
    required: bool = True

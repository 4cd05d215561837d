"""Amounts as programmes write them: hours with their unit, spans of time, money. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class Unit(StrEnum):
    """What a programme counts its hours in. A German UE and a Danish lesson are both 45 minutes.

    A Finnish credit and a study week are hours of the learner's whole work, lessons and homework together.
    """

    LESSON = "lesson"
    CLOCK_HOUR = "clock_hour"
    CREDIT = "credit"
    STUDY_WEEK = "study_week"


UNIT_MINUTES: dict[Unit, int] = {Unit.LESSON: 45, Unit.CLOCK_HOUR: 60, Unit.CREDIT: 27 * 60, Unit.STUDY_WEEK: 35 * 60}


class Bound(StrEnum):
    """How a number of hours is meant."""

    EXACTLY = "exactly"
    NORMALLY = "normally"
    AT_MOST = "at_most"
    AT_LEAST = "at_least"


@dataclass(frozen=True, slots=True)
class Hours:
    """An amount of teaching, in minutes, with the unit in which the programme speaks of it."""

    minutes: int
    unit: Unit
    bound: Bound = Bound.EXACTLY

    @property
    def amount(self) -> float:
        """The number as the programme writes it."""
        return self.minutes / UNIT_MINUTES[self.unit]


class Span(StrEnum):
    """What a time limit is counted in."""

    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"


@dataclass(frozen=True, slots=True)
class Money:
    """A price in the smallest unit of a currency: 229 is 2.29 euros."""

    cents: int
    currency: str

"""When a basis holds, how far an eligibility goes, and how services are counted. Pure.

Nationality, religion and permit status are no part of it: a provider names its bases, each by a rule with a day.
"""

import calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

AHEAD = timedelta(days=60)
"""Who is eligible no longer than this is asked again."""
NAME, TEXT, NOTE = 80, 300, 200
LONGEST_MONTHS, OLDEST = 120, 120
LONGEST_MINUTES = 24 * 60
USUAL = ("tutoring", "bilingual", "vocational", "counselling", "health", "transport")
"""Kinds that a provider may begin with; each is data from then on."""


@dataclass(frozen=True)
class Basis:
    """What is written down about a basis."""

    name: str
    reason: str
    since: date | None
    months: int | None = None
    age_from: int | None = None
    age_to: int | None = None


def basis_trouble(one: Basis) -> tuple[str, str] | None:
    """(field, code) of what lacks: a basis has a name, a rule that says so, and its day."""
    if not 0 < len(one.name.strip()) <= NAME:
        return "name", "eligibility.name_missing"
    if not 0 < len(one.reason.strip()) <= TEXT:
        return "reason", "eligibility.rule_missing"
    if one.since is None:
        return "since", "eligibility.day_missing"
    if one.months is not None and not 0 < one.months <= LONGEST_MONTHS:
        return "months", "eligibility.months_off"
    if any(age is not None and age > OLDEST for age in (one.age_from, one.age_to)):
        return "age_from", "eligibility.ages_off"
    if one.age_from is not None and one.age_to is not None and one.age_from > one.age_to:
        return "age_from", "eligibility.ages_off"
    return None


class Standing(StrEnum):
    """Where somebody stands on a day."""

    ELIGIBLE = "eligible"
    SOON = "soon"
    OVER = "over"
    NONE = "none"
    """Somebody looked, and no basis holds."""
    UNSEEN = "unseen"


def standing(basis_id: str, until: date | None, today: date) -> Standing:
    """Of the newest record; without a basis somebody has looked and found none."""
    if not basis_id:
        return Standing.NONE
    if until is None or until > today + AHEAD:
        return Standing.ELIGIBLE
    return Standing.SOON if until >= today else Standing.OVER


def last_day(since: date, months: int | None) -> date | None:
    """The last day of so many months; nothing without an end."""
    if months is None:
        return None
    year, month = divmod(since.month - 1 + months, 12)
    year, month = since.year + year, month + 1
    first_after = date(year, month, min(since.day, calendar.monthrange(year, month)[1]))
    return first_after - timedelta(days=1)


@dataclass(frozen=True)
class Finding:
    """What a worker found: on which basis, since when, shown by what. Without a basis none holds."""

    basis_id: str
    since: date | None
    reason: str
    until: date | None = None


def finding_trouble(one: Finding, basis: Basis | None, today: date) -> tuple[str, str] | None:
    """(field, code) of what lacks. `basis` is the chosen one, None where none holds."""
    if one.since is None or one.since > today:
        return "since", "eligibility.since_off"
    if basis is not None and basis.since is not None and one.since < basis.since:
        return "since", "eligibility.before_basis"
    if not 0 < len(one.reason.strip()) <= TEXT:
        return "reason", "eligibility.reason_missing"
    return ("until", "eligibility.until_off") if one.until is not None and one.until < one.since else None


@dataclass(frozen=True)
class Given:
    """A service on a day; minutes where somebody counts them."""

    kind_id: str
    day: date | None
    minutes: int | None = None
    note: str = ""


def given_trouble(one: Given, today: date) -> tuple[str, str] | None:
    """(field, code) of what lacks."""
    if not one.kind_id:
        return "kind", "eligibility.kind_missing"
    if one.day is None or one.day > today:
        return "day", "eligibility.day_off"
    if one.minutes is not None and not 0 < one.minutes <= LONGEST_MINUTES:
        return "minutes", "eligibility.minutes_off"
    return ("note", "eligibility.note_long") if len(one.note.strip()) > NOTE else None


@dataclass(frozen=True)
class Count:
    """How often, and how long where somebody counted minutes."""

    times: int = 0
    minutes: int = 0


def counted(services: Iterable[tuple[str, int | None]]) -> Mapping[str, Count]:
    """By word of the kind, in the order of words."""
    found: dict[str, Count] = {}
    for word, minutes in services:
        before = found.get(word, Count())
        found[word] = Count(before.times + 1, before.minutes + (minutes or 0))
    return dict(sorted(found.items(), key=lambda one: one[0].casefold()))


@dataclass(frozen=True)
class Period:
    """From a day to a day, both included; open where there is none."""

    first: date | None
    last: date | None

    def holds(self, day: date) -> bool:
        """Whether a day lies in it."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


def this_month(today: date) -> Period:
    """The month of a day."""
    return Period(today.replace(day=1), today.replace(day=calendar.monthrange(today.year, today.month)[1]))


def this_year(today: date) -> Period:
    """The calendar year of a day."""
    return Period(date(today.year, 1, 1), date(today.year, 12, 31))


def born_between(age_from: int | None, age_to: int | None, today: date) -> tuple[date | None, date | None]:
    """The first and the last day of birth of people of these ages."""
    return (
        _years_before(today, age_to + 1) + timedelta(days=1) if age_to is not None else None,
        _years_before(today, age_from) if age_from is not None else None,
    )


def _years_before(day: date, years: int) -> date:
    last = 28 if (day.month, day.day) == (2, 29) else day.day
    return date(max(day.year - years, 1), day.month, last)

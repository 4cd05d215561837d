"""Care groups of a centre, their hours, carers on duty, and the rule of a country."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache

from sqlalchemy import select

from childcare import models, packs
from childcare.domain.ages import AgeGroup, age_in_months
from childcare.domain.day import Duty, Interval
from childcare.domain.ratios import RatioRule, rule_on
from lms.kernel import db
from lms.kernel.contracts import WeekInterval
from lms.organisations import queries as organisations


@dataclass(frozen=True)
class GroupInfo:
    """A care group of a centre."""

    id: str
    centre_id: str
    name: str
    picture: str
    from_months: int
    to_months: int
    places: int
    square_metres: int | None

    @property
    def ages(self) -> AgeGroup:
        """The ages it takes."""
        return AgeGroup(self.id, self.from_months, self.to_months)


def half_hours(starts: time, ends: time) -> range:
    """Numbers of the half hours that a span touches, counted from midnight."""
    return range((starts.hour * 60 + starts.minute) // 30, -(-(ends.hour * 60 + ends.minute) // 30))


@lru_cache(maxsize=1)
def _rules() -> tuple[RatioRule, ...]:
    return packs.load_rules()


def rule_of(country: str, day: date) -> RatioRule | None:
    """The ratio rule of a country on a day, None where none is shipped."""
    return rule_on(_rules(), country, day)


def groups(centre_id: str | None = None) -> list[GroupInfo]:
    """Care groups, the youngest first."""
    statement = select(models.CareGroup).order_by(models.CareGroup.from_months, models.CareGroup.name)
    if centre_id:
        statement = statement.where(models.CareGroup.centre_id == centre_id)
    return [
        GroupInfo(r.id, r.centre_id, r.name, r.picture, r.from_months, r.to_months, r.places, r.square_metres)
        for r in db.session().scalars(statement)
    ]


def hours(centre_id: str) -> list[WeekInterval]:
    """When children are taken in."""
    rows = db.session().scalars(
        select(models.CareHours)
        .where(models.CareHours.centre_id == centre_id)
        .order_by(models.CareHours.weekday, models.CareHours.starts)
    )
    return [WeekInterval(row.weekday, row.starts, row.ends) for row in rows]


def minutes_of(wall: time) -> int:
    """Minutes after midnight."""
    return wall.hour * 60 + wall.minute


def interval_of(starts: time, ends: time) -> Interval:
    """A span of wall time as the rules count it."""
    return Interval(minutes_of(starts), minutes_of(ends))


def is_open(open_hours: Iterable[WeekInterval], weekday: int, starts: time, ends: time) -> bool:
    """Whether care is open for the whole of a session."""
    return any(one.weekday == weekday and one.starts <= starts and ends <= one.ends for one in open_hours)


def duties_on_weekday(centre_id: str, weekday: int) -> list[Duty]:
    """Carers' hours on a weekday."""
    return [
        Duty(carer.id, interval_of(stretch.starts, stretch.ends))
        for carer in organisations.staff(kind="carer", centre_id=centre_id)
        for stretch in carer.hours
        if stretch.weekday == weekday
    ]


def carers_at(centre_id: str, at: datetime) -> list[str]:
    """Names of the carers on duty at a moment in wall time."""
    return [
        carer.name
        for carer in organisations.staff(kind="carer", centre_id=centre_id)
        if any(one.weekday == at.weekday() and one.starts <= at.time() < one.ends for one in carer.hours)
    ]


def months_on(birth_date: date, day: date) -> int:
    """Age in completed months."""
    return age_in_months(birth_date, day)

"""Rooms and care groups of a centre, their hours, what the centre decided, and the rule it goes by."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from functools import lru_cache

from sqlalchemy import bindparam, select

from childcare import models, packs
from childcare.domain.ages import AgeGroup, age_in_months
from childcare.domain.day import Interval
from childcare.domain.ratios import Fact, RatioRule, rule_on, rules_on
from childcare.domain.waiting import Order
from lms.kernel import db, errors
from lms.kernel.contracts import WeekInterval
from lms.kernel.questions import Question
from lms.organisations import queries as organisations


@dataclass(frozen=True)
class RoomInfo:
    """A room for children: its area, and the largest group in it."""

    id: str
    name: str
    square_metres: float
    largest: int


@dataclass(frozen=True)
class Settings:
    """What a centre decides about its care."""

    rule_key: str = ""
    minimum_staff: int | None = None
    papers: tuple[str, ...] = ()
    late_minutes: int = 10
    ordering: Order = Order.NEED


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
    square_metres: float | None
    room_id: str | None = None
    room: str = ""

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


@lru_cache(maxsize=1)
def _facts() -> dict[str, tuple[Fact, ...]]:
    return packs.load_facts()


def rule_of(country: str, day: date, key: str = "") -> RatioRule | None:
    """The ratio rule of a country on a day, None where none is shipped. A key that is not in force counts as none."""
    return rule_on(_rules(), country, day, key or None) or rule_on(_rules(), country, day)


def rules_of(country: str, day: date) -> tuple[RatioRule, ...]:
    """Every rule of a country in force on a day."""
    return rules_on(_rules(), country, day)


def facts_of(country: str, day: date) -> tuple[Fact, ...]:
    """What else is known of a country on a day."""
    return tuple(one for one in _facts().get(country, ()) if one.evidence.holds_on(day))


def rule_for(centre_id: str, day: date) -> RatioRule | None:
    """The rule a centre goes by on a day: the one it chose, else the first of its country."""
    return rule_of(own_country(), day, settings(centre_id).rule_key)


def own_country() -> str:
    """The country of the provider in scope."""
    return organisations.provider(db.require_provider()).country


_SETTINGS = Question(
    select(models.CareSettings).where(models.CareSettings.centre_id == bindparam("centre_id")), steady=True
)


def settings(centre_id: str) -> Settings:
    """What a centre decided, and what holds where it decided nothing."""
    row = _SETTINGS.ask(centre_id=centre_id).first()
    if row is None:
        return Settings()
    return Settings(row.rule_key, row.minimum_staff, tuple(row.papers), row.late_minutes, Order(row.ordering))


def least_staff(centre_id: str, rule: RatioRule | None) -> int | None:
    """Fewest carers of a group with children: what the centre asks for, and never fewer than the rule does."""
    own = settings(centre_id).minimum_staff
    return None if own is None else max(own, rule.minimum_staff if rule else 1)


_BY_AGE = select(models.CareGroup).order_by(models.CareGroup.from_months, models.CareGroup.name)
_GROUPS = Question(_BY_AGE, steady=True)
_GROUPS_OF = Question(_BY_AGE.where(models.CareGroup.centre_id == bindparam("centre_id")), steady=True)
_BY_NAME = select(models.CareRoom).order_by(models.CareRoom.name)
_ROOMS = Question(_BY_NAME, steady=True)


def rooms(centre_id: str) -> list[RoomInfo]:
    """Rooms for children, by name."""
    return [RoomInfo(r.id, r.name, r.square_metres, r.largest) for r in _ROOMS.ask() if r.centre_id == centre_id]


def groups(centre_id: str | None = None) -> list[GroupInfo]:
    """Care groups, the youngest first."""
    rows = _GROUPS_OF.ask(centre_id=centre_id) if centre_id else _GROUPS.ask()
    known = {r.id: r for r in _ROOMS.ask()} if any(r.room_id for r in rows) else {}
    return [
        GroupInfo(
            r.id,
            r.centre_id,
            r.name,
            r.picture,
            r.from_months,
            r.to_months,
            r.places,
            known[r.room_id].square_metres if r.room_id in known else r.square_metres,
            r.room_id,
            known[r.room_id].name if r.room_id in known else "",
        )
        for r in rows
    ]


def centre_of_group(group_id: str) -> str:
    """Where a group is. Raises NotFound."""
    found = next((one.centre_id for one in groups() if one.id == group_id), None)
    if found is None:
        raise errors.NotFound("childcare.absent")
    return found


_OPEN = Question(
    select(models.CareHours)
    .where(models.CareHours.centre_id == bindparam("centre_id"))
    .order_by(models.CareHours.weekday, models.CareHours.starts),
    steady=True,
)


def hours(centre_id: str) -> list[WeekInterval]:
    """When children are taken in."""
    rows = _OPEN.ask(centre_id=centre_id)
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


def months_on(birth_date: date, day: date) -> int:
    """Age in completed months."""
    return age_in_months(birth_date, day)

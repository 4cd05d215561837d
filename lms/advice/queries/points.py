"""Places of advice near a postcode, across providers: anybody may ask."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import case, func, or_, select

from lms.advice import models
from lms.advice.domain.finder import postcode
from lms.casework.domain.sources import Cost, Label
from lms.kernel import db

CROSSING = "places of advice"
_POINT = models.Point


@dataclass(frozen=True)
class PointInfo:
    """One place of advice."""

    id: str
    provider_id: str
    name: str
    street: str
    postcode: str
    town: str
    phone: str
    hours: str
    languages: tuple[str, ...]
    label: Label


def points_near(code: str, language: str = "", *, limit: int = 20) -> list[PointInfo]:
    """The nearest first: those whose postcode begins with the most signs alike. Of every provider that shows a list."""
    wanted = postcode(code)
    statement = select(_POINT).order_by(_POINT.town, _POINT.name, _POINT.id).limit(limit)
    if wanted:
        alike = case(
            *((_POINT.postcode.startswith(wanted[:length], autoescape=True), length)
              for length in range(len(wanted), 0, -1)),
            else_=0,
        )  # fmt: skip
        statement = statement.order_by(None).order_by(alike.desc(), _POINT.town, _POINT.name, _POINT.id)
    if language:
        statement = statement.where(_POINT.languages.contains(f",{language},", autoescape=True))
    with db.crossing(CROSSING):
        return [_info(row) for row in db.session().scalars(statement)]


def languages_spoken() -> list[str]:
    """Codes of every language in which somebody advises."""
    with db.crossing(CROSSING):
        rows = db.session().scalars(select(_POINT.languages).distinct())
        return sorted({code for row in rows for code in row.split(",") if code})


def point(point_id: str) -> PointInfo | None:
    """One of them, of whatever provider."""
    with db.crossing(CROSSING):
        row = db.session().scalar(select(_POINT).where(_POINT.id == point_id))
    return _info(row) if row else None


def old_points(before: date) -> list[PointInfo]:
    """Those of the provider in scope where nobody has asked since a day, or ever; the longest first."""
    rows = db.session().scalars(
        select(_POINT)
        .where(or_(_POINT.checked_on.is_(None), _POINT.checked_on < before))
        .order_by(_POINT.checked_on.is_not(None), _POINT.checked_on, _POINT.name, _POINT.id)
    )
    return [_info(row) for row in rows]


def count_points() -> int:
    """How many the provider in scope shows."""
    return db.session().scalar(select(func.count(_POINT.id))) or 0


def _info(row: models.Point) -> PointInfo:
    return PointInfo(
        row.id, row.provider_id, row.name, row.street, row.postcode, row.town, row.phone, row.hours,
        tuple(one for one in row.languages.split(",") if one), Label(row.source, Cost.FREE, "", row.checked_on),
    )  # fmt: skip


def drop_ins(first: date, last: date) -> dict[str, int]:
    """How many people dropped in between two days, by topic."""
    row = models.DropIn
    found = db.session().execute(
        select(row.topic, func.count()).where(row.day.between(first, last)).group_by(row.topic)
    )
    return {topic: int(count) for topic, count in found}

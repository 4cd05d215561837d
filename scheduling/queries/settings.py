"""What a centre decided about its timetables, and facts of its rooms, courses and ways between houses."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time

from sqlalchemy import select

from lms.kernel import db
from scheduling import models
from scheduling.domain import settings as domain
from scheduling.domain.settings import Settings


def settings(centre_id: str) -> Settings:
    """Weights and limits of a centre; the usual ones where nobody decided."""
    row = db.session().get(models.Setting, centre_id)
    return domain.read(row.weights, row.soft, row.least_share, row.alone_under) if row else Settings()


@dataclass(frozen=True)
class RoomFacts:
    """The house a room is in, empty for the centre's own, and what stands in it."""

    site: str = ""
    equipment: frozenset[str] = frozenset()


def room_facts(room_ids: Iterable[str]) -> dict[str, RoomFacts]:
    """Facts by room, for those of which something was said."""
    row = models.RoomFact
    found = db.session().scalars(select(row).where(row.room_id.in_(list(room_ids))))
    return {one.room_id: RoomFacts(one.site, frozenset(one.equipment)) for one in found}


@dataclass(frozen=True)
class CourseFacts:
    """What a course needs in its room, and whether two of its classes may be twins."""

    equipment: frozenset[str] = frozenset()
    twins: bool = False


def course_facts(course_ids: Iterable[str]) -> dict[str, CourseFacts]:
    """Facts by course, for those of which something was said."""
    row = models.CourseFact
    found = db.session().scalars(select(row).where(row.course_id.in_(list(course_ids))))
    return {one.course_id: CourseFacts(frozenset(one.equipment), one.twins) for one in found}


def ways() -> Mapping[tuple[str, str], int]:
    """Minutes between two houses of the provider."""
    return {(one.one, one.other): one.minutes for one in db.session().scalars(select(models.Way))}


@dataclass(frozen=True)
class UseInfo:
    """A weekly time at which others of the house have a room."""

    id: str
    room_id: str
    weekday: int
    starts: time
    ends: time
    first_on: date | None
    last_on: date | None
    title: str


def room_uses(room_ids: Iterable[str], first: date | None = None, last: date | None = None) -> list[UseInfo]:
    """Times of others in these rooms, those between two days where days are named."""
    row = models.RoomUse
    statement = select(row).where(row.room_id.in_(list(room_ids))).order_by(row.room_id, row.weekday, row.starts)
    return [
        UseInfo(one.id, one.room_id, one.weekday, one.starts, one.ends, one.first_on, one.last_on, one.title)
        for one in db.session().scalars(statement)
        if (last is None or one.first_on is None or one.first_on <= last)
        and (first is None or one.last_on is None or one.last_on >= first)
    ]

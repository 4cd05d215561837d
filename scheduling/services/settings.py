"""What a centre decides about its timetables: weights, houses, equipment, ways, times that others have a room."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import delete, select

from lms.accounts.services import audit
from lms.courses import queries as courses
from lms.kernel import db, errors, language
from lms.kernel.actor import Actor
from lms.organisations import queries as organisations
from scheduling import models
from scheduling.domain.rules import SOFTENABLE
from scheduling.domain.settings import MOST_POINTS, WEIGHTS

MOST_MINUTES = 240


def keep(
    centre_id: str,
    weights: Mapping[str, int],
    soft: Mapping[str, int],
    *,
    least_share: int,
    alone_under: int,
    actor: Actor,
    now: datetime,
) -> None:
    """Weights and limits of a centre. Raises Invalid for points below 0 or above 1,000, and rules that must stay hard."""
    organisations.centre(centre_id)
    for name, points in weights.items():
        if name not in WEIGHTS or not 0 <= points <= MOST_POINTS:
            raise errors.Invalid("scheduling.points", field=f"weight-{name}", most=MOST_POINTS)
    for rule, points in soft.items():
        if rule not in SOFTENABLE or not 0 <= points <= MOST_POINTS:
            raise errors.Invalid("scheduling.points", field=f"soft-{rule}", most=MOST_POINTS)
    if not 50 <= least_share <= 100:
        raise errors.Invalid("scheduling.least_share", field="least_share")
    if not 0 <= alone_under <= 18:
        raise errors.Invalid("scheduling.alone_under", field="alone_under")
    row = db.session().get(models.Setting, centre_id)
    if row is None:
        row = models.Setting(centre_id=centre_id)
        db.session().add(row)
    row.weights, row.soft = dict(weights), dict(soft)
    row.least_share, row.alone_under = least_share, alone_under
    row.changed_by, row.changed_at = actor.name, now
    db.session().flush()


def equipment_of(typed: str) -> list[str]:
    """What stands in a room, as typed: words between commas, each once, in small letters."""
    return sorted({word.casefold()[:40] for word in language.parted(typed)})


def keep_room(room_id: str, *, site: str, equipment: Iterable[str]) -> None:
    """In which house a room is, and what stands in it. Raises NotFound."""
    if room_id not in {one.id for one in organisations.rooms()}:
        raise errors.NotFound("scheduling.absent")
    row = db.session().get(models.RoomFact, room_id)
    if row is None:
        row = models.RoomFact(room_id=room_id)
        db.session().add(row)
    row.site, row.equipment = site.strip()[:80], list(equipment)
    db.session().flush()


def keep_course(course_id: str, *, equipment: Iterable[str], twins: bool) -> None:
    """What a course needs in its room, and whether it may have twin classes. Raises NotFound."""
    courses.course(course_id)
    row = db.session().get(models.CourseFact, course_id)
    if row is None:
        row = models.CourseFact(course_id=course_id)
        db.session().add(row)
    row.equipment, row.twins = list(equipment), twins
    db.session().flush()


def keep_way(one: str, other: str, minutes: int) -> None:
    """How long the way between two houses takes, in either direction; 0 forgets it.

    Raises Invalid for a way to itself, or more than four hours.
    """
    first, second = sorted((one.strip(), other.strip()))
    if not first or first == second:
        raise errors.Invalid("scheduling.way_to_itself", field="other")
    if not 0 <= minutes <= MOST_MINUTES:
        raise errors.Invalid("scheduling.way_minutes", field="minutes", most=MOST_MINUTES)
    row = db.session().scalar(select(models.Way).where(models.Way.one == first, models.Way.other == second))
    if row is None and minutes:
        db.session().add(models.Way(one=first, other=second, minutes=minutes))
    elif row is not None and minutes:
        row.minutes = minutes
    elif row is not None:
        db.session().delete(row)
    db.session().flush()


@dataclass(frozen=True)
class NewUse:
    """A weekly time at which others of the house have a room."""

    room_id: str
    weekday: int
    starts: time
    ends: time
    title: str
    first_on: date | None = None
    last_on: date | None = None


def add_use(new: NewUse, *, now: datetime) -> str:
    """Others of the house have a room. Returns the id. Raises Invalid for a time without length or a use without a name."""
    if new.room_id not in {one.id for one in organisations.rooms()}:
        raise errors.NotFound("scheduling.absent")
    if new.ends <= new.starts or new.weekday not in range(7):
        raise errors.Invalid("courses.meeting_without_time", field="ends")
    if not new.title.strip():
        raise errors.Invalid("scheduling.use_title", field="title")
    row = models.RoomUse(
        id=db.new_id(),
        room_id=new.room_id,
        weekday=new.weekday,
        starts=new.starts,
        ends=new.ends,
        first_on=new.first_on,
        last_on=new.last_on,
        title=new.title.strip()[:120],
    )
    db.session().add(row)
    db.session().flush()
    audit.record("room_use", "organisations_room", new.room_id, now=now)
    return row.id


def drop_use(use_id: str) -> None:
    """The room is free again at that time. Dropped twice is dropped once."""
    db.session().execute(delete(models.RoomUse).where(models.RoomUse.id == use_id))

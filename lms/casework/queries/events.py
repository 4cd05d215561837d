"""Meetings beside the course: what lies ahead, who comes, hours of practice, and what the report counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from sqlalchemy import case, func, select

from lms.casework import models
from lms.casework.domain.credentials import is_grown
from lms.casework.domain.events import EventKind, PlaceState
from lms.kernel import db, errors
from lms.learners.queries import LearnerInfo
from lms.organisations import models as organisation_models

_EVENT, _PLACE = models.Event, models.EventPlace


@dataclass(frozen=True)
class EventInfo:
    """One meeting. `free` is none where everybody is welcome."""

    id: str
    centre_id: str
    kind: EventKind
    title: str
    detail: str
    language: str
    day: date
    starts: time
    ends: time
    place: str
    host_id: str | None
    host: str
    seats: int | None
    taken: int
    newcomers: int
    series: str
    cancelled: bool
    target: tuple[str, ...] = ()
    care: bool = False

    @property
    def free(self) -> int | None:
        """Places that nobody has booked."""
        return None if self.seats is None else self.seats - self.taken


@dataclass(frozen=True)
class PlaceInfo:
    """A learner's place in a meeting."""

    event: EventInfo
    learner_id: str
    state: PlaceState
    minutes: int


@dataclass(frozen=True)
class Tally:
    """What took place of one kind: meetings, places that were booked, people who came, who of them nobody knows, hours."""

    kind: EventKind
    events: int
    booked: int
    came: int
    newcomers: int
    minutes: int


def events_ahead(centre_id: str, today: date, *, page: int = 1, size: int = 100) -> list[EventInfo]:
    """What takes place from today on, the next first, a page of it. An empty centre: of the whole provider."""
    return _events(
        _here(centre_id), _EVENT.day >= today, order=(_EVENT.day, _EVENT.starts), limit=size, offset=(page - 1) * size
    )


def count_ahead(centre_id: str, today: date) -> int:
    """How many meetings lie ahead, without what was called off."""
    ahead = (_here(centre_id), _EVENT.day >= today, _EVENT.cancelled_at.is_(None))
    return db.session().scalar(select(func.count(_EVENT.id)).where(*ahead)) or 0


def count_listed(centre_id: str, today: date) -> int:
    """How many lines the list of what lies ahead has."""
    return db.session().scalar(select(func.count(_EVENT.id)).where(_here(centre_id), _EVENT.day >= today)) or 0


def events_for(learner: LearnerInfo, today: date, *, limit: int = 40) -> list[EventInfo]:
    """What somebody can come to: of each series the next meeting with a place, the next one where all are full.

    What she has booked stands in it always, also when it was called off; groups for young people only for them.
    """
    mine = select(_PLACE.event_id).where(_PLACE.learner_id == learner.id)
    kinds = [one for one in EventKind if one is not EventKind.YOUTH or not is_grown(learner.birth_date, today)]
    open_to_her = (
        _EVENT.centre_id == learner.centre_id,
        _EVENT.kind.in_(kinds),
        _EVENT.day >= today,
        _EVENT.cancelled_at.is_(None),
        _EVENT.id.not_in(mine),
    )
    has_place = _EVENT.seats.is_(None) | (_EVENT.taken < _EVENT.seats)
    place = func.row_number().over(partition_by=_EVENT.series, order_by=(case((has_place, 0), else_=1), _EVENT.day))
    ranked = select(_EVENT.id, place.label("place")).where(*open_to_her).subquery()
    next_ones = select(ranked.c.id).where(ranked.c.place == 1)
    wanted = _EVENT.id.in_(next_ones) | (_EVENT.id.in_(mine) & (_EVENT.day >= today))
    return _events(wanted, order=(_EVENT.day, _EVENT.starts), limit=limit)


def events_before(centre_id: str, today: date, *, limit: int = 20) -> list[EventInfo]:
    """What took place, the newest first."""
    newest = (_EVENT.day.desc(), _EVENT.starts.desc())
    return _events(_here(centre_id), _EVENT.day < today, order=newest, limit=limit)


def event(event_id: str) -> EventInfo:
    """One meeting. Raises NotFound."""
    found = _events(_EVENT.id == event_id, order=(_EVENT.id,), limit=1)
    if not found:
        raise errors.NotFound("casework.no_event")
    return found[0]


def _here(centre_id: str) -> Any:
    return _EVENT.centre_id == centre_id if centre_id else _EVENT.id.is_not(None)


def _events(*conditions: Any, order: Iterable[Any], limit: int, offset: int = 0) -> list[EventInfo]:
    staff = organisation_models.Staff
    rows = db.session().execute(
        select(_EVENT, staff.name)
        .outerjoin(staff, staff.id == _EVENT.host_id)
        .where(*conditions)
        .order_by(*order, _EVENT.id)
        .limit(limit)
        .offset(offset)
    )
    return [_info(row, host) for row, host in rows]


def _info(row: models.Event, host: str | None) -> EventInfo:
    return EventInfo(
        row.id, row.centre_id, EventKind(row.kind), row.title, row.detail, row.language, row.day, row.starts, row.ends,
        row.place, row.host_id, host or "", row.seats, row.taken, row.newcomers, row.series,
        row.cancelled_at is not None, tuple(row.target or ()), row.care,
    )  # fmt: skip


def places_in(event_id: str) -> dict[str, PlaceState]:
    """By learner, what became of each place."""
    rows = db.session().execute(select(_PLACE.learner_id, _PLACE.state).where(_PLACE.event_id == event_id))
    return {learner_id: PlaceState(state) for learner_id, state in rows}


def who_came_before(series: str, before: date, *, limit: int = 40) -> list[str]:
    """Learners who came to earlier meetings of a series, the most faithful first: one tap each, and they are here."""
    times = func.count()
    rows = db.session().execute(
        select(_PLACE.learner_id, times)
        .join(_EVENT, _EVENT.id == _PLACE.event_id)
        .where(_EVENT.series == series, _EVENT.day < before, _PLACE.state == PlaceState.CAME)
        .group_by(_PLACE.learner_id)
        .order_by(times.desc(), _PLACE.learner_id)
        .limit(limit)
    )
    return [learner_id for learner_id, _times in rows]


def places_of(learner_id: str, today: date) -> dict[str, PlaceState]:
    """By event from today on, this learner's place."""
    rows = db.session().execute(
        select(_PLACE.event_id, _PLACE.state)
        .join(_EVENT, _EVENT.id == _PLACE.event_id)
        .where(_PLACE.learner_id == learner_id, _EVENT.day >= today)
    )
    return {event_id: PlaceState(state) for event_id, state in rows}


def minutes_by_kind(learner_id: str) -> dict[EventKind, int]:
    """Minutes that somebody was there, by kind. Those of clubs are practice and stand in no ledger."""
    rows = db.session().execute(
        select(_EVENT.kind, func.sum(_PLACE.minutes))
        .join(_EVENT, _EVENT.id == _PLACE.event_id)
        .where(_PLACE.learner_id == learner_id, _PLACE.state == PlaceState.CAME)
        .group_by(_EVENT.kind)
    )
    return {EventKind(kind): int(minutes) for kind, minutes in rows}


def counted_events(first: date, last: date, centre_id: str = "") -> list[Tally]:
    """What took place between two days, every kind for itself."""
    held = (_EVENT.day.between(first, last), _EVENT.cancelled_at.is_(None), _here(centre_id))
    came = func.coalesce(func.sum(case((_PLACE.state == PlaceState.CAME, 1), else_=0)), 0)
    booked_ones = func.coalesce(func.sum(case((_PLACE.booked.is_(True), 1), else_=0)), 0)
    places = {
        kind: (booked, there, minutes)
        for kind, booked, there, minutes in db.session().execute(
            select(_EVENT.kind, booked_ones, came, func.coalesce(func.sum(_PLACE.minutes), 0))
            .join(_PLACE, _PLACE.event_id == _EVENT.id)
            .where(*held)
            .group_by(_EVENT.kind)
        )
    }
    events = {
        kind: (count, new)
        for kind, count, new in db.session().execute(
            select(_EVENT.kind, func.count(), func.sum(_EVENT.newcomers)).where(*held).group_by(_EVENT.kind)
        )
    }
    found = []
    for kind in EventKind:
        (count, new), (booked, there, minutes) = events.get(kind, (0, 0)), places.get(kind, (0, 0, 0))
        found.append(Tally(kind, count, booked, there + new, new, minutes))
    return found

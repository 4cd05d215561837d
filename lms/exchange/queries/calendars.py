"""Calendars to subscribe: whose address it is, and the sessions in it. No name of another learner is ever among them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select

from lms.accounts import domain as accounts
from lms.courses import queries as courses
from lms.courses.queries import SessionInfo
from lms.courses.queries import mixed as twins
from lms.exchange import models
from lms.exchange.domain.calendar import Event
from lms.kernel import db, errors, language
from lms.organisations import queries as organisations

BACK, AHEAD = timedelta(days=60), timedelta(days=366)
KINDS = ("learner", "teacher", "room", "section")


@dataclass(frozen=True)
class FeedInfo:
    """An address in force, without its token: that was shown once."""

    id: str
    provider_id: str
    kind: str
    subject_id: str
    learner_id: str | None
    locale: str
    made_at: datetime
    made_by: str
    user_id: str


def by_token(token: str) -> FeedInfo:
    """Whose calendar an address is. Raises NotFound for one that is unknown or was ended."""
    with db.crossing("calendar feed"):
        row = db.session().scalar(
            select(models.Feed).where(
                models.Feed.token_hash == accounts.token_hash(token), models.Feed.revoked_at.is_(None)
            )
        )
    if row is None:
        raise errors.NotFound("page.absent")
    return _info(row)


def mine(user_id: str) -> list[FeedInfo]:
    """Addresses that somebody made and that are in force, newest first."""
    rows = db.session().scalars(
        select(models.Feed)
        .where(models.Feed.user_id == user_id, models.Feed.revoked_at.is_(None))
        .order_by(models.Feed.made_at.desc(), models.Feed.id)
    )
    return [_info(row) for row in rows]


def _info(row: models.Feed) -> FeedInfo:
    return FeedInfo(
        row.id,
        row.provider_id,
        row.kind,
        row.subject_id,
        row.learner_id,
        row.locale,
        row.made_at,
        row.made_by,
        row.user_id,
    )


@dataclass(frozen=True)
class Calendar:
    """What an address shows."""

    name: str
    zone: str
    events: tuple[Event, ...]


def calendar_of(feed: FeedInfo, today: date) -> Calendar:
    """The sessions of an address, from two months back to a year ahead, cancelled ones too."""
    sessions = _sessions(feed, today - BACK, today + AHEAD)
    centres = {one.id: one for one in organisations.centres()}
    rooms = {one.id: one for one in organisations.rooms()}
    staff = {one.id: one.name for one in organisations.staff(kind="teacher")}
    zone = centres[sessions[0].centre_id].zone if sessions else next(iter(centres.values())).zone
    links = {one.id: one.link for one in courses.sections(ids={one.section_id for one in sessions}) if one.link}

    def event(one: SessionInfo) -> Event:
        centre = centres[one.centre_id]
        place = _place(one, rooms.get(one.room_id or ""), centre, feed.locale)
        teacher, link = staff.get(one.teacher_id or "", ""), links.get(one.section_id, "")
        return _event(one, place, teacher, link, centre.zone, feed.locale)

    return Calendar(_name(feed, rooms, staff), zone, tuple(event(one) for one in sessions))


def _sessions(feed: FeedInfo, first: date, last: date) -> list[SessionInfo]:
    if feed.kind == "learner":
        return _of_learner(feed.learner_id or "", first, last)
    if feed.kind == "teacher":
        return courses.sessions_between(first, last, teacher_id=feed.subject_id)
    if feed.kind == "room":
        return courses.sessions_between(first, last, room_id=feed.subject_id)
    return courses.sessions_between(first, last, section_ids=[feed.subject_id])


def _of_learner(learner_id: str, first: date, last: date) -> list[SessionInfo]:
    """Her sessions while she holds the seat; where she swaps with the twin class, the twin's instead of her own."""
    seats = courses.enrolments_of([learner_id]).get(learner_id, [])
    if not seats:
        return []
    found = courses.sessions_between(first, last, section_ids=[seat.section_id for seat in seats])
    held = [
        one
        for one in found
        if any(
            seat.section_id == one.section_id
            and seat.from_date <= one.day
            and (seat.to_date is None or one.day < seat.to_date)
            for seat in seats
        )
    ]
    visits = twins.visits_of([seat.id for seat in seats])
    away = {visit.instead_of for visit in visits}
    coming = [courses.session(visit.session_id) for visit in visits]
    mine = [one for one in held if one.id not in away] + [one for one in coming if first <= one.day <= last]
    return sorted(mine, key=lambda one: (one.starts_at, one.id))


def _place(one: SessionInfo, room: organisations.Room | None, centre: organisations.Centre, locale: str) -> str:
    if one.mode == "online":
        return language.say("mode.online", locale=locale)
    floor = language.say("feed.floor", {"floor": room.floor}, locale=locale) if room and room.floor else ""
    parts = (room.name if room else "", floor, centre.name, centre.street)
    return ", ".join(part for part in parts if part)


def _event(one: SessionInfo, place: str, teacher: str, link: str, zone: str, locale: str) -> Event:
    notes = [language.say("feed.teacher", {"teacher": teacher}, locale=locale)] if teacher else []
    if one.reason and one.reason not in ("timetable", "closed"):
        notes.append(one.reason)
    return Event(
        key=one.id,
        title=one.section,
        begins=one.starts_at,
        ends=one.ends_at,
        zone=zone,
        place=place,
        note="\n".join(notes),
        sequence=one.sequence,
        # One that was never changed keeps one and the same stamp: the file stays the same from one day to the next.
        changed_at=one.changed_at or datetime(one.day.year, 1, 1, tzinfo=UTC),
        cancelled=one.state == "cancelled",
        link=link if one.mode != "room" else "",
    )


def _name(feed: FeedInfo, rooms: dict[str, organisations.Room], staff: dict[str, str]) -> str:
    if feed.kind == "room" and feed.subject_id in rooms:
        return rooms[feed.subject_id].name
    if feed.kind == "teacher":
        return staff.get(feed.subject_id, language.say("feed.classes", locale=feed.locale))
    if feed.kind == "section":
        found = courses.sections(ids=[feed.subject_id], states=("published", "closed"))
        return found[0].name if found else language.say("feed.classes", locale=feed.locale)
    return language.say("feed.mine", locale=feed.locale)

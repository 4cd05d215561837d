"""Dated sessions: which there are, moved, cancelled, added."""

from datetime import date, datetime, time

from lms.courses import queries, services
from lms.courses.rest.door import Days, resources
from lms.kernel.rest import Value
from lms.kernel.web import current_actor, now
from lms.organisations import queries as organisations


class Session(Value):
    """One dated session: wall times of the centre, and the instants they mean."""

    id: str
    section_id: str
    section: str
    course: str
    day: date
    starts: time
    ends: time
    starts_at: datetime
    ends_at: datetime
    room_id: str | None
    teacher_id: str | None
    state: str
    mode: str
    reason: str
    sequence: int
    marked_at: datetime | None


class Sessions(Value):
    """Sessions in order of time."""

    items: tuple[Session, ...]


class SessionsQuery(Days):
    """Which sessions."""

    centre_id: str | None = None
    section_id: str | None = None


@resources.get("/sessions", permission="courses.board.see", answers=Sessions, query=SessionsQuery)
def sessions(query: SessionsQuery) -> Sessions:
    """Sessions from day to day, cancelled ones too."""
    found = queries.sessions_between(
        query.first,
        query.last,
        centre_id=query.centre_id,
        section_ids=[query.section_id] if query.section_id else None,
    )
    return Sessions(items=tuple(session_of(one) for one in found))


class SessionTime(Value):
    """When and where a session is held, in wall time of the centre."""

    day: date
    starts: time
    ends: time
    room_id: str | None = None
    teacher_id: str | None = None
    mode: str = "room"
    reason: str = ""


@resources.put("/sessions/<session_id>/time", permission="courses.plan", answers=Session, body=SessionTime)
def move_session(session_id: str, body: SessionTime) -> Session:
    """Move a session, or give it another room or teacher. It keeps its id; people are told."""
    zone = organisations.centre(queries.session(session_id).centre_id).zone
    slot = _slot(body)
    services.move(session_id, slot, reason=body.reason, zone=zone, actor=current_actor(), now=now())
    return session_of(queries.session(session_id))


def _slot(body: SessionTime) -> services.Slot:
    return services.Slot(body.day, body.starts, body.ends, body.room_id, body.teacher_id, body.mode)


class Cancellation(Value):
    """Whether a session is cancelled, and why."""

    cancelled: bool = True
    reason: str = ""


@resources.put("/sessions/<session_id>/cancellation", permission="courses.plan", answers=Session, body=Cancellation)
def cancel_session(session_id: str, body: Cancellation) -> Session:
    """Cancel a session with a reason, or hold it after all. People are told."""
    if (queries.session(session_id).state == "cancelled") != body.cancelled:
        if body.cancelled:
            services.cancel(session_id, reason=body.reason, actor=current_actor(), now=now())
        else:
            services.restore(session_id, actor=current_actor(), now=now())
    return session_of(queries.session(session_id))


@resources.put("/sections/<section_id>/makeup", permission="courses.plan", answers=Session, body=SessionTime)
def add_makeup(section_id: str, body: SessionTime) -> Session:
    """Add a session beyond the weekly ones. Sent again, it answers with the one that is there."""
    standing = queries.sessions_between(body.day, body.day, section_ids=[section_id])
    found = next((one for one in standing if one.starts == body.starts and one.state != "cancelled"), None)
    if found is None:
        zone = organisations.centre(queries.section(section_id).centre_id).zone
        made, _change = services.add_makeup(section_id, _slot(body), zone=zone, actor=current_actor(), now=now())
        found = queries.session(made)
    return session_of(found)


def session_of(info: queries.SessionInfo) -> Session:
    return Session(**{name: getattr(info, name) for name in Session.model_fields})

"""What a deed changed on a section and its sessions, kept so that it can be undone as a whole."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import delete, exists, select, update
from sqlalchemy.exc import IntegrityError

from lms.courses import models
from lms.courses.services import apologies
from lms.kernel import db, errors, signals
from lms.kernel.actor import Actor

SECTION = (
    "name", "seats", "state", "room_id", "teacher_id", "starts_on", "ends_on", "mode", "link", "minutes",
    "entry_weekdays", "entry_until", "properties",
)  # fmt: skip
SESSION = (
    "section_id", "day", "starts", "ends", "starts_at", "ends_at", "room_id", "teacher_id", "state", "kind",
    "planned_day", "mode", "reason",
)  # fmt: skip
MEETING = ("weekday", "starts", "ends", "every", "anchor")
WHEN = {
    "day": date.fromisoformat,
    "planned_day": date.fromisoformat,
    "anchor": date.fromisoformat,
    "starts_on": date.fromisoformat,
    "ends_on": date.fromisoformat,
    "entry_until": date.fromisoformat,
    "starts": time.fromisoformat,
    "ends": time.fromisoformat,
    "starts_at": datetime.fromisoformat,
    "ends_at": datetime.fromisoformat,
}


def section_row(section_id: str) -> models.Section:
    """The row of a section, in any state. Raises NotFound."""
    row = db.session().scalar(select(models.Section).where(models.Section.id == section_id))
    if row is None:
        raise errors.NotFound("courses.absent")
    return row


def session_row(session_id: str) -> models.Session:
    """The row of a session. Raises NotFound."""
    row = db.session().scalar(select(models.Session).where(models.Session.id == session_id))
    if row is None:
        raise errors.NotFound("courses.absent")
    return row


@contextmanager
def room_and_teacher_free(section: models.Section) -> Iterator[None]:
    """Writes inside that give a room or a teacher two sessions at once are undone and refused: the database decides."""
    session = db.session()
    session.flush()
    try:
        with session.begin_nested():
            yield
            session.flush()
    except IntegrityError as clash:
        said = str(clash.orig)
        if "ex_courses_session" not in said:
            if "courses_session" in said and "starts_at" in said:
                raise errors.Conflict("courses.two_sessions_at_once", section=section.name) from clash
            raise
        code = "courses.teacher_taken" if "ex_courses_session_teacher" in said else "courses.room_taken"
        raise errors.Conflict(code, section=section.name) from clash


class Recorder:
    """Notes a section before a deed; afterwards it writes down what the deed changed."""

    def __init__(self, section_id: str) -> None:
        self.section = section_row(section_id)
        self.before = self._seen()
        self.lapsed: frozenset[str] = frozenset()
        """Learners whose "I cannot come" fell with the new time. They were told."""

    def _seen(self) -> dict[str, Any]:
        session = db.session()
        session.flush()
        meetings = session.scalars(select(models.Meeting).where(models.Meeting.section_id == self.section.id))
        sessions = session.scalars(select(models.Session).where(models.Session.section_id == self.section.id))
        return {
            "section": _kept(self.section, SECTION),
            "meetings": sorted((_kept(one, MEETING) for one in meetings), key=str),
            "sessions": {one.id: _kept(one, SESSION) for one in sessions},
        }

    def write(self, deed: str, *, reason: str = "", actor: Actor, now: datetime) -> str | None:
        """Keep what changed. Sessions that changed count up, so that calendars notice. Returns None for no change."""
        after = self._seen()
        told: dict[str, tuple[Any, Any]] = {
            key: (self.before["sessions"].get(key), after["sessions"].get(key))
            for key in {*self.before["sessions"], *after["sessions"]}
        }
        changed = {key: pair for key, pair in told.items() if pair[0] != pair[1]}
        if not changed and self.before["section"] == after["section"] and self.before["meetings"] == after["meetings"]:
            return None
        _count_up([key for key, (_was, now_is) in changed.items() if now_is], now)
        said = apologies.lapse(self.section.name, changed, actor=actor, now=now)
        self.lapsed = frozenset(learner_id for _session_id, learner_id, *_more in said)
        row = models.Change(
            id=db.new_id(),
            section_id=self.section.id,
            deed=deed,
            reason=reason.strip(),
            by=actor.name,
            at=now,
            before=_part(self.before, {key: pair[0] for key, pair in changed.items()}) | {"apologies": said},
            after=_part(after, {key: pair[1] for key, pair in changed.items()}),
        )
        db.session().add(row)
        db.session().flush()
        days = [date.fromisoformat(one["day"]) for pair in changed.values() for one in pair if one]
        signals.announce(
            signals.sessions_replaced,
            self.section.id,
            from_date=min(days, default=now.date()),
            actor=actor,
            now=now,
        )
        return row.id


def _part(seen: dict[str, Any], sessions: dict[str, Any]) -> dict[str, Any]:
    return {"section": seen["section"], "meetings": seen["meetings"], "sessions": sessions}


def _count_up(ids: Sequence[str], now: datetime) -> None:
    for start in range(0, len(ids), 200):
        db.session().execute(
            update(models.Session)
            .where(models.Session.id.in_(ids[start : start + 200]))
            .values(sequence=models.Session.sequence + 1, changed_at=now)
            .execution_options(synchronize_session="fetch")
        )


def undo(change_id: str, *, actor: Actor, now: datetime) -> str:
    """Take a deed back. Returns the section's id.

    Raises Conflict when it was undone, when something changed the same sessions since, when a register was taken, or
    when the room or the teacher has been given to others.
    """
    session = db.session()
    change = session.scalar(select(models.Change).where(models.Change.id == change_id))
    if change is None:
        raise errors.NotFound("courses.absent")
    if change.undone_at is not None:
        raise errors.Conflict("courses.undone_already")
    section = section_row(change.section_id)
    _refuse_changed_since(change, section)
    again = Recorder(section.id)
    with room_and_teacher_free(section):
        _set(section, change.before["section"], SECTION)
        _meetings(section.id, change.before["meetings"])
        _sessions(change)
    change.undone_at = now
    again.write("undone", reason=change.deed, actor=actor, now=now)
    apologies.put_back(change.before.get("apologies", ()), actor=actor, now=now)
    return section.id


def _refuse_changed_since(change: models.Change, section: models.Section) -> None:
    rows = {
        one.id: one
        for one in db.session().scalars(select(models.Session).where(models.Session.section_id == section.id))
    }
    for key, after in change.after["sessions"].items():
        row = rows.get(key)
        if (_kept(row, SESSION) if row else None) != after:
            raise errors.Conflict("courses.changed_since")
        if row is not None and row.marked_at is not None:
            raise errors.Conflict("courses.marked_since", day=row.day)


def _sessions(change: models.Change) -> None:
    session = db.session()
    rows = {
        one.id: one
        for one in session.scalars(select(models.Session).where(models.Session.section_id == change.section_id))
    }
    touched = [rows[key] for key in change.before["sessions"] if key in rows]
    step_aside(touched)
    for key, before in change.before["sessions"].items():
        if before is None:
            discard(rows[key], "")
        elif key in rows:
            _set(rows[key], before, SESSION)
        else:
            session.add(models.Session(id=key, **_revived(before, SESSION)))


def step_aside(rows: Sequence[models.Session]) -> None:
    """Let sessions that are about to change give up room and teacher first, so that they do not stand in each other's way."""
    session = db.session()
    ids = [row.id for row in rows]
    session.flush()
    for start in range(0, len(ids), 200):
        session.execute(
            update(models.Session)
            .where(models.Session.id.in_(ids[start : start + 200]))
            .values(room_id=None, teacher_id=None)
            .execution_options(synchronize_session=False)
        )
    for row in rows:
        session.refresh(row, ["room_id", "teacher_id"])


def discard(row: models.Session, reason: str) -> None:
    """Take a session away. One that somebody may have been told of is cancelled instead, so that calendars say so."""
    if hangs_on(row.id) or section_row(row.section_id).taken:
        row.state, row.reason = "cancelled", reason
    else:
        db.session().execute(delete(models.Visit).where(models.Visit.session_id == row.id))
        db.session().delete(row)


def hangs_on(session_id: str) -> bool:
    """Whether marks, charges, apologies or visits belong to a session."""
    columns = (
        models.Mark.session_id,
        models.LedgerEntry.session_id,
        models.Apology.session_id,
        models.Visit.session_id,
        models.Visit.instead_of,
    )
    return any(db.session().scalar(select(exists().where(column == session_id))) for column in columns)


def _meetings(section_id: str, kept: Sequence[dict[str, Any]]) -> None:
    session = db.session()
    session.execute(delete(models.Meeting).where(models.Meeting.section_id == section_id))
    session.add_all(models.Meeting(section_id=section_id, **_revived(one, MEETING)) for one in kept)


def _kept(row: Any, names: Sequence[str]) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in names}
    return {
        name: value.isoformat() if isinstance(value, date | time | datetime) else value
        for name, value in values.items()
    }


def _revived(kept: dict[str, Any], names: Sequence[str]) -> dict[str, Any]:
    # A change that was written down before a column came says nothing about it.
    known = [name for name in names if name in kept]
    return {name: WHEN[name](kept[name]) if name in WHEN and kept[name] else kept[name] for name in known}


def _set(row: Any, kept: dict[str, Any], names: Sequence[str]) -> None:
    for name, value in _revived(kept, names).items():
        if getattr(row, name) != value:
            setattr(row, name, value)

"""The register: who was here, in how many minutes, charged to whom. And "I cannot come"."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from lms.accounts.services import audit
from lms.courses import models, queries
from lms.courses.domain import attendance
from lms.courses.services import ledger
from lms.kernel import clock, db, errors, signals
from lms.kernel.actor import Actor
from lms.kernel.vocabulary import AbsenceReason


def save_register(
    session_id: str,
    given: Mapping[str, attendance.Given],
    *,
    zone: str,
    reason: str = "",
    actor: Actor,
    now: datetime,
) -> None:
    """Marks of one session by enrolment id. Saving again changes marks; the audit keeps both and the ledger is squared.

    Raises Conflict for a cancelled session or one in the future, Invalid("courses.old_register") for another day's
    without a reason, NotFound for an enrolment that is not in this session.
    """
    row = _session(session_id)
    _may_mark(row, zone, reason, now)
    found = queries.register(session_id)
    people = {person.enrolment_id: person for person in found.people}
    unknown = set(given) - set(people)
    if unknown:
        raise errors.NotFound("courses.absent")
    changes = {}
    for enrolment_id, one in given.items():
        weighed = attendance.settled(one, found.excusing)
        before, after = _put(row, people[enrolment_id].learner_id, enrolment_id, weighed, actor, now)
        if before != after:
            changes[enrolment_id] = [before, after]
    row.marked_at, row.marked_by, row.state = now, actor.name, "held"
    audit.record("register", "courses_session", session_id, changes=changes, reason=reason or None, now=now)
    db.session().flush()
    ledger.charge(row, actor=actor, now=now)
    signals.announce(signals.register_saved, session_id, actor=actor, now=now)


def _may_mark(row: models.Session, zone: str, reason: str, now: datetime) -> None:
    today = clock.local(now, zone).date()
    if row.state == "cancelled":
        raise errors.Conflict("courses.session_cancelled")
    if row.day > today:
        raise errors.Conflict("courses.session_ahead", day=row.day)
    if row.day < today and not reason.strip():
        raise errors.Invalid("courses.old_register", field="reason")


def _put(
    row: models.Session, learner_id: str, enrolment_id: str, given: attendance.Given, actor: Actor, now: datetime
) -> tuple[str | None, str]:
    session = db.session()
    mark = session.get(models.Mark, (row.id, enrolment_id))
    before = f"{mark.attendance}:{mark.reason}:{mark.minutes}" if mark else None
    if mark is None:
        mark = models.Mark(session_id=row.id, enrolment_id=enrolment_id, learner_id=learner_id)
        session.add(mark)
    mark.attendance, mark.reason = given.attendance, given.reason
    mark.arrived, mark.left = given.arrived, given.left
    mark.minutes = attendance.attended_minutes(given, row.starts, row.ends)
    mark.by, mark.at = actor.name, now
    return before, f"{mark.attendance}:{mark.reason}:{mark.minutes}"


def apologise(session_id: str, learner_id: str, reason: AbsenceReason, *, actor: Actor, now: datetime) -> None:
    """A learner says beforehand that she cannot come. Said twice, the last reason counts. Announces `apology_given` once.

    Raises Conflict when the session is over or the learner is not in it.
    """
    row = _session(session_id)
    if row.ends_at <= now:
        raise errors.Conflict("courses.session_over")
    if learner_id not in {person.learner_id for person in queries.register(session_id).people}:
        raise errors.NotFound("courses.absent")
    session = db.session()
    known = _apology(session_id, learner_id)
    if known is not None:
        known.reason, known.at = reason, now
        return
    try:
        with session.begin_nested():
            session.add(models.Apology(session_id=session_id, learner_id=learner_id, reason=reason, at=now))
    except IntegrityError:
        # A second tap in flight: the first one stands.
        return
    signals.announce(signals.apology_given, session_id, learner_id=learner_id, reason=str(reason), actor=actor, now=now)


def take_back_apology(session_id: str, learner_id: str, *, actor: Actor, now: datetime) -> None:
    """She can come after all. Announces `apology_withdrawn` where there was an apology."""
    known = _apology(session_id, learner_id)
    if known is not None:
        db.session().delete(known)
        db.session().flush()
        signals.announce(signals.apology_withdrawn, session_id, learner_id=learner_id, actor=actor, now=now)


def _apology(session_id: str, learner_id: str) -> models.Apology | None:
    return db.session().scalar(
        select(models.Apology).where(models.Apology.session_id == session_id, models.Apology.learner_id == learner_id)
    )


def _session(session_id: str) -> models.Session:
    row = db.session().scalar(select(models.Session).where(models.Session.id == session_id))
    if row is None:
        raise errors.NotFound("courses.absent")
    return row

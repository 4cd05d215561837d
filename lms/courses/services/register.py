"""The register: who was here, in how many minutes, charged to whom. And "I cannot come"."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select, update
from sqlalchemy.exc import IntegrityError

from lms.accounts.services import audit
from lms.courses import models, queries
from lms.courses.domain import attendance
from lms.courses.queries import attendance as attended
from lms.courses.queries import roll
from lms.courses.queries.roll import Roll, Taught
from lms.courses.services import alarms, ledger, marks, modes
from lms.courses.services.marks import Batch, Saved
from lms.kernel import clock, db, errors, signals
from lms.kernel.actor import Actor
from lms.kernel.statements import Prepared, table
from lms.kernel.vocabulary import AbsenceReason

SENT_LATE = timedelta(days=3)
"""Marks that a phone took on the day of a session need no reason when they arrive so much later."""
MADE_ON_THE_DAY = "courses.sent_later"


_SESSION = table(models.Session).c
_MARKED = Prepared(
    update(table(models.Session))
    .where(_SESSION.id == bindparam("session_id"))
    .values(marked_at=bindparam("now"), marked_by=bindparam("by"), state="held")
)


@dataclass(frozen=True)
class ReadyRegister:
    """Marks decided against a roll, before others have to wait for their writing (`prepare_register`)."""

    found: Roll
    batch: Batch
    given: Mapping[str, attendance.Given]
    writing: marks.Writing
    foreseen: alarms.Foreseen | None = None


def prepare_register(
    found: Roll, given: Mapping[str, attendance.Given], batch: Batch, *, actor: Actor, now: datetime
) -> ReadyRegister:
    """Decide each mark against the roll. It holds as long as nobody else saves this register."""
    writing = marks.Writing(found, batch, actor, now)
    for enrolment_id, one in given.items():
        if enrolment_id in found.people:
            writing.put(found.people[enrolment_id], attendance.settled(one, found.terms.excusing))
    return ReadyRegister(found, batch, given, writing)


def foresee(ready: ReadyRegister) -> ReadyRegister:
    """The same, with what was found out about alarms where others would have to wait for the finding out."""
    if not db.others_wait():
        return ready
    return replace(ready, foreseen=alarms.foresee(ready.found, ready.writing.changes))


def save_register(
    session_id: str,
    given: Mapping[str, attendance.Given],
    *,
    zone: str,
    reason: str = "",
    batch: Batch | None = None,
    actor: Actor,
    now: datetime,
) -> Saved:
    """Marks of one session by enrolment id. Saving again changes marks; the audit keeps both and the ledger is squared.

    A batch that was taken already changes nothing and is answered as the first time. Where somebody else marked
    meanwhile, the later decision stands (`attendance.merge`). A batch that says what it has seen leaves out people who
    cannot be marked any more; any other raises NotFound for them. Raises Conflict for a cancelled session or one in the
    future, Invalid("courses.old_register") for another day's without a reason.
    """
    batch = batch or Batch()
    held, _version = roll.hold(session_id)
    if (earlier := marks.taken(session_id, batch.key)) is not None:
        return earlier
    ready = prepare_register(roll.roll(session_id), given, batch, actor=actor, now=now)
    return _save(ready, held, zone, reason, actor, now)


def save_prepared(ready: ReadyRegister, *, zone: str, reason: str = "", actor: Actor, now: datetime) -> Saved:
    """The same with marks that were prepared. Where somebody saved the register meanwhile they are decided anew."""
    held, version = roll.hold(ready.found.session.id)
    if (earlier := marks.taken(held.id, ready.batch.key)) is not None:
        return earlier
    if (ready.found.session, ready.found.version) != (held, version):
        ready = prepare_register(roll.again(ready.found, held), ready.given, ready.batch, actor=actor, now=now)
    return _save(ready, held, zone, reason, actor, now)


def _save(ready: ReadyRegister, held: Taught, zone: str, reason: str, actor: Actor, now: datetime) -> Saved:
    session_id, found, writing, batch, given = held.id, ready.found, ready.writing, ready.batch, ready.given
    reason = reason.strip() or (MADE_ON_THE_DAY if _made_on_the_day(held, given, batch, zone, now) else "")
    _may_mark(held, zone, reason, now)
    strangers = tuple(sorted(set(given) - set(found.people)))
    if strangers and batch.seen is None:
        raise errors.NotFound("courses.absent")
    marked = writing.write()
    _MARKED.soon(session_id=session_id, now=now, by=actor.name)
    # Rows that somebody holds from before do not know what was written past them.
    db.session().expire_all()
    audit.record_at_once(
        "register", "courses_session", session_id, changes=writing.changes, reason=reason or None, now=now
    )
    saved = Saved(writing.version, len(writing.changes), tuple(writing.clashes), strangers)
    marks.keep(session_id, batch, saved, actor, now)
    standing = attended.Alarms(held.section_id)
    ledger.square(held, found.terms.charging, marked, actor=actor, now=now, reason=reason)
    if held.mode == "both":
        # A corrected mark of somebody who was online is corrected there.
        modes.square(session_id, actor=actor, now=now)
    alarms.review(found, writing.changes, standing, ready.foreseen, actor=actor, now=now)
    signals.announce(signals.register_saved, session_id, actor=actor, now=now)
    return saved


def _may_mark(row: Taught, zone: str, reason: str, now: datetime) -> None:
    today = clock.local(now, zone).date()
    if row.state == "cancelled":
        raise errors.Conflict("courses.session_cancelled")
    if row.day > today:
        raise errors.Conflict("courses.session_ahead", day=row.day)
    if row.day < today and not reason:
        raise errors.Invalid("courses.old_register", field="reason")


def _made_on_the_day(row: Taught, given: Iterable[str], batch: Batch, zone: str, now: datetime) -> bool:
    """Whether every mark was taken on the session's day by a phone that had no network."""
    days = {clock.local(batch.decided.get(key, now), zone).date() for key in given}
    return batch.way == "phone" and days == {row.day} and now - row.ends_at <= SENT_LATE


# --- "I cannot come" -------------------------------------------------------------------------------------------------


def apologise(session_id: str, learner_id: str, reason: AbsenceReason, *, actor: Actor, now: datetime) -> None:
    """A learner says beforehand that she cannot come. Said twice, the last reason counts. Announces `apology_given` once.

    Raises Conflict when the session is over or cancelled, NotFound when the learner is not in it.
    """
    row = marks.session_row(session_id)
    if row.ends_at <= now:
        raise errors.Conflict("courses.session_over")
    if row.state == "cancelled":
        raise errors.Conflict("courses.session_cancelled")
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

"""The door of the care room: who brings and who collects, by a code, a card, or a carer who knows the person."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import delete, select

from childcare import models, queries
from childcare.domain import door
from childcare.domain.together import overlapping
from lms.accounts import domain as tokens
from lms.accounts.services import audit
from lms.kernel import clock, db, errors
from lms.kernel.actor import Actor
from lms.organisations import queries as organisations

# A code of four digits is weak whatever keeps it; what guards it is the lock of the pad. This much is what OWASP asks for.
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


# --- coming and going ------------------------------------------------------------------------------------------------


def check_in(booking_id: str, *, brought_by: str = queries.PARENT, actor: Actor, now: datetime) -> None:
    """A child has come, brought by somebody of its list. Checked in twice, the first time stands."""
    row, zone = _booking(booking_id)
    if row.day != clock.local(now, zone).date():
        raise errors.Conflict("childcare.not_today", day=row.day)
    name = _name_on_list(row, brought_by)
    if row.arrived_at is None:
        for one in _same_child(row):
            one.arrived_at, one.brought_by = now, name
        audit.record("check_in", "childcare_booking", row.id, changes={"brought_by": [None, name]}, now=now)


def check_out(booking_id: str, collector: str, *, note: str = "", actor: Actor, now: datetime) -> str:
    """A child was collected by somebody of its list. Returns the name.

    Raises Invalid without a person, Conflict for a child that has not come and for a person who is not on the list.
    """
    row, zone = _booking(booking_id)
    if row.arrived_at is None:
        raise errors.Conflict("childcare.not_here")
    if not collector.strip():
        raise errors.Invalid("childcare.who_collects", field="who")
    name = _name_on_list(row, collector)
    same = _same_child(row)
    ends_at = clock.instant(row.day, max(one.ends for one in same), zone)
    late = door.minutes_late(ends_at, now, queries.settings(queries.centre_of_group(row.group_id)).late_minutes)
    for one in same:
        one.left_at, one.collected_by, one.late_minutes, one.late_note = now, name, late, note.strip()
    changes = {"collected_by": [None, name]} | ({"late_minutes": [None, late]} if late else {})
    audit.record("check_out", "childcare_booking", row.id, changes=changes, now=now)
    return name


def undo_check(booking_id: str, *, actor: Actor, now: datetime) -> None:
    """Take back the last of check-out and check-in."""
    row, _ = _booking(booking_id)
    gone = row.left_at is not None
    for one in _same_child(row):
        if gone:
            one.left_at, one.collected_by, one.late_minutes, one.late_note = None, "", None, ""
        else:
            one.arrived_at, one.brought_by = None, ""
    audit.record("undo_check", "childcare_booking", row.id, now=now)


def _booking(booking_id: str) -> tuple[models.CareBooking, str]:
    row = db.session().scalar(select(models.CareBooking).where(models.CareBooking.id == booking_id))
    if row is None:
        raise errors.NotFound("childcare.absent")
    return row, organisations.centre(queries.centre_of_group(row.group_id)).zone


def _same_child(row: models.CareBooking) -> list[models.CareBooking]:
    """The place, and those that the child has at that time by another adult's seat: it comes and goes once."""
    of_day = db.session().scalars(
        select(models.CareBooking).where(
            models.CareBooking.child_id == row.child_id,
            models.CareBooking.group_id == row.group_id,
            models.CareBooking.day == row.day,
        )
    )
    same = overlapping(of_day, lambda one: one.child_id, lambda one: queries.interval_of(one.starts, one.ends))
    return next(found for found in same if row in found)


def _name_on_list(row: models.CareBooking, who: str) -> str:
    """The name of a person of a child's list. Raises Conflict for anybody else."""
    people = queries.collectors(row.child_id, row.learner_id, row.day)
    found = next((one for one in people if one.id == who or (who == queries.PARENT and one.is_parent)), None)
    if found is None:
        raise errors.Conflict("childcare.not_on_list", field="who")
    return found.title


# --- codes and cards -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Answer:
    """What the pad says. A wrong code is no error: it is kept, so that too many of them lock the pad."""

    ok: bool
    code: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    name: str = ""


def by_code(booking_id: str, code: str, *, note: str = "", actor: Actor, now: datetime) -> Answer:
    """Check a child in or out with the code of somebody on its list. A child that is here goes, another one comes.

    Five wrong codes for a child, or twenty in the house, lock the pad for a quarter of an hour.
    """
    row, zone = _booking(booking_id)
    centre_id = queries.centre_of_group(row.group_id)
    until = locked_until(row.child_id, centre_id, now)
    if until is not None:
        return Answer(False, "childcare.pad_locked", {"time": clock.local(until, zone).time()})
    who = _of_code(row, code)
    if who is None:
        note_wrong_code(row.child_id, centre_id, now)
        audit.record("wrong_code", "childcare_booking", row.id, now=now)
        left = door.MOST_WRONG - len(_wrong(now, models.WrongCode.child_id == row.child_id))
        return Answer(False, "childcare.wrong_code", {"left": max(0, left)})
    db.session().execute(delete(models.WrongCode).where(models.WrongCode.child_id == row.child_id))
    if row.arrived_at is None:
        check_in(booking_id, brought_by=who, actor=actor, now=now)
        return Answer(True, name=row.brought_by)
    return Answer(True, name=check_out(booking_id, who, note=note, actor=actor, now=now))


def note_wrong_code(child_id: str, centre_id: str, now: datetime) -> None:
    """A wrong code counts, whatever else becomes of this request."""
    db.session().add(models.WrongCode(child_id=child_id, centre_id=centre_id, at=now))
    db.session().flush()


def locked_until(child_id: str, centre_id: str, now: datetime) -> datetime | None:
    """Until when no code is taken for a child, None when the pad is open."""
    own = door.locked_until(_wrong(now, models.WrongCode.child_id == child_id), now)
    house = door.locked_until(_wrong(now, models.WrongCode.centre_id == centre_id), now, door.MOST_WRONG_IN_HOUSE)
    return max((one for one in (own, house) if one), default=None)


def _wrong(now: datetime, *where: Any) -> Sequence[datetime]:
    row = models.WrongCode
    return list(db.session().scalars(select(row.at).where(row.at > now - door.WINDOW, *where)))


def _of_code(row: models.CareBooking, code: str) -> str | None:
    if door.code_trouble(code) is not None:
        return None
    for one in _people(row.child_id):
        if one.secret and (one.until is None or one.until >= row.day) and _is(one.secret, code):
            return one.id
    return None


def _is(stored: str, code: str) -> bool:
    try:
        return _hasher.verify(stored, code)
    except VerificationError:
        return False


def set_code(collector_id: str, code: str, *, actor: Actor, now: datetime) -> None:
    """A new code for somebody, for all siblings she may collect. Invalid for one that is easy to guess."""
    trouble = door.code_trouble(code)
    if trouble is not None:
        raise errors.Invalid(trouble, field="code")
    row = _collector(collector_id)
    if any(one.id != row.id and one.secret and _is(one.secret, code) for one in _people(row.child_id)):
        # Two people with one code: nobody would know who came.
        raise errors.Invalid("childcare.code_simple", field="code")
    hashed = _hasher.hash(code)
    for one in _same_person(row):
        one.secret = hashed
    audit.record("set_code", "childcare_collector", row.id, now=now)


def make_card(collector_id: str, *, actor: Actor, now: datetime) -> str:
    """A new card for somebody, for all siblings she may collect; an earlier one stops working. Returns the token, once."""
    row, token = _collector(collector_id), tokens.new_token()
    for one in _same_person(row):
        one.token_hash = tokens.token_hash(token)
    audit.record("make_card", "childcare_collector", row.id, now=now)
    return token


def people_of_card(token: str, day: date) -> dict[str, str]:
    """Whom a card may collect: child id -> collector id. Raises Conflict for a card that is not known."""
    row = models.Collector
    rows = db.session().scalars(
        select(row).where(row.token_hash == tokens.token_hash(token.strip()), row.removed_at.is_(None))
    )
    found = {one.child_id: one.id for one in rows if one.until is None or one.until >= day}
    if not found:
        raise errors.Conflict("childcare.card_unknown")
    return found


# --- who may collect -------------------------------------------------------------------------------------------------


def add_collector(
    child_id: str,
    name: str,
    relation: str = "",
    *,
    phone: str = "",
    until: date | None = None,
    agreed: str = "",
    actor: Actor,
    now: datetime,
) -> str:
    """Somebody who may bring and collect a child. Returns the id. Said twice, the first entry stands with the new facts."""
    if not name.strip():
        raise errors.Invalid("childcare.name_missing", field="name")
    known = next(
        (one for one in _people(child_id) if (one.name, one.relation) == (name.strip(), relation.strip())), None
    )
    row = known or models.Collector(id=db.new_id(), child_id=child_id, at=now)
    row.name, row.relation, row.phone = name.strip(), relation.strip(), phone.strip()
    row.until, row.agreed, row.by = until, agreed.strip(), actor.name
    db.session().add(row)
    db.session().flush()
    if known is None:
        audit.record("add_collector", "childcare_child_record", child_id, changes={"collector": row.id}, now=now)
    return row.id


def remove_collector(collector_id: str, *, actor: Actor, now: datetime) -> None:
    """Somebody may not collect a child any more, from now on. Code and card stop working."""
    row = _collector(collector_id)
    row.removed_at, row.secret, row.token_hash = now, "", ""
    db.session().flush()
    audit.record("remove_collector", "childcare_child_record", row.child_id, changes={"collector": row.id}, now=now)


def _people(child_id: str) -> list[models.Collector]:
    row = models.Collector
    return list(db.session().scalars(select(row).where(row.child_id == child_id, row.removed_at.is_(None))))


def _collector(collector_id: str) -> models.Collector:
    row = db.session().scalar(
        select(models.Collector).where(models.Collector.id == collector_id, models.Collector.removed_at.is_(None))
    )
    if row is None:
        raise errors.NotFound("childcare.absent")
    return row


def _same_person(row: models.Collector) -> list[models.Collector]:
    """Entries of one person on the lists of siblings."""
    siblings = queries.siblings(row.child_id)
    return [
        one
        for child_id in siblings
        for one in _people(child_id)
        if (one.name, one.relation) == (row.name, row.relation)
    ]

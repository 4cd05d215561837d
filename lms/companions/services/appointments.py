"""Appointments: a caseworker asks for a companion, a volunteer takes it and writes down the hours, which are confirmed."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

from sqlalchemy import select, update

from lms.accounts.services import audit
from lms.companions import models
from lms.companions.domain import appointments as domain
from lms.companions.domain.appointments import Appointment, State
from lms.companions.queries import register
from lms.companions.queries.register import VolunteerInfo
from lms.kernel import clock, config, db, errors, language
from lms.kernel.actor import Actor, Role, system
from lms.learners import queries as learners
from lms.messages import queries as message_queries
from lms.messages import services as messages
from lms.organisations import queries as organisations

GIVEN_BACK, LOGGED = "companions.task.given_back", "companions.task.logged"
KEY = "appointment"
_ROW = models.Appointment


def ask_for(learner_id: str, one: Appointment, *, actor: Actor, day: date, now: datetime) -> str:
    """A companion is asked for. Who speaks the language and has an e-mail address is told that somebody is needed.

    Nothing but language, day and time stands in that e-mail. Returns the id. Raises Invalid naming the field that lacks.
    """
    lacks = domain.trouble(one, day)
    if lacks is not None or one.day is None or one.starts is None:
        field, code = lacks or ("day", "companions.day_off")
        raise errors.Invalid(code, field=field)
    learner = learners.learner(learner_id)
    row = _ROW(
        id=db.new_id(), learner_id=learner.id, centre_id=learner.centre_id, staff_id=actor.staff_id,
        language=one.language, day=one.day, starts=one.starts, place=one.place.strip(), state=State.OPEN,
        by=actor.name, at=now,
    )  # fmt: skip
    db.session().add(row)
    db.session().flush()
    _tell(row, now)
    return row.id


def _tell(row: models.Appointment, now: datetime) -> None:
    centre, offered = organisations.centre(row.centre_id), config.read().language_codes
    for one in register.companions(row.centre_id, row.language):
        if not one.email or one.learner_id == row.learner_id or not one.has_time(row.day, row.starts):
            continue
        locale = next((code for code in one.languages if code in offered), offered[0])
        facts = {
            "language": language.tongue(row.language, locale), "day": row.day, "time": row.starts,
            "centre": centre.name, "phone": centre.phone,
        }  # fmt: skip
        said = [language.say(f"companions.mail.{part}", facts, locale=locale) for part in ("subject", "body")]
        messages.queue_mail(one.email, *said, locale=locale, now=now, provider_id=db.require_provider())


@contextmanager
def by_link(token: str) -> Iterator[VolunteerInfo]:
    """Act as the volunteer whose link this is, in the volunteer's provider. Raises NotFound for who has ended."""
    one = register.by_token(token)
    with db.scoped(one.provider_id), audit.acting(system(one.name, one.provider_id)):
        yield one


def accept(token: str, appointment_id: str, *, now: datetime) -> None:
    """A volunteer goes along. The first one to say so does. Raises Conflict where somebody else was quicker."""
    with by_link(token) as me:
        row = _row(appointment_id)
        if row.volunteer_id == me.id and row.state == State.ACCEPTED:
            return
        if row.centre_id != me.centre_id or row.language not in me.languages or row.learner_id == me.learner_id:
            raise errors.NotFound("companions.no_appointment")
        free = update(_ROW).where(_ROW.id == row.id, _ROW.state == State.OPEN, _ROW.day >= _local(row, now).date())
        if db.changed(free.values(state=State.ACCEPTED, volunteer_id=me.id)) != 1:
            raise errors.Conflict("companions.taken")
        audit.record("companion_accepted", "learners_learner", row.learner_id, now=now)
        db.session().refresh(row)
        _settle(row.id, by=me.name, now=now)
        db.session().flush()


def give_back(token: str, appointment_id: str, *, now: datetime) -> None:
    """A volunteer cannot go along after all: others may, and who asked hears of it at once."""
    with by_link(token) as me:
        row = _mine(appointment_id, me, State.ACCEPTED)
        _open_again(row, me.name, _local(row, now).date(), now)
        db.session().flush()


def release(volunteer_id: str, *, day: date, actor: Actor, now: datetime) -> None:
    """Somebody helps no more: what was accepted and lies ahead is open again."""
    rows = db.session().scalars(
        select(_ROW).where(_ROW.volunteer_id == volunteer_id, _ROW.state == State.ACCEPTED, _ROW.day >= day)
    )
    for row in rows.all():
        _open_again(row, actor.name, day, now)


def _open_again(row: models.Appointment, name: str, day: date, now: datetime) -> None:
    row.state, row.volunteer_id = State.OPEN, None
    _ask(row, GIVEN_BACK, name, day, now)


def log_hours(token: str, appointment_id: str, minutes: int | None, *, now: datetime) -> None:
    """How long it took, from the volunteer; who asked confirms it. Raises Invalid for a length that cannot be, Conflict
    before it has begun or once it is confirmed.
    """
    with by_link(token) as me:
        row = _mine(appointment_id, me, State.ACCEPTED, State.LOGGED)
        if not domain.may_log(row.day, row.starts, _local(row, now)):
            raise errors.Conflict("companions.not_begun")
        if code := domain.minutes_trouble(minutes):
            raise errors.Invalid(code, field="minutes")
        row.state, row.minutes, row.logged_on = State.LOGGED, minutes or 0, _local(row, now).date()
        _ask(row, LOGGED, me.name, row.logged_on, now)
        db.session().flush()


def confirm(appointment_id: str, minutes: int | None, *, actor: Actor, day: date, now: datetime) -> None:
    """The hours are right, or right as they are written now. Raises Invalid, and Conflict where none are logged."""
    row = _row(appointment_id)
    if row.state not in (State.LOGGED, State.CONFIRMED):
        raise errors.Conflict("companions.not_logged")
    if code := domain.minutes_trouble(minutes):
        raise errors.Invalid(code, field="minutes")
    row.state, row.minutes, row.confirmed_on, row.confirmed_by = State.CONFIRMED, minutes or 0, day, actor.name
    _settle(row.id, by=actor.name, now=now)
    db.session().flush()


def unconfirm(appointment_id: str) -> None:
    """The hours wait for a word again."""
    row = _row(appointment_id)
    if row.state == State.CONFIRMED:
        row.state, row.confirmed_on, row.confirmed_by = State.LOGGED, None, ""


def cancel(appointment_id: str, *, actor: Actor, now: datetime) -> None:
    """Nobody needs to come. Raises Conflict once the hours are written down."""
    row = _row(appointment_id)
    if row.state not in (State.OPEN, State.ACCEPTED):
        raise errors.Conflict("companions.done")
    row.state = State.CANCELLED
    _settle(row.id, by=actor.name, now=now)


def uncancel(appointment_id: str) -> None:
    """Somebody is needed after all: who had accepted still goes along, unless the volunteer has ended since."""
    row = _row(appointment_id)
    if row.state != State.CANCELLED:
        return
    goes = register.by_ids([row.volunteer_id]).get(row.volunteer_id or "")
    if goes is None or goes.ended_on is not None:
        row.volunteer_id = None
    row.state = State.ACCEPTED if row.volunteer_id else State.OPEN


def _local(row: models.Appointment, now: datetime) -> datetime:
    return clock.local(now, organisations.centre(row.centre_id).zone)


def _mine(appointment_id: str, me: VolunteerInfo, *states: State) -> models.Appointment:
    row = _row(appointment_id)
    if row.volunteer_id != me.id:
        raise errors.NotFound("companions.no_appointment")
    if row.state not in states:
        raise errors.Conflict("companions.done")
    return row


def _ask(row: models.Appointment, code: str, volunteer: str, day: date, now: datetime) -> None:
    facts = {KEY: row.id, "name": learners.learner(row.learner_id).name, "volunteer": volunteer, "day": row.day}
    messages.ask(
        Role.CASEWORKER,
        code,
        facts,
        now=now,
        staff_id=row.staff_id,
        learner_id=row.learner_id,
        due_on=day,
        link=f"/companions/appointments#{row.id}",
    )


def _settle(appointment_id: str, *, by: str, now: datetime) -> None:
    """Nobody needs to do anything about it any more."""
    for code in (GIVEN_BACK, LOGGED):
        asked = message_queries.open_with(code)
        messages.settle([one.id for one in asked if one.facts.get(KEY) == appointment_id], by=by, now=now)


def _row(appointment_id: str) -> models.Appointment:
    row = db.session().scalar(select(_ROW).where(_ROW.id == appointment_id))
    if row is None:
        raise errors.NotFound("companions.no_appointment")
    return row

"""Mentoring: proposed by staff, accepted by both, meetings written down, ended by either without a reason."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from lms.companions import models
from lms.companions.domain import mentoring as domain
from lms.companions.domain.mentoring import Side, State
from lms.companions.queries import mentoring as queries
from lms.companions.queries import register
from lms.companions.queries.register import VolunteerInfo
from lms.kernel import db, errors
from lms.kernel.actor import Actor, Role
from lms.learners import queries as learners
from lms.messages import services as messages

ENDED = "companions.task.mentoring_ended"
_ROW = models.Mentoring


def propose(learner_id: str, volunteer_id: str, *, actor: Actor, day: date, now: datetime) -> str:
    """A mentor is proposed to a learner, and the learner to the mentor. Returns the id.

    Raises Conflict for a mentor who does not fit or has not finished the course, or while another one is proposed.
    """
    learner = learners.learner(learner_id)
    chosen = next((one for one in queries.choices(learner, day) if one.mentor.id == volunteer_id), None)
    if chosen is None:
        raise errors.Conflict("companions.no_choice")
    row = _ROW(
        id=db.new_id(), learner_id=learner.id, volunteer_id=volunteer_id, staff_id=actor.staff_id,
        language=chosen.fit.languages[0], goal=next(iter(chosen.fit.goals), ""), proposed_on=day, by=actor.name, at=now,
    )  # fmt: skip
    try:
        with db.session().begin_nested():
            db.session().add(row)
    except IntegrityError as twice:
        raise errors.Conflict("companions.has_mentor") from twice
    return row.id


def say(mentoring_id: str, side: Side, yes: bool, *, day: date, now: datetime) -> None:
    """One of both says yes or no. A no ends it. Said twice is said once. Raises Conflict where it is over."""
    row = _going_on(mentoring_id)
    if not yes:
        _end(row, side, day, now)
    elif side is Side.MENTOR:
        row.mentor_said_on = row.mentor_said_on or day
    else:
        row.learner_said_on = row.learner_said_on or day
    db.session().flush()


def end(mentoring_id: str, side: Side, *, day: date, now: datetime) -> None:
    """It is over. Nobody is asked why. Ended twice is ended once."""
    row = _row(mentoring_id)
    if row.ended_on is None:
        _end(row, side, day, now)
        db.session().flush()


def end_all(volunteer_id: str, *, day: date, now: datetime) -> None:
    """A mentor helps no more: whoever had one is without, and staff knows."""
    for one in queries.of_mentor(volunteer_id):
        _end(_row(one.id), Side.STAFF, day, now, told=True)


def _end(row: models.Mentoring, side: Side, day: date, now: datetime, *, told: bool = False) -> None:
    row.ended_on, row.ended_by = day, side
    if side is Side.STAFF and not told:
        return
    learner = learners.learner(row.learner_id)
    messages.ask(
        Role.CASEWORKER,
        ENDED,
        {"name": learner.name},
        now=now,
        staff_id=row.staff_id,
        learner_id=learner.id,
        due_on=day,
        link=f"/people/{learner.id}/mentor",
    )


def take_back_end(mentoring_id: str, side: Side, *, by: str, now: datetime) -> None:
    """Whoever ended it did so by a slip: it stands as before. Raises Conflict where another one is proposed since, or
    the mentor helps no more.
    """
    row = _row(mentoring_id)
    if row.ended_on is None or row.ended_by != side:
        return
    mentor = register.by_ids([row.volunteer_id]).get(row.volunteer_id)
    if mentor is None or mentor.ended_on is not None:
        raise errors.Conflict("companions.mentoring_over")
    if queries.current(row.learner_id) is not None:
        raise errors.Conflict("companions.has_mentor")
    row.ended_on, row.ended_by = None, ""
    messages.settle_about(row.learner_id, ENDED, by=by, now=now)
    db.session().flush()


def log_meeting(mentoring_id: str, day: date | None, minutes: int | None, *, today: date, now: datetime) -> None:
    """They have met. Another length for the same day is written over. Raises Invalid naming what is wrong, Conflict
    before both said yes.
    """
    row = _running(mentoring_id)
    lacks = domain.meeting_trouble(day, minutes, queries.mentoring(row.id).began, today)
    if lacks is not None or day is None or minutes is None:
        field, code = lacks or ("day", "companions.meeting_day_off")
        raise errors.Invalid(code, field=field)
    meeting = models.Meeting
    held = db.session().scalar(select(meeting).where(meeting.mentoring_id == row.id, meeting.day == day))
    if held is None:
        held = meeting(id=db.new_id(), mentoring_id=row.id, day=day, at=now)
        db.session().add(held)
    held.minutes = minutes
    db.session().flush()


def take_back_meeting(mentoring_id: str, meeting_id: str) -> None:
    """It did not take place, or was another day's."""
    row, meeting = _running(mentoring_id), models.Meeting
    found = db.session().scalar(select(meeting).where(meeting.id == meeting_id, meeting.mentoring_id == row.id))
    if found is not None:
        db.session().delete(found)


def of_mentor(mentoring_id: str, me: VolunteerInfo) -> None:
    """Raises NotFound for what is none of this mentor's."""
    if _row(mentoring_id).volunteer_id != me.id:
        raise errors.NotFound("companions.no_mentoring")


def _running(mentoring_id: str) -> models.Mentoring:
    row = _going_on(mentoring_id)
    if domain.state_of(row.mentor_said_on, row.learner_said_on, row.ended_on) is not State.RUNS:
        raise errors.Conflict("companions.not_agreed")
    return row


def _going_on(mentoring_id: str) -> models.Mentoring:
    row = _row(mentoring_id)
    if row.ended_on is not None:
        raise errors.Conflict("companions.mentoring_over")
    return row


def _row(mentoring_id: str) -> models.Mentoring:
    row = db.session().scalar(select(_ROW).where(_ROW.id == mentoring_id))
    if row is None:
        raise errors.NotFound("companions.no_mentoring")
    return row

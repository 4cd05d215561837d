"""Talks that come again: every so many weeks one is settled, until a day."""

from datetime import date, datetime

from sqlalchemy import select

from lms.casework import models
from lms.casework.domain import series
from lms.casework.services.plans import today_of
from lms.casework.services.talks import check_channel
from lms.kernel import db, errors
from lms.kernel.actor import Actor
from lms.learners import queries as learners


def settle_series(
    learner_id: str, weeks: int | None, until: date | None, channel: str, *, actor: Actor, now: datetime
) -> int:
    """Settle every talk of a series. Talks that were settled for days to come give way, one that is overdue stays.

    Returns how many there are. Raises Invalid naming the field that lacks.
    """
    today = today_of(actor, now)
    trouble = series.series_trouble(weeks, until, today)
    if trouble is not None or weeks is None or until is None:
        field, code = trouble or ("until", "casework.day_missing")
        raise errors.Invalid(code, field=field)
    learner, talk = learners.learner(learner_id), models.CheckIn
    check_channel(channel, learner)
    _call_off(learner.id, today)
    days = list(series.days_of(today, weeks, until))
    for day in days:
        db.session().add(talk(id=db.new_id(), learner_id=learner.id, due_on=day, channel=channel))
    db.session().flush()
    return len(days)


def end_series(learner_id: str, *, actor: Actor, now: datetime) -> int:
    """No talk that was settled for a day to come takes place; one that is due today or overdue stays. Returns how many."""
    return _call_off(learners.learner(learner_id).id, today_of(actor, now))


def _call_off(learner_id: str, today: date) -> int:
    talk = models.CheckIn
    to_come = select(talk).where(talk.learner_id == learner_id, talk.held_at.is_(None), talk.due_on > today)
    rows = db.session().scalars(to_come).all()
    for row in rows:
        db.session().delete(row)
    db.session().flush()
    return len(rows)

"""Somebody of a partner teaches one session along: named, told by a letter, taken back."""

from datetime import date, datetime

from sqlalchemy import select

from lms.courses import queries as courses
from lms.kernel import config, db, errors, language
from lms.kernel.actor import Actor
from lms.messages import services as messages
from lms.partners import models, queries
from lms.partners.domain.co_teaching import naming_trouble


def name_co_teacher(session_id: str, access_id: str, *, today: date, actor: Actor, now: datetime) -> str:
    """This person teaches the session along, and a letter says when. Named twice is named once.

    Raises Conflict for a session that is over, cancelled or in a room only, Invalid for who may not teach in this class.
    """
    session = courses.session(session_id)
    trouble = naming_trouble(session.state, session.day, session.mode, today)
    if trouble:
        raise errors.Conflict(trouble)
    course_id = courses.section(session.section_id).course.id
    who = next((one for one in queries.trainers_of(session.section_id, course_id, today) if one.id == access_id), None)
    if who is None or who.until < session.day:
        raise errors.Invalid("partners.trainer_missing", field="access")
    row = models.CoTeaching
    known = db.session().scalar(select(row.id).where(row.session_id == session_id, row.access_id == access_id))
    if known is not None:
        return known
    made = row(id=db.new_id(), session_id=session_id, access_id=access_id, by=actor.name, at=now)
    db.session().add(made)
    db.session().flush()
    locale = language.locale_code.get()
    facts = {
        "name": who.name,
        "section": session.section,
        "day": session.day,
        "starts": f"{session.starts:%H:%M}",
        "ends": f"{session.ends:%H:%M}",
        "link": f"{config.read().base_url}/partner",
    }
    said = [language.say(f"partners.mail.{part}", facts, locale=locale) for part in ("subject", "body")]
    messages.queue_mail(who.email, *said, locale=locale, now=now, provider_id=db.require_provider())
    return made.id


def take_back_co_teacher(session_id: str, named_id: str) -> None:
    """Our teacher is alone after all. Raises NotFound."""
    row = models.CoTeaching
    found = db.session().scalar(select(row).where(row.id == named_id, row.session_id == session_id))
    if found is None:
        raise errors.NotFound("partners.absent")
    db.session().delete(found)
    db.session().flush()

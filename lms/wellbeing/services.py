"""Agreeing to be asked, answering, wishing for a talk, taking it all back; naming who reads, and writing down who helps."""

from datetime import date, datetime

from sqlalchemy import delete, select, update

from lms.accounts.services import audit, people
from lms.kernel import db, errors
from lms.kernel.actor import Actor, Role, system
from lms.wellbeing import models, queries
from lms.wellbeing.domain import KEPT, LONGEST, Answer, NewContact, NewReferral, NewSeries, Question

# --- the person ------------------------------------------------------------------------------------------------------


def consent(learner_id: str, given: bool, *, today: date) -> None:
    """Somebody wants to be asked, or not. No to what was yes: all answers go at once, and talks with them."""
    row = _consent(learner_id)
    if row is None:
        row = models.Consent(id=db.new_id(), learner_id=learner_id, given=given, on_day=today)
        db.session().add(row)
    elif row.given != given:
        row.given, row.on_day = given, today
    row.talk_since, row.words = None, ""
    if not given:
        for kept in (models.Check, models.Series, models.ClinicalReferral):
            db.session().execute(delete(kept).where(kept.consent_id == row.id))
    # That a word was given is kept; managers read the audit, and learn from it neither by whom nor about whom.
    with audit.acting(system("A learner", db.require_provider())):
        audit.record("consent" if given else "withdraw", models.Consent.__tablename__, row.id)
        db.session().flush()


def _consent(learner_id: str) -> models.Consent | None:
    return db.session().scalar(select(models.Consent).where(models.Consent.learner_id == learner_id))


def _agreed(learner_id: str) -> models.Consent:
    row = _consent(learner_id)
    if row is None or not row.given:
        raise errors.Conflict("wellbeing.no_consent")
    return row


def answer(learner_id: str, question: str, given: str, *, today: date) -> None:
    """One answer of today; said again it stands instead. Raises Invalid for none, Conflict without consent."""
    consent_id = _agreed(learner_id).id
    if question not in set(Question):
        raise errors.NotFound("page.absent")
    if given not in set(Answer):
        raise errors.Invalid("wellbeing.answer_missing", field="answer")
    row = db.session().scalar(
        select(models.Check).where(models.Check.consent_id == consent_id, models.Check.day == today)
    )
    if row is None:
        db.session().add(models.Check(id=db.new_id(), consent_id=consent_id, day=today, answers={question: given}))
    else:
        row.answers = {**row.answers, question: given}
    db.session().flush()


def ask_for_talk(learner_id: str, words: str, *, today: date) -> None:
    """The counsellor shall call. Raises Invalid for too many words, Conflict without consent."""
    row, said = _agreed(learner_id), words.strip()
    if len(said) > LONGEST:
        raise errors.Invalid("wellbeing.words_long", longest=LONGEST, field="words")
    row.talk_since, row.words = row.talk_since or today, said


def drop_talk(learner_id: str) -> None:
    """Nobody needs to call any more."""
    row = _agreed(learner_id)
    row.talk_since, row.words = None, ""


# --- the counsellor --------------------------------------------------------------------------------------------------


def talked(learner_id: str, *, actor: Actor) -> date | None:
    """The counsellor has talked with somebody. Returns since when she waited; her words go in the night.

    Raises NotFound for who is no counsellor of hers.
    """
    queries.of_person(learner_id, actor)
    row = _agreed(learner_id)
    since, row.talk_since = row.talk_since, None
    return since


def not_talked(learner_id: str, since: date, *, actor: Actor) -> None:
    """It was a slip: somebody waits as before."""
    queries.of_person(learner_id, actor)
    row = _agreed(learner_id)
    row.talk_since = row.talk_since or since


def book_series(learner_id: str, new: NewSeries, *, actor: Actor, today: date) -> str:
    """Talks are settled. Raises Invalid naming the field that lacks, Conflict while another series goes on.

    That somebody goes on after the last talk is asked first: a therapy that nobody can carry on does harm.
    """
    queries.of_person(learner_id, actor)
    row = _agreed(learner_id)
    if trouble := new.trouble(today):
        raise errors.Invalid(trouble[1], field=trouble[0])
    if any(one.ahead(today) for one in queries.series_of(learner_id)):
        raise errors.Conflict("wellbeing.series_goes_on", field="first")
    series = models.Series(
        id=db.new_id(),
        consent_id=row.id,
        days=[day.isoformat() for day in new.days()],
        interpreter=new.language.strip() if new.interpreter == "yes" else "",
        by=actor.name,
        booked_on=today,
    )
    db.session().add(series)
    # The audit tells that talks were settled, and not with whom.
    audit.record("book", models.Series.__tablename__, series.id)
    db.session().flush()
    return series.id


def end_series(learner_id: str, series_id: str, ended_on: date | None, *, actor: Actor) -> None:
    """The talks to come do not take place; without a day they do again. Raises NotFound."""
    queries.of_person(learner_id, actor)
    row = db.session().scalar(
        select(models.Series).where(models.Series.id == series_id, models.Series.consent_id == _agreed(learner_id).id)
    )
    if row is None:
        raise errors.NotFound("page.absent")
    row.ended_on = ended_on
    audit.record("end" if ended_on else "reopen", models.Series.__tablename__, row.id)
    db.session().flush()


def refer_to_clinic(learner_id: str, new: NewReferral, *, actor: Actor, today: date) -> str:
    """Somebody was sent for treatment: to whom and when is written down, never why. Raises Invalid."""
    queries.of_person(learner_id, actor)
    if trouble := new.trouble(today):
        raise errors.Invalid(trouble[1], field=trouble[0])
    row = models.ClinicalReferral(
        id=db.new_id(), consent_id=_agreed(learner_id).id, organisation=new.organisation.strip(), on_day=new.on_day
    )
    db.session().add(row)
    audit.record("add", models.ClinicalReferral.__tablename__, row.id)
    db.session().flush()
    return row.id


def take_back_referral(learner_id: str, referral_id: str, *, actor: Actor) -> None:
    """It was a slip. Raises NotFound."""
    queries.of_person(learner_id, actor)
    consent_id = _agreed(learner_id).id
    row = models.ClinicalReferral
    if not db.changed(delete(row).where(row.id == referral_id, row.consent_id == consent_id)):
        raise errors.NotFound("page.absent")
    audit.record("remove", row.__tablename__, referral_id)


# --- the office ------------------------------------------------------------------------------------------------------


def name_counsellor(user_id: str, named: bool, *, actor: Actor, now: datetime) -> str:
    """A caseworker reads answers from now on, or no longer. Returns the name.

    Raises NotFound for who is no caseworker here, Conflict for oneself.
    """
    centre_id = None if actor.role is Role.MANAGER else actor.centre_id
    found = next((one for one in queries.caseworkers(centre_id) if one.user_id == user_id), None)
    if found is None:
        raise errors.NotFound("accounts.absent")
    if user_id == actor.user_id:
        raise errors.Conflict("wellbeing.own_right")
    people.name_for(user_id, Role.CASEWORKER, queries.READ, named, centre_id=centre_id, now=now)
    return found.name


def add_contact(new: NewContact) -> str:
    """One more who helps. Raises Invalid naming the field that lacks, Conflict for a name that stands already."""
    if trouble := new.trouble():
        raise errors.Invalid(trouble[1], field=trouble[0])
    if new.name.strip() in {one.name for one in queries.contacts()}:
        raise errors.Conflict("wellbeing.name_twice", field="name")
    row = models.Contact(id=db.new_id(), name=new.name.strip(), phone=new.phone.strip(), note=new.note.strip())
    db.session().add(row)
    db.session().flush()
    return row.id


def remove_contact(contact_id: str) -> NewContact:
    """It is shown no longer. Returns what stood there. Raises NotFound."""
    row = db.session().scalar(select(models.Contact).where(models.Contact.id == contact_id))
    if row is None:
        raise errors.NotFound("page.absent")
    db.session().delete(row)
    db.session().flush()
    return NewContact(row.name, row.phone, row.note)


# --- in time ---------------------------------------------------------------------------------------------------------


def forget_old(today: date) -> int:
    """Answers older than a year go, with referrals and talks of that age, and words about which somebody has talked.

    Returns how many answers went.
    """
    talked_about = models.Consent.talk_since.is_(None), models.Consent.words != ""
    db.session().execute(update(models.Consent).where(*talked_about).values(words=""))
    db.session().execute(delete(models.ClinicalReferral).where(models.ClinicalReferral.on_day < today - KEPT))
    db.session().execute(delete(models.Series).where(models.Series.booked_on < today - KEPT))
    return db.changed(delete(models.Check).where(models.Check.day < today - KEPT))

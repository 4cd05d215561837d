"""Sending somebody to a service outside, and taking in what the service answers by its link."""

from datetime import date, datetime

from sqlalchemy import select

from lms.accounts import domain as accounts
from lms.accounts.services import audit
from lms.kernel import config, db, errors, language
from lms.kernel.actor import Actor, Role
from lms.learners import queries as learners
from lms.messages import queries as message_queries
from lms.messages import services as messages
from lms.organisations import queries as organisations
from lms.referrals import domain, models, queries
from lms.referrals.domain import State

SILENT, DECLINED, TELL = "referrals.task.silent", "referrals.task.declined", "referrals.task.tell"
KEY = "referral"


def send(
    learner_id: str, one: domain.Referral, *, locale: str, actor: Actor, day: date, now: datetime
) -> tuple[str, str]:
    """Send somebody to a service: it gets a link by e-mail, or by the hand of whoever sends it. Returns (id, address).

    The address is known this once; the same handed over twice on a day is one referral, whose last link works. Nothing
    but the link, the centre and what it is about stands in the e-mail. Raises Invalid naming the field that lacks.
    """
    lacks = domain.trouble(one)
    if lacks is not None:
        raise errors.Invalid(lacks[1], field=lacks[0])
    learner = learners.learner(learner_id)
    again = _handed_over(learner_id, one, actor, day)
    if again is not None:
        return again.id, _new_link(again, locale, now)
    row = models.Referral(
        id=db.new_id(), learner_id=learner.id, centre_id=learner.centre_id, staff_id=actor.staff_id,
        organisation=one.organisation.strip(), email=one.email.strip(), about=one.about.strip(), consent=one.consent,
        state=State.SENT, sent_on=day, by=actor.name, at=now,
    )  # fmt: skip
    address = _new_link(row, locale, now)
    db.session().add(row)
    db.session().flush()
    return row.id, address


def _handed_over(learner_id: str, one: domain.Referral, actor: Actor, day: date) -> models.Referral | None:
    row = models.Referral
    same = (row.organisation == one.organisation.strip(), row.about == one.about.strip(), row.by == actor.name)
    handed = (row.learner_id == learner_id, row.sent_on == day, row.state == State.SENT, row.email == "")
    return None if one.email.strip() else db.session().scalar(select(row).where(*handed, *same))


def send_again(referral_id: str, *, locale: str, actor: Actor, day: date, now: datetime) -> str:
    """Another link for a referral that waits, was declined or was closed; the old one ends. Returns the address."""
    row = _row(referral_id)
    if row.state in (State.ACCEPTED, State.ATTENDED):
        raise errors.Conflict("referrals.done")
    row.state, row.sent_on, row.answered_on, row.opened_on, row.said = State.SENT, day, None, None, ""
    row.staff_id, row.by = actor.staff_id, actor.name
    address = _new_link(row, locale, now)
    _settle(row.id, by=actor.name, now=now)
    db.session().flush()
    return address


def _new_link(row: models.Referral, locale: str, now: datetime) -> str:
    token = accounts.new_token()
    row.token_hash = accounts.token_hash(token)
    address = f"{config.read().base_url}/r/{token}"
    if row.email:
        centre = organisations.centre(row.centre_id)
        facts = {
            "centre": centre.name,
            "phone": centre.phone,
            "about": row.about,
            "link": address,
            "until": row.sent_on + domain.LASTS,
        }
        said = [language.say(f"referrals.mail.{part}", facts, locale=locale) for part in ("subject", "body")]
        messages.queue_mail(row.email, *said, locale=locale, now=now, provider_id=db.require_provider())
    return address


def open_link(token: str, *, day: date, now: datetime) -> None:
    """The link is looked at: the first day is kept, and every look stands in the audit."""
    found = queries.by_token(token)
    with db.scoped(found.provider_id):
        row = _row(found.id)
        row.opened_on = row.opened_on or day
        audit.record("referral_opened", "learners_learner", row.learner_id, now=now)
        db.session().flush()


def answer(token: str, accepts: bool, words: str, *, day: date, now: datetime) -> None:
    """The service takes the person on, or says no: then whoever sent her is asked to look for another way.

    Raises Invalid for too many words, Conflict for a link that is over or was answered.
    """
    said, found = words.strip(), queries.by_token(token)
    if len(said) > domain.LONGEST:
        raise errors.Invalid("referrals.long", field="said")
    if found.over(day) or found.state != State.SENT:
        raise errors.Conflict("referrals.over")
    with db.scoped(found.provider_id):
        row = _row(found.id)
        row.state, row.answered_on = State.ACCEPTED if accepts else State.DECLINED, day
        row.said = said
        _settle(row.id, by=row.organisation, now=now)
        learner = learners.learner(row.learner_id)
        if accepts:
            centre = organisations.centre(row.centre_id)
            facts = {"organisation": row.organisation, "about": row.about, "said": row.said, "centre": centre.name}
            if messages.write_to(learner, "referrals.letter", facts, now=now) is None:
                _ask(row, TELL, day, now)
        else:
            _ask(row, DECLINED, day, now)
        db.session().flush()


def came(token: str, *, day: date, now: datetime) -> None:
    """The service says that the person came. Said twice is said once. Raises Conflict for a link that is over."""
    found = queries.by_token(token)
    if found.state == State.ATTENDED:
        return
    if found.over(day) or found.state != State.ACCEPTED:
        raise errors.Conflict("referrals.over")
    with db.scoped(found.provider_id):
        row = _row(found.id)
        row.state, row.attended_on = State.ATTENDED, day
        _settle(row.id, by=row.organisation, now=now)
        db.session().flush()


def close(referral_id: str, *, actor: Actor, now: datetime) -> None:
    """Nothing more is waited for. The link shows nothing from now on. Raises Conflict where somebody came."""
    row = _row(referral_id)
    if row.state == State.ATTENDED:
        raise errors.Conflict("referrals.done")
    row.state = State.CLOSED
    _settle(row.id, by=actor.name, now=now)
    db.session().flush()


def remind(day: date, *, now: datetime) -> int:
    """Who sent somebody and has had no answer for a week is asked to call, once. Returns how many."""
    row = models.Referral
    waiting = select(row).where(row.state == State.SENT, row.sent_on <= day - domain.SILENT).order_by(row.id)
    return sum(_ask(one, SILENT, day, now) for one in db.session().scalars(waiting))


def _ask(row: models.Referral, code: str, day: date, now: datetime) -> bool:
    facts = {KEY: row.id, "name": learners.learner(row.learner_id).name, "organisation": row.organisation}
    asked = messages.ask(
        Role.CASEWORKER,
        code,
        facts,
        now=now,
        staff_id=row.staff_id,
        learner_id=row.learner_id,
        due_on=day,
        link=f"/referrals/{row.id}",
        unique_key=f"{code}:{row.id}:{row.sent_on}",
    )
    return asked is not None


def _settle(referral_id: str, *, by: str, now: datetime) -> None:
    """Nobody needs to call about it any more."""
    for code in (SILENT, DECLINED, TELL):
        asked = message_queries.open_with(code)
        messages.settle([one.id for one in asked if one.facts.get(KEY) == referral_id], by=by, now=now)


def _row(referral_id: str) -> models.Referral:
    row = db.session().scalar(select(models.Referral).where(models.Referral.id == referral_id))
    if row is None:
        raise errors.NotFound("referrals.absent")
    return row

"""Hearing the rights at work, and taking a problem at work to whom the learner chooses."""

from datetime import date, datetime

from sqlalchemy import delete, select

from lms.advice import models, queries
from lms.advice.domain import work
from lms.advice.domain.work import NewContact, Problem
from lms.casework import queries as casework
from lms.casework.domain.sources import Cost
from lms.kernel import config, db, errors, language
from lms.kernel.actor import Actor, Role
from lms.learners import queries as learners
from lms.messages import services as messages
from lms.messages.domain import is_address
from lms.referrals import domain as referral
from lms.referrals import services as referrals


def hear_work_rights(learner_id: str, *, today: date) -> None:
    """She has heard them and understood. Said twice is said once."""
    if queries.work_rights_heard(learner_id) is None:
        db.session().add(models.WorkRightsHeard(id=db.new_id(), learner_id=learner_id, on_day=today))
        db.session().flush()


def report_work_problem(
    learner_id: str, helper: str, about: str, *, agreed: bool, actor: Actor, today: date, now: datetime
) -> str:
    """A problem at work goes to whom she chose; returns the name, empty for an adviser who is not known yet.

    A contact with an e-mail address gets a link and answers by it; whom only a telephone reaches is called by her adviser.
    Raises Invalid naming the field that lacks.
    """
    contact = next((one for one in queries.work_contacts() if one.id == helper), None)
    if about not in set(Problem):
        raise errors.Invalid("advice.problem_missing", field="about")
    if contact is None and helper != work.MINE:
        raise errors.Invalid("advice.helper_missing", field="helper")
    if contact is not None and not agreed:
        raise errors.Invalid("advice.agreed_missing", field="agreed")
    # Whoever reads it works in the language of the house, whatever she speaks.
    house = config.read().language_codes[0]
    topic = language.say(f"advice.problem.{about}", locale=house)
    if contact is not None and contact.email:
        one = referral.Referral(contact.name, topic, contact.email, referral.SELF)
        referrals.send(learner_id, one, locale=house, actor=actor, day=today, now=now)
        return contact.name
    return _ask_adviser(learner_id, topic, contact, today, now)


def _ask_adviser(
    learner_id: str, topic: str, contact: queries.WorkContactInfo | None, today: date, now: datetime
) -> str:
    own = casework.caseworker_of(learner_id, today)
    facts = {"name": learners.learner(learner_id).name, "about": topic}
    code = "advice.work_task"
    if contact is not None:
        facts["helper"], code = f"{contact.name}, {contact.phone}", "advice.work_call_task"
    messages.ask(
        Role.CASEWORKER,
        code,
        facts,
        now=now,
        staff_id=own.id if own else None,
        learner_id=learner_id,
        due_on=today,
        link=f"/people/{learner_id}",
    )
    return contact.name if contact else own.name if own else ""


def add_work_contact(new: NewContact) -> str:
    """One more who helps. Raises Invalid naming the field that lacks, Conflict for a name that stands already."""
    name, email = new.name.strip(), new.email.strip()
    if not 0 < len(name) <= work.LONGEST:
        raise errors.Invalid("advice.contact_name_missing", field="name")
    if new.kind not in set(work.Helper):
        raise errors.Invalid("advice.contact_kind_missing", field="kind")
    if email and not is_address(email):
        raise errors.Invalid("referrals.email_off", field="email")
    if not email and not new.phone.strip():
        raise errors.Invalid("advice.contact_way_missing", field="phone")
    if new.label.cost and new.label.cost not in set(Cost):
        raise errors.Invalid("casework.cost_missing", field="cost")
    if name in {one.name for one in queries.work_contacts()}:
        raise errors.Conflict("advice.contact_twice", field="name")
    said = new.label
    row = models.WorkContact(
        id=db.new_id(),
        name=name,
        kind=new.kind,
        phone=new.phone.strip(),
        email=email,
        languages=new.languages.strip(),
        source=said.source.strip(),
        cost=said.cost,
        price=said.price.strip(),
        checked_on=said.checked_on,
    )
    db.session().add(row)
    db.session().flush()
    return row.id


def check_work_contact(contact_id: str, day: date | None) -> None:
    """On this day somebody asked there, and it is still so. Raises NotFound."""
    row = db.session().scalar(select(models.WorkContact).where(models.WorkContact.id == contact_id))
    if row is None:
        raise errors.NotFound("advice.no_card")
    row.checked_on = day
    db.session().flush()


def remove_work_contact(contact_id: str) -> None:
    """Nobody can choose it any more."""
    db.session().execute(delete(models.WorkContact).where(models.WorkContact.id == contact_id))

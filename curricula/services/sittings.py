"""An administrator announces the date of an examination, or takes it back."""

from datetime import date, datetime

from sqlalchemy.exc import IntegrityError

from curricula import models
from curricula.domain.sittings import Bill, Sitting, faults
from curricula.queries import examination_charges as charges
from curricula.queries import sittings as queries
from curricula.services import examination_charges
from lms.courses import queries as courses
from lms.kernel import db, errors
from lms.kernel.actor import Actor
from lms.organisations import queries as organisations


def announce(centre_id: str, one: Sitting, *, actor: Actor, day: date, now: datetime) -> str:
    """Learners on the way to this examination see it. Returns its id. Raises Invalid with the field that cannot be."""
    if (one.programme, one.examination) not in queries.examinations(day):
        raise errors.Invalid("curricula.sitting.examination", field="examination")
    wrong = faults(one, day)
    if wrong:
        raise errors.Invalid(f"curricula.sitting.{wrong[0]}", field=wrong[0])
    if one.bill is not None:
        _check(centre_id, one.bill, one.day)
    row = models.Sitting(
        id=db.new_id(),
        centre_id=centre_id,
        programme=one.programme,
        examination=one.examination,
        day=one.day,
        place=one.place.strip(),
        sign_up_by=one.sign_up_by,
        fee_cents=one.fee_cents,
        currency=one.currency.upper(),
        section_id=one.bill.section_id if one.bill else None,
        payer_id=one.bill.payer_id if one.bill else None,
        payer_cents=one.bill.cents if one.bill else None,
        by=actor.name,
        at=now,
    )
    try:
        with db.session().begin_nested():
            db.session().add(row)
    except IntegrityError:
        raise errors.Invalid("curricula.sitting.sat_once", field="section_id") from None
    # Today's register may be saved already.
    examination_charges.square(row, actor=actor, now=now)
    return row.id


def _check(centre_id: str, bill: Bill, day: date) -> None:
    met = courses.sessions_between(day, day, centre_id=centre_id, section_ids=[bill.section_id])
    if not any(one.state != "cancelled" for one in met):
        raise errors.Invalid("curricula.sitting.section_id", field="section_id")
    if bill.payer_id not in {one.id for one in organisations.funders()}:
        raise errors.Invalid("curricula.sitting.payer_id", field="payer_id")


def take_back(centre_id: str, sitting_id: str) -> None:
    """It was written down by mistake, or does not take place. Raises NotFound, and Conflict where somebody was charged for it."""
    row = db.session().get(models.Sitting, sitting_id)
    if row is None or row.centre_id != centre_id:
        raise errors.NotFound("curricula.absent")
    if charges.was_charged(sitting_id):
        raise errors.Conflict("curricula.sitting.charged")
    db.session().delete(row)

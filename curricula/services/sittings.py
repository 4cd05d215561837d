"""An administrator announces the date of an examination, or takes it back."""

from datetime import date, datetime

from curricula import models
from curricula.domain.sittings import Sitting, faults
from curricula.queries import sittings as queries
from lms.kernel import db, errors
from lms.kernel.actor import Actor


def announce(centre_id: str, one: Sitting, *, actor: Actor, day: date, now: datetime) -> str:
    """Learners on the way to this examination see it. Returns its id. Raises Invalid with the field that cannot be."""
    if (one.programme, one.examination) not in queries.examinations(day):
        raise errors.Invalid("curricula.sitting.examination", field="examination")
    wrong = faults(one, day)
    if wrong:
        raise errors.Invalid(f"curricula.sitting.{wrong[0]}", field=wrong[0])
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
        by=actor.name,
        at=now,
    )
    db.session().add(row)
    db.session().flush()
    return row.id


def take_back(centre_id: str, sitting_id: str) -> None:
    """It was written down by mistake, or does not take place. Raises NotFound."""
    row = db.session().get(models.Sitting, sitting_id)
    if row is None or row.centre_id != centre_id:
        raise errors.NotFound("curricula.absent")
    db.session().delete(row)

"""Saying what a course costs and how much of it is speaking."""

from datetime import datetime

from sqlalchemy import select

from curricula import models
from curricula.domain.amounts import Money
from lms.courses import queries as courses
from lms.kernel import db, errors
from lms.kernel.actor import Actor


def say_facts(course_id: str, *, price: Money | None, oral_percent: int | None, actor: Actor, now: datetime) -> None:
    """The price of the whole course and the share of speaking and listening, each none where it is not known.

    Raises Invalid for a price below nothing, a currency that is none, and a share that is none.
    """
    course = courses.course(course_id)
    if price is not None and price.cents < 0:
        raise errors.Invalid("curricula.price_off", field="price")
    if price is not None and not (len(price.currency) == 3 and price.currency.isalpha() and price.currency.isupper()):
        raise errors.Invalid("curricula.currency_off", field="currency")
    if oral_percent is not None and not 0 <= oral_percent <= 100:
        raise errors.Invalid("curricula.oral_off", field="oral_percent")
    table = models.CourseFacts
    row = db.session().scalar(select(table).where(table.course_id == course.id))
    if row is None:
        row = table(id=db.new_id(), course_id=course.id)
        db.session().add(row)
    row.price_cents, row.currency = (price.cents, price.currency) if price else (None, "")
    row.oral_percent, row.by, row.at = oral_percent, actor.name, now
    db.session().flush()

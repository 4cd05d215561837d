"""The list of places of advice is replaced by a sheet; somebody who drops in is written down by one tap."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import delete, insert, select

from lms.accounts.services import audit
from lms.advice import models
from lms.advice.domain.cases import TOPICS
from lms.advice.domain.points import Point
from lms.kernel import clock, db, errors
from lms.kernel.actor import Actor


def replace_points(points: Sequence[Point], *, actor: Actor, now: datetime) -> int:
    """What stands in the sheet is the provider's list from now on."""
    provider_id, today = db.require_provider(), clock.local(now, actor.zone).date()
    db.session().execute(delete(models.Point))
    rows = [
        {
            "id": db.new_id(),
            "provider_id": provider_id,
            "number": one.number,
            "name": one.name,
            "street": one.street,
            "postcode": one.postcode,
            "town": one.town,
            "phone": one.phone,
            "hours": one.hours,
            "languages": f",{','.join(one.languages)}," if one.languages else "",
            "source": one.source,
            "checked_on": min(one.checked_on or today, today),
        }
        for one in points
    ]
    if rows:
        db.session().execute(insert(models.Point), rows)
    audit.record("import", "advice_point", provider_id, changes={"points": len(rows)}, now=now)
    return len(rows)


def check_point(point_id: str, day: date | None) -> None:
    """On this day somebody asked there, and it is still so. Raises NotFound."""
    row = db.session().scalar(select(models.Point).where(models.Point.id == point_id))
    if row is None:
        raise errors.NotFound("advice.no_card")
    row.checked_on = day
    db.session().flush()


def log_drop_in(topic: str, *, language: str = "", referred_to: str = "", actor: Actor, now: datetime) -> str:
    """Somebody came to ask. Raises Invalid without a topic."""
    if topic not in TOPICS:
        raise errors.Invalid("advice.topic_missing", field="topic")
    row = models.DropIn(
        id=db.new_id(),
        day=clock.local(now, actor.zone).date(),
        topic=topic,
        language=language.strip(),
        referred_to=referred_to.strip(),
        by=actor.name,
        at=now,
    )
    db.session().add(row)
    db.session().flush()
    return row.id


def take_back_drop_in(drop_in_id: str, *, actor: Actor, now: datetime) -> None:
    """A tap too many, of the same day."""
    row = db.session().scalar(select(models.DropIn).where(models.DropIn.id == drop_in_id))
    if row is None or row.day != clock.local(now, actor.zone).date():
        raise errors.NotFound("advice.no_drop_in")
    db.session().delete(row)

"""Setting what a sign of success means from a day on."""

import re
from datetime import date, datetime

from sqlalchemy import select

from curricula import models
from curricula.domain.indicators import LIMITS, Definition
from curricula.queries import indicators as queries
from lms.kernel import db, errors
from lms.kernel.actor import Actor

LONGEST_NAME = 120


def define(asked: Definition, *, actor: Actor, today: date, now: datetime) -> str:
    """A sign means this from a day on; what is over keeps what held then. Without a key it is a new sign. Returns the key.

    Raises Invalid for a day that has passed, a number off its limits, a new sign without a name, or no reason.
    """
    _refuse(asked, today)
    key = asked.key or _new_key(asked.name)
    table = models.Indicator
    row = db.session().scalar(select(table).where(table.key == key, table.holds_from == asked.holds_from))
    if row is None:
        row = table(id=db.new_id(), key=key, holds_from=asked.holds_from)
        db.session().add(row)
    row.name, row.measure, row.number, row.target = asked.name.strip(), asked.measure, asked.number, asked.target
    row.counted, row.reason, row.by, row.at = asked.counted, asked.reason.strip(), actor.name, now
    db.session().flush()
    return key


def _refuse(asked: Definition, today: date) -> None:
    lowest, highest = LIMITS[asked.measure]
    if asked.key and not any(one.key == asked.key for one in queries.versions()):
        raise errors.NotFound("curricula.absent")
    if not asked.key and not asked.name.strip():
        raise errors.Invalid("curricula.indicator_name", field="name")
    if len(asked.name) > LONGEST_NAME:
        raise errors.Invalid("curricula.indicator_name_long", field="name", longest=LONGEST_NAME)
    if not lowest <= asked.number <= highest:
        raise errors.Invalid("curricula.rule_number", field="number", lowest=lowest, highest=highest)
    if asked.target is not None and not 0 <= asked.target <= 100:
        raise errors.Invalid("curricula.indicator_target", field="target")
    if asked.holds_from < today:
        raise errors.Invalid("curricula.rule_ahead", field="holds_from")
    if not asked.reason.strip():
        raise errors.Invalid("curricula.rule_reason", field="reason")


def _new_key(name: str) -> str:
    """A name for addresses that no other sign has."""
    taken = {one.key for one in queries.versions()}
    plain = re.sub(r"[^a-z0-9]+", "_", name.casefold()).strip("_")[:40] or "sign"
    return next(one for one in (plain, *(f"{plain}_{place}" for place in range(2, 1000))) if one not in taken)

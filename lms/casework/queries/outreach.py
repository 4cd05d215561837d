"""People who were met outside: who is in contact, which programme would take them, how many have come."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import case, func, select

from lms.casework import models, packs
from lms.casework.domain.compliance import Share
from lms.casework.domain.outreach import Link, Outcome, Programme, Reached, open_to
from lms.kernel import db, errors
from lms.organisations import queries as organisations

_ROW = models.Outreach


@dataclass(frozen=True)
class OutreachInfo:
    """One contact with the programmes that would take the person."""

    id: str
    centre_id: str
    person: Reached
    met_on: date
    outcome: Outcome
    learner_id: str | None
    by: str
    open_to: tuple[Programme, ...]


def outreach(centre_id: str = "", *, page: int = 1, size: int = 50) -> list[OutreachInfo]:
    """Contacts that go on first, then those that have ended, the newest on top; a page of them."""
    going_on = case((_ROW.outcome == Outcome.OPEN, 0), else_=1)
    statement = select(_ROW).where(_here(centre_id)).order_by(going_on, _ROW.met_on.desc(), _ROW.id.desc())
    country = organisations.provider(db.require_provider()).country
    return [_info(row, country) for row in db.session().scalars(statement.limit(size).offset((page - 1) * size))]


def count_outreach(centre_id: str = "") -> int:
    """How many contacts there are, those that have ended too."""
    return db.session().scalar(select(func.count(_ROW.id)).where(_here(centre_id))) or 0


def outreach_contact(contact_id: str) -> OutreachInfo:
    """One contact. Raises NotFound."""
    row = db.session().scalar(select(_ROW).where(_ROW.id == contact_id))
    if row is None:
        raise errors.NotFound("casework.no_outreach")
    return _info(row, organisations.provider(db.require_provider()).country)


def converted(first: date, last: date, centre_id: str = "") -> Share:
    """Of everybody met between two days, how many are registered here now."""
    came = func.coalesce(func.sum(case((_ROW.outcome == Outcome.ENROLLED, 1), else_=0)), 0)
    count, total = (
        db.session().execute(select(came, func.count()).where(_here(centre_id), _ROW.met_on.between(first, last))).one()
    )
    return Share(int(count), int(total))


def _here(centre_id: str) -> Any:
    return _ROW.centre_id == centre_id if centre_id else _ROW.id.is_not(None)


def _info(row: models.Outreach, country: str) -> OutreachInfo:
    person = Reached(
        row.name, row.phone, row.language, row.sex, row.met_at, tuple(Link(one) for one in row.links), row.note
    )
    return OutreachInfo(
        row.id, row.centre_id, person, row.met_on, Outcome(row.outcome), row.learner_id, row.by,
        tuple(open_to(person, packs.outreach(), country)),
    )  # fmt: skip

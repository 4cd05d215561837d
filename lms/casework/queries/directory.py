"""The directory of organisations that help: searched, by service, by id."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from lms.casework import models
from lms.casework.domain.directory import Entry, Part, Service
from lms.casework.domain.sources import Label
from lms.kernel import db, errors

CROSSING = "services for everybody"
_ROW = models.Organisation


@dataclass(frozen=True, kw_only=True)
class OrganisationInfo(Entry):
    """One organisation of the directory."""

    id: str
    ended_on: date | None

    def does(self, service: str) -> bool:
        """Whether it is responsible for a service."""
        return self.ended_on is None and self.services.get(service) == Part.RESPONSIBLE


def organisations_listed(
    words: str = "", service: str = "", category: str = "", *, page: int = 1, size: int = 50
) -> tuple[list[OrganisationInfo], int]:
    """Organisations by name, those that ended last, a page of them, and how many there are. Every word stands in the name."""
    wanted = select(_ROW).where(*(_ROW.name.icontains(word, autoescape=True) for word in words.split()))
    if service:
        wanted = wanted.where(_does(service))
    if category:
        wanted = wanted.where(or_(*(_does(one) for one in Service if one.category == category)))
    total = db.session().scalar(wanted.with_only_columns(func.count(_ROW.id))) or 0
    rows = db.session().scalars(
        wanted.order_by(_ROW.ended_on.is_not(None), _ROW.name, _ROW.id).limit(size).offset((page - 1) * size)
    )
    return [_info(row) for row in rows], total


def _does(service: str) -> ColumnElement[bool]:
    found: ColumnElement[bool] = _ROW.services[service].as_string().in_(list(Part))
    return found


def organisations_responsible(*, limit: int = 500) -> list[OrganisationInfo]:
    """Everybody who is responsible for any service today, by name."""
    rows = db.session().scalars(select(_ROW).where(_ROW.ended_on.is_(None)).order_by(_ROW.name, _ROW.id).limit(limit))
    return [one for one in map(_info, rows) if any(one.does(service) for service in Service)]


def organisations_by_id(ids: Iterable[str]) -> dict[str, OrganisationInfo]:
    """By id, those that this provider knows."""
    wanted = [one for one in ids if one]
    rows = db.session().scalars(select(_ROW).where(_ROW.id.in_(wanted))) if wanted else ()
    return {row.id: _info(row) for row in rows}


def shown_to_everybody() -> list[OrganisationInfo]:
    """What anybody may find, of every provider of the site. Whom staff asks there by name is not told."""
    with db.crossing(CROSSING):
        rows = db.session().scalars(
            select(_ROW).where(_ROW.shown, _ROW.ended_on.is_(None)).order_by(_ROW.name, _ROW.id)
        )
        return [replace(_info(row), contact="") for row in rows]


def old_organisations(before: date) -> list[OrganisationInfo]:
    """Those of which nobody has asked since a day, or ever; the longest first."""
    rows = db.session().scalars(
        select(_ROW)
        .where(_ROW.ended_on.is_(None), or_(_ROW.checked_on.is_(None), _ROW.checked_on < before))
        .order_by(_ROW.checked_on.is_not(None), _ROW.checked_on, _ROW.name, _ROW.id)
    )
    return [_info(row) for row in rows]


def organisation(organisation_id: str) -> OrganisationInfo:
    """One of the directory. Raises NotFound."""
    found = organisations_by_id([organisation_id]).get(organisation_id)
    if found is None:
        raise errors.NotFound("casework.no_organisation")
    return found


def open_steps_of(organisation_id: str) -> int:
    """How many steps of newest versions this organisation still has to do."""
    plan, step = models.Plan, models.Step
    newest = select(plan.person_id, func.max(plan.version).label("version")).group_by(plan.person_id).subquery()
    counted: Any = (
        select(func.count(step.id))
        .join(plan, plan.id == step.plan_id)
        .join(newest, (newest.c.person_id == plan.person_id) & (newest.c.version == plan.version))
        .where(step.organisation_id == organisation_id, step.done_on.is_(None))
    )
    return db.session().scalar(counted) or 0


def _info(row: models.Organisation) -> OrganisationInfo:
    return OrganisationInfo(
        id=row.id,
        name=row.name,
        sector=row.sector,
        services={key: str(part) for key, part in row.services.items()},
        contact=row.contact,
        phone=row.phone,
        email=row.email,
        place=row.place,
        postcode=row.postcode,
        papers=row.papers,
        languages=tuple(row.languages),
        target=tuple(row.target),
        label=Label(row.source, row.cost, row.price, row.checked_on),
        shown=row.shown,
        ended_on=row.ended_on,
    )

"""The directory of organisations that help: searched, by service, by id."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from lms.casework import models
from lms.casework.domain.directory import Part, Service
from lms.kernel import db, errors

_ROW = models.Organisation


@dataclass(frozen=True)
class OrganisationInfo:
    """One organisation of the directory. `services` are parts by service."""

    id: str
    name: str
    sector: str
    services: Mapping[str, str]
    contact: str
    phone: str
    email: str
    place: str
    ended_on: date | None

    def does(self, service: str) -> bool:
        """Whether it is responsible for a service."""
        return self.ended_on is None and self.services.get(service) == Part.RESPONSIBLE


def organisations_listed(
    words: str = "", service: str = "", *, page: int = 1, size: int = 50
) -> tuple[list[OrganisationInfo], int]:
    """Organisations by name, those that ended last, a page of them, and how many there are. Every word stands in the name."""
    wanted = select(_ROW).where(*(_ROW.name.icontains(word, autoescape=True) for word in words.split()))
    if service:
        wanted = wanted.where(_ROW.services[service].as_string().in_(list(Part)))
    total = db.session().scalar(wanted.with_only_columns(func.count(_ROW.id))) or 0
    rows = db.session().scalars(
        wanted.order_by(_ROW.ended_on.is_not(None), _ROW.name, _ROW.id).limit(size).offset((page - 1) * size)
    )
    return [_info(row) for row in rows], total


def organisations_responsible(*, limit: int = 500) -> list[OrganisationInfo]:
    """Everybody who is responsible for any service today, by name."""
    rows = db.session().scalars(select(_ROW).where(_ROW.ended_on.is_(None)).order_by(_ROW.name, _ROW.id).limit(limit))
    return [one for one in map(_info, rows) if any(one.does(service) for service in Service)]


def organisations_by_id(ids: Iterable[str]) -> dict[str, OrganisationInfo]:
    """By id, those that this provider knows."""
    wanted = [one for one in ids if one]
    rows = db.session().scalars(select(_ROW).where(_ROW.id.in_(wanted))) if wanted else ()
    return {row.id: _info(row) for row in rows}


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
        row.id, row.name, row.sector, {key: str(part) for key, part in row.services.items()}, row.contact, row.phone,
        row.email, row.place, row.ended_on,
    )  # fmt: skip

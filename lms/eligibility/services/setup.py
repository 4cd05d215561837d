"""Bases and kinds of a provider: written, changed, ended, gone on with."""

from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from sqlalchemy import select

from lms.eligibility import models
from lms.eligibility.domain import NAME, Basis, basis_trouble
from lms.kernel import db, errors
from lms.kernel.actor import Actor

T = TypeVar("T", models.Basis, models.Kind)


def keep_basis(one: Basis, *, basis_id: str = "", actor: Actor) -> str:
    """A new basis; with an id the one that stands is written over. Who is eligible on it stays so until their own day.

    Raises Invalid naming the field that lacks, Conflict where the name is taken.
    """
    trouble = basis_trouble(one)
    if trouble is not None or one.since is None:
        field, code = trouble or ("since", "eligibility.day_missing")
        raise errors.Invalid(code, field=field)
    _free(models.Basis, one.name.strip(), basis_id, "eligibility.basis_taken")
    row = _row(models.Basis, basis_id) if basis_id else models.Basis(id=db.new_id())
    row.name, row.reason, row.since, row.months = one.name.strip(), one.reason.strip(), one.since, one.months
    row.age_from, row.age_to, row.by = one.age_from, one.age_to, actor.name
    db.session().add(row)
    db.session().flush()
    return row.id


def add_kinds(names: Iterable[str], *, actor: Actor) -> int:
    """Kinds that are not there yet. Returns how many were new. Raises Invalid without a name."""
    wanted = list(dict.fromkeys(name.strip() for name in names))
    if not all(0 < len(name) <= NAME for name in wanted):
        raise errors.Invalid("eligibility.name_missing", field="kind_name")
    known = set(db.session().scalars(select(models.Kind.name).where(models.Kind.name.in_(wanted))))
    new = [name for name in wanted if name not in known]
    db.session().add_all(models.Kind(id=db.new_id(), name=name, by=actor.name) for name in new)
    db.session().flush()
    return len(new)


def rename_kind(kind_id: str, name: str, *, actor: Actor) -> None:
    """Another word; what was given is counted under it. Raises Invalid without one, Conflict where it is taken."""
    if not 0 < len(name.strip()) <= NAME:
        raise errors.Invalid("eligibility.name_missing", field="kind_name")
    _free(models.Kind, name.strip(), kind_id, "eligibility.kind_taken")
    row = _row(models.Kind, kind_id)
    row.name, row.by = name.strip(), actor.name
    db.session().flush()


def end_basis(basis_id: str, today: date) -> None:
    """Nobody new is eligible on it; who is, stays so until their own day."""
    row = _row(models.Basis, basis_id)
    row.ended_on = row.ended_on or today


def go_on_with_basis(basis_id: str) -> None:
    """It had not ended after all."""
    _row(models.Basis, basis_id).ended_on = None


def end_kind(kind_id: str, today: date) -> None:
    """It is given no more; what was given stays counted."""
    row = _row(models.Kind, kind_id)
    row.ended_on = row.ended_on or today


def go_on_with_kind(kind_id: str) -> None:
    """It had not ended after all."""
    _row(models.Kind, kind_id).ended_on = None


def _free(table: type[models.Basis] | type[models.Kind], name: str, own_id: str, code: str) -> None:
    taken = db.session().scalar(select(table.id).where(table.name == name))
    if taken is not None and taken != own_id:
        raise errors.Conflict(code, field="name" if table is models.Basis else "kind_name")


def _row(table: type[T], key: str) -> T:
    row = db.session().scalar(select(table).where(table.id == key))
    if row is None:
        raise errors.NotFound("eligibility.absent")
    return row

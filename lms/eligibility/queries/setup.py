"""A provider's bases and kinds of supplementary services."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from lms.eligibility import models
from lms.eligibility.domain import Basis
from lms.kernel import db


@dataclass(frozen=True)
class BasisInfo:
    """A basis with its id; one that has ended takes nobody new."""

    id: str
    said: Basis
    ended_on: date | None

    @property
    def name(self) -> str:
        """What it is called."""
        return self.said.name


@dataclass(frozen=True)
class KindInfo:
    """A kind of service; one that has ended is given no more."""

    id: str
    name: str
    ended_on: date | None


def bases(*, open_only: bool = False) -> list[BasisInfo]:
    """By name, those that have ended last."""
    row = models.Basis
    wanted = select(row).order_by(row.ended_on.is_not(None), row.name, row.id)
    if open_only:
        wanted = wanted.where(row.ended_on.is_(None))
    return [
        BasisInfo(one.id, Basis(one.name, one.reason, one.since, one.months, one.age_from, one.age_to), one.ended_on)
        for one in db.session().scalars(wanted)
    ]


def kinds(*, open_only: bool = False) -> list[KindInfo]:
    """By name, those that have ended last."""
    row = models.Kind
    wanted = select(row).order_by(row.ended_on.is_not(None), row.name, row.id)
    if open_only:
        wanted = wanted.where(row.ended_on.is_(None))
    return [KindInfo(one.id, one.name, one.ended_on) for one in db.session().scalars(wanted)]

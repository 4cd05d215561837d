"""Asking for studies: figures of items, sets of numbers, exposure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from lms.kernel import db, errors, jobs
from placement import models
from placement.queries import editions
from placement.queries.own_banks import BankInfo


@dataclass(frozen=True)
class StudyInfo:
    """Figures that were worked out, with their day."""

    found: Mapping[str, Any]
    by: str
    at: datetime


@dataclass(frozen=True)
class MeasuringInfo:
    """The newest measuring of a bank: how far it is, or how it ended."""

    id: str
    state: str
    skill: str
    step: int
    of: int
    stopping: bool
    stopped: bool

    @property
    def runs(self) -> bool:
        """Whether it waits or works."""
        return self.state in (jobs.State.WAITING, jobs.State.RUNNING)


@dataclass(frozen=True)
class SetInfo:
    """A set of numbers from a calibration."""

    id: str
    number: int
    model: str
    found: Mapping[str, Mapping[str, Any]]
    facts: Mapping[str, Any]
    by: str
    at: datetime

    @property
    def new(self) -> int:
        """Items that got numbers of their own."""
        return sum(not one["held"] for one in self.found.values())


def newest_study(kind: str, about: str) -> StudyInfo | None:
    """The newest figures of a kind."""
    row = db.session().scalar(
        select(models.Study)
        .where(models.Study.kind == kind, models.Study.about == about)
        .order_by(models.Study.at.desc(), models.Study.id.desc())
        .limit(1)
    )
    return StudyInfo(row.found, row.by, row.at) if row else None


def newest_measuring(bank: BankInfo) -> MeasuringInfo | None:
    """The newest measuring that somebody asked for, `None` for none."""
    if not bank.measuring:
        return None
    row = db.session().get_one(models.OwnBank, bank.id)
    try:
        entry = jobs.find(bank.measuring, provider_id=row.provider_id)
    except errors.NotFound:
        return None
    told, result = entry.progress or {}, entry.result or {}
    return MeasuringInfo(
        id=entry.id,
        state=entry.state,
        skill=str(told.get("skill", "")),
        step=int(told.get("step", 0)),
        of=int(told.get("of", 1)),
        stopping=entry.stop_wanted,
        stopped=bool(result.get("stopped")),
    )


def measuring(bank: BankInfo) -> MeasuringInfo | None:
    """The measuring that waits or works now."""
    found = newest_measuring(bank)
    return found if found is not None and found.runs else None


def parameter_sets(bank_id: str) -> list[SetInfo]:
    """All sets of numbers of a bank, the newest first."""
    rows = db.session().scalars(
        select(models.ParameterSet)
        .where(models.ParameterSet.bank_id == bank_id)
        .order_by(models.ParameterSet.number.desc())
    )
    return [SetInfo(row.id, row.number, row.model, row.found, row.facts, row.by, row.at) for row in rows]


def parameter_set(bank_id: str, number: int) -> SetInfo:
    """One of them. Raises NotFound."""
    found = next((one for one in parameter_sets(bank_id) if one.number == number), None)
    if found is None:
        raise errors.NotFound("placement.absent")
    return found


def shares_asked(bank: str) -> dict[str, tuple[int, dict[str, int]]]:
    """By measure: how many sittings there were, and how often each item was asked."""
    rows = db.session().execute(
        select(models.Exposure.measure, models.Exposure.item_key, models.Exposure.asked).where(
            models.Exposure.bank == editions.family(bank)
        )
    )
    found: dict[str, dict[str, int]] = {}
    for row in rows:
        found.setdefault(row.measure, {})[row.item_key] = row.asked
    return {measure: (asked.pop("", 0), asked) for measure, asked in found.items()}

"""Who sat which examination, and whom it is charged to: of one date, and of a month by payer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import func, select

from curricula import models
from curricula.queries.sittings import examinations
from lms.courses import queries as courses
from lms.courses.queries import ledger
from lms.kernel import db
from lms.kernel.questions import Question
from lms.learners import queries as learners
from lms.organisations import queries as organisations

# Every register that is saved asks this; most providers have none.
_ANY_BILLED = Question(select(models.Sitting.id).where(models.Sitting.section_id.is_not(None)).limit(1))


class Standing(NamedTuple):
    """For how many one learner is charged now (0 or 1), and the highest version of her rows."""

    people: int
    version: int


@dataclass(frozen=True)
class Charge:
    """One row: somebody who sat an examination (1), or was not there after all (-1)."""

    learner_id: str
    payer_id: str
    payer: str
    sitting_id: str
    examination: str
    day: date
    section: str
    number: str
    name: str
    people: int
    cents: int
    currency: str
    at: datetime


@dataclass(frozen=True)
class Sum:
    """An examination of a payer: people who sat it, what is paid for each and for all."""

    payer_id: str
    payer: str
    examination: str
    day: date
    section: str
    people: int
    cents_each: int
    cents: int
    currency: str
    corrections: int
    """People who were charged and taken back."""


def any_billed() -> bool:
    """Whether any examination of the provider is charged by a register."""
    return bool(list(_ANY_BILLED.parts()))


def was_charged(sitting_id: str) -> bool:
    """Whether anybody was ever charged for this date."""
    return bool(standings(sitting_id))


def present(section_id: str, day: date) -> set[str]:
    """Learners who were there, by the registers of a class on a day."""
    met = courses.sessions_between(day, day, section_ids=[section_id])
    return {mark.learner_id for one in met for mark in ledger.attended(one.id) if mark.minutes}


def standings(sitting_id: str) -> dict[str, Standing]:
    """What is charged for one date, by learner."""
    row = models.ExaminationCharge
    found = db.session().execute(
        select(row.learner_id, func.sum(row.people), func.max(row.version))
        .where(row.sitting_id == sitting_id)
        .group_by(row.learner_id)
    )
    return {learner_id: Standing(int(people), version) for learner_id, people, version in found}


def months(*, centre_id: str | None) -> list[date]:
    """First days of the months in which something is charged, the newest first."""
    row = models.ExaminationCharge
    asked = _at(select(row.month).distinct().order_by(row.month.desc()), centre_id)
    return list(db.session().scalars(asked))


def charges(month: date, *, centre_id: str | None) -> list[Charge]:
    """Every row that counts in a month, by payer, day and examination."""
    row = models.ExaminationCharge
    asked = _at(select(row, models.Sitting).where(row.month == month), centre_id)
    rows = [(one, sitting) for one, sitting in db.session().execute(asked)]
    people = learners.by_ids(one.learner_id for one, _sitting in rows)
    payers = {one.id: one.name for one in organisations.funders()}
    names = {key: one.name for key, one in examinations(month).items()}
    ids = {sitting.section_id for _one, sitting in rows if sitting.section_id}
    classes = {one.id: one.name for one in courses.sections(ids=ids, states=("published", "closed"))} if ids else {}
    found = [
        Charge(
            one.learner_id,
            one.payer_id,
            payers.get(one.payer_id, ""),
            sitting.id,
            names.get((sitting.programme, sitting.examination), sitting.examination),
            sitting.day,
            classes.get(sitting.section_id or "", ""),
            people[one.learner_id].number if one.learner_id in people else "",
            people[one.learner_id].name if one.learner_id in people else "",
            one.people,
            one.cents,
            one.currency,
            one.at,
        )
        for one, sitting in rows
    ]
    return sorted(
        found, key=lambda one: (one.payer.casefold(), one.payer_id, one.day, one.sitting_id, one.name, one.at)
    )


def _at(asked: Any, centre_id: str | None) -> Any:
    asked = asked.join(models.Sitting, models.ExaminationCharge.sitting_id == models.Sitting.id)
    return asked.where(models.Sitting.centre_id == centre_id) if centre_id else asked


def sums(found: Sequence[Charge]) -> list[Sum]:
    """The same by examination, in the same order."""
    groups: dict[str, list[Charge]] = {}
    for one in found:
        groups.setdefault(one.sitting_id, []).append(one)
    return [
        Sum(
            rows[0].payer_id,
            rows[0].payer,
            rows[0].examination,
            rows[0].day,
            rows[0].section,
            sum(one.people for one in rows),
            abs(rows[0].cents),
            sum(one.cents for one in rows),
            rows[0].currency,
            sum(one.people < 0 for one in rows),
        )
        for rows in groups.values()
    ]

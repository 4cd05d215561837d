"""Stored sittings read with the numbers that hold today; and their answers, for studies of items."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select

from lms.kernel import db
from lms.kernel.vocabulary import Skill
from placement import models
from placement.domain import item_life
from placement.domain.irt import Parameters
from placement.domain.item_bank import Bank
from placement.domain.item_life import Showing
from placement.domain.literacy import Screener
from placement.domain.sitting import Sitting
from placement.queries import editions, engines, own_banks
from placement.queries.sittings import ENDED, SittingInfo, State, unpacked

SKILLS = tuple(skill.value for skill in Skill)
NEWEST = 5000
"""So many sittings a study looks at: the newest."""


@dataclass(frozen=True)
class Taken:
    """An ended sitting of a skill, with whose it is."""

    learner_id: str
    skill: str
    at: datetime
    state: Sitting


def read_today(
    sittings: Mapping[str, SittingInfo], in_force: Mapping[str, str] | None = None
) -> dict[str, SittingInfo]:
    """Sittings by kind with the numbers of the edition in force, where a bank has one; answers stay what they were.

    An item that the edition has no more, or that gives other points now, keeps the numbers it was asked with. `in_force`:
    as `editions.in_force` has it, for whoever reads many.
    """
    newest = editions.in_force() if in_force is None else in_force
    found = {}
    for kind, one in sittings.items():
        ref = newest.get(editions.family(one.bank), one.bank)
        newer = ref != one.bank and _asks(engines.bank(ref), kind)
        found[kind] = replace(one, bank=ref, state=with_numbers(one.state, engines.bank(ref))) if newer else one
    return found


def _asks(bank: Bank, kind: str) -> bool:
    """Whether a bank still has questions of a kind; without any there is nothing to read a finding with."""
    return kind not in SKILLS or bool(bank.of(Skill(kind)))


def with_numbers(state: State, bank: Bank) -> State:
    """The same answers with a bank's parameters."""
    numbers = {item.key: item.parameters for item in bank.items}
    if isinstance(state, Screener):
        latin = None if state.latin is None else _renumbered(state.latin, numbers)
        return replace(state, any_script=_renumbered(state.any_script, numbers), latin=latin)
    return _renumbered(state, numbers)


def _renumbered(sitting: Sitting, numbers: Mapping[str, Parameters]) -> Sitting:
    asked = []
    for one in sitting.asked:
        now = numbers.get(one.item.key)
        if now is not None and now.highest_score == one.item.parameters.highest_score:
            one = replace(one, item=replace(one.item, parameters=now))
        asked.append(one)
    return sitting.with_asked(tuple(asked))


def _of_bank(own: own_banks.BankInfo) -> ColumnElement[bool]:
    row = models.Sitting
    which: list[ColumnElement[bool]] = [row.bank.startswith(f"{own.key}.", autoescape=True)]
    if own.name == "" and own.base:
        which.append(row.bank == own.base)
    return and_(or_(*which), row.status == ENDED, row.kind.in_(SKILLS))


def last_ended(own: own_banks.BankInfo) -> datetime | None:
    """When a part of a test with a bank last ended."""
    return db.session().scalar(select(func.max(models.Sitting.ended_at)).where(_of_bank(own)))


def taken(own: own_banks.BankInfo) -> Iterator[Taken]:
    """Ended sittings of a bank in all its editions, and of the shipped bank it is a copy of; the newest, oldest first."""
    row = models.Sitting
    rows = db.session().execute(
        select(row.learner_id, row.kind, row.state, row.ended_at)
        .where(_of_bank(own))
        .order_by(row.ended_at.desc(), row.id)
        .limit(NEWEST)
    )
    for one in reversed(list(rows)):
        state, _cuts = unpacked(one.kind, one.state)
        if isinstance(state, Sitting):
            yield Taken(one.learner_id, one.kind, one.ended_at, state)


def showings(found: list[Taken]) -> list[Showing]:
    """Every scored answer."""
    return [each for one in found for each in item_life.showings(one.state, one.at.timestamp())]

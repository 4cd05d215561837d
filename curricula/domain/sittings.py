"""Dates of examinations as a centre announces them: what cannot be, which are somebody's, and whether one can still sign up."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from curricula.domain.programme import EVERY_TRACK, Examination, Module, Programme
from lms.kernel.vocabulary import Level

MOST_CENTS = 1_000_000
FURTHEST = timedelta(days=3 * 366)


@dataclass(frozen=True)
class Bill:
    """Who pays how much for each person who sat an examination. The register of this class says on its day who did."""

    section_id: str
    payer_id: str
    cents: int | None


@dataclass(frozen=True)
class Sitting:
    """One day on which an examination is held. No fee means that it is not known yet; 0 means that it is free."""

    programme: str
    examination: str
    day: date
    place: str
    sign_up_by: date | None = None
    fee_cents: int | None = None
    currency: str = "EUR"
    bill: Bill | None = None

    def open_on(self, today: date) -> bool:
        """Whether somebody can still sign up."""
        return today <= (self.sign_up_by or self.day)


def faults(one: Sitting, today: date) -> tuple[str, ...]:
    """Fields of what cannot be about it."""
    found = []
    if not today <= one.day <= today + FURTHEST:
        found.append("day")
    if not one.place.strip():
        found.append("place")
    if one.sign_up_by is not None and one.sign_up_by > one.day:
        found.append("sign_up_by")
    if one.fee_cents is not None and not 0 <= one.fee_cents <= MOST_CENTS:
        found.append("fee")
    if not (len(one.currency) == 3 and one.currency.isascii() and one.currency.isalpha()):
        found.append("currency")
    if one.bill is not None and not (one.bill.cents is not None and 0 <= one.bill.cents <= MOST_CENTS):
        found.append("payer_fee")
    return tuple(found)


def owing(present: Collection[str], charged: Mapping[str, int]) -> dict[str, int]:
    """Who is to be charged (1) or taken back (-1): `charged` says for how many each learner is charged now."""
    new = dict.fromkeys(sorted(one for one in set(present) if not charged.get(one)), 1)
    return new | {one: -1 for one, people in sorted(charged.items()) if people and one not in present}


def on_the_way(programme: Programme, modules: Collection[str]) -> frozenset[str]:
    """Keys of all modules in the tracks that these modules stand in: what lies behind and before somebody."""
    tracks = {track for one in programme.modules if one.key in modules for track in one.tracks}
    return frozenset(
        one.key for one in programme.modules if tracks and (tracks & set(one.tracks) or EVERY_TRACK in one.tracks)
    )


def wanted(found: Sequence[Examination], way: Collection[str], reached: Level | None, goal: str) -> list[Examination]:
    """Examinations at the end of modules on somebody's way, and civic ones for whom citizenship is the goal.

    One whose levels all lie below the level reached shows nothing new and is left out.
    """
    return [
        one
        for one in found
        if set(one.modules) & set(way) or (one.civic and goal == "citizenship")
        if not one.levels or reached is None or max(each.rank for each in one.levels) >= reached.rank
    ]


def social_only(modules: Sequence[Module]) -> bool:
    """Whether somebody learns for company and daily life alone: no examination, no deadline, no talk of being stuck."""
    return bool(modules) and all(one.without_pressure for one in modules)

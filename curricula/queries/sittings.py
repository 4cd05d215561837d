"""Examinations and their dates: of a centre for the office, and those on one learner's way."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from curricula import models
from curricula.domain.amounts import Money
from curricula.domain.programme import Examination, Module
from curricula.domain.sittings import Bill, Sitting, on_the_way, social_only, wanted
from curricula.queries import outline
from curricula.queries.practice import pages_practised
from curricula.queries.standing import Standing, standing
from lms.kernel import db
from lms.kernel.vocabulary import Level

MOST_DATES = 3


@dataclass(frozen=True)
class SittingInfo:
    """A date with its examination."""

    id: str
    name: str
    what: Sitting


@dataclass(frozen=True)
class Ahead:
    """An examination on somebody's way: its next dates, what the rules say it costs, and pages practised for it.

    `price` comes with its `source`; only a fact that was found in its source is told to a learner.
    """

    programme: str
    examination: Examination
    dates: tuple[SittingInfo, ...]
    price: Money | None
    source: str
    practised: int
    for_goal: bool

    @property
    def currency(self) -> str:
        """Of its price by the rules."""
        return self.price.currency if self.price else ""


def examinations(day: date) -> dict[tuple[str, str], Examination]:
    """Those of the programmes that the provider works with, by (programme, key)."""
    known = outline.in_force(day)
    return {(key, one.key): one for key in outline.own_programmes() if key in known for one in known[key].examinations}


def dates_of(centre_id: str, day: date) -> list[SittingInfo]:
    """Dates from today on, the next one first. One of a programme that the provider gave up stands under its key."""
    row = models.Sitting
    rows = db.session().scalars(select(row).where(row.centre_id == centre_id, row.day >= day).order_by(row.day, row.id))
    names = {key: one.name for key, one in examinations(day).items()}
    return [
        SittingInfo(
            one.id,
            names.get((one.programme, one.examination), one.examination),
            Sitting(
                one.programme,
                one.examination,
                one.day,
                one.place,
                one.sign_up_by,
                one.fee_cents,
                one.currency,
                Bill(one.section_id, one.payer_id, one.payer_cents) if one.section_id and one.payer_id else None,
            ),
        )
        for one in rows
    ]


def ahead_of(learner_id: str, day: date) -> list[Ahead]:
    """Examinations on the way of a learner, those with a date first. None for who learns for company and daily life."""
    who = standing(learner_id)
    if social_only(modules_sat_in(who, day)):
        return []
    dates: dict[tuple[str, str], list[SittingInfo]] = {}
    for one in dates_of(who.learner.centre_id, day):
        dates.setdefault((one.what.programme, one.what.examination), []).append(one)
    levels = [page.level for page, _all, _open in pages_practised(learner_id, today=day)]
    found = [
        _ahead(key, one, dates.get((key, one.key), []), levels, who.learner.goal, day)
        for key, one in _on_her_way(who, day)
    ]
    return sorted(found, key=lambda one: (not one.dates, one.dates[0].what.day if one.dates else day))


def modules_sat_in(who: Standing, day: date) -> list[Module]:
    """The modules of the seats she holds."""
    found = (outline.module_on(seat.module_key, day) for seat in who.seats)
    return [one[1] for one in found if one]


def _on_her_way(who: Standing, day: date) -> list[tuple[str, Examination]]:
    reached = Level(who.learner.level) if who.learner.level else None
    own = [outline.full_name(seat.module_key).partition(":") for seat in who.seats]
    own += [name.partition(":") for name in who.achievements.completed]
    found = []
    for (key, _name), one in examinations(day).items():
        programme = outline.in_force(day)[key]
        way = on_the_way(programme, {module for home, _, module in own if home == key})
        found += [(key, each) for each in wanted([one], way, reached, who.learner.goal)]
    return found


def _ahead(key: str, one: Examination, dates: list[SittingInfo], levels: list[str], goal: str, day: date) -> Ahead:
    costs = [each for each in outline.in_force(day)[key].costs if each.examination == one.key]
    sure = next((each for each in costs if each.evidence.may_refuse), None)
    return Ahead(
        key,
        one,
        tuple(dates[:MOST_DATES]),
        sure.price if sure else None,
        sure.evidence.source if sure else "",
        sum(not one.levels or level in {each.value for each in one.levels} for level in levels),
        one.civic and goal == "citizenship",
    )


def prices(day: date) -> Mapping[tuple[str, str], Money]:
    """What examinations cost by the rules in force, as a help for who enters a date."""
    known = outline.in_force(day)
    return {
        (key, cost.examination): cost.price
        for key in outline.own_programmes()
        if key in known
        for cost in known[key].costs
        if cost.examination and cost.evidence.may_refuse
    }

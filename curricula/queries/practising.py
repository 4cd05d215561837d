"""Where somebody between two steps can practise: practice clubs, classes for company and daily life, exercises online."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from curricula.domain.opportunities import Answer, Kind
from curricula.queries import outline
from curricula.queries.opportunities import Card, cards_for
from curricula.queries.standing import standing
from curricula.queries.steps import Offer, offers, open_offers, sitting_in
from lms.blocks import queries as blocks

TAKEN_BACK = (Answer.WITHDRAWN, Answer.DECLINED)


@dataclass(frozen=True)
class Practice:
    """Practice clubs and classes without an exam that have a place for her, and how many pages of exercises are open to her."""

    clubs: Sequence[Card] = ()
    classes: Sequence[Offer] = ()
    exercises: int = 0

    @property
    def titles(self) -> list[str]:
        """What clubs and classes are called, with who holds them."""
        clubs = [f"{one.opportunity.what.title}, {one.opportunity.what.organisation}" for one in self.clubs]
        return [*clubs, *(one.section.course.title for one in self.classes)]


def practice_for(learner_id: str, day: date) -> Practice:
    """Everything that needs no step before it, what fits her week best first."""
    who = standing(learner_id)
    cards = [one for one in cards_for(learner_id, day) if one.opportunity.what.kind is Kind.CLUB]
    sections = []
    for name, same in open_offers(who.learner.centre_id, day).items():
        found = outline.module_on(name, day)
        if found is not None and found[1].without_pressure and name not in sitting_in(who):
            sections += same
    return Practice(
        [one for one in cards if one.answer not in TAKEN_BACK],
        [one for one in offers(sections, who, day) if one.bookable] if sections else [],
        len(blocks.units_open_to(learner_id, day)),
    )

"""Talks about needs and strengths in the demonstration: a few people, in the last weeks, by a caseworker."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from lms.kernel import clock
from lms.kernel.actor import Actor
from lms.organisations import queries as organisations
from placement.services.needs import keep_assessment

TALKS: Sequence[tuple[Mapping[str, str], Mapping[str, str]]] = (
    (
        {"work": "Ten years a tailor, trained others.", "family": "A sister lives in the same street."},
        {"language": "Talk with the school of the children.", "housing": "Two rooms for five people."},
    ),
    (
        {"education": "Finished school, reads two scripts.", "language": "Speaks four languages."},
        {"rights": "School papers are not recognised yet.", "money": "Waits for the first payment."},
    ),
    (
        {"community": "Sings in a choir, knows the neighbours.", "health": "Walks everywhere, feels well."},
        {"work": "Looks for a first job, mornings only.", "family": "No care place for the youngest."},
    ),
)
PEOPLE, EVERY = 9, timedelta(days=5)


def talk(facts: Mapping[str, Any], actor: Actor) -> dict[str, Any]:
    """Step `follow`: nine talks of the last weeks, reported to two funders; nothing where no caseworker works."""
    keepers = organisations.staff(kind="caseworker", centre_id=facts["centre_id"])
    funders = organisations.funders()[:2]
    if not keepers or not funders:
        return {}
    keeper = replace(actor, name=keepers[0].name, staff_id=keepers[0].id)
    today = clock.local(facts["now"], actor.zone).date()
    for place, learner_id in enumerate(facts["learner_ids"][:PEOPLE]):
        strengths, needs = TALKS[place % len(TALKS)]
        keep_assessment(
            learner_id, strengths, needs, funder_id=funders[place % len(funders)].id, on_day=today - place * EVERY,
            actor=keeper, now=facts["now"],
        )  # fmt: skip
    return {"needs_talks": len(facts["learner_ids"][:PEOPLE])}

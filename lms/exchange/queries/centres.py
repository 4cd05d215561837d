"""Centres of a region beside each other, for its observer: a named crossing, and nothing that speaks of few people."""

from dataclasses import dataclass
from datetime import date, timedelta

from lms.accounts.services import audit
from lms.courses.queries import comparison
from lms.exchange.domain.comparison import Centre, Counted, beside_each_other
from lms.exchange.domain.suppression import Cell
from lms.exchange.queries.overview import CROSSING, WEEKS
from lms.kernel import db, plugins
from lms.kernel.actor import Actor
from lms.kernel.vocabulary import LESSON_MINUTES
from lms.organisations import queries as organisations


@dataclass(frozen=True)
class Comparison:
    """Centres of a region by name, and the days that are counted."""

    region: str
    centres: tuple[Centre, ...]
    total: Cell
    care: bool
    """Whether anybody here counts places for children."""
    first: date
    last: date


def comparison_of(provider_id: str, *, actor: Actor, today: date) -> Comparison:
    """Counts by centre over every provider of the observer's region. The look itself is kept in the observer's audit."""
    region, first = organisations.provider(provider_id).region, today - timedelta(weeks=WEEKS)
    with db.crossing(CROSSING):
        providers = organisations.providers_of_region(region)
        found = comparison.by_centre(providers, first, today)
        care = plugins.installed().ask("panels", "exchange.centres", {"provider_ids": providers}, actor)
    audit.record("crossing", "provider", provider_id, changes={"query": CROSSING, "providers": len(providers)})
    places: dict[str, int] = {}
    for panel in care:
        places |= panel.values["care_places"]
    centres, total = beside_each_other(
        [
            Counted(
                one.centre_id,
                one.name,
                one.learners,
                one.minutes // LESSON_MINUTES,
                one.waits,
                one.attendance,
                places.get(one.centre_id, 0),
            )
            for one in found
        ]
    )
    return Comparison(region, centres, total, bool(care), first, today)

"""The clock of care: places that became free go to those who wait, and papers that end are spoken of in time."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from childcare import queries, services
from lms.accounts.services import audit
from lms.kernel import clock, db, jobs
from lms.kernel.actor import Actor, system
from lms.organisations import queries as organisations
from lms.organisations.jobs import every_provider, for_every_provider

THE_LIST = "care waiting list"
"""In whose name places are given out."""


@jobs.every(minutes=10)
@jobs.job("childcare.waiting")
def look_after_lists(arguments: Mapping[str, Any], progress: jobs.Progress, now: datetime) -> dict[str, Any]:
    """The list of one centre, or of all: a centre a transaction."""
    wanted, placed = arguments.get("centre_id"), 0
    for provider_id in every_provider():
        for centre_id in _centres(provider_id):
            if wanted in (None, centre_id):
                actor = system(THE_LIST, provider_id)
                with db.transaction(db.engine()), audit.acting(actor), db.scoped(provider_id):
                    placed += len(services.advance(centre_id, actor=actor, now=now))
    return {"placed": placed}


@jobs.every(hour=5, minute=50)
@jobs.job("childcare.papers")
def speak_of_papers(arguments: Mapping[str, Any], progress: jobs.Progress, now: datetime) -> dict[str, Any]:
    """A task for each paper of a carer that ends soon."""

    def ask(_actor: Actor) -> int:
        return sum(
            services.ask_for_papers(centre.id, clock.local(now, centre.zone).date(), now=now)
            for centre in organisations.centres()
        )

    return for_every_provider(ask, "asked", progress, name=THE_LIST)


def _centres(provider_id: str) -> list[str]:
    with db.reading(), db.transaction(db.engine()), db.scoped(provider_id):
        return [one.id for one in organisations.centres() if queries.anybody_waits(one.id)]

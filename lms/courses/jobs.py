"""The clock of the waiting list: offers run out, free seats are offered, and people are asked whether they still wait."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lms.accounts.services import audit
from lms.courses import queries, services
from lms.kernel import db, jobs
from lms.kernel.actor import system
from lms.organisations.jobs import every_provider, for_every_provider


@jobs.every(minutes=5)
@jobs.job("courses.waiting")
def look_after_lists(arguments: Mapping[str, Any], progress: jobs.Progress, now: datetime) -> dict[str, Any]:
    """Every list where an offer ran out or a seat is free: a section a transaction, so that nobody waits for another's."""
    looked = 0
    for provider_id in every_provider():
        for section_id in _sections(provider_id, now):
            actor = system(services.THE_LIST, provider_id)
            with db.transaction(db.engine()), audit.acting(actor), db.scoped(provider_id):
                services.look_after(section_id, actor=actor, now=now)
            looked += 1
    return {"sections": looked}


@jobs.every(hour=6, minute=20)
@jobs.job("courses.still_waiting")
def ask_who_still_waits(arguments: Mapping[str, Any], progress: jobs.Progress, now: datetime) -> dict[str, Any]:
    """Everybody who was not heard of for as long as the provider's rule says."""
    return for_every_provider(
        lambda actor: services.ask_who_still_waits(actor=actor, now=now), "asked", progress, name=services.THE_LIST
    )


def _sections(provider_id: str, now: datetime) -> list[str]:
    with db.reading(), db.transaction(db.engine()), db.scoped(provider_id):
        return queries.sections_to_look_at(now)

"""What jobs of all areas share: work for one provider after the other, each in a transaction of its own."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from lms.accounts.services import audit
from lms.kernel import db, jobs
from lms.kernel.actor import Actor, system
from lms.organisations import queries


def every_provider() -> list[str]:
    """Ids of all providers."""
    with db.reading(), db.transaction(db.engine()):
        return queries.provider_ids()


def for_every_provider(
    deed: Callable[[Actor], int], counted: str, progress: jobs.Progress, *, name: str = "onward"
) -> dict[str, Any]:
    """Do `deed` in the scope of each provider, by an actor with this `name` and the provider's zone; add up what came of it.

    One provider's trouble is not the others': each is come to before any error is raised, and the job tried again.
    """
    found, troubles = 0, list[Exception]()
    for provider_id in every_provider():
        try:
            with db.transaction(db.engine()), db.scoped(provider_id):
                actor = _at_home(system(name, provider_id))
                with audit.acting(actor):
                    found += deed(actor)
        except Exception as trouble:
            troubles.append(trouble)
        progress.tell({counted: found})
    if len(troubles) > 1:
        raise ExceptionGroup("Several providers are in trouble.", troubles)
    if troubles:
        raise troubles[0]
    return {counted: found}


def _at_home(actor: Actor) -> Actor:
    """What day it is follows the provider's first centre."""
    centres = queries.centres()
    return replace(actor, zone=centres[0].zone) if centres else actor

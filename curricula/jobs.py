"""The nightly review, by the clock for every provider or at the press of a button for one; practice for who waits."""

from collections.abc import Mapping
from datetime import datetime
from time import perf_counter
from typing import Any

from curricula import services
from curricula.services import editions, follow_up, practising
from curricula.services.reviewing import REVIEW_ONE, ask_for_review
from lms.accounts.services import audit
from lms.kernel import clock, db, jobs
from lms.kernel.actor import Actor, system
from lms.organisations import queries as organisations
from lms.organisations.jobs import every_provider, for_every_provider


@jobs.every(hour=3)
@jobs.job("curricula.review")
def review_all(arguments: Mapping[str, Any], progress: jobs.Progress, now: datetime) -> dict[str, Any]:
    """Ask for a review of every provider: each is a job of its own, so that one's trouble is not the others'."""
    everybody = every_provider()
    with db.transaction(db.engine()):
        asked = [ask_for_review(one, now=now, key=now.date().isoformat(), whole=False) for one in everybody]
    return {"asked": len([one for one in asked if one])}


@jobs.job(REVIEW_ONE)
def review_one(arguments: Mapping[str, Any], progress: jobs.Progress, now: datetime) -> dict[str, Any]:
    """Weigh in a transaction that only reads, then keep all findings in another. Stopped before: nothing changes."""
    provider_id = str(arguments["provider_id"])
    actor = system(str(arguments.get("by") or "onward"), provider_id)
    outcomes: list[services.Outcome] = []
    began = perf_counter()
    with db.reading(), db.transaction(db.engine()), db.scoped(provider_id):
        asked = services.plan_review(_today(now), whole=bool(arguments.get("whole", True)))
        everybody = {"total": asked.due.looked, "learners": len(asked.due.digests), "counted": len(asked.due.counted)}
        progress.tell({"done": 0, **everybody})
        for part in services.weigh(asked):
            outcomes += part
            progress.tell({"done": len(outcomes), **everybody})
            if progress.stop_wanted:
                return {"stopped": True, "learners": len(outcomes)}
    with db.transaction(db.engine()), audit.acting(actor), db.scoped(provider_id):
        states = services.keep_review(asked, outcomes, actor=actor, now=now, spent=lambda: perf_counter() - began)
    return {"learners": len(asked.due.digests), "looked": len(outcomes), "states": dict(states)}


def _today(now: datetime) -> Any:
    centres = organisations.centres()
    return clock.local(now, centres[0].zone).date() if centres else now.date()


@jobs.every(hour=5)
@jobs.job("curricula.practice")
def offer_practice(arguments: Mapping[str, Any], progress: jobs.Progress, now: datetime) -> dict[str, Any]:
    """Offer practice to everybody who has had no lesson for weeks after a step, centre by centre."""

    def offer(_actor: Actor) -> int:
        return sum(
            practising.offer_practice(centre.id, day=clock.local(now, centre.zone).date(), now=now)
            for centre in organisations.centres()
        )

    return for_every_provider(offer, "told", progress)


@jobs.every(hour=6)
@jobs.job("curricula.follow_up")
def ask_how_they_are(arguments: Mapping[str, Any], progress: jobs.Progress, now: datetime) -> dict[str, Any]:
    """Ask people how they are so many months after their course, where the provider has said when."""
    return for_every_provider(
        lambda actor: follow_up.ask_everybody(day=clock.local(now, actor.zone).date(), now=now), "asked", progress
    )


@jobs.every(hour=2)
@jobs.job("curricula.editions")
def keep_shipped(arguments: Mapping[str, Any], progress: jobs.Progress, now: datetime) -> dict[str, Any]:
    """Keep the shipped packs of every provider, so that another text in a later release waits until it is taken."""
    return for_every_provider(
        lambda actor: len(editions.keep_shipped(day=clock.local(now, actor.zone).date(), now=now)), "waiting", progress
    )

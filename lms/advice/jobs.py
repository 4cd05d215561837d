"""Telling who waits for a place that one is there now."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lms.advice import services
from lms.kernel import db, jobs
from lms.kernel.actor import Actor
from lms.organisations.jobs import for_every_provider


@jobs.every(minutes=30)
@jobs.job("advice.places")
def tell_of_places(arguments: Mapping[str, Any], progress: jobs.Progress, now: datetime) -> dict[str, Any]:
    """Whoever left a number in the course finder is called when a place suits. Numbers older than 90 days go."""
    with db.transaction(db.engine()):
        told, ended = services.tell_who_waits(now.date(), now)
    return {"told": told, "ended": ended}


@jobs.every(hour=4)
@jobs.job("advice.forget")
def forget_threads(arguments: Mapping[str, Any], progress: jobs.Progress, now: datetime) -> dict[str, Any]:
    """Half a year after its end a thread of nobody goes, and of a call what was said and who called; ideas taken back go, too."""

    def forget(_actor: Actor) -> int:
        gone = services.forget_old_cases(now.date()) + services.forget_calls(now.date())
        return gone + services.forget_ideas_taken_back()

    return for_every_provider(forget, "gone", progress, name="advice")


@jobs.every(hour=2, minute=20)
@jobs.job("advice.forget_complaints")
def forget_complaints(arguments: Mapping[str, Any], progress: jobs.Progress, now: datetime) -> dict[str, Any]:
    """Half a year after the answer words, voice and name of a complaint go; only the count stays."""
    return for_every_provider(lambda _actor: services.forget_what_was_said(now.date()), "forgotten", progress)

"""Telling who waits for a place that one is there now."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lms.accounts.services import audit
from lms.advice import services
from lms.kernel import db, jobs
from lms.kernel.actor import system
from lms.organisations import queries as organisations


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
    with db.transaction(db.engine()), db.reading():
        provider_ids = organisations.provider_ids()
    gone = 0
    for provider_id in provider_ids:
        with db.transaction(db.engine()), audit.acting(system("advice", provider_id)), db.scoped(provider_id):
            gone += services.forget_old_cases(now.date()) + services.forget_calls(now.date())
            gone += services.forget_ideas_taken_back()
    return {"gone": gone}


@jobs.every(hour=2, minute=20)
@jobs.job("advice.forget_complaints")
def forget_complaints(arguments: Mapping[str, Any], progress: jobs.Progress, now: datetime) -> dict[str, Any]:
    """Half a year after the answer words, voice and name of a complaint go; only the count stays."""
    forgotten = 0
    with db.transaction(db.engine()), db.reading():
        providers = organisations.provider_ids()
    for provider_id in providers:
        with db.transaction(db.engine()), db.scoped(provider_id):
            forgotten += services.forget_what_was_said(now.date())
    return {"forgotten": forgotten}

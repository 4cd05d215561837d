"""Telling who waits for a place that one is there now."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lms.advice import services
from lms.kernel import db, jobs


@jobs.every(minutes=30)
@jobs.job("advice.places")
def tell_of_places(arguments: Mapping[str, Any], progress: jobs.Progress, now: datetime) -> dict[str, Any]:
    """Whoever left a number in the course finder is called when a place suits. Numbers older than 90 days go."""
    with db.transaction(db.engine()):
        told, ended = services.tell_who_waits(now.date(), now)
    return {"told": told, "ended": ended}

"""Forgetting old answers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lms.kernel import db, jobs
from lms.organisations import queries as organisations
from lms.wellbeing import services


@jobs.every(hour=2, minute=40)
@jobs.job("wellbeing.forget")
def forget_old_answers(arguments: Mapping[str, Any], progress: jobs.Progress, now: datetime) -> dict[str, Any]:
    """A year after its day an answer goes; words about which somebody has talked go in the night."""
    with db.transaction(db.engine()), db.reading():
        providers = organisations.provider_ids()
    gone = 0
    for provider_id in providers:
        with db.transaction(db.engine()), db.scoped(provider_id):
            gone += services.forget_old(now.date())
    return {"gone": gone}

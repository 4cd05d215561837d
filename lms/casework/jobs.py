"""The clock of casework: every morning what is due becomes a task."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lms.accounts.services import audit
from lms.casework import services
from lms.kernel import clock, db, jobs
from lms.kernel.actor import system
from lms.organisations import queries as organisations


@jobs.every(hour=4, minute=40)
@jobs.job("casework.remind")
def remind(arguments: Mapping[str, Any], progress: jobs.Progress, now: datetime) -> dict[str, Any]:
    """Reviews that are due and steps that are late, a provider a transaction."""
    with db.transaction(db.engine()), db.reading():
        provider_ids = organisations.provider_ids()
    asked = 0
    for provider_id in provider_ids:
        actor = system("casework", provider_id)
        with db.transaction(db.engine()), audit.acting(actor), db.scoped(provider_id):
            asked += services.remind(clock.local(now, actor.zone).date(), now=now)
        progress.tell({"asked": asked})
    return {"asked": asked}

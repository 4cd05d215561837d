"""The clock of partners: what ends within sixty days becomes a task, once."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lms.accounts.services import audit
from lms.kernel import clock, db, jobs
from lms.kernel.actor import system
from lms.organisations import queries as organisations
from lms.partners import services


@jobs.every(hour=5, minute=10)
@jobs.job("partners.warn")
def warn(arguments: Mapping[str, Any], progress: jobs.Progress, now: datetime) -> dict[str, Any]:
    """Agreements and duties that end within sixty days, a provider a transaction."""
    with db.transaction(db.engine()), db.reading():
        provider_ids = organisations.provider_ids()
    asked = 0
    for provider_id in provider_ids:
        actor = system("partners", provider_id)
        with db.transaction(db.engine()), audit.acting(actor), db.scoped(provider_id):
            asked += services.warn(clock.local(now, actor.zone).date(), now=now)
        progress.tell({"asked": asked})
    return {"asked": asked}
